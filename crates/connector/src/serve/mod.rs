//! `serve`: joins edge, store and telephony around the core, none of which knows another.

mod books;
mod check;
mod checker;
mod control;
mod demo;
mod error;
mod hub;
mod keeper;
mod log;
mod org;
mod org_keys;
mod ranges;
mod server;
mod signals;
mod tasks;

use std::{
    io::Write,
    time::{SystemTime, UNIX_EPOCH},
};

pub use check::check;
pub use control::{Refusal, SessionRow, SocketState, bring, end_session, release_station, sessions};
pub use error::ServeError;
pub use server::Server;

use crate::config::Config;

/// Serves until asked to stop.
///
/// # Errors
/// Why it could not start or go on.
pub async fn run(config: Config) -> Result<(), ServeError> {
    log::start(config.log_level.value, config.log_format.value);
    raise_file_limit();
    let signals = signals::Signals::listen()?;
    let server = Server::start(&config).await?;
    // Who started us may not care to read it.
    let _ = writeln!(std::io::stdout(), "listening on {}", server.url());
    let _ = std::io::stdout().flush();
    signals.asked_to_stop(&server).await?;
    server.stop().await
}

/// Milliseconds since 1970 UTC.
#[must_use]
pub fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Every agent is an open file, and the usual limit is 1,024.
fn raise_file_limit() {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    if let Err(error) = setrlimit(Resource::Nofile, raised) {
        tracing::warn!(%error, limit = limit.current, "the limit of open files stays as it is");
    }
}
