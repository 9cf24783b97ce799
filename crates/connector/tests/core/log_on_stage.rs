//! A site with stations, around one core: its store keeps, its telephones come up, its passwords are compared.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::{IpAddr, Ipv4Addr},
};

use hookswitch_connector::core::{
    Agreement, Change, CheckId, ConnId, Content, Core, Directory, DomainName, Effect, Input, LogOnRight, LogOnRules,
    Note, Number, Right, Role, Settings, Station, StationCommand, StationEvent, StationKind, StationStanding, Ticket,
    User, UserId, UserLabel,
};
use hookswitch_protocol::{
    CloseCode, ErrorCode, Frame, ReplyTo, Tick,
    center::{self, LogOn, LoggedOn, Seat, ServerInfo, StateChange, StateReason, StationType},
    channels::{Answer, Request},
    cisco::{self, ids::CtiPassword, ids::DialString},
    connector::{self, Channel, Identity, LinkStatus, Nothing, Register, Speaker},
    ids::{AccountName, AgreementVersion, BrowserId, CredentialText, PageUrl, RequestId, ServerName, SourceName},
    ids::{Extension, StationName},
};

use crate::{cti::agent, script::KEY, script::register};

pub(crate) const ANNA: UserId = UserId(1);
pub(crate) const BEN: UserId = UserId(2);
/// The supervisor; the only one who may keep a line open.
pub(crate) const GRACE: UserId = UserId(3);
pub(crate) const PASSWORD: &str = "open sesame";
/// Milliseconds since 1970 UTC at the beginning.
pub(crate) const BEGAN: u64 = 1_795_286_400_000;
pub(crate) const DAY: u64 = 24 * 3_600 * 1_000;

pub(crate) struct Stage {
    pub(crate) core: Core,
    pub(crate) now: Tick,
    pub(crate) content: Content,
    rules: Option<LogOnRules>,
    pub(crate) told: BTreeMap<ConnId, Vec<(Option<RequestId>, Answer)>>,
    pub(crate) closed: BTreeMap<ConnId, CloseCode>,
    pub(crate) lines: Vec<StationCommand>,
    /// At which telephone each connection was told last that somebody is signed on.
    pub(crate) believes: BTreeMap<ConnId, Extension>,
    pub(crate) notes: Vec<Note>,
    /// Changes that the store has not answered, while it takes its time.
    pub(crate) storing: Option<Vec<(Ticket, Change)>>,
    pub(crate) checking: Option<Vec<(CheckId, bool)>>,
    pub(crate) compared: Vec<bool>,
    conns: u64,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let content = content();
        let rules = Some(rules());
        Self {
            core: core(&content, rules.clone(), BEGAN),
            now: Tick(0),
            content,
            rules,
            told: BTreeMap::new(),
            closed: BTreeMap::new(),
            lines: Vec::new(),
            believes: BTreeMap::new(),
            notes: Vec::new(),
            storing: None,
            checking: None,
            compared: Vec::new(),
            conns: 0,
        }
    }

    /// Other rules, and the connector is started again with them.
    pub(crate) fn rules(&mut self, change: impl FnOnce(&mut LogOnRules)) {
        self.rules.as_mut().map(change).unwrap();
        self.restarts();
    }

    pub(crate) fn offers_no_stations(&mut self) {
        self.rules = None;
        self.restarts();
    }

    /// The connector is started again with what its store has kept.
    pub(crate) fn restarts(&mut self) {
        self.core = core(&self.content, self.rules.clone(), BEGAN + self.now.0);
        self.now = Tick(0);
        self.told.clear();
    }

    /// An administrator changes what the store holds.
    pub(crate) fn site(&mut self, change: impl FnOnce(&mut Content)) {
        change(&mut self.content);
        self.input(Input::Directory(Box::new(Directory::new(self.content.clone()))));
    }

    /// The same as [`Self::site`] for a new password: what browsers were given goes with the old one.
    pub(crate) fn new_password(&mut self, user: UserId) {
        self.site(|content| content.credentials.retain(|credential| credential.user != user));
    }

    pub(crate) fn input(&mut self, input: Input) {
        self.core.handle(input, self.now);
        self.settle();
    }

    pub(crate) fn pass(&mut self, millis: u64) {
        let end = self.now.after(millis);
        while let Some(at) = self.core.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.core.handle_timeout(self.now);
            self.settle();
        }
        self.now = end;
    }

    /// A browser opens a window that is its softphone.
    pub(crate) fn window(&mut self, browser: &str) -> ConnId {
        self.opens(Speaker::Softphone, browser, None)
    }

    /// A connection that has not registered, from an address of its own.
    pub(crate) fn window_of_nobody(&mut self) -> ConnId {
        self.conns += 1;
        let conn = ConnId(self.conns);
        let octet = u8::try_from(self.conns % 200).unwrap();
        self.input(Input::Opened { conn, peer: IpAddr::V4(Ipv4Addr::new(10, 0, 0, octet)) });
        conn
    }

    pub(crate) fn opens(&mut self, speaker: Speaker, browser: &str, identity: Option<Identity>) -> ConnId {
        let conn = self.window_of_nobody();
        let channels = vec![Channel::Cisco, Channel::InteractionCenter];
        let (speaker, browser) = (Some(speaker), BrowserId::parse(browser));
        let url = PageUrl::parse(&format!("https://org.example.com/{}", conn.0)).unwrap();
        let it = Register { channels, speaker, browser, url, ..register(identity, None) };
        self.asks(conn, connector::ToConnector::Register(it));
        conn
    }

    pub(crate) fn asks(&mut self, conn: ConnId, body: impl Into<Request>) {
        let reply_to = ReplyTo { id: None, packet: None };
        let frame = Frame { source: SourceName::default(), reply_to, body: body.into() };
        self.input(Input::Frame { conn, frame: Ok(frame) });
    }

    /// What anybody hears of the server.
    pub(crate) fn info(&mut self) -> ServerInfo {
        let stranger = self.window("b");
        self.asks(stranger, center::ToConnector::GetServerInfo(Nothing {}));
        match self.told.remove(&stranger).unwrap().pop() {
            Some((_, Answer::Center(center::FromConnector::ServerInfo(info)))) => info,
            other => panic!("{other:?}"),
        }
    }

    /// Asks to log on; the answer.
    pub(crate) fn tries(&mut self, conn: ConnId, asked: LogOn) -> LoggedOn {
        self.told.remove(&conn);
        self.asks(conn, center::ToConnector::LogOn(asked));
        self.answer(conn).unwrap_or_else(|| panic!("a log-on is answered: {:?}", self.told.get(&conn)))
    }

    pub(crate) fn answer(&mut self, conn: ConnId) -> Option<LoggedOn> {
        let answers = self.told.get_mut(&conn)?;
        let is_one = |(_, answer): &(_, Answer)| matches!(answer, Answer::Center(center::FromConnector::LoggedOn(_)));
        let at = answers.iter().position(is_one)?;
        match answers.remove(at).1 {
            Answer::Center(center::FromConnector::LoggedOn(answer)) => Some(answer),
            other => panic!("{other:?}"),
        }
    }

    /// Somebody logs on, in a new window of a browser of that name.
    pub(crate) fn logs_on(&mut self, browser: &str, asked: LogOn) -> ConnId {
        let conn = self.window(browser);
        let answer = self.tries(conn, asked);
        assert!(answer.success, "{answer:?}");
        conn
    }

    /// Somebody tries it in a new window and is refused.
    pub(crate) fn is_refused(&mut self, asked: LogOn, code: ErrorCode, field: Option<&str>) -> LoggedOn {
        let conn = self.window("another");
        let answer = self.tries(conn, asked);
        assert_eq!((answer.success, answer.code, answer.field.as_deref()), (false, Some(code), field), "{answer:?}");
        assert_eq!(answer.error_message.0.as_deref(), Some(code.advice().message));
        assert_eq!(self.at(conn), None);
        answer
    }

    /// The window was told why it is dropped, and then closed.
    pub(crate) fn is_dropped(&self, conn: ConnId, reason: StateReason, close: CloseCode) -> StateChange {
        assert_eq!(self.closed.get(&conn), Some(&close));
        match self.told.get(&conn).and_then(|told| told.last()) {
            Some((None, Answer::Center(center::FromConnector::StateChange(change)))) => {
                assert_eq!(change.reason, reason);
                assert_eq!(change.previous_connection_state, center::ConnectionState::Up);
                assert_eq!(change.new_connection_state, center::ConnectionState::Down);
                assert!(!change.should_reconnect);
                change.clone()
            }
            other => panic!("should be told why it is dropped, not {other:?}"),
        }
    }

    /// Whose session is on this connection, and at which telephone.
    pub(crate) fn at(&self, conn: ConnId) -> Option<(UserId, String)> {
        let here = self.core.sessions().find(|session| session.conn == Some(conn))?;
        Some((here.user, here.extension.as_str().to_owned()))
    }

    /// The telephone at which a user is, on a connection or held.
    pub(crate) fn telephone(&self, user: UserId) -> Option<String> {
        let session = self.core.sessions().find(|session| session.user == user)?;
        Some(session.extension.as_str().to_owned())
    }

    /// What a connection was told since it was asked last, by name.
    pub(crate) fn hears(&self, conn: ConnId) -> Vec<&'static str> {
        use hookswitch_protocol::frame::Body;
        self.told.get(&conn).into_iter().flatten().map(|(_, answer)| answer.address().subtopic).collect()
    }

    pub(crate) fn forget(&mut self) {
        self.told.clear();
    }

    /// The store answers what it was asked.
    pub(crate) fn stores(&mut self, is_kept: bool) {
        for (ticket, change) in self.storing.take().unwrap_or_default() {
            self.keeps(ticket, &change, is_kept);
        }
        self.settle();
    }

    fn settle(&mut self) {
        while let Some(effect) = self.core.poll_effect() {
            match effect {
                Effect::Tell { conn, frame } => self.tells(conn, *frame),
                Effect::TellEach { conns, frame } => {
                    conns.into_iter().for_each(|conn| self.tells(conn, (*frame).clone()));
                }
                Effect::TellAll { conn, frames } => frames.into_iter().for_each(|frame| self.tells(conn, frame)),
                Effect::Close { conn, code, .. } => {
                    self.closed.insert(conn, code);
                }
                Effect::Store { ticket, change } => match &mut self.storing {
                    Some(storing) => storing.push((ticket, change)),
                    None => self.keeps(ticket, &change, true),
                },
                Effect::Check { check, password, against } => {
                    let is_right = password.expose() == PASSWORD && against.is_some();
                    self.compared.push(against.is_some());
                    match &mut self.checking {
                        Some(checking) => checking.push((check, is_right)),
                        None => self.core.handle(Input::Checked { check, is_right }, self.now),
                    }
                }
                Effect::FetchCredentials { ticket, .. } => {
                    self.core.handle(Input::Credentials { ticket, credentials: None }, self.now);
                }
                Effect::Station(command) => {
                    let up = match &command {
                        StationCommand::Attach(extension) | StationCommand::AttachOutside { extension, .. } => {
                            Some(StationEvent::Up(extension.clone()))
                        }
                        StationCommand::Detach(_)
                        | StationCommand::Call(_)
                        | StationCommand::Offer { .. }
                        | StationCommand::Withhold(_) => None,
                    };
                    self.lines.push(command);
                    if let Some(up) = up {
                        self.core.handle(Input::Station(up), self.now);
                    }
                }
                Effect::Log(note) => self.notes.push(note),
            }
        }
    }

    fn keeps(&mut self, ticket: Ticket, change: &Change, is_kept: bool) {
        if is_kept {
            match change {
                Change::KeepCredential(credential) => {
                    self.content.credentials.retain(|other| other.hash != credential.hash);
                    self.content.credentials.push(credential.clone());
                }
                Change::ForgetCredential(hash) => self.content.credentials.retain(|other| other.hash != *hash),
                Change::ForgetCredentialsOf(user) => self.content.credentials.retain(|other| other.user != *user),
                Change::AcceptAgreement(accepted) => self.content.accepted.push(accepted.clone()),
                Change::KeepFailures(subject, failures) => {
                    self.content.failures.retain(|(other, _)| other != subject);
                    self.content.failures.push((*subject, *failures));
                }
                Change::ForgetFailures(subject) => self.content.failures.retain(|(other, _)| other != subject),
                Change::TakeLicence(_) | Change::KeepCall(..) | Change::KeepUsedToken(..) => {}
            }
        }
        self.core.handle(Input::Stored { ticket, is_kept }, self.now);
    }

    fn tells(&mut self, conn: ConnId, frame: Frame<Answer>) {
        if let Answer::Connector(connector::FromConnector::Heartbeat(beat)) = frame.body {
            let body = Request::Connector(connector::ToConnector::Heartbeat(beat));
            let frame = Frame { source: SourceName::default(), reply_to: ReplyTo::default(), body };
            return self.core.handle(Input::Frame { conn, frame: Ok(frame) }, self.now);
        }
        match &frame.body {
            Answer::Connector(connector::FromConnector::LoginIdSet(set)) if set.success => {
                self.believes.insert(conn, set.extension.clone().unwrap());
            }
            Answer::Connector(connector::FromConnector::Status(it)) if it.status == LinkStatus::Unlinked => {
                self.believes.remove(&conn);
            }
            _ => {}
        }
        self.told.entry(conn).or_default().push((frame.reply_to.id, frame.body));
    }
}

fn core(content: &Content, log_on: Option<LogOnRules>, unix_ms: u64) -> Core {
    let settings = Settings { log_on, ..Settings::new(ServerName::parse("core").unwrap()) };
    Core::new(settings, KEY, Directory::new(content.clone()), [9; 32], unix_ms)
}

pub(crate) fn rules() -> LogOnRules {
    LogOnRules {
        label: UserLabel::UserId,
        cached_credentials: true,
        persistent_connections: true,
        station_types: StationType::ALL.iter().copied().collect(),
        agreement: None,
        hosts: Vec::new(),
        password_days: None,
        help: None,
    }
}

pub(crate) fn agreement(version: &str) -> Option<Agreement> {
    Agreement::new("For authorised use only.", AgreementVersion::parse(version))
}

pub(crate) fn domain(name: &str) -> UserLabel {
    UserLabel::DomainUser { domain: DomainName::parse(name).unwrap() }
}

fn content() -> Content {
    let person = |id, extension, name, role, rights: &[Right]| {
        let mut user: User = agent(id, extension, name, role);
        user.rights = rights.iter().copied().collect();
        if let Some(account) = &mut user.cti {
            account.password_set_unix_ms = Some(BEGAN);
        }
        user
    };
    let all = Right::ALL;
    let users = vec![
        person(1, "5051", "anna", Role::Agent, &[Right::RemoteNumber]),
        person(2, "5064", "ben", Role::Agent, &[]),
        person(3, "5069", "grace", Role::Supervisor, all),
    ];
    Content { users, stations: stations(), ..Content::default() }
}

fn stations() -> Vec<Station> {
    let station = |name, extension, outside: Option<&str>, standing, log_on| Station {
        name: StationName::parse(name).unwrap(),
        kind: outside.map_or(StationKind::Workstation, |number| StationKind::RemoteWorkstation {
            number: Number::parse(number).unwrap(),
        }),
        extension: Extension::parse(extension).unwrap(),
        standing,
        log_on,
    };
    let (active, everyone) = (StationStanding::Active, || LogOnRight::Everyone);
    vec![
        station("WS-1", "5051", None, active, everyone()),
        station("WS-2", "5064", None, active, everyone()),
        station("WS-GRACE", "5069", None, active, LogOnRight::Only(BTreeSet::from([GRACE]))),
        station("WS-OFF", "5070", None, StationStanding::Inactive, everyone()),
        station("RW-HOME", "5080", Some("+4930987654"), active, everyone()),
    ]
}

/// What somebody types at the log-on, so far.
pub(crate) fn by(name: &str) -> LogOn {
    LogOn {
        user_id: AccountName::parse(name).unwrap(),
        password: CtiPassword::parse(PASSWORD),
        saved_credential: None,
        host: None,
        station_type: StationType::Workstation,
        station: None,
        remote_number: None,
        persistent_connection: None,
        agreed: None,
        remember: None,
    }
}

/// The same with a credential in the password's place.
pub(crate) fn again(name: &str, credential: &CredentialText) -> LogOn {
    LogOn { password: None, saved_credential: Some(credential.clone()), ..by(name) }
}

pub(crate) trait Filled: Sized {
    fn at(self, station: &str) -> Self;
    fn home(self, number: Option<&str>) -> Self;
    fn number(self, number: &str) -> Self;
    fn persistent(self) -> Self;
    fn remembered(self) -> Self;
    fn agreed(self, version: &str) -> Self;
    fn wrong(self) -> Self;
}

impl Filled for LogOn {
    fn at(self, station: &str) -> Self {
        Self { station: StationName::parse(station), ..self }
    }

    fn home(self, number: Option<&str>) -> Self {
        let remote_number = number.and_then(DialString::parse);
        Self { station_type: StationType::RemoteWorkstation, remote_number, ..self.at("RW-HOME") }
    }

    fn number(self, number: &str) -> Self {
        Self { station_type: StationType::RemoteNumber, remote_number: DialString::parse(number), ..self }
    }

    fn persistent(self) -> Self {
        Self { persistent_connection: Some(true), ..self }
    }

    fn remembered(self) -> Self {
        Self { remember: Some(true), ..self }
    }

    fn agreed(self, version: &str) -> Self {
        Self { agreed: AgreementVersion::parse(version), ..self }
    }

    fn wrong(self) -> Self {
        Self { password: CtiPassword::parse("wrong"), ..self }
    }
}

pub(crate) fn seat(asked: &LogOn) -> Option<Seat> {
    Some(asked.seat())
}

pub(crate) fn log_off() -> center::ToConnector {
    center::ToConnector::LogOff(Nothing {})
}

pub(crate) fn logged_out_by_supervisor(name: &str) -> cisco::ToConnector {
    let user_name = cisco::ids::CtiUserName::parse(name).unwrap();
    cisco::ToConnector::TeamAgentLogout(cisco::team::TeamAgentLogout {
        user_name,
        state: cisco::team::LogoutWord::Logout,
    })
}
