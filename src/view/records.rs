//! What the CRM knows of a call, what is written down of it, and what the person is to know of the CRM.

use hookswitch_crm::{
    Begun, Found, Hint, Phone, Talk, Task, Trace,
    ask::{Refusal, Why},
    place::Kind as Desktop,
    record::{Record, User},
    settings::Unreadable,
};
use hookswitch_protocol::{cisco::call::Call, salesforce::ObjectType, write::decimal};

use super::{
    Able, Button, Facts, Kind, Notice, Text, Tone,
    panel::{AfterView, NoteView, RecordsView},
    work::{alone, on},
};
use crate::{
    i18n::{self, Words, crm as words},
    intent::{PressOn, Work},
};

/// What is known of the CRM.
#[derive(Clone, Copy)]
pub struct Inside<'a> {
    /// Which desktop it is; none where its script is not to be had.
    pub kind: Option<Desktop>,
    /// The calls as it knows them.
    pub talks: &'a [Talk],
    /// What the person is to know.
    pub hint: Option<&'a Hint>,
    /// How far the softphone is.
    pub phone: Phone,
    /// Which kind of record is begun for somebody nobody knows.
    pub new_record: Option<&'a ObjectType>,
    /// Who the user is.
    pub user: Option<&'a User>,
    /// What went wrong at the beginning.
    pub fault: Option<&'a Fault>,
    /// What was asked of it lately.
    pub trail: &'a [Trace],
}

/// What went wrong at the beginning.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The frame is none of the CRM's.
    Doubtful,
    /// Its script is not to be had.
    NoScript,
    /// It did not hand over what an administrator has set.
    NoSettings,
    /// It did not say who the user is.
    NoUser,
    /// These settings cannot be read.
    Unreadable(Vec<String>),
}

impl Fault {
    /// What went wrong, if anything did.
    #[must_use]
    pub fn of(begun: &Begun) -> Option<Self> {
        let keys: Vec<String> = begun.unreadable.iter().map(|Unreadable(key)| key.clone()).collect();
        match (keys.first().map(String::as_str), &begun.user) {
            // Nothing at all could be read.
            (Some(""), _) => Some(Self::NoSettings),
            (_, None) => Some(Self::NoUser),
            (Some(_), Some(_)) => Some(Self::Unreadable(keys)),
            (None, Some(_)) => None,
        }
    }
}

/// What the CRM knows of a call.
pub(super) fn records(call: &str, started: u64, facts: &Facts<'_>) -> Option<RecordsView> {
    let inside = facts.crm?;
    talk(call, started, inside).map(|talk| of_talk(talk, inside))
}

/// What the CRM calls who is at the other end.
pub(super) fn name_of(call: &Call, facts: &Facts<'_>) -> Option<String> {
    let talk = talk(call.id.as_str(), call.started, facts.crm?)?;
    let name = talk.record.as_ref()?.name.as_str();
    Some(name).filter(|name| !name.is_empty()).map(str::to_owned)
}

fn talk<'a>(call: &str, started: u64, inside: Inside<'a>) -> Option<&'a Talk> {
    inside.talks.iter().find(|talk| talk.id.as_str() == call && talk.started() == started)
}

/// The call that ended last, for a note that comes late.
pub(super) fn after(facts: &Facts<'_>) -> Option<Box<AfterView>> {
    let inside = facts.crm?;
    let talk = inside.talks.iter().rev().find(|talk| talk.is_over())?;
    Some(Box::new(AfterView {
        id: talk.id.as_str().to_owned(),
        title: [words::LAST_CALL, talk.title()].concat().into(),
        records: of_talk(talk, inside),
    }))
}

/// What the person is to know before all else: they have just clicked.
pub(super) fn hint(facts: &Facts<'_>) -> Option<Notice> {
    let inside = facts.crm?;
    let said = |title: Text, remedy: &'static str, press: &'static str| Notice {
        tone: Tone::Yellow,
        title,
        remedy: remedy.into(),
        countdown: None,
        primary: Some(alone(press, Work::DismissHint)),
        secondary: None,
    };
    Some(match inside.hint? {
        Hint::Waits(number) => {
            said([words::WAITS, number].concat().into(), words::of_phone(inside.phone), words::DO_NOT_DIAL)
        }
        Hint::Late(number) => said([words::NOT_DIALLED, number].concat().into(), words::LATE, words::OK),
        Hint::Cannot(number, phone) => {
            said([words::NOT_DIALLED, number].concat().into(), words::of_phone(*phone), words::OK)
        }
        Hint::NoNumber(number) => said([words::NOT_DIALLED, number].concat().into(), words::NO_NUMBER, words::OK),
        Hint::NoClicks => said(words::NO_CLICKS.title.into(), words::NO_CLICKS.remedy, words::OK),
    })
}

/// What went wrong at the beginning, where nothing else has to be said.
pub(super) fn fault(facts: &Facts<'_>) -> Option<Notice> {
    let (Words { title, remedy }, keys) = match facts.crm?.fault? {
        Fault::Doubtful => (words::DOUBTFUL, None),
        Fault::NoScript => (words::NO_SCRIPT, None),
        Fault::NoSettings => (words::NO_SETTINGS, None),
        Fault::NoUser => (words::NO_USER, None),
        Fault::Unreadable(keys) => (words::BAD_SETTINGS, Some(keys.join(", "))),
    };
    let remedy: Text = keys.map_or(remedy.into(), |keys| [remedy, &keys].concat().into());
    let primary = Some(alone(words::OK, Work::DismissHint));
    Some(Notice { tone: Tone::Yellow, title: title.into(), remedy, countdown: None, primary, secondary: None })
}

/// Lines for a diagnosis.
pub(super) fn diagnosis(inside: Inside<'_>, mut line: impl FnMut(&str, &str)) {
    line(
        words::HOST,
        match inside.kind {
            Some(Desktop::Lightning) => words::LIGHTNING,
            Some(Desktop::Classic) => words::CLASSIC,
            None => i18n::details::NONE,
        },
    );
    match inside.fault {
        Some(Fault::Unreadable(keys)) => line(words::UNREADABLE, &keys.join(", ")),
        Some(Fault::NoScript) => line(words::UNREADABLE, words::NO_SCRIPT.title),
        Some(Fault::NoSettings) => line(words::UNREADABLE, words::NO_SETTINGS.title),
        Some(Fault::NoUser) => line(words::UNREADABLE, words::NO_USER.title),
        Some(Fault::Doubtful) => line(words::UNREADABLE, words::DOUBTFUL.title),
        None => {}
    }
    for trace in inside.trail {
        let refused = trace.refused.map_or("", |why| of_why(why));
        line(words::ASKED, &[trace.method, " ", &decimal(trace.took_ms), words::MS, " ", refused].concat());
    }
}

fn of_talk(talk: &Talk, inside: Inside<'_>) -> RecordsView {
    let id = talk.id.as_str();
    let mut buttons = Vec::new();
    let mut press = |label: String, press: PressOn, value: &str| {
        let action = on(label, press, value);
        buttons.push(Button { action, kind: Kind::Secondary, able: Able::Yes });
    };
    let text = match (&talk.record, &talk.found) {
        (Some(record), _) => {
            press([words::OPEN, &named(record)].concat(), PressOn::ShowRecord, record.id.as_str());
            None
        }
        (None, Found::Asking(_)) => Some(words::SEARCHING.into()),
        (None, Found::Unknown) => Some(words::NOT_SEARCHED.into()),
        (None, Found::Records(found)) if found.is_empty() => {
            if let Some(kind) = inside.new_record {
                press([words::NEW, kind.as_str()].concat(), PressOn::NewRecord, id);
            }
            Some(words::NOBODY.into())
        }
        (None, Found::Records(found)) => {
            for record in found {
                press(named(record), PressOn::Whose, &[id, " ", record.id.as_str()].concat());
            }
            Some(words::WHOSE.into())
        }
        (None, Found::Unasked | Found::Carried) => None,
    };
    let (saved, again): (Option<Text>, _) = match &talk.task {
        Task::None | Task::Finding => (None, None),
        Task::Saving(_) => (Some(words::SAVING.into()), None),
        Task::Saved(..) => (Some(words::SAVED.into()), None),
        Task::Failed { .. } if talk.tries() == 0 => (None, None),
        Task::Failed { refusal, .. } => {
            let said = [words::NOT_SAVED, &in_words(refusal)].concat();
            (Some(said.into()), Some(on(words::AGAIN, PressOn::SaveCall, id)))
        }
    };
    let note = talk.has_note().then(|| NoteView { call: id.to_owned(), text: talk.note.clone() });
    RecordsView { text, buttons, note, saved, again }
}

/// `Ada Lovelace, Contact`
fn named(record: &Record) -> String {
    match record.name.as_str() {
        "" => record.kind.as_str().to_owned(),
        name => [name, ", ", record.kind.as_str()].concat(),
    }
}

fn in_words(refusal: &Refusal) -> String {
    if refusal.text.is_empty() { of_why(refusal.why).to_owned() } else { refusal.text.clone() }
}

const fn of_why(why: Why) -> &'static str {
    match why {
        Why::Silence => words::NO_ANSWER,
        Why::NoClass => words::NO_CLASS,
        Why::NotYet | Why::Field | Why::Other => words::REFUSED,
    }
}
