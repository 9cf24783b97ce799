//! How tools are got: the one place. Versions are pinned, everything but Debian's packages stays under `target/`.

mod debian;
mod npm;

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::process;
use crate::progress::{Steps, logged};
use crate::workspace::{self, WASM};

/// 0.22 needs a newer compiler than rust-toolchain.toml names.
const TRUNK: &str = "0.21.14";

/// Something the project's commands need and a fresh machine lacks.
#[derive(Clone, Copy)]
pub(crate) enum Tool {
    /// The standard library for the page's target.
    WasmTarget,
    /// Rust's own library as source: the page is built with one of its own.
    RustSource,
    /// `wasm-bindgen` and its test runner, in the version that Cargo.lock names.
    WasmBindgen,
    /// The development server.
    Trunk,
    /// Chromium, its driver and Node: what the tests in a browser need.
    Browser,
    /// Node and npm alone.
    Node,
    /// Salesforce's own library and what else checks its package.
    SalesforceLibrary,
}

/// Those of `tools` that are still to be got.
pub(crate) fn missing(tools: &[Tool]) -> Result<Vec<Tool>> {
    let mut missing = Vec::new();
    for tool in tools {
        if !tool.is_there()? {
            missing.push(*tool);
        }
    }
    Ok(missing)
}

/// Gets what is missing of `tools`, each as a step of its own.
pub(crate) fn ensure(tools: &[Tool]) -> Result<()> {
    let missing = missing(tools)?;
    let mut steps = Steps::new(missing.len());
    missing.into_iter().try_for_each(|tool| tool.get(&mut steps))
}

/// The PATH with this project's tools first.
pub(crate) fn path() -> Result<OsString> {
    let others = env::var_os("PATH").unwrap_or_default();
    let folders = [workspace::tools().join("bin")].into_iter().chain(env::split_paths(&others));
    env::join_paths(folders).context("the path of this checkout cannot stand in PATH")
}

/// Where Salesforce's own library is, once it is there.
pub(crate) fn salesforce_library() -> PathBuf {
    workspace::target().join("npm-salesforce")
}

fn salesforce_checks() -> PathBuf {
    workspace::root().join("xtask/salesforce")
}

/// `wasm-bindgen`, once it is there.
pub(crate) fn wasm_bindgen() -> Command {
    process::program(workspace::tools().join("bin/wasm-bindgen"))
}

/// The version of wasm-bindgen that Cargo.lock names: page and tool have to agree.
pub(crate) fn wasm_bindgen_version() -> Result<String> {
    let lock = fs::read_to_string(workspace::root().join("Cargo.lock")).context("cannot read Cargo.lock")?;
    Ok(locked(&lock, "wasm-bindgen").context("Cargo.lock names no wasm-bindgen")?.to_owned())
}

impl Tool {
    fn is_there(self) -> Result<bool> {
        match self {
            Self::WasmTarget => wasm_target_is_there(),
            Self::RustSource => rust_source_is_there(),
            Self::WasmBindgen => is_installed("wasm-bindgen", &wasm_bindgen_version()?),
            Self::Trunk => is_installed("trunk", TRUNK),
            Self::Browser => Ok(debian::missing(debian::BROWSER).is_empty()),
            Self::Node => Ok(debian::missing(debian::NODE).is_empty()),
            Self::SalesforceLibrary => npm::is_there(&salesforce_checks(), &salesforce_library()),
        }
    }

    /// Gets it, as the next step.
    pub(crate) fn get(self, steps: &mut Steps) -> Result<()> {
        match self {
            Self::WasmTarget => rustup(steps, &format!("Rust's {WASM} target"), ["target", "add", WASM]),
            Self::RustSource => rustup(steps, "the source of Rust's library", ["component", "add", "rust-src"]),
            // The lock file it comes with names versions that were withdrawn since.
            Self::WasmBindgen => install(steps, "wasm-bindgen-cli", &wasm_bindgen_version()?, &[], "a minute"),
            // Without its lock file it gets two versions of one crate that do not go together.
            Self::Trunk => install(steps, "trunk", TRUNK, &["--locked"], "3 minutes"),
            Self::Browser => debian::install(steps, debian::BROWSER),
            Self::Node => debian::install(steps, debian::NODE),
            Self::SalesforceLibrary => npm::install(steps, &salesforce_checks(), &salesforce_library()),
        }
    }
}

fn rustup(steps: &mut Steps, what: &str, args: [&str; 3]) -> Result<()> {
    let mut command = process::program("rustup");
    command.current_dir(workspace::root()).args(args);
    let step = steps.begin(what, "some seconds");
    let typed = args.join(" ");
    logged::run(step, &format!("rustup {typed}"), command)
        .with_context(|| format!("without {what} the page cannot be built; with rustup: rustup {typed}"))
}

/// Optimising a tool takes longer than it ever saves: unoptimised it is built in half the time and
/// still works on the page in under a second. No default features: nothing here downloads by itself.
fn install(steps: &mut Steps, name: &str, version: &str, locked: &[&str], usual: &str) -> Result<()> {
    let tools = workspace::tools();
    let build = tools.join("build");
    let mut command = workspace::cargo(["install", "--force", "--no-default-features"]);
    command.args(locked).arg(format!("{name}@{version}")).arg("--root").arg(&tools).arg("--target-dir").arg(&build);
    for setting in ["opt-level=0", "lto=false", "codegen-units=256", "debug=false"] {
        command.arg("--config").arg(format!("profile.release.{setting}"));
    }
    let step = steps.begin(&format!("{name} {version}"), &format!("{usual} on two cores"));
    logged::run(step, name, command)?;
    fs::remove_dir_all(&build).with_context(|| format!("cannot remove {}", build.display()))
}

fn is_installed(name: &str, version: &str) -> Result<bool> {
    let path = workspace::tools().join("bin").join(name);
    if !path.is_file() {
        return Ok(false);
    }
    let output = Command::new(&path).arg("--version").output();
    let output = output.with_context(|| format!("{} does not run; remove it", path.display()))?;
    let said = String::from_utf8_lossy(&output.stdout);
    Ok(said.split_whitespace().nth(1) == Some(version))
}

fn wasm_target_is_there() -> Result<bool> {
    Ok(rustc(&["--print", "target-libdir", "--target", WASM])?.is_dir())
}

fn rust_source_is_there() -> Result<bool> {
    Ok(rustc(&["--print", "sysroot"])?.join("lib/rustlib/src/rust/library/Cargo.lock").is_file())
}

/// The path that the compiler answers with.
fn rustc(asked: &[&str]) -> Result<PathBuf> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    let output = command.current_dir(workspace::root()).args(asked).stderr(Stdio::inherit()).output();
    let output = output.context("rustc does not run")?;
    if !output.status.success() {
        bail!("rustc does not know {}", asked.join(" "));
    }
    Ok(PathBuf::from(String::from_utf8_lossy(&output.stdout).trim()))
}

fn locked<'a>(lock: &'a str, name: &str) -> Option<&'a str> {
    let name = format!("name = \"{name}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOCK: &str = "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"1.0.0\"\n\n\
                        [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"…\"\n";

    #[test]
    fn the_version_of_a_tool_is_read_from_the_lock_file() {
        assert_eq!(locked(LOCK, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(LOCK, "wasm"), None);
    }
}
