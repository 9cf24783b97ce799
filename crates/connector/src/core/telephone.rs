//! The telephones that agents are at: how they stand, and moving from one to another.

use hookswitch_protocol::{
    ErrorCode, ReplyTo, Tick,
    connector::{ConnectionStatus, FromConnector, LinkStatus},
    ids::Extension,
    wire::Nullable,
};

use super::{
    directory::UserId,
    io::{ConnId, Effect},
    line::{StationCommand, StationEvent},
    machine::Core,
    post::Post,
};

impl Core {
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

    /// Tells a user's connections how the telephone stands.
    pub(super) fn tell_line(&mut self, user: UserId) {
        for conn in self.windows_of(user) {
            self.tell_line_to(conn, user);
        }
    }

    /// Tells one of them.
    pub(super) fn tell_line_to(&mut self, conn: ConnId, user: UserId) {
        let Some(line) = self.line_of(user) else { return };
        let reason = match line {
            LinkStatus::Lost => Some(ErrorCode::ExtensionUnavailable),
            LinkStatus::Connecting | LinkStatus::Linked | LinkStatus::Unlinked => None,
        };
        self.tell_status(conn, line, reason);
    }

    /// Moves an agent to another telephone, logged on to no station; at the same one nothing happens.
    pub(super) fn move_to_telephone(&mut self, user: UserId, after: Extension, now: Tick) {
        if self.extension_of(user).is_some_and(|before| before != after) {
            self.move_to(user, Post::Telephone(after), now);
        }
    }

    /// Moves an agent to another post; at the same one nothing happens.
    pub(super) fn move_to(&mut self, user: UserId, after: Post, now: Tick) {
        let before = self.sessions.get(&user).map(|session| session.post.clone());
        let Some(before) = before.filter(|before| *before != after) else { return };
        let is_same_line = before.attach() == after.attach();
        if before.extension() != after.extension() {
            self.leave_calls(user, before.extension(), now);
        }
        let Some(session) = self.sessions.get_mut(&user) else { return };
        session.post = after.clone();
        if !is_same_line {
            session.line = LinkStatus::Connecting;
            self.by_extension.remove(before.extension());
            self.by_extension.insert(after.extension().clone(), user);
            self.push(Effect::Station(StationCommand::Detach(before.extension().clone())));
        }
        for conn in self.windows_of(user) {
            self.tell_logged_on(conn, user, now);
            let news = self.signed_on(user);
            self.tell(conn, ReplyTo::default(), news);
        }
        self.tell_line(user);
        if !is_same_line {
            self.push(Effect::Station(after.attach()));
        }
    }

    /// Where the user works.
    pub(super) fn post_of(&self, user: UserId) -> Option<&Post> {
        self.sessions.get(&user).map(|session| &session.post)
    }

    /// The telephone the user is at.
    pub(super) fn extension_of(&self, user: UserId) -> Option<Extension> {
        self.sessions.get(&user).map(|session| session.post.extension().clone())
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
}
