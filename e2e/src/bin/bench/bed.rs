//! The test bed: the server on one core, the load on another, and what each of them burns.

use anyhow::{Context, Result, ensure};
use hookswitch_e2e::process::Process;
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use tokio::process::Command;

/// Where servers run.
pub(crate) const SERVER_CORE: usize = 0;
const LOAD_CORE: usize = 1;

/// A program on the servers' core.
pub(crate) fn pinned() -> Command {
    let mut command = Command::new("taskset");
    command.arg("-c").arg(SERVER_CORE.to_string());
    command
}

/// Puts this process on the load's core, and lets it open so many sockets.
pub(crate) async fn prepare(sockets: u32) -> Result<()> {
    raise_limit(sockets)?;
    let me = std::process::id().to_string();
    let core = LOAD_CORE.to_string();
    let status = Command::new("taskset").args(["-a", "-p", "-c", &core, &me]).output().await;
    let pinned = status.context("taskset does not run. Install it: apt-get install util-linux")?.status.success();
    ensure!(pinned, "taskset could not pin the load to core {core}: the bench wants two cores");
    Ok(())
}

fn raise_limit(sockets: u32) -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?;
    let needed = u64::from(sockets) + 500;
    let most = limit.maximum.unwrap_or(u64::MAX);
    ensure!(most >= needed, "{needed} open files needed, {most} allowed. Raise it: ulimit -Hn {needed}");
    Ok(())
}

/// Its process id.
pub(crate) fn pid(server: &Process) -> Result<u32> {
    server.id().with_context(|| format!("the server ended:\n{}", server.output()))
}

/// Microseconds that the threads of a process have run so far.
pub(crate) fn burnt(pid: u32) -> Result<f64> {
    let mut nanoseconds = 0.0;
    for thread in std::fs::read_dir(format!("/proc/{pid}/task"))? {
        // A thread may end between the two looks.
        let Ok(text) = std::fs::read_to_string(thread?.path().join("schedstat")) else { continue };
        let ran: f64 = text.split_whitespace().next().unwrap_or_default().parse().context("a schedstat")?;
        nanoseconds += ran;
    }
    Ok(nanoseconds / 1_000.0)
}
