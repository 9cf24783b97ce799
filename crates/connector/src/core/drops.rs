//! Ending sessions that nobody there has asked to end.

use hookswitch_protocol::{
    CloseCode, ErrorCode, ReplyTo, Tick,
    center::{ConnectionState, FromConnector, StateChange, StateReason},
    connector::{self, Channel, Outcome, SetError},
    ids::DisplayName,
};

use super::{directory::UserId, io::ConnId, machine::Core, post::Post};

/// Why a session ends for all windows of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Dropped {
    /// An administrator ended it.
    ByAdministrator,
    /// A supervisor did.
    BySupervisor(DisplayName),
    /// The user is gone.
    UserDeleted,
    /// The station is gone.
    StationDeleted,
    /// The station may not be used for now.
    StationDeactivated,
    /// The user has logged on to another station.
    AnotherLogOn,
}

impl Core {
    /// Ends a session, and tells all its windows why before they are closed.
    pub(super) fn send_off(&mut self, user: UserId, why: &Dropped, now: Tick) {
        let windows = self.windows_of(user);
        let was_at_station = self.post_of(user).is_some_and(Post::is_station);
        if was_at_station && *why != Dropped::AnotherLogOn {
            self.forget_session_credentials(user, None);
        }
        self.end(user, Some(why.code()), now);
        for conn in windows {
            if was_at_station && self.hears_of_stations(conn) {
                let change = StateChange {
                    previous_connection_state: ConnectionState::Up,
                    new_connection_state: ConnectionState::Down,
                    reason: why.reason(),
                    should_reconnect: false,
                    text: why.text(),
                };
                self.tell(conn, ReplyTo::default(), FromConnector::StateChange(change));
            } else {
                self.tell(conn, ReplyTo::default(), why.otherwise());
            }
            self.close(conn, why.close(), now);
        }
    }

    /// Whether a connection listens to the channel of stations.
    pub(super) fn hears_of_stations(&self, conn: ConnId) -> bool {
        self.conns.get(&conn).is_some_and(|entry| entry.has(Channel::InteractionCenter))
    }
}

impl Dropped {
    const fn reason(&self) -> StateReason {
        match self {
            Self::ByAdministrator | Self::BySupervisor(_) => StateReason::AdminLogOff,
            Self::UserDeleted => StateReason::UserDeleted,
            Self::StationDeleted => StateReason::StationDeleted,
            Self::StationDeactivated => StateReason::StationDeactivated,
            Self::AnotherLogOn => StateReason::AnotherLogOn,
        }
    }

    const fn code(&self) -> ErrorCode {
        match self {
            Self::ByAdministrator | Self::UserDeleted => ErrorCode::SignedOff,
            Self::BySupervisor(_) => ErrorCode::LoggedOffBySupervisor,
            Self::StationDeleted | Self::StationDeactivated => ErrorCode::StationRemoved,
            Self::AnotherLogOn => ErrorCode::AnotherLogOn,
        }
    }

    const fn close(&self) -> CloseCode {
        match self {
            Self::ByAdministrator
            | Self::BySupervisor(_)
            | Self::UserDeleted
            | Self::StationDeleted
            | Self::StationDeactivated => CloseCode::SignedOff,
            Self::AnotherLogOn => CloseCode::Superseded,
        }
    }

    fn text(&self) -> String {
        match self {
            Self::BySupervisor(name) => {
                format!("Your session has been logged out by the supervisor ({}).", name.as_str())
            }
            Self::ByAdministrator
            | Self::UserDeleted
            | Self::StationDeleted
            | Self::StationDeactivated
            | Self::AnotherLogOn => self.code().advice().message.to_owned(),
        }
    }

    /// The same for who does not listen to the channel of stations.
    fn otherwise(&self) -> connector::FromConnector {
        match self {
            Self::AnotherLogOn => connector::FromConnector::TakenOver(Outcome::refused(ErrorCode::Superseded)),
            Self::ByAdministrator
            | Self::BySupervisor(_)
            | Self::UserDeleted
            | Self::StationDeleted
            | Self::StationDeactivated => connector::FromConnector::Error(SetError::new(self.code())),
        }
    }
}
