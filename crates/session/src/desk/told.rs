//! What the connector tells of an agent at work.

use hookswitch_protocol::{
    Tick,
    cisco::{
        Shown,
        agent::{Agent, AgentState, WrapUpRule},
        call::{Call, Direction, PartyState, PastCall},
        ids::DialString,
        lists::PhoneBooks,
        part::Scope,
    },
    ids::DisplayName,
};

use super::{
    Asks,
    news::{Event, Happening},
    work::{Book, Edition, Subject, Work},
};

impl Work {
    pub(super) fn on_agent(&mut self, agent: Agent) {
        self.answered(&Subject::Agent);
        let is_news = match agent.state {
            // What happened to the call says more.
            AgentState::Reserved | AgentState::Talking | AgentState::Hold => false,
            AgentState::LogOut
            | AgentState::NotReady
            | AgentState::Ready
            | AgentState::Work
            | AgentState::WorkReady => self.agent.state != agent.state,
        };
        if is_news {
            self.happened = Some(Happening::State(agent.state));
        }
        self.agent = agent;
    }

    pub(super) fn hear(&mut self, shown: Shown, now: Tick, out: &mut impl Asks) {
        match shown {
            Shown::AgentState(state) => self.on_agent(state.data),
            Shown::Calls(change) => {
                if change.scope == Scope::All && change.part.is_none_or(|part| part.number() == 1) {
                    self.forget_calls_but(&change.data);
                }
                for call in change.data {
                    self.on_call(call);
                }
            }
            Shown::LogOutReasonCodes(codes) => self.log_out = codes.data,
            Shown::NotReadyReasonCodes(codes) => self.not_ready = codes.data,
            Shown::WrapupCode(codes) => self.wrap_up = codes.data,
            Shown::PhoneBooks(books) => self.on_books(books, now, out),
            Shown::CallHistory(history) => {
                self.answered(&Subject::History);
                if history.scope == Scope::All && history.part.is_none_or(|part| part.number() == 1) {
                    self.history.clear();
                }
                self.remember(history.data, history.scope);
            }
            Shown::TeamState(team) => {
                self.answered(&Subject::Team);
                let known = self.team.get_or_insert_default();
                if team.scope == Scope::All && team.part.is_none_or(|part| part.number() == 1) {
                    known.clear();
                }
                for agent in team.data {
                    match known.iter_mut().find(|other| other.user_name == agent.user_name) {
                        Some(other) => *other = agent,
                        None => known.push(agent),
                    }
                }
            }
            // The desk's.
            Shown::ApiError(_) => {}
        }
    }

    /// What the connector does not name among all calls has ended unseen.
    fn forget_calls_but(&mut self, present: &[Call]) {
        self.calls.retain(|call| present.iter().any(|other| other.id == call.id));
    }

    fn on_call(&mut self, call: Call) {
        self.answered(&Subject::Call(call.id.clone()));
        // The answer to a consult is the call to whoever is consulted, and that to dialling a call that goes out.
        if let Some(parent) = &call.parent {
            self.answered(&Subject::Call(parent.clone()));
        }
        if call.direction == Direction::Outbound {
            self.answered(&Subject::NewCall);
        }
        let at = self.calls.iter().position(|other| other.id == call.id);
        let before = at.and_then(|at| self.calls.get(at)).map(|call| call.state);
        if let Some(event) = event(before, &call) {
            self.happened = Some(Happening::Call(call.id.clone(), event));
        }
        match (call.state, at) {
            (PartyState::Dropped | PartyState::WrapUp, at) => {
                if call.wrap_up != WrapUpRule::NotAllowed {
                    self.ended = Some(call.id.clone());
                    // It was wrapped up while it lasted.
                    self.wrapped = call.wrap_up_reason.as_ref().map(|_| call.id.clone());
                }
                if let Some(at) = at {
                    self.calls.remove(at);
                }
            }
            (
                PartyState::Initiating
                | PartyState::Initiated
                | PartyState::Alerting
                | PartyState::Active
                | PartyState::Held
                | PartyState::Failed
                | PartyState::Accepted,
                at,
            ) => match at.and_then(|at| self.calls.get_mut(at)) {
                Some(other) => *other = call,
                None => self.calls.push(call),
            },
        }
    }

    fn remember(&mut self, past: Vec<PastCall>, scope: Scope) {
        for call in past {
            self.history.retain(|other| other.call_id != call.call_id || other.at != call.at);
            match scope {
                Scope::All => self.history.push(call),
                Scope::Changes => self.history.insert(0, call),
            }
        }
    }

    fn on_books(&mut self, books: PhoneBooks, now: Tick, out: &mut impl Asks) {
        let was_asked = self.is_asked(&Subject::Book);
        self.answered(&Subject::Book);
        let (number, of) = books.part.map_or((1, 1), |part| (part.number(), part.of()));
        if number == 1 {
            self.book = Book::default();
        }
        // One that comes twice, or out of turn.
        if number != self.book.parts + 1 {
            return;
        }
        self.book.contacts.extend(books.data.into_inner().into_iter().flatten().flat_map(|book| book.contacts));
        self.book.edition = Edition::default();
        self.book.parts = number;
        self.book.of = Some(of);
        // The one that follows a sign-on is not asked for, and the rest only when somebody looks.
        if was_asked {
            self.ask_for_book(now, out);
        }
    }
}

/// Who is at the other end of a call: by name and by number.
#[must_use]
pub fn other_end(call: &Call) -> (Option<&DisplayName>, Option<&DialString>) {
    match call.direction {
        Direction::Inbound => (call.from_name.as_ref(), call.from_address.0.as_ref()),
        Direction::Outbound => (call.to_name.as_ref(), call.to_address.0.as_ref()),
    }
}

fn event(before: Option<PartyState>, call: &Call) -> Option<Event> {
    if before == Some(call.state) {
        return None;
    }
    match call.state {
        PartyState::Alerting => Some(Event::Rings),
        PartyState::Initiating | PartyState::Initiated => Some(Event::GoesOut),
        PartyState::Active | PartyState::Accepted => Some(Event::Answered),
        PartyState::Held => Some(Event::Held),
        PartyState::WrapUp | PartyState::Dropped => {
            let (name, number) = other_end(call);
            before.map(|_| Event::Ended(name.cloned(), number.cloned()))
        }
        PartyState::Failed => Some(Event::Failed(call.state_cause)),
    }
}
