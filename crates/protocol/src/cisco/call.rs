//! Calls: what is asked of them, how they stand, which there were.
//!
//! The vendor prints most commands under `InboundCall` as well as `OutboundCall`, and dials out under `InboundCall`. The
//! topic says nothing that the call does not: it has one id and one direction. So either is read and one is written.

use crate::{
    cisco::{
        agent::WrapUpRule,
        ids::{CallId, CtiUserName, DialString, DtmfDigits, Label},
        part::{Part, Scope},
        variables::CallVariables,
    },
    ids::{DisplayName, Extension},
    payload,
    values::Blank,
    words,
};

words! {
    /// How one party of a call stands.
    pub enum PartyState {
        /// About to be dialled.
        Initiating = "INITIATING",
        /// Dialled.
        Initiated = "INITIATED",
        /// Rings.
        Alerting = "ALERTING",
        /// Speaks.
        Active = "ACTIVE",
        /// Waits.
        Held = "HELD",
        /// Has hung up and wraps up.
        WrapUp = "WRAP_UP",
        /// Is out of the call.
        Dropped = "DROPPED",
        /// Could not be reached.
        Failed = "FAILED",
        /// Has accepted a reservation for a call that will be dialled.
        Accepted = "ACCEPTED",
    }

    /// Why a party could not be reached.
    pub enum StateCause or Other {
        /// It is in another call.
        Busy = "BUSY",
        /// It let it ring.
        NoAnswer = "NO_ANSWER",
        /// It refused.
        Rejected = "REJECTED",
        /// There is no such number.
        BadDestination = "BAD_DESTINATION",
        /// Something else.
        Other = "OTHER",
    }

    /// What kind of call it is.
    pub enum CallType or Other {
        /// Came through a queue.
        Queued = "ACD_IN" | "PREROUTE_ACD_IN",
        /// Came straight to the agent.
        Direct = "PREROUTE_DIRECT_AGENT",
        /// Was transferred here.
        Transfer = "TRANSFER",
        /// Between agents.
        Inside = "AGENT_INSIDE",
        /// Dialled to the outside.
        Out = "OUT",
        /// Asks somebody during another call.
        Consult = "CONSULT",
        /// Three or more.
        Conference = "CONFERENCE" | "Conference",
        /// A supervisor listens.
        Monitor = "SUPERVISOR_MONITOR",
        /// A supervisor joined.
        Barge = "SUPERVISOR_BARGE_IN",
        /// Offered to the agent before it is dialled.
        Preview = "OUTBOUND_PREVIEW" | "PREVIEW_OUTBOUND",
        /// Holds the agent for a call that will be offered.
        PreviewReservation = "PREVIEW_OUTBOUND_RESERVATION",
        /// Any other.
        Other = "OTHER_IN",
    }

    /// Which way a call goes, as its agent sees it.
    pub enum Direction {
        /// To the agent.
        Inbound = "Inbound",
        /// From the agent.
        Outbound = "Outbound",
    }

    /// How a button stands.
    pub enum ButtonState {
        /// Can be pressed.
        Enable = "Enable",
        /// Is seen, but cannot be pressed now.
        Disable = "Disable",
        /// Is not seen.
        Hide = "Hide",
    }
}

payload! {
    /// Dials.
    pub struct SetMakeCall {
        /// From which telephone; the agent's own where it is left out.
        media_address: Option<Extension> = "MediaAddress" | "mediaAddress",
        /// Whom.
        to_address: DialString = "ToAddress" | "toAddress",
        /// What the call holds from the start.
        call_variables: CallVariables = "callVariables",
    }

    /// A command on a call that says all by itself.
    pub struct OnCall {
        /// At which telephone; the agent's own where it is left out.
        media_address: Option<Extension> = "MediaAddress" | "mediaAddress",
        /// Which call.
        call_id: CallId = "CallID" | "callID" | "callId" | "CallId" | "callid",
    }

    /// Asks somebody while the call is held.
    pub struct Consult {
        /// At which telephone; the agent's own where it is left out.
        media_address: Option<Extension> = "MediaAddress" | "mediaAddress",
        /// Whom.
        to_address: DialString = "toAddress" | "ToAddress",
        /// Which call is held.
        call_id: CallId = "CallID" | "callID" | "callId" | "CallId" | "callid",
    }

    /// Hands the call over without asking.
    pub struct DirectTransfer {
        /// At which telephone; the agent's own where it is left out.
        media_address: Option<Extension> = "MediaAddress" | "mediaAddress",
        /// To whom.
        to_address: DialString = "ToAddress" | "toAddress",
        /// Which call.
        call_id: CallId = "CallID" | "callID" | "callId" | "CallId" | "callid",
    }

    /// Sends digits into a call.
    pub struct SendDtmf {
        /// At which telephone; the agent's own where it is left out.
        media_address: Option<Extension> = "MediaAddress" | "mediaAddress",
        /// Which call.
        call_id: CallId = "CallID" | "callID" | "callId" | "CallId" | "callid",
        /// Which digits.
        digits: DtmfDigits = "digits",
    }

    /// A supervisor joins the call that is being listened to.
    pub struct Barge {
        /// The supervisor's telephone.
        from_address: Extension = "FromAddress" | "fromAddress",
        /// The agent's telephone.
        to_address: Extension = "ToAddress" | "toAddress",
        /// The agent.
        user_name: CtiUserName = "UserName" | "Username" | "userName" | "username",
        /// The agent's call.
        call_id: CallId = "CallID" | "callID" | "callId" | "CallId" | "callid",
    }

    /// The agent's calls.
    pub struct CallsStateChange with "packet" = "Dialogs" {
        /// Whether these are all.
        scope: Scope = "scope",
        /// Which part of all, where one frame cannot hold them.
        part: Option<Part> = "part",
        /// The calls.
        data: Vec<Call> = "data",
    }

    /// One outgoing call of the agent.
    pub struct OutBoundCallStateChange with "packet" = "Dialog" {
        /// The call.
        data: Call = "data",
    }

    /// A call as its agent sees it.
    pub struct Call {
        /// Its id.
        id: CallId = "id" | "callID" | "CallID" | "callId" | "CallId" | "callid",
        /// What kind of call it is.
        call_type: CallType = "callType",
        /// Which way it goes.
        direction: Direction = "direction",
        /// Who calls; empty where the number is withheld.
        from_address: Blank<DialString> = "fromAddress",
        /// Who that is.
        from_name: Option<DisplayName> = "fromName",
        /// Who is called.
        to_address: Blank<DialString> = "toAddress",
        /// Who that is.
        to_name: Option<DisplayName> = "toName",
        /// The queue through which it came.
        queue: Option<Label> = "queueName",
        /// How the agent stands in it.
        state: PartyState = "state",
        /// Why it failed.
        state_cause: Option<StateCause> = "stateCause",
        /// Since when, in milliseconds since 1970 UTC on the connector's clock.
        since: u64 = "since",
        /// When it began, on the same clock.
        started: u64 = "started",
        /// Everybody in it, the agent too.
        parties: Vec<Party> = "parties",
        /// What it carries.
        call_variables: CallVariables = "callVariables",
        /// Which commands it takes now.
        buttons: Buttons = "buttonStates",
        /// Whether it is wrapped up.
        wrap_up: WrapUpRule = "wrapUp",
        /// As what it was wrapped up.
        wrap_up_reason: Option<Label> = "wrapUpReason",
        /// The held call on behalf of which this one asks.
        parent: Option<CallId> = "parentID",
    }

    /// Somebody in a call.
    pub struct Party {
        /// The telephone.
        media_address: Blank<DialString> = "mediaAddress",
        /// Who that is.
        name: Option<DisplayName> = "name",
        /// How the party stands.
        state: PartyState = "state",
        /// Since when, in milliseconds since 1970 UTC on the connector's clock.
        since: u64 = "since",
    }

    /// Which commands a call takes now.
    pub struct Buttons {
        /// Answer it.
        answer: ButtonState = "ANSWER",
        /// Refuse it.
        reject: ButtonState = "REJECT",
        /// Hold it.
        hold: ButtonState = "HOLD",
        /// Go back to it.
        retrieve: ButtonState = "RETRIEVE",
        /// Ask somebody.
        consult: ButtonState = "CONSULT",
        /// Complete the consult by leaving.
        transfer: ButtonState = "TRANSFER",
        /// Complete the consult by joining.
        conference: ButtonState = "CONFERENCE",
        /// Hand it over without asking.
        direct_transfer: ButtonState = "TRANSFER_SST",
        /// Send digits.
        send_dtmf: ButtonState = "SENDDTMF",
        /// Hang up.
        drop: ButtonState = "DROP",
    }

    /// The agent's calls of the day, the latest first.
    pub struct SetCallHistory with "packet" = "CallHistory" {
        /// Whether these are all.
        scope: Scope = "scope",
        /// Which part of all, where one frame cannot hold them.
        part: Option<Part> = "part",
        /// The calls.
        data: Vec<PastCall> = "data",
    }

    /// A call that is over.
    pub struct PastCall {
        /// Its id.
        call_id: CallId = "callID",
        /// Which way it went.
        direction: Direction = "direction",
        /// The other end; empty where the number was withheld.
        number: Blank<DialString> = "number",
        /// Who that is.
        name: Option<DisplayName> = "name",
        /// The queue through which it came.
        queue: Option<Label> = "queue",
        /// When it began, in milliseconds since 1970 UTC on the connector's clock.
        at: u64 = "at",
        /// How long they spoke.
        seconds: u32 = "seconds",
        /// Whether anybody answered: an incoming call that nobody did is a missed one.
        answered: bool = "answered",
    }
}

impl Buttons {
    /// No command at all, as for a call that is over.
    pub const HIDDEN: Self = Self {
        answer: ButtonState::Hide,
        reject: ButtonState::Hide,
        hold: ButtonState::Hide,
        retrieve: ButtonState::Hide,
        consult: ButtonState::Hide,
        transfer: ButtonState::Hide,
        conference: ButtonState::Hide,
        direct_transfer: ButtonState::Hide,
        send_dtmf: ButtonState::Hide,
        drop: ButtonState::Hide,
    };
}
