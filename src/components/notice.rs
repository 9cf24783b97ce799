use yew::{prelude::*, virtual_dom::VList};

use super::{
    button::{button, buttons},
    markup::{NO_CLASS, element, text},
};
use crate::view::{self, Kind, Text, Tone};

/// What is wrong, what to do, and the buttons that do it.
pub(super) fn notice(notice: &view::Notice) -> Html {
    let view::Notice { tone, title, remedy, countdown, primary, secondary } = notice;
    let mut pressed = Vec::new();
    pressed.extend(secondary.as_ref().map(|action| button(action, Kind::Secondary)));
    pressed.extend(primary.as_ref().map(|action| button(action, Kind::Primary)));
    let both = vec![message(*tone, title, remedy, countdown.as_ref()), buttons(pressed)];
    VList::with_children(both, None).into()
}

/// What is wrong, and what to do.
pub(super) fn message(tone: Tone, title: &Text, remedy: &Text, countdown: Option<&Text>) -> Html {
    let tone = match tone {
        Tone::Red => "red",
        Tone::Yellow => "yellow",
    };
    let mut lines = vec![text("h3", NO_CLASS, title), text("p", NO_CLASS, remedy)];
    lines.extend(countdown.map(|countdown| text("p", "hs-countdown", countdown)));
    element("div", &["class", "data-tone"], &["hs-notice", tone], lines).into()
}
