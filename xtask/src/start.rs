//! `cargo xtask start`: from a fresh clone to a softphone in the browser.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Result;
use clap::{ArgMatches, Command};

use crate::progress::Steps;
use crate::tools::{self, Tool};
use crate::{connector, dist, port, workspace};

/// What clap reads.
pub(crate) fn command() -> Command {
    let port = port::arg("8080").help("The port to listen on; 0 takes any free one");
    Command::new("start")
        .about("Get what is missing, build everything and run the softphone with a demo connector")
        .arg(port)
}

/// `cargo xtask start`
pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode> {
    // Asked before minutes of building, not after.
    let port = port::choose(port::wanted(matches)?)?;
    let missing = tools::missing(&[Tool::WasmTarget, Tool::RustSource, Tool::WasmBindgen])?;
    let mut steps = Steps::new(missing.len() + 1 + dist::STEPS);
    for tool in missing {
        tool.get(&mut steps)?;
    }
    connector::build(steps.begin("the connector", connector::USUAL))?;
    dist::build(&mut steps)?;
    let demo = connector::demo(port, &workspace::dist())?;
    println!("{}", welcome(&demo.url));
    demo.watch()?;
    Ok(ExitCode::SUCCESS)
}

fn welcome(url: &str) -> String {
    let (connector, data) = (short(workspace::connector("debug")), short(workspace::demo_data()));
    format!(
        "
Hookswitch is ready:  {url}

Open it, click the login icon and enter a Login ID:
    DEMO0000000000005051   demo@example.com, extension 5051
    DEMO0000000000005064   agent2@example.com, extension 5064
agent3@example.com, extension 5069, has none yet. To make one:
    {} user set-login-id agent3@example.com --generate --data {}

Ctrl-C stops it.
",
        connector.display(),
        data.display()
    )
}

/// As one would type it here.
fn short(path: PathBuf) -> PathBuf {
    let here = env::current_dir().unwrap_or_default();
    path.strip_prefix(here).map(Path::to_path_buf).unwrap_or(path)
}
