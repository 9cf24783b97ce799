//! Agents, calls and lists of the scenes, on a clock that stands still.

use hookswitch_protocol::ErrorCode;
use hookswitch_protocol::cisco::Shown;
use hookswitch_protocol::cisco::agent::{Agent, AgentState, Role, SetAgentState, Settings, WrapUpRule};
use hookswitch_protocol::cisco::call::{
    ButtonState, Buttons, Call, CallType, CallsStateChange, Direction, Party, PartyState, PastCall, SetCallHistory,
    StateCause,
};
use hookswitch_protocol::cisco::ids::{
    CallId, CtiPassword, CtiUserName, DialString, Label, MediaId, ReasonCode, ReasonCodeId, ResourceUri, TeamId,
    VariableName, VariableValue,
};
use hookswitch_protocol::cisco::lists::{
    BookType, Category, Contact, PhoneBook, PhoneBooks, ReasonCodeItem, SetLogOutReasonCodes, SetNotReadyReasonCodes,
    SetWrapupCode, WrapUpItem,
};
use hookswitch_protocol::cisco::part::{Part, Scope};
use hookswitch_protocol::cisco::team::{SetTeamState, TeamAgent, TeamCall};
use hookswitch_protocol::cisco::variables::CallVariables;
use hookswitch_protocol::ids::{DisplayName, Extension};
use hookswitch_protocol::salesforce::Credentials;
use hookswitch_protocol::utc::UtcTime;
use hookswitch_protocol::values::{Blank, Quoted};
use hookswitch_protocol::wire::Nullable;

use crate::scripted::{Cti, NOW_MS};

const ON: ButtonState = ButtonState::Enable;
const RINGING: Buttons = Buttons { answer: ON, reject: ON, ..Buttons::HIDDEN };
const TALKING: Buttons =
    Buttons { hold: ON, consult: ON, direct_transfer: ON, send_dtmf: ON, drop: ON, ..Buttons::HIDDEN };
const HELD: Buttons = Buttons { retrieve: ON, direct_transfer: ON, drop: ON, ..Buttons::HIDDEN };
const OVER: Buttons = Buttons { drop: ON, ..Buttons::HIDDEN };

const OWN: &str = "5051";
const GRACE: [&str; 2] = ["Grace Hopper", "+442079460018"];
const ALAN: [&str; 2] = ["Alan Turing", "5064"];

/// Signed on, waiting for calls, with lists as long as one has them.
pub(super) fn ready() -> Cti {
    at_work(AgentState::Ready, 192, Vec::new())
}

pub(super) fn not_ready() -> Cti {
    let mut agent = agent(AgentState::NotReady, 1_325);
    agent.reason_code_id = ReasonCode(ReasonCodeId::parse("2"));
    with_agent(agent, Vec::new())
}

/// The state that follows the call stands beside the present one.
pub(super) fn not_ready_soon() -> Cti {
    let agent = Agent { pending_state: Some(AgentState::NotReady), ..agent(AgentState::Talking, 161) };
    with_agent(agent, vec![talking()])
}

pub(super) fn logged_out() -> Cti {
    let mut cti = at_work(AgentState::NotReady, 0, Vec::new());
    cti.signed_on.push(shown(agent(AgentState::LogOut, 0)));
    cti
}

pub(super) fn no_credentials() -> Cti {
    let none = Credentials { success: false, code: Some(ErrorCode::NoCredentials), ..credentials(None) };
    Cti { credentials: Some(none), ..Cti::default() }
}

/// Saved credentials, and no answer to them.
pub(super) fn silent() -> Cti {
    Cti { credentials: Some(credentials(CtiPassword::parse("pqsup1"))), ..Cti::default() }
}

pub(super) fn refusing(fault: hookswitch_protocol::cisco::error::ApiFault) -> Cti {
    let refusal = hookswitch_protocol::cisco::error::SetApiError::new(fault);
    Cti { signed_on: vec![Shown::ApiError(refusal)], ..silent() }
}

pub(super) fn refusing_commands() -> Cti {
    Cti { refusal: Some(hookswitch_protocol::cisco::error::ApiFault::InvalidState), ..not_ready() }
}

pub(super) fn refusing_variables() -> Cti {
    Cti { refusal: Some(hookswitch_protocol::cisco::error::ApiFault::TooLarge), ..in_call() }
}

pub(super) fn ringing() -> Cti {
    at_work(AgentState::Reserved, 7, vec![ringing_call()])
}

pub(super) fn ringing_beside_held() -> Cti {
    at_work(AgentState::Reserved, 7, vec![held(), ringing_call()])
}

pub(super) fn in_call() -> Cti {
    at_work(AgentState::Talking, 161, vec![talking()])
}

pub(super) fn consulting() -> Cti {
    let parent = Call { buttons: Buttons { transfer: ON, conference: ON, ..HELD }, ..held() };
    let consult = Call {
        call_type: CallType::Consult,
        direction: Direction::Outbound,
        buttons: Buttons { transfer: ON, conference: ON, consult: ButtonState::Hide, ..TALKING },
        parent: Some(parent.id.clone()),
        ..call("16786025", ALAN, 34)
    };
    at_work(AgentState::Talking, 34, vec![parent, consult])
}

pub(super) fn in_conference() -> Cti {
    let mut call = Call { call_type: CallType::Conference, ..talking() };
    call.parties.push(party(ALAN, PartyState::Active));
    at_work(AgentState::Talking, 161, vec![call])
}

pub(super) fn failed() -> Cti {
    let call = Call {
        call_type: CallType::Out,
        direction: Direction::Outbound,
        state: PartyState::Failed,
        state_cause: Some(StateCause::Busy),
        buttons: OVER,
        ..call("16786030", ["Travel desk", "5054"], 12)
    };
    at_work(AgentState::Ready, 2, vec![call])
}

/// Names as long as they may be, and a caller who withholds the number.
pub(super) fn long_names() -> Cti {
    let long = "Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh of the Department of Unpronounceable Names";
    let mut call = Call { queue: label_of("Warrantyclaimsandcomplaintsaboutcomplaints, second line"), ..talking() };
    call.from_name = DisplayName::parse(long);
    call.parties = vec![party([long, GRACE[1]], PartyState::Active), party(["Demo Agent", OWN], PartyState::Active)];
    let withheld = Call {
        from_address: Blank(None),
        from_name: None,
        parties: Vec::new(),
        ..Call { id: id("16786040"), ..ringing_call() }
    };
    at_work(AgentState::Talking, 36_061, vec![call, withheld])
}

pub(super) fn wrapping_up() -> Cti {
    let mut cti = at_work(AgentState::WorkReady, 12, vec![talking()]);
    let ended = Call { state: PartyState::Dropped, buttons: Buttons::HIDDEN, ..talking() };
    cti.signed_on.push(calls(vec![ended], Scope::Changes));
    cti
}

pub(super) fn no_history() -> Cti {
    Cti { history: history(Vec::new()), ..ready() }
}

/// The first part of a book of three, and no more.
pub(super) fn book_loading() -> Cti {
    let part = PhoneBooks { part: Part::new(1, 3), ..book(NAMES) };
    let mut cti = ready();
    cti.signed_on.retain(|shown| !matches!(shown, Shown::PhoneBooks(_)));
    cti.signed_on.push(Shown::PhoneBooks(part));
    cti
}

pub(super) fn no_book() -> Cti {
    let mut cti = ready();
    cti.signed_on.retain(|shown| !matches!(shown, Shown::PhoneBooks(_)));
    cti.signed_on.push(Shown::PhoneBooks(book(&[])));
    cti
}

pub(super) fn supervisor() -> Cti {
    let agent =
        Agent { is_supervisor: true, roles: vec![Role::Agent, Role::Supervisor], ..agent(AgentState::NotReady, 75) };
    let team_agent = |name: &str, number: &str, state, seconds| TeamAgent {
        user_name: CtiUserName::parse(&format!("agent{number}")).unwrap_or_default(),
        name: DisplayName::parse(name).unwrap_or_default(),
        extension: Blank(Extension::parse(number).filter(|_| state != AgentState::LogOut)),
        team: label_of("Support"),
        state,
        reason_code_id: ReasonCode(None),
        reason: label_of("Lunch").filter(|_| state == AgentState::NotReady),
        since: ago(seconds),
        calls: Vec::new(),
    };
    let call = TeamCall {
        call_id: id("16786050"),
        call_type: CallType::Queued,
        number: Blank(DialString::parse(GRACE[1])),
        name: DisplayName::parse(GRACE[0]),
        queue: label_of("Support"),
        state: PartyState::Active,
        since: ago(95),
    };
    let data = vec![
        TeamAgent { calls: vec![call], ..team_agent("Alan Turing", "5064", AgentState::Talking, 95) },
        team_agent("Katherine Johnson", "5069", AgentState::NotReady, 1_200),
        TeamAgent { team: label_of("Orders"), ..team_agent("Edsger Dijkstra", "5070", AgentState::Ready, 31) },
        team_agent("Barbara Liskov", "5071", AgentState::LogOut, 0),
    ];
    Cti { team: Some(SetTeamState { scope: Scope::All, part: None, data }), ..with_agent(agent, Vec::new()) }
}

fn at_work(state: AgentState, seconds: u64, calls: Vec<Call>) -> Cti {
    with_agent(agent(state, seconds), calls)
}

fn with_agent(agent: Agent, present: Vec<Call>) -> Cti {
    let reason = |category, at: &str, label: &str| ReasonCodeItem {
        uri: uri(&format!("/finesse/api/ReasonCode/{at}")),
        category,
        code: Quoted(at.parse().unwrap_or_default()),
        label: label_of(label).unwrap_or_default(),
        for_all: Quoted(true),
    };
    let not_ready = [("1", "Break"), ("2", "Lunch"), ("3", "Training"), ("4", "Paperwork")];
    let not_ready = not_ready.map(|(at, label)| reason(Category::NotReady, at, label)).to_vec();
    let log_out = vec![reason(Category::LogOut, "11", "End of shift"), reason(Category::LogOut, "12", "Ill")];
    let outcomes = ["Solved", "Call back", "Passed on", "Wrong number"].iter().zip(21..);
    let outcome = |(label, at): (&&str, i32)| WrapUpItem {
        uri: uri(&format!("/finesse/api/WrapUpReason/{at}")),
        label: label_of(label).unwrap_or_default(),
        for_all: Quoted(true),
    };
    let signed_on = vec![
        shown(agent),
        calls(present, Scope::All),
        Shown::LogOutReasonCodes(SetLogOutReasonCodes { data: log_out }),
        Shown::NotReadyReasonCodes(SetNotReadyReasonCodes { data: not_ready }),
        Shown::PhoneBooks(book(NAMES)),
        Shown::WrapupCode(SetWrapupCode { data: outcomes.map(outcome).collect() }),
    ];
    Cti { signed_on, history: history(day()), ..silent() }
}

fn agent(state: AgentState, seconds: u64) -> Agent {
    let name = || CtiUserName::parse("agent5051").unwrap_or_default();
    Agent {
        agent_time: None,
        is_supervisor: false,
        dialogs: None,
        extension: Blank(Extension::parse(OWN)),
        first_name: label_of("Demo").unwrap_or_default(),
        last_name: label_of("Agent").unwrap_or_default(),
        login_id: name(),
        login_name: name(),
        media_type: MediaId::parse("1").unwrap_or_default(),
        pending_state: None,
        reason_code_id: ReasonCode(None),
        roles: vec![Role::Agent],
        settings: Settings { wrap_up_on_incoming: WrapUpRule::Required, wrap_up_on_outgoing: WrapUpRule::Optional },
        state,
        state_change_time: UtcTime::of_unix_ms(ago(seconds)),
        team_id: TeamId::parse("5004").unwrap_or_default(),
        team_name: label_of("Support").unwrap_or_default(),
        uri: uri("/finesse/api/User/agent5051"),
        wrap_up_timer: Quoted(60),
        teams: Vec::new(),
    }
}

fn shown(agent: Agent) -> Shown {
    Shown::AgentState(SetAgentState { data: agent, rules: None })
}

fn calls(data: Vec<Call>, scope: Scope) -> Shown {
    Shown::Calls(CallsStateChange { scope, part: None, data })
}

fn talking() -> Call {
    let mut call = Call { queue: label_of("Support"), call_variables: variables(), ..call("16786021", GRACE, 161) };
    call.parties.push(party(GRACE, PartyState::Active));
    call
}

fn held() -> Call {
    Call { state: PartyState::Held, since: ago(48), buttons: HELD, ..talking() }
}

fn ringing_call() -> Call {
    Call {
        state: PartyState::Alerting,
        buttons: RINGING,
        queue: label_of("Orders"),
        ..call("16786033", ["Margaret Hamilton", "+14155550123"], 7)
    }
}

/// A call of the agent with somebody, in which they talk.
fn call(id: &str, [name, number]: [&str; 2], seconds: u64) -> Call {
    Call {
        id: self::id(id),
        call_type: CallType::Queued,
        direction: Direction::Inbound,
        from_address: Blank(DialString::parse(number)),
        from_name: DisplayName::parse(name),
        to_address: Blank(DialString::parse(number)),
        to_name: DisplayName::parse(name),
        queue: None,
        state: PartyState::Active,
        state_cause: None,
        since: ago(seconds),
        started: ago(seconds),
        parties: vec![party(["Demo Agent", OWN], PartyState::Active)],
        call_variables: CallVariables::default(),
        buttons: TALKING,
        wrap_up: WrapUpRule::Required,
        wrap_up_reason: None,
        parent: None,
    }
}

fn party([name, number]: [&str; 2], state: PartyState) -> Party {
    Party { media_address: Blank(DialString::parse(number)), name: DisplayName::parse(name), state, since: ago(161) }
}

fn variables() -> CallVariables {
    let mut variables = CallVariables::default();
    let all = [
        ("Customer", "4711-0815"),
        ("Contract", "Gold, until 31 December"),
        ("callVariable3", "https://crm.example.com/lightning/r/Contact/0035g00000AbCdEFGH/view"),
        ("Empty", ""),
    ];
    for (name, value) in all {
        if let (Some(name), Some(value)) = (VariableName::parse(name), VariableValue::parse(value)) {
            // Four of them fit.
            let _ = variables.set(name, value);
        }
    }
    variables
}

fn credentials(password: Option<CtiPassword>) -> Credentials {
    let are_saved = password.is_some();
    Credentials {
        username: Blank(CtiUserName::parse("agent5051").filter(|_| are_saved)),
        password: Blank(password),
        extension: Blank(Extension::parse(OWN).filter(|_| are_saved)),
        adfs_username: Blank(None),
        success: true,
        error_message: Nullable(None),
        code: None,
    }
}

fn history(data: Vec<PastCall>) -> Option<SetCallHistory> {
    Some(SetCallHistory { scope: Scope::All, part: None, data })
}

/// The calls of a day: missed, taken, made, not reached, withheld.
fn day() -> Vec<PastCall> {
    use Direction::{Inbound, Outbound};
    let past = |at: u32, direction, [name, number]: [&str; 2], minutes: u64, seconds, answered| PastCall {
        call_id: id(&at.to_string()),
        direction,
        number: Blank(DialString::parse(number)),
        name: DisplayName::parse(name),
        queue: label_of("Support").filter(|_| direction == Inbound),
        at: ago(minutes * 60),
        seconds,
        answered,
    };
    vec![
        past(16786013, Inbound, ["Margaret Hamilton", "+14155550123"], 4, 0, false),
        past(16786012, Inbound, GRACE, 19, 254, true),
        past(16786011, Outbound, ALAN, 31, 65, true),
        past(16786010, Inbound, ["", ""], 47, 0, false),
        past(16786009, Outbound, ["", "+493012345678"], 58, 0, false),
        past(
            16786008,
            Inbound,
            ["Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh", "+14155550199"],
            65,
            3_725,
            true,
        ),
    ]
}

/// First name, last name, what else there is to say.
const NAMES: &[[&str; 3]] = &[
    ["Ada", "Lovelace", "Analysis"],
    ["Alan", "Turing", "Second line"],
    ["Barbara", "Liskov", "Contracts"],
    ["Christopher", "Strachey", ""],
    ["Donald", "Knuth", "Typesetting"],
    ["Dorothy", "Vaughan", "Team lead"],
    ["Edsger", "Dijkstra", "Routes"],
    ["Frances", "Allen", "Optimisation"],
    ["Grace", "Hopper", "Answers at once"],
    ["Hedy", "Lamarr", "Radio"],
    ["Jean", "Bartik", ""],
    ["John", "Backus", "Formulas"],
    ["Karen", "Spärck Jones", "Search"],
    ["Katherine", "Johnson", "Figures"],
    ["Ken", "Thompson", "Small tools"],
    ["Margaret", "Hamilton", "Priorities"],
    ["Mary", "Jackson", "Wind tunnel"],
    ["Niklaus", "Wirth", "Lean things"],
    ["Radia", "Perlman", "Bridges"],
    ["", "Warehouse", "Wolfeschlegelsteinhausenbergerdorff street, back door, ring twice"],
];

fn book(names: &[[&str; 3]]) -> PhoneBooks {
    let contact = |([first, last, description], number): (&[&str; 3], u32)| Contact {
        first_name: label_of(first).unwrap_or_default(),
        last_name: label_of(last).unwrap_or_default(),
        phone_number: DialString::parse(&number.to_string()).unwrap_or_default(),
        description: label_of(description).unwrap_or_default(),
        uri: uri(&format!("/finesse/api/PhoneBook/1/Contact/{number}")),
    };
    let book = PhoneBook {
        name: label_of("Everybody").unwrap_or_default(),
        book_type: BookType::Global,
        uri: uri("/finesse/api/PhoneBook/1"),
        contacts: names.iter().zip(8_001..).map(contact).collect(),
    };
    PhoneBooks { part: None, data: vec![book].into() }
}

fn ago(seconds: u64) -> u64 {
    NOW_MS.saturating_sub(seconds * 1_000)
}

fn id(text: &str) -> CallId {
    CallId::parse(text).unwrap_or_default()
}

fn uri(text: &str) -> ResourceUri {
    ResourceUri::parse(text).unwrap_or_default()
}

fn label_of(text: &str) -> Option<Label> {
    Label::parse(text)
}
