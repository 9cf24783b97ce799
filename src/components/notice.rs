use yew::{
    prelude::*,
    virtual_dom::{VList, VTag},
};

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
    // All that can stand beside it has a key, so that what is typed there outlives a notice.
    VList::with_children(both, Some("notice".into())).into()
}

/// What is wrong, and what to do.
pub(super) fn message(tone: Tone, title: &Text, remedy: &Text, countdown: Option<&Text>) -> Html {
    let mut lines = vec![text("h3", NO_CLASS, title), text("p", NO_CLASS, remedy)];
    lines.extend(countdown.map(|countdown| text("p", "hs-countdown", countdown)));
    toned(tone, lines).into()
}

/// What is to be read, as bad as it is.
pub(super) fn toned(tone: Tone, lines: Vec<Html>) -> VTag {
    let tone = match tone {
        Tone::Red => "red",
        Tone::Yellow => "yellow",
    };
    element("div", &["class", "data-tone"], &["hs-notice", tone], lines)
}
