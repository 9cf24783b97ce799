//! The driver against a shell that only writes down what it is asked.
#![cfg(not(target_arch = "wasm32"))]
#![allow(clippy::unwrap_used, reason = "a test stops where something is missing")]

use std::{
    cell::{Cell, RefCell},
    rc::{Rc, Weak},
};

use hookswitch::{
    driver::{Driver, Shell},
    ports::socket::SocketEvent,
};
use hookswitch_protocol::{
    LoginId, ReplyTo, Tick,
    center::LogOn,
    connector::Channel,
    ids::{CredentialText, PageUrl, ResumeToken, SourceName, TabId},
    salesforce::Asked,
};
use hookswitch_session::{ConnId, Endpoint, Input, PageOrigin, Profile, Session, State, Who};

/// What the shell was asked, in order; what it does in between, on demand.
#[derive(Default)]
struct Diary {
    asked: RefCell<Vec<String>>,
    now: Cell<u64>,
    armed: Cell<Option<Tick>>,
    /// Whether a socket refuses at once, as a browser does with an address it does not like.
    refuses: Cell<bool>,
    driver: RefCell<Weak<Driver<Shared>>>,
}

struct Shared(Rc<Diary>);

impl Diary {
    fn note(&self, what: String) {
        self.asked.borrow_mut().push(what);
    }

    fn take(&self) -> Vec<String> {
        self.asked.take()
    }
}

impl Shell for Shared {
    fn now(&self) -> Tick {
        Tick(self.0.now.get())
    }

    fn open(&self, conn: ConnId, endpoint: &Endpoint) {
        self.0.note(format!("open {} {}", conn.0, endpoint.as_str()));
        if self.0.refuses.get() {
            let driver = self.0.driver.borrow().upgrade().unwrap();
            driver.heard(conn, SocketEvent::Closed { code: 1006, reason: String::new() });
            self.0.note("refused".to_owned());
        }
    }

    fn send(&self, conn: ConnId, text: &str) {
        let kind = ["Register", "SetLoginId", "ClearLoginId", "Heartbeat"].into_iter().find(|kind| text.contains(kind));
        self.0.note(format!("send {} {}", conn.0, kind.unwrap_or(text)));
    }

    fn close(&self, conn: ConnId, code: u16) {
        self.0.note(format!("close {} {code}", conn.0));
    }

    fn keep_login_id(&self, id: Option<&LoginId>) {
        self.0.note(format!("keep id {}", id.is_some()));
    }

    fn keep_resume(&self, token: Option<&ResumeToken>) {
        self.0.note(format!("keep resume {}", token.is_some()));
    }

    fn keep_log_on(&self, _: Option<&LogOn>) {}

    fn keep_saved(&self, _: Option<&LogOn>) {}
    fn drop_saved(&self, _: &CredentialText) {}

    fn arm(&self, at: Option<Tick>) {
        self.0.armed.set(at);
    }

    fn vouch(&self, _: ConnId) {}

    fn act_in_crm(&self, _: ReplyTo, _: Asked) {}

    fn changed(&self) {
        self.0.note("changed".to_owned());
    }
}

fn driver() -> (Rc<Driver<Shared>>, Rc<Diary>) {
    let page = PageOrigin { is_secure: false, host: "host" };
    let profile = Profile {
        endpoints: Endpoint::parse_all("/ws", page),
        browser: None,
        channels: vec![Channel::Connector],
        source: SourceName::default(),
        url: PageUrl::default(),
        tab: TabId::default(),
    };
    let diary = Rc::new(Diary::default());
    let driver = Rc::new(Driver::new(Session::new(profile, 7), Shared(diary.clone())));
    diary.driver.replace(Rc::downgrade(&driver));
    (driver, diary)
}

fn id() -> LoginId {
    LoginId::parse("DEMO0000000000005051").unwrap()
}

const REGISTERED: &str = r#"{"channel":"Connector","topic":"Registration","subtopic":"Register","source":"t","data":{
    "subscriberID":"1","Success":true,"resumed":false,"resume":"TOKEN1","heartbeatSeconds":5,"graceSeconds":120,
    "reconnectWindowMs":10,"serverTime":1,"server":"test"}}"#;

#[test]
fn effects_are_done_in_their_order_and_the_change_is_told_after_them() {
    let (driver, diary) = driver();
    driver.feed(Input::SignOn(id()));
    assert_eq!(diary.take(), ["keep id true", "open 1 ws://host/ws", "changed"]);
    driver.heard(ConnId(1), SocketEvent::Opened);
    assert_eq!(diary.take(), ["send 1 Register", "changed"]);
    driver.heard(ConnId(1), SocketEvent::Text(REGISTERED.to_owned()));
    assert_eq!(diary.take(), ["keep resume true", "changed"]);
}

#[test]
fn what_happens_while_effects_are_done_is_worked_off_after_them_and_told_once() {
    let (driver, diary) = driver();
    diary.refuses.set(true);
    driver.feed(Input::SignOn(id()));
    assert_eq!(diary.take(), ["keep id true", "open 1 ws://host/ws", "refused", "changed"]);
    assert!(driver.read(|session| matches!(session.state(), State::Waiting { .. })));
}

#[test]
fn what_comes_in_while_the_session_is_read_is_worked_off_at_once_after_it() {
    let (driver, diary) = driver();
    driver.read(|_| {
        driver.feed(Input::SignOn(id()));
        assert!(diary.take().is_empty());
    });
    assert_eq!(diary.take(), ["keep id true", "open 1 ws://host/ws", "changed"]);
}

#[test]
fn the_one_timer_follows_the_session_and_stops_with_it() {
    let (driver, diary) = driver();
    driver.feed(Input::Start { who: Ok(Some(Who::OwnId(id()))), resume: None });
    assert_eq!(diary.armed.get(), Some(Tick(10_000)));
    // Early, as browsers with many timers are: nothing happens, and the timer is set again.
    driver.wake();
    assert_eq!((diary.armed.get(), diary.take().len()), (Some(Tick(10_000)), 3));
    diary.now.set(10_000);
    driver.wake();
    assert_eq!(diary.take(), ["close 1 1000", "changed"]);
    assert!(diary.armed.get().is_some());
    driver.feed(Input::Unmount);
    assert_eq!(diary.armed.get(), None);
}

#[test]
fn a_frame_that_is_none_reaches_the_session_as_one() {
    let (driver, diary) = driver();
    for event in [SocketEvent::Text("<html>".to_owned()), SocketEvent::Binary] {
        driver.feed(Input::SignOn(id()));
        let conn = driver.read(|session| session.state().conn()).unwrap();
        diary.take();
        // Before the registration is answered it means that this is no connector.
        driver.heard(conn, event);
        assert_eq!(diary.take(), [format!("close {} 1000", conn.0), "changed".to_owned()]);
        driver.feed(Input::Forget);
    }
}

#[test]
fn what_a_socket_says_after_another_took_its_place_changes_nothing() {
    let (driver, diary) = driver();
    driver.feed(Input::SignOn(id()));
    driver.feed(Input::Reconnect);
    diary.take();
    driver.heard(ConnId(1), SocketEvent::Opened);
    assert_eq!(diary.take(), ["changed"]);
    driver.heard(ConnId(2), SocketEvent::Opened);
    assert_eq!(diary.take(), ["send 2 Register", "changed"]);
}
