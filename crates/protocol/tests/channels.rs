//! The channels `Salesforce` and `Cisco`: what is read although it is not what is written, what is refused, and that
//! every message comes back as it went.

#![allow(clippy::unwrap_used, reason = "a failing test names itself")]
#![allow(clippy::disallowed_methods, reason = "the test reads examples; the crate does not")]

use std::{fs, path::Path, sync::LazyLock};

use hookswitch_protocol::{
    Answer, ErrorCode, Frame, Rejected, Request,
    cisco::{self, agent::AgentState, error::ApiFault},
    connector::Channel,
    frame::Body,
    limits, salesforce,
};
use proptest::prelude::*;
use serde_json::Value;

fn asked(channel: &str, topic: &str, subtopic: &str, data: &str) -> Result<Request, Rejected> {
    let text = format!(r#"{{"channel":"{channel}","topic":"{topic}","subtopic":"{subtopic}","data":{data}}}"#);
    Frame::decode(&text).map(|frame| frame.body)
}

fn cisco(topic: &str, subtopic: &str, data: &str) -> Result<Request, Rejected> {
    asked("Cisco", topic, subtopic, data)
}

fn field_at_fault(read: Result<Request, Rejected>) -> &'static str {
    let rejected = read.unwrap_err();
    assert_eq!(rejected.code, ErrorCode::BadPayload);
    rejected.field.unwrap()
}

#[test]
fn a_call_is_named_in_any_documented_spelling_and_under_either_topic() {
    let expected = cisco("InboundCall", "SetHOLD", r#"{"MediaAddress":"5069","CallID":"7"}"#).unwrap();
    for id in ["CallID", "callID", "CallId", "callId", "callid", " CallID "] {
        for topic in ["InboundCall", "OutboundCall"] {
            let data = format!(r#"{{"MediaAddress":5069,"{id}":7}}"#);
            assert_eq!(cisco(topic, "SetHOLD", &data).unwrap(), expected, "{topic} {id}");
        }
    }
    assert_eq!(expected.address().topic, "InboundCall");
    assert_eq!(cisco("Agent", "SetHOLD", "{}").unwrap_err().code, ErrorCode::UnknownMessage);
}

#[test]
fn requests_are_read_under_message_and_events_under_data_too() {
    let text = r#"{"channel":"Cisco","topic":"Connection","subtopic":"Logout","message":{"ReasonCodeId":28}}"#;
    let expected = cisco("Connection", "Logout", r#"{"ReasonCodeId":"28"}"#).unwrap();
    assert_eq!(Frame::<Request>::decode(text).unwrap().body, expected);
    let event = r#"{"channel":"Cisco","topic":"Agent","subtopic":"SetWrapupCode","data":{"data":[]}}"#;
    let written = Frame::<Answer>::decode(event).unwrap().encode();
    assert!(written.contains(r#""message":{"packet":"WrapUpCodes","data":[]}"#), "{written}");
}

#[test]
fn a_request_and_its_reply_at_one_address_differ_by_success() {
    let read = |data: &str| asked("Salesforce", "Call", "CheckTaskState", data).unwrap();
    assert!(matches!(
        read(r#"{"workid":"1"}"#),
        Request::Salesforce(salesforce::ToConnector::Asked(salesforce::Asked::CheckTaskState(_)))
    ));
    assert!(matches!(
        read(r#"{"workid":"1","isClosed":false,"Success":false,"ErrorMessage":"?"}"#),
        Request::Salesforce(salesforce::ToConnector::Told(salesforce::Told::TaskState(_)))
    ));
}

#[test]
fn a_message_without_payload_is_written_without_one_whatever_it_came_with() {
    let read = cisco("Agent", "SetReadyState", r#""""#).unwrap();
    let written = Frame::event(Default::default(), read).encode();
    assert_eq!(written, r#"{"channel":"Cisco","topic":"Agent","subtopic":"SetReadyState","source":""}"#);
}

#[test]
fn no_reason_is_read_in_any_form() {
    let expected = cisco("Agent", "SetNotReadyState", "{}").unwrap();
    for reason in ["-1", r#""-1""#, "null", r#""""#] {
        let data = format!(r#"{{"ReasonCodeId":{reason}}}"#);
        assert_eq!(cisco("Agent", "SetNotReadyState", &data).unwrap(), expected, "{reason}");
    }
}

#[test]
fn what_is_malformed_is_refused_with_its_field() {
    let long = "x".repeat(limits::CALL_VARIABLE_VALUE_CHARS + 1);
    let long = format!(r#"{{"callID":"1","key":"k","value":"{long}"}}"#);
    let many: Vec<String> =
        (0..=limits::CALL_VARIABLES).map(|at| format!(r#"{{"name":"n{at}","value":""}}"#)).collect();
    let many = format!(r#"{{"ToAddress":"1","callVariables":[{}]}}"#, many.join(","));
    for (topic, subtopic, data, field) in [
        ("Agent", "SetUserInfo", r#"{"username":"a","extension":"1"}"#, "password"),
        ("Agent", "SetUserInfo", r#"{"username":"a","password":"","extension":"1"}"#, "password"),
        ("InboundCall", "SetMakeCall", r#"{"ToAddress":""}"#, "ToAddress"),
        ("InboundCall", "SetMakeCall", r#"{"ToAddress":"49\n30"}"#, "ToAddress"),
        ("InboundCall", "SetMakeCall", many.as_str(), "callVariables"),
        ("InboundCall", "SetDROP", r#"{"CallID":["1"]}"#, "CallID"),
        ("InboundCall", "SetSENDDTMF", r#"{"CallID":"1","digits":"12x"}"#, "digits"),
        ("Agent", "UpdateCallVariables", long.as_str(), "value"),
        ("Agent", "WrapUpCall", r#"{"callID":"1","iscustomwrapup":"yes"}"#, "iscustomwrapup"),
        ("Team", "SetTeamAgentLogout", r#"{"Username":"a","State":"Ready"}"#, "State"),
        ("Team", "SetTeamAgentNotReadyState", r#"{"Username":"a","State":"Logout"}"#, "State"),
    ] {
        assert_eq!(field_at_fault(cisco(topic, subtopic, data)), field, "{subtopic} {data:.80}");
    }
}

#[test]
fn an_unknown_message_of_a_known_channel_says_so() {
    for (channel, name) in [(Channel::Cisco, "Cisco"), (Channel::Salesforce, "Salesforce")] {
        let rejected = asked(name, "Agent", "Dance", "{}").unwrap_err();
        assert_eq!((rejected.code, rejected.channel), (ErrorCode::UnknownMessage, Some(channel)));
    }
}

#[test]
fn a_password_shows_neither_in_debug_of_a_request_nor_of_a_reply() {
    let data = r#"{"username":"a","password":"S3CRET","extension":"1"}"#;
    assert!(!format!("{:?}", cisco("Agent", "SetUserInfo", data)).contains("S3CRET"));
    let reply = r#"{"channel":"Salesforce","topic":"User","subtopic":"FetchCredentials","data":{"Username":"a","Password":"S3CRET","Success":true}}"#;
    assert!(!format!("{:?}", Frame::<Answer>::decode(reply).unwrap()).contains("S3CRET"));
}

#[test]
fn an_error_type_of_a_later_version_is_read_as_an_internal_error() {
    let text =
        r#"{"channel":"Cisco","topic":"Error","subtopic":"SetAPIError","message":{"data":{"errorType":"Later"}}}"#;
    let Answer::Cisco(cisco::FromConnector::ApiError(error)) = Frame::<Answer>::decode(text).unwrap().body else {
        unreachable!("{text}")
    };
    assert_eq!(error.data.fault, ApiFault::InternalError);
}

#[test]
fn a_refusal_tells_a_person_what_to_do() {
    let error = cisco::error::SetApiError::new(ApiFault::AccountBlocked { retry_after_seconds: 300 }).data;
    assert!(error.msg.starts_with(&error.error_message) && error.msg.len() > error.error_message.len());
}

#[test]
fn a_state_of_an_agent_that_is_a_reservation_is_written_as_one() {
    assert_eq!(AgentState::from_text("RESERVED_OUTBOUND_PREVIEW"), Some(AgentState::Reserved));
    assert_eq!(AgentState::Reserved.as_str(), "RESERVED");
    assert_eq!(AgentState::from_text("reserved"), None);
}

/// Every example and every sample of the vendor.
static EXAMPLES: LazyLock<Vec<Value>> = LazyLock::new(|| {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures");
    let mut paths: Vec<_> = ["to-connector", "from-connector", "vendor"]
        .iter()
        .flat_map(|folder| fs::read_dir(fixtures.join(folder)).unwrap())
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths.iter().map(|path| serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()).collect()
});

/// Puts `new` in place of the value at `at`, counted through the whole tree; `None` takes it out of its object.
fn change(value: &mut Value, at: &mut Option<usize>, new: Option<&Value>) {
    let is_hit = |at: &mut Option<usize>| {
        let is_hit = *at == Some(0);
        *at = at.and_then(|at| at.checked_sub(1));
        is_hit
    };
    match value {
        Value::Object(fields) => fields.retain(|_, inner| {
            let is_hit = is_hit(at);
            match new {
                Some(new) if is_hit => *inner = new.clone(),
                Some(_) | None => change(inner, at, new),
            }
            new.is_some() || !is_hit
        }),
        Value::Array(items) => {
            for inner in items {
                match new {
                    Some(new) if is_hit(at) => *inner = new.clone(),
                    Some(_) | None => change(inner, at, new),
                }
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i32>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        (-9_999_i32..9_999).prop_map(|number| Value::from(f64::from(number) / 8.0)),
        "\\PC{0,12}".prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        "[0-9*#+]{1,8}".prop_map(Value::from),
        prop::sample::select(vec!["true", "-1", "LOGOUT", "HELD", "Hide", "Changes", "2022-06-22T13:01:53Z"])
            .prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map("[ a-zA-Z\"é]{0,8}", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn comes_back<B: Body + PartialEq + std::fmt::Debug>(text: &str) -> Result<(), TestCaseError> {
    if let Ok(frame) = Frame::<B>::decode(text) {
        let written = frame.encode();
        let again = Frame::<B>::decode(&written);
        prop_assert_eq!(again, Ok(frame), "{}", written);
        prop_assert!(serde_json::from_str::<Value>(&written).is_ok(), "{}", written);
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_096) })]

    #[test]
    fn every_message_that_is_read_is_written_and_read_again_as_the_same(
        example in any::<prop::sample::Index>(),
        changes in prop::collection::vec((0_usize..60, prop::option::weighted(0.8, any_value())), 0..4),
    ) {
        let mut value = example.get(&EXAMPLES).clone();
        for (at, new) in changes {
            change(&mut value, &mut Some(at), new.as_ref());
        }
        let text = value.to_string();
        comes_back::<Request>(&text)?;
        comes_back::<Answer>(&text)?;
    }

    #[test]
    fn no_damage_to_a_message_makes_the_reader_panic(
        example in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>(),
    ) {
        let mut bytes = example.get(&EXAMPLES).to_string().into_bytes();
        *at.get_mut(&mut bytes) = byte;
        let text = String::from_utf8_lossy(&bytes);
        comes_back::<Request>(&text)?;
        comes_back::<Answer>(&text)?;
    }
}
