//! The agent: signing on and off, states, reason codes, wrap-up.

use crate::{
    cisco::ids::{
        CallId, CtiPassword, CtiUserName, Label, MediaId, ReasonCode, ResourceUri, TeamId, VariableName, VariableValue,
        WrapUpId,
    },
    ids::Extension,
    json::Json,
    opaque::Opaque,
    payload,
    reading::Reading,
    utc::UtcTime,
    values::{Blank, NoPassword, Quoted},
    wire::{Nullable, Payload, Wire},
    words,
    write::Writer,
};

words! {
    /// The states of an agent. The reservations for outbound calls are read as [`AgentState::Reserved`].
    pub enum AgentState {
        /// Not signed on.
        LogOut = "LOGOUT",
        /// Signed on, takes no calls from queues.
        NotReady = "NOT_READY",
        /// Waits for a call.
        Ready = "READY",
        /// A call is being offered.
        Reserved = "RESERVED" | "RESERVED_OUTBOUND" | "RESERVED_OUTBOUND_PREVIEW",
        /// In a call.
        Talking = "TALKING",
        /// Every call is held.
        Hold = "HOLD",
        /// Wraps up a call, and is not ready afterwards.
        Work = "WORK",
        /// Wraps up a call, and is ready afterwards.
        WorkReady = "WORK_READY",
    }

    /// What an agent may do; a role of a later version adds nothing.
    pub enum Role or Agent {
        /// Take calls.
        Agent = "Agent" | "AGENT",
        /// Watch over a team as well.
        Supervisor = "Supervisor" | "SUPERVISOR",
    }

    /// Whether a call is wrapped up.
    pub enum WrapUpRule {
        /// It is over when it is over.
        NotAllowed = "NOT_ALLOWED",
        /// The agent may.
        Optional = "OPTIONAL",
        /// The agent goes to work after it, with or without a reason.
        Required = "REQUIRED",
        /// The agent has to say what it was about.
        RequiredWithReason = "REQUIRED_WITH_WRAP_UP_DATA",
    }
}

payload! {
    /// Signs on.
    pub struct SetUserInfo {
        /// Who.
        username: CtiUserName = "username" | "Username" | "UserName",
        /// The proof.
        password: CtiPassword = "password" | "Password",
        /// At which telephone.
        extension: Extension = "extension" | "Extension",
    }

    /// A state that may need a reason: not ready, or logged out.
    pub struct Reason {
        /// Why.
        reason_code_id: ReasonCode = "ReasonCodeId" | "reasonCodeId",
    }

    /// Sets a variable of a call.
    pub struct UpdateCallVariables {
        /// Which call.
        call_id: CallId = "callID" | "CallID" | "callId" | "CallId" | "callid",
        /// Which variable; its case does not count.
        key: VariableName = "key",
        /// What it becomes.
        value: VariableValue = "value",
    }

    /// How the agent stands.
    pub struct SetAgentState {
        /// The agent.
        data: Agent = "data",
        /// What the CTI server said, word for word; a connector of ours has nothing to add.
        rules: Option<Opaque> = "rules",
    }

    /// An agent, in the shape of a Finesse user.
    pub struct Agent {
        /// Time in the state, as the vendor's sample has it (`00:00`); `stateChangeTime` says it better.
        agent_time: Option<Label> = "agentTime",
        /// Whether the agent watches over a team.
        is_supervisor: bool = "issupervisor" | "isSupervisor",
        /// Where the agent's calls are.
        dialogs: Option<ResourceUri> = "dialogs",
        /// At which telephone; none where logged out.
        extension: Blank<Extension> = "extension",
        /// First name.
        first_name: Label = "firstName",
        /// Last name.
        last_name: Label = "lastName",
        /// The CTI server's id of the agent.
        login_id: CtiUserName = "loginId" | "loginID",
        /// The name with which the agent signs on.
        login_name: CtiUserName = "loginName",
        /// The media routing domain of calls.
        media_type: MediaId = "mediaType",
        /// The state that follows the present call.
        pending_state: Option<AgentState> = "pendingState",
        /// Why in this state.
        reason_code_id: ReasonCode = "reasonCodeId",
        /// What the agent may do.
        roles: Vec<Role> = "roles",
        /// How calls are wrapped up.
        settings: Settings = "settings",
        /// The state.
        state: AgentState = "state",
        /// Since when, on the connector's clock.
        state_change_time: UtcTime = "stateChangeTime",
        /// The agent's team.
        team_id: TeamId = "teamId",
        /// What people call it.
        team_name: Label = "teamName",
        /// Where the agent is.
        uri: ResourceUri = "uri",
        /// Seconds a wrap-up takes at most.
        wrap_up_timer: Quoted<u32> = "wrapUpTimer",
        /// The teams the agent watches over or belongs to.
        teams: Vec<Team> = "teams",
    }

    /// How calls are wrapped up.
    pub struct Settings {
        /// After an incoming call.
        wrap_up_on_incoming: WrapUpRule = "wrapUpOnIncoming",
        /// After an outgoing call.
        wrap_up_on_outgoing: WrapUpRule = "wrapUpOnOutgoing",
    }

    /// A team.
    pub struct Team {
        /// Its id.
        id: TeamId = "id",
        /// What people call it.
        name: Label = "name",
        /// Where it is.
        uri: ResourceUri = "uri",
    }

    /// What the softphone of this agent shows, for an app that comes later.
    pub struct AppState {
        /// All of it.
        cti_state: CtiState = "ctiState",
    }

    /// What the softphone of an agent shows.
    pub struct CtiState {
        /// Who is signed on.
        user_info: UserInfo = "userInfo",
        /// The agent's state; the same as `agentState`.
        state: AgentState = "State" | "state",
        /// The agent's state.
        agent_state: AgentState = "agentState",
        /// A call on its way out.
        make_call: Nullable<Opaque> = "makeCall",
        /// What the CTI server said, word for word; a connector of ours has nothing to add.
        rules: Option<Opaque> = "rules",
    }

    /// Who is signed on, all empty where nobody is.
    pub struct UserInfo {
        /// At which telephone.
        extension: Blank<Extension> = "extension",
        /// Always empty, whatever the vendor's sample shows.
        password: NoPassword = "password",
        /// Who.
        username: Blank<CtiUserName> = "username",
        /// Whether the agent's telephone is outside the system.
        is_mobile_agent: bool = "ismobileagent",
        /// How that telephone is connected.
        mobile_agent_mode: Blank<Label> = "mobileagentmode",
        /// The number of that telephone.
        mobile_number: Blank<Label> = "mobilenumber",
    }

    /// The agent has signed on.
    pub struct Login with "packet" = "Login" {
        /// Who.
        data: SignedOn = "data",
    }

    /// Who has signed on, in the shape of the event of the same name on the vendor's channel `Finesse`.
    pub struct SignedOn {
        /// At which telephone.
        extension: Extension = "extension",
        /// The name with which the agent signed on.
        login_name: CtiUserName = "loginName",
        /// The agent's name.
        name: Label = "name",
        /// The CTI server's id of the agent.
        login_id: CtiUserName = "loginID" | "loginId",
        /// The media routing domain of calls.
        media_type: MediaId = "mediaType",
        /// The agent's team.
        team_id: TeamId = "teamId",
        /// What people call it.
        team_name: Label = "teamName",
        /// When, on the connector's clock.
        state_change_time: UtcTime = "stateChangeTime",
    }
}

/// Wraps up a call, during it or afterwards.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrapUpCall {
    /// Which call.
    pub call_id: CallId,
    /// As what.
    pub reason: WrapUp,
}

/// What a call was about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WrapUp {
    /// One of the reasons that were offered.
    Reason(WrapUpId),
    /// Words of the agent's own.
    Custom(Label),
}

impl Payload for WrapUpCall {
    fn from_fields(reading: &mut Reading<'_, '_>) -> Self {
        let is_custom: Option<bool> = reading.read(&["iscustomwrapup", "Iscustomwrapup"]);
        let reason = if is_custom.unwrap_or_default() {
            WrapUp::Custom(reading.read(&["customwrapup"]))
        } else {
            WrapUp::Reason(reading.read(&["wrapup"]))
        };
        Self { call_id: reading.read(&["callID", "CallID", "callId", "CallId", "callid"]), reason }
    }
}

impl Wire for WrapUpCall {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        reading.object(json, Self::from_fields)
    }

    fn write(&self, out: &mut Writer) {
        let (reason, custom, is_custom) = match &self.reason {
            WrapUp::Reason(id) => (id.as_str(), "", false),
            WrapUp::Custom(words) => ("", words.as_str(), true),
        };
        out.object(|out| {
            out.field("callID", &self.call_id);
            for (key, text) in [("wrapup", reason), ("customwrapup", custom)] {
                out.key(key);
                out.string(text);
            }
            out.field("iscustomwrapup", &is_custom);
        });
    }
}
