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
        door::{LogOnView, Ticked, Wrong},
    },
};

/// The form that logs on to a station. What is typed is in the fields only: they are given what they begin with, and
/// are not set again. The fields with a name are always there and in this order: who sends the form reads them by it.
pub(super) fn log_on(parts: &mut Parts, view: &LogOnView, names: &Names) {
    parts.node("form data-action=log-on class", &["hs-panel hs-log-on"], |form| {
        form.text("h3", words::TITLE);
        form.node("div role=status", &[], |status| {
            if let Some((tone, why)) = &view.why {
                toned(status, *tone, |lines| lines.text("p", why));
            }
        });
        form.text("p.hs-countdown", view.countdown.as_deref().unwrap_or_default());
        line(form, view.label, ["user", "text", "text", "username", &view.user], view.wrong == Some(Wrong::User));
        line(
            form,
            work_words::PASSWORD,
            ["password", "password", "text", "current-password", ""],
            view.wrong == Some(Wrong::Password),
        );
        host(form, view, names);
        if !view.types.is_empty() {
            form.node("div.hs-types role=group aria-label", &[words::STATION_TYPE], |types| {
                types.text("span", words::STATION_TYPE);
                for of_type in &view.types {
                    option(types, of_type);
                }
            });
        }
        line(
            form,
            view.place_label,
            ["place", "text", view.place_mode, "off", &view.place],
            view.wrong == Some(Wrong::Place),
        );
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
    parts.node("div.hs-panel role=group aria-label", &[words::AGREEMENT], |panel| {
        panel.text("h3", words::AGREEMENT);
        panel.node("p.hs-agreement tabindex=0", &[], |lines| lines.words(text));
        buttons(panel, |pressed| {
            button_if(pressed, Able::Yes, press::CANCEL, Press::Disagree, Kind::Secondary);
            button_if(pressed, Able::Yes, press::OK, Press::Agree, Kind::Primary);
        });
    });
}

fn line(form: &mut Parts, label: &str, [name, kind, mode, complete, value]: [&str; 5], is_wrong: bool) {
    let wrong = is_wrong.then_some("true");
    let values = [Some(name), Some(kind), Some(mode), Some(complete), Some(value), wrong];
    field(form, label, FIELD, &values, None);
}

/// One of the hosts, or another that is typed; none is asked for where there is only one.
fn host(form: &mut Parts, view: &LogOnView, names: &Names) {
    if view.hosts.is_empty() {
        return form.node("input type=hidden name=host value=", &[], nothing);
    }
    let list = [&names.id, "-hosts"].concat();
    let of = "input.hs-field name=host type=text autocomplete=off autocapitalize=none spellcheck=false list value";
    field(form, words::HOST, of, &[Some(&list), Some(&view.host)], None);
    form.node("datalist id", &[&list], |options| {
        for host in &view.hosts {
            options.node("option value", &[host], nothing);
        }
    });
}

fn tick(form: &mut Parts, label: &str, name: &str, ticked: Option<Ticked>) {
    let Some(ticked) = ticked else {
        return form.node("input type=hidden value= name", &[name], nothing);
    };
    let checked = match ticked {
        Ticked::Yes => Some(""),
        Ticked::No => None,
    };
    form.tag("label.hs-tick", |line| {
        line.node_if("input type=checkbox name checked", &[Some(name), checked], nothing);
        line.text("span", label);
    });
}

/// A field that has to be filled, and is given what it begins with.
pub(super) const FIELD: &str =
    "input.hs-field required= autocapitalize=none spellcheck=false name type inputmode autocomplete value aria-invalid";
