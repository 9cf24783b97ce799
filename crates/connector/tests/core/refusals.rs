//! What is asked in vain: it is refused by name, once, and nothing has changed.

use hookswitch_connector::core::{
    CallAct, CallId, Effect, Failure, Input, Origin, PartyState, Reason as TeamReason, ReasonCode as OfTeam, Settings,
    StationEvent, Team, TeamName,
};
use hookswitch_protocol::{
    cisco::{
        ToConnector,
        agent::{AgentState, Reason, UpdateCallVariables},
        call::{Consult, DirectTransfer, SendDtmf, SetMakeCall},
        error::ApiFault,
        ids::{CallId as CallIdOnWire, DialString, DtmfDigits, ReasonCode, ReasonCodeId, VariableName, VariableValue},
        variables::CallVariables,
    },
    limits,
    values::NoPayload,
};

use crate::{
    calls::{GONE, LEFT, call, direct, on_call, queued, ready, reserved, talking, wrap_up},
    cti::{NAME, people},
    script::Script,
};

fn dial(number: &str) -> DialString {
    DialString::parse(number).unwrap()
}

fn make(number: &str) -> ToConnector {
    let call_variables = CallVariables::default();
    ToConnector::MakeCall(SetMakeCall { media_address: None, to_address: dial(number), call_variables })
}

fn consult(id: &str, number: &str) -> ToConnector {
    let call_id = CallIdOnWire::parse(id).unwrap();
    ToConnector::Consult(Consult { media_address: None, to_address: dial(number), call_id })
}

fn hand_over(id: &str, number: &str) -> ToConnector {
    let call_id = CallIdOnWire::parse(id).unwrap();
    ToConnector::DirectTransfer(DirectTransfer { media_address: None, to_address: dial(number), call_id })
}

/// Everything that can be asked of a call.
fn on(id: &str) -> Vec<ToConnector> {
    let call_id = CallIdOnWire::parse(id).unwrap();
    let tones = DtmfDigits::parse("1").unwrap();
    let (key, value) = (VariableName::parse("a").unwrap(), VariableValue::parse("b").unwrap());
    vec![
        ToConnector::Answer(on_call(id)),
        ToConnector::Reject(on_call(id)),
        ToConnector::Hold(on_call(id)),
        ToConnector::Retrieve(on_call(id)),
        ToConnector::Drop(on_call(id)),
        ToConnector::Transfer(on_call(id)),
        ToConnector::Conference(on_call(id)),
        consult(id, "8001"),
        hand_over(id, "8001"),
        ToConnector::SendDtmf(SendDtmf { media_address: None, call_id: call_id.clone(), digits: tones }),
        ToConnector::UpdateCallVariables(UpdateCallVariables { call_id, key, value }),
    ]
}

#[test]
fn nothing_can_be_asked_of_a_call_that_there_is_not_or_that_is_another_agents() {
    let (mut script, conn) = ready();
    let other = script.at_work("1245456", "5051");
    script.makes(other, direct(8, &[("+4930", PartyState::Active), ("5051", PartyState::Active)]), AgentState::Talking);
    for id in ["9", "8", "none", "-1", "18446744073709551616"] {
        for request in on(id) {
            script.wants(conn, request.clone());
            assert_eq!(script.fault(conn), ApiFault::UnknownCall, "{id} {request:?}");
        }
    }
    script.ends();
}

#[test]
fn a_consult_is_not_completed_where_there_is_none_and_the_call_goes_on() {
    let (mut script, conn) = talking();
    for request in [ToConnector::Transfer(on_call("7")), ToConnector::Conference(on_call("7"))] {
        script.wants(conn, request);
        assert_eq!(script.fault(conn), ApiFault::InvalidState);
    }
    script.ends();
}

#[test]
fn a_command_that_the_call_does_not_offer_reaches_no_telephone_system() {
    let (mut script, conn) = reserved();
    for request in [ToConnector::Hold(on_call("7")), ToConnector::Drop(on_call("7")), hand_over("7", "5051")] {
        script.wants(conn, request);
        assert_eq!(script.fault(conn), ApiFault::InvalidState);
        script.ends();
    }
}

#[test]
fn a_command_that_fails_leaves_agent_and_call_as_they_are() {
    let (mut script, conn) = reserved();
    script.wants(conn, ToConnector::Answer(on_call("7")));
    let command = script.commands();
    assert_eq!(command.act, CallAct::Answer(CallId(7)));
    script.input(Input::Station(StationEvent::Failed { command: command.id, why: Failure::WrongState }));
    assert_eq!(script.fault(conn), ApiFault::InvalidState);
    script.wants(conn, ToConnector::GetAgentState(NoPayload));
    script.is(conn, AgentState::Reserved);
    script.ends();
}

#[test]
fn a_command_on_its_way_to_a_call_that_ends_meanwhile_is_refused_once() {
    let (mut script, conn) = talking();
    script.wants(conn, ToConnector::Hold(on_call("7")));
    let command = script.commands();
    script.makes(conn, queued(7, &[("+4930", GONE), ("5069", LEFT)]), AgentState::WorkReady);
    script.input(Input::Station(StationEvent::Failed { command: command.id, why: Failure::UnknownCall }));
    assert_eq!(script.fault(conn), ApiFault::UnknownCall);
    script.ends();
}

#[test]
fn what_is_no_number_reaches_no_telephone_system() {
    let (mut script, conn) = talking();
    for number in ["++", "no number", "80\u{fc}1", &"1".repeat(limits::DIAL_CHARS)] {
        for request in [make(number), consult("7", number), hand_over("7", number)] {
            script.wants(conn, request);
            assert_eq!(script.fault(conn), ApiFault::InvalidNumber, "{number}");
        }
    }
    script.ends();
}

#[test]
fn a_number_that_the_telephone_system_does_not_know_is_refused_and_there_is_no_call() {
    let (mut script, conn) = ready();
    script.wants(conn, make("4711"));
    let command = script.commands();
    script.input(Input::Station(StationEvent::Failed { command: command.id, why: Failure::NoSuchNumber }));
    assert_eq!(script.fault(conn), ApiFault::InvalidNumber);
    script.ends();
}

#[test]
fn a_reason_of_another_team_is_none_of_ones_own() {
    let only = |code: &str| vec![TeamReason { code: OfTeam(code.to_owned()), label: "Theirs".to_owned() }];
    let other = Team {
        not_ready: only("77"),
        log_out: only("78"),
        wrap_up: only("79"),
        ..Team::usual(TeamName::parse("Gold").unwrap())
    };
    let mut script = Script::with(limits::SITE_LICENCE, |settings| Settings { teams: vec![other], ..settings });
    script.users = people();
    script.reload();
    let conn = script.at_work(NAME, "5069");
    let reason = |code| Reason { reason_code_id: ReasonCode(ReasonCodeId::parse(code)) };
    script.makes(conn, queued(7, &[("+4930", PartyState::Active), ("5069", PartyState::Active)]), AgentState::Talking);
    script.wants(conn, wrap_up("79"));
    assert_eq!(script.fault(conn), ApiFault::InvalidReasonCode);
    script.makes(conn, queued(7, &[("+4930", GONE), ("5069", LEFT)]), AgentState::Work);
    script.wants(conn, wrap_up("79"));
    assert_eq!(script.fault(conn), ApiFault::InvalidReasonCode);
    script.wants(conn, ToConnector::SetNotReadyState(reason("77")));
    assert_eq!(script.fault(conn), ApiFault::InvalidReasonCode);
    script.wants(conn, wrap_up("1"));
    script.is(conn, AgentState::NotReady);
    script.wants(conn, ToConnector::Logout(reason("78")));
    assert_eq!(script.fault(conn), ApiFault::InvalidReasonCode);
    script.wants(conn, ToConnector::GetAgentState(NoPayload));
    script.is(conn, AgentState::NotReady);
    script.ends();
}

#[test]
fn a_queues_call_that_rings_while_another_call_ends_keeps_the_agent_reserved_until_it_is_over() {
    let (mut script, conn) = reserved();
    // Somebody asks something, which is not wrapped up.
    let asked = |parties: &[(&str, PartyState)]| call(8, Origin::Consult(CallId(1)), parties);
    script.makes(conn, asked(&[("5064", PartyState::Active), ("5069", PartyState::Active)]), AgentState::Talking);
    script.makes(conn, asked(&[("5064", GONE), ("5069", LEFT)]), AgentState::Reserved);
    script.changes(queued(7, &[("+4930", GONE), ("5069", LEFT)]));
    script.told(conn);
    assert!(matches!(script.next(), Effect::Station(_)), "offered again, and not before");
    script.is(conn, AgentState::Ready);
    script.ends();
}
