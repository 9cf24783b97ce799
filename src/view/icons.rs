//! The two icons: colour and name.

use hookswitch_protocol::connector::LinkStatus;
use hookswitch_session::Bar;

use super::{
    Facts, Icon, LinkColour, LoginColour, Open,
    standing::{Away, Blame, Doing, Length, Standing, remedy},
};
use crate::{
    i18n::{self, icon},
    identity::Origin,
    screen::Screen,
};

/// The login icon: red where the ID is missing or refused, else white.
pub(super) fn login(facts: &Facts<'_>, standing: &Standing<'_>) -> Icon<LoginColour> {
    let name = login_name(facts.origin, standing);
    let open = match facts.screen {
        Screen::Entry(_) => Open::Yes,
        Screen::Home | Screen::Details | Screen::LogOff | Screen::Memos | Screen::Diagnosis(_) => Open::No,
    };
    Icon { colour: login_colour(standing), name: [i18n::LOGIN, &name.concat()].concat().into(), open }
}

/// The connection icon: green where linked, red where lost for long or refused for good, else yellow.
pub(super) fn connection(facts: &Facts<'_>, standing: &Standing<'_>) -> Icon<LinkColour> {
    let name = connection_name(facts.origin, standing);
    let open = match facts.screen {
        Screen::Details => Open::Yes,
        Screen::Home | Screen::Entry(_) | Screen::LogOff | Screen::Memos | Screen::Diagnosis(_) => Open::No,
    };
    Icon { colour: link_colour(standing), name: [i18n::CONNECTION, &name.concat()].concat().into(), open }
}

pub(super) fn login_colour(standing: &Standing<'_>) -> LoginColour {
    match standing {
        Standing::Nobody { .. }
        | Standing::BadId(_)
        | Standing::Door { .. }
        | Standing::Refused { blame: Blame::Id | Blame::Right, .. } => LoginColour::Red,
        Standing::Away(_)
        | Standing::On { .. }
        | Standing::Refused { blame: Blame::Link | Blame::Elsewhere | Blame::ForGood, .. } => LoginColour::White,
    }
}

pub(super) fn link_colour(standing: &Standing<'_>) -> LinkColour {
    match standing {
        Standing::On { line: LinkStatus::Linked, .. } => LinkColour::Green,
        Standing::Away(Away { length: Length::Overdue, .. }) | Standing::Refused { blame: Blame::ForGood, .. } => {
            LinkColour::Red
        }
        Standing::Nobody { .. }
        | Standing::BadId(_)
        | Standing::Door { .. }
        | Standing::Away(Away { length: Length::Blink | Length::Felt, .. })
        | Standing::Refused { blame: Blame::Id | Blame::Right | Blame::Link | Blame::Elsewhere, .. }
        | Standing::On { line: LinkStatus::Connecting | LinkStatus::Unlinked | LinkStatus::Lost, .. } => {
            LinkColour::Yellow
        }
    }
}

/// State and remedy, in pieces.
type Name<'a> = [&'a str; 4];

fn login_name(origin: Origin, standing: &Standing<'_>) -> Name<'static> {
    let (state, remedy) = match (standing, origin) {
        (
            Standing::Nobody { typed: Some(code) }
            | Standing::BadId(code)
            | Standing::Refused { why: Bar::Told(code), blame: Blame::Id | Blame::Right, .. },
            _,
        ) => return [icon::REFUSED, code.advice_for_person().message, " ", remedy(*code, origin)],
        (Standing::Door { refused: Some(refused) }, _) => {
            let advice = refused.code.advice_for_person();
            return [icon::REFUSED, advice.message, " ", advice.remedy];
        }
        (Standing::Door { refused: None } | Standing::Nobody { typed: None }, Origin::Station) => {
            (icon::NOT_LOGGED_ON, icon::LOG_ON)
        }
        // Nobody else stands at a door.
        (Standing::Door { refused: None }, Origin::Typed | Origin::Record | Origin::UserName) => {
            (icon::NOT_LOGGED_ON, icon::LOG_ON)
        }
        (Standing::Away(_) | Standing::Refused { .. } | Standing::On { .. }, Origin::Station) => (icon::AT_STATION, ""),
        (Standing::Nobody { typed: None }, Origin::Typed) => (icon::MISSING, ""),
        (Standing::Nobody { typed: None }, Origin::Record) => (icon::MISSING_RECORD, i18n::RECORD_AT_FAULT),
        (Standing::Nobody { typed: None }, Origin::UserName) => (icon::MISSING_USER, i18n::USER_MISSING.remedy),
        (Standing::On { .. }, Origin::Typed) => (icon::ACCEPTED, ""),
        (Standing::Away(_) | Standing::Refused { .. }, Origin::Typed) => (icon::GIVEN, ""),
        (Standing::Away(_) | Standing::Refused { .. } | Standing::On { .. }, Origin::Record) => (icon::FROM_RECORD, ""),
        (Standing::Away(_) | Standing::Refused { .. } | Standing::On { .. }, Origin::UserName) => {
            (icon::NOT_NEEDED, "")
        }
    };
    [state, remedy, "", ""]
}

fn connection_name<'a>(origin: Origin, standing: &Standing<'a>) -> Name<'a> {
    let (state, remedy) = match standing {
        Standing::Nobody { .. } => match origin {
            Origin::Typed => (icon::NOT_LINKED_NO_ID, ""),
            Origin::Record => (icon::NOT_LINKED, i18n::RECORD_AT_FAULT),
            Origin::UserName => (icon::NOT_LINKED_NO_USER, ""),
            Origin::Station => (icon::NOT_LINKED, icon::LOG_ON),
        },
        Standing::Door { .. } => (icon::NOT_LINKED, icon::LOG_ON),
        Standing::Away(away) => (away_words(away), ""),
        Standing::Refused { why: Bar::Told(code), blame: Blame::ForGood, .. } => {
            return [icon::REFUSED, code.advice_for_person().message, " ", remedy(*code, origin)];
        }
        Standing::BadId(code) | Standing::Refused { why: Bar::Told(code), .. } => {
            (icon::NOT_LINKED, remedy(*code, origin))
        }
        Standing::Refused { why: Bar::Endpoint(fault), .. } => {
            let (_, words) = i18n::of_endpoint(*fault);
            return [icon::NOT_LINKED, words.title, ". ", words.remedy];
        }
        Standing::On { agent, line: LinkStatus::Linked, .. } => {
            return [icon::LINKED, i18n::EXTENSION, agent.extension.as_str(), "."];
        }
        Standing::On { line: LinkStatus::Connecting, .. } => (icon::NOT_LINKED, i18n::REACHING_TELEPHONE.remedy),
        Standing::On { line: LinkStatus::Unlinked | LinkStatus::Lost, .. } => {
            (icon::NOT_LINKED, i18n::NO_TELEPHONE.remedy)
        }
    };
    [state, remedy, "", ""]
}

fn away_words(away: &Away<'_>) -> &'static str {
    match (away.length, &away.outage.agent, away.hurt, away.doing) {
        (Length::Overdue, Some(_), _, _) => icon::LOST,
        (Length::Overdue, None, _, _) => icon::NEVER,
        (Length::Blink | Length::Felt, Some(_), _, _) => icon::RECONNECTING,
        (Length::Blink | Length::Felt, None, Some(_), _)
        | (Length::Blink | Length::Felt, None, None, Doing::Waiting(_)) => icon::NOT_YET,
        (Length::Blink | Length::Felt, None, None, Doing::Connecting | Doing::SigningOn) => icon::CONNECTING,
    }
}
