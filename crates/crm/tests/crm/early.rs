//! What comes before it is due: nothing is done on half the knowledge.

use hookswitch_crm::{AskId, Crm, Effect, Entry, Input, Phone, Seen, Task, place::Kind};
use hookswitch_protocol::{
    Tick,
    cisco::{
        call::{Call, Direction, PartyState},
        ids::{VariableName, VariableValue},
    },
};

use crate::world::{ADA, call, id, record};

/// A machine whose every effect is looked at.
struct Bare(Crm, Tick, Vec<(AskId, &'static str)>);

impl Bare {
    fn new() -> Self {
        Self(Crm::new(Kind::Lightning, 1), Tick(1), Vec::new())
    }

    /// One that runs, and leads.
    fn running() -> Self {
        let mut bare = Self::new();
        bare.feed(Input::Leads);
        bare.feed(Input::Start);
        bare.feed(answer(1, "{}"));
        bare.feed(answer(2, "{}"));
        bare
    }

    /// What it asks of the CRM then, with its arguments, and which calls it wants to recall; not what only shows.
    fn feed(&mut self, input: Input) -> Vec<String> {
        self.0.handle(input, self.1);
        self.rest()
    }

    fn look(&mut self, calls: &[Call]) -> Vec<String> {
        let seen = Seen { phone: Phone::Ready, calls, today: "2026-11-22", connector_ms: 3 };
        self.0.look(seen, self.1);
        self.rest()
    }

    /// What it asks by itself by then.
    fn at(&mut self, now: u64) -> Vec<String> {
        self.1 = Tick(now);
        self.0.handle_timeout(self.1);
        self.rest()
    }

    fn rest(&mut self) -> Vec<String> {
        let effects: Vec<Effect> = std::iter::from_fn(|| self.0.poll_effect()).collect();
        self.2.extend(effects.iter().filter_map(|effect| match effect {
            Effect::Call(id, call) => Some((*id, call.method)),
            _ => None,
        }));
        let told = effects.into_iter().filter_map(|effect| match effect {
            Effect::Call(_, call)
                if !call.method.starts_with("setSoftphone")
                    && call.method != "publish"
                    && !call.arguments.contains("newRecord") =>
            {
                Some(format!("{} {}", call.method, call.arguments))
            }
            Effect::Recall(call) => Some(format!("recall {}", call.as_str())),
            _ => None,
        });
        told.collect()
    }
}

/// What it asked last by this method.
fn last(bare: &Bare, method: &str) -> u32 {
    bare.2.iter().rfind(|(_, asked)| *asked == method).unwrap().0.0
}

fn answer(id: u32, value: &str) -> Input {
    Input::Answered(AskId(id), format!(r#"{{"success":true,"returnValue":{value}}}"#).into())
}

#[test]
fn it_begins_once() {
    let mut bare = Bare::new();
    assert_eq!(bare.feed(Input::Start), ["getCallCenterSettings [{}]"]);
    assert!(bare.feed(Input::Start).is_empty());
    assert_eq!(bare.feed(answer(1, "{}")).len(), 1);
    assert!(bare.feed(Input::Start).is_empty());
}

#[test]
fn a_second_answer_to_what_will_be_asked_again_is_none() {
    let mut bare = Bare::new();
    bare.feed(Input::Start);
    let not_yet = r#"{"success":false,"errors":[{"code":"SOFTPHONE_CONTAINER_ERROR"}]}"#;
    bare.feed(Input::Answered(AskId(1), not_yet.to_owned().into()));
    assert!(bare.feed(answer(1, "{}")).is_empty());
    assert_eq!(bare.at(500), ["getCallCenterSettings [{}]"]);
}

#[test]
fn a_token_is_asked_for_where_the_org_is_to_vouch_and_nowhere_else() {
    let key = hookswitch_crm::call_center::key("hsUseOwnLoginId").unwrap();
    for (own, asked) in [("true", "\"ask=\""), ("false", "\"ask=token\"")] {
        let mut bare = Bare::new();
        bare.feed(Input::Start);
        let [user] = bare.feed(answer(1, &format!(r#"{{"{key}":"{own}"}}"#))).try_into().unwrap();
        assert!(user.contains(asked), "{user}");
    }
}

#[test]
fn before_it_runs_nothing_is_due() {
    let mut bare = Bare::new();
    bare.feed(Input::Leads);
    bare.feed(Input::Start);
    let calls = [call("1", Direction::Inbound, "+493012345601", PartyState::Active, 5)];
    bare.look(&calls);
    bare.feed(Input::Recalled(id("1"), Some(Entry::default())));
    bare.look(&[]);
    // Of what was asked alone.
    assert_eq!(bare.0.poll_timeout(), Some(Tick(5_001)));
    assert!(bare.look(&[]).is_empty());
}

#[test]
fn a_call_neither_pops_nor_is_saved_before_it_is_known_what_was_done_already() {
    let mut bare = Bare::running();
    let mut call = call("1", Direction::Inbound, "+493012345601", PartyState::Active, 5);
    let (name, value) = (hookswitch_crm::RECORD, format!("{ADA}|Contact|Ada"));
    call.call_variables.set(VariableName::parse(name).unwrap(), VariableValue::parse(&value).unwrap()).unwrap();
    let calls = [call];
    assert_eq!(bare.look(&calls), ["recall 1"]);
    assert!(bare.look(&calls).is_empty());
    // Before something is made, what is kept is asked once more: another tab may have begun.
    let [pops, recalls] = bare.feed(Input::Recalled(id("1"), Some(Entry::default()))).try_into().unwrap();
    assert!(pops.contains(ADA), "{pops}");
    assert!(recalls.starts_with("runApex") || recalls.starts_with("saveLog") || recalls == "recall 1", "{recalls}");
    // Another tab led meanwhile.
    assert_eq!(bare.feed(Input::Leads), ["recall 1"]);
    assert!(bare.look(&calls).is_empty());
}

#[test]
fn what_another_tab_has_saved_meanwhile_is_not_made_once_more() {
    let mut bare = Bare::running();
    let calls = [call("1", Direction::Inbound, "", PartyState::Active, 2)];
    bare.look(&calls);
    let [find] = bare.feed(Input::Recalled(id("1"), Some(Entry::default()))).try_into().unwrap();
    assert!(find.contains("HookswitchCalls"), "{find}");
    let find = last(&bare, "runApex");
    bare.feed(Input::Leads);
    let kept = Entry { started: 2, task: Some(record("00T000000000001AAA")), ..Entry::default() };
    let [save] = bare.feed(Input::Recalled(id("1"), Some(kept))).try_into().unwrap();
    assert!(save.contains("00T000000000001AAA"), "{save}");
    // The answer to the search is late.
    assert!(bare.feed(answer(find, r#"{"taskId":null}"#)).is_empty());
    assert_eq!(bare.0.talks()[0].task.id(), Some(&record("00T000000000001AAA")));
}

#[test]
fn before_something_is_made_once_more_what_is_kept_is_asked_for_once() {
    let mut bare = Bare::running();
    bare.look(&[]);
    let calls = [call("1", Direction::Inbound, "", PartyState::Active, 5)];
    bare.look(&calls);
    let [save] = bare.feed(Input::Recalled(id("1"), Some(Entry::default()))).try_into().unwrap();
    assert!(save.contains("entityApiName"), "{save}");
    for at in 3..20 {
        bare.feed(Input::Threw(AskId(at), "no".to_owned()));
    }
    assert_eq!(bare.at(60_000), ["recall 1"]);
    assert!(bare.at(70_000).is_empty());
    let asked = bare.feed(Input::Recalled(id("1"), Some(Entry::default())));
    assert!(matches!(asked.as_slice(), [find] if find.contains("HookswitchCalls")), "{asked:?}");
}

#[test]
fn whoever_leads_from_now_on_saves_nothing_before_it_is_known_what_the_one_before_has_saved() {
    let mut bare = Bare::running();
    bare.look(&[]);
    bare.look(&[call("1", Direction::Inbound, "", PartyState::Active, 5)]);
    bare.feed(Input::Recalled(id("1"), Some(Entry::default())));
    for at in 3..20 {
        bare.feed(answer(at, "\"00T000000000001AAA\""));
    }
    assert_eq!(bare.feed(Input::Leads), ["recall 1"]);
    assert!(bare.feed(Input::Wrapped(id("1"), "Sale".to_owned())).is_empty());
    let kept = Entry { started: 5, task: Some(record("00T000000000002AAA")), ..Entry::default() };
    let [save] = bare.feed(Input::Recalled(id("1"), Some(kept))).try_into().unwrap();
    assert!(save.contains("00T000000000002AAA") && save.contains("Sale"), "{save}");
}

#[test]
fn the_answer_to_what_was_made_here_is_not_taken_for_one_to_what_another_tab_made() {
    let mut bare = Bare::running();
    bare.look(&[]);
    bare.look(&[call("1", Direction::Inbound, "", PartyState::Active, 5)]);
    bare.feed(Input::Recalled(id("1"), Some(Entry::default())));
    let made = last(&bare, "saveLog");
    bare.feed(Input::Leads);
    let kept = Entry { started: 5, task: Some(record("00T000000000002AAA")), ..Entry::default() };
    bare.feed(Input::Recalled(id("1"), Some(kept)));
    bare.feed(answer(made, "\"00T000000000001AAA\""));
    assert_eq!(bare.0.talks()[0].task, Task::Saving(Some(record("00T000000000002AAA"))));
    let saved = last(&bare, "saveLog");
    bare.feed(answer(saved, "\"00T000000000002AAA\""));
    bare.feed(answer(made, "\"00T000000000001AAA\""));
    assert_eq!(bare.0.talks()[0].task.id(), Some(&record("00T000000000002AAA")));
}

#[test]
fn the_answer_about_the_call_that_had_the_id_before_is_dropped() {
    let mut bare = Bare::running();
    bare.look(&[]);
    let mut made = Vec::new();
    for started in [5, 9] {
        bare.look(&[call("1", Direction::Inbound, "", PartyState::Active, started)]);
        bare.feed(Input::Recalled(id("1"), Some(Entry::default())));
        made.push(last(&bare, "saveLog"));
    }
    let [first, second] = made.try_into().unwrap();
    bare.feed(answer(first, "\"00T000000000001AAA\""));
    assert_eq!(bare.0.talks()[0].task, Task::Saving(None));
    bare.feed(answer(second, "\"00T000000000002AAA\""));
    assert_eq!(bare.0.talks()[0].task.id(), Some(&record("00T000000000002AAA")));
}
