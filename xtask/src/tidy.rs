//! `cargo xtask tidy`: the rules that neither the compiler nor clippy can see, with the line that breaks one.
//!
//! Every rule is a pure function over a path and its text. Every rule has an id, and ARCHITECTURE.md
//! states it under that id.

mod architecture;
mod names;
mod rooms;
mod text;
mod trees;

use std::fmt;
use std::fs;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};
use clap::ArgMatches;

use crate::workspace;

/// A tracked file and what stands in it.
struct File {
    path: String,
    text: String,
}

/// A broken rule.
#[derive(Debug, PartialEq, Eq)]
struct Finding {
    path: String,
    line: usize,
    what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.path, self.line, self.what)
    }
}

/// `cargo xtask tidy`.
pub(crate) fn run(_: &ArgMatches) -> Result<ExitCode> {
    Ok(if holds()? { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Whether every rule holds. What does not is printed.
pub(crate) fn holds() -> Result<bool> {
    let files = files()?;
    let mut findings = Vec::new();
    for file in &files {
        findings.extend(rooms::check(file));
        findings.extend(text::check(file, &workspace::root().to_string_lossy()));
    }
    findings.extend(trees::check()?);
    let ids = [rooms::ids(), text::ids(), trees::ids()].concat();
    let document = files.iter().find(|file| file.path == architecture::PATH);
    let document = document.with_context(|| format!("{} is missing", architecture::PATH))?;
    findings.extend(architecture::check(document, &ids, |path| workspace::root().join(path).exists()));
    for finding in &findings {
        eprintln!("{finding}");
    }
    println!("tidy: {} files, {} rules, {} findings", files.len(), ids.len(), findings.len());
    Ok(findings.is_empty())
}

/// What git tracks, or would if it were added.
fn files() -> Result<Vec<File>> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).current_dir(workspace::root());
    let output = git.output().context("git does not run; tidy asks it which files are ours")?;
    if !output.status.success() {
        bail!("git ls-files failed: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    let listed = String::from_utf8(output.stdout).context("a tracked path is not UTF-8")?;
    let paths = listed.split('\0').filter(|path| !path.is_empty());
    // A file that was deleted and not yet committed, or a picture, has no text to check.
    let files = paths.filter_map(|path| {
        let text = fs::read_to_string(workspace::root().join(path)).ok()?;
        Some(File { path: path.to_owned(), text })
    });
    Ok(files.collect())
}
