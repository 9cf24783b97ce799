//! Two tabs of Lightning in one browser: the call rings once, is written down once, and pops where the person looks.

use std::time::Duration;

use anyhow::{Result, ensure};
use fantoccini::wd::WindowHandle;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::wait::{self, PATIENCE};
use serde_json::json;

use crate::stage::{ADA, Desktop, Stage};

/// Counts rings: a ring begins to sound by an oscillator.
const COUNT_RINGS: &str = "window.rings = 0;
    const start = OscillatorNode.prototype.start;
    OscillatorNode.prototype.start = function (...when) { window.rings++; return start.apply(this, when); };";

/// A tab, and the name of the window that it is to the org.
struct Tab {
    handle: WindowHandle,
    window: &'static str,
}

#[tokio::test]
async fn two_tabs_ring_once_save_once_and_pop_in_front_whoever_leads_and_whatever_dies() -> Result<()> {
    let mut stage = Stage::open().await?;
    stage.work(Desktop::Lightning).await?;
    let first = Tab { handle: stage.browser.client().window().await?, window: "A" };
    listen(&stage.browser).await?;
    let second = open(&stage, "B").await?;
    let mut tabs = vec![first, second];

    // In front is the one that came last, which does not lead.
    call(&mut stage, &tabs, 1, 1).await?;
    stage.hang_up().await?;
    done(&stage, 1).await?;

    // The person goes to the other tab.
    show(&stage.browser, &tabs[0]).await?;
    stage.ready().await?;
    call(&mut stage, &tabs, 0, 2).await?;
    stage.hang_up().await?;
    done(&stage, 2).await?;

    // The tab that leads dies in mid-call.
    stage.ready().await?;
    let leader = leader(&stage.browser, &tabs).await?;
    let other = 1 - leader;
    show(&stage.browser, &tabs[other]).await?;
    call(&mut stage, &tabs, other, 3).await?;
    let dead = tabs.remove(leader);
    stage.browser.client().switch_to_window(dead.handle).await?;
    // What answers is dead.
    let _ = tokio::time::timeout(Duration::from_secs(5), stage.browser.cdp("Page.crash", json!({}))).await;
    show(&stage.browser, &tabs[0]).await?;
    stage.browser.find("[data-tab=leads]").await?;
    stage.browser.until_icons("white", "green").await?;
    let third = open(&stage, "C").await?;
    tabs.push(third);
    stage.browser.find("[data-call]").await?;
    stage.browser.fill("[data-field=note]", "Goes on").await?;
    stage.hang_up().await?;
    done(&stage, 3).await?;
    let tasks = stage.tasks(3, |task| task.text("WhoId").starts_with("003")).await?;
    ensure!(tasks.iter().any(|task| task.text("Description") == "Goes on"), "{tasks:?}");
    ensure!(stage.org().pops().len() == 3, "{:?}", stage.org().pops());
    Ok(())
}

/// Somebody calls: one tab rings, the one in front answers, and there it pops.
async fn call(stage: &mut Stage, tabs: &[Tab], front: usize, count: usize) -> Result<()> {
    for tab in tabs {
        enter(&stage.browser, tab).await?;
        stage.browser.run::<()>("window.rings = 0", Vec::new()).await?;
    }
    show(&stage.browser, &tabs[front]).await?;
    stage.ring(ADA).await?;
    let mut rang = Vec::new();
    for tab in tabs {
        enter(&stage.browser, tab).await?;
        stage.browser.until_shows("Ringing").await?;
    }
    wait::until("a ring", PATIENCE, async || {
        rang.clear();
        for tab in tabs {
            enter(&stage.browser, tab).await?;
            if stage.browser.eval::<bool>("window.rings > 0").await? {
                rang.push(tab.window);
            }
        }
        Ok((!rang.is_empty()).then_some(()))
    })
    .await?;
    ensure!(rang.len() == 1, "these ring: {rang:?}");
    show(&stage.browser, &tabs[front]).await?;
    stage.browser.act("answer").await?;
    stage.pops(count).await?;
    let pops = stage.org().pops();
    ensure!(
        pops.last().is_some_and(|(window, _)| *window == tabs[front].window),
        "in front {}: {pops:?}",
        tabs[front].window
    );
    Ok(())
}

/// All activities are complete.
async fn done(stage: &Stage, count: usize) -> Result<()> {
    stage.tasks(count, |task| task.fields.contains_key("CallDurationInSeconds")).await.map(drop)
}

/// Opens another tab, whose agent is at work.
async fn open(stage: &Stage, window: &'static str) -> Result<Tab> {
    let handle = stage.browser.client().new_window(true).await?.handle;
    stage.browser.client().switch_to_window(handle.clone()).await?;
    stage.browser.cdp("Page.bringToFront", json!({})).await?;
    stage.browser.goto(&stage.address(Desktop::Lightning, window)).await?;
    stage.browser.until_hosted().await?;
    stage.open_utility(Desktop::Lightning).await?;
    stage.browser.enter_softphone().await?;
    stage.browser.until_icons("white", "green").await?;
    listen(&stage.browser).await?;
    Ok(Tab { handle, window })
}

/// A page that nobody has touched may not sound.
async fn listen(browser: &Browser) -> Result<()> {
    browser.run::<()>(COUNT_RINGS, Vec::new()).await?;
    browser.open_tab("calls").await
}

/// Looks into a tab, which stays where it is.
async fn enter(browser: &Browser, tab: &Tab) -> Result<()> {
    browser.client().switch_to_window(tab.handle.clone()).await?;
    browser.enter_softphone().await
}

/// Brings a tab to the front, as a person does by its title.
async fn show(browser: &Browser, tab: &Tab) -> Result<()> {
    browser.client().switch_to_window(tab.handle.clone()).await?;
    browser.cdp("Page.bringToFront", json!({})).await?;
    browser.until("document.visibilityState === 'visible'").await?;
    browser.enter_softphone().await
}

/// The one that leads.
async fn leader(browser: &Browser, tabs: &[Tab]) -> Result<usize> {
    wait::until("a tab to lead", PATIENCE, async || {
        for (at, tab) in tabs.iter().enumerate() {
            enter(browser, tab).await?;
            if browser.eval::<bool>("!!document.querySelector('[data-tab=leads]')").await? {
                return Ok(Some(at));
            }
        }
        Ok(None)
    })
    .await
}
