//! The connector as a process: started on a free port with a data folder of its own, stopped, killed, started again.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use tempfile::TempDir;
use tokio::process::Command;
use tokio::time::timeout;

use crate::paths;
use crate::process::Process;
use crate::wait::PATIENCE;

const READY: &str = "listening on ";

/// How a connector is to be started.
#[derive(Clone)]
pub struct Setup {
    binary: PathBuf,
    web: PathBuf,
    demo: bool,
    core: Option<usize>,
    args: Vec<OsString>,
    env: Vec<(OsString, OsString)>,
}

impl Setup {
    /// The demo connector of a development build, serving the built page.
    pub fn demo() -> Self {
        Self {
            binary: paths::connector("debug"),
            web: paths::dist(),
            demo: true,
            core: None,
            args: Vec::new(),
            env: Vec::new(),
        }
    }

    /// The connector of a release build, for measuring.
    pub fn release() -> Self {
        Self { binary: paths::connector("release"), ..Self::demo() }
    }

    /// Without the demo accounts.
    pub fn without_demo(mut self) -> Self {
        self.demo = false;
        self
    }

    /// Serves another folder than the built page.
    pub fn web(mut self, folder: impl Into<PathBuf>) -> Self {
        self.web = folder.into();
        self
    }

    /// Pins the process to one core.
    pub fn on_core(mut self, core: usize) -> Self {
        self.core = Some(core);
        self
    }

    /// One more argument of `serve`.
    pub fn arg(mut self, arg: impl Into<OsString>) -> Self {
        self.args.push(arg.into());
        self
    }

    /// One more environment variable.
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.env.push((name.into(), value.into()));
        self
    }

    /// Starts it on a free port with a fresh data folder.
    pub async fn start(self) -> Result<Connector> {
        self.start_on(fresh_data()?).await
    }

    /// Starts it on a free port with a data folder prepared before, such as by [`Setup::run`].
    pub async fn start_on(self, data: TempDir) -> Result<Connector> {
        ensure!(
            self.binary.is_file(),
            "{} is not there. Run: cargo build -p hookswitch-connector (or set HOOKSWITCH_CONNECTOR)",
            self.binary.display()
        );
        let (process, address) = self.spawn(data.path(), "127.0.0.1:0").await?;
        Ok(Connector { setup: self, data, process, address })
    }

    /// Runs one of the connector's commands on a data folder, server or no server.
    pub async fn run<A: AsRef<OsStr>>(&self, data: &Path, args: impl IntoIterator<Item = A>) -> Result<Output> {
        let mut command = Command::new(&self.binary);
        command.args(args).arg("--data").arg(data).kill_on_drop(true);
        timeout(PATIENCE, command.output())
            .await
            .with_context(|| format!("no end of {:?}", command.as_std()))?
            .with_context(|| format!("cannot run {}", self.binary.display()))
    }

    async fn spawn(&self, data: &Path, listen: &str) -> Result<(Process, String)> {
        let mut command = match self.core {
            Some(core) => {
                let mut pinned = Command::new("taskset");
                pinned.arg("-c").arg(core.to_string()).arg(&self.binary);
                pinned
            }
            None => Command::new(&self.binary),
        };
        command.arg("serve");
        if self.demo {
            command.arg("--demo");
        }
        command.args(["--listen", listen]).arg("--data").arg(data).arg("--web").arg(&self.web);
        command.args(&self.args).envs(self.env.iter().map(|(name, value)| (name, value)));
        let mut process = Process::start("the connector", &mut command)?;
        let url = process.line_after(READY, PATIENCE).await?;
        let address = url
            .split_once("://")
            .map(|(_, address)| address.trim_end_matches('/').to_owned())
            .with_context(|| format!("the connector printed no URL but {url:?}"))?;
        Ok((process, address))
    }
}

/// A running connector. Dropped, it is killed and its data folder removed.
pub struct Connector {
    setup: Setup,
    data: TempDir,
    process: Process,
    address: String,
}

impl Connector {
    /// `127.0.0.1:PORT`.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// The URL of a path, such as `/` or `/healthz`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// The URL that softphones connect to.
    pub fn ws(&self) -> String {
        format!("ws://{}/ws", self.address)
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// The process itself: its id, output and signals.
    pub fn process(&self) -> &Process {
        &self.process
    }

    /// Kills it as a power cut would.
    pub async fn kill(&mut self) -> Result<()> {
        self.process.kill().await
    }

    /// Asks it to end and waits.
    pub async fn stop(&mut self, patience: Duration) -> Result<ExitStatus> {
        self.process.ask_to_end()?;
        self.process.ended(patience).await
    }

    /// Starts it again on the same port and data, after `kill` or `stop`.
    pub async fn start_again(&mut self) -> Result<()> {
        let (process, address) = self.setup.spawn(self.data.path(), &self.address).await?;
        self.process = process;
        self.address = address;
        Ok(())
    }

    /// Runs one of its commands (`user list --json`) on the same data folder.
    pub async fn run<A: AsRef<OsStr>>(&self, args: impl IntoIterator<Item = A>) -> Result<Output> {
        self.setup.run(self.data.path(), args).await
    }
}

/// An empty data folder, removed when dropped.
pub fn fresh_data() -> Result<TempDir> {
    Ok(tempfile::Builder::new().prefix("hookswitch-data-").tempdir()?)
}
