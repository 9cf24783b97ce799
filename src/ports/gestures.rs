//! What the person does inside an element: one set of listeners for all that is drawn in it.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlInputElement, KeyboardEvent};

use super::listener::Listener;

/// What the person does.
#[derive(Clone, PartialEq, Eq)]
pub enum Gesture {
    /// Presses something; with its `data-action`.
    Press(String),
    /// Types into the field; with all that it holds now.
    Type(String),
    /// Presses Enter in the field, or the button that stands for it.
    Submit,
    /// Presses Escape.
    Escape,
}

/// Listens to the person until dropped.
#[derive(Debug)]
pub struct Gestures {
    _listeners: [Listener; 4],
}

impl Gestures {
    /// Begins to listen.
    pub fn listen(element: &Element, tell: impl Fn(Gesture) + Clone + 'static) -> Self {
        let listeners = ["click", "input", "submit", "keydown"].map(|kind| {
            let tell = tell.clone();
            Listener::new(element, kind, move |event| {
                if let Some(gesture) = read(kind, &event) {
                    tell(gesture);
                }
            })
        });
        Self { _listeners: listeners }
    }
}

fn read(kind: &str, event: &Event) -> Option<Gesture> {
    match kind {
        "click" => {
            // The form says by itself that it is submitted, by its button or by Enter.
            let pressed = event.target()?.dyn_ref::<Element>()?.closest("[data-action]:not([type=submit])").ok()??;
            pressed.get_attribute("data-action").map(Gesture::Press)
        }
        "input" => event.target()?.dyn_ref::<HtmlInputElement>().map(|field| Gesture::Type(field.value())),
        "submit" => {
            event.prevent_default();
            Some(Gesture::Submit)
        }
        _ => (event.dyn_ref::<KeyboardEvent>()?.key() == "Escape").then_some(Gesture::Escape),
    }
}
