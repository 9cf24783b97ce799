//! What is drawn of being inside a CRM, beside the calls.

use hookswitch::{
    intent::{Deed, Intent, Work},
    screen::{Screen, Step},
    view::{Body, Notice, Tone, records::Fault},
};
use hookswitch_crm::{Input, Phone, ask::Event};
use hookswitch_protocol::{ErrorCode, connector::LinkStatus};
use hookswitch_session::Desk;

use crate::support::{
    org::{ADA, Org, done, not_done},
    space::{self, Case},
};

/// Signed on, where nothing is wrong.
fn on() -> Case {
    Case { state: space::on(LinkStatus::Linked), desk: Desk::Away, ..Case::new() }
}

fn clicked(org: &mut Org, number: &str) {
    org.feed(Input::Happened(Event::Dial, format!(r#"{{"number":"{number}"}}"#)));
}

fn notice(case: &Case, org: &Org) -> Option<Notice> {
    case.view_in(Some(org.inside())).notice
}

/// Its title, its remedy, and what stands on its one button, which takes it away.
fn words(notice: Option<Notice>) -> Option<[String; 3]> {
    let notice = notice?;
    let primary = notice.primary?;
    assert_eq!((notice.tone, notice.secondary), (Tone::Yellow, None));
    assert!(matches!(primary.intent, Intent::Work(Deed::Press(Work::DismissHint))));
    Some([notice.title, notice.remedy, primary.label].map(|text| text.to_string()))
}

fn said(words: [&str; 3]) -> Option<[String; 3]> {
    Some(words.map(str::to_owned))
}

#[test]
fn a_clicked_number_that_cannot_be_dialled_yet_says_what_it_waits_for() {
    for (phone, remedy) in [
        (Phone::Connecting, "The softphone is connecting."),
        (Phone::SignedOff, "Sign on first."),
        (Phone::NotAtWork, "You are logged out. Sign on to calls first."),
    ] {
        let mut org = Org::new("{}", ADA);
        org.look(phone, &[]);
        clicked(&mut org, "+49 30 1");
        assert_eq!(words(notice(&on(), &org)), said(["Will dial +49 30 1", remedy, "Do not dial"]));
        org.pass(30_000);
        let late = "It waited for half a minute. Click it again once you are ready.";
        assert_eq!(words(notice(&on(), &org)), said(["Not dialled: +49 30 1", late, "OK"]));
        org.feed(Input::Dismiss);
        assert_eq!(notice(&on(), &org), None);

        let key = hookswitch_crm::call_center::key("hsQueueDials").unwrap();
        let mut org = Org::new(&format!(r#"{{"{key}":"false"}}"#), ADA);
        org.look(phone, &[]);
        clicked(&mut org, "1");
        assert_eq!(words(notice(&on(), &org)), said(["Not dialled: 1", remedy, "OK"]));
    }
}

#[test]
fn what_is_no_number_is_named_and_a_crm_without_clicks_too() {
    let mut org = Org::new("{}", ADA);
    org.look(Phone::Ready, &[]);
    clicked(&mut org, "1\\n2");
    assert_eq!(words(notice(&on(), &org)), said(["Not dialled: 12", "That is no telephone number.", "OK"]));
    let org = Org::answering(vec![("enableClickToDial", not_done("GENERIC", "no", "null"))]);
    let [title, _, button] = words(notice(&on(), &org)).unwrap();
    assert_eq!((title.as_str(), button.as_str()), ("Numbers cannot be clicked", "OK"));
}

#[test]
fn a_hint_stands_before_what_is_wrong_otherwise_and_over_no_entry() {
    let mut org = Org::new("{}", ADA);
    org.look(Phone::SignedOff, &[]);
    clicked(&mut org, "1");
    let refused = Case { state: space::signed_off(Some(ErrorCode::LoginIdUnknown)), ..Case::new() };
    let seen = notice(&refused, &org).unwrap();
    assert_eq!(seen.title.as_ref(), "Will dial 1");
    let labels = [seen.primary, seen.secondary].map(|action| action.map(|action| action.label.to_string()));
    let own = refused.view().notice.unwrap().primary.map(|action| action.label.to_string());
    assert_eq!(labels, [own, Some("Do not dial".to_owned())], "what has to be done first can be done there");
    for screen in [space::typing("a"), Screen::LogOff, Screen::Memos, Screen::Diagnosis(Step::Copied)] {
        assert_eq!(notice(&Case { screen, ..on() }, &org), None);
    }
}

#[test]
fn what_went_wrong_at_the_beginning_is_said_once_nothing_else_is_wrong() {
    let of = |answers: Vec<(&'static str, Option<String>)>| {
        let mut org = Org::new("{}", ADA);
        org.crm = hookswitch_crm::Crm::new(hookswitch_crm::place::Kind::Lightning, 1);
        org.answers.extend(answers);
        org.feed(Input::Start);
        org
    };
    let key = hookswitch_crm::call_center::key("hsPop").unwrap();
    let cases = [
        (vec![], None),
        (vec![("getCallCenterSettings", done("null"))], Some(Fault::NoSettings)),
        (vec![("getCallCenterSettings", not_done("x", "y", "null"))], Some(Fault::NoSettings)),
        (vec![("runApex", not_done("x", "Could not load Apex class", "null"))], Some(Fault::NoUser)),
        (vec![("runApex", done("\"{}\""))], Some(Fault::NoUser)),
        (
            vec![("getCallCenterSettings", done(&format!(r#"{{"{key}":"at noon"}}"#)))],
            Some(Fault::Unreadable(vec![key.clone()])),
        ),
    ];
    for (answers, fault) in cases {
        let org = of(answers);
        assert_eq!(org.fault, fault);
        let [title, remedy, _] = words(notice(&on(), &org)).unwrap_or_default();
        let expected = match &fault {
            None => "",
            Some(Fault::NoSettings) => "No settings from Salesforce",
            Some(Fault::NoUser) => "Salesforce does not say who you are",
            Some(_) => "Settings that cannot be read",
        };
        assert_eq!((title.as_str(), remedy.contains(&key)), (expected, expected == "Settings that cannot be read"));
        let refused = Case { state: space::signed_off(Some(ErrorCode::LoginIdUnknown)), ..Case::new() };
        let before = refused.view().notice;
        assert_eq!(notice(&refused, &org), before, "what keeps from signing on comes first");
    }
    for (fault, title) in
        [(Fault::Doubtful, "This frame is not Salesforce's"), (Fault::NoScript, "Salesforce did not answer")]
    {
        let mut org = of(vec![]);
        org.fault = Some(fault);
        assert_eq!(words(notice(&on(), &org)).unwrap()[0], title);
    }
}

#[test]
fn a_diagnosis_has_what_was_asked_and_how_that_came_out_and_no_secret_and_no_number() {
    let mut org = Org::new(r#"{"/x/y":"nonce-abc"}"#, ADA);
    org.answers.push(("saveLog", not_done("x", "SECRETREASON", "null")));
    org.look(Phone::Ready, &[]);
    clicked(&mut org, "+49301234567");
    org.fault = Some(Fault::Unreadable(vec!["/hsRecords/hsPop".to_owned()]));
    let case = Case { screen: Screen::Diagnosis(Step::Copied), ..on() };
    let Body::Diagnosis(text, _) = case.view_in(Some(org.inside())).body else { panic!("no diagnosis") };
    for line in ["Runs in: Salesforce Lightning", "Settings that cannot be read: /hsRecords/hsPop", "runApex 0 ms"] {
        assert!(text.contains(line), "{line}: {text}");
    }
    for secret in ["nonce", "SECRET", "eyJ", "ann@example.com", "49301234567", "Ada"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let outside =
        hookswitch::view::records::Inside { kind: None, trail: &[], fault: Some(&Fault::NoScript), ..org.inside() };
    let Body::Diagnosis(text, _) = case.view_in(Some(outside)).body else { panic!("no diagnosis") };
    assert!(text.contains("Settings that cannot be read: Salesforce did not answer"), "{text}");
}
