//! What agents do in the middle of their records: click numbers, write notes, hand calls over.

use std::time::Duration;

use anyhow::{Result, ensure};
use fantoccini::key::Key;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::desk::NUMBER;
use hookswitch_e2e::org::{Fault, Pop};

use crate::stage::{ADA, Desktop, Stage, TWO};

const NOTE: &str = "[data-field=note]";
/// A clicked number waits for 30 s.
const LATE: Duration = Duration::from_secs(45);

#[tokio::test]
async fn a_number_clicked_before_the_agent_is_at_work_waits_and_is_dialled_then() -> Result<()> {
    for desktop in [Desktop::Lightning, Desktop::Console] {
        let stage = Stage::open().await?;
        stage.work(desktop).await?;
        log_out(&stage.browser).await?;
        click_ada(&stage, desktop).await?;
        stage.browser.until_shows(&format!("Will dial {ADA}")).await?;
        stage.browser.until_shows("Sign on to calls first").await?;
        stage.browser.act("sign-on-again").await?;
        stage.browser.find("[data-call]").await?;
        stage.browser.until_shows("Ada").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_number_that_waited_too_long_is_not_dialled_and_said_to_be_late() -> Result<()> {
    let stage = Stage::open().await?;
    stage.work(Desktop::Lightning).await?;
    log_out(&stage.browser).await?;
    click_ada(&stage, Desktop::Lightning).await?;
    stage.browser.until_shows(&format!("Will dial {ADA}")).await?;
    let late = format!("document.querySelector('.hs').innerText.includes('Not dialled: {ADA}')");
    stage.browser.until_within(&late, LATE).await?;
    stage.browser.act("dismiss-hint").await?;
    stage.browser.act("sign-on-again").await?;
    stage.browser.until_state("Not ready").await?;
    ensure!(stage.browser.eval::<bool>("!document.querySelector('[data-call]')").await?, "dialled late");
    Ok(())
}

#[tokio::test]
async fn a_call_dialled_from_a_record_is_assigned_to_it() -> Result<()> {
    for desktop in [Desktop::Lightning, Desktop::Classic] {
        let stage = Stage::open().await?;
        stage.work(desktop).await?;
        click_ada(&stage, desktop).await?;
        stage.until_talking().await?;
        stage.hang_up().await?;
        let tasks = stage.tasks(1, |task| task.fields.contains_key("CallDurationInSeconds")).await?;
        let task = &tasks[0];
        ensure!(task.text("CallType") == "Outbound", "{desktop:?}: {task:?}");
        ensure!(task.text("WhoId").starts_with("003"), "{desktop:?}: {task:?}");
        ensure!(task.text("Subject") == "Call to Ada Lovelace", "{desktop:?}: {task:?}");
        ensure!(stage.org().pops().is_empty(), "who dialled from a record looks at it");
    }
    Ok(())
}

#[tokio::test]
async fn a_note_is_saved_as_soon_as_its_field_is_left() -> Result<()> {
    for desktop in [Desktop::Lightning, Desktop::Classic] {
        let mut stage = Stage::open().await?;
        stage.work(desktop).await?;
        stage.ring(ADA).await?;
        stage.browser.act("answer").await?;
        stage.tasks(1, |_| true).await?;
        // The record came, and in Classic another softphone with it.
        stage.outside(async |page| page.until_record("Ada Lovelace").await).await?;
        stage.browser.fill(NOTE, "Wants a quote").await?;
        stage.browser.press(Key::Tab).await?;
        stage.tasks(1, |task| task.text("Description") == "Wants a quote").await?;
        stage.browser.find("[data-call]").await?;
        stage.browser.until_shows("Saved in Salesforce").await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_field_that_the_org_refuses_is_named_and_the_button_saves_again() -> Result<()> {
    for desktop in [Desktop::Lightning, Desktop::Console] {
        let mut stage = Stage::open().await?;
        stage.work(desktop).await?;
        stage.org().go_wrong([Fault::Field("Priority".to_owned()), Fault::Field("Subject".to_owned())]);
        stage.ring(ADA).await?;
        stage.browser.act("answer").await?;
        stage.browser.until_shows("Not saved in Salesforce: ").await?;
        stage.browser.until_shows("Subject is not accepted here").await?;
        ensure!(stage.org().tasks().is_empty());
        stage.org().go_wrong([]);
        stage.browser.act("save-call").await?;
        stage.browser.until_shows("Saved in Salesforce").await?;
        stage.tasks(1, |task| task.text("Subject") == "Call from Ada Lovelace").await?;
    }
    Ok(())
}

#[tokio::test]
async fn whoever_a_call_is_transferred_to_gets_its_record_and_is_not_asked() -> Result<()> {
    let mut stage = Stage::by_token().await?;
    let other = stage.another("agent3@example.com").await?;
    stage.work(Desktop::Lightning).await?;
    stage.ring(TWO).await?;
    stage.browser.act("answer").await?;
    stage.browser.act_on("whose", "Hopper Ltd").await?;
    let pops = stage.pops(1).await?;
    stage.browser.act("more").await?;
    stage.browser.act("look-up").await?;
    stage.browser.until_focused(NUMBER).await?;
    stage.browser.type_keys("5069").await?;
    stage.browser.act("hand-over").await?;
    stage.browser.until_no_call().await?;
    other.until_shows("Ringing").await?;
    other.act("answer").await?;
    let both = stage.pops(2).await?;
    ensure!(both[1] == pops[0] && matches!(&both[0], Pop::Record { .. }), "{both:?}");
    let who: Vec<String> = stage.org().pops().into_iter().map(|(window, _)| window).collect();
    ensure!(who == ["A", "agent3@example.com"], "{who:?}");
    other.act("end").await?;
    stage.tasks(2, |task| task.text("WhatId").starts_with("001")).await?;
    Ok(())
}

#[tokio::test]
async fn label_and_icon_of_the_item_follow_and_the_panel_opens_when_it_rings() -> Result<()> {
    let mut stage = Stage::open().await?;
    stage.work(Desktop::Lightning).await?;
    until_item(&stage, "Hookswitch: Ready", "call").await?;
    stage.outside(async |page| page.click("#minimise").await).await?;
    stage.outside(async |page| page.until("!document.querySelector('#panel.open')").await).await?;
    stage.ring(ADA).await?;
    stage.outside(async |page| page.until("document.querySelector('#panel.open')").await).await?;
    until_item(&stage, "Ringing: Ada Lovelace", "incoming_call").await?;
    stage.browser.act("answer").await?;
    until_item(&stage, "On a call: Ada Lovelace", "call").await?;
    stage.hang_up().await?;
    until_item(&stage, "Hookswitch: Wrap-up", "end_call").await?;
    stage.browser.choose_state("not-ready").await?;
    until_item(&stage, "Hookswitch: Not ready", "end_call").await
}

async fn until_item(stage: &Stage, label: &str, icon: &str) -> Result<()> {
    let label = format!("document.getElementById('item-label').textContent === '{label}'");
    let icon = format!("document.getElementById('item-icon').dataset.icon === '{icon}'");
    stage
        .outside(async |page| {
            page.until(&label).await?;
            page.until(&icon).await
        })
        .await
}

async fn click_ada(stage: &Stage, desktop: Desktop) -> Result<()> {
    stage.show_contact(desktop, "Ada Lovelace").await?;
    stage.browser.click("button.phone").await?;
    stage.browser.enter_softphone().await
}

async fn log_out(browser: &Browser) -> Result<()> {
    browser.choose_state("not-ready").await?;
    browser.until_state("Not ready").await?;
    browser.choose_state("log-out").await?;
    browser.until_shows("Logged out").await
}
