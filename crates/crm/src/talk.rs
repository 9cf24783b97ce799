//! A call as the CRM knows it: whose it is, whether that popped, and what is written down of it.

use hookswitch_protocol::{
    cisco::{
        call::{Call, CallType, Direction, PartyState},
        ids::{CallId, DialString},
    },
    ids::DisplayName,
    json::{self, Fields, Json},
    opaque::Params,
    reading::number,
    salesforce::RecordId,
    write::{Writer, decimal},
};

use crate::{
    ask::Way,
    record::{Record, id_of},
    save::Task,
};

/// The variable in which a call carries its record, to other tabs and to whoever it is handed over to.
pub const RECORD: &str = "hookswitch.record";

/// A call as the CRM knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Talk {
    /// The call.
    pub id: CallId,
    /// Which way it goes.
    pub way: Way,
    /// Whether it stays inside the house.
    pub reach: Reach,
    /// Who is at the other end, as a number; nothing where it is withheld.
    pub number: Option<DialString>,
    /// The same as a name.
    pub name: Option<DisplayName>,
    /// What was found.
    pub found: Found,
    /// Whose call it is.
    pub record: Option<Record>,
    /// What the agent writes down.
    pub note: String,
    /// How it came out.
    pub reason: Option<String>,
    /// The activity.
    pub task: Task,
    pub(crate) call_type: CallType,
    pub(crate) pop: Popped,
    pub(crate) life: Life,
    /// When it began, in milliseconds since 1970 UTC.
    pub(crate) started: u64,
    pub(crate) answered: Option<u64>,
    /// Another one with each change of what is to be saved.
    pub(crate) revision: u32,
    /// Whether an activity may have been made before.
    pub(crate) begun: Begun,
    /// By what the attempt is known that began one last, as far as is known here.
    pub(crate) begun_by: Option<u64>,
    /// Whether what was kept of it is what is kept now.
    pub(crate) kept: Kept,
    /// Who wants it saved.
    pub(crate) wanted: Wanted,
    /// How often it was left to the tab that leads.
    pub(crate) waits: u32,
    /// How often saving has failed in a row.
    pub(crate) tries: u32,
    /// Whether the note was written in this tab; another tab saves its own.
    pub(crate) noted: Noted,
    /// What other components of the page were told last.
    pub(crate) published: Option<String>,
    /// The call's own variables.
    pub(crate) variables: Vec<(String, String)>,
    /// What other apps want to have saved.
    pub(crate) custom: Params,
}

/// How far a call goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// Inside the house.
    Inside,
    /// Outside.
    Outside,
}

/// What the CRM knows of who is at the other end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing was asked.
    Unasked,
    /// It is being asked; the shorter form of the number is still to be tried, where there is one.
    Asking(Option<String>),
    /// It could not be asked.
    Unknown,
    /// These records; none, where nobody matches.
    Records(Vec<Record>),
    /// The call came with its record.
    Carried,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Popped {
    NotYet,
    Done,
}

/// How far a call is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Life {
    /// What was kept of it is not here yet.
    New(PartyState),
    Lives(PartyState),
    /// Since when, in milliseconds since 1970 UTC.
    Over(u64),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begun {
    /// This tab has known the call from its start.
    Never,
    /// Another tab, or this one before a reload, may have made an activity.
    Perhaps,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    Stale,
    Asked,
    Fresh,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    ByRule,
    ByPerson,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noted {
    /// And is not done with.
    Typing,
    Here,
    Elsewhere,
}

/// What is kept of a call, for the other tabs and over a reload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// When the call began, in milliseconds since 1970 UTC: its id may come again.
    pub started: u64,
    /// The activity.
    pub task: Option<RecordId>,
    /// By what the attempt is known that began one last.
    pub begun_by: Option<u64>,
    /// Whether its record has popped.
    pub has_popped: bool,
    /// When it was answered, in milliseconds since 1970 UTC.
    pub answered: Option<u64>,
    /// The note.
    pub note: String,
}

impl Entry {
    /// As it is kept.
    #[must_use]
    pub fn written(&self) -> String {
        let mut out = Writer::default();
        out.object(|out| {
            out.field("started", &decimal(self.started));
            if let Some(task) = &self.task {
                out.field("task", task);
            }
            if let Some(tab) = self.begun_by {
                out.field("begun", &decimal(tab));
            }
            out.field("popped", &self.has_popped);
            if let Some(answered) = self.answered {
                out.field("answered", &decimal(answered));
            }
            out.field("note", &self.note);
        });
        out.finish()
    }

    /// What was kept; nothing of what is none.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let json = json::parse(text).unwrap_or(Json::Null);
        let fields = Fields::of(&json).unwrap_or_default();
        let text = |key: &str| match fields.get(&[key]) {
            Some(Json::String(text)) => text.as_ref(),
            Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) | None => "",
        };
        let is = |key: &str| fields.get(&[key]) == Some(&Json::Bool(true));
        Self {
            started: number(text("started")).unwrap_or_default(),
            task: id_of(text("task")),
            begun_by: number(text("begun")),
            has_popped: is("popped"),
            answered: number(text("answered")),
            note: text("note").to_owned(),
        }
    }
}

impl Talk {
    pub(crate) fn new(call: &Call, begun: Begun) -> Self {
        let (way, number, name) = match call.direction {
            Direction::Inbound => (Way::In, &call.from_address, &call.from_name),
            Direction::Outbound => (Way::Out, &call.to_address, &call.to_name),
        };
        let reach = match call.call_type {
            CallType::Inside | CallType::Consult => Reach::Inside,
            CallType::Queued
            | CallType::Direct
            | CallType::Transfer
            | CallType::Out
            | CallType::Conference
            | CallType::Monitor
            | CallType::Barge
            | CallType::Preview
            | CallType::PreviewReservation
            | CallType::Other => Reach::Outside,
        };
        Self {
            id: call.id.clone(),
            way,
            reach,
            number: number.0.clone(),
            name: name.clone(),
            found: Found::Unasked,
            record: None,
            note: String::new(),
            reason: None,
            task: Task::None,
            call_type: call.call_type,
            pop: Popped::NotYet,
            life: Life::New(call.state),
            started: call.started,
            answered: None,
            revision: 0,
            begun,
            begun_by: None,
            kept: Kept::Stale,
            wanted: Wanted::ByRule,
            waits: 0,
            tries: 0,
            noted: Noted::Elsewhere,
            published: None,
            variables: Vec::new(),
            custom: Params::default(),
        }
    }

    /// Whether it is over.
    #[must_use]
    pub const fn is_over(&self) -> bool {
        matches!(self.life, Life::Over(_))
    }

    /// What it is called: the record, else the name, else the number.
    #[must_use]
    pub fn title(&self) -> &str {
        let record = self.record.as_ref().map(|record| record.name.as_str());
        let name = self.name.as_ref().map(DisplayName::as_str);
        let number = self.number.as_ref().map(DialString::as_str);
        record.filter(|name| !name.is_empty()).or(name).or(number).unwrap_or("unknown")
    }

    /// When it began, in milliseconds since 1970 UTC.
    #[must_use]
    pub const fn started(&self) -> u64 {
        self.started
    }

    /// How often saving has failed in a row.
    #[must_use]
    pub const fn tries(&self) -> u32 {
        self.tries
    }

    /// Whether there is something to write down.
    #[must_use]
    pub const fn has_note(&self) -> bool {
        self.answered.is_some() || self.is_over()
    }

    /// Whether other apps want this to be saved.
    #[must_use]
    pub fn entry_has(&self, name: &str) -> bool {
        self.custom.get(name).is_some()
    }

    pub(crate) const fn state(&self) -> PartyState {
        match self.life {
            Life::New(state) | Life::Lives(state) => state,
            Life::Over(_) => PartyState::Dropped,
        }
    }

    /// What is to be saved has changed.
    pub(crate) const fn change(&mut self) {
        self.revision = self.revision.wrapping_add(1);
    }

    /// Takes how the call stands now.
    pub(crate) fn see(&mut self, call: &Call) {
        self.life = match self.life {
            Life::New(_) => Life::New(call.state),
            Life::Lives(_) | Life::Over(_) => Life::Lives(call.state),
        };
        let is_answered = matches!(call.state, PartyState::Active | PartyState::Held);
        if is_answered && self.answered.is_none() {
            self.answered = Some(call.since);
            self.change();
        }
        if let Some(reason) = &call.wrap_up_reason {
            self.set_reason(reason.as_str());
        }
        let variables = call.call_variables.as_slice().iter();
        self.variables = variables.map(|it| (it.name.as_str().to_owned(), it.value.as_str().to_owned())).collect();
        let carried = self.variables.iter().find(|(name, _)| name == RECORD);
        if let Some(record) = carried.and_then(|(_, text)| Record::carried(text))
            && self.record.as_ref() != Some(&record)
        {
            if self.found == Found::Unasked {
                self.found = Found::Carried;
            }
            self.record = Some(record);
            self.change();
        }
    }

    pub(crate) fn set_reason(&mut self, reason: &str) {
        if self.reason.as_deref() != Some(reason) {
            self.reason = Some(reason.to_owned());
            self.change();
        }
    }

    pub(crate) fn entry(&self) -> Entry {
        Entry {
            started: self.started,
            task: self.task.id().cloned(),
            begun_by: self.begun_by,
            has_popped: self.pop == Popped::Done,
            answered: self.answered,
            note: self.note.clone(),
        }
    }
}
