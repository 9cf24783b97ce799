//! Logging on to a station.

use std::rc::Rc;

use hookswitch_protocol::{
    CloseCode, ErrorCode,
    center::{
        self, ConnectionState, LogOn, LoggedOn, Memo, Memos, Seat, ServerInfo, StateChange, StateReason, StationType,
        UserLabel,
    },
    channels::FromSoftphone,
    cisco::ids::CtiPassword,
    connector::{Elsewhere, FromConnector, LinkStatus, Nothing, Outcome, ToConnector},
    ids::{AccountName, AgreementVersion, CredentialText, PageUrl, RequestId, StationName},
};
use hookswitch_session::{Bar, ConnId, Effect, Input, State, Who};

use crate::script::*;

const DROPPED: &str = "Your connection has been dropped due to a subsequent log on to a different station.";

fn log_on() -> LogOn {
    LogOn {
        user_id: AccountName::parse("1245456").unwrap(),
        password: CtiPassword::parse("acq@123"),
        saved_credential: None,
        host: None,
        station_type: StationType::Workstation,
        station: StationName::parse("WS-5051"),
        remote_number: None,
        persistent_connection: None,
        agreed: None,
        remember: None,
    }
}

fn credential(text: &str) -> CredentialText {
    CredentialText::parse(text).unwrap()
}

/// The same with a credential in the password's place.
fn with(credential: CredentialText) -> LogOn {
    LogOn { password: None, saved_credential: Some(credential), ..log_on() }
}

fn info() -> ServerInfo {
    ServerInfo {
        hosts: Vec::new(),
        label: UserLabel::UserId,
        cached_credentials: true,
        persistent_connections: true,
        user_agreement_text: Some("For authorised use only.".to_owned()),
        user_agreement_version: AgreementVersion::parse("2"),
        station_types: StationType::ALL.to_vec(),
        help: None,
    }
}

fn seat() -> Seat {
    log_on().seat()
}

fn logged_on() -> LoggedOn {
    LoggedOn { session_credential: Some(credential("session")), ..LoggedOn::at(seat()) }
}

fn refused(code: ErrorCode) -> center::FromConnector {
    center::FromConnector::LoggedOn(LoggedOn::refused(code))
}

/// Someone in front of the door, over a connection that has the resume token `one`.
fn at_the_door() -> (Script, ConnId) {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(Who::Guest)), resume: None });
    let conn = reach(&mut script, false);
    let request = is_asked_for_info(&mut script, conn);
    script.say(conn, request, center::FromConnector::ServerInfo(info()));
    assert!(matches!(script.state(), State::Door { refused: None, .. }));
    script.ends();
    (script, conn)
}

/// Someone who has typed the password, and is logged on.
fn inside() -> (Script, ConnId) {
    let (mut script, conn) = at_the_door();
    script.input(Input::LogOn(Rc::new(log_on())));
    let request = is_sent(&mut script, conn, &log_on());
    let_in(&mut script, conn, request);
    (script, conn)
}

fn let_in(script: &mut Script, conn: ConnId, request: Option<RequestId>) {
    script.say(conn, request, center::FromConnector::LoggedOn(logged_on()));
    assert_eq!(script.next(), Effect::KeepLogOn(Some(Rc::new(with(credential("session"))))));
    script.say(conn, None, FromConnector::LoginIdSet(accepted()));
    script.say(conn, None, status(LinkStatus::Linked));
    assert!(script.is_linked());
    script.ends();
}

/// Opens the socket and registers, without an identity.
fn reach(script: &mut Script, resumed: bool) -> ConnId {
    let conn = script.opens();
    script.input(Input::Opened(conn));
    let (request, body) = script.sends(conn);
    assert!(matches!(body, ToConnector::Register(register) if register.identity.is_none()));
    script.say(conn, request, FromConnector::Registered(registered("one", resumed)));
    script.keeps(Some(token("one")));
    conn
}

fn is_asked_for_info(script: &mut Script, conn: ConnId) -> Option<RequestId> {
    let (request, body) = script.asks(conn);
    assert_eq!(body, FromSoftphone::Center(center::ToConnector::GetServerInfo(Nothing {})));
    request
}

fn is_sent(script: &mut Script, conn: ConnId, log_on: &LogOn) -> Option<RequestId> {
    let (request, body) = script.asks(conn);
    assert_eq!(body, FromSoftphone::Center(center::ToConnector::LogOn(log_on.clone())));
    request
}

fn drops(reason: StateReason, text: &str) -> center::FromConnector {
    center::FromConnector::StateChange(StateChange {
        previous_connection_state: ConnectionState::Up,
        new_connection_state: ConnectionState::Down,
        reason,
        should_reconnect: true,
        text: text.to_owned(),
    })
}

#[test]
fn whoever_types_the_password_is_let_in_and_the_password_is_kept_nowhere() {
    let (script, _) = inside();
    let State::On { who: Who::Station(log_on), terms, .. } = script.state() else { panic!("not on") };
    assert_eq!(**log_on, with(credential("session")));
    assert_eq!(terms.station.as_ref().map(|station| &station.seat), Some(&seat()));
    assert!(!format!("{:?}", script.state()).contains("acq@123"));
}

#[test]
fn what_is_refused_leads_back_to_the_door_without_the_password() {
    let (mut script, conn) = at_the_door();
    script.input(Input::LogOn(Rc::new(log_on())));
    let request = is_sent(&mut script, conn, &log_on());
    script.say(conn, request, refused(ErrorCode::AuthenticationFailed));
    assert_eq!(script.next(), Effect::KeepLogOn(None));
    let State::Door { tried: Some(tried), refused: Some(refused), .. } = script.state() else { panic!("no door") };
    assert_eq!((refused.code, &tried.password), (ErrorCode::AuthenticationFailed, &None));
    script.ends();
}

#[test]
fn an_answer_to_an_earlier_log_on_changes_nothing() {
    let (mut script, conn) = at_the_door();
    script.input(Input::LogOn(Rc::new(log_on())));
    is_sent(&mut script, conn, &log_on());
    let stale = RequestId::parse("stale");
    script.say(conn, stale.clone(), refused(ErrorCode::StationInUse));
    script.say(conn, stale, center::FromConnector::LoggedOn(logged_on()));
    assert!(matches!(script.state(), State::SigningOn { request: Some(_), .. }));
    script.ends();
}

#[test]
fn whoever_agrees_is_let_in_with_what_was_typed_before() {
    let (mut script, conn) = at_the_door();
    script.input(Input::LogOn(Rc::new(log_on())));
    let request = is_sent(&mut script, conn, &log_on());
    script.say(conn, request, refused(ErrorCode::AgreementNeeded));
    script.input(Input::Agree);
    let agreed = LogOn { agreed: AgreementVersion::parse("2"), ..log_on() };
    is_sent(&mut script, conn, &agreed);
    script.ends();
}

#[test]
fn whoever_does_not_agree_is_asked_anew_and_what_was_typed_is_forgotten() {
    let (mut script, conn) = at_the_door();
    script.input(Input::LogOn(Rc::new(log_on())));
    let request = is_sent(&mut script, conn, &log_on());
    script.say(conn, request, refused(ErrorCode::AgreementNeeded));
    script.input(Input::Disagree);
    assert!(matches!(script.state(), State::Door { tried: None, refused: None, .. }));
    script.input(Input::Agree);
    script.ends();
}

#[test]
fn a_browser_that_may_logs_on_by_itself_and_keeps_what_it_is_given() {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(Who::Station(Rc::new(with(credential("saved")))))), resume: None });
    let conn = reach(&mut script, false);
    is_asked_for_info(&mut script, conn);
    let request = is_sent(&mut script, conn, &with(credential("saved")));
    let_in(&mut script, conn, request);
}

#[test]
fn a_credential_is_kept_for_the_next_time_where_that_was_asked_for() {
    let (mut script, conn) = at_the_door();
    let remember = LogOn { remember: Some(true), ..log_on() };
    script.input(Input::LogOn(Rc::new(remember.clone())));
    let request = is_sent(&mut script, conn, &remember);
    let given = LoggedOn { saved_credential: Some(credential("saved")), ..logged_on() };
    script.say(conn, request, center::FromConnector::LoggedOn(given));
    assert_eq!(script.next(), Effect::KeepSaved(Some(Rc::new(with(credential("saved"))))));
    assert_eq!(script.next(), Effect::KeepLogOn(Some(Rc::new(with(credential("session"))))));
    script.ends();
}

#[test]
fn a_revoked_credential_is_thrown_away_and_the_password_is_asked_for() {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(Who::Station(Rc::new(with(credential("saved")))))), resume: None });
    let conn = reach(&mut script, false);
    is_asked_for_info(&mut script, conn);
    let request = is_sent(&mut script, conn, &with(credential("saved")));
    script.say(conn, request, refused(ErrorCode::CredentialRevoked));
    assert_eq!(script.next(), Effect::KeepLogOn(None));
    // What is saved in this browser may be another, which still counts.
    assert_eq!(script.next(), Effect::DropSaved(credential("saved")));
    let State::Door { tried: Some(tried), .. } = script.state() else { panic!("no door") };
    assert_eq!(tried.saved_credential, None);
    script.ends();
}

#[test]
fn a_station_that_is_taken_keeps_the_saved_credential() {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(Who::Station(Rc::new(with(credential("saved")))))), resume: None });
    let conn = reach(&mut script, false);
    is_asked_for_info(&mut script, conn);
    let request = is_sent(&mut script, conn, &with(credential("saved")));
    script.say(conn, request, refused(ErrorCode::StationInUse));
    assert_eq!(script.next(), Effect::KeepLogOn(None));
    script.ends();
}

#[test]
fn a_connector_that_was_restarted_lets_the_same_page_in_without_the_password() {
    let (mut script, conn) = inside();
    script.cut(conn);
    script.pass(20);
    let conn = reach(&mut script, false);
    is_asked_for_info(&mut script, conn);
    let request = is_sent(&mut script, conn, &with(credential("session")));
    let_in(&mut script, conn, request);
}

#[test]
fn a_session_that_goes_on_is_told_its_station_and_logs_on_no_second_time() {
    let (mut script, conn) = inside();
    script.cut(conn);
    script.pass(20);
    let conn = reach(&mut script, true);
    is_asked_for_info(&mut script, conn);
    script.say(conn, None, center::FromConnector::LoggedOn(LoggedOn::at(seat())));
    script.say(conn, None, FromConnector::LoginIdSet(accepted()));
    script.ends();
    let State::On { terms, .. } = script.state() else { panic!("not on") };
    assert!(terms.station.is_some());
}

#[test]
fn whoever_logs_on_to_another_station_drops_this_one_which_says_so_and_stays_away() {
    let (mut script, conn) = inside();
    script.say(conn, None, drops(StateReason::AnotherLogOn, DROPPED));
    script.closes(conn);
    script.keeps(None);
    assert_eq!(script.next(), Effect::KeepLogOn(None));
    let State::Barred { why, told, again_at: None, .. } = script.state() else { panic!("not barred") };
    assert_eq!((*why, told.as_deref()), (Bar::Told(ErrorCode::AnotherLogOn), Some(DROPPED)));
    script.pass(3_600_000);
    script.input(Input::Awake);
    script.ends();
}

#[test]
fn an_administrator_and_a_station_that_is_gone_end_it_for_good_and_a_lost_server_does_not() {
    for (reason, code) in [
        (StateReason::AdminLogOff, ErrorCode::SignedOff),
        (StateReason::UserDeleted, ErrorCode::SignedOff),
        (StateReason::StationDeleted, ErrorCode::StationRemoved),
        (StateReason::StationDeactivated, ErrorCode::StationRemoved),
    ] {
        let (mut script, conn) = inside();
        script.say(conn, None, drops(reason, ""));
        assert!(matches!(script.state(), State::Barred { why: Bar::Told(why), .. } if *why == code), "{reason:?}");
    }
    for reason in [StateReason::ServerNotResponding, StateReason::Switchover] {
        let (mut script, conn) = inside();
        script.say(conn, None, drops(reason, ""));
        script.cut(conn);
        assert!(matches!(script.state(), State::Waiting { .. }), "{reason:?}");
    }
}

#[test]
fn whoever_was_dropped_and_wants_to_log_on_again_is_asked() {
    let (mut script, conn) = inside();
    script.say(conn, None, drops(StateReason::AnotherLogOn, DROPPED));
    script.closes(conn);
    script.keeps(None);
    assert_eq!(script.next(), Effect::KeepLogOn(None));
    script.input(Input::Reconnect);
    let conn = reach(&mut script, false);
    is_asked_for_info(&mut script, conn);
    script.ends();
}

#[test]
fn a_session_elsewhere_is_named_and_can_be_moved_here() {
    let (mut script, conn) = at_the_door();
    script.input(Input::LogOn(Rc::new(log_on())));
    let request = is_sent(&mut script, conn, &log_on());
    let elsewhere = Elsewhere { url: PageUrl::parse("https://org.example.com/phone").unwrap(), since: 5 };
    let told = LoggedOn { elsewhere: Some(elsewhere.clone()), ..LoggedOn::refused(ErrorCode::SessionElsewhere) };
    script.say(conn, request, center::FromConnector::LoggedOn(told));
    assert!(matches!(script.state(), State::Unlinked { elsewhere: Some(its), .. } if **its == elsewhere));
    script.input(Input::TakeOver);
    let (request, body) = script.sends(conn);
    assert_eq!(body, ToConnector::TakeOver(Nothing {}));
    script.say(conn, request, taken_over());
    script.say(conn, None, center::FromConnector::LoggedOn(LoggedOn::at(seat())));
    script.say(conn, None, FromConnector::LoginIdSet(accepted()));
    assert!(matches!(script.state(), State::On { .. }));
    script.ends();
}

#[test]
fn a_tab_to_whose_browser_the_session_comes_shows_its_station() {
    let (mut script, conn) = at_the_door();
    script.input(Input::LogOn(Rc::new(log_on())));
    let request = is_sent(&mut script, conn, &log_on());
    script.say(conn, request, refused(ErrorCode::SessionElsewhere));
    script.say(conn, None, center::FromConnector::LoggedOn(LoggedOn::at(seat())));
    script.say(conn, None, FromConnector::LoginIdSet(accepted()));
    assert!(matches!(script.state(), State::On { terms, .. } if terms.station.is_some()), "{:?}", script.state());
}

#[test]
fn whoever_lost_the_session_to_another_window_brings_it_back_by_logging_on_and_taking_over() {
    let (mut script, conn) = inside();
    script.refused(conn, CloseCode::Superseded);
    script.keeps(None);
    script.input(Input::TakeOver);
    let conn = reach(&mut script, false);
    is_asked_for_info(&mut script, conn);
    let request = is_sent(&mut script, conn, &with(credential("session")));
    script.say(conn, request, refused(ErrorCode::SessionElsewhere));
    let (_, body) = script.sends(conn);
    assert_eq!(body, ToConnector::TakeOver(Nothing {}));
    script.ends();
}

#[test]
fn logging_off_ends_the_session_forgets_it_and_asks_anew() {
    let (mut script, conn) = inside();
    script.input(Input::Forget);
    let (_, body) = script.asks(conn);
    assert_eq!(body, FromSoftphone::Center(center::ToConnector::LogOff(Nothing {})));
    assert_eq!(script.next(), Effect::KeepLogOn(None));
    script.closes(conn);
    script.keeps(None);
    let conn = reach(&mut script, false);
    is_asked_for_info(&mut script, conn);
    script.ends();
}

#[test]
fn logging_off_without_a_connection_forgets_what_would_bring_this_page_back() {
    let (mut script, conn) = inside();
    script.cut(conn);
    script.input(Input::Forget);
    assert_eq!(script.next(), Effect::KeepLogOn(None));
    script.keeps(None);
    let conn = script.opens();
    script.input(Input::Opened(conn));
    let (_, body) = script.sends(conn);
    assert!(matches!(body, ToConnector::Register(register) if register.resume.is_none()));
    script.ends();
}

#[test]
fn a_session_that_has_ended_meanwhile_is_not_moved_here_but_logged_on_to_at_once() {
    let (mut script, conn) = at_the_door();
    script.input(Input::LogOn(Rc::new(log_on())));
    let request = is_sent(&mut script, conn, &log_on());
    script.say(conn, request, refused(ErrorCode::SessionElsewhere));
    script.input(Input::TakeOver);
    let (request, _) = script.sends(conn);
    script.say(conn, request, taken_over());
    script.say(conn, None, status(LinkStatus::Connecting));
    script.ends();
    script.say(conn, None, status(LinkStatus::Unlinked));
    let request = is_sent(&mut script, conn, &log_on());
    let_in(&mut script, conn, request);
}

#[test]
fn signing_out_everywhere_says_so_before_it_leaves_and_forgets_what_was_saved() {
    let (mut script, conn) = inside();
    script.input(Input::SignOutEverywhere);
    let (_, body) = script.asks(conn);
    assert_eq!(body, FromSoftphone::Center(center::ToConnector::SignOutEverywhere(Nothing {})));
    assert_eq!(script.next(), Effect::KeepSaved(None));
}

#[test]
fn a_log_off_in_another_tab_is_one_here() {
    let (mut script, conn) = inside();
    script.say(conn, None, FromConnector::LoginIdCleared(Outcome::done()));
    script.closes(conn);
    assert_eq!(script.next(), Effect::KeepLogOn(None));
    script.keeps(None);
    script.opens();
    let (mut script, conn) = Script::signed_on();
    script.say(conn, None, FromConnector::LoginIdCleared(Outcome::done()));
    script.closes(conn);
    script.forgets();
    script.keeps(None);
    assert_eq!(*script.state(), State::SignedOff { refused: None });
    script.ends();
}

#[test]
fn a_lost_connection_at_the_door_comes_back_to_the_door() {
    let (mut script, conn) = at_the_door();
    script.cut(conn);
    script.pass(20);
    let conn = reach(&mut script, false);
    let request = is_asked_for_info(&mut script, conn);
    script.say(conn, request, center::FromConnector::ServerInfo(info()));
    assert!(matches!(script.state(), State::Door { .. }));
    script.ends();
}

#[test]
fn a_door_that_falls_silent_is_left() {
    let (mut script, conn) = at_the_door();
    script.pass(10_000);
    script.closes(conn);
    assert!(matches!(script.state(), State::Waiting { .. }));
}

#[test]
fn memos_are_shown_until_the_session_ends() {
    let (mut script, conn) = inside();
    let memo = Memo { id: 1, text: "Fire drill".to_owned(), url: None };
    script.say(conn, None, center::FromConnector::Memos(Memos { memos: vec![memo.clone()] }));
    assert_eq!(script.session.memos(), [memo]);
    script.say(conn, None, drops(StateReason::AdminLogOff, ""));
    assert_eq!(script.session.memos(), []);
}

#[test]
fn a_connector_that_offers_no_stations_says_so() {
    let mut script = Script::new();
    script.input(Input::Start { who: Ok(Some(Who::Guest)), resume: None });
    let conn = reach(&mut script, false);
    let request = is_asked_for_info(&mut script, conn);
    let error = hookswitch_protocol::connector::SetError::new(ErrorCode::NotPermitted);
    script.say(conn, request, FromConnector::Error(error));
    assert!(matches!(script.state(), State::Unlinked { why: ErrorCode::NotPermitted, .. }));
}

#[test]
fn where_one_connector_does_not_answer_the_next_takes_its_place() {
    let mut script = Script::with_endpoint("/ws,ws://second.example.com/ws");
    script.input(Input::SignOn(id()));
    script.remembers();
    let conn = script.opens();
    script.cut(conn);
    script.pass(200);
    assert!(matches!(script.next(), Effect::Open(_, endpoint) if endpoint.as_str() == "ws://second.example.com/ws"));
    let State::Opening { conn, .. } = *script.state() else { panic!("not opening") };
    script.cut(conn);
    script.pass(400);
    script.opens();
}

#[test]
fn the_connection_says_how_long_an_answer_took_and_does_not_say_it_back() {
    use hookswitch_protocol::connector::Heartbeat;
    let (mut script, conn) = Script::signed_on();
    assert_eq!(script.session.round_trip_ms(), None);
    let beat = Heartbeat { server_time: Some(5), round_trip_ms: Some(23) };
    script.say(conn, None, FromConnector::Heartbeat(beat.clone()));
    let (_, body) = script.sends(conn);
    assert_eq!(body, ToConnector::Heartbeat(Heartbeat { round_trip_ms: None, ..beat }));
    assert_eq!(script.session.round_trip_ms(), Some(23));
}
