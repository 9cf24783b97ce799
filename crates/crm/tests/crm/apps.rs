use hookswitch_crm::{Input, ask::Event};
use hookswitch_protocol::{
    ReplyTo,
    cisco::call::PartyState,
    opaque::{FieldName, Opaque, Params},
    salesforce::{
        Asked, CheckTaskState, Names, OpenObject, RemoveCustomVariables, SaveCustomVariables, Told, UpdateObject,
        WorkId,
    },
};

use crate::world::{ADA, Mood, World, id, record};

fn ask(world: &mut World, asked: Asked) -> Vec<Told> {
    world.told.clear();
    for at in 0..world.tabs.len() {
        world.feed(at, Input::App(ReplyTo::default(), asked.clone()));
    }
    world.pass(1_000);
    world.told.iter().map(|(_, told)| told.clone()).collect()
}

fn params(name: &str, json: &str) -> Params {
    Params::from_iter([(FieldName::parse(name).unwrap(), Opaque::parse(json).unwrap())])
}

#[test]
fn of_several_tabs_one_opens_what_an_app_wants_to_see() {
    let mut world = World::with(&[]);
    world.open();
    world.pass(1_000);
    ask(&mut world, Asked::OpenObject(OpenObject { sfid: record(ADA), display_field: None }));
    assert_eq!(world.pops, [ADA]);
}

#[test]
fn a_record_is_changed_and_the_answer_names_it_or_why_not() {
    let mut world = World::with(&[]);
    world.open();
    world.pass(1_000);
    let update = || {
        Asked::UpdateObject(UpdateObject {
            call_id: id("1"),
            name: hookswitch_protocol::salesforce::ObjectType::parse("Case").unwrap(),
            object_id: hookswitch_protocol::salesforce::ObjectId::parse("SF2").unwrap(),
            sfid: record("500000000000001AAA"),
            params: params("Status", "\"Closed\""),
        })
    };
    let told = ask(&mut world, update());
    assert!(matches!(told.as_slice(), [Told::ObjectUpdated(it)] if it.success && it.fields.len() == 1), "{told:?}");
    world.mood("saveLog", Mood::FieldError);
    let told = ask(&mut world, update());
    let [Told::ObjectUpdated(it)] = told.as_slice() else { panic!("{told:?}") };
    assert_eq!((it.success, it.error_message.0.as_deref()), (false, Some("Subject: too long")));
}

#[test]
fn variables_that_an_app_saves_reach_the_activity_and_those_it_removes_do_not() {
    let mut world = World::with(&[("hsTaskFields", "a=A__c,b=B__c")]);
    let save = |name: &str| {
        Asked::SaveCustomVariables(SaveCustomVariables { call_id: id("1"), params: params(name, "\"x\"") })
    };
    let told = ask(&mut world, save("a"));
    assert!(matches!(told.as_slice(), [Told::CustomVariablesSaved(it)] if !it.success), "there is no such call");
    world.ring("1", "+493012345601");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    assert!(matches!(ask(&mut world, save("a")).as_slice(), [Told::CustomVariablesSaved(it)] if it.success));
    ask(&mut world, save("b"));
    let names = Names(vec![FieldName::parse("b").unwrap()]);
    let remove = Asked::RemoveCustomVariables(RemoveCustomVariables { call_id: id("1"), params: names });
    // What was saved in between stays in the org; what is removed is not written again.
    assert!(matches!(ask(&mut world, remove).as_slice(), [Told::CustomVariablesRemoved(it)] if it.success));
    assert_eq!(world.org[0].fields.get("A__c").map(String::as_str), Some("x"));
    assert!(world.crm().talks()[0].entry_has("a") && !world.crm().talks()[0].entry_has("b"));
}

#[test]
fn a_call_holds_as_many_variables_as_a_message_and_one_more_changes_nothing() {
    let mut world = World::with(&[]);
    world.ring("1", "+493012345601");
    let save = |names: std::ops::Range<usize>| {
        let mut params = Params::default();
        names.for_each(|at| params.set(FieldName::parse(&format!("v{at}")).unwrap(), Opaque::parse("1").unwrap()));
        Asked::SaveCustomVariables(SaveCustomVariables { call_id: id("1"), params })
    };
    assert!(matches!(ask(&mut world, save(0..500)).as_slice(), [Told::CustomVariablesSaved(it)] if it.success));
    assert!(matches!(ask(&mut world, save(499..501)).as_slice(), [Told::CustomVariablesSaved(it)] if !it.success));
    assert!(world.crm().talks()[0].entry_has("v499") && !world.crm().talks()[0].entry_has("v500"));
}

#[test]
fn whether_a_task_is_closed_is_asked_of_the_org() {
    let mut world = World::with(&[]);
    let check = || Asked::CheckTaskState(CheckTaskState { work_id: WorkId::parse("12345").unwrap() });
    assert!(matches!(ask(&mut world, check()).as_slice(), [Told::TaskState(it)] if it.success && it.is_closed));
    world.mood("runApex", Mood::NoClass);
    assert!(matches!(ask(&mut world, check()).as_slice(), [Told::TaskState(it)] if !it.success));
}

#[test]
fn other_components_of_the_page_hear_how_calls_go_and_may_have_a_number_dialled() {
    let mut world = World::with(&[]);
    world.ring("1", "+493012345601");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    world.end("1");
    world.pass(1_000);
    let states: Vec<_> = ["ALERTING", "ACTIVE", "ENDED"]
        .into_iter()
        .filter(|state| world.published.iter().any(|text| text.contains(state) && text.contains("\"kind\":\"call\"")))
        .collect();
    assert_eq!(states, ["ALERTING", "ACTIVE", "ENDED"]);
    assert!(world.published.last().is_some_and(|text| text.contains(ADA)), "{:?}", world.published);
    let said = |text: &str| Input::Happened(Event::Command, text.to_owned());
    let own = world.published[0].clone();
    world.feed(0, said(&own));
    assert!(world.dialled.is_empty(), "what we say ourselves comes back");
    world.feed(0, said(&format!(r#"{{"kind":"dial","number":"5069","recordId":"{ADA}","name":"Ada"}}"#)));
    let [(number, Some(record))] = world.dialled.as_slice() else { panic!("{:?}", world.dialled) };
    assert_eq!((number.as_str(), record.kind.as_str()), ("5069", "Contact"));
    world.feed(0, said(r#"{"kind":"dial"}"#));
    world.feed(0, said("null"));
    assert_eq!(world.dialled.len(), 1);
}
