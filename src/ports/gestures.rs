//! What the person does inside an element: one set of listeners for all that is drawn in it.

use wasm_bindgen::JsCast;
use web_sys::{Element, Event, HtmlFormElement, HtmlInputElement, KeyboardEvent};

use super::listener::Listener;

/// What the person does.
#[derive(Clone, PartialEq, Eq)]
pub enum Gesture {
    /// Presses something; with its `data-action` and its `data-value`.
    Press(String, Option<String>),
    /// Types into a field; with its `data-field`, its `data-value` and all that it holds now.
    Type(String, Option<String>, String),
    /// Leaves a field; with its `data-field`.
    Leave(String),
    /// Presses Enter in a field, or the button that stands for it; with the `data-action` of the form, and what its
    /// fields with a name hold, in their order; a box that is not ticked holds nothing.
    Submit(String, Vec<String>),
    /// Presses a key; with its name, and where.
    Key(String, Where),
    /// Scrolls rows; with how many of them are above what is seen.
    Scroll(usize),
    /// Puts a finger or the mouse's button down.
    Down,
    /// Lifts it.
    Up,
}

/// Where a key was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Where {
    /// In a field, where keys are letters.
    Field,
    /// On a button, which Enter and the space bar press.
    Button,
    /// Elsewhere.
    Elsewhere,
}

/// Listens to the person until dropped.
#[derive(Debug)]
pub struct Gestures {
    _listeners: [Listener; 9],
}

impl Gestures {
    /// Begins to listen.
    pub fn listen(element: &Element, tell: impl Fn(Gesture) + Clone + 'static) -> Self {
        let kinds =
            ["click", "input", "focusout", "submit", "keydown", "scroll", "pointerdown", "pointerup", "pointercancel"];
        let listeners = kinds.map(|kind| {
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
    let target = event.target();
    let target = target.as_ref()?.dyn_ref::<Element>()?;
    match kind {
        "click" => {
            // The form says by itself that it is submitted, by its button or by Enter.
            let pressed = target.closest("[data-action]:not([type=submit],form)").ok()??;
            Some(Gesture::Press(pressed.get_attribute("data-action")?, pressed.get_attribute("data-value")))
        }
        "input" => {
            // Fields of several lines are another kind of element, which is read in the same way.
            let field = target.unchecked_ref::<HtmlInputElement>();
            Some(Gesture::Type(field.get_attribute("data-field")?, field.get_attribute("data-value"), field.value()))
        }
        "focusout" => Some(Gesture::Leave(target.get_attribute("data-field")?)),
        "submit" => {
            event.prevent_default();
            let form = target.dyn_ref::<HtmlFormElement>()?;
            Some(Gesture::Submit(form.get_attribute("data-action")?, values(form)))
        }
        "keydown" => {
            let key = event.dyn_ref::<KeyboardEvent>()?;
            // Those belong to the browser, to assistive technology and to an input method that is not done with a word.
            let is_foreign = key.ctrl_key() || key.alt_key() || key.meta_key() || key.is_composing();
            let is_ours = !(is_foreign || key.repeat());
            let (name, place) = (key.key(), place(target));
            if is_ours && place != Where::Field && is_sign(&name) {
                // Else a key that leads into a field is typed there.
                event.prevent_default();
            }
            is_ours.then_some(Gesture::Key(name, place))
        }
        "scroll" => {
            let total = f64::from(target.get_attribute("data-rows")?.parse::<u32>().ok()?);
            let height = f64::from(target.scroll_height()).max(1.0);
            Some(Gesture::Scroll((total * f64::from(target.scroll_top()) / height) as usize))
        }
        "pointerdown" => Some(Gesture::Down),
        _ => Some(Gesture::Up),
    }
}

/// A letter, a digit, or a sign of the keypad or for help: no key with which a browser or a button does something.
fn is_sign(name: &str) -> bool {
    let mut signs = name.chars();
    signs.next().is_some_and(|sign| sign.is_ascii_alphanumeric() || matches!(sign, '*' | '#' | '?'))
        && signs.next().is_none()
}

fn place(target: &Element) -> Where {
    match target.tag_name().as_str() {
        "INPUT" | "TEXTAREA" => Where::Field,
        "BUTTON" => Where::Button,
        _ => Where::Elsewhere,
    }
}

fn values(form: &HtmlFormElement) -> Vec<String> {
    let fields = form.elements();
    let all = (0..fields.length()).filter_map(|at| fields.item(at)?.dyn_into::<HtmlInputElement>().ok());
    let value = |field: HtmlInputElement| {
        let is_box = field.type_() == "checkbox";
        if is_box && !field.checked() { String::new() } else { field.value() }
    };
    all.filter(|field| field.has_attribute("name")).map(value).collect()
}
