//! `cargo xtask dev`: the connector and Trunk, which reloads the page when a file changes.

use std::process::ExitCode;

use anyhow::{Error, Result, bail};
use clap::{ArgMatches, Command};

use crate::org::{self, Host};
use crate::process::Running;
use crate::progress::Steps;
use crate::tools::{self, Tool};
use crate::{connector, port, process, workspace};

/// Trunk.toml leads /ws there.
const CONNECTOR_PORT: u16 = 8080;
const ORG_PORT: u16 = 8082;

/// What clap reads.
pub(crate) fn command() -> Command {
    let port = port::arg("8081").help("The port of the page; 0 takes any free one. The connector listens on 8080");
    Command::new("dev")
        .about("Run the connector and `trunk serve`: the page reloads when a file changes")
        .arg(port)
        .arg(Host::arg())
}

/// `cargo xtask dev`
pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode> {
    port::insist(CONNECTOR_PORT)?;
    let port = port::choose(port::wanted(matches)?)?;
    let missing = tools::missing(&[Tool::WasmTarget, Tool::WasmBindgen, Tool::Trunk])?;
    let host = Host::wanted(matches);
    if host.is_some() {
        port::insist(ORG_PORT)?;
    }
    let mut steps = Steps::new(missing.len() + 1 + usize::from(host.is_some()));
    for tool in missing {
        tool.get(&mut steps)?;
    }
    connector::build(steps.begin("the connector", connector::USUAL))?;
    if host.is_some() {
        org::build(steps.begin("the org", org::USUAL))?;
    }
    let demo = connector::demo(CONNECTOR_PORT, &workspace::dist())?;
    let page = format!("http://127.0.0.1:{port}/");
    println!("The connector is ready at {}. The page comes with Trunk: {page}", demo.url);
    let endpoint = format!("ws://127.0.0.1:{CONNECTOR_PORT}/ws");
    let org = host.map(|host| Ok::<_, Error>((host, org::start(ORG_PORT, &page, &endpoint)?))).transpose()?;
    if let Some((host, org)) = &org {
        println!("Inside what plays Salesforce: {}/{}", org.url, host.page());
    }
    let mut command = process::program(workspace::tools().join("bin/trunk"));
    command.args(["serve", "--port", &port.to_string()]);
    command.current_dir(workspace::root()).env("PATH", tools::path()?);
    let trunk = Running::start("trunk", command)?;
    let ours: Vec<&Running> =
        [demo.running(), &trunk].into_iter().chain(org.as_ref().map(|(_, org)| org.running())).collect();
    let ended = process::first_to_end(&ours);
    bail!("{} ended; what it said stands above", ended.map_or("something", Running::name))
}
