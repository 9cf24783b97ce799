//! What can only be checked by using it.

use super::{ServeError, books};
use crate::{
    config::{Config, Fault, Key},
    core::PhoneBooks,
    edge::{Tls, TlsFault},
};

/// Checks what the configuration names.
///
/// # Errors
/// Every fault there is.
pub fn check(config: &Config) -> Result<(), ServeError> {
    let mut found = Vec::new();
    for checked in [tls(config).map(|_| ()), books(config).map(|_| ())] {
        match checked {
            Err(ServeError::Config(faults)) => found.extend(faults),
            other => other?,
        }
    }
    if found.is_empty() { Ok(()) } else { Err(ServeError::Config(found)) }
}

pub(super) fn books(config: &Config) -> Result<PhoneBooks, ServeError> {
    books::read(config).map_err(ServeError::Config)
}

pub(super) fn tls(config: &Config) -> Result<Option<Tls>, ServeError> {
    let Some((certificate, key)) = config.tls() else { return Ok(None) };
    let tls = Tls::read(certificate, key).map_err(|fault| {
        let spelling = match &fault {
            TlsFault::Certificate { .. } | TlsFault::Pair(_) => config.tls_cert.source.spelling(Key::TlsCert),
            TlsFault::Key { .. } => config.tls_key.source.spelling(Key::TlsKey),
        };
        ServeError::Config(vec![Fault::new(spelling, fault.to_string(), fault.remedy())])
    })?;
    Ok(Some(tls))
}
