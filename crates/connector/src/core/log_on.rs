//! Logging on to a station: who it is, what is kept before it is answered, and what follows.

use std::collections::BTreeSet;

use hookswitch_protocol::{
    CloseCode, ErrorCode, ReplyTo, Tick,
    center::{self, FromConnector, LogOn, LoggedOn, ServerInfo, StationChanged, ToConnector},
    connector::Outcome,
    ids::CredentialText,
    wire::Nullable,
};

use super::{
    cached::Void,
    conn::Standing,
    cti::Trial,
    directory::{CtiNameHash, Subject, UserId},
    drops::Dropped,
    io::{Change, ConnId, Note, Ticket},
    machine::Core,
    post::Post,
    seats::Refusal,
    sessions::Via,
    stations::{Accepted, Credential, CredentialKind, LogOnRules, UserLabel},
};

/// How long the same page may log on again without a password.
const SESSION_MS: u64 = 12 * 3_600 * 1_000;
/// How long a browser may that is remembered, after it did last.
const SAVED_MS: u64 = 365 * 24 * 3_600 * 1_000;

/// A log-on that every rule allows and that waits for the store.
#[derive(Debug)]
pub(super) struct LoggingOn {
    reply_to: ReplyTo,
    user: UserId,
    via: Via,
    asked: LogOn,
    given: Given,
    waits: BTreeSet<Ticket>,
}

/// What a log-on gives for later ones.
#[derive(Debug)]
struct Given {
    session: CredentialText,
    saved: Option<CredentialText>,
}

impl Core {
    /// Takes a request of the channel.
    pub(super) fn on_center(&mut self, conn: ConnId, reply_to: ReplyTo, request: ToConnector, now: Tick) {
        let Some(rules) = &self.settings.log_on else {
            return self.refuse(conn, reply_to, ErrorCode::NotPermitted);
        };
        match request {
            ToConnector::GetServerInfo(_) => {
                let info = server_info(rules);
                self.reply(conn, reply_to, FromConnector::ServerInfo(info));
            }
            ToConnector::LogOn(asked) => self.ask_to_log_on(conn, reply_to, asked, now),
            ToConnector::LogOff(_) => self.sign_off(conn, reply_to, FromConnector::LoggedOff(Outcome::done()), now),
            ToConnector::SignOutEverywhere(_) => self.sign_out_everywhere(conn, reply_to, now),
            ToConnector::ChangeStation(seat) => {
                let reply = match self.change_station(conn, &seat) {
                    Ok((user, post)) => {
                        let effective_station = post.seat();
                        let (success, error_message) = (true, Nullable(None));
                        let (code, field) = (None, None);
                        let done = StationChanged { success, error_message, code, field, effective_station };
                        self.reply(conn, reply_to, FromConnector::StationChanged(done));
                        self.move_to(user, post, now);
                        return self.tell_agent(user, now);
                    }
                    Err(refusal) => refusal,
                };
                self.log(Note::Refused { conn, code: reply.code() });
                self.reply(conn, reply_to, FromConnector::StationChanged(reply.of_change()));
            }
        }
    }

    pub(super) fn refuse_log_on(&mut self, conn: ConnId, reply_to: ReplyTo, refusal: Refusal) {
        self.counts.sign_ons_refused += 1;
        self.log(Note::Refused { conn, code: refusal.code() });
        self.reply(conn, reply_to, FromConnector::LoggedOn(refusal.of_log_on()));
    }

    /// Tells a window at which station its user works, where it is one.
    pub(super) fn tell_logged_on(&mut self, conn: ConnId, user: UserId, now: Tick) {
        let Some(seat) = self.post_of(user).and_then(Post::seat).filter(|_| self.hears_of_stations(conn)) else {
            return;
        };
        let days_until_password_expiration = self.days_left(user, now);
        let news = LoggedOn { days_until_password_expiration, ..LoggedOn::at(seat) };
        self.tell(conn, ReplyTo::default(), FromConnector::LoggedOn(news));
    }

    /// Lets in whoever has proven to be `user`, as far as the rules allow: what this gives is kept first.
    pub(super) fn log_on(&mut self, conn: ConnId, reply_to: ReplyTo, user: UserId, via: Via, asked: LogOn, now: Tick) {
        if let Err(refusal) = self.may_log_on(conn, user, via, &asked, now) {
            return self.refuse_user(conn, reply_to, user, via, refusal);
        }
        let Some(given) = self.give(&asked, via) else {
            return self.refuse_log_on(conn, reply_to, Refusal::InternalError);
        };
        let mut waits = BTreeSet::new();
        for change in self.to_be_kept(user, &asked, &given, now) {
            let ticket = self.store(change.clone());
            self.once_kept.insert(ticket, (conn, change));
            waits.insert(ticket);
        }
        self.log_ons.insert(conn, LoggingOn { reply_to, user, via, asked, given, waits });
    }

    /// The store has answered for a change that counts once it is kept.
    pub(super) fn note_kept(&mut self, change: &Change, is_kept: bool) {
        if is_kept {
            self.directory.note(change);
            // What was asked after it counts after it.
            for later in self.keeping.values() {
                self.directory.note(later);
            }
        }
    }

    /// The log-on of this connection, if it is the one that waits for this change, goes on.
    pub(super) fn go_on_logging_on(&mut self, conn: ConnId, ticket: Ticket, is_kept: bool, now: Tick) {
        let Some(waiting) = self.log_ons.get_mut(&conn).filter(|waiting| waiting.waits.contains(&ticket)) else {
            return;
        };
        waiting.waits.remove(&ticket);
        if is_kept && !waiting.waits.is_empty() {
            return;
        }
        let Some(allowed) = self.log_ons.remove(&conn) else { return };
        if !is_kept {
            return self.refuse_log_on(conn, allowed.reply_to, Refusal::InternalError);
        }
        let (user, via) = (allowed.user, allowed.via);
        // Meanwhile others have come and gone: every rule applies again.
        let is_proven = if self.is_proven(user, via, now) { Ok(()) } else { Err(Refusal::CredentialRevoked) };
        match is_proven.and_then(|()| self.may_log_on(conn, user, via, &allowed.asked, now)) {
            Ok(post) => self.admit_to_station(conn, allowed, post, now),
            Err(refusal) => {
                self.take_back(allowed.given, via);
                self.refuse_user(conn, allowed.reply_to, user, via, refusal);
            }
        }
    }

    fn ask_to_log_on(&mut self, conn: ConnId, reply_to: ReplyTo, mut asked: LogOn, now: Tick) {
        if self.log_ons.contains_key(&conn) {
            return self.refuse_log_on(conn, reply_to, Refusal::TooManyAttempts { retry_after_seconds: 1 });
        }
        let name = self.settings.log_on.as_ref().and_then(|rules| account(&rules.label, asked.user_id.as_str()));
        let user = name.and_then(|name| self.directory.by_cti_user_name(name)).map(|user| user.id);
        match (asked.password.take(), &asked.saved_credential) {
            (Some(password), _) => {
                let subject = CtiNameHash::of(name.unwrap_or(asked.user_id.as_str()));
                let subject = Subject::CtiUserName(subject);
                let trial = Trial::of_log_on(conn, reply_to, user, subject, Box::new(asked));
                self.try_password(trial, password, now);
            }
            (None, Some(credential)) => match self.owner_at_log_on(conn, &credential.clone(), user, now) {
                Ok((user, via)) => self.log_on(conn, reply_to, user, via, asked, now),
                Err(void) => {
                    self.refuse_log_on(conn, reply_to, void.into());
                    if let Void::TooMany { .. } = void {
                        self.close(conn, CloseCode::TooMany, now);
                    }
                }
            },
            (None, None) => {
                self.refuse_log_on(conn, reply_to, Refusal::AuthenticationFailed { attempts_left: None });
            }
        }
    }

    /// Refuses whoever has proven to be `user`; a session that lives elsewhere may be brought here.
    fn refuse_user(&mut self, conn: ConnId, reply_to: ReplyTo, user: UserId, via: Via, refusal: Refusal) {
        let is_elsewhere = matches!(refusal, Refusal::SessionElsewhere(_));
        self.refuse_log_on(conn, reply_to, refusal);
        if is_elsewhere {
            self.set_standing(conn, |registration| Standing::Elsewhere(registration, user, via));
            self.show_work(conn, user);
        }
    }

    fn admit_to_station(&mut self, conn: ConnId, allowed: LoggingOn, post: Post, now: Tick) {
        let LoggingOn { reply_to, user, via, given, .. } = allowed;
        let is_here = self.is_window_of(conn, user) || self.shares_browser(conn, user);
        let is_same = self.post_of(user).is_some_and(|before| before.extension() == post.extension());
        if !is_here && !is_same && self.sessions.contains_key(&user) {
            // Only what is given now brings anybody back.
            self.forget_session_credentials(user, Some(self.key.hash_credential(&given.session)));
            self.send_off(user, &Dropped::AnotherLogOn, now);
        }
        let Some(seat) = post.seat() else { return };
        let done = LoggedOn {
            days_until_password_expiration: self.days_left(user, now),
            saved_credential: given.saved,
            session_credential: Some(given.session),
            ..LoggedOn::at(seat)
        };
        // Not kept for a request that comes again: a secret is nowhere longer than it has to be, and asked again, the
        // same comes of it.
        self.tell(conn, reply_to, FromConnector::LoggedOn(done));
        self.counts.signed_on += 1;
        self.log(Note::LoggedOn { conn, user });
        if is_here {
            if !self.is_window_of(conn, user) {
                self.stand_beside(conn, user, via);
            }
            let news = self.signed_on(user);
            self.tell(conn, ReplyTo::default(), news);
            self.move_to(user, post, now);
        } else if self.sessions.contains_key(&user) {
            self.bring_here(conn, ReplyTo::default(), user, now);
            self.move_to(user, post, now);
        } else {
            self.begin(conn, ReplyTo::default(), user, via, post, now);
        }
        self.tell_line_to(conn, user);
        self.open_desk(user, now);
        self.show_work(conn, user);
        self.show_others(conn, user);
        self.tell_memos(conn, user);
    }

    fn change_station(&self, conn: ConnId, seat: &center::Seat) -> Result<(UserId, Post), Refusal> {
        let user = self.holder(conn).or_else(|| self.beside(conn)).ok_or(Refusal::NotPermitted)?;
        if !self.post_of(user).is_some_and(Post::is_station) {
            return Err(Refusal::NotPermitted);
        }
        let account = self.directory.user(user).ok_or(Refusal::NotPermitted)?;
        Ok((user, self.may_take(account, seat)?))
    }

    fn sign_out_everywhere(&mut self, conn: ConnId, reply_to: ReplyTo, now: Tick) {
        let Some(user) = self.holder(conn).or_else(|| self.beside(conn)) else {
            let refused = Outcome::refused(ErrorCode::NotPermitted);
            return self.reply(conn, reply_to, FromConnector::SignedOutEverywhere(refused));
        };
        self.keep(Change::ForgetCredentialsOf(user));
        self.sign_off(conn, reply_to, FromConnector::SignedOutEverywhere(Outcome::done()), now);
        self.review_proofs(now);
    }

    /// What the store has to keep before a log-on is answered.
    fn to_be_kept(&self, user: UserId, asked: &LogOn, given: &Given, now: Tick) -> Vec<Change> {
        let at_unix_ms = self.unix_ms(now);
        let agreement = self.settings.log_on.as_ref().and_then(|rules| rules.agreement.as_ref());
        let accepted = agreement
            .map(|agreement| agreement.version.clone())
            .filter(|version| asked.agreed.as_ref() == Some(version) && !self.directory.has_accepted(user, version))
            .map(|version| Change::AcceptAgreement(Accepted { user, version, at_unix_ms }));
        let keep = |text: &CredentialText, kind, for_ms| {
            let hash = self.key.hash_credential(text);
            let expires_unix_ms = at_unix_ms.saturating_add(for_ms);
            Change::KeepCredential(Credential { hash, user, kind, expires_unix_ms })
        };
        let session = keep(&given.session, CredentialKind::Session, SESSION_MS);
        let saved = given.saved.as_ref().map(|text| keep(text, CredentialKind::Saved, SAVED_MS));
        accepted.into_iter().chain([session]).chain(saved).collect()
    }

    /// What a log-on gives. Whoever logged on by a credential gets the same again, which lasts longer now: an answer
    /// that is lost takes nothing away.
    fn give(&mut self, asked: &LogOn, via: Via) -> Option<Given> {
        let brought = match via {
            Via::Credential(hash) => {
                let kind = self.directory.credential(hash).map(|credential| credential.kind);
                kind.zip(asked.saved_credential.clone())
            }
            Via::Cti | Via::OwnId(_) | Via::Token | Via::Unproven => None,
        };
        let is_allowed = self.settings.log_on.as_ref().is_some_and(|rules| rules.cached_credentials);
        let is_wanted = asked.remember == Some(true) && is_allowed;
        let (session, saved) = match brought {
            Some((CredentialKind::Session, text)) => (Some(text), None),
            Some((CredentialKind::Saved, text)) => (None, Some(text)),
            None => (None, None),
        };
        let session = session.or_else(|| self.tokens.credential())?;
        let saved = if is_wanted { Some(saved.or_else(|| self.tokens.credential())?) } else { None };
        Some(Given { session, saved })
    }

    /// Nobody is there any more to whom anything could be given.
    pub(super) fn forget_log_on(&mut self, conn: ConnId) {
        if let Some(LoggingOn { given, via, .. }) = self.log_ons.remove(&conn) {
            self.take_back(given, via);
        }
    }

    /// What was given to nobody counts for nobody.
    fn take_back(&mut self, given: Given, via: Via) {
        for text in [Some(given.session), given.saved].into_iter().flatten() {
            let hash = self.key.hash_credential(&text);
            if via != Via::Credential(hash) {
                self.keep(Change::ForgetCredential(hash));
            }
        }
    }
}

/// The name of the account, as the label asks for it; nothing where it is of another domain.
fn account<'a>(label: &UserLabel, text: &'a str) -> Option<&'a str> {
    match label {
        UserLabel::UserId => Some(text),
        UserLabel::DomainUser { domain } => match text.split_once('\\') {
            Some((of, name)) => domain.is_same(of).then_some(name),
            None => Some(text),
        },
    }
}

fn server_info(rules: &LogOnRules) -> ServerInfo {
    let agreement = rules.agreement.as_ref();
    ServerInfo {
        hosts: if rules.hosts.len() > 1 { rules.hosts.clone() } else { Vec::new() },
        label: match rules.label {
            UserLabel::UserId => center::UserLabel::UserId,
            UserLabel::DomainUser { .. } => center::UserLabel::DomainUser,
        },
        cached_credentials: rules.cached_credentials,
        persistent_connections: rules.persistent_connections,
        user_agreement_text: agreement.map(|agreement| agreement.text.clone()),
        user_agreement_version: agreement.map(|agreement| agreement.version.clone()),
        station_types: rules.station_types.iter().copied().collect(),
        help: rules.help.as_ref().map(|help| help.as_str().to_owned()),
    }
}
