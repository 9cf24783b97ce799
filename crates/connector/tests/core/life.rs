//! Life of a connection.

use hookswitch_connector::core::Input;
use hookswitch_protocol::{
    CloseCode, ErrorCode, LoginIdText, code,
    connector::{Channel, Identity, Register, ToConnector},
    ids::{Jwt, UserName},
};

use crate::script::*;

#[test]
fn a_connection_that_has_not_registered_within_ten_seconds_is_closed() {
    let mut script = Script::new();
    let conn = script.connects();
    script.pass(9_999, &[]);
    script.ends();
    script.pass(1, &[]);
    assert_eq!(script.is_closed(conn).0, CloseCode::NotRegisteredInTime);
    assert_eq!(script.core.poll_timeout(), None);
}

#[test]
fn a_heartbeat_comes_every_five_seconds_and_ten_seconds_of_silence_close() {
    let mut script = Script::new();
    let conn = script.registers();
    script.pass(60_000, &[conn]);
    script.ends();
    script.pass(9_999, &[]);
    script.ends();
    script.pass(1, &[]);
    assert_eq!(script.is_closed(conn).0, CloseCode::Silent);
    script.ends();
}

#[test]
fn nothing_but_a_registration_is_answered_before_it_and_no_second_one_after_it() {
    let mut script = Script::new();
    let conn = script.connects();
    script.asks(conn, Some("1"), set(ID));
    assert_eq!(script.hears_error(conn), ErrorCode::NotRegistered);
    script.asks(conn, None, ToConnector::Register(register(None, None)));
    assert!(script.hears_registered(conn).success);
    script.asks(conn, None, ToConnector::Register(register(None, None)));
    assert_eq!(script.hears_error(conn), ErrorCode::AlreadyRegistered);
    script.ends();
}

#[test]
fn five_malformed_frames_in_a_row_close_and_a_good_one_between_starts_over() {
    let mut script = Script::new();
    let conn = script.registers();
    for round in 0..2 {
        for _ in 0..4 {
            script.says(conn, "no json");
            assert_eq!(script.hears_error(conn), ErrorCode::NotJson);
        }
        if round == 0 {
            script.asks(conn, None, clear());
            script.hears(conn);
            script.hears_status(conn);
        }
    }
    script.says(conn, "[]");
    assert_eq!(script.hears_error(conn), ErrorCode::NotAnObject);
    assert_eq!(script.is_closed(conn).0, CloseCode::BadFrames);
    script.ends();
}

#[test]
fn an_unknown_message_is_told_from_a_channel_that_was_not_registered() {
    let mut script = Script::new();
    let conn = script.registers();
    for (channel, code) in [
        ("Cisco", ErrorCode::UnknownMessage),
        ("Connector", ErrorCode::UnknownMessage),
        ("Salesforce", ErrorCode::NotRegistered),
        ("Amazon", ErrorCode::NotRegistered),
    ] {
        script.says(conn, &format!(r#"{{"channel":"{channel}","topic":"No","subtopic":"Such","id":"7"}}"#));
        assert_eq!(script.hears_error(conn), code, "{channel}");
    }
    for _ in 0..10 {
        script.says(conn, r#"{"channel":"Cisco","topic":"No"}"#);
        assert_eq!(script.hears_error(conn), ErrorCode::UnknownMessage);
    }
    script.ends();
}

#[test]
fn what_comes_from_a_connection_that_is_gone_is_not_even_counted() {
    let mut script = Script::new();
    let conn = script.registers();
    script.input(Input::Closed { conn });
    let before = script.core.figures();
    script.asks(conn, None, set(ID));
    script.says(conn, "no json");
    script.input(Input::Closed { conn });
    script.ends();
    assert_eq!(script.core.figures(), before);
}

#[test]
fn only_proofs_that_are_configured_count() {
    let known = Identity::None(UserName::parse("AGENT1").unwrap());
    let unknown = Identity::None(UserName::parse("nobody").unwrap());
    let token = Identity::Jwt(Jwt::parse("a.b.c").unwrap());
    let own = Identity::LoginId(LoginIdText::new(ID));
    for (identity, in_demo, in_earnest) in
        [(known, true, false), (unknown, false, false), (token, false, false), (own, true, true)]
    {
        for (accepts_unproven, expected) in [(true, in_demo), (false, in_earnest)] {
            let mut script =
                Script::with(9_999, |settings| hookswitch_connector::core::Settings { accepts_unproven, ..settings });
            let conn = script.connects();
            script.asks(conn, None, ToConnector::Register(register(Some(identity.clone()), None)));
            assert_eq!(script.hears_registered(conn).success, expected, "{identity:?} {accepts_unproven}");
            if expected {
                assert!(script.hears_set(conn).success);
            } else {
                assert_eq!(script.is_closed(conn).0, CloseCode::IdentityRefused);
            }
        }
    }
}

#[test]
fn another_version_of_the_protocol_is_refused() {
    let mut script = Script::new();
    let conn = script.connects();
    let register = Register { protocol: 2, channels: vec![Channel::Cisco], ..register(None, None) };
    script.asks(conn, None, ToConnector::Register(register));
    assert_eq!(script.hears_registered(conn).code, Some(ErrorCode::UnsupportedProtocol));
    assert_eq!(script.is_closed(conn).0, CloseCode::BadFrames);
}

#[test]
fn a_connector_that_stops_names_a_delay_to_everyone_and_to_whoever_comes_late() {
    let mut script = Script::new();
    let conn = script.signs_on(ID);
    script.input(Input::ShutDown);
    let (code, reason) = script.is_closed(conn);
    assert_eq!(code, CloseCode::Restarting);
    assert!((500..=510).contains(&code::retry_after_ms(&reason).unwrap()), "{reason}");
    let late = script.connects();
    assert_eq!(script.is_closed(late).0, CloseCode::Restarting);
    script.ends();
}
