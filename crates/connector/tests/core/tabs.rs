//! Windows of one browser: each is told the same and asks as much, and whichever is gone, another has the session.

use hookswitch_connector::core::{ConnId, Input, Role, StationEvent};
use hookswitch_protocol::{
    CloseCode, ErrorCode, LoginIdText, Tick,
    channels::Request,
    cisco::{ToConnector as ToCti, agent::AgentState},
    connector::{FromConnector, Heartbeat, Identity, LinkStatus, Register, ToConnector},
    ids::{BrowserId, PageUrl},
    values::NoPayload,
};

use crate::cti;
use crate::script::*;

fn id(text: &str) -> Option<Identity> {
    Some(Identity::LoginId(LoginIdText::new(text)))
}

fn window(identity: Option<Identity>, browser: Option<&str>) -> Register {
    Register { browser: browser.map(|browser| BrowserId::parse(browser).unwrap()), ..register(identity, None) }
}

impl Script {
    fn opens(&mut self, text: &str, browser: Option<&str>) -> ConnId {
        let conn = self.connects();
        self.asks(conn, None, ToConnector::Register(window(id(text), browser)));
        assert!(self.hears_registered(conn).success);
        conn
    }

    /// The first window: it signs on.
    fn softphone(&mut self, browser: Option<&str>) -> ConnId {
        let conn = self.opens(ID, browser);
        assert!(self.hears_set(conn).success);
        self.attaches();
        conn
    }

    /// Another window: it joins.
    fn joins(&mut self, browser: &str) -> ConnId {
        let conn = self.opens(ID, Some(browser));
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

    fn is_cleared(&mut self, conn: ConnId) {
        assert!(matches!(self.hears(conn), (None, FromConnector::LoginIdCleared(outcome)) if outcome.success));
        assert_eq!(self.hears_status(conn), LinkStatus::Unlinked);
    }

    fn holder(&self) -> Option<ConnId> {
        self.core.sessions().next().and_then(|session| session.conn)
    }
}

#[test]
fn another_window_of_the_browser_joins_and_is_told_what_the_first_is_told() {
    let mut script = Script::new();
    let first = script.softphone(Some("b"));
    let second = script.joins("b");
    script.input(Input::Station(StationEvent::Up(extension("5051"))));
    for conn in [first, second] {
        assert_eq!(script.hears_status(conn), LinkStatus::Linked);
    }
    assert_eq!(script.holder(), Some(first));
    script.asks(second, Some("3"), set(ID));
    assert!(script.hears_set(second).success);
    assert_eq!(script.hears_status(second), LinkStatus::Linked);
    script.asks(second, None, take_over());
    script.has_taken_over(second);
    script.hears_status(second);
    assert_eq!(script.holder(), Some(first), "it is here already");
    script.ends();
}

#[test]
fn a_window_asks_as_the_agent_and_all_windows_hear_what_becomes_of_it() {
    let mut script = cti::script();
    let first = script.opens("ABC123", Some("b"));
    script.hears_set(first);
    script.attaches();
    let second = script.opens("ABC123", Some("b"));
    script.hears_set(second);
    script.hears_status(second);
    script.users[2].cti = cti::agent(3, "5064", "third", Role::Agent).cti;
    script.reload();
    script.tries(second, "third", "5064", true);
    for _ in 0..15 {
        script.cti(second);
    }
    script.is_shown_the_work(first);
    script.asks(second, None, Request::Cisco(ToCti::SetReadyState(NoPayload)));
    script.offers();
    for conn in [first, second] {
        assert_eq!(script.agent_state(conn).state, AgentState::Ready);
    }
    let late = script.opens("ABC123", Some("b"));
    script.hears_set(late);
    script.hears_status(late);
    script.is_shown_the_work(late);
}

#[test]
fn whichever_window_is_gone_another_has_the_session_at_once() {
    let mut script = Script::new();
    let first = script.softphone(Some("b"));
    let (second, third) = (script.joins("b"), script.joins("b"));
    script.input(Input::Closed { conn: second });
    assert_eq!(script.holder(), Some(first));
    script.input(Input::Closed { conn: first });
    assert_eq!(script.holder(), Some(third));
    script.pass(200_000, &[third]);
    assert_eq!(script.holder(), Some(third), "it is not held while there is a window");
    script.input(Input::Closed { conn: third });
    script.pass(119_999, &[]);
    script.ends();
    script.pass(1, &[]);
    script.detaches("5051");
    script.ends();
}

#[test]
fn another_browser_takes_the_session_from_every_window() {
    for other in [Some("c"), None] {
        let mut script = Script::new();
        let first = script.softphone(Some("b"));
        let second = script.joins("b");
        let foreign = script.opens(ID, other);
        assert_eq!(script.hears_refusal(foreign), ErrorCode::SessionElsewhere);
        let late = script.opens(ID, other);
        assert_eq!(script.hears_refusal(late), ErrorCode::SessionElsewhere);
        script.asks(foreign, None, take_over());
        script.has_taken_over(foreign);
        script.is_superseded(first);
        script.is_superseded(second);
        assert!(script.hears_set(foreign).success);
        script.hears_status(foreign);
        if other.is_some() {
            // Refused as well, and in that browser.
            assert!(script.hears_set(late).success);
            script.hears_status(late);
        }
        script.ends();
    }
}

#[test]
fn without_a_browser_a_window_is_one_of_its_own() {
    let mut script = Script::new();
    script.softphone(None);
    let second = script.opens(ID, None);
    assert_eq!(script.hears_refusal(second), ErrorCode::SessionElsewhere);
    script.ends();
}

#[test]
fn a_window_that_comes_back_keeps_the_others() {
    let mut script = Script::new();
    let first = script.connects();
    script.asks(first, None, ToConnector::Register(window(None, Some("b"))));
    let resume = script.hears_registered(first).resume;
    script.asks(first, None, set(ID));
    script.hears_set(first);
    script.attaches();
    let second = script.joins("b");
    let back = script.connects();
    script.asks(back, None, ToConnector::Register(Register { resume, ..window(None, Some("b")) }));
    assert!(script.hears_registered(back).resumed);
    assert!(script.hears_set(back).success);
    script.hears_status(back);
    script.ends();
    assert_eq!(script.holder(), Some(back));
    script.input(Input::Closed { conn: back });
    assert!([Some(first), Some(second)].contains(&script.holder()));
}

#[test]
fn what_a_window_was_answered_that_is_gone_is_answered_again() {
    let mut script = Script::new();
    let first = script.softphone(Some("b"));
    let second = script.joins("b");
    script.asks(first, Some("mine"), set(ID));
    script.hears_set(first);
    script.hears_status(first);
    script.input(Input::Closed { conn: first });
    script.asks(second, Some("mine"), set(ID));
    let (id, answer) = script.hears(second);
    assert!(id.is_some() && matches!(answer, FromConnector::LoginIdSet(set) if set.success));
    script.ends();
}

#[test]
fn a_window_signs_everybody_off_and_all_stay_connected() {
    let mut script = Script::new();
    let first = script.softphone(Some("b"));
    let (second, third) = (script.joins("b"), script.joins("b"));
    script.asks(second, Some("9"), clear());
    script.detaches("5051");
    assert!(matches!(script.hears(second).1, FromConnector::LoginIdCleared(outcome) if outcome.success));
    assert_eq!(script.hears_status(second), LinkStatus::Unlinked);
    script.is_cleared(first);
    script.is_cleared(third);
    script.ends();
    script.asks(third, None, set(ID));
    assert!(script.hears_set(third).success);
    script.attaches();
    script.asks(first, None, set(ID));
    assert!(script.hears_set(first).success);
    script.hears_status(first);
    script.ends();
}

#[test]
fn every_window_is_signed_off_by_an_administrator() {
    for is_removed in [true, false] {
        let mut script = Script::new();
        let first = script.softphone(Some("b"));
        let second = script.joins("b");
        if is_removed {
            script.users.remove(0);
        } else {
            script.users[0] = user(1, "5051", Some("CHANGED"));
        }
        script.reload();
        script.detaches("5051");
        for conn in [first, second] {
            assert_eq!(script.hears_error(conn), ErrorCode::SignedOff);
            assert_eq!(script.is_closed(conn).0, CloseCode::SignedOff);
        }
        script.ends();
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
