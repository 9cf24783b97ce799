//! What tests of the page share.

#![allow(unreachable_pub, clippy::wildcard_enum_match_arm, reason = "shared by several test programs")]

#[cfg(target_arch = "wasm32")]
pub mod crm;
#[cfg(not(target_arch = "wasm32"))]
pub mod org;
#[cfg(target_arch = "wasm32")]
pub mod page;
#[cfg(not(target_arch = "wasm32"))]
pub mod space;
