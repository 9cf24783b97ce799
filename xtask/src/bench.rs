//! `bench`, `conformance` and `shots`: the programs of package hookswitch-e2e, with what they need built first.

use std::process::ExitCode;

use anyhow::Result;
use clap::Args;

use crate::progress::{Step, Steps, logged};
use crate::tools::{self, Tool};
use crate::{connector, dist, process, workspace};

const PACKAGE: &str = "hookswitch-e2e";

#[derive(Args)]
pub(crate) struct Passed {
    /// Passed on as they are
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    args: Vec<String>,
}

/// `cargo xtask bench NAME …`
pub(crate) fn run(passed: &Passed) -> Result<ExitCode> {
    tools::ensure(&[Tool::Browser])?;
    dist::ensure()?;
    let mut steps = Steps::new(2);
    for (package, usual) in [("hookswitch-connector", "6 minutes"), (PACKAGE, "4 minutes")] {
        let step = steps.begin(&format!("{package}, optimised"), &format!("{usual} the first time, on two cores"));
        let log = format!("{package}-release");
        logged::run(step, &log, workspace::cargo(["build", "--release", "--package", package, "--bins"]))?;
    }
    hand_over("bench", "release", passed)
}

/// `cargo xtask conformance --url ws://…`
pub(crate) fn conformance(passed: &Passed) -> Result<ExitCode> {
    let step = Steps::new(1).begin("the runner", "3 minutes the first time, on two cores");
    build(step, "conformance")?;
    hand_over("conformance", "debug", passed)
}

/// `cargo xtask shots`
pub(crate) fn shots(passed: &Passed) -> Result<ExitCode> {
    tools::ensure(&[Tool::Browser])?;
    dist::ensure()?;
    let mut steps = Steps::new(2);
    connector::build(steps.begin("the connector", connector::USUAL))?;
    build(steps.begin("the camera", "3 minutes the first time, on two cores"), "shots")?;
    hand_over("shots", "debug", passed)
}

fn build(step: Step, bin: &str) -> Result<()> {
    logged::run(step, bin, workspace::cargo(["build", "--package", PACKAGE, "--bin", bin]))
}

/// Runs the program; how it ends is how we end.
fn hand_over(bin: &str, profile: &str, passed: &Passed) -> Result<ExitCode> {
    let mut command = process::program(workspace::target().join(profile).join(bin));
    command.args(&passed.args).current_dir(workspace::root());
    command.env("HOOKSWITCH_CONNECTOR", workspace::connector(profile));
    command.env("HOOKSWITCH_DIST", workspace::dist());
    let status = process::run(bin, command)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
