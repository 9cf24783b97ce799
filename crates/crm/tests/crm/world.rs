//! Tabs of one browser inside one org: what is kept is shared, what is answered takes its time.

use std::collections::BTreeMap;

use hookswitch_crm::{
    AskId, Begun, Crm, Effect, Entry, Input, Phone, Seen, Word,
    ask::{self, Event},
    place::Kind,
    record::Record,
};
use hookswitch_protocol::{
    ReplyTo, Tick,
    cisco::{
        agent::WrapUpRule,
        call::{Buttons, Call, CallType, Direction, PartyState},
        ids::{CallId, DialString, VariableName, VariableValue},
        variables::CallVariables,
    },
    json::{self, Fields, Json},
    salesforce::{RecordId, Told},
    values::Blank,
};

pub(crate) const ADA: &str = "003000000000001AAA";
pub(crate) const GRACE: &str = "003000000000002AAA";
pub(crate) const HOPPER: &str = "001000000000002AAA";

/// How the org answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Fine,
    NotYet,
    Silent,
    Throws,
    FieldError,
    NoClass,
    Refuses,
}

/// An activity of the org.
#[derive(Clone, Debug, Default)]
pub(crate) struct Activity {
    pub(crate) fields: BTreeMap<String, String>,
    pub(crate) saves: u32,
}

/// The org, and the telephone.
pub(crate) struct World {
    pub(crate) now: Tick,
    pub(crate) kind: Kind,
    pub(crate) tabs: Vec<Tab>,
    pub(crate) org: Vec<Activity>,
    pub(crate) settings: String,
    pub(crate) moods: BTreeMap<&'static str, Mood>,
    pub(crate) delay_ms: u64,
    pub(crate) calls: Vec<Call>,
    pub(crate) phone: Phone,
    pub(crate) kept: BTreeMap<CallId, String>,
    /// Whether anything is kept at all.
    pub(crate) keeps: bool,
    pub(crate) pops: Vec<String>,
    pub(crate) dialled: Vec<(String, Option<Record>)>,
    pub(crate) told: Vec<(ReplyTo, Told)>,
    pub(crate) asked: Vec<String>,
    pub(crate) begun: Vec<Begun>,
    pub(crate) vouched: Vec<bool>,
    pub(crate) listens: u32,
    pub(crate) searched: Vec<String>,
    pub(crate) carries: u32,
    pub(crate) label: String,
    pub(crate) published: Vec<String>,
    seeds: u64,
}

pub(crate) struct Tab {
    pub(crate) crm: Crm,
    answers: Vec<(Tick, AskId, Result<String, String>)>,
    pub(crate) is_leading: bool,
}

impl World {
    pub(crate) fn new(kind: Kind) -> Self {
        Self {
            now: Tick(1_000),
            kind,
            tabs: Vec::new(),
            org: Vec::new(),
            settings: String::new(),
            moods: BTreeMap::new(),
            delay_ms: 20,
            calls: Vec::new(),
            phone: Phone::Ready,
            kept: BTreeMap::new(),
            keeps: true,
            pops: Vec::new(),
            dialled: Vec::new(),
            told: Vec::new(),
            asked: Vec::new(),
            begun: Vec::new(),
            vouched: Vec::new(),
            listens: 0,
            searched: Vec::new(),
            carries: 0,
            label: String::new(),
            published: Vec::new(),
            seeds: 0,
        }
    }

    /// One tab that leads and is looked at, in an org with these settings.
    pub(crate) fn with(settings: &[(&str, &str)]) -> Self {
        Self::of(Kind::Lightning, settings)
    }

    pub(crate) fn of(kind: Kind, settings: &[(&str, &str)]) -> Self {
        let mut world = Self::new(kind);
        let all: Vec<String> = settings
            .iter()
            .map(|(name, value)| format!("\"{}\":\"{value}\"", hookswitch_crm::call_center::key(name).unwrap()))
            .collect();
        world.settings = all.join(",");
        world.open();
        world.leads(0);
        world.pass(1_000);
        world
    }

    /// Opens one more tab, and waits for nothing.
    pub(crate) fn open(&mut self) -> usize {
        self.seeds += 1_000_000;
        self.tabs.push(Tab { crm: Crm::new(self.kind, self.seeds), answers: Vec::new(), is_leading: false });
        let at = self.tabs.len() - 1;
        self.feed(at, Input::Start);
        self.look();
        at
    }

    /// The tab is loaded anew, or its process dies and another begins: what it waited for is answered to nobody.
    pub(crate) fn reload(&mut self, at: usize) {
        let was_leading = self.tabs[at].is_leading;
        self.seeds += 1_000_000;
        self.tabs[at] = Tab { crm: Crm::new(self.kind, self.seeds), answers: Vec::new(), is_leading: false };
        self.feed(at, Input::Start);
        if was_leading {
            self.leads((at + 1) % self.tabs.len());
        }
        self.look();
    }

    pub(crate) fn leads(&mut self, at: usize) {
        self.tabs[at].is_leading = true;
        self.feed(at, Input::Leads);
    }

    /// The person looks at this tab.
    pub(crate) fn look_at(&mut self, at: usize) {
        self.feed(at, Input::InFront);
    }

    pub(crate) fn crm(&self) -> &Crm {
        &self.tabs[0].crm
    }

    pub(crate) fn feed(&mut self, at: usize, input: Input) {
        let now = self.now;
        self.tabs[at].crm.handle(input, now);
        self.perform(at);
    }

    /// Shows all tabs what the softphone does.
    pub(crate) fn look(&mut self) {
        for at in 0..self.tabs.len() {
            let (calls, now) = (self.calls.clone(), self.now);
            let seen = Seen { phone: self.phone, calls: &calls, today: "2026-11-22", connector_ms: 1_000_000 + now.0 };
            self.tabs[at].crm.look(seen, now);
            self.perform(at);
        }
    }

    /// Lets time pass, step by step of what is due.
    pub(crate) fn pass(&mut self, millis: u64) {
        let end = self.now.after(millis);
        for steps in 0.. {
            assert!(steps < 10_000, "time stands still: {:?}", self.now);
            let answer = self.tabs.iter().flat_map(|tab| tab.answers.iter().map(|(at, _, _)| *at)).min();
            let timeout = self.tabs.iter().filter_map(|tab| tab.crm.poll_timeout()).min();
            let Some(next) = [answer, timeout].into_iter().flatten().min().filter(|at| *at <= end) else { break };
            self.now = self.now.max(next);
            let now = self.now;
            for at in 0..self.tabs.len() {
                while let Some(which) = self.tabs[at].answers.iter().position(|(due, _, _)| *due <= now) {
                    let (_, id, answer) = self.tabs[at].answers.remove(which);
                    self.feed(
                        at,
                        match answer {
                            Ok(text) => Input::Answered(id, text.into()),
                            Err(text) => Input::Threw(id, text),
                        },
                    );
                }
                self.tabs[at].crm.handle_timeout(now);
                self.perform(at);
            }
        }
        self.now = end;
    }

    pub(crate) fn click(&mut self, at: usize, number: &str, record: Option<(&str, &str, &str)>) {
        let record =
            record.map(|(id, kind, name)| format!(r#","recordId":"{id}","objectType":"{kind}","recordName":"{name}""#));
        let payload = format!(r#"{{"number":"{number}"{}}}"#, record.unwrap_or_default());
        let text = match self.kind {
            Kind::Lightning => payload,
            Kind::Classic => format!(r#"{{"result":{}}}"#, quoted(&payload)),
        };
        self.feed(at, Input::Happened(Event::Dial, text));
    }

    /// A call comes.
    pub(crate) fn ring(&mut self, id: &str, from: &str) {
        let call = call(id, Direction::Inbound, from, PartyState::Alerting, 1_000_000 + self.now.0);
        self.calls.push(call);
        self.look();
    }

    pub(crate) fn set(&mut self, id: &str, state: PartyState) {
        let since = 1_000_000 + self.now.0;
        let call = self.calls.iter_mut().find(|call| call.id.as_str() == id).unwrap();
        (call.state, call.since) = (state, since);
        self.look();
    }

    pub(crate) fn end(&mut self, id: &str) {
        self.calls.retain(|call| call.id.as_str() != id);
        self.look();
    }

    pub(crate) fn mood(&mut self, method: &'static str, mood: Mood) {
        self.moods.insert(method, mood);
    }

    fn perform(&mut self, at: usize) {
        while let Some(effect) = self.tabs[at].crm.poll_effect() {
            let now = self.now;
            match effect {
                Effect::Call(id, call) => {
                    self.asked.push(call.method.to_owned());
                    if let Some(answer) = self.answer(&call) {
                        let due = now.after(self.delay_ms);
                        self.tabs[at].answers.push((due, id, answer));
                    }
                }
                Effect::Listen => self.listens += 1,
                Effect::Begin(begun) => self.begun.push(*begun),
                Effect::Dial(number, record) => self.dialled.push((number.as_str().to_owned(), record)),
                Effect::Carry(call, record) => {
                    self.carries += 1;
                    if let Some(call) = self.calls.iter_mut().find(|other| other.id == call) {
                        let name = VariableName::parse(hookswitch_crm::RECORD).unwrap();
                        call.call_variables.set(name, VariableValue::parse(&record.written()).unwrap()).unwrap();
                    }
                }
                Effect::Tell(reply_to, told) => self.told.push((reply_to, told)),
                Effect::Say(word) => {
                    for other in (0..self.tabs.len()).filter(|other| *other != at).collect::<Vec<_>>() {
                        assert_ne!(word, Word::Left, "only the page says that");
                        self.tabs[other].crm.handle(Input::Said(word), now);
                        self.perform(other);
                    }
                }
                Effect::Recall(call) => {
                    let entry = self.kept.get(&call).map(|text| Entry::read(text)).unwrap_or_default();
                    let entry = self.keeps.then_some(entry);
                    self.tabs[at].crm.handle(Input::Recalled(call, entry), now);
                }
                Effect::Keep(call, entry) => {
                    self.kept.insert(call, entry.written());
                }
                Effect::Vouched(token) => self.vouched.push(token.is_some()),
                Effect::Changed => {}
            }
        }
    }

    /// What the org does about a call of its interface, at once; the answer comes later.
    fn answer(&mut self, call: &ask::Call) -> Option<Result<String, String>> {
        let json = json::parse(&call.arguments).unwrap();
        let Json::Array(arguments) = &json else { panic!("{}", call.arguments) };
        match self.moods.get(call.method).copied().unwrap_or(Mood::Fine) {
            Mood::Fine => {}
            Mood::NotYet => return Some(Ok(refusal("SOFTPHONE_CONTAINER_ERROR", "not yet", "null"))),
            Mood::Silent => return None,
            Mood::Throws => return Some(Err("no such thing".to_owned())),
            Mood::FieldError => {
                let details = r#"{"fieldErrors":{"Subject":[{"message":"too long"}]}}"#;
                return Some(Ok(refusal("SERVER_ERROR", "", details)));
            }
            Mood::NoClass => return Some(Ok(refusal("SERVER_ERROR", "Could not load Apex class: X", "null"))),
            Mood::Refuses => return Some(Ok(refusal("GENERIC_ERROR", "no", "null"))),
        }
        let value = match self.kind {
            Kind::Lightning => self.lightning(call.method, arguments.first().unwrap()),
            Kind::Classic => self.classic(call.method, arguments),
        };
        Some(Ok(match self.kind {
            Kind::Lightning => format!(r#"{{"success":true,"returnValue":{value},"errors":null}}"#),
            Kind::Classic => format!(r#"{{"result":{value}}}"#),
        }))
    }

    fn lightning(&mut self, method: &str, argument: &Json<'_>) -> String {
        let fields = Fields::of(argument).unwrap();
        let text = |key: &str| text_of(fields.get(&[key]));
        match method {
            "getCallCenterSettings" => format!("{{{}}}", self.settings),
            "runApex" => format!(r#"{{"runApex":{}}}"#, quoted(&self.apex(&text("methodName"), &text("methodParams")))),
            "setSoftphoneItemLabel" => {
                self.label = text("label");
                "null".to_owned()
            }
            "searchAndScreenPop" => {
                self.searched.push(text("searchParams"));
                found(&text("searchParams"), "RecordType")
            }
            "screenPop" => {
                let params = Fields::of(fields.get(&["params"]).unwrap()).unwrap();
                let to = [text_of(params.get(&["recordId"])), text_of(params.get(&["entityName"]))].concat();
                self.pops.push(to);
                "null".to_owned()
            }
            "saveLog" => {
                let Some(Json::Object(value)) = fields.get(&["value"]) else { panic!("no value") };
                let value = value.iter().map(|(key, value)| (key.to_string(), text_of(Some(value)))).collect();
                quoted(&self.save(value))
            }
            "publish" => {
                let mut out = hookswitch_protocol::write::Writer::default();
                out.json(fields.get(&["message"]).unwrap());
                self.published.push(out.finish());
                "null".to_owned()
            }
            "getAppViewInfo" => r#"{"url":"/"}"#.to_owned(),
            _ => "null".to_owned(),
        }
    }

    fn classic(&mut self, method: &str, arguments: &[Json<'_>]) -> String {
        let text = |at: usize| text_of(arguments.get(at));
        match method {
            "cti.getCallCenterSettings" => quoted(&format!("{{{}}}", self.settings)),
            "runApex" => quoted(&self.apex(&text(1), &text(2))),
            "searchAndGetScreenPopUrl" => quoted(&found(&text(0), "object")),
            "screenPop" => {
                self.pops.push(text(0).trim_start_matches('/').to_owned());
                "true".to_owned()
            }
            "saveLog" => {
                let pairs = text(1);
                let pairs = pairs.split('&').map(|pair| {
                    let (key, value) = pair.split_once('=').unwrap();
                    (key.to_owned(), decoded(value))
                });
                let id = self.save(pairs.collect());
                format!(r#"true,"id":{}"#, quoted(&id))
            }
            _ => "true".to_owned(),
        }
    }

    fn apex(&self, method: &str, parameters: &str) -> String {
        match method {
            "read" => {
                let token = if parameters == "ask=token" { "\"a.b.c\"" } else { "null" };
                format!(
                    r#"{{"version":1,"userName":"ann@example.com","name":"Ann","organizationId":"00D","loginId":"ANN1","extension":"5051","token":{token}}}"#
                )
            }
            "find" => {
                let object = parameters.strip_prefix("callObject=").unwrap();
                let at = self.org.iter().position(|task| task.fields.get("CallObject").unwrap() == object);
                at.map_or(r#"{"taskId":null}"#.to_owned(), |at| format!(r#"{{"taskId":"{}"}}"#, task_id(at)))
            }
            "state" => r#"{"isClosed":true}"#.to_owned(),
            other => panic!("{other}"),
        }
    }

    fn save(&mut self, mut fields: BTreeMap<String, String>) -> String {
        fields.remove("entityApiName");
        let at = match fields.remove("Id") {
            Some(id) => self.org.iter().enumerate().position(|(at, _)| task_id(at) == id).unwrap_or(0),
            None => {
                self.org.push(Activity::default());
                self.org.len() - 1
            }
        };
        if let Some(task) = self.org.get_mut(at) {
            task.fields.extend(fields);
            task.saves += 1;
        }
        task_id(at)
    }
}

pub(crate) fn call(id: &str, direction: Direction, other: &str, state: PartyState, started: u64) -> Call {
    let (own, other) = (DialString::parse("5051"), DialString::parse(other));
    let (from, to) = if direction == Direction::Inbound { (other, own) } else { (own, other) };
    Call {
        id: CallId::parse(id).unwrap(),
        call_type: if direction == Direction::Inbound { CallType::Direct } else { CallType::Out },
        direction,
        from_address: Blank(from),
        from_name: None,
        to_address: Blank(to),
        to_name: None,
        queue: None,
        state,
        state_cause: None,
        since: started,
        started,
        parties: Vec::new(),
        call_variables: CallVariables::default(),
        buttons: Buttons::HIDDEN,
        wrap_up: WrapUpRule::NotAllowed,
        wrap_up_reason: None,
        parent: None,
    }
}

pub(crate) fn id(call: &str) -> CallId {
    CallId::parse(call).unwrap()
}

pub(crate) fn record(id: &str) -> RecordId {
    RecordId::parse(id).unwrap()
}

fn task_id(at: usize) -> String {
    format!("00T{at:012}AAA")
}

/// Ada by one number, a contact and an account by another, found by the last nine digits only.
fn found(digits: &str, kind: &str) -> String {
    match digits {
        "012345601" => format!(r#"{{"{ADA}":{{"Id":"{ADA}","Name":"Ada Lovelace","{kind}":"Contact"}}}}"#),
        "012345602" => format!(
            r#"{{"{GRACE}":{{"Name":"Grace Hopper","{kind}":"Contact"}},"{HOPPER}":{{"Name":"Hopper Ltd","{kind}":"Account"}},"SCREEN_POP_DATA":{{"x":1}},"screenPopUrl":"/x"}}"#
        ),
        _ => "{}".to_owned(),
    }
}

fn refusal(code: &str, description: &str, details: &str) -> String {
    format!(
        r#"{{"success":false,"returnValue":null,"errors":[{{"code":"{code}","description":"{description}","details":{details}}}],"error":"{description}"}}"#
    )
}

fn text_of(json: Option<&Json<'_>>) -> String {
    match json {
        Some(Json::String(text)) => text.to_string(),
        Some(Json::Number(digits)) => (*digits).to_owned(),
        Some(Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_)) | None => String::new(),
    }
}

fn quoted(text: &str) -> String {
    let mut out = hookswitch_protocol::write::Writer::default();
    out.string(text);
    out.finish()
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if first == '%' {
            bytes.push(u8::from_str_radix(&rest[1..3], 16).unwrap());
            rest = &rest[3..];
        } else {
            bytes.push(first as u8);
            rest = &rest[1..];
        }
    }
    String::from_utf8(bytes).unwrap()
}
