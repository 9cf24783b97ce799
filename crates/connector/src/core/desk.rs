//! What a signed-on agent asks of the CTI server, and what everybody who speaks for the agent is told.

use std::collections::{BTreeMap, BTreeSet};

use hookswitch_protocol::{
    ReplyTo, Tick,
    cisco::{
        FromConnector, ToConnector,
        call::{Buttons, Call as CallOnWire},
        error::ApiFault,
        ids::{CtiUserName, Label, ReasonCode as ReasonOnWire},
        team::{TeamAgentLogout, TeamAgentNotReady},
    },
    connector::Channel,
};

use super::{
    agent::{Agent, Ended, ReasonCode, Wish},
    conn::Standing,
    directory::{User, UserId},
    drops::Dropped,
    io::ConnId,
    line::{Call, CallId, Party, PartyState},
    machine::{Core, Due},
    numbers::QueueName,
    post::Post,
    sessions::Attendance,
    team::{Reason, Role, Team},
};

/// An agent who is signed on to the CTI server.
#[derive(Debug)]
pub(super) struct Desk {
    pub(super) agent: Agent,
    /// When the calls in which the agent is were answered here.
    pub(super) answered: BTreeMap<CallId, Tick>,
    /// Calls that were wrapped up while they lasted.
    pub(super) wrapped: BTreeMap<CallId, Label>,
    /// Calls in which the agent listens or has listened.
    pub(super) listened: BTreeSet<CallId>,
    /// What the agent's calls offer, as was told last.
    pub(super) buttons: BTreeMap<CallId, Buttons>,
    /// Calls that came to nothing, as they were told, until the agent drops them.
    pub(super) failed: BTreeMap<CallId, CallOnWire>,
}

impl Core {
    /// Takes a request of the channel.
    pub(super) fn on_cisco(&mut self, conn: ConnId, reply_to: ReplyTo, request: ToConnector, now: Tick) {
        if let ToConnector::SetUserInfo(set) = request {
            return self.set_user_info(conn, reply_to, set, now);
        }
        let Some(user) = self.speaks_for(conn).filter(|user| self.desks.contains_key(user)) else {
            if matches!(request, ToConnector::GetSystemInfo(_)) {
                return self.reply(conn, reply_to, self.system_info(now));
            }
            if matches!(request, ToConnector::GetAppState(_)) {
                return self.reply(conn, reply_to, Self::nobodys_app_state());
            }
            let session = self.window_of(conn).and_then(|user| self.sessions.get(&user));
            let is_early = session.is_some_and(|session| session.attendance == Attendance::NotYet);
            // A page that comes back finds out whether its agent has left or has never come.
            let is_asked_for = matches!(request, ToConnector::GetAgentState(_)) && is_early;
            let fault = if is_asked_for { ApiFault::InvalidState } else { ApiFault::NotPermitted };
            return self.refuse_cti(conn, reply_to, fault);
        };
        let changes_something = changes_something(&request);
        let done = match request {
            ToConnector::SetUserInfo(_) => Ok(()),
            ToConnector::SetReadyState(_) => self.ask_agent(user, Wish::Ready, now),
            ToConnector::SetNotReadyState(asked) => {
                let team = self.team_of(user);
                reason(&asked.reason_code_id, &team.not_ready)
                    .and_then(|reason| self.ask_agent(user, Wish::NotReady(reason), now))
            }
            ToConnector::Logout(asked) => {
                let team = self.team_of(user);
                reason(&asked.reason_code_id, &team.log_out).and_then(|reason| {
                    let is_missing = reason.is_none() && !team.log_out.is_empty();
                    if is_missing { Err(ApiFault::InvalidReasonCode) } else { self.log_out(user, now) }
                })
            }
            ToConnector::GetAgentState(_) => self.answer(conn, &reply_to, self.agent_state(user)),
            ToConnector::GetAppState(_) => self.answer(conn, &reply_to, self.app_state(user)),
            ToConnector::GetWrapupReasonCode(_) => self.answer(conn, &reply_to, Some(self.wrap_up_codes(user))),
            ToConnector::GetPhoneDirectory(asked) => self.phone_books(user, asked.part).map(|parts| {
                let parts = parts.into_iter().map(FromConnector::PhoneDirectory).collect();
                self.reply_in_parts(conn, reply_to.clone(), parts);
            }),
            ToConnector::GetSystemInfo(_) => self.answer(conn, &reply_to, Some(self.system_info(now))),
            ToConnector::GetCallHistory(_) => {
                let parts = self.call_history(user, now);
                self.reply_in_parts(conn, reply_to.clone(), parts);
                Ok(())
            }
            ToConnector::GetTeamState(_) => self.supervised(user).map(|_| {
                self.watchers.insert(conn);
                let parts = self.team_state(user, now);
                self.reply_in_parts(conn, reply_to.clone(), parts);
            }),
            ToConnector::TeamAgentNotReady(TeamAgentNotReady { user_name, reason_code_id, .. }) => self
                .supervised_agent(user, &user_name)
                .and_then(|agent| Ok((agent, reason(&reason_code_id, &self.team_of(agent).not_ready)?)))
                .and_then(|(agent, reason)| self.ask_agent(agent, Wish::NotReady(reason), now)),
            ToConnector::TeamAgentLogout(TeamAgentLogout { user_name, .. }) => {
                self.supervised_agent(user, &user_name).and_then(|agent| self.log_out_by(user, agent, now))
            }
            call @ (ToConnector::SilentMonitoring(_)
            | ToConnector::Barge(_)
            | ToConnector::MakeCall(_)
            | ToConnector::WrapUpCall(_)
            | ToConnector::UpdateCallVariables(_)
            | ToConnector::Answer(_)
            | ToConnector::Reject(_)
            | ToConnector::Hold(_)
            | ToConnector::Retrieve(_)
            | ToConnector::Consult(_)
            | ToConnector::Conference(_)
            | ToConnector::Transfer(_)
            | ToConnector::DirectTransfer(_)
            | ToConnector::SendDtmf(_)
            | ToConnector::Drop(_)) => self.on_call_request(conn, reply_to.clone(), user, call, now),
        };
        match done {
            Ok(()) if changes_something => self.note_done(conn, reply_to),
            Ok(()) => {}
            Err(fault) => self.refuse_cti(conn, reply_to, fault),
        }
    }
}

impl Core {
    /// The agent at the CTI server for whom this connection may speak: it holds the session, or it has proven to be
    /// the agent's while the session lives on another.
    pub(super) fn speaks_for(&self, conn: ConnId) -> Option<UserId> {
        match &self.conns.get(&conn)?.standing {
            Standing::Holds(_, user) | Standing::Elsewhere(_, user, _) | Standing::Beside(_, user, _) => Some(*user),
            Standing::Fresh | Standing::Nobody(_) | Standing::Awaits(..) | Standing::Settling(..) => None,
        }
    }

    /// Puts an agent to work; one who was at work stays as he was.
    pub(super) fn open_desk(&mut self, user: UserId, now: Tick) {
        let Some(extension) = self.extension_of(user).filter(|_| !self.desks.contains_key(&user)) else { return };
        // Whoever was signed on by Login ID only may be in a call.
        let party = |call: &Call| call.party_at(&extension).map(|party| (call.id, party.clone()));
        let parties = self.calls.values().filter_map(party);
        let talks = |(id, party): (CallId, Party)| match party.state {
            PartyState::Active | PartyState::Held | PartyState::Listening(_) => Some((id, party.since)),
            PartyState::Initiating | PartyState::Alerting | PartyState::Ended(_) => None,
        };
        let answered = parties.filter_map(talks).collect();
        let mut agent = Agent::new(now);
        agent.calls(self.calls_at(&extension), Ended::Plainly, now);
        let (wrapped, listened, buttons, failed) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new(), BTreeMap::new());
        self.desks.insert(user, Desk { agent, answered, wrapped, listened, buttons, failed });
    }

    /// Shows an app how its agent stands and what the agent can choose from, where the agent is at work.
    pub(super) fn show_work(&mut self, conn: ConnId, user: UserId) {
        if let Some(state) = self.is_app_of(conn, user).then(|| self.agent_state(user)).flatten() {
            let [log_out, not_ready] = self.reason_codes(user);
            for message in [state, self.calls_of(user), log_out, not_ready, self.wrap_up_codes(user)] {
                self.tell(conn, ReplyTo::default(), message);
            }
        }
    }

    /// Shows every app of the agent but one how the agent stands.
    pub(super) fn show_others(&mut self, but: ConnId, user: UserId) {
        let is_other = |conn: &ConnId| *conn != but && self.is_app_of(*conn, user);
        let others: Vec<ConnId> = self.conns.keys().copied().filter(is_other).collect();
        for conn in others {
            self.show_work(conn, user);
        }
    }

    /// The agent is signed off: everybody who listens is told.
    pub(super) fn close_desk(&mut self, user: UserId, now: Tick) {
        let left = self.logged_out(user, now);
        let gone: Vec<ConnId> =
            self.watchers.iter().copied().filter(|conn| self.speaks_for(*conn) == Some(user)).collect();
        for conn in gone {
            self.watchers.remove(&conn);
        }
        if let Some(desk) = self.desks.remove(&user) {
            if let Some(due) = desk.agent.due() {
                self.release(due, Due::Agent(user));
            }
            self.tell_apps(user, left);
            self.tell_watchers(user, now);
        }
    }

    /// The queues whose calls the users' teams are offered.
    #[must_use]
    pub fn queues(&self) -> BTreeSet<QueueName> {
        let queues = self.directory.users().flat_map(|user| self.team_of(user.id).queues);
        queues.filter_map(|queue| QueueName::parse(&queue)).collect()
    }

    /// The rules of an agent's team.
    pub(super) fn team_of(&self, user: UserId) -> Team {
        let name = self.directory.user(user).map(|user| user.team.clone()).unwrap_or_default();
        self.settings.teams.iter().find(|team| team.name == name).cloned().unwrap_or_else(|| Team::usual(name))
    }

    fn ask_agent(&mut self, user: UserId, wish: Wish, now: Tick) -> Result<(), ApiFault> {
        if !self.desks.contains_key(&user) {
            return Err(ApiFault::InvalidState);
        }
        self.change_agent(user, now, |agent| agent.ask(wish, now));
        Ok(())
    }

    /// Tells how an agent stands now.
    pub(super) fn tell_agent(&mut self, user: UserId, now: Tick) {
        self.tell_apps(user, self.agent_state(user));
        self.tell_watchers(user, now);
    }

    fn log_out(&mut self, user: UserId, now: Tick) -> Result<(), ApiFault> {
        self.may_log_out(user)?;
        self.leave_work(user, now);
        Ok(())
    }

    /// A supervisor logs an agent out, who is told by whom where that ends a session at a station.
    fn log_out_by(&mut self, supervisor: UserId, agent: UserId, now: Tick) -> Result<(), ApiFault> {
        let name = self.directory.user(supervisor).map(|user| user.display_name.clone());
        match name.filter(|_| agent != supervisor && self.post_of(agent).is_some_and(Post::is_station)) {
            None => self.log_out(agent, now),
            Some(name) => {
                self.may_log_out(agent)?;
                self.send_off(agent, &Dropped::BySupervisor(name), now);
                Ok(())
            }
        }
    }

    fn may_log_out(&self, user: UserId) -> Result<(), ApiFault> {
        let is_idle = self.desks.get(&user).is_some_and(|desk| desk.agent.may_sign_off());
        if is_idle { Ok(()) } else { Err(ApiFault::InvalidState) }
    }

    fn answer(&mut self, conn: ConnId, reply_to: &ReplyTo, message: Option<FromConnector>) -> Result<(), ApiFault> {
        self.reply(conn, reply_to.clone(), message.ok_or(ApiFault::InvalidState)?);
        Ok(())
    }

    /// Tells every connection that speaks for the agent and listens to the channel.
    pub(super) fn tell_apps(&mut self, user: UserId, message: Option<FromConnector>) {
        let Some(message) = message else { return };
        let apps: Vec<ConnId> = self.conns.keys().copied().filter(|conn| self.is_app_of(*conn, user)).collect();
        for conn in apps {
            self.tell(conn, ReplyTo::default(), message.clone());
        }
    }

    fn is_app_of(&self, conn: ConnId, user: UserId) -> bool {
        self.speaks_for(conn) == Some(user) && self.conns.get(&conn).is_some_and(|entry| entry.has(Channel::Cisco))
    }

    /// Tells the supervisors who asked for the team's state what became of one of its agents.
    pub(super) fn tell_watchers(&mut self, user: UserId, now: Tick) {
        let watchers: Vec<ConnId> = self
            .watchers
            .iter()
            .copied()
            .filter(|conn| self.speaks_for(*conn).is_some_and(|watcher| self.is_supervised_by(user, watcher)))
            .collect();
        if watchers.is_empty() {
            return;
        }
        let Some(news) = self.team_news(user, now) else { return };
        self.tell_each(watchers, news);
    }

    /// The agents whom this one may see and move.
    pub(super) fn supervised(&self, user: UserId) -> Result<Vec<UserId>, ApiFault> {
        match self.directory.user(user).map(|user| user.role) {
            Some(Role::Supervisor) => {
                Ok(self.desks.keys().copied().filter(|agent| self.is_supervised_by(*agent, user)).collect())
            }
            Some(Role::Agent) | None => Err(ApiFault::NotPermitted),
        }
    }

    fn supervised_agent(&self, user: UserId, name: &CtiUserName) -> Result<UserId, ApiFault> {
        let agents = self.supervised(user)?;
        let named = self.directory.by_cti_user_name(name.as_str()).map(|agent| agent.id);
        named.filter(|agent| agents.contains(agent)).ok_or(ApiFault::NotPermitted)
    }

    pub(super) fn is_supervised_by(&self, agent: UserId, supervisor: UserId) -> bool {
        let team = |user: &User| user.team.clone();
        let is_supervisor = self.directory.user(supervisor).is_some_and(|user| user.role == Role::Supervisor);
        is_supervisor && self.directory.user(agent).map(team) == self.directory.user(supervisor).map(team)
    }
}

/// Whether a request is more than a question, so that it must not be done twice.
const fn changes_something(request: &ToConnector) -> bool {
    match request {
        ToConnector::GetAgentState(_)
        | ToConnector::GetAppState(_)
        | ToConnector::GetWrapupReasonCode(_)
        | ToConnector::GetPhoneDirectory(_)
        | ToConnector::GetSystemInfo(_)
        | ToConnector::GetCallHistory(_)
        | ToConnector::GetTeamState(_) => false,
        ToConnector::SetUserInfo(_)
        | ToConnector::Logout(_)
        | ToConnector::SetReadyState(_)
        | ToConnector::SetNotReadyState(_)
        | ToConnector::TeamAgentNotReady(_)
        | ToConnector::TeamAgentLogout(_)
        | ToConnector::SilentMonitoring(_)
        | ToConnector::Barge(_)
        | ToConnector::MakeCall(_)
        | ToConnector::WrapUpCall(_)
        | ToConnector::UpdateCallVariables(_)
        | ToConnector::Answer(_)
        | ToConnector::Reject(_)
        | ToConnector::Hold(_)
        | ToConnector::Retrieve(_)
        | ToConnector::Consult(_)
        | ToConnector::Conference(_)
        | ToConnector::Transfer(_)
        | ToConnector::DirectTransfer(_)
        | ToConnector::SendDtmf(_)
        | ToConnector::Drop(_) => true,
    }
}

/// The reason that was given, where the team has it; none is allowed.
fn reason(given: &ReasonOnWire, known: &[Reason]) -> Result<Option<ReasonCode>, ApiFault> {
    match &given.0 {
        None => Ok(None),
        Some(id) => {
            let found = known.iter().find(|reason| reason.code.0 == id.as_str());
            found.map(|reason| Some(reason.code.clone())).ok_or(ApiFault::InvalidReasonCode)
        }
    }
}
