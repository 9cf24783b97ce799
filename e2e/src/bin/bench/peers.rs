//! Pages of other makes, bundled and compressed the way ours is, and how to tell that they are up.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use flate2::Compression;
use flate2::write::GzEncoder;
use hookswitch_e2e::{npm, paths};
use tokio::fs;
use tokio::process::Command;
use tokio::time::timeout;

/// A page to measure ours against.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Peer {
    /// React 19 with a sign-on form.
    React,
    /// The same with JsSIP.
    ReactJssip,
    /// The same with Twilio's voice SDK.
    ReactTwilio,
    /// React 19 with an agent's calls and phone book, the book's rows by TanStack Virtual.
    ReactDesk,
}

impl Peer {
    /// As the tables name it.
    pub(crate) fn title(self) -> &'static str {
        match self {
            Self::React => "React 19 form",
            Self::ReactJssip => "React 19 + JsSIP",
            Self::ReactTwilio => "React 19 + Twilio voice SDK",
            Self::ReactDesk => "React 19 + TanStack Virtual",
        }
    }

    fn entry(self) -> &'static str {
        match self {
            Self::React => "react",
            Self::ReactJssip => "react-jssip",
            Self::ReactTwilio => "react-twilio",
            Self::ReactDesk => "react-desk",
        }
    }

    /// Bundles and compresses it; hands back the folder to serve.
    pub(crate) async fn build(self) -> Result<PathBuf> {
        bundle(self.entry()).await
    }
}

/// Bundles and compresses a program; hands back the folder to serve.
pub(crate) async fn bundle(entry: &str) -> Result<PathBuf> {
    let modules = npm::ensure_npm().await?;
    let sources = paths::root().join("e2e").join("peers");
    let folder = paths::target().join("bench").join(entry);
    fs::create_dir_all(&folder).await?;
    fs::copy(sources.join("index.html"), folder.join("index.html")).await?;
    let mut bundler = Command::new(modules.join(".bin").join("esbuild"));
    bundler
        .arg(sources.join(entry).with_extension("jsx"))
        .args(["--bundle", "--minify", "--format=iife", "--platform=browser", "--target=es2022"])
        .args(["--jsx=automatic", "--define:process.env.NODE_ENV=\"production\"", "--log-level=error"])
        .arg(format!("--outfile={}", folder.join("app.js").display()))
        .env("NODE_PATH", &modules)
        .kill_on_drop(true);
    let status = timeout(Duration::from_secs(120), bundler.status())
        .await
        .context("esbuild took over two minutes")?
        .context("esbuild does not run: is Node installed?")?;
    ensure!(status.success(), "esbuild failed on {entry}");
    for file in ["index.html", "app.js"] {
        compress(&folder.join(file)).await?;
    }
    Ok(folder)
}

/// Writes `file.gz` (level 9) and `file.br` (quality 11) beside a file.
pub(crate) async fn compress(file: &Path) -> Result<()> {
    let raw = fs::read(file).await?;
    let (zipped, brotli) = tokio::task::spawn_blocking(move || anyhow::Ok((gzip(&raw)?, brotli(&raw)?))).await??;
    fs::write(with_suffix(file, "gz"), zipped).await?;
    fs::write(with_suffix(file, "br"), brotli).await?;
    Ok(())
}

/// `app.js` and `br` make `app.js.br`.
pub(crate) fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    PathBuf::from(name)
}

fn gzip(raw: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(raw)?;
    Ok(encoder.finish()?)
}

fn brotli(raw: &[u8]) -> Result<Vec<u8>> {
    let params =
        brotli::enc::BrotliEncoderParams { quality: 11, lgwin: 22, size_hint: raw.len(), ..Default::default() };
    let mut out = Vec::new();
    brotli::BrotliCompress(&mut &*raw, &mut out, &params)?;
    Ok(out)
}
