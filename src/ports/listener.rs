//! An event listener that ends with its owner.
//!
//! Thirty lines of our own: those of gloo-events, with their options, cost the page 0.3 kB more.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, EventTarget};

/// Listens until dropped.
#[derive(Debug)]
pub struct Listener {
    target: EventTarget,
    kind: &'static str,
    then: Closure<dyn Fn(Event)>,
}

impl Listener {
    /// Begins to listen.
    pub fn new(target: &EventTarget, kind: &'static str, then: impl Fn(Event) + 'static) -> Self {
        Self::boxed(target.clone(), kind, Box::new(then))
    }

    fn boxed(target: EventTarget, kind: &'static str, then: Box<dyn Fn(Event)>) -> Self {
        let then = Closure::wrap(then);
        // Fails for no target that there is. Heard on the way down: what scrolls tells nobody on the way up.
        let _ = target.add_event_listener_with_callback_and_bool(kind, then.as_ref().unchecked_ref(), true);
        Self { target, kind, then }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback_and_bool(
            self.kind,
            self.then.as_ref().unchecked_ref(),
            true,
        );
    }
}
