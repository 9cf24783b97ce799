//! What an agent at work sees under the bar, as types: drawn by `components`, made by `view`.

use std::rc::Rc;

use hookswitch_protocol::limits::CALL_VARIABLE_VALUE_CHARS;

use super::{Able, Action, Button, Dot, Open, Text, Tone};
use crate::intent::Tab;

/// The sign-on to the CTI server by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignOnView {
    /// What this is.
    pub title: Text,
    /// Why it has to be done by hand, or what was refused, with what to do.
    pub why: Option<(Tone, Text)>,
    /// Until when it is blocked.
    pub countdown: Option<Text>,
    /// What the field for the name begins with.
    pub user_name: String,
    /// What the field for the telephone begins with.
    pub extension: String,
    /// Whether the form can be sent.
    pub able: Able,
}

/// An agent's desktop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Panel {
    /// How the agent stands.
    pub state: StateLine,
    /// The bar that asks for sound, while the browser allows none.
    pub sound: Option<Action>,
    /// For which call somebody is being looked up.
    pub purpose: Option<Purpose>,
    /// What is under it.
    pub page: Page,
    /// A call that rings while another page than that of the calls is open.
    pub ringing: Option<Rc<CardView>>,
    /// What failed.
    pub toasts: Vec<Toast>,
    /// The pages there are.
    pub tabs: Vec<TabView>,
    /// What is always there under them.
    pub status: Option<StatusLine>,
}

/// The line under everything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusLine {
    /// Where the agent works, and how good the connection is.
    pub text: Text,
    /// The memo whose turn it is; opens all of them.
    pub memo: Option<Action>,
}

/// How the agent stands, since when, and the button that changes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateLine {
    /// Filled where ready.
    pub dot: Dot,
    /// The state in a word.
    pub word: Text,
    /// Why, or what comes after it.
    pub detail: Option<Text>,
    /// For how long, or how much is left of it (`04:12`).
    pub timer: Text,
    /// Whether the choice of states is open.
    pub open: Open,
    /// The button.
    pub change: Action,
}

/// For which call somebody is being looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purpose {
    /// What for and with whom.
    pub text: Text,
    /// Ends it.
    pub cancel: Action,
}

/// What is under the state line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Page {
    /// The calls, and what is owed after one.
    Calls(CallsView),
    /// The number and the keys.
    Keypad(KeypadView),
    /// The phone books.
    Book(BookView),
    /// The calls of the day.
    History(ListView<PastRow>),
    /// The supervisor's team.
    Team(ListView<TeamRow>),
    /// The states to choose from.
    States(Vec<Choice>),
    /// The keys of the keyboard.
    Shortcuts(Vec<(&'static str, &'static str)>),
}

/// The calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallsView {
    /// Said where there is none.
    pub empty: Option<Text>,
    /// How the last call came out is asked.
    pub wrap_up: Option<Choice>,
    /// The calls.
    pub cards: Vec<Rc<CardView>>,
    /// The call that ended last, where the CRM knows it.
    pub after: Option<Box<AfterView>>,
}

/// What the CRM knows of a call, and what is written down of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordsView {
    /// What there is to say of it.
    pub text: Option<Text>,
    /// Records to open or to choose from, or the one to begin.
    pub buttons: Vec<Button>,
    /// What is written down.
    pub note: Option<NoteView>,
    /// Whether that is saved.
    pub saved: Option<Text>,
    /// Saves it again, where it could not be saved.
    pub again: Option<Action>,
}

/// A note.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoteView {
    /// On which call.
    pub call: String,
    /// What the field holds.
    pub text: String,
}

/// The call that ended last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AfterView {
    /// Which.
    pub id: String,
    /// Whose it was.
    pub title: Text,
    /// What the CRM knows of it.
    pub records: RecordsView,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CardView {
    /// Which; the key of the card.
    pub id: String,
    /// How it looks.
    pub tone: CardTone,
    /// Who, by name or by number.
    pub title: Text,
    /// Number and queue.
    pub line: Text,
    /// How it stands (`On hold`).
    pub state: Text,
    /// For how long (`02:41`).
    pub timer: Text,
    /// At most two big buttons for what one does next.
    pub big: Vec<Button>,
    /// Whether the rest is open; nothing where there is no rest.
    pub more: Option<(Open, Action)>,
    /// The rest, where it is open.
    pub rest: Vec<Button>,
    /// What else there is to know, where it is open.
    pub details: Vec<(Text, Text)>,
    /// Its variables, where it is open.
    pub variables: Vec<VariableView>,
    /// What the CRM knows of it.
    pub records: Option<RecordsView>,
}

/// A variable of a call, which can be typed into.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariableView {
    /// What it is called.
    pub name: String,
    /// What the field holds.
    pub text: String,
    /// Whether it can be typed into now.
    pub able: Able,
}

impl VariableView {
    /// As many characters as a value can have.
    pub const LONGEST: usize = CALL_VARIABLE_VALUE_CHARS;
}

/// How a card looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardTone {
    /// Rings here.
    Ringing,
    /// Is being talked in, or dialled.
    Active,
    /// Waits.
    Held,
    /// Came to nothing.
    Failed,
}

/// The number and the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeypadView {
    /// What the field is called.
    pub label: &'static str,
    /// What the field holds.
    pub text: String,
    /// Why it cannot be dialled, or what will be dialled where that differs.
    pub hint: Option<(Tone, Text)>,
    /// The field holds what was sent into the call and cannot be typed into by hand: keys are sent as they come.
    pub tones: Open,
    /// Removes the last digit; not where there is none.
    pub erase: Able,
    /// What to do with the number.
    pub buttons: Vec<Button>,
}

/// The phone books.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookView {
    /// What is searched for.
    pub text: String,
    /// How many were found, or why there are none.
    pub status: Text,
    /// How many rows there are in all.
    pub total: usize,
    /// The number of the first row that is drawn.
    pub first: usize,
    /// The rows that are drawn.
    pub rows: Vec<ContactRow>,
    /// The contact that is chosen, whole, with what to do.
    pub chosen: Option<(Text, Vec<Button>)>,
}

/// One contact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactRow {
    /// Which row of all.
    pub row: usize,
    /// Who.
    pub name: Text,
    /// Number and description.
    pub line: Text,
    /// Whether it is chosen.
    pub chosen: Open,
}

/// Rows, or why there are none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView<Row> {
    /// Said where there is none.
    pub empty: Option<Text>,
    /// The rows.
    pub rows: Vec<Row>,
}

/// A call that is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PastRow {
    /// Which; the key of the row.
    pub id: String,
    /// Which way it went.
    pub way: Way,
    /// That in a word (`Missed`).
    pub word: &'static str,
    /// Who, by name or by number.
    pub title: Text,
    /// Number, queue, when, how long.
    pub line: Text,
    /// Calls there; not where the number was withheld.
    pub redial: Option<Action>,
}

/// Which way a call went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// To the agent, who answered.
    In,
    /// From the agent.
    Out,
    /// To the agent, who did not answer.
    Missed,
}

/// An agent of the team.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TeamRow {
    /// Which; the key of the row.
    pub id: String,
    /// Filled where ready.
    pub dot: Dot,
    /// Who.
    pub name: Text,
    /// State, reason, telephone, calls.
    pub line: Text,
    /// For how long.
    pub timer: Text,
    /// Opens or closes what can be done.
    pub toggle: Action,
    /// Whether that is open.
    pub open: Open,
    /// What can be done, where it is open.
    pub buttons: Vec<Button>,
    /// Why to make not ready, where it is open.
    pub not_ready: Option<Choice>,
}

/// Something to choose from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What is chosen.
    pub title: Text,
    /// What there is to say about it.
    pub hint: Option<Text>,
    /// The buttons, the present choice marked by [`super::Kind::Primary`].
    pub options: Vec<Button>,
}

/// Something that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Which; the key of the toast.
    pub id: String,
    /// What failed and what to do.
    pub text: Text,
    /// Takes it away.
    pub dismiss: Action,
}

/// A page that can be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TabView {
    /// Which.
    pub tab: Tab,
    /// What it is called.
    pub label: &'static str,
    /// How many of what is in it that matters; nothing where nothing does.
    pub badge: Option<(Text, &'static str)>,
    /// Whether it is open.
    pub open: Open,
}
