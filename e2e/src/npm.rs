//! The pinned npm packages of tests and benchmarks, installed under `target/npm`.

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tokio::fs;
use tokio::process::Command;
use tokio::time::timeout;

use crate::paths;

/// Installs the packages when the lock file changed since the last time; hands back `node_modules`.
pub async fn ensure_npm() -> Result<PathBuf> {
    let (from, to) = (paths::root().join("e2e"), paths::npm());
    let modules = to.join("node_modules");
    let wanted = fs::read(from.join("package-lock.json")).await?;
    let stamp = to.join("installed-lock.json");
    if fs::read(&stamp).await.is_ok_and(|have| have == wanted) {
        return Ok(modules);
    }
    eprintln!("npm ci: fetching the pinned packages into {}", to.display());
    fs::create_dir_all(&to).await?;
    for file in ["package.json", "package-lock.json"] {
        fs::copy(from.join(file), to.join(file)).await?;
    }
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    command.current_dir(&to).stdout(Stdio::null()).kill_on_drop(true);
    let status = timeout(Duration::from_secs(300), command.status())
        .await
        .context("npm ci took more than five minutes: look at the network")?
        .context("npm does not run. Install it: apt-get install nodejs npm")?;
    ensure!(status.success(), "npm ci failed ({status}) in {}", to.display());
    fs::write(stamp, wanted).await?;
    Ok(modules)
}

/// The program of Bun among the installed packages.
pub fn bun(modules: &Path) -> Result<PathBuf> {
    let cpu = if ARCH == "x86_64" { "x64" } else { ARCH };
    let bun = modules.join("@oven").join(format!("bun-linux-{cpu}")).join("bin").join("bun");
    ensure!(bun.is_file(), "{} is not there: the pinned Bun is for Linux with glibc on x64 or aarch64", bun.display());
    Ok(bun)
}
