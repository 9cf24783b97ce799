//! Signing on: who is let in, and why not.

use std::collections::BTreeSet;

use hookswitch_protocol::{
    CloseCode, ErrorCode, LoginId, LoginIdFault, LoginIdText, ReplyTo, Tick,
    connector::{FromConnector, Identity, LoginIdSet},
    ids::UserName,
};

use super::{
    cached::Void,
    conn::{Settling, Standing},
    directory::{LoginIdHash, Subject, User, UserId},
    io::{Change, ConnId, Note, Ticket},
    machine::Core,
    post::Post,
    sessions::Via,
};

impl Core {
    /// Signs on with an own Login ID.
    pub(super) fn sign_on(&mut self, conn: ConnId, reply_to: ReplyTo, text: &LoginIdText, now: Tick) {
        if let Some((user, via)) = self.prove(conn, &reply_to, text, now) {
            self.admit(conn, reply_to, user, via, now);
        }
    }

    /// Whose Login ID it is; refuses what is none.
    fn prove(&mut self, conn: ConnId, reply_to: &ReplyTo, text: &LoginIdText, now: Tick) -> Option<(UserId, Via)> {
        let refuse = |core: &mut Self, code, seconds| core.refuse_sign_on(conn, reply_to.clone(), code, seconds);
        if !self.settings.accepts_login_id {
            refuse(self, ErrorCode::IdentityRefused, None);
            return None;
        }
        let address = Subject::Address(self.conns.get(&conn)?.peer);
        if let Some(seconds) = self.locked_for_seconds(address, now) {
            refuse(self, ErrorCode::TooManyAttempts, Some(seconds));
            self.close(conn, CloseCode::TooMany, now);
            return None;
        }
        let id = match self.parse(text) {
            Ok(id) => id,
            Err(fault) => {
                refuse(self, fault.into(), None);
                return None;
            }
        };
        let hash = self.key.hash(&id);
        if let Some(seconds) = self.locked_for_seconds(Subject::LoginId(hash), now) {
            refuse(self, ErrorCode::Locked, Some(seconds));
            self.close(conn, CloseCode::Locked, now);
            return None;
        }
        let owner = self.directory.by_login_id(hash).map(|user| (user.id, Via::OwnId(hash)));
        if owner.is_none() {
            self.count_failure(Subject::LoginId(hash), now);
            self.count_failure(address, now);
            self.await_id(conn, hash);
            refuse(self, ErrorCode::LoginIdUnknown, None);
        }
        owner
    }

    /// Whose the proof is that an app brought. A Login ID that is none counts as a failure, as at a sign-on.
    pub(super) fn identify(
        &mut self,
        conn: ConnId,
        identity: Option<&Identity>,
        now: Tick,
    ) -> Result<(UserId, Via), CloseCode> {
        let text = match identity {
            Some(Identity::LoginId(text)) => text,
            Some(Identity::None(name)) => {
                let user = self.directory.by_user_name(name.as_str()).map(|user| (user.id, Via::Unproven));
                return user.ok_or(CloseCode::IdentityRefused);
            }
            Some(Identity::Credential(text)) => {
                let owner = self.owner_by_credential(conn, text, now).map_err(Void::advice);
                return owner.map(|(user, hash)| (user, Via::Credential(hash)));
            }
            Some(Identity::Jwt(_)) | None => return Err(CloseCode::IdentityRefused),
        };
        let address = self.conns.get(&conn).map(|entry| Subject::Address(entry.peer));
        let address = address.ok_or(CloseCode::IdentityRefused)?;
        let hash = self.key.hash(&self.parse(text).map_err(|_| CloseCode::IdentityRefused)?);
        if self.locked_for_seconds(address, now).is_some() {
            return Err(CloseCode::TooMany);
        }
        if self.locked_for_seconds(Subject::LoginId(hash), now).is_some() {
            return Err(CloseCode::Locked);
        }
        match self.directory.by_login_id(hash).map(|user| user.id) {
            Some(user) => Ok((user, Via::OwnId(hash))),
            None => {
                self.count_failure(Subject::LoginId(hash), now);
                self.count_failure(address, now);
                Err(CloseCode::IdentityRefused)
            }
        }
    }

    /// Signs on a user by name, where the settings say that no proof is needed.
    pub(super) fn sign_on_unproven(&mut self, conn: ConnId, user: &UserName, now: Tick) {
        if let Some(user) = self.directory.by_user_name(user.as_str()).map(|user| user.id) {
            self.admit(conn, ReplyTo::default(), user, Via::Unproven, now);
        }
    }

    /// Lets in whoever has proven to be `user`, as far as sessions, extensions and licences allow.
    pub(super) fn admit(&mut self, conn: ConnId, reply_to: ReplyTo, user: UserId, via: Via, now: Tick) {
        if let Some(of) = self.window_of(conn) {
            return if of == user {
                let reply = self.signed_on(user);
                self.reply(conn, reply_to, reply);
                self.tell_line_to(conn, user);
            } else {
                self.refuse_sign_on(conn, reply_to, ErrorCode::LoginIdHeld, None);
            };
        }
        match self.sessions.get(&user) {
            Some(session) if session.is_held() => {
                self.count_sign_on(conn, user);
                self.tell_logged_on(conn, user, now);
                self.bring_here(conn, reply_to, user, now);
                self.show_rest(conn, user);
            }
            Some(_) if self.shares_browser(conn, user) => {
                self.count_sign_on(conn, user);
                self.join(conn, reply_to, user, via, now);
            }
            Some(_) => {
                self.set_standing(conn, |registration| Standing::Elsewhere(registration, user, via));
                self.refuse_elsewhere(conn, reply_to, user);
                self.show_work(conn, user);
            }
            None => self.admit_fresh(conn, reply_to, user, via, now),
        }
    }

    /// The store has answered: the licence is taken, and the sign-on that waits for it, if it still does, goes on.
    pub(super) fn on_stored(&mut self, ticket: Ticket, is_kept: bool, now: Tick) {
        self.keeping.remove(&ticket);
        if let Some((conn, change)) = self.once_kept.remove(&ticket) {
            self.note_kept(&change, is_kept);
            return self.go_on_logging_on(conn, ticket, is_kept, now);
        }
        let Some((user, conn)) = self.promised.remove(&ticket) else { return };
        if is_kept {
            self.directory.note(&Change::TakeLicence(user));
        }
        let Some((hash, reply_to)) = self.settling(conn, ticket) else { return };
        self.set_standing(conn, Standing::Nobody);
        if is_kept {
            // Meanwhile the user may have been removed, or have signed on elsewhere: every rule applies again.
            match self.directory.by_login_id(hash).map(|present| present.id) {
                Some(present) => self.admit(conn, reply_to, present, Via::OwnId(hash), now),
                None => {
                    self.await_id(conn, hash);
                    self.refuse_sign_on(conn, reply_to, ErrorCode::LoginIdUnknown, None);
                }
            }
        } else {
            self.refuse_sign_on(conn, reply_to, ErrorCode::InternalError, None);
        }
    }

    /// The sign-on of this connection that waits for this change.
    fn settling(&self, conn: ConnId, ticket: Ticket) -> Option<(LoginIdHash, ReplyTo)> {
        match &self.conns.get(&conn)?.standing {
            Standing::Settling(_, settling) if settling.ticket == ticket => {
                Some((settling.hash, settling.reply_to.clone()))
            }
            Standing::Settling(..)
            | Standing::Fresh
            | Standing::Nobody(_)
            | Standing::Awaits(..)
            | Standing::Elsewhere(..)
            | Standing::Beside(..)
            | Standing::Holds(..) => None,
        }
    }

    pub(super) fn refuse_sign_on(
        &mut self,
        conn: ConnId,
        reply_to: ReplyTo,
        code: ErrorCode,
        retry_after_seconds: Option<u32>,
    ) {
        self.counts.sign_ons_refused += 1;
        self.log(Note::Refused { conn, code });
        let reply = FromConnector::LoginIdSet(LoginIdSet::refused(code, retry_after_seconds));
        self.reply(conn, reply_to, reply);
    }

    /// Refuses a sign-on of somebody who is signed on already, and says where.
    fn refuse_elsewhere(&mut self, conn: ConnId, reply_to: ReplyTo, user: UserId) {
        let code = ErrorCode::SessionElsewhere;
        self.counts.sign_ons_refused += 1;
        self.log(Note::Refused { conn, code });
        let reply = LoginIdSet { elsewhere: self.elsewhere(user), ..LoginIdSet::refused(code, None) };
        self.reply(conn, reply_to, FromConnector::LoginIdSet(reply));
    }

    fn admit_fresh(&mut self, conn: ConnId, reply_to: ReplyTo, id: UserId, via: Via, now: Tick) {
        let Some(user) = self.directory.user(id) else { return };
        if self.by_extension.contains_key(&user.extension) {
            self.set_standing(conn, Standing::Nobody);
            return self.refuse_sign_on(conn, reply_to, ErrorCode::ExtensionBusy, None);
        }
        match via {
            Via::OwnId(hash) if !user.licensed && !self.directory.is_site_licence() => {
                let others: BTreeSet<UserId> =
                    self.promised.values().map(|(other, _)| *other).filter(|other| *other != id).collect();
                if !self.directory.is_licence_left(others.len()) {
                    self.set_standing(conn, Standing::Nobody);
                    return self.refuse_sign_on(conn, reply_to, ErrorCode::NoLicence, None);
                }
                let ticket = self.store(Change::TakeLicence(id));
                self.promised.insert(ticket, (id, conn));
                let settling = Box::new(Settling { ticket, hash, reply_to });
                self.set_standing(conn, |registration| Standing::Settling(registration, settling));
            }
            Via::OwnId(_) | Via::Token | Via::Unproven | Via::Cti | Via::Credential(_) => {
                let post = Post::Telephone(user.extension.clone());
                self.count_sign_on(conn, id);
                self.begin(conn, reply_to, id, via, post, now);
                self.tell_memos(conn, id);
            }
        }
    }

    /// Whether what once proved someone to be `user` still does.
    pub(super) fn is_proven(&self, user: UserId, via: Via, now: Tick) -> bool {
        match via {
            Via::OwnId(hash) => self.directory.by_login_id(hash).is_some_and(|owner| owner.id == user),
            Via::Token | Via::Unproven => self.directory.user(user).is_some(),
            Via::Cti => self.directory.user(user).is_some_and(|user| user.cti.is_some()),
            Via::Credential(hash) => self.owner_of_credential(hash, now) == Some(user),
        }
    }

    /// The user with this Login ID.
    pub(super) fn owner_of(&self, text: &LoginIdText) -> Option<&User> {
        self.directory.by_login_id(self.key.hash(&self.parse(text).ok()?))
    }

    fn parse(&self, text: &LoginIdText) -> Result<LoginId, LoginIdFault> {
        let is_user_name = self.directory.by_user_name(text.expose().trim()).is_some();
        if is_user_name { Err(LoginIdFault::UserName) } else { LoginId::parse(text.expose()) }
    }

    /// Remembers the unknown ID of a connection where nobody is signed on.
    pub(super) fn await_id(&mut self, conn: ConnId, hash: LoginIdHash) {
        if self.window_of(conn).is_none() {
            self.set_standing(conn, |registration| Standing::Awaits(registration, hash));
        }
    }

    fn count_sign_on(&mut self, conn: ConnId, user: UserId) {
        self.counts.signed_on += 1;
        self.log(Note::SignedOn { conn, user });
    }

    /// Counts a failure; how many there were in a row.
    pub(super) fn count_failure(&mut self, subject: Subject, now: Tick) -> u32 {
        let failures = self.limiter.count(subject, self.settings.limits, self.unix_ms(now));
        self.store(Change::KeepFailures(subject, failures));
        failures.count
    }

    pub(super) fn locked_for_seconds(&self, subject: Subject, now: Tick) -> Option<u32> {
        self.limiter.locked_for_seconds(subject, self.settings.limits, self.unix_ms(now))
    }
}
