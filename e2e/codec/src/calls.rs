//! A list of calls, as large as a busy agent's: what the 1 KB frame holds.

use hookswitch_protocol::ids::{DisplayName, Extension, RequestId};
use hookswitch_protocol::json::{FieldFault, Fields, Json};
use hookswitch_protocol::messages;
use hookswitch_protocol::wire::{Payload, Wire};
use hookswitch_protocol::write::Writer;

messages! {
    /// The one message of the 1 KB frame.
    pub enum AgentEvent {
        /// All calls of the agent.
        Calls(Calls) = Cisco / "InboundCall" / "CallsStateChange" in "message",
    }
}

/// All calls of an agent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calls {
    /// Whose calls.
    pub extension: Extension,
    /// What people call the agent.
    pub agent: DisplayName,
    /// The connector's clock.
    pub server_time: u64,
    /// The calls.
    pub calls: Vec<Call>,
}

/// One call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Call {
    /// Its id.
    pub id: RequestId,
    /// Its state.
    pub state: String,
    /// Who calls.
    pub from: Extension,
    /// Who is called.
    pub to: Extension,
    /// The caller's name.
    pub name: DisplayName,
    /// The queue it came through.
    pub queue: Option<String>,
    /// Since when it is in this state.
    pub since: u64,
    /// Whether it is held.
    pub held: bool,
    /// Whether it is recorded.
    pub recorded: bool,
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

impl Payload for Calls {
    fn from_fields(fields: Fields<'_, '_>) -> Result<Self, FieldFault> {
        Ok(Self {
            extension: fields.read(&["extension"])?,
            agent: fields.read(&["agent"])?,
            server_time: fields.read(&["serverTime"])?,
            calls: fields.read(&["calls"])?,
        })
    }
}

impl Wire for Calls {
    fn read(json: &Json<'_>) -> Result<Self, FieldFault> {
        Self::from_fields(fields(json)?)
    }

    fn write(&self, out: &mut Writer) {
        out.object(|out| {
            out.field("extension", &self.extension);
            out.field("agent", &self.agent);
            out.field("serverTime", &self.server_time);
            out.field("calls", &self.calls);
        });
    }
}

impl Wire for Call {
    fn read(json: &Json<'_>) -> Result<Self, FieldFault> {
        let fields = fields(json)?;
        Ok(Self {
            id: fields.read(&["callID", "CallID", "CallId", "callId", "callid"])?,
            state: fields.read(&["state"])?,
            from: fields.read(&["from"])?,
            to: fields.read(&["to"])?,
            name: fields.read(&["name"])?,
            queue: fields.read(&["queue"])?,
            since: fields.read(&["since"])?,
            held: fields.read(&["held"])?,
            recorded: fields.read(&["recorded"])?,
        })
    }

    fn write(&self, out: &mut Writer) {
        out.object(|out| {
            out.field("callID", &self.id);
            out.field("state", &self.state);
            out.field("from", &self.from);
            out.field("to", &self.to);
            out.field("name", &self.name);
            out.field("queue", &self.queue);
            out.field("since", &self.since);
            out.field("held", &self.held);
            out.field("recorded", &self.recorded);
        });
    }
}

fn fields<'j, 'a>(json: &'j Json<'a>) -> Result<Fields<'j, 'a>, FieldFault> {
    Fields::of(json).ok_or_else(|| FieldFault { field: String::new() })
}

fn extension(text: &str) -> Extension {
    Extension::parse(text).unwrap_or_default()
}

fn name(text: &str) -> DisplayName {
    DisplayName::parse(text).unwrap_or_default()
}
