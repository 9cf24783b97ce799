//! The entry of the Login ID: made, copied, masked, forgotten; and texts that mean harm.

use anyhow::Result;
use fantoccini::key::Key;
use hookswitch_e2e::phone::{FIELD, LOGIN, OK};
use serde_json::json;

use crate::stage::{DEMO_ID, Stage};

const VALUE: &str = "document.querySelector('[data-field=login-id]').value";

#[tokio::test]
async fn a_generated_id_is_copied_given_to_the_connector_and_signs_on() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    let grant = json!({ "permission": { "name": "clipboard-write" }, "setting": "granted" });
    browser.cdp("Browser.setPermission", grant).await?;
    let grant = json!({ "permission": { "name": "clipboard-read" }, "setting": "granted" });
    browser.cdp("Browser.setPermission", grant).await?;

    browser.click(LOGIN).await?;
    browser.act("generate").await?;
    browser.until_shows("New ID. Copy it").await?;
    let first: String = browser.eval(VALUE).await?;
    browser.act("generate").await?;
    browser.until(&format!("{VALUE} !== '{first}'")).await?;
    let id: String = browser.eval(VALUE).await?;
    assert!(id.len() == 20 && id.bytes().all(|byte| byte.is_ascii_digit() || byte.is_ascii_uppercase()), "{id}");

    browser.act("copy").await?;
    browser.until_shows("Copied.").await?;
    assert_eq!(browser.eval::<String>("navigator.clipboard.readText()").await?, id);

    stage.command(["user", "set-login-id", "agent3@example.com", &id]).await?;
    browser.click(OK).await?;
    browser.until_icons("white", "green").await?;
    browser.until_shows("5069").await
}

#[tokio::test]
async fn where_the_clipboard_is_denied_the_old_way_copies_and_where_nothing_copies_it_is_said() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    for (script, said) in [
        ("navigator.clipboard.writeText = () => Promise.reject(new Error('denied'))", "Copied."),
        ("document.execCommand = () => false", "The browser does not allow copying."),
    ] {
        browser.run::<()>(script, Vec::new()).await?;
        browser.click(LOGIN).await?;
        browser.fill(FIELD, DEMO_ID).await?;
        browser.act("copy").await?;
        browser.until_shows(said).await?;
        assert_eq!(browser.eval::<String>(VALUE).await?, DEMO_ID, "nothing is lost");
        browser.press(Key::Escape).await?;
        browser.until_gone(FIELD).await?;
    }
    Ok(())
}

#[tokio::test]
async fn the_id_in_use_is_masked_and_can_be_revealed_and_hidden_again() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    browser.click(LOGIN).await?;
    browser.until_attribute(FIELD, "type", "password").await?;
    browser.act("reveal").await?;
    browser.until_attribute(FIELD, "type", "text").await?;
    assert_eq!(browser.eval::<String>(VALUE).await?, DEMO_ID);
    browser.act("reveal").await?;
    browser.until_attribute(FIELD, "type", "password").await?;
    // Closed and opened again it is masked, revealed or not.
    browser.act("reveal").await?;
    browser.until_attribute(FIELD, "type", "text").await?;
    browser.press(Key::Escape).await?;
    browser.until_gone(FIELD).await?;
    browser.click(LOGIN).await?;
    browser.until_attribute(FIELD, "type", "password").await
}

#[tokio::test]
async fn forgetting_is_asked_back_signs_off_and_clears_what_was_kept() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    let ask = async || -> Result<()> {
        browser.click(LOGIN).await?;
        browser.click("[data-action=ask-forget]").await?;
        browser.until_shows("Forget this Login ID?").await
    };
    ask().await?;
    browser.click(".hs-panel [data-action=dismiss]").await?;
    browser.until_icons("white", "green").await?;
    assert_eq!(stage.figure("hookswitch_sessions").await?, 1);
    browser.press(Key::Escape).await?;
    browser.until_gone(".hs-panel").await?;

    ask().await?;
    browser.click("[data-action=forget]").await?;
    browser.until_icons("red", "yellow").await?;
    browser.until_shows("Login ID missing").await?;
    hookswitch_e2e::wait::until("the sign-off", hookswitch_e2e::wait::PATIENCE, async || {
        Ok((stage.figure("hookswitch_sessions").await? == 0).then_some(()))
    })
    .await?;
    let kept: Vec<String> = browser.eval("Object.keys(localStorage).filter(key => !key.endsWith(':browser'))").await?;
    assert!(kept.is_empty(), "{kept:?}");
    let tab: Vec<String> = browser.eval("Object.keys(sessionStorage).filter(key => !key.endsWith(':tab'))").await?;
    assert!(tab.is_empty(), "{tab:?}");
    browser.reload().await?;
    browser.until_icons("red", "yellow").await
}

#[tokio::test]
async fn hostile_texts_are_refused_with_the_rule_they_break_and_stay_in_the_field() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.click(LOGIN).await?;
    browser.find(FIELD).await?;
    for (text, said) in [
        ("\"   \"", "Type your Login ID or make a new one."),
        ("'DEMO 5051'", "has a space in it"),
        ("'a@b'", "special character"),
        ("'x'.repeat(10000)", "longer than 64 characters"),
        ("'🙂🙂'", "special character"),
        ("'مرحبا'", "special character"),
        ("'DEMO\\u0000'", "special character"),
        ("'\\u202eDEMO'", "special character"),
        ("'<img src=x onerror=alert(1)>'", "The Login ID has a"),
    ] {
        // As pasting does: all at once.
        let paste = format!(
            "const field = document.querySelector('[data-field=login-id]'); field.value = {text};
             field.dispatchEvent(new InputEvent('input', {{ bubbles: true }})); return field.value;"
        );
        let pasted: String = browser.run(&paste, Vec::new()).await?;
        browser.until_shows(said).await?;
        assert!(!browser.find(OK).await?.is_enabled().await?, "{text}");
        browser.press(Key::Enter).await?;
        assert_eq!(browser.eval::<String>(VALUE).await?, pasted, "{text}");
    }
    assert_eq!(stage.figure("hookswitch_frames_read_total").await?, 0);
    browser.fill(FIELD, "  DEMO0000000000005051 ").await?;
    browser.click(OK).await?;
    browser.until_icons("white", "green").await
}
