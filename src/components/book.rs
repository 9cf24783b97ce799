use yew::{prelude::*, virtual_dom::VTag};

use super::{
    Names,
    button::buttons_of,
    field::field,
    markup::{CLASS, element, keyed, node, tag, text, truth, words},
};
use crate::{
    i18n::work as words_of,
    intent::{Field, PressOn},
    view::{
        Open,
        panel::{BookView, ContactRow},
    },
};

/// How high a row is, in `rem`: `www/hook-switch.css` says the same.
const ROW: usize = 3;

/// The phone books: of all rows those are drawn that are seen, between gaps as high as the others.
pub(super) fn book(view: &BookView, names: &Names) -> VTag {
    let BookView { text: search, status, total, first, rows, chosen } = view;
    let id = |row: usize| [&names.id, "-row-", &row.to_string()].concat();
    let list_id = [&names.id, "-rows"].concat();
    let active = rows.iter().find(|row| row.chosen == Open::Yes).map(|row| id(row.row));
    let search = field(
        words_of::SEARCH,
        &[
            "class",
            "data-field",
            "role",
            "aria-expanded",
            "aria-autocomplete",
            "aria-controls",
            "autocomplete",
            "spellcheck",
            "enterkeyhint",
            "aria-activedescendant",
        ],
        &[
            Some("hs-field"),
            Some(Field::Search.as_str()),
            Some("combobox"),
            Some("true"),
            Some("list"),
            Some(&list_id),
            Some("off"),
            Some("false"),
            Some("search"),
            active.as_deref(),
        ],
        Some(search),
    );
    let all = total.to_string();
    let option = |row: &ContactRow| {
        let ContactRow { row, name, line, chosen } = row;
        let (value, place) = (row.to_string(), (row + 1).to_string());
        let lines = vec![text("strong", "", name), text("span", "hs-quiet", line)];
        let keys =
            &["id", "role", "data-action", "data-value", "aria-selected", "aria-setsize", "aria-posinset", "title"];
        let whole = [name, "\n", line].concat();
        let values = [&id(*row), "option", PressOn::Choose.as_str(), &value, truth(*chosen), &all, &place, &whole];
        keyed(&value, element("div", keys, &values, lines))
    };
    let below = total.saturating_sub(first + rows.len());
    let mut drawn = vec![gap("above", *first)];
    drawn.extend(rows.iter().map(option));
    drawn.push(gap("below", below));
    let mut parts = vec![
        search,
        node("p", &["class", "role"], &["hs-quiet", "status"], vec![words(status)]),
        node(
            "div",
            &["class", "id", "role", "aria-label", "data-rows"],
            &["hs-contacts", &list_id, "listbox", words_of::SEARCH, &all],
            drawn,
        ),
    ];
    // There also while it is empty: what has no key is known by its place behind the others.
    let chosen = chosen.iter().flat_map(|(contact, buttons)| [text("p", "", contact), buttons_of(buttons)]);
    parts.push(tag("div", "hs-card", chosen.collect()));
    element("div", CLASS, &["hs-part"], parts)
}

/// As high as these many rows. An image, whose size is no style: a page may forbid those that stand in attributes.
fn gap(key: &str, rows: usize) -> Html {
    let height = [&(rows * ROW).to_string(), "em"].concat();
    keyed(key, element("svg", &["width", "height", "aria-hidden"], &["1", &height, "true"], Vec::new()))
}
