//! Keypad, phone books, calls of the day, team.

use hookswitch_protocol::cisco::{
    agent::AgentState,
    call::{Direction, PastCall},
    ids::{CtiUserName, DtmfDigits},
    lists::Contact,
    team::TeamAgent,
};
use hookswitch_protocol::write::decimal;
use hookswitch_session::desk::Work;

use super::{
    Able, Button, Dot, Facts, Kind, Open, Text, Tone,
    panel::{BookView, ContactRow, KeypadView, ListView, PastRow, TeamRow, Way},
    work::{able, alone, clock, line_of, not_ready, on, timer},
};
use crate::{
    desktop::{Aim, MemberStep, ROWS},
    i18n::work as words,
    intent::{PressOn, Work as Press},
};

pub(super) fn keypad(work: &Work, facts: &Facts<'_>) -> KeypadView {
    let desktop = facts.desktop;
    let tones = desktop.aim(Aim::Tones).and_then(|call| work.call(call.as_str()));
    let typed = desktop.number.trim();
    let read = facts.rules.outgoing(typed);
    let hint = match (&tones, &read) {
        (Some(_), _) => None,
        (None, Ok(dialled)) if !is_same(dialled.to.as_str(), typed) => {
            let then = dialled.then.as_ref().map(DtmfDigits::expose);
            let lead = if then.is_some() { words::THEN_PRESS } else { "" };
            let text = [words::WILL_DIAL, dialled.to.as_str(), lead, then.unwrap_or_default()].concat();
            Some((Tone::Yellow, text.into()))
        }
        (None, Err(_)) if !typed.is_empty() => Some((Tone::Red, words::NOT_A_NUMBER.into())),
        (None, Ok(_) | Err(_)) => None,
    };
    KeypadView {
        label: if tones.is_some() { words::TONES } else { words::NUMBER },
        text: desktop.number.clone(),
        hint,
        erase: if desktop.number.is_empty() || tones.is_some() { Able::No } else { Able::Yes },
        buttons: if tones.is_some() {
            Vec::new()
        } else {
            dialled(facts, if read.is_ok() { Able::Yes } else { Able::No })
        },
        tones: if tones.is_some() { Open::Yes } else { Open::No },
    }
}

pub(super) fn book(work: &Work, facts: &Facts<'_>) -> BookView {
    let desktop = facts.desktop;
    let book = &work.book;
    let search = &desktop.search;
    let total = search.count();
    let first = desktop.first.min(total.saturating_sub(1));
    // Those before what is seen are there for whoever scrolls up.
    let begin = first.saturating_sub(ROWS / 4);
    let row = |row: usize| {
        let contact = search.contact(book, row)?;
        Some(ContactRow {
            row,
            name: name(contact).into(),
            line: line(contact).into(),
            chosen: if desktop.chosen == Some(row) { Open::Yes } else { Open::No },
        })
    };
    let status = match (book.of, total) {
        (Some(of), _) if book.parts < of => {
            let [parts, of] = [book.parts, of].map(|number| decimal(number.into()));
            [words::LOADING, " ", &parts, " / ", &of].concat().into()
        }
        (None, _) => words::LOADING.into(),
        (Some(_), 0) if book.contacts.is_empty() => words::NO_BOOK.into(),
        (Some(_), 0) => words::NOBODY_FOUND.into(),
        (Some(_), 1) => words::ONE_CONTACT.into(),
        (Some(_), count) => [&decimal(count as u64), words::CONTACTS].concat().into(),
    };
    BookView {
        text: search.text().to_owned(),
        status,
        total,
        first: begin,
        rows: (begin..first + ROWS - ROWS / 4).filter_map(row).collect(),
        chosen: desktop.chosen.and_then(|row| search.contact(book, row)).map(|contact| {
            let text = [&name(contact), " · ", &line(contact)].concat();
            (text.into(), dialled(facts, Able::Yes))
        }),
    }
}

pub(super) fn history(work: &Work, facts: &Facts<'_>) -> ListView<PastRow> {
    let now = facts.connector_ms.unwrap_or_default();
    let row = |past: &PastCall| {
        let number = past.number.0.as_ref().map(|number| match past.direction {
            Direction::Inbound => facts.rules.incoming(number.as_str()),
            Direction::Outbound => number.as_str().to_owned(),
        });
        let (way, word) = match (past.direction, past.answered) {
            (Direction::Inbound, true) => (Way::In, words::INCOMING),
            (Direction::Inbound, false) => (Way::Missed, words::MISSED),
            (Direction::Outbound, true) => (Way::Out, words::OUTGOING),
            (Direction::Outbound, false) => (Way::Out, words::NOT_REACHED),
        };
        let name = past.name.as_ref().map(|name| name.as_str().to_owned());
        let (title, number_line) = match (name, number) {
            (Some(name), number) => (name, number),
            (None, Some(number)) => (number, None),
            (None, None) => (words::WITHHELD.to_owned(), None),
        };
        let queue = past.queue.as_ref().map(|queue| queue.as_str());
        let at = (facts.time_ago)(now.saturating_sub(past.at));
        let length = past.answered.then(|| clock(u64::from(past.seconds)));
        let line = line_of(&[number_line.as_deref(), queue, Some(&at), length.as_deref()]);
        PastRow {
            id: [past.call_id.as_str(), "-", &decimal(past.at)].concat(),
            way,
            word,
            title: title.into(),
            line: line.into(),
            redial: past.number.0.as_ref().map(|number| on(words::CALL, PressOn::Redial, number.as_str())),
        }
    };
    let rows: Vec<PastRow> = work.history.iter().map(row).collect();
    ListView { empty: rows.is_empty().then(|| words::NO_HISTORY.into()), rows }
}

/// Whether a call was for the agent, who did not answer.
pub(super) fn is_missed(past: &PastCall) -> bool {
    past.direction == Direction::Inbound && !past.answered
}

pub(super) fn team(work: &Work, facts: &Facts<'_>) -> ListView<TeamRow> {
    let own = &work.agent.login_name;
    let mut rows = Vec::new();
    for agent in work.team.as_deref().unwrap_or_default() {
        if agent.user_name != *own {
            rows.push(member(agent, work, facts));
        }
    }
    let empty = match &work.team {
        None => Some(words::LOADING),
        Some(_) if rows.is_empty() => Some(words::NO_TEAM),
        Some(_) => None,
    };
    ListView { empty: empty.map(Text::from), rows }
}

fn member(agent: &TeamAgent, work: &Work, facts: &Facts<'_>) -> TeamRow {
    let id = agent.user_name.as_str();
    let member = facts.desktop.member.as_ref().filter(|member| member.user_name == agent.user_name);
    let call = agent.calls.first().and_then(|call| {
        let name = call.name.as_ref().map(|name| name.as_str()).filter(|name| !name.is_empty());
        name.or(call.number.0.as_ref().map(|number| number.as_str()))
    });
    let line = line_of(&[
        Some(words::of_state(agent.state)),
        agent.reason.as_ref().map(|reason| reason.as_str()),
        agent.extension.0.as_ref().map(|extension| extension.as_str()),
        call,
    ]);
    TeamRow {
        id: id.to_owned(),
        dot: if agent.state == AgentState::Ready { Dot::Filled } else { Dot::Ring },
        name: agent.name.as_str().to_owned().into(),
        line: line.into(),
        timer: if agent.state == AgentState::LogOut { Text::default() } else { timer(agent.since, facts) },
        toggle: on(if member.is_some() { words::LESS } else { words::MORE }, PressOn::Member, id),
        open: if member.is_some() { Open::Yes } else { Open::No },
        buttons: member.map(|member| supervised(agent, &agent.user_name, member.step, facts)).unwrap_or_default(),
        not_ready: member.map(|_| {
            // Those of another team are not known here, and refused there.
            let is_own = agent.team.as_ref() == Some(&work.agent.team_name);
            let reasons = if is_own { work.not_ready.as_slice() } else { &[] };
            let present = (agent.state == AgentState::NotReady).then_some(&agent.reason_code_id);
            let is_here = if agent.state == AgentState::LogOut { Able::No } else { Able::Yes };
            not_ready(PressOn::MemberNotReady, reasons, present, able(facts).and(is_here))
        }),
    }
}

/// What a supervisor can do: refused by the connector where it is not possible, and not offered where that is plain.
fn supervised(agent: &TeamAgent, id: &CtiUserName, step: MemberStep, facts: &Facts<'_>) -> Vec<Button> {
    let button = |label, press, kind, is_possible: bool| Button {
        action: on(label, press, id.as_str()),
        kind,
        able: able(facts).and(if is_possible { Able::Yes } else { Able::No }),
    };
    let (log_out, kind) = match step {
        MemberStep::Looking => (words::LOG_OUT, Kind::Secondary),
        MemberStep::LogOutAsked => (words::SURE, Kind::Danger),
    };
    vec![
        button(words::LISTEN, PressOn::Listen, Kind::Secondary, !agent.calls.is_empty()),
        button(words::JOIN, PressOn::Barge, Kind::Secondary, !agent.calls.is_empty()),
        button(log_out, PressOn::MemberLogOut, kind, agent.state == AgentState::NotReady),
    ]
}

/// What can be done with a number: what the desktop looks for.
fn dialled(facts: &Facts<'_>, can_be: Able) -> Vec<Button> {
    let able = able(facts).and(can_be);
    let button = |label, press, kind| Button { action: alone(label, press), kind, able };
    match facts.desktop.aim(Aim::LookUp) {
        Some(_) => vec![
            button(words::CONSULT, Press::Consult, Kind::Primary),
            button(words::TRANSFER_NOW, Press::HandOver, Kind::Secondary),
        ],
        None => vec![button(words::CALL, Press::Dial, Kind::Answer)],
    }
}

fn name(contact: &Contact) -> String {
    let (first, last) = (contact.first_name.as_str(), contact.last_name.as_str());
    match (first.is_empty(), last.is_empty()) {
        (true, true) => contact.phone_number.as_str().to_owned(),
        (false, false) => [first, " ", last].concat(),
        (_, _) => [first, last].concat(),
    }
}

fn line(contact: &Contact) -> String {
    let (number, description) = (contact.phone_number.as_str(), contact.description.as_str());
    if description.is_empty() { number.to_owned() } else { [number, " · ", description].concat() }
}

/// Whether two numbers differ only in how people write them.
fn is_same(dialled: &str, typed: &str) -> bool {
    let plain =
        |text: &str| text.chars().filter(|c| !matches!(c, ' ' | '-' | '(' | ')' | '/' | '.')).collect::<String>();
    plain(dialled) == plain(typed)
}
