//! The agent's desk: what a softphone that comes back is shown, and what is left once the agent has left it.

use hookswitch_connector::core::{ConnId, CtiAccount, Input, PartyState, PasswordHash, StationEvent};
use hookswitch_protocol::{
    channels::{Answer, Request},
    cisco::{
        FromConnector, ToConnector,
        agent::{AgentState, Reason},
        error::ApiFault,
        ids::{CtiUserName, ReasonCode, ReasonCodeId},
        team::{LogoutWord, TeamAgentLogout},
    },
    connector::{self, LinkStatus},
    frame::Body,
    ids::{Extension, ResumeToken},
    values::{Blank, NoPayload},
};

use crate::{
    calls::{GONE, LEFT, direct},
    cti::script,
    script::{Script, register, set, take_over},
};

const OWN: &str = "third";

/// Three users, the last of whom has a Login ID and an account at the CTI server.
fn with_both() -> Script {
    let mut script = script();
    let hash = PasswordHash::new("hash of third".to_owned());
    script.users[2].cti = Some(CtiAccount { user_name: OWN.to_owned(), hash, password_set_unix_ms: None });
    script.reload();
    script
}

/// That user, signed on by Login ID, and the token of the session.
fn signed_on(script: &mut Script) -> (ConnId, ResumeToken) {
    let conn = script.connects();
    script.asks(conn, None, connector::ToConnector::Register(register(None, None)));
    let token = script.hears_registered(conn).resume.unwrap();
    script.asks(conn, None, set("ABC123"));
    assert!(script.hears_set(conn).success);
    script.telephone_comes_up(conn);
    (conn, token)
}

/// The same, and then at work by name and password.
fn at_work(script: &mut Script) -> (ConnId, ResumeToken) {
    let (conn, token) = signed_on(script);
    goes_to_work(script, conn);
    (conn, token)
}

fn goes_to_work(script: &mut Script, conn: ConnId) {
    script.tries(conn, OWN, "5064", true);
    for _ in 0..15 {
        script.cti(conn);
    }
    script.ends();
}

fn log_out() -> Request {
    Request::Cisco(ToConnector::Logout(Reason { reason_code_id: ReasonCode(ReasonCodeId::parse("20")) }))
}

impl Script {
    /// The agent's whole present state.
    pub(crate) fn is_shown_the_work(&mut self, conn: ConnId) {
        let shown = [(); 5].map(|()| match self.hears_any(conn) {
            (None, Answer::Cisco(message)) => message.address().subtopic,
            other => panic!("should be unasked and of the CTI server, not {other:?}"),
        });
        let order =
            ["SetAgentState", "CallsStateChange", "SetLogOutReasonCodes", "SetNotReadyReasonCodes", "SetWrapupCode"];
        assert_eq!(shown, order);
        self.ends();
    }

    /// The desk is closed, which is all that is told.
    fn is_logged_out(&mut self, conn: ConnId) {
        let gone = self.agent_state(conn);
        assert_eq!((gone.state, gone.extension), (AgentState::LogOut, Blank(None)));
    }

    fn is_refused_work(&mut self, conn: ConnId) {
        self.asks(conn, None, Request::Cisco(ToConnector::SetReadyState(NoPayload)));
        assert_eq!(self.fault(conn), ApiFault::NotPermitted);
        self.ends();
    }
}

#[test]
fn a_session_that_is_resumed_shows_the_state_the_calls_and_what_the_agent_can_choose_from() {
    let mut script = with_both();
    let (conn, token) = at_work(&mut script);
    script.input(Input::Closed { conn });
    let conn = script.connects();
    script.asks(conn, None, connector::ToConnector::Register(register(None, Some(token))));
    assert!(script.hears_registered(conn).resumed);
    assert!(script.hears_set(conn).success);
    assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    script.is_shown_the_work(conn);
}

#[test]
fn a_held_session_that_the_same_id_continues_shows_the_same() {
    let mut script = with_both();
    let (conn, _) = at_work(&mut script);
    script.input(Input::Closed { conn });
    let conn = script.registers();
    script.asks(conn, None, set("ABC123"));
    assert!(script.hears_set(conn).success);
    assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    script.is_shown_the_work(conn);
}

#[test]
fn a_session_that_is_taken_over_shows_the_same() {
    let mut script = with_both();
    let (first, _) = at_work(&mut script);
    let second = script.registers();
    script.asks(second, None, set("ABC123"));
    script.hears_refusal(second);
    script.is_shown_the_work(second);
    script.asks(second, None, take_over());
    script.hears(second);
    script.hears(first);
    script.is_closed(first);
    assert!(script.hears_set(second).success);
    assert_eq!(script.hears_status(second), LinkStatus::Linked);
    script.is_shown_the_work(second);
}

#[test]
fn whoever_logs_out_stays_signed_on_by_login_id_with_the_telephone_attached_and_can_go_to_work_again() {
    let mut script = with_both();
    let (conn, token) = at_work(&mut script);
    script.asks(conn, None, log_out());
    script.is_logged_out(conn);
    script.ends();
    script.is_refused_work(conn);
    script.input(Input::Closed { conn });
    let conn = script.connects();
    script.asks(conn, None, connector::ToConnector::Register(register(None, Some(token))));
    assert!(script.hears_registered(conn).resumed);
    assert!(script.hears_set(conn).success);
    assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    script.ends();
    goes_to_work(&mut script, conn);
}

#[test]
fn a_supervisor_who_signs_somebody_off_leaves_them_their_session_by_login_id() {
    let mut script = with_both();
    let (conn, _) = at_work(&mut script);
    let boss = script.at_work("1245456", "5051");
    let user_name = CtiUserName::parse(OWN).unwrap();
    let log_out = ToConnector::TeamAgentLogout(TeamAgentLogout { user_name, state: LogoutWord::Logout });
    script.asks(boss, None, Request::Cisco(log_out));
    script.is_logged_out(conn);
    script.ends();
    script.is_refused_work(conn);
}

#[test]
fn whoever_logs_out_at_another_telephone_is_back_at_their_own() {
    let mut script = with_both();
    let (conn, _) = signed_on(&mut script);
    sits_at(&mut script, conn, "5069");
    script.asks(conn, None, log_out());
    script.is_logged_out(conn);
    script.detaches("5069");
    assert_eq!(script.hears_set(conn).extension, Extension::parse("5064"));
    assert_eq!(script.hears_status(conn), LinkStatus::Connecting);
    script.telephone_comes_up(conn);
    script.ends();
}

#[test]
fn whoever_logs_out_stays_where_they_are_while_somebody_else_is_at_their_own_telephone() {
    let mut script = with_both();
    let (conn, _) = signed_on(&mut script);
    sits_at(&mut script, conn, "5069");
    script.at_work(crate::cti::NAME, "5064");
    script.asks(conn, None, log_out());
    script.is_logged_out(conn);
    script.ends();
    script.input(Input::Station(StationEvent::Down(Extension::parse("5069").unwrap())));
    assert_eq!(script.hears_status(conn), LinkStatus::Lost);
    script.ends();
}

#[test]
fn a_telephone_of_the_agents_own_choice_is_kept_when_the_directory_changes() {
    let mut script = with_both();
    let (conn, _) = signed_on(&mut script);
    sits_at(&mut script, conn, "5069");
    script.reload();
    script.ends();
}

#[test]
fn whoever_goes_to_work_in_the_middle_of_a_call_talks_and_the_call_counts_as_answered() {
    let mut script = with_both();
    let (conn, _) = signed_on(&mut script);
    script.changes(direct(7, &[("+4930", PartyState::Active), ("5064", PartyState::Active)]));
    script.ends();
    script.tries(conn, OWN, "5064", true);
    for _ in 0..15 {
        if let FromConnector::AgentState(state) = script.cti(conn) {
            assert_eq!(state.data.state, AgentState::Talking);
        }
    }
    script.makes(conn, direct(7, &[("+4930", GONE), ("5064", LEFT)]), AgentState::Work);
    assert!(script.history(conn)[0].answered);
}

#[test]
fn a_supervisor_hears_once_of_each_change_whether_or_not_it_changes_the_agents_state() {
    let mut script = script();
    let boss = script.at_work("1245456", "5051");
    let conn = script.at_work(crate::cti::NAME, "5069");
    script.asks(boss, None, Request::Cisco(ToConnector::GetTeamState(NoPayload)));
    script.cti(boss);
    let hears = |script: &mut Script, state, calls| match script.cti(boss) {
        FromConnector::TeamState(team) => assert_eq!((team.data[0].state, team.data[0].calls.len()), (state, calls)),
        other => panic!("should be of the team, not {other:?}"),
    };
    script.changes(direct(7, &[("+4930", PartyState::Initiating), ("5069", PartyState::Alerting)]));
    script.told(conn);
    hears(&mut script, AgentState::NotReady, 1);
    script.ends();
    script.makes(conn, direct(7, &[("+4930", PartyState::Active), ("5069", PartyState::Active)]), AgentState::Talking);
    hears(&mut script, AgentState::Talking, 1);
    script.ends();
    script.makes(conn, direct(7, &[("+4930", GONE), ("5069", LEFT)]), AgentState::Work);
    hears(&mut script, AgentState::Work, 0);
    script.ends();
}

/// Goes to work at another telephone than one's own.
fn sits_at(script: &mut Script, conn: ConnId, extension: &str) {
    script.tries(conn, OWN, extension, true);
    script.detaches("5064");
    assert_eq!(script.hears_set(conn).extension, Extension::parse(extension));
    assert_eq!(script.hears_status(conn), LinkStatus::Connecting);
    assert_eq!(script.attaches().as_str(), extension);
    for _ in 0..15 {
        script.cti(conn);
    }
    script.input(Input::Station(StationEvent::Up(Extension::parse(extension).unwrap())));
    assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    script.ends();
}
