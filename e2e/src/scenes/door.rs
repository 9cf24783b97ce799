//! The part of the table about stations: logging on to one, working there, and leaving it.

use hookswitch_protocol::ErrorCode;

use super::table::BASE;
use super::{Kept, Scene, Step, work};
use crate::phone::{CONNECTION, LOGIN, OK};
use crate::scripted::{Act, Lobby};

/// Someone who is asked to log on.
const DOOR: Scene = Scene {
    login: "red",
    connection: "yellow",
    shows: "Station type",
    act: Act::Receive(Lobby::Open),
    cti: work::ready,
    attributes: "sign-on=\"station\"",
    kept: Kept::Nothing,
    ..BASE
};

/// What is put into the form.
const FILLED: &[Step] = &[USER, PASSWORD, PLACE, SEND];

const USER: Step = Step::Fill("input[name=user]", "1245456");
const PASSWORD: Step = Step::Fill("input[name=password]", "acq@123");
const PLACE: Step = Step::Fill("input[name=place]", "WS-5051");
const SEND: Step = Step::Click(OK);

const FORMAL: &[Step] = &[
    Step::Fill("input[name=user]", "ACME\\\\anna"),
    Step::Fill("input[name=password]", "acq@123"),
    Step::Fill("input[name=host]", "ic1.example.com"),
    Step::Fill("input[name=place]", "WS-5051"),
    Step::Click(OK),
];

const fn closed(code: ErrorCode) -> Act {
    Act::Receive(Lobby::Closed(code))
}

/// Every state of it, in the order in which people meet them.
pub(super) const ALL: &[Scene] = &[
    Scene { name: "log-on", caption: "Logging on to a station", shows: "Remember me", ..DOOR },
    Scene {
        name: "log-on-number",
        caption: "A number is the station",
        shows: "Keep the line open between calls",
        steps: &[Step::Click("[data-value=RemoteNumber]")],
        ..DOOR
    },
    Scene {
        name: "log-on-not-a-number",
        caption: "What is typed is no number",
        shows: "That number cannot be called.",
        steps: &[
            Step::Click("[data-value=RemoteNumber]"),
            Step::Fill("input[name=user]", "1245456"),
            Step::Fill("input[name=password]", "acq@123"),
            Step::Fill("input[name=place]", "?"),
            Step::Click(OK),
        ],
        ..DOOR
    },
    Scene {
        name: "log-on-domain",
        caption: "Domain, hosts, one type of station",
        shows: "Domain\\user name",
        act: Act::Receive(Lobby::Formal),
        ..DOOR
    },
    Scene {
        name: "agreement",
        caption: "A user agreement",
        shows: "for authorised use only",
        act: Act::Receive(Lobby::Formal),
        steps: FORMAL,
        ..DOOR
    },
    Scene {
        name: "log-on-wrong",
        caption: "A wrong password",
        shows: "Tries left: 4.",
        act: closed(ErrorCode::AuthenticationFailed),
        steps: FILLED,
        ..DOOR
    },
    Scene {
        name: "log-on-locked",
        caption: "Blocked after failures",
        shows: "Try again in 4 min 50 s",
        act: closed(ErrorCode::Locked),
        steps: FILLED,
        ..DOOR
    },
    Scene {
        name: "log-on-in-use",
        caption: "Another user is at the station",
        shows: "Another user is logged on to that station.",
        act: closed(ErrorCode::StationInUse),
        steps: FILLED,
        ..DOOR
    },
    Scene {
        name: "log-on-none-left",
        caption: "Every station licence is in use",
        shows: "No stations are available.",
        act: closed(ErrorCode::NoStationLicence),
        steps: FILLED,
        ..DOOR
    },
    Scene {
        name: "log-on-elsewhere",
        caption: "Logged on in another window",
        login: "white",
        shows: "It is at acme.lightning.force.com since",
        act: Act::Receive(Lobby::Elsewhere),
        steps: FILLED,
        ..DOOR
    },
    Scene {
        name: "dropped",
        caption: "Dropped by a later log-on",
        login: "white",
        connection: "red",
        shows: "Your connection has been dropped due to a subsequent log on to a different station.",
        act: Act::Receive(Lobby::Drops),
        steps: FILLED,
        ..DOOR
    },
    Scene {
        name: "at-station",
        caption: "At a station, with a memo and a password that expires",
        login: "white",
        connection: "green",
        shows: "password expires in 12 days",
        steps: FILLED,
        ..DOOR
    },
    Scene {
        name: "memos",
        caption: "All memos",
        login: "white",
        connection: "green",
        shows: "Never follow this.",
        steps: &[USER, PASSWORD, PLACE, SEND, Step::Click("[data-action=memos]")],
        ..DOOR
    },
    Scene {
        name: "station-details",
        caption: "Where one is logged on",
        login: "white",
        connection: "green",
        shows: "Password expires",
        steps: &[USER, PASSWORD, PLACE, SEND, Step::Find("[data-action=memos]"), Step::Click(LOGIN)],
        ..DOOR
    },
    Scene {
        name: "log-off",
        caption: "Logging off is asked back, and says which calls end",
        login: "white",
        connection: "green",
        shows: "going on at this station end: ",
        cti: work::ringing_beside_held,
        steps: &[
            USER,
            PASSWORD,
            PLACE,
            SEND,
            Step::Find("[data-action=memos]"),
            Step::Click(LOGIN),
            Step::Click("[data-action=ask-log-off]"),
        ],
        ..DOOR
    },
    Scene {
        name: "diagnostics",
        caption: "What helps to find a fault",
        shows: "Diagnostics",
        steps: &[Step::Click(CONNECTION), Step::Click("[data-action=diagnose]")],
        ..BASE
    },
];
