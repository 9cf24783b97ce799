use super::{
    Names,
    button::buttons_of,
    field::field,
    markup::{Parts, nothing, truth},
};
use crate::{
    i18n::{decimal, work as words_of},
    intent::{Field, PressOn},
    view::{
        Open,
        panel::{BookView, ContactRow},
    },
};

/// How high a row is, in `rem`: `www/hook-switch.css` says the same.
const ROW: usize = 3;

/// The phone books: of all rows those are drawn that are seen, between gaps as high as the others.
pub(super) fn book(parts: &mut Parts, view: &BookView, names: &Names) {
    let BookView { text, status, total, first, rows, chosen } = view;
    let id = |row: usize| [&names.id, "-row-", &decimal(row as u64)].concat();
    let list_id = [&names.id, "-rows"].concat();
    let active = rows.iter().find(|row| row.chosen == Open::Yes).map(|row| id(row.row));
    let all = decimal(*total as u64);
    parts.tag("div.hs-part", |parts| {
        field(
            parts,
            words_of::SEARCH,
            "input.hs-field role=combobox aria-expanded=true aria-autocomplete=list autocomplete=off spellcheck=false \
             enterkeyhint=search data-field aria-controls aria-activedescendant",
            &[Some(Field::Search.as_str()), Some(&list_id), active.as_deref()],
            Some(text),
        );
        parts.node("p.hs-quiet role=status", &[], |line| line.words(status));
        parts.node(
            "div.hs-contacts role=listbox id aria-label data-rows",
            &[&list_id, words_of::SEARCH, &all],
            |list| {
                gap(list, "above", *first);
                for row in rows {
                    option(list, row, &id(row.row), &all);
                }
                gap(list, "below", total.saturating_sub(first + rows.len()));
            },
        );
        // There also while it is empty: what has no key is known by its place behind the others.
        parts.tag("div.hs-card", |card| {
            if let Some((contact, buttons)) = chosen {
                card.text("p", contact);
                buttons_of(card, buttons);
            }
        });
    });
}

fn option(list: &mut Parts, row: &ContactRow, id: &str, all: &str) {
    let ContactRow { row, name, line, chosen } = row;
    let (value, place) = (decimal(*row as u64), decimal(*row as u64 + 1));
    let whole = [name, "\n", line].concat();
    list.node(
        "div role=option id data-action data-value aria-selected aria-setsize aria-posinset title",
        &[id, PressOn::Choose.as_str(), &value, truth(*chosen), all, &place, &whole],
        |lines| {
            lines.text("strong", name);
            lines.text("span.hs-quiet", line);
        },
    );
    list.key(&value);
}

/// As high as these many rows. An image, whose size is no style: a page may forbid those that stand in attributes.
fn gap(list: &mut Parts, key: &str, rows: usize) {
    let height = [&decimal((rows * ROW) as u64), "em"].concat();
    list.node("svg width=1 aria-hidden=true height", &[&height], nothing);
    list.key(key);
}
