//! The clipboard, by the new way or the old one.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{HtmlDocument, HtmlElement, HtmlTextAreaElement};

/// Puts a text into the clipboard. Whether it is there now.
pub async fn copy(text: String) -> bool {
    write(&text).await.is_some() || select_and_copy(&text).unwrap_or(false)
}

/// Denied in a frame whose host page does not allow it, and absent on plain http.
async fn write(text: &str) -> Option<()> {
    let clipboard = web_sys::window()?.navigator().clipboard();
    if JsValue::from(clipboard.clone()).is_undefined() {
        return None;
    }
    JsFuture::from(clipboard.write_text(text)).await.ok()?;
    Some(())
}

fn select_and_copy(text: &str) -> Option<bool> {
    let document: HtmlDocument = web_sys::window()?.document()?.dyn_into().ok()?;
    let before = document.active_element().and_then(|element| element.dyn_into::<HtmlElement>().ok());
    let area: HtmlTextAreaElement = document.create_element("textarea").ok()?.dyn_into().ok()?;
    area.set_value(text);
    area.set_class_name("hs-unseen");
    document.body()?.append_child(&area).ok()?;
    area.select();
    let copied = document.exec_command("copy").unwrap_or(false);
    area.remove();
    if let Some(before) = before {
        let _ = before.focus();
    }
    Some(copied)
}
