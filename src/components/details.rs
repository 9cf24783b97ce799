use super::{
    button::{button, button_if, buttons},
    markup::{Parts, nothing},
};
use crate::{
    i18n::{
        details::{DOWNLOAD, TITLE},
        press,
    },
    intent::Press,
    view::{self, Able, Kind},
};

/// The details of the connection.
pub(super) fn details(parts: &mut Parts, details: &view::Details) {
    parts.tag("div.hs-panel", |panel| {
        panel.text("h3", TITLE);
        panel.tag("dl.hs-rows", |rows| {
            for (label, value) in &details.rows {
                row(rows, |name| name.words(label), value);
                rows.key(label);
            }
        });
        buttons(panel, |pressed| {
            button_if(pressed, Able::Yes, press::CLOSE, Press::Dismiss, Kind::Secondary);
            button_if(pressed, Able::Yes, press::DIAGNOSE, Press::Diagnose, Kind::Secondary);
            if let Some(action) = &details.log_off {
                button(pressed, action, Kind::Secondary);
            }
            if let Some(action) = &details.reconnect {
                button(pressed, action, Kind::Primary);
            }
        });
    });
}

/// All that helps to find a fault.
pub(super) fn diagnosis(parts: &mut Parts, text: &str, done: Option<&'static str>) {
    parts.tag("div.hs-panel", |panel| {
        panel.text("h3", press::DIAGNOSE);
        let of = "textarea.hs-field readonly= rows=10 spellcheck=false aria-label";
        panel.node(of, &[press::DIAGNOSE], nothing);
        panel.value(text);
        panel.node("p role=status", &[], |line| line.words(done.unwrap_or_default()));
        buttons(panel, |pressed| {
            button_if(pressed, Able::Yes, press::CLOSE, Press::Dismiss, Kind::Secondary);
            let file = ["data:text/plain;charset=utf-8,", &escaped(text)].concat();
            pressed.node("a.hs-link download=hookswitch.txt href", &[&file], |link| link.words(DOWNLOAD));
            button_if(pressed, Able::Yes, press::COPY, Press::Copy, Kind::Primary);
        });
    });
}

/// Every byte that could mean something in an address as its number (RFC 3986, 2.1).
fn escaped(text: &str) -> String {
    let digit = |nibble: u8| char::from(if nibble < 10 { b'0' + nibble } else { b'A' - 10 + nibble });
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            out.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    out
}

/// A label and its value, in a list of class `hs-rows`.
pub(super) fn row(rows: &mut Parts, label: impl FnOnce(&mut Parts), value: &str) {
    rows.tag("div", |row| {
        row.tag("dt", label);
        row.text("dd", value);
    });
}
