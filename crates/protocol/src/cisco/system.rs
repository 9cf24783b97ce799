//! The CTI server and the link to it.

use crate::{
    cisco::ids::{CtiUserName, Label, ResourceUri},
    connector::ConnectionStatus,
    ids::{Extension, ServerName},
    payload,
    utc::UtcTime,
    values::{Quoted, Thousandths},
    words,
};

words! {
    /// How the CTI server stands.
    pub enum SystemStatus {
        /// Works.
        InService = "IN_SERVICE",
        /// Does not.
        OutOfService = "OUT_OF_SERVICE",
    }

    /// How agents prove who they are.
    pub enum AuthMode {
        /// By password.
        Password = "NON_SSO",
        /// By single sign-on.
        SingleSignOn = "SSO",
        /// By either.
        Either = "HYBRID",
    }
}

payload! {
    /// The CTI server opened a session for the agent.
    pub struct OpenConnection with "packet" = "OpenConnection" {
        /// The session.
        data: OpenedConnection = "data",
    }

    /// A session with the CTI server.
    pub struct OpenedConnection {
        /// Who.
        username: CtiUserName = "username",
        /// At which telephone.
        extension: Extension = "extension",
        /// With which server.
        server: ServerName = "server",
    }

    /// How the link to the CTI server stands.
    pub struct SetConnectionStatus with "packet" = "ConnectionStatus" {
        /// The same as on the channel `Connector`.
        data: ConnectionStatus = "data",
    }

    /// What the CTI server is.
    pub struct SetSystemInfo with "packet" = "SystemInfo" {
        /// All of it.
        system_info: SystemInfo = "systeminfo" | "systemInfo" | "SystemInfo" | "data",
    }

    /// What the CTI server is, in the shape of Finesse.
    pub struct SystemInfo {
        /// The server's clock.
        current_timestamp: UtcTime = "currentTimestamp",
        /// By how much the browser's clock is ahead, as far as somebody knows.
        time_diff_seconds: Option<Thousandths> = "timeDiffSeconds",
        /// The kind of contact centre.
        deployment_type: Label = "deploymentType",
        /// How the last sign of life of the CTI link went.
        last_cti_heartbeat_status: Label = "lastCTIHeartbeatStatus",
        /// When the last one went well, in milliseconds since 1970 UTC.
        last_success_cti_heartbeat_time: Option<Quoted<u64>> = "lastSuccessCTIHeartbeatTime",
        /// The version of the CTI link.
        cti_version: Label = "ctiVersion",
        /// Seconds between signs of life.
        cti_heartbeat_interval: Quoted<u32> = "ctiHeartbeatInterval",
        /// The id of the telephone system.
        peripheral_id: Label = "peripheralId",
        /// The first server.
        primary_node: Node = "primaryNode",
        /// The server that takes over.
        secondary_node: Option<Node> = "secondaryNode",
        /// How it stands.
        status: SystemStatus = "status",
        /// How agents prove who they are.
        system_auth_mode: AuthMode = "systemAuthMode",
        /// Minutes by which the server's time zone is ahead of UTC.
        timezone_offset: Quoted<i32> = "timezoneOffset",
        /// Where this is.
        uri: ResourceUri = "uri",
        /// The domain of the vendor's own events.
        xmpp_domain: Option<Label> = "xmppDomain",
        /// The domain to which one subscribes for them.
        xmpp_pub_sub_domain: Option<Label> = "xmppPubSubDomain",
    }

    /// A server.
    pub struct Node {
        /// Its name.
        host: ServerName = "host",
    }
}
