//! Pressing what a call offers, and what it does not.

use hookswitch_connector::{
    core::{CallAct, CallCommand, CallId, CommandId, Failure, Number, StationCommand, StationEvent},
    telephony::Backend,
};
use hookswitch_protocol::{
    cisco::{
        ToConnector,
        call::{ButtonState, Buttons, Call, Consult, DirectTransfer, OnCall, PartyState, SendDtmf},
        error::ApiFault,
        ids::{CallId as CallIdOnWire, DialString, DtmfDigits},
    },
    ids::Extension,
};

use crate::world::World;

/// A command on a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Button {
    Answer,
    Reject,
    Hold,
    Retrieve,
    Consult,
    Transfer,
    Conference,
    DirectTransfer,
    SendDtmf,
    Drop,
}

impl Button {
    pub(crate) const ALL: [Self; 10] = [
        Self::Answer,
        Self::Reject,
        Self::Hold,
        Self::Retrieve,
        Self::Consult,
        Self::Transfer,
        Self::Conference,
        Self::DirectTransfer,
        Self::SendDtmf,
        Self::Drop,
    ];

    const fn state(self, buttons: &Buttons) -> ButtonState {
        match self {
            Self::Answer => buttons.answer,
            Self::Reject => buttons.reject,
            Self::Hold => buttons.hold,
            Self::Retrieve => buttons.retrieve,
            Self::Consult => buttons.consult,
            Self::Transfer => buttons.transfer,
            Self::Conference => buttons.conference,
            Self::DirectTransfer => buttons.direct_transfer,
            Self::SendDtmf => buttons.send_dtmf,
            Self::Drop => buttons.drop,
        }
    }

    fn request(self, call: &CallIdOnWire, to: &str) -> ToConnector {
        let (media_address, call_id, to_address) = (None, call.clone(), DialString::parse(to).unwrap());
        let on_call = || OnCall { media_address: None, call_id: call.clone() };
        match self {
            Self::Answer => ToConnector::Answer(on_call()),
            Self::Reject => ToConnector::Reject(on_call()),
            Self::Hold => ToConnector::Hold(on_call()),
            Self::Retrieve => ToConnector::Retrieve(on_call()),
            Self::Consult => ToConnector::Consult(Consult { media_address, to_address, call_id }),
            Self::Transfer => ToConnector::Transfer(on_call()),
            Self::Conference => ToConnector::Conference(on_call()),
            Self::DirectTransfer => ToConnector::DirectTransfer(DirectTransfer { media_address, to_address, call_id }),
            Self::SendDtmf => {
                let digits = DtmfDigits::parse("12#").unwrap();
                ToConnector::SendDtmf(SendDtmf { media_address, call_id, digits })
            }
            Self::Drop => ToConnector::Drop(on_call()),
        }
    }

    /// The same as the telephone system knows it.
    fn act(self, call: CallId, consult: CallId, to: &str) -> CallAct {
        let to = Number::parse(to).unwrap();
        match self {
            Self::Answer => CallAct::Answer(call),
            Self::Reject => CallAct::Reject(call),
            Self::Hold => CallAct::Hold(call),
            Self::Retrieve => CallAct::Retrieve(call),
            Self::Consult => CallAct::Consult { call, to },
            Self::Transfer => CallAct::Transfer { consult },
            Self::Conference => CallAct::Conference { consult },
            Self::DirectTransfer => CallAct::TransferTo { call, to },
            Self::SendDtmf => CallAct::Digits { call, digits: DtmfDigits::parse("12#").unwrap() },
            Self::Drop => CallAct::Drop(call),
        }
    }

    /// What a telephone system may refuse because of whom the button calls.
    const fn may_fail(self, why: Option<Failure>) -> bool {
        match (self, why) {
            (
                Self::Consult | Self::DirectTransfer,
                Some(Failure::Busy | Failure::NotPossible | Failure::NoSuchNumber | Failure::OutOfReach),
            ) => true,
            (_, Some(_) | None) => false,
        }
    }

    /// What is not offered though a telephone system could do it: somebody is asked about the call in which one speaks,
    /// and about no question.
    fn is_withheld(self, call: &Call) -> bool {
        self == Self::Consult && (call.state == PartyState::Held || call.parent.is_some())
    }
}

impl World {
    /// Presses a button, where there is one that is offered or is not.
    pub(crate) fn presses(&mut self, app: usize, is_offered: bool, to: &str) -> String {
        let choices = self.choices(app, is_offered);
        // What is seldom offered is pressed when it is.
        let rare =
            |button| matches!(button, Button::Consult | Button::Transfer | Button::Conference | Button::Retrieve);
        let seldom: Vec<_> = choices.iter().filter(|(_, button)| rare(*button)).cloned().collect();
        let choices = if seldom.is_empty() || self.rng.u32(0..3) == 0 { choices } else { seldom };
        let Some((call, button)) = self.rng.choice(choices) else {
            return format!("{app} has no such button");
        };
        let what = format!("{app} presses {button:?} on {} ({:?}), {to}", call.id.as_str(), call.state);
        if is_offered {
            self.presses_offered(app, &call, button, to)
        } else {
            self.presses_hidden(app, &call, button, to)
        }
        what
    }

    /// Leaves every call that it shows.
    pub(crate) fn hangs_up(&mut self, app: usize) {
        let ids: Vec<String> = self.apps[app].told.calls.iter().flatten().map(|(id, _)| id.clone()).collect();
        for id in ids {
            let Some(call) = self.apps[app].told.calls.as_ref().and_then(|calls| calls.get(&id)).cloned() else {
                continue;
            };
            let button = if call.buttons.drop == ButtonState::Enable { Button::Drop } else { Button::Reject };
            self.presses_offered(app, &call, button, "8001");
        }
    }

    fn choices(&self, app: usize, is_offered: bool) -> Vec<(Call, Button)> {
        let calls = self.apps[app].told.calls.iter().flat_map(|calls| calls.values());
        let all = calls.flat_map(|call| Button::ALL.map(|button| (call.clone(), button)));
        all.filter(|(call, button)| (button.state(&call.buttons) == ButtonState::Enable) == is_offered).collect()
    }

    fn presses_offered(&mut self, app: usize, call: &Call, button: Button, to: &str) {
        let fault = self.asks(app, button.request(&call.id, to));
        match fault {
            None => self.done.button(button),
            Some(_) if button.may_fail(self.failure) => {}
            Some(fault) => {
                self.broken.push(format!("{button:?} is offered and refused: {fault:?}, {:?}: {call:?}", self.failure));
            }
        }
    }

    fn presses_hidden(&mut self, app: usize, call: &Call, button: Button, to: &str) {
        let telephone = self.agent_of(app).and_then(|agent| self.telephone_of(agent));
        if telephone.is_some_and(|telephone| self.would_do(app, &telephone, call, button, to))
            && !button.is_withheld(call)
        {
            self.broken.push(format!("{button:?} could be done and is not offered: {call:?}"));
        }
        match self.asks(app, button.request(&call.id, to)) {
            Some(ApiFault::InvalidState | ApiFault::UnknownCall) if self.happened == 0 => self.done.hidden += 1,
            fault => self.broken.push(format!("{button:?} is not offered, and pressed led to {fault:?}: {call:?}")),
        }
    }

    /// Whether the telephone system itself would do it.
    fn would_do(&self, app: usize, at: &Extension, call: &Call, button: Button, to: &str) -> bool {
        let number = |id: &CallIdOnWire| CallId(id.as_str().parse().unwrap());
        let calls = || self.apps[app].told.calls.iter().flat_map(|calls| calls.values());
        let asking = calls().find(|other| other.parent.as_ref() == Some(&call.id)).map_or(&call.id, |other| &other.id);
        let mut pbx = self.pbx.clone();
        let id = CommandId(u64::MAX);
        let act = button.act(number(&call.id), number(asking), to);
        pbx.command(StationCommand::Call(CallCommand { id, at: at.clone(), act }), self.now);
        std::iter::from_fn(|| pbx.poll_event())
            .any(|event| matches!(event, StationEvent::Done { command, .. } if command == id))
    }
}
