use yew::prelude::*;

use super::{
    Names,
    button::{Kind, button, button_if},
};
use crate::{
    i18n::{entry::LABEL, press},
    screen::{Intent, Mask},
    view::{Able, EntryView, Reason},
};

/// The entry of the Login ID.
pub(super) fn entry(entry: &EntryView, names: &Names) -> Html {
    let EntryView { hint, text, mask, reason, done, forget } = entry;
    let (kind, reveal, shown) = match mask {
        Mask::Masked => ("password", press::SHOW, Able::No),
        Mask::Shown => ("text", press::HIDE, Able::Yes),
    };
    let (invalid, word, usable) = match reason {
        Some(Reason::Broken(text)) => ("true", text.clone(), Able::No),
        Some(Reason::Empty(text)) => ("false", text.clone(), Able::No),
        None => ("false", done.unwrap_or_default().into(), Able::Yes),
    };
    let filled = if text.0.is_empty() { Able::No } else { Able::Yes };
    let [field_id, hint_id, reason_id] = ["field", "hint", "reason"].map(|part| [&names.id, "-", part].concat());
    let described = [hint_id.as_str(), " ", &reason_id].concat();
    html! {
        <form class="hs-panel" novalidate=true autocomplete="off" key="entry">
            <p id={hint_id}>{hint.clone()}</p>
            <div class="hs-label">
                <label for={field_id.clone()}>{LABEL}</label>
                {button_if(filled, reveal, &Intent::Reveal, Kind::Plain)}
                {button_if(usable.and(shown), press::COPY, &Intent::Copy, Kind::Plain)}
            </div>
            <input
                id={field_id}
                class="hs-field"
                type={kind}
                value={text.0.clone()}
                aria-describedby={described}
                aria-invalid={invalid}
                autocomplete="off"
                autocapitalize="none"
                spellcheck="false"
            />
            <p id={reason_id} class="hs-reason" data-broken={invalid} role="status">{word}</p>
            <div class="hs-buttons">
                {button_if(Able::Yes, press::GENERATE, &Intent::Generate, Kind::Secondary)}
                {button_if(usable, press::OK, &Intent::Submit, Kind::Primary)}
            </div>
            <div class="hs-buttons">
                {button_if(Able::Yes, press::CANCEL, &Intent::Dismiss, Kind::Plain)}
                {for forget.as_ref().map(|action| button(action, Kind::Plain))}
            </div>
        </form>
    }
}
