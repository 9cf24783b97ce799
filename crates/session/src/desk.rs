//! The agent at the CTI server: how the sign-on there goes, and what the connector tells of agent, calls and lists.
//!
//! Nothing is guessed: states, calls and buttons are what the connector said last. What the agent asked for and was
//! not told of yet is [`Asked`], by a reference and with a deadline.

mod news;
mod sign_on;
mod told;
mod work;

use std::rc::Rc;

use hookswitch_protocol::{
    ErrorCode, Frame, ReplyTo, Tick,
    channels::FromSoftphone,
    cisco::{self, agent::SetUserInfo},
    ids::RequestId,
    salesforce,
    values::NoPayload,
};

use crate::state::SessionAge;

pub use self::{
    news::{Event, Happening, Toast, ToastId, What},
    sign_on::{Form, Refusal},
    told::other_end,
    work::{Asked, Book, Edition, Subject, Work},
};

/// How far the sign-on to the CTI server is.
///
/// ```text
///           linked anew              none saved, or unreadable
///   Away ───────────────▶ Fetching ──────────────────────────▶ Asking ◀──────────┐
///    ▲ │                     │ saved                             │ form           │ refused, late
///    │ │                     └──────────────▶ SigningOn ◀────────┘                │
///    │ │ linked to the                          │   └─────────────────────────────┤
///    │ │ session of before                      │ agent state                     │
///    │ └──────▶ Looking ────────────────────▶ At work ───── logged out ──▶ LoggedOut
///    │             └───────── not at work ──────────────────────────────────▲  │ again
///    └─── the session ended                                      Fetching ◀────┘
/// ```
///
/// A connection that is lost and comes back changes nothing of it, where it comes back to the same session.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Desk {
    /// Nobody is signed on to the connector.
    Away,
    /// The session is older than this page: whether its agent is at work is being asked.
    Looking(Wait),
    /// The saved credentials are being fetched.
    Fetching(Wait),
    /// The sign-on is being judged.
    SigningOn {
        /// Until when, and under which reference.
        wait: Wait,
        /// What the form begins with, should it be refused.
        form: Form,
    },
    /// The agent is asked for credentials.
    Asking {
        /// What the form begins with.
        form: Form,
        /// Why they are asked for.
        why: Refusal,
        /// The same in the connector's words, where it said it.
        told: String,
    },
    /// The agent has logged out, or has been.
    LoggedOut,
    /// The agent is at work.
    AtWork(Box<Work>),
}

/// An answer that is waited for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The reference of the request.
    pub request: Option<RequestId>,
    /// When it is given up.
    pub until: Tick,
}

/// How long an answer may take, in milliseconds.
pub const ANSWER_MS: u64 = 10_000;

/// What the agent does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Act {
    /// Gives credentials.
    SignOn(SetUserInfo),
    /// Wants to be at work again.
    SignOnAgain,
    /// Asks for something of calls, states or lists.
    Ask(cisco::ToConnector),
    /// Looks into the phone books.
    LookIntoBook,
    /// Has read a toast.
    Dismiss(ToastId),
}

/// A request that was sent, under its reference.
pub(crate) type Sent = Rc<Frame<FromSoftphone>>;

/// Sends requests, where somebody is signed on.
pub(crate) trait Asks {
    /// Sends a request under a reference of its own.
    fn ask(&mut self, request: FromSoftphone) -> Option<Sent>;
    /// Sends a request once more, under the reference that it had.
    fn ask_again(&mut self, sent: &Sent);
}

impl Desk {
    /// The agent's work, where the agent is at work.
    #[must_use]
    pub fn work(&self) -> Option<&Work> {
        match self {
            Self::AtWork(work) => Some(work),
            Self::Away
            | Self::Looking(_)
            | Self::Fetching(_)
            | Self::SigningOn { .. }
            | Self::Asking { .. }
            | Self::LoggedOut => None,
        }
    }

    /// When [`Self::handle_timeout`] is owed.
    pub(crate) fn deadline(&self) -> Option<Tick> {
        match self {
            Self::Looking(wait) | Self::Fetching(wait) | Self::SigningOn { wait, .. } => Some(wait.until),
            Self::Asking { why, .. } => why.until(),
            Self::AtWork(work) => work.deadline(),
            Self::Away | Self::LoggedOut => None,
        }
    }

    /// Somebody is signed on, over a socket that is new.
    pub(crate) fn linked(&mut self, session: SessionAge, now: Tick, out: &mut impl Asks) {
        match (&mut *self, session) {
            (Self::AtWork(work), SessionAge::Older) => {
                work.ask_again(out);
                // Somebody may have logged the agent out meanwhile, of which nobody tells.
                work.looks = out.ask(to_cti(cisco::ToConnector::GetAgentState(NoPayload)));
            }
            (
                Self::Away
                | Self::Looking(_)
                | Self::Fetching(_)
                | Self::SigningOn { .. }
                | Self::Asking { why: Refusal::NoAnswer, .. },
                SessionAge::Older,
            ) => {
                *self =
                    Self::Looking(wait(out.ask(to_cti(cisco::ToConnector::GetAgentState(NoPayload))).as_ref(), now));
            }
            (Self::LoggedOut | Self::Asking { .. }, SessionAge::Older) => {}
            // Whoever has logged out is not signed on again by a connector that restarts.
            (Self::LoggedOut, SessionAge::New) => {}
            (
                Self::Away
                | Self::Looking(_)
                | Self::Fetching(_)
                | Self::SigningOn { .. }
                | Self::Asking { .. }
                | Self::AtWork(_),
                SessionAge::New,
            ) => self.fetch(now, out),
        }
    }

    /// Somebody else signs on, or nobody.
    pub(crate) fn leave(&mut self) {
        *self = Self::Away;
    }

    /// The agent does something.
    pub(crate) fn act(&mut self, act: Act, now: Tick, out: &mut impl Asks) {
        match (self, act) {
            (desk @ Self::Asking { .. }, Act::SignOn(set)) if !desk.is_blocked(now) => desk.sign_on(set, now, out),
            (desk @ Self::LoggedOut, Act::SignOnAgain) => desk.fetch(now, out),
            (Self::AtWork(work), Act::Ask(request)) => work.ask(request, now, out),
            (Self::AtWork(work), Act::LookIntoBook) => work.ask_for_book(now, out),
            (Self::AtWork(work), Act::Dismiss(toast)) => work.dismiss(toast),
            // Pressed before what is drawn was what is.
            (
                Self::Away
                | Self::Looking(_)
                | Self::Fetching(_)
                | Self::SigningOn { .. }
                | Self::Asking { .. }
                | Self::LoggedOut
                | Self::AtWork(_),
                Act::SignOn(_) | Act::SignOnAgain | Act::Ask(_) | Act::LookIntoBook | Act::Dismiss(_),
            ) => {}
        }
    }

    fn is_blocked(&self, now: Tick) -> bool {
        match self {
            Self::Asking { why, .. } => why.is_blocked(now),
            Self::Away
            | Self::Looking(_)
            | Self::Fetching(_)
            | Self::SigningOn { .. }
            | Self::LoggedOut
            | Self::AtWork(_) => false,
        }
    }

    fn sign_on(&mut self, set: SetUserInfo, now: Tick, out: &mut impl Asks) {
        let form = Form { user_name: Some(set.username.clone()), extension: Some(set.extension.clone()) };
        if let Some(request) = out.ask(to_cti(cisco::ToConnector::SetUserInfo(set))) {
            *self = Self::SigningOn { wait: wait(Some(&request), now), form };
        }
    }

    /// Takes what the connector says.
    pub(crate) fn hear(&mut self, reply_to: &ReplyTo, told: Told, now: Tick, out: &mut impl Asks) {
        match told {
            Told::Saved(salesforce::Saved::Credentials(saved)) => self.on_credentials(reply_to, saved, now, out),
            Told::Shown(cisco::Shown::AgentState(state)) => self.on_agent_state(state.data, now, out),
            Told::Shown(cisco::Shown::ApiError(error)) => self.on_api_error(reply_to, error.data, now, out),
            Told::Shown(shown) => match self {
                Self::AtWork(work) => work.hear(shown, now, out),
                // The lists that follow a sign-on come behind the agent's state.
                Self::Away
                | Self::Looking(_)
                | Self::Fetching(_)
                | Self::SigningOn { .. }
                | Self::Asking { .. }
                | Self::LoggedOut => {}
            },
            Told::Error(code) => self.on_error(reply_to, code, now),
        }
    }

    /// Lets time pass.
    pub(crate) fn handle_timeout(&mut self, now: Tick) {
        if self.deadline().is_none_or(|deadline| now < deadline) {
            return;
        }
        match self {
            Self::AtWork(work) => work.handle_timeout(now),
            Self::Looking(_) | Self::Fetching(_) => {
                *self = Self::asking(Form::default(), Refusal::NoAnswer);
            }
            Self::SigningOn { form, .. } => {
                *self = Self::asking(form.clone(), Refusal::NoAnswer);
            }
            Self::Asking { why, .. } => *why = Refusal::NotSaved,
            Self::Away | Self::LoggedOut => {}
        }
    }

    /// Credentials are asked for, and the connector has not said why.
    const fn asking(form: Form, why: Refusal) -> Self {
        Self::Asking { form, why, told: String::new() }
    }

    fn fetch(&mut self, now: Tick, out: &mut impl Asks) {
        let request = FromSoftphone::Ask(salesforce::Ask::FetchCredentials(NoPayload));
        *self = Self::Fetching(wait(out.ask(request).as_ref(), now));
    }
}

/// What of the connector's words concerns the desk.
#[allow(clippy::large_enum_variant, reason = "one at a time, moved twice")]
pub(crate) enum Told {
    Saved(salesforce::Saved),
    Shown(cisco::Shown),
    /// A request was refused before the CTI server saw it.
    Error(ErrorCode),
}

fn wait(sent: Option<&Sent>, now: Tick) -> Wait {
    Wait { request: sent.and_then(|sent| sent.reply_to.id.clone()), until: now.after(ANSWER_MS) }
}

pub(crate) const fn to_cti(request: cisco::ToConnector) -> FromSoftphone {
    FromSoftphone::Cisco(request)
}
