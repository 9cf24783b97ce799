//! What can only be checked by using it.

use super::ServeError;
use crate::{
    config::{Config, Fault, Key},
    edge::{Tls, TlsFault},
};

/// Checks what the configuration names.
///
/// # Errors
/// Every fault there is.
pub fn check(config: &Config) -> Result<(), ServeError> {
    tls(config).map(|_| ())
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
