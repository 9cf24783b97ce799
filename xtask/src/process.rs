//! Children that never outlive us: Ctrl-C, SIGTERM, a closed terminal and an error all stop them.
//!
//! A child runs in a process group of its own, so that Ctrl-C reaches it once, from here, as SIGTERM.

mod tree;

use std::env;
use std::ffi::OsStr;
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{self, Child, Command, ExitStatus};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use rustix::process::Pid;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
use signal_hook::iterator::Signals;

/// The connector lets its softphones go within 5 s.
const GRACE: Duration = Duration::from_secs(7);

static CHILDREN: Mutex<Children> = Mutex::new(Children { ours: Vec::new(), stopping: false });
static ENDED: Condvar = Condvar::new();

struct Children {
    ours: Vec<Pid>,
    stopping: bool,
}

/// A program that the kernel ends with us, even when we are killed outright.
pub(crate) fn program(name: impl AsRef<OsStr>) -> Command {
    if find("setpriv").is_some() {
        let mut command = Command::new("setpriv");
        command.args(["--pdeathsig", "TERM", "--"]).arg(name);
        command
    } else {
        Command::new(name)
    }
}

/// Where a program of that name is on the PATH.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path).map(|folder| folder.join(name)).find(|program| program.is_file())
}

/// Runs a program to its end with our own output.
pub(crate) fn run(name: &str, command: Command) -> Result<ExitStatus> {
    Running::start(name, command)?.wait()
}

/// Runs a program to its end and insists on success.
pub(crate) fn succeed(name: &str, command: Command) -> Result<()> {
    let status = run(name, command)?;
    if !status.success() {
        bail!("{name} failed ({status})");
    }
    Ok(())
}

/// From now on a signal to stop us stops our children first.
pub(crate) fn stop_all_on_signal() -> Result<()> {
    let mut signals = Signals::new([SIGINT, SIGTERM, SIGHUP]).context("cannot listen for signals")?;
    thread::spawn(move || {
        let mut signals = signals.forever();
        if let Some(signal) = signals.next() {
            thread::spawn(move || stop_all(signal));
        }
        if let Some(signal) = signals.next() {
            tree::kill(&children().ours);
            process::exit(128 + signal);
        }
    });
    Ok(())
}

/// Waits until one of them has ended.
pub(crate) fn first_to_end<'a>(running: &[&'a Running]) -> Option<&'a Running> {
    let ended = |children: &Children, running: &Running| !children.ours.contains(&running.pid);
    let children = ENDED
        .wait_while(children(), |children| !running.iter().any(|running| ended(children, running)))
        .unwrap_or_else(PoisonError::into_inner);
    if children.stopping {
        drop(children);
        wait_to_be_stopped();
    }
    running.iter().find(|running| ended(&children, running)).copied()
}

/// A child at work. Dropped, it is stopped.
pub(crate) struct Running {
    name: String,
    pid: Pid,
    ended: Receiver<ExitStatus>,
}

impl Running {
    /// Starts a program; `name` is for messages.
    pub(crate) fn start(name: &str, command: Command) -> Result<Self> {
        Self::start_reading(name, command, |_| ())
    }

    /// Starts a program and hands its pipes to `read` before anything is waited for.
    pub(crate) fn start_reading(name: &str, mut command: Command, read: impl FnOnce(&mut Child)) -> Result<Self> {
        let mut children = children();
        if children.stopping {
            drop(children);
            wait_to_be_stopped();
        }
        let mut child = command.process_group(0).spawn().with_context(|| format!("{name} does not start"))?;
        let pid = Pid::from_child(&child);
        children.ours.push(pid);
        drop(children);
        read(&mut child);
        let (tell, ended) = channel();
        thread::spawn(move || wait_for(child, &tell));
        Ok(Self { name: name.to_owned(), pid, ended })
    }

    /// Waits for the end.
    pub(crate) fn wait(self) -> Result<ExitStatus> {
        self.ended.recv().with_context(|| format!("lost sight of {}", self.name))
    }

    /// The name it was started under.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing to stop when the end was told already.
        if children().ours.contains(&self.pid) {
            tree::terminate(&[self.pid]);
            if matches!(self.ended.recv_timeout(GRACE), Err(RecvTimeoutError::Timeout)) {
                tree::kill(&[self.pid]);
            }
        }
    }
}

fn wait_for(mut child: Child, tell: &Sender<ExitStatus>) {
    let pid = Pid::from_child(&child);
    let status = child.wait();
    let mut children = children();
    children.ours.retain(|ours| *ours != pid);
    ENDED.notify_all();
    if children.stopping {
        drop(children);
        wait_to_be_stopped();
    }
    if let Ok(status) = status {
        // Nobody listens when the owner gave up waiting.
        let _ = tell.send(status);
    }
}

fn stop_all(signal: i32) {
    let mut children = children();
    children.stopping = true;
    if !children.ours.is_empty() {
        eprintln!("\nstopping … (once more to stop at once)");
    }
    tree::terminate(&children.ours);
    let (children, _) = ENDED
        .wait_timeout_while(children, GRACE, |children| !children.ours.is_empty())
        .unwrap_or_else(PoisonError::into_inner);
    tree::kill(&children.ours);
    process::exit(128 + signal);
}

/// What ends while we are being stopped is no failure, so nobody is told.
fn wait_to_be_stopped() -> ! {
    loop {
        thread::park();
    }
}

fn children() -> MutexGuard<'static, Children> {
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = program("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn a_child_tells_how_it_ended() {
        assert_eq!(run("the shell", shell("exit 3")).unwrap().code(), Some(3));
        let failure = succeed("the shell", shell("exit 3")).unwrap_err();
        assert_eq!(failure.to_string(), "the shell failed (exit status: 3)");
    }

    #[test]
    fn a_dropped_child_is_stopped_with_its_children_even_in_another_process_group() {
        let folder = env::temp_dir().join(format!("xtask-process-{}", process::id()));
        let pipe = folder.to_string_lossy().into_owned();
        assert!(run("mkfifo", shell(&format!("mkfifo {pipe}"))).unwrap().success());
        // The grandchild holds the pipe open; reading it ends when the grandchild is gone.
        let running = Running::start("the shell", shell(&format!("setsid sleep 600 >{pipe} & wait"))).unwrap();
        let mut held = std::fs::File::open(&pipe).unwrap();
        drop(running);
        assert_eq!(std::io::copy(&mut held, &mut std::io::sink()).unwrap(), 0);
        std::fs::remove_file(pipe).unwrap();
    }
}
