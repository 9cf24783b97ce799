//! What goes wrong, what people do meanwhile, and when; drawn from a seed.

use fastrand::Rng;
use hookswitch_connector::{
    core::{Input, Number},
    telephony::{Backend, Destination, Incoming},
};
use hookswitch_protocol::{
    Tick,
    cisco::{
        ToConnector,
        agent::Reason,
        call::{ButtonState, Call, OnCall, SetMakeCall},
        ids::{DialString, ReasonCode, ReasonCodeId},
        variables::CallVariables,
    },
    values::NoPayload,
};
use hookswitch_session::{Act, Input as PageInput};

use super::{
    people::{EXTENSIONS, PAGES},
    wire::{Fate, Parcel, cut},
    world::{Connector, Sleep, World},
};

/// Everything that happens, in the order of its time.
pub(crate) type Plan = Vec<(u64, Deed)>;

/// From then on nothing goes wrong any more.
pub(crate) const FAULTS_END: u64 = 180_000;
const FAULTS: u32 = 8;
const ACTS: u32 = 25;

/// Something that goes wrong, or that somebody does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Deed {
    /// Everything takes so long from now on.
    Delay(usize, u64),
    /// Nothing arrives any more.
    BlackHole(usize, Way),
    /// What was held up arrives, or the socket is found dead by both ends.
    Clears(usize, Rest),
    /// The socket is gone for those who notice.
    Cut(usize, Who),
    /// Every frame comes twice, or once again.
    Doubles(usize, bool),
    /// New sockets fare like this, and old ones are cut.
    Weather(usize, Fate),
    /// The browser says that there is no network, or that there is one.
    Network(usize, bool),
    /// The page sleeps for so long; its clock goes on meanwhile, or stands.
    Sleeps(usize, u64, bool),
    /// The page's clock is ahead by so much more.
    ClockJumps(usize, u64),
    /// The connector ends like this, is gone for so long, and its clock has jumped meanwhile.
    Restarts(End, u64, i64),
    /// The page is loaded again.
    Reloads(usize),
    /// The person wants a fresh connection.
    Reconnects(usize),
    /// The person calls.
    Calls(usize, &'static str),
    /// The person presses the first button that there is, from this one on.
    Presses(usize, u8),
    /// The person is ready, or not for this reason.
    State(usize, Option<&'static str>),
    /// Somebody outside calls an agent.
    Rings(usize),
    /// The agent is logged out by another app.
    IsLoggedOut(usize),
}

/// How a connector ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum End {
    /// It tells everybody when to come back.
    Orderly,
    /// Its sockets are reset.
    Killed,
    /// Its machine is gone, and its sockets stay as they are.
    Vanished,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Up,
    Down,
    Both,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rest {
    Arrives,
    IsLost,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Who {
    Both,
    Page,
    Connector,
}

/// When a page is opened.
pub(crate) fn opened_at(seed: u64, page: usize) -> u64 {
    let number = u64::try_from(PAGES * 7).unwrap_or_default() + u64::try_from(page).unwrap_or_default();
    Rng::with_seed(seed.wrapping_mul(1_000_003).wrapping_add(number)).u64(0..90_000)
}

/// Draws a schedule.
pub(crate) fn draw(seed: u64) -> Plan {
    let mut rng = Rng::with_seed(seed);
    let mut plan = Plan::new();
    for _ in 0..rng.u32(1..=FAULTS) {
        fault(&mut rng, &mut plan);
    }
    for _ in 0..rng.u32(1..=ACTS) {
        let at = rng.u64(0..FAULTS_END);
        let deed = act(&mut rng);
        plan.push((at, deed));
    }
    // Somebody who presses a button that does nothing presses others.
    for (at, deed) in plan.clone() {
        if let Deed::Cut(page, _) | Deed::BlackHole(page, _) = deed
            && rng.bool()
        {
            let deed = act(&mut rng);
            plan.push((at.saturating_sub(rng.u64(0..4)), of_page(deed, page)));
        }
    }
    // What goes wrong in the middle of a sign-on goes wrong at the worst time.
    for page in 0..PAGES {
        if rng.bool() {
            let at = opened_at(seed, page) + rng.u64(0..25);
            let lasts = rng.u64(1..15_000);
            let way = rng.choice([Way::Up, Way::Down, Way::Both]).unwrap();
            let who = rng.choice([Who::Both, Who::Page, Who::Connector]).unwrap();
            if rng.bool() {
                plan.push((at, Deed::Cut(page, who)));
            } else {
                plan.push((at, Deed::BlackHole(page, way)));
                plan.push((at + lasts, Deed::Clears(page, if rng.bool() { Rest::Arrives } else { Rest::IsLost })));
            }
        }
    }
    plan.sort_by_key(|(at, _)| *at);
    plan.retain(|(at, _)| *at <= FAULTS_END);
    plan
}

fn fault(rng: &mut Rng, plan: &mut Plan) {
    let page = rng.usize(..PAGES);
    let at = rng.u64(0..FAULTS_END);
    let lasts = rng.choice([50, 1_000, 4_000, 9_000, 12_000, 25_000, 130_000]).unwrap();
    let end = at + lasts;
    let rest = if rng.bool() { Rest::Arrives } else { Rest::IsLost };
    match rng.u32(0..15) {
        0 => {
            plan.push((at, Deed::Delay(page, rng.choice([20, 300, 2_000, 4_500, 7_000]).unwrap())));
            plan.push((end, Deed::Delay(page, 1)));
        }
        1..=3 => {
            plan.push((at, Deed::BlackHole(page, rng.choice([Way::Up, Way::Down, Way::Both]).unwrap())));
            plan.push((end, Deed::Clears(page, rest)));
        }
        4..=5 => plan.push((at, Deed::Cut(page, rng.choice([Who::Both, Who::Page, Who::Connector]).unwrap()))),
        6 => {
            plan.push((at, Deed::Doubles(page, true)));
            plan.push((end, Deed::Doubles(page, false)));
        }
        7 => {
            let fate = rng.choice([Fate::Refused, Fate::Portal, Fate::PortalCloses, Fate::Vanishes]).unwrap();
            plan.push((at, Deed::Weather(page, fate)));
            plan.push((end, Deed::Clears(page, rest)));
        }
        8 => {
            plan.push((at, Deed::Network(page, false)));
            plan.push((end, Deed::Network(page, true)));
        }
        9 => {
            plan.push((at, Deed::Sleeps(page, lasts, rng.bool())));
            // The machine sleeps, and so does its network.
            if rng.bool() {
                plan.push((at + rng.u64(0..lasts), Deed::Cut(page, Who::Connector)));
            }
        }
        10 => plan.push((at, Deed::ClockJumps(page, rng.choice([9_000, 60_000, 3_600_000, 40_000_000]).unwrap()))),
        11 => {
            let end = rng.choice([End::Orderly, End::Killed, End::Vanished]).unwrap();
            let jump = rng.choice([0, 0, 7_200_000, -7_200_000]).unwrap();
            plan.push((at, Deed::Restarts(end, rng.choice([100, 900, 20_000]).unwrap(), jump)));
        }
        12 => plan.push((at, Deed::Reloads(page))),
        // The answer to what the person does is lost, and the page comes back before the connector misses it.
        13 => {
            plan.push((at, Deed::BlackHole(page, Way::Down)));
            plan.push((at + rng.u64(0..3), of_page(act(rng), page)));
            plan.push((at + rng.u64(3..200), Deed::Cut(page, Who::Page)));
        }
        // So is the answer to that.
        _ => {
            plan.push((at, Deed::Delay(page, 300)));
            plan.push((at + 1, Deed::Cut(page, Who::Page)));
            plan.push((at + rng.u64(600..2_000), Deed::Cut(page, Who::Page)));
            plan.push((at + 2_000, Deed::Delay(page, 1)));
        }
    }
}

fn act(rng: &mut Rng) -> Deed {
    let page = rng.usize(..PAGES);
    match rng.u32(0..20) {
        0..7 => {
            let other = EXTENSIONS[(page + 1) % PAGES];
            Deed::Calls(page, rng.choice([other, "8001", "8002", "8003", "+4930123456"]).unwrap())
        }
        7..13 => Deed::Presses(page, rng.u8(0..4)),
        13..17 => Deed::State(page, rng.choice([None, Some(""), Some("2")]).unwrap()),
        17 => Deed::Rings(page),
        18 => Deed::IsLoggedOut(page),
        _ => Deed::Reconnects(page),
    }
}

/// The same by somebody else.
fn of_page(deed: Deed, page: usize) -> Deed {
    match deed {
        Deed::Calls(_, to) => Deed::Calls(page, to),
        Deed::Presses(_, button) => Deed::Presses(page, button),
        Deed::State(_, reason) => Deed::State(page, reason),
        Deed::Reconnects(_) => Deed::Reconnects(page),
        Deed::IsLoggedOut(_) => Deed::IsLoggedOut(page),
        other => other,
    }
}

impl World {
    /// Whatever still goes wrong does so no longer.
    pub(crate) fn faults_end(&mut self) {
        for page in 0..PAGES {
            let rest = if self.rng.bool() { Rest::Arrives } else { Rest::IsLost };
            for deed in [Deed::Delay(page, 1), Deed::Doubles(page, false), Deed::Clears(page, rest)] {
                self.does(deed);
            }
        }
    }

    pub(crate) fn does(&mut self, deed: Deed) {
        let (now, core_now) = (self.now, Tick(self.now));
        match deed {
            Deed::Delay(page, delay) => {
                self.pages[page].delay = delay;
                for link in self.links.values_mut().filter(|link| link.page == page) {
                    link.up.delays(delay);
                    link.down.delays(delay);
                }
            }
            Deed::BlackHole(page, way) => {
                let since = self.awake_now(page);
                if way == Way::Both {
                    self.pages[page].weather = Fate::Vanishes;
                }
                for link in self.links.values_mut().filter(|link| link.page == page) {
                    if way != Way::Down {
                        link.up.stands(since);
                    }
                    if way != Way::Up {
                        link.down.stands(since);
                    }
                }
            }
            Deed::Clears(page, rest) => {
                self.pages[page].weather = Fate::Connects;
                for id in self.links_of(page) {
                    self.clears(id, rest);
                }
            }
            Deed::Cut(page, who) => {
                let since = self.awake_now(page);
                for id in self.links_of(page) {
                    if who != Who::Connector {
                        self.links.get_mut(&id).unwrap().down.send(Parcel::End(cut()), now);
                        self.links.get_mut(&id).unwrap().up.stands(since);
                    } else {
                        self.links.get_mut(&id).unwrap().down.stands(since);
                    }
                    if who != Who::Page {
                        self.core_ends(id);
                    }
                }
            }
            Deed::Doubles(page, doubles) => {
                self.pages[page].doubles = doubles;
                for link in self.links.values_mut().filter(|link| link.page == page) {
                    link.doubles = doubles;
                }
            }
            Deed::Weather(page, fate) => {
                self.does(Deed::Cut(page, Who::Both));
                self.pages[page].weather = fate;
            }
            Deed::Network(page, true) => {
                self.does(Deed::Clears(page, Rest::IsLost));
                self.if_awake(page, PageInput::Awake);
            }
            Deed::Network(page, false) => {
                self.does(Deed::BlackHole(page, Way::Both));
                self.if_awake(page, PageInput::Offline);
            }
            Deed::Sleeps(page, lasts, clock_goes_on) => {
                if self.pages[page].sleeps == Sleep::Awake {
                    self.pages[page].sleeps = Sleep::Asleep(now, (now + lasts).min(FAULTS_END), clock_goes_on);
                }
            }
            Deed::ClockJumps(page, millis) => self.pages[page].clock_ahead += i64::try_from(millis).unwrap(),
            Deed::Restarts(end, down_ms, jump) => {
                if end == End::Orderly {
                    self.core_input(Input::ShutDown);
                }
                if let Connector::Up(_) = self.connector {
                    self.kills_connector(down_ms, jump, end != End::Vanished);
                }
            }
            Deed::Reloads(page) => {
                if self.pages[page].sleeps == Sleep::Awake {
                    self.reloads(page);
                }
            }
            Deed::Reconnects(page) => self.if_awake(page, PageInput::Reconnect),
            Deed::Calls(page, to) => {
                let to_address = DialString::parse(to).unwrap();
                let call_variables = CallVariables::default();
                self.asks(page, ToConnector::MakeCall(SetMakeCall { media_address: None, to_address, call_variables }));
            }
            Deed::Presses(page, from) => {
                let calls = self.pages[page].session.desk().work().map(|work| work.calls.clone()).unwrap_or_default();
                if let Some(request) = calls.iter().find_map(|call| button(call, from)) {
                    self.asks(page, request);
                }
            }
            Deed::State(page, None) => self.asks(page, ToConnector::SetReadyState(NoPayload)),
            Deed::State(page, Some(reason)) => {
                let reason_code_id = ReasonCode(ReasonCodeId::parse(reason));
                self.asks(page, ToConnector::SetNotReadyState(Reason { reason_code_id }));
            }
            Deed::IsLoggedOut(page) => {
                let reason_code_id = ReasonCode(ReasonCodeId::parse("20"));
                self.another_app_asks(page, ToConnector::Logout(Reason { reason_code_id }).into());
            }
            Deed::Rings(page) => {
                let to = Destination::Number(Number::parse(EXTENSIONS[page]).unwrap());
                let from = Number::parse("8002").unwrap();
                // At a telephone where nobody is nothing rings.
                let _ = self.pbx.bring(Incoming { from, name: None, to }, core_now);
                self.runs_core();
            }
        }
    }

    pub(crate) fn asks(&mut self, page: usize, request: ToConnector) {
        self.if_awake(page, PageInput::Work(Act::Ask(request)));
    }

    fn if_awake(&mut self, page: usize, input: PageInput) {
        if self.pages[page].sleeps == Sleep::Awake {
            self.page_input(page, input);
        }
    }

    fn links_of(&self, page: usize) -> Vec<u32> {
        self.links.iter().filter(|(_, link)| link.page == page).map(|(id, _)| *id).collect()
    }

    fn clears(&mut self, id: u32, rest: Rest) {
        let now = self.now;
        let Some(link) = self.links.get_mut(&id) else { return };
        let has_stood = link.up.stands_since().or(link.down.stands_since()).is_some();
        link.up.flows();
        link.down.flows();
        // A socket that one end has given up, or that never came to be, is not made whole by that.
        if has_stood && (rest == Rest::IsLost || !link.at_core) || link.server.is_none() {
            link.down.send(Parcel::End(cut()), now);
            self.core_ends(id);
        }
    }
}

/// The first button of the call that can be pressed.
fn button(call: &Call, from: u8) -> Option<ToConnector> {
    let it = || OnCall { media_address: None, call_id: call.id.clone() };
    let buttons = [
        (call.buttons.answer, ToConnector::Answer(it())),
        (call.buttons.hold, ToConnector::Hold(it())),
        (call.buttons.retrieve, ToConnector::Retrieve(it())),
        (call.buttons.drop, ToConnector::Drop(it())),
    ];
    let present = buttons.into_iter().cycle().skip(from.into()).take(4);
    present.filter(|(state, _)| *state == ButtonState::Enable).map(|(_, request)| request).next()
}
