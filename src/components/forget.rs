use super::{
    button::{button_if, buttons},
    markup::Parts,
    notice::message,
};
use crate::{
    i18n::{entry::FORGET, press},
    intent::Press,
    view::{Able, Kind, Tone},
};

/// Whether to forget the Login ID. The first button, which gets the focus, loses nothing.
pub(super) fn forget(parts: &mut Parts) {
    parts.node("div", &["class", "role", "aria-label"], &["hs-panel", "group", FORGET.title], |panel| {
        message(panel, Tone::Red, FORGET.title, FORGET.remedy, None);
        buttons(panel, |pressed| {
            button_if(pressed, Able::Yes, press::KEEP, Press::Dismiss, Kind::Secondary);
            button_if(pressed, Able::Yes, press::FORGET_NOW, Press::Forget, Kind::Danger);
        });
    });
}
