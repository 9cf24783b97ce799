//! Runs a session: inputs in, effects out in their order, one timer. What acts on the world is a [`Shell`].

use std::{cell::RefCell, collections::VecDeque};

use hookswitch_protocol::{
    Frame, LoginId, ReplyTo, Tick,
    center::LogOn,
    ids::{CredentialText, ResumeToken},
    salesforce::Asked,
};
use hookswitch_session::{ConnId, Effect, Endpoint, Input, Loss, Session};

use crate::ports::socket::SocketEvent;

/// The world as a session needs it. Nothing here calls back before it returns, except into [`Driver::feed`].
pub trait Shell {
    /// The present.
    fn now(&self) -> Tick;
    /// Opens a socket; what happens to it comes back through [`Driver::heard`].
    fn open(&self, conn: ConnId, endpoint: &Endpoint);
    /// Sends a text frame.
    fn send(&self, conn: ConnId, text: &str);
    /// Closes a socket; nothing of it comes back any more.
    fn close(&self, conn: ConnId, code: u16);
    /// Keeps the Login ID, or forgets it.
    fn keep_login_id(&self, id: Option<&LoginId>);
    /// Keeps the token that resumes the session, or forgets it.
    fn keep_resume(&self, token: Option<&ResumeToken>);
    /// Keeps who is logged on to a station for as long as the tab lives, or forgets it.
    fn keep_log_on(&self, log_on: Option<&LogOn>);
    /// Keeps what logs this browser on by itself, or forgets only what proves it.
    fn keep_saved(&self, log_on: Option<&LogOn>);
    /// Forgets what proves it, where it is this.
    fn drop_saved(&self, void: &CredentialText);
    /// Sets the one timer anew, or stops it; then [`Driver::wake`] is called.
    fn arm(&self, at: Option<Tick>);
    /// Gets what the org vouches with, for this attempt.
    fn vouch(&self, conn: ConnId);
    /// Does in the CRM what another app asks for.
    fn act_in_crm(&self, reply_to: ReplyTo, asked: Asked);
    /// The session may have changed.
    fn changed(&self);
}

/// A session and its shell.
pub struct Driver<S> {
    /// Borrowed for as long as inputs are worked off: what comes in meanwhile waits in the inbox.
    session: RefCell<Session>,
    inbox: RefCell<VecDeque<Event>>,
    shell: S,
}

#[allow(clippy::large_enum_variant, reason = "one at a time, moved twice")]
enum Event {
    Input(Input),
    Time,
}

impl<S: Shell> Driver<S> {
    /// A driver that has done nothing yet.
    pub fn new(session: Session, shell: S) -> Self {
        Self { session: RefCell::new(session), inbox: RefCell::default(), shell }
    }

    /// Takes an input. One that comes in while another is worked off is worked off after it.
    pub fn feed(&self, input: Input) {
        self.work(Event::Input(input));
    }

    /// Takes what happened to a socket.
    pub fn heard(&self, conn: ConnId, event: SocketEvent) {
        self.feed(match event {
            SocketEvent::Opened => Input::Opened(conn),
            SocketEvent::Text(text) => match Frame::decode(&text) {
                Ok(frame) => Input::Frame(conn, Box::new(frame)),
                Err(_) => Input::Garbled(conn),
            },
            SocketEvent::Binary => Input::Garbled(conn),
            SocketEvent::Closed { code, reason } => Input::Closed(conn, Loss { code, reason }),
        });
    }

    /// The timer fired.
    pub fn wake(&self) {
        self.work(Event::Time);
    }

    /// Reads the session. An input that comes in meanwhile is worked off after it.
    pub fn read<T>(&self, read: impl FnOnce(&Session) -> T) -> T {
        let value = read(&self.session.borrow());
        let is_owed = !self.inbox.borrow().is_empty();
        if is_owed {
            self.work_off();
        }
        value
    }

    /// What acts on the world.
    pub const fn shell(&self) -> &S {
        &self.shell
    }

    fn work(&self, event: Event) {
        self.inbox.borrow_mut().push_back(event);
        self.work_off();
    }

    fn work_off(&self) {
        let Ok(mut session) = self.session.try_borrow_mut() else { return };
        while let Some(event) = self.next() {
            match event {
                Event::Input(input) => session.handle(input, self.shell.now()),
                Event::Time => session.handle_timeout(self.shell.now()),
            }
            while let Some(effect) = session.poll_effect() {
                self.perform(effect);
            }
        }
        let timeout = session.poll_timeout();
        drop(session);
        self.shell.arm(timeout);
        self.shell.changed();
    }

    fn next(&self) -> Option<Event> {
        self.inbox.borrow_mut().pop_front()
    }

    fn perform(&self, effect: Effect) {
        match effect {
            Effect::Open(conn, endpoint) => self.shell.open(conn, &endpoint),
            Effect::Send(conn, frame) => self.shell.send(conn, &frame.encode()),
            Effect::Close(conn, code) => self.shell.close(conn, code),
            Effect::Vouch(conn) => self.shell.vouch(conn),
            Effect::Do(reply_to, asked) => self.shell.act_in_crm(reply_to, asked),
            Effect::RememberLoginId(id) => self.shell.keep_login_id(Some(&id)),
            Effect::ForgetLoginId => self.shell.keep_login_id(None),
            Effect::KeepLogOn(log_on) => self.shell.keep_log_on(log_on.as_deref()),
            Effect::KeepSaved(log_on) => self.shell.keep_saved(log_on.as_deref()),
            Effect::DropSaved(void) => self.shell.drop_saved(&void),
            Effect::KeepResume(token) => self.shell.keep_resume(token.as_ref()),
        }
    }
}
