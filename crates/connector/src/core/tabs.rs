//! Tabs of one browser: one of them is the softphone, the others stand beside it, are told the same and ask as much.

use hookswitch_protocol::{
    CloseCode, ErrorCode, ReplyTo, Tick,
    connector::{FromConnector, Outcome},
    ids::BrowserId,
};

use super::{
    conn::{Standing, Wanted},
    directory::UserId,
    io::ConnId,
    machine::Core,
    sessions::{Session, Via},
};

impl Core {
    /// Puts a tab beside its user's softphone. It is told what there is, and later what becomes of it.
    pub(super) fn stand_beside(&mut self, conn: ConnId, user: UserId, via: Via, now: Tick) {
        self.set_standing(conn, |registration| Standing::Beside(registration, user, via));
        if self.sessions.contains_key(&user) {
            self.show_session(conn, user, now);
        }
    }

    /// Shows a connection that somebody is signed on, and all that goes with it.
    fn show_session(&mut self, conn: ConnId, user: UserId, now: Tick) {
        self.tell_logged_on(conn, user, now);
        let news = self.signed_on(user);
        self.tell(conn, ReplyTo::default(), news);
        self.tell_line_to(conn, user);
        self.show_rest(conn, user);
    }

    /// Shows a connection of a user who is signed on what goes with that.
    pub(super) fn show_rest(&mut self, conn: ConnId, user: UserId) {
        self.show_work(conn, user);
        self.tell_memos(conn, user);
    }

    /// Shows the tabs of a user that somebody is signed on now.
    pub(super) fn show_tabs(&mut self, user: UserId, now: Tick) {
        for tab in self.tabs_of(user) {
            self.show_session(tab, user, now);
        }
    }

    /// The tabs beside a user's softphone.
    pub(super) fn tabs_of(&self, user: UserId) -> Vec<ConnId> {
        let all = (user, ConnId(0))..=(user, ConnId(u64::MAX));
        self.tabs.range(all).map(|(_, conn)| *conn).collect()
    }

    /// The softphone of a user, if it is there just now, and the tabs beside it.
    pub(super) fn windows_of(&self, user: UserId) -> Vec<ConnId> {
        let softphone = self.sessions.get(&user).and_then(Session::conn);
        softphone.into_iter().chain(self.tabs_of(user)).collect()
    }

    /// The session has moved to this browser: tabs of any other have lost it.
    pub(super) fn supersede_tabs(&mut self, user: UserId, browser: Option<&BrowserId>, now: Tick) {
        for tab in self.tabs_of(user) {
            if browser.is_none() || self.browser_of(tab) != browser {
                self.supersede_conn(tab, now);
            }
        }
    }

    /// Tabs whose proof counts no more stand beside nobody. What a browser was given may have become void while the
    /// session goes on, and then the tab does too.
    pub(super) fn review_tabs(&mut self, now: Tick) {
        for (user, conn) in self.tabs.clone() {
            let Some((_, via)) = self.claim(conn) else { continue };
            let goes_on = matches!(via, Via::Credential(_)) && self.sessions.contains_key(&user);
            if goes_on || self.is_proven(user, via, now) {
                continue;
            }
            self.set_standing(conn, Standing::Nobody);
            let code = match via {
                Via::OwnId(hash) => {
                    self.await_id(conn, hash, Wanted::Beside);
                    ErrorCode::LoginIdUnknown
                }
                Via::Credential(_) => ErrorCode::CredentialRevoked,
                Via::Unproven | Via::Cti => ErrorCode::IdentityRefused,
            };
            self.refuse_sign_on(conn, ReplyTo::default(), code, None);
        }
    }

    /// The session of a user was signed off: windows whose proof is void with that speak for nobody any more.
    pub(super) fn drop_void_proofs(&mut self, user: UserId, now: Tick) {
        for tab in self.tabs_of(user) {
            if self.claim(tab).is_some_and(|(_, via)| !self.is_proven(user, via, now)) {
                self.set_standing(tab, Standing::Nobody);
            }
        }
    }

    /// Tells a connection that it has the session no longer, and closes it.
    pub(super) fn supersede_conn(&mut self, conn: ConnId, now: Tick) {
        self.tell(conn, ReplyTo::default(), FromConnector::TakenOver(Outcome::refused(ErrorCode::Superseded)));
        self.set_standing(conn, Standing::Nobody);
        self.close(conn, CloseCode::Superseded, now);
    }

    /// Tells those who were told of a session that it was signed off elsewhere. They stay: somebody may sign on again.
    pub(super) fn tell_cleared(&mut self, conns: Vec<ConnId>) {
        for conn in conns {
            self.tell(conn, ReplyTo::default(), FromConnector::LoginIdCleared(Outcome::done()));
            self.tell_unlinked(conn);
        }
    }

    /// The user beside whose softphone this tab stands.
    pub(super) fn beside(&self, conn: ConnId) -> Option<UserId> {
        self.conns.get(&conn)?.standing.beside()
    }

    /// The browser in which this connection is a tab.
    pub(super) fn browser_of(&self, conn: ConnId) -> Option<&BrowserId> {
        self.conns.get(&conn)?.standing.registration()?.browser.as_ref()
    }
}
