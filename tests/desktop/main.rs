//! The agent's desktop: what is drawn of what the connector told, and what doing something there asks for.

#![cfg(not(target_arch = "wasm32"))]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a failing test names itself"
)]

mod agent;
mod inside;
#[path = "../support/org.rs"]
mod org;

use agent::{Agent, CONNECTOR_MS, NOW};
use hookswitch::{
    desktop::{ROWS, Then},
    intent::{Deed, Key, PressOn, Tab, Work as Press},
    view::{
        Able, Body, Kind,
        panel::{CardTone, Page},
    },
};
use hookswitch_protocol::cisco::ToConnector;
use hookswitch_session::{ConnId, Input};

fn on(press: PressOn, value: &str) -> Deed {
    Deed::On(press, value.to_owned())
}

fn card(title: &str, state: &str, buttons: [&str; 2]) -> (String, String, Vec<String>) {
    (title.to_owned(), state.to_owned(), buttons.map(str::to_owned).to_vec())
}

#[test]
fn a_call_rings_over_whatever_page_is_open_and_the_page_stays_open() {
    let mut agent = Agent::new();
    agent.does(on(PressOn::Tab, "history"));
    agent.rings("7");
    let panel = agent.panel();
    assert!(matches!(panel.page, Page::History(_)));
    let strip = panel.ringing.unwrap();
    assert_eq!((strip.title.as_ref(), strip.tone, strip.timer.as_ref()), ("Caller 7", CardTone::Ringing, "00:03"));
    assert_eq!(agent.view().ringing.as_deref(), Some("Call from Caller 7"));
    assert_eq!(agent.view().news.urgent, "Call from Caller 7");
    assert!(
        matches!(agent.asks(on(PressOn::Answer, "7")), Some(ToConnector::Answer(call)) if call.call_id.as_str() == "7")
    );
    assert_eq!(agent.desktop.tab, Tab::Calls);
}

#[test]
fn buttons_are_those_the_connector_enables_and_what_one_does_next_comes_first() {
    let mut agent = Agent::new();
    agent.does(on(PressOn::Tab, "calls"));
    agent.talks("7");
    agent.rings("8");
    agent.has("9", "HELD", &["RETRIEVE", "TRANSFER_SST", "DROP"], 161);
    assert_eq!(
        agent.cards(),
        [
            card("Caller 8", "Ringing", ["Answer", "Decline"]),
            card("Caller 7", "Talking", ["Hold", "End"]),
            card("Caller 9", "On hold", ["Resume", "Transfer"]),
        ]
    );
    agent.has("7", "HELD", &["RETRIEVE", "TRANSFER", "CONFERENCE", "DROP"], 0);
    assert_eq!(agent.cards()[1].2, ["Resume", "Transfer"]);
}

#[test]
fn nothing_moves_under_a_finger_and_what_came_meanwhile_stands_below() {
    let mut agent = Agent::new();
    agent.does(on(PressOn::Tab, "calls"));
    agent.talks("7");
    let titles = |agent: &Agent| agent.cards().into_iter().map(|(title, _, _)| title).collect::<Vec<_>>();
    agent.does(Deed::Down);
    agent.rings("8");
    assert_eq!(titles(&agent), ["Caller 7", "Caller 8"]);
    agent.does(Deed::Up);
    assert_eq!(titles(&agent), ["Caller 8", "Caller 7"]);
}

#[test]
fn a_call_is_timed_by_the_connectors_clock() {
    let mut agent = Agent::new();
    agent.talks("7");
    let Page::Calls(calls) = agent.panel().page else { panic!("a call that is talked in opens the calls") };
    assert_eq!(calls.cards[0].timer, "01:15");
}

#[test]
fn without_a_connection_the_calls_stand_and_nothing_can_be_pressed() {
    let mut agent = Agent::new();
    agent.talks("7");
    let loss = hookswitch_session::Loss { code: 1006, reason: String::new() };
    agent.session.handle(Input::Closed(ConnId(1), loss), NOW);
    let Page::Calls(calls) = agent.panel().page else { panic!("the calls stay open") };
    assert!(calls.cards[0].big.iter().all(|button| button.able == Able::No));
}

#[test]
fn a_number_is_dialled_by_the_rules_and_what_is_none_is_said() {
    let mut agent = Agent::new();
    let hint = |agent: &Agent| match agent.panel().page {
        Page::Keypad(keypad) => keypad.hint.map(|(_, text)| text.to_string()),
        other => panic!("the keypad should be open, not {other:?}"),
    };
    agent.does(Deed::Number("(030) 12-34".to_owned()));
    assert_eq!(hint(&agent), None);
    agent.does(Deed::Number("no number at all!".to_owned()));
    assert_eq!(hint(&agent).as_deref(), Some("That is no number. Use digits, or + and digits."));
    assert_eq!(agent.asks(Deed::Press(Press::Dial)), None);
    agent.does(Deed::Number("(030) 12-34".to_owned()));
    assert!(
        matches!(agent.asks(Deed::Press(Press::Dial)), Some(ToConnector::MakeCall(make)) if make.to_address.as_str() == "0301234")
    );
    // It stays until it has become a call: it may be refused.
    assert_eq!((agent.desktop.number.as_str(), agent.desktop.tab), ("(030) 12-34", Tab::Keypad));
    agent.talks("7");
    assert_eq!((agent.desktop.number.as_str(), agent.desktop.tab), ("", Tab::Calls));
}

#[test]
fn somebody_is_looked_up_for_a_call_until_it_is_over_or_the_agent_thinks_better_of_it() {
    let mut agent = Agent::new();
    agent.talks("7");
    agent.does(on(PressOn::LookUp, "7"));
    assert_eq!(agent.panel().purpose.unwrap().text, "Transfer or consult: Caller 7");
    agent.does(Deed::Number("8001".to_owned()));
    // Enter consults: it can be undone, the other cannot.
    assert!(
        matches!(agent.asks(Deed::Press(Press::Dial)), Some(ToConnector::Consult(ask)) if ask.to_address.as_str() == "8001")
    );
    assert_eq!(agent.panel().purpose, None);
    agent.does(on(PressOn::LookUp, "7"));
    agent.does(Deed::Number("8001".to_owned()));
    assert!(matches!(agent.asks(Deed::Press(Press::HandOver)), Some(ToConnector::DirectTransfer(_))));
    agent.does(on(PressOn::LookUp, "7"));
    agent.has("7", "DROPPED", &[], 0);
    assert_eq!(agent.panel().purpose, None);
}

#[test]
fn keys_go_into_the_call_one_by_one_and_nowhere_else() {
    let mut agent = Agent::new();
    agent.talks("7");
    agent.does(on(PressOn::Tones, "7"));
    assert!(
        matches!(agent.asks(on(PressOn::Key, "5")), Some(ToConnector::SendDtmf(send)) if send.digits.expose() == "5")
    );
    assert_eq!(agent.asks(Deed::Press(Press::Dial)), None);
    agent.does(Deed::Press(Press::EndPurpose));
    agent.does(on(PressOn::Tab, "keypad"));
    assert_eq!(agent.asks(on(PressOn::Key, "5")), None);
    assert_eq!(agent.desktop.number, "5");
}

#[test]
fn every_shortcut_does_what_the_list_says() {
    let key = |sign| Deed::Key(Key::Sign(sign));
    let mut agent = Agent::new();
    assert!(matches!(agent.asks(key('n')), Some(ToConnector::SetNotReadyState(_))));
    agent.rings("7");
    assert!(matches!(agent.asks(key('d')), Some(ToConnector::Reject(_))));
    assert!(matches!(agent.asks(key('A')), Some(ToConnector::Answer(_))));
    agent.talks("7");
    assert!(matches!(agent.asks(key('h')), Some(ToConnector::Hold(_))));
    assert!(matches!(agent.asks(key('e')), Some(ToConnector::Drop(_))));
    agent.has("7", "HELD", &["RETRIEVE", "TRANSFER_SST", "DROP"], 0);
    assert!(matches!(agent.asks(key('h')), Some(ToConnector::Retrieve(_))));
    agent.does(key('t'));
    assert!(agent.panel().purpose.is_some());
    agent.desktop.dismiss();
    for (sign, tab) in [('c', Tab::Calls), ('k', Tab::Keypad), ('b', Tab::Book), ('y', Tab::History)] {
        agent.does(key(sign));
        assert_eq!(agent.desktop.tab, tab);
    }
    agent.does(key('?'));
    assert!(matches!(agent.panel().page, Page::Shortcuts(_)));
    agent.does(key('s'));
    assert!(matches!(agent.panel().page, Page::States(_)));
    agent.is("NOT_READY");
    assert!(matches!(agent.asks(key('r')), Some(ToConnector::SetReadyState(_))));
}

#[test]
fn of_ten_thousand_contacts_only_those_near_what_is_seen_are_drawn_and_the_arrows_choose() {
    let mut agent = Agent::new();
    let contact = |at: u32| {
        format!(r#"{{"firstName":"Anna","lastName":"No{at:05}","phoneNumber":"{at:05}","description":"","uri":"/c"}}"#)
    };
    let contacts = (0..10_000).map(contact).collect::<Vec<_>>();
    for (part, some) in (1..).zip(contacts.chunks(500)) {
        let book = format!(
            r#"{{"packet":"phoneBook","part":{{"number":{part},"of":20}},"data":[{{"name":"All","type":"GLOBAL","uri":"/b","contacts":[{}]}}]}}"#,
            some.join(",")
        );
        agent.hears("Cisco/Agent/SetPhoneDirectory", &book);
    }
    agent.does(on(PressOn::Tab, "book"));
    let book = |agent: &Agent| match agent.panel().page {
        Page::Book(book) => book,
        other => panic!("the book should be open, not {other:?}"),
    };
    assert_eq!((book(&agent).total, book(&agent).rows.len()), (10_000, ROWS - ROWS / 4));
    agent.does(Deed::Scroll(5_000));
    let rows = book(&agent).rows;
    assert!(rows.len() == ROWS && rows.iter().any(|row| row.name == "Anna No05000"), "{rows:?}");
    assert_eq!(agent.does(Deed::Search("0999 anna".to_owned())), Some(Then::Top));
    assert_eq!(book(&agent).total, 11);
    agent.does(Deed::Key(Key::Down));
    agent.does(Deed::Key(Key::Down));
    assert!(book(&agent).chosen.unwrap().0.starts_with("Anna No09990"), "{:?}", book(&agent).chosen);
    assert!(
        matches!(agent.asks(Deed::Press(Press::Dial)), Some(ToConnector::MakeCall(make)) if make.to_address.as_str() == "09990")
    );
}

#[test]
fn missed_calls_count_until_history_is_opened() {
    let mut agent = Agent::new();
    let history = format!(
        r#"{{"packet":"CallHistory","data":[{{"callID":"1","direction":"Inbound","number":"+49301","at":{CONNECTOR_MS},"seconds":0,"answered":false}},
        {{"callID":"2","direction":"Outbound","number":"5069","name":"Third","at":5,"seconds":61,"answered":true}}]}}"#
    );
    agent.hears("Cisco/Agent/SetCallHistory", &history);
    let badge = |agent: &Agent| agent.panel().tabs.into_iter().find(|tab| tab.tab == Tab::History).unwrap().badge;
    assert_eq!(badge(&agent).map(|(count, _)| count.to_string()).as_deref(), Some("1"));
    assert_eq!(agent.does(on(PressOn::Tab, "history")), Some(Then::KeepSeen(CONNECTOR_MS)));
    assert_eq!(badge(&agent), None);
    let Page::History(list) = agent.panel().page else { panic!("history should be open") };
    assert_eq!(list.rows.iter().map(|row| row.word).collect::<Vec<_>>(), ["Missed", "Outgoing"]);
    assert!(list.rows[1].line.ends_with("01:01"), "{:?}", list.rows[1]);
    assert!(matches!(agent.asks(on(PressOn::Redial, "+49301")), Some(ToConnector::MakeCall(_))));
}

#[test]
fn whoever_has_to_wrap_up_is_asked_how_the_call_came_out_and_sees_the_time_that_is_left() {
    let mut agent = Agent::new();
    let codes = r#"{"packet":"WrapUpCodes","data":[{"uri":"/w/1","label":"Solved","forAll":"true"}]}"#;
    agent.hears("Cisco/Agent/SetWrapupCode", codes);
    agent.talks("7");
    agent.has("7", "DROPPED", &[], 0);
    agent.is("WORK_READY");
    let Page::Calls(calls) = agent.panel().page else { panic!("the calls should be open") };
    assert_eq!(calls.wrap_up.unwrap().options[0].action.label, "Solved");
    assert!(agent.panel().state.timer.starts_with("left "));
    assert!(matches!(agent.asks(on(PressOn::WrapUp, "1")), Some(ToConnector::WrapUpCall(_))));
}

#[test]
fn an_agent_of_the_team_is_logged_out_only_when_asked_back() {
    let mut agent = Agent::new();
    let team = r#"{"packet":"TeamState","data":[{"userName":"2","name":"Third","extension":"5069","teamName":"T","state":"NOT_READY",
        "reasonCodeId":"-1","since":1,"calls":[]}]}"#;
    agent.does(on(PressOn::Tab, "team"));
    agent.hears("Cisco/Team/SetTeamState", team);
    agent.does(on(PressOn::Member, "2"));
    assert_eq!(agent.asks(on(PressOn::MemberLogOut, "2")), None);
    let Page::Team(list) = agent.panel().page else { panic!("the team should be open") };
    assert!(list.rows[0].buttons.iter().any(|button| button.action.label == "Really log out?"));
    assert!(matches!(agent.asks(on(PressOn::MemberLogOut, "2")), Some(ToConnector::TeamAgentLogout(_))));
}

#[test]
fn a_variable_of_a_call_is_saved_by_enter_or_by_leaving_it_and_shows_what_the_connector_says() {
    let mut agent = Agent::new();
    agent.knows("7", "ACTIVE", "4711");
    agent.does(on(PressOn::More, "7"));
    let shown = |agent: &Agent| match agent.panel().page {
        Page::Calls(calls) => calls.cards[0].variables.iter().map(|it| (it.name.clone(), it.text.clone())).collect(),
        other => panic!("the calls should be open, not {other:?}"),
    };
    let customer = |value: &str| vec![("Customer".to_owned(), value.to_owned())];
    let types = |text: &str| Deed::Variable("Customer".to_owned(), text.to_owned());
    for done in [Deed::Key(Key::Enter), Deed::Leave] {
        agent.does(types("08\t15"));
        assert_eq!(shown(&agent), customer("0815"));
        let Some(ToConnector::UpdateCallVariables(set)) = agent.asks(done.clone()) else { panic!("nothing is saved") };
        assert_eq!((set.call_id.as_str(), set.key.as_str(), set.value.as_str()), ("7", "Customer", "0815"));
        assert_eq!(
            (shown(&agent), agent.does(done)),
            (customer("4711"), None),
            "saved once, and not shown before it is"
        );
    }
    agent.knows("7", "ACTIVE", "0815");
    assert_eq!(shown(&agent), customer("0815"));

    // What was there is not saved, and what is given back is not either.
    agent.does(types("0815"));
    assert_eq!(agent.does(Deed::Leave), None);
    agent.does(types("1"));
    assert!(agent.desktop.give_back() && !agent.desktop.give_back());
    assert_eq!((shown(&agent), agent.does(Deed::Leave)), (customer("0815"), None));
}

#[test]
fn a_variable_cannot_be_typed_into_without_a_connection_or_in_a_call_that_failed_and_goes_with_its_call() {
    let mut agent = Agent::new();
    let able = |agent: &Agent| match agent.panel().page {
        Page::Calls(calls) => calls.cards[0].variables[0].able,
        other => panic!("the calls should be open, not {other:?}"),
    };
    agent.knows("7", "ACTIVE", "4711");
    agent.does(on(PressOn::More, "7"));
    assert_eq!(able(&agent), Able::Yes);
    agent.does(Deed::Variable("Customer".to_owned(), "1".to_owned()));
    agent.has("7", "DROPPED", &[], 0);
    assert_eq!(agent.desktop.draft, None);
    agent.knows("7", "FAILED", "4711");
    agent.does(on(PressOn::More, "7"));
    assert_eq!(able(&agent), Able::No);
    agent.knows("7", "ACTIVE", "4711");
    assert_eq!(able(&agent), Able::Yes);
    let loss = hookswitch_session::Loss { code: 1006, reason: String::new() };
    agent.session.handle(Input::Closed(ConnId(1), loss), NOW);
    assert_eq!(able(&agent), Able::No);
}

#[test]
fn a_supervisor_gives_a_reason_of_the_team_and_to_an_agent_of_another_team_none() {
    let mut agent = Agent::new();
    let reasons = r#"{"packet":"NotReadyReasonCodes","data":[{"uri":"/ReasonCode/2","category":"NOT_READY","code":"2","label":"Lunch","forAll":"true"}]}"#;
    agent.hears("Cisco/Agent/SetNotReadyReasonCodes", reasons);
    agent.does(on(PressOn::Tab, "team"));
    let offered = |agent: &mut Agent, team: &str, state: &str| {
        let team = format!(
            r#"{{"packet":"TeamState","data":[{{"userName":"2","name":"Third","extension":"5069","teamName":"{team}","state":"{state}",
            "reasonCodeId":"2","since":1,"calls":[]}}]}}"#
        );
        agent.hears("Cisco/Team/SetTeamState", &team);
        let Page::Team(list) = agent.panel().page else { panic!("the team should be open") };
        let options = list.rows[0].not_ready.clone().unwrap().options;
        options.iter().map(|it| (it.action.label.to_string(), it.kind, it.able)).collect::<Vec<_>>()
    };
    let option = |label: &str, kind, able| (label.to_owned(), kind, able);
    agent.does(on(PressOn::Member, "2"));
    for (state, kind, able) in [
        ("READY", Kind::Secondary, Able::Yes),
        ("NOT_READY", Kind::Primary, Able::Yes),
        ("LOGOUT", Kind::Secondary, Able::No),
    ] {
        let none = option("Not ready", Kind::Secondary, able);
        assert_eq!(offered(&mut agent, "T", state), [none.clone(), option("Lunch", kind, able)], "{state}");
        assert_eq!(offered(&mut agent, "Another", state), [none], "{state}");
    }
    for (value, code) in [("2", Some("2")), ("", None)] {
        let asked = agent.asks(on(PressOn::MemberNotReady, value));
        let Some(ToConnector::TeamAgentNotReady(set)) = asked else { panic!("nothing is asked") };
        let given = set.reason_code_id.0.as_ref().map(|code| code.as_str());
        assert_eq!((set.user_name.as_str(), given), ("2", code));
    }
}

#[test]
fn memos_stand_under_what_the_agent_does_and_there_is_no_such_line_without_them() {
    let mut agent = Agent::new();
    let status = |agent: &Agent| match agent.view().body {
        Body::Panel(panel) => panel.status,
        other => panic!("{other:?}"),
    };
    assert_eq!(status(&agent), None);
    agent.hears("Connector/Connection/Heartbeat", r#"{"serverTime":1,"roundTripMs":23}"#);
    let memos = r#"{"memos":[{"id":2,"text":"Fire drill at 15:00."},{"id":1,"text":"Older."}]}"#;
    agent.hears("InteractionCenter/Memo/MemosChange", memos);
    // The second one's turn: ten seconds have passed.
    let line = status(&agent).unwrap();
    assert_eq!((line.text.as_ref(), line.memo.unwrap().label.as_ref()), ("5051 · 23 ms, good", "Older."));
}
