//! Films a whole call between two agents: both screens beside each other with what happens written above them, as one
//! animated picture, `docs/a-whole-call.gif`.

mod cut;
mod sheet;

use anyhow::{Context, Result};
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::desk::{Camera, DEMO, Shot, THIRD, a_whole_call};
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::emulate::{Preferences, Scheme};
use hookswitch_e2e::palette::Picture;
use hookswitch_e2e::paths;

use crate::sheet::Sheet;

const FLAGS: [&str; 2] = ["--hide-scrollbars", "--lang=en-GB"];

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (driver, connector) = (Driver::start().await?, Setup::demo().start().await?);
    let (one, two) = (driver.open_with(&FLAGS).await?, driver.open_with(&FLAGS).await?);
    for (browser, page) in [(&one, DEMO), (&two, THIRD)] {
        browser.prefer(Preferences::scheme(Scheme::Light)).await?;
        browser.go_to_work(&connector, page).await?;
    }
    let mut camera = Camera::new(folder.path().to_path_buf());
    a_whole_call(&one, &two, &mut camera).await?;
    two.close().await?;
    let frames = frames(&one, camera.shots()).await?;
    let film = paths::root().join("docs").join("a-whole-call.gif");
    cut::write(&film, &frames)?;
    println!("{} steps, {} KB in {}", frames.len(), film.metadata()?.len() / 1024, film.display());
    one.close().await
}

async fn frames(browser: &Browser, shots: &[Shot]) -> Result<Vec<Picture>> {
    let sheet = Sheet::serve(shots).await?;
    let mut frames = Vec::new();
    for (step, shot) in (1..).zip(shots) {
        println!("{step}. {}", shot.caption);
        frames.push(sheet.frame(browser, step).await.with_context(|| format!("step {step}"))?);
    }
    Ok(frames)
}
