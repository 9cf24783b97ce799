//! What every test stands on: one browser, one connector with data of its own, one test at a time.

use anyhow::{Context, Result, ensure};
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::{Connector, Setup};
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::wait::{self, PATIENCE};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::{Mutex, MutexGuard};

/// The Login ID of the demo agent at extension 5051.
pub(crate) const DEMO_ID: &str = "DEMO0000000000005051";

/// Browsers beside each other would starve each other of time, and of the focus.
static TURN: Mutex<()> = Mutex::const_new(());

/// A browser and a connector, gone with all they started when dropped.
pub(crate) struct Stage {
    driver: Driver,
    pub(crate) browser: Browser,
    pub(crate) connector: Connector,
    _turn: MutexGuard<'static, ()>,
}

/// A browser alone.
pub(crate) struct Screen {
    _driver: Driver,
    pub(crate) browser: Browser,
    _turn: MutexGuard<'static, ()>,
}

impl Stage {
    /// A demo connector, and a browser that has the page open.
    pub(crate) async fn open() -> Result<Self> {
        let stage = Self::of(Setup::demo()).await?;
        stage.browser.goto(&stage.connector.url("/")).await?;
        Ok(stage)
    }

    /// A browser with nothing open, and this connector.
    pub(crate) async fn of(setup: Setup) -> Result<Self> {
        let turn = TURN.lock().await;
        let connector = setup.start().await?;
        Self::with(connector, turn).await
    }

    /// The same with a connector that is not a demo, and knows one user.
    pub(crate) async fn not_demo(setup: Setup) -> Result<Self> {
        let turn = TURN.lock().await;
        let data = hookswitch_e2e::connector::fresh_data()?;
        let setup = setup.without_demo();
        let add = ["user", "add", "demo@example.com", "--extension", "5051", "--login-id", DEMO_ID];
        let added = setup.run(data.path(), add).await?;
        ensure!(added.status.success(), "{added:?}");
        Self::with(setup.start_on(data).await?, turn).await
    }

    async fn with(connector: Connector, turn: MutexGuard<'static, ()>) -> Result<Self> {
        let driver = Driver::start().await?;
        let browser = driver.open().await?;
        Ok(Self { driver, browser, connector, _turn: turn })
    }

    /// Another browser, which shares nothing with the first.
    pub(crate) async fn another_browser(&self) -> Result<Browser> {
        self.driver.open().await
    }

    /// Runs one of the connector's commands, which has to succeed.
    pub(crate) async fn command<const N: usize>(&self, args: [&str; N]) -> Result<()> {
        let output = self.connector.run(args).await?;
        ensure!(output.status.success(), "{args:?}: {output:?}");
        Ok(())
    }

    /// Waits until nobody is connected.
    pub(crate) async fn nobody_connected(&self) -> Result<()> {
        wait::until("no connection", PATIENCE, async || {
            Ok((self.figure("hookswitch_connections").await? == 0).then_some(()))
        })
        .await
    }

    /// One of the connector's figures.
    pub(crate) async fn figure(&self, name: &str) -> Result<u64> {
        let mut stream = TcpStream::connect(self.connector.address()).await?;
        let asked = format!("GET /metrics HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.connector.address());
        stream.write_all(asked.as_bytes()).await?;
        let mut text = String::new();
        stream.read_to_string(&mut text).await?;
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.and_then(|value| value.parse().ok()).with_context(|| format!("no figure {name} in {text}"))
    }
}

impl Screen {
    /// Opens a browser.
    pub(crate) async fn open() -> Result<Self> {
        let turn = TURN.lock().await;
        let driver = Driver::start().await?;
        let browser = driver.open().await?;
        Ok(Self { _driver: driver, browser, _turn: turn })
    }
}
