//! Several tabs of one browser: one leads, all show the same, and none of them is missed.

use std::time::{Duration, Instant};

use anyhow::{Context, Result, anyhow, ensure};
use fantoccini::wd::WindowHandle;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::desk::{DEMO, DIAL, NUMBER, THIRD};
use hookswitch_e2e::wait::{self, PATIENCE};
use serde_json::json;

use crate::stage::{DEMO_ID, Stage};

/// How long no tab may lead.
const LEADERLESS: Duration = Duration::from_secs(2);

/// Counts rings: a ring begins to sound by an oscillator.
const COUNT_RINGS: &str = "window.rings = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) { window.rings++; return start.apply(this, when); };";

#[tokio::test]
async fn of_three_tabs_one_rings_and_when_it_is_killed_in_mid_call_another_leads_and_the_call_lives() -> Result<()> {
    let stage = Stage::open().await?;
    let (one, two) = (&stage.browser, stage.another_browser().await?);
    one.before_every_page(COUNT_RINGS).await?;
    let page = stage.connector.url(DEMO);
    one.go_to_work(&stage.connector, DEMO).await?;
    let mut tabs = vec![one.client().window().await?];
    // A page that nobody has touched may not sound.
    one.open_tab("calls").await?;
    while tabs.len() < 3 {
        tabs.push(open_tab(one, &page).await?);
        one.until_state("Not ready").await?;
        one.open_tab("calls").await?;
    }
    two.go_to_work(&stage.connector, THIRD).await?;
    two.fill(NUMBER, "5051").await?;
    two.click(DIAL).await?;
    let mut rang = Vec::new();
    for tab in &tabs {
        one.client().switch_to_window(tab.clone()).await?;
        one.until_call("Third Agent", "Ringing").await?;
        if one.eval::<bool>("window.rings > 0").await? {
            rang.push(tab.clone());
        }
    }
    let [rang] = <[WindowHandle; 1]>::try_from(rang).map_err(|rang| anyhow!("{} tabs ring", rang.len()))?;
    one.act("answer").await?;
    two.until_call("Demo Agent", "Talking").await?;

    for _ in 0..10 {
        let mut rang_again = 0;
        let leader = leader(one, &tabs).await?;
        let killed = Instant::now();
        kill(one, &leader).await?;
        tabs.retain(|tab| *tab != leader);
        wait::until("another tab to lead", LEADERLESS, async || Ok(leaders(one, &tabs).await?.first().map(|_| ())))
            .await
            .with_context(|| format!("{:?} after the kill", killed.elapsed()))?;
        tabs.push(open_tab(one, &page).await?);
        for tab in &tabs {
            one.client().switch_to_window(tab.clone()).await?;
            one.until_call("Third Agent", "Talking").await?;
            one.until_icons("white", "green").await?;
            rang_again += one.eval::<u32>("Number(window.rings > 0)").await?;
        }
        two.until_call("Demo Agent", "Talking").await?;
        ensure!(rang_again <= u32::from(tabs.contains(&rang)), "it rings a second time");
    }
    ensure!(stage.figure("hookswitch_sessions").await? == 2);
    // The one that came last acts for all.
    one.act("end").await?;
    two.until_no_call().await?;
    for tab in &tabs {
        one.client().switch_to_window(tab.clone()).await?;
        one.until_no_call().await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_sign_on_and_a_sign_off_in_one_tab_are_those_of_all() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    let first = browser.client().window().await?;
    let second = open_tab(browser, &stage.connector.url("/")).await?;
    browser.until_icons("red", "yellow").await?;
    browser.sign_on(DEMO_ID).await?;
    for tab in [&first, &second] {
        browser.client().switch_to_window(tab.clone()).await?;
        browser.until_icons("white", "green").await?;
    }
    ensure!(stage.figure("hookswitch_sessions").await? == 1);
    browser.click(hookswitch_e2e::phone::LOGIN).await?;
    browser.act("ask-forget").await?;
    browser.act("forget").await?;
    for tab in [&first, &second] {
        browser.client().switch_to_window(tab.clone()).await?;
        browser.until_icons("red", "yellow").await?;
    }
    ensure!(stage.figure("hookswitch_sessions").await? == 0);
    Ok(())
}

#[tokio::test]
async fn the_last_tab_but_one_is_closed_and_nobody_is_signed_off() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    let first = browser.client().window().await?;
    let second = open_tab(browser, &stage.connector.url("/")).await?;
    browser.until_icons("white", "green").await?;
    browser.client().switch_to_window(first).await?;
    browser.client().close_window().await?;
    browser.client().switch_to_window(second).await?;
    browser.until("!!document.querySelector('[data-tab=leads]')").await?;
    browser.until_icons("white", "green").await?;
    ensure!(stage.figure("hookswitch_sessions_held").await? == 0, "the session lives in the tab that is left");
    Ok(())
}

async fn open_tab(browser: &Browser, url: &str) -> Result<WindowHandle> {
    let tab = browser.client().new_window(true).await?.handle;
    browser.client().switch_to_window(tab.clone()).await?;
    browser.before_every_page(COUNT_RINGS).await?;
    browser.goto(url).await?;
    Ok(tab)
}

/// The tabs that say that they lead.
async fn leaders(browser: &Browser, tabs: &[WindowHandle]) -> Result<Vec<WindowHandle>> {
    let mut leaders = Vec::new();
    for tab in tabs {
        browser.client().switch_to_window(tab.clone()).await?;
        if browser.eval::<bool>("!!document.querySelector('[data-tab=leads]')").await? {
            leaders.push(tab.clone());
        }
    }
    ensure!(leaders.len() < 2, "{} tabs lead", leaders.len());
    Ok(leaders)
}

async fn leader(browser: &Browser, tabs: &[WindowHandle]) -> Result<WindowHandle> {
    wait::until("a tab to lead", PATIENCE, async || Ok(leaders(browser, tabs).await?.pop())).await
}

/// Kills the process of a tab, as the system does that runs out of memory.
async fn kill(browser: &Browser, tab: &WindowHandle) -> Result<()> {
    browser.client().switch_to_window(tab.clone()).await?;
    // What answers is dead.
    let _ = tokio::time::timeout(Duration::from_secs(5), browser.cdp("Page.crash", json!({}))).await;
    Ok(())
}
