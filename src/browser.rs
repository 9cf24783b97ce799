//! The browser as a session's [`Shell`].

use std::{
    cell::{Cell, OnceCell, RefCell},
    rc::{Rc, Weak},
};

use hookswitch_protocol::{
    LoginId, ReplyTo, Tick,
    center::LogOn,
    ids::{CredentialText, Jwt, ResumeToken},
    salesforce::Asked,
};
use hookswitch_session::{ConnId, Endpoint, Input};
use yew::Callback;

use crate::{
    crm,
    driver::{Driver, Shell},
    keep::Keep,
    log_on,
    ports::{
        clock::{self, Timer},
        socket::{ABNORMAL, Socket, SocketEvent},
        tabs::{TabEvent, Tabs},
    },
    tabs,
};

/// Socket, timer and storage of one softphone.
pub struct Browser {
    driver: Weak<Driver<Self>>,
    keep: Keep,
    changed: OnceCell<Callback<()>>,
    /// Set once, when the page begins.
    tabs: OnceCell<Tabs>,
    socket: RefCell<Option<(ConnId, Socket)>>,
    timer: RefCell<Option<Timer>>,
    crm: Weak<crm::Desk>,
    /// The attempt for which the org is to vouch.
    vouched: Cell<Option<ConnId>>,
}

impl Browser {
    /// A browser that calls back into `driver`, inside a CRM or not.
    #[must_use]
    pub fn new(driver: Weak<Driver<Self>>, keep: Keep, crm: Option<&Rc<crm::Desk>>) -> Self {
        Self {
            driver,
            crm: crm.map(Rc::downgrade).unwrap_or_default(),
            vouched: Cell::new(None),
            keep,
            changed: OnceCell::new(),
            tabs: OnceCell::new(),
            socket: RefCell::default(),
            timer: RefCell::default(),
        }
    }

    /// From now on `changed` is told that the session may have changed.
    pub fn tell(&self, changed: Callback<()>) {
        // There is one who draws.
        let _ = self.changed.set(changed);
    }

    /// Joins the other tabs of this softphone.
    pub fn join(&self, tell: impl Fn(TabEvent) + Clone + 'static) {
        // There is one who joins.
        let _ = self.tabs.set(Tabs::join(self.keep.name(), tell));
    }

    /// Tells the other tabs something.
    pub fn say(&self, text: &str) {
        if let Some(tabs) = self.tabs.get() {
            tabs.say(text);
        }
    }

    /// What this softphone keeps.
    #[must_use]
    pub const fn keep(&self) -> &Keep {
        &self.keep
    }

    /// The org vouches with this, or does not.
    pub fn vouched_with(&self, token: Option<Jwt>) {
        if let (Some(conn), Some(driver)) = (self.vouched.take(), self.driver.upgrade()) {
            driver.feed(Input::Vouched(conn, token));
        }
    }

    fn let_go(&self, conn: ConnId) -> Option<Socket> {
        let mut socket = self.socket.borrow_mut();
        socket.take_if(|(present, _)| *present == conn).map(|(_, socket)| socket)
    }
}

impl Shell for Browser {
    fn now(&self) -> Tick {
        Tick(clock::now_ms())
    }

    fn open(&self, conn: ConnId, endpoint: &Endpoint) {
        let driver = self.driver.clone();
        let tell = move |event| {
            if let Some(driver) = driver.upgrade() {
                let ended = match event {
                    SocketEvent::Closed { .. } => driver.shell().let_go(conn),
                    SocketEvent::Opened | SocketEvent::Text(_) | SocketEvent::Binary => None,
                };
                driver.heard(conn, event);
                drop(ended);
            }
        };
        match Socket::open(endpoint.as_str(), tell.clone()) {
            Ok(socket) => {
                self.socket.replace(Some((conn, socket)));
            }
            Err(_) => tell(SocketEvent::Closed { code: ABNORMAL, reason: String::new() }),
        }
    }

    fn send(&self, conn: ConnId, text: &str) {
        if let Some((_, socket)) = self.socket.borrow().as_ref().filter(|(present, _)| *present == conn) {
            socket.send(text);
        }
    }

    fn close(&self, conn: ConnId, code: u16) {
        if let Some(socket) = self.let_go(conn) {
            socket.close(code);
        }
    }

    fn keep_login_id(&self, id: Option<&LoginId>) {
        self.keep.keep_login_id(id);
        if id.is_some() {
            self.say(tabs::SIGNED_ON);
        }
    }

    fn keep_resume(&self, token: Option<&ResumeToken>) {
        self.keep.keep_resume(token);
    }

    fn keep_log_on(&self, log_on: Option<&LogOn>) {
        self.keep.keep_log_on(log_on);
        if let Some(log_on) = log_on {
            self.say(&log_on::written(log_on));
        }
    }

    fn keep_saved(&self, log_on: Option<&LogOn>) {
        self.keep.keep_saved(log_on);
    }

    fn drop_saved(&self, void: &CredentialText) {
        if self.keep.remembered().is_some_and(|kept| kept.saved_credential.as_ref() == Some(void)) {
            self.keep.keep_saved(None);
        }
    }

    fn arm(&self, at: Option<Tick>) {
        let timer = at.map(|at| {
            let driver = self.driver.clone();
            Timer::after(at.since(self.now()), move || {
                if let Some(driver) = driver.upgrade() {
                    driver.wake();
                }
            })
        });
        drop(self.timer.replace(timer));
    }

    fn vouch(&self, conn: ConnId) {
        self.vouched.set(Some(conn));
        match self.crm.upgrade() {
            Some(crm) => crm.feed(hookswitch_crm::Input::Vouch),
            None => self.vouched_with(None),
        }
    }

    fn act_in_crm(&self, reply_to: ReplyTo, asked: Asked) {
        if let Some(crm) = self.crm.upgrade() {
            crm.feed(hookswitch_crm::Input::App(reply_to, asked));
        }
    }

    fn changed(&self) {
        if let Some(changed) = self.changed.get() {
            changed.emit(());
        }
    }
}
