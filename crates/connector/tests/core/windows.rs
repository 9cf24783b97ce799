//! What windows of one browser must not lose to each other, nor give to apps and other users.

use hookswitch_connector::core::{CommandId, ConnId, Failure, Input, StationCommand, StationEvent};
use hookswitch_protocol::{
    CloseCode, ErrorCode, Frame, LoginIdText, ReplyTo,
    channels::{Answer, Request},
    cisco::{
        FromConnector as FromCti, ToConnector as ToCti,
        agent::{Reason, SetUserInfo},
        call::SetMakeCall,
        error::ApiFault,
        ids::{CtiPassword, CtiUserName, DialString, ReasonCode, ReasonCodeId},
        variables::CallVariables,
    },
    connector::{FromConnector, Identity, Register, Speaker, ToConnector},
    ids::{BrowserId, CredentialText, Extension, RequestId, SourceName},
    values::NoPayload,
};

use crate::{
    log_on_stage::*,
    script::{clear, register, set, take_over, user},
};

fn id(text: &str) -> Option<Identity> {
    Some(Identity::LoginId(LoginIdText::new(text)))
}

fn call() -> Request {
    let (media_address, call_variables) = (None, CallVariables::default());
    let to_address = DialString::parse("5064").unwrap();
    Request::Cisco(ToCti::MakeCall(SetMakeCall { media_address, to_address, call_variables }))
}

fn sign_on(name: &str, extension: &str) -> Request {
    Request::Cisco(ToCti::SetUserInfo(SetUserInfo {
        username: CtiUserName::parse(name).unwrap(),
        password: CtiPassword::parse(PASSWORD).unwrap(),
        extension: Extension::parse(extension).unwrap(),
    }))
}

impl Stage {
    /// Anna at her station, and another tab of the same browser.
    fn two_windows(&mut self) -> ([ConnId; 2], CredentialText) {
        let conn = self.window("a");
        let credential = self.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
        let tab = self.logs_on("a", again("anna", &credential).at("WS-1"));
        self.forget();
        ([conn, tab], credential)
    }

    fn asks_as(&mut self, conn: ConnId, id: &str, body: Request) {
        let reply_to = ReplyTo { id: RequestId::parse(id), packet: None };
        let frame = Frame { source: SourceName::default(), reply_to, body };
        self.input(Input::Frame { conn, frame: Ok(frame) });
    }

    /// The calls that the telephone system was asked to make.
    fn commanded(&self) -> Vec<CommandId> {
        let command = |line: &StationCommand| match line {
            StationCommand::Call(command) => Some(command.id),
            _ => None,
        };
        self.lines.iter().filter_map(command).collect()
    }

    fn fails(&mut self, command: CommandId) {
        self.input(Input::Station(StationEvent::Failed { command, why: Failure::NoSuchNumber }));
    }

    /// To which requests a connection was told that they have failed.
    fn faults(&self, conn: ConnId) -> Vec<String> {
        let told = self.told.get(&conn).into_iter().flatten();
        let fault = |(id, answer): &(Option<RequestId>, Answer)| match answer {
            Answer::Cisco(FromCti::ApiError(_)) => Some(id.as_ref().map(RequestId::as_str).unwrap_or("").to_owned()),
            _ => None,
        };
        told.filter_map(fault).collect()
    }

    fn codes(&self, conn: ConnId) -> Vec<ErrorCode> {
        let told = self.told.get(&conn).into_iter().flatten();
        let code = |(_, answer): &(Option<RequestId>, Answer)| match answer {
            Answer::Connector(FromConnector::LoginIdSet(set)) => set.code,
            Answer::Connector(FromConnector::Error(error)) => Some(error.code),
            _ => None,
        };
        told.filter_map(code).collect()
    }
}

#[test]
fn what_a_window_asked_for_that_is_gone_and_that_fails_is_told_the_windows_that_are_left() {
    let mut stage = Stage::new();
    let ([conn, tab], _) = stage.two_windows();
    stage.asks_as(conn, "p-1", call());
    let command = stage.commanded()[0];
    stage.input(Input::Closed { conn });
    stage.forget();
    stage.fails(command);
    assert_eq!(stage.faults(tab), ["p-1"]);
    stage.forget();
    stage.asks_as(tab, "p-1", call());
    assert_eq!((stage.faults(tab), stage.commanded()), (vec!["p-1".to_owned()], vec![command]));
}

#[test]
fn who_asks_again_for_another_window_before_it_has_failed_is_told_that_it_has() {
    let mut stage = Stage::new();
    let ([conn, tab], _) = stage.two_windows();
    // The first one's socket is dead, of which nobody knows yet.
    stage.asks_as(conn, "p-1", call());
    stage.asks_as(tab, "p-1", call());
    let commanded = stage.commanded();
    assert_eq!(commanded.len(), 1);
    stage.fails(commanded[0]);
    assert_eq!((stage.faults(tab), stage.faults(conn)), (vec!["p-1".to_owned()], Vec::new()));
}

#[test]
fn who_refers_to_a_request_as_somebody_else_does_hears_nothing_of_that_ones() {
    let mut stage = Stage::new();
    let ([conn, _], _) = stage.two_windows();
    let ben = stage.logs_on("b", by("ben").at("WS-2"));
    for conn in [conn, ben, ben] {
        stage.asks_as(conn, "p-1", call());
    }
    let commanded = stage.commanded();
    assert_eq!(commanded.len(), 2);
    stage.fails(commanded[0]);
    assert_eq!((stage.faults(conn).len(), stage.faults(ben).len()), (1, 0));
}

#[test]
fn a_team_that_is_asked_for_again_is_watched_by_whoever_asks() {
    let mut stage = Stage::new();
    let boss = stage.window("g");
    let credential = stage.tries(boss, by("grace").at("WS-GRACE")).session_credential.unwrap();
    let anna = stage.logs_on("a", by("anna").at("WS-1"));
    stage.asks_as(boss, "p-1", Request::Cisco(ToCti::GetTeamState(NoPayload)));
    let back = stage.logs_on("g", again("grace", &credential).at("WS-GRACE"));
    stage.input(Input::Closed { conn: boss });
    stage.forget();
    stage.asks_as(back, "p-1", Request::Cisco(ToCti::GetTeamState(NoPayload)));
    assert_eq!(stage.hears(back), ["SetTeamState"]);
    stage.forget();
    stage.asks(anna, Request::Cisco(ToCti::SetReadyState(NoPayload)));
    assert_eq!(stage.hears(back), ["SetTeamState"]);
}

#[test]
fn a_tab_joins_the_session_where_it_is_by_now() {
    let mut stage = Stage::new();
    let ([conn, tab], credential) = stage.two_windows();
    assert!(stage.changes(conn, &by("anna").at("WS-2")).success);
    stage.logs_on("b", by("ben").at("WS-1"));
    stage.input(Input::Closed { conn: tab });
    let back = stage.window("a");
    let answer = stage.tries(back, again("anna", &credential).at("WS-1"));
    assert!(answer.success, "{answer:?}");
    assert_eq!(answer.effective_station, seat(&by("anna").at("WS-2")));
    assert!(stage.core.window_of(back) == Some(ANNA) && stage.at(conn) == Some((ANNA, "5064".to_owned())));
}

#[test]
fn a_browser_that_comes_back_as_a_whole_goes_on_where_it_was_by_then() {
    let mut stage = Stage::new();
    let ([conn, tab], credential) = stage.two_windows();
    assert!(stage.changes(tab, &by("anna").at("WS-2")).success);
    for conn in [conn, tab] {
        stage.input(Input::Closed { conn });
    }
    let windows = [(); 2].map(|()| stage.logs_on("a", again("anna", &credential).at("WS-1")));
    assert_eq!(stage.telephone(ANNA).as_deref(), Some("5064"));
    assert!(windows.iter().all(|conn| stage.core.window_of(*conn) == Some(ANNA)));
}

#[test]
fn a_seat_that_was_taken_needs_no_licence_once_more() {
    let mut stage = Stage::new();
    let ([_, tab], credential) = stage.two_windows();
    stage.logs_on("b", by("ben").at("WS-2"));
    stage.site(|content| content.station_licences = 1);
    stage.input(Input::Closed { conn: tab });
    stage.logs_on("a", again("anna", &credential).at("WS-1"));
}

#[test]
fn whoever_is_signed_on_at_a_telephone_logs_on_to_a_station_by_what_this_browser_keeps() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let saved = stage.tries(conn, by("anna").at("WS-1").remembered()).saved_credential.unwrap();
    stage.asks(conn, log_off());
    stage.asks(conn, sign_on("anna", "5051"));
    assert_eq!(stage.at(conn), Some((ANNA, "5051".to_owned())));
    let tab = stage.window("a");
    let answer = stage.tries(tab, again("anna", &saved).at("WS-2"));
    assert_eq!(answer.effective_station, seat(&by("anna").at("WS-2")));
    assert_eq!(stage.telephone(ANNA).as_deref(), Some("5064"));
}

#[test]
fn a_window_of_one_user_is_not_anothers_before_that_one_has_signed_off() {
    let mut stage = Stage::new();
    stage.site(|content| content.users.push(user(9, "5099", Some("DEMO5099"))));
    let ([_, tab], _) = stage.two_windows();
    assert_eq!(stage.tries(tab, by("ben").at("WS-2")).code, Some(ErrorCode::NotPermitted));
    stage.asks(tab, set("DEMO5099"));
    assert_eq!(stage.codes(tab), [ErrorCode::LoginIdHeld]);
    stage.forget();
    stage.asks_as(tab, "p-1", sign_on("ben", "5064"));
    assert_eq!(stage.faults(tab), ["p-1"]);
    stage.forget();
    stage.asks(tab, set("WRONG"));
    assert_eq!(stage.codes(tab), [ErrorCode::LoginIdUnknown]);
    assert_eq!((stage.core.window_of(tab), stage.core.sessions().count()), (Some(ANNA), 1));
}

#[test]
fn a_sign_on_to_the_cti_server_joins_the_session_of_its_browser() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    stage.asks(conn, sign_on("anna", "5051"));
    let tab = stage.window("a");
    stage.asks(tab, sign_on("anna", "5064"));
    assert_eq!((stage.core.window_of(tab), stage.at(conn)), (Some(ANNA), Some((ANNA, "5064".to_owned()))));
    assert_eq!(stage.codes(tab), []);
}

#[test]
fn an_app_is_no_window_whatever_browser_it_names() {
    let mut stage = Stage::new();
    stage.site(|content| content.users[0].login_id = user(1, "5051", Some("DEMO5051")).login_id);
    let other = stage.opens(Speaker::Softphone, "z", id("DEMO5051"));
    let app = stage.opens(Speaker::App, "a", id("DEMO5051"));
    stage.asks(app, take_over());
    assert_eq!((stage.at(other).is_some(), stage.closed.len()), (true, 0), "it was refused nothing");
    let conn = stage.opens(Speaker::Softphone, "a", id("DEMO5051"));
    stage.asks(conn, take_over());
    assert_eq!(stage.closed.get(&other), Some(&CloseCode::Superseded));
    assert_eq!((stage.at(conn).is_some(), stage.core.window_of(app)), (true, None));
    stage.input(Input::Closed { conn });
    assert_eq!(stage.core.figures().sessions_held, 1);
}

#[test]
fn users_of_one_browser_have_sessions_of_their_own() {
    let mut stage = Stage::new();
    let ([conn, tab], _) = stage.two_windows();
    let ben = stage.logs_on("a", by("ben").at("WS-2"));
    stage.asks(ben, log_off());
    assert_eq!((stage.at(conn).is_some(), stage.core.window_of(tab)), (true, Some(ANNA)));
    assert_eq!(stage.core.window_of(ben), None);
}

#[test]
fn a_tab_of_somebody_else_that_was_refused_is_no_window_of_who_comes_to_its_browser() {
    let mut stage = Stage::new();
    stage.site(|content| content.users[1].login_id = user(2, "5064", Some("DEMO5064")).login_id);
    stage.opens(Speaker::Softphone, "z", id("DEMO5064"));
    let bens = stage.opens(Speaker::Softphone, "a", id("DEMO5064"));
    assert_eq!(stage.codes(bens), [ErrorCode::SessionElsewhere]);
    stage.logs_on("a", by("anna").at("WS-1"));
    assert_eq!(stage.core.window_of(bens), None);
}

#[test]
fn a_tab_that_was_refused_is_a_window_of_a_session_that_begins_anew_in_its_browser() {
    let mut stage = Stage::new();
    stage.site(|content| content.users[1].login_id = user(2, "5064", Some("DEMO5064")).login_id);
    let other = stage.opens(Speaker::Softphone, "z", id("DEMO5064"));
    let refused = stage.opens(Speaker::Softphone, "a", id("DEMO5064"));
    stage.asks(other, clear());
    assert_eq!(stage.core.window_of(refused), None);
    let conn = stage.opens(Speaker::Softphone, "a", id("DEMO5064"));
    assert_eq!((stage.at(conn).is_some(), stage.core.window_of(refused)), (true, Some(BEN)));
}

#[test]
fn a_tab_that_joins_is_told_the_station_and_what_it_proves_itself_by_stays_its_own() {
    let mut stage = Stage::new();
    let with_id = user(1, "5051", Some("DEMO5051")).login_id;
    stage.site(|content| content.users[0].login_id = with_id);
    let conn = stage.window("a");
    let resume = stage.told.get(&conn).and_then(|told| match &told.first()?.1 {
        Answer::Connector(FromConnector::Registered(it)) => it.resume.clone(),
        _ => None,
    });
    stage.tries(conn, by("anna").at("WS-1"));
    let tab = stage.opens(Speaker::Softphone, "a", id("DEMO5051"));
    assert!(stage.hears(tab).starts_with(&["Register", "LogOn", "SetLoginId"]), "{:?}", stage.hears(tab));
    let copy = stage.window_of_nobody();
    let browser = BrowserId::parse("a");
    stage.asks(copy, ToConnector::Register(Register { browser, ..register(None, resume) }));
    assert_eq!((stage.at(copy).is_some(), stage.core.window_of(tab)), (true, Some(ANNA)));
    stage.forget();
    stage.site(|content| content.users[0].login_id = None);
    assert_eq!((stage.core.window_of(tab), stage.codes(tab)), (None, vec![ErrorCode::LoginIdUnknown]));
    stage.site(|content| content.users[0].login_id = with_id);
    assert_eq!(stage.core.window_of(tab), Some(ANNA), "it was waiting for that");
}

#[test]
fn a_tab_by_a_password_that_is_gone_is_no_window_of_a_session_that_goes_on_by_another_proof() {
    let mut stage = Stage::new();
    stage.site(|content| content.users[0].login_id = user(1, "5051", Some("DEMO5051")).login_id);
    let conn = stage.opens(Speaker::Softphone, "a", id("DEMO5051"));
    let tab = stage.logs_on("a", by("anna").at("WS-1"));
    stage.forget();
    stage.site(|content| content.users[0].cti = None);
    assert_eq!((stage.at(conn).is_some(), stage.core.window_of(tab)), (true, None));
    assert_eq!(stage.codes(tab), [ErrorCode::IdentityRefused]);
}

#[test]
fn what_a_window_has_done_is_not_done_again_for_the_browser_that_takes_the_session() {
    let mut stage = Stage::new();
    stage.site(|content| content.users[0].login_id = user(1, "5051", Some("DEMO5051")).login_id);
    let ([conn, _], _) = stage.two_windows();
    stage.asks_as(conn, "p-1", call());
    let other = stage.opens(Speaker::Softphone, "z", id("DEMO5051"));
    stage.asks(other, take_over());
    stage.asks_as(other, "p-1", call());
    assert_eq!((stage.at(other).is_some(), stage.commanded().len()), (true, 1));
}

#[test]
fn a_proof_that_has_expired_meanwhile_moves_no_session() {
    let mut stage = Stage::new();
    let conn = stage.window("a");
    let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
    let other = stage.window("z");
    let answer = stage.tries(other, again("anna", &credential).at("WS-1"));
    assert_eq!(answer.code, Some(ErrorCode::SessionElsewhere));
    stage.pass(DAY / 2);
    stage.asks(other, take_over());
    assert_eq!((stage.at(conn).is_some(), stage.core.window_of(other)), (true, None));
}

#[test]
fn whoever_was_refused_and_gives_up_or_comes_too_late_speaks_for_nobody() {
    for gives_up in [true, false] {
        let mut stage = Stage::new();
        let conn = stage.window("a");
        let saved = stage.tries(conn, by("anna").at("WS-1").remembered()).saved_credential.unwrap();
        let other = stage.window("z");
        assert!(!stage.tries(other, again("anna", &saved).at("WS-1")).success);
        if !gives_up {
            stage.asks(conn, log_off());
            stage.asks(other, take_over());
            stage.logs_on("a", by("anna").at("WS-1"));
        } else {
            stage.asks(other, clear());
        }
        stage.forget();
        stage.asks(other, take_over());
        assert!(stage.closed.is_empty() && stage.core.window_of(other).is_none(), "{gives_up}");
    }
}

#[test]
fn a_session_that_is_lost_once_more_is_held_as_long_as_at_first() {
    for ends in [false, true] {
        let mut stage = Stage::new();
        let (windows, credential) = stage.two_windows();
        windows.into_iter().for_each(|conn| stage.input(Input::Closed { conn }));
        stage.pass(60_000);
        let asked = if ends {
            stage.input(Input::EndSession { user: ANNA });
            by("anna")
        } else {
            again("anna", &credential)
        };
        let conn = stage.logs_on("a", asked.at("WS-1"));
        stage.input(Input::Closed { conn });
        stage.pass(119_999);
        assert_eq!(stage.core.figures().sessions_held, 1);
        stage.pass(1);
        assert_eq!(stage.core.sessions().count(), 0);
    }
}

#[test]
fn softphones_that_name_no_browser_are_not_in_the_same_one() {
    let mut stage = Stage::new();
    let conn = stage.window("");
    let credential = stage.tries(conn, by("anna").at("WS-1")).session_credential.unwrap();
    let other = stage.window("");
    let answer = stage.tries(other, again("anna", &credential).at("WS-2"));
    assert_eq!(answer.effective_station, seat(&by("anna").at("WS-2")));
    assert_eq!(stage.closed.get(&conn), Some(&CloseCode::Superseded));
}

#[test]
fn a_tab_that_joins_learns_whether_its_agent_has_left_work_or_has_never_come() {
    let mut stage = Stage::new();
    stage.site(|content| content.users[0].login_id = user(1, "5051", Some("ANNA1")).login_id);
    let first = stage.opens(Speaker::Softphone, "a", id("ANNA1"));
    let joins = |stage: &mut Stage| {
        let tab = stage.opens(Speaker::Softphone, "a", id("ANNA1"));
        let (_, registered) = stage.told.get(&tab).unwrap().first().unwrap();
        assert!(matches!(registered, Answer::Connector(FromConnector::Registered(it)) if it.resumed), "{registered:?}");
        stage.asks(tab, Request::Cisco(ToCti::GetAgentState(NoPayload)));
        stage.fault(tab)
    };
    assert_eq!(joins(&mut stage), Some(ApiFault::InvalidState));
    stage.asks(first, sign_on("anna", "5051"));
    assert_eq!(joins(&mut stage), None, "at work");
    let reason = Reason { reason_code_id: ReasonCode(ReasonCodeId::parse("20")) };
    stage.asks(first, Request::Cisco(ToCti::Logout(reason)));
    assert_eq!(joins(&mut stage), Some(ApiFault::NotPermitted));
}
