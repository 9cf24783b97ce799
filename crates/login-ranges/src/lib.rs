//! Whether the login IP ranges of a Salesforce profile let in the addresses that a contact centre logs on from.
//!
//! Texts go in, a [`Report`] comes out: [`AddressList`] and [`Profile`] read, [`check`] decides, [`Report`] writes.
//! No clock, no file, no network: the connector's command line and the page bring those.

mod address;
mod check;
mod fault;
mod list;
mod profile;
mod text;
mod union;
mod write;

pub use address::{Address, AddressRange, RangeFault};
pub use check::{Lacking, Missing, Outcome, Report, check};
pub use fault::{Fault, Place, Wrong};
pub use list::{AddressList, Entry, Picked, RegionFault};
pub use profile::{Profile, ProfileRange};
pub use text::text;
pub use union::Union;
pub use write::{Row, TRUSTED_RANGES};
