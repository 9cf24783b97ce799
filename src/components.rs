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
mod button;
mod details;
mod entry;
mod forget;
mod notice;

use yew::prelude::*;

use crate::view::View;

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
    html! {
        <section class="hs" aria-label={names.label.clone()} ref={root.clone()}>
            {bar::bar(&view.bar)}
            <div class="hs-main">
                {for view.notice.as_ref().map(notice::notice)}
                {body::body(&view.body, names)}
                {for view.note.as_ref().map(|note| html! { <p class="hs-note">{note.clone()}</p> })}
            </div>
            <p class="hs-unseen" role="status">{view.news.polite.clone()}</p>
            <p class="hs-unseen" role="alert">{view.news.urgent.clone()}</p>
        </section>
    }
}
