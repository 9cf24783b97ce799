//! What goes into the machine and what comes out.

use std::rc::Rc;

use hookswitch_protocol::{
    ErrorCode, Frame, LoginId, ReplyTo,
    center::LogOn,
    channels::{ForSoftphone, FromSoftphone},
    ids::{CredentialText, Jwt, ResumeToken},
    salesforce::{Asked, Told},
};

use crate::{desk::Act, endpoint::Endpoint, state::Who};

/// One attempt at a socket. Events of an older one are stale and are dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ConnId(pub u32);

/// How a socket ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// The close code; 1006 where the peer sent none.
    pub code: u16,
    /// The close reason.
    pub reason: String,
}

/// What happened outside.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(clippy::large_enum_variant, reason = "one at a time, moved twice")]
pub enum Input {
    /// The page is up and knows who signs on; with the token of a session that may go on.
    Start {
        /// Who signs on; nobody where no ID is known; why not where the known one breaks a rule.
        who: Result<Option<Who>, ErrorCode>,
        /// From before a reload.
        resume: Option<ResumeToken>,
    },
    /// The person gave a Login ID.
    SignOn(LoginId),
    /// The person wants to be signed off, and the ID forgotten.
    Forget,
    /// The person logs on to a station.
    LogOn(Rc<LogOn>),
    /// The person agrees to what was asked.
    Agree,
    /// The person does not.
    Disagree,
    /// The person logs off, and wants no browser to log on by itself any more.
    SignOutEverywhere,
    /// The person wants a fresh connection now.
    Reconnect,
    /// The person wants the session here.
    TakeOver,
    /// The browser says that the network is back, or the page became visible.
    Awake,
    /// The browser says that the network is gone, or the page is left.
    Offline,
    /// The page goes away; nobody is signed off by that.
    Unmount,
    /// What the org vouches with, for the attempt that wanted it; nothing where it does not.
    Vouched(ConnId, Option<Jwt>),
    /// Something happens in Salesforce, or is the answer to what another app asked.
    Tell(ReplyTo, Told),
    /// The agent does something.
    Work(Act),
    /// The socket is open.
    Opened(ConnId),
    /// A frame arrived and was decoded.
    Frame(ConnId, Box<Frame<ForSoftphone>>),
    /// A frame arrived that is none of ours.
    Garbled(ConnId),
    /// The socket ended, or could not be opened.
    Closed(ConnId, Loss),
}

/// What the host has to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Effect {
    /// Open a socket.
    Open(ConnId, Endpoint),
    /// Send a frame.
    Send(ConnId, Rc<Frame<FromSoftphone>>),
    /// Get what the org vouches with.
    Vouch(ConnId),
    /// Do in Salesforce what another app asks for.
    Do(ReplyTo, Asked),
    /// Close a socket with this code; nothing of it is wanted any more.
    Close(ConnId, u16),
    /// Keep the Login ID for the next time.
    RememberLoginId(LoginId),
    /// Forget the Login ID.
    ForgetLoginId,
    /// Keep, over a reload, who is logged on and what logs this page on again; forget who was before.
    KeepLogOn(Option<Rc<LogOn>>),
    /// Keep, until it is void, what logs this browser on by itself; or forget it.
    KeepSaved(Option<Rc<LogOn>>),
    /// Forget what logs this browser on by itself, where it is this: it counts no more.
    DropSaved(CredentialText),
    /// Keep the token that resumes the session over a reload; forget the one before.
    KeepResume(Option<ResumeToken>),
}

impl Input {
    /// The socket this input came from.
    pub(crate) const fn conn(&self) -> Option<ConnId> {
        match self {
            Self::Opened(conn)
            | Self::Vouched(conn, _)
            | Self::Frame(conn, _)
            | Self::Garbled(conn)
            | Self::Closed(conn, _) => Some(*conn),
            Self::Start { .. }
            | Self::SignOn(_)
            | Self::Forget
            | Self::LogOn(_)
            | Self::Agree
            | Self::Disagree
            | Self::SignOutEverywhere
            | Self::Reconnect
            | Self::TakeOver
            | Self::Awake
            | Self::Offline
            | Self::Unmount
            | Self::Tell(..)
            | Self::Work(_) => None,
        }
    }
}
