//! The machine: what the person, the page and the passing of time do to a session.

use fastrand::Rng;
use hookswitch_protocol::{
    CloseCode, ErrorCode, LoginId, Tick,
    channels::FromSoftphone,
    code,
    connector::{Channel, Identity, Nothing, Register, SetLoginId, ToConnector},
    ids::{PageUrl, RequestId, ResumeToken, SourceName, TabId},
    limits,
};

use crate::{
    backoff::Backoff,
    desk::Desk,
    endpoint::{Endpoint, EndpointFault},
    io::{ConnId, Effect, Input, Loss},
    outbox::Outbox,
    state::{Agent, Aim, Attempt, Bar, Outage, Overdue, State, Terms, Trouble, Who},
};

/// Code of a socket that is closed because nothing more is wanted of it (RFC 6455, 7.4.1).
pub(crate) const NORMAL: u16 = 1000;

/// How long an opening socket, a registration or a sign-on may take.
const STEP_MS: u64 = 10_000;

/// How long to wait without a network: [`Input::Awake`] comes first, unless the browser was wrong about it.
const OFFLINE_MS: u64 = 3_000;

/// What does not change while a session lives.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Where the connector is, or what is wrong with the address.
    pub endpoint: Result<Endpoint, EndpointFault>,
    /// Channels to register for.
    pub channels: Vec<Channel>,
    /// Name of the app, in every frame it sends.
    pub source: SourceName,
    /// The page, without its query.
    pub url: PageUrl,
    /// The browser tab.
    pub tab: TabId,
}

impl Profile {
    /// Whether the softphone is for calls too.
    fn has_calls(&self) -> bool {
        self.channels.contains(&Channel::Cisco)
    }
}

/// One softphone's session with a connector.
#[derive(Debug)]
pub struct Session {
    profile: Profile,
    state: State,
    pub(crate) desk: Desk,
    last_trouble: Option<(Trouble, Tick)>,
    pub(crate) out: Outbox,
    rng: Rng,
    conns: u32,
    /// Milliseconds since 1970 on the connector's clock at tick 0.
    pub(crate) connector_ms_at_tick_0: Option<u64>,
}

impl Session {
    /// A session of nobody. `seed` spreads retries and must differ from page load to page load.
    #[must_use]
    pub fn new(profile: Profile, seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        Self {
            out: Outbox::new(profile.source.clone(), rng.u64(..)),
            profile,
            state: State::SignedOff { refused: None },
            desk: Desk::Away,
            last_trouble: None,
            rng,
            conns: 0,
            connector_ms_at_tick_0: None,
        }
    }

    /// Where the session stands. May have changed after [`Self::handle`] and [`Self::handle_timeout`].
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// How far the sign-on to the CTI server is, and the agent's work there.
    #[must_use]
    pub const fn desk(&self) -> &Desk {
        &self.desk
    }

    /// The connector's clock, in milliseconds since 1970 UTC; nothing before it was heard.
    #[must_use]
    pub fn connector_ms(&self, now: Tick) -> Option<u64> {
        self.connector_ms_at_tick_0.map(|start| start + now.0)
    }

    /// What went wrong last with a connection, and when.
    #[must_use]
    pub const fn last_trouble(&self) -> Option<(Trouble, Tick)> {
        self.last_trouble
    }

    /// The connector's address, or what is wrong with it.
    pub const fn endpoint(&self) -> &Result<Endpoint, EndpointFault> {
        &self.profile.endpoint
    }

    /// The next thing to do, in order; `None` once all is done.
    #[must_use]
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.out.effects.pop_front()
    }

    /// When [`Self::handle_timeout`] is owed. May have changed after every call that takes the time.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Tick> {
        let overdue = self.state.outage().and_then(|outage| match outage.overdue {
            Overdue::At(at) => Some(at),
            Overdue::Passed => None,
        });
        [self.state.deadline(), overdue, self.desk.deadline()].into_iter().flatten().min()
    }

    /// Takes one input. What comes from a socket other than the present one is stale and dropped here.
    pub fn handle(&mut self, input: Input, now: Tick) {
        if input.conn().is_some_and(|conn| self.state.conn() != Some(conn)) {
            return;
        }
        let before = self.state.is_on_over();
        let state = std::mem::replace(&mut self.state, State::SignedOff { refused: None });
        self.state = match input {
            Input::Start { who, resume } => self.on_start(state, who, resume, now),
            Input::SignOn(id) => self.on_sign_on(state, id, now),
            Input::Forget => self.on_forget(state),
            Input::Reconnect => self.on_reconnect(state, now),
            Input::TakeOver => self.on_take_over(state, now),
            Input::Awake => self.on_awake(state, now),
            Input::Offline => self.on_offline(state, now),
            Input::Unmount => self.on_unmount(state),
            Input::Opened(_) => self.on_opened(state, now),
            Input::Frame(_, frame) => self.on_frame(state, frame, now),
            Input::Garbled(_) => self.on_garbled(state, now),
            Input::Closed(_, loss) => self.on_closed(state, &loss, now),
            Input::Work(act) => {
                self.desk.act(act, now, &mut self.out.line(state.is_on_over()));
                state
            }
        };
        self.follow(before, now);
    }

    /// Lets time pass. Calling it early does nothing.
    pub fn handle_timeout(&mut self, now: Tick) {
        let mut state = std::mem::replace(&mut self.state, State::SignedOff { refused: None });
        if let State::Opening { attempt, .. }
        | State::Registering { attempt, .. }
        | State::SigningOn { attempt, .. }
        | State::Waiting { attempt, .. } = &mut state
            && let Overdue::At(at) = attempt.outage.overdue
            && at <= now
        {
            attempt.outage.overdue = Overdue::Passed;
        }
        let is_due = state.deadline().is_some_and(|deadline| deadline <= now);
        self.state = if is_due { self.on_deadline(state, now) } else { state };
        self.desk.handle_timeout(now);
    }

    /// What the desk makes of where the session stands now; `before` is the socket over which it was signed on.
    fn follow(&mut self, before: Option<ConnId>, now: Tick) {
        match &self.state {
            State::On { conn, terms, .. } if before != Some(*conn) && self.profile.has_calls() => {
                let terms = terms.session;
                self.desk.linked(terms, now, &mut self.out.line(self.state.is_on_over()));
            }
            State::SignedOff { .. } | State::Unlinked { .. } | State::Barred { .. } => self.desk.leave(),
            // Calls go on without the softphone.
            State::On { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Waiting { .. } => {}
        }
    }

    fn on_start(
        &mut self,
        state: State,
        who: Result<Option<Who>, ErrorCode>,
        resume: Option<ResumeToken>,
        now: Tick,
    ) -> State {
        self.leave(state);
        match who {
            Ok(Some(who)) => self.open(Attempt::new(who, Aim::Join, resume, now), now),
            Ok(None) => State::SignedOff { refused: None },
            Err(code) => State::SignedOff { refused: Some(code) },
        }
    }

    fn on_sign_on(&mut self, state: State, id: LoginId, now: Tick) -> State {
        self.out.effects.push_back(Effect::RememberLoginId(id.clone()));
        let who = Who::OwnId(id);
        if matches!(&state, State::On { who: present, .. } if *present == who) {
            return state;
        }
        self.leave(state);
        self.open(Attempt::new(who, Aim::Join, None, now), now)
    }

    fn on_forget(&mut self, state: State) -> State {
        self.leave(state);
        self.out.effects.push_back(Effect::ForgetLoginId);
        self.out.effects.push_back(Effect::KeepResume(None));
        State::SignedOff { refused: None }
    }

    fn on_reconnect(&mut self, state: State, now: Tick) -> State {
        if let Some(conn) = state.conn() {
            self.out.effects.push_back(Effect::Close(conn, NORMAL));
        }
        match state {
            State::SignedOff { .. } => state,
            State::Opening { attempt, .. }
            | State::Registering { attempt, .. }
            | State::SigningOn { attempt, .. }
            | State::Waiting { attempt, .. } => self.open(attempt, now),
            State::Unlinked { who, .. } | State::Barred { who, .. } => {
                self.open(Attempt::new(who, Aim::Join, None, now), now)
            }
            State::On { who, terms, agent, .. } => {
                let attempt = after_loss(who, *terms, Some(agent), now);
                self.open(attempt, now)
            }
        }
    }

    fn on_take_over(&mut self, state: State, now: Tick) -> State {
        match state {
            State::Unlinked { who, conn, terms, .. } => {
                let attempt = Attempt::new(who, Aim::Join, None, now);
                self.ask(attempt, conn, terms, ToConnector::TakeOver(Nothing {}), now)
            }
            State::Barred { who, .. } => self.open(Attempt::new(who, Aim::TakeOver, None, now), now),
            State::SignedOff { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::On { .. }
            | State::Waiting { .. } => state,
        }
    }

    fn on_awake(&mut self, state: State, now: Tick) -> State {
        match state {
            State::Waiting { attempt, .. } => self.open(attempt, now),
            State::SignedOff { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::On { .. }
            | State::Barred { .. } => state,
        }
    }

    fn on_offline(&mut self, state: State, now: Tick) -> State {
        match state.conn() {
            Some(conn) => {
                self.out.effects.push_back(Effect::Close(conn, NORMAL));
                self.retry(state, Trouble::Offline, Some(OFFLINE_MS), now)
            }
            None => state,
        }
    }

    fn on_unmount(&mut self, state: State) -> State {
        if let Some(conn) = state.conn() {
            self.out.effects.push_back(Effect::Close(conn, NORMAL));
        }
        State::SignedOff { refused: None }
    }

    fn on_opened(&mut self, state: State, now: Tick) -> State {
        match state {
            State::Opening { attempt, conn, .. } => {
                let identity = Some(match &attempt.who {
                    Who::OwnId(id) => Identity::LoginId(id.into()),
                    Who::UserName(user) => Identity::None(user.clone()),
                });
                let register = Register {
                    channels: self.profile.channels.clone(),
                    url: self.profile.url.clone(),
                    protocol: limits::PROTOCOL,
                    identity,
                    resume: attempt.resume.clone(),
                    tab: Some(self.profile.tab.clone()),
                    browser: None,
                    speaker: None,
                };
                self.request(conn, ToConnector::Register(register));
                State::Registering { attempt, conn, until: now.after(STEP_MS) }
            }
            State::SignedOff { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::On { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => state,
        }
    }

    fn on_garbled(&mut self, state: State, now: Tick) -> State {
        match state {
            State::Opening { conn, .. } | State::Registering { conn, .. } => {
                self.give_up(state, conn, Trouble::NotAConnector, now)
            }
            // A frame of a later version of the contract; the connection is as good as before.
            State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::On { .. }
            | State::SignedOff { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => state,
        }
    }

    fn on_closed(&mut self, state: State, loss: &Loss, now: Tick) -> State {
        let code = CloseCode::from_number(loss.code);
        if let Some(why) = code.and_then(CloseCode::stay_away) {
            return self.bar(state, why);
        }
        match code {
            Some(CloseCode::Restarting) => {
                let named = code::retry_after_ms(&loss.reason);
                self.retry(state, Trouble::Restarting, named, now)
            }
            Some(_) | None => {
                let trouble = match state {
                    State::Opening { .. } => Trouble::Unreachable,
                    State::SignedOff { .. }
                    | State::Registering { .. }
                    | State::SigningOn { .. }
                    | State::Unlinked { .. }
                    | State::On { .. }
                    | State::Waiting { .. }
                    | State::Barred { .. } => Trouble::Cut,
                };
                self.retry(state, trouble, None, now)
            }
        }
    }

    fn on_deadline(&mut self, state: State, now: Tick) -> State {
        match state {
            State::Opening { conn, .. } => self.give_up(state, conn, Trouble::Unreachable, now),
            State::Registering { conn, .. } | State::SigningOn { conn, .. } => {
                self.give_up(state, conn, Trouble::NoAnswer, now)
            }
            State::Unlinked { conn, silent_at, .. } | State::On { conn, silent_at, .. } if silent_at <= now => {
                self.out.effects.push_back(Effect::Close(conn, CloseCode::Silent.number()));
                self.retry(state, Trouble::Silent, None, now)
            }
            State::Unlinked { who, conn, terms, .. } => match &who {
                Who::OwnId(id) => {
                    let set = ToConnector::SetLoginId(SetLoginId { login_id: id.into() });
                    self.ask(Attempt::new(who, Aim::Join, None, now), conn, terms, set, now)
                }
                Who::UserName(_) => {
                    self.out.effects.push_back(Effect::Close(conn, NORMAL));
                    self.open(Attempt::new(who, Aim::Join, None, now), now)
                }
            },
            State::Waiting { attempt, .. } => self.open(attempt, now),
            State::Barred { who, .. } => self.open(Attempt::new(who, Aim::Join, None, now), now),
            State::On { .. } | State::SignedOff { .. } => state,
        }
    }

    /// Opens a socket for `attempt`.
    fn open(&mut self, attempt: Box<Attempt>, now: Tick) -> State {
        match &self.profile.endpoint {
            Err(fault) => State::Barred { who: attempt.who, why: Bar::Endpoint(*fault), again_at: None },
            Ok(endpoint) => {
                self.conns = self.conns.wrapping_add(1);
                let conn = ConnId(self.conns);
                self.out.effects.push_back(Effect::Open(conn, endpoint.clone()));
                State::Opening { attempt, conn, until: now.after(STEP_MS) }
            }
        }
    }

    /// Sends a request whose answer decides about the sign-on.
    pub(crate) fn ask(
        &mut self,
        attempt: Box<Attempt>,
        conn: ConnId,
        terms: Box<Terms>,
        body: ToConnector,
        now: Tick,
    ) -> State {
        let request = self.request(conn, body);
        State::SigningOn { attempt, conn, until: now.after(STEP_MS), terms, request }
    }

    /// Closes the socket and tries again later.
    pub(crate) fn give_up(&mut self, state: State, conn: ConnId, trouble: Trouble, now: Tick) -> State {
        self.out.effects.push_back(Effect::Close(conn, NORMAL));
        self.retry(state, trouble, None, now)
    }

    /// Sets the next try; the socket is gone already. `named` is a delay the connector asked for.
    pub(crate) fn retry(&mut self, state: State, trouble: Trouble, named: Option<u64>, now: Tick) -> State {
        let attempt = match state {
            State::SignedOff { .. } | State::Barred { .. } | State::Waiting { .. } => return state,
            State::Opening { mut attempt, .. }
            | State::Registering { mut attempt, .. }
            | State::SigningOn { mut attempt, .. } => {
                attempt.outage.tries = attempt.outage.tries.saturating_add(1);
                attempt
            }
            State::Unlinked { who, terms, .. } => after_loss(who, *terms, None, now),
            State::On { who, terms, agent, .. } => after_loss(who, *terms, Some(agent), now),
        };
        self.last_trouble = Some((trouble, now));
        let backoff = Backoff {
            tries: attempt.outage.tries,
            lost_for_ms: now.since(attempt.outage.since),
            window_ms: attempt.outage.window_ms,
        };
        let delay = named.unwrap_or_else(|| backoff.delay_ms(&mut self.rng));
        State::Waiting { attempt, until: now.after(delay) }
    }

    /// Stays away from now on.
    pub(crate) fn bar(&mut self, state: State, why: ErrorCode) -> State {
        let (who, again_at) = match state {
            State::SignedOff { .. } | State::Barred { .. } => return state,
            State::Opening { attempt, .. }
            | State::Registering { attempt, .. }
            | State::SigningOn { attempt, .. }
            | State::Waiting { attempt, .. } => (attempt.who, None),
            State::Unlinked { who, again_at, .. } => (who, again_at),
            State::On { who, .. } => (who, None),
        };
        self.out.effects.push_back(Effect::KeepResume(None));
        State::Barred { who, why: Bar::Told(why), again_at }
    }

    /// Ends the session for good: the person wants another one, or none.
    fn leave(&mut self, state: State) {
        match state {
            State::On { conn, .. } => {
                self.request(conn, ToConnector::ClearLoginId(Nothing {}));
                self.out.effects.push_back(Effect::Close(conn, NORMAL));
                self.out.effects.push_back(Effect::KeepResume(None));
            }
            State::Opening { conn, .. }
            | State::Registering { conn, .. }
            | State::SigningOn { conn, .. }
            | State::Unlinked { conn, .. } => self.out.effects.push_back(Effect::Close(conn, NORMAL)),
            State::SignedOff { .. } | State::Waiting { .. } | State::Barred { .. } => {}
        }
    }

    /// Sends a request under a reference that no other request of this browser has.
    fn request(&mut self, conn: ConnId, body: ToConnector) -> Option<RequestId> {
        self.out.request(conn, FromSoftphone::Connector(body)).reply_to.id.clone()
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.out.effects.push_back(effect);
    }
}

/// The attempt that follows the loss of a connection.
fn after_loss(who: Who, terms: Terms, agent: Option<Box<Agent>>, now: Tick) -> Box<Attempt> {
    let outage = Outage::new(now, terms.grace_ms, terms.window_ms, agent);
    Box::new(Attempt { who, aim: Aim::Join, resume: terms.resume, outage })
}
