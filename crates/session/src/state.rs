//! The one truth about a session, with its diagram.

use std::rc::Rc;

use hookswitch_protocol::{
    ErrorCode, LoginId, Tick,
    center::{LogOn, Seat},
    connector::{Elsewhere, Licence, LinkStatus},
    ids::{DisplayName, Extension, Jwt, RequestId, ResumeToken, ServerName, UserName},
    limits,
};

use crate::{endpoint::EndpointFault, io::ConnId};

/// Where a session stands. What its states share is boxed: it moves from one to the next.
///
/// ```text
///              SignOn, Start             Opened                Registered            LoginIdSet ok
///  SignedOff ────────────────▶ Opening ──────────▶ Registering ───────────▶ SigningOn ─────────────▶ On
///      ▲                       ▲     │                  │                    │    │ refused           │
///      │ Forget                │time │ closed, late     │ closed, late       │    ▼                   │
///      │ (from everywhere)     │     ▼                  ▼                    │  Unlinked ──(unasked   │
///      │                       └── Waiting ◀────────────┴─── closed, late ◀──┤    │      LoginIdSet)─▶│
///      │                             ▲                                       │    │ closed, silent    │
///      │                             └───────────────────────────────────────┼────┴───────────────────┘
///      │                                      44xx: stay away                ▼
///      └────────────────────────────────────────────────────────────────── Barred ──Reconnect, TakeOver──▶ Opening
/// ```
///
/// Where people log on to a station, whoever has not, or was refused, stands at the door:
///
/// ```text
///  SigningOn ──ServerInfo, refused──▶ Door ──LogOn, Agree──▶ SigningOn
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum State {
    /// Nobody to sign on. No socket, no timer.
    SignedOff {
        /// Why an ID that was there is not used.
        refused: Option<ErrorCode>,
    },
    /// A socket is on its way.
    Opening {
        /// What is attempted.
        attempt: Box<Attempt>,
        /// The socket.
        conn: ConnId,
        /// When to give it up.
        until: Tick,
    },
    /// The socket is open, the registration is sent.
    Registering {
        /// What is attempted.
        attempt: Box<Attempt>,
        /// The socket.
        conn: ConnId,
        /// When to give it up.
        until: Tick,
    },
    /// Registered; the answer to the sign-on, which the registration asked for, is awaited.
    SigningOn {
        /// What is attempted.
        attempt: Box<Attempt>,
        /// The socket.
        conn: ConnId,
        /// When to give it up.
        until: Tick,
        /// What the connector granted.
        terms: Box<Terms>,
        /// The request that is to be answered; none where the registration was the request.
        request: Option<RequestId>,
    },
    /// Registered, but refused. The socket lives: a connector that comes to know the ID says so unasked.
    Unlinked {
        /// Who was refused.
        who: Who,
        /// The socket.
        conn: ConnId,
        /// What the connector granted.
        terms: Box<Terms>,
        /// When silence means death.
        silent_at: Tick,
        /// Why.
        why: ErrorCode,
        /// When to ask again; only where the connector named a time.
        again_at: Option<Tick>,
        /// Where the session lives, where that is why.
        elsewhere: Option<Box<Elsewhere>>,
    },
    /// Registered, and nobody is logged on to a station: the person is asked.
    Door {
        /// The socket.
        conn: ConnId,
        /// What the connector granted.
        terms: Box<Terms>,
        /// When silence means death.
        silent_at: Tick,
        /// What was tried; with what it was proven only while that is asked to be agreed to.
        tried: Option<Rc<LogOn>>,
        /// Why that was refused.
        refused: Option<Box<Refused>>,
    },
    /// Signed on.
    On {
        /// Who signed on.
        who: Who,
        /// The socket.
        conn: ConnId,
        /// What the connector granted.
        terms: Box<Terms>,
        /// When silence means death.
        silent_at: Tick,
        /// Who that is to the telephone system.
        agent: Box<Agent>,
        /// What the connector says of the way to the telephone.
        line: LinkStatus,
        /// Since when.
        since: Tick,
    },
    /// No socket; the next try is set.
    Waiting {
        /// What is attempted.
        attempt: Box<Attempt>,
        /// When to try.
        until: Tick,
    },
    /// Told to stay away, or unable to try. Only the person, or a time the connector named, leads out of it.
    Barred {
        /// Who wanted to sign on.
        who: Who,
        /// Why.
        why: Bar,
        /// When to try again; only where the connector named a time.
        again_at: Option<Tick>,
        /// The same in the connector's words, where it said it.
        told: Option<String>,
    },
}

/// Why a log-on to a station was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Why.
    pub code: ErrorCode,
    /// The field at fault, by its spelling on the wire.
    pub field: Option<String>,
    /// How many more tries there are.
    pub attempts_left: Option<u32>,
    /// Before when it is of no use to try again.
    pub again_at: Option<Tick>,
}

/// Who signs on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// Someone with an own Login ID.
    OwnId(LoginId),
    /// A Salesforce user by name, where own IDs are switched off.
    UserName(UserName),
    /// A Salesforce user for whom the org vouches, anew for each connection.
    Vouched(UserName),
    /// Someone who is to log on to a station.
    Guest,
    /// Someone who logs on to a station, or has.
    Station(Rc<LogOn>),
}

/// Whether a session that lives elsewhere is left there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// It is; the person is asked.
    Join,
    /// It is moved here: the person asked for that.
    TakeOver,
}

/// What every try carries along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attempt {
    /// Who signs on.
    pub who: Who,
    /// Whether a session that lives elsewhere is left there.
    pub aim: Aim,
    /// Token of the session to go on with.
    pub resume: Option<ResumeToken>,
    /// What proves who signs on, where that has to be got.
    pub proof: Proof,
    /// The time without connection so far.
    pub outage: Outage,
}

/// What proves who signs on.
///
/// ```text
///   Wanted ──vouched──▶ Given ──opened──▶ registered
///     └─────opened────▶ Open ───vouched─────┘
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proof {
    /// Nothing beside who it is, and the token of the session to go on with.
    None,
    /// A token is being got.
    Wanted,
    /// The socket is open before the token is here.
    Open,
    /// The token.
    Given(Jwt),
}

/// The time without connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outage {
    /// When it began.
    pub since: Tick,
    /// Whether it has lasted longer than the connector holds a session.
    pub overdue: Overdue,
    /// Tries made since.
    pub tries: u32,
    /// Milliseconds over which the connector spreads first tries.
    pub window_ms: u64,
    /// Who was signed on when it began.
    pub agent: Option<Box<Agent>>,
}

/// Whether an outage has lasted longer than the connector holds a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Overdue {
    /// Not yet; it will have at this time.
    At(Tick),
    /// It has.
    Passed,
}

/// What the connector granted at registration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    /// The connector's name and version.
    pub server: ServerName,
    /// Whether it goes on with a session of before.
    pub session: SessionAge,
    /// How long it holds a session without a socket, in milliseconds.
    pub grace_ms: u64,
    /// Over how many milliseconds it spreads first tries.
    pub window_ms: u64,
    /// How long it may be silent, in milliseconds.
    pub silence_ms: u64,
    /// Token with which the session can be resumed once.
    pub resume: Option<ResumeToken>,
    /// The station that somebody is logged on to.
    pub station: Option<Box<Station>>,
}

/// A station that somebody is logged on to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// Which one.
    pub seat: Seat,
    /// Days until the password expires, where it does.
    pub password_days: Option<u32>,
}

/// Whether a session is one of before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SessionAge {
    /// It is: its agent may be at work.
    Older,
    /// It began with this registration.
    New,
}

/// Who the signed-on person is to the telephone system.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agent {
    /// The telephone.
    pub extension: Extension,
    /// What people call the person.
    pub display_name: DisplayName,
    /// The licence taken.
    pub licence: Licence,
}

/// Why no more tries are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Bar {
    /// The connector said so.
    Told(ErrorCode),
    /// The address cannot be used.
    Endpoint(EndpointFault),
}

/// What went wrong last with a connection. Leads to a retry; shown under Details.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Trouble {
    /// Nothing answers at the address, or not as a WebSocket.
    Unreachable,
    /// Something answers, but not as a connector.
    NotAConnector,
    /// The socket opened, but no answer came in time.
    NoAnswer,
    /// The connection was cut.
    Cut,
    /// No heartbeat came in time.
    Silent,
    /// The browser is offline.
    Offline,
    /// The connector restarts.
    Restarting,
    /// The org does not vouch for the user.
    NotVouched,
}

impl State {
    /// The socket in use.
    #[must_use]
    pub const fn conn(&self) -> Option<ConnId> {
        match self {
            Self::Opening { conn, .. }
            | Self::Registering { conn, .. }
            | Self::SigningOn { conn, .. }
            | Self::Unlinked { conn, .. }
            | Self::Door { conn, .. }
            | Self::On { conn, .. } => Some(*conn),
            Self::SignedOff { .. } | Self::Waiting { .. } | Self::Barred { .. } => None,
        }
    }

    /// The socket over which somebody is signed on.
    pub(crate) const fn is_on_over(&self) -> Option<ConnId> {
        match self {
            Self::On { conn, .. } => Some(*conn),
            Self::SignedOff { .. }
            | Self::Opening { .. }
            | Self::Registering { .. }
            | Self::SigningOn { .. }
            | Self::Unlinked { .. }
            | Self::Door { .. }
            | Self::Waiting { .. }
            | Self::Barred { .. } => None,
        }
    }

    /// Who signs on.
    #[must_use]
    pub const fn who(&self) -> Option<&Who> {
        match self {
            Self::Opening { attempt, .. }
            | Self::Registering { attempt, .. }
            | Self::SigningOn { attempt, .. }
            | Self::Waiting { attempt, .. } => Some(&attempt.who),
            Self::Unlinked { who, .. } | Self::On { who, .. } | Self::Barred { who, .. } => Some(who),
            Self::Door { .. } => Some(&Who::Guest),
            Self::SignedOff { .. } => None,
        }
    }

    /// The agent who is signed on, or was when the connection was lost.
    #[must_use]
    pub fn agent(&self) -> Option<&Agent> {
        match self {
            Self::On { agent, .. } => Some(agent),
            Self::SignedOff { .. }
            | Self::Opening { .. }
            | Self::Registering { .. }
            | Self::SigningOn { .. }
            | Self::Unlinked { .. }
            | Self::Door { .. }
            | Self::Waiting { .. }
            | Self::Barred { .. } => self.outage()?.agent.as_deref(),
        }
    }

    /// The time without connection, where there is none.
    #[must_use]
    pub const fn outage(&self) -> Option<&Outage> {
        match self {
            Self::Opening { attempt, .. }
            | Self::Registering { attempt, .. }
            | Self::SigningOn { attempt, .. }
            | Self::Waiting { attempt, .. } => Some(&attempt.outage),
            Self::SignedOff { .. }
            | Self::Unlinked { .. }
            | Self::Door { .. }
            | Self::On { .. }
            | Self::Barred { .. } => None,
        }
    }

    /// When this state ends by itself.
    pub(crate) const fn deadline(&self) -> Option<Tick> {
        match self {
            Self::Opening { until, .. }
            | Self::Registering { until, .. }
            | Self::SigningOn { until, .. }
            | Self::Waiting { until, .. } => Some(*until),
            Self::Unlinked { silent_at, again_at: Some(again), .. } => {
                Some(if again.0 < silent_at.0 { *again } else { *silent_at })
            }
            Self::Unlinked { silent_at, again_at: None, .. }
            | Self::Door { silent_at, .. }
            | Self::On { silent_at, .. } => Some(*silent_at),
            Self::Barred { again_at, .. } => *again_at,
            Self::SignedOff { .. } => None,
        }
    }
}

impl Attempt {
    /// A first attempt.
    pub(crate) fn new(who: Who, aim: Aim, resume: Option<ResumeToken>, now: Tick) -> Box<Self> {
        let outage = Outage::new(now, u64::from(limits::GRACE_SECONDS) * 1_000, 0, None);
        Box::new(Self { who, aim, resume, proof: Proof::None, outage })
    }
}

impl Outage {
    /// An outage that begins now.
    pub(crate) const fn new(now: Tick, grace_ms: u64, window_ms: u64, agent: Option<Box<Agent>>) -> Self {
        Self { since: now, overdue: Overdue::At(now.after(grace_ms)), tries: 0, window_ms, agent }
    }
}

impl Proof {
    /// Whether a token is on its way.
    pub(crate) const fn is_awaited(&self) -> bool {
        match self {
            Self::Wanted | Self::Open => true,
            Self::None | Self::Given(_) => false,
        }
    }
}
