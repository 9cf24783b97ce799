//! Sessions: one for each signed-on user, on a connection or held for a while without one.

use hookswitch_protocol::{
    CloseCode, ErrorCode, ReplyTo, Tick,
    connector::{ConnectionStatus, FromConnector, Licence, LinkStatus, LoginIdSet, Outcome, SetError},
    ids::Extension,
    wire::Nullable,
};

use super::{
    conn::{Answered, Registration, Standing},
    directory::{Directory, LoginIdHash, UserId},
    io::{ConnId, Effect, Note},
    line::{StationCommand, StationEvent},
    machine::{Core, Due},
    tokens::Token,
};

/// A signed-on user.
#[derive(Debug)]
pub(super) struct Session {
    place: Place,
    via: Via,
    /// Continues this session once.
    token: Token,
    /// The telephone the agent is at.
    extension: Extension,
    /// How the telephone stands.
    line: LinkStatus,
}

/// How someone proved to be a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Via {
    /// By an own Login ID.
    OwnId(LoginIdHash),
    /// Not at all: the settings say that a name is enough.
    Unproven,
    /// By name and password for the CTI server.
    Cti,
}

/// Where a session lives.
#[derive(Debug)]
enum Place {
    At(ConnId),
    Held { until: Tick, answered: Answered },
}

impl Session {
    pub(super) const fn extension(&self) -> &Extension {
        &self.extension
    }

    pub(super) const fn conn(&self) -> Option<ConnId> {
        match self.place {
            Place::At(conn) => Some(conn),
            Place::Held { .. } => None,
        }
    }

    pub(super) const fn is_held(&self) -> bool {
        matches!(self.place, Place::Held { .. })
    }
}

impl Core {
    /// Begins a session on this connection, at this telephone.
    pub(super) fn begin(&mut self, conn: ConnId, reply_to: ReplyTo, id: UserId, via: Via, extension: Extension) {
        let Some(token) = self.token_of(conn) else { return };
        let session =
            Session { place: Place::At(conn), via, token, extension: extension.clone(), line: LinkStatus::Connecting };
        self.sessions.insert(id, session);
        self.by_token.insert(token, id);
        self.by_extension.insert(extension.clone(), id);
        self.set_standing(conn, |registration| Standing::Holds(registration, id));
        let reply = self.signed_on(id);
        self.reply(conn, reply_to, reply);
        self.push(Effect::Station(StationCommand::Attach(extension)));
    }

    /// Continues the session that a token named.
    pub(super) fn resume(&mut self, conn: ConnId, user: UserId, now: Tick) {
        self.counts.resumed += 1;
        self.log(Note::Resumed { conn, user });
        self.supersede(user, now);
        self.move_here(conn, ReplyTo::default(), user);
        self.show_work(conn, user);
    }

    /// Moves the one live session of the user to this connection.
    pub(super) fn take_over(&mut self, conn: ConnId, reply_to: ReplyTo, now: Tick) {
        if let Some(user) = self.holder(conn) {
            self.reply(conn, reply_to, FromConnector::TakenOver(Outcome::done()));
            return self.tell_line(user);
        }
        let Some((user, via)) = self.claim(conn).filter(|(user, via)| self.is_proven(*user, *via)) else {
            return self.reply(conn, reply_to, FromConnector::TakenOver(Outcome::refused(ErrorCode::NotPermitted)));
        };
        self.reply(conn, reply_to, FromConnector::TakenOver(Outcome::done()));
        if self.sessions.contains_key(&user) {
            self.log(Note::TakenOver { conn, user });
            self.supersede(user, now);
            self.move_here(conn, ReplyTo::default(), user);
            self.show_work(conn, user);
        } else {
            // Meanwhile the other session has ended: there is nothing to move, but the way is free.
            self.set_standing(conn, Standing::Nobody);
            self.admit(conn, ReplyTo::default(), user, via);
        }
    }

    /// Signs off whoever is signed on here.
    pub(super) fn sign_off(&mut self, conn: ConnId, reply_to: ReplyTo, now: Tick) {
        if let Some(user) = self.holder(conn) {
            self.end(user, None, now);
        }
        self.set_standing(conn, Standing::Nobody);
        self.reply(conn, reply_to, FromConnector::LoginIdCleared(Outcome::done()));
        self.tell_unlinked(conn);
    }

    /// The agent leaves the CTI server. A session that came to be there ends with that; any other stays, at the user's
    /// own telephone unless somebody else is at it.
    pub(super) fn leave_work(&mut self, user: UserId, now: Tick) {
        let Some(session) = self.sessions.get(&user) else { return };
        let conn = session.conn();
        match session.via {
            Via::Cti => {
                self.end(user, None, now);
                if let Some(conn) = conn {
                    self.tell_unlinked(conn);
                }
            }
            Via::OwnId(_) | Via::Unproven => {
                self.close_desk(user, now);
                let own = self.directory.user(user).map(|user| user.extension.clone());
                if let Some(own) = own.filter(|own| !self.by_extension.contains_key(own)) {
                    self.move_station(user, own, now);
                }
            }
        }
    }

    /// Keeps a session whose connection is gone.
    pub(super) fn hold(&mut self, user: UserId, answered: Answered, now: Tick) {
        let until = now.after(u64::from(self.settings.grace_seconds) * 1_000);
        let Some(session) = self.sessions.get_mut(&user) else { return };
        session.place = Place::Held { until, answered };
        self.owe(until, Due::Session(user));
        self.log(Note::Held { user });
    }

    /// The grace period of a held session is over.
    pub(super) fn on_session_due(&mut self, user: UserId, now: Tick) {
        if self.sessions.get(&user).is_some_and(Session::is_held) {
            self.log(Note::Expired { user });
            self.end(user, None, now);
        }
    }

    /// The telephone system said something about a telephone.
    pub(super) fn on_station(&mut self, event: StationEvent, now: Tick) {
        let (extension, line) = match event {
            StationEvent::Up(extension) => (extension, LinkStatus::Linked),
            StationEvent::Refused(extension) | StationEvent::Down(extension) => (extension, LinkStatus::Lost),
            StationEvent::Done { command, call } => return self.on_done(command, call),
            StationEvent::Failed { command, why } => return self.on_failed(command, why),
            StationEvent::Call(call) => return self.on_call(*call, now),
            // The call itself has told it.
            StationEvent::Unanswered { .. } => return,
        };
        let Some(user) = self.by_extension.get(&extension).copied() else { return };
        if let Some(session) = self.sessions.get_mut(&user) {
            session.line = line;
            self.tell_line(user);
        }
        // The telephone system forgets its offers with the telephone.
        if line == LinkStatus::Linked {
            self.offer(user, false);
        }
    }

    /// The store's content has changed: sessions that it no longer allows end, waiting IDs that it knows sign on.
    pub(super) fn on_directory(&mut self, directory: Directory, now: Tick) {
        self.limiter.load(directory.failures());
        let before = std::mem::replace(&mut self.directory, directory);
        let users: Vec<UserId> = self.sessions.keys().copied().collect();
        for user in users {
            self.review(user, &before, now);
        }
        let waiting: Vec<(ConnId, LoginIdHash)> = self
            .conns
            .iter()
            .filter_map(|(conn, entry)| match &entry.standing {
                Standing::Awaits(_, hash) => Some((*conn, *hash)),
                Standing::Fresh
                | Standing::Nobody(_)
                | Standing::Elsewhere(..)
                | Standing::Settling(..)
                | Standing::Holds(..) => None,
            })
            .collect();
        for (conn, hash) in waiting {
            if let Some(user) = self.directory.by_login_id(hash).map(|user| user.id) {
                self.admit(conn, ReplyTo::default(), user, Via::OwnId(hash));
            }
        }
    }

    /// Moves a session to this connection; it is nowhere else any more.
    pub(super) fn move_here(&mut self, conn: ConnId, reply_to: ReplyTo, user: UserId) {
        let Some(token) = self.token_of(conn) else { return };
        let Some(session) = self.sessions.get_mut(&user) else { return };
        let before = std::mem::replace(&mut session.token, token);
        let answered = match std::mem::replace(&mut session.place, Place::At(conn)) {
            Place::Held { until, answered } => {
                self.release(until, Due::Session(user));
                answered
            }
            Place::At(_) => Answered::default(),
        };
        self.by_token.remove(&before);
        self.by_token.insert(token, user);
        self.set_standing(conn, |registration| Standing::Holds(Registration { answered, ..registration }, user));
        let reply = self.signed_on(user);
        self.reply(conn, reply_to, reply);
        self.tell_line(user);
    }

    /// The user who is signed on over this connection.
    pub(super) fn holder(&self, conn: ConnId) -> Option<UserId> {
        match &self.conns.get(&conn)?.standing {
            Standing::Holds(_, user) => Some(*user),
            Standing::Fresh
            | Standing::Nobody(_)
            | Standing::Awaits(..)
            | Standing::Elsewhere(..)
            | Standing::Settling(..) => None,
        }
    }

    /// The user whose session this connection may move here, and how that was proven.
    fn claim(&self, conn: ConnId) -> Option<(UserId, Via)> {
        match &self.conns.get(&conn)?.standing {
            Standing::Elsewhere(_, user, via) => Some((*user, *via)),
            Standing::Fresh
            | Standing::Nobody(_)
            | Standing::Awaits(..)
            | Standing::Settling(..)
            | Standing::Holds(..) => None,
        }
    }

    /// What a signed-on user is told about being signed on.
    pub(super) fn signed_on(&self, id: UserId) -> FromConnector {
        let Some((user, session)) = self.directory.user(id).zip(self.sessions.get(&id)) else {
            return FromConnector::LoginIdSet(LoginIdSet::refused(ErrorCode::InternalError, None));
        };
        let licence = match session.via {
            Via::Unproven | Via::Cti => Licence::NotNeeded,
            Via::OwnId(_) if self.directory.is_site_licence() => Licence::Site,
            Via::OwnId(_) => Licence::Named,
        };
        FromConnector::LoginIdSet(LoginIdSet {
            success: true,
            error_message: Nullable(None),
            code: None,
            retry_after_seconds: None,
            extension: Some(session.extension.clone()),
            display_name: Some(user.display_name.clone()),
            licence: Some(licence),
        })
    }

    /// Tells a user's connection how the telephone stands.
    pub(super) fn tell_line(&mut self, user: UserId) {
        let Some(session) = self.sessions.get(&user) else { return };
        let reason = match session.line {
            LinkStatus::Lost => Some(ErrorCode::ExtensionUnavailable),
            LinkStatus::Connecting | LinkStatus::Linked | LinkStatus::Unlinked => None,
        };
        if let Some(conn) = session.conn() {
            self.tell_status(conn, session.line, reason);
        }
    }

    /// Whether the user's session lives on an older connection of the same browser tab, which was not heard since it
    /// registered: its socket died before the page was told of the session, or of the token that continues it.
    pub(super) fn is_unknown_to_its_tab(&self, user: UserId, conn: ConnId) -> bool {
        let tab = |conn: ConnId| self.conns.get(&conn)?.standing.registration()?.tab.as_ref();
        let there = self.sessions.get(&user).and_then(Session::conn).filter(|there| *there < conn).and_then(tab);
        there.is_some() && there == tab(conn)
    }

    /// Puts a registered connection somewhere else.
    pub(super) fn set_standing(&mut self, conn: ConnId, to: impl FnOnce(Registration) -> Standing) {
        let Some(entry) = self.conns.get_mut(&conn) else { return };
        if let Some(registration) = std::mem::replace(&mut entry.standing, Standing::Fresh).into_registration() {
            entry.standing = to(registration);
        }
    }

    /// Ends a session wherever it is.
    pub(super) fn end(&mut self, user: UserId, code: Option<ErrorCode>, now: Tick) {
        self.close_desk(user, now);
        let Some(session) = self.sessions.remove(&user) else { return };
        self.by_token.remove(&session.token);
        self.by_extension.remove(&session.extension);
        self.push(Effect::Station(StationCommand::Detach(session.extension)));
        self.log(Note::SignedOff { user, code });
        match session.place {
            Place::At(conn) => self.set_standing(conn, Standing::Nobody),
            Place::Held { until, .. } => self.release(until, Due::Session(user)),
        }
    }

    /// Tells the connection that has the session that it has it no longer, and closes it.
    fn supersede(&mut self, user: UserId, now: Tick) {
        let Some(conn) = self.sessions.get(&user).and_then(Session::conn) else { return };
        self.tell(conn, ReplyTo::default(), FromConnector::TakenOver(Outcome::refused(ErrorCode::Superseded)));
        // The session is held for a moment, with the requests that were done.
        self.close(conn, CloseCode::Superseded, now);
    }

    /// Checks a session against the directory.
    fn review(&mut self, id: UserId, before: &Directory, now: Tick) {
        let Some(session) = self.sessions.get_mut(&id) else { return };
        let conn = session.conn();
        let is_allowed = |user: &&super::User| match session.via {
            Via::OwnId(hash) => user.login_id == Some(hash),
            Via::Unproven => true,
            Via::Cti => user.cti.is_some(),
        };
        match self.directory.user(id).filter(is_allowed) {
            None => {
                self.end(id, Some(ErrorCode::SignedOff), now);
                if let Some(conn) = conn {
                    self.tell(conn, ReplyTo::default(), FromConnector::Error(SetError::new(ErrorCode::SignedOff)));
                    self.close(conn, CloseCode::SignedOff, now);
                }
            }
            // At a telephone of the agent's own choice.
            Some(_) if session.via == Via::Cti => {}
            Some(_) if before.user(id).is_some_and(|user| user.extension != session.extension) => {}
            Some(user) => {
                let extension = user.extension.clone();
                self.move_station(id, extension, now);
            }
        }
    }

    /// Moves an agent to another telephone; at the same one nothing happens.
    pub(super) fn move_station(&mut self, id: UserId, after: Extension, now: Tick) {
        if let Some(before) = self.extension_of(id).filter(|before| *before != after) {
            self.leave_calls(id, &before, now);
        }
        let Some(session) = self.sessions.get_mut(&id).filter(|session| session.extension != after) else { return };
        let conn = session.conn();
        let before = std::mem::replace(&mut session.extension, after.clone());
        session.line = LinkStatus::Connecting;
        self.by_extension.remove(&before);
        self.by_extension.insert(after.clone(), id);
        self.push(Effect::Station(StationCommand::Detach(before)));
        let news = self.signed_on(id);
        if let Some(conn) = conn {
            self.tell(conn, ReplyTo::default(), news);
            self.tell_line(id);
        }
        self.push(Effect::Station(StationCommand::Attach(after)));
    }

    /// The telephone the user is at.
    pub(super) fn extension_of(&self, user: UserId) -> Option<Extension> {
        self.sessions.get(&user).map(|session| session.extension.clone())
    }

    /// How that telephone stands.
    pub(super) fn line_of(&self, user: UserId) -> Option<LinkStatus> {
        self.sessions.get(&user).map(|session| session.line)
    }

    /// Tells a connection that nobody is signed on there any more.
    pub(super) fn tell_unlinked(&mut self, conn: ConnId) {
        self.tell_status(conn, LinkStatus::Unlinked, Some(ErrorCode::LoginIdEmpty));
    }

    fn tell_status(&mut self, conn: ConnId, status: LinkStatus, reason: Option<ErrorCode>) {
        let status = ConnectionStatus { status, reason: Nullable(reason) };
        self.tell(conn, ReplyTo::default(), FromConnector::Status(status));
    }

    fn token_of(&self, conn: ConnId) -> Option<Token> {
        self.conns.get(&conn)?.standing.registration().map(|registration| registration.token)
    }
}
