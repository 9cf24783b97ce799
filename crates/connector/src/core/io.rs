//! What goes into the core and what comes out.

use std::net::IpAddr;

use hookswitch_protocol::{
    CloseCode, ErrorCode, Frame, Rejected,
    channels::{Answer, Request},
    cisco::{call::PastCall, error::ErrorType, ids::CtiPassword},
    ids::{ServerName, UserName},
    limits,
};

use super::{
    credentials::SavedCredentials,
    directory::{Directory, Failures, PasswordHash, Subject, UserId},
    limiter::Limits,
    line::{StationCommand, StationEvent},
    org_proof::OrgTokens,
    org_token::{OrgKeys, TokenFault, TokenId},
    phone_book::PhoneBooks,
    ranges::RangesFigures,
    stations::{Accepted, Credential, CredentialHash, LogOnRules},
    team::Team,
};

/// One WebSocket; never used again for another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u64);

/// One change that the store was asked to keep; its answer carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ticket(pub u64);

/// One password being compared; its answer carries it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CheckId(pub u64);

/// What does not change while the connector runs.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The connector's name and version, as clients are told.
    pub server: ServerName,
    /// Whether an own Login ID is a proof of identity.
    pub accepts_login_id: bool,
    /// Whether a user name without proof is enough. Only for a loopback listener in demo mode.
    pub accepts_unproven: bool,
    /// Which tokens of a Salesforce org are a proof of identity; `None` where none are.
    pub org_tokens: Option<OrgTokens>,
    /// How many failures are borne.
    pub limits: Limits,
    /// Teams that differ from the usual.
    pub teams: Vec<Team>,
    /// Whom agents can look up.
    pub phone_books: PhoneBooks,
    /// How long a session is held without a socket, in seconds.
    pub grace_seconds: u32,
    /// What is asked of those who log on at a station; `None` where nobody can.
    pub log_on: Option<LogOnRules>,
}

/// What happened outside.
#[derive(Clone, Debug)]
pub enum Input {
    /// A WebSocket is open.
    Opened {
        /// Its id, new.
        conn: ConnId,
        /// The address it came from.
        peer: IpAddr,
    },
    /// A text frame arrived and was decoded.
    Frame {
        /// The socket.
        conn: ConnId,
        /// The message, or the answer that the frame earns instead.
        frame: Result<Frame<Request>, Rejected>,
    },
    /// A WebSocket is gone.
    Closed {
        /// The socket.
        conn: ConnId,
    },
    /// The Salesforce org signs its tokens with these keys now.
    OrgKeys(OrgKeys),
    /// The store's content is this now.
    Directory(Box<Directory>),
    /// The store kept a change, or could not.
    Stored {
        /// Which change.
        ticket: Ticket,
        /// Whether it is kept.
        is_kept: bool,
    },
    /// A user's saved credentials were looked up.
    Credentials {
        /// Which request.
        ticket: Ticket,
        /// What is saved, if anything is.
        credentials: Option<SavedCredentials>,
    },
    /// A password was compared.
    Checked {
        /// Which one.
        check: CheckId,
        /// Whether it is right.
        is_right: bool,
    },
    /// The telephone system said something.
    Station(StationEvent),
    /// An administrator ends the user's session and makes the user's credentials void.
    EndSession {
        /// Whose.
        user: UserId,
    },
    /// The connector is about to stop: everyone is told to come back.
    ShutDown,
}

/// What the host has to do, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Send a frame.
    Tell {
        /// The socket.
        conn: ConnId,
        /// The frame.
        frame: Box<Frame<Answer>>,
    },
    /// Send several frames that are one list: one after another, at the pace at which they are read.
    TellAll {
        /// The socket.
        conn: ConnId,
        /// The frames.
        frames: Vec<Frame<Answer>>,
    },
    /// Send the same frame to several.
    TellEach {
        /// The sockets.
        conns: Vec<ConnId>,
        /// The frame.
        frame: Box<Frame<Answer>>,
    },
    /// Close a socket; nothing of it is wanted any more.
    Close {
        /// The socket.
        conn: ConnId,
        /// The advice.
        code: CloseCode,
        /// The reason, at most [`hookswitch_protocol::limits::CLOSE_REASON_BYTES`].
        reason: String,
    },
    /// Keep a change and answer with [`Input::Stored`].
    Store {
        /// Which change.
        ticket: Ticket,
        /// The change.
        change: Change,
    },
    /// Look up a user's saved credentials and answer with [`Input::Credentials`].
    FetchCredentials {
        /// Which request.
        ticket: Ticket,
        /// Whose.
        user: UserId,
    },
    /// Compare a password, where there is something to compare it with, and answer with [`Input::Checked`] as late
    /// where there is not.
    Check {
        /// Which one.
        check: CheckId,
        /// What was given.
        password: CtiPassword,
        /// What it is compared with.
        against: Option<PasswordHash>,
    },
    /// Tell the telephone system.
    Station(StationCommand),
    /// Write to the log.
    Log(Note),
}

/// A change that must outlive the connector.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The user holds a licence from now on.
    TakeLicence(UserId),
    /// Failures of a subject stand like this.
    KeepFailures(Subject, Failures),
    /// Failures of a subject count no more.
    ForgetFailures(Subject),
    /// The user has had a call; one that began at the same time and has the same id is the same.
    KeepCall(UserId, Box<PastCall>),
    /// A browser may log on again by this.
    KeepCredential(Credential),
    /// This one is void.
    ForgetCredential(CredentialHash),
    /// All of the user's are void.
    ForgetCredentialsOf(UserId),
    /// The user has agreed.
    AcceptAgreement(Accepted),
    /// A token of the org was used, and would hold until then, in milliseconds since 1970 UTC.
    KeepUsedToken(TokenId, u64),
}

/// Something worth a line in the log. Holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// A connection registered.
    Registered {
        /// The socket.
        conn: ConnId,
    },
    /// An agent is signed on.
    SignedOn {
        /// The socket.
        conn: ConnId,
        /// The agent.
        user: UserId,
    },
    /// An agent's session goes on over this socket.
    Resumed {
        /// The socket.
        conn: ConnId,
        /// The agent.
        user: UserId,
    },
    /// An agent is logged on to a station.
    LoggedOn {
        /// The socket.
        conn: ConnId,
        /// The agent.
        user: UserId,
    },
    /// Saved credentials were asked for by somebody who has proven to be nobody.
    CredentialsRefused {
        /// The socket.
        conn: ConnId,
    },
    /// A sign-on to the CTI server was refused.
    CtiRefused {
        /// The socket.
        conn: ConnId,
        /// Why.
        error: ErrorType,
    },
    /// A sign-on or registration was refused.
    Refused {
        /// The socket.
        conn: ConnId,
        /// Why.
        code: ErrorCode,
    },
    /// A token that the Salesforce org is to have signed does not count.
    TokenRefused {
        /// The socket.
        conn: ConnId,
        /// Why.
        fault: TokenFault,
        /// Whom it names, where the org has signed it.
        user_name: Option<UserName>,
    },
    /// A session was moved to another socket.
    TakenOver {
        /// The socket that has it now.
        conn: ConnId,
        /// The agent.
        user: UserId,
    },
    /// A session lost its socket and is held.
    Held {
        /// The agent.
        user: UserId,
    },
    /// A session ended.
    SignedOff {
        /// The agent.
        user: UserId,
        /// Why, where nobody asked for it.
        code: Option<ErrorCode>,
    },
    /// A session was held for as long as the grace period and ended.
    Expired {
        /// The agent.
        user: UserId,
    },
}

/// Counts for the metrics; those named in the past tense only grow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Open WebSockets.
    pub connections: u64,
    /// Sessions, with a socket or held.
    pub sessions: u64,
    /// Sessions without a socket.
    pub sessions_held: u64,
    /// Users in the directory.
    pub users: u64,
    /// Licences taken.
    pub licences_used: u64,
    /// Frames read.
    pub frames_read: u64,
    /// Frames refused.
    pub frames_rejected: u64,
    /// Sign-ons done.
    pub signed_on: u64,
    /// Sign-ons refused.
    pub sign_ons_refused: u64,
    /// Sessions resumed.
    pub resumed: u64,
    /// Log-ons of the API user that the Salesforce org has refused.
    pub org_log_ons_refused: u64,
    /// What is known of the login IP ranges; the core itself knows nothing of them.
    pub login_ranges: Option<RangesFigures>,
}

impl Settings {
    /// Settings of a connector that accepts own Login IDs only.
    #[must_use]
    pub fn new(server: ServerName) -> Self {
        Self {
            server,
            accepts_login_id: true,
            accepts_unproven: false,
            org_tokens: None,
            limits: Limits::default(),
            teams: Vec::new(),
            phone_books: PhoneBooks::default(),
            grace_seconds: limits::GRACE_SECONDS,
            log_on: None,
        }
    }
}
