//! Signing on to the CTI server, and the agent's states.

use hookswitch_connector::core::{
    Change, CheckId, ConnId, CtiAccount, Effect, Input, PasswordHash, Role, SavedCredentials, StationCommand,
    StationEvent, User, UserId,
};
use hookswitch_protocol::{
    CloseCode, ErrorCode, LoginIdText,
    channels::{Answer, Request},
    cisco::{
        FromConnector, ToConnector,
        agent::{Agent, AgentState, Reason, SetUserInfo},
        error::ApiFault,
        ids::{CtiPassword, CtiUserName, ReasonCode, ReasonCodeId},
        team::{LogoutWord, TeamAgentLogout},
    },
    connector::{self, Channel, Identity, LinkStatus, Register, Speaker},
    frame::Body,
    ids::Extension,
    salesforce,
    values::{Blank, NoPayload},
};

use crate::script::{Script, register, set, user};

pub(crate) const NAME: &str = "102312778";

pub(crate) fn agent(id: i64, extension: &str, name: &str, role: Role) -> User {
    let hash = PasswordHash::new(format!("hash of {name}"));
    User {
        cti: Some(CtiAccount { user_name: name.to_owned(), hash, password_set_unix_ms: None }),
        role,
        ..user(id, extension, None)
    }
}

pub(crate) fn script() -> Script {
    let mut script = Script::new();
    script.users = people();
    script.reload();
    script
}

/// An agent, the supervisor, and somebody with a Login ID only.
pub(crate) fn people() -> Vec<User> {
    vec![
        agent(1, "5069", NAME, Role::Agent),
        agent(2, "5051", "1245456", Role::Supervisor),
        user(3, "5064", Some("ABC123")),
    ]
}

fn set_user_info(name: &str, extension: &str) -> Request {
    Request::Cisco(ToConnector::SetUserInfo(SetUserInfo {
        username: CtiUserName::parse(name).unwrap(),
        password: CtiPassword::parse("given").unwrap(),
        extension: Extension::parse(extension).unwrap(),
    }))
}

pub(crate) fn lunch() -> Reason {
    Reason { reason_code_id: ReasonCode(ReasonCodeId::parse("2")) }
}

impl Script {
    /// The password that is to be compared, and whether there is anything to compare it with.
    fn checks(&mut self) -> (CheckId, bool) {
        match self.next() {
            Effect::Check { check, against, .. } => (check, against.is_some()),
            other => panic!("a password should be compared, not {other:?}"),
        }
    }

    pub(crate) fn tries(&mut self, conn: ConnId, name: &str, extension: &str, is_right: bool) {
        self.asks(conn, None, set_user_info(name, extension));
        let (check, _) = self.checks();
        self.input(Input::Checked { check, is_right });
    }

    pub(crate) fn cti(&mut self, conn: ConnId) -> FromConnector {
        match self.hears_any(conn).1 {
            Answer::Cisco(message) => message,
            other => panic!("should be of the CTI server, not {other:?}"),
        }
    }

    /// The queues may offer their calls to an agent, or may no more.
    pub(crate) fn offers(&mut self) {
        match self.next() {
            Effect::Station(StationCommand::Offer { .. } | StationCommand::Withhold(_)) => {}
            other => panic!("the queues should be told, not {other:?}"),
        }
    }

    fn credentials(&mut self, conn: ConnId) -> salesforce::Credentials {
        match self.hears_any(conn).1 {
            Answer::Salesforce(salesforce::FromConnector::Saved(salesforce::Saved::Credentials(credentials))) => {
                credentials
            }
            other => panic!("should be the saved credentials, not {other:?}"),
        }
    }

    pub(crate) fn fault(&mut self, conn: ConnId) -> ApiFault {
        match self.cti(conn) {
            FromConnector::ApiError(error) => error.data.fault,
            other => panic!("should be refused, not {other:?}"),
        }
    }

    pub(crate) fn agent_state(&mut self, conn: ConnId) -> Agent {
        match self.cti(conn) {
            FromConnector::AgentState(state) => state.data,
            other => panic!("should be an agent's state, not {other:?}"),
        }
    }

    /// Signs on and reads all that follows.
    pub(crate) fn at_work(&mut self, name: &str, extension: &str) -> ConnId {
        let conn = self.registers();
        self.tries(conn, name, extension, true);
        assert!(self.hears_set(conn).success);
        assert_eq!(self.attaches().as_str(), extension);
        for _ in 0..15 {
            self.cti(conn);
        }
        self.ends();
        conn
    }
}

#[test]
fn a_sign_on_is_followed_by_the_fifteen_messages_in_their_order_and_the_agent_is_not_ready() {
    let mut script = script();
    let conn = script.registers();
    script.asks(conn, Some("7"), set_user_info(NAME, "5069"));
    let (check, _) = script.checks();
    script.input(Input::Checked { check, is_right: true });
    let set = script.hears_set(conn);
    assert_eq!(set.extension, Extension::parse("5069"));
    script.attaches();
    let mut heard = Vec::new();
    for _ in 0..15 {
        let (id, message) = script.hears_any(conn);
        if let Answer::Cisco(FromConnector::AgentState(state)) = &message {
            assert_eq!(state.data.state, AgentState::NotReady);
        }
        heard.push((message.address().subtopic, id.is_some()));
    }
    script.ends();
    let order = [
        "OpenConnection",
        "SetConnectionStatus",
        "SetAgentState",
        "Login",
        "GetAppState",
        "CallsStateChange",
        "SetMRDList",
        "GetMedia",
        "SetSystemInfo",
        "SetMappedMRD",
        "Map",
        "SetLogOutReasonCodes",
        "SetNotReadyReasonCodes",
        "SetPhoneBook",
        "SetWrapupCode",
    ];
    assert_eq!(heard, order.map(|subtopic| (subtopic, subtopic == "Login")));
}

#[test]
fn five_wrong_passwords_block_the_name_for_five_minutes_even_for_the_right_one_and_nothing_is_counted_meanwhile() {
    let mut script = script();
    let conn = script.registers();
    for attempts_left in [4, 3, 2, 1, 0] {
        script.tries(conn, NAME, "5069", false);
        script.keeps_failure();
        assert_eq!(script.fault(conn), ApiFault::InvalidCredentials { attempts_left });
    }
    for _ in 0..3 {
        script.asks(conn, None, set_user_info(NAME, "5069"));
        assert_eq!(script.fault(conn), ApiFault::AccountBlocked { retry_after_seconds: 300 });
        script.ends();
    }
    script.pass(299_000, &[conn]);
    script.asks(conn, None, set_user_info(NAME, "5069"));
    assert_eq!(script.fault(conn), ApiFault::AccountBlocked { retry_after_seconds: 1 });
    script.pass(1_000, &[conn]);
    script.tries(conn, NAME, "5069", true);
    assert!(matches!(script.stores().1, Change::ForgetFailures(_)));
    assert!(script.hears_set(conn).success);
}

#[test]
fn an_unknown_name_is_compared_and_counted_like_a_known_one() {
    let mut script = script();
    let conn = script.registers();
    script.asks(conn, None, set_user_info("nobody", "5069"));
    let (check, has_hash) = script.checks();
    assert!(!has_hash);
    script.input(Input::Checked { check, is_right: false });
    script.keeps_failure();
    assert_eq!(script.fault(conn), ApiFault::InvalidCredentials { attempts_left: 4 });
}

#[test]
fn a_success_in_between_begins_the_count_anew() {
    let mut script = script();
    let conn = script.registers();
    script.tries(conn, NAME, "5069", false);
    script.keeps_failure();
    script.fault(conn);
    script.tries(conn, NAME, "9999", true);
    assert!(matches!(script.stores().1, Change::ForgetFailures(_)));
    assert_eq!(script.fault(conn), ApiFault::InvalidDevice);
    script.tries(conn, NAME, "5069", false);
    script.keeps_failure();
    assert_eq!(script.fault(conn), ApiFault::InvalidCredentials { attempts_left: 4 });
}

#[test]
fn passwords_compared_at_once_for_one_name_cannot_outrun_the_count() {
    let mut script = script();
    let conns: Vec<ConnId> = (0..6).map(|_| script.registers()).collect();
    let mut checks = Vec::new();
    for conn in &conns {
        script.asks(*conn, None, set_user_info(NAME, "5069"));
        checks.push(script.checks().0);
    }
    for (conn, check) in conns.iter().zip(&checks).take(5) {
        script.input(Input::Checked { check: *check, is_right: false });
        script.keeps_failure();
        script.fault(*conn);
    }
    script.input(Input::Checked { check: checks[5], is_right: true });
    assert_eq!(script.fault(conns[5]), ApiFault::AccountBlocked { retry_after_seconds: 300 });
    script.ends();
}

#[test]
fn one_connection_has_one_password_compared_at_a_time_and_none_once_it_is_gone() {
    let mut script = script();
    let conn = script.registers();
    script.asks(conn, None, set_user_info(NAME, "5069"));
    let (check, _) = script.checks();
    script.asks(conn, None, set_user_info(NAME, "5069"));
    assert_eq!(script.fault(conn), ApiFault::InvalidState);
    script.input(Input::Closed { conn });
    script.input(Input::Checked { check, is_right: false });
    script.ends();
}

#[test]
fn signing_on_again_keeps_the_state_and_wrong_credentials_leave_the_session_as_it_is() {
    let mut script = script();
    let conn = script.at_work(NAME, "5069");
    script.asks(conn, None, Request::Cisco(ToConnector::SetReadyState(NoPayload)));
    script.offers();
    assert_eq!(script.agent_state(conn).state, AgentState::Ready);
    script.tries(conn, NAME, "5069", false);
    script.keeps_failure();
    script.fault(conn);
    script.tries(conn, NAME, "5069", true);
    script.stores();
    for at in 0..15 {
        if let FromConnector::AgentState(state) = script.cti(conn) {
            assert_eq!((at, state.data.state), (2, AgentState::Ready));
        }
    }
    script.ends();
}

#[test]
fn an_extension_where_another_agent_is_signed_on_is_busy_and_one_of_nobody_is_none() {
    let mut script = script();
    script.at_work("1245456", "5051");
    let conn = script.registers();
    script.tries(conn, NAME, "5051", true);
    assert_eq!(script.fault(conn), ApiFault::DeviceBusy);
    script.tries(conn, NAME, "777", true);
    assert_eq!(script.fault(conn), ApiFault::InvalidDevice);
    script.tries(conn, NAME, "5064", true);
    assert!(script.hears_set(conn).success);
    assert_eq!(script.attaches().as_str(), "5064", "an agent may sit at any telephone that is free");
}

#[test]
fn a_reason_has_to_be_one_of_the_teams_and_logging_out_takes_not_ready() {
    let mut script = script();
    let conn = script.at_work(NAME, "5069");
    let unknown = Reason { reason_code_id: ReasonCode(ReasonCodeId::parse("99")) };
    script.asks(conn, None, Request::Cisco(ToConnector::SetNotReadyState(unknown)));
    assert_eq!(script.fault(conn), ApiFault::InvalidReasonCode);
    script.asks(conn, None, Request::Cisco(ToConnector::SetNotReadyState(lunch())));
    assert_eq!(script.agent_state(conn).reason_code_id, lunch().reason_code_id);
    script.asks(conn, None, Request::Cisco(ToConnector::SetReadyState(NoPayload)));
    script.offers();
    script.agent_state(conn);
    let end_of_shift = Reason { reason_code_id: ReasonCode(ReasonCodeId::parse("20")) };
    script.asks(conn, None, Request::Cisco(ToConnector::Logout(end_of_shift.clone())));
    assert_eq!(script.fault(conn), ApiFault::InvalidState);
    script.asks(conn, None, Request::Cisco(ToConnector::SetNotReadyState(lunch())));
    script.offers();
    script.agent_state(conn);
    let no_reason = Reason { reason_code_id: ReasonCode(None) };
    script.asks(conn, None, Request::Cisco(ToConnector::Logout(no_reason)));
    assert_eq!(script.fault(conn), ApiFault::InvalidReasonCode);
    script.asks(conn, None, Request::Cisco(ToConnector::Logout(end_of_shift)));
    let gone = script.agent_state(conn);
    assert_eq!((gone.state, gone.extension), (AgentState::LogOut, Blank(None)));
    script.detaches("5069");
    assert_eq!(script.hears_status(conn), LinkStatus::Unlinked);
    script.asks(conn, None, Request::Cisco(ToConnector::SetReadyState(NoPayload)));
    assert_eq!(script.fault(conn), ApiFault::NotPermitted);
    script.ends();
}

#[test]
fn a_supervisor_sees_the_team_and_signs_its_agents_off_and_an_agent_may_not() {
    let mut script = script();
    let boss = script.at_work("1245456", "5051");
    let conn = script.at_work(NAME, "5069");
    script.asks(conn, None, Request::Cisco(ToConnector::GetTeamState(NoPayload)));
    assert_eq!(script.fault(conn), ApiFault::NotPermitted);
    script.asks(boss, None, Request::Cisco(ToConnector::GetTeamState(NoPayload)));
    match script.cti(boss) {
        FromConnector::TeamState(team) => assert_eq!(team.data.len(), 2),
        other => panic!("{other:?}"),
    }
    script.asks(conn, None, Request::Cisco(ToConnector::SetReadyState(NoPayload)));
    script.offers();
    script.agent_state(conn);
    match script.cti(boss) {
        FromConnector::TeamState(team) => assert_eq!(team.data[0].state, AgentState::Ready),
        other => panic!("{other:?}"),
    }
    let log_out = |name: &str| {
        let user_name = CtiUserName::parse(name).unwrap();
        Request::Cisco(ToConnector::TeamAgentLogout(TeamAgentLogout { user_name, state: LogoutWord::Logout }))
    };
    script.asks(boss, None, log_out("nobody"));
    assert_eq!(script.fault(boss), ApiFault::NotPermitted);
    script.asks(boss, None, log_out(NAME));
    assert_eq!(script.fault(boss), ApiFault::InvalidState);
    script.asks(conn, None, Request::Cisco(ToConnector::SetNotReadyState(lunch())));
    script.offers();
    script.agent_state(conn);
    script.cti(boss);
    script.asks(boss, None, log_out(NAME));
    assert_eq!(script.agent_state(conn).state, AgentState::LogOut);
    match script.cti(boss) {
        FromConnector::TeamState(team) => assert_eq!(team.data[0].state, AgentState::LogOut),
        other => panic!("{other:?}"),
    }
    script.detaches("5069");
    assert_eq!(script.hears_status(conn), LinkStatus::Unlinked);
    script.ends();
}

#[test]
fn saved_credentials_go_to_whom_they_belong_and_to_nobody_else() {
    let mut script = script();
    let fetch = || Request::Salesforce(salesforce::ToConnector::Ask(salesforce::Ask::FetchCredentials(NoPayload)));
    let registers = |script: &mut Script| {
        let conn = script.connects();
        let channels = vec![Channel::Salesforce];
        script.asks(conn, None, connector::ToConnector::Register(Register { channels, ..register(None, None) }));
        assert!(script.hears_registered(conn).success);
        conn
    };
    let stranger = registers(&mut script);
    script.asks(stranger, None, fetch());
    assert_eq!(script.credentials(stranger).code, Some(ErrorCode::NotPermitted));
    let conn = registers(&mut script);
    script.asks(conn, None, set("ABC123"));
    assert!(script.hears_set(conn).success);
    script.attaches();
    script.asks(conn, None, fetch());
    let ticket = match script.next() {
        Effect::FetchCredentials { ticket, user } => {
            assert_eq!(user, UserId(3));
            ticket
        }
        other => panic!("{other:?}"),
    };
    let saved = SavedCredentials {
        user_name: CtiUserName::parse("1245456").unwrap(),
        password: CtiPassword::parse("acq@123").unwrap(),
        extension: None,
        adfs_username: None,
    };
    script.input(Input::Credentials { ticket, credentials: Some(saved.clone()) });
    let reply = script.credentials(conn);
    assert_eq!((reply.username, reply.password), (Blank(Some(saved.user_name)), Blank(Some(saved.password))));
    assert_eq!(reply.extension, Blank(Extension::parse("5064")));
    script.asks(stranger, None, fetch());
    assert_eq!(script.credentials(stranger).code, Some(ErrorCode::NotPermitted));
    script.ends();
}

#[test]
fn an_app_is_shown_the_agents_state_and_hears_what_becomes_of_it_and_signs_nobody_on() {
    let mut script = script();
    let app = |id: &str| Register {
        speaker: Some(Speaker::App),
        ..register(Some(Identity::LoginId(LoginIdText::new(id))), None)
    };
    let stranger = script.connects();
    script.asks(stranger, None, connector::ToConnector::Register(app("WRONG")));
    script.keeps_failure();
    script.keeps_failure();
    assert!(!script.hears_registered(stranger).success);
    assert_eq!(script.is_closed(stranger).0, CloseCode::IdentityRefused);

    let early = script.connects();
    script.asks(early, None, connector::ToConnector::Register(app("ABC123")));
    assert!(script.hears_registered(early).success);
    script.ends();
    script.users[2].cti = Some(CtiAccount {
        user_name: "third".to_owned(),
        hash: PasswordHash::new(String::new()),
        password_set_unix_ms: None,
    });
    script.reload();
    let softphone = script.registers();
    script.tries(softphone, "third", "5064", true);
    script.hears_set(softphone);
    script.attaches();
    for _ in 0..15 {
        script.cti(softphone);
    }
    script.is_shown_the_work(early);
    let late = script.connects();
    script.asks(late, None, connector::ToConnector::Register(app("ABC123")));
    assert!(script.hears_registered(late).success);
    assert_eq!(script.agent_state(late).state, AgentState::NotReady);
    assert!(matches!(script.cti(late), FromConnector::Calls(_)));
    for _ in ["the reasons to log out", "the reasons not to be ready", "how a call came out"] {
        script.cti(late);
    }
    script.asks(late, None, Request::Cisco(ToConnector::SetReadyState(NoPayload)));
    script.offers();
    for conn in [early, softphone, late] {
        assert_eq!(script.agent_state(conn).state, AgentState::Ready);
    }
    script.ends();
}

#[test]
fn a_telephone_that_comes_back_is_offered_again_while_its_agent_is_ready() {
    let mut script = script();
    let conn = script.at_work(NAME, "5069");
    let telephone = || Extension::parse("5069").unwrap();
    script.input(Input::Station(StationEvent::Up(telephone())));
    assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    script.asks(conn, None, Request::Cisco(ToConnector::SetReadyState(NoPayload)));
    script.offers();
    script.agent_state(conn);
    script.input(Input::Station(StationEvent::Down(telephone())));
    assert_eq!(script.hears_status(conn), LinkStatus::Lost);
    script.input(Input::Station(StationEvent::Up(telephone())));
    assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    script.offers();
    script.ends();
}

#[test]
fn who_is_no_supervisor_any_more_hears_no_more_of_the_team() {
    let mut script = script();
    let boss = script.at_work("1245456", "5051");
    let conn = script.at_work(NAME, "5069");
    script.asks(boss, None, Request::Cisco(ToConnector::GetTeamState(NoPayload)));
    script.cti(boss);
    script.users[1].role = Role::Agent;
    script.reload();
    script.asks(conn, None, Request::Cisco(ToConnector::SetReadyState(NoPayload)));
    script.offers();
    script.agent_state(conn);
    script.ends();
}

#[test]
fn another_app_of_the_agent_hears_what_becomes_of_the_state() {
    let mut script = script();
    let conn = script.signs_on("ABC123");
    script.tries(conn, NAME, "5069", true);
    assert_eq!(script.fault(conn), ApiFault::NotPermitted, "somebody else is signed on here");
    let softphone = script.at_work(NAME, "5069");
    let app = script.registers();
    script.tries(app, NAME, "5069", true);
    assert_eq!(script.hears_error(app), ErrorCode::SessionElsewhere);
    script.is_shown_the_work(app);
    script.asks(app, None, Request::Cisco(ToConnector::SetReadyState(NoPayload)));
    script.offers();
    assert_eq!(script.agent_state(softphone).state, AgentState::Ready);
    assert_eq!(script.agent_state(app).state, AgentState::Ready);
    script.ends();
}
