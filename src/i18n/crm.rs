//! Words of what the CRM knows of a call, and of what it cannot do.

use hookswitch_crm::Phone;

use super::Words;

pub const OPEN: &str = "Open ";
pub const NEW: &str = "New ";
pub const SEARCHING: &str = "Searching in Salesforce…";
pub const NOBODY: &str = "Nobody with this number in Salesforce";
pub const NOT_SEARCHED: &str = "Salesforce could not be searched";
pub const WHOSE: &str = "Whose call is it?";
pub const NOTE: &str = "Note";
pub const SAVING: &str = "Saving in Salesforce…";
pub const SAVED: &str = "Saved in Salesforce";
pub const NOT_SAVED: &str = "Not saved in Salesforce: ";
pub const AGAIN: &str = "Save again";
pub const NO_ANSWER: &str = "it gave no answer";
pub const NO_CLASS: &str = "the package's class is missing, or you may not use it";
pub const REFUSED: &str = "it refused";
pub const LAST_CALL: &str = "Last call: ";
pub const OK: &str = "OK";
pub const DO_NOT_DIAL: &str = "Do not dial";
pub const WAITS: &str = "Will dial ";
pub const NOT_DIALLED: &str = "Not dialled: ";
pub const LATE: &str = "It waited for half a minute. Click it again once you are ready.";
pub const NO_NUMBER: &str = "That is no telephone number.";
pub const REACHING: &str = "Reaching Salesforce…";
pub const HOST: &str = "Runs in";
pub const LIGHTNING: &str = "Salesforce Lightning";
pub const CLASSIC: &str = "Salesforce Classic";
pub const ASKED: &str = "Asked of Salesforce";
pub const MS: &str = " ms";
pub const UNREADABLE: &str = "Settings that cannot be read";
pub const QUERY: &str = "Keys of the address";

pub const NO_CLICKS: Words = Words {
    title: "Numbers cannot be clicked",
    remedy: "Salesforce did not answer. Reload the page; if it stays, ask the administrator to check the call centre.",
};
pub const NO_SCRIPT: Words = Words {
    title: "Salesforce did not answer",
    remedy: "Calls work, records do not. Ask the administrator to check the call centre and this user's assignment to it.",
};
pub const NO_SETTINGS: Words = Words {
    title: "No settings from Salesforce",
    remedy: "Ask the administrator to assign this user to the call centre.",
};
pub const NO_USER: Words = Words {
    title: "Salesforce does not say who you are",
    remedy: "Ask the administrator for the permission set Hookswitch_Agent.",
};
pub const BAD_SETTINGS: Words = Words {
    title: "Settings that cannot be read",
    remedy: "The usual ones are used. Ask the administrator to correct in the call centre: ",
};
pub const DOUBTFUL: Words = Words {
    title: "This frame is not Salesforce's",
    remedy: "Open the softphone in Salesforce, or by its own address.",
};

/// What a number waits for, or why it is not dialled.
pub fn of_phone(phone: Phone) -> &'static str {
    match phone {
        Phone::Connecting => "The softphone is connecting.",
        Phone::SignedOff => "Sign on first.",
        Phone::NotAtWork => "You are logged out. Sign on to calls first.",
        Phone::NotReady | Phone::WrapUp | Phone::Ready => "In a moment.",
    }
}
