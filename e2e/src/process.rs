//! A child process in a group of its own: its output is kept, and nothing of it outlives its owner.

use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::{Pid, Signal, kill_process, kill_process_group};
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::time::timeout;

/// A running program; dropped, its whole process group is killed.
pub struct Process {
    name: String,
    child: Child,
    group: Option<Pid>,
    output: Output,
}

impl Process {
    /// Starts `command`, keeping what it prints.
    pub fn start(name: &str, command: &mut Command) -> Result<Self> {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("{name} does not start: {:?}", command.as_std()))?;
        let output = Output::default();
        if let Some(stdout) = child.stdout.take() {
            tokio::spawn(output.clone().keep(stdout));
        }
        if let Some(stderr) = child.stderr.take() {
            tokio::spawn(output.clone().keep(stderr));
        }
        let group = child.id().and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
        Ok(Self { name: name.to_owned(), child, group, output })
    }

    /// The process id, while it runs.
    pub fn id(&self) -> Option<u32> {
        self.child.id()
    }

    /// All that was printed so far, standard output and error together.
    pub fn output(&self) -> String {
        self.output.text()
    }

    /// Waits for a line with `mark` in it and hands back what follows the mark.
    pub async fn line_after(&mut self, mark: &str, patience: Duration) -> Result<String> {
        let output = self.output.clone();
        tokio::select! {
            found = timeout(patience, output.line_after(mark)) => match found {
                Ok(found) => found,
                Err(_) => bail!("{} did not print {mark:?} in {patience:?}:\n{}", self.name, self.output()),
            },
            ended = self.child.wait() => {
                let ended = ended?;
                bail!("{} ended ({ended}) before it printed {mark:?}:\n{}", self.name, self.output())
            }
        }
    }

    /// Asks the process to end (SIGTERM).
    pub fn ask_to_end(&self) -> Result<()> {
        self.signal(Signal::TERM)
    }

    /// What Ctrl-C does (SIGINT).
    pub fn interrupt(&self) -> Result<()> {
        self.signal(Signal::INT)
    }

    /// Stops the process where it stands, as a hung server would (SIGSTOP).
    pub fn freeze(&self) -> Result<()> {
        self.signal(Signal::STOP)
    }

    /// Lets a frozen process go on (SIGCONT).
    pub fn thaw(&self) -> Result<()> {
        self.signal(Signal::CONT)
    }

    /// Ends it the hard way (SIGKILL) and waits until it is gone.
    pub async fn kill(&mut self) -> Result<()> {
        self.child.kill().await.with_context(|| format!("{} cannot be killed", self.name))
    }

    /// Waits until it has ended.
    pub async fn ended(&mut self, patience: Duration) -> Result<ExitStatus> {
        match timeout(patience, self.child.wait()).await {
            Ok(status) => Ok(status?),
            Err(_) => bail!("{} still runs after {patience:?}:\n{}", self.name, self.output()),
        }
    }

    fn signal(&self, signal: Signal) -> Result<()> {
        match self.group.filter(|_| self.child.id().is_some()) {
            Some(pid) => Ok(kill_process(pid, signal)?),
            None => bail!("{} has ended already:\n{}", self.name, self.output()),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        if let Some(group) = self.group {
            // A group that is gone already is what we want.
            let _ = kill_process_group(group, Signal::KILL);
        }
    }
}

#[derive(Clone)]
struct Output {
    lines: Arc<Mutex<Vec<String>>>,
    grown: Arc<watch::Sender<usize>>,
}

impl Default for Output {
    fn default() -> Self {
        Self { lines: Arc::default(), grown: Arc::new(watch::Sender::new(0)) }
    }
}

impl Output {
    async fn keep(self, from: impl AsyncRead + Unpin) {
        let mut lines = BufReader::new(from).lines();
        while let Ok(Some(line)) = lines.next_line().await {
            self.lines.lock().unwrap_or_else(PoisonError::into_inner).push(line);
            self.grown.send_modify(|count| *count += 1);
        }
    }

    fn text(&self) -> String {
        self.lines.lock().unwrap_or_else(PoisonError::into_inner).join("\n")
    }

    async fn line_after(&self, mark: &str) -> Result<String> {
        let mut grown = self.grown.subscribe();
        loop {
            grown.borrow_and_update();
            let found = self
                .lines
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .iter()
                .find_map(|line| line.split_once(mark).map(|(_, rest)| rest.trim().to_owned()));
            if let Some(found) = found {
                return Ok(found);
            }
            grown.changed().await?;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wait::{self, PATIENCE};

    fn shell(script: &str) -> Result<Process> {
        Process::start("sh", Command::new("sh").args(["-c", script]))
    }

    #[tokio::test]
    async fn a_line_is_found_however_late_it_is_asked_for() -> Result<()> {
        let mut child = shell("echo ready on 7; exec sleep 60")?;
        assert_eq!(child.line_after("ready on ", PATIENCE).await?, "7");
        assert_eq!(child.line_after("ready on ", PATIENCE).await?, "7");
        Ok(())
    }

    #[tokio::test]
    async fn a_program_that_ends_early_is_reported_with_how_it_ended() -> Result<()> {
        let mut child = shell("echo no such port >&2; exit 3")?;
        assert_eq!(child.ended(PATIENCE).await?.code(), Some(3));
        let error = child.line_after("ready", PATIENCE).await;
        assert!(error.is_err_and(|error| error.to_string().contains("exit status: 3")));
        Ok(())
    }

    #[tokio::test]
    async fn a_dropped_process_takes_its_children_along() -> Result<()> {
        let mut child = shell("sleep 60 & echo child $!; wait")?;
        let grandchild: i32 = child.line_after("child ", PATIENCE).await?.parse()?;
        let pid = Pid::from_raw(grandchild).context("a process id")?;
        drop(child);
        wait::until("the grandchild to go", PATIENCE, async || {
            let state = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
            Ok(state.map_or(true, |state| state.contains(") Z ")).then_some(()))
        })
        .await
    }
}
