use super::{
    Names,
    button::{button_if, buttons, option},
    field::field,
    markup::{Parts, nothing},
    notice::toned,
    panel::linked,
};
use crate::{
    i18n::{door as words, press, work as work_words},
    intent::Press,
    view::{
        Able, Kind,
        door::{LogOnView, Ticked},
    },
};

/// The form that logs on to a station. What is typed is in the fields only: they are given what they begin with, and
/// are not set again. The fields with a name are always there and in this order: who sends the form reads them by it.
pub(super) fn log_on(parts: &mut Parts, view: &LogOnView, names: &Names) {
    parts.node("form", &["class", "data-action"], &["hs-panel hs-log-on", "log-on"], |form| {
        form.text("h3", words::TITLE);
        form.node("div", &["role"], &["status"], |status| {
            if let Some((tone, why)) = &view.why {
                toned(status, *tone, |lines| lines.text("p", why));
            }
        });
        form.text("p.hs-countdown", view.countdown.as_deref().unwrap_or_default());
        let [of_user, of_password, of_place] = [["userID", ""], ["password", ""], ["station", "remoteNumber"]]
            .map(|fields| view.field.as_deref().is_some_and(|field| fields.contains(&field)));
        line(form, view.label, ["user", "text", "text", "username", &view.user], of_user);
        line(form, work_words::PASSWORD, ["password", "password", "text", "current-password", ""], of_password);
        host(form, view, names);
        if !view.types.is_empty() {
            form.node("div", &["class", "role", "aria-label"], &["hs-types", "group", words::STATION_TYPE], |types| {
                for of_type in &view.types {
                    option(types, of_type);
                }
            });
        }
        line(form, view.place_label, ["place", "text", view.place_mode, "off", &view.place], of_place);
        // Yew makes a new field of it, which begins anew.
        form.key(view.place_label);
        tick(form, words::PERSISTENT, "persistent", view.persistent);
        tick(form, words::REMEMBER, "remember", Some(view.remember));
        tick(form, words::AUTOMATIC, "automatic", view.automatic);
        buttons(form, |pressed| {
            if let Some(url) = &view.help {
                linked(pressed, url, words::HELP, words::TITLE);
            }
            button_if(pressed, view.able, words::TITLE, Press::Submit, Kind::Primary);
        });
    });
}

/// What has to be agreed to.
pub(super) fn agreement(parts: &mut Parts, text: &str) {
    parts.node("div", &["class", "role", "aria-label"], &["hs-panel", "group", words::AGREEMENT], |panel| {
        panel.text("h3", words::AGREEMENT);
        panel.node("p", &["class", "tabindex"], &["hs-agreement", "0"], |lines| lines.words(text));
        buttons(panel, |pressed| {
            button_if(pressed, Able::Yes, press::CANCEL, Press::Disagree, Kind::Secondary);
            button_if(pressed, Able::Yes, press::OK, Press::Agree, Kind::Primary);
        });
    });
}

fn line(form: &mut Parts, label: &str, [name, kind, mode, complete, value]: [&str; 5], is_wrong: bool) {
    let wrong = is_wrong.then_some("true");
    let values = ["hs-field", name, kind, mode, complete, value, "", "none", "false"].map(Some);
    let [class, name, kind, mode, complete, value, required, capitals, spelling] = values;
    field(form, label, KEYS, &[class, name, kind, mode, complete, value, required, capitals, spelling, wrong], None);
}

/// One of the hosts, or another that is typed; none is asked for where there is only one.
fn host(form: &mut Parts, view: &LogOnView, names: &Names) {
    if view.hosts.is_empty() {
        return form.node("input", &["type", "name", "value"], &["hidden", "host", ""], nothing);
    }
    let list = [&names.id, "-hosts"].concat();
    let values = ["hs-field", "host", "text", &list, &view.host, "off", "none", "false"].map(Some);
    const HOST: &[&str] = &["class", "name", "type", "list", "value", "autocomplete", "autocapitalize", "spellcheck"];
    field(form, words::HOST, HOST, &values, None);
    form.node("datalist", &["id"], &[&list], |options| {
        for host in &view.hosts {
            options.node("option", &["value"], &[host], nothing);
        }
    });
}

fn tick(form: &mut Parts, label: &str, name: &str, ticked: Option<Ticked>) {
    let Some(ticked) = ticked else {
        return form.node("input", &["type", "name", "value"], &["hidden", name, ""], nothing);
    };
    let checked = match ticked {
        Ticked::Yes => Some(""),
        Ticked::No => None,
    };
    form.tag("label.hs-tick", |line| {
        line.node_if("input", &["type", "name", "checked"], &[Some("checkbox"), Some(name), checked], nothing);
        line.text("span", label);
    });
}

const KEYS: &[&str] = &[
    "class",
    "name",
    "type",
    "inputmode",
    "autocomplete",
    "value",
    "required",
    "autocapitalize",
    "spellcheck",
    "aria-invalid",
];
