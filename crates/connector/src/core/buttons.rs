//! Which commands a call takes from its agent: what its state allows, as far as the agent's other calls let it. What is
//! not offered is refused.

use hookswitch_protocol::{
    cisco::{
        call::{ButtonState, Buttons},
        error::ApiFault,
        ids::CallId as CallIdOnWire,
    },
    ids::Extension,
};

use super::{
    call_view::extension,
    directory::UserId,
    line::{Call, CallId, Origin, PartyState},
    machine::Core,
};

/// What an agent's other calls mean for one of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Around {
    turning: Turning,
    joining: Joining,
}

/// Whether the telephone can turn to this call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turning {
    Free,
    /// It waits for an answer, or listens, in another.
    Stuck,
}

/// Whether a call and the question about it can be brought together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Joining {
    /// There is no such pair.
    Nothing,
    /// Whoever is asked has not answered yet.
    Rings,
    Answered,
}

/// The buttons of a call in this state of the agent's.
pub(super) fn buttons(call: &Call, mine: &PartyState, around: Around) -> Buttons {
    let (shown, hidden) = (ButtonState::Enable, ButtonState::Hide);
    let if_free = match around.turning {
        Turning::Free => shown,
        Turning::Stuck => ButtonState::Disable,
    };
    let (transfer, conference) = match around.joining {
        Joining::Nothing => (hidden, hidden),
        Joining::Rings => (shown, ButtonState::Disable),
        Joining::Answered => (shown, if_free),
    };
    match mine {
        PartyState::Alerting => Buttons { answer: if_free, reject: shown, ..Buttons::HIDDEN },
        PartyState::Initiating => Buttons { drop: shown, transfer, ..Buttons::HIDDEN },
        PartyState::Active => Buttons {
            hold: shown,
            consult: match call.origin {
                Origin::Direct | Origin::Queue(_) => if_free,
                Origin::Consult(_) => hidden,
            },
            transfer,
            conference,
            direct_transfer: shown,
            send_dtmf: shown,
            drop: shown,
            ..Buttons::HIDDEN
        },
        PartyState::Held => {
            Buttons { retrieve: if_free, transfer, conference, direct_transfer: shown, drop: shown, ..Buttons::HIDDEN }
        }
        PartyState::Listening(_) => Buttons { drop: shown, ..Buttons::HIDDEN },
        PartyState::Ended(_) => Buttons::HIDDEN,
    }
}

impl Core {
    /// What the other calls at a telephone mean for this one.
    pub(super) fn around(&self, own: &Extension, call: &Call) -> Around {
        let stuck = |other: &Call| {
            let party = other.party_at(own).filter(|_| other.id != call.id);
            party.is_some_and(|party| matches!(party.state, PartyState::Initiating | PartyState::Listening(_)))
        };
        let turning = if self.calls.values().any(stuck) { Turning::Stuck } else { Turning::Free };
        Around { turning, joining: self.joining(own, call) }
    }

    /// The call of this id in which the agent is, where it offers this button.
    pub(super) fn pressed(
        &self,
        user: UserId,
        id: &CallIdOnWire,
        button: fn(&Buttons) -> ButtonState,
    ) -> Result<CallId, ApiFault> {
        let id = self.own_call(user, id)?;
        let (call, own) = self.calls.get(&id).zip(self.extension_of(user)).ok_or(ApiFault::UnknownCall)?;
        let mine = call.party_at(&own).ok_or(ApiFault::UnknownCall)?;
        match button(&buttons(call, &mine.state, self.around(&own, call))) {
            ButtonState::Enable => Ok(id),
            ButtonState::Disable | ButtonState::Hide => Err(ApiFault::InvalidState),
        }
    }

    /// One call of an agent has changed: tells of every other whose buttons are not what they were.
    pub(super) fn tell_others(&mut self, user: UserId, own: &Extension, changed: CallId) {
        let Some(desk) = self.desks.get(&user) else { return };
        let is_news = |call: &&Call| {
            let now = call.party_at(own).map(|party| buttons(call, &party.state, self.around(own, call)));
            call.id != changed && now.is_some() && now.as_ref() != desk.buttons.get(&call.id)
        };
        let others: Vec<CallId> = self.calls.values().filter(is_news).map(|call| call.id).collect();
        for other in others {
            self.tell_call(user, own, other);
        }
    }

    /// The consult that is meant: named itself, or by the call on behalf of which it asks.
    pub(super) fn consult_of(&self, user: UserId, named: CallId) -> Result<CallId, ApiFault> {
        let own = self.extension_of(user).ok_or(ApiFault::InvalidState)?;
        let found = match self.calls.get(&named).map(|call| &call.origin) {
            Some(Origin::Consult(_)) => Some(named),
            Some(Origin::Direct | Origin::Queue(_)) | None => self.question(&own, named).map(|call| call.id),
        };
        found.ok_or(ApiFault::InvalidState)
    }

    /// The question that an agent asks about this call.
    fn question(&self, own: &Extension, about: CallId) -> Option<&Call> {
        self.calls.values().find(|call| call.origin == Origin::Consult(about) && call.party_at(own).is_some())
    }

    fn joining(&self, own: &Extension, call: &Call) -> Joining {
        let pair = match call.origin {
            Origin::Consult(about) => self.calls.get(&about).map(|about| (about, call)),
            Origin::Direct | Origin::Queue(_) => self.question(own, call.id).map(|question| (call, question)),
        };
        let Some((about, question)) = pair else { return Joining::Nothing };
        let in_both = |party: &super::line::Party| {
            let telephone = extension(party).filter(|telephone| *telephone != own && party.is_in());
            telephone.is_some_and(|telephone| about.party_at(telephone).is_some())
        };
        let mine = |call: &Call| call.party_at(own).map(|party| party.state.clone());
        match (mine(about), mine(question)) {
            _ if question.parties.iter().any(in_both) => Joining::Nothing,
            (Some(PartyState::Active | PartyState::Held), Some(PartyState::Active | PartyState::Held)) => {
                Joining::Answered
            }
            (Some(PartyState::Active | PartyState::Held), Some(PartyState::Initiating)) => Joining::Rings,
            (Some(_) | None, Some(_) | None) => Joining::Nothing,
        }
    }
}
