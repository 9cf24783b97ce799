use super::{
    button::{button_in, buttons_of},
    markup::Parts,
    panel::choice,
};
use crate::view::{
    Text,
    panel::{ListView, PastRow, TeamRow, Way},
};

/// The calls of the day.
pub(super) fn history(parts: &mut Parts, view: &ListView<PastRow>) {
    list(parts, view, past);
}

/// The supervisor's team.
pub(super) fn team(parts: &mut Parts, view: &ListView<TeamRow>) {
    list(parts, view, member);
}

fn list<Row>(parts: &mut Parts, view: &ListView<Row>, draw: impl Fn(&mut Parts, &Row)) {
    parts.tag("div.hs-part", |part| match &view.empty {
        Some(empty) => part.text("p.hs-empty", empty),
        None => part.tag("ul.hs-list", |list| {
            for row in &view.rows {
                draw(list, row);
            }
        }),
    });
}

fn past(list: &mut Parts, row: &PastRow) {
    let PastRow { id, way, word, title, line, redial } = row;
    let (way, sign) = match way {
        Way::In => ("in", "↙"),
        Way::Out => ("out", "↗"),
        Way::Missed => ("missed", "×"),
    };
    list.tag("li", |item| {
        item.node("span.hs-way aria-hidden=true data-way", &[way], |mark| mark.words(sign));
        names(item, title, |under| {
            under.text("b", word);
            under.words(" ");
            under.words(line);
        });
        if let Some(action) = redial {
            button_in(item, title, action, None);
        }
    });
    list.key(id);
}

fn member(list: &mut Parts, row: &TeamRow) {
    let TeamRow { id, dot, name, line, timer, toggle, open, buttons, not_ready } = row;
    list.tag("li", |item| {
        item.dot(*dot);
        names(item, name, |under| under.words(line));
        item.text("span.hs-since", timer);
        button_in(item, name, toggle, Some(*open));
        buttons_of(item, buttons);
        if let Some(not_ready) = not_ready {
            choice(item, not_ready);
        }
    });
    list.key(id);
}

fn names(item: &mut Parts, title: &Text, under: impl FnOnce(&mut Parts)) {
    item.tag("div", |names| {
        names.text("strong", title);
        names.tag("p.hs-quiet", under);
    });
}
