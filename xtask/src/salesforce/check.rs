//! `cargo xtask salesforce check`: the five checks that need no org. They are scripts for Node, as the libraries that
//! know Salesforce's formats are.

use std::path::Path;
use std::process::Command;

use crate::process;
use crate::tools::{self, Tool};
use crate::workspace;

/// What the checks take.
pub(crate) const TOOLS: &[Tool] = &[Tool::Node, Tool::SalesforceLibrary];

/// The checks of the package in `folder`.
pub(crate) fn of(folder: &Path) -> Command {
    let mut command = script("check.mjs");
    command.arg(folder);
    command
}

/// Proof that each check fails when its fault is there, and no other does.
pub(crate) fn planted() -> Command {
    let mut command = script("plants.mjs");
    command.arg(super::files::kept());
    command
}

fn script(name: &str) -> Command {
    let mut command = process::program("node");
    command.env("NODE_PATH", tools::salesforce_library().join("node_modules"));
    command.arg(workspace::root().join("xtask/salesforce").join(name));
    command
}
