//! Storage that is denied, full or holds garbage never stands in the way of a sign-on.

use anyhow::Result;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::Setup;

use crate::stage::{DEMO_ID, Stage};

const DENIED: &str = "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, \
                      { get() { throw new DOMException('denied', 'SecurityError'); } });";
const ABSENT: &str = "for (const name of ['localStorage', 'sessionStorage']) Object.defineProperty(window, name, \
                      { get() { return null; } });";
const FULL: &str = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };";
const BROKEN: &str = "for (const name of ['getItem', 'setItem', 'removeItem']) \
                      Storage.prototype[name] = () => { throw new Error('broken'); };";

#[tokio::test]
async fn where_storage_is_denied_absent_full_or_broken_people_sign_on_and_are_told_that_it_asks_again() -> Result<()> {
    let stage = Stage::of(Setup::demo()).await?;
    for script in [DENIED, ABSENT, FULL, BROKEN] {
        let browser = stage.another_browser().await?;
        browser.before_every_page(script).await?;
        browser.goto(&stage.connector.url("/")).await?;
        browser.until_icons("red", "yellow").await?;
        browser.sign_on(DEMO_ID).await?;
        browser.until_icons("white", "green").await?;
        browser.until_shows("This browser does not keep the Login ID for this page. It will be asked again.").await?;
        // It lives as long as the page.
        browser.click("[data-icon=connection]").await?;
        browser.act("reconnect").await?;
        browser.until_icons("white", "green").await?;

        browser.reload().await?;
        browser.until_icons("red", "yellow").await?;
        assert_eq!(errors(&browser).await?, [""; 0], "{script}");
        browser.close().await?;
        stage.nobody_connected().await?;
    }
    Ok(())
}

#[tokio::test]
async fn garbage_in_storage_is_thrown_away_with_a_word_and_asked_again() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    for garbage in ["'{\"id\":1}'", "'\\u0000\\u0000'", "'a b'", "'A'.repeat(100000)", "'\\ud800'", "'🙂'"] {
        browser
            .eval::<()>(&format!(
                "(localStorage.setItem('hookswitch:1:hookswitch::loginId', {garbage}),
                  ['resume', 'tab'].forEach(thing => sessionStorage.setItem('hookswitch:1:hookswitch::' + thing, {garbage})))"
            ))
            .await?;
        browser.reload().await?;
        browser.until_icons("red", "yellow").await?;
        browser.until_shows("The Login ID kept in this browser could not be read. Please enter it again.").await?;
        assert!(browser.eval::<bool>("localStorage.getItem('hookswitch:1:hookswitch::loginId') === null").await?);
    }
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    browser.reload().await?;
    browser.until_icons("white", "green").await?;
    assert_eq!(errors(browser).await?, [""; 0]);
    Ok(())
}

#[tokio::test]
async fn a_garbled_token_of_the_tab_does_no_harm() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    let garble = "Object.keys(sessionStorage).forEach(key => sessionStorage.setItem(key, 'no such token'))";
    browser.before_every_page(garble).await?;
    browser.reload().await?;
    browser.until_icons("white", "green").await?;
    assert_eq!(stage.figure("hookswitch_resumed_total").await?, 0);
    Ok(())
}

async fn errors(browser: &Browser) -> Result<Vec<String>> {
    let lines = browser.console().await?;
    Ok(lines.into_iter().filter(|line| line.level == "SEVERE").map(|line| line.message).collect())
}
