//! The telephone system behind the stations.
//!
//! Belongs here: one module for each kind of telephone system, each behind [`Backend`], and the suite that all of them
//! have to pass.
//!
//! Does not belong here: who is signed on, and what an agent is told about a station; that is the core's to decide.

pub mod conformance;
mod demo;

pub use demo::{DemoPbx, Manner, PEOPLE};
use hookswitch_protocol::{
    Tick,
    ids::{DisplayName, Extension},
};

use crate::core::{CallId, Failure, Number, QueueName, StationCommand, StationEvent};

/// A telephone system as the core knows it. Sans-IO: commands and time go in, events come out; what a kind of system
/// needs of sockets, it hides behind this.
pub trait Backend: Send {
    /// The extensions that users have, whenever they have changed. One that is taken away goes down, and its calls end
    /// there.
    fn know(&mut self, extensions: Vec<Extension>, now: Tick);

    /// Does what the core asks. Every attachment and every command for a call is answered with an event.
    fn command(&mut self, command: StationCommand, now: Tick);

    /// Brings a call in from outside, where the telephone system can do so by itself: only one for demonstration can.
    ///
    /// # Errors
    /// Why no call came in.
    fn bring(&mut self, _incoming: Incoming, _now: Tick) -> Result<CallId, Failure> {
        Err(Failure::NotPossible)
    }

    /// Lets time pass. Calling it early does nothing.
    fn handle_timeout(&mut self, now: Tick);

    /// When [`Self::handle_timeout`] is owed. May have changed after every call that takes the time.
    #[must_use]
    fn poll_timeout(&self) -> Option<Tick>;

    /// The next thing that happened, in order.
    #[must_use]
    fn poll_event(&mut self) -> Option<StationEvent>;

    /// Whether the telephone system can be reached.
    #[must_use]
    fn is_up(&self) -> bool;
}

/// A call to be brought in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Incoming {
    /// The caller's number.
    pub from: Number,
    /// What people call the caller.
    pub name: Option<DisplayName>,
    /// Where it goes.
    pub to: Destination,
}

/// Where a call that comes in goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Destination {
    /// To one telephone.
    Number(Number),
    /// To whoever is offered for the queue.
    Queue(QueueName),
}
