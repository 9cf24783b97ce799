//! The connector as its operators and clients meet it: a process with a data folder, a command line and a port.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a failing test names itself"
)]

mod agent;
mod calls;
mod client;
mod commands;
mod configuration;
mod cti;
mod demo_call;
mod durability;
mod examples;
mod export;
mod fake_org;
mod files;
mod folder;
mod http;
mod live;
mod log;
mod log_on;
mod opening;
#[path = "../org/mod.rs"]
mod org;
mod org_credentials;
mod org_tokens;
mod phone_books;
mod program;
mod queues;
mod ranges;
mod sessions;
mod sockets;
mod stations;
mod stopping;
mod tls;
