//! Why a command failed: for a person, a script and the shell.

use std::{io, process::ExitCode};

use serde_json::{Value, json};

use crate::{
    config::Fault,
    serve::{Refusal, ServeError},
    store::{ChangeError, StoreError},
};

/// Why a command failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// It was told something that cannot be; exit code 2.
    Usage(Vec<Fault>),
    /// It could not be done; exit code 1.
    Failed {
        /// What is wrong, a sentence.
        wrong: String,
        /// What to do, a sentence.
        remedy: String,
    },
    /// It was done, and the answer, which was printed, is no; exit code 1.
    AnswerIsNo,
}

impl Failure {
    pub(super) fn usage(key: &str, wrong: &str, remedy: &str) -> Self {
        Self::Usage(vec![Fault::new(key, wrong, remedy)])
    }

    pub(super) fn failed(wrong: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::Failed { wrong: wrong.into(), remedy: remedy.into() }
    }

    pub(super) fn of_system(error: io::Error) -> Self {
        Self::failed(
            format!("The operating system refused: {error}."),
            "Check the limits of this account, then try again.",
        )
    }

    pub(super) fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Failed { .. } | Self::AnswerIsNo => ExitCode::FAILURE,
        }
    }

    pub(super) fn to_text(&self) -> String {
        let rows = match self {
            Self::Usage(faults) => faults.iter().map(|fault| format!("error: {fault}")).collect(),
            Self::AnswerIsNo => Vec::new(),
            Self::Failed { wrong, remedy } => vec![format!("error: {wrong}\n{remedy}")],
        };
        rows.join("\n")
    }

    pub(super) fn to_json(&self) -> Value {
        let rows: Vec<Value> = match self {
            Self::Usage(faults) => faults
                .iter()
                .map(|fault| json!({ "key": fault.key, "wrong": fault.wrong, "remedy": fault.remedy }))
                .collect(),
            Self::AnswerIsNo => Vec::new(),
            Self::Failed { wrong, remedy } => vec![json!({ "wrong": wrong, "remedy": remedy })],
        };
        json!({ "errors": rows })
    }
}

impl From<Vec<Fault>> for Failure {
    fn from(faults: Vec<Fault>) -> Self {
        Self::Usage(faults)
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        Self::failed(error.to_string(), error.remedy())
    }
}

impl From<ChangeError> for Failure {
    fn from(error: ChangeError) -> Self {
        Self::failed(error.to_string(), error.remedy())
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::failed(refusal.to_string(), refusal.remedy())
    }
}

impl From<ServeError> for Failure {
    fn from(error: ServeError) -> Self {
        match error {
            ServeError::Config(faults) => Self::Usage(faults),
            ServeError::Store(error) => error.into(),
            ServeError::Listen { .. } | ServeError::Random(_) | ServeError::Stopped(_) => {
                Self::failed(error.to_string(), error.remedy())
            }
        }
    }
}
