//! The channel `Cisco`: agent, calls and team, in the shapes of Finesse.
//!
//! An app, of which the softphone is one, sends requests and receives events; most requests have no reply of their
//! own, but show in the events that follow. A request that is refused is answered by [`FromConnector::ApiError`].

use crate::{messages, values::NoPayload};

pub mod agent;
pub mod call;
pub mod error;
pub mod ids;
pub mod lists;
pub mod part;
pub mod system;
pub mod team;
pub mod variables;

messages! {
    /// What a connector receives.
    pub enum ToConnector {
        /// Sign on to the CTI server.
        SetUserInfo(agent::SetUserInfo) = Cisco / "Agent" / "SetUserInfo" in "data",
        /// Sign off; only from not ready.
        Logout(agent::Reason) = Cisco / "Connection" / "Logout" in "data",
        /// Take calls.
        SetReadyState(NoPayload) = Cisco / "Agent" / "SetReadyState" in "data",
        /// Take no calls.
        SetNotReadyState(agent::Reason) = Cisco / "Agent" / "SetNotReadyState" in "data",
        /// Ask for [`FromConnector::AgentState`].
        GetAgentState(NoPayload) = Cisco / "Agent" / "GetAgentState" in "data",
        /// Ask for [`FromConnector::AppState`].
        GetAppState(NoPayload) = Cisco / "General" | "Call" / "GetAppState" in "data",
        /// Ask for [`FromConnector::WrapupCode`].
        GetWrapupReasonCode(NoPayload) = Cisco / "Agent" / "GetWrapupReasonCode" in "data",
        /// Ask for [`FromConnector::PhoneDirectory`].
        GetPhoneDirectory(lists::GetPhoneDirectory) = Cisco / "Agent" / "GetPhoneDirectory" in "data",
        /// Ask for [`FromConnector::SystemInfo`].
        GetSystemInfo(NoPayload) = Cisco / "General" / "GetSystemInfo" in "data",
        /// Ask for [`FromConnector::CallHistory`].
        GetCallHistory(NoPayload) = Cisco / "Agent" / "GetCallHistory" in "data",
        /// Say what a call was about.
        WrapUpCall(agent::WrapUpCall) = Cisco / "Agent" / "WrapUpCall" in "data",
        /// Set a variable of a call.
        UpdateCallVariables(agent::UpdateCallVariables) = Cisco / "Agent" / "UpdateCallVariables" in "data",
        /// Dial.
        MakeCall(call::SetMakeCall) = Cisco / "InboundCall" | "OutboundCall" / "SetMakeCall" in "data",
        /// Answer a call.
        Answer(call::OnCall) = Cisco / "InboundCall" | "OutboundCall" / "SetANSWER" | "SetAnswer" in "data",
        /// Refuse a call.
        Reject(call::OnCall) = Cisco / "OutboundCall" | "InboundCall" / "SetREJECT" in "data",
        /// Hold a call.
        Hold(call::OnCall) = Cisco / "InboundCall" | "OutboundCall" / "SetHOLD" in "data",
        /// Go back to a held call.
        Retrieve(call::OnCall) = Cisco / "InboundCall" | "OutboundCall" / "SetRETRIEVE" in "data",
        /// Ask somebody while the call is held.
        Consult(call::Consult) = Cisco / "InboundCall" | "OutboundCall" / "SetCONSULT" | "SetConsult" in "data",
        /// Complete a consult: all three talk.
        Conference(call::OnCall) = Cisco / "InboundCall" | "OutboundCall" / "SetCONFERENCE" in "data",
        /// Complete a consult: the other two talk.
        Transfer(call::OnCall) = Cisco / "InboundCall" | "OutboundCall" / "SetTRANSFER" in "data",
        /// Hand a call over without asking.
        DirectTransfer(call::DirectTransfer) = Cisco / "InboundCall" | "OutboundCall" / "SetTRANSFER_SST" in "data",
        /// Send digits into a call.
        SendDtmf(call::SendDtmf) = Cisco / "InboundCall" | "OutboundCall" / "SetSENDDTMF" in "data",
        /// Hang up.
        Drop(call::OnCall) = Cisco / "InboundCall" | "OutboundCall" / "SetDROP" in "data",
        /// Ask for [`FromConnector::TeamState`], now and whenever it changes. Supervisors only, as all that follow.
        GetTeamState(NoPayload) = Cisco / "Team" / "GetTeamState" in "data",
        /// Take an agent out of the queues.
        TeamAgentNotReady(team::TeamAgentNotReady) = Cisco / "Team" / "SetTeamAgentNotReadyState" in "data",
        /// Sign an agent off.
        TeamAgentLogout(team::TeamAgentLogout) = Cisco / "Team" / "SetTeamAgentLogout" in "data",
        /// Listen to an agent's call without being heard.
        SilentMonitoring(team::SilentMonitoring) = Cisco / "Agent" | "Team" / "SetSilentMonitoring" in "data",
        /// Join the call that is being listened to.
        Barge(call::Barge) = Cisco / "InboundCall" | "OutboundCall" / "SetBARGE CALL" in "data",
    }
}

messages! {
    /// What a connector sends. The first fifteen follow a sign-on, in this order.
    pub enum FromConnector {
        /// The CTI server opened a session.
        OpenConnection(system::OpenConnection) = Cisco / "Connection" / "OpenConnection" in "message",
        /// How the link to the CTI server stands.
        ConnectionStatus(system::SetConnectionStatus) = Cisco / "Connection" / "SetConnectionStatus" in "message",
        /// How the agent stands.
        AgentState(agent::SetAgentState) = Cisco / "Agent" / "SetAgentState" in "message",
        /// The agent has signed on.
        Login(agent::Login) = Cisco / "Agent" / "Login" in "message",
        /// What the softphone shows.
        AppState(agent::AppState) = Cisco / "General" | "Call" / "GetAppState" in "message",
        /// The agent's calls.
        Calls(call::CallsStateChange) =
            Cisco / "InboundCall" | "OutboundCall" | "Agent" / "CallsStateChange" in "message",
        /// The media routing domains of the system.
        MrdList(lists::SetMrdList) = Cisco / "Agent" / "SetMRDList" in "message",
        /// How the agent stands in each medium.
        Media(lists::GetMedia) = Cisco / "Agent" / "GetMedia" in "message",
        /// What the CTI server is.
        SystemInfo(system::SetSystemInfo) = Cisco / "General" / "SetSystemInfo" in "message",
        /// The media routing domains of the agent.
        MappedMrd(lists::SetMappedMrd) = Cisco / "Agent" / "SetMappedMRD" in "message",
        /// What goes over which domain.
        Map(lists::Map) = Cisco / "Agent" / "Map" in "message",
        /// Reasons for logging out.
        LogOutReasonCodes(lists::SetLogOutReasonCodes) = Cisco / "Agent" / "SetLogOutReasonCodes" in "message",
        /// Reasons for not being ready.
        NotReadyReasonCodes(lists::SetNotReadyReasonCodes) = Cisco / "Agent" / "SetNotReadyReasonCodes" in "message",
        /// Phone books, pushed.
        PhoneBook(lists::PhoneBooks) = Cisco / "Agent" / "SetPhoneBook" in "message",
        /// Wrap-up reasons.
        WrapupCode(lists::SetWrapupCode) = Cisco / "Agent" / "SetWrapupCode" in "message",
        /// Phone books, asked for.
        PhoneDirectory(lists::PhoneBooks) = Cisco / "Agent" / "SetPhoneDirectory" in "message",
        /// One outgoing call of the agent.
        OutBoundCall(call::OutBoundCallStateChange) = Cisco / "OutboundCall" | "InboundCall" | "Agent"
            / "OutBoundCallStateChange" | "OutboundCallStateChange" | "OutboundCallStateCHange" in "message",
        /// The agent's calls of the day.
        CallHistory(call::SetCallHistory) = Cisco / "Agent" / "SetCallHistory" in "message",
        /// The agents of the supervisor's teams.
        TeamState(team::SetTeamState) = Cisco / "Team" / "SetTeamState" in "message",
        /// A request was refused.
        ApiError(error::SetApiError) = Cisco / "Error" / "SetAPIError" in "message",
    }
}

messages! {
    /// What of all that a connector sends a softphone draws.
    #[allow(clippy::large_enum_variant, reason = "one at a time, moved twice")]
    pub enum Shown {
        /// How the agent stands.
        AgentState(agent::SetAgentState) = Cisco / "Agent" / "SetAgentState" in "message",
        /// The agent's calls.
        Calls(call::CallsStateChange) =
            Cisco / "InboundCall" | "OutboundCall" | "Agent" / "CallsStateChange" in "message",
        /// Reasons for logging out.
        LogOutReasonCodes(lists::SetLogOutReasonCodes) = Cisco / "Agent" / "SetLogOutReasonCodes" in "message",
        /// Reasons for not being ready.
        NotReadyReasonCodes(lists::SetNotReadyReasonCodes) = Cisco / "Agent" / "SetNotReadyReasonCodes" in "message",
        /// Wrap-up reasons.
        WrapupCode(lists::SetWrapupCode) = Cisco / "Agent" / "SetWrapupCode" in "message",
        /// Phone books.
        PhoneBooks(lists::PhoneBooks) = Cisco / "Agent" / "SetPhoneDirectory" | "SetPhoneBook" in "message",
        /// The agent's calls of the day.
        CallHistory(call::SetCallHistory) = Cisco / "Agent" / "SetCallHistory" in "message",
        /// The agents of the supervisor's teams.
        TeamState(team::SetTeamState) = Cisco / "Team" / "SetTeamState" in "message",
        /// A request was refused.
        ApiError(error::SetApiError) = Cisco / "Error" / "SetAPIError" in "message",
    }
}
