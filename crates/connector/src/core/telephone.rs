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

    /// Moves an agent to another telephone; at the same one nothing happens.
    pub(super) fn move_station(&mut self, id: UserId, after: Extension, now: Tick) {
        if let Some(before) = self.extension_of(id).filter(|before| *before != after) {
            self.leave_calls(id, &before, now);
        }
        let Some(session) = self.sessions.get_mut(&id).filter(|session| session.extension != after) else { return };
        let before = std::mem::replace(&mut session.extension, after.clone());
        session.line = LinkStatus::Connecting;
        self.by_extension.remove(&before);
        self.by_extension.insert(after.clone(), id);
        self.push(Effect::Station(StationCommand::Detach(before)));
        let news = self.signed_on(id);
        for conn in self.windows_of(id) {
            self.tell(conn, ReplyTo::default(), news.clone());
        }
        self.tell_line(id);
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
}
