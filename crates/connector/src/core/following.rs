//! What calls make of an agent's state: talking, holding, offered, owing a wrap-up.

use hookswitch_protocol::{Tick, cisco::call::Direction, ids::Extension};

use super::{
    agent::{Agent, Calls, Ended},
    call_view,
    calls::last_party,
    directory::UserId,
    io::Effect,
    line::{Call, CallId, Ending, Origin, PartyState, StationCommand},
    machine::{Core, Due},
    numbers::QueueName,
};

impl Core {
    /// Offers an agent to the queues, or withholds one, where that has changed.
    pub(super) fn offer(&mut self, user: UserId, was_offered: bool) {
        let is_offered = self.desks.get(&user).is_some_and(|desk| desk.agent.is_offered_calls());
        let Some(extension) = self.extension_of(user).filter(|_| was_offered != is_offered) else { return };
        self.push(Effect::Station(if is_offered {
            let queues = self.team_of(user).queues.iter().filter_map(|queue| QueueName::parse(queue)).collect();
            StationCommand::Offer { extension, queues }
        } else {
            StationCommand::Withhold(extension)
        }));
    }

    /// The wrap-up of an agent is over.
    pub(super) fn on_agent_due(&mut self, user: UserId, now: Tick) {
        self.change_agent(user, now, |agent| agent.handle_timeout(now));
    }

    /// Changes an agent's state, with all that follows from it: everybody who listens is told. Whether it has changed.
    pub(super) fn change_agent(&mut self, user: UserId, now: Tick, change: impl FnOnce(&mut Agent)) -> bool {
        let Some(desk) = self.desks.get_mut(&user) else { return false };
        let before = desk.agent.clone();
        change(&mut desk.agent);
        if desk.agent == before {
            return false;
        }
        let due = desk.agent.due();
        if before.due() != due {
            if let Some(at) = before.due() {
                self.release(at, Due::Agent(user));
            }
            if let Some(at) = due {
                self.owe(at, Due::Agent(user));
            }
        }
        self.offer(user, before.is_offered_calls());
        self.tell_agent(user, now);
        true
    }

    /// What the calls at the telephone make of the agent's state; whether it has changed.
    pub(super) fn follow(&mut self, user: UserId, extension: &Extension, ended: Ended, now: Tick) -> bool {
        let calls = self.calls_at(extension);
        self.change_agent(user, now, |agent| agent.calls(calls, ended, now))
    }

    /// Whether the telephone has left this call for another that does not say so yet: nothing is over in between.
    pub(super) fn is_on_the_way(&self, extension: &Extension, left: CallId) -> bool {
        let party = self.calls.get(&left).and_then(|call| last_party(call, extension));
        let Some(PartyState::Ended(Ending::Moved(into))) = party.map(|party| &party.state) else { return false };
        self.calls.get(into).is_some_and(|into| into.party_at(extension).is_none())
    }

    /// What the calls at a telephone amount to.
    pub(super) fn calls_at(&self, extension: &Extension) -> Calls {
        let mine = self.calls.values().filter_map(|call| Some((call, &call.party_at(extension)?.state)));
        let (mut is_active, mut is_held, mut is_offered) = (false, false, false);
        for (call, state) in mine {
            is_active |= matches!(state, PartyState::Active | PartyState::Listening(_) | PartyState::Initiating);
            is_held |= matches!(state, PartyState::Held);
            is_offered |= matches!((state, &call.origin), (PartyState::Alerting, Origin::Queue(_)));
        }
        match (is_active, is_held, is_offered) {
            (true, _, _) => Calls::Active,
            (false, true, _) => Calls::Held,
            (false, false, true) => Calls::Offered,
            (false, false, false) => Calls::None,
        }
    }

    /// What is owed for a call that has ended at the telephone.
    pub(super) fn ended(
        &self,
        user: UserId,
        extension: &Extension,
        call: CallId,
        was_answered: bool,
        now: Tick,
    ) -> Ended {
        let Some((call, desk)) = self.calls.get(&call).zip(self.desks.get(&user)) else { return Ended::Plainly };
        let Some(PartyState::Ended(ending)) = last_party(call, extension).map(|party| &party.state) else {
            return Ended::Plainly;
        };
        let is_queued = matches!(call.origin, Origin::Queue(_));
        if is_queued && matches!(ending, Ending::NoAnswer | Ending::Rejected) {
            return Ended::Unanswered;
        }
        let is_owed = self.owes_wrap_up(user, extension, call) && !desk.wrapped.contains_key(&call.id);
        if is_owed && (is_queued || was_answered) {
            return Ended::WrapUp(now.after(u64::from(self.team_of(user).wrap_up_seconds) * 1_000));
        }
        Ended::Plainly
    }

    /// Whether the agent wraps up this call: one that came in, through a queue or straight, for whoever had to take it.
    pub(super) fn owes_wrap_up(&self, user: UserId, own: &Extension, call: &Call) -> bool {
        let is_watched = self.desks.get(&user).is_some_and(|desk| desk.listened.contains(&call.id));
        let came_in = match call.origin {
            Origin::Queue(_) => true,
            Origin::Direct => call_view::direction(call, own) == Direction::Inbound,
            Origin::Consult(_) => false,
        };
        came_in && !is_watched && self.team_of(user).wrap_up_seconds > 0
    }
}
