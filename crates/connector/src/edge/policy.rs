//! What browsers are told a page of ours may do, and who may frame it.

use axum::http::HeaderValue;

/// What a page needs by itself. Its WebSocket may go to another connector than the one that it came from.
const OWN: &str = "default-src 'self'; img-src 'self' data:; media-src 'self' blob: data:; connect-src 'self' ws: wss:; \
     object-src 'none'; base-uri 'none'; form-action 'self'";
/// The page that checks login IP ranges: it runs from the disk too, so that its policy stands inside it. Under two of them
/// nothing of it would run.
const ALONE: &str = "/login-ranges.html";
/// What cannot stand inside a page.
const OF_ALONE: HeaderValue = HeaderValue::from_static("frame-ancestors 'none'");
/// Pages of this machine, whatever their port.
const LOOPBACK: &str =
    "http://localhost:* https://localhost:* http://*.localhost:* http://127.0.0.1:* https://127.0.0.1:*";

/// Whose pages may frame the softphone, and so bring a script with which it speaks to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frames {
    /// Hosts, as a policy names them.
    pub hosts: Vec<String>,
    /// Which pages need no mention.
    pub own: OwnFrames,
}

/// Which pages may frame ours without being mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OwnFrames {
    /// Those of the same host.
    Host,
    /// Also any page of this machine, for trying out.
    AnyLoopback,
}

/// What browsers are told about a file; `usual` is what they are told about most.
pub(super) fn of(path: &str, usual: HeaderValue) -> HeaderValue {
    if path == ALONE { OF_ALONE } else { usual }
}

impl Frames {
    /// The policy; nobody but ourselves may frame the page where it cannot be written.
    pub(super) fn policy(&self) -> HeaderValue {
        let loopback = match self.own {
            OwnFrames::Host => "",
            OwnFrames::AnyLoopback => LOOPBACK,
        };
        let hosts = [self.hosts.join(" "), loopback.to_owned()].join(" ");
        let hosts = hosts.trim();
        let policy = format!("{OWN}; script-src 'self' 'wasm-unsafe-eval' {hosts}; frame-ancestors 'self' {hosts}");
        let narrow = HeaderValue::from_static("default-src 'self'; frame-ancestors 'self'");
        HeaderValue::from_str(&policy).unwrap_or(narrow)
    }
}
