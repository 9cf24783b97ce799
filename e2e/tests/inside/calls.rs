use anyhow::{Result, ensure};
use hookswitch_e2e::org::Pop;

use crate::stage::{ADA, Desktop, NOBODY, Stage, TWO};

#[tokio::test]
async fn the_user_record_signs_on_and_a_clicked_number_is_dialled() -> Result<()> {
    for desktop in [Desktop::Lightning, Desktop::Classic, Desktop::Console] {
        let stage = Stage::open().await?;
        stage.work(desktop).await?;
        stage.show_contact(desktop, "Ada Lovelace").await?;
        stage.browser.click("button.phone").await?;
        // In the sidebar it was loaded anew with the page around it.
        stage.browser.enter_softphone().await?;
        stage.browser.until("document.querySelector('[data-call] h3')").await?;
        let title = stage.browser.text("[data-call] h3").await?;
        ensure!(title.contains("12345601") || title.contains("Ada"), "{desktop:?}: {title}");
        stage.browser.find("[data-action=show-record]").await?;
    }
    Ok(())
}

#[tokio::test]
async fn one_match_pops_two_are_asked_for_and_nobody_becomes_a_new_record() -> Result<()> {
    for desktop in [Desktop::Lightning, Desktop::Classic] {
        let mut stage = Stage::open().await?;
        stage.work(desktop).await?;
        stage.ring(ADA).await?;
        stage.browser.act("answer").await?;
        stage.outside(async |page| page.until_record("Ada Lovelace").await).await?;
        stage.hang_up().await?;
        stage.pops(1).await?;

        stage.ready().await?;
        stage.ring(TWO).await?;
        stage.browser.act("answer").await?;
        stage.browser.until_shows("Whose call is it?").await?;
        ensure!(stage.org().pops().len() == 1, "the person is asked first");
        stage.browser.act_on("whose", "Hopper Ltd").await?;
        stage.outside(async |page| page.until_record("Hopper Ltd").await).await?;
        stage.hang_up().await?;

        stage.ready().await?;
        stage.ring(NOBODY).await?;
        stage.browser.act("answer").await?;
        let pops = stage.pops(3).await?;
        let is_new = match (desktop, pops.last()) {
            (Desktop::Lightning, Some(Pop::NewRecord { entity_name, .. })) => entity_name == "Contact",
            (_, Some(Pop::Url { url })) => url.starts_with("/003/e?"),
            _ => false,
        };
        ensure!(is_new, "{pops:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_activity_is_saved_once_though_the_page_is_loaded_anew_in_mid_call() -> Result<()> {
    for desktop in [Desktop::Lightning, Desktop::Classic] {
        let mut stage = Stage::open().await?;
        stage.work(desktop).await?;
        stage.ring(ADA).await?;
        stage.browser.act("answer").await?;
        stage.tasks(1, |task| task.text("Subject") == "Call from Ada Lovelace").await?;
        stage.browser.leave_softphone().await?;
        stage.browser.reload().await?;
        stage.browser.until_hosted().await?;
        stage.open_utility(desktop).await?;
        stage.browser.enter_softphone().await?;
        stage.browser.find("[data-call]").await?;
        stage.browser.fill("[data-field=note]", "Wants a quote").await?;
        stage.hang_up().await?;
        stage.tasks(1, |task| task.text("Description") == "Wants a quote").await?;
        let tasks = stage.tasks(1, |task| task.fields.contains_key("CallDurationInSeconds")).await?;
        let task = &tasks[0];
        ensure!(task.text("CallType") == "Inbound" && task.text("WhoId").starts_with("003"), "{task:?}");
        stage.pops(1).await?;
    }
    Ok(())
}
