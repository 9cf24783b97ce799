//! What ten thousand agents who do nothing cost the connector's memory.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result};
use hookswitch_e2e::connector::{Setup, fresh_data};
use hookswitch_e2e::process::Process;
use hookswitch_e2e::wait::{self, PATIENCE};
use hookswitch_e2e::{npm, paths};
use tokio::time::Instant;

use crate::bed;
use crate::load::{Crowd, Talk};
use crate::report::{Report, Table, count, figure};
use crate::staff::{self, Member};

const CEILING_KB: f64 = 7.0;

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
    bed::prepare(agents).await?;
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
    let setup = Setup::release().on_core(bed::SERVER_CORE);
    let users: Vec<_> = (0..agents).map(|number| Member(number).plain()).collect();
    staff::import(&setup, data.path(), &users).await?;
    let connector = setup.start_on(data).await?;
    let address: SocketAddr = connector.address().parse()?;
    let talk = Talk::Agent(Arc::new(|number| Member(number).login_id()));
    row("**connector, signed on**", connector.process(), address, agents, talk).await
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
    let mut command = bed::pinned();
    command.arg(std::env::current_exe()?).arg("echo");
    if let Some(bytes) = read_buffer {
        command.arg("--read-buffer").arg(bytes.to_string());
    }
    Process::start("the axum echo", &mut command)
}

async fn node_ws() -> Result<Process> {
    let modules = npm::ensure_npm().await?;
    let mut command = bed::pinned();
    command.arg("node").arg(paths::root().join("e2e/peers/ws-echo.cjs")).env("NODE_PATH", modules);
    Process::start("Node's ws", &mut command)
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
    let pid = bed::pid(server)?;
    let rollup = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = rollup.lines().find_map(|line| line.strip_prefix("Rss:")).context("an Rss line")?;
    let kilobytes = line.trim().trim_end_matches("kB").trim();
    kilobytes.parse().with_context(|| format!("not a number of kB: {kilobytes}"))
}
