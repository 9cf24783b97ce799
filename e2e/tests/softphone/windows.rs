//! One session, several windows.

use anyhow::Result;
use fantoccini::wd::WindowHandle;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::wait::{self, PATIENCE};

use crate::stage::{DEMO_ID, Stage};

#[tokio::test]
async fn a_second_browser_is_asked_before_it_takes_over_and_the_first_then_stays_quiet() -> Result<()> {
    let stage = Stage::open().await?;
    let first = &stage.browser;
    first.sign_on(DEMO_ID).await?;
    first.until_icons("white", "green").await?;

    let second = stage.another_browser().await?;
    second.goto(&stage.connector.url("/")).await?;
    second.sign_on(DEMO_ID).await?;
    second.until_icons("white", "yellow").await?;
    second.until_shows("You are signed on in another window").await?;
    first.until_icons("white", "green").await?;

    let figures = async || -> Result<_> {
        Ok((stage.figure("hookswitch_sessions").await?, stage.figure("hookswitch_connections").await?))
    };
    second.act("use-here").await?;
    second.until_icons("white", "green").await?;
    first.until_icons("white", "yellow").await?;
    first.until_shows("Your session moved to another window").await?;
    assert_eq!(figures().await?, (1, 1), "the first has let go of its socket");

    // Nothing that wakes a page makes it fight for the session.
    first.eval::<bool>("dispatchEvent(new Event('online'))").await?;
    first.eval::<bool>("dispatchEvent(new Event('pageshow'))").await?;
    first.until_icons("white", "yellow").await?;
    assert_eq!(figures().await?, (1, 1));

    first.act("use-here").await?;
    first.until_icons("white", "green").await?;
    second.until_icons("white", "yellow").await?;
    second.until_shows("Your session moved to another window").await
}

#[tokio::test]
async fn a_duplicated_tab_is_one_more_window_of_the_session_and_the_original_stays() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;

    // A window that a page opens gets a copy of what is kept for the tab, as a duplicated tab does.
    browser.eval::<()>("(window.open(location.href), null)").await?;
    let [original, copy] = tabs(browser).await?;
    browser.client().switch_to_window(copy).await?;
    browser.until_icons("white", "green").await?;
    browser.client().switch_to_window(original).await?;
    browser.until_icons("white", "green").await?;
    assert_eq!(stage.figure("hookswitch_sessions").await?, 1);
    assert_eq!(stage.figure("hookswitch_connections").await?, 2);
    Ok(())
}

#[tokio::test]
async fn a_page_that_is_left_lets_go_of_its_socket_at_once_and_is_back_with_the_back_button() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    browser.goto(&stage.connector.url("/healthz")).await?;
    // Before its heartbeat is missed; the session is held, nobody was signed off.
    let within = std::time::Duration::from_secs(3);
    wait::until("the socket to go", within, async || {
        Ok((stage.figure("hookswitch_connections").await? == 0).then_some(()))
    })
    .await?;
    assert_eq!(stage.figure("hookswitch_sessions").await?, 1);
    browser.client().back().await?;
    browser.until_icons("white", "green").await?;
    browser.until_shows("5051").await?;
    assert_eq!(stage.figure("hookswitch_resumed_total").await?, 1);
    Ok(())
}

/// Waits for the second tab; the one that is driven comes first.
async fn tabs(browser: &Browser) -> Result<[WindowHandle; 2]> {
    let here = browser.client().window().await?;
    wait::until("a second tab", PATIENCE, async || {
        let other = browser.client().windows().await?.into_iter().find(|window| *window != here);
        Ok(other.map(|other| [here.clone(), other]))
    })
    .await
}
