//! Registration: who speaks, for which channels, and whether a session goes on.

use hookswitch_protocol::{
    CloseCode, ErrorCode, ReplyTo, Tick,
    connector::{FromConnector, Identity, Register, Registered, Speaker},
    limits,
    wire::Nullable,
};

use super::{
    conn::{Answered, Beat, Channels, Registration, Standing},
    directory::UserId,
    io::{ConnId, Note},
    machine::Core,
    sessions::Via,
    tokens::Token,
};

impl Core {
    pub(super) fn on_register(&mut self, conn: ConnId, reply_to: ReplyTo, register: Register, now: Tick) {
        if register.protocol != limits::PROTOCOL {
            self.refuse_registration(conn, reply_to, ErrorCode::UnsupportedProtocol, now);
            return self.close(conn, CloseCode::BadFrames, now);
        }
        let speaker = register.speaker.unwrap_or(Speaker::Softphone);
        if !self.accepts(register.identity.as_ref(), speaker) {
            self.refuse_registration(conn, reply_to, ErrorCode::IdentityRefused, now);
            return self.close(conn, CloseCode::IdentityRefused, now);
        }
        let proven = match (&register.identity, speaker) {
            (Some(Identity::Jwt(token)), _) => {
                self.owner_of_token(conn, token, now).map(|user| Some((user, Via::Token)))
            }
            (identity, Speaker::App) => self.identify(conn, identity.as_ref(), now).map(Some),
            (Some(Identity::LoginId(_) | Identity::None(_) | Identity::Credential(_)) | None, Speaker::Softphone) => {
                Ok(None)
            }
        };
        let proven = match proven {
            Ok(proven) => proven,
            Err(advice) => {
                self.refuse_registration(conn, reply_to, ErrorCode::IdentityRefused, now);
                return self.close(conn, advice, now);
            }
        };
        let token = self.tokens.token();
        let channels = Channels::new(&register.channels);
        // An app is no tab of a browser's softphone, wherever it runs.
        let browser = register.browser.filter(|_| speaker == Speaker::Softphone);
        let (url, beat, answered) = (register.url, Beat::None, Answered::default());
        let registration = Registration { speaker, heard: now, browser, beat, channels, token, url, answered };
        let Some(entry) = self.conns.get_mut(&conn) else { return };
        entry.standing = Standing::Nobody(registration);
        self.owe_beat(conn, now);
        self.log(Note::Registered { conn });

        let continued =
            register.resume.as_ref().and_then(Token::parse).and_then(|old| self.by_token.get(&old).copied());
        // A token continues the session of whoever speaks, and of nobody else.
        let owner = proven.map(|(user, _)| user).or_else(|| self.owner(register.identity.as_ref()));
        let continued = continued.filter(|user| register.identity.is_none() || owner == Some(*user));
        let goes_on = continued.or_else(|| owner.filter(|user| self.shares_browser(conn, *user)));
        let mut reply = self.registered(None, goes_on.is_some(), now);
        reply.resume = token.text();
        reply.subscriber_id = self.tokens.subscriber();
        self.tell(conn, reply_to, FromConnector::Registered(reply));

        if let Some((user, via)) = proven.filter(|_| speaker == Speaker::App) {
            self.set_standing(conn, |registration| Standing::Elsewhere(registration, user, via));
            return self.show_work(conn, user);
        }
        if let Some(user) = continued {
            return self.resume(conn, user, now);
        }
        match register.identity {
            Some(Identity::LoginId(text)) => self.sign_on(conn, ReplyTo::default(), &text, now),
            Some(Identity::None(user)) => self.sign_on_unproven(conn, &user, now),
            Some(Identity::Jwt(_)) => {
                if let Some((user, via)) = proven {
                    self.admit(conn, ReplyTo::default(), user, via, now);
                }
            }
            Some(Identity::Credential(_)) | None => {}
        }
    }

    /// Whether this proof of identity is one that counts here.
    fn accepts(&self, identity: Option<&Identity>, speaker: Speaker) -> bool {
        match identity {
            None => true,
            Some(Identity::LoginId(_)) => self.settings.accepts_login_id,
            Some(Identity::None(user)) => {
                self.settings.accepts_unproven && self.directory.by_user_name(user.as_str()).is_some()
            }
            // A softphone logs on with it.
            Some(Identity::Credential(_)) => speaker != Speaker::Softphone,
            Some(Identity::Jwt(_)) => self.settings.org_tokens.is_some(),
        }
    }

    /// Whose the proof is, where that can be looked up.
    fn owner(&self, identity: Option<&Identity>) -> Option<UserId> {
        let owner = match identity? {
            Identity::LoginId(text) => self.owner_of(text),
            Identity::None(name) => self.directory.by_user_name(name.as_str()),
            Identity::Credential(_) | Identity::Jwt(_) => None,
        };
        owner.map(|owner| owner.id)
    }

    fn refuse_registration(&mut self, conn: ConnId, reply_to: ReplyTo, code: ErrorCode, now: Tick) {
        let reply = self.registered(Some(code), false, now);
        self.tell(conn, reply_to, FromConnector::Registered(reply));
        self.log(Note::Refused { conn, code });
    }

    fn registered(&self, refused: Option<ErrorCode>, resumed: bool, now: Tick) -> Registered {
        Registered {
            subscriber_id: None,
            success: refused.is_none(),
            error_message: Nullable(refused.map(|code| code.advice().message.to_owned())),
            code: refused,
            resumed,
            resume: None,
            heartbeat_seconds: limits::HEARTBEAT_SECONDS,
            grace_seconds: self.settings.grace_seconds,
            reconnect_window_ms: reconnect_window_ms(self.sessions.len()),
            server_time: self.unix_ms(now),
            server: self.settings.server.clone(),
        }
    }
}

/// One agent is back before anyone sees it; ten thousand do not arrive at once: about 15 come in a millisecond.
pub(super) fn reconnect_window_ms(agents: usize) -> u32 {
    u32::try_from(agents / 15).unwrap_or(u32::MAX).max(1)
}
