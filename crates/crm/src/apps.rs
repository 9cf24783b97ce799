//! What the user's other apps ask of the CRM.

use hookswitch_protocol::{
    ReplyTo, Tick,
    cisco::ids::CallId,
    opaque::Params,
    salesforce::{
        Asked, CustomVariablesRemoved, CustomVariablesSaved, ObjectUpdated, TaskState, Told, UpdateObject, WorkId,
    },
    wire::Nullable,
};

use crate::{
    ask::{Answer, Ask, Refusal, Why},
    io::Effect,
    machine::{Crm, For, Rank},
};

/// Who waits for an answer, and to what.
#[derive(Clone, Debug)]
pub(crate) enum OfApp {
    Update(ReplyTo, Box<UpdateObject>),
    State(ReplyTo, WorkId),
}

const NO_CALL: &str = "There is no such call.";
const NO_TASK: &str = "There is no such task.";
const TOO_MANY: &str = "A call cannot hold that many variables.";

impl Crm {
    /// Another app asks for something: one tab of all that hear it does it.
    pub(crate) fn on_app(&mut self, reply_to: ReplyTo, asked: Asked, now: Tick) {
        match asked {
            Asked::OpenObject(open) if self.is_in_front() => self.ask(Ask::Show(open.sfid), For::Nobody, now),
            Asked::OpenObject(_) => {}
            _ if self.rank == Rank::Follows => {}
            Asked::UpdateObject(update) => {
                let ask = Ask::Change { id: update.sfid.clone(), fields: update.params.clone() };
                self.ask(ask, For::App(OfApp::Update(reply_to, Box::new(update))), now);
            }
            Asked::SaveCustomVariables(save) => {
                let fault = self.change_variables(&save.call_id, |held| {
                    save.params.iter().for_each(|(name, value)| held.set(name.clone(), value.clone()));
                });
                let (call_id, params, success) = (save.call_id, save.params, fault.is_none());
                let told = CustomVariablesSaved { call_id, params, success, error_message: told(fault) };
                self.tell(reply_to, Told::CustomVariablesSaved(told));
            }
            Asked::RemoveCustomVariables(remove) => {
                let fault = self.change_variables(&remove.call_id, |held| {
                    remove.params.0.iter().for_each(|name| held.remove(name));
                });
                let (call_id, params, success) = (remove.call_id, remove.params, fault.is_none());
                let told = CustomVariablesRemoved { call_id, params, success, error_message: told(fault) };
                self.tell(reply_to, Told::CustomVariablesRemoved(told));
            }
            Asked::CheckTaskState(check) => {
                let ask = Ask::IsClosed(check.work_id.as_str().to_owned());
                self.ask(ask, For::App(OfApp::State(reply_to, check.work_id)), now);
            }
        }
    }

    pub(crate) fn on_app_answer(&mut self, of: OfApp, answer: Result<Answer, Refusal>) {
        match of {
            OfApp::Update(reply_to, update) => {
                let fault = answer.err().map(in_words);
                let UpdateObject { call_id, name, object_id, sfid, params } = *update;
                let fields = if fault.is_none() { params } else { Params::default() };
                let (success, error_message) = (fault.is_none(), Nullable(fault));
                let is_manual = false;
                let told = ObjectUpdated { call_id, name, object_id, sfid, success, error_message, is_manual, fields };
                self.tell(reply_to, Told::ObjectUpdated(told));
            }
            OfApp::State(reply_to, work_id) => {
                let (is_closed, fault) = match answer {
                    Ok(Answer::Closed(Some(is_closed))) => (is_closed, None),
                    Ok(_) => (false, Some(NO_TASK.to_owned())),
                    Err(refusal) => (false, Some(in_words(refusal))),
                };
                let (success, error_message) = (fault.is_none(), Nullable(fault));
                self.tell(reply_to, Told::TaskState(TaskState { is_closed, work_id, success, error_message }));
            }
        }
    }

    pub(crate) fn tell(&mut self, reply_to: ReplyTo, told: Told) {
        self.out.push_back(Effect::Tell(reply_to, told));
    }

    fn change_variables(&mut self, call: &CallId, change: impl FnOnce(&mut Params)) -> Option<&'static str> {
        let Some(talk) = self.talk(call) else { return Some(NO_CALL) };
        let mut held = talk.custom.clone();
        change(&mut held);
        if held.len() > hookswitch_protocol::limits::PARAMS {
            return Some(TOO_MANY);
        }
        talk.custom = held;
        talk.change();
        None
    }
}

fn told(fault: Option<&str>) -> Nullable<String> {
    Nullable(fault.map(str::to_owned))
}

/// Why the CRM did not do it, to somebody who can read its words.
pub(crate) fn in_words(refusal: Refusal) -> String {
    let Refusal { why, text } = refusal;
    match why {
        _ if !text.is_empty() => text,
        Why::Silence => "Salesforce gave no answer.".to_owned(),
        Why::NoClass => "The package's Apex class is missing, or the user may not call it.".to_owned(),
        Why::NotYet | Why::Field | Why::Other => "Salesforce refused.".to_owned(),
    }
}
