//! A connector that dies, restarts or falls silent, and a page that comes back by itself.

use std::time::Duration;

use anyhow::Result;
use hookswitch_e2e::wait::PATIENCE;

use crate::lane::Lane;
use crate::stage::{DEMO_ID, Stage};

/// The first tries follow each other too fast to count down to.
const UNTIL_A_LONG_PAUSE: Duration = Duration::from_secs(60);

const WATCH_COUNTDOWN: &str = r"
    window.counted = [];
    window.typed = 0;
    addEventListener('input', () => typed++, true);
    new MutationObserver(() => {
      const text = document.querySelector('.hs-countdown')?.textContent ?? '';
      const left = /^Next try in (\d+) s$/.exec(text);
      if (left) counted.push(Number(left[1]));
    }).observe(document.querySelector('hook-switch'), { subtree: true, childList: true, characterData: true });";

#[tokio::test]
async fn a_killed_connector_turns_yellow_then_red_and_once_it_is_back_green_by_itself() -> Result<()> {
    let mut stage = Stage::open().await?;
    let lane = Lane::with_grace(stage.connector.address(), 4).await?;
    stage.browser.goto(&lane.url("/")).await?;
    stage.browser.sign_on(DEMO_ID).await?;
    stage.browser.until_icons("white", "green").await?;
    stage.browser.run::<()>(WATCH_COUNTDOWN, Vec::new()).await?;

    stage.connector.kill().await?;
    let browser = &stage.browser;
    browser.until_icons("white", "yellow").await?;
    browser.until_shows("Demo Agent").await?;
    browser.until_shows("Connector not reachable").await?;
    browser.until_icons("white", "red").await?;
    browser.until_shows("Connection lost for").await?;
    browser.until_shows("Calls go on at your telephone.").await?;
    let counts_down = "counted.some((left, i) => left + 1 === counted[i - 1])";
    browser.until_within(counts_down, UNTIL_A_LONG_PAUSE).await?;

    stage.connector.start_again().await?;
    let browser = &stage.browser;
    let is_green = "document.querySelector('[data-icon=connection]').dataset.state === 'green'";
    browser.until_within(is_green, UNTIL_A_LONG_PAUSE).await?;
    browser.until_shows("5051").await?;
    assert_eq!(browser.eval::<u32>("typed").await?, 0);
    Ok(())
}

#[tokio::test]
async fn a_connector_that_is_restarted_in_order_has_its_page_back_by_itself() -> Result<()> {
    let mut stage = Stage::open().await?;
    stage.browser.sign_on(DEMO_ID).await?;
    stage.browser.until_icons("white", "green").await?;

    let status = stage.connector.stop(PATIENCE).await?;
    assert!(status.success(), "{status}");
    stage.browser.until_icons("white", "yellow").await?;
    stage.connector.start_again().await?;
    let is_green = "document.querySelector('[data-icon=connection]').dataset.state === 'green'";
    stage.browser.until_within(is_green, UNTIL_A_LONG_PAUSE).await?;
    stage.browser.until_shows("5051").await
}

#[tokio::test]
async fn connect_now_does_not_wait_for_the_next_try() -> Result<()> {
    let mut stage = Stage::open().await?;
    stage.browser.sign_on(DEMO_ID).await?;
    stage.browser.until_icons("white", "green").await?;
    stage.connector.kill().await?;
    stage.browser.until_icons("white", "yellow").await?;
    // After two minutes a try by itself is at least 20 s away: only a press comes in time.
    let two_minutes_pass = "const clock = performance.now.bind(performance);
                            performance.now = () => clock() + 121_000;";
    stage.browser.run::<()>(two_minutes_pass, Vec::new()).await?;
    let is_far = r"/Next try in (1 min|[2-9]\d s)/.test(document.querySelector('.hs-countdown')?.textContent)";
    stage.browser.until(is_far).await?;
    stage.connector.start_again().await?;
    stage.browser.act("reconnect").await?;
    stage.browser.until_icons("white", "green").await
}

#[tokio::test]
async fn a_connector_that_hangs_is_noticed_by_its_silence() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    stage.connector.process().freeze()?;
    let fell_silent = "document.querySelector('[data-icon=connection]').dataset.state === 'yellow'";
    browser.until_within(fell_silent, PATIENCE * 2).await?;
    browser.until_shows("Connection fell silent").await?;
    stage.connector.process().thaw()?;
    let is_green = "document.querySelector('[data-icon=connection]').dataset.state === 'green'";
    browser.until_within(is_green, UNTIL_A_LONG_PAUSE).await
}
