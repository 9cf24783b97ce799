//! The clipboard, by the way that works in every frame: browsers deny the newer one to a frame whose host page does
//! not allow it, and to plain http.

use wasm_bindgen::JsCast;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement};

/// Puts a text into the clipboard, while the person presses something. Whether it is there now.
#[must_use]
pub fn copy(text: &str) -> bool {
    select_and_copy(text).unwrap_or(false)
}

fn select_and_copy(text: &str) -> Option<bool> {
    let document: HtmlDocument = web_sys::window()?.document()?.dyn_into().ok()?;
    let before = super::element::focused();
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_class_name("hs-unseen");
    document.body()?.append_child(&area).ok()?;
    area.select();
    let copied = document.exec_command("copy").unwrap_or(false);
    area.remove();
    let _ = before.is_some_and(|before: HtmlElement| super::element::focus(&before));
    Some(copied)
}
