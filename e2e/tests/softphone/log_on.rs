//! Logging on to a station, with two browsers: the main rows of the log-on matrix, and what is kept in a browser.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::desk::{DIAL, NUMBER};
use hookswitch_e2e::phone::{LOGIN, OK};
use hookswitch_e2e::wait::PATIENCE;
use serde_json::json;

use crate::stage::Stage;

const PAGE: &str = "/?signOn=station";
/// Name and password of Demo Agent, who is at 5051.
const DEMO: [&str; 2] = ["1245456", "acq@123"];
/// Those of Third Agent, who is at 5069.
const THIRD: [&str; 2] = ["102312778", "pqsup1"];
const DROPPED: &str = "Your connection has been dropped due to a subsequent log on to a different station.";

#[tokio::test]
async fn given_a_user_at_a_station_when_the_user_logs_on_to_a_different_one_then_the_original_connection_is_dropped()
-> Result<()> {
    let (stage, two) = two_at_the_door(Setup::demo()).await?;
    let one = &stage.browser;
    log_on(one, DEMO, "WS-5051", &[]).await?;
    is_at(one, "WS-5051").await?;
    log_on(&two, DEMO, "WS-5064", &[]).await?;
    is_at(&two, "WS-5064").await?;
    one.until_shows(DROPPED).await?;
    one.until_icons("white", "red").await?;
    // Whatever wakes it, it does not come back by itself.
    one.eval::<bool>("dispatchEvent(new Event('online'))").await?;
    one.eval::<bool>("dispatchEvent(new Event('pageshow'))").await?;
    ensure!(stage.figure("hookswitch_connections").await? == 1);
    two.until_icons("white", "green").await?;
    // The first user comes back by logging on again, and so does the sentence.
    one.act("reconnect").await?;
    log_on(one, DEMO, "WS-5051", &[]).await?;
    is_at(one, "WS-5051").await?;
    two.until_shows(DROPPED).await
}

#[tokio::test]
async fn given_two_users_when_both_log_on_to_one_station_then_the_first_connects_and_the_second_does_not() -> Result<()>
{
    let (stage, two) = two_at_the_door(Setup::demo()).await?;
    log_on(&stage.browser, DEMO, "WS-5051", &[]).await?;
    is_at(&stage.browser, "WS-5051").await?;
    log_on(&two, THIRD, "WS-5051", &[]).await?;
    two.until_shows("Another user is logged on to that station.").await?;
    stage.browser.until_icons("white", "green").await?;
    // What was typed is still there, but for the password.
    ensure!(held(&two, "user").await? == THIRD[0] && held(&two, "password").await?.is_empty());
    log_on(&two, THIRD, "WS-5069", &[]).await?;
    is_at(&two, "WS-5069").await?;
    // And they can talk.
    for browser in [&stage.browser, &two] {
        browser.choose_state("ready").await?;
    }
    two.fill(NUMBER, "5051").await?;
    two.click(DIAL).await?;
    stage.browser.until_call("Third Agent", "Ringing").await?;
    stage.browser.act("answer").await?;
    two.until_call("Demo Agent", "Talking").await
}

#[tokio::test]
async fn given_a_user_at_a_station_when_the_same_one_is_asked_for_elsewhere_then_that_is_told_where_and_may_use_it_here()
-> Result<()> {
    let (stage, two) = two_at_the_door(Setup::demo()).await?;
    log_on(&stage.browser, DEMO, "WS-5051", &[]).await?;
    is_at(&stage.browser, "WS-5051").await?;
    log_on(&two, DEMO, "WS-5051", &[]).await?;
    two.until_shows("You are signed on in another window").await?;
    two.until_shows(&format!("It is at {} since", stage.connector.address())).await?;
    two.act("use-here").await?;
    is_at(&two, "WS-5051").await?;
    stage.browser.until_shows("Your session moved to another window").await
}

#[tokio::test]
async fn given_a_wrong_password_when_it_is_tried_five_times_then_the_name_is_blocked() -> Result<()> {
    let stage = at_the_door(Setup::demo()).await?;
    for left in (0..5).rev() {
        log_on(&stage.browser, [DEMO[0], "wrong"], "WS-5051", &[]).await?;
        stage.browser.until_shows("The authentication process failed.").await?;
        stage.browser.until_shows(&format!("Tries left: {left}.")).await?;
    }
    log_on(&stage.browser, DEMO, "WS-5051", &[]).await?;
    stage.browser.until_shows("Try again in").await?;
    ensure!(!stage.browser.find(OK).await?.is_enabled().await?, "nothing that is sent now would be heard");
    Ok(())
}

#[tokio::test]
async fn given_a_number_as_the_station_when_the_user_logs_on_then_calls_reach_it_there() -> Result<()> {
    let (stage, two) = two_at_the_door(Setup::demo()).await?;
    let one = &stage.browser;
    one.click("[data-value=RemoteNumber]").await?;
    log_on(one, DEMO, "+49 30 / 1234567", &["persistent"]).await?;
    is_at(one, "+49301234567, line stays open").await?;
    log_on(&two, THIRD, "WS-5069", &[]).await?;
    is_at(&two, "WS-5069").await?;
    two.fill(NUMBER, "+49301234567").await?;
    two.click(DIAL).await?;
    one.until_call("Third Agent", "Ringing").await?;
    one.act("answer").await?;
    two.until_call("Demo Agent", "Talking").await
}

#[tokio::test]
async fn given_a_supervisor_when_the_agent_is_logged_out_then_the_agent_reads_by_whom() -> Result<()> {
    let (stage, two) = two_at_the_door(Setup::demo()).await?;
    log_on(&stage.browser, DEMO, "WS-5051", &[]).await?;
    is_at(&stage.browser, "WS-5051").await?;
    log_on(&two, THIRD, "WS-5069", &[]).await?;
    is_at(&two, "WS-5069").await?;
    stage.browser.open_tab("team").await?;
    stage.browser.click("[data-action=member][data-value='102312778']").await?;
    stage.browser.click("[data-action=member-log-out][data-value='102312778']").await?;
    stage.browser.click("[data-action=member-log-out][data-value='102312778']").await?;
    two.until_shows("Your session has been logged out by the supervisor (Demo Agent).").await?;
    two.act("reconnect").await?;
    two.find("input[name=user]").await.map(drop)
}

#[tokio::test]
async fn given_remember_me_when_the_page_is_opened_again_then_every_field_but_the_password_is_filled() -> Result<()> {
    let stage = at_the_door(Setup::demo()).await?;
    let one = &stage.browser;
    log_on(one, DEMO, "WS-5051", &["remember"]).await?;
    is_at(one, "WS-5051").await?;
    next_time(&stage).await?;
    one.find("input[name=user]").await?;
    ensure!((held(one, "user").await?, held(one, "place").await?) == (DEMO[0].to_owned(), "WS-5051".to_owned()));
    ensure!(held(one, "password").await?.is_empty());
    Ok(())
}

#[tokio::test]
async fn given_automatic_log_on_when_the_page_is_opened_again_then_it_is_straight_at_work_until_the_password_changes()
-> Result<()> {
    let stage = at_the_door(Setup::demo()).await?;
    let one = &stage.browser;
    log_on(one, DEMO, "WS-5051", &["remember", "automatic"]).await?;
    is_at(one, "WS-5051").await?;
    next_time(&stage).await?;
    is_at(one, "WS-5051").await?;

    change_password(&stage, "new-password").await?;
    // What comes later is heard later.
    stage.command(["memo", "add", "The password was changed."]).await?;
    one.act("memos").await?;
    one.until_shows("The password was changed.").await?;
    // Nobody is thrown out by that.
    one.until_icons("white", "green").await?;
    next_time(&stage).await?;
    one.until_shows("The authentication process failed.").await?;
    ensure!((held(one, "user").await?, held(one, "place").await?) == (DEMO[0].to_owned(), "WS-5051".to_owned()));
    log_on(one, [DEMO[0], "new-password"], "WS-5051", &["remember", "automatic"]).await?;
    is_at(one, "WS-5051").await?;
    next_time(&stage).await?;
    is_at(one, "WS-5051").await
}

#[tokio::test]
async fn given_automatic_log_on_when_the_user_logs_off_everywhere_or_an_administrator_ends_it_then_it_is_void()
-> Result<()> {
    let (stage, two) = two_at_the_door(Setup::demo()).await?;
    let one = &stage.browser;
    log_on(one, DEMO, "WS-5051", &["automatic"]).await?;
    is_at(one, "WS-5051").await?;
    log_off(one, "forget").await?;
    // The user, in another browser.
    log_on(&two, DEMO, "WS-5051", &[]).await?;
    is_at(&two, "WS-5051").await?;
    log_off(&two, "sign-out-everywhere").await?;
    next_time(&stage).await?;
    one.until_shows("The authentication process failed.").await?;

    log_on(one, DEMO, "WS-5051", &["automatic"]).await?;
    is_at(one, "WS-5051").await?;
    stage.command(["session", "end", "demo@example.com"]).await?;
    one.until_shows("An administrator signed you off").await?;
    next_time(&stage).await?;
    one.until_shows("The authentication process failed.").await
}

#[tokio::test]
async fn given_a_user_agreement_when_its_text_changes_then_it_is_asked_again_of_who_has_agreed_before() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (file, text) = (folder.path().join("log-on.toml"), folder.path().join("agreement.txt"));
    std::fs::write(&file, "cached_credentials = true\nagreement = \"agreement.txt\"\n")?;
    std::fs::write(&text, "For authorised use only.")?;
    let mut stage = at_the_door(Setup::demo().arg("--log-on").arg(&file)).await?;
    log_on(&stage.browser, DEMO, "WS-5051", &["automatic"]).await?;
    stage.browser.until_shows("For authorised use only.").await?;
    stage.browser.act("disagree").await?;
    stage.browser.find("input[name=user]").await?;
    log_on(&stage.browser, DEMO, "WS-5051", &["automatic"]).await?;
    stage.browser.act("agree").await?;
    is_at(&stage.browser, "WS-5051").await?;
    next_time(&stage).await?;
    is_at(&stage.browser, "WS-5051").await?;

    stage.connector.stop(PATIENCE).await?;
    std::fs::write(&text, "For authorised use only, and recorded.")?;
    stage.connector.start_again().await?;
    let asked = "document.querySelector('.hs').innerText.includes('and recorded')";
    stage.browser.until_within(asked, Duration::from_secs(60)).await?;
    stage.browser.act("agree").await?;
    is_at(&stage.browser, "WS-5051").await
}

#[tokio::test]
async fn given_a_restart_of_the_connector_when_it_is_back_then_the_same_page_is_logged_on_without_a_password()
-> Result<()> {
    let mut stage = at_the_door(Setup::demo()).await?;
    log_on(&stage.browser, DEMO, "WS-5051", &[]).await?;
    is_at(&stage.browser, "WS-5051").await?;
    stage.connector.kill().await?;
    stage.browser.until_icons("white", "yellow").await?;
    stage.connector.start_again().await?;
    let is_green = "document.querySelector('[data-icon=connection]').dataset.state === 'green'";
    stage.browser.until_within(is_green, Duration::from_secs(60)).await?;
    is_at(&stage.browser, "WS-5051").await
}

#[tokio::test]
async fn given_a_second_tab_of_the_same_browser_when_it_is_opened_then_it_joins_the_live_session() -> Result<()> {
    let stage = at_the_door(Setup::demo()).await?;
    let one = &stage.browser;
    log_on(one, DEMO, "WS-5051", &[]).await?;
    is_at(one, "WS-5051").await?;
    let first = one.client().window().await?;
    let second = one.client().new_window(true).await?.handle;
    one.client().switch_to_window(second).await?;
    one.goto(&stage.connector.url(PAGE)).await?;
    is_at(one, "WS-5051").await?;
    one.client().switch_to_window(first).await?;
    one.until_icons("white", "green").await?;
    ensure!(stage.figure("hookswitch_sessions").await? == 1);
    log_off(one, "forget").await?;
    one.find("input[name=user]").await?;
    ensure!(stage.figure("hookswitch_sessions").await? == 0);
    Ok(())
}

#[tokio::test]
async fn given_an_old_browser_when_it_is_used_then_it_is_warned_and_may_go_on() -> Result<()> {
    let stage = Stage::of(Setup::demo()).await?;
    let one = &stage.browser;
    one.before_every_page("delete Navigator.prototype.locks; delete window.BroadcastChannel;").await?;
    one.goto(&stage.connector.url(PAGE)).await?;
    one.until_shows("This browser is out of date or not supported.").await?;
    log_on(one, DEMO, "WS-5051", &[]).await?;
    is_at(one, "WS-5051").await?;
    one.click(LOGIN).await?;
    one.act("diagnose").await?;
    let text: String = one.eval("document.querySelector('textarea').value").await?;
    ensure!(text.contains("Missing: BroadcastChannel, locks") && !text.contains("acq"), "{text}");
    Ok(())
}

#[tokio::test]
async fn the_password_and_what_stands_for_it_are_in_no_log_no_address_and_in_no_storage_but_their_own() -> Result<()> {
    let setup = Setup::demo().arg("--log-level").arg("trace").env("RUST_LOG", "trace");
    let mut stage = at_the_door(setup).await?;
    let one = &stage.browser;
    log_on(one, [DEMO[0], "wrong-password"], "WS-5051", &["remember", "automatic"]).await?;
    one.until_shows("Tries left").await?;
    log_on(one, DEMO, "WS-5051", &["remember", "automatic"]).await?;
    is_at(one, "WS-5051").await?;
    one.reload().await?;
    is_at(one, "WS-5051").await?;
    let kept: Vec<(String, String)> =
        one.eval("[...Object.entries(localStorage), ...Object.entries(sessionStorage)]").await?;
    let of = |end: &str| {
        kept.iter().filter(|(key, _)| key.ends_with(end)).map(|(_, value)| value.as_str()).collect::<Vec<_>>()
    };
    let credentials: Vec<String> = of(":logOn")
        .into_iter()
        .filter_map(|text| {
            serde_json::from_str::<serde_json::Value>(text).ok()?.get("savedCredential")?.as_str().map(str::to_owned)
        })
        .collect();
    ensure!(credentials.len() == 2, "the one of this tab and the one of this browser: {kept:?}");
    let page: String = one
        .eval(
            "[document.documentElement.outerHTML, performance.getEntries().map(entry => entry.name).join(), location.href, \
             document.cookie, JSON.stringify(history.state)].join('\\n')",
        )
        .await?;
    let others: String = kept
        .iter()
        .filter(|(key, _)| !key.ends_with(":logOn"))
        .map(|(key, value)| format!("{key}={value}\n"))
        .collect();
    let passwords: String = kept.iter().map(|(_, value)| value.as_str()).collect();
    stage.connector.stop(PATIENCE).await?;
    let log = stage.connector.process().output();
    ensure!(log.contains("127.0.0.1"), "the log is there: {log}");
    let mut seen = vec![("the page", page), ("other storage", others), ("the log", log)];
    for file in ["hookswitch.db", "hookswitch.db-wal"] {
        if let Ok(bytes) = std::fs::read(stage.connector.data().join(file)) {
            seen.push((file, String::from_utf8_lossy(&bytes).into_owned()));
        }
    }
    for secret in credentials.iter().map(String::as_str).chain([DEMO[1], "wrong-password"]) {
        for (place, text) in &seen {
            ensure!(!text.contains(secret), "a secret is in {place}");
        }
    }
    ensure!(!passwords.contains(DEMO[1]) && !passwords.contains("wrong-password"), "a password is kept");
    Ok(())
}

async fn at_the_door(setup: Setup) -> Result<Stage> {
    let stage = Stage::of(setup).await?;
    open(&stage.browser, &stage).await?;
    Ok(stage)
}

async fn two_at_the_door(setup: Setup) -> Result<(Stage, Browser)> {
    let stage = at_the_door(setup).await?;
    let two = stage.another_browser().await?;
    open(&two, &stage).await?;
    Ok((stage, two))
}

async fn open(browser: &Browser, stage: &Stage) -> Result<()> {
    let size = json!({ "width": 300, "height": 600, "deviceScaleFactor": 1, "mobile": false });
    browser.cdp("Emulation.setDeviceMetricsOverride", size).await?;
    browser.goto(&stage.connector.url(PAGE)).await?;
    browser.find("input[name=user]").await.map(drop)
}

/// Fills in the form and sends it.
async fn log_on(browser: &Browser, [user, password]: [&str; 2], place: &str, ticked: &[&str]) -> Result<()> {
    browser.until("document.querySelector('.hs-log-on button[data-action=submit]')?.disabled === false").await?;
    for (name, text) in [("user", user), ("password", password), ("place", place)] {
        browser.fill(&format!("input[name={name}]"), text).await?;
    }
    for name in ["persistent", "remember", "automatic"] {
        let is_wanted = ticked.contains(&name);
        let differs =
            format!("(document.querySelector('input[type=checkbox][name={name}]')?.checked ?? false) !== {is_wanted}");
        if browser.eval::<bool>(&differs).await? {
            browser.click(&format!("input[name={name}]")).await?;
        }
    }
    browser.click(OK).await
}

/// Waits until somebody is at work at this station.
async fn is_at(browser: &Browser, place: &str) -> Result<()> {
    browser.until_icons("white", "green").await?;
    browser.until_state("Not ready").await?;
    let place = json!(place);
    browser.until(&format!("document.querySelector('.hs-status')?.innerText.startsWith({place})")).await
}

async fn log_off(browser: &Browser, how: &str) -> Result<()> {
    browser.click(LOGIN).await?;
    browser.act("ask-log-off").await?;
    browser.act(how).await?;
    browser.find("input[name=user]").await.map(drop)
}

/// The browser is closed and opened again: what is kept for a tab is gone.
async fn next_time(stage: &Stage) -> Result<()> {
    stage.browser.goto(&stage.connector.url("/healthz")).await?;
    stage.browser.eval::<()>("(sessionStorage.clear(), null)").await?;
    stage.browser.goto(&stage.connector.url(PAGE)).await
}

async fn held(browser: &Browser, name: &str) -> Result<String> {
    browser.eval(&format!("document.querySelector('input[name={name}]')?.value ?? 'no such field'")).await
}

async fn change_password(stage: &Stage, password: &str) -> Result<()> {
    let file = stage.connector.data().join("password.txt");
    std::fs::write(&file, password)?;
    let file = file.to_str().context("a path of text")?.to_owned();
    stage.command(["user", "change", "demo@example.com", "--cti-username", DEMO[0], "--cti-password-file", &file]).await
}
