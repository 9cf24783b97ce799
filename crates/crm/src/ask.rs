//! What is asked of a CRM, by what it is for: none of its names. What those are, [`lightning`] and [`classic`] know.

mod classic;
mod lightning;

use hookswitch_protocol::{
    json::{self, Fields, Json},
    opaque::Params,
    salesforce::{ObjectType, RecordId},
};

use crate::{
    channel,
    place::Kind,
    record::{Record, User, id_of, is_id},
    settings::{Settings, Unreadable},
};

/// Something asked of the CRM.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ask {
    /// What an administrator has set.
    Settings,
    /// Who the user is.
    User(Proof),
    /// That numbers can be clicked.
    EnableDialling,
    /// Which record is in front.
    Context,
    /// Records that belong to a number; nothing is shown.
    Search {
        /// The number, in digits.
        text: String,
        /// Which way the call goes.
        way: Way,
    },
    /// Show a record.
    Show(RecordId),
    /// Begin a record with this telephone number.
    Begin {
        /// Of which kind.
        kind: ObjectType,
        /// The number.
        number: String,
    },
    /// Make an activity, or change it.
    Save {
        /// Which one; a new one where it is none yet.
        id: Option<RecordId>,
        /// Its fields and their values, in their order.
        fields: Vec<(String, Value)>,
    },
    /// Change a record.
    Change {
        /// Which.
        id: RecordId,
        /// What becomes of its fields.
        fields: Params,
    },
    /// The activity that holds this call.
    Find(String),
    /// Whether this task is closed.
    IsClosed(String),
    /// Show anew what is in front.
    Refresh,
    /// Open the softphone, where it is folded away.
    Open,
    /// How high the softphone is, in pixels.
    Height(u16),
    /// How wide.
    Width(u16),
    /// What stands on the softphone's place.
    Label(String),
    /// Which picture stands there.
    Icon(&'static str),
    /// Tell other components of the page this, a JSON object.
    Publish(String),
    /// That the softphone can be used.
    Ready,
}

/// Whether the user is to be vouched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// With a token that its connector believes.
    Token,
    /// Without.
    None,
}

/// Which way a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the agent.
    In,
    /// From the agent.
    Out,
}

/// What a field of a record becomes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A number.
    Number(u64),
}

/// What the CRM answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It did what was asked.
    Done,
    /// What is set, and what of it cannot be read.
    Settings(Box<Settings>, Vec<Unreadable>),
    /// Who the user is.
    User(Box<User>),
    /// What is in front, where it is a record.
    Context(Option<Record>),
    /// What was found.
    Found(Vec<Record>),
    /// It is saved as this.
    Saved(RecordId),
    /// The activity that was looked for, where there is one.
    Activity(Option<RecordId>),
    /// Whether the task is closed; nothing where there is none.
    Closed(Option<bool>),
}

/// Why the CRM did not do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// What kind of refusal it is.
    pub why: Why,
    /// In the CRM's words, as far as it found any.
    pub text: String,
}

/// What kind of refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The softphone's place is not made up yet: later it will.
    NotYet,
    /// A field is at fault: again it will be.
    Field,
    /// The class is not there, or not to be called.
    NoClass,
    /// It gave no answer in time.
    Silence,
    /// Anything else.
    Other,
}

/// A call of the CRM's programming interface.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// The method's path below the interface.
    pub method: &'static str,
    /// Its arguments, as a JSON array.
    pub arguments: String,
}

/// A thing the CRM says by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event {
    /// A number was clicked.
    Dial,
    /// Another record is in front.
    Moved,
    /// Another component of the page says something.
    Command,
}

/// An event, the method that tells it, and the channel that it is told on, where there is one.
pub type Source = (Event, &'static str, Option<&'static str>);

/// The events and the methods that tell them.
#[must_use]
pub const fn events(kind: Kind) -> &'static [Source] {
    match kind {
        Kind::Lightning => &[
            (Event::Dial, "onClickToDial", None),
            (Event::Moved, "onNavigationChange", None),
            (Event::Command, "subscribe", Some(channel::NAME)),
        ],
        Kind::Classic => &[(Event::Dial, "cti.onClickToDial", None), (Event::Moved, "onFocus", None)],
    }
}

impl Event {
    /// What was said with it: Classic wraps it as it does its answers.
    pub(crate) fn said<'j, 'a>(self, kind: Kind, json: &'j Json<'a>) -> Option<&'j Json<'a>> {
        match kind {
            Kind::Lightning => Some(json),
            Kind::Classic => classic::value(json).ok().flatten(),
        }
    }
}

impl Ask {
    /// The call that asks it; nothing where this CRM has no such thing, or it is about what can be no record.
    #[must_use]
    pub fn call(&self, kind: Kind) -> Option<Call> {
        if let Self::Show(id) | Self::Change { id, .. } = self
            && !is_id(id)
        {
            return None;
        }
        match kind {
            Kind::Lightning => lightning::call(self),
            Kind::Classic => classic::call(self),
        }
    }

    /// How long an answer may take, in milliseconds.
    #[must_use]
    pub const fn patience_ms(&self) -> u64 {
        match self {
            Self::User(_)
            | Self::Search { .. }
            | Self::Save { .. }
            | Self::Change { .. }
            | Self::Find(_)
            | Self::IsClosed(_) => 15_000,
            Self::Settings
            | Self::EnableDialling
            | Self::Context
            | Self::Show(_)
            | Self::Begin { .. }
            | Self::Refresh
            | Self::Open
            | Self::Height(_)
            | Self::Width(_)
            | Self::Label(_)
            | Self::Icon(_)
            | Self::Publish(_)
            | Self::Ready => 5_000,
        }
    }

    /// Reads what the CRM answered.
    ///
    /// # Errors
    /// Where it refused, or said what nobody understands.
    pub fn answered(&self, kind: Kind, text: &str) -> Result<Answer, Refusal> {
        let json = json::parse(text).map_err(|_| not_understood())?;
        let value = match kind {
            Kind::Lightning => lightning::value(&json)?,
            Kind::Classic => classic::value(&json)?,
        };
        let read = |read: &dyn Fn(&Json<'_>) -> Option<Answer>| inner(value, read).ok_or_else(not_understood);
        match self {
            Self::Settings => read(&|map| {
                Fields::of(map)?;
                let (settings, unreadable) = Settings::read(map);
                Some(Answer::Settings(Box::new(settings), unreadable))
            }),
            Self::User(_) => read(&|user| User::read(user).map(Box::new).map(Answer::User)),
            Self::Context => read(&|context| Some(Answer::Context(Record::of_context(context)))),
            Self::Search { .. } => read(&|found| Record::found(found).map(Answer::Found)),
            Self::Save { .. } => saved(&json, value).map(Answer::Saved).ok_or_else(not_understood),
            Self::Find(_) => read(&|found| {
                let fields = Fields::of(found)?;
                Some(Answer::Activity(fields.get(&["taskId"]).and_then(id)))
            }),
            Self::IsClosed(_) => read(&|found| {
                let is_closed = Fields::of(found)?.get(&["isClosed"]);
                Some(Answer::Closed(is_closed.and_then(|json| match json {
                    Json::Bool(is_closed) => Some(*is_closed),
                    Json::Null | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => None,
                })))
            }),
            Self::EnableDialling
            | Self::Show(_)
            | Self::Begin { .. }
            | Self::Change { .. }
            | Self::Refresh
            | Self::Open
            | Self::Height(_)
            | Self::Width(_)
            | Self::Label(_)
            | Self::Icon(_)
            | Self::Publish(_)
            | Self::Ready => Ok(Answer::Done),
        }
    }
}

impl Refusal {
    /// No answer came.
    #[must_use]
    pub const fn silence() -> Self {
        Self { why: Why::Silence, text: String::new() }
    }

    /// What was thrown instead of an answer.
    #[must_use]
    pub const fn thrown(text: String) -> Self {
        Self { why: Why::Other, text }
    }

    /// The same in as many words as anybody reads.
    pub(crate) fn cut(self) -> Self {
        Self { text: self.text.chars().take(WORDS).collect(), ..self }
    }
}

const WORDS: usize = 500;

/// A value that is an object, or a text that holds one.
pub(crate) fn inner<T>(value: Option<&Json<'_>>, read: impl FnOnce(&Json<'_>) -> Option<T>) -> Option<T> {
    let value = value?;
    match value {
        Json::String(text) => read(&json::parse(text).ok()?),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => read(value),
    }
}

pub(crate) fn id(json: &Json<'_>) -> Option<RecordId> {
    match json {
        Json::String(text) => id_of(text),
        Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_) => None,
    }
}

/// The id of what was saved stands in the value or beside it, plain or as a field.
fn saved(whole: &Json<'_>, value: Option<&Json<'_>>) -> Option<RecordId> {
    let within = |json| Fields::of(json).and_then(|fields| fields.get(&["recordId", "id", "Id"])).and_then(id);
    value.and_then(|value| id(value).or_else(|| within(value))).or_else(|| within(whole))
}

fn not_understood() -> Refusal {
    Refusal { why: Why::Other, text: String::new() }
}

/// A text as it stands in a query.
pub(crate) fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for half in [byte >> 4, byte & 0xf] {
                out.push(char::from_digit(half.into(), 16).unwrap_or('0').to_ascii_uppercase());
            }
        }
    }
    out
}
