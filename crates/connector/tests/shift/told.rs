//! What one connection was told of its agent, and what may follow what.

use std::collections::{BTreeMap, BTreeSet};

use hookswitch_protocol::cisco::{
    FromConnector,
    agent::{Agent, AgentState},
    call::{Call, CallsStateChange, PartyState, SetCallHistory},
    part::Scope,
};

/// The edges of the diagram in the connector's `core/agent.rs`. A state may be told again, and whoever is signed off is
/// so from any.
const EDGES: &[(AgentState, &[AgentState])] = {
    use AgentState::{Hold, NotReady, Ready, Reserved, Talking, Work, WorkReady};
    &[
        (NotReady, &[Ready, Talking]),
        (Ready, &[NotReady, Reserved, Talking]),
        (Reserved, &[NotReady, Ready, Talking]),
        (Talking, &[Hold, NotReady, Ready, Reserved, Work, WorkReady]),
        (Hold, &[Talking, NotReady, Ready, Reserved, Work, WorkReady]),
        (Work, &[NotReady, Ready, Talking]),
        (WorkReady, &[NotReady, Ready, Talking]),
    ]
};

/// What one connection was told.
#[derive(Clone, Debug, Default)]
pub(crate) struct Told {
    /// The agent, while at work.
    pub(crate) agent: Option<Agent>,
    /// The calls, once all of them were told.
    pub(crate) calls: Option<BTreeMap<String, Call>>,
    /// Calls that ended.
    over: BTreeSet<String>,
    /// Those of them that are not in the history yet.
    owed: BTreeSet<String>,
}

impl Told {
    /// Takes a message. `unix_ms` is the present time.
    pub(crate) fn hears(&mut self, message: &FromConnector, unix_ms: u64) -> Result<(), String> {
        match message {
            FromConnector::AgentState(state) => self.agent_is(&state.data, unix_ms),
            FromConnector::Calls(calls) => self.calls_are(calls, unix_ms),
            FromConnector::CallHistory(history) => self.history_is(history),
            _ => Ok(()),
        }
    }

    /// What holds between messages.
    pub(crate) fn rules(&self) -> Result<(), String> {
        if let Some(call) = self.owed.first() {
            return Err(format!("call {call} is over and not in the history"));
        }
        let (Some(agent), Some(calls)) = (&self.agent, &self.calls) else { return Ok(()) };
        let is = |state: &[PartyState]| calls.values().any(|call| state.contains(&call.state));
        let is_talking = is(&[PartyState::Initiating, PartyState::Initiated, PartyState::Active]);
        let is_held = !is_talking && is(&[PartyState::Held]);
        let is_rung = calls.values().any(|call| call.state == PartyState::Alerting && call.queue.is_some());
        let is_so = match agent.state {
            AgentState::Talking => is_talking,
            AgentState::Hold => is_held,
            AgentState::Reserved => is_rung && !is_talking && !is_held,
            AgentState::NotReady
            | AgentState::Ready
            | AgentState::Work
            | AgentState::WorkReady
            | AgentState::LogOut => !is_talking && !is_held,
        };
        if is_so { Ok(()) } else { Err(format!("the agent is {:?} with these calls: {calls:?}", agent.state)) }
    }

    fn agent_is(&mut self, agent: &Agent, unix_ms: u64) -> Result<(), String> {
        let at = agent.state_change_time.unix_ms();
        if at > unix_ms {
            return Err(format!("{:?} began in the future: {at} at {unix_ms}", agent.state));
        }
        if agent.state == AgentState::LogOut {
            *self = Self::default();
            return Ok(());
        }
        // The same socket may come to speak for somebody else.
        if self.agent.as_ref().is_some_and(|before| before.login_name != agent.login_name) {
            *self = Self::default();
        }
        if let Some(before) = &self.agent {
            let from = before.state_change_time.unix_ms();
            let is_same = before.state == agent.state;
            let is_edge = EDGES.iter().any(|(state, next)| *state == before.state && next.contains(&agent.state));
            if !is_same && !is_edge {
                return Err(format!("the diagram has no way from {:?} to {:?}", before.state, agent.state));
            }
            if at < from {
                return Err(format!("{:?} began before {:?}", agent.state, before.state));
            }
            if is_same && before.reason_code_id == agent.reason_code_id && at != from {
                return Err(format!("{:?} begins again without having ended", agent.state));
            }
        }
        self.agent = Some(agent.clone());
        Ok(())
    }

    fn calls_are(&mut self, told: &CallsStateChange, unix_ms: u64) -> Result<(), String> {
        let id = |call: &Call| call.id.as_str().to_owned();
        for call in &told.data {
            let parties = call.parties.iter().map(|party| party.since);
            if parties.chain([call.since, call.started]).any(|at| at > unix_ms || at < call.started) {
                return Err(format!("a time does not fit at {unix_ms}: {call:?}"));
            }
        }
        match (told.scope, &mut self.calls) {
            (Scope::All, calls) => {
                *calls = Some(told.data.iter().map(|call| (id(call), call.clone())).collect());
            }
            // Whoever came while the session was elsewhere has not been told all.
            (Scope::Changes, None) => {}
            (Scope::Changes, Some(calls)) => {
                for call in &told.data {
                    let before = calls.get(&id(call));
                    if before.is_some_and(|before| before.since > call.since || before.started != call.started) {
                        return Err(format!("time goes back: {before:?}, then {call:?}"));
                    }
                    let has_failed = before.is_some_and(|before| before.state == PartyState::Failed);
                    match call.state {
                        PartyState::Dropped if before.is_none() => {
                            return Err(format!("a call ends that was not told of: {call:?}"));
                        }
                        PartyState::Dropped => {
                            calls.remove(&id(call));
                        }
                        _ => {
                            calls.insert(id(call), call.clone());
                        }
                    }
                    if !has_failed && matches!(call.state, PartyState::Dropped | PartyState::Failed) {
                        self.owed.insert(id(call));
                        self.over.insert(id(call));
                    }
                }
            }
        }
        Ok(())
    }

    fn history_is(&mut self, history: &SetCallHistory) -> Result<(), String> {
        let ids: BTreeSet<&str> = history.data.iter().map(|past| past.call_id.as_str()).collect();
        if ids.len() != history.data.len() {
            return Err(format!("the history has a call twice: {history:?}"));
        }
        match (history.scope, &self.calls) {
            (Scope::Changes, Some(_)) => match ids.iter().find(|id| !self.owed.remove(**id)) {
                Some(id) => Err(format!("{id} comes into the history and did not end")),
                None => Ok(()),
            },
            (Scope::All, Some(_)) => match self.over.iter().find(|id| !ids.contains(id.as_str())) {
                Some(id) => Err(format!("{id} is over and not in the history: {history:?}")),
                None => Ok(()),
            },
            (Scope::Changes | Scope::All, None) => Ok(()),
        }
    }
}
