//! Scripted clients of one core.

use std::{
    collections::VecDeque,
    net::{IpAddr, Ipv4Addr},
};

use hookswitch_connector::core::{
    Change, ConnId, Content, Core, Directory, Effect, Failures, Input, LoginIdKey, Right, Role, Settings,
    StationCommand, StationEvent, Subject, TeamName, Ticket, User, UserId,
};
use hookswitch_protocol::{
    CloseCode, ErrorCode, Frame, LoginId, LoginIdText, ReplyTo, Tick,
    channels::{Answer, Request},
    connector::{
        Channel, FromConnector, Identity, LinkStatus, LoginIdSet, Nothing, Register, Registered, SetLoginId,
        ToConnector,
    },
    ids::{DisplayName, Extension, PageUrl, RequestId, ResumeToken, ServerName, SourceName, UserName},
    limits,
};

pub(crate) const KEY: LoginIdKey = LoginIdKey::new([3; 32]);
pub(crate) const ID: &str = "DEMO5051";

pub(crate) struct Script {
    pub(crate) core: Core,
    pub(crate) now: Tick,
    pub(crate) users: Vec<User>,
    pub(crate) licences: u32,
    pub(crate) failures: Vec<(Subject, Failures)>,
    effects: VecDeque<Effect>,
    conns: u64,
}

impl Script {
    /// Two users, 5051 with [`ID`] and 5064 with `DEMO5064`, and a site licence.
    pub(crate) fn new() -> Self {
        Self::with(limits::SITE_LICENCE, |settings| settings)
    }

    pub(crate) fn with(licences: u32, adjust: impl FnOnce(Settings) -> Settings) -> Self {
        let users = vec![user(1, "5051", Some(ID)), user(2, "5064", Some("DEMO5064"))];
        let settings = adjust(Settings::new(ServerName::parse("core").unwrap()));
        let directory = Directory::new(Content { users: users.clone(), licences, ..Content::default() });
        let core = Core::new(settings, KEY, directory, [1; 32], 1_000_000);
        Self { core, now: Tick(0), users, licences, failures: Vec::new(), effects: VecDeque::new(), conns: 0 }
    }

    pub(crate) fn input(&mut self, input: Input) {
        self.core.handle(input, self.now);
        self.gather();
    }

    /// A client connects from 10.0.0.1 and registers.
    pub(crate) fn registers(&mut self) -> ConnId {
        let conn = self.connects();
        self.asks(conn, None, ToConnector::Register(register(None, None)));
        assert!(self.hears_registered(conn).success);
        conn
    }

    pub(crate) fn connects(&mut self) -> ConnId {
        self.connects_from(Ipv4Addr::new(10, 0, 0, 1))
    }

    pub(crate) fn connects_from(&mut self, peer: Ipv4Addr) -> ConnId {
        self.conns += 1;
        let conn = ConnId(self.conns);
        self.input(Input::Opened { conn, peer: IpAddr::V4(peer) });
        conn
    }

    /// A client that is signed on with `id`, its telephone up.
    pub(crate) fn signs_on(&mut self, id: &str) -> ConnId {
        let conn = self.registers();
        self.asks(conn, None, set(id));
        assert!(self.hears_set(conn).success);
        self.telephone_comes_up(conn);
        conn
    }

    pub(crate) fn telephone_comes_up(&mut self, conn: ConnId) {
        let extension = self.attaches();
        self.input(Input::Station(StationEvent::Up(extension)));
        assert_eq!(self.hears_status(conn), LinkStatus::Linked);
    }

    pub(crate) fn asks(&mut self, conn: ConnId, id: Option<&str>, body: impl Into<Request>) {
        let reply_to = ReplyTo { id: id.and_then(RequestId::parse), packet: None };
        let frame = Frame { source: SourceName::default(), reply_to, body: body.into() };
        self.input(Input::Frame { conn, frame: Ok(frame) });
    }

    /// Sends a text as it is.
    pub(crate) fn says(&mut self, conn: ConnId, text: &str) {
        self.input(Input::Frame { conn, frame: Frame::decode(text) });
    }

    pub(crate) fn reload(&mut self) {
        let (users, licences, failures) = (self.users.clone(), self.licences, self.failures.clone());
        let content = Content { users, licences, failures, ..Content::default() };
        self.input(Input::Directory(Box::new(Directory::new(content))));
    }

    /// Lets time pass; every heartbeat of `alive` is answered, what else is owed stays for the script.
    pub(crate) fn pass(&mut self, millis: u64, alive: &[ConnId]) {
        let end = self.now.after(millis);
        while let Some(at) = self.core.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.core.handle_timeout(self.now);
            self.gather();
            let mut beats = Vec::new();
            self.effects.retain(|effect| {
                let Effect::Tell { conn, frame } = effect else { return true };
                let Answer::Connector(FromConnector::Heartbeat(beat)) = &frame.body else { return true };
                beats.push((*conn, beat.clone()));
                false
            });
            for (conn, beat) in beats {
                if alive.contains(&conn) {
                    self.asks(conn, None, ToConnector::Heartbeat(beat));
                }
            }
        }
        self.now = end;
    }

    pub(crate) fn hears(&mut self, conn: ConnId) -> (Option<RequestId>, FromConnector) {
        match self.hears_any(conn) {
            (id, Answer::Connector(message)) => (id, message),
            (_, other) => panic!("{conn:?} should hear of its connection, not {other:?}"),
        }
    }

    /// The next message to this connection, of whatever channel.
    pub(crate) fn hears_any(&mut self, conn: ConnId) -> (Option<RequestId>, Answer) {
        match self.next() {
            Effect::Tell { conn: to, frame } if to == conn => (frame.reply_to.id, frame.body),
            other => panic!("{conn:?} should be told, not {other:?}"),
        }
    }

    pub(crate) fn hears_registered(&mut self, conn: ConnId) -> Registered {
        match self.hears(conn).1 {
            FromConnector::Registered(registered) => registered,
            other => panic!("should be registered, not {other:?}"),
        }
    }

    pub(crate) fn hears_set(&mut self, conn: ConnId) -> LoginIdSet {
        match self.hears(conn).1 {
            FromConnector::LoginIdSet(set) => set,
            other => panic!("should be the answer to a sign-on, not {other:?}"),
        }
    }

    pub(crate) fn hears_refusal(&mut self, conn: ConnId) -> ErrorCode {
        self.hears_set(conn).code.unwrap()
    }

    pub(crate) fn hears_status(&mut self, conn: ConnId) -> LinkStatus {
        match self.hears(conn).1 {
            FromConnector::Status(status) => status.status,
            other => panic!("should be a status, not {other:?}"),
        }
    }

    pub(crate) fn hears_error(&mut self, conn: ConnId) -> ErrorCode {
        match self.hears(conn).1 {
            FromConnector::Error(error) => error.code,
            other => panic!("should be an error, not {other:?}"),
        }
    }

    pub(crate) fn is_closed(&mut self, conn: ConnId) -> (CloseCode, String) {
        match self.next() {
            Effect::Close { conn: closed, code, reason } if closed == conn => (code, reason),
            other => panic!("{conn:?} should be closed, not {other:?}"),
        }
    }

    pub(crate) fn attaches(&mut self) -> Extension {
        match self.next() {
            Effect::Station(StationCommand::Attach(extension)) => extension,
            other => panic!("a telephone should be attached, not {other:?}"),
        }
    }

    pub(crate) fn detaches(&mut self, extension: &str) {
        let expected = Effect::Station(StationCommand::Detach(Extension::parse(extension).unwrap()));
        assert_eq!(self.next(), expected);
    }

    pub(crate) fn stores(&mut self) -> (Ticket, Change) {
        match self.next() {
            Effect::Store { ticket, change } => (ticket, change),
            other => panic!("something should be stored, not {other:?}"),
        }
    }

    /// The store keeps one count of failures.
    pub(crate) fn keeps_failure(&mut self) {
        match self.stores().1 {
            Change::KeepFailures(subject, failures) => {
                self.failures.retain(|(other, _)| *other != subject);
                self.failures.push((subject, failures));
            }
            other => panic!("a failure should be counted, not {other:?}"),
        }
    }

    pub(crate) fn ends(&self) {
        assert!(self.effects.is_empty(), "more than the script says: {:?}", self.effects);
    }

    pub(crate) fn next(&mut self) -> Effect {
        self.effects.pop_front().unwrap_or_else(|| panic!("less than the script says"))
    }

    pub(crate) fn gather(&mut self) {
        while let Some(effect) = self.core.poll_effect() {
            match effect {
                Effect::Log(_) => {}
                // Who is told with others is told.
                Effect::TellEach { conns, frame } => {
                    self.effects.extend(conns.into_iter().map(|conn| Effect::Tell { conn, frame: frame.clone() }));
                }
                other => self.effects.push_back(other),
            }
        }
    }
}

pub(crate) fn user(id: i64, extension: &str, login_id: Option<&str>) -> User {
    User {
        id: UserId(id),
        user_name: UserName::parse(&format!("agent{id}")).unwrap(),
        display_name: DisplayName::parse(&format!("Agent {id}")).unwrap(),
        extension: Extension::parse(extension).unwrap(),
        login_id: login_id.map(|text| KEY.hash(&LoginId::parse(text).unwrap())),
        licensed: false,
        cti: None,
        team: TeamName::default(),
        role: Role::Agent,
        rights: Right::usual(),
    }
}

pub(crate) fn extension(text: &str) -> Extension {
    Extension::parse(text).unwrap()
}

pub(crate) fn register(identity: Option<Identity>, resume: Option<ResumeToken>) -> Register {
    let url = PageUrl::default();
    Register {
        channels: vec![Channel::Cisco],
        url,
        protocol: limits::PROTOCOL,
        identity,
        resume,
        tab: None,
        browser: None,
        speaker: None,
    }
}

pub(crate) fn set(id: &str) -> ToConnector {
    ToConnector::SetLoginId(SetLoginId { login_id: LoginIdText::new(id) })
}

pub(crate) fn clear() -> ToConnector {
    ToConnector::ClearLoginId(Nothing {})
}

pub(crate) fn take_over() -> ToConnector {
    ToConnector::TakeOver(Nothing {})
}
