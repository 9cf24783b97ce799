//! The demo PBX in virtual time: what every telephone system has to do, what is its own, and random sequences of
//! everything that agents, callers, administrators and time do.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a failing test names itself"
)]

mod demo;
mod exchange;
mod random;
