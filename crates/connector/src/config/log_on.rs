//! Logging on at stations: whether it is offered, and what is asked of those who do.

use std::path::{Path, PathBuf};

use hookswitch_protocol::{
    center::StationType,
    ids::{AgreementVersion, HostName},
};
use toml::{Table, Value};

use crate::core::{DomainName, LogOnRules, UserLabel, WebUrl};

/// What is set for logging on at stations.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogOnConfig {
    /// The rules, all but the agreement.
    pub rules: LogOnRules,
    /// What has to be agreed to.
    pub agreement: Option<AgreementFile>,
}

/// A file with a text that has to be agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementFile {
    /// Where it is.
    pub path: PathBuf,
    /// Which version it holds; without one every change of the text is another.
    pub version: Option<AgreementVersion>,
}

impl LogOnConfig {
    /// What is in force where the table is empty.
    fn usual() -> Self {
        let rules = LogOnRules {
            label: UserLabel::UserId,
            cached_credentials: false,
            persistent_connections: false,
            station_types: StationType::ALL.iter().copied().collect(),
            agreement: None,
            hosts: Vec::new(),
            password_days: None,
            help: None,
        };
        Self { rules, agreement: None }
    }

    /// What is in force in demo mode where there is no table.
    pub(super) fn demo() -> Self {
        let mut demo = Self::usual();
        demo.rules.cached_credentials = true;
        demo.rules.persistent_connections = true;
        demo
    }
}

/// Reads the table. What it says nothing of is as usual; paths begin in the folder.
///
/// # Errors
/// What is wrong, by its place.
pub(super) fn read(table: &Table, folder: &Path) -> Result<LogOnConfig, String> {
    let LogOnConfig { mut rules, .. } = LogOnConfig::usual();
    let (mut agreement, mut version) = (None, None);
    for (key, value) in table {
        let parsed = |what: &str| format!("{key}: {value} is {what}");
        let text = || value.as_str().ok_or_else(|| parsed("no text in quotes"));
        let yes_or_no = || value.as_bool().ok_or_else(|| parsed("neither true nor false"));
        match key.as_str() {
            "domain" => {
                let domain = DomainName::parse(text()?).ok_or_else(|| parsed("no name of a domain"))?;
                rules.label = UserLabel::DomainUser { domain };
            }
            "cached_credentials" => rules.cached_credentials = yes_or_no()?,
            "persistent_connections" => rules.persistent_connections = yes_or_no()?,
            "station_types" => {
                let types = list(value, StationType::from_text).filter(|types| !types.is_empty());
                let known = || StationType::ALL.iter().map(|known| known.as_str()).collect::<Vec<_>>().join(", ");
                let types = types.ok_or_else(|| parsed(&format!("no list with some of {}", known())))?;
                rules.station_types = types.into_iter().collect();
            }
            "agreement" => {
                let path = text()?;
                agreement = Some(folder.join((!path.is_empty()).then_some(path).ok_or_else(|| parsed("no path"))?));
            }
            "agreement_version" => {
                let parsed = AgreementVersion::parse(text()?).ok_or_else(|| parsed("not 1 to 64 characters long"))?;
                version = Some(parsed);
            }
            "hosts" => {
                let host = |text: &str| HostName::parse(text).filter(|_| text.trim() == text);
                rules.hosts = list(value, host).ok_or_else(|| parsed("no list of names"))?;
            }
            "password_days" => {
                let days = value.as_integer().and_then(|days| u32::try_from(days).ok()).filter(|days| *days > 0);
                rules.password_days = Some(days.ok_or_else(|| parsed("no number of days"))?);
            }
            "help" => {
                let url = WebUrl::parse(text()?).ok_or_else(|| parsed("no address as https://example.com/help"))?;
                rules.help = Some(url);
            }
            _ => return Err(format!("{key} is not known; there are {}", KEYS.join(", "))),
        }
    }
    let agreement = match (agreement, version) {
        (Some(path), version) => Some(AgreementFile { path, version }),
        (None, None) => None,
        (None, Some(_)) => return Err("agreement_version goes with agreement".to_owned()),
    };
    Ok(LogOnConfig { rules, agreement })
}

/// The same table again, for those who ask what is in force.
pub(super) fn show(config: &LogOnConfig) -> serde_json::Value {
    let LogOnConfig { rules, agreement } = config;
    let version = agreement.as_ref().and_then(|agreement| agreement.version.as_ref());
    let path = agreement.as_ref().map(|agreement| agreement.path.display().to_string());
    let domain = match &rules.label {
        UserLabel::UserId => None,
        UserLabel::DomainUser { domain } => Some(domain.as_str()),
    };
    let types: Vec<&str> = rules.station_types.iter().map(|station| station.as_str()).collect();
    let hosts: Vec<&str> = rules.hosts.iter().map(HostName::as_str).collect();
    let rows: [(&str, serde_json::Value); KEYS.len()] = [
        ("domain", domain.into()),
        ("cached_credentials", rules.cached_credentials.into()),
        ("persistent_connections", rules.persistent_connections.into()),
        ("station_types", types.into()),
        ("agreement", path.into()),
        ("agreement_version", version.map(AgreementVersion::as_str).into()),
        ("hosts", hosts.into()),
        ("password_days", rules.password_days.into()),
        ("help", rules.help.as_ref().map(WebUrl::as_str).into()),
    ];
    let set = rows.into_iter().filter(|(_, value)| !value.is_null());
    set.map(|(key, value)| (key.to_owned(), value)).collect::<serde_json::Map<_, _>>().into()
}

const KEYS: [&str; 9] = [
    "domain",
    "cached_credentials",
    "persistent_connections",
    "station_types",
    "agreement",
    "agreement_version",
    "hosts",
    "password_days",
    "help",
];

/// Every item of a list of texts, where each can be read.
fn list<T>(value: &Value, parse: impl Fn(&str) -> Option<T>) -> Option<Vec<T>> {
    value.as_array()?.iter().map(|item| parse(item.as_str()?)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log_on(text: &str) -> Result<LogOnConfig, String> {
        read(&text.parse().unwrap(), Path::new("etc"))
    }

    #[test]
    fn an_empty_table_offers_every_station_type_and_remembers_nobody() {
        let config = log_on("").unwrap();
        assert_eq!(config, LogOnConfig::usual());
        assert_eq!(config.rules.station_types.len(), 3);
        assert!(!config.rules.cached_credentials);
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        for (text, wrong) in [
            ("domian = \"A\"", "domian is not known; there are domain,"),
            ("domain = \"A B\"", "domain: \"A B\" is no name of a domain"),
            ("cached_credentials = \"yes\"", "cached_credentials: \"yes\" is neither true nor false"),
            ("persistent_connections = 1", "persistent_connections: 1 is neither"),
            ("station_types = []", "station_types: [] is no list with some of Workstation, RemoteWorkstation,"),
            ("station_types = [\"Phone\"]", "station_types"),
            ("agreement = \"\"", "agreement: \"\" is no path"),
            ("agreement_version = \"1\"", "agreement_version goes with agreement"),
            ("agreement = \"a\"\nagreement_version = \"\"", "agreement_version: \"\" is not 1 to 64"),
            ("hosts = \"a\"", "hosts: \"a\" is no list"),
            ("hosts = [\" a\"]", "hosts"),
            ("password_days = 0", "password_days: 0 is no number of days"),
            ("help = \"javascript:alert(1)\"", "help"),
        ] {
            assert!(log_on(text).unwrap_err().contains(wrong), "{text}: {:?}", log_on(text));
        }
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        let text = "domain = \"ACME\"\ncached_credentials = true\npersistent_connections = true\n\
             station_types = [\"RemoteNumber\"]\nagreement = \"agreement.txt\"\nagreement_version = \"2026-1\"\n\
             hosts = [\"a.example\", \"b.example\"]\npassword_days = 90\nhelp = \"https://example.com/help\"\n";
        let before = log_on(text).unwrap();
        assert_eq!(before.agreement.as_ref().unwrap().path, Path::new("etc/agreement.txt"));
        for config in [before, LogOnConfig::usual(), LogOnConfig::demo()] {
            let shown: Table = serde_json::from_value(show(&config)).unwrap();
            assert_eq!(read(&shown, Path::new("")).unwrap(), config);
        }
    }
}
