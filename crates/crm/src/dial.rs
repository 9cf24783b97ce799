//! Clicked numbers: dialled at once, or kept until they can be.

use hookswitch_protocol::{
    ReplyTo, Tick,
    json::Json,
    salesforce::{ClickToDial, ObjectFieldParams, OpenedObject, Told},
    values::Blank,
};

use crate::{
    io::{Effect, Phone},
    machine::Crm,
    record::{Clicked, Record},
};

/// How long a clicked number is kept, in milliseconds: whoever has waited longer has done something else.
const KEPT_MS: u64 = 30_000;

/// A number that was clicked.
///
/// ```text
///   Nothing ──clicked, not at work──▶ Kept ──at work──▶ dialled
///      ▲                                └──late, dismissed, another one──▶ Nothing
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Dial {
    Nothing,
    Kept { clicked: Clicked, until: Tick },
}

/// What the person is to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// This number is dialled as soon as that is possible.
    Waits(String),
    /// This number was not dialled in time.
    Late(String),
    /// This number cannot be dialled: the softphone is not that far.
    Cannot(String, Phone),
    /// This is no number.
    NoNumber(String),
    /// The CRM does not let numbers be clicked.
    NoClicks,
}

impl Dial {
    pub(crate) const fn until(&self) -> Option<Tick> {
        match self {
            Self::Nothing => None,
            Self::Kept { until, .. } => Some(*until),
        }
    }
}

impl Crm {
    pub(crate) fn on_clicked(&mut self, said: &Json<'_>, now: Tick) {
        match crate::ask::inner(Some(said), Clicked::read) {
            Some(Ok(clicked)) => self.clicked(clicked, now),
            Some(Err(text)) => self.hint = Some(Hint::NoNumber(text)),
            None => {}
        }
    }

    /// Dials a number, or keeps it until that is possible.
    pub(crate) fn clicked(&mut self, clicked: Clicked, now: Tick) {
        self.tell_clicked(&clicked);
        let number = clicked.number.as_str().to_owned();
        match self.phone {
            Phone::Ready | Phone::WrapUp | Phone::NotReady => self.dial_it(clicked),
            Phone::Connecting | Phone::SignedOff | Phone::NotAtWork if self.settings.queues_dials => {
                self.dial = Dial::Kept { clicked, until: now.after(KEPT_MS) };
                self.hint = Some(Hint::Waits(number));
            }
            Phone::Connecting | Phone::SignedOff | Phone::NotAtWork => {
                self.hint = Some(Hint::Cannot(number, self.phone));
            }
        }
    }

    /// Dials what is kept, where that is possible by now.
    pub(crate) fn dial_kept(&mut self) {
        if matches!(self.phone, Phone::Ready | Phone::WrapUp | Phone::NotReady)
            && let Dial::Kept { clicked, .. } = std::mem::replace(&mut self.dial, Dial::Nothing)
        {
            self.dial_it(clicked);
        }
    }

    pub(crate) fn dial_late(&mut self, now: Tick) {
        if let Dial::Kept { clicked, until } = &self.dial
            && *until <= now
        {
            self.hint = Some(Hint::Late(clicked.number.as_str().to_owned()));
            self.dial = Dial::Nothing;
        }
    }

    fn dial_it(&mut self, clicked: Clicked) {
        (self.dial, self.hint) = (Dial::Nothing, None);
        self.out.push_back(Effect::Dial(clicked.number, clicked.record));
    }

    fn tell_clicked(&mut self, clicked: &Clicked) {
        let of = |record: Option<&Record>| {
            let (id, kind) = record.map(|record| (record.id.clone(), record.kind.clone())).unzip();
            (Blank(id), Blank(kind), record.map(|record| record.name.clone()))
        };
        let (record_id, record_object_type, record_name) = of(clicked.record.as_ref());
        let (focused_object_id, focused_object_type, focused_object_name) = of(self.front.as_ref());
        self.out.push_back(Effect::Tell(
            ReplyTo::default(),
            Told::ClickToDialPayload(ClickToDial {
                number: clicked.number.clone(),
                record_id,
                record_name: record_name.unwrap_or_default(),
                record_object_type,
                focused_object_id,
                focused_object_name: Blank(focused_object_name),
                focused_object_type,
                focused_object_url: Blank(None),
            }),
        ));
    }

    /// Another record is in front.
    pub(crate) fn on_moved(&mut self, said: &Json<'_>) {
        let front = crate::ask::inner(Some(said), Record::of_context);
        if front == self.front {
            return;
        }
        if let Some(record) = &front {
            let opened = vec![OpenedObject { sfid: record.id.clone(), value: record.name.clone() }];
            let (who_id, what_id) = if record.is_person() { (opened, Vec::new()) } else { (Vec::new(), opened) };
            let told = Told::ObjectFieldParams(ObjectFieldParams { who_id, what_id });
            self.out.push_back(Effect::Tell(ReplyTo::default(), told));
        }
        self.front = front;
    }
}
