//! Agents at work: a call from end to end, what a reload and a lost socket do to it, and the block of a name.

use anyhow::{Context, Result, ensure};
use fantoccini::key::Key;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::desk::{Camera, DEMO, DIAL, NUMBER, THIRD, a_whole_call, both_show_one_duration};
use hookswitch_e2e::paths;
use hookswitch_e2e::phone::OK;
use hookswitch_e2e::scenes::{self, Scenes};
use serde_json::json;

use crate::stage::{Screen, Stage};

#[tokio::test]
async fn one_agent_calls_the_other_who_holds_consults_transfers_and_wraps_up_and_both_screens_agree() -> Result<()> {
    let (stage, two) = both_at_work().await?;
    a_whole_call(&stage.browser, &two, &mut Camera::new(paths::target().join("pictures/a-whole-call"))).await
}

#[tokio::test]
async fn a_reload_in_the_middle_of_a_call_brings_it_back_within_a_second_with_its_duration() -> Result<()> {
    let (stage, two) = both_at_work().await?;
    let one = &stage.browser;
    ensure!(!asks_to_stay(one).await?, "there is nothing to stay for");
    talk(one, &two).await?;
    ensure!(asks_to_stay(one).await?, "whoever leaves now leaves a call");
    let before = two.seconds().await?;
    // The page says itself when the call was there again.
    one.before_every_page(
        "new MutationObserver(() => { if (document.querySelector('[data-call]')) window.back ??= performance.now(); })
           .observe(document, { childList: true, subtree: true });",
    )
    .await?;
    one.reload().await?;
    one.until_call("Third Agent", "Talking").await?;
    ensure!(one.seconds().await? >= before, "the duration goes on");
    let millis = one.eval::<f64>("back").await?;
    ensure!(millis < 1_000.0, "the call was back after {millis} ms");
    both_show_one_duration(one, &two).await?;
    one.act("end").await?;
    two.until_no_call().await?;
    one.until_no_call().await?;
    ensure!(!asks_to_stay(one).await?, "the call is over");
    two.until_state("Wrap-up").await
}

#[tokio::test]
async fn a_socket_lost_in_the_middle_of_a_call_leaves_it_on_the_screen_and_it_goes_on_with_its_duration() -> Result<()>
{
    let (stage, two) = both_at_work().await?;
    let one = &stage.browser;
    talk(one, &two).await?;
    network(one, false).await?;
    one.until_icons("white", "yellow").await?;
    one.until_call("Third Agent", "Talking").await?;
    ensure!(!one.find("[data-action=hold]").await?.is_enabled().await?, "nothing would come of it now");
    network(one, true).await?;
    one.until_icons("white", "green").await?;
    both_show_one_duration(one, &two).await?;
    one.act("hold").await?;
    two.until_call("Demo Agent", "You are on hold").await
}

#[tokio::test]
async fn a_call_that_ended_while_the_socket_was_lost_is_gone_when_it_is_back() -> Result<()> {
    let (stage, two) = both_at_work().await?;
    let one = &stage.browser;
    talk(one, &two).await?;
    network(one, false).await?;
    one.until_icons("white", "yellow").await?;
    two.act("end").await?;
    two.until_no_call().await?;
    network(one, true).await?;
    one.until_icons("white", "green").await?;
    one.until_no_call().await?;
    one.until_state("Not ready").await
}

#[tokio::test]
async fn the_sixth_wrong_password_is_blocked_over_a_restart_and_the_right_one_has_to_wait() -> Result<()> {
    const PAGE: &str = "/?user=agent2@example.com&useOwnLoginId=false";
    let mut stage = Stage::open().await?;
    stage.browser.goto(&stage.connector.url(PAGE)).await?;
    stage.browser.until_shows("No credentials are saved for you").await?;
    for left in (0..5).rev() {
        give(&stage.browser, "wrong").await?;
        stage.browser.until_shows(&format!("Tries left: {left}.")).await?;
    }
    give(&stage.browser, "wrong").await?;
    stage.browser.until_shows("This user is blocked after five failed sign-ons.").await?;
    stage.browser.until_shows("Try again in 4 min").await?;
    ensure!(!stage.browser.find(OK).await?.is_enabled().await?, "nothing that is sent now would be heard");

    stage.connector.kill().await?;
    stage.connector.start_again().await?;
    stage.browser.goto(&stage.connector.url(PAGE)).await?;
    stage.browser.until_shows("No credentials are saved for you").await?;
    give(&stage.browser, "pqsup1").await?;
    stage.browser.until_shows("This user is blocked").await?;
    stage.browser.until_shows("Try again in 4 min").await
}

#[tokio::test]
async fn a_call_from_outside_rings_whatever_page_is_open_and_nothing_moves_for_it() -> Result<()> {
    let stage = Stage::open().await?;
    let one = &stage.browser;
    one.go_to_work(&stage.connector, DEMO).await?;
    one.open_tab("book").await?;
    one.until_shows("Demo Talker").await?;
    one.until_gone("[data-action=enable-sound]").await?;
    let place = "JSON.stringify([...document.querySelectorAll('.hs-page > :first-child *')].map(e => e.getBoundingClientRect().y))";
    let before = one.eval::<String>(place).await?;
    stage.command(["demo", "call", "--to", "5051", "--from", "+4930123456"]).await?;
    one.until_call("+4930123456", "Ringing").await?;
    ensure!(one.eval::<String>(place).await? == before, "something moved");
    ensure!(one.eval::<String>("document.title").await? == "Call from +4930123456");
    one.act("reject").await?;
    one.until_no_call().await?;
    one.until("document.querySelector('[data-value=history]').textContent.includes('1 missed')").await
}

#[tokio::test]
async fn a_variable_of_a_call_is_saved_by_enter_and_by_leaving_it_and_escape_gives_back_what_was_there() -> Result<()> {
    const FIELD: &str = "[data-field=variable][data-value=Customer]";
    let screen = Screen::open().await?;
    let (browser, served) = (&screen.browser, Scenes::serve().await?);
    let scene = scenes::named("talking-more").context("talking-more")?;
    let holds = |value: &str| format!("document.querySelector('{FIELD}').value === '{value}'");
    served.reach(browser, scene).await?;
    browser.until(&holds("4711-0815")).await?;
    browser.click(FIELD).await?;
    browser.press(Key::End).await?;
    // No shortcuts: those are letters here.
    browser.type_keys("-he").await?;
    browser.until(&holds("4711-0815-he")).await?;
    browser.press(Key::Escape).await?;
    browser.until(&holds("4711-0815")).await?;
    let mut saved = "4711-0815".to_owned();
    for (key, next) in [(Key::Enter, FIELD), (Key::Tab, "[data-field=variable][data-value=Contract]")] {
        browser.until_focused(FIELD).await?;
        browser.press(Key::End).await?;
        browser.type_keys("-2").await?;
        browser.press(key).await?;
        browser.until_focused(next).await?;
        saved.push_str("-2");
        // What is not saved would be given back first, and the call stay open.
        browser.press(Key::Escape).await?;
        browser.until_gone(FIELD).await?;
        browser.click("[data-action=more]").await?;
        browser.until(&holds(&saved)).await?;
        browser.click(FIELD).await?;
    }
    Ok(())
}

#[tokio::test]
async fn a_supervisor_makes_an_agent_not_ready_for_one_of_the_teams_reasons() -> Result<()> {
    let (stage, two) = both_at_work().await?;
    let one = &stage.browser;
    two.choose_state("ready").await?;
    one.open_tab("team").await?;
    one.click("[data-action=member][data-value='102312778']").await?;
    one.click("[data-action=member-not-ready][data-value='2']").await?;
    two.until_state("Not ready").await?;
    two.until_shows("Lunch").await?;
    one.find("[data-action=member-not-ready][data-value='2'][aria-current=true]").await?;
    one.until_focused("[data-action=member-not-ready][data-value='2']").await
}

async fn both_at_work() -> Result<(Stage, Browser)> {
    let stage = Stage::open().await?;
    let two = stage.another_browser().await?;
    stage.browser.go_to_work(&stage.connector, DEMO).await?;
    two.go_to_work(&stage.connector, THIRD).await?;
    Ok((stage, two))
}

/// 5051 calls 5069, and they talk for three seconds.
async fn talk(one: &Browser, two: &Browser) -> Result<()> {
    one.fill(NUMBER, "5069").await?;
    one.click(DIAL).await?;
    two.until_call("Demo Agent", "Ringing").await?;
    two.act("answer").await?;
    one.until_call("Third Agent", "Talking").await?;
    one.until("Number(document.querySelector('[data-call] .hs-since').textContent.slice(-2)) >= 3").await
}

/// Whether the browser is told to ask before the page is left.
async fn asks_to_stay(browser: &Browser) -> Result<bool> {
    let leave =
        "(leave => (dispatchEvent(leave), leave.defaultPrevented))(new Event('beforeunload', { cancelable: true }))";
    browser.eval(leave).await
}

/// Pulls the plug, or puts it back.
async fn network(browser: &Browser, is_there: bool) -> Result<()> {
    browser.cdp("Network.enable", json!({})).await?;
    let off = json!({ "offline": !is_there, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    browser.cdp("Network.emulateNetworkConditions", off).await?;
    // Sockets that are open are not cut by that; the page lets go of them when it is told.
    let event = if is_there { "online" } else { "offline" };
    browser.eval::<()>(&format!("(dispatchEvent(new Event('{event}')), null)")).await
}

/// Fills in the form of the sign-on and sends it.
async fn give(browser: &Browser, password: &str) -> Result<()> {
    for (name, text) in [("user", "102312778"), ("password", password), ("extension", "5064")] {
        browser.fill(&format!("input[name={name}]"), text).await?;
    }
    browser.click(OK).await
}
