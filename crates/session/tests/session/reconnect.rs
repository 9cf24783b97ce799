//! What networks do.

use hookswitch_protocol::{
    CloseCode, ErrorCode, Tick, code,
    connector::{FromConnector, LoginIdSet, ToConnector},
};
use hookswitch_session::{Bar, ConnId, Input, Overdue, State, Trouble, Who};

use crate::script::*;

#[test]
fn the_first_try_after_a_cut_comes_within_the_connectors_window_and_resumes() {
    let (mut script, conn) = Script::signed_on();
    script.cut(conn);
    assert!(script.waits() <= 10);
    script.pass(10);
    let fresh = script.opens();
    script.input(Input::Opened(fresh));
    let (register, body) = script.sends(fresh);
    assert!(matches!(body, ToConnector::Register(register) if register.resume == Some(token("one"))));
    script.say(fresh, register, FromConnector::Registered(registered("two", true)));
    script.keeps(Some(token("two")));
    script.say(fresh, None, FromConnector::LoginIdSet(accepted()));
    assert!(matches!(script.state(), State::On { .. }));
    script.ends();
}

#[test]
fn an_event_of_an_older_socket_is_dropped_even_when_the_new_one_is_linked() {
    let (mut script, old) = Script::signed_on();
    script.cut(old);
    script.pass(10);
    let fresh = script.link("two");
    let before = script.state().clone();
    script.closed(old, CloseCode::SignedOff.number(), "");
    script.say(old, None, not_accepted(ErrorCode::NoLicence));
    script.input(Input::Opened(old));
    script.input(Input::Garbled(old));
    script.ends();
    assert_eq!(*script.state(), before);
    assert_eq!(script.state().conn(), Some(fresh));
}

#[test]
fn tries_begin_again_when_a_sign_on_is_accepted_not_when_a_socket_opens() {
    let (mut script, conn) = Script::signed_on();
    script.cut(conn);
    for expected in 0..6 {
        let State::Waiting { attempt, .. } = script.state() else { panic!("{:?}", script.state()) };
        assert_eq!(attempt.outage.tries, expected);
        script.wait_out();
        let conn = script.opens();
        script.input(Input::Opened(conn));
        script.sends(conn);
        script.cut(conn);
    }
    script.wait_out();
    let conn = script.link("two");
    script.cut(conn);
    let State::Waiting { attempt, .. } = script.state() else { panic!("{:?}", script.state()) };
    assert_eq!(attempt.outage.tries, 0);
}

#[test]
fn after_two_minutes_tries_come_every_20_to_90_s() {
    let (mut script, conn) = Script::signed_on();
    script.cut(conn);
    script.pass(10);
    let conn = script.opens();
    script.now = script.now.after(120_000);
    script.cut(conn);
    assert!((20_000..=90_000).contains(&script.waits()), "{}", script.waits());
}

#[test]
fn a_page_that_is_back_from_a_sleep_waits_for_one_heartbeat_only_and_for_none_longer() {
    let (mut script, conn) = Script::signed_on();
    script.input(Input::Awake);
    script.pass(6_999);
    script.beat(conn);
    // Come back once more, it is not given more time than it had.
    script.pass(5_000);
    script.input(Input::Awake);
    script.pass(4_999);
    assert!(matches!(script.state(), State::On { .. }));
    script.pass(1);
    assert!(matches!(script.state(), State::Waiting { .. }));

    let (mut script, _) = Script::signed_on();
    script.input(Input::Awake);
    script.pass(7_000);
    assert!(matches!(script.state(), State::Waiting { .. }));
}

#[test]
fn silence_of_ten_seconds_is_taken_for_death_and_a_frame_in_time_is_not() {
    let (mut script, conn) = Script::signed_on();
    script.pass(9_999);
    script.beat(conn);
    script.pass(9_999);
    assert!(script.is_linked());
    script.ends();
    script.pass(1);
    script.closes(conn);
    assert!(matches!(script.state(), State::Waiting { .. }));
    assert_eq!(script.session.last_trouble().map(|(trouble, _)| trouble), Some(Trouble::Silent));
}

#[test]
fn an_outage_is_overdue_once_the_connector_no_longer_holds_the_session() {
    let (mut script, conn) = Script::signed_on();
    script.cut(conn);
    script.session.handle_timeout(script.now.after(119_999));
    assert!(matches!(script.state().outage().unwrap().overdue, Overdue::At(_)));
    script.session.handle_timeout(script.now.after(120_000));
    assert_eq!(script.state().outage().unwrap().overdue, Overdue::Passed);
}

#[test]
fn a_restarting_connector_names_the_delay() {
    let (mut script, conn) = Script::signed_on();
    script.closed(conn, CloseCode::Restarting.number(), &code::restart_reason(1_234));
    assert_eq!(script.waits(), 1_234);
}

#[test]
fn coming_back_online_or_into_view_tries_at_once() {
    let (mut script, conn) = Script::signed_on();
    script.input(Input::Offline);
    script.closes(conn);
    assert!(matches!(script.state(), State::Waiting { .. }));
    script.input(Input::Awake);
    script.opens();
    script.ends();
}

#[test]
fn whoever_is_told_to_stay_away_stays_away() {
    for code in CloseCode::ALL {
        let Some(why) = code.stay_away() else { continue };
        let (mut script, conn) = Script::signed_on();
        script.refused(conn, *code);
        script.keeps(None);
        script.input(Input::Awake);
        script.pass(3_600_000);
        script.ends();
        assert!(matches!(script.state(), State::Barred { why: Bar::Told(told), .. } if *told == why), "{code:?}");
    }
}

#[test]
fn a_lock_is_waited_for_and_then_tried_once() {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: None });
    let conn = script.opens();
    script.input(Input::Opened(conn));
    let (register, _) = script.sends(conn);
    script.say(conn, register, FromConnector::Registered(registered("one", false)));
    script.keeps(Some(token("one")));
    script.say(conn, None, FromConnector::LoginIdSet(LoginIdSet::refused(ErrorCode::Locked, Some(300))));
    script.refused(conn, CloseCode::Locked);
    script.keeps(None);
    script.pass(299_999);
    script.ends();
    script.pass(1);
    script.opens();
    script.ends();
}

#[test]
fn a_server_that_accepts_and_never_answers_is_given_up_after_ten_seconds() {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: None });
    let conn = script.opens();
    script.input(Input::Opened(conn));
    script.sends(conn);
    script.session.handle_timeout(Tick(script.now.0 + 9_999));
    assert!(matches!(script.state(), State::Registering { .. }));
    script.session.handle_timeout(Tick(script.now.0 + 10_000));
    assert_eq!(script.session.last_trouble().unwrap().0, Trouble::NoAnswer);
    assert!(matches!(script.state(), State::Waiting { .. }));
}

#[test]
fn a_server_that_is_no_connector_is_named_and_tried_again() {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: None });
    let conn = script.opens();
    script.input(Input::Opened(conn));
    script.sends(conn);
    script.input(Input::Garbled(conn));
    script.closes(conn);
    assert_eq!(script.session.last_trouble().unwrap().0, Trouble::NotAConnector);
    assert!(matches!(script.state(), State::Waiting { .. }));
}

#[test]
fn every_socket_has_an_id_of_its_own() {
    let mut script = Script::new();
    script.input(Input::SignOn(id()));
    script.remembers();
    let mut seen: Vec<ConnId> = Vec::new();
    for _ in 0..20 {
        let conn = script.opens();
        assert!(!seen.contains(&conn));
        seen.push(conn);
        script.cut(conn);
        script.wait_out();
    }
}
