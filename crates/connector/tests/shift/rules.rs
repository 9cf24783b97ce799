//! What must hold whatever happens.

use std::collections::BTreeSet;

use hookswitch_connector::telephony::Backend;
use hookswitch_protocol::cisco::call::PartyState;

use crate::world::{AGENTS, SOFTPHONES, World};

/// Longer than a session is held, and than it takes to find a socket silent.
const GRACE_MS: u64 = 140_000;
/// Longer than anything that ends by itself.
const LONG_MS: u64 = 2_000_000;

impl World {
    /// What holds after every step.
    pub(crate) fn rules(&self) -> Result<(), String> {
        if let Some(broken) = self.broken.first() {
            return Err(broken.clone());
        }
        let extensions: Vec<_> = self.core.sessions().map(|session| session.extension).collect();
        if extensions.iter().collect::<BTreeSet<_>>().len() != extensions.len() {
            return Err(format!("an extension has two holders: {extensions:?}"));
        }
        self.ledger.owes_no_answer().map_err(|broken| broken.0)?;
        if let Some(due) =
            self.core.poll_timeout().into_iter().chain(self.pbx.poll_timeout()).find(|due| *due <= self.now)
        {
            return Err(format!("{due:?} is still owed at {:?}", self.now));
        }
        for app in 0..self.apps.len() {
            self.is_told_what_is(app).map_err(|broken| format!("app {app}: {broken}"))?;
        }
        Ok(())
    }

    /// Everybody leaves, in one way or the other, and time passes: nothing is left.
    pub(crate) fn comes_to_rest(&mut self) -> Result<(), String> {
        self.trace.push("everybody leaves".to_owned());
        if self.rng.bool() {
            for app in 0..SOFTPHONES {
                self.leaves_politely(app)?;
            }
        }
        for app in 0..SOFTPHONES {
            self.cut(app);
        }
        self.pass(GRACE_MS);
        self.rules()?;
        for listener in SOFTPHONES..self.apps.len() {
            if self.apps[listener].told.agent.is_some() {
                return Err(format!("{} was not told to be signed off", AGENTS[listener - SOFTPHONES]));
            }
            self.cut(listener);
        }
        self.pass(LONG_MS);
        self.rules()?;
        self.ledger.has_no_call().map_err(|broken| broken.0)?;
        let figures = self.core.figures();
        if (figures.connections, figures.sessions, self.core.sessions().count()) != (0, 0, 0) {
            return Err(format!("somebody is left: {figures:?}"));
        }
        match (self.core.poll_timeout(), self.pbx.poll_timeout()) {
            (None, None) => Ok(()),
            owed => Err(format!("nothing goes on, and {owed:?} is owed")),
        }
    }

    /// What an app was told is what is.
    fn is_told_what_is(&self, app: usize) -> Result<(), String> {
        let told = &self.apps[app].told;
        told.rules()?;
        let (Some(agent), Some(calls)) = (self.agent_of(app), &told.calls) else { return Ok(()) };
        let Some(telephone) = self.telephone_of(agent) else {
            return Err("an agent is at work who is not signed on".to_owned());
        };
        let there = self.ledger.calls().filter(|call| call.party_at(&telephone).is_some());
        let there: BTreeSet<String> = there.map(|call| call.id.0.to_string()).collect();
        let lasting = calls.iter().filter(|(_, call)| call.state != PartyState::Failed);
        let shown: BTreeSet<String> = lasting.map(|(id, _)| id.clone()).collect();
        if shown != there {
            return Err(format!("at {telephone:?} are {there:?}, and told were {shown:?}"));
        }
        let listener = &self.apps[SOFTPHONES + agent].told;
        if listener.calls.as_ref() != Some(calls) || listener.agent != told.agent {
            return Err(format!("{told:?}\nis not what the listener was told: {listener:?}"));
        }
        Ok(())
    }
}
