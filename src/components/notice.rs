use super::{
    button::{button, buttons},
    markup::Parts,
};
use crate::view::{self, Kind, Text, Tone};

/// What is wrong, what to do, and the buttons that do it.
pub(super) fn notice(parts: &mut Parts, notice: &view::Notice) {
    let view::Notice { tone, title, remedy, countdown, primary, secondary } = notice;
    // All that can stand beside it has a key, so that what is typed there outlives a notice.
    parts.list("notice", |parts| {
        message(parts, *tone, title, remedy, countdown.as_ref());
        buttons(parts, |pressed| {
            for (action, kind) in [(secondary, Kind::Secondary), (primary, Kind::Primary)] {
                if let Some(action) = action {
                    button(pressed, action, kind);
                }
            }
        });
    });
}

/// What is wrong, and what to do.
pub(super) fn message(parts: &mut Parts, tone: Tone, title: &str, remedy: &str, countdown: Option<&Text>) {
    toned(parts, tone, |lines| {
        lines.text("h3", title);
        lines.text("p", remedy);
        if let Some(countdown) = countdown {
            lines.text("p.hs-countdown", countdown);
        }
    });
}

/// What is to be read, as bad as it is.
pub(super) fn toned(parts: &mut Parts, tone: Tone, draw: impl FnOnce(&mut Parts)) {
    let tone = match tone {
        Tone::Red => "red",
        Tone::Yellow => "yellow",
    };
    parts.node("div.hs-notice data-tone", &[tone], draw);
}
