//! A page of our own or of anyone: it says who signs on by options or attributes.
//!
//! While developing, on a page that comes from this machine, the query of its address says the same:
//! `?user=demo@example.com`. Never the Login ID: addresses are logged.

use js_sys::Reflect;
use wasm_bindgen::JsValue;

use super::{Host, salesforce::USUAL_VERSION};
use crate::{identity::Mode, ports::page};

const ENDPOINT: &str = "endpoint";
const USUAL_ENDPOINT: &str = "/ws";
pub(super) const USUAL_SOURCE: &str = "hookswitch";

/// What the options of `mount` say, and where nothing, the usual. Of `others` what is there.
#[must_use]
pub fn host(options: &JsValue, others: &[&str]) -> Host {
    let place = page::place();
    let is_ours = is_of_this_machine(&place.host);
    let asked = |key| {
        if is_ours { page::query(key).filter(|text| key != ENDPOINT || stays_on_this_machine(text)) } else { None }
    };
    let [endpoint, source, user, own_ids, sign_on] =
        [ENDPOINT, "source", "user", "useOwnLoginId", "signOn"].map(|key| asked(key).or_else(|| option(options, key)));
    Host {
        endpoint: endpoint.unwrap_or_else(|| USUAL_ENDPOINT.to_owned()),
        source: source.unwrap_or_else(|| USUAL_SOURCE.to_owned()),
        user,
        login_id: option(options, "loginId"),
        mode: match (sign_on.as_deref(), own_ids.as_deref()) {
            (Some("station"), _) => Mode::Station,
            (Some(_) | None, Some("false")) => Mode::UserName,
            (Some(_) | None, Some(_) | None) => Mode::OwnId,
        },
        others: others.iter().map(|key| option(options, key)).collect(),
        place,
        org: None,
        api_version: option(options, "apiVersion")
            .filter(|text| is_version(text))
            .unwrap_or_else(|| USUAL_VERSION.to_owned()),
    }
}

/// `66.0`: it becomes part of an address.
fn is_version(text: &str) -> bool {
    text.split_once('.').is_some_and(|(major, minor)| {
        [major, minor].iter().all(|part| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit()))
    })
}

/// The text of an option; nothing where it is none, empty, or something else.
fn option(options: &JsValue, key: &str) -> Option<String> {
    let value = Reflect::get(options, &key.into()).ok()?;
    let text = if value == JsValue::FALSE { Some("false".to_owned()) } else { value.as_string() };
    text.filter(|text| !text.trim().is_empty())
}

/// Whether host and port name the machine itself.
pub(super) fn is_of_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        Some(_) | None => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// Whether no address leads anywhere else: whoever makes someone open a link with another must not get the Login ID.
fn stays_on_this_machine(addresses: &str) -> bool {
    addresses.split(',').map(str::trim).all(|address| {
        match address.split_once(':').and_then(|(_, rest)| rest.strip_prefix("//")) {
            Some(rest) => {
                let rest = rest.split_once('/').map_or(rest, |(before, _)| before);
                is_of_this_machine(rest.split_once('?').map_or(rest, |(before, _)| before))
            }
            None => address.starts_with('/') && !address.starts_with("//"),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_page_from_this_machine_reads_its_query() {
        for host in ["localhost", "localhost:8080", "127.0.0.1:8080", "[::1]:8080", "[::1]"] {
            assert!(is_of_this_machine(host), "{host}");
        }
        for host in ["", "example.com", "localhost.example.com", "127.0.0.1.example.com:80", "evil:localhost"] {
            assert!(!is_of_this_machine(host), "{host}");
        }
    }

    #[test]
    fn an_address_in_a_query_never_leads_to_another_machine() {
        for address in ["/ws", "ws://127.0.0.1:8081/ws", "ws://localhost/ws?x", "ws://localhost/ws, /ws"] {
            assert!(stays_on_this_machine(address), "{address}");
        }
        for address in [
            "/ws,wss://evil/ws",
            "ws://localhost/ws, //evil/ws",
            "",
            "//evil/ws",
            "wss://evil/ws",
            "ws://localhost@evil/ws",
            "wss://evil/?://127.0.0.1",
            "ws://",
        ] {
            assert!(!stays_on_this_machine(address), "{address}");
        }
    }
}
