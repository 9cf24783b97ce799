//! What can only be checked by using it.

use std::fs;

use super::{
    ServeError, books,
    org_keys::{self, OrgKeyFault},
};
use crate::{
    config::{AgreementFile, Config, Fault, Key, LogOnConfig, TokenConfig},
    core::{Agreement, LogOnRules, OrgTokens, PhoneBooks},
    edge::{Tls, TlsFault},
    salesforce::org::Org,
};

/// A longer text might not fit into a frame.
const AGREEMENT_BYTES: usize = 20_000;

/// Checks what the configuration names.
///
/// # Errors
/// Every fault there is.
pub fn check(config: &Config) -> Result<(), ServeError> {
    let mut found = Vec::new();
    let checks = [
        tls(config).map(|_| ()),
        books(config).map(|_| ()),
        log_on(config).map(|_| ()),
        org_tokens(config).map(|_| ()),
        org(config).map(|_| ()),
    ];
    for checked in checks {
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

/// The rules of logging on, with the text of the agreement.
pub(super) fn log_on(config: &Config) -> Result<Option<LogOnRules>, ServeError> {
    let Some(LogOnConfig { rules, agreement }) = &config.log_on.value else { return Ok(None) };
    let agreement = match agreement {
        None => None,
        Some(file) => Some(self::agreement(file).map_err(|(wrong, remedy)| {
            let key = config.log_on.source.spelling(Key::LogOn);
            ServeError::Config(vec![Fault::new(key, format!("agreement: {} {wrong}.", file.path.display()), remedy)])
        })?),
    };
    Ok(Some(LogOnRules { agreement, ..rules.clone() }))
}

/// Or what is wrong with the file, and what to do.
fn agreement(file: &AgreementFile) -> Result<Agreement, (String, &'static str)> {
    let text = fs::read_to_string(&file.path)
        .map_err(|error| (format!("cannot be read: {error}"), "Check the path and who may read it."))?;
    if text.len() > AGREEMENT_BYTES {
        return Err((format!("is longer than {AGREEMENT_BYTES} bytes"), "Shorten it; help may name a page with more."));
    }
    let remedy = "Write the agreement into it, or leave agreement out.";
    Agreement::new(&text, file.version.clone()).ok_or_else(|| ("is empty".to_owned(), remedy))
}

/// Whose tokens count, with the keys that are in the files now.
pub(super) fn org_tokens(config: &Config) -> Result<Option<OrgTokens>, ServeError> {
    let Some(TokenConfig { rules, keys }) = &config.salesforce.value.tokens else { return Ok(None) };
    let keys = org_keys::read(keys).map_err(|faults| {
        let key = config.salesforce.source.spelling(Key::Salesforce);
        let fault = |fault: OrgKeyFault| Fault::new(key.clone(), format!("keys: {fault}."), fault.remedy());
        ServeError::Config(faults.into_iter().map(fault).collect())
    })?;
    Ok(Some(OrgTokens { rules: rules.clone(), keys }))
}

/// The org that is asked for saved credentials.
pub(super) fn org(config: &Config) -> Result<Option<Org>, ServeError> {
    let Some(org) = &config.salesforce.value.org else { return Ok(None) };
    Org::open(org, None).map(Some).map_err(|(wrong, remedy)| {
        ServeError::Config(vec![Fault::new(config.salesforce.source.spelling(Key::Salesforce), wrong, remedy)])
    })
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
