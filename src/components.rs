//! Draw the view. Nothing is decided here, and nothing here acts on the browser.
//!
//! Plain functions, and not components of Yew's: each of those costs the page about 3 kB compressed, and pays only
//! where a part is drawn much more often than what is around it.
//!
//! What can be pressed names what it asks for in `data-action`; one set of listeners on the outermost element
//! (`ports::gestures`) hears it. Yew's own listeners are never taken away again (its `subtree_root.rs` forgets them),
//! so that a softphone that is unmounted would leave them behind; `vendor/yew` has none.

mod ask;
mod bar;
mod body;
mod book;
mod button;
mod calls;
mod details;
mod entry;
mod field;
mod keypad;
mod lists;
mod log_on;
mod markup;
mod memos;
mod notice;
mod panel;
mod records;
mod sign_on;

use yew::prelude::*;

use crate::view::{Text, View};
use markup::Parts;

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
    let mut parts = Parts::default();
    parts.node("section.hs aria-label", &[&names.label], |phone| {
        bar::bar(phone, &view.bar);
        phone.tag("div.hs-main", |main| {
            if let Some(notice) = &view.notice {
                notice::notice(main, notice);
            }
            body::body(main, &view.body, names);
            if let Some(note) = &view.note {
                main.text("p.hs-note", note);
                main.key("note");
            }
        });
        news(phone, "status", &view.news.polite);
        news(phone, "alert", &view.news.urgent);
    });
    parts.known_by(root);
    parts.into_html()
}

fn news(phone: &mut Parts, role: &'static str, news: &Text) {
    phone.node("p.hs-unseen role", &[role], |line| line.words(news));
}
