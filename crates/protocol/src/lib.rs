//! The wire between a softphone and a connector.
//!
//! Belongs here: the frame, the channels and their messages, the ids and secrets that travel, the codes with
//! their texts, the limits. One set of types serves both ends; `PROTOCOL.md` is compared with them by a test.
//!
//! Does not belong here: time, randomness, sockets, browsers, and any decision about what to do with a message.
//!
//! Messages are declared once with [`wire::payload!`] and [`wire::messages!`], which derive reader and writer.
//! They do without serde: its generated readers cost the page about 15 kB of its brotli budget, and the
//! tolerances of the contract (several spellings, stray spaces, numbers as strings) would need a hand-written
//! reader for most fields anyway.

pub mod center;
pub mod channels;
pub mod cisco;
pub mod code;
pub mod connector;
pub mod frame;
pub mod ids;
pub mod json;
pub mod limits;
pub mod login_id;
pub mod opaque;
pub mod reading;
pub mod salesforce;
pub mod time;
pub mod utc;
pub mod values;
pub mod wire;
pub mod write;

pub use channels::{Answer, Request};
pub use code::{Advice, CloseCode, ErrorCode};
pub use frame::{Frame, Rejected, ReplyTo};
pub use login_id::{LoginId, LoginIdFault, LoginIdText};
pub use time::Tick;
