//! Signing on to the CTI server: what the form begins with, and what the answers lead to.

use hookswitch_protocol::{
    ErrorCode, ReplyTo, Tick,
    cisco::{
        self,
        agent::{Agent, AgentState, SetUserInfo},
        error::{ApiError, ApiFault},
        ids::CtiUserName,
    },
    ids::{Extension, RequestId},
    salesforce::Credentials,
};

use super::{Asks, Desk, Wait, to_cti, wait, work::Work};

/// What the form of the sign-on begins with. The password is never among it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The name.
    pub user_name: Option<CtiUserName>,
    /// The telephone.
    pub extension: Option<Extension>,
}

/// Why credentials are asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// None are saved.
    NotSaved,
    /// The connector did not answer in time.
    NoAnswer,
    /// The connector refused to ask the CTI server.
    Told(ErrorCode),
    /// Name or password are wrong.
    Wrong {
        /// How many more tries there are before the name is blocked.
        attempts_left: u32,
    },
    /// The name is blocked.
    Blocked {
        /// Until then.
        until: Tick,
    },
    /// The CTI server refused for another reason.
    Fault(ApiFault),
}

impl Refusal {
    /// Whether nothing that is tried now would be heard.
    #[must_use]
    pub fn is_blocked(&self, now: Tick) -> bool {
        self.until().is_some_and(|until| now < until)
    }

    /// Until when the name is blocked.
    #[must_use]
    pub const fn until(&self) -> Option<Tick> {
        match self {
            Self::Blocked { until } => Some(*until),
            Self::NotSaved | Self::NoAnswer | Self::Told(_) | Self::Wrong { .. } | Self::Fault(_) => None,
        }
    }

    const fn of(fault: ApiFault, now: Tick) -> Self {
        match fault {
            ApiFault::InvalidCredentials { attempts_left } => Self::Wrong { attempts_left },
            ApiFault::AccountBlocked { retry_after_seconds } => {
                Self::Blocked { until: now.after(retry_after_seconds as u64 * 1_000) }
            }
            ApiFault::InvalidDevice
            | ApiFault::DeviceBusy
            | ApiFault::InvalidState
            | ApiFault::NotPermitted
            | ApiFault::UnknownCall
            | ApiFault::InvalidNumber
            | ApiFault::InvalidReasonCode
            | ApiFault::UnknownPart
            | ApiFault::TooLarge
            | ApiFault::InternalError => Self::Fault(fault),
        }
    }
}

impl Desk {
    pub(super) fn on_credentials(&mut self, reply_to: &ReplyTo, saved: Credentials, now: Tick, out: &mut impl Asks) {
        match self {
            Self::Fetching(wait) if is_reply(reply_to, wait) => {}
            Self::Away
            | Self::Looking(_)
            | Self::Fetching(_)
            | Self::SigningOn { .. }
            | Self::Asking { .. }
            | Self::LoggedOut
            | Self::AtWork(_) => return,
        }
        let form = Form { user_name: saved.username.0.clone(), extension: saved.extension.0.clone() };
        *self = match (saved.username.0, saved.password.0, saved.extension.0) {
            (Some(username), Some(password), Some(extension)) if saved.success => {
                let set = SetUserInfo { username, password, extension };
                let request = out.ask(to_cti(cisco::ToConnector::SetUserInfo(set)));
                Self::SigningOn { wait: wait(request.as_ref(), now), form }
            }
            (_, _, _) => {
                let told = saved.code.filter(|code| *code != ErrorCode::NoCredentials);
                Self::asking(form, told.map_or(Refusal::NotSaved, Refusal::Told))
            }
        };
    }

    pub(super) fn on_agent_state(&mut self, agent: Agent, now: Tick, out: &mut impl Asks) {
        match (&mut *self, agent.state) {
            (Self::Away, _) => {}
            (Self::AtWork(_), AgentState::LogOut) => *self = Self::LoggedOut,
            (
                Self::Looking(_) | Self::Fetching(_) | Self::SigningOn { .. } | Self::Asking { .. } | Self::LoggedOut,
                AgentState::LogOut,
            ) => {}
            (Self::AtWork(work), _) => work.on_agent(agent),
            (
                Self::Looking(_) | Self::Fetching(_) | Self::SigningOn { .. } | Self::Asking { .. } | Self::LoggedOut,
                _,
            ) => *self = Self::AtWork(Box::new(Work::begin(agent, now, out))),
        }
    }

    pub(super) fn on_api_error(&mut self, reply_to: &ReplyTo, error: ApiError, now: Tick, out: &mut impl Asks) {
        match self {
            Self::Looking(wait) if is_reply(reply_to, wait) => self.not_at_work(error.fault, now, out),
            Self::SigningOn { wait, form } if is_reply(reply_to, wait) => {
                *self = Self::Asking { form: form.clone(), why: Refusal::of(error.fault, now), told: error.msg };
            }
            Self::AtWork(work) if work.is_over(reply_to.id.as_ref()) => self.not_at_work(error.fault, now, out),
            Self::AtWork(work) => work.refused(reply_to.id.as_ref(), error.msg, now),
            Self::Away
            | Self::Looking(_)
            | Self::Fetching(_)
            | Self::SigningOn { .. }
            | Self::Asking { .. }
            | Self::LoggedOut => {}
        }
    }

    /// The agent has left work, or nobody has come to it in this session yet.
    fn not_at_work(&mut self, why: ApiFault, now: Tick, out: &mut impl Asks) {
        if why == ApiFault::InvalidState {
            self.fetch(now, out);
        } else {
            *self = Self::LoggedOut;
        }
    }

    pub(super) fn on_error(&mut self, reply_to: &ReplyTo, code: ErrorCode, now: Tick) {
        match self {
            Self::Looking(wait) | Self::Fetching(wait) if is_reply(reply_to, wait) => {
                *self = Self::asking(Form::default(), Refusal::Told(code));
            }
            Self::SigningOn { wait, form } if is_reply(reply_to, wait) => {
                *self = Self::asking(form.clone(), Refusal::Told(code));
            }
            Self::AtWork(work) => {
                let advice = code.advice_for_person();
                work.refused(reply_to.id.as_ref(), [advice.message, " ", advice.remedy].concat(), now);
            }
            Self::Away
            | Self::Looking(_)
            | Self::Fetching(_)
            | Self::SigningOn { .. }
            | Self::Asking { .. }
            | Self::LoggedOut => {}
        }
    }
}

fn is_reply(reply_to: &ReplyTo, wait: &Wait) -> bool {
    is_of(reply_to.id.as_ref(), wait.request.as_ref())
}

/// Whether an answer of this reference answers that request; a connector that repeats none is believed.
fn is_of(answer: Option<&RequestId>, request: Option<&RequestId>) -> bool {
    answer.is_none_or(|answer| Some(answer) == request)
}
