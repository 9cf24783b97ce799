//! What lies between a page and the connector, and how it fails.

use std::collections::VecDeque;

use hookswitch_connector::core::ConnId;
use hookswitch_session::{self as session, Loss};

/// A close without a closing frame.
pub(crate) const CUT: u16 = 1006;
/// As much as a connector keeps for somebody who does not read, in frames.
const ROOM: usize = 6;

/// One socket; its two ends do not have to agree.
pub(crate) struct Link {
    pub(crate) page: usize,
    pub(crate) conn: session::ConnId,
    pub(crate) server: Option<ConnId>,
    pub(crate) phase: Phase,
    /// Whether the page has its end of it.
    pub(crate) at_page: bool,
    /// Whether the connector has its end of it.
    pub(crate) at_core: bool,
    pub(crate) up: Pipe,
    pub(crate) down: Pipe,
    /// Every frame comes twice.
    pub(crate) doubles: bool,
}

/// How far a socket is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// On its way; this is what becomes of it then.
    Opening(u64, Fate),
    Open,
}

/// What becomes of a socket that is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    Connects,
    Refused,
    /// Nothing ever answers.
    Vanishes,
    /// Somebody else answers, with something that is not ours.
    Portal,
    /// Somebody else opens it and closes it.
    PortalCloses,
}

/// One direction of a socket. What is sent arrives in order, or does not.
pub(crate) struct Pipe {
    queue: VecDeque<(u64, Parcel)>,
    pub(crate) delay: u64,
    flow: Flow,
    /// The longest delay there was.
    pub(crate) longest: u64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Flow {
    Flows,
    /// Nothing arrives any more, since this time of the page's waking life.
    Stands(u64),
}

/// What is on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Parcel {
    Text(String),
    End(Loss),
}

impl Link {
    pub(crate) fn new(page: usize, conn: session::ConnId, delay: u64, at: u64, fate: Fate) -> Self {
        let phase = Phase::Opening(at, fate);
        let (up, down) = (Pipe::new(delay), Pipe::new(delay));
        Self { page, conn, server: None, phase, at_page: true, at_core: false, up, down, doubles: false }
    }

    /// Since when nothing can come of the link any more, and how long that may go unnoticed beyond the silence.
    pub(crate) fn dead_since(&self) -> Option<(u64, u64)> {
        let unnoticed = self.up.longest + self.down.longest;
        // For as long as heartbeats come, only the connector can find that no answer does.
        self.down.stands_since().or(self.up.stands_since()).map(|since| (since, unnoticed))
    }

    /// Whether the connector takes its peer for too slow.
    pub(crate) fn is_full(&self) -> bool {
        self.at_core && self.down.stands_since().is_some() && self.down.queue.len() > ROOM
    }

    /// Whether nobody waits for anything of it.
    pub(crate) const fn is_over(&self) -> bool {
        !self.at_page && !self.at_core
    }
}

impl Pipe {
    const fn new(delay: u64) -> Self {
        Self { queue: VecDeque::new(), delay, flow: Flow::Flows, longest: delay }
    }

    pub(crate) fn send(&mut self, parcel: Parcel, now: u64) {
        let last = self.queue.back().map_or(0, |(at, _)| *at);
        self.queue.push_back((last.max(now + self.delay), parcel));
    }

    /// When the next thing arrives.
    pub(crate) fn due(&self) -> Option<u64> {
        match self.flow {
            Flow::Flows => self.queue.front().map(|(at, _)| *at),
            Flow::Stands(_) => None,
        }
    }

    pub(crate) fn take(&mut self) -> Option<Parcel> {
        self.queue.pop_front().map(|(_, parcel)| parcel)
    }

    pub(crate) fn delays(&mut self, delay: u64) {
        self.delay = delay;
        self.longest = self.longest.max(delay);
    }

    pub(crate) fn stands(&mut self, since: u64) {
        if self.flow == Flow::Flows {
            self.flow = Flow::Stands(since);
        }
    }

    /// What was on its way arrives after all.
    pub(crate) const fn flows(&mut self) {
        self.flow = Flow::Flows;
    }

    pub(crate) const fn stands_since(&self) -> Option<u64> {
        match self.flow {
            Flow::Flows => None,
            Flow::Stands(since) => Some(since),
        }
    }
}

/// How a socket ends that is cut.
pub(crate) const fn cut() -> Loss {
    Loss { code: CUT, reason: String::new() }
}
