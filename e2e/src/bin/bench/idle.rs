//! What ten thousand agents who do nothing cost the connector's memory.

use std::ffi::OsStr;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hookswitch_e2e::connector::{Setup, fresh_data};
use hookswitch_e2e::process::Process;
use hookswitch_e2e::wait::{self, PATIENCE};
use hookswitch_e2e::{npm, paths};
use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
use serde_json::json;
use tokio::fs;
use tokio::process::Command;
use tokio::time::Instant;

use crate::load::{Crowd, Talk};
use crate::report::{Report, Table, count, figure};

const CEILING_KB: f64 = 7.0;
const SERVER_CORE: usize = 0;
const LOAD_CORE: usize = 1;

/// Kilobytes (1,024 B) of a server's resident memory.
struct Row {
    name: &'static str,
    connections: u32,
    empty: f64,
    fresh: f64,
    after: f64,
}

/// Measures the connector, two axum echoes and Node's `ws`, one after another.
pub(crate) async fn run(agents: u32) -> Result<Report> {
    raise_limit(agents)?;
    pin_myself().await?;
    let mut rows = vec![connector(agents).await?];
    rows.push(measure("axum echo, read buffer 2 KiB", &mut echo(Some(2_048))?, agents, Talk::Echo).await?);
    // Five times fewer: a default buffer is 128 KiB, and a small machine has to survive the row.
    rows.push(measure("axum echo, default buffers", &mut echo(None)?, agents / 5, Talk::Echo).await?);
    rows.push(measure("Node ws 8", &mut node_ws().await?, agents, Talk::Echo).await?);

    let mut table = Table::new(
        "Idle: resident memory a connection (KB = 1,024 B, empty server subtracted; server on core 0, load on core 1)",
        &["server", "connections", "fresh", "after a message", "empty server (MB)", "ours / it, after"],
    );
    let ours = rows.first().map_or(f64::NAN, |row| row.per_connection(row.after));
    for row in &rows {
        table.row(&[
            row.name.to_owned(),
            count(usize::try_from(row.connections)?),
            figure(row.per_connection(row.fresh)),
            figure(row.per_connection(row.after)),
            figure(row.empty / 1_024.0),
            figure(ours / row.per_connection(row.after)),
        ]);
    }
    table.print();
    let mut report = Report::default();
    report.at_most("resident memory of an idle signed-on agent", ours, CEILING_KB, " KB");
    Ok(report)
}

impl Row {
    fn per_connection(&self, kilobytes: f64) -> f64 {
        (kilobytes - self.empty) / f64::from(self.connections)
    }
}

async fn connector(agents: u32) -> Result<Row> {
    let data = fresh_data()?;
    let setup = Setup::release().on_core(SERVER_CORE);
    import_users(&setup, data.path(), agents).await?;
    let connector = setup.start_on(data).await?;
    let address: SocketAddr = connector.address().parse()?;
    let talk = Talk::Agent(Arc::new(login_id));
    row("**connector, signed on**", connector.process(), address, agents, talk).await
}

async fn import_users(setup: &Setup, data: &Path, agents: u32) -> Result<()> {
    let line = |number: u32| {
        let (extension, id) = ((10_000 + number).to_string(), login_id(number));
        json!({ "userName": format!("agent{number}@bench.invalid"), "extension": extension, "loginId": id }).to_string()
    };
    let list = tempfile::NamedTempFile::new()?;
    let file = list.path();
    fs::write(file, (0..agents).map(line).collect::<Vec<_>>().join("\n")).await?;
    let imported = setup.run(data, [OsStr::new("user"), OsStr::new("import"), file.as_os_str()]).await?;
    ensure!(imported.status.success(), "user import: {}", String::from_utf8_lossy(&imported.stderr));
    Ok(())
}

fn login_id(number: u32) -> String {
    format!("BENCH{number:015}")
}

async fn measure(name: &'static str, server: &mut Process, size: u32, talk: Talk) -> Result<Row> {
    let address = server.line_after("listening on http://", PATIENCE).await?.parse()?;
    row(name, server, address, size, talk).await
}

async fn row(name: &'static str, server: &Process, address: SocketAddr, size: u32, talk: Talk) -> Result<Row> {
    eprintln!("idle: {name}, {size} connections");
    let empty = settled(server).await?;
    let mut crowd = Crowd::gather(address, size, talk).await?;
    let fresh = settled(server).await?;
    crowd.exchange().await?;
    let after = settled(server).await?;
    Ok(Row { name, connections: size, empty, fresh, after })
}

fn echo(read_buffer: Option<usize>) -> Result<Process> {
    let mut command = pinned(SERVER_CORE);
    command.arg(std::env::current_exe()?).arg("echo");
    if let Some(bytes) = read_buffer {
        command.arg("--read-buffer").arg(bytes.to_string());
    }
    Process::start("the axum echo", &mut command)
}

async fn node_ws() -> Result<Process> {
    let modules = npm::ensure_npm().await?;
    let mut command = pinned(SERVER_CORE);
    command.arg("node").arg(paths::root().join("e2e/peers/ws-echo.cjs")).env("NODE_PATH", modules);
    Process::start("Node's ws", &mut command)
}

fn pinned(core: usize) -> Command {
    let mut command = Command::new("taskset");
    command.arg("-c").arg(core.to_string());
    command
}

async fn pin_myself() -> Result<()> {
    let me = std::process::id().to_string();
    let core = LOAD_CORE.to_string();
    let status = Command::new("taskset").args(["-a", "-p", "-c", &core, &me]).output().await;
    let pinned = status.context("taskset does not run. Install it: apt-get install util-linux")?.status.success();
    ensure!(pinned, "taskset could not pin the load to core {core}: the bench wants two cores");
    Ok(())
}

fn raise_limit(agents: u32) -> Result<()> {
    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: limit.maximum, maximum: limit.maximum })?;
    let needed = u64::from(agents) + 500;
    let most = limit.maximum.unwrap_or(u64::MAX);
    ensure!(
        most >= needed,
        "{needed} open files needed, {most} allowed. Raise it: ulimit -Hn {needed}, or fewer --agents"
    );
    Ok(())
}

/// The resident memory once it no longer moves.
async fn settled(server: &Process) -> Result<f64> {
    let mut last = resident(server)?;
    let mut since = Instant::now();
    wait::until("the memory to settle", PATIENCE, async || {
        let now = resident(server)?;
        if (now - last).abs() > last * 0.002 {
            (last, since) = (now, Instant::now());
        }
        Ok((since.elapsed() > Duration::from_secs(1)).then_some(now))
    })
    .await
}

/// Resident kilobytes, shared pages and all.
fn resident(server: &Process) -> Result<f64> {
    let pid = server.id().with_context(|| format!("the server ended:\n{}", server.output()))?;
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:")).context("an Rss line")?;
    let kilobytes = line.trim().trim_end_matches("kB").trim();
    kilobytes.parse().with_context(|| format!("not a number of kB: {kilobytes}"))
}
