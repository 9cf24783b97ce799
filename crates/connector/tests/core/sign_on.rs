//! Signing on.

use std::net::Ipv4Addr;

use hookswitch_connector::core::{Change, Input, Limits, Settings, StationEvent, UserId};
use hookswitch_protocol::{
    CloseCode, ErrorCode,
    connector::{FromConnector, Licence, LinkStatus, LoginIdSet},
    ids::Extension,
};

use crate::script::*;

#[test]
fn every_broken_rule_has_a_code_of_its_own() {
    let mut script = Script::new();
    let conn = script.registers();
    let long = "A".repeat(10_000);
    for (text, code) in [
        ("", ErrorCode::LoginIdEmpty),
        ("AB CD", ErrorCode::LoginIdSpace),
        ("AB@CD", ErrorCode::LoginIdSpecialCharacter),
        ("AB\u{0}CD", ErrorCode::LoginIdSpecialCharacter),
        (long.as_str(), ErrorCode::LoginIdTooLong),
        ("AGENT2", ErrorCode::LoginIdIsUserName),
        (" agent1 ", ErrorCode::LoginIdIsUserName),
    ] {
        script.asks(conn, None, set(text));
        assert_eq!(script.hears_refusal(conn), code, "{text:.20}");
    }
    script.ends();
}

#[test]
fn a_known_id_signs_on_and_green_waits_for_the_telephone() {
    let mut script = Script::new();
    let conn = script.registers();
    script.asks(conn, Some("9"), set(ID));
    let (id, body) = script.hears(conn);
    assert_eq!(id.unwrap().as_str(), "9");
    let FromConnector::LoginIdSet(set) = body else { panic!("{body:?}") };
    assert_eq!((set.extension.unwrap().as_str(), set.licence), ("5051", Some(Licence::Site)));
    let extension = script.attaches();
    script.ends();
    script.input(Input::Station(StationEvent::Up(extension.clone())));
    assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    script.input(Input::Station(StationEvent::Down(extension)));
    assert_eq!(script.hears_status(conn), LinkStatus::Lost);
    script.ends();
}

#[test]
fn a_request_that_is_sent_again_is_answered_again_and_done_once() {
    let mut script = Script::new();
    let conn = script.registers();
    script.asks(conn, Some("1"), set("UNKNOWN"));
    assert!(matches!(script.stores().1, Change::KeepFailures(..)));
    assert!(matches!(script.stores().1, Change::KeepFailures(..)));
    let first = script.hears(conn);
    script.asks(conn, Some("1"), set("UNKNOWN"));
    assert_eq!(script.hears(conn), first);
    script.ends();
}

#[test]
fn ten_failures_lock_an_id_even_once_it_is_right_until_the_time_is_over() {
    let mut script = Script::new();
    for _ in 0..10 {
        let conn = script.registers();
        script.asks(conn, None, set("NEWID"));
        script.keeps_failure();
        script.keeps_failure();
        assert_eq!(script.hears_refusal(conn), ErrorCode::LoginIdUnknown);
        script.input(Input::Closed { conn });
    }
    script.users.push(user(3, "5069", Some("NEWID")));
    script.reload();
    let conn = script.registers();
    script.asks(conn, None, set("NEWID"));
    let refusal: LoginIdSet = script.hears_set(conn);
    assert_eq!((refusal.code, refusal.retry_after_seconds), (Some(ErrorCode::Locked), Some(300)));
    assert_eq!(script.is_closed(conn).0, CloseCode::Locked);

    script.pass(300_000, &[]);
    script.signs_on("NEWID");
    script.ends();
}

#[test]
fn too_many_failures_from_one_address_lock_it_and_no_other() {
    let mut script =
        Script::with(9_999, |settings| Settings { limits: Limits { per_address: 3, ..settings.limits }, ..settings });
    let conn = script.registers();
    for wrong in ["A", "B", "C"] {
        script.asks(conn, None, set(wrong));
        script.stores();
        script.stores();
        assert_eq!(script.hears_refusal(conn), ErrorCode::LoginIdUnknown);
    }
    script.asks(conn, None, set(ID));
    assert_eq!(script.hears_refusal(conn), ErrorCode::TooManyAttempts);
    assert_eq!(script.is_closed(conn).0, CloseCode::TooMany);

    let other = script.connects_from(Ipv4Addr::new(10, 0, 0, 2));
    let register = hookswitch_protocol::connector::ToConnector::Register(register(None, None));
    script.asks(other, None, register);
    script.hears_registered(other);
    script.asks(other, None, set(ID));
    assert!(script.hears_set(other).success);
}

#[test]
fn a_licence_is_kept_before_anyone_is_told_and_the_one_too_many_is_refused() {
    let mut script = Script::with(1, |settings| settings);
    let first = script.registers();
    let second = script.registers();
    script.asks(first, None, set(ID));
    let (ticket, change) = script.stores();
    assert_eq!(change, Change::TakeLicence(UserId(1)));
    script.asks(second, None, set("DEMO5064"));
    assert_eq!(script.hears_refusal(second), ErrorCode::NoLicence);
    script.ends();
    script.input(Input::Stored { ticket, is_kept: true });
    assert_eq!(script.hears_set(first).licence, Some(Licence::Named));
    script.attaches();
    script.ends();
}

#[test]
fn a_licence_that_could_not_be_kept_signs_nobody_on() {
    let mut script = Script::with(1, |settings| settings);
    let conn = script.registers();
    script.asks(conn, None, set(ID));
    let (ticket, _) = script.stores();
    script.input(Input::Stored { ticket, is_kept: false });
    assert_eq!(script.hears_refusal(conn), ErrorCode::InternalError);
    script.ends();
}

#[test]
fn an_id_that_was_taken_away_while_the_licence_was_kept_signs_nobody_on() {
    let mut script = Script::with(2, |settings| settings);
    let conn = script.registers();
    script.asks(conn, None, set(ID));
    let (ticket, _) = script.stores();
    script.users[0].login_id = None;
    script.reload();
    script.input(Input::Stored { ticket, is_kept: true });
    assert_eq!(script.hears_refusal(conn), ErrorCode::LoginIdUnknown);
    script.ends();
}

#[test]
fn an_extension_has_one_agent() {
    let mut script = Script::new();
    script.users.push(user(3, "5051", Some("SAMEDESK")));
    script.reload();
    let first = script.signs_on(ID);
    let second = script.registers();
    script.asks(second, None, set("SAMEDESK"));
    assert_eq!(script.hears_refusal(second), ErrorCode::ExtensionBusy);
    script.asks(first, None, clear());
    script.detaches("5051");
    script.hears(first);
    script.hears_status(first);
    script.asks(second, None, set("SAMEDESK"));
    assert!(script.hears_set(second).success);
}

#[test]
fn another_users_id_on_a_signed_on_connection_is_refused_and_changes_nothing() {
    let mut script = Script::new();
    let conn = script.signs_on(ID);
    script.asks(conn, None, set("DEMO5064"));
    assert_eq!(script.hears_refusal(conn), ErrorCode::LoginIdHeld);
    script.asks(conn, None, set(ID));
    assert!(script.hears_set(conn).success);
    assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    script.ends();
}

#[test]
fn a_telephone_that_does_not_exist_is_said() {
    let mut script = Script::new();
    let conn = script.registers();
    script.asks(conn, None, set(ID));
    script.hears_set(conn);
    script.attaches();
    script.input(Input::Station(StationEvent::Refused(Extension::parse("5051").unwrap())));
    match script.hears(conn).1 {
        FromConnector::Status(status) => {
            assert_eq!((status.status, status.reason.0), (LinkStatus::Lost, Some(ErrorCode::ExtensionUnavailable)));
        }
        other => panic!("{other:?}"),
    }
}
