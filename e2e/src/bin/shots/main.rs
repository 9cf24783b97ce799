//! Takes the screenshots under `docs/screenshots`: every state of the page, light and dark, at 300 and at 200 px,
//! and one sheet of the most telling ones for the README; then those of `docs/salesforce`, which `salesforce` asks for alone.

mod inside;
mod sheet;

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::emulate::{Preferences, Scheme};
use hookswitch_e2e::scenes::{self, Scene, Scenes};
use hookswitch_e2e::{palette, paths};
use serde_json::json;
use tokio::fs;

/// Width, and the least height: what is longer is shown whole.
const SIZES: [(u32, u32); 2] = [(300, 480), (200, 320)];

/// What moves would make each shot another one.
const STAND_STILL: &str = "document.getAnimations().forEach(move => { move.pause(); move.currentTime = 150; });
    document.documentElement.style.caretColor = 'transparent'; scrollTo(0, 0);";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let driver = Driver::start().await?;
    if std::env::args().nth(1).as_deref() != Some("salesforce") {
        all_states(&driver).await?;
    }
    let folder = paths::root().join("docs").join("salesforce");
    clear(&folder).await?;
    inside::shoot(&driver, &folder).await?;
    told(&folder)
}

async fn all_states(driver: &Driver) -> Result<()> {
    let folder = paths::root().join("docs").join("screenshots");
    clear(&folder).await?;
    let served = Scenes::serve().await?;
    let browser = driver.open_with(&["--hide-scrollbars", "--lang=en-GB"]).await?;
    for scene in scenes::all() {
        println!("{}", scene.name);
        shoot(&browser, &served, scene, &folder).await?;
    }
    sheet::compose(&browser, &folder).await?;
    browser.close().await?;
    told(&folder)
}

fn told(folder: &Path) -> Result<()> {
    println!("{} files, {} KB in {}", count(folder)?.0, count(folder)?.1 / 1024, folder.display());
    Ok(())
}

async fn shoot(browser: &Browser, served: &Scenes, scene: &Scene, folder: &Path) -> Result<()> {
    for (width, least) in SIZES {
        for scheme in [Scheme::Light, Scheme::Dark] {
            browser.prefer(Preferences::scheme(scheme)).await?;
            browser.viewport(width, least).await?;
            served.reach(browser, scene).await?;
            let height: u32 = browser.eval("document.scrollingElement.scrollHeight").await?;
            browser.viewport(width, height.max(least)).await?;
            // Nothing is hovered.
            browser.cdp("Input.dispatchMouseEvent", json!({ "type": "mouseMoved", "x": 0, "y": 0 })).await?;
            browser.settle().await?;
            browser.run::<()>(STAND_STILL, Vec::new()).await?;
            let file = file(folder, scene, width, scheme);
            browser.screenshot(&file).await?;
            palette::shrink(&file).await?;
        }
    }
    Ok(())
}

fn file(folder: &Path, scene: &Scene, width: u32, scheme: Scheme) -> PathBuf {
    folder.join(format!("{}-{width}-{}.png", scene.name, scheme.name()))
}

/// Empties the folder, so that a state that is no more leaves no picture.
async fn clear(folder: &Path) -> Result<()> {
    fs::create_dir_all(folder).await?;
    let mut entries = fs::read_dir(folder).await?;
    while let Some(entry) = entries.next_entry().await? {
        if entry.path().extension().is_some_and(|kind| kind == "png") {
            fs::remove_file(entry.path()).await?;
        }
    }
    Ok(())
}

fn count(folder: &Path) -> Result<(usize, u64)> {
    let sizes: Vec<u64> =
        std::fs::read_dir(folder)?.map(|entry| Ok(entry?.metadata()?.len())).collect::<Result<_>>()?;
    ensure!(!sizes.is_empty(), "no screenshot was taken");
    Ok((sizes.len(), sizes.iter().sum()))
}
