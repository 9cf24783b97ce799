//! Logging on to a station, and leaving it.

use hookswitch_protocol::{
    ErrorCode,
    center::{LogOn, Seat, StationType, UserLabel},
    cisco::ids::DialString,
    ids::StationName,
};
use hookswitch_session::{Refused, State, Station, Who};

use super::{Able, Action, Body, Button, Facts, Kind, Question, Text, Tone, calls};
use crate::{
    i18n::{self, countdown, decimal, door as words, press, work as work_words},
    intent::{Intent, Press},
};

/// From how many days on it is said that the password expires.
const SOON_DAYS: u32 = 14;

/// The form that logs on to a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogOnView {
    /// What was refused, with what to do.
    pub why: Option<(Tone, Text)>,
    /// Until when it is blocked.
    pub countdown: Option<Text>,
    /// Which credentials count.
    pub label: &'static str,
    /// What the field for the user begins with.
    pub user: String,
    /// Hosts to choose from; not asked for where there is none.
    pub hosts: Vec<String>,
    /// What the field for the host begins with.
    pub host: String,
    /// The types to choose from; not asked for where there is one.
    pub types: Vec<Button>,
    /// What the field for the place is called.
    pub place_label: &'static str,
    /// What it begins with.
    pub place: String,
    /// Whether a telephone's keys are meant for it.
    pub place_mode: &'static str,
    /// Whether the line stays open between calls; not asked for where that is not offered.
    pub persistent: Option<Ticked>,
    /// Whether this is remembered.
    pub remember: Ticked,
    /// Whether this browser is to log on by itself; not asked for where that is not offered.
    pub automatic: Option<Ticked>,
    /// What is at fault of what was put in.
    pub wrong: Option<Wrong>,
    /// A page that helps.
    pub help: Option<String>,
    /// Whether the form can be sent.
    pub able: Able,
}

/// What can be at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// The user.
    User,
    /// The password.
    Password,
    /// The station or the number.
    Place,
}

impl Wrong {
    /// By the field's spelling on the wire.
    fn of(field: &str) -> Option<Self> {
        match field {
            "userID" => Some(Self::User),
            "password" => Some(Self::Password),
            "station" | "remoteNumber" => Some(Self::Place),
            _ => None,
        }
    }
}

/// Whether a box begins with a tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ticked {
    /// It does.
    Yes,
    /// It does not.
    No,
}

/// What whoever logs on to a station sees under the notice; nothing where that is not what goes on.
pub(super) fn body(facts: &Facts<'_>) -> Option<Body> {
    match facts.state {
        State::Door { refused: Some(refused), .. } if refused.code == ErrorCode::AgreementNeeded => {
            let text = facts.info.and_then(|info| info.user_agreement_text.clone()).unwrap_or_default();
            Some(Body::Agreement(text.into()))
        }
        State::Door { tried, refused, .. } => {
            Some(Body::LogOn(Box::new(form(tried.as_deref(), refused.as_deref(), Able::Yes, facts))))
        }
        State::SigningOn { attempt, .. }
            if matches!(attempt.who, Who::Station(_)) && attempt.outage.agent.is_none() =>
        {
            Some(Body::Busy(words::LOGGING_ON.into()))
        }
        // What was typed outlives the loss of a connection.
        State::Opening { attempt, .. }
        | State::Registering { attempt, .. }
        | State::SigningOn { attempt, .. }
        | State::Waiting { attempt, .. } => (matches!(attempt.who, Who::Guest) && facts.info.is_some())
            .then(|| Body::LogOn(Box::new(form(None, None, Able::No, facts)))),
        State::SignedOff { .. } | State::Unlinked { .. } | State::On { .. } | State::Barred { .. } => None,
    }
}

/// Whether to leave the station, and what becomes of calls.
pub(super) fn log_off(facts: &Facts<'_>) -> Question {
    let mut also = String::new();
    if let Some(work) = facts.desk.work() {
        for call in &work.calls {
            also.push_str(if also.is_empty() { words::CALLS_END } else { ", " });
            also.push_str(&calls::who(call, work, facts));
        }
        also.push_str(if also.is_empty() { "" } else { "." });
    }
    Question {
        words: words::LOG_OFF,
        also: also.into(),
        keep: press::STAY,
        act: vec![
            Action::press(press::EVERYWHERE, Press::SignOutEverywhere),
            Action::press(press::LOG_OFF, Press::Forget),
        ],
    }
}

/// That the password of whoever works there expires soon.
pub(super) fn password_note(station: &Station) -> Option<String> {
    let days = station.password_days.filter(|days| *days <= SOON_DAYS)?;
    Some([words::PASSWORD_EXPIRES, &i18n::days(days)].concat())
}

/// Where somebody works.
pub(super) fn seat(seat: &Seat) -> String {
    let place = match seat.station_type {
        StationType::Workstation | StationType::RemoteWorkstation => seat.station.as_ref().map(StationName::as_str),
        StationType::RemoteNumber => seat.remote_number.as_ref().map(DialString::as_str),
    };
    let open = if seat.persistent_connection == Some(true) { words::OPEN_LINE } else { "" };
    [place.unwrap_or_else(|| words::of_type(seat.station_type)), open].concat()
}

fn form(tried: Option<&LogOn>, refused: Option<&Refused>, able: Able, facts: &Facts<'_>) -> LogOnView {
    let info = facts.info;
    let begin = tried.or(facts.log_on.kept.as_deref());
    let station_type = facts.log_on.station_type(info);
    let left = refused.and_then(|refused| refused.again_at).map(|at| at.since(facts.now)).filter(|left| *left > 0);
    let place = begin.filter(|begin| begin.station_type == station_type).and_then(|begin| match station_type {
        StationType::Workstation | StationType::RemoteWorkstation => begin.station.as_ref().map(StationName::as_str),
        StationType::RemoteNumber => begin.remote_number.as_ref().map(DialString::as_str),
    });
    let types = info.map(|info| info.station_types.as_slice()).unwrap_or_default();
    let option = |offered: &StationType| Button {
        action: Action { label: words::of_type(*offered).into(), intent: Intent::Choose(*offered) },
        kind: if *offered == station_type { Kind::Primary } else { Kind::Secondary },
        able: Able::Yes,
    };
    let (place_label, place_mode) = match station_type {
        StationType::Workstation | StationType::RemoteWorkstation => (words::STATION, "text"),
        StationType::RemoteNumber => (words::NUMBER, "tel"),
    };
    let offers_open_line = info.is_some_and(|info| info.persistent_connections);
    let fault = facts.log_on.fault;
    LogOnView {
        why: fault.map(|(_, code)| advice(code)).or_else(|| refused.map(why)),
        countdown: left.map(|left| [work_words::BLOCKED_FOR, &countdown(left)].concat().into()),
        label: info.map_or(UserLabel::UserId, |info| info.label).as_str(),
        user: begin.map(|begin| begin.user_id.as_str().to_owned()).unwrap_or_default(),
        hosts: info.map(|info| info.hosts.iter().map(|host| host.as_str().to_owned()).collect()).unwrap_or_default(),
        host: begin.and_then(|begin| begin.host.as_ref()).map(|host| host.as_str().to_owned()).unwrap_or_default(),
        types: if types.len() > 1 { types.iter().map(option).collect() } else { Vec::new() },
        place_label,
        place: place.unwrap_or_default().to_owned(),
        place_mode,
        persistent: (offers_open_line && station_type == StationType::RemoteNumber)
            .then(|| ticked(begin.is_some_and(|begin| begin.persistent_connection == Some(true)))),
        remember: ticked(facts.log_on.kept.is_some()),
        automatic: info.is_some_and(|info| info.cached_credentials).then_some(Ticked::No),
        wrong: fault.map(|(field, _)| field).or_else(|| refused?.field.as_deref()).and_then(Wrong::of),
        help: info.and_then(|info| info.help.clone()).filter(|url| is_web(url)),
        able: if left.is_some() { Able::No } else { able },
    }
}

fn why(refused: &Refused) -> (Tone, Text) {
    let (tone, text) = advice(refused.code);
    match refused.attempts_left {
        Some(left) => (tone, [&text, work_words::ATTEMPTS_LEFT, &decimal(left.into()), "."].concat().into()),
        None => (tone, text),
    }
}

fn advice(code: ErrorCode) -> (Tone, Text) {
    let advice = code.advice_for_person();
    (Tone::Red, [advice.message, " ", advice.remedy].concat().into())
}

const fn ticked(is: bool) -> Ticked {
    if is { Ticked::Yes } else { Ticked::No }
}

/// Whether an address may be opened: anything but http and https could act on the page.
pub(super) fn is_web(url: &str) -> bool {
    url.starts_with("https://") || url.starts_with("http://")
}
