//! The three places a value may come from, and which one wins.

use std::{
    collections::BTreeMap,
    ffi::OsString,
    fs,
    path::{Path, PathBuf},
};

use super::{Fault, Key, Source, key};

/// What flags, environment and file say, not yet read.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    /// The configuration file that a flag names.
    pub file: Option<PathBuf>,
    /// Values of flags.
    pub flags: BTreeMap<Key, String>,
    /// The environment.
    pub environment: Vec<(OsString, OsString)>,
}

/// A value as it was given.
#[derive(Clone, Debug)]
pub(super) enum Raw {
    /// By a flag or a variable.
    Text(String),
    /// By the file.
    Toml(toml::Value),
}

/// The winning value of each key that was given.
pub(super) type Given = BTreeMap<Key, (Raw, Source)>;

impl Layers {
    /// Flags over this process's environment.
    #[must_use]
    pub fn of_process(file: Option<PathBuf>, flags: BTreeMap<Key, String>) -> Self {
        Self { file, flags, environment: std::env::vars_os().collect() }
    }

    pub(super) fn gather(self) -> (Given, Vec<Fault>) {
        let mut faults = Vec::new();
        let environment = own_variables(self.environment, &mut faults);
        let file = self.file.or_else(|| environment.get(key::FILE_VARIABLE).map(PathBuf::from));
        let mut given = file.map(|file| read_file(&file, &mut faults)).unwrap_or_default();
        for key in Key::ALL {
            if let Some(text) = environment.get(&key.variable()) {
                given.insert(*key, (Raw::Text(text.clone()), Source::Environment));
            }
        }
        given.extend(self.flags.into_iter().map(|(key, text)| (key, (Raw::Text(text), Source::Flag))));
        (given, faults)
    }
}

fn own_variables(environment: Vec<(OsString, OsString)>, faults: &mut Vec<Fault>) -> BTreeMap<String, String> {
    let mut own = BTreeMap::new();
    for (name, value) in environment {
        let Ok(name) = name.into_string() else { continue };
        if let Some(meant) = key::misspelt(&name) {
            faults.push(Fault::new(name, "There is no such variable.", format!("Did you mean {meant}?")));
        } else if name.starts_with("HOOKSWITCH_") {
            match value.into_string() {
                // An empty variable is how a service file unsets one.
                Ok(value) if value.is_empty() => {}
                Ok(value) => {
                    own.insert(name, value);
                }
                Err(_) => faults.push(Fault::new(name, "The value is not UTF-8.", "Write it in UTF-8.")),
            }
        }
    }
    own
}

fn read_file(file: &Path, faults: &mut Vec<Fault>) -> Given {
    let text = match fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => {
            let wrong = format!("The configuration file cannot be read: {error}.");
            faults.push(Fault::new(file.display().to_string(), wrong, "Check the path and who may read it."));
            return Given::new();
        }
    };
    let table = match text.parse::<toml::Table>() {
        Ok(table) => table,
        Err(error) => {
            let wrong = format!("The configuration file is not TOML: {}.", error.to_string().trim_end());
            faults.push(Fault::new(file.display().to_string(), wrong, "Correct it at that place."));
            return Given::new();
        }
    };
    let mut given = Given::new();
    for (name, value) in table {
        if let Some(key) = Key::from_text(&name) {
            given.insert(key, (Raw::Toml(value), Source::File(file.to_owned())));
        } else {
            let remedy = Key::nearest(&name).map_or_else(
                || format!("Known keys: {}.", known_keys()),
                |key| format!("Did you mean {}?", key.as_str()),
            );
            faults.push(Fault::new(format!("{name} in {}", file.display()), "There is no such key.", remedy));
        }
    }
    given
}

fn known_keys() -> String {
    Key::ALL.iter().map(|key| key.as_str()).collect::<Vec<_>>().join(", ")
}
