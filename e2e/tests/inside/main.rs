//! The softphone inside what plays Salesforce: signed on by the user record, numbers clicked, records popped, calls written
//! down.

mod apps;
mod calls;
mod identity;
mod missing;
mod stage;
mod tabs;
mod work;
