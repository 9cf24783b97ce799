//! The browser, one thing each, behind types of our own. The only place, with `host`, that acts on it.
//!
//! Whatever is registered here with the browser is owned by what is returned, and ends with it.

pub mod clipboard;
pub mod clock;
pub mod element;
pub mod features;
pub mod gestures;
pub mod listener;
pub mod page;
pub mod random;
pub mod socket;
pub mod sound;
pub mod storage;
pub mod tabs;
pub mod text;

pub use web_sys::{Element, HtmlElement};
