//! The whole flow without a pointer, on a narrow panel and at 400 % zoom.

use anyhow::Result;
use fantoccini::key::Key;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::phone::{CONNECTION, FIELD, LOGIN};

use crate::stage::{DEMO_ID, Stage};

const SPACE: Key = Key::Space;

#[tokio::test]
async fn the_whole_flow_works_by_keyboard_alone_at_200_px() -> Result<()> {
    let stage = Stage::open().await?;
    stage.browser.viewport(200, 480).await?;
    whole_flow(&stage.browser).await
}

#[tokio::test]
async fn the_whole_flow_works_by_keyboard_alone_at_400_percent() -> Result<()> {
    let stage = Stage::open().await?;
    stage.browser.zoom(4.0).await?;
    whole_flow(&stage.browser).await
}

async fn whole_flow(browser: &Browser) -> Result<()> {
    browser.until_icons("red", "yellow").await?;

    // In, out again, and nothing happened.
    tab_to(browser, LOGIN).await?;
    browser.press(Key::Enter).await?;
    browser.until_focused(FIELD).await?;
    browser.type_keys("HALF").await?;
    browser.press(Key::Escape).await?;
    browser.until_gone(FIELD).await?;
    browser.until_focused(LOGIN).await?;

    // Enter does nothing while a rule is broken, and signs on when none is.
    browser.press(SPACE).await?;
    browser.until_focused(FIELD).await?;
    browser.type_keys("DEMO 5051").await?;
    browser.until_shows("has a space in it").await?;
    browser.press(Key::Enter).await?;
    browser.until_focused(FIELD).await?;
    in_sight(browser).await?;
    browser.press_with(&[Key::Control], 'a').await?;
    browser.type_keys(DEMO_ID).await?;
    browser.press(Key::Enter).await?;
    browser.until_icons("white", "green").await?;
    browser.until_focused(LOGIN).await?;
    in_sight(browser).await?;

    // The details, by the other icon.
    browser.press(Key::Tab).await?;
    browser.until_focused(CONNECTION).await?;
    browser.press(SPACE).await?;
    browser.until_shows("Connection details").await?;
    tab_to(browser, "[data-action=reconnect]").await?;
    browser.press(Key::Enter).await?;
    browser.until_icons("white", "green").await?;
    browser.press(Key::Escape).await?;
    browser.until_gone(".hs-panel").await?;
    browser.until_focused(CONNECTION).await?;

    // A new ID, thrown away again.
    browser.press_with(&[Key::Shift], Key::Tab).await?;
    browser.until_focused(LOGIN).await?;
    browser.press(Key::Enter).await?;
    browser.until_focused(FIELD).await?;
    browser.until_attribute(FIELD, "type", "password").await?;
    tab_to(browser, "[data-action=generate]").await?;
    browser.press(SPACE).await?;
    browser.until_shows("New ID. Copy it").await?;
    browser.until_attribute(FIELD, "type", "text").await?;
    in_sight(browser).await?;
    tab_to(browser, ".hs-button[data-action=dismiss]").await?;
    browser.press(Key::Enter).await?;
    browser.until_gone(FIELD).await?;
    browser.until_focused(LOGIN).await?;
    browser.until_icons("white", "green").await?;

    // Forgetting: asked back, kept, then done.
    for answer in ["dismiss", "forget"] {
        if browser.eval::<bool>(&format!("!document.querySelector('{FIELD}')")).await? {
            browser.press(Key::Enter).await?;
        }
        tab_to(browser, "[data-action=ask-forget]").await?;
        browser.press(Key::Enter).await?;
        browser.until_shows("Forget this Login ID?").await?;
        browser.until_focused(".hs-button[data-action=dismiss]").await?;
        in_sight(browser).await?;
        tab_to(browser, &format!(".hs-panel [data-action={answer}]")).await?;
        browser.press(SPACE).await?;
    }
    browser.until_icons("red", "yellow").await?;
    browser.until_focused(LOGIN).await
}

/// Presses Tab until something has the focus, and looks at every stop on the way.
async fn tab_to(browser: &Browser, css: &str) -> Result<()> {
    browser.find(css).await?;
    let wanted = serde_json::json!(css);
    for _ in 0..20 {
        if browser.eval::<bool>(&format!("document.activeElement.matches({wanted})")).await? {
            return Ok(());
        }
        browser.press(Key::Tab).await?;
        in_sight(browser).await?;
    }
    anyhow::bail!("no Tab leads to {css}")
}

/// What has the focus is seen and marked, and nothing scrolls sideways.
async fn in_sight(browser: &Browser) -> Result<()> {
    let (sideways, seen, marked): (bool, bool, bool) = browser
        .eval(
            "(() => {
               const page = document.scrollingElement, focused = document.activeElement;
               const box = focused.getBoundingClientRect(), style = getComputedStyle(focused);
               return [
                 page.scrollWidth > page.clientWidth,
                 focused === document.body || (box.left >= 0 && box.right <= innerWidth && box.bottom > 0 && box.top < innerHeight),
                 focused === document.body || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
               ];
             })()",
        )
        .await?;
    let focused: String = browser.eval("document.activeElement.outerHTML.slice(0, 120)").await?;
    anyhow::ensure!(!sideways, "the page scrolls sideways at {focused}");
    anyhow::ensure!(seen, "the focus is out of sight: {focused}");
    anyhow::ensure!(marked, "the focus is not marked: {focused}");
    Ok(())
}
