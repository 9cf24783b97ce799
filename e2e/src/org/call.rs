//! A call of the softphone, on its way from the host page: recorded, led to Lightning or Classic, answered.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::event::{Event, Outcome, What};
use super::fault::Fault;
use super::pop::Pop;
use super::{Org, State, classic, lightning};

/// What a page plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Host {
    /// Lightning Experience.
    Lightning,
    /// Salesforce Classic, with or without its console.
    Classic,
}

/// Who speaks: a window, and who sits before it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Speaker {
    pub(super) window: String,
    pub(super) user: String,
    pub(super) host: Host,
    #[serde(default)]
    pub(super) focused: bool,
}

/// A call.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Call {
    #[serde(flatten)]
    pub(super) by: Speaker,
    pub(super) method: String,
    #[serde(default)]
    pub(super) args: Map<String, Value>,
    /// What only the page knows.
    #[serde(default)]
    pub(super) view: View,
}

/// What a window shows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct View {
    /// The record or list, as the method of this host tells it.
    pub(super) context: Value,
    /// Whether the softphone can be seen.
    pub(super) visible: bool,
    /// Whether it is a console.
    pub(super) console: bool,
}

/// What the page makes of it.
#[derive(Debug, Default, PartialEq, Serialize)]
pub(super) struct Reply {
    /// What the softphone is answered; nothing where it waits in vain.
    pub(super) answer: Option<Value>,
    /// What the page shows.
    pub(super) pop: Option<Pop>,
}

/// What a method leads to.
pub(super) type Done = Result<(Value, Option<Pop>), CallError>;

/// Why a call is refused.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct CallError {
    pub(super) code: &'static str,
    pub(super) description: String,
    pub(super) details: Value,
}

impl CallError {
    /// An argument is not right.
    pub(super) fn param(description: &str) -> Self {
        Self::new("INVALID_PARAM", description)
    }

    /// The org itself failed.
    pub(super) fn server(description: &str) -> Self {
        Self::new("SERVER_ERROR", description)
    }

    /// Fields of a record are not right: each with what is wrong.
    pub(super) fn fields(wrong: &[(String, String)]) -> Self {
        let one = |(field, message): &(String, String)| {
            let error = json!({ "errorCode": "FIELD_INTEGRITY_EXCEPTION", "field": field, "message": message });
            (field.clone(), json!([error]))
        };
        let errors: Map<String, Value> = wrong.iter().map(one).collect();
        let said = "An error occurred while trying to update the record. Please try again.";
        Self { details: json!({ "errors": [], "fieldErrors": errors }), ..Self::new("GENERIC_ERROR", said) }
    }

    fn new(code: &'static str, description: &str) -> Self {
        Self { code, description: description.to_owned(), details: Value::Null }
    }
}

impl Org {
    /// Answers a call.
    pub(super) fn answer(&self, call: Call) -> Reply {
        let mut state = self.lock();
        let done = match state.trouble(&call) {
            Some(trouble) => trouble,
            None => Some(match call.by.host {
                Host::Lightning => lightning::answer(&mut state, &self.keys, &call),
                Host::Classic => classic::answer(&mut state, &self.keys, &call),
            }),
        };
        let outcome = match &done {
            None => Outcome::Silent,
            Some(Ok(_)) => Outcome::Done,
            Some(Err(error)) => Outcome::Refused(error.code.to_owned()),
        };
        let what = What::Call { method: call.method, args: Value::Object(call.args), outcome };
        state.note(&call.by, what);
        let pop = done.as_ref().and_then(|done| done.as_ref().ok()).and_then(|(_, pop)| pop.clone());
        if let Some(pop) = pop.clone() {
            state.note(&call.by, What::Pop { pop });
        }
        let answer = done.map(|done| match call.by.host {
            Host::Lightning => lightning::envelope(done),
            Host::Classic => classic::envelope(done),
        });
        Reply { answer, pop }
    }

    /// Takes down what a page tells.
    pub(super) fn tell(&self, by: &Speaker, event: String, detail: Value) {
        self.lock().note(by, What::Page { event, detail });
    }
}

impl State {
    fn note(&mut self, by: &Speaker, what: What) {
        let Speaker { window, user, host, focused } = by.clone();
        self.events.push(Event { window, user, host, focused, what });
    }

    /// Whether the call does not get as far as the method: then its answer, or none.
    fn trouble(&mut self, call: &Call) -> Option<Option<Done>> {
        if self.has(&Fault::Silent(call.method.clone())) {
            return Some(None);
        }
        for fault in &mut self.faults {
            if let Fault::SlowContainer(times @ 1..) = fault {
                *times -= 1;
                let said = "The softphone container has not finished initializing.";
                return Some(Some(Err(CallError::new("SOFTPHONE_CONTAINER_ERROR", said))));
            }
        }
        None
    }

    /// Whether this goes wrong.
    pub(super) fn has(&self, fault: &Fault) -> bool {
        self.faults.contains(fault)
    }
}
