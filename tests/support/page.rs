//! One softphone on a page of the test's own, in a browser whose sockets the test answers (`browser.js`).

use hookswitch::{Handle, mount};
use js_sys::{Array, Object, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{Element, Event, EventInit, HtmlElement, HtmlInputElement, KeyboardEvent, KeyboardEventInit};

#[wasm_bindgen(module = "/tests/support/browser.js")]
extern "C" {
    pub fn install();
    pub fn restore();
    pub fn opened() -> usize;
    pub fn living() -> usize;
    pub fn closed_with(index: usize) -> u16;
    pub fn url(index: usize) -> String;
    pub fn sent(index: usize) -> String;
    pub fn open(index: usize);
    pub fn say(index: usize, text: &str);
    pub fn hang_up(index: usize, code: u16);
    pub fn deny_storage();
    pub fn fill_storage();
    pub fn clipboard(works: bool);
    pub fn watch();
    pub fn left() -> String;
    pub fn unwatch();
}

/// The Login ID of the demo.
pub const ID: &str = "DEMO0000000000005051";

/// A softphone on the page. Gone when dropped, and the browser is as before.
pub struct Phone {
    pub element: Element,
    pub handle: Handle,
    events: Array,
    _listener: Closure<dyn FnMut(Event)>,
}

impl Phone {
    /// The only softphone, in a fresh browser.
    pub async fn new(options: &[(&str, &str)]) -> Self {
        install();
        Self::another(options).await
    }

    /// One beside others.
    pub async fn another(options: &[(&str, &str)]) -> Self {
        let element = document().create_element("div").unwrap();
        document().body().unwrap().append_child(&element).unwrap();
        Self::within(element, options).await
    }

    /// One in an element that is there.
    pub async fn within(element: Element, options: &[(&str, &str)]) -> Self {
        let given = Object::new();
        for (key, value) in options {
            let value = if *value == "false" { JsValue::FALSE } else { JsValue::from(*value) };
            Reflect::set(&given, &(*key).into(), &value).unwrap();
        }
        let events = Array::new();
        let list = events.clone();
        let listener = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            list.push(&event);
        });
        for kind in ["hookswitch:status", "hookswitch:error"] {
            element.add_event_listener_with_callback(kind, listener.as_ref().unchecked_ref()).unwrap();
        }
        let handle = mount(&element, &given).unwrap();
        let phone = Self { element, handle, events, _listener: listener };
        settle().await;
        phone
    }

    /// What matches, inside the softphone.
    pub fn find<T: JsCast>(&self, selector: &str) -> Option<T> {
        self.element.query_selector(selector).unwrap().map(|found| found.dyn_into().unwrap())
    }

    /// Colours of both icons.
    pub fn colours(&self) -> [String; 2] {
        ["login", "connection"].map(|icon| {
            let selector = format!("[data-icon={icon}]");
            self.find::<Element>(&selector).unwrap().get_attribute("data-state").unwrap()
        })
    }

    /// All that can be read.
    pub fn text(&self) -> String {
        self.find::<HtmlElement>(".hs").unwrap().inner_text()
    }

    /// Presses what asks for `action`, as a person does: it gets the focus too.
    pub async fn press(&self, action: &str) {
        let button: HtmlElement = self.find(&format!("[data-action={action}]:not(form)")).unwrap();
        button.focus().unwrap();
        button.click();
        settle().await;
    }

    /// Types over what the field holds.
    pub async fn type_in(&self, text: &str) {
        let field = self.field();
        field.set_value(text);
        let init = EventInit::new();
        init.set_bubbles(true);
        field.dispatch_event(&Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
        settle().await;
    }

    /// Presses a key on what has the focus.
    pub async fn key(&self, key: &str) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        self.key_as(&init).await;
    }

    /// Presses a key for the input method that composes a word in what has the focus.
    pub async fn composing_key(&self, key: &str) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_is_composing(true);
        self.key_as(&init).await;
    }

    async fn key_as(&self, init: &KeyboardEventInit) {
        init.set_bubbles(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", init).unwrap();
        document().active_element().unwrap().dispatch_event(&event).unwrap();
        settle().await;
    }

    /// The field of the Login ID.
    pub fn field(&self) -> HtmlInputElement {
        self.find("[data-field=login-id]").unwrap()
    }

    /// Enters a Login ID.
    pub async fn sign_on(&self, id: &str) {
        self.press("login").await;
        self.type_in(id).await;
        self.press("submit").await;
    }

    /// Answers the latest socket until the agent is linked.
    pub async fn link(&self) {
        let socket = opened() - 1;
        accept(socket);
        reply(socket, "User", "SetLoginId", r#"{"Success":true,"extension":"5051","displayName":"Demo Agent"}"#);
        say_status(socket, "Linked");
        settle().await;
    }

    /// Name and detail of each event so far, oldest first.
    pub fn events(&self) -> Vec<String> {
        self.events
            .iter()
            .map(|event| {
                let detail = Reflect::get(&event, &"detail".into()).unwrap();
                let kind: Event = event.unchecked_into();
                format!("{} {}", kind.type_(), js_sys::JSON::stringify(&detail).unwrap())
            })
            .collect()
    }
}

impl Drop for Phone {
    fn drop(&mut self) {
        self.handle.unmount();
        self.element.remove();
        restore();
    }
}

/// Opens a socket and accepts the registration.
pub fn accept(socket: usize) {
    open(socket);
    let granted = r#"{"subscriberID":"1","Success":true,"resumed":false,"resume":"TOKEN1","heartbeatSeconds":5,
        "graceSeconds":120,"reconnectWindowMs":10,"serverTime":1,"server":"test"}"#;
    reply(socket, "Registration", "Register", granted);
}

/// Says something on the connector's own channel, as the answer to the last request.
pub fn reply(socket: usize, topic: &str, subtopic: &str, data: &str) {
    reply_on("Connector", socket, topic, subtopic, data);
}

/// Says something, as the answer to the last request.
pub fn reply_on(channel: &str, socket: usize, topic: &str, subtopic: &str, data: &str) {
    let last = sent(socket).lines().last().unwrap_or_default().to_owned();
    let id = last.rsplit_once(r#""id":""#).and_then(|(_, rest)| rest.split('"').next()).unwrap_or_default();
    let id = if id.is_empty() { String::new() } else { format!(r#","id":"{id}""#) };
    say(
        socket,
        &format!(
            r#"{{"channel":"{channel}","topic":"{topic}","subtopic":"{subtopic}","source":"t","data":{data}{id}}}"#
        ),
    );
}

/// Tells how the connection stands.
pub fn say_status(socket: usize, status: &str) {
    reply(socket, "Connection", "SetConnectionStatus", &format!(r#"{{"status":"{status}","reason":null}}"#));
}

/// Waits until all that changed is drawn.
pub async fn settle() {
    yew::scheduler::flush().await;
}

/// The page's document.
pub fn document() -> web_sys::Document {
    web_sys::window().unwrap().document().unwrap()
}

/// What has the focus, by what it asks for or its class.
pub fn focused() -> String {
    let element = document().active_element().unwrap();
    element.get_attribute("data-action").or_else(|| element.get_attribute("class")).unwrap_or_default()
}
