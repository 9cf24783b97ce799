//! What is saved again, when, and what of it by whom.

use hookswitch_crm::{Input, Task, record::Record};
use hookswitch_protocol::cisco::{
    call::PartyState,
    ids::{Label, VariableName, VariableValue},
};

use crate::world::{ADA, Mood, World, id};

fn talked(world: &mut World) {
    world.ring("1", "+493012345601");
    world.pass(3_000);
    world.set("1", PartyState::Active);
    world.pass(5_000);
}

fn asked(world: &World, method: &str) -> usize {
    world.asked.iter().filter(|asked| *asked == method).count()
}

fn noted(world: &mut World, at: usize, text: &str) {
    world.feed(at, Input::Note(id("1"), text.to_owned()));
    world.feed(at, Input::Noted);
}

#[test]
fn what_is_refused_again_and_again_is_tried_for_ten_minutes_and_then_by_the_person_only() {
    let mut world = World::with(&[]);
    world.mood("saveLog", Mood::Refuses);
    talked(&mut world);
    world.pass(700_000);
    assert_eq!(asked(&world, "saveLog"), 14);
    world.pass(3_600_000);
    assert_eq!(asked(&world, "saveLog"), 14);
    for _ in 0..80 {
        world.feed(0, Input::Save(id("1")));
        world.pass(1_000);
    }
    assert_eq!((asked(&world, "saveLog"), world.crm().talks()[0].tries()), (94, 94));
    world.moods.clear();
    world.feed(0, Input::Save(id("1")));
    world.pass(1_000);
    assert_eq!((world.org.len(), world.crm().talks()[0].tries()), (1, 0));
}

#[test]
fn an_activity_that_was_found_is_completed_at_once() {
    let mut world = World::with(&[]);
    talked(&mut world);
    let saves = world.org[0].saves;
    world.kept.clear();
    world.reload(0);
    world.pass(5_000);
    assert_eq!((world.org.len(), world.org[0].saves), (1, saves + 1));
}

#[test]
fn a_call_that_was_there_before_the_page_is_written_down_where_the_class_is_missing() {
    let mut world = World::with(&[]);
    world.mood("runApex", Mood::NoClass);
    let call = crate::world::call(
        "1",
        hookswitch_protocol::cisco::call::Direction::Inbound,
        "+493012345601",
        PartyState::Active,
        5,
    );
    world.calls.push(call);
    world.reload(0);
    world.pass(5_000);
    assert_eq!(world.org.len(), 1);
}

#[test]
fn a_note_that_is_changed_while_it_is_saved_is_saved_again_and_nothing_else_of_a_call_that_is_not_logged() {
    let mut world = World::with(&[("hsLog", "false")]);
    talked(&mut world);
    world.delay_ms = 2_000;
    noted(&mut world, 0, "a");
    world.pass(1_000);
    noted(&mut world, 0, "b");
    world.pass(10_000);
    assert_eq!((world.org.len(), world.org[0].fields["Description"].as_str()), (1, "b"));
    let saves = world.org[0].saves;
    world.end("1");
    world.pass(10_000);
    assert_eq!(world.org[0].saves, saves);
}

#[test]
fn what_is_in_front_is_shown_anew_once_the_call_is_over_and_only_where_the_person_looks() {
    let mut world = World::with(&[]);
    talked(&mut world);
    assert_eq!(asked(&world, "refreshView"), 0);
    world.end("1");
    world.pass(1_000);
    assert_eq!(asked(&world, "refreshView"), 1);
    let mut world = World::with(&[]);
    let second = world.open();
    world.pass(1_000);
    world.look_at(second);
    talked(&mut world);
    world.end("1");
    world.pass(1_000);
    assert_eq!(asked(&world, "refreshView"), 0);
}

#[test]
fn a_user_or_a_task_is_not_what_an_activity_is_about() {
    for (carried, what) in [
        ("005000000000001AAA|User|Bob", None),
        ("00T000000000001AAA|Task|x", None),
        ("500000000000001AAA|Case|x", Some("500000000000001AAA")),
    ] {
        let mut world = World::with(&[]);
        world.ring("1", "+493012345699");
        let name = VariableName::parse(hookswitch_crm::RECORD).unwrap();
        world.calls[0].call_variables.set(name, VariableValue::parse(carried).unwrap()).unwrap();
        world.set("1", PartyState::Active);
        world.pass(5_000);
        assert_eq!(world.org[0].fields.get("WhatId").map(String::as_str), what, "{carried}");
        assert_eq!(world.org[0].fields.get("WhoId"), None);
    }
}

#[test]
fn a_reason_is_as_long_as_the_field_it_goes_into() {
    let mut world = World::with(&[]);
    talked(&mut world);
    world.feed(0, Input::Wrapped(id("1"), "é".repeat(1_000)));
    world.pass(1_000);
    assert_eq!(world.org[0].fields["CallDisposition"].chars().count(), 255);
}

#[test]
fn the_tab_that_leads_leaves_the_note_of_another_as_it_is() {
    let mut world = World::with(&[]);
    let second = world.open();
    world.pass(1_000);
    talked(&mut world);
    noted(&mut world, second, "x");
    world.pass(20_000);
    assert_eq!(world.org[0].fields.get("Description").map(String::as_str), Some("x"));
    world.end("1");
    world.pass(5_000);
    assert_eq!((world.org.len(), world.org[0].fields["Description"].as_str()), (1, "x"));
    assert!(matches!(&world.crm().talks()[0].task, Task::Saved(..)));
}

#[test]
fn what_is_seen_once_more_as_it_was_is_not_saved_once_more() {
    let mut world = World::with(&[]);
    world.ring("1", "+493012345699");
    let (name, value) = (hookswitch_crm::RECORD, format!("{ADA}|Contact|Ada"));
    let call = world.calls.first_mut().unwrap();
    call.call_variables.set(VariableName::parse(name).unwrap(), VariableValue::parse(&value).unwrap()).unwrap();
    call.wrap_up_reason = Label::parse("Sale");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    let saves = world.org[0].saves;
    for _ in 0..10 {
        world.look();
        world.pass(1_000);
    }
    assert_eq!((world.org[0].saves, world.org[0].fields["CallDisposition"].as_str()), (saves, "Sale"));
}

#[test]
fn a_record_of_however_long_a_name_fits_what_a_call_carries() {
    let name = Label::parse(&"é".repeat(255)).unwrap();
    let record = Record { name, ..Record::carried(&format!("{ADA}|Contact|x")).unwrap() };
    let carried = Record::carried(VariableValue::parse(&record.written()).unwrap().as_str()).unwrap();
    assert_eq!((carried.id, carried.name.as_str().chars().count()), (record.id, 255 - 27));
}
