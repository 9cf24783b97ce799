//! What any telephone system has to do to stand behind the core: scenarios that each play one subject, in virtual time
//! or in real time.
//!
//! A test gives [`play`] a [`Driver`] for its telephone system. Nothing here names a duration of the system, only how
//! long it is waited for at most.

mod basics;
mod consults;
mod failures;
mod ledger;
mod queues;
mod stage;
mod watching;

use std::fmt;

use hookswitch_protocol::ids::{DisplayName, Extension};

use self::stage::Stage;
pub use ledger::{Answer, Ledger};

use super::Incoming;
use crate::core::{Failure, Number, QueueName, StationCommand, StationEvent};

/// A telephone system, newly started, and the time in which it runs.
pub trait Driver {
    /// Who is there.
    fn cast(&self) -> Cast;

    /// Gives a command.
    fn command(&mut self, command: StationCommand);

    /// Has somebody outside call.
    ///
    /// # Errors
    /// Why nobody could.
    fn bring(&mut self, incoming: Incoming) -> Result<(), Failure>;

    /// The next event, waiting for it at most this long.
    fn next(&mut self, within_ms: u64) -> Option<StationEvent>;
}

/// Who plays in the scenarios.
#[derive(Clone, Debug)]
pub struct Cast {
    /// The telephone of the first agent.
    pub ann: Extension,
    /// The telephone of the second agent.
    pub ben: Extension,
    /// The telephone of the third agent.
    pub cat: Extension,
    /// A telephone of the system at which nobody is.
    pub empty: Extension,
    /// No telephone of the system.
    pub unknown: Extension,
    /// A number that the system itself knows to be nobody's.
    pub nobody: Number,
    /// Somebody outside who answers and talks until the call is dropped.
    pub talks: Number,
    /// Somebody outside who answers and then hangs up.
    pub hangs_up: Number,
    /// Somebody outside who is busy.
    pub busy: Number,
    /// Somebody outside who lets it ring.
    pub silent: Number,
    /// Somebody outside who sends the call away.
    pub refuses: Number,
    /// A number that only the network outside knows to be nobody's.
    pub missing: Number,
    /// Somebody outside who calls, and talks until the call is dropped.
    pub caller: Number,
    /// What people call somebody.
    pub name: DisplayName,
    /// A queue.
    pub queue: QueueName,
    /// The longest that anything takes.
    pub patience_ms: u64,
}

/// A rule that a telephone system broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Broken(pub String);

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

type Scenario = (&'static str, fn(&mut Stage<'_>) -> Result<(), Broken>);

/// Plays every scenario, each with a driver of its own, and returns those that fail, by name.
pub fn play<D: Driver>(mut driver: impl FnMut() -> D) -> Vec<(&'static str, Broken)> {
    let scenarios =
        [basics::SCENARIOS, consults::SCENARIOS, failures::SCENARIOS, queues::SCENARIOS, watching::SCENARIOS];
    let played = scenarios.into_iter().flatten().map(|(name, scenario)| {
        let outcome = Stage::set(&mut driver()).and_then(|mut stage| {
            scenario(&mut stage)?;
            stage.clear()
        });
        (*name, outcome)
    });
    played.filter_map(|(name, outcome)| outcome.err().map(|broken| (name, broken))).collect()
}
