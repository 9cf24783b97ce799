//! Whoever follows `docs/salesforce.md` finds what it names: in the package, in the table of the call centre, on a command line.

use std::collections::BTreeSet;
use std::fs;

use clap::Command;

use super::call_center::SECTIONS;
use super::files;
use crate::workspace;

/// What Salesforce itself calls so.
const SALESFORCES: &[&str] = &[
    "Username",
    "CallCenterId",
    "UserPermissionsCallCenterAutoLogin",
    "reqStandbyUrl",
    "reqTimeout",
    "mode",
    "nonce",
    "cspHeader",
    // How the id of any call centre begins.
    "04v",
];
/// What somebody makes who follows the guide.
const MADE: &[&str] = &["Hookswitch.pem", "Hookswitch_2.pem", "connector.crt", "README.md", "phone.example.com"];
/// What the checks print, and what stands for something of one's own.
const SAID: &[&str] = &["passed", "failed", "variable", "Field__c", "FILE"];

fn guide() -> String {
    fs::read_to_string(workspace::root().join("docs/salesforce.md")).unwrap()
}

/// What stands in code: spans, and the lines of blocks, whose comments and values are nobody's names.
fn code(guide: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut fenced = false;
    for line in guide.lines() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if fenced {
            let line = line.split(" #").next().unwrap_or_default();
            // A setting, written as the table that it stands in.
            found.push(line.split_once(" = ").map_or_else(|| line.to_owned(), |(key, _)| format!("[{key}]")));
        } else {
            found.extend(line.split('`').skip(1).step_by(2).map(str::to_owned));
        }
    }
    found
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !(c.is_ascii_alphanumeric() || "_.-".contains(c)));
    let parts = parts.map(|word| word.trim_matches(['.', '-'])).filter(|word| !word.is_empty());
    parts.filter(|word| !word.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Every name there is.
struct Known {
    /// In the package and its table.
    package: BTreeSet<String>,
    /// Of commands, options and settings of the connector.
    connector: BTreeSet<String>,
    xtask: Command,
}

impl Known {
    fn read() -> Self {
        let mut package = BTreeSet::new();
        for (path, content) in files::under(&files::kept()).unwrap() {
            package.extend(words(&path).map(str::to_owned));
            package.extend(path.split(['/', '.']).map(str::to_owned));
            package.extend(words(str::from_utf8(&content).unwrap()).map(str::to_owned));
        }
        for item in SECTIONS.iter().flat_map(|section| section.items) {
            package.extend([item.name, item.usual].map(str::to_owned));
            package.extend(words(item.label).map(str::to_owned));
        }
        // A channel is named without its ending where it is made, and with it where it is used.
        package.insert("Hookswitch__c".to_owned());
        package.extend([SALESFORCES, MADE, SAID].concat().into_iter().map(str::to_owned));
        Self { package, connector: connector(), xtask: super::command() }
    }

    /// What of a piece of code there is not.
    fn lacks(&self, code: &str) -> Vec<String> {
        let parts: Vec<_> = code.split_whitespace().collect();
        match parts.as_slice() {
            ["cargo", "xtask", "salesforce", more @ ..] => {
                let line = ["salesforce"].into_iter().chain(more.iter().copied());
                self.xtask.clone().try_get_matches_from(line).err().map(|fault| fault.to_string()).into_iter().collect()
            }
            ["hookswitch-connector", more @ ..] => self.lacks_command(more),
            ["user", "import"] => self.lacks_command(&parts),
            [flag] if flag.starts_with("--") => {
                let package = self.xtask.find_subcommand("package").unwrap();
                let is_there = package.get_arguments().any(|arg| arg.get_long() == flag.strip_prefix("--"));
                if is_there { Vec::new() } else { vec![(*flag).to_owned()] }
            }
            [table] if table.starts_with('[') => {
                let keys = table.split(['[', '.', ']']).filter(|key| !key.is_empty());
                keys.filter(|key| !self.connector.contains(*key)).map(str::to_owned).collect()
            }
            // A path of the package.
            [path] if path.starts_with("force-app") || path.starts_with("import/") => {
                if files::kept().join(path).exists() { Vec::new() } else { vec![(*path).to_owned()] }
            }
            // Others' programs and addresses: what in them is ours.
            ["sf" | "openssl" | "import", ..] => self.missing(words(code).filter(|word| is_ours(word))),
            _ if code.contains("://") || code.starts_with('/') => {
                self.missing(words(code).filter(|word| is_ours(word)))
            }
            _ => self.missing(words(code)),
        }
    }

    fn missing<'a>(&self, words: impl Iterator<Item = &'a str>) -> Vec<String> {
        words
            .filter(|word| !self.package.contains(*word) && !self.connector.contains(*word))
            .map(str::to_owned)
            .collect()
    }

    /// Commands, up to what is given to them, and every option.
    fn lacks_command(&self, line: &[&str]) -> Vec<String> {
        let commands =
            line.iter().take_while(|word| word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-'));
        let commands = commands.take_while(|word| !word.starts_with("--")).copied();
        let options = line.iter().filter_map(|word| word.strip_prefix("--"));
        let named = commands.chain(options);
        named
            .filter(|name| !self.connector.contains(*name))
            .map(|name| format!("hookswitch-connector: {name}"))
            .collect()
    }
}

fn is_ours(word: &str) -> bool {
    ["ookswitch", "force-app", "__c", "__mdt"].iter().any(|part| word.contains(part))
        && !word.contains(".com")
        && !word.starts_with("hookswitch-")
}

/// Variants are commands, fields are options; settings are texts in the configuration's source.
fn connector() -> BTreeSet<String> {
    let source = workspace::root().join("crates/connector/src");
    let mut known = BTreeSet::new();
    for (path, content) in files::under(&source.join("cli")).unwrap() {
        assert!(path.ends_with(".rs"), "{path}");
        for name in identifiers(str::from_utf8(&content).unwrap()) {
            known.insert(kebab(&name));
            known.insert(name);
        }
    }
    for (path, content) in files::under(&source.join("config")).unwrap() {
        assert!(path.ends_with(".rs"), "{path}");
        known.extend(identifiers(str::from_utf8(&content).unwrap()));
    }
    known
}

/// Those of the code: what a comment speaks of need not exist.
fn identifiers(text: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| !line.trim_start().starts_with("//"));
    let parts = lines.flat_map(|line| line.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '-')));
    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

fn kebab(name: &str) -> String {
    let mut out = String::new();
    for (at, c) in name.char_indices() {
        match c {
            '_' => out.push('-'),
            'A'..='Z' => {
                if at > 0 {
                    out.push('-');
                }
                out.push(c.to_ascii_lowercase());
            }
            _ => out.push(c),
        }
    }
    out
}

#[test]
fn every_name_in_the_guide_exists() {
    let known = Known::read();
    let mut lost = Vec::new();
    for code in code(&guide()) {
        lost.extend(known.lacks(&code).into_iter().map(|name| format!("`{code}`: {name}")));
    }
    assert_eq!(lost, [""; 0], "docs/salesforce.md names what there is not");
}

#[test]
fn a_name_that_there_is_not_is_found() {
    let known = Known::read();
    for wrong in [
        "Hookswitch_Agents",
        "Hookswitch_LoginID__c",
        "HookswitchUsers",
        "hsEndpoints",
        "force-app/main/default/callCentres",
        "import/Hookswitch.csv",
        "--org-hosting",
        "cargo xtask salesforce pack --out a",
        "cargo xtask salesforce package --url https://a.example/ --outt a",
        "hookswitch-connector user exportt",
        "hookswitch-connector config check --configg FILE",
        "sf project deploy start --tests HookswitchTest",
        "https://acme--c.vf.force.com/apex/Hookswitch_Phone",
        "keys_and_more",
        "[sales]",
    ] {
        assert!(!known.lacks(wrong).is_empty(), "{wrong}");
    }
}

#[test]
fn the_guide_speaks_of_every_setting_and_everything_that_is_deployed() {
    let code = code(&guide()).join(" ");
    let named: BTreeSet<_> = words(&code).collect();
    let items = SECTIONS.iter().flat_map(|section| section.items).map(|item| item.name.to_owned());
    let deployed = files::under(&files::kept()).unwrap();
    let deployed = deployed.keys().filter_map(|path| {
        let (name, _) = path.rsplit('/').next()?.strip_suffix("-meta.xml")?.rsplit_once('.')?;
        Some(name.split('.').next_back()?.to_owned())
    });
    let lost: Vec<_> = items.chain(deployed).filter(|name| !named.contains(name.as_str())).collect();
    assert_eq!(lost, [""; 0], "docs/salesforce.md is silent about this");
}

#[test]
fn links_inside_the_guide_lead_somewhere() {
    let guide = guide();
    let place = |heading: &str| {
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
        kept.collect::<String>().to_lowercase().replace(' ', "-")
    };
    let places: BTreeSet<_> = guide
        .lines()
        .filter_map(|line| {
            Some(place(line.trim_start_matches('#').strip_prefix(' ').filter(|_| line.starts_with('#'))?))
        })
        .collect();
    let links = guide.split("](#").skip(1).filter_map(|rest| rest.split(')').next());
    let lost: Vec<_> = links.filter(|link| !places.contains(*link)).collect();
    assert_eq!(lost, [""; 0], "no such chapter");
}
