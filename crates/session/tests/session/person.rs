//! What people do.

use hookswitch_protocol::{
    CloseCode, ErrorCode, LoginId,
    connector::{FromConnector, LinkStatus, ToConnector},
    ids::UserName,
};
use hookswitch_session::{Bar, EndpointFault, Input, State, Who};

use crate::script::*;

#[test]
fn nobody_is_signed_on_without_an_id_and_no_socket_is_opened() {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(None), resume: None });
    script.ends();
    assert_eq!(*script.state(), State::SignedOff { refused: None });
}

#[test]
fn a_known_id_that_breaks_a_rule_is_said_and_not_tried() {
    let mut script = Script::new();
    script.input(Input::Start { who: Err(ErrorCode::LoginIdIsUserName), resume: None });
    script.ends();
    assert_eq!(*script.state(), State::SignedOff { refused: Some(ErrorCode::LoginIdIsUserName) });
}

#[test]
fn a_typed_id_is_remembered_and_signed_on() {
    let mut script = Script::new();
    script.input(Input::SignOn(id()));
    script.remembers();
    script.link("one");
    script.ends();
}

#[test]
fn a_user_name_signs_on_with_the_registration_alone() {
    let mut script = Script::new();
    let user = UserName::parse("demo@example.com").unwrap();
    script.input(Input::Start { who: Ok(Some(Who::UserName(user))), resume: None });
    let conn = script.opens();
    script.input(Input::Opened(conn));
    let (request, body) = script.sends(conn);
    assert!(matches!(body, ToConnector::Register(register) if register.identity.is_some()));
    script.say(conn, request, FromConnector::Registered(registered("one", false)));
    script.keeps(Some(token("one")));
    script.say(conn, None, FromConnector::LoginIdSet(accepted()));
    script.say(conn, None, status(LinkStatus::Linked));
    assert!(script.is_linked());
    script.ends();
}

#[test]
fn typing_the_same_id_again_changes_nothing_but_what_is_remembered() {
    let (mut script, _) = Script::signed_on();
    script.input(Input::SignOn(id()));
    script.remembers();
    script.ends();
    assert!(script.is_linked());
}

#[test]
fn typing_another_id_signs_the_first_off_before_the_second_is_tried() {
    let (mut script, conn) = Script::signed_on();
    let other = LoginId::parse("OTHER").unwrap();
    script.input(Input::SignOn(other.clone()));
    // RememberLoginId comes first: what was typed is not lost whatever happens next.
    script.remembers_other(&other);
    assert!(matches!(script.sends(conn).1, ToConnector::ClearLoginId(_)));
    script.closes(conn);
    script.keeps(None);
    script.opens();
    script.ends();
}

#[test]
fn forgetting_signs_off_and_leaves_nothing_behind() {
    let (mut script, conn) = Script::signed_on();
    script.input(Input::Forget);
    assert!(matches!(script.sends(conn).1, ToConnector::ClearLoginId(_)));
    script.closes(conn);
    script.keeps(None);
    script.forgets();
    script.keeps(None);
    script.ends();
    assert_eq!(*script.state(), State::SignedOff { refused: None });
    assert_eq!(script.session.poll_timeout(), None);
}

#[test]
fn leaving_the_page_closes_the_socket_without_signing_off() {
    let (mut script, conn) = Script::signed_on();
    script.input(Input::Unmount);
    script.closes(conn);
    script.ends();
    assert_eq!(script.session.poll_timeout(), None);
}

#[test]
fn reconnect_opens_a_fresh_socket_and_resumes_the_session() {
    let (mut script, conn) = Script::signed_on();
    script.input(Input::Reconnect);
    script.closes(conn);
    let fresh = script.opens();
    script.input(Input::Opened(fresh));
    let body = script.sends(fresh).1;
    assert!(matches!(body, ToConnector::Register(register) if register.resume == Some(token("one"))));
    script.ends();
}

#[test]
fn a_session_in_another_window_is_moved_only_when_asked() {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: None });
    let conn = script.opens();
    script.input(Input::Opened(conn));
    let (register, _) = script.sends(conn);
    script.say(conn, register, FromConnector::Registered(registered("one", false)));
    script.keeps(Some(token("one")));
    script.say(conn, None, not_accepted(ErrorCode::SessionElsewhere));
    script.ends();
    assert!(matches!(script.state(), State::Unlinked { why: ErrorCode::SessionElsewhere, .. }));

    script.input(Input::TakeOver);
    let (take, body) = script.sends(conn);
    assert!(matches!(body, ToConnector::TakeOver(_)));
    script.say(conn, take, taken_over());
    script.say(conn, None, FromConnector::LoginIdSet(accepted()));
    assert!(matches!(script.state(), State::On { .. }));
    script.ends();
}

#[test]
fn whoever_lost_the_session_stays_quiet_until_it_is_wanted_back() {
    let (mut script, conn) = Script::signed_on();
    script.refused(conn, CloseCode::Superseded);
    script.keeps(None);
    script.pass(3_600_000);
    script.ends();
    assert!(matches!(script.state(), State::Barred { why: Bar::Told(ErrorCode::Superseded), .. }));

    script.input(Input::TakeOver);
    let fresh = script.opens();
    script.input(Input::Opened(fresh));
    let (register, _) = script.sends(fresh);
    script.say(fresh, register, FromConnector::Registered(registered("two", false)));
    script.keeps(Some(token("two")));
    script.say(fresh, None, not_accepted(ErrorCode::SessionElsewhere));
    assert!(matches!(script.sends(fresh).1, ToConnector::TakeOver(_)));
    script.ends();
}

#[test]
fn an_address_that_cannot_be_used_is_said_and_not_tried() {
    let mut script = Script::with_endpoint("ftp://nowhere");
    script.input(Input::SignOn(id()));
    script.remembers();
    script.ends();
    let expected = Bar::Endpoint(EndpointFault::Malformed);
    assert!(matches!(script.state(), State::Barred { why, .. } if *why == expected));
}
