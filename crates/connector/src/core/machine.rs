//! The core itself: inputs, time, and what every connection is owed.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::net::IpAddr;

use hookswitch_protocol::{
    CloseCode, ErrorCode, Frame, Rejected, ReplyTo, Tick,
    channels::{Answer, Request},
    cisco::{self, call::PastCall, variables::CallVariables},
    code::restart_reason,
    connector::{FromConnector, Heartbeat, Outcome, SetError, ToConnector},
    frame::Body,
    ids::{Extension, SourceName},
    limits,
};

use super::{
    calls::Commanded,
    conn::{Again, Beat, Conn, Standing},
    crm::{Ask, AskId},
    cti::Trial,
    desk::Desk,
    directory::{Directory, LoginIdKey, UserId},
    history::History,
    io::{Change, CheckId, ConnId, Effect, Figures, Input, Note, Settings, Ticket},
    limiter::Limiter,
    line::{Call, CallId, CommandId},
    log_on::LoggingOn,
    org_proof::UsedTokens,
    registration::reconnect_window_ms,
    sessions::{LiveSession, Session},
    tokens::{Token, Tokens},
};

/// The connector's machine. See the module for how to drive it.
pub struct Core {
    pub(super) settings: Settings,
    pub(super) key: LoginIdKey,
    pub(super) directory: Directory,
    pub(super) limiter: Limiter,
    pub(super) used_tokens: UsedTokens,
    pub(super) tokens: Tokens,
    pub(super) conns: BTreeMap<ConnId, Conn>,
    pub(super) sessions: BTreeMap<UserId, Session>,
    /// Tabs beside a softphone, by the user for whom they stand there.
    pub(super) tabs: BTreeSet<(UserId, ConnId)>,
    pub(super) by_token: HashMap<Token, UserId>,
    pub(super) by_extension: HashMap<Extension, UserId>,
    /// Sign-ons to the CTI server whose password is being compared.
    pub(super) trials: BTreeMap<CheckId, Trial>,
    /// Agents who are signed on to the CTI server.
    pub(super) desks: BTreeMap<UserId, Desk>,
    /// Connections of supervisors who asked for their team's state.
    pub(super) watchers: BTreeSet<ConnId>,
    /// Connections that wait for their user's saved credentials.
    pub(super) asked: BTreeMap<Ticket, (ConnId, ReplyTo)>,
    /// What apps have asked of Salesforce and their users' softphones have not answered.
    pub(super) asks: BTreeMap<AskId, Ask>,
    pub(super) checks: u64,
    /// Calls that are not over.
    pub(super) calls: BTreeMap<CallId, Call>,
    /// What they carry.
    pub(super) variables: BTreeMap<CallId, CallVariables>,
    /// Calls that agents had.
    pub(super) history: BTreeMap<UserId, History>,
    /// Commands that the telephone system has not answered.
    pub(super) commands: BTreeMap<CommandId, Commanded>,
    pub(super) commands_given: u64,
    /// Licences that the store is asked to keep, and the connections whose sign-on waits for that.
    pub(super) promised: BTreeMap<Ticket, (UserId, ConnId)>,
    /// Changes that count once they are kept, and the connections whose log-on waits for that.
    pub(super) once_kept: BTreeMap<Ticket, (ConnId, Change)>,
    /// Log-ons that wait for the store, by their connections.
    pub(super) log_ons: BTreeMap<ConnId, LoggingOn>,
    /// Changes that count already and that the store is still asked to keep.
    pub(super) keeping: BTreeMap<Ticket, Change>,
    pub(super) counts: Figures,
    phase: Phase,
    dues: BTreeSet<(Tick, Due)>,
    effects: VecDeque<Effect>,
    tickets: u64,
    unix_ms_at_tick_0: u64,
    source: SourceName,
}

/// Whether new connections are welcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Serving,
    Stopping,
}

/// To whom something is owed at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Due {
    /// A registration, a heartbeat or its answer.
    Conn(ConnId),
    /// The end of a held session.
    Session(UserId),
    /// The end of an agent's wrap-up.
    Agent(UserId),
    /// The end of the time for an answer of a softphone.
    Ask(AskId),
}

impl Core {
    /// A core without connections. `seed` makes its tokens and must be unguessable.
    #[must_use]
    pub fn new(
        settings: Settings,
        key: LoginIdKey,
        directory: Directory,
        seed: [u8; 32],
        unix_ms_at_tick_0: u64,
    ) -> Self {
        let mut limiter = Limiter::default();
        limiter.load(directory.failures());
        Self {
            settings,
            key,
            directory,
            limiter,
            used_tokens: UsedTokens::default(),
            tokens: Tokens::new(seed),
            conns: BTreeMap::new(),
            sessions: BTreeMap::new(),
            tabs: BTreeSet::new(),
            by_token: HashMap::new(),
            by_extension: HashMap::new(),
            trials: BTreeMap::new(),
            desks: BTreeMap::new(),
            watchers: BTreeSet::new(),
            asked: BTreeMap::new(),
            asks: BTreeMap::new(),
            checks: 0,
            calls: BTreeMap::new(),
            variables: BTreeMap::new(),
            history: BTreeMap::new(),
            commands: BTreeMap::new(),
            commands_given: 0,
            promised: BTreeMap::new(),
            once_kept: BTreeMap::new(),
            log_ons: BTreeMap::new(),
            keeping: BTreeMap::new(),
            counts: Figures::default(),
            phase: Phase::Serving,
            dues: BTreeSet::new(),
            effects: VecDeque::new(),
            tickets: 0,
            unix_ms_at_tick_0,
            source: SourceName::parse("connector").unwrap_or_default(),
        }
    }

    /// The same core, which knows the calls that agents had before.
    #[must_use]
    pub fn with_history(mut self, calls: impl IntoIterator<Item = (UserId, PastCall)>) -> Self {
        for (user, call) in calls {
            self.history.entry(user).or_default().keep(call);
        }
        self
    }

    /// Takes one input. What comes from a connection that is gone is stale and dropped here.
    pub fn handle(&mut self, input: Input, now: Tick) {
        match input {
            Input::Opened { conn, peer } => self.on_opened(conn, peer, now),
            Input::Frame { conn, .. } | Input::Closed { conn } if !self.conns.contains_key(&conn) => {}
            Input::Frame { conn, frame: Ok(frame) } => self.on_frame(conn, frame, now),
            Input::Frame { conn, frame: Err(rejected) } => self.on_rejected(conn, rejected, now),
            Input::Closed { conn } => self.forget(conn, now),
            Input::OrgKeys(keys) => self.on_org_keys(keys),
            Input::Directory(directory) => self.on_directory(*directory, now),
            Input::Stored { ticket, is_kept } => self.on_stored(ticket, is_kept, now),
            Input::Credentials { ticket, credentials } => self.on_credentials(ticket, credentials),
            Input::Checked { check, is_right } => self.on_checked(check, is_right, now),
            Input::Station(event) => self.on_station(event, now),
            Input::EndSession { user } => self.end_by_administrator(user, now),
            Input::ShutDown => self.on_shut_down(now),
        }
    }

    /// Lets time pass. Calling it early does nothing.
    pub fn handle_timeout(&mut self, now: Tick) {
        while let Some((at, due)) = self.dues.first().copied()
            && at <= now
        {
            self.dues.remove(&(at, due));
            match due {
                Due::Conn(conn) => self.on_conn_due(conn, now),
                Due::Session(user) => self.on_session_due(user, now),
                Due::Agent(user) => self.on_agent_due(user, now),
                Due::Ask(id) => self.on_ask_due(id),
            }
        }
    }

    /// When [`Self::handle_timeout`] is owed. May have changed after every call that takes the time.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Tick> {
        self.dues.first().map(|(at, _)| *at)
    }

    /// The next thing to do, in order; `None` once all is done.
    #[must_use]
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Counts for the metrics.
    #[must_use]
    pub fn figures(&self) -> Figures {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        Figures {
            connections: count(self.conns.len()),
            sessions: count(self.sessions.len()),
            sessions_held: count(self.sessions.values().filter(|session| session.is_held()).count()),
            users: count(self.directory.len()),
            licences_used: u64::from(self.directory.licences_used()),
            ..self.counts
        }
    }

    /// Every session, in the order of the users' ids.
    pub fn sessions(&self) -> impl Iterator<Item = LiveSession<'_>> {
        self.sessions.iter().map(|(user, session)| session.live(*user))
    }

    /// What the store holds, as far as it is known here.
    #[must_use]
    pub const fn directory(&self) -> &Directory {
        &self.directory
    }

    fn on_opened(&mut self, conn: ConnId, peer: IpAddr, now: Tick) {
        let due = now.after(limits::REGISTER_WITHIN_MS);
        self.conns.insert(conn, Conn { peer, due, malformed: 0, standing: Standing::Fresh });
        match self.phase {
            Phase::Serving => self.owe(due, Due::Conn(conn)),
            Phase::Stopping => self.send_away(conn, now),
        }
    }

    fn on_frame(&mut self, conn: ConnId, frame: Frame<Request>, now: Tick) {
        self.counts.frames_read += 1;
        let Frame { reply_to, body, .. } = frame;
        let Some(entry) = self.conns.get_mut(&conn) else { return };
        entry.malformed = 0;
        match (entry.standing.registration_mut(), body) {
            (None, Request::Connector(ToConnector::Register(register))) => {
                self.on_register(conn, reply_to, register, now);
            }
            (None, Request::Connector(_) | Request::Salesforce(_) | Request::Cisco(_) | Request::Center(_)) => {
                self.refuse(conn, reply_to, ErrorCode::NotRegistered);
            }
            (Some(registration), body) => {
                registration.heard = now;
                let is_heard = registration.channels.has(body.address().channel);
                match reply_to.id.as_ref().and_then(|id| self.again(conn, id)) {
                    Some(Again::Reply(reply)) => self.tell(conn, reply_to, *reply),
                    Some(Again::Nothing) => self.ask_for(conn, &reply_to),
                    None if is_heard => self.on_message(conn, reply_to, body, now),
                    None => self.refuse(conn, reply_to, ErrorCode::NotRegistered),
                }
            }
        }
    }

    fn on_message(&mut self, conn: ConnId, reply_to: ReplyTo, body: Request, now: Tick) {
        match body {
            Request::Connector(ToConnector::Register(_)) => {
                self.refuse(conn, reply_to, ErrorCode::AlreadyRegistered);
            }
            Request::Connector(ToConnector::Heartbeat(beat)) => self.on_beat(conn, &beat, now),
            Request::Connector(ToConnector::SetLoginId(set)) => self.sign_on(conn, reply_to, &set.login_id, now),
            Request::Connector(ToConnector::ClearLoginId(_)) => {
                self.sign_off(conn, reply_to, FromConnector::LoginIdCleared(Outcome::done()), now);
            }
            Request::Connector(ToConnector::TakeOver(_)) => self.take_over(conn, reply_to, now),
            Request::Salesforce(request) => self.on_salesforce(conn, reply_to, request, now),
            Request::Cisco(request) => self.on_cisco(conn, reply_to, request, now),
            Request::Center(request) => self.on_center(conn, reply_to, request, now),
        }
    }

    fn on_rejected(&mut self, conn: ConnId, rejected: Rejected, now: Tick) {
        self.counts.frames_rejected += 1;
        let Some(entry) = self.conns.get_mut(&conn) else { return };
        entry.malformed = if rejected.is_malformed() { entry.malformed.saturating_add(1) } else { 0 };
        let malformed = entry.malformed;
        let has_channel = match (entry.standing.registration_mut(), rejected.channel) {
            (None, _) => false,
            (Some(registration), channel) => {
                registration.heard = now;
                channel.is_none_or(|channel| registration.channels.has(channel))
            }
        };
        let is_foreign = rejected.code == ErrorCode::UnknownMessage && !has_channel;
        let code = if is_foreign { ErrorCode::NotRegistered } else { rejected.code };
        let error = SetError { field: rejected.field.map(str::to_owned), ..SetError::new(code) };
        self.tell(conn, rejected.reply_to, FromConnector::Error(error));
        if malformed >= limits::MALFORMED_IN_A_ROW {
            self.close(conn, CloseCode::BadFrames, now);
        }
    }

    fn on_conn_due(&mut self, conn: ConnId, now: Tick) {
        let Some(entry) = self.conns.get(&conn) else { return };
        match entry.standing.registration() {
            None => self.close(conn, CloseCode::NotRegisteredInTime, now),
            Some(registration) if now.since(registration.heard) >= limits::SILENCE_MS => {
                self.close(conn, CloseCode::Silent, now);
            }
            Some(_) => {
                self.beat(conn, now);
                self.owe_beat(conn, now);
            }
        }
    }

    /// The next heartbeat, or the end of the silence, whichever comes first.
    pub(super) fn owe_beat(&mut self, conn: ConnId, now: Tick) {
        let Some(entry) = self.conns.get_mut(&conn) else { return };
        let Some(registration) = entry.standing.registration() else { return };
        let beat = now.after(u64::from(limits::HEARTBEAT_SECONDS) * 1_000);
        let due = beat.min(registration.heard.after(limits::SILENCE_MS)).max(now.after(1));
        let before = std::mem::replace(&mut entry.due, due);
        self.dues.remove(&(before, Due::Conn(conn)));
        self.dues.insert((due, Due::Conn(conn)));
    }

    fn beat(&mut self, conn: ConnId, now: Tick) {
        let server_time = self.unix_ms(now);
        let registration = self.conns.get_mut(&conn).and_then(|entry| entry.standing.registration_mut());
        let Some(registration) = registration else { return };
        let before = std::mem::replace(&mut registration.beat, Beat::Sent { at: now, server_time });
        let beat = Heartbeat { server_time: Some(server_time), round_trip_ms: before.round_trip_ms() };
        self.tell(conn, ReplyTo::default(), FromConnector::Heartbeat(beat));
    }

    /// A heartbeat was answered; what answers an earlier one says nothing of the last.
    fn on_beat(&mut self, conn: ConnId, answer: &Heartbeat, now: Tick) {
        let registration = self.conns.get_mut(&conn).and_then(|entry| entry.standing.registration_mut());
        if let Some(registration) = registration
            && let Beat::Sent { at, server_time } = registration.beat
            && answer.server_time == Some(server_time)
        {
            registration.beat = Beat::Answered { round_trip_ms: u32::try_from(now.since(at)).unwrap_or(u32::MAX) };
        }
    }

    fn on_shut_down(&mut self, now: Tick) {
        self.phase = Phase::Stopping;
        let conns: Vec<ConnId> = self.conns.keys().copied().collect();
        for conn in conns {
            self.send_away(conn, now);
        }
    }

    /// Tells a client to come back once the connector is there again, each at a time of its own.
    fn send_away(&mut self, conn: ConnId, now: Tick) {
        const RESTART_MS: u64 = 500;
        let spread = u64::from(reconnect_window_ms(self.sessions.len()));
        let delay = RESTART_MS + self.tokens.up_to(spread);
        self.close_with(conn, CloseCode::Restarting, restart_reason(delay), now);
    }

    pub(super) fn close(&mut self, conn: ConnId, code: CloseCode, now: Tick) {
        self.close_with(conn, code, code.reason().to_owned(), now);
    }

    fn close_with(&mut self, conn: ConnId, code: CloseCode, reason: String, now: Tick) {
        self.effects.push_back(Effect::Close { conn, code, reason });
        self.forget(conn, now);
    }

    fn forget(&mut self, conn: ConnId, now: Tick) {
        let Some(entry) = self.conns.remove(&conn) else { return };
        self.dues.remove(&(entry.due, Due::Conn(conn)));
        self.forget_trials(conn);
        self.forget_log_on(conn);
        self.watchers.remove(&conn);
        self.asked.retain(|_, (asking, _)| *asking != conn);
        self.forget_asks_by(conn);
        if let Some(user) = entry.standing.beside() {
            self.tabs.remove(&(user, conn));
        }
        match entry.standing {
            Standing::Holds(registration, user) | Standing::Beside(registration, user, _) => {
                self.lose_window(conn, registration, user, now);
            }
            Standing::Fresh
            | Standing::Nobody(_)
            | Standing::Awaits(..)
            | Standing::Elsewhere(..)
            | Standing::Settling(..) => {}
        }
    }

    /// Replies, and keeps the reply for a request that is sent again.
    pub(super) fn reply(&mut self, conn: ConnId, reply_to: ReplyTo, body: impl Into<Answer>) {
        let body = body.into();
        let registration = self.conns.get_mut(&conn).and_then(|entry| entry.standing.registration_mut());
        if let (Some(registration), Some(id)) = (registration, &reply_to.id) {
            registration.answered.keep(id.clone(), body.clone());
        }
        self.tell(conn, reply_to, body);
    }

    /// Keeps in mind that a request was done that has no reply, should it be sent again.
    pub(super) fn note_done(&mut self, conn: ConnId, reply_to: ReplyTo) {
        let registration = self.conns.get_mut(&conn).and_then(|entry| entry.standing.registration_mut());
        if let (Some(registration), Some(id)) = (registration, reply_to.id) {
            registration.answered.note(id);
        }
    }

    pub(super) fn refuse(&mut self, conn: ConnId, reply_to: ReplyTo, code: ErrorCode) {
        self.tell(conn, reply_to, FromConnector::Error(SetError::new(code)));
    }

    pub(super) fn tell(&mut self, conn: ConnId, reply_to: ReplyTo, body: impl Into<Answer>) {
        let frame = Box::new(self.frame(reply_to, body));
        self.effects.push_back(Effect::Tell { conn, frame });
    }

    /// Tells several the same.
    pub(super) fn tell_each(&mut self, conns: Vec<ConnId>, body: impl Into<Answer>) {
        self.tell_each_under(ReplyTo::default(), conns, body);
    }

    /// The same under a reference.
    pub(super) fn tell_each_under(&mut self, reply_to: ReplyTo, conns: Vec<ConnId>, body: impl Into<Answer>) {
        let frame = Box::new(self.frame(reply_to, body));
        self.effects.push_back(Effect::TellEach { conns, frame });
    }

    /// Replies with a list in as many parts as it has. It is not kept: whoever asks again gets the list anew, and hears
    /// what becomes of it as whoever asked first does.
    pub(super) fn reply_in_parts(&mut self, conn: ConnId, reply_to: ReplyTo, mut parts: Vec<cisco::FromConnector>) {
        if parts.len() == 1
            && let Some(whole) = parts.pop()
        {
            return self.tell(conn, reply_to, whole);
        }
        let frames = parts.into_iter().map(|part| self.frame(reply_to.clone(), part)).collect();
        self.effects.push_back(Effect::TellAll { conn, frames });
    }

    pub(super) fn frame(&self, reply_to: ReplyTo, body: impl Into<Answer>) -> Frame<Answer> {
        Frame { source: self.source.clone(), reply_to, body: body.into() }
    }

    pub(super) fn push(&mut self, effect: Effect) {
        self.effects.push_back(effect);
    }

    pub(super) fn log(&mut self, note: Note) {
        self.effects.push_back(Effect::Log(note));
    }

    pub(super) fn ticket(&mut self) -> Ticket {
        self.tickets += 1;
        Ticket(self.tickets)
    }

    pub(super) fn store(&mut self, change: Change) -> Ticket {
        let ticket = self.ticket();
        self.effects.push_back(Effect::Store { ticket, change });
        ticket
    }

    /// Has a change kept that counts from now on, whatever is read of the store before it is kept.
    pub(super) fn keep(&mut self, change: Change) {
        self.directory.note(&change);
        let ticket = self.store(change.clone());
        self.keeping.insert(ticket, change);
    }

    pub(super) fn owe(&mut self, at: Tick, due: Due) {
        self.dues.insert((at, due));
    }

    pub(super) fn release(&mut self, at: Tick, due: Due) {
        self.dues.remove(&(at, due));
    }

    pub(super) const fn unix_ms(&self, now: Tick) -> u64 {
        self.unix_ms_at_tick_0.saturating_add(now.0)
    }
}
