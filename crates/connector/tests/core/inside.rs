//! A softphone inside Salesforce, the client machine itself, joined with the core over the codec: it signs on by what
//! the org says, and does there what an app asks.

use std::{
    collections::VecDeque,
    net::{IpAddr, Ipv4Addr},
};

use hookswitch_connector::core::{
    ConnId, Content, Core, Directory, Effect, Input, OrgKeys, OrgTokens, Settings, StationCommand, StationEvent,
    TokenRules,
};
use hookswitch_protocol::{
    Frame, Request, Tick,
    channels::{Answer, ForSoftphone},
    connector::Channel,
    ids::{Jwt, PageUrl, ServerName, SourceName, TabId, UserName},
    salesforce::{Asked, CheckTaskState, TaskState, Told},
    wire::Nullable,
};
use hookswitch_session::{Effect as Wants, Endpoint, Input as Comes, Loss, PageOrigin, Profile, Session, State, Who};
use serde_json::{Value, json};

use crate::{
    org::{AUDIENCE, ISSUER, OrgKey, claims},
    script::{KEY, user},
};

const NOW_MS: u64 = 1_000_000;
const APP: ConnId = ConnId(1);

struct Inside {
    core: Core,
    session: Session,
    org: OrgKey,
    vouched: usize,
    /// The softphone's socket, at either end.
    socket: Option<(ConnId, hookswitch_session::ConnId)>,
    sockets: u64,
    to_app: VecDeque<Value>,
}

impl Inside {
    fn new() -> Self {
        let org = OrgKey::one();
        let mut keys = OrgKeys::default();
        keys.add("Hookswitch", org.certificate().as_bytes()).unwrap();
        let rules = TokenRules { issuer: ISSUER.to_owned(), audience: AUDIENCE.to_owned() };
        let settings = Settings { org_tokens: Some(OrgTokens { rules, keys }), ..Settings::new(ServerName::default()) };
        let directory = Directory::new(Content { users: vec![user(1, "5051", None)], ..Content::default() });
        let page = PageOrigin { is_secure: false, host: "127.0.0.1:8080" };
        let profile = Profile {
            endpoints: Endpoint::parse("/ws", page).map(|endpoint| vec![endpoint]),
            channels: vec![Channel::Connector, Channel::Salesforce, Channel::Cisco],
            source: SourceName::default(),
            url: PageUrl::default(),
            tab: TabId::default(),
            browser: None,
        };
        let core = Core::new(settings, KEY, directory, [1; 32], NOW_MS);
        let (session, to_app) = (Session::new(profile, 1), VecDeque::new());
        Self { core, session, org, vouched: 0, socket: None, sockets: 1, to_app }
    }

    fn starts(&mut self) {
        let who = Who::Vouched(UserName::parse("agent1").unwrap());
        self.softphone(Comes::Start { who: Ok(Some(who)), resume: None });
    }

    fn softphone(&mut self, input: Comes) {
        self.session.handle(input, Tick(0));
        self.run();
    }

    fn core(&mut self, input: Input) {
        self.core.handle(input, Tick(0));
        self.run();
    }

    fn app_says(&mut self, frame: &Value) {
        self.core(Input::Frame { conn: APP, frame: Frame::decode(&frame.to_string()) });
    }

    /// What is asked of Salesforce is answered there.
    fn run(&mut self) {
        loop {
            if let Some(effect) = self.session.poll_effect() {
                self.wants(effect);
            } else if let Some(effect) = self.core.poll_effect() {
                self.does(effect);
            } else {
                return;
            }
        }
    }

    fn wants(&mut self, effect: Wants) {
        match effect {
            Wants::Open(conn, _) => {
                self.sockets += 1;
                let there = ConnId(self.sockets);
                self.socket = Some((there, conn));
                self.core.handle(Input::Opened { conn: there, peer: IpAddr::V4(Ipv4Addr::LOCALHOST) }, Tick(0));
                self.session.handle(Comes::Opened(conn), Tick(0));
            }
            Wants::Vouch(conn) => {
                self.vouched += 1;
                let token = self.org.token(&claims("agent1", &self.vouched.to_string(), NOW_MS));
                self.session.handle(Comes::Vouched(conn, Jwt::parse(&token)), Tick(0));
            }
            Wants::Send(_, frame) => {
                let (there, _) = self.socket.unwrap();
                let frame = Frame::<Request>::decode(&frame.encode());
                self.core.handle(Input::Frame { conn: there, frame }, Tick(0));
            }
            Wants::Do(reply_to, Asked::CheckTaskState(CheckTaskState { work_id })) => {
                let (success, error_message) = (true, Nullable(None));
                let told = Told::TaskState(TaskState { is_closed: true, work_id, success, error_message });
                self.session.handle(Comes::Tell(reply_to, told), Tick(0));
            }
            _ => {}
        }
    }

    fn does(&mut self, effect: Effect) {
        match effect {
            Effect::Tell { conn, frame } => self.arrives(conn, &frame),
            Effect::TellEach { conns, frame } => conns.into_iter().for_each(|conn| self.arrives(conn, &frame)),
            Effect::Station(StationCommand::Attach(extension)) => {
                self.core.handle(Input::Station(StationEvent::Up(extension)), Tick(0));
            }
            Effect::Close { conn, .. } => panic!("{conn:?} is closed"),
            _ => {}
        }
    }

    fn arrives(&mut self, conn: ConnId, frame: &Frame<Answer>) {
        match self.socket {
            Some((there, here)) if there == conn => {
                let frame = Frame::<ForSoftphone>::decode(&frame.encode()).unwrap();
                self.session.handle(Comes::Frame(here, Box::new(frame)), Tick(0));
            }
            _ => self.to_app.push_back(serde_json::from_str(&frame.encode()).unwrap()),
        }
    }

    fn is_linked(&self) -> bool {
        matches!(self.session.state(), State::On { .. })
    }
}

#[test]
fn a_softphone_in_salesforce_signs_on_by_what_the_org_says_and_does_there_what_an_app_asks() {
    let mut inside = Inside::new();
    inside.starts();
    assert!(inside.is_linked(), "{:?}", inside.session.state());

    inside.core(Input::Opened { conn: APP, peer: IpAddr::V4(Ipv4Addr::LOCALHOST) });
    let token = inside.org.token(&claims("agent1", "app", NOW_MS));
    let data = json!({ "channels": ["Salesforce"], "url": "", "protocol": 1, "speaker": "app",
        "identity": { "kind": "jwt", "token": token } });
    inside.app_says(&json!({ "channel": "Connector", "topic": "Registration", "subtopic": "Register", "data": data }));
    assert_eq!(inside.to_app.pop_front().unwrap()["data"]["Success"], true);
    let asked = json!({ "channel": "Salesforce", "topic": "Call", "subtopic": "CheckTaskState",
        "data": { "workid": "7" }, "id": "mine" });
    inside.app_says(&asked);
    let reply = inside.to_app.pop_front().unwrap();
    assert_eq!((&reply["id"], &reply["data"]["isClosed"]), (&json!("mine"), &json!(true)), "{reply}");
    assert!(inside.to_app.is_empty());
}

#[test]
fn a_softphone_in_salesforce_comes_back_to_another_connector_with_another_token() {
    let mut inside = Inside::new();
    inside.starts();
    let (_, conn) = inside.socket.take().unwrap();
    // The connector was begun anew and knows no session.
    inside.core = Inside::new().core;
    inside.softphone(Comes::Closed(conn, Loss { code: 4000, reason: String::new() }));
    let at = inside.session.poll_timeout().unwrap();
    inside.session.handle_timeout(at);
    inside.run();
    assert!(inside.is_linked(), "{:?}", inside.session.state());
    assert_eq!(inside.vouched, 2, "one token for each sign-on");
}
