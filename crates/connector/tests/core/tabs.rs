//! Tabs of one browser, beside the one that is the softphone.

use hookswitch_connector::core::{ConnId, Input, Role, Settings, StationEvent};
use hookswitch_protocol::{
    CloseCode, ErrorCode, LoginIdText, Tick,
    channels::Request,
    cisco::{ToConnector as ToCti, agent::AgentState},
    connector::{FromConnector, Heartbeat, Identity, LinkStatus, Register, ToConnector},
    ids::{BrowserId, PageUrl, UserName},
    values::NoPayload,
};

use crate::cti;
use crate::script::*;

fn id(text: &str) -> Option<Identity> {
    Some(Identity::LoginId(LoginIdText::new(text)))
}

fn window(identity: Option<Identity>, browser: Option<&str>) -> ToConnector {
    let browser = browser.map(|browser| BrowserId::parse(browser).unwrap());
    ToConnector::Register(Register { browser, ..register(identity, None) })
}

impl Script {
    fn opens(&mut self, identity: Option<Identity>, browser: Option<&str>) -> ConnId {
        let conn = self.connects();
        self.asks(conn, None, window(identity, browser));
        let registered = self.hears_registered(conn);
        assert!(registered.success);
        conn
    }

    fn softphone(&mut self, browser: Option<&str>) -> ConnId {
        let conn = self.opens(id(ID), browser);
        assert!(self.hears_set(conn).success);
        self.attaches();
        conn
    }

    fn tab(&mut self, browser: Option<&str>) -> ConnId {
        let conn = self.opens(id(ID), browser);
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
fn a_tab_joins_the_session_of_its_browser_and_is_told_what_the_first_one_is_told() {
    let mut script = Script::new();
    let first = script.softphone(Some("b"));
    let second = script.tab(Some("b"));
    script.input(Input::Station(StationEvent::Up(extension("5051"))));
    for conn in [first, second] {
        assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    }
    script.ends();
}

#[test]
fn a_tab_asks_as_the_agent_and_all_windows_hear_what_becomes_of_it() {
    let mut script = cti::script();
    let first = script.softphone_of("ABC123");
    let tab = script.opens(id("ABC123"), Some("b"));
    script.hears_set(tab);
    script.hears_status(tab);
    script.users[2].cti = cti::agent(3, "5064", "third", Role::Agent).cti;
    script.reload();
    script.tries(tab, "third", "5064", true);
    for _ in 0..15 {
        script.cti(tab);
    }
    script.is_shown_the_work(first);
    script.asks(tab, None, Request::Cisco(ToCti::SetReadyState(NoPayload)));
    script.offers();
    for conn in [first, tab] {
        assert_eq!(script.agent_state(conn).state, AgentState::Ready);
    }
    let late = script.opens(id("ABC123"), Some("b"));
    script.hears_set(late);
    script.hears_status(late);
    script.is_shown_the_work(late);
    script.ends();
}

#[test]
fn a_user_by_name_has_tabs_too() {
    let mut script = Script::with(9_999, |settings| Settings { accepts_unproven: true, ..settings });
    let named = || Some(Identity::None(UserName::parse("AGENT1").unwrap()));
    let first = script.opens(named(), Some("b"));
    assert!(script.hears_set(first).success);
    script.attaches();
    let second = script.opens(named(), Some("b"));
    assert!(script.hears_set(second).success);
    script.hears_status(second);
    script.ends();
}

#[test]
fn whichever_window_is_gone_another_has_the_session_at_once_and_it_is_held_only_after_the_last() {
    let mut script = Script::new();
    let windows = [script.softphone(Some("b")), script.tab(Some("b")), script.tab(Some("b"))];
    for (at, gone) in windows.into_iter().enumerate() {
        assert_eq!(script.core.figures().sessions_held, 0);
        script.input(Input::Closed { conn: gone });
        let left = windows.get(at + 1);
        assert_eq!(script.core.sessions().next().unwrap().conn, left.copied());
    }
    assert_eq!(script.core.figures().sessions_held, 1);
    script.ends();
    script.pass(120_000, &[]);
    script.detaches("5051");
    script.ends();
}

#[test]
fn what_a_window_that_is_gone_was_answered_is_not_done_again_for_another() {
    let mut script = Script::new();
    let first = script.softphone(Some("b"));
    let second = script.tab(Some("b"));
    script.asks(first, Some("page-7"), set(ID));
    let answer = script.hears_set(first);
    script.hears_status(first);
    script.input(Input::Closed { conn: first });
    let back = script.tab(Some("b"));
    script.asks(back, Some("page-7"), set(ID));
    assert_eq!(script.hears(back).1, FromConnector::LoginIdSet(answer));
    script.asks(second, Some("page-7"), set(ID));
    script.hears_set(second);
    // No line follows: nothing was done.
    script.ends();
}

#[test]
fn a_tab_that_asks_for_the_session_of_its_browser_has_it_already() {
    let mut script = Script::new();
    let first = script.softphone(Some("b"));
    let second = script.tab(Some("b"));
    for (conn, [one, other]) in [(first, ["a-1", "a-2"]), (second, ["b-1", "b-2"])] {
        script.asks(conn, Some(one), take_over());
        script.has_taken_over(conn);
        script.hears_status(conn);
        script.asks(conn, Some(other), set(ID));
        assert!(script.hears_set(conn).success);
        script.hears_status(conn);
    }
    script.ends();
}

#[test]
fn another_browser_takes_the_session_from_all_windows() {
    for (own, other) in [(Some("b"), Some("c")), (Some("b"), None)] {
        let mut script = Script::new();
        let windows = [script.softphone(own), script.tab(own)];
        let foreign = script.opens(id(ID), other);
        assert_eq!(script.hears_refusal(foreign), ErrorCode::SessionElsewhere);
        script.asks(foreign, None, take_over());
        script.has_taken_over(foreign);
        windows.into_iter().for_each(|conn| script.is_superseded(conn));
        assert!(script.hears_set(foreign).success);
        script.hears_status(foreign);
        script.ends();
    }
}

#[test]
fn a_softphone_that_names_no_browser_is_one_of_its_own() {
    let mut script = Script::new();
    script.softphone(None);
    let second = script.opens(id(ID), None);
    assert_eq!(script.hears_refusal(second), ErrorCode::SessionElsewhere);
}

#[test]
fn tabs_that_were_refused_are_windows_once_their_browser_has_the_session() {
    let mut script = Script::new();
    let other = script.softphone(Some("b"));
    let [first, second] = [(); 2].map(|()| {
        let conn = script.opens(id(ID), Some("c"));
        assert_eq!(script.hears_refusal(conn), ErrorCode::SessionElsewhere);
        conn
    });
    script.asks(first, None, take_over());
    script.has_taken_over(first);
    script.is_superseded(other);
    for conn in [first, second] {
        assert!(script.hears_set(conn).success);
        script.hears_status(conn);
    }
    script.ends();
    script.input(Input::Closed { conn: first });
    assert_eq!(script.core.sessions().next().unwrap().conn, Some(second));
}

#[test]
fn a_token_of_the_same_browser_moves_the_session_and_the_window_that_had_it_stays() {
    let mut script = Script::new();
    let conn = script.connects();
    script.asks(conn, None, window(None, Some("b")));
    let resume = script.hears_registered(conn).resume;
    script.asks(conn, None, set(ID));
    script.hears_set(conn);
    script.attaches();
    let copy = script.connects();
    let browser = BrowserId::parse("b");
    script.asks(copy, None, ToConnector::Register(Register { browser, ..register(None, resume) }));
    assert!(script.hears_registered(copy).resumed);
    assert!(script.hears_set(copy).success);
    script.hears_status(copy);
    script.ends();
    assert_eq!(script.core.sessions().next().unwrap().conn, Some(copy));
    script.input(Input::Closed { conn: copy });
    assert_eq!(script.core.sessions().next().unwrap().conn, Some(conn));
}

#[test]
fn one_tab_signs_everybody_off_and_all_stay_connected() {
    let mut script = Script::new();
    let first = script.softphone(Some("b"));
    let (second, third) = (script.tab(Some("b")), script.tab(Some("b")));
    script.asks(second, Some("9"), clear());
    script.detaches("5051");
    assert!(matches!(script.hears(second).1, FromConnector::LoginIdCleared(outcome) if outcome.success));
    assert_eq!(script.hears_status(second), LinkStatus::Unlinked);
    script.is_cleared(first);
    script.is_cleared(third);
    script.asks(first, None, set(ID));
    assert!(script.hears_set(first).success);
    script.attaches();
    script.ends();
}

#[test]
fn tabs_are_signed_off_by_an_administrator_with_the_one_that_holds_the_session() {
    let mut script = Script::new();
    let windows = [script.softphone(Some("b")), script.tab(Some("b"))];
    script.users.remove(0);
    script.reload();
    script.detaches("5051");
    for conn in windows {
        assert_eq!(script.hears_error(conn), ErrorCode::SignedOff);
        assert_eq!(script.is_closed(conn).0, CloseCode::SignedOff);
    }
    script.ends();
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
        let conn = self.opens(id(text), Some("b"));
        assert!(self.hears_set(conn).success);
        self.attaches();
        conn
    }
}
