//! The other tabs of this browser: which of them leads, and what they tell each other.
//!
//! A lock says who leads (Web Locks): it is one tab's at a time, and the next one's as soon as that tab is gone, however
//! it went. Where a browser has no locks every tab leads: two that ring are better than none. Where it has no channels,
//! every tab goes its own way to the connector.

use std::{cell::RefCell, rc::Rc};

use js_sys::{Function, Promise};
use wasm_bindgen::{JsCast, prelude::*};
use web_sys::{BroadcastChannel, Event, MessageEvent};

use super::{listener::Listener, text::TextReader};

/// What comes of other tabs.
#[derive(Clone, PartialEq, Eq)]
pub enum TabEvent {
    /// This one leads from now on.
    Leads,
    /// Another one says something.
    Said(String),
}

/// This tab among the others, until dropped.
#[derive(Debug)]
pub struct Tabs {
    channel: Option<BroadcastChannel>,
    _heard: Option<Listener>,
    lock: Rc<RefCell<Lock>>,
}

/// The lock that says who leads.
#[derive(Debug)]
enum Lock {
    Wanted,
    Held(Option<Function>),
    GivenBack,
}

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(catch, js_namespace = ["navigator", "locks"], js_name = request)]
    fn request(name: &str, granted: &JsValue) -> Result<Requested, JsValue>;

    /// The promise of a lock.
    type Requested;

    #[wasm_bindgen(method, js_name = catch)]
    fn otherwise(this: &Requested, denied: &JsValue) -> JsValue;
}

impl Tabs {
    /// Joins the tabs that share this name.
    pub fn join(name: &str, tell: impl Fn(TabEvent) + Clone + 'static) -> Self {
        let channel = BroadcastChannel::new(name).ok();
        let (reader, said) = (TextReader::default(), tell.clone());
        let heard = channel.as_ref().map(|channel| {
            Listener::new(channel, "message", move |event: Event| {
                let data = event.dyn_ref::<MessageEvent>().map(MessageEvent::data);
                if let Some(text) = data.and_then(|data| reader.read(&data)) {
                    said(TabEvent::Said(text));
                }
            })
        });
        let lock = Rc::new(RefCell::new(Lock::Wanted));
        let (of_tab, granted) = (lock.clone(), tell.clone());
        let granted = Closure::once_into_js(move |_: JsValue| -> JsValue {
            match &*of_tab.borrow() {
                // Nobody is here any more: what is returned gives the lock to the next.
                Lock::GivenBack => return JsValue::UNDEFINED,
                Lock::Wanted | Lock::Held(_) => {}
            }
            let mut give_back = None;
            let held = Promise::new(&mut |resolve, _| give_back = Some(resolve));
            *of_tab.borrow_mut() = Lock::Held(give_back);
            granted(TabEvent::Leads);
            held.into()
        });
        match request(name, &granted) {
            // Where a page may keep nothing it may lock nothing either.
            Ok(requested) => {
                let denied = Closure::once_into_js(move |_: JsValue| tell(TabEvent::Leads));
                requested.otherwise(&denied);
            }
            Err(_) => tell(TabEvent::Leads),
        }
        Self { channel, _heard: heard, lock }
    }

    /// Tells the others something. It stays in this browser.
    pub fn say(&self, text: &str) {
        if let Some(channel) = &self.channel {
            let _ = channel.post_message(&text.into());
        }
    }
}

impl Drop for Tabs {
    fn drop(&mut self) {
        if let Some(channel) = &self.channel {
            channel.close();
        }
        if let Lock::Held(Some(give_back)) = self.lock.replace(Lock::GivenBack) {
            let _ = give_back.call0(&JsValue::UNDEFINED);
        }
    }
}
