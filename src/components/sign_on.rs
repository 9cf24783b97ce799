use yew::virtual_dom::VTag;

use super::{
    button::{button_if, buttons},
    field::field,
    markup::{NO_CLASS, element, node, text},
    notice::toned,
};
use crate::{
    i18n::work as words_of,
    intent::Press,
    view::{Kind, panel::SignOnView},
};

/// The sign-on to the CTI server by hand. What is typed is in the fields only: they are given what they begin with, and
/// are not set again.
pub(super) fn sign_on(view: &SignOnView) -> VTag {
    let SignOnView { title, why, countdown, user_name, extension, able } = view;
    let why = why.as_ref().map(|(tone, why)| toned(*tone, vec![text("p", NO_CLASS, why)]).into());
    let named = |label, [name, kind, mode, complete]: [&'static str; 4], value: &str| {
        let values = ["hs-field", name, kind, mode, complete, value, "", "none", "false"].map(Some);
        let keys = &[
            "class",
            "name",
            "type",
            "inputmode",
            "autocomplete",
            "value",
            "required",
            "autocapitalize",
            "spellcheck",
        ];
        field(label, keys, &values, None)
    };
    element(
        "form",
        &["class", "data-action"],
        &["hs-panel", "sign-on-form"],
        vec![
            text("h3", NO_CLASS, title),
            node("div", &["role"], &["status"], why.into_iter().collect()),
            text("p", "hs-countdown", countdown.as_deref().unwrap_or_default()),
            named(words_of::USER_NAME, ["user", "text", "text", "username"], user_name),
            named(words_of::PASSWORD, ["password", "password", "text", "current-password"], ""),
            named(words_of::EXTENSION, ["extension", "text", "numeric", "off"], extension),
            buttons(vec![button_if(*able, words_of::SIGN_ON, Press::Submit, Kind::Primary)]),
        ],
    )
}
