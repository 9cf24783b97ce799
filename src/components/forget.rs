use yew::virtual_dom::VTag;

use super::{
    button::{button, buttons},
    markup::element,
    notice::message,
};
use crate::{
    i18n::{entry::FORGET, press},
    intent::Press,
    view::{Action, Kind, Tone},
};

/// Whether to forget the Login ID. The first button, which gets the focus, loses nothing.
pub(super) fn forget() -> VTag {
    let pressed = vec![
        button(&Action::press(press::KEEP, Press::Dismiss), Kind::Secondary),
        button(&Action::press(press::FORGET_NOW, Press::Forget), Kind::Danger),
    ];
    element(
        "div",
        &["class", "role", "aria-label"],
        &["hs-panel", "group", FORGET.title],
        vec![message(Tone::Red, &FORGET.title.into(), &FORGET.remedy.into(), None), buttons(pressed)],
    )
}
