use super::{
    Names,
    ask::ask,
    details::{details, diagnosis},
    entry::entry,
    log_on::{agreement, log_on},
    markup::{Parts, nothing},
    memos::memos,
    panel::panel,
    sign_on::sign_on,
};
use crate::{
    i18n::EXTENSION,
    view::{self, Text},
};

/// What is under the notice.
pub(super) fn body(parts: &mut Parts, body: &view::Body, names: &Names) {
    let key = match body {
        view::Body::Nothing => return,
        view::Body::Busy(text) => {
            busy(parts, text);
            "busy"
        }
        view::Body::Card(card) => {
            card_of(parts, card);
            "card"
        }
        view::Body::Details(rows) => {
            details(parts, rows);
            "details"
        }
        view::Body::Entry(view) => {
            entry(parts, view, names);
            "entry"
        }
        view::Body::Ask(question) => {
            ask(parts, question);
            "ask"
        }
        view::Body::LogOn(view) => {
            log_on(parts, view, names);
            "log-on"
        }
        view::Body::Agreement(text) => {
            agreement(parts, text);
            "agreement"
        }
        view::Body::Diagnosis(text, done) => {
            diagnosis(parts, text, *done);
            "diagnosis"
        }
        view::Body::Memos(list) => {
            memos(parts, list);
            "memos"
        }
        view::Body::SignOn(view) => {
            sign_on(parts, view);
            "sign-on"
        }
        view::Body::Panel(view) => {
            panel(parts, view, names);
            "panel"
        }
    };
    // None of them is to be made out of what another one left.
    parts.key(key);
}

fn busy(parts: &mut Parts, text: &Text) {
    parts.tag("p.hs-busy", |busy| {
        busy.node("span.hs-spinner aria-hidden=true", &[], nothing);
        busy.words(text);
    });
}

fn card_of(parts: &mut Parts, card: &view::Card) {
    let view::Card { dot, word, since, name, extension } = card;
    parts.tag("div.hs-card", |card| {
        card.tag("p.hs-state", |state| {
            state.dot(*dot);
            state.text("strong", word);
            if let Some(since) = since {
                state.text("span.hs-since", since);
            }
        });
        card.text("p.hs-name", name);
        card.tag("p.hs-extension", |line| {
            line.text("span", EXTENSION);
            line.words(extension);
        });
    });
}
