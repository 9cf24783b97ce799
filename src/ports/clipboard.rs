//! The clipboard, by the way that works in every frame: browsers deny the newer one to a frame whose host page does
//! not allow it, and to plain http.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDocument};

use super::element::focus_on;

/// Copies the text of the first field inside `element` that `selector` finds, while the person presses something.
/// Whether that was done.
#[must_use]
pub fn copy(element: &Element, selector: &str) -> bool {
    focus_on(element, selector);
    let document = element.owner_document().and_then(|document| document.dyn_into::<HtmlDocument>().ok());
    document.is_some_and(|document| document.exec_command("copy").unwrap_or(false))
}
