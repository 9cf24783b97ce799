use yew::{prelude::*, virtual_dom::VTag};

use super::{
    Names,
    button::{button, button_if, buttons},
    markup::{element, node, tag, words},
};
use crate::{
    i18n::{entry::LABEL, press},
    intent::{Field, Press},
    screen::Mask,
    view::{Able, EntryView, Kind, Reason},
};

/// The entry of the Login ID.
pub(super) fn entry(entry: &EntryView, names: &Names) -> VTag {
    let EntryView { hint, text, mask, reason, done, forget } = entry;
    let (kind, reveal, shown) = match mask {
        Mask::Masked => ("password", press::SHOW, Able::No),
        Mask::Shown => ("text", press::HIDE, Able::Yes),
    };
    let (invalid, word, usable) = match reason {
        Some(Reason::Broken(text)) => ("true", text.as_ref(), Able::No),
        Some(Reason::Empty(text)) => ("false", text.as_ref(), Able::No),
        None => ("false", done.unwrap_or_default(), Able::Yes),
    };
    let filled = if text.0.is_empty() { Able::No } else { Able::Yes };
    let [field_id, hint_id, reason_id] = ["field", "hint", "reason"].map(|part| [&names.id, "-", part].concat());
    let described = [hint_id.as_str(), " ", &reason_id].concat();
    let label = vec![
        node("label", &["for"], &[&field_id], vec![words(LABEL)]),
        button_if(filled, reveal, Press::Reveal, Kind::Plain),
        button_if(usable.and(shown), press::COPY, Press::Copy, Kind::Plain),
    ];
    let mut field = element(
        "input",
        &[
            "id",
            "class",
            "data-field",
            "type",
            "aria-describedby",
            "aria-invalid",
            "autocomplete",
            "autocapitalize",
            "spellcheck",
        ],
        &[&field_id, "hs-field", Field::LoginId.as_str(), kind, &described, invalid, "off", "none", "false"],
        Vec::new(),
    );
    field.set_value(AttrValue::from(text.0.clone()));
    let done = vec![
        button_if(Able::Yes, press::GENERATE, Press::Generate, Kind::Secondary),
        button_if(usable, press::OK, Press::Submit, Kind::Primary),
    ];
    let mut undone = vec![button_if(Able::Yes, press::CANCEL, Press::Dismiss, Kind::Plain)];
    undone.extend(forget.as_ref().map(|action| button(action, Kind::Plain)));
    element(
        "form",
        &["class", "data-action", "novalidate", "autocomplete"],
        &["hs-panel", Press::Submit.as_str(), "", "off"],
        vec![
            node("p", &["id"], &[&hint_id], vec![words(hint)]),
            tag("div", "hs-label", label),
            field.into(),
            node(
                "p",
                &["id", "class", "data-broken", "role"],
                &[&reason_id, "hs-reason", invalid, "status"],
                vec![words(word)],
            ),
            buttons(done),
            buttons(undone),
        ],
    )
}
