//! A server of ours: started, and waited for until it says where it listens.

use std::io::{BufRead, BufReader};
use std::process::{ChildStdout, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Result, bail};

use crate::process::Running;

const READY: &str = "listening on ";
const PATIENCE: Duration = Duration::from_secs(30);

/// A server that is ready.
pub(crate) struct Served {
    /// Where it listens, as an URL.
    pub(crate) url: String,
    running: Running,
}

impl Served {
    /// Starts it and waits until it listens; `name` is for messages.
    pub(crate) fn start(name: &str, mut command: Command) -> Result<Self> {
        command.stdin(Stdio::null()).stdout(Stdio::piped());
        let (tell, ready) = channel();
        let running = Running::start_reading(name, command, |child| {
            if let Some(output) = child.stdout.take() {
                thread::spawn(move || pass_on(output, &tell));
            }
        })?;
        match ready.recv_timeout(PATIENCE) {
            Ok(url) => Ok(Self { url, running }),
            Err(RecvTimeoutError::Timeout) => {
                bail!("{name} was not ready within {} s; what it said stands above", PATIENCE.as_secs())
            }
            Err(RecvTimeoutError::Disconnected) => {
                let status = running.wait()?;
                bail!("{name} ended before it was ready ({status}); what it said stands above")
            }
        }
    }

    /// The process.
    pub(crate) fn running(&self) -> &Running {
        &self.running
    }

    /// Waits until it ends, which is not for it to decide.
    pub(crate) fn watch(self) -> Result<()> {
        let name = self.running.name().to_owned();
        let status = self.running.wait()?;
        bail!("{name} ended ({status}); what it said stands above")
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
