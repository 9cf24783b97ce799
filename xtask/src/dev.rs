//! `cargo xtask dev`: the connector and Trunk, which reloads the page when a file changes.

use std::process::ExitCode;

use anyhow::{Result, bail};
use clap::{ArgMatches, Command};

use crate::connector::{self, Demo};
use crate::process::Running;
use crate::progress::Steps;
use crate::tools::{self, Tool};
use crate::{port, process, workspace};

/// Trunk.toml leads /ws there.
const CONNECTOR_PORT: u16 = 8080;

/// What clap reads.
pub(crate) fn command() -> Command {
    let port = port::arg("8081").help("The port of the page; 0 takes any free one. The connector listens on 8080");
    Command::new("dev").about("Run the connector and `trunk serve`: the page reloads when a file changes").arg(port)
}

/// `cargo xtask dev`
pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode> {
    port::insist(CONNECTOR_PORT)?;
    let port = port::choose(port::wanted(matches)?)?;
    let missing = tools::missing(&[Tool::WasmTarget, Tool::WasmBindgen, Tool::Trunk])?;
    let mut steps = Steps::new(missing.len() + 1);
    for tool in missing {
        tool.get(&mut steps)?;
    }
    connector::build(steps.begin("the connector", connector::USUAL))?;
    let demo = Demo::start(CONNECTOR_PORT, &workspace::dist())?;
    println!("The connector is ready at {}. The page comes with Trunk: http://127.0.0.1:{port}", demo.url);
    let mut command = process::program(workspace::tools().join("bin/trunk"));
    command.args(["serve", "--port", &port.to_string()]);
    command.current_dir(workspace::root()).env("PATH", tools::path()?);
    let trunk = Running::start("trunk", command)?;
    let ended = process::first_to_end(&[demo.running(), &trunk]);
    bail!("{} ended; what it said stands above", ended.map_or("something", Running::name))
}
