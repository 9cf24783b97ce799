//! The connector: who may sign on, sessions, stations and the telephone system.
//!
//! `core` decides; `edge`, `store` and `telephony` each stand between it and one part of the world and never name
//! each other; `serve` joins them; `cli` and `config` are how an administrator speaks to it.

pub mod cli;
pub mod config;
pub mod core;
pub mod edge;
pub mod salesforce;
pub mod serve;
pub mod store;
pub mod telephony;
