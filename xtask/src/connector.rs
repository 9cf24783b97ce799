//! The demo connector: built, started and waited for.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{ChildStdout, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use crate::process::{self, Running};
use crate::progress::{Step, logged};
use crate::workspace;

const PACKAGE: &str = "hookswitch-connector";
const READY: &str = "listening on ";
const PATIENCE: Duration = Duration::from_secs(30);

/// How long `build` takes.
pub(crate) const USUAL: &str = "4 minutes the first time, on two cores";

/// Builds the connector as the step.
pub(crate) fn build(step: Step) -> Result<()> {
    logged::run(step, PACKAGE, workspace::cargo(["build", "--package", PACKAGE]))
}

/// A demo connector that is ready.
pub(crate) struct Demo {
    /// Where it listens, as an URL.
    pub(crate) url: String,
    running: Running,
}

impl Demo {
    /// Starts it on a port and waits until it listens.
    pub(crate) fn start(port: u16, web: &Path) -> Result<Self> {
        let data = workspace::demo_data();
        fs::create_dir_all(&data).with_context(|| format!("cannot make {}", data.display()))?;
        let mut command = process::program(workspace::connector("debug"));
        command.args(["serve", "--demo", "--listen", &format!("127.0.0.1:{port}")]);
        command.arg("--data").arg(data).arg("--web").arg(web);
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let (tell, ready) = channel();
        let running = Running::start_reading("the connector", command, |child| {
            if let Some(output) = child.stdout.take() {
                thread::spawn(move || pass_on(output, &tell));
            }
        })?;
        match ready.recv_timeout(PATIENCE) {
            Ok(url) => Ok(Self { url, running }),
            Err(RecvTimeoutError::Timeout) => {
                bail!("the connector was not ready within {} s; what it said stands above", PATIENCE.as_secs())
            }
            Err(RecvTimeoutError::Disconnected) => {
                let status = running.wait()?;
                bail!("the connector ended before it was ready ({status}); what it said stands above")
            }
        }
    }

    /// The process.
    pub(crate) fn running(&self) -> &Running {
        &self.running
    }

    /// Waits until it ends, which is not for it to decide.
    pub(crate) fn watch(self) -> Result<()> {
        let status = self.running.wait()?;
        bail!("the connector ended ({status}); what it said stands above")
    }
}

fn pass_on(output: ChildStdout, ready: &Sender<String>) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        match line.strip_prefix(READY) {
            // Told once; nobody listens to a second time.
            Some(url) => drop(ready.send(url.trim().to_owned())),
            None => println!("{line}"),
        }
    }
}
