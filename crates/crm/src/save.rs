//! What is written down of calls: one activity each, made when it is answered and completed when it is over.

use hookswitch_protocol::{
    ReplyTo, Tick,
    cisco::ids::{CallId, Label},
    opaque::Params,
    salesforce::{ObjectCreated, ObjectId, ObjectType, RecordId, Told},
    write::decimal,
};

use crate::{
    ask::{Answer, Ask, Refusal, Value, Way, Why},
    io::Effect,
    machine::{Crm, For, Rank},
    record::Record,
    talk::{Begun, Kept, Life, Noted, Reach, Talk, Wanted},
};

/// An activity.
///
/// ```text
///   None ──due, may be there──▶ Finding ──there──▶ Saved ◀──────────┐
///     │                            │ not there       │ changed      │ saved
///     └──due, cannot be there──────┴──────────────▶ Saving ─────────┤
///                                                     ▲  │ refused  │
///                                                     │  ▼          │
///                                                     └─ Failed     │
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Task {
    /// There is none.
    None,
    /// It is looked for.
    Finding,
    /// It is being saved; made, where it has no id.
    Saving(Option<RecordId>),
    /// It is saved up to this revision.
    Saved(RecordId, u32),
    /// It could not be saved.
    Failed {
        /// Which, where it was made.
        id: Option<RecordId>,
        /// Why not.
        refusal: Refusal,
        /// When to try again; not by itself where that is of no use.
        again_at: Option<Tick>,
    },
}

/// The CRM's own limit of the fields it is put into.
const FIELD_CHARS: usize = 255;
const NOTE_CHARS: usize = 32_000;
const FIRST_PAUSE_MS: u64 = 2_000;
const LONGEST_PAUSE_MS: u64 = 60_000;
/// After so many looks nobody makes it who leads.
const WAITS: u32 = 5;
/// About ten minutes.
const TRIES: u32 = 14;

impl Task {
    /// Which it is.
    #[must_use]
    pub const fn id(&self) -> Option<&RecordId> {
        match self {
            Self::Saved(id, _) => Some(id),
            Self::Saving(id) | Self::Failed { id, .. } => id.as_ref(),
            Self::None | Self::Finding => None,
        }
    }
}

impl Talk {
    /// By what its activity is found again: ids of calls come again, their beginning does not.
    fn call_object(&self) -> String {
        ["hookswitch-", self.id.as_str(), "-", &decimal(self.started)].concat()
    }
}

impl Crm {
    /// This tab leads from now on: the one before may have begun what is still to be completed.
    pub(crate) fn on_leads(&mut self) {
        self.rank = Rank::Leads;
        for talk in &mut self.talks {
            talk.begun = Begun::Perhaps;
            if let Life::Lives(state) = talk.life {
                talk.life = Life::New(state);
            }
            self.out.push_back(Effect::Recall(talk.id.clone()));
        }
    }

    pub(crate) fn note(&mut self, call: &CallId, text: &str) {
        if let Some(talk) = self.talk(call) {
            (talk.note, talk.noted) = (cut(text, NOTE_CHARS), Noted::Typing);
            let entry = talk.entry();
            self.out.push_back(Effect::Keep(call.clone(), entry));
        }
    }

    /// Notes that were written are saved.
    pub(crate) fn noted(&mut self) {
        for talk in &mut self.talks {
            if talk.noted == Noted::Typing {
                (talk.noted, talk.wanted) = (Noted::Here, Wanted::ByPerson);
                talk.change();
            }
        }
    }

    pub(crate) fn save_now(&mut self, call: &CallId) {
        if let Some(talk) = self.talk(call) {
            talk.change();
            if let Task::Failed { again_at, .. } = &mut talk.task {
                *again_at = Some(Tick(0));
            }
            talk.wanted = Wanted::ByPerson;
        }
    }

    pub(crate) fn wrapped(&mut self, call: &CallId, reason: String) {
        if let Some(talk) = self.talk(call) {
            talk.set_reason(&reason);
            talk.wanted = Wanted::ByPerson;
        }
    }

    /// When this tab is to save something of a call; never where another one is, or there is nothing to save.
    pub(crate) fn save_due_at(&self, talk: &Talk) -> Option<Tick> {
        let is_ours =
            (self.rank == Rank::Leads && self.is_logged(talk)) || (talk.wanted == Wanted::ByPerson && talk.has_note());
        if !is_ours || matches!(talk.life, Life::New(_)) || talk.kept == Kept::Asked {
            return None;
        }
        match &talk.task {
            Task::Finding | Task::Saving(_) => None,
            Task::Saved(_, revision) if *revision == talk.revision => None,
            Task::Failed { again_at, .. } => *again_at,
            Task::None | Task::Saved(..) => Some(Tick(0)),
        }
    }

    fn is_logged(&self, talk: &Talk) -> bool {
        let is_due = talk.answered.is_some() || (self.settings.log.unanswered && talk.is_over());
        self.is_to_be_logged(talk) && is_due
    }

    fn is_to_be_logged(&self, talk: &Talk) -> bool {
        let log = self.settings.log;
        log.calls && (talk.reach == Reach::Outside || log.internal)
    }

    pub(crate) fn save_if_due(&mut self, at: usize, now: Tick) {
        let Some(talk) = self.talks.get(at) else { return };
        if self.save_due_at(talk).is_none_or(|due| now < due) {
            return;
        }
        let (id, call) = (talk.task.id().cloned(), talk.id.clone());
        if id.is_none() && self.rank == Rank::Follows && talk.waits < WAITS && self.is_to_be_logged(talk) {
            // The one that leads makes it: two would make two.
            if let Some(talk) = self.talk(&call) {
                talk.waits += 1;
                talk.begun = Begun::Perhaps;
                talk.task =
                    Task::Failed { id: None, refusal: Refusal::silence(), again_at: Some(now.after(FIRST_PAUSE_MS)) };
            }
            return self.out.push_back(Effect::Recall(call));
        }
        if id.is_none() && talk.kept == Kept::Stale {
            if let Some(talk) = self.talk(&call) {
                talk.kept = Kept::Asked;
            }
            return self.out.push_back(Effect::Recall(call));
        }
        if id.is_none() && talk.begun == Begun::Perhaps {
            let object = talk.call_object();
            if let Some(talk) = self.talk(&call) {
                talk.task = Task::Finding;
            }
            return self.ask(Ask::Find(object), For::Talk(call), now);
        }
        let (fields, revision, seed) = (self.fields(talk, id.is_none()), talk.revision, self.mark());
        if let Some(talk) = self.talk(&call) {
            talk.task = Task::Saving(id.clone());
            (talk.begun, talk.begun_by, talk.kept) = (Begun::Perhaps, Some(seed), Kept::Stale);
            let entry = talk.entry();
            self.out.push_back(Effect::Keep(call.clone(), entry));
        }
        self.ask(Ask::Save { id, fields }, For::Saving(call, revision), now);
    }

    /// Whether the activity is there already.
    pub(crate) fn on_activity(&mut self, call: &CallId, answer: Result<Answer, Refusal>, now: Tick) {
        let Some(talk) = self.talk(call) else { return };
        if talk.task != Task::Finding {
            return;
        }
        match answer {
            Ok(Answer::Activity(Some(id))) => {
                // Whoever made it may not have completed it.
                talk.change();
                talk.task = Task::Saved(id, talk.revision.wrapping_sub(1));
                let entry = talk.entry();
                self.out.push_back(Effect::Keep(call.clone(), entry));
            }
            // Without the class nobody can say: better twice than not at all.
            Ok(_) | Err(Refusal { why: Why::NoClass, .. }) => {
                talk.task = Task::None;
                (talk.begun, talk.kept) = (Begun::Never, Kept::Stale);
            }
            Err(refusal) => talk.fail(refusal, None, now),
        }
    }

    pub(crate) fn on_saved(
        &mut self,
        call: &CallId,
        revision: u32,
        asked: &Ask,
        answer: Result<Answer, Refusal>,
        now: Tick,
    ) {
        let is_in_front = self.is_in_front();
        let Some(talk) = self.talk(call) else { return };
        let (Task::Saving(before), Ask::Save { id, .. }) = (talk.task.clone(), asked) else { return };
        if before != *id {
            // Another tab's was recalled meanwhile, and that one is being saved.
            return;
        }
        match answer {
            Ok(Answer::Saved(id)) => {
                talk.task = Task::Saved(id.clone(), revision);
                talk.tries = 0;
                if talk.revision == revision {
                    talk.wanted = Wanted::ByRule;
                }
                let (entry, is_over, subject) = (talk.entry(), talk.is_over(), talk.subject());
                self.out.push_back(Effect::Keep(call.clone(), entry));
                if before.is_none() {
                    self.tell_made(call, id, &subject);
                }
                if is_over && is_in_front {
                    self.ask(Ask::Refresh, For::Nobody, now);
                }
            }
            Ok(_) => talk.fail(Refusal { why: Why::Other, text: String::new() }, before, now),
            Err(refusal) => talk.fail(refusal, before, now),
        }
    }

    fn tell_made(&mut self, call: &CallId, id: RecordId, subject: &str) {
        let label = |text: &str| Label::parse(text).unwrap_or_default();
        let told = ObjectCreated {
            call_id: call.clone(),
            name: ObjectType::parse("Task").unwrap_or_default(),
            object_id: ObjectId::parse("SF1").unwrap_or_default(),
            sfid: id,
            display_field: label("Subject"),
            display_value: label(subject),
            fields: Params::default(),
        };
        self.tell(ReplyTo::default(), Told::CreateObject(told));
    }

    fn fields(&self, talk: &Talk, is_new: bool) -> Vec<(String, Value)> {
        let mut fields = Vec::new();
        let mut put = |field: &str, value: Value| fields.push((field.to_owned(), value));
        let text = |text: &str| Value::Text(cut(text, FIELD_CHARS));
        put("Subject", text(&talk.subject()));
        if is_new {
            put("TaskSubtype", text("Call"));
            put("Status", text("Completed"));
            put("ActivityDate", text(&self.today));
            put("CallObject", text(&talk.call_object()));
            put(
                "CallType",
                text(match (talk.reach, talk.way) {
                    (Reach::Inside, _) => "Internal",
                    (Reach::Outside, Way::In) => "Inbound",
                    (Reach::Outside, Way::Out) => "Outbound",
                }),
            );
        }
        match &talk.record {
            Some(record) if record.is_person() => put("WhoId", text(record.id.as_str())),
            Some(record) if can_be_about(record) => put("WhatId", text(record.id.as_str())),
            Some(_) | None => {}
        }
        if let Life::Over(ended) = talk.life {
            let seconds = talk.answered.map_or(0, |answered| ended.saturating_sub(answered) / 1_000);
            put("CallDurationInSeconds", Value::Number(seconds));
        }
        match (&talk.reason, talk.answered, talk.is_over()) {
            (Some(reason), _, _) => put("CallDisposition", text(reason)),
            (None, None, true) => put("CallDisposition", text("Not answered")),
            (None, _, _) => {}
        }
        if talk.noted != Noted::Elsewhere {
            put("Description", Value::Text(talk.note.clone()));
        }
        for (variable, field) in &self.settings.task_fields {
            let of_app = talk.custom.get(variable);
            let of_call = talk.variables.iter().find(|(name, _)| name == variable);
            match (of_app, of_call) {
                (Some(value), _) => put(field, text(&value.text())),
                (None, Some((_, value))) => put(field, text(value)),
                (None, None) => {}
            }
        }
        fields
    }
}

impl Talk {
    fn subject(&self) -> String {
        let what = match self.way {
            Way::In => "Call from ",
            Way::Out => "Call to ",
        };
        [what, self.title()].concat()
    }

    fn fail(&mut self, refusal: Refusal, id: Option<RecordId>, now: Tick) {
        self.tries += 1;
        let pause = (FIRST_PAUSE_MS << self.tries.min(16)).min(LONGEST_PAUSE_MS);
        let helps = refusal.why != Why::Field && self.tries < TRIES;
        self.task = Task::Failed { id, refusal, again_at: helps.then(|| now.after(pause)) };
    }
}

/// Records that are no subject of an activity.
fn can_be_about(record: &Record) -> bool {
    !matches!(record.kind.as_str(), "Task" | "User")
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
