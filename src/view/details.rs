//! The details of the connection.

use hookswitch_protocol::connector::LinkStatus;
use hookswitch_session::{Bar, EndpointFault, State, Terms, Who};

use super::{Action, Details, Facts, Notice, Text, bar::without_agent, door, memos, records, standing::Standing};
use crate::{
    i18n::{self, details as words, press},
    identity::Origin,
    intent::Press,
};

pub(super) fn details(facts: &Facts<'_>, standing: &Standing<'_>, notice: Option<&Notice>) -> Details {
    let mut rows = vec![(words::STATE, state(facts, standing))];
    let owned = |text: &str| Text::Owned(text.to_owned());
    if let Some(agent) = standing.agent() {
        rows.push((words::NAME, owned(agent.display_name.as_str())));
        rows.push((words::EXTENSION, owned(agent.extension.as_str())));
        rows.push((words::LICENCE, i18n::of_licence(agent.licence).into()));
    }
    if let Some(terms) = terms(facts.state).filter(|terms| !terms.server.as_str().is_empty()) {
        rows.push((words::CONNECTOR, owned(terms.server.as_str())));
    }
    rows.push((
        words::ADDRESS,
        match facts.endpoint {
            Ok(endpoint) => owned(endpoint.as_str()),
            Err(EndpointFault::Malformed | EndpointFault::Insecure) => words::NONE.into(),
        },
    ));
    if let Some(ms) = facts.round_trip_ms.filter(|_| standing.agent().is_some()) {
        rows.push((words::ROUND_TRIP, memos::quality(ms).into()));
    }
    match (facts.origin, terms(facts.state).and_then(|terms| terms.station.as_deref())) {
        (Origin::Station, Some(station)) => {
            rows.push((words::STATION, door::seat(&station.seat).into()));
            if let Some(days) = station.password_days {
                rows.push((words::PASSWORD, i18n::days(days).into()));
            }
        }
        (Origin::Station, None) => {}
        (Origin::Typed | Origin::Record | Origin::UserName, _) => {
            rows.push((words::LOGIN_ID, login_id(facts).into()));
        }
    }
    if let Some(user) = facts.user {
        rows.push((words::USER_NAME, owned(user.as_str())));
    }
    rows.push((words::LAST_ERROR, last_error(facts, standing)));
    // One button for one thing: the notice may have it already.
    let has = |action: &Option<Action>| action.as_ref().is_some_and(|action| action.intent.is_press(Press::Reconnect));
    let offered = notice.is_some_and(|notice| has(&notice.primary) || has(&notice.secondary));
    let log_off = matches!(facts.state, State::On { who: Who::Station(_), .. })
        .then(|| Action::press(press::LOG_OFF, Press::AskLogOff));
    Details { rows, reconnect: reconnect(facts).filter(|_| !offered), log_off }
}

/// All that helps to find a fault, a line for each thing; nothing of it is secret.
pub(super) fn diagnosis(facts: &Facts<'_>, standing: &Standing<'_>) -> String {
    let mut text = String::new();
    let mut line = |label: &str, value: &str| text.push_str(&[label, ": ", value, "\n"].concat());
    line(i18n::SOFTPHONE, env!("CARGO_PKG_VERSION"));
    for (label, value) in details(facts, standing, None).rows {
        line(label, &value);
    }
    let (browser, missing) = facts.browser;
    if let Some(inside) = facts.crm {
        records::diagnosis(inside, &mut line);
    }
    line(words::BROWSER, browser);
    line(words::MISSING, &if missing.is_empty() { words::NONE.to_owned() } else { i18n::list(missing) });
    text
}

fn state(facts: &Facts<'_>, standing: &Standing<'_>) -> Text {
    let since =
        |word: &str, tick| [word, " ", i18n::standing::SINCE, &(facts.time_ago)(facts.now.since(tick))].concat().into();
    match standing {
        Standing::On { line, since: at, .. } => match line {
            LinkStatus::Linked => since(i18n::of_line(*line), *at),
            LinkStatus::Connecting | LinkStatus::Unlinked | LinkStatus::Lost => i18n::of_line(*line).into(),
        },
        Standing::Away(away) => since(i18n::standing::NOT_CONNECTED, away.outage.since),
        Standing::Nobody { .. } | Standing::BadId(_) | Standing::Refused { .. } | Standing::Door { .. } => {
            without_agent(facts, standing).0.into()
        }
    }
}

fn login_id(facts: &Facts<'_>) -> &'static str {
    match (facts.origin, facts.saved) {
        (Origin::UserName | Origin::Station, _) => words::ID_NOT_NEEDED,
        (Origin::Record, _) => words::ID_RECORD,
        (Origin::Typed, Some(_)) => words::ID_TYPED,
        (Origin::Typed, None) => words::ID_MISSING,
    }
}

/// The refusal that stands, else the last trouble with the connection.
fn last_error(facts: &Facts<'_>, standing: &Standing<'_>) -> Text {
    match (standing, facts.trouble) {
        (Standing::BadId(code) | Standing::Refused { why: Bar::Told(code), .. }, _) => {
            i18n::as_title(code.advice_for_person().message).into()
        }
        (Standing::Refused { why: Bar::Endpoint(fault), .. }, _) => i18n::of_endpoint(*fault).1.title.into(),
        (Standing::Door { refused: Some(refused) }, _) => {
            i18n::as_title(refused.code.advice_for_person().message).into()
        }
        (
            Standing::Nobody { .. } | Standing::Away(_) | Standing::On { .. } | Standing::Door { refused: None },
            Some((trouble, at)),
        ) => [i18n::of_trouble(trouble).title, ", ", &(facts.time_ago)(facts.now.since(at))].concat().into(),
        (
            Standing::Nobody { .. } | Standing::Away(_) | Standing::On { .. } | Standing::Door { refused: None },
            None,
        ) => words::NONE.into(),
    }
}

fn terms(state: &State) -> Option<&Terms> {
    match state {
        State::SigningOn { terms, .. }
        | State::Unlinked { terms, .. }
        | State::Door { terms, .. }
        | State::On { terms, .. } => Some(terms),
        State::SignedOff { .. }
        | State::Opening { .. }
        | State::Registering { .. }
        | State::Waiting { .. }
        | State::Barred { .. } => None,
    }
}

/// A fresh connection makes sense for someone who signs on, at an address that can be used.
fn reconnect(facts: &Facts<'_>) -> Option<Action> {
    match facts.state {
        State::SignedOff { .. } | State::Barred { why: Bar::Endpoint(_), .. } => None,
        State::Opening { .. }
        | State::Registering { .. }
        | State::SigningOn { .. }
        | State::Unlinked { .. }
        | State::Door { .. }
        | State::On { .. }
        | State::Waiting { .. }
        | State::Barred { why: Bar::Told(_), .. } => Some(Action::press(press::RECONNECT, Press::Reconnect)),
    }
}
