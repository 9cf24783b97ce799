//! One WebSocket as the core sees it.

use std::{collections::VecDeque, net::IpAddr};

use hookswitch_protocol::{
    Tick,
    channels::Answer,
    connector::{Channel, Speaker},
    frame::ReplyTo,
    ids::{BrowserId, PageUrl, RequestId},
};

use super::{
    directory::{LoginIdHash, UserId},
    io::Ticket,
    sessions::Via,
    tokens::Token,
};

/// A connection.
#[derive(Debug)]
pub(super) struct Conn {
    /// The address it came from.
    pub(super) peer: IpAddr,
    /// When something is owed: registration, heartbeat, or its answer.
    pub(super) due: Tick,
    /// Malformed frames since the last good one.
    pub(super) malformed: u8,
    /// How far it got.
    pub(super) standing: Standing,
}

/// How far a connection got.
///
/// ```text
///  Fresh ──Register──▶ Nobody ──SetLoginId──▶ Settling ──Stored──▶ Holds
///                       ▲  │                                        ▲
///                       │  ├─ unknown ID ──▶ Awaits ──(ID known)────┤
///                       │  └─ live session ▶ Elsewhere ──TakeOver───┤
///                       └───────────── ClearLoginId ────────────────┘
///                       │
///                       └─ session in this browser ▶ Beside ◀──(another goes)── Holds
/// ```
#[derive(Debug)]
pub(super) enum Standing {
    /// Not registered yet.
    Fresh,
    /// Registered; nobody is signed on here.
    Nobody(Registration),
    /// The ID is unknown; its owner is signed on as soon as it is known.
    Awaits(Registration, LoginIdHash),
    /// The user's session lives in another browser, or this is another app of the user's.
    Elsewhere(Registration, UserId, Via),
    /// Another tab of the browser in which the user's session lives: told and heard like the one that holds it.
    Beside(Registration, UserId, Via),
    /// The store is keeping a licence; then its user is signed on.
    Settling(Registration, Box<Settling>),
    /// The user's session lives here.
    Holds(Registration, UserId),
}

/// A sign-on that waits for the store.
#[derive(Debug)]
pub(super) struct Settling {
    /// The change that is being kept.
    pub(super) ticket: Ticket,
    /// The ID that was proven.
    pub(super) hash: LoginIdHash,
    /// Whom to answer.
    pub(super) reply_to: ReplyTo,
}

/// What registration left.
#[derive(Debug)]
pub(super) struct Registration {
    /// What speaks.
    pub(super) speaker: Speaker,
    /// When the peer was last heard.
    pub(super) heard: Tick,
    /// The browser in which it is a tab.
    pub(super) browser: Option<BrowserId>,
    /// The last heartbeat.
    pub(super) beat: Beat,
    /// Channels registered for.
    pub(super) channels: Channels,
    /// Token with which the session of this connection can be resumed.
    pub(super) token: Token,
    /// The page that speaks.
    pub(super) url: PageUrl,
    /// Requests answered lately.
    pub(super) answered: Answered,
}

/// The last heartbeat of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Beat {
    /// There was none yet.
    None,
    /// It was sent then and is not answered yet.
    Sent { at: Tick, server_time: u64 },
    /// It was answered after that time.
    Answered { round_trip_ms: u32 },
}

/// A set of channels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Channels(u8);

/// The last requests that had a reference: the same reference again gets the same reply, if there is one, and nothing
/// is done twice.
#[derive(Debug, Default)]
pub(super) struct Answered {
    replies: VecDeque<(RequestId, Box<Answer>)>,
    done: VecDeque<RequestId>,
}

/// What a request gets that comes again.
pub(super) enum Again {
    /// The same reply.
    Reply(Box<Answer>),
    /// Nothing: what came of it was told by itself.
    Nothing,
}

impl Conn {
    /// Whether it registered for the channel.
    pub(super) fn has(&self, channel: Channel) -> bool {
        self.standing.registration().is_some_and(|registration| registration.channels.has(channel))
    }
}

impl Standing {
    pub(super) const fn registration(&self) -> Option<&Registration> {
        match self {
            Self::Fresh => None,
            Self::Nobody(registration)
            | Self::Awaits(registration, ..)
            | Self::Elsewhere(registration, ..)
            | Self::Beside(registration, ..)
            | Self::Settling(registration, _)
            | Self::Holds(registration, _) => Some(registration),
        }
    }

    pub(super) const fn registration_mut(&mut self) -> Option<&mut Registration> {
        match self {
            Self::Fresh => None,
            Self::Nobody(registration)
            | Self::Awaits(registration, ..)
            | Self::Elsewhere(registration, ..)
            | Self::Beside(registration, ..)
            | Self::Settling(registration, _)
            | Self::Holds(registration, _) => Some(registration),
        }
    }

    /// The same registration, on the way to somewhere else.
    pub(super) fn into_registration(self) -> Option<Registration> {
        match self {
            Self::Fresh => None,
            Self::Nobody(registration)
            | Self::Awaits(registration, ..)
            | Self::Elsewhere(registration, ..)
            | Self::Beside(registration, ..)
            | Self::Settling(registration, _)
            | Self::Holds(registration, _) => Some(registration),
        }
    }
}

impl Standing {
    /// The user of whose session it is a window.
    pub(super) const fn window_of(&self) -> Option<UserId> {
        match self {
            Self::Holds(_, user) | Self::Beside(_, user, _) => Some(*user),
            Self::Fresh | Self::Nobody(_) | Self::Awaits(..) | Self::Elsewhere(..) | Self::Settling(..) => None,
        }
    }

    /// The user beside whose holder it stands.
    pub(super) const fn beside(&self) -> Option<UserId> {
        match self {
            Self::Beside(_, user, _) => Some(*user),
            Self::Fresh
            | Self::Nobody(_)
            | Self::Awaits(..)
            | Self::Elsewhere(..)
            | Self::Settling(..)
            | Self::Holds(..) => None,
        }
    }
}

impl Beat {
    pub(super) const fn round_trip_ms(self) -> Option<u32> {
        match self {
            Self::Answered { round_trip_ms } => Some(round_trip_ms),
            Self::None | Self::Sent { .. } => None,
        }
    }
}

impl Channels {
    pub(super) fn new(channels: &[Channel]) -> Self {
        let every = channels.iter().copied().chain([Channel::Connector]);
        Self(every.map(Self::bit).fold(0, |set, bit| set | bit))
    }

    pub(super) fn has(self, channel: Channel) -> bool {
        self.0 & Self::bit(channel) != 0
    }

    const fn bit(channel: Channel) -> u8 {
        match channel {
            Channel::Connector => 1,
            Channel::Salesforce => 2,
            Channel::Cisco => 4,
            Channel::InteractionCenter => 8,
        }
    }
}

impl Answered {
    const REPLIES_KEPT: usize = 4;
    const DONE_KEPT: usize = 16;

    /// What this request gets, if it comes again.
    pub(super) fn again(&self, id: &RequestId) -> Option<Again> {
        let reply = self.replies.iter().find(|(answered, _)| answered == id);
        let reply = reply.map(|(_, reply)| Again::Reply(reply.clone()));
        reply.or_else(|| self.done.contains(id).then_some(Again::Nothing))
    }

    pub(super) fn keep(&mut self, id: RequestId, reply: Answer) {
        if self.replies.len() == Self::REPLIES_KEPT {
            self.replies.pop_front();
        }
        self.replies.push_back((id, Box::new(reply)));
    }

    /// Notes a request that was done and has no reply of its own.
    pub(super) fn note(&mut self, id: RequestId) {
        if self.done.len() == Self::DONE_KEPT {
            self.done.pop_front();
        }
        self.done.push_back(id);
    }

    /// Takes over those of another that is gone; of all the last ones are kept.
    pub(super) fn absorb(&mut self, other: Self) {
        self.replies.extend(other.replies);
        let surplus = self.replies.len().saturating_sub(2 * Self::REPLIES_KEPT);
        self.replies.drain(..surplus);
        self.done.extend(other.done);
        let surplus = self.done.len().saturating_sub(2 * Self::DONE_KEPT);
        self.done.drain(..surplus);
    }
}

#[cfg(test)]
mod tests {
    use hookswitch_protocol::connector::{FromConnector, Outcome};

    use super::*;

    #[test]
    fn of_any_number_of_windows_that_are_gone_the_last_answers_are_kept() {
        let id = |at: usize| RequestId::parse(&at.to_string()).unwrap();
        let mut all = Answered::default();
        for window in 0..9 {
            let mut answered = Answered::default();
            for at in 0..100 {
                answered.keep(id(window * 200 + at), FromConnector::LoginIdCleared(Outcome::done()).into());
                answered.note(id(window * 200 + 100 + at));
            }
            all.absorb(answered);
        }
        let last = 8 * 200;
        assert!(matches!(all.again(&id(last + 99)), Some(Again::Reply(_))));
        assert!(matches!(all.again(&id(last + 199)), Some(Again::Nothing)));
        assert_eq!((all.replies.len(), all.done.len()), (2 * Answered::REPLIES_KEPT, 2 * Answered::DONE_KEPT));
    }
}
