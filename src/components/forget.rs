use yew::virtual_dom::VTag;

use super::{
    button::{Kind, button, buttons},
    markup::element,
    notice::message,
};
use crate::{
    i18n::{entry::FORGET, press},
    screen::Intent,
    view::{Action, Tone},
};

/// Whether to forget the Login ID. The first button, which gets the focus, loses nothing.
pub(super) fn forget() -> VTag {
    let pressed = vec![
        button(&Action { label: press::KEEP, intent: Intent::Dismiss }, Kind::Secondary),
        button(&Action { label: press::FORGET_NOW, intent: Intent::Forget }, Kind::Danger),
    ];
    element(
        "div",
        &["class", "role", "aria-label"],
        &["hs-panel", "group", FORGET.title],
        vec![message(Tone::Red, &FORGET.title.into(), &FORGET.remedy.into(), None), buttons(pressed)],
    )
}
