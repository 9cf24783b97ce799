//! What is said and asked of Salesforce, between the softphone and the user's other apps.

use hookswitch_connector::core::{ConnId, Effect, Input};
use hookswitch_protocol::{
    Answer, ErrorCode,
    channels::Request,
    connector::{Channel, Identity, Register, Speaker, ToConnector},
    frame::{Body, Frame},
    ids::BrowserId,
    limits,
    salesforce::{FromConnector, ToConnector as ToSalesforce},
};

use crate::script::*;

const CLICKED: &str = r#""subtopic":"ClickToDialPayload","data":{"number":"8001","recordId":"","recordName":"","recordObjectType":"","focusedObjectId":"","focusedObjectName":"","focusedObjectType":"","focusedObjectURL":""}"#;
const CHECK: &str = r#""subtopic":"CheckTaskState","data":{"workid":"7"}"#;
const CHECKED: &str =
    r#""subtopic":"CheckTaskState","data":{"isClosed":true,"workid":"7","Success":true,"ErrorMessage":null}"#;
const OPEN: &str = r#""subtopic":"OpenObject","data":{"sfid":"00T7F000027L43nUAC"}"#;

fn call(rest: &str, id: Option<&str>) -> String {
    let id = id.map(|id| format!(r#","id":"{id}""#)).unwrap_or_default();
    format!(r#"{{"channel":"Salesforce","topic":"Call",{rest}{id}}}"#)
}

impl Script {
    /// A softphone of the user with this ID, in some browser, its telephone up.
    fn crm_softphone(&mut self, id: &str, browser: &str) -> ConnId {
        let conn = self.connects();
        let channels = vec![Channel::Salesforce];
        let browser = BrowserId::parse(browser);
        let identity = Some(Identity::LoginId(hookswitch_protocol::LoginIdText::new(id)));
        let register = Register { channels, browser, ..register(identity, None) };
        self.asks(conn, None, ToConnector::Register(register));
        assert!(self.hears_registered(conn).success);
        conn
    }

    fn first_softphone(&mut self, id: &str) -> ConnId {
        let conn = self.crm_softphone(id, "b1");
        assert!(self.hears_set(conn).success);
        self.telephone_comes_up(conn);
        conn
    }

    fn other_tab(&mut self, id: &str) -> ConnId {
        let conn = self.crm_softphone(id, "b1");
        assert!(self.hears_set(conn).success);
        self.hears_status(conn);
        conn
    }

    fn app_of(&mut self, id: &str, channels: Vec<Channel>) -> ConnId {
        let conn = self.connects();
        let identity = Some(Identity::LoginId(hookswitch_protocol::LoginIdText::new(id)));
        let register = Register { channels, speaker: Some(Speaker::App), ..register(identity, None) };
        self.asks(conn, None, ToConnector::Register(register));
        assert!(self.hears_registered(conn).success);
        conn
    }

    fn app(&mut self) -> ConnId {
        self.app_of(ID, vec![Channel::Salesforce])
    }

    /// The next message to this connection: its reference, and its text from the subtopic on.
    fn hears_of_crm(&mut self, conn: ConnId) -> (Option<String>, String) {
        let (id, body) = self.hears_any(conn);
        assert!(matches!(body, Answer::Salesforce(FromConnector::Told(_) | FromConnector::Asked(_))), "{body:?}");
        let frame = Frame { source: Default::default(), reply_to: Default::default(), body };
        let text = frame.encode().replace(r#""source":"","#, "");
        let from = text.find(r#""subtopic""#).unwrap();
        (id.map(|id| id.as_str().to_owned()), text[from..text.len() - 1].to_owned())
    }
}

#[test]
fn what_happens_in_salesforce_is_told_every_app_of_the_user_that_asked_for_it_and_nobody_else() {
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let (one, two) = (script.app(), script.app());
    let tab = script.other_tab(ID);
    script.app_of(ID, vec![Channel::Cisco]);
    script.app_of("DEMO5064", vec![Channel::Salesforce]);
    for window in [softphone, tab] {
        script.says(window, &call(CLICKED, None));
        for app in [one, two] {
            assert_eq!(script.hears_of_crm(app), (None, CLICKED.to_owned()));
        }
        script.ends();
    }
    script.says(softphone, &call(CLICKED, Some("c1")));
    script.hears_of_crm(one);
    script.hears_of_crm(two);
    script.says(tab, &call(CLICKED, Some("c1")));
    script.ends();
}

#[test]
fn what_an_app_asks_goes_to_every_window_and_the_first_reply_back_under_its_own_reference() {
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let tab = script.other_tab(ID);
    let (app, other) = (script.app(), script.app());
    script.says(app, &call(CHECK, Some("1")));
    let (reference, asked) = script.hears_of_crm(softphone);
    assert_eq!(asked, CHECK);
    assert_eq!(script.hears_of_crm(tab), (reference.clone(), CHECK.to_owned()));
    script.says(other, &call(CHECK, Some("1")));
    let (second, _) = script.hears_of_crm(softphone);
    script.hears_of_crm(tab);
    assert_ne!(reference, second, "two apps may have one reference");
    script.ends();

    script.says(tab, &call(CHECKED, reference.as_deref()));
    assert_eq!(script.hears_of_crm(app), (Some("1".to_owned()), CHECKED.to_owned()));
    script.says(softphone, &call(CHECKED, reference.as_deref()));
    script.ends();
    script.says(app, &call(CHECK, Some("1")));
    assert_eq!(script.hears_of_crm(app), (Some("1".to_owned()), CHECKED.to_owned()), "answered again, asked once");
    script.ends();
    script.says(softphone, &call(CHECKED, second.as_deref()));
    script.hears_of_crm(other);
    script.pass(20_000, &[softphone, tab, app, other]);
    script.ends();
}

#[test]
fn a_request_in_an_outer_packet_is_answered_in_the_same_wrapping() {
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let app = script.app();
    let inner = call(CHECK, Some("1"));
    let packet = format!(
        r#"{{"channel":"Amazon","topic":"","subTopic":"","message":{inner},"ResponseUrl":"https://a.example","subscriberID":"66517761"}}"#
    );
    script.says(app, &packet);
    let (reference, _) = script.hears_of_crm(softphone);
    script.says(softphone, &call(CHECKED, reference.as_deref()));
    match script.next() {
        Effect::Tell { conn, frame } => {
            assert_eq!(conn, app);
            assert!(frame.encode().starts_with(r#"{"channel":"Amazon","topic":"""#));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn nobody_but_a_window_of_the_user_replies_and_only_to_what_was_asked() {
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let stranger = script.crm_softphone("DEMO5064", "b2");
    script.hears_set(stranger);
    script.telephone_comes_up(stranger);
    let app = script.app();
    script.says(app, &call(CHECK, Some("1")));
    let (reference, _) = script.hears_of_crm(softphone);
    script.says(stranger, &call(CHECKED, reference.as_deref()));
    script.says(app, &call(CHECKED, reference.as_deref()));
    assert_eq!(script.hears_error(app), ErrorCode::NotPermitted);
    let saved =
        r#""subtopic":"SaveCustomVariables","data":{"callId":"1","params":{},"Success":true,"ErrorMessage":null}"#;
    script.says(softphone, &call(saved, reference.as_deref()));
    script.ends();
    script.says(softphone, &call(CHECKED, reference.as_deref()));
    script.hears_of_crm(app);
    script.ends();
}

#[test]
fn a_change_that_nobody_asked_for_is_told_every_app() {
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let app = script.app();
    let manual = r#""subtopic":"UpdateObject","data":{"callId":"1","Name":"Case","OId":"SF2","sfid":"5007F00001LmkjbQAB","Success":true,"ErrorMessage":null,"isManual":true,"Status":"New"}"#;
    script.says(softphone, &call(manual, None));
    assert_eq!(script.hears_of_crm(app), (None, manual.to_owned()));
    script.ends();
}

#[test]
fn without_a_softphone_there_each_request_fails_at_once() {
    let mut script = Script::new();
    let app = script.app();
    let requests = [
        (CHECK, r#""isClosed":false,"workid":"7","#),
        (
            r#""subtopic":"UpdateObject","data":{"callId":"1","Name":"Case","OId":"SF2","sfid":"5007F00001LmkjbQAB","params":{"a":1}}"#,
            r#""callId":"1","Name":"Case","OId":"SF2","sfid":"5007F00001LmkjbQAB","#,
        ),
        (
            r#""subtopic":"SaveCustomVariables","data":{"callId":"1","params":{"a":1}}"#,
            r#""callId":"1","params":{"a":1},"#,
        ),
        (
            r#""subtopic":"RemoveCustomVariables","data":{"callId":"1","params":["a"]}"#,
            r#""callId":"1","params":["a"],"#,
        ),
    ];
    for (at, (request, repeated)) in requests.into_iter().enumerate() {
        script.says(app, &call(request, Some(&at.to_string())));
        let (_, reply) = script.hears_of_crm(app);
        let failed = r#""Success":false,"ErrorMessage":"No softphone of this user is signed on.""#;
        assert!(reply.contains(repeated) && reply.contains(failed), "{reply}");
    }
    script.says(app, &call(OPEN, Some("o")));
    assert_eq!(script.hears_error(app), ErrorCode::NotPermitted);
    // One that is signed on and did not register for Salesforce is not there either.
    script.signs_on(ID);
    script.says(app, &call(CHECK, Some("2")));
    assert!(script.hears_of_crm(app).1.contains("No softphone"));
    script.ends();
}

#[test]
fn a_softphone_that_does_not_answer_has_ten_seconds() {
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let app = script.app();
    script.says(app, &call(CHECK, Some("1")));
    let (reference, _) = script.hears_of_crm(softphone);
    script.pass(9_999, &[softphone, app]);
    script.says(app, &call(CHECK, Some("1")));
    script.ends();
    script.pass(1, &[softphone, app]);
    let (id, reply) = script.hears_of_crm(app);
    assert_eq!(id.as_deref(), Some("1"));
    assert!(reply.contains(r#""Success":false,"ErrorMessage":"The softphone did not answer in time.""#), "{reply}");
    script.says(softphone, &call(CHECKED, reference.as_deref()));
    script.ends();
}

#[test]
fn a_record_is_opened_once_and_nothing_comes_back() {
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let app = script.app();
    for _ in 0..2 {
        script.says(app, &call(OPEN, Some("1")));
    }
    assert_eq!(script.hears_of_crm(softphone), (None, OPEN.to_owned()));
    script.pass(20_000, &[softphone, app]);
    script.ends();
}

#[test]
fn of_one_user_no_more_than_32_requests_wait_and_those_of_another_do_not_count() {
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let other = script.crm_softphone("DEMO5064", "b2");
    script.hears_set(other);
    script.telephone_comes_up(other);
    let (app, foreign) = (script.app(), script.app_of("DEMO5064", vec![Channel::Salesforce]));
    script.says(foreign, &call(CHECK, None));
    script.hears_of_crm(other);
    for _ in 0..32 {
        script.says(app, &call(CHECK, None));
        script.hears_of_crm(softphone);
    }
    script.says(app, &call(CHECK, Some("33")));
    assert!(script.hears_of_crm(app).1.contains("Too many requests wait"));
    script.ends();
    script.input(Input::Closed { conn: app });
    let app = script.app();
    script.says(app, &call(CHECK, None));
    script.hears_of_crm(softphone);
    script.ends();
}

#[test]
fn whoever_signs_off_leaves_no_request_waiting_and_an_app_that_is_gone_is_told_nothing() {
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let (app, gone) = (script.app(), script.app());
    for app in [app, gone] {
        script.says(app, &call(CHECK, Some("1")));
        script.hears_of_crm(softphone);
    }
    script.input(Input::Closed { conn: gone });
    script.asks(softphone, None, clear());
    assert!(script.hears_of_crm(app).1.contains("The user has signed off."));
    script.detaches("5051");
    script.hears(softphone);
    script.hears_status(softphone);
    script.pass(20_000, &[softphone, app]);
    script.ends();
}

#[test]
fn an_app_that_speaks_for_nobody_any_more_hears_no_reply() {
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let app = script.app();
    script.says(app, &call(CHECK, Some("1")));
    let (reference, _) = script.hears_of_crm(softphone);
    script.asks(app, None, clear());
    script.hears(app);
    script.hears_status(app);
    script.says(softphone, &call(CHECKED, reference.as_deref()));
    script.ends();
}

#[test]
fn nobody_says_or_asks_anything_without_being_somebody_and_a_softphone_asks_nothing() {
    let mut script = Script::new();
    let nobody = script.connects();
    let register = Register { channels: vec![Channel::Salesforce], ..register(None, None) };
    script.asks(nobody, None, ToConnector::Register(register));
    script.hears_registered(nobody);
    let softphone = script.first_softphone(ID);
    let messages: Vec<_> = ToSalesforce::catalogue().into_iter().filter(|address| address.topic == "Call").collect();
    assert!(messages.len() > 9);
    for text in [CLICKED, CHECK, CHECKED, OPEN] {
        script.says(nobody, &call(text, Some("n")));
        assert_eq!(script.hears_error(nobody), ErrorCode::NotPermitted, "{text}");
    }
    for text in [CHECK, OPEN] {
        script.says(softphone, &call(text, Some("s")));
        assert_eq!(script.hears_error(softphone), ErrorCode::NotPermitted, "{text}");
    }
    // A softphone whose session lives in another browser is no app, whoever it has proven to be.
    let elsewhere = script.crm_softphone(ID, "b9");
    assert_eq!(script.hears_refusal(elsewhere), ErrorCode::SessionElsewhere);
    for text in [CHECK, OPEN, CLICKED] {
        script.says(elsewhere, &call(text, Some("e")));
        assert_eq!(script.hears_error(elsewhere), ErrorCode::NotPermitted, "{text}");
    }
    script.says(softphone, &call(CLICKED, None));
    script.ends();
}

#[test]
fn what_would_be_too_large_once_it_is_passed_on_is_refused() {
    let value = "x".repeat(limits::FRAME_BYTES);
    let update = |size: usize| {
        let update = r#""subtopic":"UpdateObject","data":{"callId":"1","Name":"Case","OId":"SF2","sfid":"5007F00001LmkjbQAB","params":{"a":"%"}}"#;
        call(&update.replace('%', &value[..size]), None)
    };
    let most = limits::FRAME_BYTES - update(0).len();
    assert!(Frame::<Request>::decode(&update(most)).is_ok());
    let mut script = Script::new();
    let softphone = script.first_softphone(ID);
    let app = script.app();
    script.says(app, &update(most));
    assert_eq!(script.hears_error(app), ErrorCode::FrameTooLarge);
    script.says(app, &update(most - 100));
    match script.next() {
        Effect::Tell { conn, frame } => {
            assert_eq!(conn, softphone);
            assert!(frame.encode().len() <= limits::FRAME_BYTES);
        }
        other => panic!("{other:?}"),
    }
    let clicked = |size: usize| call(&CLICKED.replace("8001", "8001\",\"x\":\"%").replace('%', &value[..size]), None);
    script.says(softphone, &clicked(limits::FRAME_BYTES - clicked(0).len()));
    assert!(
        matches!(script.hears_of_crm(app), (None, text) if text == CLICKED),
        "what is not passed on does not count"
    );
    script.ends();
}
