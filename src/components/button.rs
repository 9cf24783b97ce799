use yew::prelude::*;

use super::markup::{element_if, tag, words};
use crate::{
    intent::{Intent, Press},
    view::{Able, Action, Button, Kind},
};

/// A button with a word on it.
pub(super) fn button(action: &Action, kind: Kind) -> Html {
    draw(action, kind, Able::Yes)
}

/// A button that may not be pressable.
pub(super) fn button_if(able: Able, label: &'static str, press: Press, kind: Kind) -> Html {
    draw(&Action::press(label, press), kind, able)
}

/// A button of the view.
pub(super) fn button_of(button: &Button) -> Html {
    draw(&button.action, button.kind, button.able)
}

/// Buttons beside each other.
pub(super) fn buttons(of: Vec<Html>) -> Html {
    tag("div", "hs-buttons", of)
}

fn draw(action: &Action, kind: Kind, able: Able) -> Html {
    let kind = match kind {
        Kind::Primary => "primary",
        Kind::Secondary => "secondary",
        Kind::Plain => "plain",
        Kind::Danger => "danger",
        Kind::Answer => "answer",
        Kind::End => "end",
    };
    // Enter in a field presses the one that submits.
    let role = if action.intent == Intent::Press(Press::Submit) { "submit" } else { "button" };
    let (name, value) = action.intent.words();
    let disabled = match able {
        Able::Yes => None,
        Able::No => Some(""),
    };
    element_if(
        "button",
        &["type", "class", "data-kind", "data-action", "data-value", "disabled"],
        &[Some(role), Some("hs-button"), Some(kind), Some(name), value, disabled],
        vec![words(&action.label)],
    )
    .into()
}
