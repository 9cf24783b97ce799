//! What browser this is, and what of it the softphone misses.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::storage::{self, Area};

/// The browser's own name for itself; empty where it has none.
#[must_use]
pub fn name() -> String {
    web_sys::window().and_then(|window| window.navigator().user_agent().ok()).unwrap_or_default()
}

/// What is not there, or not allowed on this page.
#[must_use]
pub fn missing() -> Vec<&'static str> {
    let Some(window) = web_sys::window() else { return Vec::new() };
    let has = |object: &JsValue, name: &str| Reflect::get(object, &name.into()).is_ok_and(|found| !found.is_falsy());
    let navigator = JsValue::from(window.navigator());
    let window = JsValue::from(window);
    let mut missing = Vec::new();
    for (name, object) in [
        ("BroadcastChannel", &window),
        ("AudioContext", &window),
        ("crypto", &window),
        ("locks", &navigator),
        ("clipboard", &navigator),
    ] {
        if !has(object, name) {
            missing.push(name);
        }
    }
    for (name, area) in [("localStorage", Area::Lasting), ("sessionStorage", Area::Tab)] {
        if !storage::is_there(area) {
            missing.push(name);
        }
    }
    missing
}
