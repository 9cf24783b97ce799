//! One call of the demo PBX while it lasts, and what its parties do by themselves.

use std::collections::BTreeMap;

use hookswitch_protocol::{
    Tick,
    ids::{DisplayName, Extension},
};

use super::outside::{Manner, OUTSIDERS_TALK_MS, QUEUE_RINGS_MS, RINGS_MS};
use crate::core::{Call, Ending, Failure, Number, Party, PartyId, PartyState, Who};

/// A call, and what is going to happen in it if nobody does anything.
#[derive(Clone, Debug)]
pub(super) struct Live {
    pub(super) call: Call,
    plans: BTreeMap<PartyId, (Tick, Deed)>,
    /// When people outside who are among themselves say goodbye.
    goodbye: Option<Tick>,
}

/// What a party does by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Deed {
    /// Answers.
    Answer,
    /// Leaves.
    End(Ending),
    /// Lets a queue's call ring, so that it goes to somebody else.
    PassOn,
}

/// What happens in a call by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Due {
    /// A party does something.
    Deed(PartyId, Deed),
    /// People outside say goodbye to each other.
    Goodbye,
}

/// Whoever a number belongs to.
#[derive(Clone, Debug)]
pub(super) enum Target {
    /// A telephone of the system.
    Telephone(Extension),
    /// Somebody outside.
    Outside(Number, Manner),
}

/// A party on the way from one call into another, with what it was about to do.
pub(super) struct Mover {
    party: Party,
    plan: Option<(Tick, Deed)>,
}

impl Live {
    /// A call that has only begun: whoever begins it is in it.
    pub(super) fn new(mut call: Call, now: Tick) -> Self {
        let (who, name) = (call.from.who.clone(), call.from.name.clone());
        call.parties = Vec::new();
        let mut live = Self { call, plans: BTreeMap::new(), goodbye: None };
        live.join(who, name, PartyState::Initiating, now);
        live
    }

    /// A telephone's part in it.
    pub(super) fn part(&self, at: &Extension) -> Result<(PartyId, PartyState), Failure> {
        let party = self.call.party_at(at).ok_or(Failure::UnknownCall)?;
        Ok((party.id, party.state.clone()))
    }

    /// Whoever is in it.
    pub(super) fn present(&self) -> impl Iterator<Item = &Party> {
        self.call.parties.iter().filter(|party| party.is_in())
    }

    pub(super) fn join(&mut self, who: Who, name: Option<DisplayName>, state: PartyState, now: Tick) -> PartyId {
        let id = PartyId(u32::try_from(self.call.parties.len()).unwrap_or(u32::MAX));
        self.call.parties.push(Party { id, who, name, state, since: now });
        id
    }

    pub(super) fn plan(&mut self, party: PartyId, at: Tick, deed: Deed) {
        self.plans.insert(party, (at, deed));
    }

    pub(super) fn planned(&self, party: PartyId) -> Option<Deed> {
        self.plans.get(&party).map(|(_, deed)| *deed)
    }

    /// The party is in this state from now on, or still, and does nothing by itself any more.
    pub(super) fn set(&mut self, party: PartyId, state: PartyState, now: Tick) {
        self.plans.remove(&party);
        let changed = self.call.parties.iter_mut().find(|other| other.id == party && other.state != state);
        if let Some(party) = changed {
            party.state = state;
            party.since = now;
        }
    }

    pub(super) fn end(&mut self, party: PartyId, why: Ending, now: Tick) {
        self.set(party, PartyState::Ended(why), now);
    }

    /// Somebody is called.
    pub(super) fn ring(&mut self, target: Target, name: Option<DisplayName>, now: Tick) {
        let (who, (state, after, deed)) = match target {
            Target::Telephone(extension) => {
                (Who::Extension(extension), (PartyState::Alerting, RINGS_MS, Deed::End(Ending::NoAnswer)))
            }
            Target::Outside(number, manner) => (Who::Outside(number), manner.when_called()),
        };
        let party = self.join(who, name, state, now);
        self.plan(party, now.after(after), deed);
    }

    /// The queue's call rings at an agent.
    pub(super) fn offer(&mut self, extension: Extension, now: Tick) {
        let party = self.join(Who::Extension(extension), None, PartyState::Alerting, now);
        self.plan(party, now.after(QUEUE_RINGS_MS), Deed::PassOn);
    }

    /// The party answers; whoever began the call need not wait any longer.
    pub(super) fn answer(&mut self, party: PartyId, now: Tick) {
        self.take_part(party, now);
        let waiting = self.call.parties.first().filter(|first| first.state == PartyState::Initiating);
        if let Some(first) = waiting.map(|first| first.id) {
            self.take_part(first, now);
        }
    }

    /// Takes everybody out who is in the call, each with this ending, to have them go on in another.
    pub(super) fn leave(&mut self, why: Ending, now: Tick) -> Vec<Mover> {
        let parties: Vec<Party> = self.present().cloned().collect();
        let movers = parties.into_iter().map(|party| {
            let plan = self.plans.get(&party.id).copied();
            self.end(party.id, why, now);
            Mover { party, plan }
        });
        movers.collect()
    }

    /// Somebody comes over from another call as they are.
    pub(super) fn take_in(&mut self, Mover { party, plan }: Mover, now: Tick) {
        let id = self.join(party.who, party.name, party.state, now);
        if let Some((at, deed)) = plan {
            self.plan(id, at, deed);
        }
    }

    /// Draws the consequences of a change: who is left alone leaves too.
    pub(super) fn settle(&mut self, now: Tick) {
        let is_heard = |agent: &Extension| self.present().any(|party| !is_listening(party) && party.who.is(agent));
        let deaf: Vec<PartyId> = self
            .present()
            .filter(|party| matches!(&party.state, PartyState::Listening(agent) if !is_heard(agent)))
            .map(|party| party.id)
            .collect();
        for party in deaf {
            self.end(party, Ending::OthersLeft, now);
        }
        if !self.goes_on() {
            self.leave(Ending::OthersLeft, now);
        }
        let is_among_outsiders = !self.call.is_over()
            && self.call.waits_in_queue().is_none()
            && self.present().all(|party| matches!(party.who, Who::Outside(_)));
        self.goodbye = is_among_outsiders.then(|| self.goodbye.unwrap_or_else(|| now.after(OUTSIDERS_TALK_MS)));
    }

    /// People outside who are among themselves say goodbye: the first of them hangs up.
    pub(super) fn say_goodbye(&mut self, now: Tick) {
        self.goodbye = None;
        let first = self.present().next().map(|party| party.id);
        if let Some(first) = first {
            self.end(first, Ending::HungUp, now);
        }
    }

    /// What happens next by itself.
    pub(super) fn due(&self) -> Option<(Tick, Due)> {
        let deeds = self.plans.iter().map(|(party, (at, deed))| (*at, Due::Deed(*party, *deed)));
        deeds.chain(self.goodbye.map(|at| (at, Due::Goodbye))).min_by_key(|(at, _)| *at)
    }

    fn take_part(&mut self, party: PartyId, now: Tick) {
        self.set(party, PartyState::Active, now);
        let who = self.call.parties.iter().find(|other| other.id == party).map(|other| &other.who);
        let manner = match who {
            Some(Who::Outside(number)) => Manner::of(number),
            Some(Who::Extension(_)) | None => None,
        };
        if let Some(talks) = manner.and_then(Manner::talks_ms) {
            self.plan(party, now.after(talks), Deed::End(Ending::HungUp));
        }
    }

    /// Whether two could speak with each other and one of them is there already, or a caller waits for a queue.
    fn goes_on(&self) -> bool {
        let waits = |party: &Party| party.id == PartyId(0) && party.state == PartyState::Initiating;
        let is_there = |party: &Party| matches!(party.state, PartyState::Active | PartyState::Held) || waits(party);
        let is_pair = self.present().filter(|party| !is_listening(party)).count() >= 2;
        self.call.waits_in_queue().is_some() || (is_pair && self.present().any(is_there))
    }
}

fn is_listening(party: &Party) -> bool {
    matches!(party.state, PartyState::Listening(_))
}
