//! What is under the notice.

use hookswitch_protocol::{ErrorCode, LoginIdFault, connector::LinkStatus};
use hookswitch_session::{Agent, Bar};

use super::{
    Action, Body, Card, Dot, EntryView, Facts, Keeping, Notice, Question, Reason, Secret, Text, details, door, memos,
    notice::of_code,
    standing::{Blame, Doing, Standing},
    work,
};
use crate::{
    i18n::{self, entry as words, press},
    identity::Origin,
    intent::Press,
    screen::{Entry, Screen, Step},
};

pub(super) fn body(facts: &Facts<'_>, standing: &Standing<'_>, notice: Option<&Notice>) -> Body {
    match facts.screen {
        Screen::Home => home(facts, standing, notice.is_some()),
        Screen::Details => Body::Details(details::details(facts, standing, notice)),
        Screen::Entry(Entry { step: Step::ForgetAsked, .. }) => Body::Ask(Question {
            words: words::FORGET,
            also: Text::default(),
            keep: press::KEEP,
            act: vec![Action::press(press::FORGET_NOW, Press::Forget)],
        }),
        Screen::LogOff => Body::Ask(door::log_off(facts)),
        Screen::Diagnosis(step) => Body::Diagnosis(details::diagnosis(facts, standing), done(*step)),
        Screen::Memos => Body::Memos(memos::all(facts)),
        Screen::Entry(entry) => Body::Entry(entry_view(entry, facts, standing)),
    }
}

/// That an option cannot be read, or that the ID will be asked again; that is nothing to someone who is never asked.
pub(super) fn note(facts: &Facts<'_>) -> Option<Text> {
    if let Some(fault) = facts.option_fault {
        return Some([i18n::OPTION_UNREADABLE, fault.key.name(), i18n::ASK_ADMINISTRATOR].concat().into());
    }
    let (_, missing) = facts.browser;
    // What tabs need to act as one came last of all that is needed.
    if missing.contains(&"locks") || missing.contains(&"BroadcastChannel") {
        return Some([i18n::OLD_BROWSER, &i18n::list(missing), "."].concat().into());
    }
    match (facts.origin, facts.keeping) {
        (Origin::Record | Origin::UserName | Origin::Station, _) | (Origin::Typed, Keeping::Works) => None,
        (Origin::Typed, Keeping::Fails) => Some(i18n::NOT_KEPT.into()),
        (Origin::Typed, Keeping::Corrupt) => Some(i18n::UNREADABLE.into()),
    }
}

fn home(facts: &Facts<'_>, standing: &Standing<'_>, has_notice: bool) -> Body {
    if let Some(body) = door::body(facts).or_else(|| work::body(facts)) {
        return body;
    }
    match standing {
        Standing::On { agent, line, since, .. } => {
            let (dot, since) = match line {
                LinkStatus::Linked => (Dot::Filled, Some((facts.time_ago)(facts.now.since(*since)))),
                LinkStatus::Connecting | LinkStatus::Unlinked | LinkStatus::Lost => (Dot::Ring, None),
            };
            card(agent, dot, i18n::of_line(*line), since)
        }
        Standing::Away(away) if !has_notice => match (&away.outage.agent, away.doing) {
            (Some(agent), _) => card(agent, Dot::Ring, i18n::standing::RECONNECTING, None),
            (None, Doing::SigningOn) => Body::Busy(i18n::standing::SIGNING_ON.into()),
            (None, Doing::Connecting | Doing::Waiting(_)) => Body::Busy(i18n::standing::CONNECTING.into()),
        },
        Standing::Away(_)
        | Standing::Nobody { .. }
        | Standing::BadId(_)
        | Standing::Refused { .. }
        | Standing::Door { .. } => Body::Nothing,
    }
}

fn card(agent: &Agent, dot: Dot, word: &'static str, since: Option<String>) -> Body {
    Body::Card(Card {
        dot,
        word: word.into(),
        since: since.map(|time| [i18n::standing::SINCE, &time].concat().into()),
        name: agent.display_name.as_str().to_owned().into(),
        extension: agent.extension.as_str().to_owned().into(),
    })
}

fn entry_view(entry: &Entry, facts: &Facts<'_>, standing: &Standing<'_>) -> EntryView {
    let reason = entry.check(facts.user).err().map(|fault| {
        let code = ErrorCode::from(fault);
        match fault {
            LoginIdFault::Empty => Reason::Empty(code.advice_for_person().remedy.into()),
            LoginIdFault::TooLong | LoginIdFault::Space | LoginIdFault::SpecialCharacter | LoginIdFault::UserName => {
                Reason::Broken([code.advice_for_person().message, " ", code.advice_for_person().remedy].concat().into())
            }
        }
    });
    EntryView {
        hint: hint(facts, standing),
        text: Secret(entry.text.expose().to_owned()),
        mask: entry.mask,
        reason,
        done: done(entry.step),
        forget: facts.saved.map(|_| Action::press(press::FORGET, Press::AskForget)),
    }
}

const fn done(step: Step) -> Option<&'static str> {
    match step {
        Step::Typing | Step::ForgetAsked => None,
        Step::Generated => Some(words::GENERATED),
        Step::Copied => Some(words::COPIED),
        Step::NotCopied => Some(words::NOT_COPIED),
    }
}

/// Why the ID in use was refused, or what an ID is.
fn hint(facts: &Facts<'_>, standing: &Standing<'_>) -> Text {
    match standing {
        Standing::Refused { why: Bar::Told(code), blame: Blame::Id | Blame::Link, .. } => {
            let words = of_code(*code, facts.origin);
            [words.title, ". ", words.remedy].concat().into()
        }
        Standing::Nobody { .. }
        | Standing::BadId(_)
        | Standing::Away(_)
        | Standing::Refused { .. }
        | Standing::Door { .. }
        | Standing::On { .. } => words::HINT.into(),
    }
}
