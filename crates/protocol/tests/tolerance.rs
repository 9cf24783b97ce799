//! What is read although it is not what is written, and what is refused.

#![allow(clippy::unwrap_used, clippy::wildcard_enum_match_arm, reason = "a failing test names itself")]

use hookswitch_protocol::{
    ErrorCode, Frame, Rejected,
    connector::{Channel, FromConnector, SetError, ToConnector},
    frame::Body,
    limits,
};
use proptest::prelude::*;

fn read(text: &str) -> Result<Frame<ToConnector>, Rejected> {
    Frame::decode(text)
}

fn code(text: &str) -> ErrorCode {
    read(text).unwrap_err().code
}

fn login_id(text: &str) -> String {
    match read(text).unwrap().body {
        ToConnector::SetLoginId(set) => set.login_id.expose().to_owned(),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn other_spellings_spaces_and_numbers_are_read() {
    for text in [
        r#"{"channel":"Connector","topic":"User","subtopic":"SetLoginId","data":{"loginId":"5051"}}"#,
        r#"{"channel":"Connector","topic":"User","subTopic":"SetLoginId","message":{"LoginID":5051}}"#,
        r#"{ " channel" : "Connector" , "topic ":" User ", "subtopic":"SetLoginId", "data":{" loginId ":"5051","new":[1]}}"#,
        r#"{"channel":"Connector","topic":"User","subtopic":"SetLoginId","source":"app","data":{"loginId":"\u0035051"},"id":7,"x":{}}"#,
    ] {
        assert_eq!(login_id(text), "5051", "{text}");
    }
}

#[test]
fn a_reference_given_as_a_number_is_repeated_as_text() {
    let frame = read(r#"{"channel":"Connector","topic":"User","subtopic":"ClearLoginId","id":7}"#).unwrap();
    assert_eq!(frame.reply_to.id.unwrap().as_str(), "7");
}

#[test]
fn an_outer_packet_is_answered_in_the_same_wrapping() {
    let asked = read(concat!(
        r#"{"channel":"Amazon","topic":"","subTopic":"","message":{"channel":"Connector","topic":"User","#,
        r#""subtopic":"ClearLoginId","source":"myapp","id":"9"},"ResponseUrl":"https://3rdpartapp.com","subscriberID":"66517761"}"#
    ))
    .unwrap();
    let body = FromConnector::Error(SetError::new(ErrorCode::NotPermitted));
    let answer = Frame { reply_to: asked.reply_to, ..Frame::event(asked.source, body) };
    assert_eq!(
        answer.encode(),
        concat!(
            r#"{"channel":"Amazon","topic":"","subTopic":"","message":{"channel":"Connector","topic":"Error","#,
            r#""subtopic":"SetError","source":"myapp","data":{"code":"NotPermitted","#,
            r#""message":"This connection may not do that."},"id":"9"},"#,
            r#""ResponseUrl":"https://3rdpartapp.com","subscriberID":"66517761"}"#
        )
    );
}

#[test]
fn what_is_no_frame_is_malformed_and_says_why() {
    let large = format!(r#"{{"channel":"Connector","topic":"{}"}}"#, "x".repeat(limits::FRAME_BYTES));
    let deep = format!(r#"{{"channel":"Connector","data":{}{}}}"#, "[".repeat(40), "]".repeat(40));
    let table = [
        ("", ErrorCode::NotJson),
        ("hello", ErrorCode::NotJson),
        (r#"{"channel":"Connector""#, ErrorCode::NotJson),
        ("[]", ErrorCode::NotAnObject),
        ("7", ErrorCode::NotAnObject),
        ("{}", ErrorCode::NoAddress),
        (r#"{"channel":"Connector"}"#, ErrorCode::NoAddress),
        (r#"{"channel":"Connector","topic":""}"#, ErrorCode::NoAddress),
        (r#"{"channel":7,"topic":"User"}"#, ErrorCode::NoAddress),
        (large.as_str(), ErrorCode::FrameTooLarge),
        (deep.as_str(), ErrorCode::NestedTooDeeply),
    ];
    for (text, expected) in table {
        assert_eq!(code(text), expected, "{text:.60}");
        assert!(read(text).unwrap_err().is_malformed(), "{text:.60}");
    }
}

#[test]
fn what_is_a_frame_but_no_message_is_refused_with_its_channel_and_field() {
    let unknown = read(r#"{"channel":"Cisco","topic":"Agent","subtopic":"Dance","id":"3"}"#).unwrap_err();
    assert_eq!(
        (unknown.code, unknown.channel, unknown.is_malformed()),
        (ErrorCode::UnknownMessage, Some(Channel::Cisco), false)
    );
    assert_eq!(unknown.reply_to.id.unwrap().as_str(), "3");
    assert_eq!(code(r#"{"channel":"Amazon","topic":"Agent"}"#), ErrorCode::NotRegistered);
    let bad = read(r#"{"channel":"Connector","topic":"User","subtopic":"SetLoginId","data":{}}"#).unwrap_err();
    assert_eq!((bad.code, bad.field), (ErrorCode::BadPayload, Some("loginId")));
    let kind = r#"{"channel":"Connector","topic":"Registration","subtopic":"Register","data":{"channels":[],"url":"","protocol":1,"identity":{"kind":"magic"}}}"#;
    assert_eq!(read(kind).unwrap_err().field, Some("kind"));
}

#[test]
fn a_code_of_a_later_version_is_read_as_an_internal_error() {
    let text = r#"{"channel":"Connector","topic":"Error","subtopic":"SetError","data":{"code":"FromTheFuture","message":"?"}}"#;
    match Frame::<FromConnector>::decode(text).unwrap().body {
        FromConnector::Error(error) => assert_eq!(error.code, ErrorCode::InternalError),
        other => unreachable!("{other:?}"),
    }
}

#[test]
fn a_decoded_secret_does_not_show_in_debug() {
    let frame = read(r#"{"channel":"Connector","topic":"User","subtopic":"SetLoginId","data":{"loginId":"S3CRET"}}"#);
    assert!(!format!("{frame:?}").contains("S3CRET"));
}

proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(text in any::<String>()) {
        let _ = read(&text);
        let _ = Frame::<FromConnector>::decode(&text);
    }

    #[test]
    fn no_damage_to_a_good_frame_makes_the_reader_panic(at in 0_usize..400, byte in any::<u8>(), cut in 0_usize..400) {
        let good = include_str!("../fixtures/to-connector/Registration.Register.json").trim_end();
        let mut bytes = good.as_bytes().to_vec();
        let length = bytes.len();
        if let Some(place) = bytes.get_mut(at % length) {
            *place = byte;
        }
        bytes.truncate(cut.max(1));
        let _ = read(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn what_is_written_is_read_again_and_by_any_other_reader(text in any::<String>()) {
        let body = FromConnector::Error(SetError { message: text.clone(), ..SetError::new(ErrorCode::InternalError) });
        let frame = Frame::event(Default::default(), body);
        let written = frame.encode();
        prop_assert_eq!(&Frame::<FromConnector>::decode(&written).unwrap(), &frame);
        let foreign: serde_json::Value = serde_json::from_str(&written).unwrap();
        prop_assert_eq!(foreign["data"]["message"].as_str(), Some(text.as_str()));
        prop_assert_eq!(frame.body.address().topic, "Error");
    }
}
