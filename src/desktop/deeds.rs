//! What doing something on the desktop leads to.

use hookswitch_protocol::cisco::{
    ToConnector,
    agent::{AgentState, Reason, SetUserInfo, UpdateCallVariables, WrapUp, WrapUpCall},
    call::{Barge, ButtonState, Call, Consult, DirectTransfer, OnCall, SendDtmf, SetMakeCall},
    ids::{
        CallId, CtiPassword, CtiUserName, DialString, DtmfDigits, ReasonCode, ReasonCodeId, VariableValue, WrapUpId,
    },
    team::{LogoutWord, NotReadyWord, SilentMonitoring, TeamAgent, TeamAgentLogout, TeamAgentNotReady},
    variables::CallVariables,
};
use hookswitch_protocol::{ids::Extension, reading::number, values::NoPayload};
use hookswitch_session::{
    Act,
    desk::{ToastId, Work},
    dialling::Rules,
};

use super::{Aim, Desktop, Draft, Member, MemberStep, Over};
use crate::intent::{Deed, PressOn, Tab, Typed, Work as Press};

/// What a deed is judged by.
#[derive(Clone, Copy)]
pub struct Bench<'a> {
    /// The agent's work, where the agent is at work.
    pub work: Option<&'a Work>,
    /// How numbers are dialled.
    pub rules: &'a Rules,
}

/// What a deed asks of the session or the browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Then {
    /// Something of the session.
    Act(Act),
    /// That the browser plays sounds.
    EnableSound,
    /// That the calls up to this time count as seen.
    KeepSeen(u64),
    /// That the rows begin at the top.
    Top,
}

impl Desktop {
    /// Takes one deed.
    pub fn take(&mut self, deed: Deed, bench: Bench<'_>) -> Option<Then> {
        match deed {
            Deed::SignOn(typed) => return credentials(&typed).map(|set| Then::Act(Act::SignOn(set))),
            Deed::Press(Press::SignOnAgain) => return Some(Then::Act(Act::SignOnAgain)),
            Deed::Press(Press::EnableSound) => return Some(Then::EnableSound),
            Deed::Number(_)
            | Deed::Search(_)
            | Deed::Variable(..)
            | Deed::Leave
            | Deed::Note(..)
            | Deed::LeaveNote
            | Deed::Scroll(_)
            | Deed::Press(_)
            | Deed::On(..)
            | Deed::Key(_)
            | Deed::Down
            | Deed::Up => {}
        }
        let work = bench.work?;
        match deed {
            Deed::Press(press) => self.press(press, work, bench.rules),
            Deed::On(press, value) => self.press_on(press, &value, work, bench.rules),
            Deed::Number(text) => {
                self.number = text;
                None
            }
            Deed::Search(text) => {
                self.search.put(text);
                (self.first, self.chosen) = (0, None);
                Some(Then::Top)
            }
            Deed::Variable(name, mut text) => {
                // None can be in it, and pasted ones would be seen by nobody.
                text.retain(|c| !c.is_control());
                self.draft = Some(Draft { call: self.more.clone()?, name, text });
                None
            }
            Deed::Leave => self.save(work),
            Deed::Scroll(first) => {
                self.first = first;
                None
            }
            Deed::Key(key) => self.key(key, work, bench.rules),
            Deed::Down => {
                self.held = Some(self.in_order(work).into_iter().map(|call| call.id.clone()).collect());
                None
            }
            Deed::Up => {
                self.held = None;
                None
            }
            // The CRM's.
            Deed::SignOn(_) | Deed::Note(..) | Deed::LeaveNote => None,
        }
    }

    pub(super) fn press(&mut self, press: Press, work: &Work, rules: &Rules) -> Option<Then> {
        match press {
            Press::States => self.over = toggled(self.over, Over::States),
            Press::Shortcuts => self.over = toggled(self.over, Over::Shortcuts),
            Press::Ready => {
                self.over = Over::Nothing;
                return ask(ToConnector::SetReadyState(NoPayload));
            }
            Press::Erase => {
                self.number.pop();
            }
            Press::EndPurpose => self.end_purpose(),
            Press::Dial => return self.dial(work, rules),
            Press::Consult => {
                let (call_id, to_address) = self.looked_up(work, rules)?;
                self.end_purpose();
                return ask(ToConnector::Consult(Consult { media_address: None, to_address, call_id }));
            }
            Press::HandOver => {
                let (call_id, to_address) = self.looked_up(work, rules)?;
                self.end_purpose();
                return ask(ToConnector::DirectTransfer(DirectTransfer { media_address: None, to_address, call_id }));
            }
            Press::SignOnAgain | Press::EnableSound | Press::DismissHint => {}
        }
        None
    }

    pub(super) fn press_on(&mut self, press: PressOn, value: &str, work: &Work, rules: &Rules) -> Option<Then> {
        match press {
            PressOn::Tab => return self.turn_to(Tab::from_text(value)?, work),
            PressOn::Answer => {
                self.open(Tab::Calls);
                return on_call(work, value, ToConnector::Answer);
            }
            PressOn::Reject => return on_call(work, value, ToConnector::Reject),
            PressOn::Hold => return on_call(work, value, ToConnector::Hold),
            PressOn::Retrieve => return on_call(work, value, ToConnector::Retrieve),
            PressOn::End => return on_call(work, value, ToConnector::Drop),
            PressOn::Transfer => return on_call(work, value, ToConnector::Transfer),
            PressOn::Conference => return on_call(work, value, ToConnector::Conference),
            PressOn::LookUp => self.begin(Aim::LookUp, work.call(value)?.id.clone()),
            PressOn::Tones => self.begin(Aim::Tones, work.call(value)?.id.clone()),
            PressOn::More => {
                let id = work.call(value)?.id.clone();
                self.more = (self.more.as_ref() != Some(&id)).then_some(id);
            }
            PressOn::NotReady => {
                self.over = Over::Nothing;
                return ask(ToConnector::SetNotReadyState(reason(value)));
            }
            PressOn::LogOut => {
                self.over = Over::Nothing;
                return ask(ToConnector::Logout(reason(value)));
            }
            PressOn::WrapUp => {
                let (call_id, reason) = (work.to_wrap_up()?.clone(), WrapUp::Reason(WrapUpId::parse(value)?));
                return ask(ToConnector::WrapUpCall(WrapUpCall { call_id, reason }));
            }
            PressOn::Key => return self.key_pressed(value, work),
            PressOn::Choose => {
                let row = number(value)?.try_into().ok()?;
                self.chosen = (self.chosen != Some(row)).then_some(row);
            }
            PressOn::Redial => {
                self.purpose = None;
                self.open(Tab::Keypad);
                value.clone_into(&mut self.number);
                return self.dial(work, rules);
            }
            PressOn::Member => {
                let user_name = CtiUserName::parse(value)?;
                let is_open = self.member.as_ref().is_some_and(|member| member.user_name == user_name);
                self.member = (!is_open).then_some(Member { user_name, step: MemberStep::Looking });
            }
            PressOn::MemberNotReady => {
                let user_name = self.member.as_ref()?.user_name.clone();
                let (state, Reason { reason_code_id }) = (NotReadyWord::NotReady, reason(value));
                return ask(ToConnector::TeamAgentNotReady(TeamAgentNotReady { user_name, state, reason_code_id }));
            }
            PressOn::MemberLogOut => return self.log_out(value),
            PressOn::Listen => {
                let (user_name, to_address) = telephone(member(work, value)?)?;
                let from_address = work.agent.extension.0.clone()?;
                return ask(ToConnector::SilentMonitoring(SilentMonitoring { user_name, from_address, to_address }));
            }
            PressOn::Barge => {
                let agent = member(work, value)?;
                let (user_name, to_address) = telephone(agent)?;
                let (from_address, call_id) = (work.agent.extension.0.clone()?, agent.calls.first()?.call_id.clone());
                return ask(ToConnector::Barge(Barge { from_address, to_address, user_name, call_id }));
            }
            // Chosen before anybody is at work, or the CRM's.
            PressOn::StationType | PressOn::ShowRecord | PressOn::Whose | PressOn::NewRecord | PressOn::SaveCall => {}
            PressOn::Toast => return Some(Then::Act(Act::Dismiss(ToastId(number(value)?.try_into().ok()?)))),
        }
        None
    }

    /// Opens a page. Whoever opens the calls of the day has seen them.
    pub(super) fn turn_to(&mut self, tab: Tab, work: &Work) -> Option<Then> {
        self.open(tab);
        match tab {
            Tab::Calls | Tab::Keypad => None,
            Tab::Book => Some(Then::Act(Act::LookIntoBook)),
            Tab::History => {
                let latest = work.history.iter().map(|past| past.at).max()?;
                self.seen = self.seen.max(latest);
                Some(Then::KeepSeen(self.seen))
            }
            Tab::Team => ask(ToConnector::GetTeamState(NoPayload)),
        }
    }

    /// Logs an agent of the team out; asked back once.
    fn log_out(&mut self, value: &str) -> Option<Then> {
        let user_name = CtiUserName::parse(value)?;
        let is_asked = self
            .member
            .as_ref()
            .is_some_and(|member| member.user_name == user_name && member.step == MemberStep::LogOutAsked);
        if is_asked {
            self.member = None;
            return ask(ToConnector::TeamAgentLogout(TeamAgentLogout { user_name, state: LogoutWord::Logout }));
        }
        self.member = Some(Member { user_name, step: MemberStep::LogOutAsked });
        None
    }

    pub(super) fn key_pressed(&mut self, key: &str, work: &Work) -> Option<Then> {
        let digits = DtmfDigits::parse(key)?;
        self.number.push_str(digits.expose());
        let call_id = self.aim(Aim::Tones).and_then(|call| work.call(call.as_str()))?.id.clone();
        ask(ToConnector::SendDtmf(SendDtmf { media_address: None, call_id, digits }))
    }

    /// Dials the number in the field, or that of the contact that is chosen.
    pub(super) fn dial(&mut self, work: &Work, rules: &Rules) -> Option<Then> {
        match &self.purpose {
            Some((Aim::LookUp, _)) => return self.press(Press::Consult, work, rules),
            Some((Aim::Tones, _)) => return None,
            None => {}
        }
        let to_address = self.target(work, rules)?;
        self.dialled = Some(self.number.clone());
        let call_variables = CallVariables::default();
        ask(ToConnector::MakeCall(SetMakeCall { media_address: None, to_address, call_variables }))
    }

    /// Saves the variable that is being typed, where it is another one than the connector's, who shows it then.
    pub(super) fn save(&mut self, work: &Work) -> Option<Then> {
        let Draft { call, name, text } = self.draft.take()?;
        let call = work.call(call.as_str())?;
        let known = call.call_variables.as_slice().iter().find(|known| known.name.as_str() == name)?;
        let value = VariableValue::parse(&text).filter(|value| *value != known.value)?;
        let (call_id, key) = (call.id.clone(), known.name.clone());
        ask(ToConnector::UpdateCallVariables(UpdateCallVariables { call_id, key, value }))
    }

    /// The call for which somebody was looked up, and who.
    fn looked_up(&self, work: &Work, rules: &Rules) -> Option<(CallId, DialString)> {
        let call = work.call(self.aim(Aim::LookUp)?.as_str())?;
        Some((call.id.clone(), self.target(work, rules)?))
    }

    fn target(&self, work: &Work, rules: &Rules) -> Option<DialString> {
        let chosen = self.chosen.filter(|_| self.tab == Tab::Book);
        let typed = match chosen {
            Some(row) => self.search.contact(&work.book, row)?.phone_number.as_str(),
            None => &self.number,
        };
        rules.outgoing(typed).ok().map(|dialled| dialled.to)
    }
}

/// Whether a command can be given now.
pub(super) fn is_enabled(state: ButtonState) -> bool {
    state == ButtonState::Enable
}

/// The call that rings here.
pub(super) fn ringing(work: &Work) -> Option<&Call> {
    work.calls.iter().find(|call| is_enabled(call.buttons.answer))
}

/// Whether the agent could be made ready by a press.
pub(super) fn is_ready(work: &Work) -> bool {
    match work.agent.state {
        AgentState::Ready | AgentState::WorkReady => true,
        AgentState::LogOut
        | AgentState::NotReady
        | AgentState::Reserved
        | AgentState::Talking
        | AgentState::Hold
        | AgentState::Work => work.agent.pending_state == Some(AgentState::Ready),
    }
}

pub(super) fn on_call(work: &Work, id: &str, command: fn(OnCall) -> ToConnector) -> Option<Then> {
    let call_id = work.call(id)?.id.clone();
    ask(command(OnCall { media_address: None, call_id }))
}

pub(super) const fn ask(request: ToConnector) -> Option<Then> {
    Some(Then::Act(Act::Ask(request)))
}

fn toggled(over: Over, to: Over) -> Over {
    if over == to { Over::Nothing } else { to }
}

fn reason(value: &str) -> Reason {
    Reason { reason_code_id: ReasonCode(ReasonCodeId::parse(value)) }
}

fn member<'a>(work: &'a Work, user_name: &str) -> Option<&'a TeamAgent> {
    work.team.as_ref()?.iter().find(|agent| agent.user_name.as_str() == user_name)
}

fn telephone(agent: &TeamAgent) -> Option<(CtiUserName, Extension)> {
    Some((agent.user_name.clone(), agent.extension.0.clone()?))
}

fn credentials(typed: &Typed) -> Option<SetUserInfo> {
    Some(SetUserInfo {
        username: CtiUserName::parse(typed.user_name.trim())?,
        password: CtiPassword::parse(&typed.password)?,
        extension: Extension::parse(typed.extension.trim())?,
    })
}
