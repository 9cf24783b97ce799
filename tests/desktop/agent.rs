//! An agent at work, without a browser.

use hookswitch::{
    desktop::{Bench, Desktop, Then},
    identity::Origin,
    intent::Deed,
    screen::Screen,
    view::{
        Body, Facts, Keeping, Sound, View,
        panel::{Page, Panel},
        records::Inside,
        view,
    },
};
use hookswitch_protocol::{
    Frame, LoginId, Tick,
    cisco::ToConnector,
    connector::Channel,
    ids::{PageUrl, SourceName, TabId},
};
use hookswitch_session::{Act, ConnId, Endpoint, Input, PageOrigin, Profile, Session, Who, dialling::Rules};

pub(crate) const NOW: Tick = Tick(10_000);
/// The connector's clock at that time.
pub(crate) const CONNECTOR_MS: u64 = 1_795_286_410_000;

/// An agent at work, without a browser.
pub(crate) struct Agent {
    pub(crate) session: Session,
    pub(crate) desktop: Desktop,
    rules: Rules,
}

impl Agent {
    /// At work, and ready.
    pub(crate) fn new() -> Self {
        let page = PageOrigin { is_secure: false, host: "127.0.0.1:8080" };
        let profile = Profile {
            endpoints: Endpoint::parse_all("/ws", page),
            browser: None,
            channels: vec![Channel::Connector, Channel::Salesforce, Channel::Cisco],
            source: SourceName::default(),
            url: PageUrl::default(),
            tab: TabId::default(),
        };
        let mut session = Session::new(profile, 1);
        let who = Ok(Some(Who::OwnId(LoginId::parse("DEMO0000000000005051").unwrap())));
        session.handle(Input::Start { who, resume: None }, NOW);
        session.handle(Input::Opened(ConnId(1)), NOW);
        let mut agent = Self { session, desktop: Desktop::new(0), rules: Rules::default() };
        let registered = format!(
            r#"{{"Success":true,"ErrorMessage":null,"resumed":true,"heartbeatSeconds":5,"graceSeconds":120,
            "reconnectWindowMs":10,"serverTime":{CONNECTOR_MS},"server":"c"}}"#
        );
        agent.hears("Connector/Registration/Register", &registered);
        let set = r#"{"Success":true,"ErrorMessage":null,"extension":"5051","displayName":"Demo Agent"}"#;
        agent.hears("Connector/User/SetLoginId", set);
        agent.hears("Connector/Connection/SetConnectionStatus", r#"{"status":"Linked","reason":null}"#);
        agent.is("READY");
        agent
    }

    pub(crate) fn hears(&mut self, address: &str, payload: &str) {
        let [channel, topic, subtopic] = <[&str; 3]>::try_from(address.split('/').collect::<Vec<_>>()).unwrap();
        let text = format!(r#"{{"channel":"{channel}","topic":"{topic}","subtopic":"{subtopic}","data":{payload}}}"#);
        let frame = Frame::decode(&text).unwrap_or_else(|rejected| panic!("{rejected:?}: {text}"));
        self.session.handle(Input::Frame(ConnId(1), Box::new(frame)), NOW);
        self.desktop.settle(self.session.desk().work());
    }

    pub(crate) fn is(&mut self, state: &str) {
        let agent = format!(
            r#"{{"data":{{"issupervisor":true,"extension":"5051","firstName":"D","lastName":"A","loginId":"1","loginName":"1",
            "mediaType":"1","reasonCodeId":"-1","roles":["Agent"],"settings":{{"wrapUpOnIncoming":"REQUIRED",
            "wrapUpOnOutgoing":"NOT_ALLOWED"}},"state":"{state}","stateChangeTime":"2026-11-21T18:40:00.000Z","teamId":"1",
            "teamName":"T","uri":"/u","wrapUpTimer":"60","teams":[]}}}}"#
        );
        self.hears("Cisco/Agent/SetAgentState", &agent);
    }

    /// A call of this id and state, with these buttons enabled, begun so many seconds ago.
    pub(crate) fn has(&mut self, id: &str, state: &str, buttons: &[&str], seconds: u64) {
        self.hears_of(id, state, buttons, seconds, "");
    }

    /// A call of this id and state whose variable `Customer` has this value.
    pub(crate) fn knows(&mut self, id: &str, state: &str, value: &str) {
        self.hears_of(id, state, &["DROP"], 0, &format!(r#"{{"name":"Customer","value":"{value}"}}"#));
    }

    fn hears_of(&mut self, id: &str, state: &str, buttons: &[&str], seconds: u64, variables: &str) {
        let all = [
            "ANSWER",
            "REJECT",
            "HOLD",
            "RETRIEVE",
            "CONSULT",
            "TRANSFER",
            "CONFERENCE",
            "TRANSFER_SST",
            "SENDDTMF",
            "DROP",
        ];
        let button = |name: &&str| format!(r#""{name}":"{}""#, if buttons.contains(name) { "Enable" } else { "Hide" });
        let since = CONNECTOR_MS - seconds * 1_000;
        let call = format!(
            r#"{{"packet":"Dialogs","scope":"Changes","data":[{{"id":"{id}","callType":"ACD_IN","direction":"Inbound",
            "fromAddress":"+4930{id}","fromName":"Caller {id}","toAddress":"800","queueName":"Support","state":"{state}",
            "since":{since},"started":{since},"parties":[{{"mediaAddress":"+4930{id}","name":"Caller {id}","state":"ACTIVE",
            "since":1}},{{"mediaAddress":"5051","state":"{state}","since":1}}],"buttonStates":{{{}}},"wrapUp":"REQUIRED",
            "callVariables":[{variables}]}}]}}"#,
            all.iter().map(button).collect::<Vec<_>>().join(",")
        );
        self.hears("Cisco/InboundCall/CallsStateChange", &call);
    }

    pub(crate) fn rings(&mut self, id: &str) {
        self.has(id, "ALERTING", &["ANSWER", "REJECT"], 3);
    }

    pub(crate) fn talks(&mut self, id: &str) {
        self.has(id, "ACTIVE", &["HOLD", "CONSULT", "TRANSFER_SST", "SENDDTMF", "DROP"], 75);
    }

    pub(crate) fn does(&mut self, deed: Deed) -> Option<Then> {
        let bench = Bench { work: self.session.desk().work(), rules: &self.rules };
        let then = self.desktop.take(deed, bench);
        self.desktop.settle(self.session.desk().work());
        then
    }

    pub(crate) fn asks(&mut self, deed: Deed) -> Option<ToConnector> {
        match self.does(deed) {
            Some(Then::Act(Act::Ask(request))) => Some(request),
            _ => None,
        }
    }

    pub(crate) fn view(&self) -> View {
        self.view_in(None)
    }

    /// The same inside a CRM.
    pub(crate) fn view_in(&self, crm: Option<Inside<'_>>) -> View {
        let endpoint = self.session.endpoint();
        view(&Facts {
            state: self.session.state(),
            trouble: None,
            endpoint,
            log_on: &hookswitch::log_on::Form::default(),
            info: None,
            memos: self.session.memos(),
            round_trip_ms: self.session.round_trip_ms(),
            browser: ("Test", &[]),
            origin: Origin::Typed,
            user: None,
            saved: None,
            keeping: Keeping::Works,
            screen: &Screen::Home,
            desk: self.session.desk(),
            desktop: &self.desktop,
            rules: &self.rules,
            option_fault: None,
            connector_ms: self.session.connector_ms(NOW),
            crm,
            sound: Sound::Allowed,
            now: NOW,
            time_ago: &|ago| format!("{} s ago", ago / 1_000),
        })
    }

    pub(crate) fn panel(&self) -> Panel {
        match self.view().body {
            Body::Panel(panel) => *panel,
            other => panic!("a desktop should be drawn, not {other:?}"),
        }
    }

    /// Title, state and big buttons of every card.
    pub(crate) fn cards(&self) -> Vec<(String, String, Vec<String>)> {
        let Page::Calls(calls) = self.panel().page else { panic!("the calls should be open") };
        let labels = |card: &hookswitch::view::panel::CardView| {
            card.big.iter().map(|button| button.action.label.to_string()).collect()
        };
        calls.cards.iter().map(|card| (card.title.to_string(), card.state.to_string(), labels(card))).collect()
    }
}
