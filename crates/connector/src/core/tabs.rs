//! Windows of one user: a session lives in one browser, and every tab there is one of its windows. One of them holds
//! it, the others stand beside it, are told the same and ask as much; whichever is gone, another has it at once.

use hookswitch_protocol::{
    CloseCode, ErrorCode, ReplyTo, Tick,
    connector::{FromConnector, Outcome},
    ids::{BrowserId, RequestId},
};

use super::{
    conn::{Again, Registration, Standing},
    directory::UserId,
    io::ConnId,
    machine::Core,
    post::Post,
    sessions::{Session, Via},
};

impl Core {
    /// Whether a window of the user's session is open in the browser of this connection.
    pub(super) fn shares_browser(&self, conn: ConnId, user: UserId) -> bool {
        let browser = self.browser_of(conn);
        let live = self.sessions.get(&user).filter(|session| !session.is_held());
        browser.is_some() && live.and_then(Session::browser) == browser
    }

    /// Where somebody works who logs on by what another window of the same browser was given: that one's station, wherever
    /// it is by now.
    pub(super) fn joins(&self, conn: ConnId, user: UserId, via: Via) -> Option<&Post> {
        let session = self.sessions.get(&user)?;
        let browser = self.browser_of(conn);
        let is_here = match self.window_of(conn) {
            Some(of) => of == user,
            None => browser.is_some() && session.browser() == browser,
        };
        let is_given = matches!(via, Via::Credential(_));
        Some(&session.post).filter(|post| is_here && is_given && post.is_station())
    }

    /// One more window of a session that lives in this browser. It is told what there is, and later what becomes of it.
    pub(super) fn join(&mut self, conn: ConnId, reply_to: ReplyTo, user: UserId, via: Via, now: Tick) {
        self.tell_logged_on(conn, user, now);
        self.stand_beside(conn, user, via);
        let news = self.signed_on(user);
        self.reply(conn, reply_to, news);
        self.tell_line_to(conn, user);
        self.show_rest(conn, user);
    }

    /// Puts a connection beside the one that holds the session.
    pub(super) fn stand_beside(&mut self, conn: ConnId, user: UserId, via: Via) {
        self.set_standing(conn, |registration| Standing::Beside(registration, user, via));
    }

    /// Shows a window of a user who is signed on what goes with that.
    pub(super) fn show_rest(&mut self, conn: ConnId, user: UserId) {
        self.show_work(conn, user);
        self.tell_memos(conn, user);
    }

    /// The session has come to a browser: windows of it that were refused because it was elsewhere are here now.
    pub(super) fn gather(&mut self, user: UserId, now: Tick) {
        let refused = self.conns.iter().filter_map(|(conn, entry)| match &entry.standing {
            Standing::Elsewhere(_, of, via) if *of == user => Some((*conn, *via)),
            Standing::Fresh
            | Standing::Nobody(_)
            | Standing::Awaits(..)
            | Standing::Elsewhere(..)
            | Standing::Beside(..)
            | Standing::Settling(..)
            | Standing::Holds(..) => None,
        });
        let refused: Vec<(ConnId, Via)> = refused.collect();
        for (conn, via) in refused {
            if self.shares_browser(conn, user) {
                self.join(conn, ReplyTo::default(), user, via, now);
            }
        }
    }

    /// The windows beside the one that holds a user's session.
    pub(super) fn tabs_of(&self, user: UserId) -> Vec<ConnId> {
        let all = (user, ConnId(0))..=(user, ConnId(u64::MAX));
        self.tabs.range(all).map(|(_, conn)| *conn).collect()
    }

    /// Every window of a user.
    pub(super) fn windows_of(&self, user: UserId) -> Vec<ConnId> {
        let holder = self.sessions.get(&user).and_then(Session::conn);
        holder.into_iter().chain(self.tabs_of(user)).collect()
    }

    /// The user of whose session this connection is a window.
    #[must_use]
    pub fn window_of(&self, conn: ConnId) -> Option<UserId> {
        self.conns.get(&conn)?.standing.window_of()
    }

    /// Whether this is a window of the user.
    pub(super) fn is_window_of(&self, conn: ConnId, user: UserId) -> bool {
        self.window_of(conn) == Some(user)
    }

    /// A window is gone. What it was answered counts for whoever asks again; another window has the session at once,
    /// and where there is none it is held for a while.
    pub(super) fn lose_window(&mut self, conn: ConnId, registration: Registration, user: UserId, now: Tick) {
        let Some(session) = self.sessions.get_mut(&user) else { return };
        session.answered.absorb(registration.answered);
        if session.conn() != Some(conn) {
            return;
        }
        match self.tabs_of(user).first() {
            Some(next) => self.pass_to(*next, user),
            None => self.hold(user, now),
        }
    }

    /// The session goes to this connection: whoever holds it lets go, and stays only in the same browser.
    pub(super) fn make_way(&mut self, conn: ConnId, user: UserId, now: Tick) {
        let Some(session) = self.sessions.get(&user) else { return };
        let (holder, via) = (session.conn(), session.via);
        let is_same_browser = self.shares_browser(conn, user);
        for window in self.windows_of(user) {
            if !is_same_browser {
                self.supersede(window, user, now);
            } else if holder == Some(window) {
                self.stand_beside(window, user, via);
            }
        }
    }

    /// Tabs whose proof counts no more are no windows. What a browser was given may have become void while the session
    /// goes on, and then the tab does too.
    pub(super) fn review_tabs(&mut self, now: Tick) {
        for (user, conn) in self.tabs.clone() {
            let Some((_, via)) = self.claim(conn) else { continue };
            if matches!(via, Via::Credential(_)) || self.is_proven(user, via, now) {
                continue;
            }
            self.set_standing(conn, Standing::Nobody);
            let code = match via {
                Via::OwnId(hash) => {
                    self.await_id(conn, hash);
                    ErrorCode::LoginIdUnknown
                }
                Via::Credential(_) | Via::Token | Via::Unproven | Via::Cti => ErrorCode::IdentityRefused,
            };
            self.refuse_sign_on(conn, ReplyTo::default(), code, None);
        }
    }

    /// Tells windows that the session was signed off in another one. They stay: somebody may sign on again.
    pub(super) fn tell_cleared(&mut self, conns: Vec<ConnId>) {
        for conn in conns {
            self.tell(conn, ReplyTo::default(), FromConnector::LoginIdCleared(Outcome::done()));
            self.tell_unlinked(conn);
        }
    }

    /// What a request gets that was made before, by this window or by another one of the session, gone or not.
    pub(super) fn again(&self, conn: ConnId, id: &RequestId) -> Option<Again> {
        let standing = &self.conns.get(&conn)?.standing;
        let own = standing.registration()?.answered.again(id);
        own.or_else(|| {
            let user = standing.window_of()?;
            let gone = self.sessions.get(&user)?.answered.again(id);
            let of = |window: ConnId| self.conns.get(&window)?.standing.registration()?.answered.again(id);
            gone.or_else(|| self.windows_of(user).into_iter().find_map(of))
        })
    }

    /// The user beside whose holder this connection stands.
    pub(super) fn beside(&self, conn: ConnId) -> Option<UserId> {
        self.conns.get(&conn)?.standing.beside()
    }

    /// Tells a window that it has the session no longer, and closes it. What it has done stays done.
    fn supersede(&mut self, conn: ConnId, user: UserId, now: Tick) {
        let registration = self.conns.get_mut(&conn).and_then(|entry| entry.standing.registration_mut());
        let answered = registration.map(|registration| std::mem::take(&mut registration.answered));
        if let Some((session, answered)) = self.sessions.get_mut(&user).zip(answered) {
            session.answered.absorb(answered);
        }
        self.tell(conn, ReplyTo::default(), FromConnector::TakenOver(Outcome::refused(ErrorCode::Superseded)));
        self.set_standing(conn, Standing::Nobody);
        self.close(conn, CloseCode::Superseded, now);
    }

    fn browser_of(&self, conn: ConnId) -> Option<&BrowserId> {
        self.conns.get(&conn)?.standing.registration()?.browser.as_ref()
    }
}
