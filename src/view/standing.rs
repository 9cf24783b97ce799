//! Where a session stands, as far as it is drawn: the one reading of the state that all parts of the view share.

use hookswitch_protocol::{ErrorCode, Tick, connector::LinkStatus};
use hookswitch_session::{Agent, Attempt, Bar, Outage, Overdue, Refused, State, Trouble};

use super::Facts;
use crate::{identity::Origin, screen::Screen};

/// A connection that comes back within this time was never gone, to the eye.
const CALM_MS: u64 = 2_000;

/// Where a session stands.
pub(super) enum Standing<'a> {
    /// Nobody to sign on; with the rule that what is being typed breaks.
    Nobody { typed: Option<ErrorCode> },
    /// An ID breaks a rule.
    BadId(ErrorCode),
    /// Signing on, or waiting for the next try.
    Away(Away<'a>),
    /// The sign-on was refused.
    Refused { why: Bar, blame: Blame, again_at: Option<Tick> },
    /// Asked to log on to a station.
    Door { refused: Option<&'a Refused> },
    /// Signed on.
    On { agent: &'a Agent, line: LinkStatus, since: Tick },
}

/// A time without connection.
pub(super) struct Away<'a> {
    pub(super) outage: &'a Outage,
    /// What happens at present.
    pub(super) doing: Doing,
    /// What went wrong since it began.
    pub(super) hurt: Option<Trouble>,
    /// Whether it is worth a word.
    pub(super) length: Length,
}

/// What happens at present.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Doing {
    Connecting,
    SigningOn,
    /// Until the next try.
    Waiting(Tick),
}

/// How long a time without connection is, to a person.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Length {
    /// Not worth a word yet.
    Blink,
    /// Worth a word.
    Felt,
    /// Longer than the connector holds a session.
    Overdue,
}

/// On whose side the remedy lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blame {
    /// The ID itself: another one mends it.
    Id,
    /// The right to sign on: time or an administrator mends it.
    Right,
    /// The connector's side: it may yet come to know the ID.
    Link,
    /// Another window has the session.
    Elsewhere,
    /// Nothing but an administrator, and no more tries.
    ForGood,
}

impl<'a> Standing<'a> {
    pub(super) fn of(facts: &Facts<'a>) -> Self {
        let away = |attempt: &'a Attempt, doing| Self::Away(Away::of(&attempt.outage, doing, facts));
        match facts.state {
            State::SignedOff { refused: Some(code) } => Self::BadId(*code),
            State::SignedOff { refused: None } => Self::Nobody { typed: typed_fault(facts) },
            State::Opening { attempt, .. } | State::Registering { attempt, .. } => away(attempt, Doing::Connecting),
            State::SigningOn { attempt, .. } => away(attempt, Doing::SigningOn),
            State::Waiting { attempt, until } => away(attempt, Doing::Waiting(*until)),
            State::Unlinked { why, again_at, .. } => {
                Self::Refused { why: Bar::Told(*why), blame: blame(*why), again_at: *again_at }
            }
            State::Barred { why, again_at, .. } => {
                Self::Refused { why: *why, blame: blame_of_bar(*why, *again_at), again_at: *again_at }
            }
            State::Door { refused, .. } => Self::Door { refused: refused.as_deref() },
            State::On { agent, line, since, .. } => Self::On { agent, line: *line, since: *since },
        }
    }

    /// The agent, signed on or lost from sight.
    pub(super) fn agent(&self) -> Option<&'a Agent> {
        match self {
            Self::On { agent, .. } => Some(agent),
            Self::Away(away) => away.outage.agent.as_deref(),
            Self::Nobody { .. } | Self::BadId(_) | Self::Refused { .. } | Self::Door { .. } => None,
        }
    }

    /// In how many milliseconds something drawn changes without an input.
    pub(super) fn redraw_ms(&self, now: Tick) -> Option<u64> {
        let next_second = |at: Tick| match at.since(now) {
            0 => None,
            left => Some((left - 1) % 1_000 + 1),
        };
        match self {
            Self::Nobody { .. } | Self::BadId(_) => None,
            Self::Refused { again_at, .. } => again_at.and_then(next_second),
            Self::Door { refused } => refused.and_then(|refused| next_second(refused.again_at?)),
            Self::On { line, since, .. } => match line {
                LinkStatus::Connecting => calm_left(*since, now),
                LinkStatus::Linked | LinkStatus::Unlinked | LinkStatus::Lost => None,
            },
            Self::Away(away) => match (away.doing, away.length) {
                (_, Length::Blink) => calm_left(away.outage.since, now),
                (Doing::Waiting(until), Length::Felt | Length::Overdue) => next_second(until),
                (Doing::Connecting | Doing::SigningOn, Length::Felt | Length::Overdue) => None,
            },
        }
    }
}

impl<'a> Away<'a> {
    fn of(outage: &'a Outage, doing: Doing, facts: &Facts<'_>) -> Self {
        let hurt = facts.trouble.filter(|(_, at)| *at >= outage.since).map(|(trouble, _)| trouble);
        let length = match outage.overdue {
            Overdue::Passed => Length::Overdue,
            Overdue::At(_) if is_calm(outage.since, facts.now) => Length::Blink,
            Overdue::At(_) => Length::Felt,
        };
        Self { outage, doing, hurt, length }
    }
}

/// Whether something that began at `since` is too young for a word.
pub(super) fn is_calm(since: Tick, now: Tick) -> bool {
    now.since(since) < CALM_MS
}

fn calm_left(since: Tick, now: Tick) -> Option<u64> {
    CALM_MS.checked_sub(now.since(since)).filter(|left| *left > 0)
}

/// The rule that what is being typed breaks, where nobody is signed on.
fn typed_fault(facts: &Facts<'_>) -> Option<ErrorCode> {
    match facts.screen {
        Screen::Entry(entry) if !entry.text.expose().trim().is_empty() => {
            entry.check(facts.user).err().map(ErrorCode::from)
        }
        Screen::Entry(_) | Screen::Home | Screen::Details | Screen::LogOff | Screen::Memos | Screen::Diagnosis(_) => {
            None
        }
    }
}

fn blame_of_bar(why: Bar, again_at: Option<Tick>) -> Blame {
    match (why, again_at) {
        (Bar::Endpoint(_), _) => Blame::ForGood,
        (Bar::Told(code), again_at) => match (blame(code), again_at) {
            // What the connector would mend by itself, it does not mend for someone who stays away.
            (Blame::Link, None) if code != ErrorCode::LoginIdUnknown => Blame::ForGood,
            (blame, _) => blame,
        },
    }
}

fn blame(code: ErrorCode) -> Blame {
    match code {
        ErrorCode::LoginIdEmpty
        | ErrorCode::LoginIdSpace
        | ErrorCode::LoginIdSpecialCharacter
        | ErrorCode::LoginIdTooLong
        | ErrorCode::LoginIdIsUserName
        | ErrorCode::LoginIdHeld => Blame::Id,
        ErrorCode::NoLicence
        | ErrorCode::NoCredentials
        | ErrorCode::Locked
        | ErrorCode::TooManyAttempts
        | ErrorCode::AuthenticationFailed
        | ErrorCode::PasswordExpired
        | ErrorCode::CredentialRevoked
        | ErrorCode::StationUnknown
        | ErrorCode::StationNotPermitted
        | ErrorCode::StationInUse
        | ErrorCode::StationTypeNotAllowed
        | ErrorCode::NoStationLicence
        | ErrorCode::RemoteNumberInvalid
        | ErrorCode::RemoteNumberNotPermitted
        | ErrorCode::PersistentNotPermitted
        | ErrorCode::AgreementNeeded
        | ErrorCode::HostUnknown => Blame::Right,
        ErrorCode::SessionElsewhere | ErrorCode::Superseded => Blame::Elsewhere,
        ErrorCode::UnsupportedProtocol
        | ErrorCode::IdentityRefused
        | ErrorCode::OriginRefused
        | ErrorCode::SignedOff
        | ErrorCode::AnotherLogOn
        | ErrorCode::StationRemoved
        | ErrorCode::LoggedOffBySupervisor => Blame::ForGood,
        ErrorCode::LoginIdUnknown
        | ErrorCode::ExtensionUnavailable
        | ErrorCode::ExtensionBusy
        | ErrorCode::FrameTooLarge
        | ErrorCode::NotJson
        | ErrorCode::NotAnObject
        | ErrorCode::NestedTooDeeply
        | ErrorCode::NoAddress
        | ErrorCode::NotRegistered
        | ErrorCode::AlreadyRegistered
        | ErrorCode::UnknownMessage
        | ErrorCode::BadPayload
        | ErrorCode::NotPermitted
        | ErrorCode::InternalError => Blame::Link,
    }
}

/// What to do about a code, by who can do it: nobody can correct the ID of a user record here.
pub(super) fn remedy(code: ErrorCode, origin: Origin) -> &'static str {
    match (blame(code), origin) {
        (Blame::Id, Origin::Record) => crate::i18n::RECORD_AT_FAULT,
        (Blame::Id, Origin::Typed | Origin::UserName | Origin::Station)
        | (Blame::Right | Blame::Link | Blame::Elsewhere | Blame::ForGood, _) => code.advice_for_person().remedy,
    }
}
