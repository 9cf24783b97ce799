//! A storm of sign-ons: everybody at once, with and without a password that has to be hashed.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::bed;
use crate::client::{Bound, Proof, Way};
use crate::makes::{Make, Server};
use crate::report::{Report, Table, count, figure};
use crate::staff::Member;
use crate::stats::{median, percentile};

const SIZES: [u32; 2] = [200, 1_000];
/// A password takes about a hundredth of a second of a processor, and a thousand are compared one after another.
const PATIENCE: Duration = Duration::from_secs(180);
/// What p99 may be of a peer's; one of the two has to hold.
const CEILINGS: [(Make, f64); 2] = [(Make::Bun, 0.7), (Make::NodeWs, 0.25)];

/// What a storm came to.
struct Storm {
    /// Milliseconds that each attempt took.
    took: Vec<f64>,
    /// From the first attempt to the last success.
    seconds: f64,
    /// Microseconds that the server ran.
    server: f64,
    /// Microseconds that the load ran.
    load: f64,
}

/// Medians over storms of one kind.
struct Row {
    make: Make,
    size: u32,
    way: Way,
    rate: f64,
    p50: f64,
    p99: f64,
    server: f64,
    load: f64,
}

/// Measures connector, Bun and Node in turn, round by round; the connector by password too, where that is wanted.
pub(crate) async fn run(rounds: usize, by_password: bool) -> Result<Report> {
    let most = SIZES.into_iter().max().unwrap_or_default();
    bed::prepare(most).await?;
    let staff: Vec<_> = (0..most).map(|number| Member(number).with_password("agent")).collect();
    let servers = Server::each(&staff).await?;
    let mut rows = Vec::new();
    for size in SIZES {
        let mut storms: Vec<Vec<Storm>> = servers.iter().map(|_| Vec::new()).collect();
        // The first round warms up: an engine that compiles while it runs has not compiled yet.
        for round in 0..=rounds {
            eprintln!("signon: {size} at once, round {round} of {rounds}");
            for (server, storms) in servers.iter().zip(&mut storms) {
                Server::rest(&servers).await?;
                let storm = storm(server, size, Way::LoginId).await?;
                if round > 0 {
                    storms.push(storm);
                }
            }
        }
        rows.extend(
            servers.iter().zip(storms).map(|(server, storms)| Row::of(server.make, size, Way::LoginId, &storms)),
        );
    }
    for size in SIZES {
        for server in servers.iter().filter(|server| by_password && server.make == Make::Connector) {
            eprintln!("signon: {size} at once by password");
            // Once is enough: it is long, and hardly anything but hashing.
            let storms = [storm(server, size, Way::Password).await?];
            rows.push(Row::of(server.make, size, Way::Password, &storms));
        }
    }
    print(&rows);
    let mut report = Report::default();
    for size in SIZES {
        let ours = p99(&rows, size, Make::Connector);
        let shares = CEILINGS.map(|(peer, ceiling)| (peer, ours / p99(&rows, size, peer), ceiling));
        // Either ceiling is enough.
        let closest = shares.into_iter().min_by(|(_, one, of), (_, other, than)| (one / of).total_cmp(&(other / than)));
        if let Some((peer, share, ceiling)) = closest {
            report.at_most(&format!("p99 of {size} sign-ons at once, of {}'s", peer.title()), share, ceiling, "");
        }
    }
    Ok(report)
}

fn print(rows: &[Row]) {
    let mut table = Table::new(
        "Sign-on storm (TCP, upgrade, Register, sign-on; medians of interleaved rounds; server on core 0, load on core 1)",
        &[
            "server",
            "way",
            "at once",
            "agents/s",
            "p50 ms",
            "p99 ms",
            "p99, ours / it",
            "server CPU us/agent",
            "load CPU us/agent",
        ],
    );
    for row in rows {
        let ratio = match row.way {
            Way::LoginId => figure(p99(rows, row.size, Make::Connector) / row.p99),
            Way::Password => "-".to_owned(),
        };
        table.row(&[
            row.make.title().to_owned(),
            match row.way {
                Way::LoginId => "own Login ID",
                Way::Password => "password, Argon2id",
            }
            .to_owned(),
            count(usize::try_from(row.size).unwrap_or_default()),
            figure(row.rate),
            figure(row.p50),
            figure(row.p99),
            ratio,
            figure(row.server),
            figure(row.load),
        ]);
    }
    table.print();
}

fn p99(rows: &[Row], size: u32, make: Make) -> f64 {
    let row = rows.iter().find(|row| row.size == size && row.make == make && row.way == Way::LoginId);
    row.map_or(f64::NAN, |row| row.p99)
}

impl Row {
    fn of(make: Make, size: u32, way: Way, storms: &[Storm]) -> Self {
        let over = |what: &dyn Fn(&Storm) -> f64| median(&storms.iter().map(what).collect::<Vec<_>>());
        let agents = f64::from(size);
        Self {
            make,
            size,
            way,
            rate: over(&|storm| agents / storm.seconds),
            p50: over(&|storm| percentile(&storm.took, 50)),
            p99: over(&|storm| percentile(&storm.took, 99)),
            server: over(&|storm| storm.server / agents),
            load: over(&|storm| storm.load / agents),
        }
    }
}

/// Signs `size` agents on at once, and off again.
async fn storm(server: &Server, size: u32, way: Way) -> Result<Storm> {
    let waiting = (0..size).map(|number| Ok((Bound::new(number)?, Proof::new(Member(number), way)?)));
    let waiting = waiting.collect::<Result<Vec<_>>>()?;
    let (leave, leaving) = watch::channel(());
    let (tell, mut signed_on) = mpsc::unbounded_channel();
    let mut agents = JoinSet::new();
    let (server_before, load_before) = (server.burnt()?, bed::burnt(std::process::id())?);
    let begin = Instant::now();
    for (number, (bound, proof)) in (0..size).zip(waiting) {
        let (address, tell, leaving) = (server.address, tell.clone(), leaving.clone());
        agents.spawn(async move {
            let stayed = stay(bound, address, proof, tell, leaving).await;
            stayed.with_context(|| format!("agent {number}"))
        });
    }
    let mut took = Vec::new();
    let all = async {
        while took.len() < agents.len() {
            tokio::select! {
                Some(attempt) = signed_on.recv() => took.push(Duration::as_secs_f64(&attempt) * 1_000.0),
                Some(ended) = agents.join_next() => ended??,
            }
        }
        anyhow::Ok(())
    };
    timeout(PATIENCE, all).await.with_context(|| format!("not everybody was signed on in {PATIENCE:?}"))??;
    let seconds = begin.elapsed().as_secs_f64();
    let (server_after, load_after) = (server.burnt()?, bed::burnt(std::process::id())?);
    leave.send(())?;
    while let Some(left) = agents.join_next().await {
        left??;
    }
    Ok(Storm { took, seconds, server: server_after - server_before, load: load_after - load_before })
}

/// Signs on, answers heartbeats until told to leave, and signs off.
async fn stay(
    bound: Bound,
    server: SocketAddr,
    proof: Proof,
    tell: mpsc::UnboundedSender<Duration>,
    mut leaving: watch::Receiver<()>,
) -> Result<()> {
    let begin = Instant::now();
    let mut client = bound.dial(server).await?;
    client.sign_on(&proof).await?;
    tell.send(begin.elapsed())?;
    loop {
        tokio::select! {
            told = leaving.changed() => {
                told?;
                return client.sign_off().await;
            }
            heard = client.hear() => drop(heard?),
        }
    }
}
