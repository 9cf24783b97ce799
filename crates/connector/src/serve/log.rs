//! The log: on standard error, one line for each thing, with the ids of connection and user as fields.

use std::io::{IsTerminal, stderr};

use hookswitch_protocol::{
    Frame, Rejected, ReplyTo,
    channels::Request,
    frame::{Address, Body},
    ids::{RequestId, UserName},
};
use tracing_subscriber::{EnvFilter, fmt};

use crate::{
    config::{LogFormat, LogLevel},
    core::{ConnId, Note, RangesNews},
};

/// Ranges that one line names.
const RANGES_SHOWN: usize = 10;

/// Starts logging. A second start in one process changes nothing.
pub(super) fn start(level: LogLevel, format: LogFormat) {
    let filter = match level {
        // The libraries' own tale is of use to their authors.
        LogLevel::Debug => "info,hookswitch_connector=debug",
        LogLevel::Error | LogLevel::Warn | LogLevel::Info | LogLevel::Trace => level.as_str(),
    };
    let lines = fmt().with_env_filter(EnvFilter::new(filter)).with_writer(stderr).with_target(false);
    // Only a second start fails.
    let _ = match format {
        LogFormat::Text => lines.compact().with_ansi(stderr().is_terminal()).try_init(),
        LogFormat::Json => lines.json().flatten_event(true).with_ansi(false).try_init(),
    };
}

/// Writes that a frame came, by its address and reference; never its content.
pub(super) fn frame(conn: ConnId, frame: &Result<Frame<Request>, Rejected>) {
    match frame {
        Ok(Frame { body, reply_to, .. }) => {
            let Address { channel, topic, subtopic } = body.address();
            let message = format_args!("{}/{topic}/{subtopic}", channel.as_str());
            tracing::debug!(conn = conn.0, request = request(reply_to), frame = %message, "frame read");
        }
        Err(Rejected { code, reply_to, .. }) => {
            tracing::debug!(conn = conn.0, request = request(reply_to), code = code.as_str(), "frame rejected");
        }
    }
}

fn request(reply_to: &ReplyTo) -> Option<&str> {
    reply_to.id.as_ref().map(RequestId::as_str)
}

/// Writes one note of the core.
pub(super) fn note(note: &Note) {
    match note {
        Note::Registered { conn } => tracing::debug!(conn = conn.0, "registered"),
        Note::SignedOn { conn, user } => tracing::info!(conn = conn.0, user = user.0, "signed on"),
        Note::LoggedOn { conn, user } => tracing::info!(conn = conn.0, user = user.0, "logged on to a station"),
        Note::Resumed { conn, user } => tracing::info!(conn = conn.0, user = user.0, "session resumed"),
        Note::Refused { conn, code } => tracing::info!(conn = conn.0, code = code.as_str(), "refused"),
        Note::CredentialsRefused { conn } => {
            tracing::warn!(conn = conn.0, "saved credentials refused: nobody is signed on here");
        }
        Note::CtiRefused { conn, error } => {
            tracing::info!(conn = conn.0, error = error.as_str(), "CTI request refused")
        }
        Note::TokenRefused { conn, fault, user_name } => {
            let user_name = user_name.as_ref().map(UserName::as_str);
            let (reason, remedy) = (fault.as_str(), fault.remedy());
            tracing::warn!(conn = conn.0, reason, user_name, remedy, "identity token refused");
        }
        Note::TakenOver { conn, user } => tracing::info!(conn = conn.0, user = user.0, "session moved here"),
        Note::Held { user } => tracing::info!(user = user.0, "socket lost, session held"),
        Note::SignedOff { user, code } => {
            tracing::info!(user = user.0, code = code.map(|code| code.as_str()), "signed off");
        }
        Note::Expired { user } => tracing::info!(user = user.0, "session held for as long as the grace period, ended"),
    }
}

/// Writes what has changed about the login IP ranges.
pub(super) fn ranges(news: &RangesNews) {
    match news {
        RangesNews::Missing { new, entries } => {
            let shown: Vec<String> = new.ranges().iter().take(RANGES_SHOWN).map(ToString::to_string).collect();
            let more = new.ranges().len().saturating_sub(RANGES_SHOWN);
            tracing::warn!(
                addresses = shown.join(", "),
                more,
                entries,
                remedy =
                    "Add them to the login IP ranges of the API user's profile; `salesforce check-ranges` writes them.",
                "the org does not let the contact centre log on from these addresses"
            );
        }
        RangesNews::Covered => tracing::info!("the org lets the contact centre log on from all its addresses"),
        RangesNews::Failing { why } => {
            tracing::warn!(%why, "it cannot be told whether the org lets the contact centre log on");
        }
    }
}
