//! Other screens, other eyes, other networks: what DevTools can pretend.

use anyhow::Result;
use serde_json::{Value, json};

use crate::browser::Browser;

/// Colour scheme the person chose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Scheme {
    /// As CSS names it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// What the person asked of the system.
#[derive(Clone, Copy, Debug)]
pub struct Preferences {
    /// Light or dark.
    pub scheme: Scheme,
    /// High contrast with the system's few colours.
    pub forced_colors: bool,
    /// No animation.
    pub reduced_motion: bool,
}

impl Preferences {
    /// Only the colour scheme.
    pub fn scheme(scheme: Scheme) -> Self {
        Self { scheme, forced_colors: false, reduced_motion: false }
    }
}

/// A network to pretend.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// As it is: loopback.
    Plain,
    /// 10 Mbit/s, 40 ms there and back.
    Wan,
    /// 1.6 Mbit/s, 150 ms there and back.
    Phone,
    /// None at all.
    Offline,
}

impl Browser {
    /// Colour scheme, forced colours and reduced motion.
    pub async fn prefer(&self, wanted: Preferences) -> Result<()> {
        let feature = |name: &str, value: &str| json!({ "name": name, "value": value });
        let features = [
            feature("prefers-color-scheme", wanted.scheme.name()),
            feature("forced-colors", if wanted.forced_colors { "active" } else { "none" }),
            feature("prefers-reduced-motion", if wanted.reduced_motion { "reduce" } else { "no-preference" }),
        ];
        self.cdp("Emulation.setEmulatedMedia", json!({ "features": features })).await?;
        Ok(())
    }

    /// A viewport of so many CSS pixels.
    pub async fn viewport(&self, width: u32, height: u32) -> Result<()> {
        self.metrics(width, height, 1.0).await
    }

    /// The browser's zoom on a window of 1280 x 1024: at 4.0 the page has 320 x 256 CSS pixels.
    pub async fn zoom(&self, factor: f64) -> Result<()> {
        let scaled = json!({ "w": (1280.0 / factor).round(), "h": (1024.0 / factor).round() });
        let side = |name| scaled.get(name).and_then(Value::as_f64).unwrap_or(1.0);
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": side("w"), "height": side("h"), "deviceScaleFactor": factor, "mobile": false }),
        )
        .await?;
        Ok(())
    }

    /// Pretends a network, for everything but open WebSockets.
    pub async fn network(&self, network: Network) -> Result<()> {
        let (offline, latency, megabits) = match network {
            Network::Plain => (false, 0, None),
            Network::Wan => (false, 40, Some(10.0)),
            Network::Phone => (false, 150, Some(1.6)),
            Network::Offline => (true, 0, None),
        };
        let bytes = megabits.map_or(-1.0, |megabits: f64| megabits * 1_000_000.0 / 8.0);
        self.cdp("Network.enable", json!({})).await?;
        self.cdp(
            "Network.emulateNetworkConditions",
            json!({ "offline": offline, "latency": latency, "downloadThroughput": bytes, "uploadThroughput": bytes }),
        )
        .await?;
        Ok(())
    }

    /// Slows the processor down by a factor; 1 is its own speed.
    pub async fn slow_cpu(&self, factor: f64) -> Result<()> {
        self.cdp("Emulation.setCPUThrottlingRate", json!({ "rate": factor })).await?;
        Ok(())
    }

    async fn metrics(&self, width: u32, height: u32, scale: f64) -> Result<()> {
        self.cdp(
            "Emulation.setDeviceMetricsOverride",
            json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": false }),
        )
        .await?;
        Ok(())
    }
}
