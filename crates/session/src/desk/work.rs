//! An agent at work: what the connector said last, and what it was asked for and has not said yet.

use std::rc::Rc;

use hookswitch_protocol::{
    Tick,
    cisco::{
        ToConnector,
        agent::{Agent, AgentState},
        call::{Call, PastCall},
        ids::CallId,
        lists::{Contact, GetPhoneDirectory, ReasonCodeItem, WrapUpItem},
        team::TeamAgent,
    },
    ids::RequestId,
    values::NoPayload,
};

use super::{
    ANSWER_MS, Asks, Sent,
    news::{Happening, Toast, ToastId, What},
    to_cti,
};

/// How long a toast stands, in milliseconds.
const TOAST_MS: u64 = 12_000;

/// As many toasts as stand at once: the latest says what matters, and more would cover what they are about.
const TOASTS: usize = 1;

/// An agent at work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Work {
    /// The agent.
    pub agent: Agent,
    /// The calls, in the order in which they came.
    pub calls: Vec<Call>,
    /// The call that ended last and may be wrapped up.
    pub ended: Option<CallId>,
    /// The call that was wrapped up last.
    pub wrapped: Option<CallId>,
    /// Why an agent is not ready.
    pub not_ready: Vec<ReasonCodeItem>,
    /// Why an agent logs out.
    pub log_out: Vec<ReasonCodeItem>,
    /// How a call came out.
    pub wrap_up: Vec<WrapUpItem>,
    /// The phone books.
    pub book: Book,
    /// The calls of the day, the latest first.
    pub history: Vec<PastCall>,
    /// The supervisor's team; nothing before it was asked for.
    pub team: Option<Vec<TeamAgent>>,
    /// What was asked for and was not told yet.
    pub asked: Vec<Asked>,
    /// What failed a moment ago.
    pub toasts: Vec<Toast>,
    /// What happened last, for those who cannot see it.
    pub happened: Option<Happening>,
    pub(super) toasts_made: u32,
    /// The question whether the agent is still at work, asked over the connection that came back last.
    pub(super) looks: Option<Sent>,
}

/// The phone books, as far as they are here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Book {
    /// Everybody in them.
    pub contacts: Vec<Contact>,
    /// Parts that are here.
    pub parts: u32,
    /// Parts that there are; none is known before the first is here.
    pub of: Option<u32>,
    /// Another one with each change of the contacts.
    pub edition: Edition,
}

/// What the phone books hold at one time. Two that were made apart are never the same.
#[derive(Clone, Debug, Default)]
pub struct Edition(Rc<()>);

impl PartialEq for Edition {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl Eq for Edition {}

/// Something that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// About what; something told about that answers it.
    pub about: Subject,
    /// What, in a word.
    pub what: What,
    /// When it is given up.
    pub until: Tick,
    /// The request, which is sent again over a connection that comes back.
    pub(crate) sent: Sent,
}

/// What a request is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The agent's state.
    Agent,
    /// A call.
    Call(CallId),
    /// A new call.
    NewCall,
    /// The phone books.
    Book,
    /// The calls of the day.
    History,
    /// The team.
    Team,
    /// Something whose success nobody tells.
    Nothing,
}

impl Work {
    /// The agent is at work from now on.
    pub(super) fn begin(agent: Agent, now: Tick, out: &mut impl Asks) -> Self {
        let mut work = Self {
            agent,
            calls: Vec::new(),
            ended: None,
            wrapped: None,
            not_ready: Vec::new(),
            log_out: Vec::new(),
            wrap_up: Vec::new(),
            book: Book::default(),
            history: Vec::new(),
            team: None,
            asked: Vec::new(),
            toasts: Vec::new(),
            happened: None,
            toasts_made: 0,
            looks: None,
        };
        work.ask(ToConnector::GetCallHistory(NoPayload), now, out);
        work
    }

    /// Asks for something. What is asked for already is not asked for twice; another value is something else.
    pub(crate) fn ask(&mut self, request: ToConnector, now: Tick, out: &mut impl Asks) {
        let (about, what) = (about(&request), What::of(&request));
        let is_asked = self.asked.iter().any(|asked| asked.about == about && asked.what == what);
        if is_asked && what != What::Variable {
            return;
        }
        if let ToConnector::WrapUpCall(wrapped) = &request {
            self.wrapped = Some(wrapped.call_id.clone());
        }
        match out.ask(to_cti(request)) {
            Some(sent) if about != Subject::Nothing => {
                self.asked.push(Asked { about, what, until: now.after(ANSWER_MS), sent });
            }
            // What was typed before the connection was lost does not go without a word.
            None if what == What::Variable => self.toast(what, String::new(), now),
            Some(_) | None => {}
        }
    }

    /// Asks for the next part of the phone books, where there is one and none is on its way.
    pub(crate) fn ask_for_book(&mut self, now: Tick, out: &mut impl Asks) {
        let part = self.book.parts + 1;
        if self.book.of.is_none_or(|of| part <= of) && !self.is_asked(&Subject::Book) {
            self.ask(ToConnector::GetPhoneDirectory(GetPhoneDirectory { part: Some(part) }), now, out);
        }
    }

    /// Whether something about this was asked for and was not told yet.
    #[must_use]
    pub fn is_asked(&self, about: &Subject) -> bool {
        self.asked.iter().any(|asked| asked.about == *about)
    }

    /// The call of this id.
    #[must_use]
    pub fn call(&self, id: &str) -> Option<&Call> {
        self.calls.iter().find(|call| call.id.as_str() == id)
    }

    /// The call whose outcome is asked: the last one, while the agent wraps up.
    #[must_use]
    pub fn to_wrap_up(&self) -> Option<&CallId> {
        match self.agent.state {
            AgentState::Work | AgentState::WorkReady => {
                let last = self.history.iter().find(|past| past.answered).map(|past| &past.call_id);
                self.ended.as_ref().or(last).filter(|call| self.wrapped.as_ref() != Some(call))
            }
            AgentState::LogOut
            | AgentState::NotReady
            | AgentState::Ready
            | AgentState::Reserved
            | AgentState::Talking
            | AgentState::Hold => None,
        }
    }

    /// Takes a toast away.
    pub(crate) fn dismiss(&mut self, toast: ToastId) {
        self.toasts.retain(|other| other.id != toast);
    }

    pub(super) fn ask_again(&mut self, out: &mut impl Asks) {
        for asked in &self.asked {
            out.ask_again(&asked.sent);
        }
    }

    /// Whether this refusal says that the agent is no longer at work.
    pub(super) fn is_over(&self, refused: Option<&RequestId>) -> bool {
        let looks = self.looks.as_ref().and_then(|looks| looks.reply_to.id.as_ref());
        looks.is_some() && looks == refused
    }

    /// A request was refused.
    pub(super) fn refused(&mut self, id: Option<&RequestId>, text: String, now: Tick) {
        let asked = id.and_then(|id| self.asked.iter().position(|asked| asked.sent.reply_to.id.as_ref() == Some(id)));
        let what = asked.map_or(What::Other, |at| self.asked.remove(at).what);
        self.toast(what, text, now);
    }

    pub(super) fn answered(&mut self, about: &Subject) {
        self.asked.retain(|asked| asked.about != *about);
    }

    pub(super) fn deadline(&self) -> Option<Tick> {
        let asked = self.asked.iter().map(|asked| asked.until);
        asked.chain(self.toasts.iter().map(|toast| toast.until)).min()
    }

    pub(super) fn handle_timeout(&mut self, now: Tick) {
        self.toasts.retain(|toast| now < toast.until);
        while let Some(late) = self.asked.iter().position(|asked| asked.until <= now) {
            let what = self.asked.remove(late).what;
            self.toast(what, String::new(), now);
        }
    }

    fn toast(&mut self, what: What, text: String, now: Tick) {
        self.toasts_made = self.toasts_made.wrapping_add(1);
        self.toasts.push(Toast { id: ToastId(self.toasts_made), what, text, until: now.after(TOAST_MS) });
        if self.toasts.len() > TOASTS {
            self.toasts.remove(0);
        }
    }
}

/// What a request is about.
fn about(request: &ToConnector) -> Subject {
    match request {
        ToConnector::SetReadyState(_) | ToConnector::SetNotReadyState(_) | ToConnector::Logout(_) => Subject::Agent,
        ToConnector::MakeCall(_) => Subject::NewCall,
        ToConnector::Answer(it)
        | ToConnector::Reject(it)
        | ToConnector::Hold(it)
        | ToConnector::Retrieve(it)
        | ToConnector::Conference(it)
        | ToConnector::Transfer(it)
        | ToConnector::Drop(it) => Subject::Call(it.call_id.clone()),
        ToConnector::Consult(it) => Subject::Call(it.call_id.clone()),
        ToConnector::DirectTransfer(it) => Subject::Call(it.call_id.clone()),
        ToConnector::UpdateCallVariables(it) => Subject::Call(it.call_id.clone()),
        ToConnector::GetPhoneDirectory(_) => Subject::Book,
        ToConnector::GetCallHistory(_) => Subject::History,
        ToConnector::GetTeamState(_) => Subject::Team,
        ToConnector::SetUserInfo(_)
        | ToConnector::GetAgentState(_)
        | ToConnector::GetAppState(_)
        | ToConnector::GetWrapupReasonCode(_)
        | ToConnector::GetSystemInfo(_)
        | ToConnector::WrapUpCall(_)
        | ToConnector::SendDtmf(_)
        | ToConnector::TeamAgentNotReady(_)
        | ToConnector::TeamAgentLogout(_)
        | ToConnector::SilentMonitoring(_)
        | ToConnector::Barge(_) => Subject::Nothing,
    }
}
