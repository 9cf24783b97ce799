//! What holds for every telephone system after every event.

use std::collections::{BTreeMap, BTreeSet};

use hookswitch_protocol::ids::Extension;

use super::Broken;
use crate::core::{
    Call, CallId, CommandId, Failure, Party, PartyId, PartyState, QueueName, StationCommand, StationEvent, Who,
};

/// Hears everything that a telephone system is told and says, and finds what contradicts itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ledger {
    calls: BTreeMap<CallId, Call>,
    commands: BTreeMap<CommandId, Option<Answer>>,
    stations: BTreeSet<Extension>,
    offers: BTreeMap<Extension, BTreeSet<QueueName>>,
}

/// The answer to a command.
pub type Answer = Result<Option<CallId>, Failure>;

impl Ledger {
    /// The telephone system is told this. Has to be called before it is.
    pub fn told(&mut self, command: &StationCommand) {
        match command {
            StationCommand::Attach(_) | StationCommand::AttachOutside { .. } => {}
            StationCommand::Detach(extension) => {
                self.stations.remove(extension);
                self.offers.remove(extension);
            }
            StationCommand::Call(command) => {
                self.commands.insert(command.id, None);
            }
            StationCommand::Offer { extension, queues } => {
                if self.stations.contains(extension) {
                    self.offers.insert(extension.clone(), queues.clone());
                }
            }
            StationCommand::Withhold(extension) => {
                self.offers.remove(extension);
            }
        }
    }

    /// The telephone system said this.
    ///
    /// # Errors
    /// The rule that it broke.
    pub fn hears(&mut self, event: &StationEvent) -> Result<(), Broken> {
        match event {
            StationEvent::Up(extension) => {
                self.stations.insert(extension.clone());
                Ok(())
            }
            StationEvent::Refused(extension) | StationEvent::Down(extension) => {
                self.stations.remove(extension);
                self.offers.remove(extension);
                Ok(())
            }
            StationEvent::Done { command, call } => self.hears_answer(*command, Ok(*call)),
            StationEvent::Failed { command, why } => self.hears_answer(*command, Err(*why)),
            StationEvent::Call(call) => self.hears_call(call),
            StationEvent::Unanswered { extension, call } => {
                let rang =
                    self.calls.get(call).and_then(|call| call.parties.iter().rev().find(|p| p.who.is(extension)));
                let is_over = rang.is_some_and(|party| !party.is_in());
                holds(is_over, || format!("{extension:?} is said to let {call:?} ring and was not rung"))?;
                self.offers.remove(extension);
                Ok(())
            }
        }
    }

    /// A call as it was last told.
    #[must_use]
    pub fn call(&self, call: CallId) -> Option<&Call> {
        self.calls.get(&call)
    }

    /// Every call that ever was, the newest last.
    pub fn calls(&self) -> impl DoubleEndedIterator<Item = &Call> {
        self.calls.values()
    }

    /// The answer to a command, once there is one.
    #[must_use]
    pub fn answer(&self, command: CommandId) -> Option<Answer> {
        self.commands.get(&command).copied().flatten()
    }

    /// Whether a telephone is up.
    #[must_use]
    pub fn is_up(&self, extension: &Extension) -> bool {
        self.stations.contains(extension)
    }

    /// Nothing is owed: every command is answered.
    ///
    /// # Errors
    /// The command that is not.
    pub fn owes_no_answer(&self) -> Result<(), Broken> {
        match self.commands.iter().find(|(_, answer)| answer.is_none()) {
            Some((command, _)) => Err(Broken(format!("{command:?} was not answered"))),
            None => Ok(()),
        }
    }

    /// Nothing goes on: every call is over.
    ///
    /// # Errors
    /// The call that is not.
    pub fn has_no_call(&self) -> Result<(), Broken> {
        match self.calls.values().find(|call| !call.is_over()) {
            Some(call) => Err(Broken(format!("a call does not end: {call:?}"))),
            None => Ok(()),
        }
    }

    fn hears_answer(&mut self, command: CommandId, answer: Answer) -> Result<(), Broken> {
        match self.commands.get_mut(&command) {
            None => Err(Broken(format!("{command:?} is answered and was never given"))),
            Some(Some(before)) => Err(Broken(format!("{command:?} is answered twice: {before:?}, {answer:?}"))),
            Some(waiting) => {
                *waiting = Some(answer);
                Ok(())
            }
        }
    }

    fn hears_call(&mut self, call: &Call) -> Result<(), Broken> {
        is_whole(call)?;
        match self.calls.get(&call.id) {
            Some(before) => follows(before, call)?,
            None => {
                let last = self.calls.last_key_value().map(|(id, _)| *id);
                holds(last < Some(call.id), || format!("{:?} is new and comes after {last:?}", call.id))?;
            }
        }
        let before = self.calls.insert(call.id, call.clone());
        let was = |party: PartyId| before.iter().flat_map(|call| &call.parties).find(|other| other.id == party);
        for party in call.parties.iter().filter(|party| party.is_in()) {
            let Who::Extension(extension) = &party.who else { continue };
            self.is_in_one_call(extension)?;
            let is_new = was(party.id).is_none();
            if is_new {
                holds(self.stations.contains(extension), || format!("nobody is at {extension:?}: {call:?}"))?;
            }
            if is_new && party.state == PartyState::Alerting {
                self.is_offered(call, extension)?;
            }
            if turns(was(party.id).map(|before| &before.state), &party.state) {
                self.offers.remove(extension);
            }
        }
        Ok(())
    }

    /// A telephone takes part in one call at a time, and is in each call once.
    fn is_in_one_call(&self, extension: &Extension) -> Result<(), Broken> {
        let parties = self.calls.values().flat_map(|call| &call.parties);
        let engaged = parties.filter(|party| party.who.is(extension) && party.state.is_engaged()).count();
        holds(engaged <= 1, || format!("{extension:?} takes part in {engaged} calls"))
    }

    /// A queue's call rings only at agents who are ready for the queue, and free.
    fn is_offered(&self, call: &Call, extension: &Extension) -> Result<(), Broken> {
        let Some(queue) = call.waits_in_queue() else { return Ok(()) };
        let is_ready = self.offers.get(extension).is_some_and(|queues| queues.contains(queue));
        holds(is_ready, || format!("{extension:?} is not ready for {queue:?}: {call:?}"))?;
        let others = self.calls.values().filter(|other| other.id != call.id);
        let is_free = others.filter(|other| other.party_at(extension).is_some()).count() == 0;
        holds(is_free, || format!("{extension:?} is in another call: {call:?}"))
    }
}

/// What every call has, however it came to be.
fn is_whole(call: &Call) -> Result<(), Broken> {
    let in_order = call.parties.iter().zip(0_u32..).all(|(party, place)| party.id == PartyId(place));
    holds(in_order, || format!("parties stand in their places: {call:?}"))?;
    let is_first = call.parties.first().is_some_and(|party| party.who == call.from.who);
    holds(is_first, || format!("who began a call is its first party: {call:?}"))?;
    holds(call.parties.iter().all(|party| party.since >= call.began), || format!("nothing is before it: {call:?}"))?;

    let present = || call.parties.iter().filter(|party| party.is_in());
    let is_listening = |party: &&Party| matches!(party.state, PartyState::Listening(_));
    let speaking = present().filter(|party| !is_listening(party)).count();
    let goes_on = speaking >= 2 || call.waits_in_queue().is_some();
    holds(call.is_over() || goes_on, || format!("nobody is left alone: {call:?}"))?;
    for party in present() {
        if let Who::Extension(extension) = &party.who {
            let twice = present().filter(|other| other.who.is(extension)).count() > 1;
            holds(!twice, || format!("{extension:?} is in it twice: {call:?}"))?;
        }
        if let PartyState::Listening(agent) = &party.state {
            let is_heard = present().any(|other| other.who.is(agent) && !is_listening(&other));
            holds(is_heard, || format!("there is somebody to listen to: {call:?}"))?;
        }
    }
    Ok(())
}

/// What may change from one event of a call to the next.
fn follows(before: &Call, call: &Call) -> Result<(), Broken> {
    let told = || format!("{before:?} became {call:?}");
    holds(!before.is_over(), || format!("a call that is over stays over: {}", told()))?;
    let is_same =
        before.origin == call.origin && before.from == call.from && before.to == call.to && before.began == call.began;
    holds(is_same, || format!("what a call is does not change: {}", told()))?;
    holds(before.parties.len() <= call.parties.len(), || format!("no party is lost: {}", told()))?;
    for (old, new) in before.parties.iter().zip(&call.parties) {
        holds(old.who == new.who, || format!("parties keep their places: {}", told()))?;
        if old.state == new.state {
            holds(old.since == new.since, || format!("a state that stays keeps its time: {}", told()))?;
        } else {
            holds(old.state.leads_to(&new.state), || format!("the diagram has no such way: {}", told()))?;
            holds(old.since <= new.since, || format!("time goes on: {}", told()))?;
        }
    }
    Ok(())
}

/// Whether somebody turns to the call. Whose call is answered, or who is taken from one call into another, has turned
/// to it before.
const fn turns(before: Option<&PartyState>, state: &PartyState) -> bool {
    match (before, state) {
        (None, PartyState::Initiating | PartyState::Listening(_))
        | (Some(PartyState::Alerting | PartyState::Held | PartyState::Listening(_)), PartyState::Active) => true,
        (None, PartyState::Alerting | PartyState::Active | PartyState::Held | PartyState::Ended(_)) | (Some(_), _) => {
            false
        }
    }
}

fn holds(is_so: bool, rule: impl FnOnce() -> String) -> Result<(), Broken> {
    if is_so { Ok(()) } else { Err(Broken(rule())) }
}
