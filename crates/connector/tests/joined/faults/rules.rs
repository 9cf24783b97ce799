//! What must hold whatever goes wrong.

use std::collections::{BTreeMap, BTreeSet};

use hookswitch_connector::core::{ConnId, Effect, Input, Note, StationCommand, UserId};
use hookswitch_protocol::{
    Frame, LoginIdText, ReplyTo,
    channels::{Answer, ForSoftphone, Request},
    cisco::{
        self, FromConnector, Shown, ToConnector,
        agent::{Agent, AgentState},
        call::{Call, OnCall},
        ids::ReasonCode,
    },
    connector::{self, Channel, Identity, Licence, LinkStatus, Register, Speaker},
    ids::{PageUrl, RequestId, SourceName},
    limits,
};
use hookswitch_session::State;

use super::{
    people::{EXTENSIONS, PAGES, calls_at, login_id, user_id},
    wire::Parcel,
    world::{Sleep, World},
};

/// Two heartbeats.
const DEAD_MS: u64 = limits::HEARTBEAT_SECONDS as u64 * 2_000;

/// What the connector was asked, and what came of it.
#[derive(Default)]
pub(crate) struct Told {
    /// Requests of the present life by their references, and whether they have had an effect.
    had_effect: BTreeMap<RequestId, Effects>,
    present: Option<Present>,
    /// What agents asked for last, and were not refused.
    wishes: BTreeMap<UserId, Wish>,
    fresh: Option<Fresh>,
    pub(crate) again: u32,
    pub(crate) calls_made: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Effects {
    None,
    Some,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Wish {
    Ready,
    NotReady(ReasonCode),
}

/// The request that is being worked off.
struct Present {
    id: RequestId,
    wish: Option<(UserId, Wish)>,
    effects: Effects,
    is_refused: bool,
}

/// Somebody who has just come and is told how things stand.
struct Fresh {
    conn: ConnId,
    agent: Option<Agent>,
    calls: Vec<Call>,
}

impl Told {
    pub(crate) fn asked(&mut self, frame: &Frame<Request>, user: Option<UserId>) {
        let Some(id) = frame.reply_to.id.clone() else { return };
        let wish = match &frame.body {
            Request::Cisco(ToConnector::SetReadyState(_)) => Some(Wish::Ready),
            Request::Cisco(ToConnector::SetNotReadyState(asked)) => Some(Wish::NotReady(asked.reason_code_id.clone())),
            _ => None,
        };
        self.present = Some(Present { id, wish: user.zip(wish), effects: Effects::None, is_refused: false });
    }

    pub(crate) fn follows(&mut self, effect: &Effect) {
        if let Effect::Log(Note::SignedOff { user, .. }) = effect {
            self.wishes.remove(user);
        }
        let Some(present) = &mut self.present else { return };
        match effect {
            Effect::Station(StationCommand::Call(command)) => {
                present.effects = Effects::Some;
                if matches!(command.act, hookswitch_connector::core::CallAct::Make { .. }) {
                    self.calls_made += 1;
                }
            }
            Effect::Check { .. } | Effect::Store { .. } => present.effects = Effects::Some,
            Effect::Tell { frame, .. } if frame.reply_to.id.as_ref() == Some(&present.id) => {
                present.is_refused = matches!(
                    frame.body,
                    Answer::Cisco(FromConnector::ApiError(_)) | Answer::Connector(connector::FromConnector::Error(_))
                );
            }
            _ => {}
        }
    }

    /// The request is worked off; says so if it was done twice.
    pub(crate) fn done(&mut self) -> Option<String> {
        let Present { id, wish, effects, is_refused } = self.present.take()?;
        let before = self.had_effect.get(&id).copied();
        self.again += u32::from(before.is_some());
        if before == Some(Effects::Some) && effects == Effects::Some {
            return Some(format!("request {id:?} was done twice"));
        }
        if before.is_none() && !is_refused {
            self.wishes.extend(wish);
        }
        if before != Some(Effects::Some) {
            self.had_effect.insert(id, effects);
        }
        None
    }

    /// A connector that begins anew knows of no request and of no agent at work.
    pub(crate) fn forgets_lives(&mut self) {
        self.had_effect.clear();
        self.wishes.clear();
    }

    pub(crate) fn hears_as_fresh(&mut self, conn: ConnId, parcel: &Parcel) -> bool {
        let Some(fresh) = self.fresh.as_mut().filter(|fresh| fresh.conn == conn) else { return false };
        if let Parcel::Text(text) = parcel
            && let Ok(Frame { body: ForSoftphone::Shown(shown), .. }) = Frame::decode(text)
        {
            match shown {
                Shown::AgentState(state) => fresh.agent = Some(state.data),
                Shown::Calls(calls) => fresh.calls = calls.data,
                _ => {}
            }
        }
        true
    }
}

impl World {
    /// What holds at every moment.
    pub(crate) fn rules(&self) -> Result<(), String> {
        if let Some(broken) = self.broken.first() {
            return Err(broken.clone());
        }
        for page in 0..PAGES {
            self.holds_for(page).map_err(|broken| {
                format!("at {}, page {page}: {broken}: {:?}", self.now, self.pages[page].session.state())
            })?;
        }
        let Some(core) = self.core() else { return Ok(()) };
        let conns: Vec<_> = core.sessions().filter_map(|session| session.conn).collect();
        if conns.iter().collect::<BTreeSet<_>>().len() != conns.len() {
            return Err(format!("at {}, a connection has two agents: {conns:?}", self.now));
        }
        Ok(())
    }

    pub(crate) fn is_green(&self, page: usize) -> bool {
        matches!(self.pages[page].session.state(), State::On { line: LinkStatus::Linked, .. })
    }

    /// Faults are over for long: both ends agree, and everybody is signed on.
    pub(crate) fn is_settled(&mut self) -> Result<(), String> {
        for page in 0..PAGES {
            self.agrees(page).map_err(|broken| {
                format!("at {}, page {page}: {broken}: {:?}", self.now, self.pages[page].session.state())
            })?;
        }
        Ok(())
    }

    /// Everybody leaves every call; then the agents' states are what they asked for.
    pub(crate) fn comes_to_rest(&mut self) -> Result<(), String> {
        for _ in 0..20 {
            for page in 0..PAGES {
                let calls = self.pages[page].session.desk().work().map(|work| work.calls.clone()).unwrap_or_default();
                for call in calls {
                    let answer = OnCall { media_address: None, call_id: call.id };
                    self.asks(page, ToConnector::Drop(answer));
                }
            }
            self.run(self.now + 2_000)?;
        }
        // What still rings has rung for long enough.
        self.run(self.now + 60_000)?;
        self.is_settled()?;
        self.ledger.has_no_call().map_err(|broken| broken.0)?;
        for page in 0..PAGES {
            let Some(work) = self.pages[page].session.desk().work() else { continue };
            let wish = self.told.wishes.get(&user_id(page)).cloned().unwrap_or(Wish::NotReady(ReasonCode(None)));
            let is_so = match &wish {
                Wish::Ready => work.agent.state == AgentState::Ready,
                Wish::NotReady(why) => work.agent.state == AgentState::NotReady && work.agent.reason_code_id == *why,
            };
            if !is_so {
                return Err(format!("page {page} asked for {wish:?} and is {:?}", work.agent));
            }
        }
        Ok(())
    }

    fn holds_for(&self, page: usize) -> Result<(), String> {
        let session = &self.pages[page].session;
        let holds = |is_so: bool, rule: &str| if is_so { Ok(()) } else { Err(rule.to_owned()) };
        match session.state() {
            State::SignedOff { .. } => holds(session.poll_timeout().is_none(), "signed off, it owes no timer")?,
            State::Barred { .. } => return Err("nobody told it to stay away".to_owned()),
            State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::Door { .. }
            | State::On { .. }
            | State::Waiting { .. } => holds(session.poll_timeout().is_some(), "it waits without a timer")?,
        }
        holds(session.state().conn() == self.link_of(page).map(|link| link.conn), "every socket is given back")?;
        if let State::On { agent, .. } = session.state()
            && agent.licence == Licence::Named
        {
            holds(self.users[&user_id(page)].licensed, "a licence that was promised is lost")?;
        }
        let dead = self.link_of(page).and_then(super::wire::Link::dead_since);
        let is_seen = self.pages[page].sleeps == Sleep::Awake;
        if let Some((since, unnoticed)) = dead
            && is_seen
        {
            let is_late = self.awake_now(page) - since > DEAD_MS + unnoticed;
            holds(!(is_late && self.is_green(page)), "it is green while the link is dead")?;
        }
        Ok(())
    }

    fn agrees(&mut self, page: usize) -> Result<(), String> {
        if !self.is_green(page) {
            return Err("it is not green, with nothing in its way".to_owned());
        }
        let server = self.link_of(page).and_then(|link| link.server);
        let user = user_id(page);
        if !self
            .core()
            .is_some_and(|core| core.sessions().any(|session| session.user == user && session.conn == server))
        {
            return Err("the connector does not know that it is signed on".to_owned());
        }
        let fresh = self.look_fresh(page);
        let Some(work) = self.pages[page].session.desk().work() else {
            return match fresh.agent {
                None => Ok(()),
                Some(agent) => Err(format!("it shows nobody at work, and the connector {agent:?}")),
            };
        };
        if fresh.agent.as_ref() != Some(&work.agent) {
            return Err(format!("it shows {:?}, and the connector {:?}", work.agent, fresh.agent));
        }
        let by_id =
            |calls: &[Call]| calls.iter().map(|call| (call.id.clone(), call.clone())).collect::<BTreeMap<_, _>>();
        if by_id(&fresh.calls) != by_id(&work.calls) {
            return Err(format!("it shows {:?}, and the connector {:?}", work.calls, fresh.calls));
        }
        let lasting = work.calls.iter().filter(|call| call.state != cisco::call::PartyState::Failed);
        let shown: BTreeSet<String> = lasting.map(|call| call.id.as_str().to_owned()).collect();
        let there = calls_at(&self.ledger, EXTENSIONS[page]);
        if shown == there { Ok(()) } else { Err(format!("it shows {shown:?}, and there are {there:?}")) }
    }

    /// What somebody is told who comes now.
    fn look_fresh(&mut self, page: usize) -> Fresh {
        self.as_another_app(page, None)
    }

    /// Another app of the agent's comes, asks for something and goes.
    pub(crate) fn another_app_asks(&mut self, page: usize, request: Request) {
        self.as_another_app(page, Some(request));
    }

    fn as_another_app(&mut self, page: usize, request: Option<Request>) -> Fresh {
        let conn = self.new_server_side();
        self.told.fresh = Some(Fresh { conn, agent: None, calls: Vec::new() });
        self.core_input(Input::Opened { conn, peer: [127, 0, 0, 1].into() });
        let register = Register {
            channels: vec![Channel::Cisco],
            url: PageUrl::default(),
            protocol: limits::PROTOCOL,
            identity: Some(Identity::LoginId(LoginIdText::new(login_id(page)))),
            resume: None,
            tab: None,
            browser: None,
            speaker: Some(Speaker::App),
        };
        for body in [Some(connector::ToConnector::Register(register).into()), request].into_iter().flatten() {
            let frame = Ok(Frame { source: SourceName::default(), reply_to: ReplyTo::default(), body });
            self.core_input(Input::Frame { conn, frame });
        }
        self.core_input(Input::Closed { conn });
        self.told.fresh.take().unwrap()
    }
}
