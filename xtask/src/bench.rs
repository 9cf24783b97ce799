//! `bench`, `conformance`, `shots` and `film`: the programs of package hookswitch-e2e, with what they need built first.

use std::process::ExitCode;

use anyhow::Result;
use clap::{Arg, ArgMatches, Command};

use crate::progress::{Step, Steps, logged};
use crate::tools::{self, Tool};
use crate::{connector, dist, process, workspace};

const PACKAGE: &str = "hookswitch-e2e";

/// What clap reads: all that follows the name is the program's own.
pub(crate) fn command(name: &'static str) -> Command {
    let passed = Arg::new("args").value_name("ARGS").num_args(0..).trailing_var_arg(true).allow_hyphen_values(true);
    Command::new(name).arg(passed.help("Passed on as they are"))
}

/// `cargo xtask bench NAME …`
pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode> {
    tools::ensure(&[Tool::Browser])?;
    dist::ensure()?;
    let mut steps = Steps::new(2);
    for (package, usual) in [("hookswitch-connector", "6 minutes"), (PACKAGE, "4 minutes")] {
        let step = steps.begin(&format!("{package}, optimised"), &format!("{usual} the first time, on two cores"));
        let log = format!("{package}-release");
        logged::run(step, &log, workspace::cargo(["build", "--release", "--package", package, "--bins"]))?;
    }
    hand_over("bench", "release", matches)
}

/// `cargo xtask conformance --url ws://…`
pub(crate) fn conformance(matches: &ArgMatches) -> Result<ExitCode> {
    let step = Steps::new(1).begin("the runner", "3 minutes the first time, on two cores");
    build(step, "conformance")?;
    hand_over("conformance", "debug", matches)
}

/// `cargo xtask shots`
pub(crate) fn shots(matches: &ArgMatches) -> Result<ExitCode> {
    pictures("shots", matches)
}

/// `cargo xtask film`
pub(crate) fn film(matches: &ArgMatches) -> Result<ExitCode> {
    pictures("film", matches)
}

fn pictures(bin: &str, matches: &ArgMatches) -> Result<ExitCode> {
    tools::ensure(&[Tool::Browser])?;
    dist::ensure()?;
    let mut steps = Steps::new(2);
    connector::build(steps.begin("the connector", connector::USUAL))?;
    build(steps.begin("the camera", "3 minutes the first time, on two cores"), bin)?;
    hand_over(bin, "debug", matches)
}

fn build(step: Step, bin: &str) -> Result<()> {
    logged::run(step, bin, workspace::cargo(["build", "--package", PACKAGE, "--bin", bin]))
}

/// Runs the program; how it ends is how we end.
fn hand_over(bin: &str, profile: &str, matches: &ArgMatches) -> Result<ExitCode> {
    let passed = matches.get_many::<String>("args").unwrap_or_default();
    let mut command = process::program(workspace::target().join(profile).join(bin));
    command.args(passed).current_dir(workspace::root());
    command.env("HOOKSWITCH_CONNECTOR", workspace::connector(profile));
    command.env("HOOKSWITCH_DIST", workspace::dist());
    let status = process::run(bin, command)?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
