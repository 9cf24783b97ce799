//! Draw the view. Nothing is decided here, and nothing here acts on the browser.
//!
//! Plain functions, and not components of Yew's: each of those costs the page about 3 kB compressed, and pays only
//! where a part is drawn much more often than what is around it.
//!
//! What can be pressed names what it asks for in `data-action`; one set of listeners on the outermost element
//! (`ports::gestures`) hears it. Yew's own listeners are never taken away again (its `subtree_root.rs` forgets them),
//! so that a softphone that is unmounted would leave them behind.

mod bar;
mod body;
mod book;
mod button;
mod calls;
mod details;
mod entry;
mod field;
mod forget;
mod keypad;
mod lists;
mod markup;
mod notice;
mod panel;
mod sign_on;

use yew::prelude::*;

use crate::view::{Text, View};
use markup::{CLASS, element, keyed, tag, words};

/// What a softphone is called on the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// For people, among others on the page.
    pub label: AttrValue,
    /// Before the ids of its elements.
    pub id: AttrValue,
}

/// A softphone, from the bar down.
pub fn phone(view: &View, names: &Names, root: &NodeRef) -> Html {
    let mut main = Vec::new();
    main.extend(view.notice.as_ref().map(notice::notice));
    main.extend(body::body(&view.body, names));
    main.extend(view.note.as_ref().map(|note| keyed("note", element("p", CLASS, &["hs-note"], vec![words(note)]))));
    let children = vec![
        bar::bar(&view.bar),
        tag("div", "hs-main", main),
        news("status", &view.news.polite),
        news("alert", &view.news.urgent),
    ];
    let mut phone = element("section", &["class", "aria-label"], &["hs", &names.label], children);
    phone.node_ref = root.clone();
    phone.into()
}

fn news(role: &'static str, news: &Text) -> Html {
    element("p", &["class", "role"], &["hs-unseen", role], vec![words(news)]).into()
}
