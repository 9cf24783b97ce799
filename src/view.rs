//! What is drawn: a pure function of the session, of what the host says, of what is open, and of the time.
//!
//! Belongs here: which colour, which words, which buttons. Does not belong here: how it looks (`components`,
//! `www/hookswitch.css`), and anything that acts.

mod bar;
mod body;
mod calls;
mod details;
pub mod door;
mod icons;
mod lists;
mod memos;
mod news;
mod notice;
pub mod panel;
pub mod records;
mod standing;
mod work;

use hookswitch_protocol::{
    LoginId, Tick,
    center::{Memo, ServerInfo},
    ids::UserName,
};
use hookswitch_session::{
    Desk, Endpoint, EndpointFault, State, Trouble,
    dialling::{OptionFault, Rules},
};

pub use crate::i18n::Text;
use crate::{
    desktop::Desktop,
    i18n::Words,
    identity::Origin,
    intent::{Intent, Press},
    log_on::Form,
    screen::Screen,
};
use door::LogOnView;
use panel::{Panel, SignOnView};
pub use work::{Sound, alone};

use standing::Standing;

/// All that the view depends on.
#[derive(Clone, Copy)]
pub struct Facts<'a> {
    /// Where the session stands.
    pub state: &'a State,
    /// What went wrong last with a connection.
    pub trouble: Option<(Trouble, Tick)>,
    /// The connector's address.
    pub endpoint: Result<&'a Endpoint, EndpointFault>,
    /// Where the Login ID comes from.
    pub origin: Origin,
    /// The Salesforce user name.
    pub user: Option<&'a UserName>,
    /// The Login ID in use.
    pub saved: Option<&'a LoginId>,
    /// The form that logs on to a station.
    pub log_on: &'a Form,
    /// What can be logged on to, as far as the connector was asked.
    pub info: Option<&'a ServerInfo>,
    /// What there is to be known.
    pub memos: &'a [Memo],
    /// How long an answer to the connector took last, in milliseconds.
    pub round_trip_ms: Option<u32>,
    /// What browser this is, and what of it is missing.
    pub browser: (&'a str, &'a [&'static str]),
    /// Whether the browser keeps the Login ID.
    pub keeping: Keeping,
    /// What is open.
    pub screen: &'a Screen,
    /// The present.
    pub now: Tick,
    /// How far the sign-on to the CTI server is, and the agent's work there.
    pub desk: &'a Desk,
    /// What is open on the desktop.
    pub desktop: &'a Desktop,
    /// How numbers are dialled and shown.
    pub rules: &'a Rules,
    /// The dialling option that cannot be read.
    pub option_fault: Option<OptionFault>,
    /// The connector's clock, in milliseconds since 1970 UTC.
    pub connector_ms: Option<u64>,
    /// Whether the browser plays sounds.
    pub sound: Sound,
    /// What the CRM knows, where the softphone is inside one.
    pub crm: Option<records::Inside<'a>>,
    /// A moment so many milliseconds ago as people read it (`09:12`).
    pub time_ago: &'a dyn Fn(u64) -> String,
}

/// Whether the browser keeps the Login ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// It does.
    Works,
    /// It does not: denied or full.
    Fails,
    /// What it kept was no Login ID.
    Corrupt,
}

/// What is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct View {
    /// The bar that is always there.
    pub bar: Bar,
    /// The one message that needs the person.
    pub notice: Option<Notice>,
    /// What is under it.
    pub body: Body,
    /// That something does not work as it should, and nothing is wrong with the sign-on.
    pub note: Option<Text>,
    /// What is announced.
    pub news: News,
    /// Who calls, for as long as it rings here: the page's title says it, and it sounds.
    pub ringing: Option<Text>,
    /// What the embedding page is told.
    pub status: Status,
    /// In how many milliseconds the view changes by itself.
    pub redraw_ms: Option<u64>,
}

/// Who, and the two icons.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bar {
    /// Who, or why nobody.
    pub title: Text,
    /// The line under it.
    pub line: Text,
    /// The login icon.
    pub login: Icon<LoginColour>,
    /// The connection icon.
    pub connection: Icon<LinkColour>,
}

/// An icon that is a button.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Icon<Colour> {
    /// Its colour, and by that its shape.
    pub colour: Colour,
    /// State and remedy, for its title and for those who cannot see it.
    pub name: Text,
    /// Whether what it opens is open.
    pub open: Open,
}

/// Whether a button can be pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Able {
    /// It can.
    Yes,
    /// It cannot.
    No,
}

/// Whether something is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Open {
    /// It is.
    Yes,
    /// It is not.
    No,
}

/// Colours of the login icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LoginColour {
    /// Missing or refused.
    Red,
    /// Accepted or not needed.
    White,
}

/// Colours of the connection icon.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkColour {
    /// Not linked.
    Yellow,
    /// Linked.
    Green,
    /// Lost for long, or refused for good.
    Red,
}

/// What is wrong, what to do, and the buttons that do it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// How bad it is.
    pub tone: Tone,
    /// What is wrong.
    pub title: Text,
    /// What to do.
    pub remedy: Text,
    /// When it is tried again.
    pub countdown: Option<Text>,
    /// The button that does it.
    pub primary: Option<Action>,
    /// Another one.
    pub secondary: Option<Action>,
}

/// How bad a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Nothing goes on without the person.
    Red,
    /// It may pass.
    Yellow,
}

/// A button. Two that are drawn alike are the same.
#[derive(Clone)]
pub struct Action {
    /// What stands on it.
    pub label: Text,
    /// What it asks for.
    pub intent: Intent,
}

/// A button of a certain look.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Button {
    /// What it does.
    pub action: Action,
    /// How it looks.
    pub kind: Kind,
    /// Whether it can be pressed.
    pub able: Able,
}

/// How a button looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The one that does it.
    Primary,
    /// Another one.
    Secondary,
    /// One in passing.
    Plain,
    /// One that loses something.
    Danger,
    /// Green: answers or calls.
    Answer,
    /// Red: ends or declines a call.
    End,
}

/// What is under the notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Nothing: the notice says it all.
    Nothing,
    /// Something is on its way.
    Busy(Text),
    /// The person and the telephone.
    Card(Card),
    /// The details of the connection.
    Details(Details),
    /// The entry of the Login ID.
    Entry(EntryView),
    /// Whether to lose something.
    Ask(Question),
    /// The form that logs on to a station.
    LogOn(Box<LogOnView>),
    /// What has to be agreed to.
    Agreement(Text),
    /// All memos.
    Memos(Vec<MemoView>),
    /// All that helps to find a fault, and how copying it went.
    Diagnosis(String, Option<&'static str>),
    /// The sign-on to the CTI server by hand.
    SignOn(SignOnView),
    /// The agent's desktop.
    Panel(Box<Panel>),
}

/// The person and the telephone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// Filled or ring.
    pub dot: Dot,
    /// How it stands, in a word.
    pub word: Text,
    /// Since when.
    pub since: Option<Text>,
    /// What people call the person.
    pub name: Text,
    /// The telephone.
    pub extension: Text,
}

/// The mark before a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dot {
    /// All is well.
    Filled,
    /// Not yet, or no more.
    Ring,
}

/// The details of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Details {
    /// Label and value.
    pub rows: Vec<(&'static str, Text)>,
    /// A fresh connection, where that makes sense.
    pub reconnect: Option<Action>,
    /// Leaving the station, where somebody is logged on to one.
    pub log_off: Option<Action>,
}

/// A question before something is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// What is asked, and what is lost.
    pub words: Words,
    /// What it costs beside.
    pub also: Text,
    /// Loses nothing.
    pub keep: &'static str,
    /// Does it.
    pub act: Vec<Action>,
}

/// One memo.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoView {
    /// What.
    pub text: String,
    /// Where there is more.
    pub url: Option<String>,
}

/// The entry of the Login ID.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryView {
    /// What to do.
    pub hint: Text,
    /// What the field holds.
    pub text: Secret,
    /// Whether it can be read.
    pub mask: crate::screen::Mask,
    /// Why it cannot be used.
    pub reason: Option<Reason>,
    /// What happened to it last.
    pub done: Option<&'static str>,
    /// Whether there is something to forget.
    pub forget: Option<Action>,
}

/// A text that is drawn and never logged.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(pub String);

/// Why a text cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reason {
    /// Nothing was typed yet.
    Empty(Text),
    /// A rule is broken.
    Broken(Text),
}

/// What is announced to those who cannot see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// When there is a pause.
    pub polite: Text,
    /// At once: the connection is lost.
    pub urgent: Text,
}

/// What the embedding page is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// Colour of the login icon.
    pub login: LoginColour,
    /// Colour of the connection icon.
    pub connection: LinkColour,
    /// The telephone.
    pub extension: Option<String>,
    /// What people call the person.
    pub display_name: Option<String>,
    /// What was refused.
    pub fault: Option<Fault>,
}

/// A refusal, for the embedding page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its code.
    pub code: &'static str,
    /// What is wrong.
    pub message: Text,
    /// What to do.
    pub remedy: &'static str,
}

/// Draws.
#[must_use]
pub fn view(facts: &Facts<'_>) -> View {
    let standing = Standing::of(facts);
    let notice = notice::notice(facts, &standing);
    let body = body::body(facts, &standing, notice.as_ref());
    View {
        bar: bar::bar(facts, &standing),
        news: news::news(facts, &standing, notice.as_ref()),
        ringing: news::ringing(facts),
        status: news::status(&standing),
        note: body::note(facts),
        redraw_ms: [standing.redraw_ms(facts.now), work::redraw_ms(facts)].into_iter().flatten().min(),
        notice,
        body,
    }
}

impl Action {
    /// What a press alone asks for.
    #[must_use]
    pub const fn press(label: &'static str, press: Press) -> Self {
        Self { label: Text::Borrowed(label), intent: Intent::Press(press) }
    }
}

impl PartialEq for Action {
    fn eq(&self, other: &Self) -> bool {
        self.label == other.label && self.intent.words() == other.intent.words()
    }
}

impl Eq for Action {}

impl Able {
    /// Both.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Yes, Self::Yes) => Self::Yes,
            (Self::Yes | Self::No, Self::No) | (Self::No, Self::Yes) => Self::No,
        }
    }
}

impl LoginColour {
    /// The word in `data-state`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::White => "white",
        }
    }
}

impl LinkColour {
    /// The word in `data-state`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Yellow => "yellow",
            Self::Green => "green",
            Self::Red => "red",
        }
    }
}

impl core::fmt::Debug for Secret {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl core::fmt::Debug for Action {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(&self.label)
    }
}
