//! The softphone inside what plays Salesforce: signed on by the user record, numbers clicked, records popped, calls written
//! down.

mod calls;
mod stage;
