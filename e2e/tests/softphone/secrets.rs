//! The Login ID is where it has to be, and nowhere else.

use anyhow::Result;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::phone::{FIELD, LOGIN};
use serde_json::Value;

use crate::stage::{DEMO_ID, Stage};

#[tokio::test]
async fn the_login_id_is_in_no_log_no_address_no_tab_storage_and_not_on_the_page() -> Result<()> {
    let setup = Setup::demo().arg("--log-level").arg("trace").env("RUST_LOG", "trace");
    let mut stage = Stage::of(setup).await?;
    let browser = &stage.browser;
    browser.cdp("Performance.enable", serde_json::json!({})).await?;
    browser.goto(&stage.connector.url("/")).await?;
    browser.run::<()>("window.told = []; for (const kind of ['hookswitch:status', 'hookswitch:error']) addEventListener(kind, event => told.push(event.detail));", Vec::new()).await?;
    // Refused, known, and on after a reconnect and a reload.
    browser.sign_on("SECRETNOBODYHAS00001").await?;
    browser.until_shows("No connector has this ID").await?;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    let on_the_page = async || -> Result<Vec<(String, String)>> {
        browser
            .eval::<Vec<(String, String)>>(
                "[['the page', document.documentElement.outerHTML],
                  ['its addresses', performance.getEntries().map(entry => entry.name).concat(location.href, document.referrer, document.title).join()],
                  ['sessionStorage', JSON.stringify(sessionStorage)],
                  ['cookies', document.cookie],
                  ['the history', JSON.stringify(history.state)],
                  ['its events', JSON.stringify(window.told ?? [])]]",
            )
            .await
    };
    let mut seen = on_the_page().await?;
    browser.reload().await?;
    browser.until_icons("white", "green").await?;
    browser.click(LOGIN).await?;
    browser.until_attribute(FIELD, "type", "password").await?;
    seen.extend(on_the_page().await?);
    let spoken: String = browser.eval("document.querySelector('hook-switch').innerText + [...document.querySelectorAll('*')].flatMap(e => [...e.attributes].map(a => a.value)).join()").await?;
    seen.push(("what is read aloud".to_owned(), spoken));
    let console: Vec<String> = browser.console().await?.into_iter().map(|line| line.message).collect();
    seen.push(("the console".to_owned(), console.join("\n")));

    // Where it does belong: the test would see it.
    let kept: Value = browser
        .eval("Object.entries(localStorage).filter(([key]) => !key.endsWith(':browser')).map(([, value]) => value)")
        .await?;
    assert_eq!(kept, serde_json::json!([DEMO_ID]));

    stage.connector.stop(hookswitch_e2e::wait::PATIENCE).await?;
    let log = stage.connector.process().output();
    assert!(log.contains("127.0.0.1"), "the log is there: {log}");
    seen.push(("the connector's log".to_owned(), log));
    for file in ["hookswitch.db", "hookswitch.db-wal"] {
        if let Ok(bytes) = std::fs::read(stage.connector.data().join(file)) {
            seen.push((file.to_owned(), String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    for (place, text) in seen {
        for secret in [DEMO_ID, "SECRETNOBODYHAS00001"] {
            assert!(!text.contains(secret), "{secret} is in {place}: {text}");
        }
    }
    Ok(())
}
