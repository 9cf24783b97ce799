//! Clients, one connector, and what lies between them.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    net::{IpAddr, Ipv4Addr},
};

use fastrand::Rng;
use hookswitch_connector::core::{
    Change, ConnId, Content, Core, Directory, Effect, Failures, Figures, Input, LoginIdKey, Right, Role, Settings,
    StationCommand, StationEvent, Subject, TeamName, Ticket, User, UserId,
};
use hookswitch_protocol::{
    Frame, LoginId, Tick,
    channels::Request,
    connector::LinkStatus,
    ids::{DisplayName, Extension, PageUrl, ResumeToken, ServerName, SourceName, TabId, UserName},
};
use hookswitch_session::{self as session, Endpoint, Loss, PageOrigin, Profile, Session, State, Who};

pub(crate) const IDS: [&str; 5] = ["DEMO5051", "DEMO5064", "DEMO5069", "NEWID", "NOBODYS"];
const KEY: LoginIdKey = LoginIdKey::new([9; 32]);

/// Everything there is.
pub(crate) struct World {
    pub(crate) rng: Rng,
    pub(crate) now: Tick,
    pub(crate) core: Core,
    pub(crate) clients: Vec<Client>,
    /// What the store keeps; shared by every life of the connector.
    pub(crate) users: BTreeMap<UserId, User>,
    pub(crate) licences: u32,
    pub(crate) failures: Vec<(Subject, Failures)>,
    /// Changes the store has not answered yet.
    pub(crate) storing: VecDeque<(Ticket, Change)>,
    /// Sockets as the connector sees them.
    pub(crate) server_side: BTreeMap<ConnId, Peer>,
    pub(crate) broken: Vec<String>,
    next_conn: u64,
    lives: u8,
}

/// A browser window.
pub(crate) struct Client {
    pub(crate) session: Session,
    pub(crate) link: Option<Link>,
    pub(crate) remembered: Option<LoginId>,
    pub(crate) resume: Option<ResumeToken>,
    pub(crate) frames_sent: u32,
}

/// A socket as the client sees it.
pub(crate) struct Link {
    pub(crate) conn: session::ConnId,
    pub(crate) server: Option<ConnId>,
    pub(crate) wire: Wire,
    pub(crate) to_server: VecDeque<String>,
    pub(crate) to_client: VecDeque<Result<String, Loss>>,
    pub(crate) dead_since: Option<Tick>,
}

/// How far a socket got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    Opening,
    Open,
    /// Neither end has noticed yet.
    Black,
}

/// The client behind a socket of the connector.
pub(crate) struct Peer {
    pub(crate) client: usize,
    pub(crate) conn: session::ConnId,
}

impl World {
    pub(crate) fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let users: BTreeMap<UserId, User> =
            [(1, "5051", Some(IDS[0])), (2, "5064", Some(IDS[1])), (3, "5069", Some(IDS[2])), (4, "5070", None)]
                .into_iter()
                .map(|(id, extension, login_id)| (UserId(id), user(id, extension, login_id)))
                .collect();
        let clients = (0..3).map(|_| Client::new(rng.u64(..))).collect();
        let core = new_core(&users, 2, &[], 0, Tick(0));
        Self {
            rng,
            now: Tick(0),
            core,
            clients,
            users,
            licences: 2,
            failures: Vec::new(),
            storing: VecDeque::new(),
            server_side: BTreeMap::new(),
            broken: Vec::new(),
            next_conn: 0,
            lives: 0,
        }
    }

    pub(crate) fn client_input(&mut self, client: usize, input: session::Input) {
        let now = self.now;
        self.clients[client].session.handle(input, now);
        self.run_client(client);
    }

    pub(crate) fn core_input(&mut self, input: Input) {
        let now = self.now;
        self.core.handle(input, now);
        self.run_core();
    }

    pub(crate) fn type_id(&mut self, client: usize, id: &str) {
        self.client_input(client, session::Input::SignOn(LoginId::parse(id).unwrap()));
    }

    pub(crate) fn use_here(&mut self, client: usize) {
        self.client_input(client, session::Input::TakeOver);
    }

    /// Both ends notice at once.
    pub(crate) fn cut(&mut self, client: usize) {
        let Some(link) = self.clients[client].link.take() else { return };
        self.close_server_side(link.server);
        self.client_input(client, session::Input::Closed(link.conn, Loss { code: 1006, reason: String::new() }));
    }

    /// An administrator gives a user an ID; nobody else keeps it.
    pub(crate) fn give_id(&mut self, user: usize, id: &str) {
        let hash = KEY.hash(&LoginId::parse(id).unwrap());
        for other in self.users.values_mut() {
            if other.login_id == Some(hash) {
                other.login_id = None;
            }
        }
        if let Some(user) = self.users.values_mut().nth(user) {
            user.login_id = Some(hash);
        }
        self.failures.retain(|(subject, _)| *subject != Subject::LoginId(hash));
        self.reload();
    }

    pub(crate) fn reload(&mut self) {
        let directory = directory(&self.users, self.licences, &self.failures);
        self.core_input(Input::Directory(Box::new(directory)));
    }

    /// The connector is killed and started again.
    pub(crate) fn restart_connector(&mut self) {
        self.lives = self.lives.wrapping_add(1);
        self.storing.clear();
        self.core = new_core(&self.users, self.licences, &self.failures, self.lives, self.now);
        self.server_side.clear();
        for client in 0..self.clients.len() {
            if let Some(link) = self.clients[client].link.take() {
                let loss = Loss { code: 1006, reason: String::new() };
                self.client_input(client, session::Input::Closed(link.conn, loss));
            }
        }
    }

    /// The page is loaded again: what storage keeps is all there is.
    pub(crate) fn reload_page(&mut self, client: usize) {
        self.client_input(client, session::Input::Unmount);
        let seed = self.rng.u64(..);
        let Client { remembered, resume, .. } = std::mem::replace(&mut self.clients[client], Client::new(seed));
        self.clients[client].remembered = remembered.clone();
        self.clients[client].resume = resume.clone();
        self.client_input(client, session::Input::Start { who: Ok(remembered.map(Who::OwnId)), resume });
    }

    /// Lets time pass, waking every machine exactly when it asked for it.
    pub(crate) fn pass(&mut self, millis: u64) {
        let end = self.now.after(millis);
        loop {
            let core = self.core.poll_timeout();
            let clients = self.clients.iter().filter_map(|client| client.session.poll_timeout());
            let Some(next) = clients.chain(core).min().filter(|next| *next <= end) else { break };
            self.now = self.now.max(next);
            let now = self.now;
            self.core.handle_timeout(now);
            self.run_core();
            for client in 0..self.clients.len() {
                self.clients[client].session.handle_timeout(now);
                self.run_client(client);
            }
            // Heartbeats have to be answered while time passes, or every link would be found silent.
            self.deliver_everything();
        }
        self.now = end;
    }

    pub(crate) fn deliver_everything(&mut self) {
        while self.deliver_one() {}
    }

    /// Moves one thing that is on its way, if there is any.
    pub(crate) fn deliver_one(&mut self) -> bool {
        let moved = (0..self.clients.len()).any(|client| self.deliver_for(client));
        moved || self.answer_store(true)
    }

    pub(crate) fn deliver_for(&mut self, client: usize) -> bool {
        let Some(link) = self.clients[client].link.as_mut() else { return false };
        let conn = link.conn;
        match (link.wire, link.server) {
            (Wire::Black, _) => false,
            (Wire::Opening, _) => {
                self.next_conn += 1;
                let server = ConnId(self.next_conn);
                link.wire = Wire::Open;
                link.server = Some(server);
                self.server_side.insert(server, Peer { client, conn });
                let peer = IpAddr::V4(Ipv4Addr::new(10, 0, 0, u8::try_from(client).unwrap()));
                self.core_input(Input::Opened { conn: server, peer });
                self.client_input(client, session::Input::Opened(conn));
                true
            }
            (Wire::Open, server) => {
                if let Some(text) = link.to_server.pop_front() {
                    if let Some(server) = server.filter(|server| self.server_side.contains_key(server)) {
                        self.core_input(Input::Frame { conn: server, frame: Frame::<Request>::decode(&text) });
                    }
                    return true;
                }
                match link.to_client.pop_front() {
                    None => false,
                    Some(Ok(text)) => {
                        let frame = Frame::decode(&text).unwrap();
                        self.client_input(client, session::Input::Frame(conn, Box::new(frame)));
                        true
                    }
                    Some(Err(loss)) => {
                        self.clients[client].link = None;
                        self.client_input(client, session::Input::Closed(conn, loss));
                        true
                    }
                }
            }
        }
    }

    /// The store answers the oldest change.
    pub(crate) fn answer_store(&mut self, is_kept: bool) -> bool {
        let Some((ticket, change)) = self.storing.pop_front() else { return false };
        if is_kept {
            match change {
                Change::TakeLicence(id) => {
                    if let Some(user) = self.users.get_mut(&id) {
                        user.licensed = true;
                    }
                }
                Change::KeepFailures(subject, failures) => {
                    self.failures.retain(|(other, _)| *other != subject);
                    self.failures.push((subject, failures));
                }
                Change::ForgetFailures(subject) => self.failures.retain(|(other, _)| *other != subject),
                Change::KeepCall(..) => {}
                // Nobody here logs on at a station.
                Change::KeepCredential(_)
                | Change::ForgetCredential(_)
                | Change::ForgetCredentialsOf(_)
                | Change::AcceptAgreement(_)
                | Change::KeepUsedToken(..) => {}
            }
        }
        self.core_input(Input::Stored { ticket, is_kept });
        true
    }

    pub(crate) fn is_green(&self, client: usize) -> bool {
        matches!(self.clients[client].session.state(), State::On { line: LinkStatus::Linked, .. })
    }

    pub(crate) fn round_trips(&self, client: usize) -> u32 {
        self.clients[client].frames_sent
    }

    pub(crate) fn core_figures(&self) -> Figures {
        self.core.figures()
    }

    pub(crate) fn close_server_side(&mut self, server: Option<ConnId>) {
        if let Some(server) = server
            && self.server_side.remove(&server).is_some()
        {
            self.core_input(Input::Closed { conn: server });
        }
    }

    /// Whether this is the user's Login ID.
    pub(crate) fn has_id(&self, user: &User, id: &LoginId) -> bool {
        user.login_id == Some(KEY.hash(id))
    }

    fn run_client(&mut self, client: usize) {
        while let Some(effect) = self.clients[client].session.poll_effect() {
            match effect {
                session::Effect::Open(conn, _) => {
                    if self.clients[client].link.is_some() {
                        self.broken.push(format!("client {client} opens a socket while it has one"));
                    }
                    self.clients[client].link = Some(Link {
                        conn,
                        server: None,
                        wire: Wire::Opening,
                        to_server: VecDeque::new(),
                        to_client: VecDeque::new(),
                        dead_since: None,
                    });
                }
                session::Effect::Send(conn, frame) => {
                    self.clients[client].frames_sent += 1;
                    match self.clients[client].link.as_mut().filter(|link| link.conn == conn) {
                        Some(link) => link.to_server.push_back(frame.encode()),
                        None => self.broken.push(format!("client {client} sends on a socket it does not have")),
                    }
                }
                session::Effect::Close(conn, _) => {
                    match self.clients[client].link.take().filter(|link| link.conn == conn) {
                        Some(mut link) => {
                            // What was sent before the close still arrives, unless the wire is dead.
                            while let (Wire::Open, Some(text), Some(server)) =
                                (link.wire, link.to_server.pop_front(), link.server)
                            {
                                if self.server_side.contains_key(&server) {
                                    let frame = Frame::<Request>::decode(&text);
                                    self.core_input(Input::Frame { conn: server, frame });
                                }
                            }
                            if link.wire == Wire::Open {
                                self.close_server_side(link.server);
                            }
                        }
                        None => self.broken.push(format!("client {client} closes a socket it does not have")),
                    }
                }
                session::Effect::RememberLoginId(id) => self.clients[client].remembered = Some(id),
                session::Effect::ForgetLoginId => self.clients[client].remembered = None,
                // Nobody here is inside a CRM.
                session::Effect::Vouch(_) | session::Effect::Do(..) => {
                    self.broken.push(format!("client {client} wants something of a CRM"));
                }
                // Nobody here logs on to a station.
                session::Effect::KeepLogOn(_) | session::Effect::KeepSaved(_) | session::Effect::DropSaved(_) => {}
                session::Effect::KeepResume(token) => self.clients[client].resume = token,
            }
        }
    }

    fn run_core(&mut self) {
        while let Some(effect) = self.core.poll_effect() {
            match effect {
                Effect::Tell { conn, frame } => match self.server_side.get(&conn) {
                    None => self.broken.push(format!("the connector tells {conn:?}, which is gone")),
                    Some(peer) => self.send_to_client(peer.client, peer.conn, Ok(frame.encode())),
                },
                Effect::Close { conn, code, reason } => match self.server_side.remove(&conn) {
                    None => self.broken.push(format!("the connector closes {conn:?}, which is gone")),
                    Some(peer) => {
                        self.send_to_client(peer.client, peer.conn, Err(Loss { code: code.number(), reason }));
                    }
                },
                Effect::Store { ticket, change } => {
                    self.check_licence(&change);
                    self.storing.push_back((ticket, change));
                }
                Effect::Station(StationCommand::Attach(extension)) => {
                    let now = self.now;
                    self.core.handle(Input::Station(StationEvent::Up(extension)), now);
                }
                Effect::Station(
                    StationCommand::AttachOutside { .. }
                    | StationCommand::Detach(_)
                    | StationCommand::Call(_)
                    | StationCommand::Offer { .. }
                    | StationCommand::Withhold(_),
                )
                | Effect::Log(_) => {}
                // No client of these sequences speaks of it.
                Effect::Check { .. }
                | Effect::FetchCredentials { .. }
                | Effect::TellAll { .. }
                | Effect::TellEach { .. } => self.broken.push(format!("{effect:?}")),
            }
        }
    }

    fn check_licence(&mut self, change: &Change) {
        let Change::TakeLicence(user) = *change else { return };
        let promised = self.storing.iter().filter_map(|(_, change)| match change {
            Change::TakeLicence(user) => Some(*user),
            Change::KeepFailures(..)
            | Change::ForgetFailures(_)
            | Change::KeepCall(..)
            | Change::KeepCredential(_)
            | Change::ForgetCredential(_)
            | Change::ForgetCredentialsOf(_)
            | Change::AcceptAgreement(_)
            | Change::KeepUsedToken(..) => None,
        });
        let taken = self.users.values().filter(|user| user.licensed).map(|user| user.id);
        let others: BTreeSet<UserId> = taken.chain(promised).filter(|other| *other != user).collect();
        if others.len() >= self.licences as usize {
            self.broken.push(format!("{others:?} have the {} licences, and {user:?} takes another", self.licences));
        }
    }

    fn send_to_client(&mut self, client: usize, conn: session::ConnId, what: Result<String, Loss>) {
        if let Some(link) = self.clients[client].link.as_mut().filter(|link| link.conn == conn) {
            link.to_client.push_back(what);
        }
    }
}

impl Client {
    fn new(seed: u64) -> Self {
        let page = PageOrigin { is_secure: false, host: "127.0.0.1:8080" };
        let profile = Profile {
            endpoints: Endpoint::parse("/ws", page).map(|endpoint| vec![endpoint]),
            channels: Vec::new(),
            source: SourceName::default(),
            url: PageUrl::default(),
            tab: TabId::default(),
            browser: None,
        };
        Self { session: Session::new(profile, seed), link: None, remembered: None, resume: None, frames_sent: 0 }
    }
}

fn user(id: i64, extension: &str, login_id: Option<&str>) -> User {
    User {
        id: UserId(id),
        user_name: UserName::parse(&format!("agent{id}@example.com")).unwrap(),
        display_name: DisplayName::parse(&format!("Agent {id}")).unwrap(),
        extension: Extension::parse(extension).unwrap(),
        login_id: login_id.map(|login_id| KEY.hash(&LoginId::parse(login_id).unwrap())),
        licensed: false,
        cti: None,
        team: TeamName::default(),
        role: Role::Agent,
        rights: Right::usual(),
    }
}

fn directory(users: &BTreeMap<UserId, User>, licences: u32, failures: &[(Subject, Failures)]) -> Directory {
    let (users, failures) = (users.values().cloned().collect(), failures.to_vec());
    Directory::new(Content { users, licences, failures, ..Content::default() })
}

fn new_core(
    users: &BTreeMap<UserId, User>,
    licences: u32,
    failures: &[(Subject, Failures)],
    life: u8,
    now: Tick,
) -> Core {
    let settings = Settings::new(ServerName::parse("joined").unwrap());
    let mut core = Core::new(settings, KEY, directory(users, licences, failures), [life; 32], 1_000_000);
    core.handle_timeout(now);
    core
}
