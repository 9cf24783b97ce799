//! Which posts a user may take, and what is said of those that may not be taken.

use hookswitch_protocol::{
    ErrorCode, Tick,
    center::{LogOn, LoggedOn, Seat, StationChanged, StationType},
    cisco::ids::DialString,
    connector::Elsewhere,
    ids::{Extension, HostName},
    wire::Nullable,
};

use super::{
    directory::{User, UserId},
    io::ConnId,
    line::Leg,
    machine::Core,
    numbers::Number,
    post::{Post, Reach},
    sessions::Via,
    stations::{LogOnRules, Right, Station, StationKind, StationStanding},
};

/// Why somebody does not come to a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// The name is blocked.
    Locked {
        /// When to try again.
        retry_after_seconds: u32,
    },
    /// Too much was tried from here.
    TooManyAttempts {
        /// When to try again.
        retry_after_seconds: u32,
    },
    /// Name or password is wrong.
    AuthenticationFailed {
        /// How many more tries there are, where one was counted.
        attempts_left: Option<u32>,
    },
    /// The credential counts no more.
    CredentialRevoked,
    /// The password is too old.
    PasswordExpired,
    /// The agreement was not agreed to.
    AgreementNeeded,
    /// No such host.
    HostUnknown,
    /// Not a type that is offered.
    StationTypeNotAllowed,
    /// No such station of that type.
    StationUnknown,
    /// The station may not be used for now.
    StationRemoved,
    /// The user may not log on there.
    StationNotPermitted,
    /// Another user is there.
    StationInUse(StationType),
    /// The number cannot be a station.
    RemoteNumberInvalid,
    /// The user may not name a number.
    RemoteNumberNotPermitted,
    /// The user may not keep the line open.
    PersistentNotPermitted,
    /// Every licence is taken.
    NoStationLicence,
    /// The user's session at the same station lives on another connection.
    SessionElsewhere(Option<Elsewhere>),
    /// Somebody else is signed on over this connection, or nobody is logged on.
    NotPermitted,
    /// The store does not keep what has to be kept.
    InternalError,
}

impl Core {
    /// The post that a log-on leads to, where every rule allows it.
    pub(super) fn may_log_on(
        &self,
        conn: ConnId,
        user: UserId,
        via: Via,
        asked: &LogOn,
        now: Tick,
    ) -> Result<Post, Refusal> {
        let rules = self.settings.log_on.as_ref().ok_or(Refusal::NotPermitted)?;
        let account = self.directory.user(user).filter(|user| user.cti.is_some());
        let account = account.ok_or(Refusal::AuthenticationFailed { attempts_left: None })?;
        if self.days_left(user, now) == Some(0) {
            return Err(Refusal::PasswordExpired);
        }
        let is_agreed = rules.agreement.as_ref().is_none_or(|agreement| {
            asked.agreed.as_ref() == Some(&agreement.version) || self.directory.has_accepted(user, &agreement.version)
        });
        if !is_agreed {
            return Err(Refusal::AgreementNeeded);
        }
        if !is_host(asked.host.as_ref(), &rules.hosts) {
            return Err(Refusal::HostUnknown);
        }
        if let Some(post) = self.joins(conn, user, via) {
            return Ok(post.clone());
        }
        let post = self.may_take(account, &asked.seat())?;
        if self.window_of(conn).is_some_and(|of| of != user) {
            return Err(Refusal::NotPermitted);
        }
        let session = self.sessions.get(&user);
        let is_here = self.is_window_of(conn, user) || self.shares_browser(conn, user);
        let is_elsewhere = session.is_some_and(|session| !session.is_held()) && !is_here;
        if is_elsewhere && session.is_some_and(|session| session.post.extension() == post.extension()) {
            return Err(Refusal::SessionElsewhere(self.elsewhere(user)));
        }
        let others = self.sessions.iter().filter(|(other, session)| **other != user && session.post.is_station());
        let taken = u32::try_from(others.count()).unwrap_or(u32::MAX);
        if self.directory.station_licences().is_some_and(|licences| taken >= licences) {
            return Err(Refusal::NoStationLicence);
        }
        Ok(post)
    }

    /// The post that somebody asks for, where it exists, is the user's to take and nobody else's.
    pub(super) fn may_take(&self, user: &User, seat: &Seat) -> Result<Post, Refusal> {
        let rules = self.settings.log_on.as_ref().ok_or(Refusal::NotPermitted)?;
        if !rules.station_types.contains(&seat.station_type) {
            return Err(Refusal::StationTypeNotAllowed);
        }
        let post = match seat.station_type {
            StationType::Workstation => {
                let (station, _) = self.station(seat, |kind| match kind {
                    StationKind::Workstation => Some(()),
                    StationKind::RemoteWorkstation { .. } => None,
                })?;
                lets_in(station, user)?;
                Post::Workstation { station: station.name.clone(), extension: station.extension.clone() }
            }
            StationType::RemoteWorkstation => {
                let (station, set_up) = self.station(seat, |kind| match kind {
                    StationKind::RemoteWorkstation { number } => Some(number.clone()),
                    StationKind::Workstation => None,
                })?;
                lets_in(station, user)?;
                let named = seat.remote_number.as_ref().map(|number| self.outside(number)).transpose()?;
                let reach = match named.filter(|named| *named != set_up) {
                    Some(named) => Reach::Named(may_name(named, user)?),
                    None => Reach::SetUp(set_up),
                };
                Post::RemoteWorkstation { station: station.name.clone(), extension: station.extension.clone(), reach }
            }
            StationType::RemoteNumber => {
                let number = seat.remote_number.as_ref().ok_or(Refusal::RemoteNumberInvalid)?;
                let number = may_name(self.outside(number)?, user)?;
                let extension = Extension::parse(number.as_str()).ok_or(Refusal::RemoteNumberInvalid)?;
                Post::RemoteNumber { number, extension, leg: leg(seat, rules, user)? }
            }
        };
        match self.by_extension.get(post.extension()) {
            Some(holder) if *holder != user.id => Err(Refusal::StationInUse(seat.station_type)),
            Some(_) | None => Ok(post),
        }
    }

    /// Days until a user's password expires, where it does; 0 where it has.
    pub(super) fn days_left(&self, user: UserId, now: Tick) -> Option<u32> {
        const DAY_MS: u64 = 24 * 3_600 * 1_000;
        let days = self.settings.log_on.as_ref()?.password_days?;
        let set = self.directory.user(user)?.cti.as_ref()?.password_set_unix_ms?;
        let expires = set.saturating_add(u64::from(days) * DAY_MS);
        let left = expires.saturating_sub(self.unix_ms(now)).div_ceil(DAY_MS);
        Some(u32::try_from(left).unwrap_or(u32::MAX))
    }

    fn station<T>(
        &self,
        seat: &Seat,
        is_of_type: impl FnOnce(&StationKind) -> Option<T>,
    ) -> Result<(&Station, T), Refusal> {
        let named = seat.station.as_ref().and_then(|name| self.directory.station(name));
        let station = named.ok_or(Refusal::StationUnknown)?;
        let kind = is_of_type(&station.kind).ok_or(Refusal::StationUnknown)?;
        match station.standing {
            StationStanding::Active => Ok((station, kind)),
            StationStanding::Inactive => Err(Refusal::StationRemoved),
        }
    }

    /// What people write as a number outside: digits, perhaps with a `+` before them. A number inside is no station by
    /// itself: there are rights to those.
    fn outside(&self, text: &DialString) -> Result<Number, Refusal> {
        let is_for_people = |c: char| c.is_whitespace() || matches!(c, '-' | '/' | '.' | '(' | ')');
        let plain: String = text.as_str().chars().filter(|c| !is_for_people(*c)).collect();
        let digits = plain.strip_prefix('+').unwrap_or(&plain);
        let is_number = (3..=20).contains(&digits.len()) && digits.chars().all(|c| c.is_ascii_digit());
        let is_inside = |extension: &Extension| {
            self.directory.has_extension(extension) || self.directory.station_at(extension).is_some()
        };
        let is_outside = Extension::parse(&plain).is_some_and(|extension| !is_inside(&extension));
        Number::parse(&plain).filter(|_| is_number && is_outside).ok_or(Refusal::RemoteNumberInvalid)
    }
}

fn lets_in(station: &Station, user: &User) -> Result<(), Refusal> {
    if station.lets_in(user.id) { Ok(()) } else { Err(Refusal::StationNotPermitted) }
}

fn may_name(number: Number, user: &User) -> Result<Number, Refusal> {
    if user.rights.contains(&Right::RemoteNumber) { Ok(number) } else { Err(Refusal::RemoteNumberNotPermitted) }
}

fn leg(seat: &Seat, rules: &LogOnRules, user: &User) -> Result<Leg, Refusal> {
    let is_allowed = rules.persistent_connections && user.rights.contains(&Right::PersistentConnections);
    match (seat.persistent_connection, is_allowed) {
        (Some(true), true) => Ok(Leg::Persistent),
        (Some(true), false) => Err(Refusal::PersistentNotPermitted),
        (Some(false) | None, _) => Ok(Leg::OnDemand),
    }
}

/// One host needs no naming.
fn is_host(named: Option<&HostName>, hosts: &[HostName]) -> bool {
    let is_one = |named: &HostName| hosts.iter().any(|host| host.as_str().eq_ignore_ascii_case(named.as_str()));
    hosts.is_empty() || named.map_or(hosts.len() == 1, is_one)
}

impl Refusal {
    /// What a person is told.
    pub(super) const fn code(&self) -> ErrorCode {
        match self {
            Self::Locked { .. } => ErrorCode::Locked,
            Self::TooManyAttempts { .. } => ErrorCode::TooManyAttempts,
            Self::AuthenticationFailed { .. } => ErrorCode::AuthenticationFailed,
            Self::CredentialRevoked => ErrorCode::CredentialRevoked,
            Self::PasswordExpired => ErrorCode::PasswordExpired,
            Self::AgreementNeeded => ErrorCode::AgreementNeeded,
            Self::HostUnknown => ErrorCode::HostUnknown,
            Self::StationTypeNotAllowed => ErrorCode::StationTypeNotAllowed,
            Self::StationUnknown => ErrorCode::StationUnknown,
            Self::StationRemoved => ErrorCode::StationRemoved,
            Self::StationNotPermitted => ErrorCode::StationNotPermitted,
            Self::StationInUse(_) => ErrorCode::StationInUse,
            Self::RemoteNumberInvalid => ErrorCode::RemoteNumberInvalid,
            Self::RemoteNumberNotPermitted => ErrorCode::RemoteNumberNotPermitted,
            Self::PersistentNotPermitted => ErrorCode::PersistentNotPermitted,
            Self::NoStationLicence => ErrorCode::NoStationLicence,
            Self::SessionElsewhere(_) => ErrorCode::SessionElsewhere,
            Self::NotPermitted => ErrorCode::NotPermitted,
            Self::InternalError => ErrorCode::InternalError,
        }
    }

    /// The answer to a log-on.
    pub(super) fn of_log_on(&self) -> LoggedOn {
        let refused = LoggedOn { field: self.field().map(str::to_owned), ..LoggedOn::refused(self.code()) };
        match self {
            Self::Locked { retry_after_seconds } | Self::TooManyAttempts { retry_after_seconds } => {
                LoggedOn { retry_after_seconds: Some(*retry_after_seconds), ..refused }
            }
            Self::AuthenticationFailed { attempts_left } => LoggedOn { attempts_left: *attempts_left, ..refused },
            Self::SessionElsewhere(elsewhere) => LoggedOn { elsewhere: elsewhere.clone(), ..refused },
            Self::CredentialRevoked
            | Self::PasswordExpired
            | Self::AgreementNeeded
            | Self::HostUnknown
            | Self::StationTypeNotAllowed
            | Self::StationUnknown
            | Self::StationRemoved
            | Self::StationNotPermitted
            | Self::StationInUse(_)
            | Self::RemoteNumberInvalid
            | Self::RemoteNumberNotPermitted
            | Self::PersistentNotPermitted
            | Self::NoStationLicence
            | Self::NotPermitted
            | Self::InternalError => refused,
        }
    }

    /// The answer to a change of the station.
    pub(super) fn of_change(&self) -> StationChanged {
        StationChanged {
            success: false,
            error_message: Nullable(Some(self.code().advice().message.to_owned())),
            code: Some(self.code()),
            field: self.field().map(str::to_owned),
            effective_station: None,
        }
    }

    const fn field(&self) -> Option<&'static str> {
        match self {
            Self::AuthenticationFailed { .. } | Self::CredentialRevoked => Some("password"),
            Self::AgreementNeeded => Some("agreed"),
            Self::HostUnknown => Some("host"),
            Self::StationTypeNotAllowed => Some("stationType"),
            Self::StationUnknown
            | Self::StationRemoved
            | Self::StationNotPermitted
            | Self::StationInUse(StationType::Workstation | StationType::RemoteWorkstation) => Some("station"),
            Self::RemoteNumberInvalid
            | Self::RemoteNumberNotPermitted
            | Self::StationInUse(StationType::RemoteNumber) => Some("remoteNumber"),
            Self::PersistentNotPermitted => Some("persistentConnection"),
            Self::Locked { .. }
            | Self::TooManyAttempts { .. }
            | Self::PasswordExpired
            | Self::NoStationLicence
            | Self::SessionElsewhere(_)
            | Self::NotPermitted
            | Self::InternalError => None,
        }
    }
}
