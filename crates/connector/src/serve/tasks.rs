//! What commands ask of the running connector, done.

use hookswitch_protocol::ids::StationName;

use super::{
    control::{Asked, Reply, SessionRow, SocketState, Task},
    hub::{Hub, now},
};
use crate::{
    core::{Input, LiveSession},
    telephony::{Destination, Incoming},
};

impl Hub {
    /// Does what a command asks, and answers.
    pub(super) fn on_asked(&mut self, Asked { task, answer }: Asked) {
        let reply = match task {
            Task::Bring(incoming) => self.bring(incoming),
            Task::ListSessions => Reply::Sessions(self.sessions()),
            Task::EndSession { user } => self.end_session(&user),
            Task::ReleaseStation { station } => self.release_station(&station),
        };
        // Who asked may have gone.
        let _ = answer.send(reply);
    }

    fn bring(&mut self, incoming: Incoming) -> Reply {
        if let Destination::Queue(queue) = &incoming.to {
            let known = self.core.queues();
            if !known.contains(queue) {
                return Reply::NoSuchQueue(known.iter().map(|queue| queue.as_str().to_owned()).collect());
            }
        }
        match self.telephony.bring(incoming, now(self.start)) {
            Ok(call) => Reply::CameIn(call.0),
            Err(why) => why.into(),
        }
    }

    fn sessions(&self) -> Vec<SessionRow> {
        let directory = self.core.directory();
        let row = |session: LiveSession<'_>| {
            let user = directory.user(session.user)?;
            Some(SessionRow {
                user_name: user.user_name.as_str().to_owned(),
                display_name: user.display_name.as_str().to_owned(),
                extension: session.extension.as_str().to_owned(),
                station: directory.station_at(session.extension).map(|station| station.name.as_str().to_owned()),
                since_unix_ms: session.since_unix_ms,
                url: session.url.as_str().to_owned(),
                socket: session.conn.map_or(SocketState::Held, |_| SocketState::Connected),
            })
        };
        self.core.sessions().filter_map(row).collect()
    }

    fn end_session(&mut self, name: &str) -> Reply {
        let Some(user) = self.core.directory().by_user_name(name) else { return Reply::NoSuchUser };
        let (id, name) = (user.id, user.user_name.as_str().to_owned());
        let is_signed_on = self.core.sessions().any(|session| session.user == id);
        // Without a session there may still be credentials.
        self.handle(Input::EndSession { user: id });
        if is_signed_on { Reply::Ended { user: name } } else { Reply::NotSignedOn }
    }

    fn release_station(&mut self, name: &str) -> Reply {
        let station = StationName::parse(name).and_then(|name| self.core.directory().station(&name));
        let Some(station) = station else { return Reply::NoSuchStation };
        let there = self.core.sessions().find(|session| *session.extension == station.extension);
        let user = there.and_then(|session| self.core.directory().user(session.user));
        let Some((id, name)) = user.map(|user| (user.id, user.user_name.as_str().to_owned())) else {
            return Reply::StationFree;
        };
        self.handle(Input::EndSession { user: id });
        Reply::Ended { user: name }
    }
}
