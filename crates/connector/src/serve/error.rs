//! Why the connector does not serve.

use std::{io, net::SocketAddr};

use crate::{config::Fault, store::StoreError};

/// Why the connector does not serve.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The configuration cannot be.
    #[error("the configuration has faults")]
    Config(Vec<Fault>),
    /// The store cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The address cannot be listened on.
    #[error("{address} cannot be listened on: {error}.")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// Why.
        error: io::Error,
    },
    /// The system gives no random numbers.
    #[error("The system gives no random numbers: {0}.")]
    Random(String),
    /// A part of it ended by itself.
    #[error("The connector stopped by itself: {0}.")]
    Stopped(String),
}

impl ServeError {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Config(_) => "Correct each of them.",
            Self::Store(error) => error.remedy(),
            Self::Listen { error, .. } if error.kind() == io::ErrorKind::AddrInUse => {
                "Stop what listens there, or name another port with --listen; port 0 takes a free one."
            }
            Self::Listen { error, .. } if error.kind() == io::ErrorKind::PermissionDenied => {
                "Ports below 1024 need the right to bind them; name a higher one with --listen."
            }
            Self::Listen { .. } => "Name an address of this machine with --listen.",
            Self::Random(_) => "Try again.",
            Self::Stopped(_) => "Start it again; if it stays, look at the log above.",
        }
    }
}
