//! What is announced, and what the embedding page is told.

use hookswitch_protocol::{ErrorCode, connector::LinkStatus};
use hookswitch_session::Bar;

use super::{
    Fault, News, Notice, Status, Text, icons,
    standing::{Length, Standing},
};
use crate::i18n;

pub(super) fn news(standing: &Standing<'_>, notice: Option<&Notice>) -> News {
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
        (Standing::On { agent, line: LinkStatus::Linked, .. }, None) => {
            let text = [i18n::standing::LINKED, ". ", i18n::EXTENSION, agent.extension.as_str(), "."].concat();
            (text.into(), Text::default())
        }
        (
            Standing::Nobody { .. }
            | Standing::BadId(_)
            | Standing::Away(_)
            | Standing::Refused { .. }
            | Standing::On { .. },
            None,
        ) => (Text::default(), Text::default()),
    };
    News { polite, urgent }
}

pub(super) fn status(standing: &Standing<'_>) -> Status {
    let fault = match standing {
        Standing::BadId(code) | Standing::Refused { why: Bar::Told(code), .. } => Some(of_code(*code)),
        Standing::Refused { why: Bar::Endpoint(fault), .. } => {
            let (code, words) = i18n::of_endpoint(*fault);
            Some(Fault { code, message: [words.title, "."].concat().into(), remedy: words.remedy })
        }
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
