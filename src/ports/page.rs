//! The page: where it is, and what the browser tells it.

use js_sys::Reflect;
use wasm_bindgen::JsValue;
use web_sys::UrlSearchParams;

use super::listener::Listener;

/// What the browser tells a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageEvent {
    /// The network is back, or the page became visible.
    Awake,
    /// The network is gone, or the page is left: the browser may keep it as it is, sockets and all.
    Offline,
}

/// Where the page is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Place {
    /// Whether it came over https.
    pub is_secure: bool,
    /// Host and port.
    pub host: String,
    /// The address without query and fragment, which may hold what is nobody's business.
    pub url: String,
}

/// Listens to the page until dropped.
#[derive(Debug)]
pub struct PageEvents {
    _listeners: Vec<Listener>,
}

impl PageEvents {
    /// Begins to listen.
    pub fn listen(tell: impl Fn(PageEvent) + Clone + 'static) -> Self {
        let Some(window) = web_sys::window() else { return Self { _listeners: Vec::new() } };
        // What happens to the document comes by the window too.
        let listeners = ["online", "pageshow", "visibilitychange", "offline", "pagehide"].map(|kind| {
            let tell = tell.clone();
            Listener::new(&window, kind, move |_| match kind {
                "offline" | "pagehide" => tell(PageEvent::Offline),
                "visibilitychange" if is_hidden() => {}
                _ => tell(PageEvent::Awake),
            })
        });
        Self { _listeners: listeners.into() }
    }
}

fn is_hidden() -> bool {
    document().is_none_or(|document| document.hidden())
}

/// As long as this lives the browser asks before the page is left.
#[derive(Debug)]
pub struct Stay {
    _listener: Option<Listener>,
}

impl Stay {
    /// Begins to ask.
    #[must_use]
    pub fn ask() -> Self {
        let window = web_sys::window();
        let listener = window.map(|window| Listener::new(&window, "beforeunload", |event| event.prevent_default()));
        Self { _listener: listener }
    }
}

/// A text in the place of the page's title, which is back when this is dropped.
#[derive(Debug)]
pub struct Title {
    own: String,
    shown: String,
}

impl Title {
    /// Shows a text.
    #[must_use]
    pub fn show(text: &str) -> Self {
        let own = document().map(|document| document.title()).unwrap_or_default();
        let title = Self { own, shown: text.to_owned() };
        set_title(text);
        title
    }
}

impl Drop for Title {
    fn drop(&mut self) {
        // A page that has named itself anew meanwhile keeps that name.
        if document().is_some_and(|document| document.title() == self.shown) {
            set_title(&self.own);
        }
    }
}

fn set_title(text: &str) {
    if let Some(document) = document() {
        document.set_title(text);
    }
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}

/// The frame around the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The query of the page's own address.
    pub query: String,
    /// Whether there is one.
    pub is_framed: bool,
    /// Its origin, where the browser says it.
    pub ancestor: Option<String>,
}

/// The frame around the page.
#[must_use]
pub fn frame() -> Frame {
    let Some(window) = web_sys::window() else { return Frame::default() };
    let is_framed = window.parent().ok().flatten().is_some_and(|parent| parent != window);
    let get = |of: &JsValue, key: &str| Reflect::get(of, &key.into()).ok();
    // Not every browser has it.
    let ancestors = get(&window.location(), "ancestorOrigins");
    let ancestor = ancestors.and_then(|all| get(&all, "0")).and_then(|origin| origin.as_string());
    Frame { query: window.location().search().unwrap_or_default(), is_framed, ancestor }
}

/// Whether the person can see the page.
#[must_use]
pub fn is_seen() -> bool {
    !is_hidden()
}

/// Where the page is; nowhere in a frame without an address.
#[must_use]
pub fn place() -> Place {
    let read = || {
        let location = web_sys::window()?.location();
        let (origin, path) = (location.origin().ok()?, location.pathname().ok()?);
        let (scheme, host) = origin.split_once(':')?;
        let host = host.strip_prefix("//")?.to_owned();
        Some(Place { is_secure: scheme == "https", host, url: [origin.as_str(), &path].concat() })
    };
    read().unwrap_or_default()
}

/// The value under `key` in the page's query.
#[must_use]
pub fn query(key: &str) -> Option<String> {
    let search = web_sys::window()?.location().search().ok()?;
    UrlSearchParams::new_with_str(&search).ok()?.get(key)
}
