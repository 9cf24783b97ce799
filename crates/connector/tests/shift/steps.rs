//! What may happen next.

use hookswitch_connector::{
    core::{Number, QueueName},
    telephony::{Backend, Destination, Incoming},
};
use hookswitch_protocol::{
    cisco::{
        ToConnector,
        agent::{AgentState, Reason, SetUserInfo, UpdateCallVariables, WrapUp, WrapUpCall},
        call::{Barge, SetMakeCall},
        error::ApiFault,
        ids::{
            CallId, CtiPassword, CtiUserName, DialString, ReasonCode, ReasonCodeId, VariableName, VariableValue,
            WrapUpId,
        },
        team::{LogoutWord, NotReadyWord, SilentMonitoring, TeamAgentLogout, TeamAgentNotReady},
        variables::CallVariables,
    },
    connector::{self, Nothing},
    values::NoPayload,
};

use crate::{
    buttons::Button,
    world::{AGENTS, EXTENSIONS, SOFTPHONES, World, extension},
};

/// How often what was done. A test in which things are merely refused finds nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Done {
    buttons: [u32; 10],
    pub(crate) hidden: u32,
    acts: std::collections::BTreeMap<&'static str, u32>,
}

impl Done {
    pub(crate) fn add(&mut self, other: &Self) {
        for (sum, count) in self.buttons.iter_mut().zip(other.buttons) {
            *sum += count;
        }
        self.hidden += other.hidden;
        for (act, count) in &other.acts {
            *self.acts.entry(act).or_default() += count;
        }
    }

    pub(crate) fn button(&mut self, button: Button) {
        self.buttons[Button::ALL.iter().position(|other| *other == button).unwrap()] += 1;
    }

    pub(crate) fn all_happened(&self) {
        let rarest = self.buttons.iter().chain(self.acts.values()).chain([&self.hidden]).min();
        assert!(rarest > Some(&10) && self.acts.len() == 15, "something is hardly ever done: {self:?}");
    }
}

impl World {
    /// Does one random thing; says what.
    pub(crate) fn random_step(&mut self) -> String {
        let app = self.rng.usize(..SOFTPHONES);
        if self.apps[app].conn.is_none() {
            return self.comes(app);
        }
        if self.apps[app].told.agent.is_none() {
            return match self.rng.u32(0..10) {
                0..7 => self.signs_on(app),
                7 => self.takes_over(app),
                8 => self.socket(app),
                _ => self.time(),
            };
        }
        match self.rng.u32(0..100) {
            0..42 => {
                let to = self.some_number();
                self.presses(app, true, to)
            }
            42..48 => {
                let to = self.some_number();
                self.presses(app, false, to)
            }
            48..57 => self.makes_a_call(app),
            57..64 => self.changes_state(app),
            64..75 => self.time(),
            75..81 => self.brings_a_call(),
            81..91 => self.watches(app),
            91..94 => self.says_what_the_call_was(app),
            94 => self.takes_over(app),
            95 => self.socket(app),
            96 => self.signs_on(app),
            97 => self.signs_off(app),
            98 => {
                self.asks(app, ToConnector::GetCallHistory(NoPayload));
                format!("{app} looks at its history")
            }
            _ => {
                self.does("clear", None);
                self.asks(app, connector::ToConnector::ClearLoginId(Nothing {}));
                format!("{app} forgets who it is")
            }
        }
    }

    /// Leaves every call and signs off as one should.
    pub(crate) fn leaves_politely(&mut self, app: usize) -> Result<(), String> {
        for _ in 0..20 {
            if self.apps[app].told.agent.is_none() {
                return Ok(());
            }
            self.asks(app, ToConnector::SetNotReadyState(reason(None)));
            self.hangs_up(app);
            self.rules()?;
            // Wrap-up, and calls that cannot be left while they ring.
            self.pass(21_000);
            self.signs_off(app);
            self.rules()?;
        }
        Err(format!("{app} cannot sign off: {:?}", self.apps[app].told))
    }

    fn does(&mut self, what: &'static str, fault: Option<ApiFault>) {
        if fault.is_none() {
            *self.done.acts.entry(what).or_default() += 1;
        }
    }

    fn comes(&mut self, app: usize) -> String {
        // Whoever lost the token comes as a stranger.
        if self.rng.u32(0..4) == 0 {
            self.apps[app].resume = None;
        }
        self.connects(app, None, None);
        let is_back = self.apps[app].told.agent.is_some();
        self.does(if is_back { "resume" } else { "register" }, None);
        format!("{app} connects, and its session goes on: {is_back}")
    }

    fn socket(&mut self, app: usize) -> String {
        if self.rng.bool() {
            self.cut(app);
            self.does("cut", None);
            format!("{app} is cut")
        } else {
            self.falls_silent(app);
            format!("{app} falls into a black hole")
        }
    }

    fn signs_on(&mut self, app: usize) -> String {
        // Mostly everybody comes to work in the same place.
        let agent = if self.rng.u32(0..6) > 0 { app % AGENTS.len() } else { self.rng.usize(..AGENTS.len()) };
        let at = if self.rng.u32(0..6) > 0 { agent } else { self.rng.usize(..EXTENSIONS.len()) };
        let fault = self.asks(
            app,
            ToConnector::SetUserInfo(SetUserInfo {
                username: CtiUserName::parse(AGENTS[agent]).unwrap(),
                password: CtiPassword::parse("secret").unwrap(),
                extension: extension(EXTENSIONS[at]),
            }),
        );
        self.does("sign on", fault);
        format!("{app} signs on as {} at {}: {fault:?}", AGENTS[agent], EXTENSIONS[at])
    }

    fn takes_over(&mut self, app: usize) -> String {
        self.asks(app, connector::ToConnector::TakeOver(Nothing {}));
        let has_it = self.core.sessions().any(|session| session.conn.is_some() && session.conn == self.apps[app].conn);
        if has_it {
            self.does("take over", None);
        }
        format!("{app} takes over: {has_it}")
    }

    fn signs_off(&mut self, app: usize) -> String {
        let fault = self.asks(app, ToConnector::Logout(reason(Some("20"))));
        self.does("sign off", fault);
        format!("{app} signs off: {fault:?}")
    }

    fn changes_state(&mut self, app: usize) -> String {
        let (what, request) = match self.rng.u32(0..4) {
            0 => ("not ready", ToConnector::SetNotReadyState(reason(None))),
            1 => ("lunch", ToConnector::SetNotReadyState(reason(Some("2")))),
            _ => ("ready", ToConnector::SetReadyState(NoPayload)),
        };
        let fault = self.asks(app, request);
        self.does("state", fault);
        format!("{app} is {what}: {fault:?}")
    }

    fn makes_a_call(&mut self, app: usize) -> String {
        let to = self.some_number();
        let to_address = DialString::parse(to).unwrap();
        let call_variables = CallVariables::default();
        let fault =
            self.asks(app, ToConnector::MakeCall(SetMakeCall { media_address: None, to_address, call_variables }));
        self.does("make", fault);
        format!("{app} calls {to}: {fault:?}")
    }

    fn brings_a_call(&mut self) -> String {
        let to = match self.rng.u32(0..6) {
            0..3 => Destination::Queue(QueueName::parse("support").unwrap()),
            3 => Destination::Queue(QueueName::parse("sales").unwrap()),
            _ => Destination::Number(Number::parse(EXTENSIONS[self.rng.usize(..EXTENSIONS.len())]).unwrap()),
        };
        // The second hangs up after a while.
        let from = if self.rng.bool() { "+4930123456" } else { "8002" };
        let incoming = Incoming { from: Number::parse(from).unwrap(), name: None, to: to.clone() };
        let came = self.pbx.bring(incoming, self.now).is_ok();
        self.settles();
        if came {
            self.does("bring", None);
        }
        format!("{from} calls {to:?}: {came}")
    }

    /// What supervisors do, tried by everybody.
    fn watches(&mut self, app: usize) -> String {
        let supervisor = (0..SOFTPHONES).find(|app| self.agent_of(*app) == Some(2)).filter(|_| self.rng.u32(0..8) > 0);
        let app = supervisor.unwrap_or(app);
        let agent = self.rng.usize(..2);
        let user_name = CtiUserName::parse(AGENTS[agent]).unwrap();
        let own = self.agent_of(app).and_then(|own| self.telephone_of(own)).unwrap_or_default();
        let to_address = self.telephone_of(agent).unwrap_or_else(|| extension(EXTENSIONS[agent]));
        let (what, request) = match self.rng.u32(0..16) {
            0..6 => {
                ("listen", ToConnector::SilentMonitoring(SilentMonitoring { user_name, from_address: own, to_address }))
            }
            6..14 => {
                let call_id = CallId::parse("1").unwrap();
                ("barge", ToConnector::Barge(Barge { from_address: own, to_address, user_name, call_id }))
            }
            14 => {
                let reason_code_id = ReasonCode(None);
                let state = NotReadyWord::NotReady;
                ("move", ToConnector::TeamAgentNotReady(TeamAgentNotReady { user_name, state, reason_code_id }))
            }
            _ => {
                let state = LogoutWord::Logout;
                ("send home", ToConnector::TeamAgentLogout(TeamAgentLogout { user_name, state }))
            }
        };
        self.asks(app, ToConnector::GetTeamState(NoPayload));
        let fault = self.asks(app, request);
        self.does(what, fault);
        format!("{app} would {what} {}: {fault:?}", AGENTS[agent])
    }

    fn says_what_the_call_was(&mut self, app: usize) -> String {
        let ids: Vec<CallId> =
            self.apps[app].told.calls.iter().flat_map(|calls| calls.values().map(|call| call.id.clone())).collect();
        let call_id = self.rng.choice(ids).unwrap_or_else(|| CallId::parse("1").unwrap());
        if self.rng.bool() {
            let (key, value) = (VariableName::parse("topic").unwrap(), VariableValue::parse("rent").unwrap());
            let fault = self.asks(app, ToConnector::UpdateCallVariables(UpdateCallVariables { call_id, key, value }));
            return format!("{app} notes something: {fault:?}");
        }
        let reason = WrapUp::Reason(WrapUpId::parse("1").unwrap());
        let fault = self.asks(app, ToConnector::WrapUpCall(WrapUpCall { call_id, reason }));
        let is_done = self.apps[app].told.agent.as_ref().is_some_and(|agent| agent.state != AgentState::Talking);
        self.does("wrap up", fault.or(if is_done { None } else { Some(ApiFault::InvalidState) }));
        format!("{app} wraps up: {fault:?}")
    }

    fn time(&mut self) -> String {
        let millis = match self.rng.u32(0..12) {
            0 => self.rng.u64(0..150_000),
            1..5 => self.rng.u64(0..20_000),
            _ => self.rng.u64(0..4_000),
        };
        self.pass(millis);
        format!("{millis} ms pass")
    }

    fn some_number(&mut self) -> &'static str {
        let outside = ["8001", "8001", "8002", "8003", "8004", "8005", "8006", "+4930123456", "4711"];
        if self.rng.bool() {
            EXTENSIONS[self.rng.usize(..EXTENSIONS.len())]
        } else {
            outside[self.rng.usize(..outside.len())]
        }
    }
}

fn reason(code: Option<&str>) -> Reason {
    Reason { reason_code_id: ReasonCode(code.and_then(ReasonCodeId::parse)) }
}
