use yew::{prelude::*, virtual_dom::VTag};

use super::{
    button::{button_in, buttons_of},
    markup::{CLASS, NO_CLASS, dot, element, keyed, tag, text, words},
};
use crate::view::{
    Text,
    panel::{ListView, PastRow, TeamRow, Way},
};

/// The calls of the day.
pub(super) fn history(view: &ListView<PastRow>) -> VTag {
    list(&view.empty, view.rows.iter().map(past).collect())
}

/// The supervisor's team.
pub(super) fn team(view: &ListView<TeamRow>) -> VTag {
    list(&view.empty, view.rows.iter().map(member).collect())
}

fn list(empty: &Option<Text>, rows: Vec<Html>) -> VTag {
    let list = match empty {
        Some(empty) => text("p", "hs-empty", empty),
        None => tag("ul", "hs-list", rows),
    };
    element("div", CLASS, &["hs-part"], vec![list])
}

fn past(row: &PastRow) -> Html {
    let PastRow { id, way, word, title, line, redial } = row;
    let (way, sign) = match way {
        Way::In => ("in", "↙"),
        Way::Out => ("out", "↗"),
        Way::Missed => ("missed", "×"),
    };
    let mark = element("span", &["class", "data-way", "aria-hidden"], &["hs-way", way, "true"], vec![words(sign)]);
    let line = vec![text("b", NO_CLASS, word), words(" "), words(line)];
    let redial = redial.as_ref().map(|action| button_in(title, action, None));
    item(id, vec![mark.into(), names(title, line)], redial, Vec::new())
}

fn member(row: &TeamRow) -> Html {
    let TeamRow { id, dot: mark, name, line, timer, toggle, open, buttons } = row;
    let parts = vec![dot(*mark), names(name, vec![words(line)]), text("span", "hs-since", timer)];
    item(id, parts, Some(button_in(name, toggle, Some(*open))), vec![buttons_of(buttons)])
}

fn names(title: &Text, line: Vec<Html>) -> Html {
    tag("div", NO_CLASS, vec![text("strong", NO_CLASS, title), tag("p", "hs-quiet", line)])
}

fn item(key: &str, mut parts: Vec<Html>, button: Option<Html>, more: Vec<Html>) -> Html {
    parts.extend(button);
    parts.extend(more);
    keyed(key, element("li", &[], &[], parts))
}
