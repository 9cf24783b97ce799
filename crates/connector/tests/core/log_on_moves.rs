//! From one station to another, from one window to another, and away.

use hookswitch_connector::core::{Input, Number, StationCommand, StationKind, StationStanding};
use hookswitch_protocol::{
    CloseCode, ErrorCode, LoginIdText, Tick,
    center::{StateReason, StationType, ToConnector},
    channels::{Answer, Request},
    cisco::{ToConnector as ToCti, agent::Reason, agent::SetUserInfo, error::ApiFault, ids},
    connector::{self, Channel, Identity, Register, Speaker},
    ids::{BrowserId, Extension, StationName},
    values::NoPayload,
};

use crate::{
    log_on_stage::*,
    script::{register, take_over, user},
};

#[test]
fn a_new_password_ends_no_session_and_no_window_of_it() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
    let tab = stage.logs_on("a", again("anna", &credential).at("WS-1"));
    stage.new_password(ANNA);
    assert!(stage.at(conn).is_some(), "no live session ends for that");
    stage.forget();
    stage.asks(conn, Request::Cisco(ToCti::SetReadyState(NoPayload)));
    assert_eq!(stage.hears(tab), ["SetAgentState"]);
    stage.input(Input::Closed { conn });
    assert_eq!(stage.at(tab), Some((ANNA, "5051".to_owned())));
}

#[test]
fn what_a_page_was_told_of_its_station_comes_again_when_it_is_back() {
    let mut stage = Stage::new();
    stage.rules(|rules| rules.password_days = Some(30));
    let conn = stage.window("a");
    let resume = match stage.told.get(&conn).unwrap().first() {
        Some((_, Answer::Connector(connector::FromConnector::Registered(it)))) => it.resume.clone(),
        other => panic!("{other:?}"),
    };
    stage.tries(conn, by("anna").number("+4930123456"));
    stage.input(Input::Closed { conn });
    let back = stage.window_of_nobody();
    let channels = vec![Channel::Cisco, Channel::InteractionCenter];
    stage.asks(back, connector::ToConnector::Register(Register { channels, ..register(None, resume) }));
    let heard = stage.hears(back);
    let begins = ["Register", "LogOn", "SetLoginId", "SetConnectionStatus", "SetAgentState"];
    assert!(heard.starts_with(&begins) && heard.last() == Some(&"MemosChange"), "{heard:?}");
    let told = stage.answer(back).unwrap();
    assert_eq!(told.effective_station, seat(&by("anna").number("+4930123456")));
    assert_eq!((told.days_until_password_expiration, told.session_credential), (Some(30), None));
}

#[test]
fn a_change_of_the_station_keeps_the_rules_and_is_told_to_every_window() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
    let tab = stage.logs_on("a", again("anna", &credential).at("WS-1"));
    stage.logs_on("b", by("ben").at("WS-2"));
    for (asked, code) in [
        (by("anna").at("WS-2"), ErrorCode::StationInUse),
        (by("anna").at("WS-GRACE"), ErrorCode::StationNotPermitted),
        (by("anna").number("+4930123456").persistent(), ErrorCode::PersistentNotPermitted),
    ] {
        let refused = stage.changes(conn, &asked);
        assert_eq!((refused.success, refused.code, refused.effective_station), (false, Some(code), None));
        assert_eq!(stage.at(conn), Some((ANNA, "5051".to_owned())));
    }
    let asked = by("anna").number("+4930123456");
    let done = stage.changes(tab, &asked);
    assert_eq!((done.success, done.effective_station), (true, seat(&asked)));
    assert_eq!(stage.at(conn), Some((ANNA, "+4930123456".to_owned())));
    for window in [conn, tab] {
        let heard = stage.hears(window);
        let told = ["LogOn", "SetLoginId", "SetConnectionStatus", "SetAgentState"];
        assert!(told.iter().all(|told| heard.contains(told)), "{heard:?}");
    }
    let stranger = stage.window("c");
    assert_eq!(stage.changes(stranger, &asked).code, Some(ErrorCode::NotPermitted));
}

#[test]
fn who_is_logged_on_to_no_station_changes_none() {
    let mut stage = Stage::new();
    stage.site(|content| content.users[0].login_id = user(1, "5051", Some("ANNA1")).login_id);
    let identity = Identity::LoginId(LoginIdText::new("ANNA1"));
    let conn = stage.opens(Speaker::Softphone, "a", Some(identity));
    assert_eq!(stage.changes(conn, &by("anna").at("WS-1")).code, Some(ErrorCode::NotPermitted));
}

#[test]
fn a_session_follows_its_station_to_another_telephone_and_leaves_one_that_is_something_else_now() {
    let mut stage = Stage::new();
    let conn = stage.logs_on("a", by("anna").at("WS-1"));
    stage.site(|content| content.stations[0].extension = Extension::parse("5099").unwrap());
    assert_eq!(stage.at(conn), Some((ANNA, "5099".to_owned())));
    stage.logs_on("b", by("ben").at("WS-2"));
    stage.site(|content| {
        content.stations[0].extension = Extension::parse("5064").unwrap();
        content.stations[1].extension = Extension::parse("5098").unwrap();
    });
    stage.is_dropped(conn, StateReason::StationDeactivated, CloseCode::SignedOff);
    let home = stage.logs_on("c", by("anna").home(None));
    let moved = Number::parse("+4940123").unwrap();
    stage.site(|content| content.stations[4].kind = StationKind::RemoteWorkstation { number: moved.clone() });
    assert!(
        stage.lines.iter().any(|line| matches!(line, StationCommand::AttachOutside { number, .. } if *number == moved))
    );
    stage.site(|content| content.stations[4].kind = StationKind::Workstation);
    stage.is_dropped(home, StateReason::StationDeactivated, CloseCode::SignedOff);
}

#[test]
fn every_window_is_dropped_with_its_session_and_each_hears_it_on_a_channel_it_has() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
    let tab = stage.logs_on("a", again("anna", &credential).at("WS-1"));
    let deaf = stage.window_of_nobody();
    stage.site(|content| content.users[0].login_id = user(1, "5051", Some("ANNA1")).login_id);
    let (browser, identity) = (BrowserId::parse("a"), Some(Identity::LoginId(LoginIdText::new("ANNA1"))));
    stage.asks(deaf, connector::ToConnector::Register(Register { browser, ..register(identity, None) }));
    assert!(!stage.hears(deaf).iter().any(|told| ["LogOn", "MemosChange"].contains(told)));
    stage.site(|content| content.stations[0].standing = StationStanding::Inactive);
    for window in [conn, tab] {
        stage.is_dropped(window, StateReason::StationDeactivated, CloseCode::SignedOff);
    }
    assert_eq!(stage.error(deaf), Some(ErrorCode::StationRemoved));
    assert_eq!(stage.closed.get(&deaf), Some(&CloseCode::SignedOff));
}

#[test]
fn at_a_station_its_telephone_is_the_agents() {
    let mut stage = Stage::new();
    let conn = stage.logs_on("a", by("anna").at("WS-1"));
    let at = |extension| {
        Request::Cisco(ToCti::SetUserInfo(SetUserInfo {
            username: ids::CtiUserName::parse("anna").unwrap(),
            password: ids::CtiPassword::parse(PASSWORD).unwrap(),
            extension: Extension::parse(extension).unwrap(),
        }))
    };
    stage.asks(conn, at("5064"));
    assert_eq!(stage.fault(conn), Some(ApiFault::InvalidDevice));
    stage.asks(conn, at("5051"));
    let again = stage.tries(conn, by("anna").at("WS-1"));
    assert!(again.success, "{again:?}");
}

#[test]
fn an_agent_who_leaves_the_cti_server_leaves_the_station() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
    stage.forget();
    let reason = Reason { reason_code_id: ids::ReasonCode(ids::ReasonCodeId::parse("20")) };
    stage.asks(conn, Request::Cisco(ToCti::Logout(reason)));
    assert_eq!(stage.hears(conn), ["SetAgentState", "ClearLoginId", "SetConnectionStatus"]);
    stage.is_refused(again("anna", &credential).at("WS-1"), ErrorCode::CredentialRevoked, Some("password"));
}

#[test]
fn nobody_who_is_elsewhere_takes_over_a_station_that_was_left_meanwhile() {
    let mut stage = Stage::new();
    let first = stage.logs_on("a", by("anna").at("WS-1"));
    let second = stage.window("b");
    assert_eq!(stage.tries(second, by("anna").at("WS-1")).code, Some(ErrorCode::SessionElsewhere));
    stage.asks(first, log_off());
    stage.forget();
    stage.asks(second, take_over());
    assert_eq!(stage.hears(second), ["TakeOver", "SetConnectionStatus"]);
    assert_eq!(stage.core.sessions().count(), 0);
}

#[test]
fn a_window_that_logs_on_at_a_different_station_takes_the_others_of_its_browser_along() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let saved = stage.tries(conn, by("anna").at("WS-1").remembered()).saved_credential.unwrap();
    let tab = stage.logs_on("a", again("anna", &saved).at("WS-1"));
    let other = stage.logs_on("a", by("anna").at("WS-1"));
    stage.input(Input::Closed { conn });
    assert!(stage.tries(tab, by("anna").at("WS-2")).success);
    assert_eq!(stage.at(tab), Some((ANNA, "5064".to_owned())));
    assert!(stage.closed.is_empty() && stage.hears(other).contains(&"LogOn"));
    stage.logs_on("b", by("anna").at("WS-1"));
    for window in [tab, other] {
        stage.is_dropped(window, StateReason::AnotherLogOn, CloseCode::Superseded);
    }
}

#[test]
fn a_window_that_comes_by_credential_joins_where_the_session_is_now() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
    stage.asks(conn, ToConnector::ChangeStation(by("anna").at("WS-2").seat()));
    let tab = stage.window("a");
    let answer = stage.tries(tab, again("anna", &credential).at("WS-1"));
    assert_eq!(answer.effective_station, seat(&by("anna").at("WS-2")));
    stage.input(Input::Closed { conn });
    assert_eq!(stage.at(tab), Some((ANNA, "5064".to_owned())));
    stage.input(Input::Closed { conn: tab });
    let back = stage.logs_on("a", again("anna", &credential).at("WS-2"));
    assert_eq!(stage.at(back), Some((ANNA, "5064".to_owned())), "held, and it goes on");
    stage.pass(200_000);
    assert!(stage.at(back).is_some());
}

#[test]
fn a_remote_workstation_is_one_station_wherever_its_telephone_is() {
    let mut stage = Stage::new();
    let first = stage.logs_on("a", by("anna").home(None));
    let conn = stage.window("b");
    let named = by("anna").home(Some("+4930123456"));
    assert_eq!(stage.tries(conn, named.clone()).code, Some(ErrorCode::SessionElsewhere));
    assert_eq!(named.station_type, StationType::RemoteWorkstation);
    stage.asks(first, ToConnector::ChangeStation(named.seat()));
    assert!(stage.lines.iter().any(|line| {
        matches!(line, StationCommand::AttachOutside { number, .. } if number.as_str() == "+4930123456")
    }));
    assert_eq!(stage.at(first), Some((ANNA, "5080".to_owned())));
    assert_eq!(stage.now, Tick(0));
    assert_eq!(StationName::parse("RW-HOME"), named.station);
}

#[test]
fn what_a_later_log_on_gives_counts_and_what_the_dropped_page_had_does_not() {
    let mut stage = Stage::new();
    let (first, second) = (stage.window("a"), stage.window("b"));
    let before = stage.tries(first, by("anna").at("WS-1")).session_credential.unwrap();
    let after = stage.tries(second, by("anna").at("WS-2")).session_credential.unwrap();
    stage.restarts();
    stage.is_refused(again("anna", &before).at("WS-1"), ErrorCode::CredentialRevoked, Some("password"));
    let conn = stage.logs_on("b", again("anna", &after).at("WS-2"));
    stage.site(|content| content.stations[1].standing = StationStanding::Inactive);
    stage.is_dropped(conn, StateReason::StationDeactivated, CloseCode::SignedOff);
    stage.is_refused(again("anna", &after).at("WS-1"), ErrorCode::CredentialRevoked, Some("password"));
}

#[test]
fn who_is_signed_on_at_no_station_is_signed_off_by_an_administrator_without_a_word_of_stations() {
    let mut stage = Stage::new();
    stage.site(|content| content.users[0].login_id = user(1, "5051", Some("ANNA1")).login_id);
    let identity = Identity::LoginId(LoginIdText::new("ANNA1"));
    let conn = stage.opens(Speaker::Softphone, "a", Some(identity));
    stage.input(Input::EndSession { user: ANNA });
    assert_eq!(stage.error(conn), Some(ErrorCode::SignedOff));
    assert_eq!(stage.closed.get(&conn), Some(&CloseCode::SignedOff));
}
