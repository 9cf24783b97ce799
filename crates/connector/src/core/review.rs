//! What an administrator changes while people are signed on.

use hookswitch_protocol::{ReplyTo, Tick};

use super::{
    conn::Standing,
    directory::{Directory, LoginIdHash, UserId},
    drops::Dropped,
    io::{Change, ConnId},
    machine::Core,
    post::Post,
    sessions::Via,
    stations::{Station, StationStanding},
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
        self.review_proofs(now);
        self.review_memos(&before);
        let waiting: Vec<(ConnId, LoginIdHash)> = self
            .conns
            .iter()
            .filter_map(|(conn, entry)| match &entry.standing {
                Standing::Awaits(_, hash) => Some((*conn, *hash)),
                Standing::Fresh
                | Standing::Nobody(_)
                | Standing::Elsewhere(..)
                | Standing::Beside(..)
                | Standing::Settling(..)
                | Standing::Holds(..) => None,
            })
            .collect();
        for (conn, hash) in waiting {
            if let Some(user) = self.directory.by_login_id(hash).map(|user| user.id) {
                self.admit(conn, ReplyTo::default(), user, Via::OwnId(hash), now);
            }
        }
    }

    /// An administrator ends a session: nothing that a browser kept brings it back.
    pub(super) fn end_by_administrator(&mut self, user: UserId, now: Tick) {
        self.keep(Change::ForgetCredentialsOf(user));
        self.send_off(user, &Dropped::ByAdministrator, now);
        self.review_proofs(now);
    }

    /// Checks a session against the directory.
    fn review(&mut self, id: UserId, before: &Directory, now: Tick) {
        let Some(session) = self.sessions.get(&id) else { return };
        let Some(user) = self.directory.user(id) else { return self.send_off(id, &Dropped::UserDeleted, now) };
        let is_allowed = match session.via {
            Via::OwnId(hash) => user.login_id == Some(hash),
            Via::Token | Via::Unproven => true,
            Via::Cti | Via::Credential(_) => user.cti.is_some(),
        };
        if !is_allowed {
            return self.send_off(id, &Dropped::ByAdministrator, now);
        }
        match (&session.post, session.via) {
            (Post::Workstation { station, .. } | Post::RemoteWorkstation { station, .. }, _) => {
                let station = self.directory.station(station).cloned();
                self.review_station(id, station.as_ref(), now);
            }
            // At a number or telephone of the agent's own choice.
            (Post::RemoteNumber { .. }, _) | (Post::Telephone(_), Via::Cti | Via::Credential(_)) => {}
            (Post::Telephone(extension), Via::OwnId(_) | Via::Token | Via::Unproven) => {
                if before.user(id).is_none_or(|user| user.extension == *extension) {
                    let extension = user.extension.clone();
                    self.move_to_telephone(id, extension, now);
                }
            }
        }
    }

    /// Checks the station of a session: one that is gone is left, one with another telephone is followed.
    fn review_station(&mut self, user: UserId, station: Option<&Station>, now: Tick) {
        let Some(station) = station else { return self.send_off(user, &Dropped::StationDeleted, now) };
        let Some(post) = self.post_of(user) else { return };
        let is_active = station.standing == StationStanding::Active;
        let after = post.at(station).filter(|after| {
            let holder = self.by_extension.get(after.extension());
            is_active && holder.is_none_or(|holder| *holder == user)
        });
        match after {
            Some(after) => self.move_to(user, after, now),
            None => self.send_off(user, &Dropped::StationDeactivated, now),
        }
    }
}
