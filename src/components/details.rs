use super::{
    button::{button, button_if, buttons},
    markup::Parts,
};
use crate::{
    i18n::{details::TITLE, press},
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
            if let Some(action) = &details.log_off {
                button(pressed, action, Kind::Secondary);
            }
            if let Some(action) = &details.reconnect {
                button(pressed, action, Kind::Primary);
            }
        });
    });
}

/// A label and its value, in a list of class `hs-rows`.
pub(super) fn row(rows: &mut Parts, label: impl FnOnce(&mut Parts), value: &str) {
    rows.tag("div", |row| {
        row.tag("dt", label);
        row.text("dd", value);
    });
}
