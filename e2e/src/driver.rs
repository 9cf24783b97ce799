//! chromedriver on a free port, and the Chromium sessions it opens.

use std::time::Duration;

use anyhow::{Context, Result};
use fantoccini::ClientBuilder;
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::process::Command;
use tokio::time::timeout;

use crate::browser::Browser;
use crate::process::Process;
use crate::wait::PATIENCE;

const FLAGS: [&str; 8] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// A running chromedriver. Dropped, it and every browser it opened are killed.
pub struct Driver {
    process: Process,
    url: String,
}

impl Driver {
    /// Starts the system's chromedriver.
    pub async fn start() -> Result<Self> {
        let mut tries = 0;
        let (process, rest) = loop {
            let mut process = Process::start("chromedriver", Command::new("chromedriver").arg("--port=0"))
                .context("install it: apt-get install chromium chromium-driver")?;
            match process.line_after("was started successfully on port ", PATIENCE).await {
                Ok(rest) => break (process, rest),
                // It takes a free port of one family of addresses and wants the same of the other.
                Err(_) if tries < 3 => tries += 1,
                Err(error) => return Err(error),
            }
        };
        let url = format!("http://127.0.0.1:{}", rest.trim_end_matches('.'));
        Ok(Self { process, url })
    }

    /// Opens a browser of its own: nothing stored, nothing cached.
    pub async fn open(&self) -> Result<Browser> {
        self.open_with(&[]).await
    }

    /// The same with further command-line flags.
    pub async fn open_with(&self, flags: &[&str]) -> Result<Browser> {
        self.open_as(flags, json!({})).await
    }

    /// The same with settings that a person would change in the browser's own pages, by their names in its profile.
    pub async fn open_as(&self, flags: &[&str], settings: Value) -> Result<Browser> {
        let profile = tempfile::Builder::new().prefix("hookswitch-profile-").tempdir()?;
        let own = format!("--user-data-dir={}", profile.path().display());
        let window = "--window-size=1280,900";
        let all: Vec<&str> = FLAGS.into_iter().chain([own.as_str(), window]).chain(flags.iter().copied()).collect();
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": "/usr/bin/chromium", "args": all, "prefs": settings },
            "goog:loggingPrefs": { "browser": "ALL" },
            "timeouts": { "script": 60_000, "pageLoad": 60_000 },
        });
        let Value::Object(wanted) = wanted else {
            anyhow::bail!("capabilities are an object");
        };
        let client = timeout(
            Duration::from_secs(60),
            ClientBuilder::new(HttpConnector::new()).capabilities(wanted).connect(&self.url),
        )
        .await
        .with_context(|| format!("Chromium took over a minute:\n{}", self.process.output()))??;
        Ok(Browser::new(client, profile))
    }
}
