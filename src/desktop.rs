//! What is open on an agent's desktop, and what doing something there leads to. Pure.

mod deeds;
mod keys;
mod search;

use hookswitch_protocol::cisco::{
    call::{Call, PartyState},
    ids::{CallId, CtiUserName},
};
use hookswitch_session::desk::Work;

use crate::intent::Tab;

pub use deeds::{Bench, Then};
pub use search::Search;

/// Rows of the phone book that are drawn at once, a quarter of them above what is seen; more than a panel shows.
pub const ROWS: usize = 24;

/// What is open on the desktop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Desktop {
    /// The page.
    pub tab: Tab,
    /// What lies over it.
    pub over: Over,
    /// For which call somebody is looked up, or keys are pressed.
    pub purpose: Option<(Aim, CallId)>,
    /// The number being typed.
    pub number: String,
    /// What is searched for in the phone books, and what was found.
    pub search: Search,
    /// Rows of the phone book above what is seen.
    pub first: usize,
    /// The contact that is chosen, as a row of those that were found.
    pub chosen: Option<usize>,
    /// The call of which everything is shown.
    pub more: Option<CallId>,
    /// The variable that is being typed.
    pub draft: Option<Draft>,
    /// The agent of the team of whom everything is shown.
    pub member: Option<Member>,
    /// The order of the calls while something is pressed: nothing moves under a finger.
    pub held: Option<Vec<CallId>>,
    /// When the latest of the past calls began that the agent has seen, on the connector's clock.
    pub seen: u64,
    /// Calls that do not ring, when it was looked at last.
    calls: usize,
    /// What was dialled and has not become a call: it stays in the field until it has.
    dialled: Option<String>,
}

/// What lies over a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Over {
    /// Nothing.
    #[default]
    Nothing,
    /// The choice of states.
    States,
    /// The list of keys.
    Shortcuts,
}

/// What a number is looked up for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aim {
    /// To consult somebody, or to hand the call over.
    LookUp,
    /// None: keys go into the call.
    Tones,
}

/// A variable of a call while it is typed: until it is saved only the person knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// The call.
    pub call: CallId,
    /// Which variable.
    pub name: String,
    /// What the field holds.
    pub text: String,
}

/// An agent of the team of whom everything is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Member {
    /// Who.
    pub user_name: CtiUserName,
    /// Whether logging out was pressed and is asked back.
    pub step: MemberStep,
}

/// How far something done to an agent of the team is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MemberStep {
    /// Nothing was pressed.
    Looking,
    /// Logging out is asked back.
    LogOutAsked,
}

impl Desktop {
    /// A desktop nobody has touched. `seen` is kept in the browser.
    #[must_use]
    pub fn new(seen: u64) -> Self {
        Self {
            tab: Tab::Keypad,
            over: Over::Nothing,
            purpose: None,
            number: String::new(),
            search: Search::default(),
            first: 0,
            chosen: None,
            more: None,
            draft: None,
            member: None,
            held: None,
            seen,
            calls: 0,
            dialled: None,
        }
    }

    /// Closes what belongs to a call that is gone, searches the phone books where they are open, and opens the calls where there is a first one that does not ring:
    /// a ringing one is shown whatever page is open, and nothing jumps for it.
    pub fn settle(&mut self, work: Option<&Work>) {
        let Some(work) = work else { return };
        let is_gone = |id: &CallId| work.call(id.as_str()).is_none();
        if self.purpose.as_ref().is_some_and(|(_, call)| is_gone(call)) {
            self.end_purpose();
        }
        if self.more.as_ref().is_some_and(is_gone) {
            self.more = None;
        }
        if self.draft.as_ref().is_some_and(|draft| is_gone(&draft.call)) {
            self.draft = None;
        }
        let calls = work.calls.iter().filter(|call| call.state != PartyState::Alerting).count();
        if calls > self.calls {
            if let Some(dialled) = self.dialled.take() {
                if self.number == dialled {
                    self.number.clear();
                }
                self.tab = Tab::Calls;
            } else if self.calls == 0 && self.tab == Tab::Keypad && self.number.is_empty() {
                self.tab = Tab::Calls;
            }
        }
        self.calls = calls;
        if self.tab == Tab::Book {
            self.search.run(&work.book);
        }
    }

    /// The calls, the ringing ones on top, then those that are talked in. Nothing moves under a finger: what came since
    /// stands below then.
    #[must_use]
    pub fn in_order<'a>(&self, work: &'a Work) -> Vec<&'a Call> {
        let mut calls = Vec::new();
        match &self.held {
            Some(order) => {
                calls.extend(order.iter().filter_map(|id| work.call(id.as_str())));
                calls.extend(work.calls.iter().filter(|call| !order.contains(&call.id)));
            }
            None => {
                for rank in 0..=LAST_RANK {
                    calls.extend(work.calls.iter().filter(|call| self::rank(call.state) == rank));
                }
            }
        }
        calls
    }

    /// The call for which somebody is looked up.
    #[must_use]
    pub fn aim(&self, aim: Aim) -> Option<&CallId> {
        self.purpose.as_ref().filter(|(its, _)| *its == aim).map(|(_, call)| call)
    }

    /// Closes what lies on top; whether there was something.
    pub fn dismiss(&mut self) -> bool {
        match (self.over, &self.purpose, &self.more, &self.member) {
            (Over::States | Over::Shortcuts, _, _, _) => self.over = Over::Nothing,
            (Over::Nothing, Some(_), _, _) => self.end_purpose(),
            (Over::Nothing, None, Some(_), _) => self.more = None,
            (Over::Nothing, None, None, Some(_)) => self.member = None,
            (Over::Nothing, None, None, None) => return false,
        }
        true
    }

    /// Forgets what is typed into a variable, which shows again what it was; whether there was something.
    pub fn give_back(&mut self) -> bool {
        self.draft.take().is_some()
    }

    /// Nobody is looked up any more.
    pub fn end_purpose(&mut self) {
        self.purpose = None;
        self.number.clear();
        self.tab = Tab::Calls;
    }

    fn open(&mut self, tab: Tab) {
        self.over = Over::Nothing;
        self.tab = tab;
    }

    /// Looks for somebody, or takes keys, for a call.
    fn begin(&mut self, aim: Aim, call: CallId) {
        self.purpose = Some((aim, call));
        self.number.clear();
        self.open(Tab::Keypad);
    }
}

const LAST_RANK: u8 = 3;

/// Where a call stands among others; the least on top.
const fn rank(state: PartyState) -> u8 {
    match state {
        PartyState::Alerting => 0,
        PartyState::Initiating
        | PartyState::Initiated
        | PartyState::Active
        | PartyState::Accepted
        | PartyState::WrapUp
        | PartyState::Dropped => 1,
        PartyState::Held => 2,
        PartyState::Failed => LAST_RANK,
    }
}
