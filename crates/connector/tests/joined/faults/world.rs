//! Pages, a connector that may be down, a telephone system, and time. One thing happens after another, each when it is
//! due.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    net::{IpAddr, Ipv4Addr},
};

use fastrand::Rng;
use hookswitch_connector::{
    core::{Change, CheckId, ConnId, Core, Input, SavedCredentials, Ticket, User, UserId},
    telephony::{Backend, DemoPbx, conformance::Ledger},
};
use hookswitch_protocol::{Frame, LoginId, Tick, channels::Request, ids::ResumeToken};
use hookswitch_session::{self as session, Session, State, Who};

use super::{
    people::{PAGES, login_id, new_core, new_pbx, user, user_id},
    rules::Told,
    schedule::{Deed, Plan, opened_at},
    wire::{Fate, Link, Parcel, Phase, cut},
};

const UNIX_MS: u64 = 1_800_000_000_000;

/// Everything there is.
pub(crate) struct World {
    pub(crate) rng: Rng,
    pub(crate) now: u64,
    pub(crate) connector: Connector,
    pub(crate) pages: Vec<Page>,
    pub(crate) links: BTreeMap<u32, Link>,
    pub(crate) pbx: DemoPbx,
    pub(crate) ledger: Ledger,
    pub(crate) broken: Vec<String>,
    /// What was done and what went wrong, with times.
    pub(crate) trace: Vec<String>,
    pub(crate) told: Told,
    /// What the store keeps, over every life of the connector.
    pub(crate) users: BTreeMap<UserId, User>,
    /// What the store and the comparison of passwords have not answered yet.
    pub(crate) later: VecDeque<(u64, Later)>,
    plan: VecDeque<(u64, Deed)>,
    /// Sockets that were closed because nobody read.
    pub(crate) too_slow: BTreeSet<ConnId>,
    unix_ms: u64,
    pub(crate) next_link: u32,
    pub(crate) lives: u8,
}

/// The connector.
#[allow(clippy::large_enum_variant, reason = "one, and mostly up")]
pub(crate) enum Connector {
    Up(Core),
    /// Nothing listens until then.
    Down(u64),
}

/// A browser window.
pub(crate) struct Page {
    pub(crate) session: Session,
    pub(crate) link: Option<u32>,
    pub(crate) resume: Option<ResumeToken>,
    /// By how much its clock is ahead of the world's; never goes back as the page sees it.
    pub(crate) clock_ahead: i64,
    /// How long it has slept in all.
    pub(crate) slept: u64,
    pub(crate) sleeps: Sleep,
    pub(crate) weather: Fate,
    pub(crate) delay: u64,
    pub(crate) doubles: bool,
}

/// Whether a page runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sleep {
    Awake,
    /// Since when, until when, and whether its clock goes on meanwhile.
    Asleep(u64, u64, bool),
}

/// An answer that takes a while.
pub(crate) enum Later {
    Stored(Ticket, Change),
    Credentials(Ticket, SavedCredentials),
    Checked(CheckId, bool),
    /// The browser has closed a socket that the page gave back.
    Closed(usize, session::ConnId),
}

/// What is due, in the order in which it happens where the times are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    Plan,
    Boot,
    Later,
    Wakes(usize),
    Opens(u32),
    Up(u32),
    Down(u32),
    Core,
    Pbx,
    Page(usize),
}

impl World {
    pub(crate) fn new(seed: u64, plan: Plan) -> Self {
        let mut rng = Rng::with_seed(seed);
        let pages = (0..PAGES).map(|page| Page::new(page, rng.u64(..), opened_at(seed, page))).collect();
        let users: BTreeMap<UserId, User> = (0..PAGES).map(|page| (user_id(page), user(page))).collect();
        Self {
            rng,
            now: 0,
            connector: Connector::Up(new_core(&users, 0, UNIX_MS, 0)),
            pages,
            links: BTreeMap::new(),
            pbx: new_pbx(0),
            ledger: Ledger::default(),
            broken: Vec::new(),
            trace: Vec::new(),
            told: Told::default(),
            users,
            later: VecDeque::new(),
            plan: plan.into(),
            too_slow: BTreeSet::new(),
            unix_ms: UNIX_MS,
            next_link: 0,
            lives: 0,
        }
    }

    /// Lets everything happen that is due until then, and looks at the rules after each.
    pub(crate) fn run(&mut self, until: u64) -> Result<(), String> {
        while let Some((at, due)) = self.due().filter(|(at, _)| *at <= until) {
            self.now = self.now.max(at);
            self.happens(due);
            self.rules()?;
        }
        self.now = until;
        self.rules()
    }

    pub(crate) fn core(&self) -> Option<&Core> {
        match &self.connector {
            Connector::Up(core) => Some(core),
            Connector::Down(_) => None,
        }
    }

    pub(crate) fn page_input(&mut self, page: usize, input: session::Input) {
        let now = self.page_now(page);
        self.pages[page].session.handle(input, now);
        self.runs_page(page);
    }

    pub(crate) fn core_input(&mut self, input: Input) {
        let now = Tick(self.now);
        if let Connector::Up(core) = &mut self.connector {
            core.handle(input, now);
        }
        self.runs_core();
    }

    /// The page is loaded again: what storage keeps is all there is.
    pub(crate) fn reloads(&mut self, page: usize) {
        self.page_input(page, session::Input::Unmount);
        self.later.retain(|(_, later)| !matches!(later, Later::Closed(other, _) if *other == page));
        let seed = self.rng.u64(..);
        self.pages[page].session = Page::new(page, seed, 0).session;
        self.starts(page);
    }

    /// What was stored lives on, sessions and calls do not.
    pub(crate) fn kills_connector(&mut self, down_ms: u64, jump: i64, tells_pages: bool) {
        for id in self.links.keys().copied().collect::<Vec<_>>() {
            let now = self.awake_now(self.links[&id].page);
            let Some(link) = self.links.get_mut(&id).filter(|link| link.at_core) else { continue };
            link.at_core = false;
            if tells_pages {
                link.down.send(Parcel::End(cut()), self.now);
            } else {
                link.down.stands(now);
            }
        }
        // Half of what was to be stored is not.
        while let Some((_, later)) = self.later.pop_front() {
            match later {
                Later::Stored(_, change) if self.rng.bool() => self.keeps(&change),
                Later::Closed(page, conn) => self.page_input(page, session::Input::Closed(conn, cut())),
                Later::Stored(..) | Later::Credentials(..) | Later::Checked(..) => {}
            }
        }
        self.unix_ms = self.unix_ms.saturating_add_signed(jump);
        self.connector = Connector::Down(self.now + down_ms);
        (self.pbx, self.ledger) = (new_pbx(self.now), Ledger::default());
    }

    /// Milliseconds of the page's waking life.
    pub(crate) fn awake_now(&self, page: usize) -> u64 {
        let page = &self.pages[page];
        match page.sleeps {
            Sleep::Awake => self.now - page.slept,
            Sleep::Asleep(since, _, _) => since - page.slept,
        }
    }

    pub(crate) fn link_of(&self, page: usize) -> Option<&Link> {
        self.links.get(&self.pages[page].link?)
    }

    pub(crate) fn new_server_side(&self) -> ConnId {
        ConnId(u64::from(self.next_link) + 1_000_000)
    }

    fn page_now(&self, page: usize) -> Tick {
        Tick(self.now.saturating_add_signed(self.pages[page].clock_ahead))
    }

    fn starts(&mut self, page: usize) {
        let who = Who::OwnId(LoginId::parse(login_id(page)).unwrap());
        let resume = self.pages[page].resume.clone();
        self.page_input(page, session::Input::Start { who: Ok(Some(who)), resume });
    }

    fn due(&self) -> Option<(u64, Due)> {
        let plan = self.plan.front().map(|(at, _)| (*at, Due::Plan));
        let later = self.later.front().map(|(at, _)| (*at, Due::Later));
        let core = match &self.connector {
            Connector::Up(core) => core.poll_timeout().map(|at| (at.0, Due::Core)),
            Connector::Down(until) => Some((*until, Due::Boot)),
        };
        let pbx = self.pbx.poll_timeout().map(|at| (at.0, Due::Pbx));
        let pages = self.pages.iter().enumerate().filter_map(|(number, page)| match page.sleeps {
            Sleep::Awake => {
                let at = page.session.poll_timeout()?;
                Some((at.0.saturating_add_signed(-page.clock_ahead), Due::Page(number)))
            }
            Sleep::Asleep(_, until, _) => Some((until, Due::Wakes(number))),
        });
        let links = self.links.iter().flat_map(|(id, link)| {
            let is_awake = self.pages[link.page].sleeps == Sleep::Awake;
            let opens = match link.phase {
                Phase::Opening(_, Fate::Vanishes) | Phase::Open => None,
                Phase::Opening(at, _) => Some((at, Due::Opens(*id))).filter(|_| is_awake || !link.at_page),
            };
            let up = link.up.due().filter(|_| link.phase == Phase::Open).map(|at| (at, Due::Up(*id)));
            let down = link.down.due().filter(|_| is_awake || !link.at_page).map(|at| (at, Due::Down(*id)));
            [opens, up, down].into_iter().flatten()
        });
        plan.into_iter().chain(later).chain(core).chain(pbx).chain(pages).chain(links).min()
    }

    fn happens(&mut self, due: Due) {
        let now = Tick(self.now);
        match due {
            Due::Plan => {
                if let Some((_, deed)) = self.plan.pop_front() {
                    self.trace.push(format!("{:>7} {deed:?}", self.now));
                    self.does(deed);
                }
            }
            Due::Boot => {
                self.lives += 1;
                self.connector = Connector::Up(new_core(&self.users, self.lives, self.unix_ms, self.now));
                self.told.forgets_lives();
            }
            Due::Later => match self.later.pop_front() {
                Some((_, Later::Stored(ticket, change))) => {
                    self.keeps(&change);
                    self.core_input(Input::Stored { ticket, is_kept: true });
                }
                Some((_, Later::Credentials(ticket, credentials))) => {
                    self.core_input(Input::Credentials { ticket, credentials: Some(credentials) });
                }
                Some((_, Later::Closed(page, conn))) => self.page_input(page, session::Input::Closed(conn, cut())),
                Some((_, Later::Checked(check, is_right))) => self.core_input(Input::Checked { check, is_right }),
                None => {}
            },
            Due::Wakes(page) => self.wakes(page),
            Due::Opens(id) => self.opens(id),
            Due::Up(id) => self.arrives_at_core(id),
            Due::Down(id) => self.arrives_at_page(id),
            Due::Core => {
                if let Connector::Up(core) = &mut self.connector {
                    core.handle_timeout(now);
                }
                self.runs_core();
            }
            Due::Pbx => {
                self.pbx.handle_timeout(now);
                self.runs_core();
            }
            Due::Page(page) => {
                let now = self.page_now(page);
                self.pages[page].session.handle_timeout(now);
                self.runs_page(page);
            }
        }
        self.links.retain(|_, link| !link.is_over());
    }

    fn wakes(&mut self, page: usize) {
        let Sleep::Asleep(since, until, clock_goes_on) = self.pages[page].sleeps else { return };
        let slept = until - since;
        self.pages[page].sleeps = Sleep::Awake;
        self.pages[page].slept += slept;
        if !clock_goes_on {
            self.pages[page].clock_ahead -= i64::try_from(slept).unwrap();
        }
        match self.pages[page].session.state() {
            State::SignedOff { .. } => self.starts(page),
            _ => self.page_input(page, session::Input::Awake),
        }
    }

    fn opens(&mut self, id: u32) {
        let Some(link) = self.links.get_mut(&id) else { return };
        let Phase::Opening(_, fate) = link.phase else { return };
        link.phase = Phase::Open;
        let (page, conn) = (link.page, link.conn);
        match fate {
            Fate::Connects => {
                if self.core().is_none() {
                    return self.loses(id);
                }
                let server = ConnId(u64::from(id));
                let Some(link) = self.links.get_mut(&id) else { return };
                (link.server, link.at_core) = (Some(server), true);
                let peer = IpAddr::V4(Ipv4Addr::LOCALHOST);
                self.core_input(Input::Opened { conn: server, peer });
                self.page_hears(id, session::Input::Opened(conn));
            }
            Fate::Refused => self.loses(id),
            Fate::Vanishes => {}
            Fate::Portal => {
                self.page_hears(id, session::Input::Opened(conn));
                self.page_hears(id, session::Input::Garbled(conn));
            }
            Fate::PortalCloses => {
                self.page_hears(id, session::Input::Opened(conn));
                self.loses(id);
            }
        }
        self.trace.push(format!("{:>7} socket {id} of page {page}: {fate:?}", self.now));
    }

    /// The page finds its socket gone.
    pub(crate) fn loses(&mut self, id: u32) {
        let conn = self.links.get(&id).map(|link| link.conn);
        if let Some(conn) = conn {
            self.page_ends(id, session::Input::Closed(conn, cut()));
        }
    }

    fn page_hears(&mut self, id: u32, input: session::Input) {
        if let Some(page) = self.links.get(&id).filter(|link| link.at_page).map(|link| link.page) {
            self.page_input(page, input);
        }
    }

    pub(crate) fn page_ends(&mut self, id: u32, input: session::Input) {
        let Some(link) = self.links.get_mut(&id).filter(|link| link.at_page) else { return };
        link.at_page = false;
        let page = link.page;
        if self.pages[page].link == Some(id) {
            self.pages[page].link = None;
        }
        self.page_input(page, input);
    }

    /// The connector finds its socket gone.
    pub(crate) fn core_ends(&mut self, id: u32) {
        let Some(link) = self.links.get_mut(&id).filter(|link| link.at_core) else { return };
        link.at_core = false;
        if let Some(conn) = link.server {
            self.core_input(Input::Closed { conn });
        }
    }

    fn arrives_at_core(&mut self, id: u32) {
        let Some(link) = self.links.get_mut(&id) else { return };
        let (parcel, at_core, doubles, server) = (link.up.take(), link.at_core, link.doubles, link.server);
        match (parcel, server.filter(|_| at_core)) {
            (Some(Parcel::Text(text)), Some(conn)) => {
                for _ in 0..if doubles { 2 } else { 1 } {
                    self.core_hears(conn, &text);
                }
            }
            (Some(Parcel::End(_)), Some(_)) => self.core_ends(id),
            (Some(Parcel::Text(_) | Parcel::End(_)) | None, _) => {}
        }
    }

    fn core_hears(&mut self, conn: ConnId, text: &str) {
        let frame = Frame::<Request>::decode(text);
        let user = self.core().and_then(|core| core.window_of(conn));
        match &frame {
            Ok(frame) => self.told.asked(frame, user),
            Err(rejected) => self.broken.push(format!("{rejected:?}: {text}")),
        }
        self.core_input(Input::Frame { conn, frame });
        if let Some(broken) = self.told.done() {
            self.broken.push(broken);
        }
    }

    fn arrives_at_page(&mut self, id: u32) {
        let Some(link) = self.links.get_mut(&id) else { return };
        let (parcel, conn, doubles) = (link.down.take(), link.conn, link.doubles);
        match parcel {
            Some(Parcel::Text(text)) => {
                for _ in 0..if doubles { 2 } else { 1 } {
                    // What only other apps need is none of a softphone's.
                    let input = match Frame::decode(&text) {
                        Ok(frame) => session::Input::Frame(conn, Box::new(frame)),
                        Err(_) => session::Input::Garbled(conn),
                    };
                    self.page_hears(id, input);
                }
            }
            Some(Parcel::End(loss)) => self.page_ends(id, session::Input::Closed(conn, loss)),
            None => {}
        }
    }
}
