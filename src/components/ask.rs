use super::{
    button::{button, button_if, buttons},
    markup::Parts,
    notice::message,
};
use crate::{
    intent::Press,
    view::{Able, Kind, Question, Tone},
};

/// Whether to lose something. The first button, which gets the focus, loses nothing.
pub(super) fn ask(parts: &mut Parts, question: &Question) {
    let Question { words, also, keep, act } = question;
    parts.node("div.hs-panel role=group aria-label", &[words.title], |panel| {
        message(panel, Tone::Red, words.title, &[words.remedy, also].concat(), None);
        buttons(panel, |pressed| {
            button_if(pressed, Able::Yes, keep, Press::Dismiss, Kind::Secondary);
            for action in act {
                button(pressed, action, Kind::Danger);
            }
        });
    });
}
