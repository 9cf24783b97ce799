//! Servers that do the same for the same clients: our connector, Bun's and Node's.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::{Result, ensure};
use hookswitch_e2e::connector::{Connector, Setup, fresh_data};
use hookswitch_e2e::process::Process;
use hookswitch_e2e::wait::PATIENCE;
use hookswitch_e2e::{npm, paths};
use serde_json::Value;
use tokio::time::sleep;

use crate::bed;
use crate::staff;

/// How often servers are looked at, and how many microseconds all of them may run in between while they rest.
const LOOK_EVERY: Duration = Duration::from_millis(50);
const AT_REST: f64 = 1_000.0;

/// Who made a server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Make {
    /// We.
    Connector,
    /// Bun, with its own WebSocket server.
    Bun,
    /// Node, with the package `ws`.
    NodeWs,
}

/// A running server on its core.
pub(crate) struct Server {
    /// Who made it.
    pub(crate) make: Make,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    running: Running,
}

enum Running {
    Connector(Box<Connector>),
    Peer(Box<Process>),
}

impl Make {
    /// All of them.
    pub(crate) const ALL: [Self; 3] = [Self::Connector, Self::Bun, Self::NodeWs];

    /// As the tables name it.
    pub(crate) const fn title(self) -> &'static str {
        match self {
            Self::Connector => "**connector**",
            Self::Bun => "Bun 1.4",
            Self::NodeWs => "Node ws 8",
        }
    }

    async fn start(self, staff: &[Value]) -> Result<Server> {
        match self {
            Self::Connector => connector(staff).await,
            Self::Bun | Self::NodeWs => {
                let modules = npm::ensure_npm().await?;
                let mut command = bed::pinned();
                if self == Self::Bun {
                    let bun = npm::bun(&modules)?;
                    command.arg(bun);
                } else {
                    command.arg("node");
                }
                command.arg(paths::root().join("e2e/peers/desk.cjs")).arg(staff.len().to_string());
                command.env("NODE_PATH", modules);
                let mut process = Process::start(self.title(), &mut command)?;
                let address = process.line_after("listening on http://", PATIENCE).await?.parse()?;
                Ok(Server { make: self, address, running: Running::Peer(Box::new(process)) })
            }
        }
    }
}

impl Server {
    /// Starts one of each make, for people who have passwords.
    pub(crate) async fn each(staff: &[Value]) -> Result<Vec<Self>> {
        let mut servers = Vec::new();
        for make in Make::ALL {
            servers.push(make.start(staff).await?);
        }
        Ok(servers)
    }

    /// Waits until none of them runs: what one of them tidies up after its storm must not be paid for by the next.
    pub(crate) async fn rest(servers: &[Self]) -> Result<()> {
        let mut before = f64::NAN;
        loop {
            let burnt: f64 = servers.iter().map(Self::burnt).sum::<Result<f64>>()?;
            if burnt - before < AT_REST {
                return Ok(());
            }
            before = burnt;
            sleep(LOOK_EVERY).await;
        }
    }

    /// Microseconds that it has run so far.
    pub(crate) fn burnt(&self) -> Result<f64> {
        let process = match &self.running {
            Running::Connector(connector) => connector.process(),
            Running::Peer(process) => process,
        };
        bed::burnt(bed::pid(process)?)
    }
}

async fn connector(staff: &[Value]) -> Result<Server> {
    let data = fresh_data()?;
    // A line for each sign-on would be read by the load: who measures a server must not read its log meanwhile.
    let setup = Setup::release().on_core(bed::SERVER_CORE).arg("--log-level").arg("warn");
    staff::import_hashed(&setup, data.path(), staff).await?;
    let connector = setup.start_on(data).await?;
    let address = connector.address().parse()?;
    ensure!(connector.process().id().is_some(), "the connector ended: {}", connector.process().output());
    Ok(Server { make: Make::Connector, address, running: Running::Connector(Box::new(connector)) })
}
