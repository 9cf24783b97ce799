//! Words of the log-on to a station, and of memos.

use hookswitch_protocol::center::StationType;

use super::Words;

pub const TITLE: &str = "Log on";
pub const LOGGING_ON: &str = "Logging on…";
pub const HOST: &str = "Host";
pub const STATION_TYPE: &str = "Station type";
pub const STATION: &str = "Station";
pub const NUMBER: &str = "Number";
pub const PERSISTENT: &str = "Keep the line open between calls";
pub const REMEMBER: &str = "Remember me";
pub const AUTOMATIC: &str = "Automatically log me in next time";
pub const HELP: &str = "Help";
pub const AGREEMENT: &str = "User agreement";
pub const LOG_OFF: Words = Words {
    title: "Log off from this station?",
    remedy: "You get no calls until you log on again, in every window of this browser.",
};
pub const CALLS_END: &str = " Calls that are going on at this station end: ";
pub const PASSWORD_EXPIRES: &str = "Your password expires ";
pub const MEMOS: &str = "Memos";
pub const NO_MEMOS: &str = "No memos. Those of your supervisors stand here.";
pub const MEMO: &str = "Memo";
pub const LINK: &str = "Open";
pub const OPEN_LINE: &str = ", line stays open";
pub const GOOD: &str = "good";
pub const FAIR: &str = "fair";
pub const SLOW: &str = "slow";

/// What a type of station is called.
#[must_use]
pub const fn of_type(station_type: StationType) -> &'static str {
    match station_type {
        StationType::Workstation => "Workstation",
        StationType::RemoteWorkstation => "Remote workstation",
        StationType::RemoteNumber => "Remote number",
    }
}
