//! Codes: what someone can act on, each with a plain text and a remedy; and what a closed socket advises.

use crate::{json, reading::Reading, words};

/// A plain text and what to do about it, each one sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Advice {
    /// What is wrong.
    pub message: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
}

/// Declares the codes with their advice: first those that only who writes a client can act on.
macro_rules! codes {
    (
        program { $( $(#[$program_meta:meta])* $program:ident = $program_text:literal: $program_message:literal, $program_remedy:literal; )* }
        person { $( $(#[$meta:meta])* $code:ident = $text:literal: $message:literal, $remedy:literal; )* }
    ) => {
        words! {
            /// What went wrong, as far as someone can act on it. A code this version does not know is read as
            /// [`ErrorCode::InternalError`].
            pub enum ErrorCode or InternalError {
                $( $(#[$program_meta])* $program = $program_text, )*
                $( $(#[$meta])* $code = $text ),*
            }
        }

        impl ErrorCode {
            /// What is wrong and what to do about it, for whoever caused it.
            #[must_use]
            pub const fn advice(self) -> Advice {
                match self {
                    $( Self::$program => Advice { message: $program_message, remedy: $program_remedy }, )*
                    $( Self::$code => Advice { message: $message, remedy: $remedy } ),*
                }
            }

            /// The same for a person, to whom a fault in a program means that two programs do not match. The page
            /// uses this only, and does without the other texts.
            #[must_use]
            pub const fn advice_for_person(self) -> Advice {
                match self {
                    $( Self::$program )|* => Self::UnsupportedProtocol.advice_for_person(),
                    $( Self::$code => Advice { message: $message, remedy: $remedy } ),*
                }
            }
        }
    };
}

codes! {
program {
    /// More than 64 KiB.
    FrameTooLarge = "FrameTooLarge":
        "The frame is larger than 64 KiB.", "Send less in one frame.";
    /// Not a JSON text.
    NotJson = "NotJson":
        "The frame is not JSON.", "Send one JSON object in each text frame.";
    /// JSON, but no object.
    NotAnObject = "NotAnObject":
        "The frame is not a JSON object.", "Send one JSON object in each text frame.";
    /// Nested deeper than 32.
    NestedTooDeeply = "NestedTooDeeply":
        "The frame is nested deeper than 32 levels.", "Flatten the payload.";
    /// `channel` or `topic` is missing.
    NoAddress = "NoAddress":
        "The frame names no channel or no topic.", "Fill in channel, topic and subtopic.";
    /// The channel was not asked for at registration.
    NotRegistered = "NotRegistered":
        "This connection is not registered for that channel.", "Register for the channel first.";
    /// A second registration on one connection.
    AlreadyRegistered = "AlreadyRegistered":
        "This connection is registered already.", "Open another connection to register again.";
    /// No such topic or subtopic.
    UnknownMessage = "UnknownMessage":
        "The channel has no such message.", "Check topic and subtopic against the list of messages.";
    /// A field is missing or malformed; `field` names it.
    BadPayload = "BadPayload":
        "A field is missing or malformed.", "Correct the field that is named.";
}
person {
    /// Another version of the contract.
    UnsupportedProtocol = "UnsupportedProtocol":
        "The connector does not speak this version of the protocol.", "Update the softphone or the connector.";
    /// Not allowed for this connection.
    NotPermitted = "NotPermitted":
        "This connection may not do that.", "Sign on first.";
    /// The proof of identity is of a kind that is not accepted, or does not hold.
    IdentityRefused = "IdentityRefused":
        "The connector does not accept this proof of who you are.", "Ask the administrator; the connector's log says why.";
    /// The own Login ID is empty.
    LoginIdEmpty = "LoginIdEmpty":
        "The Login ID is empty.", "Type your Login ID or make a new one.";
    /// The own Login ID has a space.
    LoginIdSpace = "LoginIdSpace":
        "The Login ID has a space in it.", "Use letters and digits only.";
    /// The own Login ID has a special character.
    LoginIdSpecialCharacter = "LoginIdSpecialCharacter":
        "The Login ID has a special character in it.", "Use the letters A to Z and digits only.";
    /// The own Login ID is too long.
    LoginIdTooLong = "LoginIdTooLong":
        "The Login ID is longer than 64 characters.", "Use at most 64 letters and digits.";
    /// The own Login ID is a Salesforce user name.
    LoginIdIsUserName = "LoginIdIsUserName":
        "That is a Salesforce user name.", "Use an ID that only you know.";
    /// No user of the connector has this Login ID.
    LoginIdUnknown = "LoginIdUnknown":
        "No connector has this ID.", "Compare the ID with the one in the connector, or press Reconnect.";
    /// Another user has this Login ID.
    LoginIdHeld = "LoginIdHeld":
        "Another user has this Login ID.", "Use the ID that was given to you, or make a new one.";
    /// All licences are taken.
    NoLicence = "NoLicence":
        "No licence is left for you.", "Ask the administrator to free a licence or add one.";
    /// No credentials are saved for this user.
    NoCredentials = "NoCredentials":
        "No credentials are saved for you.", "Sign on by hand, or ask the administrator to save them.";
    /// Too many failures for this ID; `retryAfterSeconds` tells how long.
    Locked = "Locked":
        "Sign-on is locked after repeated failures.", "Wait until the time is over, or ask the administrator to unlock you.";
    /// Too many failures from this address; `retryAfterSeconds` tells how long.
    TooManyAttempts = "TooManyAttempts":
        "Too many failed sign-ons came from here.", "Wait until the time is over, then try again.";
    /// The session lives on another connection.
    SessionElsewhere = "SessionElsewhere":
        "You are signed on in another window.", "Press Use here to move your session to this window.";
    /// The session was moved to another connection.
    Superseded = "Superseded":
        "Your session moved to another window.", "Press Use here to bring it back.";
    /// An administrator ended the session or took the ID away.
    SignedOff = "SignedOff":
        "An administrator signed you off.", "Ask the administrator, then sign on again.";
    /// The telephone system does not know the extension.
    ExtensionUnavailable = "ExtensionUnavailable":
        "The telephone system does not know your extension.", "Ask the administrator to check your extension.";
    /// Another agent is signed on at the extension.
    ExtensionBusy = "ExtensionBusy":
        "Another agent is signed on at your extension.", "Ask them to sign off, or ask the administrator for another extension.";
    /// The page's origin is not allowed.
    OriginRefused = "OriginRefused":
        "This page may not use the connector.", "Ask the administrator to allow the address of this page.";
    /// User name or password are wrong at the log-on to a station.
    AuthenticationFailed = "AuthenticationFailed":
        "The authentication process failed.", "Check user name and password, then log on again.";
    /// The password is too old.
    PasswordExpired = "PasswordExpired":
        "Your password has expired.", "Ask the administrator for a new one.";
    /// A saved credential does not count any more.
    CredentialRevoked = "CredentialRevoked":
        "The authentication process failed.", "Type your password: it was changed, or this browser may not log you on by itself any more.";
    /// No such station.
    StationUnknown = "StationUnknown":
        "There is no such station.", "Check the name of the station, or ask the administrator.";
    /// The user lacks the Logon Stations right for it.
    StationNotPermitted = "StationNotPermitted":
        "You may not log on to that station.", "Choose another one, or ask the administrator for the right to log on to it.";
    /// Another user is at the station.
    StationInUse = "StationInUse":
        "Another user is logged on to that station.", "Choose another station, or ask them to log off.";
    /// The server does not offer this type of station.
    StationTypeNotAllowed = "StationTypeNotAllowed":
        "That type of station is not offered.", "Choose another type.";
    /// Every station licence is in use.
    NoStationLicence = "NoStationLicence":
        "No stations are available.", "Wait until somebody logs off, or ask the administrator for more station licences.";
    /// The number cannot be a station.
    RemoteNumberInvalid = "RemoteNumberInvalid":
        "That number cannot be called.", "Type the number as the telephone system dials it.";
    /// The user lacks the right to log on with a number of the user's own.
    RemoteNumberNotPermitted = "RemoteNumberNotPermitted":
        "You may not log on with a number of your own.", "Choose another type of station, or ask the administrator for that right.";
    /// The user lacks the right to a persistent connection.
    PersistentNotPermitted = "PersistentNotPermitted":
        "You may not keep the line open between calls.", "Log on without a persistent connection, or ask the administrator for that right.";
    /// The user agreement, or its present version, was not agreed to.
    AgreementNeeded = "AgreementNeeded":
        "The user agreement has to be accepted.", "Read it and press OK.";
    /// No such host.
    HostUnknown = "HostUnknown":
        "There is no such host.", "Check the name of the host, or ask the administrator.";
    /// The user has logged on to another station.
    AnotherLogOn = "AnotherLogOn":
        "Your connection has been dropped due to a subsequent log on to a different station.", "Log on again to work at this station.";
    /// The station was removed or deactivated.
    StationRemoved = "StationRemoved":
        "Your station is not available any more.", "Log on to another station, or ask the administrator.";
    /// A supervisor logged the user off.
    LoggedOffBySupervisor = "LoggedOffBySupervisor":
        "Your session has been logged out by the supervisor.", "Log on again when you are to work again.";
    /// The connector failed in a way nobody outside can mend.
    InternalError = "InternalError":
        "The connector could not do that.", "Try again; if it stays, ask the administrator to look at its log.";
}
}

impl ErrorCode {
    /// Whether the code says that a frame was no frame at all.
    #[must_use]
    pub const fn is_of_frame(self) -> bool {
        matches!(
            self,
            Self::FrameTooLarge | Self::NotJson | Self::NotAnObject | Self::NestedTooDeeply | Self::NoAddress
        )
    }
}

/// What the WebSocket close code advises. 4000-4099: come back, with back-off. 4400-4499: stay away, tell the user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u16)]
pub enum CloseCode {
    /// The connector restarts; the reason holds `{"retryAfterMs":N}`, this client's own delay.
    Restarting = 4000,
    /// No heartbeat was answered in time.
    Silent = 4001,
    /// The client reads too slowly.
    SlowReader = 4002,
    /// Not registered within 10 s.
    NotRegisteredInTime = 4003,
    /// Five malformed frames in a row.
    BadFrames = 4400,
    /// The proof of identity was refused.
    IdentityRefused = 4401,
    /// The page's origin is not allowed.
    OriginRefused = 4403,
    /// The session lives on another connection now.
    Superseded = 4409,
    /// Signed off by an administrator.
    SignedOff = 4410,
    /// Locked after repeated failures.
    Locked = 4423,
    /// Too many failures from one address.
    TooMany = 4429,
}

impl CloseCode {
    /// Every code.
    pub const ALL: &'static [Self] = &[
        Self::Restarting,
        Self::Silent,
        Self::SlowReader,
        Self::NotRegisteredInTime,
        Self::BadFrames,
        Self::IdentityRefused,
        Self::OriginRefused,
        Self::Superseded,
        Self::SignedOff,
        Self::Locked,
        Self::TooMany,
    ];

    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u16 {
        self as u16
    }

    /// The code with this number.
    #[must_use]
    pub fn from_number(number: u16) -> Option<Self> {
        Self::ALL.iter().copied().find(|code| code.number() == number)
    }

    /// What the user is told where a client must stay away; `None` where it comes back by itself.
    #[must_use]
    pub const fn stay_away(self) -> Option<ErrorCode> {
        match self {
            Self::Restarting | Self::Silent | Self::SlowReader | Self::NotRegisteredInTime => None,
            Self::BadFrames => Some(ErrorCode::UnsupportedProtocol),
            Self::IdentityRefused => Some(ErrorCode::IdentityRefused),
            Self::OriginRefused => Some(ErrorCode::OriginRefused),
            Self::Superseded => Some(ErrorCode::Superseded),
            Self::SignedOff => Some(ErrorCode::SignedOff),
            Self::Locked => Some(ErrorCode::Locked),
            Self::TooMany => Some(ErrorCode::TooManyAttempts),
        }
    }
}

impl CloseCode {
    /// Why, in one plain sentence; empty where it is nobody's business. A planned restart has [`restart_reason`].
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match (self, self.stay_away()) {
            (Self::BadFrames, _) => "Five frames in a row were none.",
            (_, Some(code)) => code.advice().message,
            (_, None) => "",
        }
    }
}

/// The reason in a close frame with [`CloseCode::Restarting`].
#[must_use]
pub fn restart_reason(retry_after_ms: u64) -> String {
    format!("{{\"retryAfterMs\":{retry_after_ms}}}")
}

/// The delay that a restarting connector named for this client; `None` where the reason names none.
#[must_use]
pub fn retry_after_ms(reason: &str) -> Option<u64> {
    let json = json::parse(reason).ok()?;
    let mut reading = Reading::of(json::Fields::of(&json)?);
    let retry_after_ms = reading.read(&["retryAfterMs"]);
    reading.fault().is_none().then_some(retry_after_ms)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_a_close_code_says_whether_to_come_back() {
        for code in CloseCode::ALL {
            let comes_back = (4000..=4099).contains(&code.number());
            assert_eq!(code.stay_away().is_none(), comes_back, "{code:?}");
            assert!(comes_back || (4400..=4499).contains(&code.number()), "{code:?}");
        }
    }

    #[test]
    fn a_restart_names_each_clients_delay() {
        assert_eq!(retry_after_ms(&restart_reason(1_234)), Some(1_234));
        assert_eq!(retry_after_ms("going away"), None);
        assert!(restart_reason(u64::MAX).len() <= crate::limits::CLOSE_REASON_BYTES);
    }

    #[test]
    fn texts_are_sentences_of_their_own() {
        for code in ErrorCode::ALL {
            let Advice { message, remedy } = code.advice();
            assert!(message.ends_with('.') && remedy.ends_with('.'), "{code:?}");
        }
    }

    #[test]
    fn a_person_is_not_told_to_mend_a_frame() {
        assert_eq!(ErrorCode::NotJson.advice_for_person(), ErrorCode::UnsupportedProtocol.advice());
        assert_eq!(ErrorCode::NoLicence.advice_for_person(), ErrorCode::NoLicence.advice());
    }
}
