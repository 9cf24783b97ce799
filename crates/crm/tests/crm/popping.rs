use hookswitch_crm::{Found, Input, Phone, Word, ask::Event, place::Kind, record::Record};
use hookswitch_protocol::{
    cisco::{
        call::{CallType, Direction, PartyState},
        ids::{VariableName, VariableValue},
    },
    salesforce::{SearchResult, Told},
};

use crate::world::{ADA, GRACE, HOPPER, Mood, World, call, id, record};

fn searched(world: &World) -> Vec<SearchResult> {
    let result =
        |told: &Told| if let Told::SearchCriteria(criteria) = told { Some(criteria.search_result) } else { None };
    world.told.iter().filter_map(|(_, told)| result(told)).collect()
}

#[test]
fn one_match_pops_when_the_call_is_answered_and_not_before_and_only_once() {
    for kind in [Kind::Lightning, Kind::Classic] {
        let mut world = World::of(kind, &[]);
        world.ring("1", "+493012345601");
        world.pass(1_000);
        assert_eq!(world.crm().talks()[0].title(), "Ada Lovelace", "its name is known while it rings");
        assert!(world.pops.is_empty());
        world.set("1", PartyState::Active);
        world.pass(1_000);
        world.set("1", PartyState::Held);
        world.set("1", PartyState::Active);
        world.pass(1_000);
        assert_eq!(world.pops, [ADA], "{kind:?}");
        assert_eq!(searched(&world), [SearchResult::Single]);
    }
}

#[test]
fn where_it_is_set_so_it_pops_when_it_rings_or_never() {
    for (setting, pops) in [("ringing", 1), ("never", 0)] {
        let mut world = World::with(&[("hsPop", setting)]);
        world.ring("1", "0049 30 12345601");
        world.pass(1_000);
        assert_eq!(world.pops.len(), pops, "{setting}");
        world.set("1", PartyState::Active);
        world.pass(1_000);
        assert_eq!(world.pops.len(), pops, "{setting}");
    }
}

#[test]
fn of_two_matches_the_person_chooses_and_the_call_carries_who_it_is() {
    let mut world = World::with(&[]);
    world.ring("1", "+493012345602");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    assert!(world.pops.is_empty());
    assert_eq!(searched(&world), [SearchResult::Multiple]);
    let Found::Records(found) = &world.crm().talks()[0].found else { panic!() };
    let ids: Vec<_> = found.iter().map(|record| record.id.as_str()).collect();
    assert_eq!(ids, [GRACE, HOPPER]);
    world.feed(0, Input::Choose(id("1"), record("00Q000000000009AAA")));
    assert!(world.pops.is_empty(), "what was not found cannot be chosen");
    world.feed(0, Input::Choose(id("1"), record(HOPPER)));
    world.look();
    world.pass(1_000);
    assert_eq!(world.pops, [HOPPER]);
    assert_eq!(world.crm().talks()[0].title(), "Hopper Ltd");
    assert!(matches!(&world.crm().talks()[0].found, Found::Records(found) if found.len() == 2));
    let variables = world.calls[0].call_variables.as_slice();
    assert_eq!(variables[0].value.as_str(), format!("{HOPPER}|Account|Hopper Ltd"));
}

#[test]
fn for_nobody_a_new_record_is_begun_with_the_number_unless_that_is_switched_off() {
    for (kind, new) in [(Kind::Lightning, "Contact"), (Kind::Classic, "003/e?con10=%2B493012345699")] {
        let mut world = World::of(kind, &[]);
        world.ring("1", "+493012345699");
        world.set("1", PartyState::Active);
        world.pass(1_000);
        assert_eq!(
            (world.pops.as_slice(), searched(&world).as_slice()),
            ([new.to_owned()].as_slice(), [SearchResult::None].as_slice())
        );
    }
    let mut world = World::with(&[("hsNewRecord", "")]);
    // An empty setting is one that was made.
    world.ring("1", "+493012345699");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    assert!(world.pops.is_empty());
}

#[test]
fn a_call_that_was_handed_over_with_its_record_pops_exactly_that() {
    let mut world = World::with(&[]);
    let mut call = call("1", Direction::Inbound, "+493012345602", PartyState::Alerting, 5);
    let carried = Record { id: record(ADA), ..Record::carried(&format!("{GRACE}|Contact|Grace Hopper")).unwrap() };
    let name = VariableName::parse(hookswitch_crm::RECORD).unwrap();
    call.call_variables.set(name, VariableValue::parse(&carried.written()).unwrap()).unwrap();
    world.calls.push(call);
    world.look();
    world.set("1", PartyState::Active);
    world.pass(1_000);
    assert_eq!(
        (world.pops.as_slice(), searched(&world).as_slice()),
        ([ADA.to_owned()].as_slice(), [SearchResult::Direct].as_slice())
    );
    assert!(!world.asked.iter().any(|method| method == "searchAndScreenPop"));
    let criteria = world.told.iter().find_map(|(_, told)| match told {
        Told::SearchCriteria(criteria) => Some(criteria),
        _ => None,
    });
    assert!(criteria.unwrap().search_objects.is_empty(), "nothing was searched");
}

#[test]
fn a_search_that_fails_pops_nothing_and_says_so() {
    for mood in [Mood::Silent, Mood::Throws, Mood::Refuses] {
        let mut world = World::with(&[]);
        world.mood("searchAndScreenPop", mood);
        world.ring("1", "+493012345601");
        world.set("1", PartyState::Active);
        world.pass(60_000);
        assert_eq!((world.pops.len(), &world.crm().talks()[0].found), (0, &Found::Unknown), "{mood:?}");
    }
}

#[test]
fn of_two_tabs_that_one_pops_which_is_looked_at() {
    let mut world = World::with(&[]);
    let second = world.open();
    world.pass(1_000);
    world.look_at(second);
    world.ring("1", "+493012345601");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    assert_eq!((world.pops.len(), searched(&world).len()), (1, 1));
    world.end("1");
    world.look_at(0);
    world.ring("2", "+493012345601");
    world.set("2", PartyState::Active);
    world.pass(1_000);
    assert_eq!(world.pops.len(), 2);
}

#[test]
fn a_page_that_is_loaded_anew_does_not_pop_again() {
    let mut world = World::with(&[]);
    world.ring("1", "+493012345601");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    world.reload(0);
    world.pass(5_000);
    assert_eq!(world.pops.len(), 1);
}

#[test]
fn where_nothing_is_kept_a_page_loaded_anew_pops_nothing_again_and_finds_the_activity() {
    for kind in [Kind::Lightning, Kind::Classic] {
        let mut world = World::of(kind, &[]);
        world.keeps = false;
        world.ring("1", "+493012345601");
        world.set("1", PartyState::Active);
        world.pass(1_000);
        // Calls are told a little later than that the agent is at work.
        let calls = std::mem::take(&mut world.calls);
        world.reload(0);
        world.pass(1_000);
        world.calls = calls;
        world.look();
        world.pass(5_000);
        assert_eq!((world.pops.len(), world.org.len()), (1, 1), "{kind:?}");
    }
}

#[test]
fn the_softphone_opens_when_it_rings_and_its_place_says_what_goes_on() {
    let mut world = World::with(&[]);
    world.asked.clear();
    world.ring("1", "+493012345601");
    world.pass(1_000);
    let count = |method: &str| world.asked.iter().filter(|asked| *asked == method).count();
    assert_eq!((count("setSoftphonePanelVisibility"), count("setSoftphoneItemIcon")), (1, 1));
    assert_eq!(count("setSoftphoneItemLabel"), 2, "the number, then the name");
    world.look();
    world.pass(1_000);
    assert_eq!(world.asked.iter().filter(|asked| *asked == "setSoftphoneItemLabel").count(), 2, "said once");
}

/// Whoever it is carries this record.
fn carries(world: &mut World, id: &str) {
    let name = VariableName::parse(hookswitch_crm::RECORD).unwrap();
    let value = VariableValue::parse(&format!("{id}|Contact|Grace Hopper")).unwrap();
    world.calls[0].call_variables.set(name, value).unwrap();
    world.look();
}

fn calls_out(world: &mut World, state: PartyState) {
    world.calls.push(call("1", Direction::Outbound, "+493012345601", state, 5));
    world.look();
    world.pass(1_000);
}

#[test]
fn a_tab_that_is_left_gives_way_to_the_one_that_leads_and_another_that_is_left_takes_nothing_away() {
    let mut world = World::with(&[]);
    let second = world.open();
    world.pass(1_000);
    world.look_at(second);
    world.feed(second, Input::Said(Word::Left));
    world.ring("1", "+493012345601");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    assert_eq!(world.pops.len(), 1, "the second is looked at");
    world.end("1");
    world.tabs.pop();
    world.feed(0, Input::Said(Word::Left));
    world.ring("2", "+493012345601");
    world.set("2", PartyState::Active);
    world.pass(1_000);
    assert_eq!(world.pops.len(), 2);
}

#[test]
fn whoever_goes_to_another_record_looks_at_that_tab() {
    let mut world = World::with(&[]);
    let second = world.open();
    world.pass(1_000);
    world.feed(second, Input::Happened(Event::Moved, "{}".to_owned()));
    world.tabs[0].crm = hookswitch_crm::Crm::new(Kind::Lightning, 99);
    world.ring("1", "+493012345601");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    assert_eq!(world.pops, [ADA]);
}

#[test]
fn calls_go_on_while_the_softphone_is_not_connected() {
    let mut world = World::with(&[]);
    world.ring("1", "+493012345601");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    let calls = std::mem::take(&mut world.calls);
    world.phone = Phone::Connecting;
    world.look();
    assert!(!world.crm().talks()[0].is_over());
    (world.calls, world.phone) = (calls, Phone::Ready);
    world.look();
    world.pass(1_000);
    assert_eq!((world.pops.len(), world.crm().talks().len()), (1, 1));
}

#[test]
fn calls_one_only_listens_to_are_nobodys() {
    let mut world = World::with(&[]);
    for (at, call_type) in [CallType::Monitor, CallType::Barge, CallType::PreviewReservation].into_iter().enumerate() {
        let mut call = call(&at.to_string(), Direction::Inbound, "+493012345601", PartyState::Active, 5);
        call.call_type = call_type;
        world.calls.push(call);
    }
    world.look();
    world.pass(1_000);
    assert!(world.crm().talks().is_empty() && world.pops.is_empty() && world.org.is_empty());
}

#[test]
fn the_softphone_opens_for_nothing_but_ringing_and_not_where_that_is_switched_off() {
    let opens = |world: &World| world.asked.iter().filter(|method| *method == "setSoftphonePanelVisibility").count();
    let mut world = World::with(&[]);
    calls_out(&mut world, PartyState::Initiated);
    assert_eq!(opens(&world), 0);
    let mut world = World::with(&[("hsOpenOnRinging", "false")]);
    world.ring("1", "+493012345601");
    world.pass(1_000);
    assert_eq!(opens(&world), 0);
}

#[test]
fn of_calls_that_are_over_the_last_three_stay_for_a_note() {
    let mut world = World::with(&[]);
    for id in 0..10 {
        world.ring(&id.to_string(), "+493012345601");
        world.end(&id.to_string());
        world.pass(1_000);
    }
    let ids: Vec<&str> = world.crm().talks().iter().map(|talk| talk.id.as_str()).collect();
    assert_eq!(ids, ["7", "8", "9"]);
}

#[test]
fn whom_one_calls_pops_where_that_is_set_once_they_answer_and_not_where_one_dialled_from_the_record() {
    let mut world = World::with(&[]);
    calls_out(&mut world, PartyState::Active);
    assert!(world.searched.is_empty() && world.pops.is_empty());
    let mut world = World::with(&[("hsPopOutgoing", "true")]);
    calls_out(&mut world, PartyState::Initiating);
    world.set("1", PartyState::Initiated);
    world.pass(1_000);
    assert!(!world.searched.is_empty() && world.pops.is_empty());
    world.set("1", PartyState::Active);
    world.pass(1_000);
    assert_eq!(world.pops, [ADA]);
    let mut world = World::with(&[("hsPopOutgoing", "true")]);
    let mut call = call("1", Direction::Outbound, "+493012345601", PartyState::Initiated, 5);
    let name = VariableName::parse(hookswitch_crm::RECORD).unwrap();
    call.call_variables.set(name, VariableValue::parse(&format!("{GRACE}|Contact|Grace")).unwrap()).unwrap();
    world.calls.push(call);
    world.look();
    world.set("1", PartyState::Active);
    world.pass(1_000);
    assert!(world.pops.is_empty(), "it is in front");
}

#[test]
fn inside_the_house_nobody_is_searched_for_and_a_few_digits_find_nobody() {
    let mut world = World::with(&[]);
    let mut inside = call("1", Direction::Inbound, "5069", PartyState::Active, 5);
    inside.call_type = CallType::Inside;
    world.calls.push(inside);
    world.look();
    world.pass(1_000);
    assert!(world.searched.is_empty() && world.pops.is_empty());
    let mut world = World::with(&[]);
    world.ring("1", "+1-2");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    assert!(world.searched.is_empty());
    assert_eq!(world.crm().talks()[0].found, Found::Records(Vec::new()));
}

#[test]
fn a_number_is_searched_for_as_it_is_written_abroad_and_then_by_its_end_where_that_is_another() {
    let searched = |number: &str| {
        let mut world = World::with(&[]);
        world.ring("1", number);
        world.pass(1_000);
        world.searched
    };
    assert_eq!(searched("0049 30 12345699"), ["493012345699", "012345699"]);
    assert_eq!(searched("+49 30 12345699"), ["493012345699", "012345699"]);
    assert_eq!(searched("012345699"), ["012345699"]);
}

#[test]
fn of_several_tabs_one_tells_the_call_whose_it_is() {
    let mut world = World::with(&[]);
    world.open();
    world.pass(1_000);
    world.ring("1", "+493012345601");
    world.pass(1_000);
    assert_eq!(world.carries, 1);
}

#[test]
fn what_a_call_carries_by_then_counts_more_than_what_is_found() {
    let mut world = World::with(&[]);
    world.delay_ms = 2_000;
    world.ring("1", "+493012345601");
    carries(&mut world, GRACE);
    world.pass(10_000);
    assert_eq!(world.crm().talks()[0].record.as_ref().map(|record| record.id.as_str()), Some(GRACE));
    assert_eq!(world.carries, 0);
}

#[test]
fn a_call_that_is_over_carries_nothing_any_more() {
    let mut world = World::with(&[]);
    world.ring("1", "+493012345602");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    world.end("1");
    world.feed(0, Input::Choose(id("1"), record(HOPPER)));
    world.pass(1_000);
    assert_eq!((world.carries, world.pops.as_slice()), (0, [HOPPER.to_owned()].as_slice()));
}

#[test]
fn a_call_that_failed_pops_nothing() {
    let mut world = World::with(&[("hsPopOutgoing", "true"), ("hsPop", "ringing")]);
    calls_out(&mut world, PartyState::Failed);
    assert!(world.pops.is_empty());
}

#[test]
fn what_popped_while_it_rang_does_not_pop_again_after_a_reload() {
    let mut world = World::with(&[("hsPop", "ringing")]);
    world.ring("1", "+493012345601");
    world.pass(1_000);
    world.reload(0);
    world.pass(5_000);
    assert_eq!(world.pops, [ADA]);
}

#[test]
fn its_place_says_who_rings_with_whom_one_talks_and_how_one_stands_once_that_is_over() {
    let mut world = World::with(&[]);
    assert_eq!(world.label, "Hookswitch: Ready");
    world.ring("1", "+493012345601");
    world.pass(1_000);
    assert_eq!(world.label, "Ringing: Ada Lovelace");
    world.set("1", PartyState::Active);
    assert_eq!(world.label, "On a call: Ada Lovelace");
    world.set("1", PartyState::Failed);
    assert_eq!(world.label, "Hookswitch: Ready");
    world.end("1");
    world.phone = Phone::NotReady;
    world.look();
    assert_eq!(world.label, "Hookswitch: Not ready");
}

#[test]
fn what_is_chosen_in_another_tab_is_chosen_here_and_the_others_can_still_be() {
    let mut world = World::with(&[]);
    let second = world.open();
    world.pass(1_000);
    world.ring("1", "+493012345602");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    world.feed(second, Input::Choose(id("1"), record(HOPPER)));
    world.look();
    let [talk] = world.crm().talks() else { panic!() };
    assert_eq!(talk.title(), "Hopper Ltd");
    assert!(matches!(&talk.found, Found::Records(found) if found.len() == 2));
    world.feed(0, Input::Choose(id("1"), record(GRACE)));
    assert_eq!(world.crm().talks()[0].title(), "Grace Hopper");
}
