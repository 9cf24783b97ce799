use yew::prelude::*;

use super::markup::{node_if, tag, truth, words};
use crate::{
    intent::{Intent, Press},
    view::{Able, Action, Button, Kind, Open, Text},
};

/// A button with a word on it.
pub(super) fn button(action: &Action, kind: Kind) -> Html {
    draw(action, kind, Able::Yes, [None; 3])
}

/// A button that may not be pressable.
pub(super) fn button_if(able: Able, label: &'static str, press: Press, kind: Kind) -> Html {
    draw(&Action::press(label, press), kind, able, [None; 3])
}

/// A button of the view.
pub(super) fn button_of(button: &Button) -> Html {
    draw(&button.action, button.kind, button.able, [None; 3])
}

/// A button of the view among those of a choice, of which the present one is the primary one.
pub(super) fn option(button: &Button) -> Html {
    draw(&button.action, button.kind, button.able, [None, (button.kind == Kind::Primary).then_some("true"), None])
}

/// A button that opens something.
pub(super) fn toggle(action: &Action, kind: Kind, open: Open) -> Html {
    draw(action, kind, Able::Yes, [Some(truth(open)), None, None])
}

/// A button of one among many rows; which may open something.
pub(super) fn button_in(of: &Text, action: &Action, open: Option<Open>) -> Html {
    draw(action, Kind::Plain, Able::Yes, [open.map(truth), None, Some(&[&action.label, ", ", of].concat())])
}

/// Buttons of the view beside each other.
pub(super) fn buttons_of(of: &[Button]) -> Html {
    buttons(of.iter().map(button_of).collect())
}

/// Buttons beside each other.
pub(super) fn buttons(of: Vec<Html>) -> Html {
    tag("div", "hs-buttons", of)
}

fn draw(action: &Action, kind: Kind, able: Able, [open, present, label]: [Option<&str>; 3]) -> Html {
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
    node_if(
        "button",
        &[
            "type",
            "class",
            "data-kind",
            "data-action",
            "data-value",
            "disabled",
            "aria-expanded",
            "aria-current",
            "aria-label",
        ],
        &[Some(role), Some("hs-button"), Some(kind), Some(name), value, disabled, open, present, label],
        vec![words(&action.label)],
    )
}
