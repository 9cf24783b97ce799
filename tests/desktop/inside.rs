//! What is drawn of a call inside a CRM.

use hookswitch::{
    intent::{Deed, Intent, PressOn},
    view::{
        Action, Body,
        panel::{AfterView, Page, RecordsView},
    },
};
use hookswitch_crm::{Input, Phone};
use hookswitch_protocol::{cisco::ids::CallId, salesforce::RecordId};

use crate::{
    agent::Agent,
    org::{ADA, Org, not_done},
};

const TWO: &str = r#"{"003000000000002AAA":{"Name":"Grace","RecordType":"Contact"},"001000000000002AAA":{"Name":"","RecordType":"Account"}}"#;

fn see(agent: &Agent, org: &mut Org) {
    let calls = agent.session.desk().work().map(|work| work.calls.clone()).unwrap_or_default();
    org.look(Phone::Ready, &calls);
}

/// What stands with the only call.
fn records(agent: &Agent, org: &Org) -> Option<RecordsView> {
    match agent.view_in(Some(org.inside())).body {
        Body::Panel(panel) => match panel.page {
            Page::Calls(calls) => calls.cards.first()?.records.clone(),
            other => panic!("the calls should be open, not {other:?}"),
        },
        other => panic!("a desktop should be drawn, not {other:?}"),
    }
}

fn after(agent: &Agent, org: &Org) -> Option<AfterView> {
    match agent.view_in(Some(org.inside())).body {
        Body::Panel(panel) => match panel.page {
            Page::Calls(calls) => calls.after.map(|after| *after),
            other => panic!("the calls should be open, not {other:?}"),
        },
        other => panic!("a desktop should be drawn, not {other:?}"),
    }
}

/// What stands on each button, and what that asks for.
fn buttons(view: &RecordsView) -> Vec<(String, String)> {
    view.buttons.iter().map(|it| (it.action.label.to_string(), asked(&it.action))).collect()
}

fn asked(action: &Action) -> String {
    match &action.intent {
        Intent::Work(Deed::On(PressOn::ShowRecord, record)) => format!("show {record}"),
        Intent::Work(Deed::On(PressOn::Whose, both)) => format!("whose {both}"),
        Intent::Work(Deed::On(PressOn::NewRecord, call)) => format!("new {call}"),
        Intent::Work(Deed::On(PressOn::SaveCall, call)) => format!("save {call}"),
        _ => panic!("{}", action.label),
    }
}

fn talking(org: &mut Org) -> Agent {
    let mut agent = Agent::new();
    agent.talks("7");
    see(&agent, org);
    agent
}

#[test]
fn whose_call_it_is_is_a_button_that_opens_the_record() {
    let mut org = Org::new("{}", ADA);
    let agent = talking(&mut org);
    let view = records(&agent, &org).unwrap();
    let open = ("Open Ada Lovelace, Contact".to_owned(), "show 003000000000001AAA".to_owned());
    assert_eq!((buttons(&view), view.text), (vec![open], None));
    assert_eq!(view.saved.as_deref(), Some("Saved in Salesforce"));
    assert_eq!(agent.view().news.polite, agent.view_in(Some(org.inside())).news.polite);
    assert!(
        records(&agent, &Org::new("{}", ADA)).is_none(),
        "of a call that the machine does not know nothing is said"
    );
}

#[test]
fn of_two_matches_one_is_chosen_and_what_has_no_name_is_called_by_its_kind() {
    let mut org = Org::new("{}", TWO);
    let agent = talking(&mut org);
    let view = records(&agent, &org).unwrap();
    let whose = |record: &str| format!("whose 7 {record}");
    let expected = [
        ("Grace, Contact".to_owned(), whose("003000000000002AAA")),
        ("Account".to_owned(), whose("001000000000002AAA")),
    ];
    assert_eq!((buttons(&view).as_slice(), view.text.as_deref()), (expected.as_slice(), Some("Whose call is it?")));
    org.feed(Input::Choose(CallId::parse("7").unwrap(), RecordId::parse("001000000000002AAA").unwrap()));
    assert_eq!(buttons(&records(&agent, &org).unwrap())[0].0, "Open Account");
}

#[test]
fn nobody_unasked_and_unknown_are_told_apart() {
    let mut org = Org::new("{}", "{}");
    let agent = talking(&mut org);
    let view = records(&agent, &org).unwrap();
    let begin = ("New Contact".to_owned(), "new 7".to_owned());
    assert_eq!((buttons(&view), view.text.as_deref()), (vec![begin], Some("Nobody with this number in Salesforce")));
    for (answer, text) in
        [(None, "Searching in Salesforce…"), (not_done("x", "y", "null"), "Salesforce could not be searched")]
    {
        let mut org = Org::new("{}", "{}");
        org.answers.push(("searchAndScreenPop", answer));
        let agent = talking(&mut org);
        let view = records(&agent, &org).unwrap();
        assert_eq!((buttons(&view), view.text.as_deref()), (vec![], Some(text)));
    }
}

#[test]
fn what_could_not_be_saved_says_why_and_can_be_saved_again() {
    let details = r#"{"fieldErrors":{"Subject":[{"message":"too long"}]}}"#;
    for (answer, text) in [
        (not_done("x", "", details), "Not saved in Salesforce: Subject: too long"),
        (not_done("x", "", "null"), "Not saved in Salesforce: it refused"),
    ] {
        let mut org = Org::new("{}", ADA);
        org.answers.push(("saveLog", answer));
        let agent = talking(&mut org);
        let view = records(&agent, &org).unwrap();
        assert_eq!(view.saved.as_deref(), Some(text));
        assert_eq!(view.again.as_ref().map(asked).as_deref(), Some("save 7"));
    }
    let mut org = Org::new("{}", ADA);
    org.answers.push(("saveLog", None));
    let agent = talking(&mut org);
    assert_eq!(records(&agent, &org).unwrap().saved.as_deref(), Some("Saving in Salesforce…"));
    org.pass(15_000);
    let view = records(&agent, &org).unwrap();
    assert_eq!(
        (view.saved.as_deref(), view.again.is_some()),
        (Some("Not saved in Salesforce: it gave no answer"), true)
    );
}

#[test]
fn a_note_is_taken_from_the_answer_on_and_stays_with_the_last_call() {
    let mut org = Org::new("{}", ADA);
    let mut agent = Agent::new();
    agent.does(Deed::On(PressOn::Tab, "calls".to_owned()));
    agent.rings("7");
    see(&agent, &mut org);
    assert_eq!(records(&agent, &org).unwrap().note, None);
    agent.talks("7");
    see(&agent, &mut org);
    org.feed(Input::Note(CallId::parse("7").unwrap(), "wants a quote".to_owned()));
    let note = records(&agent, &org).unwrap().note.unwrap();
    assert_eq!((note.call.as_str(), note.text.as_str()), ("7", "wants a quote"));
    assert_eq!(after(&agent, &org), None);
    // Over for the machine inside the CRM; the desk may still draw it.
    org.look(Phone::Ready, &[]);
    let last = after(&agent, &org).unwrap();
    assert_eq!((last.id.as_str(), last.title.as_ref()), ("7", "Last call: Ada Lovelace"));
    assert_eq!(last.records.note.map(|note| note.text).as_deref(), Some("wants a quote"));
}
