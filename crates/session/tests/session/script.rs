//! A scripted connector: what it says, and what the softphone must do.

use std::collections::VecDeque;

use hookswitch_protocol::{
    CloseCode, ErrorCode, Frame, LoginId, ReplyTo, Tick,
    channels::{ForSoftphone, FromSoftphone},
    connector::{
        Channel, ConnectionStatus, FromConnector, Heartbeat, Identity, Licence, LinkStatus, LoginIdSet, Outcome,
        Registered, ToConnector,
    },
    ids::{BrowserId, DisplayName, Extension, PageUrl, RequestId, ResumeToken, ServerName, SourceName, TabId},
    wire::Nullable,
};
use hookswitch_session::{ConnId, Effect, Endpoint, Input, Loss, PageOrigin, Profile, Session, State, Who};

pub(crate) const ID: &str = "DEMO0000000000005051";

pub(crate) struct Script {
    pub(crate) session: Session,
    pub(crate) now: Tick,
    effects: VecDeque<Effect>,
}

pub(crate) fn id() -> LoginId {
    LoginId::parse(ID).unwrap()
}

pub(crate) fn token(text: &str) -> ResumeToken {
    ResumeToken::parse(text).unwrap()
}

pub(crate) fn profile(endpoint: &str) -> Profile {
    let page = PageOrigin { is_secure: false, host: "127.0.0.1:8080" };
    Profile {
        endpoints: Endpoint::parse_all(endpoint, page),
        channels: vec![Channel::Connector],
        source: SourceName::parse("test").unwrap(),
        url: PageUrl::parse("http://127.0.0.1:8080/").unwrap(),
        tab: TabId::parse("tab").unwrap(),
        browser: BrowserId::parse("browser"),
    }
}

impl Script {
    pub(crate) fn new() -> Self {
        Self::with_endpoint("/ws")
    }

    /// One that is for calls too.
    pub(crate) fn with_calls() -> Self {
        let channels = vec![Channel::Connector, Channel::Salesforce, Channel::Cisco];
        let session = Session::new(Profile { channels, ..profile("/ws") }, 7);
        Self { session, ..Self::new() }
    }

    pub(crate) fn with_endpoint(endpoint: &str) -> Self {
        Self { session: Session::new(profile(endpoint), 7), now: Tick(1_000), effects: VecDeque::new() }
    }

    /// A softphone that is signed on, its script at an end.
    pub(crate) fn signed_on() -> (Self, ConnId) {
        let mut script = Self::new();
        script.input(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: None });
        let conn = script.link("one");
        script.ends();
        (script, conn)
    }

    /// Plays a whole sign-on from the opening socket on; `resume` is the token the connector gives.
    pub(crate) fn link(&mut self, resume: &str) -> ConnId {
        self.link_as(resume, false)
    }

    /// The same where the connector goes on with a session of before.
    pub(crate) fn resume(&mut self, resume: &str) -> ConnId {
        self.link_as(resume, true)
    }

    /// Waits for the next try after a loss first; `resumed` where the connector still has the session.
    pub(crate) fn come_back(&mut self, resume: &str, resumed: bool) -> ConnId {
        self.pass(20);
        self.link_as(resume, resumed)
    }

    fn link_as(&mut self, resume: &str, resumed: bool) -> ConnId {
        let conn = self.opens();
        self.input(Input::Opened(conn));
        let (register, body) = self.sends(conn);
        let proof = Some(Identity::LoginId((&id()).into()));
        assert!(matches!(body, ToConnector::Register(register) if register.identity == proof));
        self.say(conn, register, FromConnector::Registered(registered(resume, resumed)));
        self.keeps(Some(token(resume)));
        self.say(conn, None, FromConnector::LoginIdSet(accepted()));
        self.say(conn, None, status(LinkStatus::Linked));
        assert!(self.is_linked());
        conn
    }

    pub(crate) fn input(&mut self, input: Input) {
        self.session.handle(input, self.now);
        self.collect();
    }

    pub(crate) fn say(&mut self, conn: ConnId, id: Option<RequestId>, body: impl Into<ForSoftphone>) {
        let reply_to = ReplyTo { id, packet: None };
        self.input(Input::Frame(conn, Box::new(Frame { source: SourceName::default(), reply_to, body: body.into() })));
    }

    /// What the connector says, as it stands on the wire.
    pub(crate) fn says(&mut self, conn: ConnId, address: &str, id: Option<&RequestId>, payload: &str) {
        let [channel, topic, subtopic] = <[&str; 3]>::try_from(address.split('/').collect::<Vec<_>>()).unwrap();
        let id = id.map(|id| format!(r#","id":"{}""#, id.as_str())).unwrap_or_default();
        let text = format!(
            r#"{{"channel":"{channel}","topic":"{topic}","subtopic":"{subtopic}","source":"c","data":{payload}{id}}}"#
        );
        self.input(Input::Frame(conn, Box::new(Frame::decode(&text).unwrap())));
    }

    pub(crate) fn beat(&mut self, conn: ConnId) {
        self.say(conn, None, FromConnector::Heartbeat(Heartbeat { server_time: Some(5), round_trip_ms: None }));
        let (_, body) = self.sends(conn);
        assert_eq!(body, ToConnector::Heartbeat(Heartbeat { server_time: Some(5), round_trip_ms: None }));
    }

    pub(crate) fn closed(&mut self, conn: ConnId, code: u16, reason: &str) {
        self.input(Input::Closed(conn, Loss { code, reason: reason.to_owned() }));
    }

    pub(crate) fn cut(&mut self, conn: ConnId) {
        self.closed(conn, 1006, "");
    }

    pub(crate) fn refused(&mut self, conn: ConnId, code: CloseCode) {
        self.closed(conn, code.number(), "");
    }

    /// Lets time pass, waking the machine when it asked for it.
    pub(crate) fn pass(&mut self, millis: u64) {
        let end = self.now.after(millis);
        while let Some(at) = self.session.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            let before = (self.session.state().clone(), self.session.poll_timeout());
            self.session.handle_timeout(self.now);
            self.collect();
            assert_ne!(
                before,
                (self.session.state().clone(), self.session.poll_timeout()),
                "a timer that does nothing"
            );
        }
        self.now = end;
    }

    pub(crate) fn opens(&mut self) -> ConnId {
        match self.next() {
            Effect::Open(conn, endpoint) => {
                assert_eq!(endpoint.as_str(), "ws://127.0.0.1:8080/ws");
                conn
            }
            other => panic!("a socket should be opened, not {other:?}"),
        }
    }

    pub(crate) fn sends(&mut self, conn: ConnId) -> (Option<RequestId>, ToConnector) {
        match self.next() {
            Effect::Send(to, frame) if to == conn => match &frame.body {
                FromSoftphone::Connector(body) => (frame.reply_to.id.clone(), body.clone()),
                other => panic!("something of the channel Connector should be sent, not {other:?}"),
            },
            other => panic!("a frame should be sent, not {other:?}"),
        }
    }

    /// Something of another channel than `Connector`.
    pub(crate) fn asks(&mut self, conn: ConnId) -> (Option<RequestId>, FromSoftphone) {
        match self.next() {
            Effect::Send(to, frame) if to == conn => (frame.reply_to.id.clone(), frame.body.clone()),
            other => panic!("a frame should be sent, not {other:?}"),
        }
    }

    pub(crate) fn closes(&mut self, conn: ConnId) {
        match self.next() {
            Effect::Close(closed, _) if closed == conn => {}
            other => panic!("{conn:?} should be closed, not {other:?}"),
        }
    }

    pub(crate) fn keeps(&mut self, token: Option<ResumeToken>) {
        assert_eq!(self.next(), Effect::KeepResume(token));
    }

    pub(crate) fn remembers(&mut self) {
        self.remembers_other(&id());
    }

    pub(crate) fn remembers_other(&mut self, id: &LoginId) {
        assert_eq!(self.next(), Effect::RememberLoginId(id.clone()));
    }

    pub(crate) fn forgets(&mut self) {
        assert_eq!(self.next(), Effect::ForgetLoginId);
    }

    /// All that it did since it was looked at last.
    pub(crate) fn rest(&mut self) -> Vec<Effect> {
        self.effects.drain(..).collect()
    }

    pub(crate) fn ends(&self) {
        assert!(self.effects.is_empty(), "more than the script says: {:?}", self.effects);
    }

    pub(crate) fn state(&self) -> &State {
        self.session.state()
    }

    pub(crate) fn is_linked(&self) -> bool {
        matches!(self.state(), State::On { line: LinkStatus::Linked, .. })
    }

    /// Milliseconds until the next try; only while waiting.
    pub(crate) fn waits(&self) -> u64 {
        match self.state() {
            State::Waiting { until, .. } => until.since(self.now),
            other => panic!("should be waiting, not {other:?}"),
        }
    }

    /// Lets time pass until the next try.
    pub(crate) fn wait_out(&mut self) {
        self.pass(self.waits());
    }

    pub(crate) fn next(&mut self) -> Effect {
        self.effects.pop_front().unwrap_or_else(|| panic!("less than the script says; {:?}", self.session.state()))
    }

    fn collect(&mut self) {
        while let Some(effect) = self.session.poll_effect() {
            self.effects.push_back(effect);
        }
    }
}

pub(crate) fn registered(resume: &str, resumed: bool) -> Registered {
    Registered {
        subscriber_id: None,
        success: true,
        error_message: Nullable(None),
        code: None,
        resumed,
        resume: Some(token(resume)),
        heartbeat_seconds: 5,
        grace_seconds: 120,
        reconnect_window_ms: 10,
        server_time: 0,
        server: ServerName::parse("scripted").unwrap(),
    }
}

pub(crate) fn registration_refused(code: ErrorCode) -> FromConnector {
    FromConnector::Registered(Registered { success: false, code: Some(code), resume: None, ..registered("x", false) })
}

pub(crate) fn accepted() -> LoginIdSet {
    LoginIdSet {
        success: true,
        error_message: Nullable(None),
        code: None,
        retry_after_seconds: None,
        extension: Extension::parse("5051"),
        display_name: DisplayName::parse("Demo Agent"),
        licence: Some(Licence::Site),
        elsewhere: None,
    }
}

pub(crate) fn not_accepted(code: ErrorCode) -> FromConnector {
    FromConnector::LoginIdSet(LoginIdSet::refused(code, None))
}

pub(crate) fn status(status: LinkStatus) -> FromConnector {
    FromConnector::Status(ConnectionStatus { status, reason: Nullable(None) })
}

pub(crate) fn taken_over() -> FromConnector {
    FromConnector::TakenOver(Outcome::done())
}
