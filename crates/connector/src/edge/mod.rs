//! HTTP and WebSockets: the softphone's files, `/ws`, and what an operator looks at.
//!
//! Belongs here: listening, TLS, HTTP, frames to and from text, and the pace of each socket.
//!
//! Does not belong here: what a message means. Everything is handed to the hub, the one task that drives the core.

mod files;
mod listener;
mod metrics;
mod opening;
mod origin;
mod policy;
mod routes;
mod sieve;
mod socket;
mod tls;
mod wire;

use std::{net::IpAddr, path::PathBuf};

use futures_channel::mpsc;
use hookswitch_protocol::{
    CloseCode, Frame, Rejected,
    channels::{Answer, Request},
};
use tokio::sync::oneshot;
use tokio_tungstenite::tungstenite::Utf8Bytes;

pub use listener::{Listener, bind};
pub use origin::{Origins, Own};
pub use policy::{Frames, OwnFrames};
pub use routes::Edge;
pub use tls::{Tls, TlsFault};

use crate::core::{ConnId, Figures};

/// What the edge tells and asks the hub.
#[derive(Debug)]
pub enum ToHub {
    /// A WebSocket is open.
    Opened {
        /// Its id, new.
        conn: ConnId,
        /// The address it came from.
        peer: IpAddr,
        /// Where to put what it is to be sent. Dropped without a [`Outgoing::Close`], the client reads too slowly.
        outbox: Outbox,
    },
    /// A text frame arrived.
    Frame {
        /// The socket.
        conn: ConnId,
        /// The message, or the answer that the frame earns instead.
        frame: Box<Result<Frame<Request>, Rejected>>,
    },
    /// A WebSocket is gone.
    Closed {
        /// The socket.
        conn: ConnId,
    },
    /// Someone asks for the counts.
    Figures(oneshot::Sender<Figures>),
    /// Someone asks whether agents can be served.
    Ready(oneshot::Sender<Readiness>),
}

/// Where to put what a socket is to send.
///
/// A channel of `futures`, which takes a quarter of the memory of tokio's while nothing is in it.
pub type Outbox = mpsc::Sender<Outgoing>;

/// What a socket is to send.
#[derive(Debug)]
pub enum Outgoing {
    /// A frame.
    Tell(Box<Frame<Answer>>),
    /// A frame that others are sent too.
    Written(Written),
    /// Frames that are one list, and wait in one place.
    TellAll(Vec<Frame<Answer>>),
    /// The end.
    Close {
        /// The advice.
        code: CloseCode,
        /// The reason.
        reason: String,
    },
}

/// A frame in the text that everybody is sent: however many they are, it is written once.
#[derive(Clone, Debug)]
pub struct Written(Utf8Bytes);

impl Written {
    /// Writes a frame.
    #[must_use]
    pub fn of(frame: &Frame<Answer>) -> Self {
        Self(frame.encode().into())
    }
}

/// Whether agents can be served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Readiness {
    /// They can.
    Ready,
    /// They cannot, for these reasons.
    NotReady(Vec<&'static str>),
}

/// What the edge is told at the start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Folder of the softphone's files.
    pub web: Option<PathBuf>,
    /// Pages that may connect.
    pub origins: Origins,
    /// Pages that may frame the softphone.
    pub frames: Frames,
}

/// Frames that may wait for one client before it counts as a slow reader.
pub const OUTBOX: usize = 16;
