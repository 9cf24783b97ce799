//! The table's second half: the sign-on to the CTI server, and the desktop of an agent at work.

use hookswitch_protocol::cisco::error::ApiFault;

use super::table::{BASE, LOST, UNTIL_LOST};
use super::work;
use super::{Scene, Sound, Step};
use crate::scripted::Act;

const CALLS: &str = "[data-action=tab][data-value=calls]";
const KEYPAD: &str = "[data-action=tab][data-value=keypad]";
const BOOK: &str = "[data-action=tab][data-value=book]";
const HISTORY: &str = "[data-action=tab][data-value=history]";
const TEAM: &str = "[data-action=tab][data-value=team]";
const STATES: &str = "[data-action=states]";
const NUMBER: &str = "[data-field=number]";
const SEARCH: &str = "[data-field=search]";
const MORE: &str = "[data-action=more]";
const CUSTOMER: &str = "[data-field=variable][data-value=Customer]";
const LOOK_UP: &str = "[data-action=look-up]";

/// Every state of it, in the order in which people meet them.
pub(super) const ALL: &[Scene] = &[
    Scene {
        name: "credentials",
        caption: "Nothing is saved for calls",
        shows: "No credentials are saved for you",
        cti: work::no_credentials,
        ..BASE
    },
    Scene {
        name: "credentials-wrong",
        caption: "Wrong user name or password",
        shows: "Tries left: 3.",
        cti: || work::refusing(ApiFault::InvalidCredentials { attempts_left: 3 }),
        ..BASE
    },
    Scene {
        name: "credentials-blocked",
        caption: "Too many wrong passwords",
        shows: "Try again in 5 min",
        cti: || work::refusing(ApiFault::AccountBlocked { retry_after_seconds: 300 }),
        ..BASE
    },
    Scene {
        name: "signing-on-for-calls",
        caption: "Signing on for calls",
        shows: "Signing on…",
        cti: work::silent,
        ..BASE
    },
    Scene { name: "logged-out", caption: "Logged out", shows: "You get no calls", cti: work::logged_out, ..BASE },
    Scene { name: "not-ready", caption: "Not ready, and why", shows: "Lunch", cti: work::not_ready, ..BASE },
    Scene {
        name: "sound-blocked",
        caption: "The browser asks before it rings",
        shows: "Enable sound",
        sound: Sound::Blocked,
        ..BASE
    },
    Scene {
        name: "states",
        caption: "Choosing a state",
        shows: "End of shift",
        cti: work::not_ready,
        steps: &[Step::Click(STATES)],
        ..BASE
    },
    Scene {
        name: "states-in-call",
        caption: "Not ready after this call",
        shows: "Be not ready first",
        cti: work::not_ready_soon,
        steps: &[Step::Click(STATES)],
        ..BASE
    },
    Scene {
        name: "shortcuts",
        caption: "The keys",
        shows: "Hold, or resume",
        steps: &[Step::Click(KEYPAD), Step::Press('?')],
        ..BASE
    },
    Scene {
        name: "number",
        caption: "A number typed",
        shows: "Call",
        steps: &[Step::Fill(NUMBER, "+49 171 5550123"), Step::Find("[data-kind=answer]:enabled")],
        ..BASE
    },
    Scene {
        name: "number-none",
        caption: "That is no number",
        shows: "That is no number",
        steps: &[Step::Fill(NUMBER, "12+34")],
        ..BASE
    },
    Scene { name: "ringing", caption: "It rings", shows: "Margaret Hamilton", cti: work::ringing, ..BASE },
    Scene {
        name: "ringing-beside-held",
        caption: "It rings while another call waits",
        shows: "Margaret Hamilton",
        cti: work::ringing_beside_held,
        steps: &[Step::Click(CALLS)],
        ..BASE
    },
    Scene { name: "talking", caption: "In a call", shows: "02:41", cti: work::in_call, ..BASE },
    Scene {
        name: "talking-more",
        caption: "All about a call",
        shows: "callVariable3",
        cti: work::in_call,
        steps: &[Step::Click(MORE)],
        ..BASE
    },
    Scene {
        name: "variable-refused",
        caption: "A variable that could not be saved",
        shows: "Not saved.",
        cti: work::refusing_variables,
        steps: &[Step::Click(MORE), Step::Fill(CUSTOMER, "4712"), Step::Click(CALLS)],
        ..BASE
    },
    Scene {
        name: "variable-lost",
        caption: "A variable while the connection is lost",
        connection: "yellow",
        shows: "Next try in",
        act: Act::Restart { retry_after_ms: 20_000 },
        cti: work::in_call,
        steps: &[UNTIL_LOST, Step::Click(MORE), Step::Pass(4_000)],
        ..BASE
    },
    Scene {
        name: "look-up",
        caption: "Whom to transfer to",
        shows: "Transfer or consult: Grace Hopper",
        cti: work::in_call,
        steps: &[Step::Click(MORE), Step::Click(LOOK_UP), Step::Fill(NUMBER, "5064")],
        ..BASE
    },
    Scene {
        name: "look-up-book",
        caption: "Found in the book",
        shows: "Transfer now",
        cti: work::in_call,
        steps: &[
            Step::Click(MORE),
            Step::Click(LOOK_UP),
            Step::Click(BOOK),
            Step::Fill(SEARCH, "tur"),
            Step::Click("[role=option]"),
        ],
        ..BASE
    },
    Scene {
        name: "tones",
        caption: "Keys into the call",
        shows: "Keys go to Grace Hopper",
        cti: work::in_call,
        steps: &[
            Step::Click(MORE),
            Step::Click("[data-action=tones]"),
            Step::Click("[data-action=key][data-value='4']"),
            Step::Click("[data-action=key][data-value='#']"),
        ],
        ..BASE
    },
    Scene {
        name: "consult",
        caption: "Asking while another waits",
        shows: "Consulting",
        cti: work::consulting,
        ..BASE
    },
    Scene { name: "conference", caption: "Three in a call", shows: "Conference", cti: work::in_conference, ..BASE },
    Scene { name: "call-failed", caption: "Busy", shows: "Busy", cti: work::failed, ..BASE },
    Scene {
        name: "wrap-up",
        caption: "How did it come out?",
        shows: "how did the call come out?",
        cti: work::wrapping_up,
        ..BASE
    },
    Scene { name: "no-calls", caption: "No calls", shows: "No calls.", steps: &[Step::Click(CALLS)], ..BASE },
    Scene { name: "book", caption: "The book", shows: "20 contacts", steps: &[Step::Click(BOOK)], ..BASE },
    Scene {
        name: "book-chosen",
        caption: "Somebody chosen",
        shows: "8003 · Contracts",
        steps: &[Step::Click(BOOK), Step::Click("[role=option]:nth-of-type(3)")],
        ..BASE
    },
    Scene {
        name: "book-nobody",
        caption: "Nobody found",
        shows: "Nobody found.",
        steps: &[Step::Click(BOOK), Step::Fill(SEARCH, "zzz")],
        ..BASE
    },
    Scene {
        name: "book-loading",
        caption: "The book is on its way",
        shows: "1 / 3",
        cti: work::book_loading,
        steps: &[Step::Click(BOOK)],
        ..BASE
    },
    Scene {
        name: "book-none",
        caption: "There is no book",
        shows: "No phone books.",
        cti: work::no_book,
        steps: &[Step::Click(BOOK)],
        ..BASE
    },
    Scene { name: "history", caption: "The calls of the day", shows: "Missed", steps: &[Step::Click(HISTORY)], ..BASE },
    Scene {
        name: "history-none",
        caption: "No calls today",
        shows: "No calls today.",
        cti: work::no_history,
        steps: &[Step::Click(HISTORY)],
        ..BASE
    },
    Scene {
        name: "team",
        caption: "The team",
        shows: "Katherine Johnson",
        cti: work::supervisor,
        steps: &[Step::Click(TEAM)],
        ..BASE
    },
    Scene {
        name: "team-agent",
        caption: "What a supervisor can do",
        shows: "Listen",
        cti: work::supervisor,
        steps: &[Step::Click(TEAM), Step::Click("[data-action=member][data-value=agent5064]")],
        ..BASE
    },
    Scene {
        name: "team-agent-of-another",
        caption: "An agent of another team",
        shows: "Listen",
        cti: work::supervisor,
        steps: &[Step::Click(TEAM), Step::Click("[data-action=member][data-value=agent5070]")],
        ..BASE
    },
    Scene {
        name: "toasts",
        caption: "What was not possible",
        shows: "State not changed.",
        cti: work::refusing_commands,
        steps: &[
            Step::Fill(NUMBER, "5064"),
            Step::Click("button[data-action=dial]"),
            Step::Until("Not dialled."),
            Step::Press('r'),
        ],
        ..BASE
    },
    Scene {
        name: "lost-in-call",
        caption: "Connection lost in a call",
        connection: "yellow",
        shows: "Next try in 16 s",
        act: Act::Restart { retry_after_ms: 20_000 },
        cti: work::in_call,
        steps: LOST,
        ..BASE
    },
    Scene {
        name: "long-names",
        caption: "Long names, and none at all",
        shows: "Number withheld",
        cti: work::long_names,
        steps: &[Step::Click(CALLS)],
        ..BASE
    },
];
