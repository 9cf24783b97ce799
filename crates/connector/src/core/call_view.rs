//! A call as one of its agents sees it.

use hookswitch_protocol::{
    Tick,
    cisco::{
        agent::WrapUpRule,
        call::{
            ButtonState, Buttons, Call as CallOnWire, CallType, Direction, Party as PartyOnWire,
            PartyState as StateOnWire, PastCall, StateCause,
        },
        ids::{CallId as CallIdOnWire, DialString, Label},
        team::TeamCall,
        variables::CallVariables,
    },
    ids::Extension,
    values::Blank,
};

use super::{
    buttons::{Around, buttons},
    line::{Call, CallId, Ending, Origin, Party, PartyState, Who},
};

/// The telephone of a party inside.
pub(super) const fn extension(party: &Party) -> Option<&Extension> {
    match &party.who {
        Who::Extension(extension) => Some(extension),
        Who::Outside(_) => None,
    }
}

/// What is known of a call beside the call itself.
pub(super) struct Beside {
    /// What it carries.
    pub(super) call_variables: CallVariables,
    /// Whether it has to be wrapped up.
    pub(super) wrap_up: WrapUpRule,
    /// As what it was wrapped up.
    pub(super) wrap_up_reason: Option<Label>,
    /// What the agent's other calls mean for it.
    pub(super) around: Around,
    /// Whether the agent came to it by listening.
    pub(super) is_watched: bool,
}

/// Draws a call for the agent at `own`; nothing for one who has no part in it.
pub(super) fn draw(call: &Call, own: &Extension, beside: Beside, unix_ms: impl Fn(Tick) -> u64) -> Option<CallOnWire> {
    let mine = call.parties.iter().rev().find(|party| party.who.is(own))?;
    let (state, state_cause) = state(call, mine);
    Some(CallOnWire {
        id: id(call.id),
        call_type: if beside.is_watched && mine.is_in() { watched(&mine.state) } else { call_type(call, own) },
        direction: direction(call, own),
        from_address: address(&call.from.who),
        from_name: call.from.name.clone(),
        to_address: Blank(DialString::parse(call.to.as_str())),
        to_name: other(call, own)
            .and_then(|party| party.name.clone())
            .filter(|_| direction(call, own) == Direction::Outbound),
        queue: queue(call),
        state,
        state_cause,
        since: unix_ms(mine.since),
        started: unix_ms(call.began),
        parties: call
            .parties
            .iter()
            .filter(|party| is_shown(party, own))
            .map(|party| party_on_wire(party, &unix_ms))
            .collect(),
        call_variables: beside.call_variables,
        buttons: if state == StateOnWire::Failed {
            Buttons { drop: ButtonState::Enable, ..Buttons::HIDDEN }
        } else {
            buttons(call, &mine.state, beside.around)
        },
        wrap_up: beside.wrap_up,
        wrap_up_reason: beside.wrap_up_reason,
        parent: parent(call),
    })
}

/// A call that came to nothing, once its agent has taken note of that.
pub(super) fn dismissed(call: CallOnWire) -> CallOnWire {
    CallOnWire { state: StateOnWire::Dropped, state_cause: None, buttons: Buttons::HIDDEN, ..call }
}

/// Whether it came to nothing.
pub(super) fn has_failed(call: &CallOnWire) -> bool {
    call.state == StateOnWire::Failed
}

/// Whether it goes out.
pub(super) fn is_outgoing(call: &CallOnWire) -> bool {
    call.direction == Direction::Outbound
}

/// The same for the agent's supervisor.
pub(super) fn for_team(call: CallOnWire) -> TeamCall {
    let (number, name) = match call.direction {
        Direction::Inbound => (call.from_address, call.from_name),
        Direction::Outbound => (call.to_address, call.to_name),
    };
    TeamCall {
        call_id: call.id,
        call_type: call.call_type,
        number,
        name,
        queue: call.queue,
        state: call.state,
        since: call.since,
    }
}

/// The kind of a call that is watched over.
const fn watched(mine: &PartyState) -> CallType {
    match mine {
        PartyState::Listening(_) => CallType::Monitor,
        PartyState::Initiating
        | PartyState::Alerting
        | PartyState::Active
        | PartyState::Held
        | PartyState::Ended(_) => CallType::Barge,
    }
}

/// What is kept of a call that is over for the agent at `own`.
pub(super) fn past(call: &Call, own: &Extension, at: u64, spoken_ms: Option<u64>) -> PastCall {
    let direction = direction(call, own);
    let other = other(call, own);
    let (number, name) = match direction {
        Direction::Inbound => (address(&call.from.who), call.from.name.clone()),
        Direction::Outbound => (Blank(DialString::parse(call.to.as_str())), other.and_then(|party| party.name.clone())),
    };
    PastCall {
        call_id: id(call.id),
        direction,
        number,
        name,
        queue: queue(call),
        at,
        seconds: u32::try_from(spoken_ms.unwrap_or_default() / 1_000).unwrap_or(u32::MAX),
        answered: spoken_ms.is_some(),
    }
}

/// Whoever listens is shown to nobody else.
fn is_shown(party: &Party, own: &Extension) -> bool {
    !matches!(party.state, PartyState::Listening(_)) || party.who.is(own)
}

fn state(call: &Call, mine: &Party) -> (StateOnWire, Option<StateCause>) {
    let cause = if mine.is_in() { None } else { failure(call, mine) };
    match cause {
        Some(cause) => (StateOnWire::Failed, Some(cause)),
        None => (state_on_wire(&mine.state), None),
    }
}

/// Why a call that the agent made came to nothing.
fn failure(call: &Call, mine: &Party) -> Option<StateCause> {
    let is_mine = call.parties.first().is_some_and(|first| first.id == mine.id);
    let mut others = call.parties.iter().filter(|party| party.id != mine.id);
    let (only, none) = (others.next()?, others.next());
    if !is_mine || none.is_some() {
        return None;
    }
    match only.state {
        PartyState::Ended(Ending::Busy) => Some(StateCause::Busy),
        PartyState::Ended(Ending::NoAnswer) => Some(StateCause::NoAnswer),
        PartyState::Ended(Ending::Rejected) => Some(StateCause::Rejected),
        PartyState::Ended(Ending::NoSuchNumber) => Some(StateCause::BadDestination),
        PartyState::Ended(Ending::OutOfReach) => Some(StateCause::Other),
        PartyState::Ended(
            Ending::HungUp | Ending::OthersLeft | Ending::Removed | Ending::Transferred | Ending::Moved(_),
        )
        | PartyState::Initiating
        | PartyState::Alerting
        | PartyState::Active
        | PartyState::Held
        | PartyState::Listening(_) => None,
    }
}

const fn state_on_wire(state: &PartyState) -> StateOnWire {
    match state {
        PartyState::Initiating => StateOnWire::Initiated,
        PartyState::Alerting => StateOnWire::Alerting,
        PartyState::Active | PartyState::Listening(_) => StateOnWire::Active,
        PartyState::Held => StateOnWire::Held,
        PartyState::Ended(_) => StateOnWire::Dropped,
    }
}

fn party_on_wire(party: &Party, unix_ms: impl Fn(Tick) -> u64) -> PartyOnWire {
    PartyOnWire {
        media_address: address(&party.who),
        name: party.name.clone(),
        state: state_on_wire(&party.state),
        since: unix_ms(party.since),
    }
}

fn call_type(call: &Call, own: &Extension) -> CallType {
    let is_listening = call.party_at(own).is_some_and(|party| matches!(party.state, PartyState::Listening(_)));
    let is_inside = call.parties.iter().all(|party| extension(party).is_some());
    match (&call.origin, direction(call, own)) {
        _ if is_listening => CallType::Monitor,
        (Origin::Queue(_), _) => CallType::Queued,
        (Origin::Consult(_), _) => CallType::Consult,
        (Origin::Direct, _) if is_inside => CallType::Inside,
        (Origin::Direct, Direction::Outbound) => CallType::Out,
        (Origin::Direct, Direction::Inbound) => CallType::Direct,
    }
}

/// Which way the call goes, as the agent at `own` sees it.
pub(super) fn direction(call: &Call, own: &Extension) -> Direction {
    let is_mine = call.parties.first().is_some_and(|first| first.who.is(own));
    if is_mine { Direction::Outbound } else { Direction::Inbound }
}

fn other<'a>(call: &'a Call, own: &Extension) -> Option<&'a Party> {
    call.parties.iter().find(|party| !party.who.is(own))
}

fn queue(call: &Call) -> Option<Label> {
    match &call.origin {
        Origin::Queue(queue) => Label::parse(queue.as_str()),
        Origin::Direct | Origin::Consult(_) => None,
    }
}

fn parent(call: &Call) -> Option<CallIdOnWire> {
    match call.origin {
        Origin::Consult(parent) => Some(id(parent)),
        Origin::Direct | Origin::Queue(_) => None,
    }
}

fn id(id: CallId) -> CallIdOnWire {
    CallIdOnWire::parse(&id.0.to_string()).unwrap_or_default()
}

fn address(who: &Who) -> Blank<DialString> {
    Blank(match who {
        Who::Extension(extension) => DialString::parse(extension.as_str()),
        Who::Outside(number) => DialString::parse(number.as_str()),
    })
}
