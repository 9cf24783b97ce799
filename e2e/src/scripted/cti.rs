//! The CTI server behind a scripted connector: what it says was decided beforehand.

use hookswitch_protocol::channels::{ForSoftphone, FromSoftphone};
use hookswitch_protocol::cisco::agent::{SetAgentState, UpdateCallVariables};
use hookswitch_protocol::cisco::call::{CallsStateChange, SetCallHistory};
use hookswitch_protocol::cisco::error::{ApiFault, SetApiError};
use hookswitch_protocol::cisco::lists::PhoneBooks;
use hookswitch_protocol::cisco::part::Scope;
use hookswitch_protocol::cisco::team::SetTeamState;
use hookswitch_protocol::cisco::{Shown, ToConnector};
use hookswitch_protocol::salesforce::{Ask, Credentials, Saved};

/// A CTI server. What it has no answer to it never answers.
#[derive(Clone, Debug, Default)]
pub struct Cti {
    /// What is saved for the agent.
    pub credentials: Option<Credentials>,
    /// What answers a sign-on, and what follows it.
    pub signed_on: Vec<Shown>,
    /// The calls of the day.
    pub history: Option<SetCallHistory>,
    /// The parts of the phone books.
    pub books: Vec<PhoneBooks>,
    /// The team.
    pub team: Option<SetTeamState>,
    /// What answers every other command.
    pub refusal: Option<ApiFault>,
}

impl Cti {
    /// The answer to a request, and what follows it.
    pub(super) fn answer(&self, request: FromSoftphone) -> Vec<ForSoftphone> {
        let shown: Vec<Shown> = match request {
            FromSoftphone::Connector(_) | FromSoftphone::Center(_) | FromSoftphone::Told(_) => Vec::new(),
            FromSoftphone::Ask(Ask::FetchCredentials(_)) => {
                let saved = self.credentials.clone().map(Saved::Credentials);
                return saved.map(ForSoftphone::Saved).into_iter().collect();
            }
            FromSoftphone::Cisco(ToConnector::SetUserInfo(_)) => self.signed_on.clone(),
            FromSoftphone::Cisco(ToConnector::GetAgentState(_)) => {
                self.agent().cloned().map(Shown::AgentState).into_iter().collect()
            }
            FromSoftphone::Cisco(ToConnector::GetCallHistory(_)) => {
                self.history.clone().map(Shown::CallHistory).into_iter().collect()
            }
            FromSoftphone::Cisco(ToConnector::GetPhoneDirectory(asked)) => {
                let at = asked.part.and_then(|part| usize::try_from(part).ok()?.checked_sub(1)).unwrap_or_default();
                self.books.get(at).cloned().map(Shown::PhoneBooks).into_iter().collect()
            }
            FromSoftphone::Cisco(ToConnector::GetTeamState(_)) => {
                self.team.clone().map(Shown::TeamState).into_iter().collect()
            }
            FromSoftphone::Cisco(ToConnector::UpdateCallVariables(set)) if self.refusal.is_none() => {
                self.with_variable(set).into_iter().collect()
            }
            FromSoftphone::Cisco(_) => self.refusal.map(SetApiError::new).map(Shown::ApiError).into_iter().collect(),
        };
        shown.into_iter().map(ForSoftphone::Shown).collect()
    }

    /// The call with this variable.
    fn with_variable(&self, set: UpdateCallVariables) -> Option<Shown> {
        let calls =
            self.signed_on.iter().filter_map(|shown| if let Shown::Calls(calls) = shown { Some(calls) } else { None });
        let mut call = calls.flat_map(|calls| &calls.data).find(|call| call.id == set.call_id)?.clone();
        call.call_variables.set(set.key, set.value).ok()?;
        Some(Shown::Calls(CallsStateChange { scope: Scope::Changes, part: None, data: vec![call] }))
    }

    fn agent(&self) -> Option<&SetAgentState> {
        self.signed_on.iter().find_map(|shown| if let Shown::AgentState(agent) = shown { Some(agent) } else { None })
    }
}
