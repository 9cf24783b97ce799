//! The demo connector: built and started.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::progress::{Step, logged};
use crate::served::Served;
use crate::{process, workspace};

const PACKAGE: &str = "hookswitch-connector";

/// How long `build` takes.
pub(crate) const USUAL: &str = "4 minutes the first time, on two cores";

/// Builds the connector as the step.
pub(crate) fn build(step: Step) -> Result<()> {
    logged::run(step, PACKAGE, workspace::cargo(["build", "--package", PACKAGE]))
}

/// Starts a demo connector on a port.
pub(crate) fn demo(port: u16, web: &Path) -> Result<Served> {
    let data = workspace::demo_data();
    fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
    let mut command = process::program(workspace::connector("debug"));
    command.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}")]);
    command.arg("--data").arg(data).arg("--web").arg(web);
    Served::start("the connector", command)
}
