//! What the connector's frames do to a session.

use hookswitch_protocol::{
    ErrorCode, Frame, Tick,
    channels::{ForSoftphone, FromSoftphone},
    connector::{
        ConnectionStatus, Elsewhere, FromConnector, Heartbeat, Licence, LinkStatus, LoginIdSet, Nothing, Outcome,
        Registered, ToConnector,
    },
    frame::ReplyTo,
    ids::RequestId,
    limits,
};

use crate::{
    desk::Told,
    io::{ConnId, Effect},
    session::{NORMAL, Session},
    state::{Agent, Aim, SessionAge, State, Terms, Trouble, Who},
};

impl Session {
    pub(crate) fn on_frame(&mut self, mut state: State, frame: Box<Frame<ForSoftphone>>, now: Tick) -> State {
        pulse(&mut state, now);
        let Frame { reply_to, body, .. } = *frame;
        let body = match body {
            ForSoftphone::Connector(body) => body,
            ForSoftphone::Center(body) => return self.on_center(state, &reply_to, body, now),
            ForSoftphone::Asked(asked) => {
                // Nobody could be told what came of it.
                if state.is_on_over().is_some() {
                    self.push(Effect::Do(reply_to, asked));
                }
                return state;
            }
            ForSoftphone::Saved(saved) => return self.tell_desk(state, &reply_to, Told::Saved(saved), now),
            ForSoftphone::Shown(shown) => return self.tell_desk(state, &reply_to, Told::Shown(shown), now),
        };
        match body {
            FromConnector::Heartbeat(beat) => self.on_heartbeat(state, beat, now),
            FromConnector::Registered(registered) => self.on_registered(state, registered, now),
            FromConnector::Status(status) => self.on_status(state, &status, now),
            FromConnector::LoginIdSet(set) => self.on_login_id_set(state, &reply_to, set, now),
            FromConnector::TakenOver(outcome) => on_taken_over(state, &reply_to, &outcome),
            FromConnector::LoginIdCleared(_) => self.on_cleared(state, now),
            FromConnector::Error(error) => self.on_error(state, &reply_to, error.code, error.retry_after_seconds, now),
        }
    }

    fn tell_desk(&mut self, state: State, reply_to: &ReplyTo, told: Told, now: Tick) -> State {
        let conn = state.is_on_over();
        if conn.is_some() {
            self.desk.hear(reply_to, told, now, &mut self.out.line(conn));
        }
        state
    }

    fn on_heartbeat(&mut self, state: State, beat: Heartbeat, now: Tick) -> State {
        // Whatever took the shortest way comes nearest to the truth.
        let start = beat.server_time.map(|time| time.saturating_sub(now.0));
        self.connector_ms_at_tick_0 = self.connector_ms_at_tick_0.max(start);
        self.round_trip_ms = beat.round_trip_ms.or(self.round_trip_ms);
        let beat = Heartbeat { round_trip_ms: None, ..beat };
        if let Some(conn) = state.conn() {
            self.out.send(conn, ReplyTo::default(), FromSoftphone::Connector(ToConnector::Heartbeat(beat)));
        }
        state
    }

    fn on_registered(&mut self, state: State, registered: Registered, now: Tick) -> State {
        match state {
            State::Registering { attempt, conn, .. } if registered.success => {
                self.connector_ms_at_tick_0 = Some(registered.server_time.saturating_sub(now.0));
                let terms = Box::new(Terms {
                    server: registered.server,
                    session: if registered.resumed { SessionAge::Older } else { SessionAge::New },
                    grace_ms: u64::from(registered.grace_seconds) * 1_000,
                    window_ms: u64::from(registered.reconnect_window_ms),
                    silence_ms: (u64::from(registered.heartbeat_seconds) * 2_000).max(limits::SILENCE_MS),
                    resume: registered.resume,
                    station: None,
                });
                self.push(Effect::KeepResume(terms.resume.clone()));
                self.registered(attempt, conn, terms, now)
            }
            State::Registering { conn, .. } => {
                self.refused_for_good(state, conn, registered.code.unwrap_or(ErrorCode::IdentityRefused), now)
            }
            State::SignedOff { .. }
            | State::Opening { .. }
            | State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::Door { .. }
            | State::On { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => state,
        }
    }

    fn on_login_id_set(&mut self, state: State, reply_to: &ReplyTo, set: LoginIdSet, now: Tick) -> State {
        let agent = agent_of(&set);
        let code = set.code.unwrap_or(ErrorCode::InternalError);
        match (state, agent) {
            (State::SigningOn { request, attempt, conn, until, terms }, _) if is_stale(reply_to, request.as_ref()) => {
                State::SigningOn { attempt, conn, until, terms, request }
            }
            (State::SigningOn { attempt, conn, terms, .. }, Some(agent)) => {
                on(attempt.who, conn, terms, agent, LinkStatus::Connecting, now)
            }
            (State::Unlinked { who, conn, terms, .. }, Some(agent)) => {
                on(who, conn, terms, agent, LinkStatus::Connecting, now)
            }
            (State::On { who, conn, terms, silent_at, line, since, .. }, Some(agent)) => {
                State::On { who, conn, terms, silent_at, agent, line, since }
            }
            (State::SigningOn { mut attempt, conn, terms, .. }, None)
                if code == ErrorCode::SessionElsewhere && attempt.aim == Aim::TakeOver =>
            {
                attempt.aim = Aim::Join;
                self.ask(attempt, conn, terms, ToConnector::TakeOver(Nothing {}), now)
            }
            (State::SigningOn { attempt, conn, terms, .. }, None) => {
                unlinked(attempt.who, conn, terms, code, set.retry_after_seconds, set.elsewhere, now)
            }
            (State::Unlinked { who, conn, terms, .. } | State::On { who, conn, terms, .. }, None) => {
                unlinked(who, conn, terms, code, set.retry_after_seconds, set.elsewhere, now)
            }
            (
                state @ (State::SignedOff { .. }
                | State::Opening { .. }
                | State::Registering { .. }
                | State::Door { .. }
                | State::Waiting { .. }
                | State::Barred { .. }),
                _,
            ) => state,
        }
    }

    fn on_error(
        &mut self,
        state: State,
        reply_to: &ReplyTo,
        code: ErrorCode,
        retry_after: Option<u32>,
        now: Tick,
    ) -> State {
        match state {
            State::Registering { conn, .. } => self.refused_for_good(state, conn, code, now),
            State::SigningOn { attempt, conn, terms, request: Some(request), .. }
                if reply_to.id.as_ref() == Some(&request) =>
            {
                unlinked(attempt.who, conn, terms, code, retry_after, None, now)
            }
            State::On { .. } => self.tell_desk(state, reply_to, Told::Error(code), now),
            // Not about the sign-on.
            State::SigningOn { .. }
            | State::SignedOff { .. }
            | State::Opening { .. }
            | State::Unlinked { .. }
            | State::Door { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => state,
        }
    }

    fn on_status(&mut self, state: State, status: &ConnectionStatus, now: Tick) -> State {
        match state {
            // The session that was to go on has ended meanwhile.
            State::SigningOn { attempt, conn, until, terms, request: None }
                if status.status == LinkStatus::Unlinked =>
            {
                let Who::Station(log_on) = &attempt.who else {
                    return State::SigningOn { attempt, conn, until, terms, request: None };
                };
                let log_on = log_on.clone();
                self.knock(attempt, conn, terms, &log_on, now)
            }
            State::On { who, conn, terms, silent_at, agent, since, .. } => {
                State::On { who, conn, terms, silent_at, agent, line: status.status, since }
            }
            State::SignedOff { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::Door { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => state,
        }
    }

    /// A registration that was refused: only a fault inside the connector may pass by itself.
    fn refused_for_good(&mut self, state: State, conn: ConnId, code: ErrorCode, now: Tick) -> State {
        if code == ErrorCode::InternalError {
            return self.give_up(state, conn, Trouble::NoAnswer, now);
        }
        self.push(Effect::Close(conn, NORMAL));
        self.bar(state, code, None)
    }
}

fn on_taken_over(state: State, reply_to: &ReplyTo, outcome: &Outcome) -> State {
    match state {
        State::SigningOn { attempt, conn, until, mut terms, request: Some(request) }
            if reply_to.id.as_ref() == Some(&request) =>
        {
            if outcome.success {
                terms.session = SessionAge::Older;
                State::SigningOn { attempt, conn, until, terms, request: None }
            } else {
                let why = outcome.code.unwrap_or(ErrorCode::InternalError);
                let silent_at = until;
                State::Unlinked { who: attempt.who, conn, terms, silent_at, why, again_at: None, elsewhere: None }
            }
        }
        // To the connection that lost the session this is the news of it; the close code that follows acts on it.
        State::SigningOn { .. }
        | State::SignedOff { .. }
        | State::Opening { .. }
        | State::Registering { .. }
        | State::Unlinked { .. }
        | State::Door { .. }
        | State::On { .. }
        | State::Waiting { .. }
        | State::Barred { .. } => state,
    }
}

/// Any frame is a sign of life.
fn pulse(state: &mut State, now: Tick) {
    if let State::Unlinked { silent_at, terms, .. }
    | State::Door { silent_at, terms, .. }
    | State::On { silent_at, terms, .. } = state
    {
        *silent_at = now.after(terms.silence_ms);
    }
}

/// A reply to another request than the present one. A peer without references is taken at its word.
fn is_stale(reply_to: &ReplyTo, request: Option<&RequestId>) -> bool {
    request.is_some() && reply_to.id.is_some() && reply_to.id.as_ref() != request
}

fn agent_of(set: &LoginIdSet) -> Option<Box<Agent>> {
    if !set.success {
        return None;
    }
    Some(Box::new(Agent {
        extension: set.extension.clone()?,
        display_name: set.display_name.clone()?,
        licence: set.licence.unwrap_or(Licence::NotNeeded),
    }))
}

fn on(who: Who, conn: ConnId, mut terms: Box<Terms>, agent: Box<Agent>, line: LinkStatus, now: Tick) -> State {
    // Whoever logs on to a station is at work with that.
    if terms.station.is_some() {
        terms.session = SessionAge::Older;
    }
    let silent_at = now.after(terms.silence_ms);
    State::On { who, conn, terms, silent_at, agent, line, since: now }
}

pub(crate) fn unlinked(
    who: Who,
    conn: ConnId,
    terms: Box<Terms>,
    why: ErrorCode,
    retry_after_seconds: Option<u32>,
    elsewhere: Option<Elsewhere>,
    now: Tick,
) -> State {
    let silent_at = now.after(terms.silence_ms);
    let again_at = retry_after_seconds.map(|seconds| now.after(u64::from(seconds) * 1_000));
    State::Unlinked { who, conn, terms, silent_at, why, again_at, elsewhere: elsewhere.map(Box::new) }
}
