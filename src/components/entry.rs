use super::{
    Names,
    button::{button, button_if, buttons},
    markup::{Parts, nothing},
};
use crate::{
    i18n::{entry::LABEL, press},
    intent::{Field, Press},
    screen::Mask,
    view::{Able, EntryView, Kind, Reason},
};

/// The entry of the Login ID.
pub(super) fn entry(parts: &mut Parts, entry: &EntryView, names: &Names) {
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
    parts.node("form.hs-panel novalidate= autocomplete=off data-action", &[Press::Submit.as_str()], |form| {
        form.node("p id", &[&hint_id], |line| line.words(hint));
        form.tag("div.hs-label", |line| {
            line.node("label for", &[&field_id], |label| label.words(LABEL));
            button_if(line, filled, reveal, Press::Reveal, Kind::Plain);
            button_if(line, usable.and(shown), press::COPY, Press::Copy, Kind::Plain);
        });
        form.node(
            "input.hs-field autocomplete=off autocapitalize=none spellcheck=false id data-field type \
                 aria-describedby aria-invalid",
            &[&field_id, Field::LoginId.as_str(), kind, &described, invalid],
            nothing,
        );
        form.value(&text.0);
        form.node("p.hs-reason role=status id data-broken", &[&reason_id, invalid], |line| line.words(word));
        buttons(form, |done| {
            button_if(done, Able::Yes, press::GENERATE, Press::Generate, Kind::Secondary);
            button_if(done, usable, press::OK, Press::Submit, Kind::Primary);
        });
        buttons(form, |undone| {
            button_if(undone, Able::Yes, press::CANCEL, Press::Dismiss, Kind::Plain);
            if let Some(action) = forget {
                button(undone, action, Kind::Plain);
            }
        });
    });
}
