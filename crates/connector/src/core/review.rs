//! What an administrator changes while people are signed on.

use hookswitch_protocol::{
    CloseCode, ErrorCode, ReplyTo, Tick,
    connector::{FromConnector, SetError},
};

use super::{
    conn::{Standing, Wanted},
    directory::{Directory, LoginIdHash, User, UserId},
    io::{Change, ConnId},
    machine::Core,
    sessions::Via,
};

impl Core {
    /// The store's content has changed: sessions that it no longer allows end, waiting IDs that it knows sign on.
    pub(super) fn on_directory(&mut self, directory: Directory, now: Tick) {
        self.limiter.load(directory.failures());
        let before = std::mem::replace(&mut self.directory, directory);
        // It was read before these were kept.
        for change in self.keeping.values() {
            self.directory.note(change);
        }
        let users: Vec<UserId> = self.sessions.keys().copied().collect();
        for user in users {
            self.review(user, &before, now);
        }
        self.review_tabs(now);
        let waiting: Vec<(ConnId, LoginIdHash, Wanted)> = self
            .conns
            .iter()
            .filter_map(|(conn, entry)| match &entry.standing {
                Standing::Awaits(_, hash, wanted) => Some((*conn, *hash, *wanted)),
                Standing::Fresh
                | Standing::Nobody(_)
                | Standing::Elsewhere(..)
                | Standing::Beside(..)
                | Standing::Settling(..)
                | Standing::Holds(..) => None,
            })
            .collect();
        for (conn, hash, wanted) in waiting {
            let Some(user) = self.directory.by_login_id(hash).map(|user| user.id) else { continue };
            match wanted {
                Wanted::SignOn => self.admit(conn, ReplyTo::default(), user, Via::OwnId(hash), now),
                Wanted::Beside => self.stand_beside(conn, user, Via::OwnId(hash)),
            }
        }
    }

    /// An administrator ends a session: nothing that a browser kept brings it back.
    pub(super) fn end_by_administrator(&mut self, user: UserId, now: Tick) {
        self.keep(Change::ForgetCredentialsOf(user));
        self.send_off(user, now);
    }

    /// Ends a session, and tells its connection that nobody there asked for it.
    fn send_off(&mut self, user: UserId, now: Tick) {
        let windows = self.windows_of(user);
        self.end(user, Some(ErrorCode::SignedOff), now);
        for conn in windows {
            self.tell(conn, ReplyTo::default(), FromConnector::Error(SetError::new(ErrorCode::SignedOff)));
            self.close(conn, CloseCode::SignedOff, now);
        }
    }

    /// Checks a session against the directory.
    fn review(&mut self, id: UserId, before: &Directory, now: Tick) {
        let Some(session) = self.sessions.get(&id) else { return };
        let is_allowed = |user: &&User| match session.via {
            Via::OwnId(hash) => user.login_id == Some(hash),
            Via::Unproven => true,
            Via::Cti | Via::Credential(_) => user.cti.is_some(),
        };
        match self.directory.user(id).filter(is_allowed) {
            None => self.send_off(id, now),
            // At a telephone of the agent's own choice.
            Some(_) if matches!(session.via, Via::Cti | Via::Credential(_)) => {}
            Some(_) if before.user(id).is_some_and(|user| user.extension != session.extension) => {}
            Some(user) => {
                let extension = user.extension.clone();
                self.move_station(id, extension, now);
            }
        }
    }
}
