//! What is wrong between values that are each well-formed.

use std::{fs::File, path::Path};

use super::{Config, Fault, IdentityKind, Key, Set};

pub(super) fn faults(config: &Config) -> Vec<Fault> {
    let mut faults = Vec::new();
    tls(config, &mut faults);
    plain_http(config, &mut faults);
    identities(config, &mut faults);
    data(config, &mut faults);
    faults
}

fn tls(config: &Config, faults: &mut Vec<Fault>) {
    for (key, set, other) in
        [(Key::TlsCert, &config.tls_cert, Key::TlsKey), (Key::TlsKey, &config.tls_key, Key::TlsCert)]
    {
        if let Some(file) = &set.value {
            readable(key, set, file, faults);
            if config.tls().is_none() {
                let remedy = format!("Set {} too, or neither.", other.as_str());
                faults.push(Fault::new(set.source.spelling(key), "TLS needs a certificate and its key.", remedy));
            }
        }
    }
}

fn readable(key: Key, set: &Set<Option<std::path::PathBuf>>, file: &Path, faults: &mut Vec<Fault>) {
    let is_file = || File::open(file).and_then(|opened| opened.metadata()).map(|found| found.is_file());
    let wrong = match is_file() {
        Ok(true) => return,
        Ok(false) => format!("{} is no file.", file.display()),
        Err(error) => format!("{} cannot be read: {error}.", file.display()),
    };
    faults.push(Fault::new(set.source.spelling(key), wrong, "Check the path and who may read it."));
}

fn plain_http(config: &Config, faults: &mut Vec<Fault>) {
    if config.is_loopback() || config.tls_cert.value.is_some() || config.allow_plain_http.value {
        return;
    }
    faults.push(Fault::new(
        config.listen.source.spelling(Key::Listen),
        format!(
            "{} is reached from other machines, and plain http would show them every Login ID.",
            config.listen.value
        ),
        "Set tls_cert and tls_key, or listen on 127.0.0.1, or set allow_plain_http where something in front does TLS.",
    ));
}

fn identities(config: &Config, faults: &mut Vec<Fault>) {
    let identities = &config.identities;
    if identities.value.is_empty() {
        let wrong = "Nobody could sign on without any kind of identity.";
        faults.push(Fault::new(identities.source.spelling(Key::Identities), wrong, "Write loginId."));
    }
    if identities.value.contains(&IdentityKind::Jwt) && config.salesforce.value.tokens.is_none() {
        faults.push(Fault::new(
            identities.source.spelling(Key::Identities),
            "Nobody could tell whether a token is the org's.",
            "Set issuer, audience and keys in [salesforce], or leave jwt out.",
        ));
    }
    if identities.value.contains(&IdentityKind::None) && !(config.demo.value && config.is_loopback()) {
        faults.push(Fault::new(
            identities.source.spelling(Key::Identities),
            "\"none\" lets anyone be anyone: it is for demo mode on a loopback address.",
            "Leave it out, or set demo and listen on 127.0.0.1.",
        ));
    }
}

fn data(config: &Config, faults: &mut Vec<Fault>) {
    let folder = &config.data.value;
    if folder.exists() && !folder.is_dir() {
        let wrong = format!("{} is no folder.", folder.display());
        faults.push(Fault::new(config.data.source.spelling(Key::Data), wrong, "Name a folder."));
    }
}
