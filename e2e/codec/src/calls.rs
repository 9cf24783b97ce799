//! A list of calls, as large as a busy agent's: what the 1 KB frame holds.

use hookswitch_protocol::ids::{DisplayName, Extension, RequestId};
use hookswitch_protocol::{messages, payload};

messages! {
    /// The one message of the 1 KB frame.
    pub enum AgentEvent {
        /// All calls of the agent.
        Calls(Calls) = Cisco / "InboundCall" / "CallsStateChange" in "message",
    }
}

payload! {
    /// All calls of an agent.
    pub struct Calls {
        /// Whose calls.
        extension: Extension = "extension",
        /// What people call the agent.
        agent: DisplayName = "agent",
        /// The connector's clock.
        server_time: u64 = "serverTime",
        /// The calls.
        calls: Vec<Call> = "calls",
    }

    /// One call.
    pub struct Call {
        /// Its id.
        id: RequestId = "callID" | "CallID" | "CallId" | "callId" | "callid",
        /// Its state.
        state: String = "state",
        /// Who calls.
        from: Extension = "from",
        /// Who is called.
        to: Extension = "to",
        /// The caller's name.
        name: DisplayName = "name",
        /// The queue it came through.
        queue: Option<String> = "queue",
        /// Since when it is in this state.
        since: u64 = "since",
        /// Whether it is held.
        held: bool = "held",
        /// Whether it is recorded.
        recorded: bool = "recorded",
    }
}

/// Five calls; `seed` changes their values, not their length.
#[must_use]
pub fn five(seed: u32) -> Calls {
    let number = |offset: u32| format!("{:05}", (seed + offset) % 100_000);
    let call = |index: u32| Call {
        id: RequestId::parse(&number(index)).unwrap_or_default(),
        state: "Ringing".to_owned(),
        from: extension(&format!("+49301{}", number(index * 7))),
        to: extension("5051"),
        name: name(&format!("Caller {}", number(index * 3))),
        queue: Some("Service desk".to_owned()),
        since: 1_795_000_000_000 + u64::from(seed),
        held: index != 0,
        recorded: index == 0,
    };
    Calls {
        extension: extension("5051"),
        agent: name("Demo Agent of the night"),
        server_time: 1_795_000_000_000 + u64::from(seed),
        calls: (0..5).map(call).collect(),
    }
}

fn extension(text: &str) -> Extension {
    Extension::parse(text).unwrap_or_default()
}

fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap_or_default()
}
