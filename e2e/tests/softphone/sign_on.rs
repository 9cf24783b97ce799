//! Signing on with an own Login ID, and without one.

use anyhow::Result;
use fantoccini::key::Key;
use hookswitch_e2e::phone::{CONNECTION, FIELD, LOGIN, OK};
use hookswitch_e2e::wait::{self, PATIENCE};

use crate::stage::{DEMO_ID, Stage};

#[tokio::test]
async fn a_newcomer_types_the_id_once_and_a_reload_asks_for_nothing() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.until_icons("red", "yellow").await?;
    browser.until_shows("Login ID missing").await?;

    browser.click(LOGIN).await?;
    browser.fill(FIELD, DEMO_ID).await?;
    browser.click(OK).await?;
    browser.until_icons("white", "green").await?;
    browser.until_shows("5051").await?;
    browser.until_shows("Demo Agent").await?;

    let asked = "document.querySelector('[data-icon=login]').dataset.state";
    browser
        .before_every_page(
            "window.seen = [];
             document.addEventListener('hookswitch:status', event => seen.push(event.detail.login));",
        )
        .await?;
    browser.reload().await?;
    browser.until_icons("white", "green").await?;
    browser.until_shows("5051").await?;
    assert_eq!(browser.eval::<String>(asked).await?, "white");
    assert!(!browser.eval::<Vec<String>>("seen").await?.contains(&"red".to_owned()));

    browser.eval::<()>("(localStorage.clear(), sessionStorage.clear())").await?;
    browser.reload().await?;
    browser.until_icons("red", "yellow").await
}

#[tokio::test]
async fn a_browser_that_was_closed_signs_on_by_itself_with_the_id_it_kept() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;

    // What is kept for the tab goes with the tab.
    browser.eval::<()>("sessionStorage.clear()").await?;
    browser.reload().await?;
    browser.until_icons("white", "green").await
}

#[tokio::test]
async fn a_user_name_is_refused_with_the_reason_and_ok_stays_disabled() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    for query in ["/?user=demo@example.com", "/"] {
        browser.goto(&stage.connector.url(query)).await?;
        browser.click(LOGIN).await?;
        browser.fill(FIELD, "Demo@Example.com").await?;
        browser.until_attribute(FIELD, "aria-invalid", "true").await?;
        assert!(!browser.find(OK).await?.is_enabled().await?);
        browser.press(Key::Enter).await?;
        browser.until_icons("red", "yellow").await?;
        assert_eq!(stage.figure("hookswitch_connections").await?, 0, "nothing was sent");
    }
    browser.goto(&stage.connector.url("/?user=demo@example.com")).await?;
    browser.click(LOGIN).await?;
    browser.fill(FIELD, "demo@example.com").await?;
    browser.until_shows("That is a Salesforce user name. Use an ID that only you know.").await?;
    let name = browser.attribute(LOGIN, "aria-label").await?.unwrap_or_default();
    assert!(name.contains("That is a Salesforce user name."), "{name}");
    Ok(())
}

#[tokio::test]
async fn an_unknown_id_waits_with_the_remedy_and_turns_green_by_itself_once_somebody_has_it() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on("NOBODYHASTHISID00000").await?;
    browser.until_icons("white", "yellow").await?;
    browser.until_shows("No connector has this ID").await?;
    browser.until_shows("Compare the ID with the one in the connector, or press Reconnect.").await?;
    let name = browser.attribute(CONNECTION, "aria-label").await?.unwrap_or_default();
    assert!(name.contains("not linked") && name.contains("press Reconnect"), "{name}");

    stage.command(["user", "set-login-id", "agent3@example.com", "NOBODYHASTHISID00000"]).await?;
    browser.until_icons("white", "green").await?;
    browser.until_shows("5069").await
}

#[tokio::test]
async fn without_own_ids_the_user_name_signs_on_and_no_entry_is_offered() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.goto(&stage.connector.url("/?user=agent2@example.com&useOwnLoginId=false")).await?;
    browser.until_icons("white", "green").await?;
    browser.until_shows("5064").await?;
    browser.click(LOGIN).await?;
    browser.until_shows("Not needed; your Salesforce user name is used").await?;
    assert!(browser.eval::<bool>("!document.querySelector('input')").await?);
    assert_eq!(
        browser.eval::<u32>("Object.keys(localStorage).filter(key => !key.endsWith(':browser')).length").await?,
        0
    );
    Ok(())
}

#[tokio::test]
async fn repeated_failures_lock_the_id_and_say_how_long() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on("WRONG1").await?;
    for failures in 1..=10 {
        wait::until("the refusal", PATIENCE, async || {
            Ok((stage.figure("hookswitch_sign_ons_refused_total").await? == failures).then_some(()))
        })
        .await?;
        browser.until_icons("white", "yellow").await?;
        browser.until_shows("No connector has this ID").await?;
        browser.act("reconnect").await?;
    }
    browser.until_icons("red", "yellow").await?;
    browser.until_shows("Sign-on is locked after repeated failures").await?;
    browser.until_shows("Next try in 4 min").await
}
