use super::{
    button::{button, buttons_of},
    markup::{Parts, nothing},
};
use crate::{
    i18n::crm::NOTE,
    intent::Field,
    view::{
        Kind,
        panel::{AfterView, NoteView, RecordsView},
    },
};

/// What the CRM knows of a call, and what is written down of it.
pub(super) fn records(parts: &mut Parts, view: &RecordsView) {
    let RecordsView { text, buttons, note, saved, again } = view;
    parts.tag("div.hs-records", |parts| {
        if let Some(text) = text {
            parts.text("p.hs-quiet", text);
        }
        buttons_of(parts, buttons);
        if let Some(NoteView { call, text }) = note {
            parts.tag("label.hs-labelled", |parts| {
                parts.text("span", NOTE);
                let of = "textarea.hs-field rows=2 maxlength=32000 data-field data-value";
                parts.node(of, &[Field::Note.as_str(), call], nothing);
                parts.value(text);
            });
        }
        parts.node("p.hs-quiet role=status", &[], |line| line.words(saved.as_deref().unwrap_or_default()));
        if let Some(again) = again {
            button(parts, again, Kind::Secondary);
        }
    });
}

/// The call that ended last.
pub(super) fn after(parts: &mut Parts, view: &AfterView) {
    parts.node("section.hs-after data-after aria-label", &[&view.id, &view.title], |parts| {
        parts.text("h3", &view.title);
        records(parts, &view.records);
    });
}
