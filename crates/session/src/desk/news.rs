//! What is worth a word: what happened, and what failed.

use hookswitch_protocol::{
    Tick,
    cisco::{
        ToConnector,
        agent::AgentState,
        call::StateCause,
        ids::{CallId, DialString},
    },
    ids::DisplayName,
};

/// What happened last, for those who cannot see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Happening {
    /// The agent's state is another one.
    State(AgentState),
    /// Something happened to a call.
    Call(CallId, Event),
}

/// What happened to a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// It rings.
    Rings,
    /// It goes out.
    GoesOut,
    /// Somebody answered.
    Answered,
    /// It waits.
    Held,
    /// It is over; with who was at the other end, as nobody else remembers.
    Ended(Option<DisplayName>, Option<DialString>),
    /// It came to nothing.
    Failed(Option<StateCause>),
}

/// Something that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Toast {
    /// Which.
    pub id: ToastId,
    /// What was asked for.
    pub what: What,
    /// Why it failed and what to do; empty where nobody answered.
    pub text: String,
    /// Until when it stands.
    pub until: Tick,
}

/// A toast; never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ToastId(pub u32);

/// What was asked for, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A call.
    Call,
    /// An answer.
    Answer,
    /// A hold, or its end.
    Hold,
    /// A transfer, a consult or a conference.
    Transfer,
    /// The end of a call.
    End,
    /// Another state.
    State,
    /// A list.
    List,
    /// Something of an agent of the team.
    Team,
    /// Another value of a variable.
    Variable,
    /// Anything else.
    Other,
}

impl What {
    pub(super) const fn of(request: &ToConnector) -> Self {
        match request {
            ToConnector::MakeCall(_) => Self::Call,
            ToConnector::Answer(_) => Self::Answer,
            ToConnector::Hold(_) | ToConnector::Retrieve(_) => Self::Hold,
            ToConnector::Consult(_)
            | ToConnector::Conference(_)
            | ToConnector::Transfer(_)
            | ToConnector::DirectTransfer(_) => Self::Transfer,
            ToConnector::Reject(_) | ToConnector::Drop(_) => Self::End,
            ToConnector::SetReadyState(_) | ToConnector::SetNotReadyState(_) | ToConnector::Logout(_) => Self::State,
            ToConnector::GetPhoneDirectory(_)
            | ToConnector::GetCallHistory(_)
            | ToConnector::GetWrapupReasonCode(_) => Self::List,
            ToConnector::GetTeamState(_)
            | ToConnector::TeamAgentNotReady(_)
            | ToConnector::TeamAgentLogout(_)
            | ToConnector::SilentMonitoring(_)
            | ToConnector::Barge(_) => Self::Team,
            ToConnector::UpdateCallVariables(_) => Self::Variable,
            ToConnector::SetUserInfo(_)
            | ToConnector::GetAgentState(_)
            | ToConnector::GetAppState(_)
            | ToConnector::GetSystemInfo(_)
            | ToConnector::WrapUpCall(_)
            | ToConnector::SendDtmf(_) => Self::Other,
        }
    }
}
