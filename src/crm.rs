//! Runs the machine that works inside a CRM: what Salesforce says goes in, what it is asked comes out, and one timer. What
//! the softphone has to do for it comes out through a callback.

use std::{
    cell::{Cell, OnceCell, RefCell},
    collections::VecDeque,
    rc::{Rc, Weak},
};

use hookswitch_crm::{
    Begun, Crm, Effect, Seen,
    place::{FrameOrigin, Kind},
};
pub use hookswitch_crm::{Input, Word};
use hookswitch_protocol::Tick;

use crate::{
    host::salesforce::{self, Bridge, Said},
    ports::{
        clock::{self, Timer},
        random,
    },
};

/// What begins with what the CRM said.
type Begin = Box<dyn FnOnce(Start)>;

/// How the beginning came out.
pub enum Start {
    /// The CRM is there.
    Inside(Box<Begun>),
    /// Its script is not to be had, or does not like the frame.
    NoScript,
}

/// The machine, Salesforce, and the one timer.
pub struct Desk {
    kind: Kind,
    /// The frame's origin, and the version of what is loaded from there.
    from: (FrameOrigin, String),
    crm: RefCell<Crm>,
    inbox: RefCell<VecDeque<Event>>,
    /// The second try at the script takes the place of the first.
    bridge: RefCell<Option<Bridge>>,
    loads: Cell<Loads>,
    begin: RefCell<Option<Begin>>,
    softphone: OnceCell<Box<dyn Fn(Effect)>>,
    timer: RefCell<Option<Timer>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loads {
    First,
    Second,
    Done,
}

enum Event {
    Input(Input),
    Time,
}

impl Desk {
    /// A machine that reaches for nothing yet; `begin` is called once, when the softphone can begin.
    pub fn new(kind: Kind, origin: FrameOrigin, version: String, begin: impl FnOnce(Start) + 'static) -> Self {
        Self {
            kind,
            from: (origin, version),
            crm: RefCell::new(Crm::new(kind, random::bytes().map_or_else(clock::now_ms, u64::from_ne_bytes))),
            inbox: RefCell::default(),
            bridge: RefCell::default(),
            loads: Cell::new(Loads::First),
            begin: RefCell::new(Some(Box::new(begin))),
            softphone: OnceCell::new(),
            timer: RefCell::default(),
        }
    }

    /// Reaches for the CRM.
    pub fn reach(self: &Rc<Self>) {
        let desk = Rc::downgrade(self);
        let tell = move |said| {
            if let Some(desk) = desk.upgrade() {
                desk.loaded(&said);
            }
        };
        let (origin, version) = &self.from;
        self.bridge.replace(Some(Bridge::load(self.kind, origin, version, tell)));
    }

    /// From now on `softphone` does what is the softphone's.
    pub fn serve(&self, softphone: impl Fn(Effect) + 'static) {
        // There is one who begins.
        let _ = self.softphone.set(Box::new(softphone));
    }

    /// Which desktop it is.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        self.kind
    }

    /// Takes an input. One that comes in while another is worked off is worked off after it.
    pub fn feed(self: &Rc<Self>, input: Input) {
        self.inbox.borrow_mut().push_back(Event::Input(input));
        self.work(None);
    }

    /// Shows the machine what the softphone does.
    pub fn look(self: &Rc<Self>, seen: Seen<'_>) {
        self.work(Some(seen));
    }

    /// Reads the machine.
    pub fn read<T>(&self, read: impl FnOnce(&Crm) -> T) -> T {
        read(&self.crm.borrow())
    }

    /// The script is there or is not; it is tried twice.
    fn loaded(self: &Rc<Self>, said: &Said) {
        let is_there = *said == Said::Loaded && salesforce::is_there(self.kind);
        match (is_there, self.loads.get()) {
            (_, Loads::Done) => {}
            (true, Loads::First | Loads::Second) => {
                self.loads.set(Loads::Done);
                self.feed(Input::Start);
            }
            (false, Loads::First) => {
                self.loads.set(Loads::Second);
                self.reach();
            }
            (false, Loads::Second) => {
                self.loads.set(Loads::Done);
                self.begin(Start::NoScript);
            }
        }
    }

    fn begin(&self, start: Start) {
        let begin = self.begin.borrow_mut().take();
        if let Some(begin) = begin {
            begin(start);
        }
    }

    fn heard(self: &Rc<Self>) -> impl Fn(Said) + Clone + 'static {
        let desk: Weak<Self> = Rc::downgrade(self);
        move |said| {
            let Some(desk) = desk.upgrade() else { return };
            match said {
                Said::Answered(id, text) => desk.feed(Input::Answered(id, text)),
                Said::Happened(event, text) => desk.feed(Input::Happened(event, text)),
                Said::Loaded | Said::NotLoaded => {}
            }
        }
    }

    fn work(self: &Rc<Self>, seen: Option<Seen<'_>>) {
        let Ok(mut crm) = self.crm.try_borrow_mut() else { return };
        let now = || Tick(clock::now_ms());
        if let Some(seen) = seen {
            crm.look(seen, now());
        }
        let mut later = Vec::new();
        loop {
            while let Some(effect) = crm.poll_effect() {
                match effect {
                    Effect::Call(id, call) => {
                        if let Some(bridge) = &*self.bridge.borrow()
                            && let Err(thrown) = bridge.call(id, &call, self.heard())
                        {
                            self.inbox.borrow_mut().push_back(Event::Input(Input::Threw(id, thrown)));
                        }
                    }
                    Effect::Listen => {
                        if let Some(bridge) = &*self.bridge.borrow() {
                            bridge.listen(self.heard());
                        }
                    }
                    Effect::Begin(begun) => later.push(begun),
                    Effect::Dial(..)
                    | Effect::Carry(..)
                    | Effect::Tell(..)
                    | Effect::Say(_)
                    | Effect::Recall(_)
                    | Effect::Keep(..)
                    | Effect::Vouched(_)
                    | Effect::Changed => {
                        if let Some(softphone) = self.softphone.get() {
                            softphone(effect);
                        }
                    }
                }
            }
            let event = self.inbox.borrow_mut().pop_front();
            match event {
                Some(Event::Input(input)) => crm.handle(input, now()),
                Some(Event::Time) => crm.handle_timeout(now()),
                None => break,
            }
        }
        let timeout = crm.poll_timeout();
        drop(crm);
        let timer = timeout.map(|at| {
            let desk = Rc::downgrade(self);
            Timer::after(at.since(now()), move || {
                if let Some(desk) = desk.upgrade() {
                    desk.inbox.borrow_mut().push_back(Event::Time);
                    desk.work(None);
                }
            })
        });
        drop(self.timer.replace(timer));
        for begun in later {
            self.begin(Start::Inside(begun));
        }
    }
}
