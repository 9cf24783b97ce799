//! The channel `InteractionCenter`: logging on to a station, in the way of an Interaction Center's web client.

use crate::{
    cisco::ids::{CtiPassword, DialString},
    code::ErrorCode,
    connector::{Elsewhere, Nothing, Outcome},
    ids::{AccountName, AgreementVersion, CredentialText, HostName, StationName},
    messages, payload,
    wire::Nullable,
    words,
};

words! {
    /// What kind of telephone somebody works at.
    pub enum StationType {
        /// A telephone of the site, known by its station's name. A SIP telephone far away is one too.
        Workstation = "Workstation",
        /// A station that an administrator has set up for a number outside.
        RemoteWorkstation = "RemoteWorkstation",
        /// No station: the number is one.
        RemoteNumber = "RemoteNumber",
    }

    /// Which credentials count.
    pub enum UserLabel or UserId {
        /// Those of the telephone system.
        UserId = "User ID",
        /// Those of the domain.
        DomainUser = "Domain\\user name",
    }

    /// How a connection to a station stands.
    pub enum ConnectionState or None {
        /// It never stood.
        None = "None",
        /// It stands.
        Up = "Up",
        /// It does not stand any more.
        Down = "Down",
        /// It is being made.
        Attempting = "Attempting",
    }

    /// Why it does.
    pub enum StateReason or None {
        /// No reason.
        None = "None",
        /// The server does not answer.
        ServerNotResponding = "ServerNotResponding",
        /// Somebody logged on.
        LogOn = "LogOn",
        /// Logging on failed.
        LogOnFailed = "LogOnFailed",
        /// An administrator or supervisor logged the user off.
        AdminLogOff = "AdminLogOff",
        /// The user was removed.
        UserDeleted = "UserDeleted",
        /// The station was removed.
        StationDeleted = "StationDeleted",
        /// The station was deactivated.
        StationDeactivated = "StationDeactivated",
        /// The user has logged on to a different station.
        AnotherLogOn = "AnotherLogOn",
        /// The user logged off.
        UserLogOff = "UserLogOff",
        /// The session was held without a connection for too long.
        SessionTimeout = "SessionTimeout",
        /// Another server takes over.
        Switchover = "Switchover",
    }
}

messages! {
    /// What a connector receives.
    pub enum ToConnector {
        /// What can be logged on to, and how.
        GetServerInfo(Nothing) = InteractionCenter / "Connection" / "GetServerInfo" in "data",
        /// Log on to a station.
        LogOn(LogOn) = InteractionCenter / "Connection" / "LogOn" in "data",
        /// Log off.
        LogOff(Nothing) = InteractionCenter / "Connection" / "LogOff" in "data",
        /// Log off, and make every saved credential of the user void.
        SignOutEverywhere(Nothing) = InteractionCenter / "Connection" / "SignOutEverywhere" in "data",
        /// Go to another station.
        ChangeStation(Seat) = InteractionCenter / "Station" / "ChangeStation" in "data",
    }
}

messages! {
    /// What a softphone receives.
    pub enum FromConnector {
        /// What can be logged on to, and how.
        ServerInfo(ServerInfo) = InteractionCenter / "Connection" / "GetServerInfo" in "data",
        /// Reply to a log-on; without one the state of a log-on that goes on.
        LoggedOn(LoggedOn) = InteractionCenter / "Connection" / "LogOn" in "data",
        /// Reply to a log-off.
        LoggedOff(Outcome) = InteractionCenter / "Connection" / "LogOff" in "data",
        /// Reply to a log-off everywhere.
        SignedOutEverywhere(Outcome) = InteractionCenter / "Connection" / "SignOutEverywhere" in "data",
        /// Reply to a change of the station.
        StationChanged(StationChanged) = InteractionCenter / "Station" / "ChangeStation" in "data",
        /// The connection to the station has changed.
        StateChange(StateChange) = InteractionCenter / "Connection" / "ConnectionStateChange" in "data",
        /// Every memo there is for the user.
        Memos(Memos) = InteractionCenter / "Memo" / "MemosChange" in "data",
    }
}

payload! {
    /// What can be logged on to, and how.
    pub struct ServerInfo {
        /// Hosts to choose from; none where there is only one.
        hosts: Vec<HostName> = "hosts",
        /// Which credentials count.
        label: UserLabel = "label",
        /// Whether a browser may be remembered for logging on by itself.
        cached_credentials: bool = "cachedCredentials",
        /// Whether the line to a number may stay open between calls.
        persistent_connections: bool = "persistentConnections",
        /// What has to be agreed to.
        user_agreement_text: Option<String> = "userAgreementText",
        /// Which version of it that is.
        user_agreement_version: Option<AgreementVersion> = "userAgreementVersion",
        /// The types of station to choose from.
        station_types: Vec<StationType> = "stationTypes",
        /// A page that helps: http or https.
        help: Option<String> = "help",
    }

    /// Log on.
    pub struct LogOn {
        /// Who, as the label says.
        user_id: AccountName = "userID" | "userId" | "UserID",
        /// The password.
        password: Option<CtiPassword> = "password",
        /// A credential that was given at an earlier log-on, in the password's place.
        saved_credential: Option<CredentialText> = "savedCredential",
        /// One of the hosts.
        host: Option<HostName> = "host",
        /// The type of the station.
        station_type: StationType = "stationType",
        /// The station's name, for both kinds of workstation.
        station: Option<StationName> = "station" | "workstation",
        /// The number, for a remote number; for a remote workstation where it is another than the one set up.
        remote_number: Option<DialString> = "remoteNumber",
        /// Whether the line to the number stays open between calls.
        persistent_connection: Option<bool> = "persistentConnection",
        /// The version of the agreement that was agreed to.
        agreed: Option<AgreementVersion> = "agreed",
        /// Whether a credential is wanted with which this browser logs on by itself.
        remember: Option<bool> = "remember",
    }

    /// Where somebody works.
    pub struct Seat {
        /// The type of the station.
        station_type: StationType = "stationType",
        /// The station's name, for both kinds of workstation.
        station: Option<StationName> = "station" | "workstation",
        /// The number, for a remote number; for a remote workstation where it is another than the one set up.
        remote_number: Option<DialString> = "remoteNumber",
        /// Whether the line to the number stays open between calls.
        persistent_connection: Option<bool> = "persistentConnection",
    }

    /// How a log-on came out.
    pub struct LoggedOn {
        /// Whether the user is logged on.
        success: bool = "Success",
        /// Why not.
        error_message: Nullable<String> = "ErrorMessage",
        /// Why not, as a code.
        code: Option<ErrorCode> = "code",
        /// Why not, as the Interaction Center says it.
        error_id: Option<String> = "errorId",
        /// The field at fault, by its documented spelling.
        field: Option<String> = "field",
        /// When to try again, where blocked.
        retry_after_seconds: Option<u32> = "retryAfterSeconds",
        /// How many more tries there are before the user is blocked.
        attempts_left: Option<u32> = "attemptsLeft",
        /// Where the user works now.
        effective_station: Option<Seat> = "effectiveStation",
        /// Days until the password expires.
        days_until_password_expiration: Option<u32> = "daysUntilPasswordExpiration",
        /// With this the browser logs on by itself.
        saved_credential: Option<CredentialText> = "savedCredential",
        /// With this the same page logs on again.
        session_credential: Option<CredentialText> = "sessionCredential",
        /// Where the session lives, where it lives elsewhere.
        elsewhere: Option<Elsewhere> = "elsewhere",
    }

    /// How a change of the station came out.
    pub struct StationChanged {
        /// Whether the user is at the other station.
        success: bool = "Success",
        /// Why not.
        error_message: Nullable<String> = "ErrorMessage",
        /// Why not, as a code.
        code: Option<ErrorCode> = "code",
        /// The field at fault, by its documented spelling.
        field: Option<String> = "field",
        /// Where the user works now.
        effective_station: Option<Seat> = "effectiveStation",
    }

    /// The connection to the station has changed.
    pub struct StateChange {
        /// How it stood.
        previous_connection_state: ConnectionState = "previousConnectionState",
        /// How it stands.
        new_connection_state: ConnectionState = "newConnectionState",
        /// Why.
        reason: StateReason = "reason",
        /// Whether to come back without being asked.
        should_reconnect: bool = "shouldReconnect",
        /// The same for the user.
        text: String = "text",
    }

    /// The memos, those that came last first.
    pub struct Memos {
        /// All of them.
        memos: Vec<Memo> = "memos",
    }

    /// Something to be known.
    pub struct Memo {
        /// Its number.
        id: u64 = "id",
        /// What.
        text: String = "text",
        /// Where there is more: http or https.
        url: Option<String> = "url",
    }
}

/// What the Interaction Center calls a wrong name or password.
pub const AUTHENTICATION_FAILURE: &str = "error.request.connection.authenticationFailure";

impl LoggedOn {
    /// Says nothing but that it is done.
    const DONE: Self = Self {
        success: true,
        error_message: Nullable(None),
        code: None,
        error_id: None,
        field: None,
        retry_after_seconds: None,
        attempts_left: None,
        effective_station: None,
        days_until_password_expiration: None,
        saved_credential: None,
        session_credential: None,
        elsewhere: None,
    };

    /// The log-on was refused.
    #[must_use]
    pub fn refused(code: ErrorCode) -> Self {
        let error_id = (code == ErrorCode::AuthenticationFailed).then(|| AUTHENTICATION_FAILURE.to_owned());
        let error_message = Nullable(Some(code.advice().message.to_owned()));
        Self { success: false, error_message, code: Some(code), error_id, ..Self::DONE }
    }

    /// The user is logged on there.
    #[must_use]
    pub fn at(seat: Seat) -> Self {
        Self { effective_station: Some(seat), ..Self::DONE }
    }
}

impl LogOn {
    /// Where the user wants to work.
    #[must_use]
    pub fn seat(&self) -> Seat {
        Seat {
            station_type: self.station_type,
            station: self.station.clone(),
            remote_number: self.remote_number.clone(),
            persistent_connection: self.persistent_connection,
        }
    }
}
