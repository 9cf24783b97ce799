//! The softphone's element: events to the embedding page, and where the focus is.

use js_sys::{Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};
pub use web_sys::Element;
use web_sys::{
    CustomEvent, CustomEventInit, HtmlElement, HtmlInputElement, Node, ScrollIntoViewOptions, ScrollLogicalPosition,
};

/// The element that a page handed over.
#[must_use]
pub fn of_page(value: &JsValue) -> Option<Element> {
    value.dyn_ref::<Element>().cloned()
}

/// Says something in the place of what is not there yet.
pub fn say(element: &Element, text: &str) {
    element.set_text_content(Some(text));
}

/// Tells the embedding page. `detail` is key by key; a value that is not there is `null`.
pub fn dispatch(element: &Element, name: &str, detail: &[(&str, Option<&str>)]) {
    let object = Object::new();
    for (key, value) in detail {
        // A field of a fresh object can always be set.
        let _ = Reflect::set(&object, &(*key).into(), &value.map_or(JsValue::NULL, JsValue::from));
    }
    let init = CustomEventInit::new();
    init.set_bubbles(true);
    init.set_detail(&object);
    if let Ok(event) = CustomEvent::new_with_event_init_dict(name, &init) {
        let _ = element.dispatch_event(&event);
    }
}

/// What has the focus.
#[must_use]
pub fn focused() -> Option<HtmlElement> {
    web_sys::window()?.document()?.active_element()?.dyn_into().ok()
}

/// Whether the focus is inside `element`.
#[must_use]
pub fn holds_focus(element: &Node) -> bool {
    focused().is_some_and(|focused| element.contains(Some(&focused)))
}

/// Gives the focus to the first thing inside `element` that `selector` finds; a field's text is selected. Whether there
/// was one.
pub fn focus_on(element: &Element, selector: &str) -> bool {
    let found = element.query_selector(selector).ok().flatten();
    let Some(found) = found.and_then(|found| found.dyn_into::<HtmlElement>().ok()) else { return false };
    // Fields of several lines are another kind of element, which is selected in the same way.
    if matches!(found.tag_name().as_str(), "INPUT" | "TEXTAREA") {
        found.unchecked_ref::<HtmlInputElement>().select();
    }
    focus(&found)
}

/// Scrolls the first thing inside `element` that `selector` finds to its top.
pub fn scroll_top_of(element: &Element, selector: &str) {
    if let Ok(Some(found)) = element.query_selector(selector) {
        found.set_scroll_top(0);
    }
}

/// Scrolls the first thing inside `element` that `selector` finds into view, where it is not yet.
pub fn show(element: &Element, selector: &str) {
    if let Ok(Some(found)) = element.query_selector(selector) {
        let how = ScrollIntoViewOptions::new();
        how.set_block(ScrollLogicalPosition::Nearest);
        found.scroll_into_view_with_scroll_into_view_options(&how);
    }
}

/// Gives the focus; whether that was possible.
pub fn focus(element: &HtmlElement) -> bool {
    element.is_connected() && element.focus().is_ok()
}

/// Sets an attribute that is not drawn.
pub fn mark(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value);
}
