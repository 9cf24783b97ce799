use super::markup::{Parts, truth};
use crate::{
    intent::Press,
    view::{Able, Action, Button, Kind, Open, Text},
};

/// A button with a word on it.
#[inline(never)]
pub(super) fn button(parts: &mut Parts, action: &Action, kind: Kind) {
    draw(parts, action, kind, Able::Yes, [None; 3]);
}

/// A button that may not be pressable.
#[inline(never)]
pub(super) fn button_if(parts: &mut Parts, able: Able, label: &'static str, press: Press, kind: Kind) {
    draw(parts, &Action::press(label, press), kind, able, [None; 3]);
}

/// A button of the view.
pub(super) fn button_of(parts: &mut Parts, button: &Button) {
    draw(parts, &button.action, button.kind, button.able, [None; 3]);
}

/// A button of the view among those of a choice, of which the present one is the primary one.
pub(super) fn option(parts: &mut Parts, button: &Button) {
    let present = (button.kind == Kind::Primary).then_some("true");
    draw(parts, &button.action, button.kind, button.able, [None, present, None]);
}

/// A button that opens something.
pub(super) fn toggle(parts: &mut Parts, action: &Action, kind: Kind, open: Open) {
    draw(parts, action, kind, Able::Yes, [Some(truth(open)), None, None]);
}

/// A button of one among many rows; which may open something.
pub(super) fn button_in(parts: &mut Parts, of: &Text, action: &Action, open: Option<Open>) {
    let label = [&action.label, ", ", of].concat();
    draw(parts, action, Kind::Plain, Able::Yes, [open.map(truth), None, Some(&label)]);
}

/// Buttons of the view beside each other.
#[inline(never)]
pub(super) fn buttons_of(parts: &mut Parts, of: &[Button]) {
    buttons(parts, |parts| {
        for button in of {
            button_of(parts, button);
        }
    });
}

/// Buttons beside each other.
pub(super) fn buttons(parts: &mut Parts, draw: impl FnOnce(&mut Parts)) {
    parts.tag("div.hs-buttons", draw);
}

#[inline(never)]
fn draw(parts: &mut Parts, action: &Action, kind: Kind, able: Able, [open, present, label]: [Option<&str>; 3]) {
    let kind = match kind {
        Kind::Primary => "primary",
        Kind::Secondary => "secondary",
        Kind::Plain => "plain",
        Kind::Danger => "danger",
        Kind::Answer => "answer",
        Kind::End => "end",
    };
    let (name, value) = action.intent.words();
    // Enter in a field presses the one that submits.
    let role = if name == Press::Submit.as_str() { "submit" } else { "button" };
    let disabled = match able {
        Able::Yes => None,
        Able::No => Some(""),
    };
    parts.node_if(
        "button.hs-button type data-kind data-action data-value disabled aria-expanded aria-current aria-label",
        &[Some(role), Some(kind), Some(name), value, disabled, open, present, label],
        |button| button.words(&action.label),
    );
}
