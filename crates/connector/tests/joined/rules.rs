//! What must hold whatever happens.

use std::collections::BTreeSet;

use hookswitch_protocol::{ErrorCode, limits};
use hookswitch_session::{Bar, State, Who};

use crate::world::{Wire, World};

impl World {
    /// The rules that hold after every step.
    pub(crate) fn rules(&self) -> Result<(), String> {
        if let Some(broken) = self.broken.first() {
            return Err(broken.clone());
        }
        self.extensions_and_connections_have_one_holder()?;
        for (number, client) in self.clients.iter().enumerate() {
            let state = client.session.state();
            let holds = |is_so: bool, rule: &str| {
                if is_so { Ok(()) } else { Err(format!("client {number}: {rule}: {state:?}")) }
            };
            let is_asleep = matches!(state, State::SignedOff { .. } | State::Barred { again_at: None, .. });
            holds(!is_asleep || client.session.poll_timeout().is_none(), "signed off or barred owes no timer")?;
            holds(is_asleep || client.session.poll_timeout().is_some(), "whoever waits has a timer")?;
            holds(state.conn() == client.link.as_ref().map(|link| link.conn), "every socket is given back")?;
            let has_lasted = client
                .link
                .as_ref()
                .and_then(|link| link.dead_since)
                .is_some_and(|since| self.now.since(since) > limits::SILENCE_MS);
            holds(!(has_lasted && self.is_green(number)), "nobody is green while the link is dead")?;
        }
        Ok(())
    }

    /// Once nothing is on its way any more, both ends agree, and whoever can be signed on is.
    pub(crate) fn everyone_is_where_they_belong(&self) -> Result<(), String> {
        for (number, client) in self.clients.iter().enumerate() {
            let state = client.session.state();
            let server = client.link.as_ref().filter(|link| link.wire == Wire::Open).and_then(|link| link.server);
            let agent = self.core.sessions().find(|session| session.conn.is_some() && session.conn == server);
            let agree = match state {
                State::On { agent: mine, .. } => {
                    self.is_green(number) && agent.is_some_and(|agent| *agent.extension == mine.extension)
                }
                State::Unlinked { .. } => server.is_some() && agent.is_none(),
                State::SignedOff { .. } | State::Barred { .. } => agent.is_none(),
                State::Opening { .. }
                | State::Registering { .. }
                | State::SigningOn { .. }
                | State::Door { .. }
                | State::Waiting { .. } => false,
            };
            if !agree {
                return Err(format!("client {number} and the connector disagree: {state:?} beside {agent:?}"));
            }
            self.is_refused_for_a_reason(number, state)?;
        }
        Ok(())
    }

    fn extensions_and_connections_have_one_holder(&self) -> Result<(), String> {
        let agents: Vec<_> = self.core.sessions().collect();
        let extensions: BTreeSet<_> = agents.iter().map(|agent| agent.extension).collect();
        if extensions.len() != agents.len() {
            return Err(format!("an extension has two holders: {agents:?}"));
        }
        let conns: Vec<_> = agents.iter().filter_map(|agent| agent.conn).collect();
        if conns.iter().collect::<BTreeSet<_>>().len() != conns.len() {
            return Err(format!("a connection has two agents: {agents:?}"));
        }
        match conns.iter().find(|conn| !self.server_side.contains_key(conn)) {
            Some(conn) => Err(format!("an agent is at {conn:?}, which is gone")),
            None => Ok(()),
        }
    }

    fn is_refused_for_a_reason(&self, number: usize, state: &State) -> Result<(), String> {
        let (who, why) = match state {
            State::Unlinked { who, why, .. } => (who, *why),
            State::Barred { who, why: Bar::Told(why), .. } => (who, *why),
            State::Barred { .. }
            | State::SignedOff { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Door { .. }
            | State::On { .. }
            | State::Waiting { .. } => return Ok(()),
        };
        let Who::OwnId(id) = who else { return Ok(()) };
        let owner = self.users.values().find(|user| self.has_id(user, id));
        let is_right = match why {
            ErrorCode::LoginIdUnknown => owner.is_none(),
            ErrorCode::NoLicence => owner.is_some_and(|user| !user.licensed),
            ErrorCode::SessionElsewhere | ErrorCode::Superseded => owner
                .is_some_and(|user| self.core.sessions().any(|agent| agent.user == user.id && agent.conn.is_some())),
            ErrorCode::Locked | ErrorCode::TooManyAttempts => true,
            other => return Err(format!("client {number} was refused with {other:?}")),
        };
        if is_right { Ok(()) } else { Err(format!("client {number} was refused with {why:?} without reason")) }
    }
}
