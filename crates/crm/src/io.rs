//! What goes into the machine and what comes out.

use hookswitch_protocol::{
    ReplyTo,
    cisco::{
        call::Call,
        ids::{CallId, DialString},
    },
    ids::Jwt,
    salesforce::{Asked, RecordId, Told},
};

use crate::{
    ask::{self, Event, Why},
    record::{Record, User},
    settings::{Settings, Unreadable},
    talk::Entry,
};

/// A question to the CRM. Answers to one that is not waited for any more are stale and are dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct AskId(pub u32);

/// An answer as it came, a JSON text. It may hold what proves who the user is, and is not printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Reply(String);

impl Reply {
    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<String> for Reply {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl core::fmt::Debug for Reply {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Reply(…)")
    }
}

/// What happened outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// The CRM's interface is there.
    Start,
    /// The CRM answered, with this JSON text.
    Answered(AskId, Reply),
    /// Instead of an answer this was thrown.
    Threw(AskId, String),
    /// The CRM says something by itself, with this JSON text.
    Happened(Event, String),
    /// This tab leads the others from now on.
    Leads,
    /// The person looks at this tab.
    InFront,
    /// Another tab says what [`Effect::Say`] had it say.
    Said(Word),
    /// What was kept of a call; `None` where nothing can be kept.
    Recalled(CallId, Option<Entry>),
    /// The connector wants to know who the user is.
    Vouch,
    /// Another app asks for something.
    App(ReplyTo, Asked),
    /// The person chooses whose call it is.
    Choose(CallId, RecordId),
    /// The person wants to see a record.
    Show(RecordId),
    /// The person begins a record for who calls.
    Begin(CallId),
    /// The person writes a note.
    Note(CallId, String),
    /// The person has written what there was to write.
    Noted,
    /// What could not be saved is tried again.
    Save(CallId),
    /// The person says how a call came out.
    Wrapped(CallId, String),
    /// What was clicked is no number.
    NoNumber(String),
    /// What waits is not to be dialled, and what is hinted at is read.
    Dismiss,
}

/// What tabs of one browser tell each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// The person looks at me.
    InFront,
    /// I am left.
    Left,
}

/// What is to be done outside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Call the CRM's interface.
    Call(AskId, ask::Call),
    /// Hear its events from now on.
    Listen,
    /// The softphone can begin.
    Begin(Box<Begun>),
    /// Dial what was clicked; the call is to carry this.
    Dial(DialString, Option<Record>),
    /// Have a call carry this record.
    Carry(CallId, Record),
    /// Tell the user's other apps.
    Tell(ReplyTo, Told),
    /// Tell the other tabs.
    Say(Word),
    /// Hand in what was kept of a call.
    Recall(CallId),
    /// Keep this of a call.
    Keep(CallId, Entry),
    /// What proves the user, or nothing.
    Vouched(Option<Jwt>),
    /// What is seen of all this may have changed.
    Changed,
}

/// What is known when the softphone begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// What an administrator has set; the usual where the CRM did not say.
    pub settings: Settings,
    /// What of it cannot be read.
    pub unreadable: Vec<Unreadable>,
    /// Who the user is, where the CRM said.
    pub user: Option<User>,
}

/// What the softphone does at present.
#[derive(Clone, Copy, Debug)]
pub struct Seen<'a> {
    /// How far it is.
    pub phone: Phone,
    /// The agent's calls.
    pub calls: &'a [Call],
    /// The user's date, as `2026-11-22`.
    pub today: &'a str,
    /// The connector's clock, in milliseconds since 1970 UTC.
    pub connector_ms: u64,
}

/// How far the softphone is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phone {
    /// On its way, by itself.
    #[default]
    Connecting,
    /// Waiting for the person to sign on, or unable to.
    SignedOff,
    /// Signed on, and the agent is not at work.
    NotAtWork,
    /// The agent is at work and gets no calls.
    NotReady,
    /// The agent writes down how a call came out, and gets none meanwhile.
    WrapUp,
    /// The agent is at work.
    Ready,
}

/// A question and what came of it, for a diagnosis: no argument and no answer, which may hold what is nobody's business.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The method.
    pub method: &'static str,
    /// How long it took, in milliseconds.
    pub took_ms: u64,
    /// Why nothing came of it.
    pub refused: Option<Why>,
}
