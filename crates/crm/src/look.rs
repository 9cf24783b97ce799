//! What becomes of calls: searched for when they come, popped in their time, let go when they are over.

use hookswitch_protocol::{
    ReplyTo, Tick,
    cisco::{
        call::{CallType, PartyState},
        ids::{CallId, Label},
    },
    salesforce::{FoundObject, RecordId, SearchCriteria, SearchResult, Told},
    wire::Wire,
    write::Writer,
};

use crate::{
    ask::{Answer, Ask, Refusal, Way},
    io::{Effect, Phone, Seen},
    machine::{Crm, For, Rank},
    record::Record,
    save::Task,
    settings::Pop,
    talk::{Begun, Entry, Found, Kept, Life, Popped, Reach, Talk},
};

/// As many calls that are over stay, for a note that comes late.
const OVER: usize = 3;
/// Fewer digits find everybody.
const LEAST_DIGITS: usize = 3;
/// By then whatever was sent has arrived.
const SETTLED_MS: u64 = 3_000;
/// As many digits of a number are the same however its beginning is written.
const SAME_DIGITS: usize = 9;

impl Crm {
    /// Takes what the softphone does now.
    pub fn look(&mut self, seen: Seen<'_>, now: Tick) {
        self.phone = seen.phone;
        seen.today.clone_into(&mut self.today);
        if matches!(seen.phone, Phone::Ready | Phone::WrapUp | Phone::NotReady) {
            self.since = self.since.or(Some(seen.connector_ms).filter(|ms| *ms > 0));
            self.look_at_calls(seen, now);
        }
        self.dial_kept();
        self.go_on(now);
    }

    /// Whatever is due by now.
    pub(crate) fn go_on(&mut self, now: Tick) {
        if !self.runs() {
            return;
        }
        for at in 0..self.talks.len() {
            self.pop_if_due(at, now);
            self.save_if_due(at, now);
        }
        self.show_on_panel(now);
        self.publish(now);
    }

    pub(crate) fn talk(&mut self, call: &CallId) -> Option<&mut Talk> {
        self.talks.iter_mut().find(|talk| talk.id == *call)
    }

    fn look_at_calls(&mut self, seen: Seen<'_>, now: Tick) {
        let mut rings = false;
        for call in seen.calls {
            if matches!(call.call_type, CallType::Monitor | CallType::Barge | CallType::PreviewReservation) {
                continue;
            }
            // An id may come again after the telephone system has begun anew.
            let known = self.talks.iter().position(|talk| talk.id == call.id && talk.started == call.started);
            match known.and_then(|at| self.talks.get_mut(at)) {
                Some(talk) => talk.see(call),
                None => {
                    // Of calls that go on an agent hears a little later than of being at work.
                    let is_newer = self.since.is_some_and(|since| call.started > since);
                    let begun = if is_newer { Begun::Never } else { Begun::Perhaps };
                    let mut talk = Talk::new(call, begun);
                    talk.see(call);
                    rings |= call.state == PartyState::Alerting;
                    self.out.push_back(Effect::Recall(call.id.clone()));
                    self.forget(&call.id);
                    self.talks.push(talk);
                }
            }
        }
        if rings && self.settings.opens_on_ringing {
            self.ask(Ask::Open, For::Nobody, now);
        }
        for talk in &mut self.talks {
            let is_there = seen.calls.iter().any(|call| call.id == talk.id);
            if !is_there && !talk.is_over() {
                talk.life = Life::Over(seen.connector_ms);
                talk.change();
            }
        }
        while self.talks.iter().filter(|talk| talk.is_over()).count() > OVER
            && let Some(oldest) = self.talks.iter().position(Talk::is_over)
        {
            self.talks.remove(oldest);
        }
    }

    /// Drops the call that had this id before, and the answers that are still to come about it.
    fn forget(&mut self, call: &CallId) {
        self.talks.retain(|talk| talk.id != *call);
        self.give_up(call);
    }

    /// What was kept of a call is here: now it is known what is still to be done.
    pub(crate) fn on_recalled(&mut self, call: &CallId, entry: Option<Entry>, now: Tick) {
        let searches_out = self.settings.pop_outgoing;
        let Some(talk) = self.talk(call) else { return };
        talk.kept = Kept::Fresh;
        if let Life::New(state) = talk.life {
            talk.life = Life::Lives(state);
            // Nobody knows whether it popped: one that does each time would, in Classic, load the page anew each time.
            if entry.is_none() && talk.begun == Begun::Perhaps {
                talk.pop = Popped::Done;
            }
        }
        let entry = entry.filter(|entry| entry.started == talk.started).unwrap_or_default();
        if entry.has_popped {
            talk.pop = Popped::Done;
        }
        talk.answered = entry.answered.or(talk.answered);
        if talk.note.is_empty() {
            talk.note = entry.note;
        }
        if let Some(id) = entry.task {
            talk.task = Task::Saved(id, 0);
        } else if entry.begun_by.is_some() && entry.begun_by != talk.begun_by {
            // Whoever began it is gone, or is at it: what was sent may still arrive.
            (talk.begun, talk.begun_by) = (Begun::Perhaps, entry.begun_by);
            talk.task = Task::Failed { id: None, refusal: Refusal::silence(), again_at: Some(now.after(SETTLED_MS)) };
        }
        let is_searched = talk.reach == Reach::Outside && (talk.way == Way::In || searches_out);
        if talk.found == Found::Unasked && is_searched {
            let number = talk.number.as_ref().map(|number| number.as_str().to_owned());
            self.search(call, number.as_deref().unwrap_or_default(), now);
        }
    }

    fn search(&mut self, call: &CallId, number: &str, now: Tick) {
        let digits: String = number.chars().filter(char::is_ascii_digit).collect();
        let Some(talk) = self.talk(call) else { return };
        if digits.len() < LEAST_DIGITS {
            talk.found = Found::Records(Vec::new());
            return;
        }
        let digits = digits.strip_prefix("00").map_or(digits.clone(), str::to_owned);
        let shorter = digits.len().checked_sub(SAME_DIGITS).filter(|rest| *rest > 0);
        talk.found = Found::Asking(shorter.and_then(|rest| digits.get(rest..)).map(str::to_owned));
        let way = talk.way;
        self.ask(Ask::Search { text: digits, way }, For::Talk(call.clone()), now);
    }

    /// What came of a question about a call.
    pub(crate) fn on_talk(&mut self, call: &CallId, asked: &Ask, answer: Result<Answer, Refusal>, now: Tick) {
        if matches!(asked, Ask::Find(_)) {
            return self.on_activity(call, answer, now);
        }
        let is_leading = self.rank == Rank::Leads;
        let Some(talk) = self.talk(call) else { return };
        let Found::Asking(shorter) = &talk.found else { return };
        match answer {
            Ok(Answer::Found(records)) if records.is_empty() && shorter.is_some() => {
                let text = shorter.clone().unwrap_or_default();
                talk.found = Found::Asking(None);
                let way = talk.way;
                self.ask(Ask::Search { text, way }, For::Talk(call.clone()), now);
            }
            Ok(Answer::Found(records)) => {
                if let [only] = records.as_slice()
                    && talk.record.is_none()
                {
                    let only = only.clone();
                    talk.record = Some(only.clone());
                    talk.change();
                    if is_leading {
                        self.out.push_back(Effect::Carry(call.clone(), only));
                    }
                }
                if let Some(talk) = self.talk(call) {
                    talk.found = Found::Records(records);
                }
            }
            Ok(_) | Err(_) => talk.found = Found::Unknown,
        }
    }

    fn pop_if_due(&mut self, at: usize, now: Tick) {
        let (pop, is_here) = (self.settings.pop, self.is_in_front());
        let Some(talk) = self.talks.get_mut(at) else { return };
        let Life::Lives(state) = talk.life else { return };
        let is_time = match pop {
            Pop::Ringing => true,
            Pop::Answer => !matches!(state, PartyState::Alerting | PartyState::Initiating | PartyState::Initiated),
            Pop::Never => false,
        };
        if !is_time || talk.pop == Popped::Done || state == PartyState::Failed {
            return;
        }
        let (records, result): (Vec<Record>, _) = match &talk.found {
            // Who dialled from a record looks at it already.
            Found::Carried if talk.way == Way::In => (talk.record.iter().cloned().collect(), SearchResult::Direct),
            Found::Records(records) => {
                let result = match records.len() {
                    0 => SearchResult::None,
                    1 => SearchResult::Single,
                    _ => SearchResult::Multiple,
                };
                (records.clone(), result)
            }
            Found::Carried | Found::Unasked | Found::Asking(_) | Found::Unknown => return,
        };
        talk.pop = Popped::Done;
        if !is_here {
            return;
        }
        let (call, entry) = (talk.id.clone(), talk.entry());
        self.out.push_back(Effect::Keep(call.clone(), entry));
        self.tell_found(&call, &records, result);
        match (result, records.first()) {
            (SearchResult::Single | SearchResult::Direct, Some(record)) => {
                self.ask(Ask::Show(record.id.clone()), For::Nobody, now);
            }
            (SearchResult::None, _) => self.begin_record(&call, now),
            // The person chooses.
            (SearchResult::Single | SearchResult::Direct | SearchResult::Multiple, _) => {}
        }
    }

    fn tell_found(&mut self, call: &CallId, records: &[Record], search_result: SearchResult) {
        let Some(talk) = self.talk(call) else { return };
        let mut word = Writer::default();
        talk.call_type.write(&mut word);
        let word = word.finish();
        let searched = talk.number.as_ref().map_or("", |number| number.as_str());
        let (field, event) = match (talk.way, talk.answered) {
            (Way::In, None) => ("fromAddress", "ALERTING"),
            (Way::In, Some(_)) => ("fromAddress", "ACTIVE"),
            (Way::Out, _) => ("toAddress", "INITIATED"),
        };
        let label = |text: &str| Label::parse(text).unwrap_or_default();
        let found = |record: &Record| FoundObject {
            id: record.id.clone(),
            object_type: record.kind.clone(),
            name: record.name.clone(),
        };
        let has_objects = matches!(search_result, SearchResult::Single | SearchResult::Multiple);
        let told = SearchCriteria {
            call_id: call.clone(),
            search_field: label(field),
            search_text: label(searched),
            search_call_type: label(word.trim_matches('"')),
            search_event: label(event),
            search_objects: if has_objects { records.iter().map(found).collect() } else { Vec::new() },
            search_result,
        };
        self.tell(ReplyTo::default(), Told::SearchCriteria(told));
    }

    /// The person says whose call it is.
    pub(crate) fn choose(&mut self, call: &CallId, record: &RecordId, now: Tick) {
        let Some(talk) = self.talk(call) else { return };
        let Found::Records(records) = &talk.found else { return };
        let Some(record) = records.iter().find(|known| known.id == *record).cloned() else { return };
        talk.record = Some(record.clone());
        talk.change();
        let is_over = talk.is_over();
        self.ask(Ask::Show(record.id.clone()), For::Nobody, now);
        if !is_over {
            self.out.push_back(Effect::Carry(call.clone(), record));
        }
    }

    /// Begins a record for who is at the other end.
    pub(crate) fn begin_record(&mut self, call: &CallId, now: Tick) {
        let Some(kind) = self.settings.new_record.clone() else { return };
        let Some(talk) = self.talk(call) else { return };
        let number = talk.number.as_ref().map(|number| number.as_str().to_owned()).unwrap_or_default();
        self.ask(Ask::Begin { kind, number }, For::Nobody, now);
    }
}
