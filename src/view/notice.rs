//! The one message that needs the person: the one nearest the cause.

use hookswitch_protocol::{ErrorCode, Tick, connector::LinkStatus};
use hookswitch_session::{Bar, Desk, State, Trouble};

use super::{
    Action, Facts, LinkColour, LoginColour, Notice, Text, Tone, icons, records,
    standing::{Away, Blame, Doing, Length, Standing, is_calm, remedy},
    work,
};
use crate::{
    i18n::{self, Words, press, standing as words_of, work as words},
    identity::Origin,
    intent::{self, Press},
    screen::Screen,
};

/// The message. None while the ID is entered: the entry says there what is wrong with it.
pub(super) fn notice(facts: &Facts<'_>, standing: &Standing<'_>) -> Option<Notice> {
    match facts.screen {
        Screen::Entry(_) | Screen::LogOff | Screen::Memos | Screen::Diagnosis(_) => return None,
        Screen::Home | Screen::Details => {}
    }
    let below = of_standing(facts, standing);
    let mut notice = match (records::hint(facts), below) {
        // What has to be done first can be done there.
        (Some(hint), Some(Notice { primary: Some(first), .. })) if !does(&hint, &first) => {
            Notice { secondary: hint.primary, primary: Some(first), ..hint }
        }
        (Some(hint), Some(Notice { .. }) | None) => hint,
        (None, below) => below?,
    };
    match facts.screen {
        // What these buttons do has been done: the details are open.
        Screen::Details => notice.secondary = notice.secondary.filter(|action| !action.intent.is_press(Press::Details)),
        Screen::Home | Screen::Entry(_) | Screen::LogOff | Screen::Memos | Screen::Diagnosis(_) => {}
    }
    Some(notice)
}

/// Whether its own button does the same: one button for one thing.
fn does(notice: &Notice, action: &Action) -> bool {
    notice.primary.as_ref().is_some_and(|own| own.intent == action.intent)
}

/// What the person has to know of the connection and of who signs on.
fn of_standing(facts: &Facts<'_>, standing: &Standing<'_>) -> Option<Notice> {
    Some(match standing {
        Standing::Nobody { .. } => match facts.origin {
            Origin::Typed => plain(standing, i18n::ID_MISSING, Some(ENTER_ID)),
            Origin::Record => plain(standing, i18n::RECORD_MISSING, None),
            Origin::UserName | Origin::Station => plain(standing, i18n::USER_MISSING, None),
        },
        // The form says it.
        Standing::Door { .. } => return None,
        Standing::BadId(code) => {
            let enter = (facts.origin == Origin::Typed).then_some(ENTER_ID);
            plain(standing, of_code(*code, facts.origin), enter)
        }
        Standing::Away(away) => of_away(away, standing, facts.now)?,
        Standing::Refused { why: Bar::Told(code), blame, again_at } => {
            let words = of_code(*code, facts.origin);
            let (primary, secondary) = buttons(*code, *blame, facts.origin);
            let notice = match again_at.and_then(|at| next_try(at, facts.now)) {
                None => Notice { secondary: Some(secondary), ..plain(standing, words, Some(primary)) },
                // Nothing that is tried before that time would be heard.
                countdown => Notice { countdown, secondary: Some(DETAILS), ..plain(standing, words, None) },
            };
            in_its_words(notice, facts)
        }
        Standing::Refused { why: Bar::Endpoint(fault), .. } => {
            let (_, words) = i18n::of_endpoint(*fault);
            Notice { secondary: Some(DETAILS), ..plain(standing, words, None) }
        }
        Standing::On { line, since, .. } => {
            let words = match line {
                LinkStatus::Linked => return logged_out(facts).or_else(|| records::fault(facts)),
                LinkStatus::Connecting if is_calm(*since, facts.now) => return None,
                LinkStatus::Connecting => i18n::REACHING_TELEPHONE,
                LinkStatus::Unlinked | LinkStatus::Lost => i18n::NO_TELEPHONE,
            };
            Notice { secondary: Some(DETAILS), ..plain(standing, words, Some(RECONNECT)) }
        }
    })
}

/// What the connector itself said of it: why, and where the session lives.
fn in_its_words(notice: Notice, facts: &Facts<'_>) -> Notice {
    match facts.state {
        State::Barred { told: Some(told), .. } => Notice { title: told.clone().into(), ..notice },
        State::Unlinked { elsewhere: Some(elsewhere), .. } => {
            let ago = facts.connector_ms.unwrap_or(elsewhere.since).saturating_sub(elsewhere.since);
            let host = elsewhere.url.as_str().split('/').nth(2).unwrap_or_default();
            let since = (facts.time_ago)(ago);
            let place = if host.is_empty() { i18n::THERE } else { i18n::AT_PAGE };
            let remedy = [place, host, " ", words_of::SINCE, &since, ". ", &notice.remedy].concat();
            Notice { remedy: remedy.into(), ..notice }
        }
        State::SignedOff { .. }
        | State::Opening { .. }
        | State::Registering { .. }
        | State::SigningOn { .. }
        | State::Unlinked { elsewhere: None, .. }
        | State::Door { .. }
        | State::On { .. }
        | State::Waiting { .. }
        | State::Barred { told: None, .. } => notice,
    }
}

/// That the agent gets no calls.
fn logged_out(facts: &Facts<'_>) -> Option<Notice> {
    match facts.desk {
        Desk::LoggedOut => Some(Notice {
            tone: Tone::Yellow,
            title: words::LOGGED_OUT.into(),
            remedy: words::LOGGED_OUT_HINT.into(),
            countdown: None,
            primary: Some(work::alone(words::SIGN_ON, intent::Work::SignOnAgain)),
            secondary: None,
        }),
        Desk::Away
        | Desk::Looking(_)
        | Desk::Fetching(_)
        | Desk::SigningOn { .. }
        | Desk::Asking { .. }
        | Desk::AtWork(_) => None,
    }
}

/// What a code says to someone whose ID comes from `origin`.
pub(super) fn of_code(code: ErrorCode, origin: Origin) -> Words {
    Words { title: i18n::as_title(code.advice_for_person().message), remedy: remedy(code, origin) }
}

const ENTER_ID: Action = Action::press(press::ENTER_ID, Press::Login);
const CHANGE_ID: Action = Action::press(press::CHANGE_ID, Press::Login);
const RECONNECT: Action = Action::press(press::RECONNECT, Press::Reconnect);
const DETAILS: Action = Action::press(press::DETAILS, Press::Details);

/// The button that does it, and another one.
fn buttons(code: ErrorCode, blame: Blame, origin: Origin) -> (Action, Action) {
    let other = match origin {
        Origin::Typed => CHANGE_ID,
        Origin::Record | Origin::UserName | Origin::Station => DETAILS,
    };
    match blame {
        Blame::Id => match origin {
            Origin::Typed => (CHANGE_ID, RECONNECT),
            Origin::Record | Origin::UserName | Origin::Station => (RECONNECT, DETAILS),
        },
        Blame::Right => (RECONNECT, other),
        Blame::Link if code == ErrorCode::LoginIdUnknown => (RECONNECT, other),
        Blame::Link => (RECONNECT, DETAILS),
        Blame::Elsewhere => (Action::press(press::USE_HERE, Press::UseHere), DETAILS),
        Blame::ForGood if origin == Origin::Station => (Action::press(press::LOG_ON_AGAIN, Press::Reconnect), other),
        Blame::ForGood if code == ErrorCode::SignedOff => {
            (Action::press(press::SIGN_ON_AGAIN, Press::Reconnect), other)
        }
        Blame::ForGood => (RECONNECT, DETAILS),
    }
}

fn of_away(away: &Away<'_>, standing: &Standing<'_>, now: Tick) -> Option<Notice> {
    let was_signed_on = away.outage.agent.is_some();
    let (title, remedy): (Text, Text) = match (away.length, away.hurt) {
        (Length::Blink, _) | (Length::Felt, None) => return None,
        (Length::Felt, Some(trouble)) => {
            let words = i18n::of_trouble(trouble);
            (words.title.into(), words.remedy.into())
        }
        (Length::Overdue, hurt) => {
            let lost = if was_signed_on { i18n::LOST_FOR } else { i18n::NONE_FOR };
            // After so long it is no mere restart any more.
            let hurt = hurt.filter(|trouble| *trouble != Trouble::Restarting).unwrap_or(Trouble::Unreachable);
            let words = i18n::of_trouble(hurt);
            let calls = if was_signed_on { i18n::CALLS_GO_ON } else { "" };
            let title = [lost, &i18n::age(now.since(away.outage.since))].concat();
            (title.into(), [calls, words.remedy].concat().into())
        }
    };
    let countdown = match away.doing {
        Doing::Waiting(until) => next_try(until, now),
        Doing::Connecting | Doing::SigningOn => None,
    };
    Some(Notice {
        tone: tone(standing),
        title,
        remedy,
        countdown: Some(countdown.unwrap_or(Text::Borrowed(i18n::TRYING_NOW))),
        primary: Some(Action::press(press::CONNECT_NOW, Press::Reconnect)),
        secondary: Some(DETAILS),
    })
}

#[inline(never)]
fn plain(standing: &Standing<'_>, words: Words, primary: Option<Action>) -> Notice {
    Notice {
        tone: tone(standing),
        title: words.title.into(),
        remedy: words.remedy.into(),
        countdown: None,
        primary,
        secondary: None,
    }
}

/// As bad as the worse icon.
fn tone(standing: &Standing<'_>) -> Tone {
    match (icons::login_colour(standing), icons::link_colour(standing)) {
        (LoginColour::Red, _) | (_, LinkColour::Red) => Tone::Red,
        (LoginColour::White, LinkColour::Yellow | LinkColour::Green) => Tone::Yellow,
    }
}

/// Nothing for the last second: it would only flicker.
fn next_try(at: Tick, now: Tick) -> Option<Text> {
    let left = at.since(now);
    (left > 1_000).then(|| [i18n::NEXT_TRY, &i18n::countdown(left)].concat().into())
}
