//! The machine: what the person, the page and the passing of time do to a session.

use fastrand::Rng;
use hookswitch_protocol::{
    Tick,
    center::{Memo, ServerInfo},
    channels::FromSoftphone,
    connector::Channel,
    ids::{BrowserId, PageUrl, RequestId, SourceName, TabId},
};

use crate::{
    desk::Desk,
    endpoint::{Endpoint, EndpointFault},
    io::{ConnId, Effect, Input},
    log_on::on_disagree,
    outbox::Outbox,
    state::{Overdue, State, Trouble},
};

/// Code of a socket that is closed because nothing more is wanted of it (RFC 6455, 7.4.1).
pub(crate) const NORMAL: u16 = 1000;

/// What does not change while a session lives.
#[derive(Clone, Debug)]
pub struct Profile {
    /// Where the connector is, and where others are that take its place; or what is wrong with an address.
    pub endpoints: Result<Vec<Endpoint>, EndpointFault>,
    /// Channels to register for.
    pub channels: Vec<Channel>,
    /// Name of the app, in every frame it sends.
    pub source: SourceName,
    /// The page, without its query.
    pub url: PageUrl,
    /// The browser tab.
    pub tab: TabId,
    /// The browser, the same in all its tabs.
    pub browser: Option<BrowserId>,
}

impl Profile {
    /// Whether the softphone is for calls too.
    pub(crate) fn has_calls(&self) -> bool {
        self.channels.contains(&Channel::Cisco)
    }
}

/// One softphone's session with a connector.
#[derive(Debug)]
pub struct Session {
    pub(crate) profile: Profile,
    state: State,
    pub(crate) desk: Desk,
    pub(crate) last_trouble: Option<(Trouble, Tick)>,
    pub(crate) info: Option<Box<ServerInfo>>,
    pub(crate) memos: Vec<Memo>,
    pub(crate) round_trip_ms: Option<u32>,
    pub(crate) out: Outbox,
    pub(crate) rng: Rng,
    pub(crate) conns: u32,
    /// Which endpoint's turn it is.
    pub(crate) turn: usize,
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
            info: None,
            memos: Vec::new(),
            round_trip_ms: None,
            rng,
            conns: 0,
            turn: 0,
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
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn endpoint(&self) -> Result<&Endpoint, EndpointFault> {
        let endpoints = self.profile.endpoints.as_ref().map_err(|fault| *fault)?;
        endpoints.get(self.turn).ok_or(EndpointFault::Malformed)
    }

    /// What can be logged on to, as far as the connector was asked.
    #[must_use]
    pub fn info(&self) -> Option<&ServerInfo> {
        self.info.as_deref()
    }

    /// What there is to be known, those that came last first.
    #[must_use]
    pub fn memos(&self) -> &[Memo] {
        &self.memos
    }

    /// How long an answer to the connector took, in milliseconds, when it was measured last.
    #[must_use]
    pub const fn round_trip_ms(&self) -> Option<u32> {
        self.round_trip_ms
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
            Input::Forget => self.on_forget(state, now),
            Input::LogOn(log_on) => self.on_log_on(state, log_on, now),
            Input::Agree => self.on_agree(state, now),
            Input::Disagree => on_disagree(state),
            Input::SignOutEverywhere => self.on_sign_out_everywhere(state, now),
            Input::Reconnect => self.on_reconnect(state, now),
            Input::TakeOver => self.on_take_over(state, now),
            Input::Awake => self.on_awake(state, now),
            Input::Offline => self.on_offline(state, now),
            Input::Unmount => self.on_unmount(state),
            Input::Opened(_) => self.on_opened(state, now),
            Input::Vouched(_, token) => self.on_vouched(state, token, now),
            Input::Tell(reply_to, told) => {
                // Whoever has not signed on has nobody to be told.
                if let Some(conn) = state.is_on_over() {
                    self.out.send(conn, reply_to, FromSoftphone::Told(told));
                }
                state
            }
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
            State::SignedOff { .. } | State::Unlinked { .. } | State::Door { .. } | State::Barred { .. } => {
                self.desk.leave();
                self.memos.clear();
            }
            // Calls go on without the softphone.
            State::On { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Waiting { .. } => {}
        }
    }

    /// Sends a request under a reference that no other request of this browser has.
    pub(crate) fn request(&mut self, conn: ConnId, body: impl Into<FromSoftphone>) -> Option<RequestId> {
        self.out.request(conn, body.into()).reply_to.id.clone()
    }

    pub(crate) fn push(&mut self, effect: Effect) {
        self.out.effects.push_back(effect);
    }
}
