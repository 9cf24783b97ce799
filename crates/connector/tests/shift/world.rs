//! Apps, one connector, one telephone system, and time.

use std::{
    collections::{BTreeSet, VecDeque},
    net::{IpAddr, Ipv4Addr},
};

use fastrand::Rng;
use hookswitch_connector::{
    core::{
        ConnId, Content, Core, CtiAccount, Directory, Effect, Failure, Input, LoginIdKey, PasswordHash, Reason,
        ReasonCode, Right, Role, Settings, StationCommand, StationEvent, Team, TeamName, User, UserId,
    },
    telephony::{Backend, DemoPbx, conformance::Ledger},
};
use hookswitch_protocol::{
    ErrorCode, Frame, LoginId, LoginIdText, ReplyTo, Tick,
    channels::{Answer, Request},
    cisco::{FromConnector, error::ApiFault},
    connector::{self, Channel, Heartbeat, Identity, Register, Speaker, ToConnector},
    ids::{DisplayName, Extension, PageUrl, RequestId, ResumeToken, ServerName, SourceName, UserName},
    limits,
};

use crate::{steps::Done, told::Told};

/// Everybody's telephone number; nobody is ever at the last.
pub(crate) const EXTENSIONS: [&str; 5] = ["5051", "5064", "5069", "5077", "5090"];
/// Agents' names at the CTI server. The third watches over the first two.
pub(crate) const AGENTS: [&str; 4] = ["anna", "ben", "cat", "dan"];
/// Apps with which agents work. They may sign on as anybody.
pub(crate) const SOFTPHONES: usize = 5;
const KEY: LoginIdKey = LoginIdKey::new([9; 32]);
const UNIX_MS_AT_TICK_0: u64 = 1_000_000;

/// Everything there is.
pub(crate) struct World {
    pub(crate) rng: Rng,
    pub(crate) now: Tick,
    pub(crate) core: Core,
    pub(crate) pbx: DemoPbx,
    pub(crate) ledger: Ledger,
    /// Softphones, then for every agent a program that listens and never goes away.
    pub(crate) apps: Vec<App>,
    pub(crate) broken: Vec<String>,
    pub(crate) trace: Vec<String>,
    pub(crate) done: Done,
    /// What the telephone system did not do in the present step.
    pub(crate) failure: Option<Failure>,
    /// What the present request led to, beside its refusal.
    pub(crate) happened: u32,
    outbox: VecDeque<(ConnId, String)>,
    /// Sockets whose other end is gone without the connector knowing.
    black: BTreeSet<ConnId>,
    next_conn: u64,
    next_request: u64,
}

/// A program that speaks the protocol.
#[derive(Default)]
pub(crate) struct App {
    pub(crate) conn: Option<ConnId>,
    pub(crate) resume: Option<ResumeToken>,
    pub(crate) told: Told,
    /// What was refused in the present step, and to which request.
    pub(crate) refused: Option<(Option<RequestId>, ApiFault)>,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let users: Vec<User> = (0..AGENTS.len()).map(user).chain([somebody_without_an_agent()]).collect();
        let settings = Settings { teams: teams(), ..Settings::new(ServerName::parse("shift").unwrap()) };
        let directory = Directory::new(Content { users, ..Content::default() });
        let mut pbx = DemoPbx::default();
        pbx.know(EXTENSIONS.iter().map(|number| extension(number)).collect(), Tick(0));
        let mut world = Self {
            rng: Rng::with_seed(seed),
            now: Tick(0),
            core: Core::new(settings, KEY, directory, [7; 32], UNIX_MS_AT_TICK_0),
            pbx,
            ledger: Ledger::default(),
            apps: (0..SOFTPHONES + AGENTS.len()).map(|_| App::default()).collect(),
            broken: Vec::new(),
            trace: Vec::new(),
            done: Done::default(),
            failure: None,
            happened: 0,
            outbox: VecDeque::new(),
            black: BTreeSet::new(),
            next_conn: 0,
            next_request: 0,
        };
        for agent in 0..AGENTS.len() {
            let identity = Identity::LoginId(LoginIdText::new(&login_id(agent)));
            world.connects(SOFTPHONES + agent, Some(identity), Some(Speaker::App));
        }
        world
    }

    /// Opens a socket and registers.
    pub(crate) fn connects(&mut self, app: usize, identity: Option<Identity>, speaker: Option<Speaker>) {
        self.next_conn += 1;
        let conn = ConnId(self.next_conn);
        let resume = self.apps[app].resume.take();
        self.apps[app] = App { conn: Some(conn), ..App::default() };
        self.input(Input::Opened { conn, peer: IpAddr::V4(Ipv4Addr::LOCALHOST) });
        let url = PageUrl::default();
        let channels = vec![Channel::Cisco];
        let register =
            Register { channels, url, protocol: limits::PROTOCOL, identity, resume, tab: None, browser: None, speaker };
        self.asks(app, ToConnector::Register(register));
    }

    /// Sends a request and lets everything happen that follows at once. Its refusal is in [`App::refused`].
    pub(crate) fn asks(&mut self, app: usize, body: impl Into<Request>) -> Option<ApiFault> {
        let conn = self.apps[app].conn?;
        self.next_request += 1;
        let id = RequestId::parse(&self.next_request.to_string());
        self.apps[app].refused = None;
        self.failure = None;
        self.happened = 0;
        let reply_to = ReplyTo { id: id.clone(), packet: None };
        self.outbox.push_back((conn, Frame { source: SourceName::default(), reply_to, body: body.into() }.encode()));
        self.settles();
        self.apps[app].refused.take().filter(|(to, _)| *to == id).map(|(_, fault)| fault)
    }

    /// Both ends notice that the socket is gone.
    pub(crate) fn cut(&mut self, app: usize) {
        if let Some(conn) = self.loses(app) {
            self.input(Input::Closed { conn });
        }
    }

    /// Only the app notices.
    pub(crate) fn falls_silent(&mut self, app: usize) {
        if let Some(conn) = self.loses(app) {
            self.black.insert(conn);
        }
    }

    /// Lets time pass, waking core and telephone system exactly when they asked for it.
    pub(crate) fn pass(&mut self, millis: u64) {
        let end = self.now.after(millis);
        let due = |world: &Self| world.core.poll_timeout().into_iter().chain(world.pbx.poll_timeout()).min();
        while let Some(next) = due(self).filter(|next| *next <= end) {
            self.now = self.now.max(next);
            self.core.handle_timeout(self.now);
            self.pbx.handle_timeout(self.now);
            self.settles();
        }
        self.now = end;
    }

    pub(crate) fn input(&mut self, input: Input) {
        self.core.handle(input, self.now);
        self.settles();
    }

    /// Everything that is on its way arrives.
    pub(crate) fn settles(&mut self) {
        loop {
            if let Some(effect) = self.core.poll_effect() {
                self.performs(effect);
            } else if let Some(event) = self.pbx.poll_event() {
                match &event {
                    StationEvent::Failed { why, .. } => self.failure = Some(*why),
                    _ => self.happened += 1,
                }
                if let Err(broken) = self.ledger.hears(&event) {
                    self.broken.push(broken.0);
                }
                self.core.handle(Input::Station(event), self.now);
            } else if let Some((conn, text)) = self.outbox.pop_front() {
                let frame = Frame::<Request>::decode(&text);
                if let Err(rejected) = &frame {
                    self.broken.push(format!("{rejected:?}: {text}"));
                }
                self.core.handle(Input::Frame { conn, frame }, self.now);
            } else {
                break;
            }
        }
    }

    /// The agent for whom this app works or listens.
    pub(crate) fn agent_of(&self, app: usize) -> Option<usize> {
        let name = self.apps[app].told.agent.as_ref()?.login_name.as_str();
        AGENTS.iter().position(|agent| *agent == name)
    }

    /// The telephone of an agent who is signed on.
    pub(crate) fn telephone_of(&self, agent: usize) -> Option<Extension> {
        let id = user_id(agent);
        self.core.sessions().find(|session| session.user == id).map(|session| session.extension.clone())
    }

    pub(crate) fn unix_ms(&self) -> u64 {
        UNIX_MS_AT_TICK_0 + self.now.0
    }

    pub(crate) fn tells_pbx(&mut self, command: StationCommand) {
        self.ledger.told(&command);
        self.pbx.command(command, self.now);
    }

    fn loses(&mut self, app: usize) -> Option<ConnId> {
        let conn = self.apps[app].conn.take()?;
        self.apps[app].told = Told::default();
        Some(conn)
    }

    fn performs(&mut self, effect: Effect) {
        match effect {
            // Most of what is said, and always the same: the codec is tried with the rest.
            Effect::Tell { conn, frame }
                if matches!(frame.body, Answer::Connector(connector::FromConnector::Heartbeat(_))) =>
            {
                if !self.black.contains(&conn) {
                    let body = Request::Connector(ToConnector::Heartbeat(Heartbeat {
                        server_time: None,
                        round_trip_ms: None,
                    }));
                    let frame = Frame { source: SourceName::default(), reply_to: ReplyTo::default(), body };
                    self.core.handle(Input::Frame { conn, frame: Ok(frame) }, self.now);
                }
            }
            Effect::Tell { conn, frame } => self.delivers(conn, &frame),
            Effect::TellEach { conns, frame } => conns.into_iter().for_each(|conn| self.delivers(conn, &frame)),
            Effect::TellAll { conn, frames } => frames.iter().for_each(|frame| self.delivers(conn, frame)),
            Effect::Close { conn, .. } => {
                self.black.remove(&conn);
                if let Some(app) = self.apps.iter().position(|app| app.conn == Some(conn)) {
                    self.loses(app);
                }
            }
            Effect::Store { ticket, .. } => self.core.handle(Input::Stored { ticket, is_kept: true }, self.now),
            Effect::FetchCredentials { ticket, .. } => {
                self.core.handle(Input::Credentials { ticket, credentials: None }, self.now);
            }
            Effect::Check { check, against, .. } => {
                self.core.handle(Input::Checked { check, is_right: against.is_some() }, self.now);
            }
            Effect::Station(command) => self.tells_pbx(command),
            Effect::Log(_) => {}
        }
    }

    fn delivers(&mut self, conn: ConnId, frame: &Frame<Answer>) {
        let text = frame.encode();
        match Frame::<Answer>::decode(&text) {
            Ok(read) if read == *frame && text.len() <= limits::FRAME_BYTES => self.hears(conn, read),
            Ok(_) | Err(_) => self.broken.push(format!("what is told cannot be read: {text}")),
        }
    }

    fn hears(&mut self, conn: ConnId, frame: Frame<Answer>) {
        if self.black.contains(&conn) {
            return;
        }
        let Some(app) = self.apps.iter().position(|app| app.conn == Some(conn)) else {
            return self.broken.push(format!("the connector tells {conn:?}, which is gone"));
        };
        match frame.body {
            Answer::Connector(connector::FromConnector::Registered(registered)) => {
                self.apps[app].resume = registered.resume;
            }
            // It speaks for nobody any more, or for somebody else.
            Answer::Connector(connector::FromConnector::LoginIdCleared(_)) => self.apps[app].told = Told::default(),
            Answer::Connector(connector::FromConnector::Error(error)) if error.code == ErrorCode::SessionElsewhere => {
                self.apps[app].told = Told::default();
            }
            Answer::Connector(_) | Answer::Salesforce(_) | Answer::Center(_) => {}
            Answer::Cisco(FromConnector::ApiError(error)) => {
                self.apps[app].refused = Some((frame.reply_to.id, error.data.fault));
            }
            Answer::Cisco(message) => {
                self.happened += 1;
                let unix_ms = self.unix_ms();
                if let Err(broken) = self.apps[app].told.hears(&message, unix_ms) {
                    self.broken.push(format!("app {app}: {broken}"));
                }
            }
        }
    }
}

pub(crate) fn extension(text: &str) -> Extension {
    Extension::parse(text).unwrap()
}

fn login_id(agent: usize) -> String {
    AGENTS[agent].to_ascii_uppercase()
}

fn user_id(agent: usize) -> UserId {
    UserId(i64::try_from(agent).unwrap() + 1)
}

fn user(agent: usize) -> User {
    let name = AGENTS[agent];
    let hash = PasswordHash::new(format!("hash of {name}"));
    User {
        id: user_id(agent),
        user_name: UserName::parse(&format!("{name}@example.com")).unwrap(),
        display_name: DisplayName::parse(name).unwrap(),
        extension: extension(EXTENSIONS[agent]),
        login_id: Some(KEY.hash(&LoginId::parse(&login_id(agent)).unwrap())),
        licensed: true,
        cti: Some(CtiAccount { user_name: name.to_owned(), hash, password_set_unix_ms: None }),
        team: TeamName::parse(if agent == 3 { "Sales" } else { "Support" }).unwrap(),
        role: if agent == 2 { Role::Supervisor } else { Role::Agent },
        rights: Right::usual(),
    }
}

/// Has a telephone, and never sits at it.
fn somebody_without_an_agent() -> User {
    let user_name = UserName::parse("eve@example.com").unwrap();
    User { id: UserId(9), user_name, extension: extension(EXTENSIONS[4]), login_id: None, cti: None, ..user(0) }
}

/// One owes wrap-up, the other does not.
fn teams() -> Vec<Team> {
    let lunch = Reason { code: ReasonCode("2".to_owned()), label: "Lunch".to_owned() };
    let usual = |name: &str| Team { not_ready: vec![lunch.clone()], ..Team::usual(TeamName::parse(name).unwrap()) };
    let sales = Team { wrap_up_seconds: 0, queues: vec!["sales".to_owned(), "support".to_owned()], ..usual("Sales") };
    vec![Team { wrap_up_seconds: 20, ..usual("Support") }, sales]
}
