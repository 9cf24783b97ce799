//! The way to the connector: sockets that open, end and are tried again.

use hookswitch_protocol::{
    CloseCode, ErrorCode, Tick,
    channels::FromSoftphone,
    code,
    connector::{Identity, Register, SetLoginId, ToConnector},
    ids::Jwt,
    limits,
};

use crate::{
    backoff::Backoff,
    io::{ConnId, Effect, Loss},
    session::{NORMAL, Session},
    state::{Agent, Aim, Attempt, Bar, Outage, Proof, State, Terms, Trouble, Who},
};

/// How long an opening socket, a registration or a sign-on may take.
const STEP_MS: u64 = 10_000;

impl Session {
    pub(crate) fn on_opened(&mut self, state: State, now: Tick) -> State {
        match state {
            State::Opening { mut attempt, conn, until } if attempt.proof.is_awaited() => {
                attempt.proof = Proof::Open;
                State::Opening { attempt, conn, until }
            }
            State::Opening { mut attempt, conn, .. } => {
                let proof = std::mem::replace(&mut attempt.proof, Proof::None);
                let identity = match (&attempt.who, proof) {
                    (_, Proof::Given(token)) => Some(Identity::Jwt(token)),
                    (Who::OwnId(id), _) => Some(Identity::LoginId(id.into())),
                    (Who::UserName(user), _) => Some(Identity::None(user.clone())),
                    (Who::Vouched(_) | Who::Guest | Who::Station(_), _) => None,
                };
                let register = Register {
                    channels: self.profile.channels.clone(),
                    url: self.profile.url.clone(),
                    protocol: limits::PROTOCOL,
                    identity,
                    resume: attempt.resume.clone(),
                    tab: Some(self.profile.tab.clone()),
                    browser: self.profile.browser.clone(),
                    speaker: None,
                };
                self.request(conn, ToConnector::Register(register));
                State::Registering { attempt, conn, until: now.after(STEP_MS) }
            }
            State::SignedOff { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::Door { .. }
            | State::On { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => state,
        }
    }

    /// The org vouches, or does not.
    pub(crate) fn on_vouched(&mut self, state: State, token: Option<Jwt>, now: Tick) -> State {
        match (state, token) {
            (State::Opening { mut attempt, conn, until }, Some(token)) if attempt.proof.is_awaited() => {
                let before = std::mem::replace(&mut attempt.proof, Proof::Given(token));
                let state = State::Opening { attempt, conn, until };
                if before == Proof::Open { self.on_opened(state, now) } else { state }
            }
            (State::Opening { attempt, conn, until }, None) if attempt.proof.is_awaited() => {
                self.give_up(State::Opening { attempt, conn, until }, conn, Trouble::NotVouched, now)
            }
            (
                state @ (State::SignedOff { .. }
                | State::Opening { .. }
                | State::Registering { .. }
                | State::SigningOn { .. }
                | State::Unlinked { .. }
                | State::Door { .. }
                | State::On { .. }
                | State::Waiting { .. }
                | State::Barred { .. }),
                _,
            ) => state,
        }
    }

    pub(crate) fn on_garbled(&mut self, state: State, now: Tick) -> State {
        match state {
            State::Opening { conn, .. } | State::Registering { conn, .. } => {
                self.give_up(state, conn, Trouble::NotAConnector, now)
            }
            // A frame of a later version of the contract; the connection is as good as before.
            State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::Door { .. }
            | State::On { .. }
            | State::SignedOff { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => state,
        }
    }

    pub(crate) fn on_closed(&mut self, state: State, loss: &Loss, now: Tick) -> State {
        let code = CloseCode::from_number(loss.code);
        if let Some(why) = code.and_then(CloseCode::stay_away) {
            return self.bar(state, why, None);
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
                    | State::Door { .. }
                    | State::On { .. }
                    | State::Waiting { .. }
                    | State::Barred { .. } => Trouble::Cut,
                };
                self.retry(state, trouble, None, now)
            }
        }
    }

    pub(crate) fn on_deadline(&mut self, state: State, now: Tick) -> State {
        match state {
            State::Opening { ref attempt, conn, .. } => {
                let trouble = if attempt.proof == Proof::Open { Trouble::NotVouched } else { Trouble::Unreachable };
                self.give_up(state, conn, trouble, now)
            }
            State::Registering { conn, .. } | State::SigningOn { conn, .. } => {
                self.give_up(state, conn, Trouble::NoAnswer, now)
            }
            State::Unlinked { conn, silent_at, .. }
            | State::Door { conn, silent_at, .. }
            | State::On { conn, silent_at, .. }
                if silent_at <= now =>
            {
                self.push(Effect::Close(conn, CloseCode::Silent.number()));
                self.retry(state, Trouble::Silent, None, now)
            }
            State::Unlinked { who, conn, terms, .. } => match &who {
                Who::OwnId(id) => {
                    let set = ToConnector::SetLoginId(SetLoginId { login_id: id.into() });
                    self.ask(Attempt::new(who, Aim::Join, None, now), conn, terms, set, now)
                }
                Who::UserName(_) | Who::Vouched(_) | Who::Guest | Who::Station(_) => {
                    self.push(Effect::Close(conn, NORMAL));
                    self.begin(who, now)
                }
            },
            State::Waiting { attempt, .. } => self.open(attempt, now),
            State::Barred { who, .. } => self.begin(who, now),
            State::Door { .. } | State::On { .. } | State::SignedOff { .. } => state,
        }
    }

    /// Opens a socket for somebody who begins anew.
    #[inline(never)]
    pub(crate) fn begin(&mut self, who: Who, now: Tick) -> State {
        self.open(Attempt::new(who, Aim::Join, None, now), now)
    }

    /// Opens a socket for `attempt`.
    pub(crate) fn open(&mut self, mut attempt: Box<Attempt>, now: Tick) -> State {
        match self.endpoint().cloned() {
            Err(fault) => State::Barred { who: attempt.who, why: Bar::Endpoint(fault), again_at: None, told: None },
            Ok(endpoint) => {
                self.conns = self.conns.wrapping_add(1);
                let conn = ConnId(self.conns);
                self.push(Effect::Open(conn, endpoint));
                // Whoever goes on with a session has proven that in the beginning.
                attempt.proof = match &attempt.who {
                    Who::Vouched(_) if attempt.resume.is_none() => {
                        self.push(Effect::Vouch(conn));
                        Proof::Wanted
                    }
                    Who::Vouched(_) | Who::OwnId(_) | Who::UserName(_) | Who::Guest | Who::Station(_) => Proof::None,
                };
                State::Opening { attempt, conn, until: now.after(STEP_MS) }
            }
        }
    }

    /// Where one does not answer, another may.
    fn next_endpoint(&mut self) {
        let endpoints = self.profile.endpoints.as_ref().map_or(1, Vec::len);
        self.turn = (self.turn + 1) % endpoints.max(1);
    }

    /// Sends a request whose answer decides about the sign-on.
    pub(crate) fn ask(
        &mut self,
        attempt: Box<Attempt>,
        conn: ConnId,
        terms: Box<Terms>,
        body: impl Into<FromSoftphone>,
        now: Tick,
    ) -> State {
        let request = self.request(conn, body);
        State::SigningOn { attempt, conn, until: now.after(STEP_MS), terms, request }
    }

    /// Closes the socket and tries again later.
    pub(crate) fn give_up(&mut self, state: State, conn: ConnId, trouble: Trouble, now: Tick) -> State {
        self.push(Effect::Close(conn, NORMAL));
        self.retry(state, trouble, None, now)
    }

    /// Sets the next try; the socket is gone already. `named` is a delay the connector asked for.
    pub(crate) fn retry(&mut self, state: State, trouble: Trouble, named: Option<u64>, now: Tick) -> State {
        let attempt = match state {
            State::SignedOff { .. } | State::Barred { .. } | State::Waiting { .. } => return state,
            State::Opening { mut attempt, .. } | State::Registering { mut attempt, .. } => {
                attempt.outage.tries = attempt.outage.tries.saturating_add(1);
                self.next_endpoint();
                attempt
            }
            State::SigningOn { mut attempt, .. } => {
                attempt.outage.tries = attempt.outage.tries.saturating_add(1);
                attempt
            }
            State::Unlinked { who, terms, .. } => after_loss(who, terms, None, now),
            State::Door { terms, .. } => after_loss(Who::Guest, terms, None, now),
            State::On { who, terms, agent, .. } => after_loss(who, terms, Some(agent), now),
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
    pub(crate) fn bar(&mut self, state: State, why: ErrorCode, told: Option<String>) -> State {
        let (who, again_at) = match state {
            State::SignedOff { .. } | State::Barred { .. } => return state,
            State::Opening { attempt, .. }
            | State::Registering { attempt, .. }
            | State::SigningOn { attempt, .. }
            | State::Waiting { attempt, .. } => (attempt.who, None),
            State::Unlinked { who, again_at, .. } => (who, again_at),
            State::Door { .. } => (Who::Guest, None),
            State::On { who, .. } => (who, None),
        };
        self.push(Effect::KeepResume(None));
        if why != ErrorCode::Superseded && matches!(who, Who::Station(_)) {
            self.push(Effect::KeepLogOn(None));
        }
        State::Barred { who, why: Bar::Told(why), again_at, told }
    }
}

/// The attempt that follows the loss of a connection.
#[allow(clippy::boxed_local, reason = "taken out of its box here, once in the page and not at each call")]
pub(crate) fn after_loss(who: Who, terms: Box<Terms>, agent: Option<Box<Agent>>, now: Tick) -> Box<Attempt> {
    let outage = Outage::new(now, terms.grace_ms, terms.window_ms, agent);
    Box::new(Attempt { who, aim: Aim::Join, resume: terms.resume, proof: Proof::None, outage })
}
