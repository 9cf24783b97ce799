//! Where scenarios are played: does, waits and compares, and has every event go through the ledger.

use hookswitch_protocol::ids::Extension;

use super::{Broken, Cast, Driver, Ledger, ledger::Answer};
use crate::{
    core::{
        Call, CallAct, CallCommand, CallId, CommandId, Failure, Number, PartyState, StationCommand, StationEvent, Who,
    },
    telephony::{Destination, Incoming},
};

/// How long nothing has to happen to be taken for calm.
const CALM_MS: u64 = 1_000;

/// A telephone system with a telephone for each of three agents, and everything it says.
pub(super) struct Stage<'a> {
    driver: &'a mut dyn Driver,
    cast: Cast,
    ledger: Ledger,
    commands: u64,
}

/// Somebody in a call.
pub(super) trait Named {
    fn is(&self, who: &Who) -> bool;
}

impl Named for Extension {
    fn is(&self, who: &Who) -> bool {
        who.is(self)
    }
}

impl Named for Number {
    fn is(&self, who: &Who) -> bool {
        *who == Who::Outside(self.clone())
    }
}

impl<'a> Stage<'a> {
    /// Three agents are at their telephones.
    pub(super) fn set(driver: &'a mut dyn Driver) -> Result<Self, Broken> {
        let cast = driver.cast();
        let mut stage = Self { driver, cast, ledger: Ledger::default(), commands: 0 };
        for telephone in stage.telephones() {
            stage.attach(&telephone)?;
        }
        Ok(stage)
    }

    /// The agents go; every call ends, every command is answered.
    pub(super) fn clear(mut self) -> Result<(), Broken> {
        for telephone in self.telephones() {
            self.tell(StationCommand::Detach(telephone));
        }
        self.until("every call ends once everybody has gone", |ledger| ledger.has_no_call().is_ok())?;
        self.ledger.owes_no_answer()
    }

    pub(super) fn cast(&self) -> Cast {
        self.cast.clone()
    }

    pub(super) fn attach(&mut self, telephone: &Extension) -> Result<(), Broken> {
        self.tell(StationCommand::Attach(telephone.clone()));
        self.until("an attached telephone comes up", |ledger| ledger.is_up(telephone))
    }

    pub(super) fn tell(&mut self, command: StationCommand) {
        self.ledger.told(&command);
        self.driver.command(command);
    }

    /// An agent is ready for the queue.
    pub(super) fn offer(&mut self, telephone: &Extension) {
        let queues = [self.cast.queue.clone()].into();
        self.tell(StationCommand::Offer { extension: telephone.clone(), queues });
    }

    /// What an agent does, and the answer.
    pub(super) fn may(&mut self, at: &Extension, act: CallAct) -> Result<Answer, Broken> {
        self.commands += 1;
        let id = CommandId(self.commands);
        let told = format!("{act:?} at {at:?} is answered");
        self.tell(StationCommand::Call(CallCommand { id, at: at.clone(), act }));
        self.until(&told, |ledger| ledger.answer(id).is_some())?;
        self.ledger.answer(id).ok_or(Broken(told))
    }

    /// What an agent does and what can be done.
    pub(super) fn does(&mut self, at: &Extension, act: CallAct) -> Result<(), Broken> {
        let told = format!("{act:?}");
        match self.may(at, act)? {
            Ok(_) => Ok(()),
            Err(why) => Err(Broken(format!("{told} at {at:?} failed: {why:?}"))),
        }
    }

    /// The same, where a call comes of it.
    pub(super) fn gets(&mut self, at: &Extension, act: CallAct) -> Result<CallId, Broken> {
        let told = format!("{act:?}");
        match self.may(at, act)? {
            Ok(Some(call)) => Ok(call),
            other => Err(Broken(format!("{told} at {at:?} names no call: {other:?}"))),
        }
    }

    /// What an agent does and what cannot be done: nothing changes.
    pub(super) fn fails(&mut self, at: &Extension, act: CallAct, wanted: Failure) -> Result<(), Broken> {
        let told = format!("{act:?}");
        let before: Vec<Call> = self.ledger.calls().cloned().collect();
        let answer = self.may(at, act)?;
        if answer != Err(wanted) {
            return Err(Broken(format!("{told} at {at:?} should fail with {wanted:?}: {answer:?}")));
        }
        if !self.ledger.calls().eq(before.iter()) {
            return Err(Broken(format!("{told} at {at:?} failed and changed something")));
        }
        Ok(())
    }

    /// Calls somebody of the house or outside.
    pub(super) fn makes(&mut self, at: &Extension, to: &Number) -> Result<CallId, Broken> {
        self.gets(at, CallAct::Make { to: to.clone(), name: None })
    }

    /// Two agents speak with each other; the first has called.
    pub(super) fn speak(&mut self, first: &Extension, second: &Extension) -> Result<CallId, Broken> {
        let call = self.makes(first, &number(second)?)?;
        self.does(second, CallAct::Answer(call))?;
        self.sees(call, &[(first, PartyState::Active), (second, PartyState::Active)])?;
        Ok(call)
    }

    /// Somebody outside calls the telephone.
    pub(super) fn brings(&mut self, telephone: &Extension) -> Result<CallId, Broken> {
        self.comes_in(Destination::Number(number(telephone)?))
    }

    /// Somebody outside calls the queue.
    pub(super) fn queues(&mut self) -> Result<CallId, Broken> {
        self.comes_in(Destination::Queue(self.cast.queue.clone()))
    }

    /// Waits until the call's parties are these, in these states, and no others.
    pub(super) fn sees(&mut self, call: CallId, wanted: &[(&dyn Named, PartyState)]) -> Result<(), Broken> {
        let states: Vec<&PartyState> = wanted.iter().map(|(_, state)| state).collect();
        self.until(&format!("{call:?} has the parties {states:?}"), |ledger| {
            let parties = ledger.call(call).map(|call| call.parties.as_slice()).unwrap_or_default();
            let is_wanted =
                parties.iter().zip(wanted).all(|(party, (who, state))| who.is(&party.who) && party.state == *state);
            is_wanted && parties.len() == wanted.len()
        })
    }

    /// The next event is that the agent has let the call ring.
    pub(super) fn hears_unanswered(&mut self, telephone: &Extension, call: CallId) -> Result<(), Broken> {
        match self.hear()? {
            Some(StationEvent::Unanswered { extension, call: rang }) if extension == *telephone && rang == call => {
                Ok(())
            }
            other => Err(Broken(format!("{telephone:?} should have let {call:?} ring: {other:?}"))),
        }
    }

    /// The next event is that the telephone is up.
    pub(super) fn hears_up(&mut self, telephone: &Extension) -> Result<(), Broken> {
        match self.hear()? {
            Some(StationEvent::Up(extension)) if extension == *telephone => Ok(()),
            other => Err(Broken(format!("{telephone:?} should be up: {other:?}"))),
        }
    }

    /// The next event is this call.
    pub(super) fn hears_call(&mut self, wanted: CallId) -> Result<(), Broken> {
        match self.hear()? {
            Some(StationEvent::Call(call)) if call.id == wanted => Ok(()),
            other => Err(Broken(format!("{wanted:?} should be told: {other:?}"))),
        }
    }

    /// Waits until the call rings at the telephone, and does what is done with a call that rings.
    pub(super) fn does_once_it_rings(
        &mut self,
        at: &Extension,
        call: CallId,
        act: fn(CallId) -> CallAct,
    ) -> Result<(), Broken> {
        self.until("the call rings", |ledger| {
            let party = ledger.call(call).and_then(|call| call.party_at(at));
            party.is_some_and(|party| party.state == PartyState::Alerting)
        })?;
        self.does(at, act(call))
    }

    /// Nothing happens for a while.
    pub(super) fn is_calm(&mut self) -> Result<(), Broken> {
        match self.driver.next(CALM_MS) {
            None => Ok(()),
            Some(event) => Err(Broken(format!("nothing should happen: {event:?}"))),
        }
    }

    pub(super) fn until(&mut self, what: &str, is_so: impl Fn(&Ledger) -> bool) -> Result<(), Broken> {
        while !is_so(&self.ledger) {
            if self.hear()?.is_none() {
                let calls: Vec<&Call> = self.ledger.calls().filter(|call| !call.is_over()).collect();
                let last = self.ledger.calls().next_back();
                return Err(Broken(format!("{what}: the last call is {last:?}; what goes on is {calls:?}")));
            }
        }
        Ok(())
    }

    fn telephones(&self) -> [Extension; 3] {
        [self.cast.ann.clone(), self.cast.ben.clone(), self.cast.cat.clone()]
    }

    fn comes_in(&mut self, to: Destination) -> Result<CallId, Broken> {
        let last = self.ledger.calls().next_back().map(|call| call.id);
        let incoming = Incoming { from: self.cast.caller.clone(), name: None, to };
        self.driver.bring(incoming).map_err(|why| Broken(format!("no call comes in: {why:?}")))?;
        self.until("a call comes in", |ledger| ledger.calls().next_back().map(|call| call.id) > last)?;
        self.ledger.calls().next_back().map(|call| call.id).ok_or_else(|| Broken("no call came in".to_owned()))
    }

    pub(super) fn hear(&mut self) -> Result<Option<StationEvent>, Broken> {
        let event = self.driver.next(self.cast.patience_ms);
        if let Some(event) = &event {
            self.ledger.hears(event)?;
        }
        Ok(event)
    }
}

/// The number under which a telephone is called.
pub(super) fn number(telephone: &Extension) -> Result<Number, Broken> {
    Number::parse(telephone.as_str()).ok_or_else(|| Broken(format!("{telephone:?} cannot be dialled")))
}
