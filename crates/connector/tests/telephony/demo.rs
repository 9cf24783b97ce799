//! What is the demo PBX's own: its times, its limits, its people, and that it does the same twice.

use hookswitch_connector::{
    core::{
        Call, CallAct, CallId,
        Ending::{HungUp, NoAnswer, OthersLeft, OutOfReach},
        Failure, PartyState, StationCommand, StationEvent,
    },
    telephony::{Backend, Destination, Incoming, PEOPLE, conformance},
};

use crate::exchange::{EXTENSIONS, Exchange, extension, number, queue, queues};

fn make(to: &str) -> CallAct {
    CallAct::Make { to: number(to), name: None }
}

fn states(exchange: &Exchange, call: CallId) -> Vec<PartyState> {
    exchange.ledger.call(call).unwrap().parties.iter().map(|party| party.state.clone()).collect()
}

fn since(call: &Call) -> Vec<u64> {
    call.parties.iter().map(|party| party.since.0).collect()
}

#[test]
fn the_demo_pbx_passes_the_suite_for_telephone_systems() {
    let broken = conformance::play(Exchange::new);
    let told: Vec<String> = broken.iter().map(|(name, broken)| format!("{name}: {broken}")).collect();
    assert!(told.is_empty(), "{}", told.join("\n"));
}

#[test]
fn everybody_outside_answers_or_does_not_when_the_table_says() {
    let lasts = [
        ("8001", 2_000, None),
        ("8002", 2_000, Some(12_000)),
        ("8003", 500, Some(500)),
        ("8004", 30_000, Some(30_000)),
        ("8005", 2_000, Some(2_000)),
        ("8006", 500, Some(500)),
        ("+4930123456", 3_000, None),
        ("12345", 3_000, None),
    ];
    assert!(PEOPLE.iter().all(|(person, _)| lasts.iter().any(|(tried, ..)| tried == person)));
    for (to, changes, ends) in lasts {
        let mut exchange = Exchange::with(&["5051"]);
        let call = exchange.act("5051", make(to)).unwrap().unwrap();
        exchange.pass(changes - 1).unwrap();
        assert_eq!(exchange.ledger.call(call).unwrap().parties[0].state, PartyState::Initiating, "{to}");
        exchange.pass(1).unwrap();
        assert_ne!(exchange.ledger.call(call).unwrap().parties[0].state, PartyState::Initiating, "{to}");
        assert_eq!(since(exchange.ledger.call(call).unwrap()), [changes, changes], "{to}");
        exchange.pass(1_000_000).unwrap();
        let call = exchange.ledger.call(call).unwrap();
        assert_eq!(call.is_over().then(|| call.parties[1].since.0), ends, "{to}");
    }
}

#[test]
fn a_telephone_rings_for_30_seconds() {
    let mut exchange = Exchange::with(&["5051", "5064"]);
    let call = exchange.act("5051", make("5064")).unwrap().unwrap();
    exchange.pass(29_999).unwrap();
    assert_eq!(states(&exchange, call), [PartyState::Initiating, PartyState::Alerting]);
    exchange.pass(1).unwrap();
    assert_eq!(states(&exchange, call), [PartyState::Ended(OthersLeft), PartyState::Ended(NoAnswer)]);
    assert_eq!(exchange.pbx.poll_timeout(), None);
}

#[test]
fn a_queues_call_rings_for_15_seconds_and_its_caller_waits_for_5_minutes() {
    let mut exchange = Exchange::with(&["5051"]);
    let call = exchange.bring("+4930123456", Destination::Queue(queue("support"))).unwrap();
    exchange.tell(StationCommand::Offer { extension: extension("5051"), queues: queues(&["sales", "support"]) });
    exchange.pass(14_999).unwrap();
    assert_eq!(states(&exchange, call), [PartyState::Initiating, PartyState::Alerting]);
    let unanswered = StationEvent::Unanswered { extension: extension("5051"), call };
    assert!(exchange.pass(1).unwrap().contains(&unanswered));
    exchange.pass(300_000 - 15_001).unwrap();
    assert_eq!(states(&exchange, call), [PartyState::Initiating, PartyState::Ended(NoAnswer)]);
    exchange.pass(1).unwrap();
    assert_eq!(states(&exchange, call), [PartyState::Ended(HungUp), PartyState::Ended(NoAnswer)]);
    assert_eq!(exchange.pbx.poll_timeout(), None);
}

#[test]
fn people_outside_who_are_left_to_themselves_say_goodbye_after_a_minute() {
    let mut exchange = Exchange::with(&["5051"]);
    let call = exchange.act("5051", make("8001")).unwrap().unwrap();
    exchange.pass(2_000).unwrap();
    exchange.act("5051", CallAct::TransferTo { call, to: number("+4930123456") }).unwrap();
    exchange.pass(59_999).unwrap();
    assert!(!exchange.ledger.call(call).unwrap().is_over());
    exchange.pass(1).unwrap();
    assert!(exchange.ledger.call(call).unwrap().is_over());
}

#[test]
fn a_caller_whose_number_hangs_up_hangs_up() {
    let mut exchange = Exchange::with(&["5051"]);
    let call = exchange.bring("8002", Destination::Number(number("5051"))).unwrap();
    exchange.act("5051", CallAct::Answer(call)).unwrap();
    exchange.pass(10_000).unwrap();
    assert_eq!(states(&exchange, call), [PartyState::Ended(HungUp), PartyState::Ended(OthersLeft)]);
}

#[test]
fn a_call_comes_in_only_where_somebody_is_and_has_room() {
    let mut exchange = Exchange::with(&["5051"]);
    let mut bring = |to: &str| exchange.bring("+4930123456", Destination::Number(number(to)));
    assert_eq!(bring("5064"), Err(Failure::OutOfReach));
    assert_eq!(bring("8001"), Err(Failure::NoSuchNumber));
    for _ in 0..6 {
        bring("5051").unwrap();
    }
    assert_eq!(bring("5051"), Err(Failure::Busy));
}

#[test]
fn an_extension_goes_before_somebody_outside_of_the_same_number() {
    let mut exchange = Exchange::with(&["5051"]);
    exchange.pbx.know(vec![extension("5051"), extension("8001")], exchange.now);
    assert_eq!(exchange.act("5051", make("8001")), Err(Failure::OutOfReach));
}

#[test]
fn a_telephone_that_is_taken_away_ends_its_calls_and_goes_down() {
    let mut exchange = Exchange::with(&["5051", "5064"]);
    let call = exchange.act("5051", make("5064")).unwrap().unwrap();
    exchange.act("5064", CallAct::Answer(call)).unwrap();
    exchange.pbx.know(vec![extension("5051")], exchange.now);
    let events = exchange.drain().unwrap();
    assert_eq!(events.last(), Some(&StationEvent::Down(extension("5064"))));
    assert_eq!(states(&exchange, call), [PartyState::Ended(OthersLeft), PartyState::Ended(OutOfReach)]);
}

#[test]
fn the_answer_to_a_command_comes_before_what_comes_of_it() {
    let mut exchange = Exchange::with(&["5051", "5064"]);
    exchange.command("5051", make("8001"));
    let events = exchange.drain().unwrap();
    assert!(matches!(events.as_slice(), [StationEvent::Done { .. }, StationEvent::Call(_)]), "{events:?}");
    exchange.tell(StationCommand::Offer { extension: extension("5064"), queues: queues(&["support"]) });
    let call = exchange.bring("+4930123456", Destination::Queue(queue("support"))).unwrap();
    exchange.command("5064", CallAct::Reject(call));
    let events = exchange.drain().unwrap();
    let wanted = |events: &[StationEvent]| {
        matches!(events, [StationEvent::Done { .. }, StationEvent::Call(_), StationEvent::Unanswered { .. }])
    };
    assert!(wanted(&events), "{events:?}");
}

#[test]
fn the_system_has_room_for_so_many_calls_and_who_finds_none_keeps_the_call_they_have() {
    let mut exchange = Exchange::with(&["5051"]);
    let call = exchange.act("5051", make("8001")).unwrap().unwrap();
    exchange.pass(2_000).unwrap();
    let to = Destination::Queue(queue("support"));
    let incoming = Incoming { from: number("+4930123456"), name: None, to };
    let mut bring = || exchange.pbx.bring(incoming.clone(), exchange.now);
    assert!((1..1_000).all(|_| bring().is_ok()));
    assert_eq!(bring(), Err(Failure::Busy));
    assert_eq!(exchange.act("5051", make("8001")), Err(Failure::Busy));
    assert_eq!(states(&exchange, call), [PartyState::Active, PartyState::Active]);
}

#[test]
fn a_call_has_room_for_so_many_parties_those_that_left_included() {
    let mut exchange = Exchange::with(&EXTENSIONS);
    let call = exchange.act("5051", make("8001")).unwrap().unwrap();
    exchange.pass(2_000).unwrap();
    let mut at = "5051";
    for parties in 3..=64 {
        let to = if at == "5051" { "5064" } else { "5051" };
        exchange.act(at, CallAct::TransferTo { call, to: number(to) }).unwrap();
        exchange.act(to, CallAct::Answer(call)).unwrap();
        assert_eq!(exchange.ledger.call(call).unwrap().parties.len(), parties);
        at = to;
    }
    let further = CallAct::TransferTo { call, to: number("5069") };
    assert_eq!(exchange.act(at, further), Err(Failure::NotPossible));
}
