//! Why the CTI server refused.

use crate::{code::Advice, json::Json, payload, reading::Reading, wire::Wire, words, write::Writer};

words! {
    /// What went wrong. One of a later version is read as [`ErrorType::InternalError`].
    pub enum ErrorType or InternalError {
        /// User name or password are wrong.
        InvalidCredentials = "InvalidCredentials",
        /// Too many of those.
        AccountBlocked = "AccountBlocked",
        /// No such extension.
        InvalidDevice = "InvalidDevice",
        /// The extension is somebody else's now.
        DeviceBusy = "DeviceBusy",
        /// Not in this state of agent or call.
        InvalidState = "InvalidState" | "Invalid State" | "Invalid state",
        /// Not this agent.
        NotPermitted = "NotPermitted",
        /// No such call of this agent.
        UnknownCall = "UnknownCall",
        /// Cannot be dialled.
        InvalidNumber = "InvalidNumber",
        /// No such reason for this agent.
        InvalidReasonCode = "InvalidReasonCode",
        /// No such part of the phone books.
        UnknownPart = "UnknownPart",
        /// More than a call can hold.
        TooLarge = "TooLarge",
        /// The telephone system failed.
        InternalError = "InternalError",
    }
}

/// What went wrong, with what there is to know about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiFault {
    /// User name or password are wrong.
    InvalidCredentials {
        /// How many more tries there are before the user is blocked.
        attempts_left: u32,
    },
    /// The user is blocked.
    AccountBlocked {
        /// For how long.
        retry_after_seconds: u32,
    },
    /// No such extension.
    InvalidDevice,
    /// The extension is somebody else's now.
    DeviceBusy,
    /// Not in this state of agent or call.
    InvalidState,
    /// Not this agent.
    NotPermitted,
    /// No such call of this agent.
    UnknownCall,
    /// Cannot be dialled.
    InvalidNumber,
    /// No such reason for this agent.
    InvalidReasonCode,
    /// No such part of the phone books.
    UnknownPart,
    /// More than a call can hold.
    TooLarge,
    /// The telephone system failed.
    InternalError,
}

/// A refusal, as an app may show it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApiError {
    /// What went wrong.
    pub fault: ApiFault,
    /// The same as a plain sentence.
    pub error_message: String,
    /// The same for a person, with what to do about it.
    pub msg: String,
}

payload! {
    /// A request was refused.
    pub struct SetApiError with "packet" = "apierror" {
        /// Why.
        data: ApiError = "data",
    }
}

impl ErrorType {
    /// What is wrong and what to do about it.
    #[must_use]
    pub const fn advice(self) -> Advice {
        let (message, remedy) = match self {
            Self::InvalidCredentials => (
                "The user name or the password is wrong.",
                "Check both; after five failures the user is blocked for five minutes.",
            ),
            Self::AccountBlocked => {
                ("This user is blocked after five failed sign-ons.", "Wait until the time is over, then sign on again.")
            }
            Self::InvalidDevice => {
                ("The telephone system does not know this extension.", "Check the extension, or ask the administrator.")
            }
            Self::DeviceBusy => {
                ("Another agent is signed on at this extension.", "Ask them to sign off, or use another extension.")
            }
            Self::InvalidState => {
                ("That cannot be done in the present state.", "Wait until the state changes, or change it first.")
            }
            Self::NotPermitted => ("You may not do that.", "Ask the administrator for the right to do it."),
            Self::UnknownCall => ("You have no such call; it may have ended.", "Choose one of your present calls."),
            Self::InvalidNumber => ("That number cannot be dialled.", "Check the number."),
            Self::InvalidReasonCode => ("There is no such reason for you.", "Choose a reason from your list."),
            Self::UnknownPart => {
                ("The phone books have no such part.", "Ask without a part, or for one from 1 to the number of parts.")
            }
            Self::TooLarge => ("That is more than a call can hold.", "Send less, or fewer variables."),
            Self::InternalError => (
                "The telephone system could not do that.",
                "Try again; if it stays, ask the administrator to look at the connector's log.",
            ),
        };
        Advice { message, remedy }
    }
}

impl ApiFault {
    /// What went wrong, without what there is to know about it.
    #[must_use]
    pub const fn error_type(self) -> ErrorType {
        match self {
            Self::InvalidCredentials { .. } => ErrorType::InvalidCredentials,
            Self::AccountBlocked { .. } => ErrorType::AccountBlocked,
            Self::InvalidDevice => ErrorType::InvalidDevice,
            Self::DeviceBusy => ErrorType::DeviceBusy,
            Self::InvalidState => ErrorType::InvalidState,
            Self::NotPermitted => ErrorType::NotPermitted,
            Self::UnknownCall => ErrorType::UnknownCall,
            Self::InvalidNumber => ErrorType::InvalidNumber,
            Self::InvalidReasonCode => ErrorType::InvalidReasonCode,
            Self::UnknownPart => ErrorType::UnknownPart,
            Self::TooLarge => ErrorType::TooLarge,
            Self::InternalError => ErrorType::InternalError,
        }
    }

    fn of(error_type: ErrorType, reading: &mut Reading<'_, '_>) -> Self {
        match error_type {
            ErrorType::InvalidCredentials => {
                Self::InvalidCredentials { attempts_left: reading.read(&["attemptsLeft"]) }
            }
            ErrorType::AccountBlocked => {
                Self::AccountBlocked { retry_after_seconds: reading.read(&["retryAfterSeconds"]) }
            }
            ErrorType::InvalidDevice => Self::InvalidDevice,
            ErrorType::DeviceBusy => Self::DeviceBusy,
            ErrorType::InvalidState => Self::InvalidState,
            ErrorType::NotPermitted => Self::NotPermitted,
            ErrorType::UnknownCall => Self::UnknownCall,
            ErrorType::InvalidNumber => Self::InvalidNumber,
            ErrorType::InvalidReasonCode => Self::InvalidReasonCode,
            ErrorType::UnknownPart => Self::UnknownPart,
            ErrorType::TooLarge => Self::TooLarge,
            ErrorType::InternalError => Self::InternalError,
        }
    }
}

impl SetApiError {
    /// A refusal with its standing texts.
    #[must_use]
    pub fn new(fault: ApiFault) -> Self {
        let Advice { message, remedy } = fault.error_type().advice();
        Self { data: ApiError { fault, error_message: message.to_owned(), msg: format!("{message} {remedy}") } }
    }
}

impl Wire for ApiError {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        reading.object(json, |reading| Self {
            fault: ApiFault::of(reading.read(&["errorType"]), reading),
            error_message: reading.read::<Option<_>>(&["errorMessage"]).unwrap_or_default(),
            msg: reading.read::<Option<_>>(&["msg"]).unwrap_or_default(),
        })
    }

    fn write(&self, out: &mut Writer) {
        out.object(|out| {
            out.field("errorType", &self.fault.error_type());
            out.field("errorMessage", &self.error_message);
            out.field("msg", &self.msg);
            match self.fault {
                ApiFault::InvalidCredentials { attempts_left } => out.field("attemptsLeft", &attempts_left),
                ApiFault::AccountBlocked { retry_after_seconds } => {
                    out.field("retryAfterSeconds", &retry_after_seconds);
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
                | ApiFault::InternalError => {}
            }
        });
    }
}
