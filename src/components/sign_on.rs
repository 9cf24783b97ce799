use super::{
    button::{button_if, buttons},
    field::field,
    log_on::FIELD,
    markup::Parts,
    notice::toned,
};
use crate::{
    i18n::work as words_of,
    intent::Press,
    view::{Kind, panel::SignOnView},
};

/// The sign-on to the CTI server by hand. What is typed is in the fields only: they are given what they begin with, and
/// are not set again.
pub(super) fn sign_on(parts: &mut Parts, view: &SignOnView) {
    let SignOnView { title, why, countdown, user_name, extension, able } = view;
    parts.node("form.hs-panel data-action=sign-on-form", &[], |form| {
        form.text("h3", title);
        form.node("div role=status", &[], |status| {
            if let Some((tone, why)) = why {
                toned(status, *tone, |lines| lines.text("p", why));
            }
        });
        form.text("p.hs-countdown", countdown.as_deref().unwrap_or_default());
        for (label, [name, kind, mode, complete], value) in [
            (words_of::USER_NAME, ["user", "text", "text", "username"], user_name.as_str()),
            (words_of::PASSWORD, ["password", "password", "text", "current-password"], ""),
            (words_of::EXTENSION, ["extension", "text", "numeric", "off"], extension),
        ] {
            field(form, label, FIELD, &[name, kind, mode, complete, value].map(Some), None);
        }
        buttons(form, |pressed| button_if(pressed, *able, words_of::SIGN_ON, Press::Submit, Kind::Primary));
    });
}
