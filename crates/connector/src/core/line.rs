//! What the core and a telephone system say to each other: stations, calls, and what is asked of both.
//!
//! The core knows these types and no telephone system; a telephone system knows these types and nothing else of the
//! core.

use std::collections::BTreeSet;

use hookswitch_protocol::{
    Tick,
    cisco::ids::DtmfDigits,
    ids::{DisplayName, Extension},
};

use super::numbers::{Number, QueueName};

/// One call, from its first ring to its last party's end. Never used again for another while the connector runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CallId(pub u64);

/// One command, chosen by the core; its answer carries it. Never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CommandId(pub u64);

/// A party's place in its call. Parties are never taken out of a call and never change places.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartyId(pub u32);

/// What the telephone system is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StationCommand {
    /// An agent is at this telephone. Answered by [`StationEvent::Up`], and then by every call that is there, or by
    /// [`StationEvent::Refused`].
    Attach(Extension),
    /// An agent is at this telephone, and it is outside, at this number: one that a station was set up with, or the
    /// number itself. Answered as [`Self::Attach`]; refused where the number is nobody's.
    AttachOutside {
        /// The telephone.
        extension: Extension,
        /// Where it is.
        number: Number,
        /// What becomes of the line to it between calls.
        leg: Leg,
    },
    /// Nobody is at this telephone any more. Its calls end there ([`Ending::OutOfReach`]), its offer is forgotten.
    Detach(Extension),
    /// A call is to be made or changed. Answered exactly once, by [`StationEvent::Done`] or [`StationEvent::Failed`].
    Call(CallCommand),
    /// The agent at this telephone is ready for calls of these queues, and of no others. The offer stands until the
    /// telephone is withheld or detached, lets a queue's call ring ([`StationEvent::Unanswered`]), or turns to a call
    /// (makes, answers, retrieves or listens to one): it is offered anew afterwards, so that nobody is rung before it is
    /// known what they do after the call.
    Offer {
        /// The telephone.
        extension: Extension,
        /// The queues.
        queues: BTreeSet<QueueName>,
    },
    /// The agent at this telephone is not ready. A queue's call that rings there already goes on ringing.
    Withhold(Extension),
}

/// What becomes of the line to a number outside between calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leg {
    /// It is dropped, and made for each call anew.
    OnDemand,
    /// It stays until it is hung up there or the telephone is detached. A telephone system without lines treats it like
    /// the other.
    Persistent,
}

/// What the telephone system says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StationEvent {
    /// The telephone can be reached.
    Up(Extension),
    /// There is no such telephone.
    Refused(Extension),
    /// The telephone or the whole system is out of reach.
    Down(Extension),
    /// A command is carried out; said before the first change that comes of it.
    Done {
        /// Which command.
        command: CommandId,
        /// The call that came of it: the new one of `Make` and `Consult`, the one that goes on after `Transfer` and
        /// `Conference`, the one that `Listen` and `Barge` found. Nothing where the command named it.
        call: Option<CallId>,
    },
    /// A command could not be carried out and has changed nothing.
    Failed {
        /// Which command.
        command: CommandId,
        /// Why.
        why: Failure,
    },
    /// The whole call, after every change of it.
    Call(Box<Call>),
    /// A queue's call rang here, was let ring or rejected, and goes to somebody else. The telephone is withheld until
    /// it is offered again.
    Unanswered {
        /// The telephone.
        extension: Extension,
        /// The call.
        call: CallId,
    },
}

/// Something to be done with a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallCommand {
    /// Which command, new.
    pub id: CommandId,
    /// The telephone at which it is done.
    pub at: Extension,
    /// What.
    pub act: CallAct,
}

/// What can be done with calls. A telephone takes part in one call at a time: whatever makes it take part in another
/// holds the one before. It cannot turn to another call while it waits for one to be answered, nor while it listens
/// ([`Failure::WrongState`]).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CallAct {
    /// Call somebody.
    Make {
        /// Whom.
        to: Number,
        /// What people call them, where that is known.
        name: Option<DisplayName>,
    },
    /// Answer a call that rings here.
    Answer(CallId),
    /// Send a call away that rings here.
    Reject(CallId),
    /// Put an active call aside.
    Hold(CallId),
    /// Go on with a held call.
    Retrieve(CallId),
    /// Leave a call that does not ring here: hang up, or stop listening.
    Drop(CallId),
    /// Take somebody else out of an active call.
    DropParty {
        /// The call.
        call: CallId,
        /// Whom; nobody who listens.
        party: PartyId,
    },
    /// Hold the call and make another to ask somebody about it.
    Consult {
        /// The call that it is about, active or held.
        call: CallId,
        /// Whom to ask.
        to: Number,
    },
    /// Leave both a consult and the call that it is about; who is left in either goes on in the latter. The consult may
    /// still ring.
    Transfer {
        /// The call whose origin is [`Origin::Consult`].
        consult: CallId,
    },
    /// Bring everybody of an answered consult and of the call that it is about together in the latter.
    Conference {
        /// The call whose origin is [`Origin::Consult`].
        consult: CallId,
    },
    /// Leave a call, active or held, and have somebody rung in one's place. Nothing comes back if they do not answer.
    TransferTo {
        /// The call.
        call: CallId,
        /// Whom to ring.
        to: Number,
    },
    /// Send tones into an active call.
    Digits {
        /// The call.
        call: CallId,
        /// The tones.
        digits: DtmfDigits,
    },
    /// Hear what is said at another telephone, unheard. Ends with that telephone's part in the call.
    Listen {
        /// The other telephone, active in a call.
        agent: Extension,
    },
    /// Speak in the call that one listens to.
    Barge {
        /// The telephone that is listened to.
        agent: Extension,
    },
}

/// Why a command could not be carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Failure {
    /// There is no such call, it is over, or this telephone is not in it.
    UnknownCall,
    /// The call is not in a state in which this can be done.
    WrongState,
    /// The telephone system itself knows that nobody has this number. What only the network behind it knows, ends the
    /// call instead ([`Ending::NoSuchNumber`]).
    NoSuchNumber,
    /// No further call has room: at this telephone, at the one that was called, or in the system.
    Busy,
    /// It makes no sense, such as calling oneself, or this telephone system cannot do it.
    NotPossible,
    /// Nobody is at this telephone or at the one that was called, or the telephone system is out of reach.
    OutOfReach,
}

/// A call as a whole. It is over when no two parties are left who could speak with each other; only a caller waits
/// alone for a queue. Its last event has every party ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Which call.
    pub id: CallId,
    /// How it came to be.
    pub origin: Origin,
    /// Who began it.
    pub from: Caller,
    /// What they dialled; for a queue, its name.
    pub to: Number,
    /// When it began.
    pub began: Tick,
    /// Everybody who is or was in it, in the order in which they came; who began it is the first. Somebody who comes
    /// back is another party.
    pub parties: Vec<Party>,
}

/// How a call came to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Somebody called somebody.
    Direct,
    /// Somebody called a queue.
    Queue(QueueName),
    /// Somebody asks about another call.
    Consult(CallId),
}

/// Somebody, by number and perhaps by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caller {
    /// The number.
    pub who: Who,
    /// What people call them, where the telephone system knows.
    pub name: Option<DisplayName>,
}

/// A telephone of the system, or a number outside.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Who {
    /// One of its telephones.
    Extension(Extension),
    /// Anybody else.
    Outside(Number),
}

/// Somebody's part in a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Party {
    /// The place in the call.
    pub id: PartyId,
    /// Who it is.
    pub who: Who,
    /// What people call them, where the telephone system knows.
    pub name: Option<DisplayName>,
    /// Their state.
    pub state: PartyState,
    /// Since when.
    pub since: Tick,
}

/// Somebody's state in a call.
///
/// ```text
///      Initiating ───► Alerting     Listening
///          │              │             │
///          └─► answered ◄─┘          barges
///                 │                     │
///                 ▼      hold           │
///              Active ─────────► Held   │
///               ▲  ▲             │      │
///               │  └── retrieve ─┘      │
///               └───────────────────────┘
/// ```
///
/// Every state but `Ended` may be a party's first, because parties move from call to call; every other leads to
/// `Ended`, which leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PartyState {
    /// Has called and waits for an answer, or is called and does not ring yet.
    Initiating,
    /// It rings there.
    Alerting,
    /// Takes part.
    Active,
    /// Has put the call aside. The others are where they were, and hear music.
    Held,
    /// Hears what this telephone hears and says, unheard.
    Listening(Extension),
    /// Is out of the call.
    Ended(Ending),
}

/// How somebody's part in a call ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Hung up, or gave up waiting.
    HungUp,
    /// Nobody was left to speak with or to listen to.
    OthersLeft,
    /// Sent the call away.
    Rejected,
    /// Let it ring for too long.
    NoAnswer,
    /// Has no room for the call.
    Busy,
    /// Nobody has the number.
    NoSuchNumber,
    /// The telephone is out of reach, or nobody is at it any more.
    OutOfReach,
    /// Was taken out by another party.
    Removed,
    /// Gave the call to somebody else.
    Transferred,
    /// Goes on in that call.
    Moved(CallId),
}

impl Call {
    /// Whether it is over: no other event of it follows.
    #[must_use]
    pub fn is_over(&self) -> bool {
        !self.parties.iter().any(Party::is_in)
    }

    /// Whether nobody has answered yet who would speak for the queue.
    #[must_use]
    pub fn waits_in_queue(&self) -> Option<&QueueName> {
        match (&self.origin, self.parties.first().map(|party| &party.state)) {
            (Origin::Queue(queue), Some(PartyState::Initiating)) => Some(queue),
            (Origin::Direct | Origin::Queue(_) | Origin::Consult(_), _) => None,
        }
    }

    /// This telephone's part in the call, while it has one.
    #[must_use]
    pub fn party_at(&self, extension: &Extension) -> Option<&Party> {
        self.parties.iter().find(|party| party.is_in() && party.who.is(extension))
    }
}

impl Party {
    /// Whether they are still in the call.
    #[must_use]
    pub const fn is_in(&self) -> bool {
        self.state.is_in()
    }
}

impl Who {
    /// Whether it is this telephone.
    #[must_use]
    pub fn is(&self, extension: &Extension) -> bool {
        match self {
            Self::Extension(own) => own == extension,
            Self::Outside(_) => false,
        }
    }
}

impl PartyState {
    /// Whether whoever is in this state is in the call.
    #[must_use]
    pub const fn is_in(&self) -> bool {
        match self {
            Self::Initiating | Self::Alerting | Self::Active | Self::Held | Self::Listening(_) => true,
            Self::Ended(_) => false,
        }
    }

    /// Whether the telephone is taken by the call, so that another one has to wait.
    #[must_use]
    pub const fn is_engaged(&self) -> bool {
        match self {
            Self::Initiating | Self::Active | Self::Listening(_) => true,
            Self::Alerting | Self::Held | Self::Ended(_) => false,
        }
    }

    /// Whether the diagram has a way of one step from here to there.
    #[must_use]
    pub const fn leads_to(&self, next: &Self) -> bool {
        match self {
            Self::Initiating => matches!(next, Self::Alerting | Self::Active | Self::Ended(_)),
            Self::Alerting | Self::Held | Self::Listening(_) => matches!(next, Self::Active | Self::Ended(_)),
            Self::Active => matches!(next, Self::Held | Self::Ended(_)),
            Self::Ended(_) => false,
        }
    }
}
