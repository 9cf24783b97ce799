//! What a crate depends on, near and far, as `cargo tree` tells it.

use anyhow::{Context, Result, bail};

use super::Finding;
use crate::workspace::{self, WASM};

struct Rule {
    id: &'static str,
    package: &'static str,
    manifest: &'static str,
    /// Names of packages; `gloo*` for a beginning.
    absent: &'static [&'static str],
}

const NOT_PURE: &[&str] = &[
    "web-sys",
    "js-sys",
    "wasm-bindgen*",
    "gloo*",
    "yew*",
    "tokio*",
    "futures*",
    "axum*",
    "sqlx*",
    "rand*",
    "getrandom",
    "hookswitch",
];

const RULES: &[Rule] = &[
    Rule {
        id: "impure-dependencies",
        package: "hookswitch-protocol",
        manifest: "crates/protocol/Cargo.toml",
        absent: NOT_PURE,
    },
    Rule {
        id: "impure-dependencies",
        package: "hookswitch-session",
        manifest: "crates/session/Cargo.toml",
        absent: NOT_PURE,
    },
    Rule { id: "impure-dependencies", package: "hookswitch-crm", manifest: "crates/crm/Cargo.toml", absent: NOT_PURE },
    Rule {
        id: "impure-dependencies",
        package: "hookswitch-login-ranges",
        manifest: "crates/login-ranges/Cargo.toml",
        absent: NOT_PURE,
    },
    Rule {
        id: "server-in-page",
        package: "hookswitch",
        manifest: "Cargo.toml",
        absent: &["hookswitch-connector", "axum*", "hyper*", "sqlx*", "rustls*", "clap*"],
    },
];

/// The ids of these rules, each once.
pub(super) fn ids() -> Vec<&'static str> {
    let mut ids: Vec<_> = RULES.iter().map(|rule| rule.id).collect();
    ids.dedup();
    ids
}

/// Dependencies that should not be.
pub(super) fn check() -> Result<Vec<Finding>> {
    let mut findings = Vec::new();
    for rule in RULES {
        let tree =
            ["tree", "-p", rule.package, "-e", "normal", "--target", WASM, "--prefix", "none", "--format", "{p}"];
        let output = workspace::cargo(tree).output().context("cargo tree does not run")?;
        if !output.status.success() {
            bail!("cargo tree -p {} failed: {}", rule.package, String::from_utf8_lossy(&output.stderr).trim());
        }
        findings.extend(rule.broken_by(&String::from_utf8_lossy(&output.stdout)));
    }
    Ok(findings)
}

impl Rule {
    /// The first line is the package itself.
    fn broken_by(&self, tree: &str) -> Vec<Finding> {
        let mut names: Vec<_> = tree.lines().skip(1).filter_map(|line| line.split(' ').next()).collect();
        names.sort_unstable();
        names.dedup();
        let broken = names.into_iter().filter(|name| self.absent.iter().any(|absent| matches(absent, name)));
        let finding = |name| Finding {
            path: self.manifest.to_owned(),
            line: 1,
            what: format!("depends on {name}, perhaps through another ({})", self.id),
        };
        broken.map(finding).collect()
    }
}

fn matches(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |beginning| name.starts_with(beginning))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dependency_that_should_not_be_is_found_once_and_the_package_itself_never() {
        let rule = RULES.iter().find(|rule| rule.package == "hookswitch-session").unwrap();
        let tree =
            "hookswitch-session v0.1.0\nserde v1.0.0\ngloo-timers v0.3.0\nserde v1.0.0 (*)\ngloo-timers v0.3.0\n";
        let found: Vec<_> = rule.broken_by(tree).into_iter().map(|found| found.what).collect();
        assert_eq!(found, ["depends on gloo-timers, perhaps through another (impure-dependencies)"]);
        assert_eq!(rule.broken_by("hookswitch v0.1.0\nserde v1.0.0\nthiserror v2.0.0\n"), []);
    }
}
