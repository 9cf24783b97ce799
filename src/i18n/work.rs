//! Words of the desktop.

use hookswitch_protocol::cisco::{agent::AgentState, call::StateCause};
use hookswitch_session::desk::What;

pub const SIGN_ON: &str = "Sign on";
pub const SIGN_ON_TITLE: &str = "Sign on for calls";
pub const NOT_SAVED: &str = "No credentials are saved for you. Enter those of your telephone account.";
pub const NO_ANSWER: &str = "The connector did not answer. Try again.";
pub const ATTEMPTS_LEFT: &str = " Tries left: ";
pub const BLOCKED_FOR: &str = "Try again in ";
pub const LOGGED_OUT: &str = "Logged out";
pub const LOGGED_OUT_HINT: &str = "You get no calls. Sign on when you want to work.";
pub const FETCHING: &str = "Signing on…";
pub const USER_NAME: &str = "User name";
pub const PASSWORD: &str = "Password";
pub const EXTENSION: &str = "Extension";

pub const CHANGE: &str = "Change";
pub const THEN: &str = "then ";
pub const LEFT: &str = "left ";
pub const READY: &str = "Ready";
pub const NOT_READY: &str = "Not ready";
pub const LOG_OUT: &str = "Log out";
pub const LOG_OUT_FIRST: &str = "Be not ready first, then log out.";

pub const CALLS: &str = "Calls";
pub const KEYPAD: &str = "Keypad";
pub const BOOK: &str = "Book";
pub const HISTORY: &str = "History";
pub const TEAM: &str = "Team";

pub const NO_CALLS: &str = "No calls. When one comes it rings here, whatever page is open.";
pub const NO_HISTORY: &str = "No calls today. Those you make, take and miss stand here for a day.";
pub const NO_TEAM: &str = "Nobody else is in your team.";
pub const NO_BOOK: &str = "No phone books. An administrator adds them in the connector.";
pub const NOBODY_FOUND: &str = "Nobody found.";
pub const LOADING: &str = "Loading…";
pub const ONE_CONTACT: &str = "1 contact";
pub const CONTACTS: &str = " contacts";

pub const NUMBER: &str = "Number";
pub const TONES: &str = "Keys sent";
pub const SEARCH: &str = "Search name or number";
pub const PAGES: &str = "Pages";
pub const ERASE: &str = "Erase";
pub const GOING_ON: &str = " going on";
pub const HELP: &str = "Help";
pub const KEYS: &str = "Keyboard";
pub const WILL_DIAL: &str = "Dials ";
pub const THEN_PRESS: &str = "; once they answer, press ";
pub const NOT_A_NUMBER: &str = "That is no number. Use digits, or + and digits.";

pub const CALL: &str = "Call";
pub const CALL_AGAIN: &str = "Call again";
pub const ANSWER: &str = "Answer";
pub const DECLINE: &str = "Decline";
pub const HOLD: &str = "Hold";
pub const RESUME: &str = "Resume";
pub const END: &str = "End";
pub const DISMISS: &str = "Dismiss";
pub const TRANSFER: &str = "Transfer";
pub const CONFERENCE: &str = "Conference";
pub const CONSULT: &str = "Consult";
pub const TRANSFER_NOW: &str = "Transfer now";
pub const MORE: &str = "More";
pub const LESS: &str = "Less";
pub const LISTEN: &str = "Listen";
pub const JOIN: &str = "Join";
pub const SURE: &str = "Really log out?";
pub const ENABLE_SOUND: &str = "Enable sound";

pub const TRANSFER_FOR: &str = "Transfer or consult: ";
pub const KEYS_FOR: &str = "Keys go to ";
pub const WRAP_UP: &str = "Wrap-up: how did the call come out?";

pub const WITHHELD: &str = "Number withheld";
pub const RINGING: &str = "Ringing";
pub const CALLING: &str = "Calling";
pub const TALKING: &str = "Talking";
pub const ON_HOLD: &str = "On hold";
pub const HELD_BY_OTHERS: &str = "You are on hold";
pub const LISTENING: &str = "Listening";
pub const IN_CONFERENCE: &str = "Conference";
pub const CONSULTING: &str = "Consulting";
pub const PARTIES: &str = "In the call";

pub const MISSED: &str = "Missed";
pub const INCOMING: &str = "Incoming";
pub const OUTGOING: &str = "Outgoing";
pub const NOT_REACHED: &str = "Not reached";
pub const NEW_MISSED: &str = " missed";

pub const CALL_FROM: &str = "Call from ";
pub const CALLING_WHOM: &str = "Calling ";
pub const ANSWERED: &str = "Talking to ";
pub const HELD: &str = "On hold: ";
pub const ENDED: &str = "Call ended: ";

/// The keys, and what they do.
pub const SHORTCUTS: &[(&str, &str)] = &[
    ("A", "Answer"),
    ("D", "Decline"),
    ("H", "Hold, or resume"),
    ("T", "Transfer or consult"),
    ("E", "End the call"),
    ("R", "Ready"),
    ("N", "Not ready"),
    ("S", "Choose a state"),
    ("C", "Calls"),
    ("K", "Keypad; then 0 to 9, * and #"),
    ("B", "Book; then the arrows, and Enter to call"),
    ("Y", "History"),
    ("Esc", "Close, or back"),
    ("?", "This list"),
];

/// A state in a word.
#[must_use]
pub const fn of_state(state: AgentState) -> &'static str {
    match state {
        AgentState::LogOut => LOGGED_OUT,
        AgentState::NotReady => NOT_READY,
        AgentState::Ready => READY,
        AgentState::Reserved => "Reserved",
        AgentState::Talking => TALKING,
        AgentState::Hold => ON_HOLD,
        AgentState::Work | AgentState::WorkReady => "Wrap-up",
    }
}

/// Why a call came to nothing.
#[must_use]
pub const fn of_cause(cause: Option<StateCause>) -> &'static str {
    match cause {
        Some(StateCause::Busy) => "Busy",
        Some(StateCause::NoAnswer) => "No answer",
        Some(StateCause::Rejected) => "Declined",
        Some(StateCause::BadDestination) => "No such number",
        Some(StateCause::Other) | None => "Not reached",
    }
}

/// What was not possible, for a refusal.
#[must_use]
pub const fn of_what(what: What) -> &'static str {
    match what {
        What::Call => "Not dialled. ",
        What::Answer => "Not answered. ",
        What::Hold => "Hold not changed. ",
        What::Transfer => "Not transferred. ",
        What::End => "Not ended. ",
        What::State => "State not changed. ",
        What::List => "List not loaded. ",
        What::Team => "Not done for the agent. ",
        What::Variable => "Not saved. ",
        What::Other => "Not done. ",
    }
}
