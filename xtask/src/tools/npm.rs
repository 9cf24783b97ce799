//! Pinned npm packages, outside the source tree.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::process;
use crate::progress::{Steps, logged};

/// Its copy is made once everything is installed.
const LOCK: &str = "package-lock.json";
const STAMP: &str = "installed-lock.json";

/// Whether what the lock file in `from` names lies in `to`.
pub(super) fn is_there(from: &Path, to: &Path) -> Result<bool> {
    let wanted = fs::read(from.join(LOCK)).with_context(|| format!("cannot read {LOCK} in {}", from.display()))?;
    Ok(fs::read(to.join(STAMP)).is_ok_and(|have| have == wanted))
}

/// Installs it.
pub(super) fn install(steps: &mut Steps, from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make {}", to.display()))?;
    for file in ["package.json", LOCK] {
        fs::copy(from.join(file), to.join(file)).with_context(|| format!("cannot copy {file} to {}", to.display()))?;
    }
    let mut command = process::program("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]).current_dir(to);
    logged::run(steps.begin("npm packages", "half a minute"), "npm", command)?;
    fs::copy(from.join(LOCK), to.join(STAMP)).context("cannot note what is installed")?;
    Ok(())
}
