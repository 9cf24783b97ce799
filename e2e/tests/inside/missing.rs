//! What Salesforce does not do, late, or not at all: the phone works, and says what is missing.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hookswitch_e2e::org::Fault;

use crate::stage::{ADA, Desktop, LOGIN_ID, Stage};

/// Several questions without an answer.
const LONG: Duration = Duration::from_secs(60);

#[tokio::test]
async fn a_container_that_is_slow_is_waited_for() -> Result<()> {
    let mut stage = Stage::open().await?;
    stage.org().go_wrong([Fault::SlowContainer(3)]);
    stage.work(Desktop::Lightning).await?;
    stage.ring(ADA).await?;
    stage.browser.act("answer").await?;
    stage.pops(1).await?;
    Ok(())
}

#[tokio::test]
async fn without_the_script_or_the_class_the_id_is_typed_and_calls_work() -> Result<()> {
    let faults = [
        (Fault::ScriptMissing, "Salesforce did not answer"),
        (Fault::ScriptThrows, "Salesforce did not answer"),
        (Fault::ApexMissing("HookswitchUser".to_owned()), "Salesforce does not say who you are"),
        (Fault::Silent("runApex".to_owned()), "Salesforce does not say who you are"),
        (Fault::Silent("getCallCenterSettings".to_owned()), "No settings from Salesforce"),
    ];
    for (fault, said) in faults {
        let mut stage = Stage::open().await?;
        let works = async {
            stage.org().go_wrong([fault.clone()]);
            stage.show(Desktop::Lightning).await?;
            stage.browser.until_within("document.querySelector('[data-icon=login]')", LONG).await?;
            if fault != Fault::Silent("getCallCenterSettings".to_owned()) {
                stage.browser.sign_on(LOGIN_ID).await?;
            }
            stage.browser.until_icons("white", "green").await?;
            stage.browser.until_shows(said).await?;
            stage.browser.act("dismiss-hint").await?;
            stage.ready().await?;
            stage.ring(ADA).await?;
            stage.browser.act("answer").await?;
            stage.until_talking().await
        };
        works.await.with_context(|| format!("{fault:?}"))?;
    }
    Ok(())
}

#[tokio::test]
async fn silence_about_records_is_said_and_the_call_goes_on() -> Result<()> {
    let mut stage = Stage::open().await?;
    stage.org().go_wrong([Fault::Silent("searchAndScreenPop".to_owned()), Fault::Silent("saveLog".to_owned())]);
    stage.work(Desktop::Lightning).await?;
    stage.ring(ADA).await?;
    stage.browser.act("answer").await?;
    stage.browser.until_shows("Salesforce could not be searched").await?;
    stage.browser.until_shows("Not saved in Salesforce: it gave no answer").await?;
    stage.org().go_wrong([]);
    stage.browser.act("save-call").await?;
    stage.tasks(1, |_| true).await?;
    stage.until_talking().await
}

#[tokio::test]
async fn numbers_that_cannot_be_clicked_are_said_to_be_so() -> Result<()> {
    let stage = Stage::open().await?;
    stage.org().go_wrong([Fault::Silent("enableClickToDial".to_owned())]);
    stage.show(Desktop::Lightning).await?;
    stage.browser.until_icons("white", "green").await?;
    let said = "document.querySelector('.hs').innerText.includes('Numbers cannot be clicked')";
    stage.browser.until_within(said, LONG).await?;
    stage.browser.act("dismiss-hint").await?;
    stage.ready().await
}

#[tokio::test]
async fn a_browser_that_keeps_nothing_signs_on_by_the_record_and_writes_one_activity() -> Result<()> {
    for desktop in [Desktop::Lightning, Desktop::Classic] {
        let mut stage = Stage::open().await?;
        stage.browser = stage.world.browser_without_storage(&stage.driver).await?;
        stage.work(desktop).await?;
        stage.ring(ADA).await?;
        stage.browser.act("answer").await?;
        stage.outside(async |page| page.until_record("Ada Lovelace").await).await?;
        stage.browser.find("[data-call]").await?;
        stage.hang_up().await?;
        let tasks = stage.tasks(1, |task| task.fields.contains_key("CallDurationInSeconds")).await?;
        ensure!(tasks[0].text("Subject") == "Call from Ada Lovelace", "{desktop:?}: {tasks:?}");
    }
    Ok(())
}
