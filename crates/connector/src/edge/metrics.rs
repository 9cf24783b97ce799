//! Counts in the text format of Prometheus. Written by hand: eleven lines need no library.

use std::fmt::Write;

use crate::core::Figures;

/// The counts as text.
pub(super) fn text(figures: &Figures) -> String {
    let Figures {
        connections,
        sessions,
        sessions_held,
        users,
        licences_used,
        frames_read,
        frames_rejected,
        signed_on,
        sign_ons_refused,
        resumed,
    } = figures;
    let gauges = [
        ("connections", "Open WebSockets.", connections),
        ("sessions", "Agents signed on, with a socket or held.", sessions),
        ("sessions_held", "Agents signed on whose socket is lost.", sessions_held),
        ("users", "Users in the store.", users),
        ("licences_used", "Licences taken.", licences_used),
    ];
    let counters = [
        ("frames_read_total", "Frames read.", frames_read),
        ("frames_rejected_total", "Frames refused.", frames_rejected),
        ("sign_ons_total", "Sign-ons done.", signed_on),
        ("sign_ons_refused_total", "Sign-ons refused.", sign_ons_refused),
        ("resumed_total", "Sessions resumed.", resumed),
    ];
    let mut text = String::new();
    let kinds = gauges.map(|row| ("gauge", row)).into_iter().chain(counters.map(|row| ("counter", row)));
    for (kind, (name, help, value)) in kinds {
        // Writing to a String cannot fail.
        let _ = write!(
            text,
            "# HELP hookswitch_{name} {help}\n# TYPE hookswitch_{name} {kind}\nhookswitch_{name} {value}\n"
        );
    }
    let _ = write!(
        text,
        "# HELP hookswitch_build_info Version of the connector.\n# TYPE hookswitch_build_info gauge\nhookswitch_build_info{{version=\"{}\"}} 1\n",
        env!("CARGO_PKG_VERSION")
    );
    text
}
