//! The table's first half: the connector, the Login ID and the way to the telephone.

use hookswitch_protocol::connector::LinkStatus;
use hookswitch_protocol::{CloseCode, ErrorCode};

use super::{Kept, Scene, Sound, Step, work};
use crate::phone::{CONNECTION, LOGIN, OK};
use crate::scripted::Act;

const LINKED: Act = Act::Admit(LinkStatus::Linked);

/// Signed on with a kept ID and saved credentials, ready and without calls: what most scenes differ from in a thing or two.
pub(super) const BASE: Scene = Scene {
    name: "",
    caption: "",
    login: "white",
    connection: "green",
    shows: "Ready",
    act: LINKED,
    cti: work::ready,
    attributes: "",
    query: "",
    kept: Kept::LoginId,
    sound: Sound::Missing,
    steps: &[],
};

const fn refused(code: ErrorCode) -> Act {
    Act::Refuse { code, retry_after_seconds: None, close: None }
}

/// The connection of an agent at work is gone.
pub(super) const UNTIL_LOST: Step = Step::Find(".hs:has(.hs-desk) [data-icon=connection][data-state=yellow]");

/// It is gone for long enough to be told.
pub(super) const LOST: &[Step] = &[UNTIL_LOST, Step::Pass(4_000)];

/// Every state of it, in the order in which people meet them.
pub(super) const ALL: &[Scene] = &[
    Scene {
        name: "missing",
        caption: "No Login ID yet",
        login: "red",
        connection: "yellow",
        shows: "Login ID missing",
        kept: Kept::Nothing,
        ..BASE
    },
    Scene {
        name: "entry",
        caption: "Entering the ID",
        login: "red",
        connection: "yellow",
        shows: "Type the ID that your connector knows",
        kept: Kept::Nothing,
        steps: &[Step::Click(LOGIN)],
        ..BASE
    },
    Scene {
        name: "entry-broken-rule",
        caption: "The ID breaks a rule",
        login: "red",
        connection: "yellow",
        shows: "has a space in it",
        kept: Kept::Nothing,
        steps: &[Step::Click(LOGIN), Step::Type("DEMO 5051")],
        ..BASE
    },
    Scene {
        name: "entry-user-name",
        caption: "A user name is no ID",
        login: "red",
        connection: "yellow",
        shows: "That is a Salesforce user name",
        kept: Kept::Nothing,
        attributes: "user=\"demo@example.com\"",
        steps: &[Step::Click(LOGIN), Step::Type("demo@example.com")],
        ..BASE
    },
    Scene {
        name: "entry-generated",
        caption: "A new ID, to be copied",
        login: "red",
        connection: "yellow",
        shows: "New ID. Copy it",
        kept: Kept::Nothing,
        steps: &[Step::Click(LOGIN), Step::Click("[data-action=generate]")],
        ..BASE
    },
    Scene {
        name: "connecting",
        caption: "Connecting",
        connection: "yellow",
        shows: "Connecting",
        act: Act::Ignore,
        ..BASE
    },
    Scene {
        name: "signing-on",
        caption: "Signing on",
        connection: "yellow",
        shows: "Signing on",
        act: Act::Dawdle,
        ..BASE
    },
    Scene { name: "linked", caption: "Signed on and reachable", ..BASE },
    Scene {
        name: "reaching-telephone",
        caption: "The telephone takes long",
        connection: "yellow",
        shows: "This takes a moment",
        act: Act::Admit(LinkStatus::Connecting),
        steps: &[Step::Until("Ready"), Step::Pass(3_000)],
        ..BASE
    },
    Scene {
        name: "no-telephone",
        caption: "The telephone is out of reach",
        connection: "yellow",
        shows: "Telephone system out of reach",
        act: Act::Admit(LinkStatus::Lost),
        ..BASE
    },
    Scene {
        name: "details",
        caption: "Details of the connection",
        shows: "Connection details",
        steps: &[Step::Until("Ready"), Step::Click(CONNECTION)],
        ..BASE
    },
    Scene {
        name: "entry-saved",
        caption: "Changing the ID: masked",
        shows: "Forget",
        steps: &[Step::Until("Ready"), Step::Click(LOGIN)],
        ..BASE
    },
    Scene {
        name: "forget",
        caption: "Forgetting is asked back",
        shows: "Forget this Login ID?",
        steps: &[Step::Until("Ready"), Step::Click(LOGIN), Step::Click("[data-action=ask-forget]")],
        ..BASE
    },
    Scene {
        name: "unknown",
        caption: "No connector has the ID",
        connection: "yellow",
        shows: "No connector has this ID",
        act: refused(ErrorCode::LoginIdUnknown),
        ..BASE
    },
    Scene {
        name: "details-unknown",
        caption: "Details while not linked",
        connection: "yellow",
        shows: "Connection details",
        act: refused(ErrorCode::LoginIdUnknown),
        steps: &[Step::Until("No connector has this ID"), Step::Click(CONNECTION)],
        ..BASE
    },
    Scene {
        name: "entry-unknown",
        caption: "Changing an ID that nobody has",
        connection: "yellow",
        shows: "Forget",
        act: refused(ErrorCode::LoginIdUnknown),
        steps: &[Step::Until("No connector has this ID"), Step::Click(LOGIN)],
        ..BASE
    },
    Scene {
        name: "elsewhere",
        caption: "Signed on in another window",
        connection: "yellow",
        shows: "You are signed on in another window",
        act: refused(ErrorCode::SessionElsewhere),
        ..BASE
    },
    Scene {
        name: "superseded",
        caption: "Moved to another window",
        connection: "yellow",
        shows: "Your session moved to another window",
        act: Act::Dismiss(CloseCode::Superseded),
        ..BASE
    },
    Scene {
        name: "refused-user-name",
        caption: "The user record holds a user name",
        login: "red",
        connection: "yellow",
        shows: "That is a Salesforce user name",
        attributes: "login-id=\"demo@example.com\" user=\"demo@example.com\"",
        ..BASE
    },
    Scene {
        name: "no-licence",
        caption: "No licence left",
        login: "red",
        connection: "yellow",
        shows: "No licence is left for you",
        act: refused(ErrorCode::NoLicence),
        ..BASE
    },
    Scene {
        name: "locked",
        caption: "Locked after repeated failures",
        login: "red",
        connection: "yellow",
        shows: "Next try in 5 min",
        act: Act::Refuse { code: ErrorCode::Locked, retry_after_seconds: Some(300), close: Some(CloseCode::Locked) },
        ..BASE
    },
    Scene {
        name: "signed-off",
        caption: "Signed off by an administrator",
        connection: "red",
        shows: "An administrator signed you off",
        act: Act::Dismiss(CloseCode::SignedOff),
        ..BASE
    },
    Scene {
        name: "lost",
        caption: "Connection lost",
        connection: "yellow",
        shows: "Next try in 16 s",
        act: Act::Restart { retry_after_ms: 20_000 },
        steps: LOST,
        ..BASE
    },
    Scene {
        name: "overdue",
        caption: "Lost for longer than it is held",
        connection: "red",
        shows: "Next try in 20 s",
        act: Act::Restart { retry_after_ms: 20_000 },
        steps: &[UNTIL_LOST, Step::Wait],
        ..BASE
    },
    Scene {
        name: "no-connector",
        caption: "Something else answers",
        connection: "yellow",
        shows: "That is no connector",
        act: Act::Babble,
        steps: &[Step::Until("Not connected"), Step::Pass(3_000)],
        ..BASE
    },
    Scene {
        name: "endpoint-fault",
        caption: "The address is wrong",
        connection: "red",
        shows: "The connector's address is wrong",
        attributes: "endpoint=\"phone.example.com\"",
        ..BASE
    },
    Scene {
        name: "origin-refused",
        caption: "The page may not connect",
        connection: "red",
        shows: "This page may not use the connector",
        act: Act::TurnAway(CloseCode::OriginRefused),
        ..BASE
    },
    Scene {
        name: "storage-denied",
        caption: "The browser keeps nothing",
        shows: "It will be asked again",
        kept: Kept::Denied,
        steps: &[Step::Click(LOGIN), Step::Type("DEMO0000000000005051"), Step::Click(OK)],
        ..BASE
    },
    Scene {
        name: "storage-corrupt",
        caption: "What was kept cannot be read",
        login: "red",
        connection: "yellow",
        shows: "could not be read",
        kept: Kept::Garbage,
        ..BASE
    },
    Scene {
        name: "user-missing",
        caption: "The page names no user",
        login: "red",
        connection: "yellow",
        shows: "User name missing",
        query: "?useOwnLoginId=false",
        ..BASE
    },
    Scene {
        name: "from-record",
        caption: "The ID comes from the user record",
        shows: "From your user record",
        attributes: "login-id=\"DEMO0000000000005051\"",
        kept: Kept::Nothing,
        steps: &[Step::Until("Ready"), Step::Click(LOGIN)],
        ..BASE
    },
];
