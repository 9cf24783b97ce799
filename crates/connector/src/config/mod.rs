//! What the connector is told: by flags, the environment and a file, in this order of precedence. Read and checked
//! as a whole, so that one run names every fault.

mod check;
mod key;
mod layers;
mod log_on;
mod parse;
mod print;
mod ranges;
mod salesforce;
mod teams;
mod words;

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use words::words;

pub use key::{FILE_VARIABLE, Key};
pub use layers::Layers;
pub use log_on::{AgreementFile, LogOnConfig};
pub use parse::WebOrigin;
pub use ranges::RangesConfig;
pub use salesforce::{FrameAncestor, OrgConfig, OrgField, OrgFields, SalesforceConfig, TokenConfig};
pub use teams::TeamRules;

/// Everything that can be set, with where each value came from.
#[derive(Clone, Debug)]
pub struct Config {
    /// Address and port; port 0 takes a free one.
    pub listen: Set<SocketAddr>,
    /// Folder of the store.
    pub data: Set<PathBuf>,
    /// Folder of the softphone's files.
    pub web: Set<Option<PathBuf>>,
    /// Demo accounts in an empty store, and the built-in PBX.
    pub demo: Set<bool>,
    /// Certificate chain, PEM.
    pub tls_cert: Set<Option<PathBuf>>,
    /// Private key of the certificate, PEM.
    pub tls_key: Set<Option<PathBuf>>,
    /// Plain http beyond this machine.
    pub allow_plain_http: Set<bool>,
    /// Pages of other origins that may connect.
    pub allowed_origins: Set<Vec<WebOrigin>>,
    /// Accepted proofs of who speaks.
    pub identities: Set<Vec<IdentityKind>>,
    /// Teams and their rules.
    pub teams: Set<Vec<TeamRules>>,
    /// Logging on at stations; `None` where it is not offered.
    pub log_on: Set<Option<LogOnConfig>>,
    /// The Salesforce org.
    pub salesforce: Set<SalesforceConfig>,
    /// Phone books for everybody, CSV.
    pub phone_books: Set<Vec<PathBuf>>,
    /// How much is logged.
    pub log_level: Set<LogLevel>,
    /// In which form it is logged.
    pub log_format: Set<LogFormat>,
}

/// A value and where it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Set<T> {
    /// The value in force.
    pub value: T,
    /// Who set it.
    pub source: Source,
}

/// Who set a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// Nobody.
    Default,
    /// The configuration file.
    File(PathBuf),
    /// A variable of the environment.
    Environment,
    /// A flag of the command line.
    Flag,
}

words! {
    /// A proof of who speaks.
    pub enum IdentityKind {
        /// The own Login ID.
        LoginId = "loginId",
        /// A token that the Salesforce org has signed.
        Jwt = "jwt",
        /// No proof, a user by name: only in demo mode on a loopback address.
        None = "none",
    }

    /// How much is logged.
    pub enum LogLevel {
        /// Only what failed.
        Error = "error",
        /// Also what is odd.
        Warn = "warn",
        /// Also who came and went.
        Info = "info",
        /// Also each request and frame, without its content.
        Debug = "debug",
        /// Also what the libraries tell.
        Trace = "trace",
    }

    /// In which form it is logged.
    pub enum LogFormat {
        /// One line for people.
        Text = "text",
        /// One JSON object a line.
        Json = "json",
    }
}

/// What is wrong with the configuration, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{key}: {wrong} {remedy}")]
pub struct Fault {
    /// The key as its setter wrote it, or the file.
    pub key: String,
    /// What is wrong, a sentence.
    pub wrong: String,
    /// What to do, a sentence.
    pub remedy: String,
}

impl Config {
    /// Reads and checks everything.
    ///
    /// # Errors
    /// Every fault there is.
    pub fn load(layers: Layers) -> Result<Self, Vec<Fault>> {
        let (given, mut faults) = layers.gather();
        let config = parse::config(given, &mut faults);
        faults.extend(check::faults(&config));
        if faults.is_empty() { Ok(config) } else { Err(faults) }
    }

    /// Only the folder of the store, for commands that need nothing else.
    ///
    /// # Errors
    /// The faults of the file itself and of this one key.
    pub fn data_folder(layers: Layers) -> Result<PathBuf, Vec<Fault>> {
        let (mut given, mut faults) = layers.gather();
        given.retain(|key, _| *key == Key::Data);
        let config = parse::config(given, &mut faults);
        if faults.is_empty() { Ok(config.data.value) } else { Err(faults) }
    }

    /// Only how the Salesforce org is asked, for commands that need nothing else.
    ///
    /// # Errors
    /// The faults of the file itself and of this one key, or that it is not set.
    pub fn org(layers: Layers) -> Result<OrgConfig, Vec<Fault>> {
        let (mut given, mut faults) = layers.gather();
        given.retain(|key, _| *key == Key::Salesforce);
        let Set { value, source } = parse::config(given, &mut faults).salesforce;
        match value.org {
            Some(org) if faults.is_empty() => Ok(org),
            Some(_) => Err(faults),
            None if faults.is_empty() => {
                let remedy = "Write login_url, client_id, user and key under [salesforce.org], as the guide says.";
                Err(vec![Fault::new(source.spelling(Key::Salesforce), "There is no table org.", remedy)])
            }
            None => Err(faults),
        }
    }

    /// The certificate and key, where both are set.
    #[must_use]
    pub fn tls(&self) -> Option<(&Path, &Path)> {
        self.tls_cert.value.as_deref().zip(self.tls_key.value.as_deref())
    }

    /// Whether only this machine can reach the listener.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.listen.value.ip().is_loopback()
    }
}

impl Fault {
    pub(crate) fn new(key: impl Into<String>, wrong: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { key: key.into(), wrong: wrong.into(), remedy: remedy.into() }
    }
}

impl Source {
    /// Where its relative paths begin: a path in a file means the same wherever the connector is started from.
    fn folder(&self) -> &Path {
        match self {
            Self::File(file) => file.parent().unwrap_or(Path::new("")),
            Self::Default | Self::Environment | Self::Flag => Path::new(""),
        }
    }

    /// The key as this setter spells it, for a message.
    #[must_use]
    pub fn spelling(&self, key: Key) -> String {
        match self {
            Self::Default => key.as_str().to_owned(),
            Self::File(file) => format!("{} in {}", key.as_str(), file.display()),
            Self::Environment => key.variable(),
            Self::Flag => key.flag(),
        }
    }
}
