//! How much goes over the line before the softphone stands there.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context, Result, ensure};
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::paths;
use hookswitch_e2e::site::Site;
use tokio::fs;

use crate::peers::{Peer, with_suffix};
use crate::report::{Report, Table, count};
use crate::start::{ICONS, painted};

const CEILING: usize = 100_000;

/// Bytes of one file or of several.
#[derive(Clone, Copy, Default)]
struct Size {
    raw: usize,
    gzip: usize,
    brotli: usize,
}

/// Measures ours and the peers'.
pub(crate) async fn run() -> Result<Report> {
    let dist = paths::dist();
    ensure!(dist.join("index.html").is_file(), "no page in {}. Run: cargo xtask dist", dist.display());
    let loaded = loaded_files(&dist).await?;
    let mut report = Report::default();

    let mut ours = Table::new("Size: what the page loads (bytes, as served)", &["file", "raw", "gzip", "brotli"]);
    let mut total = Size::default();
    for file in &loaded {
        let size = Size::of(&dist.join(file)).await?;
        total = total.and(size);
        ours.row(&size.row(file));
    }
    ours.row(&total.row("**total**"));
    for file in not_loaded(&dist, &loaded).await? {
        let size = Size::of(&dist.join(&file)).await?;
        ours.row(&size.row(&format!("(not loaded at the start) {file}")));
    }
    ours.print();

    let mut beside = Table::new(
        "Size: beside peers bundled and compressed the same way (bytes)",
        &["page", "raw", "gzip", "brotli", "ours / it, brotli"],
    );
    beside.row(&[total.row("**Hookswitch**").as_slice(), &["1.00".to_owned()]].concat());
    for peer in [Peer::React, Peer::ReactTwilio, Peer::ReactJssip] {
        eprintln!("size: bundling {}", peer.title());
        let folder = peer.build().await?;
        let size = Size::of(&folder.join("index.html")).await?.and(Size::of(&folder.join("app.js")).await?);
        let ratio = total.brotli as f64 / size.brotli as f64;
        beside.row(&[size.row(peer.title()).as_slice(), &[format!("{ratio:.2}")]].concat());
    }
    beside.print();

    report.at_most("everything the page loads, brotli", total.brotli as f64, CEILING as f64, " B");
    Ok(report)
}

impl Size {
    async fn of(file: &Path) -> Result<Self> {
        let len = async |path: &Path| -> Result<usize> {
            let data = fs::metadata(path).await.with_context(|| format!("{} is not there", path.display()))?;
            Ok(usize::try_from(data.len())?)
        };
        let raw = len(file).await?;
        let gzip = len(&with_suffix(file, "gz")).await?;
        let brotli = len(&with_suffix(file, "br")).await?;
        Ok(Self { raw, gzip, brotli })
    }

    fn and(self, other: Self) -> Self {
        Self { raw: self.raw + other.raw, gzip: self.gzip + other.gzip, brotli: self.brotli + other.brotli }
    }

    fn row(self, name: &str) -> Vec<String> {
        vec![name.to_owned(), count(self.raw), count(self.gzip), count(self.brotli)]
    }
}

/// What a browser really asks for, rather than what lies in the folder.
async fn loaded_files(dist: &Path) -> Result<BTreeSet<String>> {
    eprintln!("size: loading the page");
    let site = Site::serve(dist).await?;
    let driver = Driver::start().await?;
    let browser = driver.open().await?;
    browser.before_every_page(&painted(ICONS)).await?;
    browser.goto(&site.url("/")).await?;
    let _: f64 = browser.eval("globalThis.painted").await?;
    let asked: Vec<String> = browser
        .eval(
            "performance.getEntriesByType('resource').map(entry => new URL(entry.name))
               .filter(url => url.origin === location.origin).map(url => url.pathname.slice(1))",
        )
        .await?;
    browser.close().await?;
    Ok(asked.into_iter().filter(|file| dist.join(file).is_file()).chain(["index.html".to_owned()]).collect())
}

async fn not_loaded(dist: &Path, loaded: &BTreeSet<String>) -> Result<Vec<String>> {
    let mut others = Vec::new();
    let mut folders = vec![dist.to_path_buf()];
    while let Some(folder) = folders.pop() {
        let mut entries = fs::read_dir(&folder).await?;
        while let Some(entry) = entries.next_entry().await? {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if with_suffix(&path, "br").is_file() {
                let name = path.strip_prefix(dist)?.to_string_lossy().into_owned();
                others.extend((!loaded.contains(&name)).then_some(name));
            }
        }
    }
    others.sort();
    Ok(others)
}
