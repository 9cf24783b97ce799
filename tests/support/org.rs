//! An org that answers at once, and the machine inside it: what the view draws of that.

use hookswitch::view::records::{Fault, Inside};
use hookswitch_crm::{AskId, Crm, Effect, Entry, Input, Phone, Seen, place::Kind};
use hookswitch_protocol::{Tick, cisco::call::Call};

/// What the org says of Ann; the token is nobody's business.
pub(crate) const ANN: &str = r#"{"userName":"ann@example.com","name":"Ann","organizationId":"00D","loginId":"SECRETID1","token":"eyJsecret.a.b"}"#;
pub(crate) const ADA: &str = r#"{"003000000000001AAA":{"Name":"Ada Lovelace","RecordType":"Contact"}}"#;

pub(crate) struct Org {
    pub(crate) crm: Crm,
    pub(crate) fault: Option<Fault>,
    /// What a method answers; nothing where it is silent.
    pub(crate) answers: Vec<(&'static str, Option<String>)>,
    now: Tick,
}

/// As Lightning says that it did something.
pub(crate) fn done(value: &str) -> Option<String> {
    Some(format!(r#"{{"success":true,"returnValue":{value}}}"#))
}

/// As Lightning says that it did not.
pub(crate) fn not_done(code: &str, text: &str, details: &str) -> Option<String> {
    Some(format!(r#"{{"success":false,"errors":[{{"code":"{code}","description":"{text}","details":{details}}}]}}"#))
}

impl Org {
    /// One that finds this under every number, and has this in the call centre.
    pub(crate) fn new(settings: &str, found: &str) -> Self {
        let mut user = hookswitch_protocol::write::Writer::default();
        user.string(ANN);
        Self::answering(vec![
            ("getCallCenterSettings", done(settings)),
            ("runApex", done(&user.finish())),
            ("searchAndScreenPop", done(found)),
            ("saveLog", done("\"00T000000000001AAA\"")),
        ])
    }

    pub(crate) fn answering(answers: Vec<(&'static str, Option<String>)>) -> Self {
        let mut org = Self { crm: Crm::new(Kind::Lightning, 1), fault: None, answers, now: Tick(1) };
        org.feed(Input::Start);
        org.feed(Input::Leads);
        org
    }

    pub(crate) fn feed(&mut self, input: Input) {
        self.crm.handle(input, self.now);
        self.run();
    }

    /// Lets time pass.
    pub(crate) fn pass(&mut self, millis: u64) {
        let end = self.now.after(millis);
        while let Some(at) = self.crm.poll_timeout().filter(|at| *at <= end) {
            self.now = self.now.max(at);
            self.crm.handle_timeout(self.now);
            self.run();
        }
        self.now = end;
    }

    /// The softphone shows what it does.
    pub(crate) fn look(&mut self, phone: Phone, calls: &[Call]) {
        self.crm.look(Seen { phone, calls, today: "2026-11-22", connector_ms: 1_795_286_410_000 }, self.now);
        self.run();
    }

    /// As the view is told of it.
    pub(crate) fn inside(&self) -> Inside<'_> {
        Inside {
            kind: Some(Kind::Lightning),
            talks: self.crm.talks(),
            hint: self.crm.hint(),
            phone: self.crm.phone(),
            user: None,
            new_record: self.crm.new_record(),
            fault: self.fault.as_ref(),
            trail: self.crm.trail(),
        }
    }

    fn run(&mut self) {
        while let Some(effect) = self.crm.poll_effect() {
            let input = match effect {
                Effect::Call(id, call) => self.answer(id, call.method),
                Effect::Recall(call) => Some(Input::Recalled(call, Some(Entry::default()))),
                Effect::Begin(begun) => {
                    self.fault = Fault::of(&begun);
                    None
                }
                _ => None,
            };
            if let Some(input) = input {
                self.crm.handle(input, self.now);
            }
        }
    }

    fn answer(&self, id: AskId, method: &str) -> Option<Input> {
        let answer = self.answers.iter().rev().find(|(known, _)| *known == method);
        answer.map_or_else(|| done("null"), |(_, answer)| answer.clone()).map(|text| Input::Answered(id, text.into()))
    }
}
