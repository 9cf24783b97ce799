//! Who may know whom: which names must not stand in which folder.

use super::names::{self, Named};
use super::{File, Finding};

/// A name that must be absent from a room.
struct Rule {
    id: &'static str,
    /// Folders or files (without `.rs`) from the root.
    within: &'static [&'static str],
    /// Those inside `within` that may.
    except: &'static [&'static str],
    /// `tokio` and what is in it, `gloo*` for a beginning, `*::Instant` for a name anywhere.
    names: &'static [&'static str],
    /// Last names that are fine all the same, by how they end.
    fine: &'static [&'static str],
}

const BROWSER: &[&str] = &["web_sys", "js_sys", "gloo*", "wasm_bindgen*", "serde_wasm_bindgen"];
const CLOCKS: &[&str] =
    &["*::Instant", "*::SystemTime", "*::OsRng", "rand", "rand_core", "getrandom", "chrono", "uuid"];
const OUR_CRATES: [&str; 4] = ["crate", "self", "super", "hookswitch_connector"];

const RULES: &[Rule] = &[
    Rule {
        id: "browser-outside-ports",
        within: &["src"],
        except: &["src/ports", "src/host", "src/components", "src/lib", "src/main"],
        names: BROWSER,
        fine: &[],
    },
    Rule {
        id: "browser-in-components",
        within: &["src/components"],
        except: &[],
        names: BROWSER,
        fine: &["Event", "EventInit", "Element", "EventTarget", "Node", "JsCast"],
    },
    Rule {
        id: "yew-in-view",
        within: &["src/view", "src/i18n", "src/identity", "src/intent", "src/screen", "src/desktop"],
        except: &[],
        names: &["yew*"],
        fine: &[],
    },
    Rule {
        id: "product-in-ports",
        within: &["src/ports", "src/host"],
        except: &[],
        names: &["yew*", "hookswitch_protocol", "hookswitch_session"],
        fine: &[],
    },
    Rule {
        id: "wire-in-components",
        within: &["src/components"],
        except: &[],
        names: &["hookswitch_protocol", "hookswitch_session"],
        fine: &[],
    },
    Rule {
        id: "clock-in-machines",
        within: &[
            "crates/protocol/src",
            "crates/session/src",
            "crates/crm/src",
            "crates/login-ranges/src",
            "crates/connector/src/core",
            "crates/connector/src/store",
            "crates/connector/src/telephony",
            "src",
        ],
        // The key under which Login IDs are hashed is drawn once, where it is kept.
        except: &["src/ports", "src/host", "crates/connector/src/store/key"],
        names: CLOCKS,
        fine: &[],
    },
    Rule {
        id: "io-in-core",
        within: &["crates/connector/src/core"],
        except: &[],
        names: &[
            "tokio*",
            "axum*",
            "sqlx",
            "std::fs",
            "std::env",
            "std::thread",
            "std::process",
            "*::TcpStream",
            "*::TcpListener",
            "*::UdpSocket",
        ],
        fine: &[],
    },
    Rule {
        id: "rooms-know-each-other",
        within: &["crates/connector/src/core"],
        except: &[],
        names: &["crate::edge", "crate::store", "crate::telephony"],
        fine: &[],
    },
    Rule {
        id: "rooms-know-each-other",
        within: &["crates/connector/src/edge"],
        except: &[],
        names: &["crate::store", "crate::telephony"],
        fine: &[],
    },
    Rule {
        id: "rooms-know-each-other",
        within: &["crates/connector/src/store"],
        except: &[],
        names: &["crate::edge", "crate::telephony"],
        fine: &[],
    },
    Rule {
        id: "rooms-know-each-other",
        within: &["crates/connector/src/telephony"],
        except: &[],
        names: &["crate::edge", "crate::store"],
        fine: &[],
    },
    Rule {
        id: "web-server-outside-edge",
        within: &["crates/connector/src"],
        // The one client.
        except: &["crates/connector/src/edge", "crates/connector/src/salesforce/https"],
        names: &["axum*", "tower*", "hyper*"],
        fine: &[],
    },
    Rule {
        id: "database-outside-store",
        within: &["crates/connector/src"],
        except: &["crates/connector/src/store"],
        names: &["sqlx"],
        fine: &[],
    },
];

const CRM: &str = "crm-outside-host";

/// The ids of these rules, each once.
pub(super) fn ids() -> Vec<&'static str> {
    let mut ids: Vec<_> = RULES.iter().map(|rule| rule.id).chain([CRM]).collect();
    ids.dedup();
    ids
}

/// What a file names although its room must not.
pub(super) fn check(file: &File) -> Vec<Finding> {
    let mut findings = crm_outside_host(file);
    let rules: Vec<_> = RULES.iter().filter(|rule| rule.applies_to(&file.path)).collect();
    if !file.path.ends_with(".rs") || rules.is_empty() {
        return findings;
    }
    let names = match names::all(&file.text) {
        Ok(names) => names,
        Err(error) => return vec![finding(file, 1, error.to_string())],
    };
    for rule in rules {
        let broken = names.iter().filter(|named| rule.forbids(named));
        findings.extend(
            broken.map(|named| finding(file, named.line, format!("names {} ({})", named.segments.join("::"), rule.id))),
        );
    }
    findings
}

impl Rule {
    fn applies_to(&self, path: &str) -> bool {
        let inside = |rooms: &[&str]| rooms.iter().any(|room| is_in(path, room));
        inside(self.within) && !inside(self.except)
    }

    fn forbids(&self, named: &Named) -> bool {
        let last = named.segments.last().map_or("", String::as_str);
        self.names.iter().any(|pattern| matches(pattern, &named.segments))
            && !self.fine.iter().any(|ending| last.ends_with(ending))
    }
}

/// A folder holds its files; `src/view` holds `src/view.rs` too.
fn is_in(path: &str, room: &str) -> bool {
    path.strip_prefix(room).is_some_and(|rest| rest.starts_with('/') || rest == ".rs")
}

fn matches(pattern: &str, segments: &[String]) -> bool {
    if let Some(name) = pattern.strip_prefix("*::") {
        return segments.iter().any(|segment| segment == name);
    }
    if let Some(module) = pattern.strip_prefix("crate::") {
        let mut inner = segments.iter().skip_while(|segment| OUR_CRATES.contains(&segment.as_str()));
        let ours = segments.first().is_some_and(|segment| OUR_CRATES.contains(&segment.as_str()));
        return ours && inner.next().is_some_and(|segment| segment == module);
    }
    // A lone word may be any local name; a crate is followed by what is taken from it.
    let is_path = segments.len() > 1;
    let mut parts = segments.iter();
    is_path
        && pattern.split("::").all(|wanted| {
            parts.next().is_some_and(|part| match wanted.strip_suffix('*') {
                Some(beginning) => part.starts_with(beginning),
                None => part == wanted,
            })
        })
}

/// The name under which Salesforce offers itself may stand in strings too, so the text itself is searched.
fn crm_outside_host(file: &File) -> Vec<Finding> {
    let ours = ["src", "www", "crates"].iter().any(|room| is_in(&file.path, room));
    let speaks_to_it = ["src/host", "www/salesforce"].iter().any(|room| is_in(&file.path, room));
    if !ours || speaks_to_it {
        return Vec::new();
    }
    let lines = file.text.lines().enumerate().filter(|(_, line)| names_sforce(line));
    lines.map(|(at, _)| finding(file, at + 1, format!("names sforce ({CRM})"))).collect()
}

/// As a word of its own: Salesforce itself may be named anywhere, and so may the names of its XML.
fn names_sforce(line: &str) -> bool {
    line.match_indices("sforce").any(|(at, _)| {
        let before = line.get(..at).unwrap_or_default();
        !before.ends_with(char::is_alphanumeric) && !before.ends_with("//soap.")
    })
}

fn finding(file: &File, line: usize, what: String) -> Finding {
    Finding { path: file.path.clone(), line, what }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> Vec<String> {
        check(&File { path: path.to_owned(), text: text.to_owned() }).into_iter().map(|found| found.what).collect()
    }

    #[test]
    fn each_rule_finds_the_name_that_breaks_it() {
        let broken = [
            ("src/driver.rs", "use web_sys::window;", "browser-outside-ports"),
            ("src/view.rs", "fn f() { gloo_timers::callback(); }", "browser-outside-ports"),
            ("src/components/bar.rs", "use web_sys::{Element, window};", "browser-in-components"),
            ("src/view/icons.rs", "use yew::prelude::*;", "yew-in-view"),
            ("src/ports/socket.rs", "use hookswitch_session::Effect;", "product-in-ports"),
            ("src/components/entry.rs", "use hookswitch_protocol::LoginId;", "wire-in-components"),
            ("crates/session/src/lib.rs", "fn f(now: Instant) {}", "clock-in-machines"),
            ("crates/connector/src/core/machine.rs", "use tokio::sync::mpsc;", "io-in-core"),
            ("crates/connector/src/core.rs", "use crate::store::Users;", "rooms-know-each-other"),
            ("crates/connector/src/edge/http.rs", "use crate::{core, store::Users};", "rooms-know-each-other"),
            ("crates/connector/src/store/users.rs", "use super::super::edge;", "rooms-know-each-other"),
            ("crates/connector/src/telephony.rs", "hookswitch_connector::store::open();", "rooms-know-each-other"),
            ("crates/connector/src/main.rs", "axum::serve();", "web-server-outside-edge"),
            ("crates/connector/src/edge/http.rs", "use sqlx::Row;", "database-outside-store"),
            ("www/hook-switch.js", "window.sforce.opencti", "crm-outside-host"),
        ];
        for (path, text, id) in broken {
            let found = found(path, text);
            assert_eq!(found.len(), 1, "{path}: {found:?}");
            assert!(found.iter().all(|what| what.ends_with(&format!("({id})"))), "{path}: {found:?}");
        }
        for id in ids() {
            assert!(broken.iter().any(|(_, _, broken)| *broken == id), "{id} was never seen to fail");
        }
    }

    #[test]
    fn what_a_room_may_know_is_let_pass() {
        let fine = [
            ("src/view.rs", "/// Salesforce's user name"),
            ("crates/login-ranges/src/write.rs", "xmlns=\"http://soap.sforce.com/2006/04/metadata\""),
            ("crates/connector/src/core/limiter.rs", "use std::net::IpAddr;"),
            ("crates/connector/src/store/key.rs", "getrandom::fill(&mut key);"),
            ("src/ports/socket.rs", "use web_sys::window;"),
            ("www/salesforce/support/opencti.js", "window.sforce = {}"),
            ("src/host/lightning.rs", "const NAME: &str = \"sforce\";"),
            ("src/components/bar.rs", "use web_sys::{HtmlInputElement, KeyboardEvent};"),
            ("crates/connector/src/edge/socket.rs", "use axum::Router; use crate::core::Machine;"),
            ("crates/connector/src/salesforce/https.rs", "use hyper::Uri;"),
            ("crates/connector/src/store/users.rs", "use sqlx::Row; use tokio::fs; let edge = 1;"),
            ("crates/connector/src/core/machine.rs", "/// as tokio::select does\nfn f() { let tokio = 1; }"),
            ("e2e/src/browser.rs", "use std::time::Instant;"),
        ];
        for (path, text) in fine {
            assert_eq!(found(path, text), [""; 0], "{path}");
        }
    }

    #[test]
    fn a_room_is_a_folder_or_a_file_but_no_beginning_of_a_name() {
        assert!(is_in("src/view.rs", "src/view"));
        assert!(is_in("src/view/icons.rs", "src/view"));
        assert!(!is_in("src/viewport.rs", "src/view"));
    }
}
