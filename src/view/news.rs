//! What is announced, and what the embedding page is told.

use hookswitch_protocol::{ErrorCode, cisco::ids::CallId, connector::LinkStatus};
use hookswitch_session::{
    Bar, Desk,
    desk::{Event, Happening, Work},
};

use super::{
    Facts, Fault, News, Notice, Status, Text, calls, icons,
    standing::{Length, Standing},
};
use crate::i18n::{self, work as words};

pub(super) fn news(facts: &Facts<'_>, standing: &Standing<'_>, notice: Option<&Notice>) -> News {
    if let (Desk::AtWork(work), None) = (facts.desk, notice) {
        return of_work(work, facts);
    }
    let (polite, urgent) = match (standing, notice) {
        (Standing::Away(away), Some(notice)) if away.outage.agent.is_some() => {
            let title = match away.length {
                Length::Blink | Length::Felt => notice.title.as_ref(),
                // The title counts minutes; that is not news.
                Length::Overdue => i18n::CONNECTION_LOST,
            };
            (Text::default(), [title, ". ", notice.remedy.as_ref()].concat().into())
        }
        (Standing::Away(away), Some(notice)) if away.length == Length::Overdue => {
            (notice.remedy.clone(), Text::default())
        }
        (_, Some(notice)) => ([notice.title.as_ref(), ". ", notice.remedy.as_ref()].concat().into(), Text::default()),
        (Standing::Door { refused: Some(refused) }, None) => {
            let advice = refused.code.advice_for_person();
            ([advice.message, " ", advice.remedy].concat().into(), Text::default())
        }
        (Standing::On { agent, line: LinkStatus::Linked, .. }, None) => {
            let text = [i18n::standing::LINKED, ". ", i18n::EXTENSION, agent.extension.as_str(), "."].concat();
            (text.into(), Text::default())
        }
        (
            Standing::Nobody { .. }
            | Standing::BadId(_)
            | Standing::Away(_)
            | Standing::Refused { .. }
            | Standing::Door { refused: None }
            | Standing::On { .. },
            None,
        ) => (Text::default(), Text::default()),
    };
    News { polite, urgent }
}

/// Who calls, for as long as it rings.
pub(super) fn ringing(facts: &Facts<'_>) -> Option<Text> {
    let work = facts.desk.work()?;
    let call = calls::ringing(work)?;
    Some([words::CALL_FROM, &calls::who(call, work, facts)].concat().into())
}

/// What happened last at the desk. A ringing call interrupts; what the agent did or sees coming does not.
fn of_work(work: &Work, facts: &Facts<'_>) -> News {
    let who = |call: &CallId| work.call(call.as_str()).map(|call| calls::who(call, work, facts)).unwrap_or_default();
    let polite = match &work.happened {
        None => words::of_state(work.agent.state).to_owned(),
        Some(Happening::State(state)) => words::of_state(*state).to_owned(),
        Some(Happening::Call(call, event)) => match event {
            // Said at once, as long as it rings.
            Event::Rings => String::new(),
            Event::GoesOut => [words::CALLING_WHOM, &who(call)].concat(),
            Event::Answered => [words::ANSWERED, &who(call)].concat(),
            Event::Held => [words::HELD, &who(call)].concat(),
            Event::Ended(name, number) => {
                let name = name.as_ref().map(|name| name.as_str());
                let number = number.as_ref().map(|number| number.as_str());
                [words::ENDED, name.or(number).unwrap_or(words::WITHHELD)].concat()
            }
            Event::Failed(cause) => [&who(call), ": ", words::of_cause(*cause)].concat(),
        },
    };
    News { polite: polite.into(), urgent: ringing(facts).unwrap_or_default() }
}

pub(super) fn status(standing: &Standing<'_>) -> Status {
    let fault = match standing {
        Standing::BadId(code) | Standing::Refused { why: Bar::Told(code), .. } => Some(of_code(*code)),
        Standing::Refused { why: Bar::Endpoint(fault), .. } => {
            let (code, words) = i18n::of_endpoint(*fault);
            Some(Fault { code, message: [words.title, "."].concat().into(), remedy: words.remedy })
        }
        Standing::Door { refused } => refused.map(|refused| of_code(refused.code)),
        Standing::Nobody { .. } | Standing::Away(_) | Standing::On { .. } => None,
    };
    let agent = standing.agent();
    Status {
        login: icons::login_colour(standing),
        connection: icons::link_colour(standing),
        extension: agent.map(|agent| agent.extension.as_str().to_owned()),
        display_name: agent.map(|agent| agent.display_name.as_str().to_owned()),
        fault,
    }
}

fn of_code(code: ErrorCode) -> Fault {
    Fault {
        code: code.as_str(),
        message: code.advice_for_person().message.into(),
        remedy: code.advice_for_person().remedy,
    }
}
