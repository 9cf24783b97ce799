//! The demo PBX and its time, which passes only when somebody waits.

use std::collections::BTreeSet;

use hookswitch_connector::{
    core::{CallAct, CallCommand, CallId, CommandId, Failure, Number, QueueName, StationCommand, StationEvent},
    telephony::{
        Backend, DemoPbx, Destination, Incoming,
        conformance::{Broken, Cast, Driver, Ledger},
    },
};
use hookswitch_protocol::{
    Tick,
    ids::{DisplayName, Extension},
};

/// The extensions of the directory.
pub(crate) const EXTENSIONS: [&str; 5] = ["5051", "5064", "5069", "5077", "5090"];

/// A demo PBX whose every event goes through the ledger.
#[derive(Clone)]
pub(crate) struct Exchange {
    pub(crate) pbx: DemoPbx,
    pub(crate) now: Tick,
    pub(crate) ledger: Ledger,
    pub(crate) commands: u64,
}

impl Exchange {
    /// Every extension of the directory is known, and nobody is there.
    pub(crate) fn new() -> Self {
        let mut pbx = DemoPbx::default();
        pbx.know(EXTENSIONS.into_iter().map(extension).collect(), Tick(0));
        Self { pbx, now: Tick(0), ledger: Ledger::default(), commands: 0 }
    }

    /// A directory of which these are at their telephones.
    pub(crate) fn with(attached: &[&str]) -> Self {
        let mut exchange = Self::new();
        for number in attached {
            exchange.tell(StationCommand::Attach(extension(number)));
        }
        exchange.drain().unwrap();
        exchange
    }

    pub(crate) fn tell(&mut self, command: StationCommand) {
        self.ledger.told(&command);
        self.pbx.command(command, self.now);
    }

    pub(crate) fn command(&mut self, at: &str, act: CallAct) -> CommandId {
        self.commands += 1;
        let id = CommandId(self.commands);
        self.tell(StationCommand::Call(CallCommand { id, at: extension(at), act }));
        id
    }

    /// What came of an act; what else happened is heard too.
    pub(crate) fn act(&mut self, at: &str, act: CallAct) -> Result<Option<CallId>, Failure> {
        let id = self.command(at, act);
        self.drain().unwrap();
        self.ledger.answer(id).unwrap()
    }

    pub(crate) fn bring(&mut self, from: &str, to: Destination) -> Result<CallId, Failure> {
        let call = self.pbx.bring(Incoming { from: number(from), name: None, to }, self.now);
        self.drain().unwrap();
        call
    }

    /// Hears everything that was said.
    pub(crate) fn drain(&mut self) -> Result<Vec<StationEvent>, Broken> {
        let mut events = Vec::new();
        while let Some(event) = self.pbx.poll_event() {
            self.ledger.hears(&event)?;
            events.push(event);
        }
        Ok(events)
    }

    /// Lets time pass, waking the PBX exactly when it asked for it.
    pub(crate) fn pass(&mut self, millis: u64) -> Result<Vec<StationEvent>, Broken> {
        let end = self.now.after(millis);
        let mut events = self.drain()?;
        while let Some(due) = self.pbx.poll_timeout().filter(|due| *due <= end) {
            self.now = due;
            self.pbx.handle_timeout(due);
            events.extend(self.drain()?);
        }
        self.now = end;
        Ok(events)
    }
}

impl Driver for Exchange {
    fn cast(&self) -> Cast {
        Cast {
            ann: extension("5051"),
            ben: extension("5064"),
            cat: extension("5069"),
            empty: extension("5077"),
            unknown: extension("9999"),
            nobody: number("4711"),
            talks: number("8001"),
            hangs_up: number("8002"),
            busy: number("8003"),
            silent: number("8004"),
            refuses: number("8005"),
            missing: number("8006"),
            caller: number("+4930123456"),
            name: DisplayName::parse("Erika Muster").unwrap(),
            queue: queue("support"),
            patience_ms: 600_000,
        }
    }

    fn command(&mut self, command: StationCommand) {
        self.pbx.command(command, self.now);
    }

    fn bring(&mut self, incoming: Incoming) -> Result<(), Failure> {
        self.pbx.bring(incoming, self.now).map(drop)
    }

    fn next(&mut self, within_ms: u64) -> Option<StationEvent> {
        let end = self.now.after(within_ms);
        loop {
            if let Some(event) = self.pbx.poll_event() {
                return Some(event);
            }
            match self.pbx.poll_timeout().filter(|due| *due <= end) {
                Some(due) => {
                    self.now = due;
                    self.pbx.handle_timeout(due);
                }
                None => {
                    self.now = end;
                    return None;
                }
            }
        }
    }
}

pub(crate) fn extension(text: &str) -> Extension {
    Extension::parse(text).unwrap()
}

pub(crate) fn number(text: &str) -> Number {
    Number::parse(text).unwrap()
}

pub(crate) fn queue(name: &str) -> QueueName {
    QueueName::parse(name).unwrap()
}

pub(crate) fn queues(names: &[&str]) -> BTreeSet<QueueName> {
    names.iter().copied().map(queue).collect()
}
