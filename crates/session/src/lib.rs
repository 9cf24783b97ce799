//! The client machine: how a softphone signs on, stays linked and comes back.
//!
//! Sans-IO: inputs and time go in through [`Session::handle`] and [`Session::handle_timeout`], effects come out of
//! [`Session::poll_effect`]. The host performs every effect in order, then asks [`Session::poll_timeout`] when to
//! call again. No clock, no socket, no browser, no randomness but a seed.
//!
//! Beside it, and without a machine: what is dialled of what people type ([`dialling`]).
//!
//! Does not belong here: texts, colours, storage keys (the page), and the wire's shape (`hookswitch-protocol`).

mod backoff;
pub mod desk;
pub mod dialling;
mod endpoint;
mod frames;
mod io;
mod link;
mod log_on;
mod outbox;
mod session;
mod state;
mod wants;

pub use backoff::Backoff;
pub use desk::{Act, Desk};
pub use endpoint::{Endpoint, EndpointFault, PageOrigin};
pub use io::{ConnId, Effect, Input, Loss};
pub use session::{Profile, Session};
pub use state::{
    Agent, Aim, Attempt, Bar, Outage, Overdue, Proof, Refused, SessionAge, State, Station, Terms, Trouble, Who,
};
