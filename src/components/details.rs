use yew::{prelude::*, virtual_dom::VTag};

use super::{
    button::{button, buttons},
    markup::{CLASS, NO_CLASS, element, keyed, tag, text, words},
};
use crate::{
    i18n::{details::TITLE, press},
    intent::Press,
    view::{self, Action, Kind},
};

/// The details of the connection.
pub(super) fn details(details: &view::Details) -> VTag {
    let row = |(label, value): &(&'static str, view::Text)| keyed(label, row(words(label), value));
    let mut pressed = vec![button(&Action::press(press::CLOSE, Press::Dismiss), Kind::Secondary)];
    pressed.extend(details.reconnect.as_ref().map(|action| button(action, Kind::Primary)));
    let rows = details.rows.iter().map(row).collect();
    let children = vec![text("h3", NO_CLASS, TITLE), tag("dl", "hs-rows", rows), buttons(pressed)];
    element("div", CLASS, &["hs-panel"], children)
}

/// A label and its value, in a list of class `hs-rows`.
pub(super) fn row(label: Html, value: &str) -> VTag {
    let both = vec![tag("dt", NO_CLASS, vec![label]), text("dd", NO_CLASS, value)];
    element("div", &[], &[], both)
}
