//! Logging on to a station: the door, what is refused there, and who is dropped from where.

use std::rc::Rc;

use hookswitch_protocol::{
    ErrorCode, ReplyTo, Tick,
    center::{self, FromConnector, LogOn, LoggedOn, StateChange, StateReason},
    connector::{Nothing, ToConnector},
};

use crate::{
    frames::unlinked,
    io::{ConnId, Effect},
    session::{NORMAL, Session},
    state::{Aim, Attempt, Refused, State, Station, Terms, Who},
};

impl Session {
    /// The person logs on.
    pub(crate) fn on_log_on(&mut self, state: State, log_on: Rc<LogOn>, now: Tick) -> State {
        let who = Who::Station(log_on.clone());
        match state {
            State::Door { conn, terms, .. } => {
                self.knock(Attempt::new(who, Aim::Join, None, now), conn, terms, &log_on, now)
            }
            State::On { .. } => state,
            State::SignedOff { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => {
                self.leave(state);
                self.begin(who, now)
            }
        }
    }

    /// The person agrees to the present version of the agreement.
    pub(crate) fn on_agree(&mut self, state: State, now: Tick) -> State {
        match state {
            State::Door { conn, terms, tried: Some(mut log_on), refused: Some(refused), .. }
                if refused.code == ErrorCode::AgreementNeeded =>
            {
                let version = self.info.as_ref().and_then(|info| info.user_agreement_version.clone());
                Rc::make_mut(&mut log_on).agreed = version;
                let attempt = Attempt::new(Who::Station(log_on.clone()), Aim::Join, None, now);
                self.knock(attempt, conn, terms, &log_on, now)
            }
            State::SignedOff { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::SigningOn { .. }
            | State::Unlinked { .. }
            | State::Door { .. }
            | State::On { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => state,
        }
    }

    /// The person logs off, and wants no browser to log on by itself any more.
    pub(crate) fn on_sign_out_everywhere(&mut self, state: State, now: Tick) -> State {
        if let State::On { conn, who: Who::Station(_), .. } = &state {
            self.request(*conn, center::ToConnector::SignOutEverywhere(Nothing {}));
            self.push(Effect::KeepSaved(None));
            return self.log_off(state, now);
        }
        state
    }

    /// The person logs off, and stands at the door again.
    pub(crate) fn log_off(&mut self, state: State, now: Tick) -> State {
        if state.is_on_over().is_none() {
            // Nobody can be told; neither does this page come back to what was.
            self.push(Effect::KeepLogOn(None));
            self.push(Effect::KeepResume(None));
        }
        self.leave(state);
        self.begin(Who::Guest, now)
    }

    /// The registration is accepted: who is known signs on, who is not is asked.
    pub(crate) fn registered(&mut self, attempt: Box<Attempt>, conn: ConnId, terms: Box<Terms>, now: Tick) -> State {
        let until = now.after(terms.silence_ms);
        match &attempt.who {
            // The session that was to go on is over; nothing was proven yet for a new one.
            Who::Vouched(_) if attempt.resume.is_some() && terms.session == crate::SessionAge::New => {
                self.push(Effect::Close(conn, NORMAL));
                self.open(Box::new(Attempt { resume: None, ..*attempt }), now)
            }
            Who::OwnId(_) | Who::UserName(_) | Who::Vouched(_) => {
                State::SigningOn { attempt, conn, until, terms, request: None }
            }
            Who::Guest => self.ask(attempt, conn, terms, GET_INFO, now),
            Who::Station(log_on) => {
                let log_on = log_on.clone();
                // What is asked first is answered first: a refusal finds it there.
                self.request(conn, GET_INFO);
                match terms.session {
                    crate::SessionAge::Older => State::SigningOn { attempt, conn, until, terms, request: None },
                    crate::SessionAge::New => self.knock(attempt, conn, terms, &log_on, now),
                }
            }
        }
    }

    /// Logs on to a station.
    pub(crate) fn knock(
        &mut self,
        attempt: Box<Attempt>,
        conn: ConnId,
        terms: Box<Terms>,
        log_on: &LogOn,
        now: Tick,
    ) -> State {
        self.ask(attempt, conn, terms, center::ToConnector::LogOn(log_on.clone()), now)
    }

    pub(crate) fn on_center(&mut self, state: State, reply_to: &ReplyTo, body: FromConnector, now: Tick) -> State {
        match body {
            FromConnector::ServerInfo(info) => {
                self.info = Some(Box::new(info));
                on_info(state, reply_to, now)
            }
            FromConnector::LoggedOn(logged_on) if logged_on.success => self.on_logged_on(state, reply_to, logged_on),
            FromConnector::LoggedOn(logged_on) => self.on_refused(state, reply_to, logged_on, now),
            FromConnector::StateChange(change) => self.on_dropped(state, change, now),
            FromConnector::Memos(memos) => {
                self.memos = memos.memos;
                state
            }
            // The socket over which it was asked is closed.
            FromConnector::LoggedOff(_) | FromConnector::SignedOutEverywhere(_) | FromConnector::StationChanged(_) => {
                state
            }
        }
    }

    /// Somebody has signed off in another tab.
    pub(crate) fn on_cleared(&mut self, state: State, now: Tick) -> State {
        match state {
            State::On { conn, who: Who::Station(_), .. } => {
                self.push(Effect::Close(conn, NORMAL));
                self.push(Effect::KeepLogOn(None));
                self.push(Effect::KeepResume(None));
                self.begin(Who::Guest, now)
            }
            State::On { conn, .. } => {
                self.push(Effect::Close(conn, NORMAL));
                self.push(Effect::ForgetLoginId);
                self.push(Effect::KeepResume(None));
                State::SignedOff { refused: None }
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

    fn on_logged_on(&mut self, state: State, reply_to: &ReplyTo, logged_on: LoggedOn) -> State {
        let LoggedOn {
            effective_station, days_until_password_expiration, saved_credential, session_credential, ..
        } = logged_on;
        let station = effective_station.map(|seat| {
            let password_days = days_until_password_expiration;
            Box::new(Station { seat, password_days })
        });
        match state {
            State::SigningOn { mut attempt, conn, until, mut terms, request }
                if request.is_none() || reply_to.id == request =>
            {
                terms.station = station;
                if let Who::Station(log_on) = &mut attempt.who {
                    let inside = Rc::make_mut(log_on);
                    inside.password = None;
                    inside.remember = None;
                    if saved_credential.is_some() {
                        inside.saved_credential = saved_credential;
                        self.push(Effect::KeepSaved(Some(log_on.clone())));
                    }
                    if session_credential.is_some() {
                        Rc::make_mut(log_on).saved_credential = session_credential;
                        self.push(Effect::KeepLogOn(Some(log_on.clone())));
                    }
                }
                State::SigningOn { attempt, conn, until, terms, request: None }
            }
            State::On { who, conn, mut terms, silent_at, agent, line, since } => {
                terms.station = station;
                State::On { who, conn, terms, silent_at, agent, line, since }
            }
            // The session that was elsewhere comes to this browser.
            State::Unlinked { who, conn, mut terms, silent_at, why, again_at, elsewhere } => {
                terms.station = station;
                State::Unlinked { who, conn, terms, silent_at, why, again_at, elsewhere }
            }
            State::SigningOn { .. }
            | State::SignedOff { .. }
            | State::Opening { .. }
            | State::Registering { .. }
            | State::Door { .. }
            | State::Waiting { .. }
            | State::Barred { .. } => state,
        }
    }

    fn on_refused(&mut self, state: State, reply_to: &ReplyTo, logged_on: LoggedOn, now: Tick) -> State {
        let LoggedOn { code, field, attempts_left, retry_after_seconds, elsewhere, .. } = logged_on;
        let code = code.unwrap_or(ErrorCode::InternalError);
        match state {
            State::SigningOn { mut attempt, conn, until, terms, request }
                if request.is_some() && reply_to.id == request =>
            {
                let Who::Station(mut log_on) = attempt.who else {
                    return State::SigningOn { attempt, conn, until, terms, request };
                };
                if code == ErrorCode::SessionElsewhere {
                    attempt.who = Who::Station(log_on);
                    return match attempt.aim {
                        Aim::Join => unlinked(attempt.who, conn, terms, code, None, elsewhere, now),
                        Aim::TakeOver => {
                            attempt.aim = Aim::Join;
                            self.ask(attempt, conn, terms, ToConnector::TakeOver(Nothing {}), now)
                        }
                    };
                }
                if code != ErrorCode::AgreementNeeded {
                    self.push(Effect::KeepLogOn(None));
                    let tried = Rc::make_mut(&mut log_on);
                    if let Some(void) = tried.saved_credential.take().filter(|_| is_void(code)) {
                        self.push(Effect::DropSaved(void));
                    }
                    tried.password = None;
                }
                let again_at = retry_after_seconds.map(|seconds| now.after(u64::from(seconds) * 1_000));
                let refused = Refused { code, field, attempts_left, again_at };
                door(conn, terms, Some(log_on), Some(Box::new(refused)), now)
            }
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

    /// Who is dropped by a second log-on, an administrator or a station that is gone does not come back by itself.
    fn on_dropped(&mut self, state: State, change: StateChange, now: Tick) -> State {
        let why = match change.reason {
            StateReason::AnotherLogOn => ErrorCode::AnotherLogOn,
            StateReason::AdminLogOff | StateReason::UserDeleted => ErrorCode::SignedOff,
            StateReason::StationDeleted | StateReason::StationDeactivated => ErrorCode::StationRemoved,
            StateReason::UserLogOff => return self.on_cleared(state, now),
            // The close that follows says what to do.
            StateReason::None
            | StateReason::ServerNotResponding
            | StateReason::LogOn
            | StateReason::LogOnFailed
            | StateReason::SessionTimeout
            | StateReason::Switchover => return state,
        };
        if let Some(conn) = state.conn() {
            self.push(Effect::Close(conn, NORMAL));
        }
        self.bar(state, why, Some(change.text).filter(|text| !text.is_empty()))
    }
}

const GET_INFO: center::ToConnector = center::ToConnector::GetServerInfo(Nothing {});

/// The person does not agree: what was tried is forgotten.
pub(crate) fn on_disagree(state: State) -> State {
    match state {
        State::Door { conn, terms, silent_at, .. } => {
            State::Door { conn, terms, silent_at, tried: None, refused: None }
        }
        State::SignedOff { .. }
        | State::Opening { .. }
        | State::Registering { .. }
        | State::SigningOn { .. }
        | State::Unlinked { .. }
        | State::On { .. }
        | State::Waiting { .. }
        | State::Barred { .. } => state,
    }
}

fn on_info(state: State, reply_to: &ReplyTo, now: Tick) -> State {
    match state {
        State::SigningOn { attempt, conn, terms, request, .. }
            if matches!(attempt.who, Who::Guest) && request == reply_to.id =>
        {
            door(conn, terms, None, None, now)
        }
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

/// Whether what was saved in the password's place is of no more use.
const fn is_void(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::CredentialRevoked | ErrorCode::AuthenticationFailed | ErrorCode::PasswordExpired)
}

fn door(conn: ConnId, terms: Box<Terms>, tried: Option<Rc<LogOn>>, refused: Option<Box<Refused>>, now: Tick) -> State {
    let silent_at = now.after(terms.silence_ms);
    State::Door { conn, terms, silent_at, tried, refused }
}
