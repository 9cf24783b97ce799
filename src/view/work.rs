//! What an agent at work sees: the sign-on by hand, and the desktop.

use std::rc::Rc;

use hookswitch_protocol::cisco::{
    agent::{Agent, AgentState},
    ids::{CtiUserName, Label, ReasonCode, ReasonCodeId},
    lists::ReasonCodeItem,
};
use hookswitch_protocol::write::decimal;
use hookswitch_session::{
    Desk, State,
    desk::{Form, Refusal, Subject, Work},
};

use super::{
    Able, Action, Body, Button, Dot, Facts, Kind, Open, Text, Tone, calls, lists, memos,
    panel::{Choice, Page, Panel, Purpose, SignOnView, StateLine, TabView, Toast},
};
use crate::{
    desktop::{Aim, Over},
    i18n::{self, countdown, work as words},
    intent::{Deed, Intent, PressOn, Tab, Work as Press},
};

/// What the desk makes of what is under the notice; nothing where it has nothing to show yet.
pub(super) fn body(facts: &Facts<'_>) -> Option<Body> {
    match facts.desk {
        Desk::Away => None,
        Desk::Looking(_) | Desk::Fetching(_) | Desk::SigningOn { .. } => Some(Body::Busy(words::FETCHING.into())),
        Desk::Asking { form, why, told } => Some(Body::SignOn(sign_on(form, *why, told, facts))),
        Desk::LoggedOut => Some(Body::Nothing),
        Desk::AtWork(work) => Some(Body::Panel(Box::new(panel(work, facts)))),
    }
}

/// Whether commands reach the connector.
pub(super) fn able(facts: &Facts<'_>) -> Able {
    match facts.state {
        State::On { .. } => Able::Yes,
        State::SignedOff { .. }
        | State::Opening { .. }
        | State::Registering { .. }
        | State::SigningOn { .. }
        | State::Unlinked { .. }
        | State::Door { .. }
        | State::Waiting { .. }
        | State::Barred { .. } => Able::No,
    }
}

/// A button for something of something.
pub(super) fn on(label: impl Into<Text>, press: PressOn, value: &str) -> Action {
    Action { label: label.into(), intent: Intent::Work(Deed::On(press, value.to_owned())) }
}

/// A button of the desktop.
#[must_use]
pub fn alone(label: &'static str, press: Press) -> Action {
    Action { label: label.into(), intent: Intent::Work(Deed::Press(press)) }
}

/// What there is of several things, in one line.
pub(super) fn line_of(parts: &[Option<&str>]) -> String {
    let mut line = String::new();
    for part in parts.iter().flatten().filter(|part| !part.is_empty()) {
        if !line.is_empty() {
            line.push_str(" · ");
        }
        line.push_str(part);
    }
    line
}

/// `4:05`, `1:04:05`: whole seconds of the connector's clock, so that every screen shows the same.
pub(super) fn timer(since_ms: u64, facts: &Facts<'_>) -> Text {
    let now = facts.connector_ms.unwrap_or(since_ms);
    clock((now / 1_000).saturating_sub(since_ms / 1_000)).into()
}

/// Seconds as minutes and hours.
pub(super) fn clock(seconds: u64) -> String {
    let two = |number: u64| [if number < 10 { "0" } else { "" }, &decimal(number)].concat();
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    let lead = if hours == 0 { String::new() } else { [&decimal(hours), ":"].concat() };
    [lead, two(minutes), ":".to_owned(), two(seconds % 60)].concat()
}

fn sign_on(form: &Form, why: Refusal, told: &str, facts: &Facts<'_>) -> SignOnView {
    let (tone, text) = match why {
        Refusal::NotSaved => (Tone::Yellow, words::NOT_SAVED.into()),
        Refusal::NoAnswer => (Tone::Yellow, words::NO_ANSWER.into()),
        Refusal::Told(code) => {
            let advice = code.advice_for_person();
            (Tone::Red, [advice.message, " ", advice.remedy].concat().into())
        }
        Refusal::Wrong { attempts_left } => {
            (Tone::Red, [told, words::ATTEMPTS_LEFT, &decimal(attempts_left.into()), "."].concat().into())
        }
        Refusal::Blocked { .. } | Refusal::Fault(_) => (Tone::Red, told.to_owned().into()),
    };
    // What the user record says is where whoever has saved nothing begins.
    let user = facts.crm.and_then(|crm| crm.user);
    let left = why.until().map(|until| until.since(facts.now)).filter(|left| *left > 0);
    SignOnView {
        title: words::SIGN_ON_TITLE.into(),
        why: Some((tone, text)),
        countdown: left.map(|left| [words::BLOCKED_FOR, &countdown(left)].concat().into()),
        user_name: form
            .user_name
            .as_ref()
            .map(CtiUserName::as_str)
            .or(user.and_then(|user| user.cti_user_name.as_ref()).map(Label::as_str))
            .unwrap_or_default()
            .to_owned(),
        extension: form
            .extension
            .as_ref()
            .or(facts.state.agent().map(|agent| &agent.extension))
            .or(user.and_then(|user| user.extension.as_ref()))
            .map(|extension| extension.as_str().to_owned())
            .unwrap_or_default(),
        able: if left.is_some() { Able::No } else { able(facts) },
    }
}

fn panel(work: &Work, facts: &Facts<'_>) -> Panel {
    let desktop = facts.desktop;
    let page = match (desktop.over, desktop.tab) {
        (Over::States, _) => Page::States(states(work, facts)),
        (Over::Shortcuts, _) => Page::Shortcuts(words::SHORTCUTS.to_vec()),
        (Over::Nothing, Tab::Calls) => Page::Calls(calls::calls(work, facts)),
        (Over::Nothing, Tab::Keypad) => Page::Keypad(lists::keypad(work, facts)),
        (Over::Nothing, Tab::Book) => Page::Book(lists::book(work, facts)),
        (Over::Nothing, Tab::History) => Page::History(lists::history(work, facts)),
        (Over::Nothing, Tab::Team) => Page::Team(lists::team(work, facts)),
    };
    let shows_calls = matches!(page, Page::Calls(_));
    let sound = match facts.sound {
        Sound::Blocked => Some(alone(words::ENABLE_SOUND, Press::EnableSound)),
        Sound::Allowed | Sound::Missing => None,
    };
    Panel {
        state: state_line(&work.agent, work, facts),
        sound,
        purpose: purpose(work, facts),
        ringing: calls::ringing(work).filter(|_| !shows_calls).map(|call| Rc::new(calls::card(call, work, facts))),
        page,
        toasts: work.toasts.iter().map(toast).collect(),
        tabs: tabs(work, facts),
        status: memos::status(facts),
    }
}

/// Whether the browser plays sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sound {
    /// It does.
    Allowed,
    /// Not before the person has pressed something.
    Blocked,
    /// It cannot.
    Missing,
}

fn state_line(agent: &Agent, work: &Work, facts: &Facts<'_>) -> StateLine {
    let pending = agent.pending_state.map(|state| [words::THEN, &lower(words::of_state(state))].concat());
    let after = match agent.state {
        AgentState::WorkReady => Some([words::THEN, &lower(words::READY)].concat()),
        AgentState::Work => Some([words::THEN, &lower(words::NOT_READY)].concat()),
        AgentState::NotReady => reason_of(agent, &work.not_ready).map(str::to_owned),
        AgentState::LogOut | AgentState::Ready | AgentState::Reserved | AgentState::Talking | AgentState::Hold => None,
    };
    let since = agent.state_change_time.unix_ms();
    let timer = match agent.state {
        // What is left of it says more.
        AgentState::Work | AgentState::WorkReady => {
            let now = facts.connector_ms.unwrap_or(since) / 1_000;
            let end = since / 1_000 + u64::from(agent.wrap_up_timer.0);
            [words::LEFT, &clock(end.saturating_sub(now))].concat().into()
        }
        AgentState::LogOut
        | AgentState::NotReady
        | AgentState::Ready
        | AgentState::Reserved
        | AgentState::Talking
        | AgentState::Hold => timer(since, facts),
    };
    StateLine {
        dot: if agent.state == AgentState::Ready { Dot::Filled } else { Dot::Ring },
        word: words::of_state(agent.state).into(),
        detail: pending.or(after).map(Text::from),
        timer,
        open: if facts.desktop.over == Over::States { Open::Yes } else { Open::No },
        change: alone(words::CHANGE, Press::States),
    }
}

/// The states to choose from: the present one, or the one that follows, is marked.
fn states(work: &Work, facts: &Facts<'_>) -> Vec<Choice> {
    let agent = &work.agent;
    let next = agent.pending_state.unwrap_or(agent.state);
    let able = able(facts).and(if work.is_asked(&Subject::Agent) { Able::No } else { Able::Yes });
    let button = |action| Button { action, kind: Kind::Secondary, able };
    let is_not_ready = agent.state == AgentState::NotReady && agent.pending_state.is_none();
    let not_ready = not_ready(PressOn::NotReady, &work.not_ready, is_not_ready.then_some(&agent.reason_code_id), able);
    let may_log_out = agent.state == AgentState::NotReady;
    let reason = |of: &ReasonCodeItem| button(on(of.label.as_str().to_owned(), PressOn::LogOut, of.uri.id()));
    let mut log_out: Vec<Button> = work.log_out.iter().map(reason).collect();
    if log_out.is_empty() {
        log_out.push(button(on(words::LOG_OUT, PressOn::LogOut, "")));
    }
    for button in &mut log_out {
        button.able = button.able.and(if may_log_out { Able::Yes } else { Able::No });
    }
    let keys = Button { able: Able::Yes, ..button(alone(words::KEYS, Press::Shortcuts)) };
    let ready = Button {
        kind: if next == AgentState::Ready { Kind::Primary } else { Kind::Secondary },
        ..button(alone(words::READY, Press::Ready))
    };
    vec![
        Choice { title: words::READY.into(), hint: None, options: vec![ready] },
        not_ready,
        Choice {
            title: words::LOG_OUT.into(),
            hint: (!may_log_out).then(|| words::LOG_OUT_FIRST.into()),
            options: log_out,
        },
        Choice { title: words::HELP.into(), hint: None, options: vec![keys] },
    ]
}

/// Why to be not ready: for one of these reasons or for none, the present one marked.
pub(super) fn not_ready(
    press: PressOn,
    reasons: &[ReasonCodeItem],
    present: Option<&ReasonCode>,
    able: Able,
) -> Choice {
    let present = present.map(|code| code.0.as_ref().map_or("", ReasonCodeId::as_str));
    let option = |label: &str, id: &str| Button {
        action: on(label.to_owned(), press, id),
        kind: if present == Some(id) { Kind::Primary } else { Kind::Secondary },
        able,
    };
    let mut options = vec![option(words::NOT_READY, "")];
    options.extend(reasons.iter().map(|reason| option(reason.label.as_str(), reason.uri.id())));
    Choice { title: words::NOT_READY.into(), hint: None, options }
}

fn purpose(work: &Work, facts: &Facts<'_>) -> Option<Purpose> {
    let (aim, call) = facts.desktop.purpose.as_ref()?;
    let call = work.call(call.as_str())?;
    let text = match aim {
        Aim::LookUp => words::TRANSFER_FOR,
        Aim::Tones => words::KEYS_FOR,
    };
    Some(Purpose {
        text: [text, &calls::who(call, work, facts)].concat().into(),
        cancel: alone(i18n::press::CANCEL, Press::EndPurpose),
    })
}

fn tabs(work: &Work, facts: &Facts<'_>) -> Vec<TabView> {
    let missed = work.history.iter().filter(|past| lists::is_missed(past) && past.at > facts.desktop.seen).count();
    let tab = |tab: Tab, label, badge: Option<(Text, &'static str)>| TabView {
        tab,
        label,
        badge,
        open: if facts.desktop.tab == tab { Open::Yes } else { Open::No },
    };
    let count = |number: usize, what| (number > 0).then(|| (decimal(number as u64).into(), what));
    let mut tabs = vec![
        tab(Tab::Calls, words::CALLS, count(work.calls.len(), words::GOING_ON)),
        tab(Tab::Keypad, words::KEYPAD, None),
        tab(Tab::Book, words::BOOK, None),
        tab(Tab::History, words::HISTORY, count(missed, words::NEW_MISSED)),
    ];
    if work.agent.is_supervisor {
        tabs.push(tab(Tab::Team, words::TEAM, None));
    }
    tabs
}

fn toast(toast: &hookswitch_session::desk::Toast) -> Toast {
    let why = if toast.text.is_empty() { words::NO_ANSWER } else { &toast.text };
    let id = decimal(toast.id.0.into());
    Toast {
        text: [words::of_what(toast.what), why].concat().into(),
        dismiss: on(words::DISMISS, PressOn::Toast, &id),
        id,
    }
}

fn reason_of<'a>(agent: &Agent, reasons: &'a [ReasonCodeItem]) -> Option<&'a str> {
    let code = agent.reason_code_id.0.as_ref()?;
    reasons.iter().find(|reason| reason.uri.id() == code.as_str()).map(|reason| reason.label.as_str())
}

/// A word within a sentence.
fn lower(word: &str) -> String {
    word.to_ascii_lowercase()
}

/// In how many milliseconds a timer shows another second, all of them at once.
pub(super) fn redraw_ms(facts: &Facts<'_>) -> Option<u64> {
    let until = |until: hookswitch_protocol::Tick| until.since(facts.now).checked_sub(1).map(|left| left % 1_000 + 1);
    match facts.desk {
        Desk::AtWork(_) => Some(1_000 - facts.connector_ms.unwrap_or_default() % 1_000),
        Desk::Asking { why, .. } => why.until().and_then(until),
        Desk::Away | Desk::Looking(_) | Desk::Fetching(_) | Desk::SigningOn { .. } | Desk::LoggedOut => None,
    }
}
