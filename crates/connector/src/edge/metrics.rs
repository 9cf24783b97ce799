//! Counts in the text format of Prometheus. Written by hand: eleven lines need no library.

use std::fmt::Write;

use crate::core::{Figures, RangesFigures};

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
        org_log_ons_refused,
        login_ranges,
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
        ("salesforce_log_ons_refused_total", "Log-ons of the API user that the org refused.", org_log_ons_refused),
    ];
    let mut text = String::new();
    let kinds = gauges.map(|row| ("gauge", row)).into_iter().chain(counters.map(|row| ("counter", row)));
    for (kind, (name, help, value)) in kinds {
        push(&mut text, kind, name, help, *value);
    }
    // Before the first answer there is none to tell.
    if let Some(RangesFigures { missing, missing_new, checked_unix_s }) = login_ranges {
        let rows = [
            ("missing", "Addresses of the contact centre that the org lets nobody log on from.", missing),
            ("new", "Those of them that the contact centre calls new.", missing_new),
            ("checked_timestamp_seconds", "When that was seen.", checked_unix_s),
        ];
        for (name, help, value) in rows {
            push(&mut text, "gauge", &format!("login_ranges_{name}"), help, *value);
        }
    }
    let _ = write!(
        text,
        "# HELP hookswitch_build_info Version of the connector.\n# TYPE hookswitch_build_info gauge\nhookswitch_build_info{{version=\"{}\"}} 1\n",
        env!("CARGO_PKG_VERSION")
    );
    text
}

fn push(text: &mut String, kind: &str, name: &str, help: &str, value: u64) {
    // Writing to a String cannot fail.
    let _ =
        write!(text, "# HELP hookswitch_{name} {help}\n# TYPE hookswitch_{name} {kind}\nhookswitch_{name} {value}\n");
}
