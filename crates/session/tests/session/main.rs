//! The client machine against a scripted connector, in virtual time. The script names every effect: one more or one
//! less fails.

#![allow(clippy::unwrap_used, clippy::panic, clippy::wildcard_enum_match_arm, reason = "a failing test names itself")]

mod desk;
mod dialling;
mod frames;
mod log_on;
mod person;
mod reconnect;
mod script;
mod vouched;
