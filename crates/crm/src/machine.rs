//! The machine: what the CRM, the softphone, the person and the passing of time do.

use std::collections::VecDeque;

use hookswitch_protocol::{Tick, cisco::ids::CallId, ids::Jwt, json, salesforce::ObjectType};

use crate::{
    apps::OfApp,
    ask::{Answer, Ask, Event, Proof, Refusal, Why},
    dial::{Dial, Hint},
    io::{AskId, Begun, Effect, Input, Phone, Trace, Word},
    panel::Panel,
    place::Kind,
    record::{Record, User},
    settings::{Settings, SignOn, Unreadable},
    talk::Talk,
};

/// Whether the person looks at this tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Focus {
    Here,
    There,
    Nowhere,
}

/// What this tab is among the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Rank {
    Leads,
    Follows,
}

/// How far the beginning is.
///
/// ```text
///   Idle ──Start──▶ Settings ──answered, refused──▶ User ──answered, refused──▶ Runs
/// ```
#[derive(Clone, Debug)]
enum Stage {
    Idle,
    Settings,
    User(Settings, Vec<Unreadable>),
    Runs,
}

/// For whom something was asked.
#[derive(Clone, Debug)]
pub(crate) enum For {
    Beginning,
    Dialling,
    Talk(CallId),
    /// What was begun at this number of changes is saved.
    Saving(CallId, u32),
    Vouching,
    App(OfApp),
    Nobody,
}

/// Something that was asked.
#[derive(Clone, Debug)]
struct Open {
    id: AskId,
    ask: Ask,
    of: For,
    tries: u32,
    step: Step,
    since: Tick,
}

#[derive(Clone, Copy, Debug)]
enum Step {
    Waits(Tick),
    Again(Tick),
}

/// How many of them are kept.
const TRACES: usize = 50;
/// How often something is asked again where the softphone's place is not made up yet.
const TRIES: u32 = 7;
const FIRST_PAUSE_MS: u64 = 200;
/// A token that was got when the page began is good for this long.
const TOKEN_MS: u64 = 60_000;

/// A softphone's work inside a CRM.
#[derive(Debug)]
pub struct Crm {
    pub(crate) kind: Kind,
    pub(crate) seed: u64,
    stage: Stage,
    pub(crate) settings: Settings,
    user: Option<User>,
    token: Option<(Jwt, Tick)>,
    open: Vec<Open>,
    asks: u32,
    pub(crate) rank: Rank,
    pub(crate) focus: Focus,
    pub(crate) phone: Phone,
    pub(crate) today: String,
    /// The agent's calls, and those that ended last, in the order in which they came.
    pub(crate) talks: Vec<Talk>,
    /// When the agent was seen at work first, by the connector's clock.
    pub(crate) since: Option<u64>,
    pub(crate) dial: Dial,
    pub(crate) hint: Option<Hint>,
    pub(crate) front: Option<Record>,
    pub(crate) panel: Panel,
    trail: Vec<Trace>,
    pub(crate) out: VecDeque<Effect>,
}

impl Crm {
    /// A machine that has done nothing yet. No other tab's may have its `seed`, nor this one's before a reload.
    #[must_use]
    pub fn new(kind: Kind, seed: u64) -> Self {
        let (settings, _) = Settings::read(&json::Json::Null);
        Self {
            kind,
            seed,
            stage: Stage::Idle,
            settings,
            user: None,
            token: None,
            open: Vec::new(),
            asks: 0,
            rank: Rank::Follows,
            focus: Focus::Nowhere,
            phone: Phone::default(),
            today: String::new(),
            talks: Vec::new(),
            since: None,
            dial: Dial::Nothing,
            hint: None,
            front: None,
            panel: Panel::default(),
            trail: Vec::new(),
            out: VecDeque::new(),
        }
    }

    /// The calls, and those that ended last, as the CRM knows them.
    #[must_use]
    pub fn talks(&self) -> &[Talk] {
        &self.talks
    }

    /// What the person is to know.
    #[must_use]
    pub const fn hint(&self) -> Option<&Hint> {
        self.hint.as_ref()
    }

    /// Which kind of record is begun for somebody nobody knows.
    #[must_use]
    pub const fn new_record(&self) -> Option<&ObjectType> {
        self.settings.new_record.as_ref()
    }

    /// Who the user is, where the CRM said.
    #[must_use]
    pub const fn user(&self) -> Option<&User> {
        self.user.as_ref()
    }

    /// What was asked of the CRM lately, the latest last.
    #[must_use]
    pub fn trail(&self) -> &[Trace] {
        &self.trail
    }

    /// How far the softphone is.
    #[must_use]
    pub const fn phone(&self) -> Phone {
        self.phone
    }

    /// The next thing to do, in order; `None` once all is done.
    #[must_use]
    pub fn poll_effect(&mut self) -> Option<Effect> {
        self.out.pop_front()
    }

    /// When [`Self::handle_timeout`] is owed.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Tick> {
        let asked = self.open.iter().map(|open| match open.step {
            Step::Waits(at) | Step::Again(at) => at,
        });
        let to_save = self.talks.iter().filter(|_| self.runs()).filter_map(|talk| self.save_due_at(talk));
        asked.chain(self.dial.until()).chain(to_save).min()
    }

    /// Takes one input.
    pub fn handle(&mut self, input: Input, now: Tick) {
        match input {
            Input::Start => self.on_start(now),
            Input::Answered(id, text) => {
                if let Some(open) = self.take(id) {
                    let answer = open.ask.answered(self.kind, text.as_str());
                    self.on_answer(open, answer, now);
                }
            }
            Input::Threw(id, text) => {
                if let Some(open) = self.take(id) {
                    self.on_answer(open, Err(Refusal::thrown(text)), now);
                }
            }
            Input::Happened(event, text) => self.on_event(event, &text, now),
            Input::Leads => self.on_leads(),
            Input::InFront => self.in_front(),
            Input::Said(Word::InFront) => self.focus = Focus::There,
            Input::Said(Word::Left) => {
                if self.focus == Focus::There {
                    self.focus = Focus::Nowhere;
                }
            }
            Input::Recalled(call, entry) => self.on_recalled(&call, entry, now),
            Input::Vouch => self.on_vouch(now),
            Input::App(reply_to, asked) => self.on_app(reply_to, asked, now),
            Input::Choose(call, record) => self.choose(&call, &record, now),
            Input::Show(record) => self.ask(Ask::Show(record), For::Nobody, now),
            Input::Begin(call) => self.begin_record(&call, now),
            Input::Note(call, text) => self.note(&call, &text),
            Input::Noted => self.noted(),
            Input::Save(call) => self.save_now(&call),
            Input::Wrapped(call, reason) => self.wrapped(&call, reason),
            Input::NoNumber(number) => self.hint = Some(Hint::NoNumber(number)),
            Input::Dismiss => {
                self.dial = Dial::Nothing;
                self.hint = None;
            }
        }
        self.go_on(now);
        self.out.push_back(Effect::Changed);
    }

    /// Lets time pass. Calling it early does nothing.
    pub fn handle_timeout(&mut self, now: Tick) {
        while let Some(at) = self.open.iter().position(|open| match open.step {
            Step::Waits(until) => until <= now,
            Step::Again(at) => at <= now,
        }) {
            let open = self.open.remove(at);
            match open.step {
                Step::Waits(_) => self.on_answer(open, Err(Refusal::silence()), now),
                Step::Again(_) => self.put(open.ask, open.of, open.tries, open.since, now),
            }
        }
        self.dial_late(now);
        self.go_on(now);
        self.out.push_back(Effect::Changed);
    }

    /// Whether this tab does what only one may do where the person looks.
    pub(crate) fn is_in_front(&self) -> bool {
        self.focus == Focus::Here || (self.focus == Focus::Nowhere && self.rank == Rank::Leads)
    }

    /// Another one with each attempt, and in each tab.
    pub(crate) fn mark(&self) -> u64 {
        self.seed.wrapping_add(self.asks.into())
    }

    /// Whether the CRM has said all that it is asked in the beginning.
    pub(crate) fn runs(&self) -> bool {
        matches!(self.stage, Stage::Runs)
    }

    /// Asks the CRM for something; nothing comes of what it does not have.
    pub(crate) fn ask(&mut self, ask: Ask, of: For, now: Tick) {
        self.put(ask, of, 0, now, now);
    }

    /// What of a call was asked and has not been answered.
    pub(crate) fn is_asked(&self, is: impl Fn(&For) -> bool) -> bool {
        self.open.iter().any(|open| is(&open.of))
    }

    /// What is answered about this call is of no use any more.
    pub(crate) fn give_up(&mut self, call: &CallId) {
        self.open.retain(|open| match &open.of {
            For::Talk(of) | For::Saving(of, _) => of != call,
            For::Beginning | For::Dialling | For::Vouching | For::App(_) | For::Nobody => true,
        });
    }

    fn put(&mut self, ask: Ask, of: For, tries: u32, since: Tick, now: Tick) {
        let Some(call) = ask.call(self.kind) else {
            // An app waits for its answer all the same.
            if let For::App(of) = of {
                self.on_app_answer(of, Err(Refusal::thrown(String::new())));
            }
            return;
        };
        self.asks = self.asks.wrapping_add(1);
        let id = AskId(self.asks);
        let step = Step::Waits(now.after(ask.patience_ms()));
        self.open.push(Open { id, ask, of, tries, step, since });
        self.out.push_back(Effect::Call(id, call));
    }

    /// What an answer is for. One that nothing waits for is stale.
    fn take(&mut self, id: AskId) -> Option<Open> {
        let waits = |open: &Open| open.id == id && matches!(open.step, Step::Waits(_));
        let at = self.open.iter().position(waits)?;
        Some(self.open.remove(at))
    }

    fn on_start(&mut self, now: Tick) {
        if matches!(self.stage, Stage::Idle) {
            self.stage = Stage::Settings;
            self.ask(Ask::Settings, For::Beginning, now);
        }
    }

    fn on_answer(&mut self, open: Open, answer: Result<Answer, Refusal>, now: Tick) {
        let answer = answer.map_err(Refusal::cut);
        let refused = answer.as_ref().err().map(|refusal| refusal.why);
        let again = match refused {
            Some(Why::NotYet) => open.tries < TRIES,
            // What makes numbers clickable does no harm twice.
            Some(Why::Silence) => open.tries < 3 && matches!(open.of, For::Dialling),
            Some(Why::Field | Why::NoClass | Why::Other) | None => false,
        };
        if again {
            let step = Step::Again(now.after(FIRST_PAUSE_MS << open.tries));
            self.open.push(Open { tries: open.tries + 1, step, ..open });
            return;
        }
        let method = open.ask.call(self.kind).map_or("", |call| call.method);
        self.trail.push(Trace { method, took_ms: now.since(open.since), refused });
        if self.trail.len() > TRACES {
            self.trail.remove(0);
        }
        match open.of {
            For::Beginning => self.on_beginning(answer, now),
            For::Dialling => match answer {
                Ok(_) => self.out.push_back(Effect::Listen),
                Err(_) => self.hint = self.hint.take().or(Some(Hint::NoClicks)),
            },
            For::Talk(call) => self.on_talk(&call, &open.ask, answer, now),
            For::Saving(call, revision) => self.on_saved(&call, revision, &open.ask, answer, now),
            For::Vouching => {
                let token = match answer {
                    Ok(Answer::User(user)) => user.token,
                    Ok(_) | Err(_) => None,
                };
                self.out.push_back(Effect::Vouched(token));
            }
            For::App(of) => self.on_app_answer(of, answer),
            For::Nobody => {
                if let Ok(Answer::Context(front)) = answer {
                    self.front = front;
                }
            }
        }
    }

    fn on_event(&mut self, event: Event, text: &str, now: Tick) {
        let Ok(json) = json::parse(text) else { return };
        let Some(said) = event.said(self.kind, &json) else { return };
        match event {
            Event::Dial => self.on_clicked(said, now),
            Event::Command => self.on_command(said, now),
            Event::Moved => {
                self.on_moved(said);
                self.in_front();
            }
        }
    }

    fn on_beginning(&mut self, answer: Result<Answer, Refusal>, now: Tick) {
        let stage = std::mem::replace(&mut self.stage, Stage::Runs);
        match stage {
            Stage::Settings => {
                let (settings, unreadable) = match answer {
                    Ok(Answer::Settings(settings, unreadable)) => (*settings, unreadable),
                    Ok(_) | Err(_) => (self.settings.clone(), vec![Unreadable(String::new())]),
                };
                let proof = if settings.sign_on == SignOn::User { Proof::Token } else { Proof::None };
                self.ask(Ask::User(proof), For::Beginning, now);
                self.stage = Stage::User(settings, unreadable);
            }
            Stage::User(settings, unreadable) => {
                let mut user = match answer {
                    Ok(Answer::User(user)) => Some(*user),
                    Ok(_) | Err(_) => None,
                };
                let token = user.as_mut().and_then(|user| user.token.take());
                self.token = token.map(|token| (token, now.after(TOKEN_MS)));
                self.settings = settings.clone();
                self.user = user.clone();
                for size in [settings.height.map(Ask::Height), settings.width.map(Ask::Width)].into_iter().flatten() {
                    self.ask(size, For::Nobody, now);
                }
                self.out.push_back(Effect::Begin(Box::new(Begun { settings, unreadable, user })));
                self.ask(Ask::EnableDialling, For::Dialling, now);
                self.ask(Ask::Context, For::Nobody, now);
                self.ask(Ask::Ready, For::Nobody, now);
            }
            Stage::Idle | Stage::Runs => self.stage = stage,
        }
    }

    fn on_vouch(&mut self, now: Tick) {
        match self.token.take().filter(|(_, until)| now < *until) {
            // It serves once.
            Some((token, _)) => self.out.push_back(Effect::Vouched(Some(token))),
            None if self.is_asked(|of| matches!(of, For::Vouching)) => {}
            None => self.ask(Ask::User(Proof::Token), For::Vouching, now),
        }
    }

    fn in_front(&mut self) {
        self.focus = Focus::Here;
        self.out.push_back(Effect::Say(Word::InFront));
    }
}
