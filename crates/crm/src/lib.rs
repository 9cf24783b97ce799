//! The softphone inside a CRM: what is clicked is dialled, what rings is looked up, what was talked is written down.
//!
//! Sans-IO, as the session beside it; what speaks to the CRM is the page's host.

pub mod call_center;
