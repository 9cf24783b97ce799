//! Logging on to a station: what the matrix of rows leaves open.

use hookswitch_connector::core::{Change, CredentialKind, Directory, Input, Memo, MemoText, TeamName, WebUrl};
use hookswitch_protocol::{
    CloseCode, ErrorCode, Frame, LoginIdText,
    center::ToConnector,
    connector::{Identity, Nothing, Speaker},
    ids::{CredentialText, SourceName},
    limits,
};

use crate::{log_on_stage::*, script::user};

fn everywhere() -> ToConnector {
    ToConnector::SignOutEverywhere(Nothing {})
}

fn memo(id: i64, team: Option<&str>, url: Option<&str>) -> Memo {
    Memo {
        id,
        text: MemoText::parse("The new tariff starts on Monday.").unwrap(),
        url: url.and_then(WebUrl::parse),
        team: team.and_then(TeamName::parse),
    }
}

#[test]
fn a_connector_without_stations_permits_nothing_of_the_channel() {
    let mut stage = Stage::new();
    stage.offers_no_stations();
    let conn = stage.window("a");
    for request in [
        ToConnector::GetServerInfo(Nothing {}),
        ToConnector::LogOn(by("anna").at("WS-1")),
        log_off(),
        everywhere(),
        ToConnector::ChangeStation(by("anna").at("WS-1").seat()),
    ] {
        stage.forget();
        stage.asks(conn, request);
        assert_eq!(stage.error(conn), Some(ErrorCode::NotPermitted));
    }
    assert!(stage.compared.is_empty());
}

#[test]
fn nothing_is_answered_before_what_it_gives_is_kept() {
    let mut stage = Stage::new();
    stage.rules(|rules| rules.agreement = agreement("1"));
    let conn = stage.window("a");
    stage.storing = Some(Vec::new());
    stage.forget();
    stage.asks(conn, ToConnector::LogOn(by("anna").at("WS-1").agreed("1").remembered()));
    assert_eq!((stage.hears(conn).len(), stage.at(conn)), (0, None));
    let asked: Vec<&Change> = stage.storing.iter().flatten().map(|(_, change)| change).collect();
    let kinds: Vec<CredentialKind> = asked
        .iter()
        .filter_map(|change| match change {
            Change::KeepCredential(credential) => Some(credential.kind),
            _ => None,
        })
        .collect();
    assert_eq!(kinds, [CredentialKind::Session, CredentialKind::Saved]);
    assert!(matches!(asked.first(), Some(Change::AcceptAgreement(_))));
    let (ticket, _) = stage.storing.as_mut().unwrap().remove(0);
    stage.input(Input::Stored { ticket, is_kept: true });
    assert_eq!(stage.at(conn), None, "two of three are not kept yet");
    stage.stores(true);
    assert!(stage.answer(conn).unwrap().success && stage.at(conn).is_some());
}

#[test]
fn a_store_that_keeps_nothing_lets_nobody_in_and_the_credential_is_none() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    stage.storing = Some(Vec::new());
    stage.asks(conn, ToConnector::LogOn(by("anna").at("WS-1").remembered()));
    stage.stores(false);
    assert_eq!(stage.answer(conn).unwrap().code, Some(ErrorCode::InternalError));
    assert_eq!(stage.at(conn), None);
    assert!(stage.tries(conn, by("anna").at("WS-1")).success, "the next try is a new one");
}

#[test]
fn of_two_who_wait_for_the_store_with_one_station_the_first_stays_and_the_other_was_given_nothing() {
    let mut stage = Stage::new();
    let (anna, ben) = (stage.window("a"), stage.window("b"));
    stage.storing = Some(Vec::new());
    stage.asks(anna, ToConnector::LogOn(by("anna").at("WS-1")));
    stage.asks(ben, ToConnector::LogOn(by("ben").at("WS-1")));
    stage.stores(true);
    assert!(stage.answer(anna).unwrap().success);
    assert_eq!(stage.answer(ben).unwrap().code, Some(ErrorCode::StationInUse));
    assert_eq!(stage.content.credentials.iter().map(|credential| credential.user).collect::<Vec<_>>(), [ANNA]);
}

#[test]
fn of_two_who_wait_for_the_store_with_one_licence_one_is_refused() {
    let mut stage = Stage::new();
    stage.site(|content| content.station_licences = 1);
    let (anna, ben) = (stage.window("a"), stage.window("b"));
    stage.storing = Some(Vec::new());
    stage.asks(anna, ToConnector::LogOn(by("anna").at("WS-1")));
    stage.asks(ben, ToConnector::LogOn(by("ben").at("WS-2")));
    stage.stores(true);
    assert_eq!(stage.answer(ben).unwrap().code, Some(ErrorCode::NoStationLicence));
    assert_eq!(stage.core.sessions().count(), 1);
}

#[test]
fn a_log_on_whose_connection_is_gone_begins_no_session_and_drops_none() {
    let mut stage = Stage::new();
    let there = stage.logs_on("b", by("anna").at("WS-1"));
    let conn = stage.window("a");
    stage.storing = Some(Vec::new());
    stage.asks(conn, ToConnector::LogOn(by("anna").at("WS-2")));
    stage.input(Input::Closed { conn });
    stage.stores(true);
    assert_eq!(stage.at(there), Some((ANNA, "5051".to_owned())));
}

#[test]
fn a_second_log_on_waits_for_no_password_and_no_store_of_the_first() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    stage.checking = Some(Vec::new());
    stage.asks(conn, ToConnector::LogOn(by("anna").at("WS-1")));
    let busy = stage.tries(conn, by("anna").at("WS-1").wrong());
    assert_eq!((busy.code, busy.retry_after_seconds), (Some(ErrorCode::TooManyAttempts), Some(1)));
    stage.storing = Some(Vec::new());
    for (check, is_right) in stage.checking.take().unwrap() {
        stage.input(Input::Checked { check, is_right });
    }
    assert_eq!(stage.tries(conn, by("anna").at("WS-1")).code, Some(ErrorCode::TooManyAttempts));
    stage.stores(true);
    assert!(stage.answer(conn).unwrap().success);
    assert_eq!(stage.compared.len(), 1);
}

#[test]
fn a_credential_that_is_void_while_the_store_is_asked_opens_nothing() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let saved = stage.tries(conn, by("anna").at("WS-1").remembered()).saved_credential.unwrap();
    stage.asks(conn, log_off());
    let conn = stage.window("a");
    stage.storing = Some(Vec::new());
    stage.asks(conn, ToConnector::LogOn(again("anna", &saved).at("WS-1").remembered()));
    stage.input(Input::EndSession { user: ANNA });
    stage.stores(true);
    assert_eq!(stage.answer(conn).unwrap().code, Some(ErrorCode::CredentialRevoked));
    assert_eq!(stage.core.sessions().count(), 0);
    let hash = crate::script::KEY.hash_credential(&saved);
    assert_eq!(stage.core.directory().credential(hash), None);
}

#[test]
fn a_credential_opens_nobody_elses_session_and_is_a_failure_of_the_address_only() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let saved = stage.tries(conn, by("anna").at("WS-1").remembered()).saved_credential.unwrap();
    stage.asks(conn, log_off());
    stage.is_refused(again("ben", &saved).at("WS-2"), ErrorCode::CredentialRevoked, Some("password"));
    let other = CredentialText::parse(&"0".repeat(32)).unwrap();
    let stranger = stage.window("a");
    for _ in 0..50 {
        assert_eq!(stage.tries(stranger, again("anna", &other).at("WS-1")).code, Some(ErrorCode::CredentialRevoked));
    }
    let answer = stage.tries(stranger, again("anna", &saved).at("WS-1"));
    assert_eq!((answer.code, answer.retry_after_seconds), (Some(ErrorCode::TooManyAttempts), Some(300)));
    assert_eq!(stage.closed.get(&stranger), Some(&CloseCode::TooMany));
    stage.logs_on("b", again("anna", &saved).at("WS-1"));
    assert!(stage.compared.len() == 1, "no name was tried");
}

#[test]
fn a_credential_is_proof_for_apps_and_for_no_softphone() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let saved = stage.tries(conn, by("anna").at("WS-1").remembered()).saved_credential.unwrap();
    let proof = || Some(Identity::Credential(saved.clone()));
    let softphone = stage.opens(Speaker::Softphone, "a", proof());
    assert_eq!(stage.closed.get(&softphone), Some(&CloseCode::IdentityRefused));
    let app = stage.opens(Speaker::App, "a", proof());
    assert_eq!(stage.hears(app).get(1), Some(&"SetAgentState"));
    let void = Some(Identity::Credential(CredentialText::parse(&"0".repeat(32)).unwrap()));
    let app = stage.opens(Speaker::App, "a", void);
    assert_eq!(stage.closed.get(&app), Some(&CloseCode::IdentityRefused));
}

#[test]
fn signing_out_everywhere_makes_every_credential_void_wherever_it_is() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let given = stage.tries(conn, by("anna").at("WS-1").remembered());
    let saved = given.saved_credential.unwrap();
    let tab = stage.logs_on("a", again("anna", &saved).at("WS-1"));
    let app = stage.opens(Speaker::App, "c", Some(Identity::Credential(saved.clone())));
    let stranger = stage.window("d");
    stage.asks(stranger, everywhere());
    assert!(stage.at(conn).is_some());
    stage.forget();
    stage.asks(tab, everywhere());
    assert_eq!(stage.hears(tab), ["SetAgentState", "SignOutEverywhere", "SetConnectionStatus"]);
    assert_eq!(stage.hears(conn), ["SetAgentState", "ClearLoginId", "SetConnectionStatus"]);
    assert!(stage.content.credentials.is_empty());
    stage.is_refused(again("anna", &saved).at("WS-1"), ErrorCode::CredentialRevoked, Some("password"));
    stage.forget();
    stage.logs_on("b", by("anna").at("WS-1"));
    assert_eq!((stage.hears(tab), stage.hears(app)), (vec![], vec![]), "nobody there is anna any more");
}

#[test]
fn who_signed_on_by_login_id_may_log_on_to_the_station_of_that_telephone_and_nothing_is_cut() {
    let mut stage = Stage::new();
    stage.site(|content| content.users[0].login_id = user(1, "5051", Some("ANNA1")).login_id);
    let identity = Identity::LoginId(LoginIdText::new("ANNA1"));
    let conn = stage.opens(Speaker::Softphone, "a", Some(identity));
    stage.lines.clear();
    assert!(stage.tries(conn, by("anna").at("WS-1")).success);
    assert!(stage.lines.is_empty(), "{:?}", stage.lines);
    assert!(stage.tries(conn, by("anna").at("WS-2")).success);
    assert_eq!(stage.at(conn), Some((ANNA, "5064".to_owned())));
    assert_eq!(stage.lines.len(), 2);
    assert_eq!(stage.tries(conn, by("grace").at("WS-GRACE")).code, Some(ErrorCode::NotPermitted));
    stage.asks(conn, log_off());
    assert_eq!(stage.core.sessions().count(), 0);
}

#[test]
fn memos_come_after_the_log_on_and_whenever_there_are_others() {
    let mut stage = Stage::new();
    stage.site(|content| content.memos = vec![memo(7, None, Some("https://intranet.example.com/tariff"))]);
    let conn = stage.logs_on("a", by("anna").at("WS-1"));
    assert_eq!(stage.memos(conn), [(7, Some("https://intranet.example.com/tariff".to_owned()))]);
    stage.forget();
    stage.site(|content| content.memos.insert(0, memo(8, Some("Sales"), None)));
    assert_eq!(stage.hears(conn), [""; 0], "it is for another team");
    stage.site(|content| content.memos.insert(0, memo(9, Some("Agents"), None)));
    assert_eq!(stage.memos(conn).len(), 2);
    stage.site(|content| content.memos.clear());
    assert_eq!(stage.memos(conn), []);
}

#[test]
fn what_is_kept_for_later_log_ons_says_nothing_of_itself() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let given = stage.tries(conn, by("anna").at("WS-1").remembered());
    let (session, saved) = (given.session_credential.clone().unwrap(), given.saved_credential.clone().unwrap());
    assert_ne!(session, saved);
    let all = format!("{given:?} {:?} {:?} {:?}", stage.content, stage.notes, by("anna"));
    for secret in [session.expose(), saved.expose(), PASSWORD] {
        assert!(!all.contains(secret));
    }
}

#[test]
fn a_directory_that_was_read_before_a_log_off_brings_no_credential_back() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
    let before = Directory::new(stage.content.clone());
    stage.storing = Some(Vec::new());
    stage.asks(conn, log_off());
    stage.input(Input::Directory(Box::new(before)));
    let conn = stage.window("a");
    let answer = stage.tries(conn, again("anna", &credential).at("WS-1"));
    assert_eq!(answer.code, Some(ErrorCode::CredentialRevoked));
}

#[test]
fn credentials_that_have_expired_are_no_failures_of_the_address_from_which_an_office_comes_back() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let expired = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
    stage.input(Input::Closed { conn });
    stage.pass(DAY);
    let back = stage.window("a");
    for _ in 0..51 {
        assert_eq!(stage.tries(back, again("anna", &expired).at("WS-1")).code, Some(ErrorCode::CredentialRevoked));
    }
    assert!(stage.tries(back, by("anna").at("WS-1")).success);
    assert_eq!((stage.closed.get(&back), stage.content.failures.len()), (None, 0));
}

#[test]
fn what_a_log_on_would_have_given_counts_for_nobody_once_its_connection_is_gone() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    stage.storing = Some(Vec::new());
    stage.asks(conn, ToConnector::LogOn(by("anna").at("WS-1").remembered()));
    stage.input(Input::Closed { conn });
    stage.stores(true);
    assert_eq!((stage.content.credentials.len(), stage.core.sessions().count()), (0, 0));
}

#[test]
fn more_memos_than_a_frame_takes_are_cut_and_the_latest_are_told() {
    let mut stage = Stage::new();
    let conn = stage.logs_on("a", by("anna").at("WS-1"));
    let url = format!("https://example.com/{}", "x".repeat(400));
    stage.site(|content| content.memos = (0..400).rev().map(|id| memo(id, None, Some(&url))).collect());
    let memos = stage.memos(conn);
    assert!((50..400).contains(&memos.len()) && memos[0].0 == 399, "{}", memos.len());
    let (_, told) = stage.told.get(&conn).unwrap().last().unwrap().clone();
    let frame = Frame::event(SourceName::default(), told);
    assert!(frame.encode().len() <= limits::FRAME_BYTES);
}
