//! Everything without a pointer, on a narrow panel and at 400 % zoom.

use anyhow::Result;
use fantoccini::key::Key;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::desk::{DEMO, NUMBER};
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

const STATES: &str = "[data-action=states]";
const SEARCH: &str = "[data-field=search]";

#[tokio::test]
async fn an_agent_works_by_keyboard_alone() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.go_to_work(&stage.connector, DEMO).await?;
    every_control_is_a_stop(browser).await?;

    // States: chosen, left as they are, chosen by a key.
    tab_to(browser, STATES).await?;
    browser.press(Key::Enter).await?;
    browser.until_focused("[data-action=ready]").await?;
    every_control_is_a_stop(browser).await?;
    tab_to(browser, "[data-action=ready]").await?;
    browser.press(SPACE).await?;
    browser.until_state("Ready").await?;
    browser.until_focused(STATES).await?;
    browser.type_keys("s").await?;
    browser.until_focused("[data-action=ready]").await?;
    browser.press(Key::Escape).await?;
    browser.until_focused(STATES).await?;
    browser.type_keys("n").await?;
    browser.until_state("Not ready").await?;
    browser.type_keys("?").await?;
    browser.until_focused("[data-action=shortcuts]").await?;
    browser.until_shows("Hold, or resume").await?;
    browser.press(Key::Escape).await?;
    browser.until_focused(STATES).await?;

    // The book: searched, stepped through, and called from.
    browser.type_keys("b").await?;
    browser.until_focused(SEARCH).await?;
    browser.type_keys("demo").await?;
    let chosen = "document.querySelector('[aria-selected=true] strong')?.textContent";
    for (key, name) in [(Key::Down, "Demo Talker"), (Key::Down, "Demo Hasty"), (Key::Up, "Demo Talker")] {
        browser.press(key).await?;
        browser.until(&format!("{chosen} === '{name}'")).await?;
        browser.until_focused(SEARCH).await?;
    }
    every_control_is_a_stop(browser).await?;
    tab_to(browser, SEARCH).await?;
    browser.press(Key::Enter).await?;
    browser.until_call("Demo Talker", "Talking").await?;

    // The call: held, resumed, all about it, its keys, somebody to transfer it to, and its end.
    held_fast(browser).await?;
    tab_to(browser, STATES).await?;
    for state in ["On hold", "Talking"] {
        browser.type_keys("h").await?;
        browser.until_call("Demo Talker", state).await?;
        browser.until_focused(STATES).await?;
    }
    tab_to(browser, "[data-action=more]").await?;
    browser.press(SPACE).await?;
    browser.until_attribute("[data-action=more]", "aria-expanded", "true").await?;
    browser.until_focused("[data-action=more]").await?;
    every_control_is_a_stop(browser).await?;
    tab_to(browser, "[data-action=tones]").await?;
    browser.press(Key::Enter).await?;
    browser.until_shows("Keys go to Demo Talker").await?;
    held_fast(browser).await?;
    tab_to(browser, "[data-action=key][data-value='5']").await?;
    browser.press(SPACE).await?;
    browser.until(&format!("document.querySelector('{NUMBER}').value === '5'")).await?;
    browser.type_keys("7").await?;
    browser.until(&format!("document.querySelector('{NUMBER}').value === '57'")).await?;
    browser.press(Key::Escape).await?;
    browser.until_shows("Talking").await?;
    held_fast(browser).await?;
    tab_to(browser, STATES).await?;
    browser.type_keys("t").await?;
    browser.until_focused(NUMBER).await?;
    browser.press(Key::Escape).await?;
    browser.until_call("Demo Talker", "Talking").await?;
    held_fast(browser).await?;
    tab_to(browser, STATES).await?;
    browser.type_keys("e").await?;
    browser.until_no_call().await?;
    browser.until_focused(STATES).await?;

    // A call comes in: declined, then answered, and wrapped up.
    for answer in ["d", "a"] {
        stage.command(["demo", "call", "--to", "5051", "--from", "+4930123456"]).await?;
        browser.until_call("+4930123456", "Ringing").await?;
        browser.until_focused(STATES).await?;
        browser.type_keys(answer).await?;
        if answer == "d" {
            browser.until_no_call().await?;
        }
    }
    browser.until_call("+4930123456", "Talking").await?;
    tab_to(browser, "[data-action=end]").await?;
    browser.press(Key::Enter).await?;
    browser.find("[data-action=wrap-up]").await?;
    held_fast(browser).await?;
    tab_to(browser, "[data-action=wrap-up]").await?;
    browser.press(SPACE).await?;
    browser.until_gone("[data-action=wrap-up]").await?;
    held_fast(browser).await?;

    // The calls of the day, and a number that is busy.
    tab_to(browser, "[data-action=tab]").await?;
    browser.type_keys("y").await?;
    browser.find("[data-action=redial]").await?;
    every_control_is_a_stop(browser).await?;
    tab_to(browser, "[data-action=tab]").await?;
    browser.type_keys("k").await?;
    tab_to(browser, NUMBER).await?;
    browser.type_keys("8003").await?;
    browser.press(Key::Enter).await?;
    browser.until_call("Demo Busy", "Busy").await?;
    held_fast(browser).await?;
    tab_to(browser, "[data-action=end]").await?;
    browser.press(Key::Enter).await?;
    browser.until_no_call().await?;
    held_fast(browser).await?;

    // Out, and in again.
    tab_to(browser, STATES).await?;
    browser.press(SPACE).await?;
    tab_to(browser, "[data-action=log-out]").await?;
    browser.press(Key::Enter).await?;
    browser.until_shows("You get no calls").await?;
    held_fast(browser).await?;
    tab_to(browser, "[data-action=sign-on-again]").await?;
    browser.press(Key::Enter).await?;
    browser.until_state("Not ready").await?;
    held_fast(browser).await
}

/// The focus is in the softphone, seen and marked.
async fn held_fast(browser: &Browser) -> Result<()> {
    browser.until("document.activeElement?.closest('.hs')").await?;
    in_sight(browser).await
}

/// Tab leads to every control that can be used, and out of the softphone behind the last.
async fn every_control_is_a_stop(browser: &Browser) -> Result<()> {
    browser.run::<()>("window.stops = new Set(); document.activeElement?.blur();", Vec::new()).await?;
    tab_to(browser, LOGIN).await?;
    for _ in 0..STOPS {
        let is_here = "stops.add(document.activeElement), !!document.activeElement.closest('.hs')";
        if !browser.eval::<bool>(is_here).await? {
            break;
        }
        browser.press(Key::Tab).await?;
        in_sight(browser).await?;
    }
    let left: Vec<String> = browser
        .eval(
            "[...document.querySelectorAll('.hs :is(button, input, [tabindex]):enabled')]
               .filter(control => !stops.has(control)).map(control => control.outerHTML)",
        )
        .await?;
    anyhow::ensure!(left.is_empty(), "Tab leads not to {left:?}");
    let is_out: bool = browser.eval("!document.activeElement.closest('.hs')").await?;
    anyhow::ensure!(is_out, "Tab leads not out");
    Ok(())
}

/// More than there are controls.
const STOPS: u32 = 80;

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
    for _ in 0..STOPS {
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
