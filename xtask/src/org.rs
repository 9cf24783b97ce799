//! The Salesforce to develop in: built and started.

use anyhow::Result;
use clap::{Arg, ArgMatches};

use crate::progress::{Step, logged};
use crate::served::Served;
use crate::{process, workspace};

const PACKAGE: &str = "hookswitch-e2e";
const BIN: &str = "org";

/// How long `build` takes.
pub(crate) const USUAL: &str = "3 minutes the first time, on two cores";

/// What the softphone is framed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Host {
    /// Lightning Experience: a utility bar.
    Lightning,
    /// Classic: a sidebar.
    Classic,
    /// The console of Classic.
    Console,
}

impl Host {
    const ALL: [Self; 3] = [Self::Lightning, Self::Classic, Self::Console];

    /// `--host`, as clap reads it.
    pub(crate) fn arg() -> Arg {
        let help = "Show the softphone inside what plays Salesforce";
        Arg::new("host").long("host").value_name("HOST").value_parser(Self::ALL.map(Self::name)).help(help)
    }

    /// What `--host` says.
    pub(crate) fn wanted(matches: &ArgMatches) -> Option<Self> {
        let named = matches.get_one::<String>("host")?;
        Self::ALL.into_iter().find(|host| host.name() == named)
    }

    /// The page of an org that plays it.
    pub(crate) const fn page(self) -> &'static str {
        match self {
            Self::Lightning => "lightning.html",
            Self::Classic => "classic.html",
            Self::Console => "classic.html?console=1",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Lightning => "lightning",
            Self::Classic => "classic",
            Self::Console => "console",
        }
    }
}

/// Builds the org as the step.
pub(crate) fn build(step: Step) -> Result<()> {
    logged::run(step, BIN, workspace::cargo(["build", "--package", PACKAGE, "--bin", BIN]))
}

/// Starts an org that frames a page, which finds its connector there.
pub(crate) fn start(port: u16, page: &str, endpoint: &str) -> Result<Served> {
    let mut command = process::program(workspace::target().join("debug").join(BIN));
    command.args(["--port", &port.to_string(), "--adapter-url", page, "--endpoint", endpoint]);
    Served::start("the org", command)
}
