//! What an agent can do with calls. Every act checks first and changes then: what fails has changed nothing.

use hookswitch_protocol::{
    Tick,
    ids::{DisplayName, Extension},
};

use super::{
    DemoPbx,
    live::{Deed, Live, Target},
    outside::{MOST_CALLS, MOST_CALLS_AT_A_TELEPHONE, MOST_PARTIES, Manner},
};
use crate::core::{Call, CallAct, CallId, Caller, Ending, Failure, Number, Origin, PartyId, PartyState, Who};

/// The call that came of an act, where it did not name it.
type Outcome = Result<Option<CallId>, Failure>;

/// What becomes of whoever brings two calls together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joining {
    Leaves,
    Stays,
}

impl DemoPbx {
    pub(super) fn act(&mut self, at: &Extension, act: CallAct, now: Tick) -> Outcome {
        if !self.attached.contains(at) {
            return Err(Failure::OutOfReach);
        }
        match act {
            CallAct::Make { to, name } => self.make(at, Origin::Direct, to, name, now),
            CallAct::Answer(call) => self.answer(at, call, now),
            CallAct::Reject(call) => self.reject(at, call, now),
            CallAct::Hold(call) => self.hold(at, call, now),
            CallAct::Retrieve(call) => self.retrieve(at, call, now),
            CallAct::Drop(call) => self.hang_up(at, call, now),
            CallAct::DropParty { call, party } => self.drop_party(at, call, party, now),
            CallAct::Consult { call, to } => self.consult(at, call, to, now),
            CallAct::Transfer { consult } => self.join(at, consult, Joining::Leaves, now),
            CallAct::Conference { consult } => self.join(at, consult, Joining::Stays, now),
            CallAct::TransferTo { call, to } => self.transfer_to(at, call, &to, now),
            CallAct::Digits { call, digits: _ } => self.send_digits(at, call),
            CallAct::Listen { agent } => self.listen(at, &agent, now),
            CallAct::Barge { agent } => self.barge(at, &agent, now),
        }
    }

    /// The telephone with this number, if one has it, and whether it can be rung.
    pub(super) fn telephone(&self, number: &Number) -> Option<Result<Target, Failure>> {
        let extension = Extension::parse(number.as_str()).filter(|extension| self.is_telephone(extension))?;
        let is_there = self.attached.contains(&extension);
        let room = if is_there { self.has_room(&extension) } else { Err(Failure::OutOfReach) };
        Some(room.map(|()| Target::Telephone(extension)))
    }

    pub(super) fn begin(&mut self, origin: Origin, from: Caller, to: Number, now: Tick) -> Result<CallId, Failure> {
        if self.calls.len() >= MOST_CALLS {
            return Err(Failure::Busy);
        }
        self.last_call += 1;
        let id = CallId(self.last_call);
        let call = Call { id, origin, from, to, began: now, parties: Vec::new() };
        self.calls.insert(id, Live::new(call, now));
        Ok(id)
    }

    fn make(&mut self, at: &Extension, origin: Origin, to: Number, name: Option<DisplayName>, now: Tick) -> Outcome {
        let target = self.target(at, &to)?;
        self.may_turn(at)?;
        self.has_room(at)?;
        let from = Caller { who: Who::Extension(at.clone()), name: None };
        let call = self.begin(origin, from, to, now)?;
        self.turn(at, now, call);
        self.change(call, now, |live| live.ring(target, name, now));
        Ok(Some(call))
    }

    fn answer(&mut self, at: &Extension, call: CallId, now: Tick) -> Outcome {
        let party = self.part(at, call, |state| matches!(state, PartyState::Alerting))?;
        self.may_turn(at)?;
        self.turn(at, now, call);
        self.change(call, now, |live| live.answer(party, now));
        Ok(None)
    }

    fn reject(&mut self, at: &Extension, call: CallId, now: Tick) -> Outcome {
        let party = self.part(at, call, |state| matches!(state, PartyState::Alerting))?;
        match self.calls.get(&call).and_then(|live| live.planned(party)) {
            Some(Deed::PassOn) => self.pass_on(call, party, Ending::Rejected, now),
            Some(Deed::Answer | Deed::End(_)) | None => {
                self.change(call, now, |live| live.end(party, Ending::Rejected, now));
            }
        }
        Ok(None)
    }

    fn hold(&mut self, at: &Extension, call: CallId, now: Tick) -> Outcome {
        let party = self.part(at, call, |state| matches!(state, PartyState::Active))?;
        self.change(call, now, |live| live.set(party, PartyState::Held, now));
        Ok(None)
    }

    fn retrieve(&mut self, at: &Extension, call: CallId, now: Tick) -> Outcome {
        let party = self.part(at, call, |state| matches!(state, PartyState::Held))?;
        self.may_turn(at)?;
        self.turn(at, now, call);
        self.change(call, now, |live| live.set(party, PartyState::Active, now));
        Ok(None)
    }

    fn hang_up(&mut self, at: &Extension, call: CallId, now: Tick) -> Outcome {
        let party = self.part(at, call, |state| !matches!(state, PartyState::Alerting))?;
        self.change(call, now, |live| live.end(party, Ending::HungUp, now));
        Ok(None)
    }

    fn drop_party(&mut self, at: &Extension, call: CallId, party: PartyId, now: Tick) -> Outcome {
        let own = self.part(at, call, |state| matches!(state, PartyState::Active))?;
        let live = self.calls.get(&call).ok_or(Failure::UnknownCall)?;
        let other = live.present().find(|other| other.id == party).ok_or(Failure::WrongState)?;
        if other.id == own || matches!(other.state, PartyState::Listening(_)) {
            return Err(Failure::NotPossible);
        }
        self.change(call, now, |live| live.end(party, Ending::Removed, now));
        Ok(None)
    }

    fn consult(&mut self, at: &Extension, call: CallId, to: Number, now: Tick) -> Outcome {
        self.part(at, call, is_answered)?;
        self.make(at, Origin::Consult(call), to, None, now)
    }

    /// Brings a consult and the call that it is about together.
    fn join(&mut self, at: &Extension, consult: CallId, joining: Joining, now: Tick) -> Outcome {
        let own_of_consult = self.part(at, consult, |state| match joining {
            Joining::Leaves => is_answered(state) || matches!(state, PartyState::Initiating),
            Joining::Stays => is_answered(state),
        })?;
        let from = self.calls.get(&consult).ok_or(Failure::UnknownCall)?;
        let parent = match from.call.origin {
            Origin::Consult(parent) => parent,
            Origin::Direct | Origin::Queue(_) => return Err(Failure::WrongState),
        };
        let own = self.part(at, parent, is_answered)?;
        let into = self.calls.get(&parent).ok_or(Failure::UnknownCall)?;
        let others = || from.present().filter(|party| party.id != own_of_consult);
        let is_in_both = others().any(|party| match &party.who {
            Who::Extension(extension) => into.call.party_at(extension).is_some(),
            Who::Outside(_) => false,
        });
        if is_in_both || into.call.parties.len() + others().count() > MOST_PARTIES {
            return Err(Failure::NotPossible);
        }
        if joining == Joining::Stays {
            self.may_turn(at)?;
            self.turn(at, now, parent);
        }
        let mut movers = Vec::new();
        self.change(consult, now, |live| {
            if joining == Joining::Leaves {
                live.end(own_of_consult, Ending::Transferred, now);
            } else {
                live.end(own_of_consult, Ending::Moved(parent), now);
            }
            movers = live.leave(Ending::Moved(parent), now);
        });
        self.change(parent, now, |live| {
            for mover in movers {
                live.take_in(mover, now);
            }
            match joining {
                Joining::Leaves => live.end(own, Ending::Transferred, now),
                Joining::Stays => live.set(own, PartyState::Active, now),
            }
        });
        Ok(Some(parent))
    }

    fn transfer_to(&mut self, at: &Extension, call: CallId, to: &Number, now: Tick) -> Outcome {
        let party = self.part(at, call, is_answered)?;
        let target = self.target(at, to)?;
        let live = self.calls.get(&call).ok_or(Failure::UnknownCall)?;
        let is_in = match &target {
            Target::Telephone(extension) => live.call.party_at(extension).is_some(),
            Target::Outside(..) => false,
        };
        if is_in || live.call.parties.len() >= MOST_PARTIES {
            return Err(Failure::NotPossible);
        }
        self.change(call, now, |live| {
            live.ring(target, None, now);
            live.end(party, Ending::Transferred, now);
        });
        Ok(None)
    }

    fn send_digits(&self, at: &Extension, call: CallId) -> Outcome {
        self.part(at, call, |state| matches!(state, PartyState::Active))?;
        Ok(None)
    }

    fn listen(&mut self, at: &Extension, agent: &Extension, now: Tick) -> Outcome {
        if at == agent {
            return Err(Failure::NotPossible);
        }
        if !self.attached.contains(agent) {
            return Err(Failure::OutOfReach);
        }
        let active = self.parts(agent).find(|(_, party)| party.state == PartyState::Active);
        let (call, _) = active.ok_or(Failure::WrongState)?;
        let live = self.calls.get(&call).ok_or(Failure::UnknownCall)?;
        if live.call.party_at(at).is_some() {
            return Err(Failure::WrongState);
        }
        if live.call.parties.len() >= MOST_PARTIES {
            return Err(Failure::NotPossible);
        }
        self.may_turn(at)?;
        self.has_room(at)?;
        self.turn(at, now, call);
        self.change(call, now, |live| {
            live.join(Who::Extension(at.clone()), None, PartyState::Listening(agent.clone()), now);
        });
        Ok(Some(call))
    }

    fn barge(&mut self, at: &Extension, agent: &Extension, now: Tick) -> Outcome {
        let is_listening = |state: &PartyState| matches!(state, PartyState::Listening(heard) if heard == agent);
        let part = self.parts(at).find(|(_, party)| is_listening(&party.state)).map(|(call, party)| (call, party.id));
        let (call, party) = part.ok_or(Failure::WrongState)?;
        self.turn(at, now, call);
        self.change(call, now, |live| live.set(party, PartyState::Active, now));
        Ok(Some(call))
    }

    /// The telephone's part in a call, where it is in a fitting state.
    fn part(&self, at: &Extension, call: CallId, fits: impl Fn(&PartyState) -> bool) -> Result<PartyId, Failure> {
        let (party, state) = self.calls.get(&call).ok_or(Failure::UnknownCall)?.part(at)?;
        if fits(&state) { Ok(party) } else { Err(Failure::WrongState) }
    }

    /// Whoever has this number, where they can be called from here.
    fn target(&self, at: &Extension, number: &Number) -> Result<Target, Failure> {
        if number.as_str() == at.as_str() {
            return Err(Failure::NotPossible);
        }
        match self.telephone(number) {
            Some(telephone) => telephone,
            None => {
                let manner = Manner::of(number).ok_or(Failure::NoSuchNumber)?;
                Ok(Target::Outside(number.clone(), manner))
            }
        }
    }

    fn has_room(&self, at: &Extension) -> Result<(), Failure> {
        if self.parts(at).count() < MOST_CALLS_AT_A_TELEPHONE { Ok(()) } else { Err(Failure::Busy) }
    }

    /// Whether the telephone can turn to another call: neither waits for an answer nor listens.
    fn may_turn(&self, at: &Extension) -> Result<(), Failure> {
        let is_stuck = |state: &PartyState| matches!(state, PartyState::Initiating | PartyState::Listening(_));
        if self.parts(at).any(|(_, party)| is_stuck(&party.state)) { Err(Failure::WrongState) } else { Ok(()) }
    }

    /// The telephone turns to this call: holds the one it takes part in, and its agent is not ready any more.
    fn turn(&mut self, at: &Extension, now: Tick, to: CallId) {
        self.offers.withhold(at);
        let active = self.parts(at).filter(|(call, party)| *call != to && party.state == PartyState::Active);
        let active: Vec<(CallId, PartyId)> = active.map(|(call, party)| (call, party.id)).collect();
        for (call, party) in active {
            self.change(call, now, |live| live.set(party, PartyState::Held, now));
        }
    }
}

const fn is_answered(state: &PartyState) -> bool {
    matches!(state, PartyState::Active | PartyState::Held)
}
