//! Every word the softphone shows, in one place, so that languages can follow.
//!
//! What a code says stands in `hookswitch_protocol::ErrorCode`; what can only happen in a browser stands here.

#![allow(missing_docs, reason = "a text says itself what it is")]

pub mod crm;
pub mod door;
pub mod work;

use std::borrow::Cow;

use hookswitch_protocol::connector::{Licence, LinkStatus};
pub use hookswitch_protocol::write::decimal;
use hookswitch_session::{EndpointFault, Trouble};

/// A text that is shown; most are known when the program is built.
pub type Text = Cow<'static, str>;

/// What is wrong and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// What is wrong, in about five words, without a full stop.
    pub title: &'static str,
    /// What to do, in one sentence.
    pub remedy: &'static str,
}

pub const SOFTPHONE: &str = "Softphone";
pub const LOGIN: &str = "Login: ";
pub const CONNECTION: &str = "Connection: ";
pub const EXTENSION: &str = "Extension ";

/// Words on buttons.
pub mod press {
    pub const ENTER_ID: &str = "Enter Login ID";
    pub const CHANGE_ID: &str = "Change ID";
    pub const RECONNECT: &str = "Reconnect";
    pub const CONNECT_NOW: &str = "Connect now";
    pub const USE_HERE: &str = "Use here";
    pub const SIGN_ON_AGAIN: &str = "Sign on again";
    pub const DETAILS: &str = "Details";
    pub const CLOSE: &str = "Close";
    pub const OK: &str = "OK";
    pub const CANCEL: &str = "Cancel";
    pub const GENERATE: &str = "Generate";
    pub const COPY: &str = "Copy";
    pub const SHOW: &str = "Show";
    pub const HIDE: &str = "Hide";
    pub const FORGET: &str = "Forget";
    pub const KEEP: &str = "Keep it";
    pub const FORGET_NOW: &str = "Forget it";
    pub const DIAGNOSE: &str = "Diagnostics";
    pub const LOG_ON_AGAIN: &str = "Log on again";
    pub const LOG_OFF: &str = "Log off";
    pub const STAY: &str = "Stay";
    pub const EVERYWHERE: &str = "Log off everywhere";
}

/// The entry of the Login ID.
pub mod entry {
    use super::Words;

    pub const LABEL: &str = "Login ID";
    pub const HINT: &str = "Type the ID that your connector knows, or make a new one and enter it there too.";
    pub const GENERATED: &str = "New ID. Copy it, enter it in the connector too, then press OK.";
    pub const COPIED: &str = "Copied.";
    pub const NOT_COPIED: &str = "The browser does not allow copying. Select the ID and copy it by hand.";
    pub const FORGET: Words = Words {
        title: "Forget this Login ID?",
        remedy: "You are signed off, and this browser asks for the ID again. The connector keeps it.",
    };
}

/// What the details panel calls its rows, and what it says in them.
pub mod details {
    pub const TITLE: &str = "Connection details";
    pub const STATE: &str = "State";
    pub const NAME: &str = "Name";
    pub const EXTENSION: &str = "Extension";
    pub const CONNECTOR: &str = "Connector";
    pub const ADDRESS: &str = "Address";
    pub const LICENCE: &str = "Licence";
    pub const LOGIN_ID: &str = "Login ID";
    pub const USER_NAME: &str = "User name";
    pub const LAST_ERROR: &str = "Last error";
    pub const BROWSER: &str = "Browser";
    pub const MISSING: &str = "Missing";
    pub const DOWNLOAD: &str = "Download";
    pub const STATION: &str = "Station";
    pub const PASSWORD: &str = "Password expires";
    pub const ROUND_TRIP: &str = "Round trip";
    pub const NONE: &str = "None";

    pub const ID_TYPED: &str = "Typed in this browser";
    pub const ID_RECORD: &str = "From your user record; an administrator can change it there";
    pub const ID_NOT_NEEDED: &str = "Not needed; your Salesforce user name is used";
    pub const ID_MISSING: &str = "Missing";
}

/// How things stand, in a word or two.
pub mod standing {
    pub const NOT_SIGNED_ON: &str = "Not signed on";
    pub const SIGNING_ON: &str = "Signing on";
    pub const CONNECTING: &str = "Connecting";
    pub const RECONNECTING: &str = "Reconnecting…";
    pub const NOT_LINKED: &str = "Not linked";
    pub const NOT_CONNECTED: &str = "Not connected";
    pub const LINKED: &str = "Linked";
    pub const NO_TELEPHONE: &str = "No telephone";
    pub const NOT_LOGGED_ON: &str = "Not logged on";
    pub const STATION_NEEDED: &str = "Log on to a station";
    pub const ID_NEEDED: &str = "Own Login ID needed";
    pub const USER_NEEDED: &str = "User name needed";
    pub const ID_REFUSED: &str = "Login ID refused";
    pub const SIGN_ON_REFUSED: &str = "Sign-on refused";
    pub const ADDRESS_WRONG: &str = "Address is wrong";
    pub const WAITING_FOR_CONNECTOR: &str = "Waiting for the connector";
    pub const IN_ANOTHER_WINDOW: &str = "In another window";
    pub const SIGNED_OFF: &str = "Signed off";
    pub const REACHING_TELEPHONE: &str = "Reaching the telephone…";
    pub const BY_ADMINISTRATOR: &str = "By an administrator";
    pub const SINCE: &str = "since ";
}

/// Fragments of the icons' names.
pub mod icon {
    pub const MISSING: &str = "ID missing. Press to enter your Login ID.";
    pub const NOT_LOGGED_ON: &str = "not logged on. ";
    pub const LOG_ON: &str = "Log on to a station first.";
    pub const AT_STATION: &str = "by name and password. Press for details.";
    pub const MISSING_RECORD: &str = "ID missing. ";
    pub const MISSING_USER: &str = "user name missing. ";
    pub const REFUSED: &str = "refused. ";
    pub const GIVEN: &str = "ID given. Press to change it.";
    pub const ACCEPTED: &str = "ID accepted. Press to change it.";
    pub const FROM_RECORD: &str = "ID comes from your user record.";
    pub const NOT_NEEDED: &str = "no ID needed. Your Salesforce user name is used.";
    pub const LINKED: &str = "linked. ";
    pub const NOT_LINKED: &str = "not linked. ";
    pub const NOT_LINKED_NO_ID: &str = "not linked. Enter your Login ID first.";
    pub const NOT_LINKED_NO_USER: &str = "not linked. Ask the administrator why this page names no user.";
    pub const CONNECTING: &str = "connecting. If it takes long, press Reconnect under Details.";
    pub const RECONNECTING: &str = "lost a moment ago. It comes back by itself, or press Connect now.";
    pub const LOST: &str = "lost. It is tried again by itself, or press Connect now.";
    pub const NOT_YET: &str = "not made yet. It is tried again by itself, or press Connect now.";
    pub const NEVER: &str = "still not made. It is tried again by itself, or press Connect now.";
}

pub const ID_MISSING: Words = Words { title: "Login ID missing", remedy: entry::HINT };
pub const RECORD_MISSING: Words = Words { title: ID_MISSING.title, remedy: RECORD_AT_FAULT };
pub const USER_MISSING: Words =
    Words { title: "User name missing", remedy: "This page does not say who you are. Ask the administrator." };
pub const RECORD_AT_FAULT: &str = "Ask the administrator to correct the Login ID in your user record.";
pub const AT_PAGE: &str = "It is at ";
pub const THERE: &str = "It is there";
pub const CALLS_GO_ON: &str = "Calls go on at your telephone. ";
pub const CONNECTION_LOST: &str = "Connection lost";
pub const TRYING_NOW: &str = "Trying now…";
pub const NEXT_TRY: &str = "Next try in ";
pub const LOST_FOR: &str = "Connection lost for ";
pub const NONE_FOR: &str = "No connection for ";

pub const NOT_KEPT: &str = "This browser does not keep the Login ID for this page. It will be asked again.";
pub const OLD_BROWSER: &str =
    "This browser is out of date or not supported. You can go on at your own risk. It lacks: ";
pub const OPTION_UNREADABLE: &str = "This page has an option that cannot be read: ";
pub const ASK_ADMINISTRATOR: &str = ". Ask the administrator to correct it.";
pub const UNREADABLE: &str = "The Login ID kept in this browser could not be read. Please enter it again.";

pub const REACHING_TELEPHONE: Words = Words {
    title: "Reaching the telephone system",
    remedy: "This takes a moment. If it stays, press Reconnect, then ask the administrator.",
};
pub const NO_TELEPHONE: Words = Words {
    title: "Telephone system out of reach",
    remedy: "The connector keeps trying. If it stays, ask the administrator.",
};

/// What is wrong with the connector's address, with a code for the embedding page.
#[must_use]
pub const fn of_endpoint(fault: EndpointFault) -> (&'static str, Words) {
    match fault {
        EndpointFault::Malformed => (
            "EndpointMalformed",
            Words {
                title: "The connector's address is wrong",
                remedy: "Ask the administrator to correct it; it has to begin with wss://, ws:// or a slash.",
            },
        ),
        EndpointFault::Insecure => (
            "EndpointInsecure",
            Words {
                title: "The connector's address is not secure",
                remedy: "Ask the administrator for an address that begins with wss://; a page on https may use no other.",
            },
        ),
    }
}

/// What went wrong with a connection that is tried again.
#[must_use]
pub const fn of_trouble(trouble: Trouble) -> Words {
    match trouble {
        Trouble::Unreachable => Words {
            title: "Connector not reachable",
            remedy: "Check the network, and whether the connector runs at the address under Details.",
        },
        Trouble::NotAConnector => Words {
            title: "That is no connector",
            remedy: "Something else answers at the address under Details. Ask the administrator to correct it.",
        },
        Trouble::NoAnswer => Words {
            title: "Connector does not answer",
            remedy: "Check whether the connector runs at the address under Details.",
        },
        Trouble::Cut => Words { title: "Connection was cut", remedy: "Check the network." },
        Trouble::Silent => Words { title: "Connection fell silent", remedy: "Check the network." },
        Trouble::Offline => {
            Words { title: "This computer is offline", remedy: "Check the network; the connection comes back with it." }
        }
        Trouble::NotVouched => Words {
            title: "Salesforce does not vouch for you",
            remedy: "Ask the Salesforce administrator to check the package's permission set and certificate.",
        },
        Trouble::Restarting => Words { title: "The connector restarts", remedy: "It is back in a moment." },
    }
}

/// What the licence is called.
#[must_use]
pub const fn of_licence(licence: Licence) -> &'static str {
    match licence {
        Licence::NotNeeded => "Not needed",
        Licence::Named => "One of the counted ones",
        Licence::Site => "Site licence",
    }
}

/// How the line stands, for someone who is signed on.
#[must_use]
pub const fn of_line(line: LinkStatus) -> &'static str {
    match line {
        LinkStatus::Linked => standing::LINKED,
        LinkStatus::Connecting => standing::REACHING_TELEPHONE,
        LinkStatus::Unlinked | LinkStatus::Lost => standing::NO_TELEPHONE,
    }
}

/// A sentence without its full stop, for a title.
#[must_use]
pub fn as_title(sentence: &'static str) -> &'static str {
    sentence.strip_suffix('.').unwrap_or(sentence)
}

/// `12 s`, `4 min 5 s`; rounded up, so that a countdown ends when it shows nothing more.
#[must_use]
pub fn countdown(millis: u64) -> String {
    let seconds = millis.div_ceil(1_000);
    let (minutes, rest) = (seconds / 60, seconds % 60);
    if minutes == 0 {
        [&decimal(rest), " s"].concat()
    } else {
        [&decimal(minutes), " min ", &decimal(rest), " s"].concat()
    }
}

/// These, with commas between them.
#[must_use]
pub fn list(of: &[&str]) -> String {
    let mut text = String::new();
    for one in of {
        text.push_str(if text.is_empty() { "" } else { ", " });
        text.push_str(one);
    }
    text
}

/// `in 12 days`.
#[must_use]
pub fn days(days: u32) -> String {
    match days {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        days => ["in ", &decimal(days.into()), " days"].concat(),
    }
}

/// `1 minute`, `12 minutes`, `3 hours`.
#[must_use]
pub fn age(millis: u64) -> String {
    let minutes = millis / 60_000;
    let (number, unit) = if minutes < 120 { (minutes, " minute") } else { (minutes / 60, " hour") };
    [decimal(number).as_str(), unit, if number == 1 { "" } else { "s" }].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_stand_between_several_and_around_none() {
        assert_eq!([list(&[]), list(&["locks"]), list(&["locks", "crypto"])], ["", "locks", "locks, crypto"]);
    }

    #[test]
    fn a_countdown_is_read_in_seconds_then_in_minutes() {
        let table =
            [(0, "0 s"), (1, "1 s"), (1_000, "1 s"), (11_001, "12 s"), (60_000, "1 min 0 s"), (299_500, "5 min 0 s")];
        for (millis, text) in table {
            assert_eq!(countdown(millis), text);
        }
    }

    #[test]
    fn an_age_is_told_in_minutes_then_in_hours() {
        let table = [(0, "0 minutes"), (60_000, "1 minute"), (120_000, "2 minutes"), (7_200_000, "2 hours")];
        for (millis, text) in table {
            assert_eq!(age(millis), text);
        }
    }

    #[test]
    fn titles_have_no_full_stop_and_remedies_have_one() {
        let troubles = [
            Trouble::Unreachable,
            Trouble::NotAConnector,
            Trouble::NoAnswer,
            Trouble::Cut,
            Trouble::Silent,
            Trouble::Offline,
            Trouble::Restarting,
            Trouble::NotVouched,
        ];
        let faults = [EndpointFault::Malformed, EndpointFault::Insecure];
        let all = troubles.map(of_trouble).into_iter().chain(faults.map(|fault| of_endpoint(fault).1));
        for words in all.chain([ID_MISSING, USER_MISSING, NO_TELEPHONE, REACHING_TELEPHONE]) {
            assert!(!words.title.ends_with('.') && words.remedy.ends_with('.'), "{words:?}");
        }
    }
}
