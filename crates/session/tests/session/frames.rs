//! What connectors say.

use hookswitch_protocol::{
    ErrorCode,
    connector::{FromConnector, LinkStatus, LoginIdSet, Outcome, SetError},
    ids::RequestId,
};
use hookswitch_session::{Bar, ConnId, Input, State, Who};

use crate::script::*;

/// A softphone whose sign-on is on its way.
fn signing_on() -> (Script, ConnId) {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: None });
    let conn = script.opens();
    script.input(Input::Opened(conn));
    let (register, _) = script.sends(conn);
    script.say(conn, register, FromConnector::Registered(registered("one", false)));
    script.keeps(Some(token("one")));
    script.ends();
    (script, conn)
}

/// A softphone that asked for its session, which lives elsewhere; with the request's reference.
fn taking_over() -> (Script, ConnId, Option<RequestId>) {
    let (mut script, conn) = signing_on();
    script.say(conn, None, not_accepted(ErrorCode::SessionElsewhere));
    script.input(Input::TakeOver);
    let (take, _) = script.sends(conn);
    script.ends();
    (script, conn, take)
}

#[test]
fn the_answer_to_another_request_is_stale() {
    let (mut script, conn, _) = taking_over();
    script.say(conn, RequestId::parse("other"), not_accepted(ErrorCode::NoLicence));
    script.say(conn, RequestId::parse("other"), FromConnector::TakenOver(Outcome::refused(ErrorCode::NotPermitted)));
    script.say(conn, RequestId::parse("other"), FromConnector::Error(SetError::new(ErrorCode::NotPermitted)));
    assert!(matches!(script.state(), State::SigningOn { .. }));
}

#[test]
fn a_take_over_that_is_refused_says_why() {
    let (mut script, conn, take) = taking_over();
    script.say(conn, take, FromConnector::TakenOver(Outcome::refused(ErrorCode::NotPermitted)));
    assert!(matches!(script.state(), State::Unlinked { why: ErrorCode::NotPermitted, .. }));
}

#[test]
fn a_connector_without_references_is_taken_at_its_word() {
    let (mut script, conn, _) = taking_over();
    script.say(conn, None, FromConnector::LoginIdSet(accepted()));
    assert!(matches!(script.state(), State::On { .. }));
}

#[test]
fn a_refused_sign_on_keeps_the_socket_and_links_when_the_connector_says_so() {
    let (mut script, conn) = signing_on();
    script.say(conn, None, not_accepted(ErrorCode::LoginIdUnknown));
    assert!(matches!(script.state(), State::Unlinked { why: ErrorCode::LoginIdUnknown, .. }));
    script.pass(9_000);
    script.beat(conn);
    script.say(conn, None, FromConnector::LoginIdSet(accepted()));
    script.say(conn, None, status(LinkStatus::Linked));
    assert!(script.is_linked());
    script.ends();
}

#[test]
fn a_sign_on_without_an_extension_is_no_sign_on() {
    let (mut script, conn) = signing_on();
    script.say(conn, None, FromConnector::LoginIdSet(LoginIdSet { extension: None, ..accepted() }));
    assert!(matches!(script.state(), State::Unlinked { why: ErrorCode::InternalError, .. }));
}

#[test]
fn a_refused_registration_is_final_unless_the_connector_itself_failed() {
    for code in [ErrorCode::IdentityRefused, ErrorCode::UnsupportedProtocol, ErrorCode::InternalError] {
        let mut script = Script::new();
        script.input(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: None });
        let conn = script.opens();
        script.input(Input::Opened(conn));
        let (register, _) = script.sends(conn);
        script.say(conn, register, registration_refused(code));
        script.closes(conn);
        match script.state() {
            State::Waiting { .. } => assert_eq!(code, ErrorCode::InternalError),
            State::Barred { why, .. } => assert_eq!(*why, Bar::Told(code)),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn green_follows_what_the_connector_says_of_the_telephone() {
    let (mut script, conn) = Script::signed_on();
    script.say(conn, None, status(LinkStatus::Lost));
    assert!(!script.is_linked());
    script.say(conn, None, status(LinkStatus::Linked));
    assert!(script.is_linked());
}

#[test]
fn a_frame_of_a_later_version_does_not_disturb_a_linked_softphone() {
    let (mut script, conn) = Script::signed_on();
    script.input(Input::Garbled(conn));
    script.ends();
    assert!(script.is_linked());
}
