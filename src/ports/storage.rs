//! What the browser keeps: for good, or for the tab. A browser may deny it, or be full; then it is kept in memory,
//! as long as the page lives.

use std::cell::RefCell;

use web_sys::Storage;

/// Where a text is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// Until it is cleared: localStorage.
    Lasting,
    /// As long as the tab, over a reload: sessionStorage.
    Tab,
}

/// Who keeps it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeper {
    /// The browser.
    Browser,
    /// Only this page: the browser does not let us.
    Memory,
}

thread_local! {
    static MEMORY: RefCell<Vec<(Area, String, String)>> = const { RefCell::new(Vec::new()) };
}

/// The text under `key`, and who kept it.
#[must_use]
pub fn get(area: Area, key: &str) -> (Option<String>, Keeper) {
    match open(area).and_then(|storage| storage.get_item(key).ok()) {
        Some(Some(text)) => (Some(text), Keeper::Browser),
        Some(None) => (recall(area, key), Keeper::Browser),
        None => (recall(area, key), Keeper::Memory),
    }
}

/// Keeps a text, or forgets it where there is none; tells who keeps it now.
pub fn set(area: Area, key: &str, text: Option<&str>) -> Keeper {
    let storage = open(area);
    forget(area, key);
    let kept = match (&storage, text) {
        (Some(storage), Some(text)) => storage.set_item(key, text).is_ok(),
        (Some(storage), None) => storage.remove_item(key).is_ok(),
        (None, _) => false,
    };
    if kept {
        return Keeper::Browser;
    }
    // What was kept before is not true any more.
    if let Some(storage) = storage {
        let _ = storage.remove_item(key);
    }
    if let Some(text) = text {
        MEMORY.with_borrow_mut(|memory| memory.push((area, key.to_owned(), text.to_owned())));
    }
    Keeper::Memory
}

/// Whether the browser keeps anything there.
#[must_use]
pub fn is_there(area: Area) -> bool {
    open(area).is_some()
}

/// A text that can stand between colons in a key.
#[must_use]
pub fn escape(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}

/// A browser that denies storage throws already when it is mentioned.
fn open(area: Area) -> Option<Storage> {
    let window = web_sys::window()?;
    match area {
        Area::Lasting => window.local_storage(),
        Area::Tab => window.session_storage(),
    }
    .ok()?
}

fn recall(area: Area, key: &str) -> Option<String> {
    MEMORY.with_borrow(|memory| {
        memory
            .iter()
            .find(|(its_area, its_key, _)| *its_area == area && its_key == key)
            .map(|(_, _, text)| text.clone())
    })
}

fn forget(area: Area, key: &str) {
    MEMORY.with_borrow_mut(|memory| memory.retain(|(its_area, its_key, _)| *its_area != area || its_key != key));
}
