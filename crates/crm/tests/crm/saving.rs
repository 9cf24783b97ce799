use hookswitch_crm::{Input, Task, place::Kind};
use hookswitch_protocol::cisco::call::{CallType, Direction, PartyState};

use crate::world::{ADA, HOPPER, Mood, World, call, id, record};

fn talked(world: &mut World) {
    world.ring("1", "+493012345601");
    world.pass(3_000);
    world.set("1", PartyState::Active);
    world.pass(65_000);
}

fn field<'a>(world: &'a World, name: &str) -> &'a str {
    world.org[0].fields.get(name).map_or("", String::as_str)
}

#[test]
fn a_call_is_written_down_when_it_is_answered_and_completed_when_it_is_over() {
    for kind in [Kind::Lightning, Kind::Classic] {
        let mut world = World::of(kind, &[]);
        talked(&mut world);
        assert_eq!((world.org.len(), field(&world, "Subject")), (1, "Call from Ada Lovelace"));
        assert_eq!((field(&world, "WhoId"), field(&world, "CallType")), (ADA, "Inbound"));
        assert_eq!((field(&world, "Status"), field(&world, "ActivityDate")), ("Completed", "2026-11-22"));
        assert_eq!(field(&world, "CallObject"), "hookswitch-1-1002000", "its id and its beginning");
        world.end("1");
        world.pass(1_000);
        assert_eq!((world.org.len(), field(&world, "CallDurationInSeconds")), (1, "65"));
        assert_eq!(field(&world, "CallDisposition"), "");
        assert!(matches!(&world.crm().talks()[0].task, Task::Saved(..)));
        let saves = world.org[0].saves;
        world.pass(600_000);
        assert_eq!(world.org[0].saves, saves, "nothing changed, nothing is saved");
    }
}

#[test]
fn what_is_chosen_noted_and_said_of_a_call_reaches_the_one_activity() {
    let mut world = World::with(&[]);
    world.ring("1", "+493012345602");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    world.feed(0, Input::Choose(id("1"), record(HOPPER)));
    world.feed(0, Input::Note(id("1"), "wants a \"quote\" & more".to_owned()));
    world.feed(0, Input::Noted);
    world.pass(1_000);
    assert_eq!((field(&world, "WhatId"), field(&world, "Description")), (HOPPER, "wants a \"quote\" & more"));
    world.end("1");
    world.feed(0, Input::Note(id("1"), "called back".to_owned()));
    world.feed(0, Input::Noted);
    world.feed(0, Input::Wrapped(id("1"), "Sale".to_owned()));
    world.pass(1_000);
    assert_eq!((world.org.len(), field(&world, "Description")), (1, "called back"));
    assert_eq!(field(&world, "CallDisposition"), "Sale");
}

#[test]
fn calls_inside_and_calls_nobody_answered_are_written_down_where_that_is_set() {
    let inside = |settings: &[(&str, &str)]| {
        let mut world = World::with(settings);
        let mut inside = call("1", Direction::Outbound, "5069", PartyState::Active, 5);
        inside.call_type = CallType::Inside;
        world.calls.push(inside);
        world.look();
        world.pass(1_000);
        world.end("1");
        world.pass(1_000);
        world
    };
    assert_eq!(inside(&[]).org.len(), 0);
    assert_eq!(field(&inside(&[("hsLogInternal", "true")]), "CallType"), "Internal");
    assert_eq!(inside(&[("hsLogInternal", "true"), ("hsLog", "false")]).org.len(), 0);
    for (setting, tasks) in [("true", 1), ("false", 0)] {
        let mut world = World::with(&[("hsLogUnanswered", setting)]);
        world.ring("1", "+493012345601");
        world.pass(1_000);
        assert_eq!(world.org.len(), 0);
        world.end("1");
        world.pass(1_000);
        assert_eq!(world.org.len(), tasks);
        if tasks == 1 {
            assert_eq!(
                (field(&world, "CallDurationInSeconds"), field(&world, "CallDisposition")),
                ("0", "Not answered")
            );
        }
    }
}

#[test]
fn variables_of_the_call_go_into_the_fields_that_are_set_for_them() {
    let mut world = World::with(&[("hsTaskFields", "queue=Queue__c")]);
    talked(&mut world);
    let name = |text| hookswitch_protocol::cisco::ids::VariableName::parse(text).unwrap();
    let value = |text| hookswitch_protocol::cisco::ids::VariableValue::parse(text).unwrap();
    world.calls[0].call_variables.set(name("queue"), value("support")).unwrap();
    world.calls[0].call_variables.set(name("other"), value("x")).unwrap();
    world.look();
    world.end("1");
    world.pass(1_000);
    assert_eq!(field(&world, "Queue__c"), "support");
    assert!(!world.org[0].fields.values().any(|value| value == "x"));
}

#[test]
fn a_page_that_is_loaded_anew_in_mid_call_goes_on_with_the_same_activity() {
    let mut world = World::with(&[]);
    talked(&mut world);
    world.reload(0);
    world.pass(10_000);
    world.end("1");
    world.pass(10_000);
    assert_eq!((world.org.len(), field(&world, "CallDurationInSeconds")), (1, "75"));
}

#[test]
fn one_that_was_being_made_when_the_page_was_loaded_anew_is_found_again() {
    let mut world = World::with(&[]);
    world.delay_ms = 2_000;
    world.ring("1", "+493012345601");
    world.pass(5_000);
    world.set("1", PartyState::Active);
    assert_eq!(world.org.len(), 1, "made, and not answered yet");
    world.reload(0);
    world.pass(30_000);
    world.end("1");
    world.pass(30_000);
    assert_eq!(world.org.len(), 1);
    assert_eq!(field(&world, "CallDurationInSeconds"), "30");
}

#[test]
fn another_browser_that_takes_the_session_finds_the_activity_by_the_call() {
    let mut world = World::with(&[]);
    talked(&mut world);
    world.kept.clear();
    world.reload(0);
    world.pass(10_000);
    world.end("1");
    world.pass(10_000);
    assert_eq!(world.org.len(), 1);
}

#[test]
fn what_fails_is_tried_again_until_it_is_saved_and_never_made_twice() {
    let mut world = World::with(&[]);
    world.mood("saveLog", Mood::Refuses);
    talked(&mut world);
    assert_eq!(world.org.len(), 0);
    assert!(matches!(&world.crm().talks()[0].task, Task::Failed { again_at: Some(_), .. }));
    world.moods.clear();
    world.pass(120_000);
    assert_eq!(world.org.len(), 1);
    assert!(world.asked.iter().any(|method| method == "runApex"), "it looked before it made another");
}

#[test]
fn a_field_at_fault_is_named_and_not_tried_again_by_itself() {
    let mut world = World::with(&[]);
    world.mood("saveLog", Mood::FieldError);
    talked(&mut world);
    let saves = |world: &World| world.asked.iter().filter(|method| *method == "saveLog").count();
    assert_eq!(saves(&world), 1);
    let Task::Failed { refusal, again_at: None, .. } = &world.crm().talks()[0].task else { panic!() };
    assert_eq!(refusal.text, "Subject: too long");
    world.moods.clear();
    world.pass(600_000);
    assert_eq!(saves(&world), 1);
    world.feed(0, Input::Save(id("1")));
    world.pass(1_000);
    assert_eq!(world.org.len(), 1);
}

#[test]
fn without_the_packages_class_calls_are_written_down_all_the_same() {
    let mut world = World::with(&[]);
    world.mood("runApex", Mood::NoClass);
    world.ring("1", "+493012345601");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    world.reload(0);
    world.pass(30_000);
    world.end("1");
    world.pass(5_000);
    assert_eq!(world.org.len(), 1);
}

#[test]
fn an_id_that_comes_again_is_another_call_to_the_tab_and_to_what_is_kept() {
    for is_reloaded in [false, true] {
        let mut world = World::with(&[]);
        talked(&mut world);
        world.feed(0, Input::Note(id("1"), "the first".to_owned()));
        world.end("1");
        world.pass(1_000);
        if is_reloaded {
            world.reload(0);
            world.pass(5_000);
        }
        talked(&mut world);
        let [talk] = world.crm().talks() else { panic!("{:?}", world.crm().talks()) };
        assert_eq!((talk.note.as_str(), talk.is_over()), ("", false));
        world.feed(0, Input::Note(id("1"), "the second".to_owned()));
        world.end("1");
        world.feed(0, Input::Noted);
        world.pass(1_000);
        let notes: Vec<_> = world.org.iter().map(|task| task.fields.get("Description").map(String::as_str)).collect();
        assert_eq!((notes[1], world.org.len(), world.pops.len()), (Some("the second"), 2, 2));
        assert_ne!(notes[0], Some("the second"));
    }
}

#[test]
fn an_answer_about_the_call_before_is_not_taken_for_one_about_the_call_of_the_same_id() {
    let mut world = World::with(&[]);
    world.delay_ms = 3_000;
    world.ring("1", "+493012345601");
    world.set("1", PartyState::Active);
    world.pass(7_000);
    assert_eq!(world.org.len(), 1, "made, and not answered yet");
    world.end("1");
    world.delay_ms = 9_000;
    world.ring("1", "+493012345699");
    world.set("1", PartyState::Active);
    world.pass(60_000);
    let numbers: Vec<&str> = world.org.iter().map(|task| task.fields["Subject"].as_str()).collect();
    assert_eq!(numbers, ["Call from Ada Lovelace", "Call from +493012345699"]);
}

#[test]
fn a_call_that_is_over_is_not_over_once_more() {
    let mut world = World::with(&[]);
    talked(&mut world);
    world.end("1");
    world.pass(1_000);
    let saves = world.org[0].saves;
    world.pass(30_000);
    world.look();
    world.pass(1_000);
    assert_eq!((world.org[0].saves, field(&world, "CallDurationInSeconds")), (saves, "65"));
}

#[test]
fn a_call_lasts_from_its_first_answer_however_often_it_was_held_and_the_page_loaded_anew() {
    for is_reloaded in [false, true] {
        let mut world = World::with(&[]);
        talked(&mut world);
        world.set("1", PartyState::Held);
        world.pass(10_000);
        if is_reloaded {
            world.reload(0);
        }
        world.set("1", PartyState::Active);
        world.pass(10_000);
        world.end("1");
        world.pass(10_000);
        assert_eq!(field(&world, "CallDurationInSeconds"), "85");
    }
}

#[test]
fn a_note_is_there_again_after_a_reload_and_another_tabs_does_not_take_its_place() {
    let mut world = World::with(&[]);
    talked(&mut world);
    world.feed(0, Input::Note(id("1"), "mine".to_owned()));
    world.reload(0);
    world.pass(5_000);
    assert_eq!(world.crm().talks()[0].note, "mine");
    let second = world.open();
    world.pass(1_000);
    world.feed(second, Input::Note(id("1"), "theirs".to_owned()));
    world.feed(0, Input::Leads);
    assert_eq!(world.crm().talks()[0].note, "mine");
}

#[test]
fn of_two_calls_that_is_saved_on_which_something_was_written() {
    let mut world = World::with(&[]);
    talked(&mut world);
    world.ring("2", "+493012345602");
    world.set("2", PartyState::Active);
    world.pass(5_000);
    let saves = |world: &World| world.org.iter().map(|task| task.saves).collect::<Vec<_>>();
    let before = saves(&world);
    world.feed(0, Input::Note(id("2"), "x".to_owned()));
    world.feed(0, Input::Noted);
    world.pass(5_000);
    assert_eq!(saves(&world), [before[0], before[1] + 1]);
}

#[test]
fn a_tab_that_follows_saves_nothing_that_the_one_that_leads_saves() {
    let saves = |tabs: usize| {
        let mut world = World::with(&[]);
        for _ in 1..tabs {
            world.open();
        }
        world.pass(1_000);
        talked(&mut world);
        world.end("1");
        world.pass(60_000);
        (world.org.len(), world.org[0].saves, world.asked.iter().filter(|method| *method == "runApex").count())
    };
    let (one, three) = (saves(1), saves(3));
    assert_eq!((one.0, one.1), (three.0, three.1));
    assert_eq!(three.2, one.2 + 2, "each asks who the user is, and none for the activity");
}

#[test]
fn a_note_in_a_tab_that_follows_is_saved_by_that_tab_where_nobody_leads() {
    let mut world = World::with(&[]);
    let second = world.open();
    world.pass(1_000);
    world.mood("saveLog", Mood::Refuses);
    talked(&mut world);
    world.feed(second, Input::Note(id("1"), "x".to_owned()));
    world.tabs.remove(0);
    world.feed(0, Input::Noted);
    world.moods.clear();
    world.pass(5_000);
    assert_eq!(world.org.len(), 0, "the one that leads is waited for");
    world.pass(30_000);
    assert_eq!((world.org.len(), field(&world, "Description")), (1, "x"));
}

#[test]
fn a_note_on_a_call_that_nobody_would_write_down_is_saved_at_once() {
    let mut world = World::with(&[]);
    let second = world.open();
    world.pass(1_000);
    let mut inside = call("1", Direction::Inbound, "5069", PartyState::Active, 5);
    inside.call_type = CallType::Inside;
    world.calls.push(inside);
    world.look();
    world.pass(1_000);
    assert!(world.org.is_empty());
    world.feed(second, Input::Note(id("1"), "x".to_owned()));
    world.feed(second, Input::Noted);
    world.pass(1_000);
    assert_eq!(world.org.len(), 1);
}
