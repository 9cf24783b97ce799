use hookswitch_crm::{Found, Input, place::Kind, record::Record};
use hookswitch_protocol::{
    cisco::{
        call::{Direction, PartyState},
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
