//! Salesforce around the page: its script, and calls of what that script offers. What is called, and what the answers
//! mean, `hookswitch_crm` says.
//!
//! The script reads the query of the page's address when it begins, and posts to the frame that Salesforce itself has
//! made. It throws texts where it does not like something, and where it does not like the frame it never calls back.

use hookswitch_crm::{
    AskId, Reply,
    ask::{Call, Event, events},
    place::{Evidence, FrameOrigin, Kind, Place, place},
};
use js_sys::{Array, Function, JSON, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::Element;

use super::standalone::is_of_this_machine;
use crate::ports::{clock::Timer, listener::Listener, page};

/// Stays as it is for three years from its release; nothing new comes to this interface any more.
pub const USUAL_VERSION: &str = "66.0";

/// How long the script may take to load, in milliseconds.
const LOAD_MS: u64 = 10_000;

/// What Salesforce says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// The script is there.
    Loaded,
    /// The script is not to be had.
    NotLoaded,
    /// An answer, as JSON.
    Answered(AskId, Reply),
    /// An event, as JSON.
    Happened(Event, String),
}

/// Where the page runs.
#[must_use]
pub fn here() -> Place {
    let frame = page::frame();
    let of_page = page::place();
    place(Evidence {
        query: &frame.query,
        is_framed: frame.is_framed,
        ancestor: frame.ancestor.as_deref(),
        is_local: !of_page.is_secure && is_of_this_machine(&of_page.host),
    })
}

/// The interface of Salesforce, once its script has loaded.
pub struct Bridge {
    kind: Kind,
    _loading: Option<Loading>,
}

struct Loading {
    script: Element,
    _listeners: [Listener; 2],
    _late: Timer,
}

impl Drop for Loading {
    fn drop(&mut self) {
        self.script.remove();
    }
}

impl Bridge {
    /// Begins to load the script; how that comes out is told later.
    pub fn load(kind: Kind, origin: &FrameOrigin, version: &str, tell: impl Fn(Said) + Clone + 'static) -> Self {
        let path = match kind {
            Kind::Lightning => "/lightning/opencti_min.js",
            Kind::Classic => "/interaction.js",
        };
        let address = [origin.as_str(), "/support/api/", version, path].concat();
        Self { kind, _loading: script(&address, tell) }
    }

    /// Calls a method; what is answered is told.
    ///
    /// # Errors
    /// What was thrown, in words.
    pub fn call(&self, id: AskId, call: &Call, tell: impl Fn(Said) + 'static) -> Result<(), String> {
        let answered = kept(move |answer| tell(Said::Answered(id, text(&answer).into())));
        self.try_call(call.method, &call.arguments, answered).map_err(|thrown| words(&thrown))
    }

    /// Hears what Salesforce says by itself, from now on.
    pub fn listen(&self, tell: impl Fn(Said) + Clone + 'static) {
        for &(event, method, channel) in events(self.kind) {
            let tell = tell.clone();
            let heard = kept(move |said| tell(Said::Happened(event, text(&said))));
            // A desktop that has no such event says nothing.
            let _ = self.try_listen(method, channel, &heard);
        }
    }

    fn try_call(&self, method: &str, arguments: &str, answered: JsValue) -> Result<(), JsValue> {
        let (owner, function) = self.method(method)?;
        let arguments: Array = JSON::parse(arguments)?.unchecked_into();
        match self.kind {
            Kind::Lightning => {
                Reflect::set(&arguments.get(0), &"callback".into(), &answered)?;
            }
            Kind::Classic => {
                arguments.push(&answered);
            }
        }
        function.apply(&owner, &arguments)?;
        Ok(())
    }

    fn try_listen(&self, method: &str, channel: Option<&str>, heard: &JsValue) -> Result<(), JsValue> {
        let (owner, function) = self.method(method)?;
        match self.kind {
            Kind::Lightning => {
                let argument = Object::new();
                Reflect::set(&argument, &"listener".into(), heard)?;
                if let Some(channel) = channel {
                    Reflect::set(&argument, &"channelName".into(), &channel.into())?;
                }
                function.call1(&owner, &argument)?;
                Ok(())
            }
            Kind::Classic => {
                function.call1(&owner, heard)?;
                Ok(())
            }
        }
    }

    fn method(&self, path: &str) -> Result<(JsValue, Function), JsValue> {
        let mut owner = interface(self.kind).ok_or(JsValue::UNDEFINED)?;
        let mut names = path.split('.').peekable();
        while let Some(name) = names.next() {
            let value = Reflect::get(&owner, &name.into())?;
            if names.peek().is_none() {
                return Ok((owner, value.dyn_into()?));
            }
            owner = value;
        }
        Err(JsValue::UNDEFINED)
    }
}

/// What Salesforce may call as often and as late as it likes: it has no way to let go of it.
fn kept(then: impl Fn(JsValue) + 'static) -> JsValue {
    Closure::<dyn Fn(JsValue)>::new(then).into_js_value()
}

/// What the script offers, where it is there and content.
fn interface(kind: Kind) -> Option<JsValue> {
    let name = match kind {
        Kind::Lightning => "opencti",
        Kind::Classic => "interaction",
    };
    let all = Reflect::get(web_sys::window()?.as_ref(), &"sforce".into()).ok()?;
    Reflect::get(&all, &name.into()).ok().filter(JsValue::is_object)
}

fn script(address: &str, tell: impl Fn(Said) + Clone + 'static) -> Option<Loading> {
    let document = web_sys::window()?.document()?;
    let head = document.query_selector("head").ok()??;
    let script = document.create_element("script").ok()?;
    script.set_attribute("src", address).ok()?;
    let listeners = ["load", "error"].map(|kind| {
        let tell = tell.clone();
        Listener::new(&script, kind, move |_| tell(if kind == "load" { Said::Loaded } else { Said::NotLoaded }))
    });
    head.append_child(&script).ok()?;
    Some(Loading { script, _listeners: listeners, _late: Timer::after(LOAD_MS, move || tell(Said::NotLoaded)) })
}

/// Whether the script that was loaded offers anything.
#[must_use]
pub fn is_there(kind: Kind) -> bool {
    interface(kind).is_some()
}

/// A value as JSON; `null` of what is none.
fn text(value: &JsValue) -> String {
    JSON::stringify(value).ok().and_then(|text| text.as_string()).unwrap_or_else(|| "null".to_owned())
}

/// What was thrown, in words: texts are thrown as well as errors.
fn words(thrown: &JsValue) -> String {
    let message = || Reflect::get(thrown, &"message".into()).ok()?.as_string();
    thrown.as_string().or_else(message).unwrap_or_default()
}
