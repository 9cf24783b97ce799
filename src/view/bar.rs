//! The bar: who, in two lines, and the icons.

use hookswitch_protocol::ErrorCode;
use hookswitch_session::Bar as Why;

use super::{
    Bar, Facts, Text, icons,
    standing::{Blame, Doing, Standing},
};
use crate::{
    i18n::{self, standing as words},
    identity::Origin,
};

pub(super) fn bar(facts: &Facts<'_>, standing: &Standing<'_>) -> Bar {
    let (title, line) = match standing.agent() {
        Some(agent) => {
            let name = agent.display_name.as_str().to_owned();
            (name.into(), [i18n::EXTENSION, agent.extension.as_str()].concat().into())
        }
        None => {
            let (title, line) = without_agent(facts, standing);
            (Text::Borrowed(title), Text::Borrowed(line))
        }
    };
    Bar { title, line, login: icons::login(facts, standing), connection: icons::connection(facts, standing) }
}

/// Title and line where nobody is signed on.
pub(super) fn without_agent(facts: &Facts<'_>, standing: &Standing<'_>) -> (&'static str, &'static str) {
    match standing {
        Standing::Nobody { .. } => match facts.origin {
            Origin::Typed | Origin::Record => (words::NOT_SIGNED_ON, words::ID_NEEDED),
            Origin::UserName => (words::NOT_SIGNED_ON, words::USER_NEEDED),
            Origin::Station => (words::NOT_LOGGED_ON, words::STATION_NEEDED),
        },
        Standing::Door { .. } => (words::NOT_LOGGED_ON, words::STATION_NEEDED),
        Standing::BadId(_) => (words::NOT_SIGNED_ON, words::ID_REFUSED),
        Standing::Away(away) => match (away.doing, away.hurt) {
            (Doing::SigningOn, _) => (words::SIGNING_ON, words::WAITING_FOR_CONNECTOR),
            (Doing::Connecting, None) => (words::CONNECTING, words::WAITING_FOR_CONNECTOR),
            (Doing::Connecting, Some(_)) | (Doing::Waiting(_), _) => {
                (words::NOT_CONNECTED, words::WAITING_FOR_CONNECTOR)
            }
        },
        Standing::Refused { blame: Blame::Id, .. } => (words::NOT_SIGNED_ON, words::ID_REFUSED),
        Standing::Refused { blame: Blame::Right, .. } => (words::NOT_SIGNED_ON, words::SIGN_ON_REFUSED),
        Standing::Refused { blame: Blame::Link, .. } => (words::NOT_LINKED, words::WAITING_FOR_CONNECTOR),
        Standing::Refused { blame: Blame::Elsewhere, .. } => (words::NOT_LINKED, words::IN_ANOTHER_WINDOW),
        Standing::Refused { why: Why::Told(ErrorCode::SignedOff), blame: Blame::ForGood, .. } => {
            (words::SIGNED_OFF, words::BY_ADMINISTRATOR)
        }
        Standing::Refused { why: Why::Endpoint(_), .. } => (words::NOT_CONNECTED, words::ADDRESS_WRONG),
        Standing::Refused { blame: Blame::ForGood, .. } => (words::NOT_CONNECTED, words::SIGN_ON_REFUSED),
        Standing::On { .. } => (words::LINKED, words::WAITING_FOR_CONNECTOR),
    }
}
