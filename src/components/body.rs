use yew::prelude::*;

use super::{Names, details::details, entry::entry, forget::forget};
use crate::{
    i18n::EXTENSION,
    view::{self, Dot},
};

/// What is under the notice.
pub(super) fn body(body: &view::Body, names: &Names) -> Html {
    match body {
        view::Body::Nothing => Html::default(),
        view::Body::Busy(text) => html! {
            <p class="hs-busy" key="busy"><span class="hs-spinner" aria-hidden="true" />{text.clone()}</p>
        },
        view::Body::Card(card) => card_of(card),
        view::Body::Details(rows) => details(rows),
        view::Body::Entry(view) => entry(view, names),
        view::Body::Forget => forget(),
    }
}

fn card_of(card: &view::Card) -> Html {
    let view::Card { dot, word, since, name, extension } = card;
    let dot = match dot {
        Dot::Filled => "filled",
        Dot::Ring => "ring",
    };
    html! {
        <div class="hs-card" key="card">
            <p class="hs-state">
                <span class="hs-dot" data-dot={dot} aria-hidden="true" />
                <strong>{word.clone()}</strong>
                {for since.as_ref().map(|since| html! { <span class="hs-since">{since.clone()}</span> })}
            </p>
            <p class="hs-name">{name.clone()}</p>
            <p class="hs-extension"><span>{EXTENSION}</span>{extension.clone()}</p>
        </div>
    }
}
