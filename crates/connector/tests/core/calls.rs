//! Calls: who is told of them, what they make of an agent's state, and what is kept.

use hookswitch_connector::core::{
    Call, CallAct, CallCommand, CallId, Caller, Change, ConnId, Effect, Ending, Failure, HISTORY_MS, Input, Number,
    Origin, Party, PartyId, PartyState, QueueName, StationCommand, StationEvent, Who,
};
use hookswitch_protocol::{
    Tick,
    channels::Request,
    cisco::{
        FromConnector, ToConnector,
        agent::{AgentState, UpdateCallVariables, WrapUp, WrapUpCall},
        call::{self, OnCall, PastCall},
        error::ApiFault,
        ids::{CallId as CallIdOnWire, VariableName, VariableValue, WrapUpId},
        part::Scope,
    },
    ids::Extension,
    values::NoPayload,
};

use crate::{
    cti::{NAME, lunch, script},
    script::Script,
};

pub(crate) const GONE: PartyState = PartyState::Ended(Ending::HungUp);
pub(crate) const LEFT: PartyState = PartyState::Ended(Ending::OthersLeft);
pub(crate) const LET_RING: PartyState = PartyState::Ended(Ending::NoAnswer);

pub(crate) fn queued(id: u64, parties: &[(&str, PartyState)]) -> Call {
    call(id, Origin::Queue(QueueName::parse("support").unwrap()), parties)
}

pub(crate) fn direct(id: u64, parties: &[(&str, PartyState)]) -> Call {
    call(id, Origin::Direct, parties)
}

/// A number of four digits is a telephone, any other is outside.
pub(crate) fn call(id: u64, origin: Origin, parties: &[(&str, PartyState)]) -> Call {
    let who = |number: &str| match number.len() {
        4 => Who::Extension(Extension::parse(number).unwrap()),
        _ => Who::Outside(Number::parse(number).unwrap()),
    };
    let party = |(at, (number, state)): (u32, &(&str, PartyState))| Party {
        id: PartyId(at),
        who: who(number),
        name: None,
        state: state.clone(),
        since: Tick(0),
    };
    Call {
        id: CallId(id),
        origin,
        from: Caller { who: who(parties[0].0), name: None },
        to: Number::parse("support").unwrap(),
        began: Tick(0),
        parties: (0..).zip(parties).map(party).collect(),
    }
}

pub(crate) fn on_call(id: &str) -> OnCall {
    OnCall { media_address: None, call_id: CallIdOnWire::parse(id).unwrap() }
}

pub(crate) fn wrap_up(reason: &str) -> ToConnector {
    let reason = WrapUp::Reason(WrapUpId::parse(reason).unwrap());
    ToConnector::WrapUpCall(WrapUpCall { call_id: CallIdOnWire::parse("7").unwrap(), reason })
}

impl Script {
    pub(crate) fn wants(&mut self, conn: ConnId, request: ToConnector) {
        self.asks(conn, None, Request::Cisco(request));
    }

    pub(crate) fn changes(&mut self, call: Call) {
        self.input(Input::Station(StationEvent::Call(Box::new(call))));
    }

    /// The one call of which is told that it has changed, and its place in the history once it is over.
    pub(crate) fn told(&mut self, conn: ConnId) -> call::Call {
        let call = match self.cti(conn) {
            FromConnector::Calls(mut calls) if calls.scope == Scope::Changes && calls.data.len() == 1 => {
                calls.data.remove(0)
            }
            other => panic!("should be a change of one call, not {other:?}"),
        };
        if call.state == call::PartyState::Dropped {
            match self.cti(conn) {
                FromConnector::CallHistory(past) if past.scope == Scope::Changes => {
                    assert_eq!(past.data.iter().map(|past| &past.call_id).collect::<Vec<_>>(), [&call.id]);
                }
                other => panic!("should be what is kept of the call, not {other:?}"),
            }
            assert!(matches!(self.stores().1, Change::KeepCall(_, past) if past.call_id == call.id));
        }
        call
    }

    pub(crate) fn is(&mut self, conn: ConnId, state: AgentState) {
        assert_eq!(self.agent_state(conn).state, state);
    }

    /// A call changes, and with it the agent's state.
    pub(crate) fn makes(&mut self, conn: ConnId, call: Call, state: AgentState) {
        self.changes(call);
        self.told(conn);
        self.is(conn, state);
    }

    pub(crate) fn history(&mut self, conn: ConnId) -> Vec<PastCall> {
        self.wants(conn, ToConnector::GetCallHistory(NoPayload));
        match self.cti(conn) {
            FromConnector::CallHistory(history) => history.data,
            other => panic!("should be the history, not {other:?}"),
        }
    }

    pub(crate) fn commands(&mut self) -> CallCommand {
        match self.next() {
            Effect::Station(StationCommand::Call(command)) => command,
            other => panic!("a call should be commanded, not {other:?}"),
        }
    }
}

/// An agent at 5069 who is ready.
pub(crate) fn ready() -> (Script, ConnId) {
    let mut script = script();
    let conn = script.at_work(NAME, "5069");
    script.wants(conn, ToConnector::SetReadyState(NoPayload));
    script.offers();
    script.is(conn, AgentState::Ready);
    (script, conn)
}

/// A ready agent at whom a queue's call rings.
pub(crate) fn reserved() -> (Script, ConnId) {
    let (mut script, conn) = ready();
    script.changes(queued(7, &[("+4930", PartyState::Initiating), ("5069", PartyState::Alerting)]));
    script.told(conn);
    script.offers();
    script.is(conn, AgentState::Reserved);
    script.ends();
    (script, conn)
}

/// A ready agent who speaks with a caller of a queue.
pub(crate) fn talking() -> (Script, ConnId) {
    let (mut script, conn) = reserved();
    script.makes(conn, queued(7, &[("+4930", PartyState::Active), ("5069", PartyState::Active)]), AgentState::Talking);
    script.ends();
    (script, conn)
}

#[test]
fn a_queues_call_is_talked_held_talked_again_and_wrapped_up_until_its_time_is_over() {
    let (mut script, conn) = talking();
    script.makes(conn, queued(7, &[("+4930", PartyState::Active), ("5069", PartyState::Held)]), AgentState::Hold);
    script.makes(conn, queued(7, &[("+4930", PartyState::Active), ("5069", PartyState::Active)]), AgentState::Talking);
    script.makes(conn, queued(7, &[("+4930", GONE), ("5069", LEFT)]), AgentState::WorkReady);
    script.pass(59_999, &[conn]);
    script.ends();
    script.pass(1, &[conn]);
    script.offers();
    script.is(conn, AgentState::Ready);
    script.ends();
}

#[test]
fn a_reason_of_the_team_ends_the_wrap_up_at_once_and_its_time_is_owed_no_more() {
    let (mut script, conn) = talking();
    script.makes(conn, queued(7, &[("+4930", GONE), ("5069", LEFT)]), AgentState::WorkReady);
    script.wants(conn, wrap_up("99"));
    assert_eq!(script.fault(conn), ApiFault::InvalidReasonCode);
    script.wants(conn, wrap_up("2"));
    script.offers();
    script.is(conn, AgentState::Ready);
    script.pass(60_000, &[conn]);
    script.ends();
}

#[test]
fn a_call_that_was_wrapped_up_while_it_lasted_is_followed_by_no_wrap_up() {
    let (mut script, conn) = talking();
    script.wants(conn, wrap_up("2"));
    assert!(matches!(script.cti(conn), FromConnector::Calls(_)), "the reason is in the call");
    script.changes(queued(7, &[("+4930", GONE), ("5069", LEFT)]));
    script.told(conn);
    script.offers();
    script.is(conn, AgentState::Ready);
    script.ends();
}

#[test]
fn a_state_asked_for_in_a_call_is_pending_and_comes_after_the_wrap_up() {
    let (mut script, conn) = talking();
    script.wants(conn, ToConnector::SetNotReadyState(lunch()));
    let pending = script.agent_state(conn);
    assert_eq!((pending.state, pending.pending_state), (AgentState::Talking, Some(AgentState::NotReady)));
    script.makes(conn, queued(7, &[("+4930", GONE), ("5069", LEFT)]), AgentState::Work);
    script.pass(60_000, &[conn]);
    let after = script.agent_state(conn);
    assert_eq!((after.state, after.reason_code_id), (AgentState::NotReady, lunch().reason_code_id));
    script.ends();
}

#[test]
fn a_call_that_was_let_ring_makes_not_ready_and_what_becomes_of_it_at_others_is_not_told() {
    let (mut script, conn) = reserved();
    script.makes(conn, queued(7, &[("+4930", PartyState::Initiating), ("5069", LET_RING)]), AgentState::NotReady);
    let unanswered = StationEvent::Unanswered { extension: Extension::parse("5069").unwrap(), call: CallId(7) };
    script.input(Input::Station(unanswered));
    script.changes(queued(7, &[("+4930", PartyState::Active), ("5069", LET_RING), ("5051", PartyState::Active)]));
    script.changes(queued(7, &[("+4930", GONE), ("5069", LET_RING), ("5051", LEFT)]));
    script.ends();
    assert!(!script.history(conn)[0].answered);
}

#[test]
fn a_reason_given_while_a_call_rings_stays_where_it_is_let_ring() {
    let (mut script, conn) = reserved();
    script.wants(conn, ToConnector::SetNotReadyState(lunch()));
    let pending = script.agent_state(conn);
    assert_eq!((pending.state, pending.pending_state), (AgentState::Reserved, Some(AgentState::NotReady)));
    script.changes(queued(7, &[("+4930", PartyState::Initiating), ("5069", LET_RING)]));
    script.told(conn);
    let after = script.agent_state(conn);
    assert_eq!((after.state, after.reason_code_id), (AgentState::NotReady, lunch().reason_code_id));
    script.ends();
}

#[test]
fn a_caller_who_gives_up_while_it_rings_leaves_the_agent_ready_and_offered_anew() {
    let (mut script, conn) = reserved();
    script.changes(queued(7, &[("+4930", GONE), ("5069", LEFT)]));
    script.told(conn);
    script.offers();
    script.is(conn, AgentState::Ready);
    script.ends();
}

#[test]
fn another_agents_call_is_told_to_that_agent_only_and_nobody_else_can_do_anything_with_it() {
    let (mut script, conn) = ready();
    let other = script.at_work("1245456", "5051");
    script.makes(other, direct(8, &[("+4930", PartyState::Active), ("5051", PartyState::Active)]), AgentState::Talking);
    script.ends();
    script.wants(conn, ToConnector::Drop(on_call("8")));
    assert_eq!(script.fault(conn), ApiFault::UnknownCall);
    script.ends();
}

#[test]
fn a_command_goes_to_the_agents_own_telephone_and_only_its_failure_is_answered() {
    let (mut script, conn) = reserved();
    script.wants(conn, ToConnector::Answer(on_call("7")));
    let first = script.commands();
    assert_eq!((first.at.as_str(), &first.act), ("5069", &CallAct::Answer(CallId(7))));
    script.input(Input::Station(StationEvent::Done { command: first.id, call: None }));
    script.wants(conn, ToConnector::Answer(on_call("7")));
    let second = script.commands();
    assert_ne!(first.id, second.id);
    script.input(Input::Station(StationEvent::Failed { command: second.id, why: Failure::WrongState }));
    assert_eq!(script.fault(conn), ApiFault::InvalidState);
    script.input(Input::Station(StationEvent::Failed { command: second.id, why: Failure::WrongState }));
    script.ends();
}

#[test]
fn a_call_that_is_over_is_forgotten_and_kept_in_the_history_with_the_time_spoken() {
    let (mut script, conn) = talking();
    script.pass(42_000, &[conn]);
    script.makes(conn, queued(7, &[("+4930", GONE), ("5069", LEFT)]), AgentState::WorkReady);
    script.wants(conn, ToConnector::Drop(on_call("7")));
    assert_eq!(script.fault(conn), ApiFault::UnknownCall);
    let history = script.history(conn);
    let [past] = history.as_slice() else { panic!("{history:?}") };
    assert_eq!((past.answered, past.seconds), (true, 42));
    script.tries(conn, NAME, "5069", true);
    for _ in 0..15 {
        if let FromConnector::Calls(calls) = script.cti(conn) {
            assert_eq!(calls.data, []);
        }
    }
    script.ends();
}

#[test]
fn a_call_is_told_of_for_a_day_after_it_began() {
    let (mut script, conn) = talking();
    script.makes(conn, queued(7, &[("+4930", GONE), ("5069", LEFT)]), AgentState::WorkReady);
    script.pass(60_000, &[conn]);
    script.offers();
    script.is(conn, AgentState::Ready);
    script.pass(HISTORY_MS - 60_000, &[conn]);
    assert_eq!(script.history(conn).len(), 1);
    script.pass(1, &[conn]);
    assert_eq!(script.history(conn), []);
}

#[test]
fn a_call_that_goes_on_without_the_agent_is_told_no_more_and_stays_an_answered_one() {
    let (mut script, conn) = talking();
    let handed_over = PartyState::Ended(Ending::Transferred);
    let goes_on = |state| queued(7, &[("+4930", PartyState::Active), ("5069", handed_over.clone()), ("8001", state)]);
    script.makes(conn, goes_on(PartyState::Alerting), AgentState::WorkReady);
    script.changes(goes_on(PartyState::Active));
    script.changes(queued(7, &[("+4930", GONE), ("5069", handed_over), ("8001", LEFT)]));
    script.ends();
    assert!(script.history(conn)[0].answered);
}

#[test]
fn more_variables_than_a_call_can_hold_are_refused_and_change_nothing() {
    let (mut script, conn) = talking();
    let update = |name: &str, value: &str| {
        ToConnector::UpdateCallVariables(UpdateCallVariables {
            call_id: CallIdOnWire::parse("7").unwrap(),
            key: VariableName::parse(name).unwrap(),
            value: VariableValue::parse(value).unwrap(),
        })
    };
    for at in 0..64 {
        script.wants(conn, update(&format!("v{at}"), "x"));
        assert_eq!(script.told(conn).call_variables.as_slice().len(), at + 1);
    }
    script.wants(conn, update("one more", "x"));
    assert_eq!(script.fault(conn), ApiFault::TooLarge);
    script.wants(conn, update("V0", "y"));
    let variables = script.told(conn).call_variables;
    assert_eq!((variables.as_slice().len(), variables.as_slice()[0].value.as_str()), (64, "y"));
    script.ends();
}
