//! Sessions.

use hookswitch_connector::core::{ConnId, Input};
use hookswitch_protocol::{
    CloseCode, ErrorCode, LoginIdText,
    connector::{FromConnector, Identity, LinkStatus, ToConnector},
    ids::ResumeToken,
};

use crate::script::*;

/// A signed-on client and the token it was given.
fn signs_on_with_token(script: &mut Script) -> (ConnId, ResumeToken) {
    let conn = script.connects();
    script.asks(conn, None, ToConnector::Register(register(None, None)));
    let token = script.hears_registered(conn).resume.unwrap();
    script.asks(conn, None, set(ID));
    assert!(script.hears_set(conn).success);
    script.telephone_comes_up(conn);
    (conn, token)
}

fn comes_back(script: &mut Script, token: &ResumeToken) -> (ConnId, bool) {
    let conn = script.connects();
    script.asks(conn, None, ToConnector::Register(register(None, Some(token.clone()))));
    let resumed = script.hears_registered(conn).resumed;
    (conn, resumed)
}

fn is_elsewhere(script: &mut Script) -> ConnId {
    let conn = script.registers();
    script.asks(conn, None, set(ID));
    assert_eq!(script.hears_refusal(conn), ErrorCode::SessionElsewhere);
    conn
}

#[test]
fn a_token_continues_the_session_with_its_whole_state_and_serves_once() {
    let mut script = Script::new();
    let (conn, token) = signs_on_with_token(&mut script);
    script.input(Input::Closed { conn });
    let (second, resumed) = comes_back(&mut script, &token);
    assert!(resumed);
    assert!(script.hears_set(second).success);
    assert_eq!(script.hears_status(second), LinkStatus::Linked);
    script.input(Input::Closed { conn: second });
    let (_, resumed) = comes_back(&mut script, &token);
    assert!(!resumed);
    script.ends();
}

#[test]
fn a_token_continues_nobody_elses_session() {
    let mut script = Script::new();
    let (conn, token) = signs_on_with_token(&mut script);
    script.input(Input::Closed { conn });
    let other = script.connects();
    let identity = Some(Identity::LoginId(LoginIdText::new("DEMO5064")));
    script.asks(other, None, ToConnector::Register(register(identity, Some(token))));
    assert!(!script.hears_registered(other).resumed);
    assert_eq!(script.hears_set(other).extension.unwrap().as_str(), "5064");
    script.telephone_comes_up(other);
    script.ends();
}

#[test]
fn a_token_moves_the_session_off_a_socket_that_only_seems_alive() {
    let mut script = Script::new();
    let (half_open, token) = signs_on_with_token(&mut script);
    let (_, resumed) = comes_back(&mut script, &token);
    assert!(resumed);
    assert!(matches!(script.hears(half_open).1, FromConnector::TakenOver(_)));
    assert_eq!(script.is_closed(half_open).0, CloseCode::Superseded);
}

#[test]
fn the_grace_period_holds_the_telephone_and_then_lets_it_go() {
    let mut script = Script::new();
    let (conn, token) = signs_on_with_token(&mut script);
    script.input(Input::Closed { conn });
    script.pass(119_999, &[]);
    script.ends();
    script.pass(1, &[]);
    script.detaches("5051");
    let (_, resumed) = comes_back(&mut script, &token);
    assert!(!resumed);
    script.ends();
}

#[test]
fn the_same_id_continues_a_held_session_without_a_token() {
    let mut script = Script::new();
    let conn = script.signs_on(ID);
    script.input(Input::Closed { conn });
    let fresh = script.registers();
    script.asks(fresh, None, set(ID));
    assert!(script.hears_set(fresh).success);
    assert_eq!(script.hears_status(fresh), LinkStatus::Linked);
    script.pass(500_000, &[fresh]);
    script.ends();
}

#[test]
fn a_second_window_may_take_over_and_the_first_is_told() {
    let mut script = Script::new();
    let first = script.signs_on(ID);
    let second = is_elsewhere(&mut script);
    script.asks(second, Some("4"), take_over());
    assert!(matches!(script.hears(second).1, FromConnector::TakenOver(outcome) if outcome.success));
    let news = script.hears(first).1;
    assert!(matches!(news, FromConnector::TakenOver(outcome) if outcome.code == Some(ErrorCode::Superseded)));
    assert_eq!(script.is_closed(first).0, CloseCode::Superseded);
    assert!(script.hears_set(second).success);
    assert_eq!(script.hears_status(second), LinkStatus::Linked);
    script.ends();
}

#[test]
fn nobody_takes_over_without_having_proven_who_they_are() {
    let mut script = Script::new();
    script.signs_on(ID);
    let stranger = script.registers();
    script.asks(stranger, None, take_over());
    match script.hears(stranger).1 {
        FromConnector::TakenOver(outcome) => assert_eq!(outcome.code, Some(ErrorCode::NotPermitted)),
        other => panic!("{other:?}"),
    }
    script.ends();
}

#[test]
fn an_id_that_was_taken_away_no_longer_takes_over() {
    let mut script = Script::new();
    let first = script.signs_on(ID);
    let second = is_elsewhere(&mut script);
    script.users[0] = user(1, "5051", Some("CHANGED"));
    script.reload();
    script.detaches("5051");
    assert_eq!(script.hears_error(first), ErrorCode::SignedOff);
    assert_eq!(script.is_closed(first).0, CloseCode::SignedOff);
    script.signs_on("CHANGED");
    script.asks(second, None, take_over());
    match script.hears(second).1 {
        FromConnector::TakenOver(outcome) => assert_eq!(outcome.code, Some(ErrorCode::NotPermitted)),
        other => panic!("{other:?}"),
    }
    script.ends();
}

#[test]
fn a_removed_user_is_signed_off_and_told() {
    let mut script = Script::new();
    let conn = script.signs_on(ID);
    script.users.remove(0);
    script.reload();
    script.detaches("5051");
    assert_eq!(script.hears_error(conn), ErrorCode::SignedOff);
    assert_eq!(script.is_closed(conn).0, CloseCode::SignedOff);
    script.ends();
}

#[test]
fn an_agent_follows_to_a_new_extension() {
    let mut script = Script::new();
    let conn = script.signs_on(ID);
    script.users[0] = user(1, "5099", Some(ID));
    script.reload();
    script.detaches("5051");
    assert_eq!(script.hears_set(conn).extension.unwrap().as_str(), "5099");
    assert_eq!(script.hears_status(conn), LinkStatus::Connecting);
    script.telephone_comes_up(conn);
    script.ends();
}

#[test]
fn signing_off_ends_the_session_at_once() {
    let mut script = Script::new();
    let (conn, token) = signs_on_with_token(&mut script);
    script.asks(conn, Some("3"), clear());
    script.detaches("5051");
    assert!(matches!(script.hears(conn).1, FromConnector::LoginIdCleared(outcome) if outcome.success));
    assert_eq!(script.hears_status(conn), LinkStatus::Unlinked);
    let (_, resumed) = comes_back(&mut script, &token);
    assert!(!resumed);
    script.ends();
}

#[test]
fn a_waiting_id_is_signed_on_as_soon_as_somebody_has_it() {
    let mut script = Script::new();
    let conn = script.registers();
    script.asks(conn, None, set("NEWID"));
    script.stores();
    script.stores();
    assert_eq!(script.hears_refusal(conn), ErrorCode::LoginIdUnknown);
    script.users.push(user(3, "5069", Some("NEWID")));
    script.reload();
    assert!(script.hears_set(conn).success);
    script.telephone_comes_up(conn);
    script.ends();
}
