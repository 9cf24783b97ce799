//! The team, for its supervisor.

use crate::{
    cisco::{
        agent::AgentState,
        call::{CallType, PartyState},
        ids::{CallId, CtiUserName, DialString, Label, ReasonCode},
        part::{Part, Scope},
    },
    ids::{DisplayName, Extension},
    payload,
    values::Blank,
    words,
};

words! {
    /// What [`TeamAgentNotReady`] sets; no other state can be asked for there.
    pub enum NotReadyWord {
        /// The state.
        NotReady = "NotReady",
    }

    /// What [`TeamAgentLogout`] sets; no other state can be asked for there.
    pub enum LogoutWord {
        /// The state.
        Logout = "Logout",
    }
}

payload! {
    /// Takes an agent out of the queues.
    pub struct TeamAgentNotReady {
        /// Which agent.
        user_name: CtiUserName = "Username" | "UserName" | "userName" | "username",
        /// Says the same as the subtopic.
        state: NotReadyWord = "State",
        /// Why.
        reason_code_id: ReasonCode = "ReasonCodeId",
    }

    /// Signs an agent off.
    pub struct TeamAgentLogout {
        /// Which agent.
        user_name: CtiUserName = "Username" | "UserName" | "userName" | "username",
        /// Says the same as the subtopic.
        state: LogoutWord = "State",
    }

    /// Listens to an agent's call without being heard.
    pub struct SilentMonitoring {
        /// Which agent.
        user_name: CtiUserName = "Username" | "UserName" | "userName" | "username",
        /// The supervisor's telephone.
        from_address: Extension = "FromAddress" | "fromAddress",
        /// The agent's telephone.
        to_address: Extension = "ToAddress" | "toAddress",
    }

    /// The agents of the supervisor's teams.
    pub struct SetTeamState with "packet" = "TeamState" {
        /// Whether these are all.
        scope: Scope = "scope",
        /// Which part of all, where one frame cannot hold them.
        part: Option<Part> = "part",
        /// The agents.
        data: Vec<TeamAgent> = "data",
    }

    /// An agent as the supervisor sees one.
    pub struct TeamAgent {
        /// The name with which the agent signs on.
        user_name: CtiUserName = "userName",
        /// What people call the agent.
        name: DisplayName = "name",
        /// At which telephone; empty where logged out.
        extension: Blank<Extension> = "extension",
        /// The agent's team.
        team: Option<Label> = "teamName",
        /// The state.
        state: AgentState = "state",
        /// Why in this state.
        reason_code_id: ReasonCode = "reasonCodeId",
        /// The same in words: the supervisor may not know the codes of that team.
        reason: Option<Label> = "reasonLabel",
        /// Since when, in milliseconds since 1970 UTC on the connector's clock.
        since: u64 = "since",
        /// The agent's calls.
        calls: Vec<TeamCall> = "calls",
    }

    /// An agent's call as the supervisor sees it.
    pub struct TeamCall {
        /// Its id.
        call_id: CallId = "callID",
        /// What kind of call it is.
        call_type: CallType = "callType",
        /// The other end; empty where the number is withheld.
        number: Blank<DialString> = "number",
        /// Who that is.
        name: Option<DisplayName> = "name",
        /// The queue through which it came.
        queue: Option<Label> = "queue",
        /// How the agent stands in it.
        state: PartyState = "state",
        /// Since when, in milliseconds since 1970 UTC on the connector's clock.
        since: u64 = "since",
    }
}
