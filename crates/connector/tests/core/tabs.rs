//! Tabs of one browser, beside the one that is the softphone.

use hookswitch_connector::core::{ConnId, Input, Role, Settings, StationEvent};
use hookswitch_protocol::{
    CloseCode, ErrorCode, LoginIdText, Tick,
    channels::Request,
    cisco::{ToConnector as ToCti, agent::AgentState},
    connector::{FromConnector, Heartbeat, Identity, LinkStatus, Register, Speaker, ToConnector},
    ids::{BrowserId, PageUrl, UserName},
    values::NoPayload,
};

use crate::cti;
use crate::script::*;

fn id(text: &str) -> Option<Identity> {
    Some(Identity::LoginId(LoginIdText::new(text)))
}

fn window(speaker: Speaker, identity: Option<Identity>, browser: Option<&str>) -> ToConnector {
    let browser = browser.map(|browser| BrowserId::parse(browser).unwrap());
    ToConnector::Register(Register { speaker: Some(speaker), browser, ..register(identity, None) })
}

impl Script {
    fn opens(&mut self, speaker: Speaker, identity: Option<Identity>, browser: Option<&str>) -> ConnId {
        let conn = self.connects();
        self.asks(conn, None, window(speaker, identity, browser));
        let registered = self.hears_registered(conn);
        assert!(registered.success && !registered.resumed);
        conn
    }

    fn softphone(&mut self, browser: Option<&str>) -> ConnId {
        let conn = self.opens(Speaker::Softphone, id(ID), browser);
        assert!(self.hears_set(conn).success);
        self.attaches();
        conn
    }

    fn tab(&mut self, browser: Option<&str>) -> ConnId {
        let conn = self.opens(Speaker::Tab, id(ID), browser);
        assert!(self.hears_set(conn).success);
        self.hears_status(conn);
        conn
    }

    fn is_superseded(&mut self, conn: ConnId) {
        let news = self.hears(conn).1;
        assert!(matches!(news, FromConnector::TakenOver(outcome) if outcome.code == Some(ErrorCode::Superseded)));
        assert_eq!(self.is_closed(conn).0, CloseCode::Superseded);
    }

    fn has_taken_over(&mut self, conn: ConnId) {
        assert!(matches!(self.hears(conn).1, FromConnector::TakenOver(outcome) if outcome.success));
    }

    pub(crate) fn is_cleared(&mut self, conn: ConnId) {
        assert!(matches!(self.hears(conn), (None, FromConnector::LoginIdCleared(outcome)) if outcome.success));
        assert_eq!(self.hears_status(conn), LinkStatus::Unlinked);
    }
}

#[test]
fn a_tab_is_told_what_the_softphone_is_told_now_and_later() {
    let mut script = Script::new();
    let early = script.opens(Speaker::Tab, id(ID), Some("b"));
    script.ends();
    let softphone = script.softphone(Some("b"));
    assert_eq!(script.hears_set(early).extension.unwrap().as_str(), "5051");
    assert_eq!(script.hears_status(early), LinkStatus::Connecting);
    let late = script.tab(Some("b"));
    script.input(Input::Station(StationEvent::Up(extension("5051"))));
    for conn in [softphone, early, late] {
        assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    }
    script.ends();
}

#[test]
fn a_tab_asks_as_the_agent_and_all_windows_hear_what_becomes_of_it() {
    let mut script = cti::script();
    let softphone = script.softphone_of("ABC123");
    let tab = script.opens(Speaker::Tab, id("ABC123"), Some("b"));
    script.hears_set(tab);
    script.hears_status(tab);
    script.users[2].cti = cti::agent(3, "5064", "third", Role::Agent).cti;
    script.reload();
    script.tries(tab, "third", "5064", true);
    for _ in 0..15 {
        script.cti(tab);
    }
    script.is_shown_the_work(softphone);
    script.asks(tab, None, Request::Cisco(ToCti::SetReadyState(NoPayload)));
    script.offers();
    for conn in [softphone, tab] {
        assert_eq!(script.agent_state(conn).state, AgentState::Ready);
    }
    let late = script.opens(Speaker::Tab, id("ABC123"), Some("b"));
    script.hears_set(late);
    script.hears_status(late);
    script.is_shown_the_work(late);
    script.ends();
}

#[test]
fn a_tab_of_a_user_by_name_stands_beside_where_a_name_is_enough() {
    let mut script = Script::with(9_999, |settings| Settings { accepts_unproven: true, ..settings });
    let named = || Some(Identity::None(UserName::parse("AGENT1").unwrap()));
    let early = script.opens(Speaker::Tab, named(), Some("b"));
    script.ends();
    let softphone = script.opens(Speaker::Softphone, named(), Some("b"));
    assert!(script.hears_set(softphone).success);
    script.attaches();
    assert!(script.hears_set(early).success);
    script.hears_status(early);
    script.input(Input::Closed { conn: softphone });
    script.asks(early, None, take_over());
    script.has_taken_over(early);
    assert!(script.hears_set(early).success);
    script.hears_status(early);
    script.ends();
}

#[test]
fn a_tab_that_asks_to_sign_on_beside_its_softphone_is_signed_on_and_stays_a_tab() {
    let mut script = Script::new();
    let softphone = script.softphone(Some("b"));
    let tab = script.tab(Some("b"));
    script.asks(tab, Some("3"), set(ID));
    assert!(script.hears_set(tab).success);
    script.hears_status(tab);
    script.asks(softphone, None, clear());
    script.detaches("5051");
    assert!(matches!(script.hears(softphone).1, FromConnector::LoginIdCleared(_)));
    script.hears_status(softphone);
    script.is_cleared(tab);
    script.ends();
}

#[test]
fn a_tab_of_the_same_browser_takes_over_and_the_other_tabs_stay() {
    let mut script = Script::new();
    let softphone = script.softphone(Some("b"));
    let (second, third) = (script.tab(Some("b")), script.tab(Some("b")));
    script.asks(second, Some("1"), take_over());
    script.has_taken_over(second);
    script.is_superseded(softphone);
    assert!(script.hears_set(second).success);
    script.hears_status(second);
    script.ends();
    script.input(Input::Closed { conn: second });
    script.asks(third, Some("1"), take_over());
    script.has_taken_over(third);
    assert!(script.hears_set(third).success);
    script.hears_status(third);
    script.ends();
}

#[test]
fn another_browser_takes_the_session_from_the_softphone_and_from_its_tabs() {
    for (own, other) in [(Some("b"), Some("c")), (Some("b"), None), (None, None)] {
        let mut script = Script::new();
        let softphone = script.softphone(own);
        let tab = script.tab(own);
        let foreign = script.opens(Speaker::Softphone, id(ID), other);
        assert_eq!(script.hears_refusal(foreign), ErrorCode::SessionElsewhere);
        script.asks(foreign, None, take_over());
        script.has_taken_over(foreign);
        script.is_superseded(softphone);
        assert!(script.hears_set(foreign).success);
        script.hears_status(foreign);
        script.is_superseded(tab);
        script.ends();
    }
}

#[test]
fn another_browser_that_continues_a_held_session_takes_it_from_the_tabs() {
    let mut script = Script::new();
    let softphone = script.softphone(Some("b"));
    let tab = script.tab(Some("b"));
    script.input(Input::Closed { conn: softphone });
    let foreign = script.opens(Speaker::Softphone, id(ID), Some("c"));
    assert!(script.hears_set(foreign).success);
    script.hears_status(foreign);
    script.is_superseded(tab);
    script.ends();
}

#[test]
fn a_softphone_that_comes_back_keeps_its_tabs() {
    let mut script = Script::new();
    let conn = script.connects();
    script.asks(conn, None, window(Speaker::Softphone, None, Some("b")));
    let resume = script.hears_registered(conn).resume;
    script.asks(conn, None, set(ID));
    script.hears_set(conn);
    script.attaches();
    let tab = script.tab(Some("b"));
    script.input(Input::Closed { conn });
    let back = script.connects();
    script.asks(back, None, ToConnector::Register(register(None, resume.clone())));
    assert!(script.hears_registered(back).resumed);
    assert!(script.hears_set(back).success);
    script.hears_status(back);
    script.ends();
    script.asks(tab, None, take_over());
    script.has_taken_over(tab);
    script.is_superseded(back);
}

#[test]
fn a_tab_resumes_nothing_and_takes_no_answers_of_another_page() {
    let mut script = Script::new();
    let conn = script.connects();
    script.asks(conn, None, window(Speaker::Softphone, None, Some("b")));
    let resume = script.hears_registered(conn).resume;
    script.asks(conn, Some("1"), set(ID));
    script.hears_set(conn);
    script.attaches();
    script.input(Input::Closed { conn });
    let tab = script.connects();
    let tab_again = Register { speaker: Some(Speaker::Tab), ..register(id(ID), resume) };
    script.asks(tab, None, ToConnector::Register(tab_again));
    assert!(!script.hears_registered(tab).resumed);
    script.hears_set(tab);
    script.hears_status(tab);
    script.asks(tab, None, take_over());
    script.has_taken_over(tab);
    script.hears_set(tab);
    script.hears_status(tab);
    script.asks(tab, Some("1"), clear());
    script.detaches("5051");
    assert!(matches!(script.hears(tab).1, FromConnector::LoginIdCleared(_)));
}

#[test]
fn a_tab_signs_on_by_taking_over_where_nobody_is_signed_on() {
    let mut script = Script::new();
    let tab = script.opens(Speaker::Tab, id(ID), Some("b"));
    let other = script.opens(Speaker::Tab, id(ID), Some("b"));
    script.asks(tab, None, take_over());
    script.has_taken_over(tab);
    assert!(script.hears_set(tab).success);
    script.attaches();
    assert!(script.hears_set(other).success);
    script.hears_status(other);
    script.ends();
}

#[test]
fn a_tab_signs_everybody_off_and_all_stay_connected() {
    let mut script = Script::new();
    let softphone = script.softphone(Some("b"));
    let (second, third) = (script.tab(Some("b")), script.tab(Some("b")));
    script.asks(second, Some("9"), clear());
    script.detaches("5051");
    assert!(matches!(script.hears(second).1, FromConnector::LoginIdCleared(outcome) if outcome.success));
    assert_eq!(script.hears_status(second), LinkStatus::Unlinked);
    script.is_cleared(softphone);
    script.is_cleared(third);
    script.ends();
    script.asks(softphone, None, set(ID));
    assert!(script.hears_set(softphone).success);
    script.attaches();
    for tab in [second, third] {
        assert!(script.hears_set(tab).success);
        script.hears_status(tab);
    }
    script.ends();
}

#[test]
fn tabs_hear_that_the_grace_period_is_over() {
    let mut script = Script::new();
    let softphone = script.softphone(Some("b"));
    let tab = script.tab(Some("b"));
    script.input(Input::Closed { conn: softphone });
    script.pass(120_000, &[tab]);
    script.detaches("5051");
    script.is_cleared(tab);
    script.ends();
}

#[test]
fn tabs_are_signed_off_by_an_administrator_with_their_softphone() {
    let mut script = Script::new();
    let softphone = script.softphone(Some("b"));
    let tab = script.tab(Some("b"));
    script.users.remove(0);
    script.reload();
    script.detaches("5051");
    for conn in [softphone, tab] {
        assert_eq!(script.hears_error(conn), ErrorCode::SignedOff);
        assert_eq!(script.is_closed(conn).0, CloseCode::SignedOff);
    }
    script.ends();
}

#[test]
fn a_tab_of_an_unknown_id_waits_for_it_beside_nobody() {
    let mut script = Script::new();
    let tab = script.opens_unknown("NEWID");
    script.users.push(user(3, "5069", Some("NEWID")));
    script.reload();
    script.ends();
    let softphone = script.opens(Speaker::Softphone, id("NEWID"), Some("b"));
    assert!(script.hears_set(softphone).success);
    script.attaches();
    assert!(script.hears_set(tab).success);
    script.hears_status(tab);
    script.ends();
}

#[test]
fn a_tab_whose_id_is_taken_away_hears_nothing_of_the_next_session() {
    let mut script = Script::new();
    let tab = script.opens(Speaker::Tab, id(ID), Some("b"));
    script.users[0] = user(1, "5051", Some("CHANGED"));
    script.reload();
    assert_eq!(script.hears_refusal(tab), ErrorCode::LoginIdUnknown);
    script.signs_on("CHANGED");
    script.ends();
    script.asks(tab, None, take_over());
    match script.hears(tab).1 {
        FromConnector::TakenOver(outcome) => assert_eq!(outcome.code, Some(ErrorCode::NotPermitted)),
        other => panic!("{other:?}"),
    }
}

#[test]
fn who_is_refused_hears_where_the_session_lives_and_since_when() {
    let mut script = Script::new();
    script.now = Tick(5);
    let conn = script.connects();
    let url = PageUrl::parse("https://org.example.com/phone").unwrap();
    script.asks(conn, None, ToConnector::Register(Register { url: url.clone(), ..register(None, None) }));
    script.hears_registered(conn);
    script.asks(conn, None, set(ID));
    script.hears_set(conn);
    script.attaches();
    script.now = Tick(50);
    let second = script.registers();
    script.asks(second, None, set(ID));
    let refused = script.hears_set(second);
    let elsewhere = refused.elsewhere.unwrap();
    assert_eq!((elsewhere.url, elsewhere.since), (url, 1_000_005));
}

#[test]
fn a_heartbeat_tells_how_long_the_answer_to_the_one_before_took() {
    let mut script = Script::new();
    let conn = script.registers();
    let beat = |script: &mut Script, answered_after: Option<u64>| {
        script.now = script.core.poll_timeout().unwrap();
        script.core.handle_timeout(script.now);
        script.gather();
        let FromConnector::Heartbeat(beat) = script.hears(conn).1 else { panic!("a heartbeat is due") };
        if let Some(after) = answered_after {
            script.now = script.now.after(after);
            script.asks(conn, None, ToConnector::Heartbeat(beat.clone()));
        }
        beat
    };
    assert_eq!(beat(&mut script, Some(23)).round_trip_ms, None);
    let second = beat(&mut script, None);
    assert_eq!(second.round_trip_ms, Some(23));
    assert_eq!(beat(&mut script, None).round_trip_ms, None, "the second was not answered");
    script.asks(conn, None, ToConnector::Heartbeat(Heartbeat { round_trip_ms: None, ..second }));
    assert_eq!(beat(&mut script, None).round_trip_ms, None, "an answer to an earlier one measures nothing");
}

impl Script {
    fn softphone_of(&mut self, text: &str) -> ConnId {
        let conn = self.opens(Speaker::Softphone, id(text), Some("b"));
        assert!(self.hears_set(conn).success);
        self.attaches();
        conn
    }

    fn opens_unknown(&mut self, text: &str) -> ConnId {
        let conn = self.opens(Speaker::Tab, id(text), Some("b"));
        self.keeps_failure();
        self.keeps_failure();
        assert_eq!(self.hears_refusal(conn), ErrorCode::LoginIdUnknown);
        conn
    }
}
