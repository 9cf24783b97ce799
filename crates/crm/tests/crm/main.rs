//! The machine inside a CRM, in virtual time, against a CRM that answers by the documented forms.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::wildcard_enum_match_arm,
    reason = "a test that meets something unexpected is to stop"
)]

mod apps;
mod beginning;
mod dialling;
mod early;
mod hostile;
mod popping;
mod random;
mod retrying;
mod saving;
mod world;
