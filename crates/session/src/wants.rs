//! What the person and the page want of a session.

use hookswitch_protocol::{
    ErrorCode, LoginId, Tick, center,
    connector::{Nothing, ToConnector},
    ids::ResumeToken,
};

use crate::{
    io::Effect,
    link::after_loss,
    session::{NORMAL, Session},
    state::{Aim, Attempt, Bar, State, Trouble, Who},
};

/// How long to wait without a network: [`crate::Input::Awake`] comes first, unless the browser was wrong about it.
const OFFLINE_MS: u64 = 3_000;
/// By how much a heartbeat may come late to a page that has just come back.
const LATE_MS: u64 = 2_000;

impl Session {
    pub(crate) fn on_start(
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

    pub(crate) fn on_sign_on(&mut self, state: State, id: LoginId, now: Tick) -> State {
        self.push(Effect::RememberLoginId(id.clone()));
        let who = Who::OwnId(id);
        if matches!((&state, &who), (State::On { who: Who::OwnId(present), .. }, Who::OwnId(wanted)) if present == wanted)
        {
            return state;
        }
        self.leave(state);
        self.begin(who, now)
    }

    pub(crate) fn on_forget(&mut self, state: State, now: Tick) -> State {
        if is_at_station(&state) {
            return self.log_off(state, now);
        }
        self.leave(state);
        self.push(Effect::ForgetLoginId);
        self.push(Effect::KeepResume(None));
        State::SignedOff { refused: None }
    }

    pub(crate) fn on_reconnect(&mut self, state: State, now: Tick) -> State {
        if let Some(conn) = state.conn() {
            self.push(Effect::Close(conn, NORMAL));
        }
        match state {
            State::SignedOff { .. } => state,
            State::Opening { attempt, .. }
            | State::Registering { attempt, .. }
            | State::SigningOn { attempt, .. }
            | State::Waiting { attempt, .. } => self.open(attempt, now),
            State::Unlinked { who, .. } => self.begin(who, now),
            // What logged on before does not any more, but where the session only moved.
            State::Barred { who: Who::Station(_), why, .. } if why != Bar::Told(ErrorCode::Superseded) => {
                self.begin(Who::Guest, now)
            }
            State::Barred { who, .. } => self.begin(who, now),
            State::Door { terms, .. } => {
                let attempt = after_loss(Who::Guest, terms, None, now);
                self.open(attempt, now)
            }
            State::On { who, terms, agent, .. } => {
                let attempt = after_loss(who, terms, Some(agent), now);
                self.open(attempt, now)
            }
        }
    }

    pub(crate) fn on_take_over(&mut self, state: State, now: Tick) -> State {
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
            | State::Door { .. }
            | State::On { .. }
            | State::Waiting { .. } => state,
        }
    }

    /// The clock may have stood still in a sleep that the socket did not outlive: the next heartbeat tells.
    pub(crate) fn on_awake(&mut self, mut state: State, now: Tick) -> State {
        if let State::Unlinked { silent_at, terms, .. }
        | State::Door { silent_at, terms, .. }
        | State::On { silent_at, terms, .. } = &mut state
        {
            let heartbeat_ms = terms.silence_ms / 2;
            *silent_at = now.after(heartbeat_ms + LATE_MS).min(*silent_at);
        }
        match state {
            State::Waiting { attempt, .. } => self.open(attempt, now),
            State::SignedOff { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::Door { .. }
            | State::On { .. }
            | State::Barred { .. } => state,
        }
    }

    pub(crate) fn on_offline(&mut self, state: State, now: Tick) -> State {
        match state.conn() {
            Some(conn) => {
                self.push(Effect::Close(conn, NORMAL));
                self.retry(state, Trouble::Offline, Some(OFFLINE_MS), now)
            }
            None => state,
        }
    }

    pub(crate) fn on_unmount(&mut self, state: State) -> State {
        if let Some(conn) = state.conn() {
            self.push(Effect::Close(conn, NORMAL));
        }
        State::SignedOff { refused: None }
    }

    /// Ends the session for good: the person wants another one, or none.
    pub(crate) fn leave(&mut self, state: State) {
        match state {
            State::On { conn, who, .. } => {
                match who {
                    Who::Station(_) => {
                        self.request(conn, center::ToConnector::LogOff(Nothing {}));
                        self.push(Effect::KeepLogOn(None));
                    }
                    Who::OwnId(_) | Who::UserName(_) | Who::Vouched(_) | Who::Guest => {
                        self.request(conn, ToConnector::ClearLoginId(Nothing {}));
                    }
                }
                self.push(Effect::Close(conn, NORMAL));
                self.push(Effect::KeepResume(None));
            }
            State::Opening { conn, .. }
            | State::Registering { conn, .. }
            | State::SigningOn { conn, .. }
            | State::Unlinked { conn, .. }
            | State::Door { conn, .. } => self.push(Effect::Close(conn, NORMAL)),
            State::SignedOff { .. } | State::Waiting { .. } | State::Barred { .. } => {}
        }
    }
}

/// Whether somebody has logged on to a station, or is about to.
fn is_at_station(state: &State) -> bool {
    match state.who() {
        Some(Who::Station(_) | Who::Guest) => true,
        Some(Who::OwnId(_) | Who::UserName(_) | Who::Vouched(_)) | None => false,
    }
}
