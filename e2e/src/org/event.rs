//! What happened in an org, for tests to ask.

use serde::Serialize;
use serde_json::Value;

use super::call::Host;
use super::pop::Pop;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Event {
    /// In which window of the browser.
    pub window: String,
    /// Who sits there.
    pub user: String,
    /// What the window plays.
    pub host: Host,
    /// Whether the window had the focus.
    pub focused: bool,
    /// What it was.
    #[serde(flatten)]
    pub what: What,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
pub enum What {
    /// The softphone called a method.
    Call {
        /// Its name.
        method: String,
        /// What it was given.
        args: Value,
        /// How that went.
        outcome: Outcome,
    },
    /// The softphone had something shown.
    Pop {
        /// What.
        pop: Pop,
    },
    /// Something else, told by the page.
    Page {
        /// What.
        event: String,
        /// More of it.
        detail: Value,
    },
}

/// How a call went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused, with this code.
    Refused(String),
    /// There was no answer.
    Silent,
}
