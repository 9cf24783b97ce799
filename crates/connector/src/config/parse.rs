//! From what was given to typed values; a fault leaves the default in place so that the others are still checked.

use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
};

use super::{
    Config, Fault, IdentityKind, Key, LogFormat, LogLevel, Set, Source,
    layers::{Given, Raw},
    log_on::{self, LogOnConfig},
    salesforce::{self, SalesforceConfig},
    teams::{self, TeamRules},
};

/// The origin of a page: scheme, host and, where it is not the scheme's own, port; in lower case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebOrigin(String);

/// What is wrong with one value, and what to do.
struct Wrong {
    wrong: String,
    remedy: String,
}

impl WebOrigin {
    /// Reads an origin as a browser writes it.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, authority) = text.split_once("://")?;
        let is_scheme = |text: &str| {
            text.starts_with(|c: char| c.is_ascii_alphabetic())
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
        };
        let is_authority = |text: &str| {
            !text.is_empty()
                && text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | ':' | '[' | ']'))
        };
        (is_scheme(scheme) && is_authority(authority)).then(|| {
            let text = text.to_ascii_lowercase();
            let own_port = match scheme.to_ascii_lowercase().as_str() {
                "http" => ":80",
                "https" => ":443",
                _ => "",
            };
            Self(text.strip_suffix(own_port).map(str::to_owned).unwrap_or(text))
        })
    }

    /// The origin as a browser writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

pub(super) fn config(mut given: Given, faults: &mut Vec<Fault>) -> Config {
    let mut values = Values { given: &mut given, faults };
    let listen = values.read(Key::Listen, SocketAddr::from(([127, 0, 0, 1], 8080)), address);
    let demo = values.read(Key::Demo, false, boolean);
    let salesforce = values.read(Key::Salesforce, SalesforceConfig::default(), salesforce_org);
    let is_trying_out = demo.value && listen.value.ip().is_loopback();
    let usual = [
        Some(IdentityKind::LoginId),
        salesforce.value.tokens.as_ref().map(|_| IdentityKind::Jwt),
        is_trying_out.then_some(IdentityKind::None),
    ];
    let usual = usual.into_iter().flatten().collect();
    Config {
        data: values.read(Key::Data, PathBuf::from("hookswitch-data"), path),
        web: values.read(Key::Web, None, |raw, source| path(raw, source).map(Some)),
        tls_cert: values.read(Key::TlsCert, None, |raw, source| path(raw, source).map(Some)),
        tls_key: values.read(Key::TlsKey, None, |raw, source| path(raw, source).map(Some)),
        allow_plain_http: values.read(Key::AllowPlainHttp, false, boolean),
        allowed_origins: values
            .read(Key::AllowedOrigins, Vec::new(), |raw, _| list(raw)?.iter().map(|text| web_origin(text)).collect()),
        identities: values
            .read(Key::Identities, usual, |raw, _| list(raw)?.iter().map(|text| identity(text)).collect()),
        teams: values.read(Key::Teams, Vec::new(), team_rules),
        log_on: values.read(Key::LogOn, demo.value.then(LogOnConfig::demo), log_on_rules),
        phone_books: values.read(Key::PhoneBooks, Vec::new(), |raw, source| {
            list(raw)?.iter().map(|text| file_of(text, source.folder())).collect()
        }),
        log_level: values.read(Key::LogLevel, LogLevel::Info, |raw, _| {
            word(raw, LogLevel::from_text, LogLevel::ALL.iter().map(|level| level.as_str()))
        }),
        log_format: values.read(Key::LogFormat, LogFormat::Text, |raw, _| {
            word(raw, LogFormat::from_text, LogFormat::ALL.iter().map(|format| format.as_str()))
        }),
        listen,
        demo,
        salesforce,
    }
}

struct Values<'a> {
    given: &'a mut Given,
    faults: &'a mut Vec<Fault>,
}

impl Values<'_> {
    fn read<T>(&mut self, key: Key, default: T, parse: impl FnOnce(&Raw, &Source) -> Result<T, Wrong>) -> Set<T> {
        let Some((raw, source)) = self.given.remove(&key) else {
            return Set { value: default, source: Source::Default };
        };
        match parse(&raw, &source) {
            Ok(value) => Set { value, source },
            Err(Wrong { wrong, remedy }) => {
                self.faults.push(Fault::new(source.spelling(key), wrong, remedy));
                Set { value: default, source }
            }
        }
    }
}

fn address(raw: &Raw, _: &Source) -> Result<SocketAddr, Wrong> {
    let text = text(raw)?;
    text.parse().map_err(|_| wrong(text, "is no address with a port", "Write it as 127.0.0.1:8080 or [::1]:8080."))
}

fn boolean(raw: &Raw, _: &Source) -> Result<bool, Wrong> {
    match raw {
        Raw::Toml(toml::Value::Boolean(value)) => Ok(*value),
        Raw::Text(text) => text.parse().map_err(|_| wrong(text, "is neither yes nor no", "Write true or false.")),
        Raw::Toml(value) => {
            Err(wrong(&value.to_string(), "is neither yes nor no", "Write true or false, without quotes."))
        }
    }
}

fn path(raw: &Raw, source: &Source) -> Result<PathBuf, Wrong> {
    file_of(text(raw)?, source.folder())
}

fn file_of(text: &str, folder: &Path) -> Result<PathBuf, Wrong> {
    if text.is_empty() { Err(wrong(text, "is no path", "Name a file or folder.")) } else { Ok(folder.join(text)) }
}

fn list(raw: &Raw) -> Result<Vec<String>, Wrong> {
    match raw {
        Raw::Text(text) => {
            Ok(text.split(',').map(str::trim).filter(|item| !item.is_empty()).map(str::to_owned).collect())
        }
        Raw::Toml(toml::Value::Array(items)) => {
            items.iter().map(|item| item.as_str().map(str::to_owned)).collect::<Option<_>>().ok_or_else(|| {
                wrong(&toml::Value::Array(items.clone()).to_string(), "is no list of texts", "Write [\"a\", \"b\"].")
            })
        }
        Raw::Toml(value) => Err(wrong(&value.to_string(), "is no list", "Write [\"a\", \"b\"].")),
    }
}

/// A table, or the path of a TOML file that is one; and where its paths begin.
fn table(raw: &Raw, source: &Source, begins: &str) -> Result<(toml::Table, PathBuf), Wrong> {
    match raw {
        Raw::Toml(toml::Value::Table(table)) => Ok((table.clone(), source.folder().to_owned())),
        Raw::Text(_) | Raw::Toml(_) => {
            let file = path(raw, source)?;
            let shown = file.display().to_string();
            let text = fs::read_to_string(&file).map_err(|_| wrong(&shown, "cannot be read", "Name a TOML file."))?;
            let table = text.parse().map_err(|_| wrong(&shown, "is not TOML", &format!("Correct it; {begins}.")))?;
            Ok((table, file.parent().unwrap_or(Path::new("")).to_owned()))
        }
    }
}

fn log_on_rules(raw: &Raw, source: &Source) -> Result<Option<LogOnConfig>, Wrong> {
    let (table, folder) = table(raw, source, "`password_days = 90` is a line of it")?;
    log_on::read(&table, &folder).map(Some).map_err(|fault| Wrong {
        wrong: format!("{fault}."),
        remedy: "Write, for instance, [log_on] and under it cached_credentials = true.".to_owned(),
    })
}

fn salesforce_org(raw: &Raw, source: &Source) -> Result<SalesforceConfig, Wrong> {
    let (table, folder) = table(raw, source, "`issuer = \"https://acme.my.salesforce.com\"` is a line of it")?;
    salesforce::read(&table, &folder).map_err(|fault| Wrong {
        wrong: format!("{fault}."),
        remedy: "Write, for instance, [salesforce] and under it issuer = \"https://acme.my.salesforce.com\"."
            .to_owned(),
    })
}

fn team_rules(raw: &Raw, source: &Source) -> Result<Vec<TeamRules>, Wrong> {
    let (table, folder) = table(raw, source, "`[Support]` begins a team")?;
    teams::read(&table, &folder).map_err(|fault| Wrong {
        wrong: format!("{fault}."),
        remedy: "Write, for instance, [teams.Support] and under it not_ready = { 1 = \"Break\" }.".to_owned(),
    })
}

fn web_origin(text: &str) -> Result<WebOrigin, Wrong> {
    WebOrigin::parse(text).ok_or_else(|| {
        wrong(
            text,
            "is no origin of a page",
            "Write scheme, host and port as in https://phone.example.com, without a path.",
        )
    })
}

fn identity(text: &str) -> Result<IdentityKind, Wrong> {
    IdentityKind::from_text(text).ok_or_else(|| {
        wrong(text, "is no kind of identity", "Write loginId, jwt, or none in demo mode on a loopback address.")
    })
}

fn word<T>(
    raw: &Raw,
    from_text: impl FnOnce(&str) -> Option<T>,
    known: impl Iterator<Item = &'static str>,
) -> Result<T, Wrong> {
    let text = text(raw)?;
    from_text(text).ok_or_else(|| {
        wrong(text, "is not known here", &format!("Write one of {}.", known.collect::<Vec<_>>().join(", ")))
    })
}

fn text(raw: &Raw) -> Result<&str, Wrong> {
    match raw {
        Raw::Text(text) | Raw::Toml(toml::Value::String(text)) => Ok(text),
        Raw::Toml(value) => Err(wrong(&value.to_string(), "is no text", "Put it in quotes.")),
    }
}

fn wrong(value: &str, what: &str, remedy: &str) -> Wrong {
    let shown: String = value.chars().take(80).collect();
    Wrong { wrong: format!("{shown:?} {what}."), remedy: remedy.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_kept_as_a_browser_writes_it() {
        let origin = |text| WebOrigin::parse(text).map(|origin| origin.0);
        assert_eq!(origin("https://Phone.Example.com:443").as_deref(), Some("https://phone.example.com"));
        assert_eq!(origin("http://[::1]:8080").as_deref(), Some("http://[::1]:8080"));
        assert_eq!(origin("https://phone.example.com/"), None);
        assert_eq!(origin("*"), None);
        assert_eq!(origin("phone.example.com"), None);
    }
}
