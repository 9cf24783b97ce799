//! One softphone: its session, what is open in it, and how it is drawn.

mod doing;
mod inside;
mod look;

use std::{
    cell::Cell,
    rc::{Rc, Weak},
};

use hookswitch_protocol::{
    connector::{Channel, LinkStatus},
    ids::{PageUrl, SourceName},
    write::decimal,
};
use hookswitch_session::{
    Endpoint, Input, PageOrigin, Profile, Session, State, Who,
    dialling::{Key, OptionFault, Rules},
};
use yew::prelude::*;

use self::look::{Open, look};
use crate::{
    browser::Browser,
    components::{Names, phone},
    crm,
    desktop::Desktop,
    driver::Driver,
    focus::Focus,
    host::Host,
    identity::{Claims, Identity, Stored},
    intent::{Deed, Intent},
    keep::Keep,
    log_on,
    ports::{
        Element,
        clock::{self, Timer},
        element, features,
        gestures::{Gesture, Gestures, Where},
        page::{PageEvent, PageEvents, Stay, Title},
        random,
        sound::{Ring, Sound},
        tabs::TabEvent,
    },
    screen::Screen,
    tabs::{self, Heard},
    view::{LinkColour, Status, Text, View, records::Fault},
};

/// What a softphone is made of.
#[derive(Clone, Properties)]
pub struct Props {
    /// What the host says.
    pub host: Rc<Host>,
    /// The CRM around it.
    pub crm: Option<Rc<crm::Desk>>,
    /// What is wrong with that.
    pub fault: Option<Fault>,
    /// The element it lives in, which tells the embedding page.
    pub element: Element,
    /// Whether it is still wanted there.
    pub life: Rc<Cell<Life>>,
}

impl PartialEq for Props {
    /// What a host says does not change.
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.host, &other.host) && self.element == other.element && Rc::ptr_eq(&self.life, &other.life)
    }
}

/// Whether a softphone is still wanted. Yew destroys at once but creates a little later: one that is unmounted in the
/// task that mounted it is created all the same, and nobody takes it away again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It is.
    Mounted,
    /// It is not.
    Gone,
}

/// What this tab is among those of its browser that show the same softphone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Rank {
    /// It rings.
    Leads,
    /// Another one does.
    Follows,
}

/// What happens to a softphone.
pub enum Msg {
    /// The session may have changed.
    Moved,
    /// Time went by, or something else that is drawn has changed.
    Look,
    /// The browser tells something.
    Page(PageEvent),
    /// Another tab of this browser tells something.
    Tab(TabEvent),
    /// The person does something.
    Gesture(Gesture),
}

/// One softphone.
pub struct App {
    driver: Rc<Driver<Browser>>,
    crm: Option<Rc<crm::Desk>>,
    fault: Option<Fault>,
    identity: Identity,
    log_on: log_on::Form,
    screen: Screen,
    desktop: Desktop,
    rules: (Rules, Option<OptionFault>),
    browser: (String, Vec<&'static str>),
    view: View,
    told: Option<Status>,
    focus: Focus,
    redraw: Option<Timer>,
    /// Until what comes in pieces is drawn.
    gather: Option<Timer>,
    /// From the first time at work: it costs the browser a thread.
    sound: Option<Sound>,
    ringing: Option<(Text, Option<Ring>, Title)>,
    rank: Rank,
    stay: Option<Stay>,
    names: Names,
    gestures: Option<Gestures>,
    _page: Option<PageEvents>,
}

/// A page that comes back is told in pieces that come within milliseconds; each drawn by itself would delay the next.
const GATHER_MS: u64 = 8;

thread_local! {
    static MOUNTED: Cell<u64> = const { Cell::new(0) };
}

impl Component for App {
    type Message = Msg;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let host = &ctx.props().host;
        let keep = Keep::of(host);
        let log_on = keep.log_on();
        let claims = |stored| Claims { log_on: log_on.as_ref(), ..host.claims(stored) };
        let identity = Identity::of(claims(keep.login_id().as_deref()));
        let log_on = log_on::Form::new(keep.remembered().as_ref());
        match identity.stored {
            Stored::Corrupt => keep.drop_corrupt(),
            Stored::Fine => {}
        }
        let (session, resume) = (session(host, &keep), keep.resume());
        let crm = ctx.props().crm.clone();
        let browser = |driver: &Weak<Driver<Browser>>| Browser::new(driver.clone(), keep, crm.as_ref());
        let driver = Rc::new_cyclic(|driver| Driver::new(session, browser(driver)));
        let (rules, fault) = (rules(host), ctx.props().fault.clone());
        if let Some(crm) = &crm {
            inside::serve(crm, &driver, &rules.0, ctx.link().callback(|()| Msg::Moved));
        }
        let page = match ctx.props().life.get() {
            Life::Gone => None,
            Life::Mounted => {
                driver.feed(Input::Start { who: identity.who.clone(), resume });
                let tell = ctx.link().clone();
                Some(PageEvents::listen(move |event| tell.send_message(Msg::Page(event))))
            }
        };
        // Not earlier: what the start changes is drawn at once, and is not to be drawn again.
        driver.shell().tell(ctx.link().callback(|()| Msg::Moved));
        let (screen, browser) = (Screen::Home, (features::name(), features::missing()));
        let desktop = Desktop::new(driver.shell().keep().seen());
        Self {
            view: look(
                &driver,
                &Open {
                    identity: &identity,
                    log_on: &log_on,
                    screen: &screen,
                    desktop: &desktop,
                    rules: &rules,
                    browser: &browser,
                    sound: None,
                    crm: crm.as_deref(),
                    fault: fault.as_ref(),
                },
            ),
            driver,
            crm,
            fault,
            identity,
            log_on,
            screen,
            desktop,
            rules,
            browser,
            told: None,
            focus: Focus::default(),
            redraw: None,
            gather: None,
            sound: None,
            ringing: None,
            rank: Rank::Follows,
            stay: None,
            names: Names {
                label: host.name().into(),
                id: ["hs-", &decimal(MOUNTED.replace(MOUNTED.get() + 1))].concat().into(),
            },
            gestures: None,
            _page: page,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, msg: Msg) -> bool {
        match msg {
            Msg::Moved if self.may_wait() => {
                let link = ctx.link();
                self.gather.get_or_insert_with(|| {
                    let link = link.clone();
                    Timer::after(GATHER_MS, move || link.send_message(Msg::Look))
                });
                return false;
            }
            Msg::Moved | Msg::Look => {}
            Msg::Page(event) => {
                self.driver.feed(match event {
                    PageEvent::Awake => Input::Awake,
                    PageEvent::Offline => Input::Offline,
                });
                self.seen();
            }
            Msg::Tab(TabEvent::Leads) => {
                self.rank = Rank::Leads;
                self.tell_crm(crm::Input::Leads);
                if let Some(root) = self.focus.root.cast::<Element>() {
                    element::mark(&root, "data-tab", "leads");
                }
            }
            Msg::Tab(TabEvent::Said(text)) => self.hear(ctx, &text),
            Msg::Gesture(gesture) => match intent(gesture) {
                Some(intent) => self.intend(intent),
                // Drawn anew, a field would lose what was put into it without a word and is told with the next letter.
                None => return false,
            },
        }
        self.gather = None;
        if let Some(crm) = &self.crm {
            inside::look(crm, &self.driver);
        }
        self.focus.before_change();
        let is_at_work = self.driver.read(|session| {
            let work = session.desk().work();
            self.desktop.settle(work);
            work.is_some()
        });
        if is_at_work && self.sound.is_none() {
            let link = ctx.link().clone();
            self.sound = Some(Sound::new(move || link.send_message(Msg::Look)));
        }
        self.view = look(&self.driver, &self.open());
        self.ring();
        self.guard();
        self.redraw_in_time(ctx);
        true
    }

    fn view(&self, _ctx: &Context<Self>) -> Html {
        phone(&self.view, &self.names, &self.focus.root)
    }

    fn rendered(&mut self, ctx: &Context<Self>, first_render: bool) {
        match ctx.props().life.get() {
            Life::Mounted => {}
            Life::Gone => return,
        }
        if first_render {
            // Nothing was drawn that could have had the focus; to ask for it would lay the page out once more.
            let tell = ctx.link().callback(Msg::Gesture);
            let root = self.focus.root.cast::<Element>();
            self.gestures = root.map(|root| Gestures::listen(&root, move |gesture| tell.emit(gesture)));
            self.redraw_in_time(ctx);
            let tell = ctx.link().clone();
            let browser = self.driver.shell();
            browser.join(move |event| tell.send_message(Msg::Tab(event)));
            self.seen();
            if matches!(self.identity.who, Ok(Some(Who::Guest))) {
                browser.say(tabs::WHO);
            }
        } else {
            let is_at_work = self.driver.read(|session| session.desk().work().is_some());
            self.focus.after_change(&self.screen, is_at_work.then_some(&self.desktop));
        }
        // Told last, so that whoever listens finds drawn what is told.
        let status = &self.view.status;
        if self.told.as_ref() != Some(status) {
            let told = self.told.replace(status.clone());
            tell(&ctx.props().element, status, told.as_ref());
        }
    }

    fn destroy(&mut self, _ctx: &Context<Self>) {
        self.driver.feed(Input::Unmount);
    }
}

impl App {
    /// Whether a softphone that is on its way, and drawn as that, is about to be told more.
    fn may_wait(&self) -> bool {
        let is_on_its_way = self.driver.read(|session| match session.state() {
            State::Opening { .. } | State::Registering { .. } | State::SigningOn { .. } => true,
            State::On { line, .. } => *line == LinkStatus::Connecting,
            State::SignedOff { .. }
            | State::Unlinked { .. }
            | State::Door { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => false,
        });
        is_on_its_way && self.view.status.connection == LinkColour::Yellow
    }

    fn open(&self) -> Open<'_> {
        Open {
            identity: &self.identity,
            log_on: &self.log_on,
            screen: &self.screen,
            desktop: &self.desktop,
            rules: &self.rules,
            browser: &self.browser,
            sound: self.sound.as_ref(),
            crm: self.crm.as_deref(),
            fault: self.fault.as_ref(),
        }
    }

    /// Takes what another tab said.
    fn hear(&mut self, ctx: &Context<Self>, text: &str) {
        match text {
            tabs::IN_FRONT => return self.tell_crm(crm::Input::Said(crm::Word::InFront)),
            tabs::LEFT => return self.tell_crm(crm::Input::Said(crm::Word::Left)),
            _ => {}
        }
        match self.driver.read(|session| tabs::hear(text, session.state())) {
            None => {}
            Some(Heard::Answer(text)) => self.driver.shell().say(&text),
            Some(Heard::LogOn(log_on)) => self.driver.feed(Input::LogOn(log_on)),
            Some(Heard::Start) => {
                let (host, keep) = (&ctx.props().host, self.driver.shell().keep());
                self.identity = Identity::of(host.claims(keep.login_id().as_deref()));
                self.driver.feed(Input::Start { who: self.identity.who.clone(), resume: None });
            }
        }
    }

    /// Rings and names the page after whoever calls, for as long as they do.
    fn ring(&mut self) {
        let Some(who) = &self.view.ringing else {
            self.ringing = None;
            return;
        };
        if self.ringing.as_ref().is_none_or(|(ringing, _, _)| ringing != who) {
            // The page's own name is back before another takes its place; one ring goes on for whoever calls.
            let ring = self.ringing.take().and_then(|(_, ring, _)| ring);
            self.ringing = Some((who.clone(), ring, Title::show(who)));
        }
        if let (Rank::Leads, Some((_, ring @ None, _))) = (self.rank, &mut self.ringing) {
            *ring = self.sound.as_ref().and_then(Sound::ring);
        }
    }

    /// Has the browser ask before the page is left during a call. Where other tabs are there, the one that leads does.
    fn guard(&mut self) {
        let has_calls = self.driver.read(|session| session.desk().work().is_some_and(|work| !work.calls.is_empty()));
        match (has_calls && self.rank == Rank::Leads, &self.stay) {
            (true, None) => self.stay = Some(Stay::ask()),
            (true, Some(_)) => {}
            (false, _) => self.stay = None,
        }
    }

    fn redraw_in_time(&mut self, ctx: &Context<Self>) {
        let link = ctx.link().clone();
        self.redraw = self.view.redraw_ms.map(|delay| Timer::after(delay, move || link.send_message(Msg::Look)));
    }
}

fn intent(gesture: Gesture) -> Option<Intent> {
    match gesture {
        Gesture::Press(action, value) => Intent::pressed(&action, value.as_deref()),
        Gesture::Type(field, of, text) => Intent::typed(&field, of, text),
        Gesture::Leave(field) => Intent::left(&field),
        Gesture::Submit(action, values) => Intent::submitted(&action, values),
        Gesture::Key(key, place) => Intent::key(&key, place == Where::Field),
        Gesture::Scroll(first) => Some(Intent::Work(Deed::Scroll(first))),
        Gesture::Down => Some(Intent::Work(Deed::Down)),
        Gesture::Up => Some(Intent::Work(Deed::Up)),
    }
}

/// How numbers are dialled; as if nothing was said where an option cannot be read.
fn rules(host: &Host) -> (Rules, Option<OptionFault>) {
    let given = Key::ALL.into_iter().zip(&host.others);
    let options: Vec<_> = given.filter_map(|(key, text)| Some((key, text.as_deref()?))).collect();
    match Rules::parse(&options) {
        Ok(rules) => (rules, None),
        Err(fault) => (Rules::default(), Some(fault)),
    }
}

fn session(host: &Host, keep: &Keep) -> Session {
    let place = &host.place;
    let profile = Profile {
        endpoints: Endpoint::parse_all(&host.endpoint, PageOrigin { is_secure: place.is_secure, host: &place.host }),
        channels: vec![Channel::Connector, Channel::Salesforce, Channel::Cisco, Channel::InteractionCenter],
        source: SourceName::parse(&host.source).unwrap_or_default(),
        url: PageUrl::parse(&place.url).unwrap_or_default(),
        tab: keep.tab(),
        browser: keep.browser(),
    };
    let seed = random::bytes().map_or_else(clock::now_ms, u64::from_ne_bytes);
    Session::new(profile, seed)
}

/// Tells the embedding page where the softphone stands, and what was refused since it was told last.
fn tell(element: &Element, status: &Status, told: Option<&Status>) {
    let fault = status.fault.as_ref();
    element::dispatch(
        element,
        "hookswitch:status",
        &[
            ("login", Some(status.login.as_str())),
            ("connection", Some(status.connection.as_str())),
            ("extension", status.extension.as_deref()),
            ("displayName", status.display_name.as_deref()),
            ("code", fault.map(|fault| fault.code)),
        ],
    );
    if let Some(fault) = fault.filter(|fault| told.and_then(|told| told.fault.as_ref()) != Some(*fault)) {
        element::dispatch(
            element,
            "hookswitch:error",
            &[("code", Some(fault.code)), ("message", Some(fault.message.as_ref())), ("remedy", Some(fault.remedy))],
        );
    }
}
