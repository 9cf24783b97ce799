use yew::prelude::*;

use super::markup::{element, tag, words};
use crate::{
    screen::Intent,
    view::{Able, Action},
};

/// How much a button stands out.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// The one that does it.
    Primary,
    /// Another one.
    Secondary,
    /// One in passing.
    Plain,
    /// One that loses something.
    Danger,
}

/// A button with a word on it.
pub(super) fn button(action: &Action, kind: Kind) -> Html {
    draw(action.label, &action.intent, kind, Able::Yes)
}

/// A button that may not be pressable.
pub(super) fn button_if(able: Able, label: &'static str, intent: &Intent, kind: Kind) -> Html {
    draw(label, intent, kind, able)
}

fn draw(label: &'static str, intent: &Intent, kind: Kind, able: Able) -> Html {
    let kind = match kind {
        Kind::Primary => "primary",
        Kind::Secondary => "secondary",
        Kind::Plain => "plain",
        Kind::Danger => "danger",
    };
    let action = intent.name();
    // Enter in the field presses the one that submits.
    let role = if *intent == Intent::Submit { "submit" } else { "button" };
    let (keys, values): (&[_], &[_]) = match able {
        Able::Yes => (&["type", "class", "data-kind", "data-action"], &[role, "hs-button", kind, action]),
        Able::No => {
            (&["type", "class", "data-kind", "data-action", "disabled"], &[role, "hs-button", kind, action, ""])
        }
    };
    element("button", keys, values, vec![words(label)]).into()
}

/// Buttons beside each other.
pub(super) fn buttons(of: Vec<Html>) -> Html {
    tag("div", "hs-buttons", of)
}
