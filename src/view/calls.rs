//! The calls: who, how they stand, and what can be done, which the connector says.

use std::rc::Rc;

use hookswitch_protocol::cisco::{
    call::{ButtonState, Buttons, Call, CallType, Direction, Party, PartyState},
    ids::DialString,
    variables::CallVariable,
};
use hookswitch_session::desk::{Work, other_end};

use super::{
    Able, Action, Button, Facts, Kind, Open, Text,
    panel::{CallsView, CardTone, CardView, Choice, VariableView},
    records,
    work::{able, line_of, on, timer},
};
use crate::{i18n::work as words, intent::PressOn};

pub(super) fn calls(work: &Work, facts: &Facts<'_>) -> CallsView {
    let calls = facts.desktop.in_order(work);
    let wrap_up = work.to_wrap_up().filter(|_| !work.wrap_up.is_empty()).map(|_| Choice {
        title: words::WRAP_UP.into(),
        hint: None,
        options: work
            .wrap_up
            .iter()
            .map(|reason| Button {
                action: on(reason.label.as_str().to_owned(), PressOn::WrapUp, reason.uri.id()),
                kind: Kind::Secondary,
                able: able(facts),
            })
            .collect(),
    });
    let after = records::after(facts);
    CallsView {
        empty: (calls.is_empty() && wrap_up.is_none() && after.is_none()).then(|| words::NO_CALLS.into()),
        wrap_up,
        after,
        cards: calls.into_iter().map(|call| Rc::new(card(call, work, facts))).collect(),
    }
}

/// The call that rings here.
pub(super) fn ringing(work: &Work) -> Option<&Call> {
    work.calls.iter().find(|call| tone(call) == CardTone::Ringing)
}

pub(super) fn card(call: &Call, work: &Work, facts: &Facts<'_>) -> CardView {
    let id = call.id.as_str();
    let (title, line) = title_and_line(call, work, facts);
    let is_open = facts.desktop.more.as_ref() == Some(&call.id);
    let mut buttons = buttons(call, facts);
    let rest = buttons.split_off(buttons.len().min(2));
    let details = details(call, work);
    let has_more = !rest.is_empty() || !details.is_empty() || shown_variables(call).next().is_some();
    let (open, label) = if is_open { (Open::Yes, words::LESS) } else { (Open::No, words::MORE) };
    let tone = tone(call);
    CardView {
        id: id.to_owned(),
        tone,
        title,
        line,
        state: state(call, work).into(),
        // A hold is as long as it lasts; a call as long as both ends have had it.
        timer: timer(if call.state == PartyState::Held { call.since } else { call.started }, facts),
        big: buttons,
        more: (has_more && tone != CardTone::Ringing).then(|| (open, on(label, PressOn::More, id))),
        rest: if is_open { rest } else { Vec::new() },
        details: if is_open { details } else { Vec::new() },
        variables: if is_open { variables(call, facts) } else { Vec::new() },
        records: records::records(id, call.started, facts),
    }
}

/// Who is at the other end, in one line.
pub(super) fn who(call: &Call, work: &Work, facts: &Facts<'_>) -> String {
    title_and_line(call, work, facts).0.into_owned()
}

fn title_and_line(call: &Call, work: &Work, facts: &Facts<'_>) -> (Text, Text) {
    let (name, number) = other_end(call);
    let others = others(call, work);
    let (title, number) = match others.as_slice() {
        [] => (name.map(|name| name.as_str().to_owned()), number),
        [only] => (
            only.name
                .as_ref()
                .or(name.filter(|_| only.media_address.0.as_ref() == number))
                .map(|name| name.as_str().to_owned()),
            only.media_address.0.as_ref(),
        ),
        many => (Some(names(many).1), None),
    };
    // The CRM may know whom nobody else does.
    let title = title.or_else(|| number.and_then(|_| records::name_of(call, facts)));
    let shown = number.map(|number| shown(number, call, facts));
    let queue = call.queue.as_ref().map(|queue| queue.as_str());
    let (title, line) = match title {
        Some(title) => (title, line_of(&[shown.as_deref(), queue])),
        None => (shown.unwrap_or_else(|| words::WITHHELD.to_owned()), queue.unwrap_or_default().to_owned()),
    };
    (title.into(), line.into())
}

fn shown(number: &DialString, call: &Call, facts: &Facts<'_>) -> String {
    match call.direction {
        Direction::Inbound => facts.rules.incoming(number.as_str()),
        Direction::Outbound => number.as_str().to_owned(),
    }
}

/// Everybody else who is in the call.
fn others<'a>(call: &'a Call, work: &Work) -> Vec<&'a Party> {
    let own = work.agent.extension.0.as_ref().map(|extension| extension.as_str());
    let mut others = Vec::new();
    for party in &call.parties {
        let is_own = party.media_address.0.as_ref().map(DialString::as_str) == own;
        if !is_own && !matches!(party.state, PartyState::Dropped | PartyState::Failed | PartyState::WrapUp) {
            others.push(party);
        }
    }
    others
}

/// How many of them are known by name or by number, and these in one line.
fn names(parties: &[&Party]) -> (usize, String) {
    let (mut count, mut names) = (0, String::new());
    for party in parties {
        let number = party.media_address.0.as_ref().map(DialString::as_str);
        if let Some(name) = party.name.as_ref().map(|name| name.as_str()).or(number) {
            if count > 0 {
                names.push_str(", ");
            }
            names.push_str(name);
            count += 1;
        }
    }
    (count, names)
}

fn details(call: &Call, work: &Work) -> Vec<(Text, Text)> {
    let mut rows: Vec<(Text, Text)> = Vec::new();
    let (count, parties) = names(&others(call, work));
    if count > 1 {
        rows.push((words::PARTIES.into(), parties.into()));
    }
    rows
}

/// As the connector told them, but for the one that is being typed.
fn variables(call: &Call, facts: &Facts<'_>) -> Vec<VariableView> {
    let draft = facts.desktop.draft.as_ref().filter(|draft| draft.call == call.id);
    let able = able(facts).and(if call.state == PartyState::Failed { Able::No } else { Able::Yes });
    let variable = |known: &CallVariable| {
        let (name, value) = (known.name.as_str(), known.value.as_str());
        let typed = draft.filter(|draft| draft.name == name).map(|draft| draft.text.as_str());
        VariableView { name: name.to_owned(), text: typed.unwrap_or(value).to_owned(), able }
    };
    shown_variables(call).map(variable).collect()
}

/// The softphone's own are nobody's to type into.
fn shown_variables(call: &Call) -> impl Iterator<Item = &CallVariable> {
    call.call_variables.as_slice().iter().filter(|variable| variable.name.as_str() != hookswitch_crm::RECORD)
}

pub(super) fn tone(call: &Call) -> CardTone {
    match call.state {
        PartyState::Alerting => CardTone::Ringing,
        PartyState::Held => CardTone::Held,
        PartyState::Failed => CardTone::Failed,
        PartyState::Initiating
        | PartyState::Initiated
        | PartyState::Active
        | PartyState::WrapUp
        | PartyState::Dropped
        | PartyState::Accepted => CardTone::Active,
    }
}

fn state(call: &Call, work: &Work) -> &'static str {
    match call.state {
        PartyState::Initiating | PartyState::Initiated => words::CALLING,
        PartyState::Alerting => words::RINGING,
        PartyState::Held => words::ON_HOLD,
        PartyState::Failed => words::of_cause(call.state_cause),
        PartyState::Active | PartyState::Accepted | PartyState::WrapUp | PartyState::Dropped => {
            let (mut count, mut waiting) = (0, 0);
            for party in others(call, work) {
                count += 1;
                waiting += usize::from(party.state == PartyState::Held);
            }
            match call.call_type {
                CallType::Monitor => words::LISTENING,
                _ if count > 0 && waiting == count => words::HELD_BY_OTHERS,
                _ if count > 1 => words::IN_CONFERENCE,
                CallType::Consult => words::CONSULTING,
                CallType::Queued
                | CallType::Direct
                | CallType::Transfer
                | CallType::Inside
                | CallType::Out
                | CallType::Conference
                | CallType::Barge
                | CallType::Preview
                | CallType::PreviewReservation
                | CallType::Other => words::TALKING,
            }
        }
    }
}

/// What can be done with a call, what one does next first.
fn buttons(call: &Call, facts: &Facts<'_>) -> Vec<Button> {
    let its = &call.buttons;
    let is_waiting = is(its.retrieve);
    let order: &[Offer] = match (is_waiting, is(its.transfer)) {
        (true, true) => &[RESUME, TRANSFER, CONFERENCE, END],
        (true, false) => &[RESUME, LOOK_UP, END],
        (false, true) => &[TRANSFER, END, CONFERENCE, HOLD, TONES],
        (false, false) => &[ANSWER, DECLINE, HOLD, END, LOOK_UP, TONES],
    };
    let id = call.id.as_str();
    let able = able(facts);
    let mut buttons: Vec<Button> = Vec::new();
    if call.state == PartyState::Failed {
        let action = on(words::DISMISS, PressOn::End, id);
        buttons.push(Button { action, kind: Kind::Secondary, able });
        if let Some(number) = other_end(call).1 {
            buttons.push(Button { action: again(number), kind: Kind::Answer, able });
        }
        return buttons;
    }
    for (label, press, kind, state) in order {
        match state(its) {
            ButtonState::Hide => {}
            ButtonState::Enable => buttons.push(Button { action: on(*label, *press, id), kind: *kind, able }),
            ButtonState::Disable => {
                buttons.push(Button { action: on(*label, *press, id), kind: *kind, able: Able::No });
            }
        }
    }
    buttons
}

fn again(number: &DialString) -> Action {
    on(words::CALL_AGAIN, PressOn::Redial, number.as_str())
}

type Offer = (&'static str, PressOn, Kind, fn(&Buttons) -> ButtonState);

const ANSWER: Offer = (words::ANSWER, PressOn::Answer, Kind::Answer, |its| its.answer);
const DECLINE: Offer = (words::DECLINE, PressOn::Reject, Kind::End, |its| its.reject);
const HOLD: Offer = (words::HOLD, PressOn::Hold, Kind::Secondary, |its| its.hold);
const RESUME: Offer = (words::RESUME, PressOn::Retrieve, Kind::Primary, |its| its.retrieve);
const END: Offer = (words::END, PressOn::End, Kind::End, |its| its.drop);
const TRANSFER: Offer = (words::TRANSFER, PressOn::Transfer, Kind::Primary, |its| its.transfer);
const CONFERENCE: Offer = (words::CONFERENCE, PressOn::Conference, Kind::Secondary, |its| its.conference);
const LOOK_UP: Offer = (words::TRANSFER, PressOn::LookUp, Kind::Secondary, |its| its.direct_transfer);
const TONES: Offer = (words::KEYPAD, PressOn::Tones, Kind::Secondary, |its| its.send_dtmf);

fn is(state: ButtonState) -> bool {
    state == ButtonState::Enable
}
