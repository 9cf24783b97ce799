//! The telephone system behind the stations.
//!
//! Belongs here: one module for each kind of telephone system, each behind [`Backend`].
//!
//! Does not belong here: who is signed on, and what an agent is told about a station; that is the core's to decide.

mod demo;

pub use demo::DemoPbx;
use hookswitch_protocol::ids::Extension;

use crate::core::{StationCommand, StationEvent};

/// A telephone system as the core knows it. Sans-IO: commands go in, events come out; what a kind of system needs
/// of sockets and time, it hides behind this.
pub trait Backend: Send {
    /// The extensions that users have, whenever they have changed.
    fn know(&mut self, extensions: Vec<Extension>);

    /// Does what the core asks. Every attachment is answered with an event.
    fn command(&mut self, command: StationCommand);

    /// The next thing that happened, in order.
    fn poll_event(&mut self) -> Option<StationEvent>;

    /// Whether the telephone system can be reached.
    fn is_up(&self) -> bool;
}
