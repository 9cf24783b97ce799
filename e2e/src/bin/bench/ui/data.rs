//! What an agent's day is made of: a phone book of many, and calls that change.

use anyhow::{Context, Result, ensure};
use hookswitch_protocol::channels::Answer;
use hookswitch_protocol::cisco::FromConnector;
use hookswitch_protocol::cisco::agent::{Agent, AgentState, Role, SetAgentState, Settings, WrapUpRule};
use hookswitch_protocol::cisco::call::{
    ButtonState, Buttons, Call, CallType, CallsStateChange, Direction, Party, PartyState, SetCallHistory,
};
use hookswitch_protocol::cisco::ids::{
    CallId, CtiUserName, DialString, Label, MediaId, ReasonCode, ResourceUri, TeamId, VariableName, VariableValue,
};
use hookswitch_protocol::cisco::lists::{BookType, Contact, PhoneBook, PhoneBooks};
use hookswitch_protocol::cisco::part::{Part, Scope};
use hookswitch_protocol::cisco::variables::CallVariables;
use hookswitch_protocol::frame::ReplyTo;
use hookswitch_protocol::ids::{DisplayName, Extension, SourceName};
use hookswitch_protocol::utc::UtcTime;
use hookswitch_protocol::values::{Blank, Quoted};
use hookswitch_protocol::{Frame, limits};

/// How many stand in the phone book.
pub(crate) const CONTACTS: usize = 10_000;
/// How many calls there are.
pub(crate) const CALLS: usize = 20;

/// What one frame of the phone book holds.
const IN_A_PART: usize = 320;
const FIRST: [&str; 16] = [
    "Anna",
    "Zoë",
    "Grace",
    "Ömer",
    "Alan",
    "Katherine",
    "José",
    "Margaret",
    "Edsger",
    "Barbara",
    "Søren",
    "Ada",
    "Niklaus",
    "Frances",
    "Björn",
    "Annabel",
];
const LAST: [&str; 16] = [
    "Müller",
    "Lee",
    "Hopper",
    "Schmidt",
    "Turing",
    "Johnson",
    "García",
    "Hamilton",
    "Dijkstra",
    "Liskov",
    "Ångström",
    "Lovelace",
    "Wirth",
    "Allen",
    "Schmidbauer",
    "Murray",
];
const ROOM: [&str; 5] = ["Sales", "Purchasing", "Second line", "Warehouse, gate 4", ""];

/// The answers to whoever asks for the parts of the phone book, one after the other.
pub(crate) fn book() -> Result<Vec<FromConnector>> {
    let contacts = (0..CONTACTS).map(contact).collect::<Option<Vec<_>>>().context("a contact")?;
    let of = u32::try_from(contacts.len().div_ceil(IN_A_PART))?;
    let part = |(number, contacts): (u32, &[Contact])| {
        let book = PhoneBook {
            name: label("House"),
            book_type: BookType::Global,
            uri: uri("/finesse/api/PhoneBook/1".to_owned()),
            contacts: contacts.to_vec(),
        };
        FromConnector::PhoneDirectory(PhoneBooks { part: Part::new(number, of), data: vec![book].into() })
    };
    let parts: Vec<_> = (1..).zip(contacts.chunks(IN_A_PART)).map(part).collect();
    for part in &parts {
        ensure!(text(part.clone(), ReplyTo::default()).len() < limits::FRAME_BYTES, "a part is larger than a frame");
    }
    Ok(parts)
}

/// The agent, not ready.
pub(crate) fn agent(now_ms: u64) -> FromConnector {
    let name = || CtiUserName::parse("1245456").unwrap_or_default();
    let data = Agent {
        agent_time: None,
        is_supervisor: false,
        dialogs: None,
        extension: Blank(Extension::parse("5051")),
        first_name: label("Demo"),
        last_name: label("Agent"),
        login_id: name(),
        login_name: name(),
        media_type: MediaId::parse("1").unwrap_or_default(),
        pending_state: None,
        reason_code_id: ReasonCode(None),
        roles: vec![Role::Agent],
        settings: Settings { wrap_up_on_incoming: WrapUpRule::Optional, wrap_up_on_outgoing: WrapUpRule::Optional },
        state: AgentState::NotReady,
        state_change_time: UtcTime::of_unix_ms(now_ms),
        team_id: TeamId::parse("1").unwrap_or_default(),
        team_name: label("Support"),
        uri: uri("/finesse/api/User/1245456".to_owned()),
        wrap_up_timer: Quoted(60),
        teams: Vec::new(),
    };
    FromConnector::AgentState(SetAgentState { data, rules: None })
}

/// No call of the day is over yet.
pub(crate) fn history() -> FromConnector {
    FromConnector::CallHistory(SetCallHistory { scope: Scope::All, part: None, data: Vec::new() })
}

/// These calls, all in this state.
pub(crate) fn calls(which: impl Iterator<Item = usize>, state: PartyState, now_ms: u64) -> FromConnector {
    let data = which.map(|number| call(number, state, now_ms)).collect();
    FromConnector::Calls(CallsStateChange { scope: Scope::Changes, part: None, data })
}

/// The id of a call.
pub(crate) fn call_id(number: usize) -> String {
    format!("167860{number:02}")
}

/// A frame as it is sent.
pub(crate) fn text(body: FromConnector, reply_to: ReplyTo) -> String {
    let source = SourceName::parse("connector").unwrap_or_default();
    Frame { source, reply_to, body: Answer::Cisco(body) }.encode()
}

fn contact(number: usize) -> Option<Contact> {
    let pick = |from: &[&'static str], at: usize| from.get(at % from.len()).copied();
    Some(Contact {
        first_name: label(pick(&FIRST, number)?),
        last_name: label(&format!("{} {}", pick(&LAST, number / FIRST.len())?, number)),
        phone_number: DialString::parse(&format!("+49 30 {:06}", number * 97 % 1_000_000))?,
        description: label(pick(&ROOM, number / 7)?),
        uri: uri(format!("/finesse/api/PhoneBook/1/Contact/{number}")),
    })
}

fn call(number: usize, state: PartyState, now_ms: u64) -> Call {
    const ON: ButtonState = ButtonState::Enable;
    let talking = Buttons { hold: ON, consult: ON, direct_transfer: ON, send_dtmf: ON, drop: ON, ..Buttons::HIDDEN };
    let held = Buttons { retrieve: ON, direct_transfer: ON, drop: ON, ..Buttons::HIDDEN };
    let started = now_ms.saturating_sub(number as u64 * 7_000);
    let from = DialString::parse(&format!("+49 30 {number:06}"));
    let name = DisplayName::parse(&format!("Caller {number}"));
    let party = |media_address, name, state| Party { media_address: Blank(media_address), name, state, since: started };
    let mut call_variables = CallVariables::default();
    for (name, value) in [("Customer", "4711-0815"), ("Contract", "Gold, until 31 December")] {
        if let (Some(name), Some(value)) = (VariableName::parse(name), VariableValue::parse(value)) {
            // Both fit.
            let _ = call_variables.set(name, value);
        }
    }
    Call {
        id: CallId::parse(&call_id(number)).unwrap_or_default(),
        call_type: CallType::Queued,
        direction: Direction::Inbound,
        from_address: Blank(from.clone()),
        from_name: name.clone(),
        to_address: Blank(DialString::parse("5051")),
        to_name: DisplayName::parse("Demo Agent"),
        queue: Label::parse("Support"),
        state,
        state_cause: None,
        since: now_ms,
        started,
        parties: vec![
            party(from, name, PartyState::Active),
            party(DialString::parse("5051"), DisplayName::parse("Demo Agent"), state),
        ],
        call_variables,
        buttons: if state == PartyState::Held { held } else { talking },
        wrap_up: WrapUpRule::Optional,
        wrap_up_reason: None,
        parent: None,
    }
}

fn label(text: &str) -> Label {
    Label::parse(text).unwrap_or_default()
}

fn uri(text: String) -> ResourceUri {
    ResourceUri::parse(&text).unwrap_or_default()
}
