//! The values in force, as TOML that can be read again and as JSON. There is no secret among them.

use std::path::Path;

use serde_json::{Value, json};

use super::{Config, Key, Set, Source};

impl Config {
    /// The values in force as a configuration file, with where each came from behind it.
    #[must_use]
    pub fn to_toml(&self) -> String {
        let mut lines = Vec::new();
        for (key, value, source) in self.values() {
            lines.push(match value {
                Value::Null => format!("# {} is not set", key.as_str()),
                // Texts, numbers, booleans and lists of texts are written in TOML as in JSON.
                Value::Object(_) => {
                    let table = toml::Value::try_from(&value).map(|table| table.to_string()).unwrap_or_default();
                    format!("{} = {table} # {}", key.as_str(), provenance(key, source))
                }
                Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
                    format!("{} = {value} # {}", key.as_str(), provenance(key, source))
                }
            });
        }
        lines.push(String::new());
        lines.join("\n")
    }

    /// The same for scripts.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.values()
            .into_iter()
            .map(|(key, value, source)| {
                (key.as_str().to_owned(), json!({ "value": value, "from": provenance(key, source) }))
            })
            .collect::<serde_json::Map<_, _>>()
            .into()
    }

    fn values(&self) -> Vec<(Key, Value, &Source)> {
        fn row<T>(key: Key, set: &Set<T>, show: impl FnOnce(&T) -> Value) -> (Key, Value, &Source) {
            (key, show(&set.value), &set.source)
        }
        let path = |path: &Path| Value::from(path.display().to_string());
        Key::ALL
            .iter()
            .map(|key| match key {
                Key::Listen => row(*key, &self.listen, |address| address.to_string().into()),
                Key::Data => row(*key, &self.data, |folder| path(folder)),
                Key::Web => row(*key, &self.web, |folder| folder.as_deref().map(path).into()),
                Key::Demo => row(*key, &self.demo, |demo| (*demo).into()),
                Key::TlsCert => row(*key, &self.tls_cert, |file| file.as_deref().map(path).into()),
                Key::TlsKey => row(*key, &self.tls_key, |file| file.as_deref().map(path).into()),
                Key::AllowPlainHttp => row(*key, &self.allow_plain_http, |allowed| (*allowed).into()),
                Key::AllowedOrigins => row(*key, &self.allowed_origins, |origins| {
                    origins.iter().map(|origin| Value::from(origin.as_str())).collect()
                }),
                Key::Identities => {
                    row(*key, &self.identities, |kinds| kinds.iter().map(|kind| Value::from(kind.as_str())).collect())
                }
                Key::Teams => row(*key, &self.teams, |teams| super::teams::show(teams)),
                Key::LogOn => row(*key, &self.log_on, |config| config.as_ref().map(super::log_on::show).into()),
                Key::Salesforce => row(*key, &self.salesforce, super::salesforce::show),
                Key::PhoneBooks => row(*key, &self.phone_books, |files| files.iter().map(|file| path(file)).collect()),
                Key::LogLevel => row(*key, &self.log_level, |level| level.as_str().into()),
                Key::LogFormat => row(*key, &self.log_format, |format| format.as_str().into()),
            })
            .collect()
    }
}

fn provenance(key: Key, source: &Source) -> String {
    match source {
        Source::Default => "default".to_owned(),
        Source::File(file) => file.display().to_string(),
        Source::Environment => key.variable(),
        Source::Flag => key.flag(),
    }
}
