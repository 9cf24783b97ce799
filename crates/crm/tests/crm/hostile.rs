//! What comes from a CRM, from other apps and from what is kept may be anything.

use hookswitch_crm::{
    AskId, Crm, Effect, Entry, Found, Hint, Input, Phone, Task,
    ask::{Ask, Event},
    place::Kind,
};
use hookswitch_protocol::{
    Frame, ReplyTo, Tick,
    cisco::call::PartyState,
    ids::SourceName,
    limits,
    opaque::{FieldName, Opaque, Params},
    salesforce::{Asked, ObjectId, ObjectType, OpenObject, RecordId, Told, UpdateObject},
};

use crate::world::{ADA, Mood, World, id};

const KINDS: [Kind; 2] = [Kind::Lightning, Kind::Classic];

/// What looks like an id and leads elsewhere, or nowhere.
const NO_IDS: [&str; 10] = [
    "/evil.example.com",
    "/\\evil.example.com",
    "//evil.example.com",
    "javascript:alert(1)",
    "../secur/logout.jsp",
    "003000000000001AA?",
    "003000000000001&Id",
    "00300000000000é",
    "003000000000001A",
    "SF1",
];

fn said(world: &mut World, event: Event, payload: &str) {
    let text = match world.kind {
        Kind::Lightning => payload.to_owned(),
        Kind::Classic => format!(r#"{{"result":{payload}}}"#),
    };
    world.feed(0, Input::Happened(event, text));
}

/// What the only tab asked last by this method.
fn last(world: &World, method: &str) -> AskId {
    let at = world.asked.iter().rposition(|asked| asked == method).unwrap();
    AskId(u32::try_from(at).unwrap() + 1)
}

fn opened(sfid: RecordId) -> Asked {
    Asked::OpenObject(OpenObject { sfid, display_field: None })
}

fn update(sfid: &str, name: &str) -> Asked {
    Asked::UpdateObject(UpdateObject {
        call_id: id("1"),
        name: ObjectType::parse("Case").unwrap(),
        object_id: ObjectId::parse("SF2").unwrap(),
        sfid: RecordId::parse(sfid).unwrap(),
        params: Params::from_iter([(FieldName::parse(name).unwrap(), Opaque::parse("\"x\"").unwrap())]),
    })
}

#[test]
fn what_is_no_records_id_is_not_shown_and_not_changed() {
    for kind in KINDS {
        for text in NO_IDS {
            let mut world = World::of(kind, &[]);
            let sfid = RecordId::parse(text).unwrap();
            world.asked.clear();
            world.feed(0, Input::App(ReplyTo::default(), opened(sfid.clone())));
            world.feed(0, Input::Show(sfid));
            world.feed(0, Input::App(ReplyTo::default(), update(text, "Status")));
            world.pass(20_000);
            assert_eq!((world.asked.as_slice(), world.pops.len()), ([].as_slice(), 0), "{kind:?} {text}");
            let [(_, Told::ObjectUpdated(told))] = world.told.as_slice() else { panic!("{:?}", world.told) };
            assert!(!told.success && told.error_message.0.is_some() && told.fields.is_empty());
        }
    }
}

#[test]
fn a_field_of_an_app_cannot_smuggle_another_into_the_query_that_classic_takes() {
    let fields = Params::from_iter([(FieldName::parse("a=1&Id").unwrap(), Opaque::parse("\"x&y=z\"").unwrap())]);
    let change = Ask::Change { id: RecordId::parse(ADA).unwrap(), fields };
    let call = change.call(Kind::Classic).unwrap();
    assert_eq!(call.arguments, format!(r#"["Contact","Id={ADA}&a%3D1%26Id=x%26y%3Dz"]"#));
}

#[test]
fn a_record_in_front_or_under_a_number_whose_id_is_none_is_no_record() {
    for kind in KINDS {
        for text in NO_IDS {
            let mut world = World::of(kind, &[]);
            let id = text.replace('\\', "\\\\");
            let context = format!(r#"{{"recordId":"{id}","objectType":"Contact","recordName":"x","number":"12345"}}"#);
            said(&mut world, Event::Moved, &context);
            assert!(world.told.is_empty(), "{text}");
            said(&mut world, Event::Dial, &context);
            assert_eq!(world.dialled, [("12345".to_owned(), None)], "{text}");
        }
    }
}

#[test]
fn of_what_a_search_hands_over_only_records_count_and_no_more_than_anybody_reads() {
    let mut world = World::with(&[]);
    world.mood("searchAndScreenPop", Mood::Silent);
    world.ring("1", "+493012345601");
    let name = "é".repeat(250);
    let odd = NO_IDS.map(|id| format!(r#""{}":{{"Name":"x","RecordType":"Contact"}}"#, id.replace('\\', "\\\\")));
    let records = (0..5_000).map(|at| format!(r#""003{at:012}AAA":{{"Name":"{name}","RecordType":"Contact"}}"#));
    let all: Vec<String> = odd.into_iter().chain(records).collect();
    let answer = format!(r#"{{"success":true,"returnValue":{{{}}}}}"#, all.join(","));
    world.feed(0, Input::Answered(last(&world, "searchAndScreenPop"), answer.into()));
    let Found::Records(found) = &world.crm().talks()[0].found else { panic!() };
    assert_eq!((found.len(), found[0].id.as_str()), (25, "003000000000000AAA"));
    world.set("1", PartyState::Active);
    let criteria = world.told.iter().find(|(_, told)| matches!(told, Told::SearchCriteria(_))).unwrap();
    let (source, reply_to) = (SourceName::default(), ReplyTo::default());
    let frame =
        Frame { source, reply_to, body: hookswitch_protocol::channels::FromSoftphone::Told(criteria.1.clone()) };
    assert!(frame.encode().len() < limits::FRAME_BYTES);
}

#[test]
fn what_was_saved_as_something_that_is_no_id_is_not_taken_for_saved() {
    for (kind, said) in [
        (Kind::Lightning, r#"{"success":true,"returnValue":"/evil"}"#),
        (Kind::Lightning, r#"{"success":true,"returnValue":{"recordId":"00T1&x"}}"#),
        (Kind::Classic, r#"{"result":true,"id":"../../x"}"#),
    ] {
        let mut world = World::of(kind, &[]);
        world.mood("saveLog", Mood::Silent);
        world.ring("1", "+493012345601");
        world.set("1", PartyState::Active);
        world.pass(1_000);
        world.feed(0, Input::Answered(last(&world, "saveLog"), said.to_owned().into()));
        assert!(matches!(&world.crm().talks()[0].task, Task::Failed { id: None, .. }), "{said}");
    }
    assert_eq!(Entry::read(r#"{"task":"../../x","popped":true}"#), Entry { has_popped: true, ..Entry::default() });
    let kept = Entry { task: RecordId::parse("00T000000000001AAA"), ..Entry::default() };
    assert_eq!(Entry::read(&kept.written()), kept);
}

#[test]
fn the_record_that_is_in_front_when_the_page_begins_is_told_with_a_clicked_number() {
    let mut world = World::new(Kind::Lightning);
    world.mood("getAppViewInfo", Mood::Silent);
    world.open();
    world.pass(1_000);
    let front = format!(r#"{{"success":true,"returnValue":{{"recordId":"{ADA}","recordName":"Ada"}}}}"#);
    world.feed(0, Input::Answered(last(&world, "getAppViewInfo"), front.into()));
    world.click(0, "12345", None);
    let [(_, Told::ClickToDialPayload(told))] = world.told.as_slice() else { panic!("{:?}", world.told) };
    assert_eq!(told.focused_object_id.0.as_ref().map(RecordId::as_str), Some(ADA));
}

#[test]
fn of_what_components_of_the_page_say_a_number_to_dial_counts_and_a_record_that_is_one() {
    for (said, dialled) in [
        (r#"{"kind":"dial","number":"1"}"#.to_owned(), vec![("1".to_owned(), None)]),
        (r#"{"kind":"dial","number":"1","recordId":"003/evil.example.com"}"#.to_owned(), vec![("1".to_owned(), None)]),
        (r#"{"kind":"dial","number":"1\n2"}"#.to_owned(), vec![]),
        (r#"{"kind":"dial","number":1}"#.to_owned(), vec![]),
        (r#"{"kind":"dial"}"#.to_owned(), vec![]),
        (r#"{"kind":"call","number":"1"}"#.to_owned(), vec![]),
        (r#"{"number":"1"}"#.to_owned(), vec![]),
        (format!(r#"{{"kind":"dial","number":"{}"}}"#, "1".repeat(100_000)), vec![]),
    ] {
        let mut world = World::with(&[]);
        world.feed(0, Input::Happened(Event::Command, said.clone()));
        assert_eq!(world.dialled, dialled, "{said:.60}");
    }
}

#[test]
fn a_number_with_what_belongs_into_none_is_not_dialled_and_that_is_said() {
    for kind in KINDS {
        for (number, shown) in [
            ("12\\n34", "1234".to_owned()),
            ("\\u0000", String::new()),
            (&"1".repeat(100_000), "1".repeat(limits::DIAL_CHARS)),
        ] {
            let mut world = World::of(kind, &[]);
            said(&mut world, Event::Dial, &format!(r#"{{"number":"{number}"}}"#));
            assert_eq!(world.crm().hint(), Some(&Hint::NoNumber(shown)));
            assert!(world.dialled.is_empty() && world.told.is_empty());
        }
    }
}

#[test]
fn a_note_is_as_long_as_the_field_it_goes_into() {
    let mut world = World::with(&[]);
    world.ring("1", "+493012345601");
    world.set("1", PartyState::Active);
    world.pass(1_000);
    world.feed(0, Input::Note(id("1"), "é".repeat(1_000_000)));
    assert!(world.kept[&id("1")].len() < 70_000, "kept with each letter, it would fill what the browser keeps");
    assert_eq!(world.crm().talks()[0].note.chars().count(), 32_000);
    world.feed(0, Input::Noted);
    world.pass(1_000);
    assert_eq!(world.org[0].fields["Description"].chars().count(), 32_000);
}

#[test]
fn a_refusal_is_told_in_as_many_words_as_anybody_reads() {
    let mut world = World::with(&[]);
    world.mood("saveLog", Mood::Silent);
    world.feed(0, Input::App(ReplyTo::default(), update(ADA, "Status")));
    let text = "é".repeat(1_000_000);
    world.feed(0, Input::Threw(last(&world, "saveLog"), text));
    let [(_, Told::ObjectUpdated(told))] = world.told.as_slice() else { panic!() };
    assert_eq!(told.error_message.0.as_ref().map(|text| text.chars().count()), Some(500));
}

#[test]
fn a_number_clicked_a_thousand_times_before_it_can_be_dialled_is_dialled_once() {
    let mut world = World::with(&[]);
    world.phone = Phone::Connecting;
    world.look();
    for _ in 0..1_000 {
        world.click(0, "12345", None);
    }
    world.phone = Phone::Ready;
    world.look();
    world.pass(60_000);
    assert_eq!(world.dialled.len(), 1);
}

#[test]
fn going_back_and_forth_a_thousand_times_tells_each_record_once_and_asks_nothing() {
    let mut world = World::with(&[]);
    world.asked.clear();
    for _ in 0..1_000 {
        said(&mut world, Event::Moved, &format!(r#"{{"recordId":"{ADA}","recordName":"Ada"}}"#));
    }
    assert_eq!((world.told.len(), world.asked.len()), (1, 0));
}

#[test]
fn an_answer_counts_once_and_one_to_what_was_not_asked_never() {
    let mut world = World::with(&[]);
    world.mood("searchAndScreenPop", Mood::Silent);
    world.ring("1", "+493012345601");
    let asked = last(&world, "searchAndScreenPop");
    let found = |id: &str| format!(r#"{{"success":true,"returnValue":{{"{id}":{{"Name":"x"}}}}}}"#);
    world.feed(0, Input::Answered(AskId(4_000), found(ADA).into()));
    assert!(matches!(&world.crm().talks()[0].found, Found::Asking(_)));
    world.feed(0, Input::Answered(asked, found(ADA).into()));
    world.feed(0, Input::Answered(asked, found("003000000000009AAA").into()));
    world.feed(0, Input::Threw(asked, "late".to_owned()));
    let Found::Records(found) = &world.crm().talks()[0].found else { panic!() };
    assert_eq!(found[0].id.as_str(), ADA);
}

#[test]
fn what_is_no_json_or_too_deep_is_no_answer_and_no_event() {
    let deep = format!(r#"{{"number":{}"1"{},"number":"1"}}"#, "[".repeat(100_000), "]".repeat(100_000));
    for text in ["", "{", "null", "[]", "7", "\"x\"", "{\"number\":", "undefined", "\u{0}", &deep] {
        let mut world = World::with(&[]);
        world.mood("saveLog", Mood::Silent);
        for event in [Event::Dial, Event::Moved] {
            world.feed(0, Input::Happened(event, text.to_owned()));
        }
        assert!(world.dialled.is_empty() && world.told.is_empty(), "{text:.20}");
        world.feed(0, Input::App(ReplyTo::default(), update(ADA, "Status")));
        world.feed(0, Input::Answered(last(&world, "saveLog"), text.to_owned().into()));
        assert!(matches!(world.told.as_slice(), [(_, Told::ObjectUpdated(told))] if !told.success), "{text:.20}");
    }
}

/// Pieces of which answers and events are made, put together in any way.
const PIECES: [&str; 24] = [
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    "\"",
    "null",
    "true",
    "false",
    "-1e9999",
    "\"success\":true",
    "\"returnValue\":",
    "\"result\":",
    "\"error\":\"x\"",
    "\"errors\":[{\"code\":\"SOFTPHONE_CONTAINER_ERROR\"}]",
    "\"details\":",
    "\"fieldErrors\":{\"a\":[{\"message\":1}]}",
    "\"runApex\":\"{}\"",
    "\"recordId\":\"003000000000001AAA\"",
    "\"number\":\"1\"",
    "\"taskId\":7",
    "\\u0000",
    "\u{1F4DE}",
];

#[test]
fn whatever_is_said_nothing_breaks_and_everything_that_was_asked_comes_to_an_end() {
    for seed in 0..2_000 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut crm = Crm::new(KINDS[rng.usize(0..2)], seed);
        let mut now = Tick(0);
        crm.handle(Input::Start, now);
        crm.handle(Input::Leads, now);
        for _ in 0..40 {
            let text: String = (0..rng.usize(0..12)).map(|_| PIECES[rng.usize(0..PIECES.len())]).collect();
            let asked = AskId(rng.u32(0..12));
            crm.handle(
                match rng.u8(0..5) {
                    0 => Input::Happened(Event::Dial, text),
                    1 => Input::Happened(Event::Moved, text),
                    2 => Input::Threw(asked, text),
                    _ => Input::Answered(asked, text.into()),
                },
                now,
            );
            now = now.after(rng.u64(0..3_000));
            crm.handle_timeout(now);
        }
        for _ in 0..100 {
            let Some(at) = crm.poll_timeout() else { break };
            now = now.max(at);
            crm.handle_timeout(now);
        }
        assert_eq!(crm.poll_timeout(), None, "seed {seed}");
        let begun =
            std::iter::from_fn(|| crm.poll_effect()).filter(|effect| matches!(effect, Effect::Begin(_))).count();
        assert_eq!(begun, 1, "seed {seed}");
    }
}
