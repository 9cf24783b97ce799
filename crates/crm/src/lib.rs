//! The softphone inside a CRM: what is clicked is dialled, what rings is looked up, what was talked is written down.
//!
//! Sans-IO, as the session beside it; what speaks to the CRM is the page's host.

mod apps;
pub mod ask;
pub mod call_center;
mod channel;
mod dial;
mod io;
mod look;
mod machine;
mod panel;
pub mod place;
pub mod record;
mod save;
pub mod settings;
mod talk;

pub use self::{
    dial::Hint,
    io::{AskId, Begun, Effect, Input, Phone, Reply, Seen, Trace, Word},
    machine::Crm,
    save::Task,
    talk::{Entry, Found, RECORD, Reach, Talk},
};
