//! The server machine against scripted clients, in virtual time. The script names every effect that leaves it: one
//! more or one less fails.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a failing test names itself"
)]

mod administration;
mod calls;
mod crm;
mod cti;
mod desk;
mod inside;
mod life;
mod lists;
mod log_on;
mod log_on_matrix;
mod log_on_moves;
mod log_on_random;
mod log_on_rows_errors;
mod log_on_rows_page;
mod log_on_rows_stations;
mod log_on_rows_there;
mod log_on_stage;
mod log_on_told;
#[path = "../org/mod.rs"]
mod org;
mod org_tokens;
mod phone_books;
mod refusals;
mod script;
mod sessions;
mod sign_on;
mod tabs;
mod windows;
