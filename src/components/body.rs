use yew::{prelude::*, virtual_dom::VTag};

use super::{
    Names,
    details::details,
    entry::entry,
    forget::forget,
    markup::{CLASS, NO_CLASS, dot, element, keyed, tag, text, words},
    panel::panel,
    sign_on::sign_on,
};
use crate::{
    i18n::EXTENSION,
    view::{self, Text},
};

/// What is under the notice.
pub(super) fn body(body: &view::Body, names: &Names) -> Option<Html> {
    let (key, body) = match body {
        view::Body::Nothing => return None,
        view::Body::Busy(text) => ("busy", busy(text)),
        view::Body::Card(card) => ("card", card_of(card)),
        view::Body::Details(rows) => ("details", details(rows)),
        view::Body::Entry(view) => ("entry", entry(view, names)),
        view::Body::Forget => ("forget", forget()),
        view::Body::SignOn(view) => ("sign-on", sign_on(view)),
        view::Body::Panel(view) => ("panel", panel(view, names)),
    };
    // None of them is to be made out of what another one left.
    Some(keyed(key, body))
}

fn busy(text: &Text) -> VTag {
    let spinner = element("span", &["class", "aria-hidden"], &["hs-spinner", "true"], Vec::new());
    element("p", CLASS, &["hs-busy"], vec![spinner.into(), words(text)])
}

fn card_of(card: &view::Card) -> VTag {
    let view::Card { dot: mark, word, since, name, extension } = card;
    let mut state = vec![dot(*mark), text("strong", NO_CLASS, word)];
    state.extend(since.as_ref().map(|since| text("span", "hs-since", since)));
    let extension = vec![text("span", NO_CLASS, EXTENSION), words(extension)];
    let rows = vec![tag("p", "hs-state", state), text("p", "hs-name", name), tag("p", "hs-extension", extension)];
    element("div", CLASS, &["hs-card"], rows)
}
