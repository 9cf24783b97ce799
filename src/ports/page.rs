//! The page: where it is, and what the browser tells it.

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
    web_sys::window().and_then(|window| window.document()).is_none_or(|document| document.hidden())
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
