//! Sessions: one for each signed-on user, on a connection or held for a while without one.

use hookswitch_protocol::{
    ErrorCode, ReplyTo, Tick,
    channels::Answer,
    connector::{Elsewhere, FromConnector, Licence, LinkStatus, LoginIdSet, Outcome, Speaker},
    ids::{BrowserId, Extension, PageUrl},
    wire::Nullable,
};

use super::{
    conn::{Answered, Registration, Standing},
    directory::{LoginIdHash, UserId},
    io::{ConnId, Effect, Note},
    line::StationCommand,
    machine::{Core, Due},
    post::Post,
    stations::CredentialHash,
    tokens::Token,
};

/// A signed-on user.
#[derive(Debug)]
pub(super) struct Session {
    place: Place,
    pub(super) via: Via,
    /// Continues this session once.
    token: Token,
    /// Where the agent works.
    pub(super) post: Post,
    /// How the telephone stands.
    pub(super) line: LinkStatus,
    /// When it began, in milliseconds since 1970 UTC.
    since_unix_ms: u64,
    /// The page that has it, or had it last.
    url: PageUrl,
    /// That page's browser.
    browser: Option<BrowserId>,
    /// What windows were answered that are gone.
    pub(super) answered: Answered,
    /// Whether the agent has been at work and left it.
    pub(super) attendance: Attendance,
}

/// What an agent who is not at work has done before in this session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Attendance {
    /// Nothing yet.
    NotYet,
    /// Been at work, and left it or been logged out.
    HasLeft,
}

/// What a session takes of the connection to which it moves.
struct Speaking {
    token: Token,
    url: PageUrl,
    browser: Option<BrowserId>,
}

/// A session as an administrator sees it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LiveSession<'a> {
    /// Who is signed on.
    pub user: UserId,
    /// The telephone the agent is at.
    pub extension: &'a Extension,
    /// When the session began, in milliseconds since 1970 UTC.
    pub since_unix_ms: u64,
    /// The page that has it, or had it last.
    pub url: &'a PageUrl,
    /// The connection it is on; `None` while it is held without one.
    pub conn: Option<ConnId>,
}

/// How someone proved to be a user.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Via {
    /// By an own Login ID.
    OwnId(LoginIdHash),
    /// By a token of the Salesforce org. It counted once, and says nothing of later.
    Token,
    /// Not at all: the settings say that a name is enough.
    Unproven,
    /// By name and password for the CTI server.
    Cti,
    /// By what an earlier log-on to a station gave.
    Credential(CredentialHash),
}

/// Where a session lives.
#[derive(Debug)]
enum Place {
    At(ConnId),
    Held { until: Tick },
}

impl Session {
    pub(super) const fn conn(&self) -> Option<ConnId> {
        match self.place {
            Place::At(conn) => Some(conn),
            Place::Held { .. } => None,
        }
    }

    pub(super) const fn browser(&self) -> Option<&BrowserId> {
        self.browser.as_ref()
    }

    pub(super) const fn is_held(&self) -> bool {
        matches!(self.place, Place::Held { .. })
    }

    /// The session as an administrator sees it.
    pub(super) const fn live(&self, user: UserId) -> LiveSession<'_> {
        LiveSession {
            user,
            extension: self.post.extension(),
            since_unix_ms: self.since_unix_ms,
            url: &self.url,
            conn: self.conn(),
        }
    }
}

impl Core {
    /// Begins a session on this connection, at this post.
    pub(super) fn begin(&mut self, conn: ConnId, reply_to: ReplyTo, id: UserId, via: Via, post: Post, now: Tick) {
        let Some(Speaking { token, url, browser }) = self.speaking(conn) else { return };
        let session = Session {
            place: Place::At(conn),
            via,
            token,
            post: post.clone(),
            line: LinkStatus::Connecting,
            since_unix_ms: self.unix_ms(now),
            url,
            browser,
            answered: Answered::default(),
            attendance: Attendance::NotYet,
        };
        self.sessions.insert(id, session);
        self.by_token.insert(token, id);
        self.by_extension.insert(post.extension().clone(), id);
        self.set_standing(conn, |registration| Standing::Holds(registration, id));
        let reply = self.signed_on(id);
        self.reply(conn, reply_to, reply);
        self.push(Effect::Station(post.attach()));
        self.gather(id, now);
    }

    /// Continues the session that a token named.
    pub(super) fn resume(&mut self, conn: ConnId, user: UserId, now: Tick) {
        self.counts.resumed += 1;
        self.log(Note::Resumed { conn, user });
        self.tell_logged_on(conn, user, now);
        self.bring_here(conn, ReplyTo::default(), user, now);
        self.show_rest(conn, user);
    }

    /// Moves the one live session of the user to this connection.
    pub(super) fn take_over(&mut self, conn: ConnId, reply_to: ReplyTo, now: Tick) {
        if let Some(user) = self.holder(conn).or_else(|| self.beside(conn)) {
            self.reply(conn, reply_to, FromConnector::TakenOver(Outcome::done()));
            return self.tell_line_to(conn, user);
        }
        // An app stands beside a softphone, wherever that is.
        let is_app = self.speaker_of(conn) == Some(Speaker::App);
        let claim = self.claim(conn).filter(|(user, via)| !is_app && self.is_proven(*user, *via, now));
        let Some((user, via)) = claim else {
            return self.reply(conn, reply_to, FromConnector::TakenOver(Outcome::refused(ErrorCode::NotPermitted)));
        };
        self.reply(conn, reply_to, FromConnector::TakenOver(Outcome::done()));
        if self.sessions.contains_key(&user) {
            self.log(Note::TakenOver { conn, user });
            self.tell_logged_on(conn, user, now);
            self.bring_here(conn, ReplyTo::default(), user, now);
            return self.show_rest(conn, user);
        }
        // Meanwhile the other session has ended: there is nothing to move, but the way is free.
        self.set_standing(conn, Standing::Nobody);
        match via {
            Via::OwnId(_) | Via::Token | Via::Unproven => self.admit(conn, ReplyTo::default(), user, via, now),
            // Nobody knows where the user wants to work now.
            Via::Cti | Via::Credential(_) => self.tell_unlinked(conn),
        }
    }

    /// Signs off whoever is signed on here, or beside here.
    pub(super) fn sign_off(&mut self, conn: ConnId, reply_to: ReplyTo, done: impl Into<Answer>, now: Tick) {
        let user = self.holder(conn).or_else(|| self.beside(conn));
        let mut others = user.map(|user| self.windows_of(user)).unwrap_or_default();
        others.retain(|other| *other != conn);
        match user {
            Some(user) => {
                self.forget_session_credentials(user, None);
                self.end(user, None, now);
            }
            None => self.set_standing(conn, Standing::Nobody),
        }
        self.reply(conn, reply_to, done);
        self.tell_unlinked(conn);
        self.tell_cleared(others);
    }

    /// The agent leaves the CTI server. A session at a station or one that came to be there ends with that; any other
    /// stays, at the user's own telephone unless somebody else is at it.
    pub(super) fn leave_work(&mut self, user: UserId, now: Tick) {
        let Some(session) = self.sessions.get(&user) else { return };
        if session.post.is_station() {
            let windows = self.windows_of(user);
            self.forget_session_credentials(user, None);
            self.end(user, None, now);
            return self.tell_cleared(windows);
        }
        match session.via {
            Via::Cti | Via::Credential(_) => {
                let windows = self.windows_of(user);
                self.end(user, None, now);
                for conn in windows {
                    self.tell_unlinked(conn);
                }
            }
            Via::OwnId(_) | Via::Token | Via::Unproven => {
                if let Some(session) = self.sessions.get_mut(&user) {
                    session.attendance = Attendance::HasLeft;
                }
                self.close_desk(user, now);
                let own = self.directory.user(user).map(|user| user.extension.clone());
                if let Some(own) = own.filter(|own| !self.by_extension.contains_key(own)) {
                    self.move_to(user, Post::Telephone(own), now);
                }
            }
        }
    }

    /// Keeps a session whose last window is gone.
    pub(super) fn hold(&mut self, user: UserId, now: Tick) {
        let until = now.after(u64::from(self.settings.grace_seconds) * 1_000);
        let Some(session) = self.sessions.get_mut(&user) else { return };
        session.place = Place::Held { until };
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

    /// Moves a session to this connection. Windows in another browser than this one lose it.
    pub(super) fn bring_here(&mut self, conn: ConnId, reply_to: ReplyTo, user: UserId, now: Tick) {
        self.make_way(conn, user, now);
        self.pass_to(conn, user);
        let reply = self.signed_on(user);
        self.reply(conn, reply_to, reply);
        self.tell_line_to(conn, user);
        self.gather(user, now);
    }

    /// This connection holds the session from now on, and no other.
    pub(super) fn pass_to(&mut self, conn: ConnId, user: UserId) {
        let Some(Speaking { token, url, browser }) = self.speaking(conn) else { return };
        let Some(session) = self.sessions.get_mut(&user) else { return };
        session.url = url;
        session.browser = browser;
        let before = std::mem::replace(&mut session.token, token);
        match std::mem::replace(&mut session.place, Place::At(conn)) {
            Place::Held { until } => self.release(until, Due::Session(user)),
            Place::At(_) => {}
        }
        self.by_token.remove(&before);
        self.by_token.insert(token, user);
        self.set_standing(conn, |registration| Standing::Holds(registration, user));
    }

    /// The user who is signed on over this connection.
    pub(super) fn holder(&self, conn: ConnId) -> Option<UserId> {
        match &self.conns.get(&conn)?.standing {
            Standing::Holds(_, user) => Some(*user),
            Standing::Fresh
            | Standing::Nobody(_)
            | Standing::Awaits(..)
            | Standing::Elsewhere(..)
            | Standing::Beside(..)
            | Standing::Settling(..) => None,
        }
    }

    /// The user whose session this connection may move here, and how that was proven.
    pub(super) fn claim(&self, conn: ConnId) -> Option<(UserId, Via)> {
        match &self.conns.get(&conn)?.standing {
            Standing::Elsewhere(_, user, via) | Standing::Beside(_, user, via) => Some((*user, *via)),
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
            Via::Token | Via::Unproven | Via::Cti | Via::Credential(_) => Licence::NotNeeded,
            Via::OwnId(_) if self.directory.is_site_licence() => Licence::Site,
            Via::OwnId(_) => Licence::Named,
        };
        FromConnector::LoginIdSet(LoginIdSet {
            success: true,
            error_message: Nullable(None),
            code: None,
            retry_after_seconds: None,
            extension: Some(session.post.extension().clone()),
            display_name: Some(user.display_name.clone()),
            licence: Some(licence),
            elsewhere: None,
        })
    }

    /// Puts a registered connection somewhere else.
    pub(super) fn set_standing(&mut self, conn: ConnId, to: impl FnOnce(Registration) -> Standing) {
        let Some(entry) = self.conns.get_mut(&conn) else { return };
        let before = entry.standing.beside();
        if let Some(registration) = std::mem::replace(&mut entry.standing, Standing::Fresh).into_registration() {
            entry.standing = to(registration);
        }
        let after = entry.standing.beside();
        if let Some(user) = before {
            self.tabs.remove(&(user, conn));
        }
        if let Some(user) = after {
            self.tabs.insert((user, conn));
        }
    }

    /// Ends a session wherever it is.
    pub(super) fn end(&mut self, user: UserId, code: Option<ErrorCode>, now: Tick) {
        self.close_desk(user, now);
        self.fail_asks_of(user);
        let Some(session) = self.sessions.remove(&user) else { return };
        self.by_token.remove(&session.token);
        self.by_extension.remove(session.post.extension());
        self.push(Effect::Station(StationCommand::Detach(session.post.extension().clone())));
        self.log(Note::SignedOff { user, code });
        match session.place {
            Place::At(conn) => self.set_standing(conn, Standing::Nobody),
            Place::Held { until } => self.release(until, Due::Session(user)),
        }
        for tab in self.tabs_of(user) {
            self.set_standing(tab, Standing::Nobody);
        }
    }

    /// Where somebody's session lives.
    pub(super) fn elsewhere(&self, user: UserId) -> Option<Elsewhere> {
        let session = self.sessions.get(&user)?;
        Some(Elsewhere { url: session.url.clone(), since: session.since_unix_ms })
    }

    fn speaker_of(&self, conn: ConnId) -> Option<Speaker> {
        Some(self.conns.get(&conn)?.standing.registration()?.speaker)
    }

    fn speaking(&self, conn: ConnId) -> Option<Speaking> {
        let registration = self.conns.get(&conn)?.standing.registration()?;
        let (url, browser) = (registration.url.clone(), registration.browser.clone());
        Some(Speaking { token: registration.token, url, browser })
    }
}
