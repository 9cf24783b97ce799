//! The channel `Connector`: registration, life of a connection, sign-on with an own Login ID.

use crate::{
    code::ErrorCode,
    ids::{
        BrowserId, CredentialText, DisplayName, Extension, Jwt, PageUrl, ResumeToken, ServerName, SubscriberId, TabId,
        UserName,
    },
    json::Json,
    login_id::LoginIdText,
    messages, payload,
    reading::Reading,
    wire::{Nullable, Wire},
    words,
    write::Writer,
};

words! {
    /// A channel of the contract.
    pub enum Channel {
        /// Registration, connection, sign-on.
        Connector = "Connector",
        /// What Salesforce tells and does.
        Salesforce = "Salesforce",
        /// Agent and calls, in the way of a CTI server.
        Cisco = "Cisco",
        /// Station log-on, in the way of an Interaction Center.
        InteractionCenter = "InteractionCenter",
    }

    /// What the connection icon is driven by.
    pub enum LinkStatus {
        /// On its way.
        Connecting = "Connecting",
        /// Signed on and reachable.
        Linked = "Linked",
        /// Registered, but not signed on.
        Unlinked = "Unlinked",
        /// Signed on, but the telephone system is out of reach.
        Lost = "Lost",
    }

    /// What speaks.
    pub enum Speaker {
        /// A softphone: it signs the user on.
        Softphone = "softphone",
        /// Another app of the user's: it hears and asks beside the softphone, and signs nobody on.
        App = "app",
    }

    /// Which licence an agent's sign-on takes.
    pub enum Licence {
        /// None: signed on without an own Login ID.
        NotNeeded = "NotNeeded",
        /// One of the counted ones.
        Named = "Named",
        /// A site licence.
        Site = "Site",
    }
}

messages! {
    /// What a connector receives.
    pub enum ToConnector {
        /// The first message of a connection.
        Register(Register) = Connector / "Registration" / "Register" in "data",
        /// Answer to the connector's heartbeat.
        Heartbeat(Heartbeat) = Connector / "Connection" / "Heartbeat" in "data",
        /// Sign on with an own Login ID.
        SetLoginId(SetLoginId) = Connector / "User" / "SetLoginId" in "data",
        /// Sign off and forget.
        ClearLoginId(Nothing) = Connector / "User" / "ClearLoginId" in "data",
        /// Move the one live session here.
        TakeOver(Nothing) = Connector / "Session" / "TakeOver" in "data",
    }
}

messages! {
    /// What a softphone receives.
    pub enum FromConnector {
        /// Reply to a registration.
        Registered(Registered) = Connector / "Registration" / "Register" in "data",
        /// How the connection stands.
        Status(ConnectionStatus) = Connector / "Connection" / "SetConnectionStatus" in "data",
        /// To be answered at once.
        Heartbeat(Heartbeat) = Connector / "Connection" / "Heartbeat" in "data",
        /// Reply to a sign-on; also sent unasked when a waiting ID becomes known.
        LoginIdSet(LoginIdSet) = Connector / "User" / "SetLoginId" in "data",
        /// Reply to a sign-off.
        LoginIdCleared(Outcome) = Connector / "User" / "ClearLoginId" in "data",
        /// Reply to a take-over; to the other connection, with code `Superseded`, the news of it.
        TakenOver(Outcome) = Connector / "Session" / "TakeOver" in "data",
        /// A request or frame was refused.
        Error(SetError) = Connector / "Error" / "SetError" in "data",
    }
}

payload! {
    /// Which channels a connection wants, and who speaks.
    pub struct Register {
        /// Channels to register for; `Connector` needs no mention.
        channels: Vec<Channel> = "channels",
        /// The page that speaks.
        url: PageUrl = "url",
        /// Version of the contract.
        protocol: u32 = "protocol",
        /// Proof of who speaks. Without one the connection may only sign on.
        identity: Option<Identity> = "identity",
        /// Continues a session that lost its socket.
        resume: Option<ResumeToken> = "resume",
        /// The browser tab.
        tab: Option<TabId> = "tab",
        /// The browser, the same in all its tabs.
        browser: Option<BrowserId> = "browser",
        /// What speaks; a softphone where it is left out.
        speaker: Option<Speaker> = "speaker",
    }

    /// The connector's answer to a registration.
    pub struct Registered {
        /// Id of this registration; empty where refused.
        subscriber_id: Option<SubscriberId> = "subscriberID" | "SubscriberID" | "subscriberId",
        /// Whether the connection is registered.
        success: bool = "Success",
        /// Why not.
        error_message: Nullable<String> = "ErrorMessage",
        /// Why not, as a code.
        code: Option<ErrorCode> = "code",
        /// Whether an earlier session goes on; its present state follows.
        resumed: bool = "resumed",
        /// The token with which this connection's session can be resumed once.
        resume: Option<ResumeToken> = "resume",
        /// Seconds between heartbeats.
        heartbeat_seconds: u32 = "heartbeatSeconds",
        /// Seconds a session is held without a socket.
        grace_seconds: u32 = "graceSeconds",
        /// Milliseconds within which a lost client makes its first try, at random.
        reconnect_window_ms: u32 = "reconnectWindowMs",
        /// The connector's clock, in milliseconds since 1970 UTC.
        server_time: u64 = "serverTime",
        /// The connector's name and version.
        server: ServerName = "server",
    }

    /// How the connection stands.
    pub struct ConnectionStatus {
        /// Drives the connection icon.
        status: LinkStatus = "status",
        /// Why, where it is not linked.
        reason: Nullable<ErrorCode> = "reason",
    }

    /// A sign of life.
    pub struct Heartbeat {
        /// The connector's clock, in milliseconds since 1970 UTC; the answer repeats it.
        server_time: Option<u64> = "serverTime",
        /// How long the answer to the connector's last one took to come back, in milliseconds.
        round_trip_ms: Option<u32> = "roundTripMs",
    }

    /// Sign on with an own Login ID.
    pub struct SetLoginId {
        /// The ID as it was given.
        login_id: LoginIdText = "loginId" | "LoginId" | "loginID" | "LoginID",
    }

    /// The answer to a sign-on.
    pub struct LoginIdSet {
        /// Whether the agent is signed on.
        success: bool = "Success",
        /// Why not.
        error_message: Nullable<String> = "ErrorMessage",
        /// Why not, as a code.
        code: Option<ErrorCode> = "code",
        /// When to try again, where locked.
        retry_after_seconds: Option<u32> = "retryAfterSeconds",
        /// The agent's extension.
        extension: Option<Extension> = "extension",
        /// What people call the agent.
        display_name: Option<DisplayName> = "displayName",
        /// Which licence the sign-on takes.
        licence: Option<Licence> = "licence",
        /// Where the session lives, where it lives elsewhere.
        elsewhere: Option<Elsewhere> = "elsewhere",
    }

    /// Where a session lives.
    pub struct Elsewhere {
        /// The page.
        url: PageUrl = "url",
        /// Since when, in milliseconds since 1970 UTC.
        since: u64 = "since",
    }

    /// Whether a request was done.
    pub struct Outcome {
        /// Whether it was done.
        success: bool = "Success",
        /// Why not.
        error_message: Nullable<String> = "ErrorMessage",
        /// Why not, as a code.
        code: Option<ErrorCode> = "code",
    }

    /// A refusal.
    pub struct SetError {
        /// What is wrong.
        code: ErrorCode = "code",
        /// The same as a plain sentence.
        message: String = "message",
        /// When to try again.
        retry_after_seconds: Option<u32> = "retryAfterSeconds",
        /// The field at fault.
        field: Option<String> = "field",
    }

    /// No payload.
    pub struct Nothing {}
}

/// Proof of who speaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Identity {
    /// The own Login ID.
    LoginId(LoginIdText),
    /// A token signed by the Salesforce org.
    Jwt(Jwt),
    /// No proof at all, for a user by name: only on a loopback listener in demo mode.
    None(UserName),
    /// What an earlier log-on to a station gave. For tabs and apps only: a softphone logs on with it.
    Credential(CredentialText),
}

impl Identity {
    /// The kinds as written under `kind`.
    pub const KINDS: [&'static str; 4] = ["loginId", "jwt", "none", "credential"];
}

impl Wire for Identity {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        reading.object(json, |reading| match reading.read::<String>(&["kind"]).as_str() {
            "loginId" => Self::LoginId(reading.read(&["loginId", "LoginId"])),
            "jwt" => Self::Jwt(reading.read(&["token"])),
            "none" => Self::None(reading.read(&["user"])),
            "credential" => Self::Credential(reading.read(&["credential"])),
            _ => {
                reading.refuse();
                Self::LoginId(LoginIdText::new(""))
            }
        })
    }

    fn write(&self, out: &mut Writer) {
        let [login_id, jwt, none, credential] = Self::KINDS;
        out.object(|out| {
            out.key("kind");
            match self {
                Self::LoginId(text) => {
                    out.string(login_id);
                    out.field("loginId", text);
                }
                Self::Jwt(token) => {
                    out.string(jwt);
                    out.field("token", token);
                }
                Self::None(user) => {
                    out.string(none);
                    out.field("user", user);
                }
                Self::Credential(text) => {
                    out.string(credential);
                    out.field("credential", text);
                }
            }
        });
    }
}

impl Outcome {
    /// It was done.
    #[must_use]
    pub const fn done() -> Self {
        Self { success: true, error_message: Nullable(None), code: None }
    }

    /// It was refused.
    #[must_use]
    pub fn refused(code: ErrorCode) -> Self {
        Self { success: false, error_message: Nullable(Some(code.advice().message.to_owned())), code: Some(code) }
    }
}

impl LoginIdSet {
    /// The sign-on was refused.
    #[must_use]
    pub fn refused(code: ErrorCode, retry_after_seconds: Option<u32>) -> Self {
        Self {
            success: false,
            error_message: Nullable(Some(code.advice().message.to_owned())),
            code: Some(code),
            retry_after_seconds,
            extension: None,
            display_name: None,
            licence: None,
            elsewhere: None,
        }
    }
}

impl SetError {
    /// A refusal with its standing text.
    #[must_use]
    pub fn new(code: ErrorCode) -> Self {
        Self { code, message: code.advice().message.to_owned(), retry_after_seconds: None, field: None }
    }
}
