//! What an embedding page may rely on.

use anyhow::Result;
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::site::Site;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::stage::{DEMO_ID, Stage};

/// Counts what a page leaves running: timers, sockets, and listeners on what outlives a softphone.
const COUNT: &str = r"
window.running = { timers: new Set(), sockets: new Set(), listeners: new Map() };
for (const [set, clear] of [['setTimeout', 'clearTimeout'], ['setInterval', 'clearInterval']]) {
  const [start, stop] = [window[set], window[clear]];
  window[set] = (then, ...rest) => {
    const id = start(() => { if (set === 'setTimeout') running.timers.delete(id); then(); }, ...rest);
    running.timers.add(id);
    return id;
  };
  window[clear] = id => { running.timers.delete(id); stop(id); };
}
window.WebSocket = class extends WebSocket {
  constructor(...all) { super(...all); running.sockets.add(this); this.addEventListener('close', () => running.sockets.delete(this)); }
};
const key = (target, kind, then) => [target.constructor.name, kind, running.ids.get(then) ?? (running.ids.set(then, running.ids.size), running.ids.size - 1)].join();
running.ids = new Map();
for (const target of [window, document, document.documentElement, navigator]) {
  if (!target?.addEventListener) continue;
  const [add, remove] = [target.addEventListener, target.removeEventListener];
  target.addEventListener = function (kind, then, ...rest) { running.listeners.set(key(target, kind, then), kind); return add.call(this, kind, then, ...rest); };
  target.removeEventListener = function (kind, then, ...rest) { running.listeners.delete(key(target, kind, then)); return remove.call(this, kind, then, ...rest); };
}
window.left = () => [running.timers.size, running.sockets.size, running.listeners.size];
window.told = [];
for (const kind of ['hookswitch:status', 'hookswitch:error']) {
  document.addEventListener(kind, event => told.push({ kind, from: event.target.id, bubbles: event.bubbles, detail: event.detail }));
}
running.listeners.clear();
";

async fn page_of(connector: &str, body: &str) -> Result<Site> {
    let page = format!(
        "<!doctype html><html lang=en><meta charset=utf-8><title>A page of somebody else</title>
         <link rel=stylesheet href=\"{connector}/hook-switch.css\"><script>{COUNT}</script>
         <script type=module>
           import {{ mount }} from '{connector}/hook-switch.js';
           window.mount = mount;
         </script><body>{body}"
    );
    Site::serve_app(Router::new().route("/", get(Html(page)))).await
}

#[tokio::test]
async fn attributes_configure_the_element_and_events_tell_what_it_does() -> Result<()> {
    let stage = Stage::of(Setup::demo()).await?;
    let element = format!(
        "<hook-switch id=one endpoint=\"{}\" user=\"demo@example.com\" source=\"crm\"></hook-switch>",
        stage.connector.ws()
    );
    let site = page_of(&stage.connector.url(""), &element).await?;
    let browser = &stage.browser;
    browser.goto(&site.url("/")).await?;
    browser.until_icons("red", "yellow").await?;
    let status = |login, connection, extension: Value, name: Value, code: Value| {
        json!({ "kind": "hookswitch:status", "from": "one", "bubbles": true, "detail":
            { "login": login, "connection": connection, "extension": extension, "displayName": name, "code": code } })
    };
    let told = async || browser.eval::<Vec<Value>>("told").await;
    assert_eq!(told().await?, [status("red", "yellow", Value::Null, Value::Null, Value::Null)]);

    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    let signed_on = status("white", "green", json!("5051"), json!("Demo Agent"), Value::Null);
    assert_eq!(told().await?.last(), Some(&signed_on));
    assert!(browser.eval::<bool>("Object.keys(localStorage).every(key => key.startsWith('hookswitch:1:crm:'))").await?);
    assert!(!browser.eval::<String>("JSON.stringify(told)").await?.contains(DEMO_ID));

    // An ID of the record wins, and a user name as ID is an error that names itself.
    browser.run::<()>("told.length = 0; one.setAttribute('login-id', 'Demo@Example.com')", Vec::new()).await?;
    browser.until_icons("red", "yellow").await?;
    browser.until("told.some(event => event.kind === 'hookswitch:error')").await?;
    let errors: Vec<Value> = browser.eval("told.filter(event => event.kind === 'hookswitch:error')").await?;
    assert_eq!(
        errors,
        [json!({ "kind": "hookswitch:error", "from": "one", "bubbles": true, "detail": {
            "code": "LoginIdIsUserName",
            "message": "That is a Salesforce user name.",
            "remedy": "Use an ID that only you know.",
        } })]
    );
    assert_eq!(told().await?.iter().filter(|event| event["kind"] == "hookswitch:status").count(), 1, "one change");
    browser.run::<()>("one.setAttribute('login-id', 'DEMO0000000000005064')", Vec::new()).await?;
    browser.until_icons("white", "green").await?;
    browser.until_shows("5064").await?;
    browser.click("[data-icon=login]").await?;
    browser.until_shows("From your user record").await?;
    browser.until_gone("#one input").await
}

#[tokio::test]
async fn mount_and_unmount_leave_no_socket_no_timer_and_no_listener_behind() -> Result<()> {
    let stage = Stage::of(Setup::demo()).await?;
    let site = page_of(&stage.connector.url(""), "<div id=here>What was there before</div>").await?;
    let browser = &stage.browser;
    browser.goto(&site.url("/")).await?;
    browser.until("window.mount").await?;
    let before: Value = browser.eval("left()").await?;
    let mount = format!("window.phone = mount(here, {{ endpoint: '{}', loginId: '{DEMO_ID}' }})", stage.connector.ws());
    for _ in 0..3 {
        browser.run::<()>(&mount, Vec::new()).await?;
        browser.until_icons("white", "green").await?;
        browser.until("left()[1] === 1").await?;
        assert!(browser.eval::<Value>("left()").await? != before);
        browser.run::<()>("phone.unmount(); phone.unmount();", Vec::new()).await?;
        assert_eq!(browser.eval::<u32>("here.childNodes.length").await?, 0);
        browser.until("running.sockets.size === 0").await?;
        assert_eq!(browser.eval::<Value>("left()").await?, before, "timers, sockets, listeners");
        stage.nobody_connected().await?;
    }
    // Going away is not signing off.
    assert_eq!(stage.figure("hookswitch_sessions").await?, 1);

    // Unmounted in the middle of things: while it connects, and while it waits for the next try.
    browser.run::<()>(&format!("{mount}; phone.unmount();"), Vec::new()).await?;
    let free = TcpListener::bind("127.0.0.1:0").await?;
    let nobody = free.local_addr()?;
    drop(free);
    let lost = format!("window.phone = mount(here, {{ endpoint: 'ws://{nobody}/ws', loginId: 'X' }})");
    browser.run::<()>(&lost, Vec::new()).await?;
    browser.until("here.innerText.includes('Connector not reachable')").await?;
    browser.run::<()>("phone.unmount()", Vec::new()).await?;
    browser.until("running.sockets.size === 0").await?;
    assert_eq!(browser.eval::<Value>("left()").await?, before, "timers, sockets, listeners");
    stage.nobody_connected().await
}

#[tokio::test]
async fn an_element_that_is_taken_out_and_put_back_goes_on_with_the_session() -> Result<()> {
    let stage = Stage::of(Setup::demo()).await?;
    let element = format!("<hook-switch id=one endpoint=\"{}\"></hook-switch><p id=else></p>", stage.connector.ws());
    let site = page_of(&stage.connector.url(""), &element).await?;
    let browser = &stage.browser;
    browser.goto(&site.url("/")).await?;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    browser.run::<()>("window.kept = one; kept.remove()", Vec::new()).await?;
    stage.nobody_connected().await?;
    browser.run::<()>("document.body.append(kept)", Vec::new()).await?;
    browser.until_icons("white", "green").await?;
    assert_eq!(stage.figure("hookswitch_resumed_total").await?, 1);
    Ok(())
}

#[tokio::test]
async fn two_softphones_on_one_page_do_not_disturb_each_other() -> Result<()> {
    let stage = Stage::of(Setup::demo()).await?;
    let phone =
        |id: &str| format!("<hook-switch id={id} source={id} endpoint=\"{}\"></hook-switch>", stage.connector.ws());
    let site = page_of(&stage.connector.url(""), &[phone("west"), phone("east")].concat()).await?;
    let browser = &stage.browser;
    browser.goto(&site.url("/")).await?;
    let sign_on = async |id: &str, login: &str| -> Result<()> {
        browser.click(&format!("#{id} [data-icon=login]")).await?;
        browser.fill(&format!("#{id} [data-field=login-id]"), login).await?;
        browser.click(&format!("#{id} button[data-action=submit]")).await
    };
    sign_on("west", DEMO_ID).await?;
    until_colour(browser, "west", "green").await?;
    until_colour(browser, "east", "yellow").await?;
    sign_on("east", "DEMO0000000000005064").await?;
    until_colour(browser, "east", "green").await?;
    browser.until("west.innerText.includes('5051') && east.innerText.includes('5064')").await?;
    assert!(
        browser
            .eval::<bool>(
                "(ids => new Set(ids).size === ids.length)([...document.querySelectorAll('[id]')].map(e => e.id))"
            )
            .await?
    );

    browser.reload().await?;
    until_colour(browser, "west", "green").await?;
    until_colour(browser, "east", "green").await?;
    browser.until("west.innerText.includes('5051') && east.innerText.includes('5064')").await?;

    // One forgets, or goes; the other stays.
    browser.click("#west [data-icon=login]").await?;
    browser.click("#west [data-action=ask-forget]").await?;
    browser.click("#west [data-action=forget]").await?;
    until_colour(browser, "west", "yellow").await?;
    until_colour(browser, "east", "green").await?;
    browser.run::<()>("west.remove()", Vec::new()).await?;
    until_colour(browser, "east", "green").await?;
    assert_eq!(stage.figure("hookswitch_connections").await?, 1);
    Ok(())
}

#[tokio::test]
async fn a_page_of_another_origin_may_connect_where_that_is_allowed_and_is_told_where_it_is_not() -> Result<()> {
    // The page has to be there first: its port is part of its origin.
    let folder = tempfile::tempdir()?;
    let site = Site::serve(folder.path()).await?;
    let origin = site.url("");
    for allowed in [false, true] {
        let origins = if allowed { origin.as_str() } else { "https://crm.example.com" };
        let stage = Stage::not_demo(Setup::demo().arg("--allowed-origins").arg(origins)).await?;
        let page = format!(
            "<!doctype html><html lang=en><script>{COUNT}</script><script type=module src=\"{}\"></script>
             <hook-switch id=one login-id={DEMO_ID} endpoint=\"{}\"></hook-switch>",
            stage.connector.url("/hook-switch.js"),
            stage.connector.ws()
        );
        tokio::fs::write(folder.path().join("index.html"), page).await?;
        let browser = &stage.browser;
        browser
            .before_every_page(
                "window.codes = []; const Own = WebSocket; window.WebSocket = class extends Own {
               constructor(...all) { super(...all); this.addEventListener('close', event => codes.push(event.code)); }
             };",
            )
            .await?;
        browser.goto(&site.url("/")).await?;
        if allowed {
            browser.until_icons("white", "green").await?;
        } else {
            browser.until_icons("white", "red").await?;
            browser.until_shows("This page may not use the connector").await?;
            browser.until_shows("Ask the administrator to allow the address of this page.").await?;
            assert_eq!(browser.eval::<Vec<u16>>("codes").await?, [4403], "and it stays away");
        }
    }
    Ok(())
}

#[tokio::test]
async fn what_the_readme_tells_to_put_on_a_page_works() -> Result<()> {
    let stage = Stage::of(Setup::demo()).await?;
    let readme = tokio::fs::read_to_string(hookswitch_e2e::paths::root().join("README.md")).await?;
    let snippet = readme.split("```html").nth(1).and_then(|rest| rest.split("```").next()).unwrap_or_default();
    assert!(snippet.contains("<hook-switch"), "{snippet}");
    let snippet = snippet
        .replace("https://phone.example.com", &stage.connector.url(""))
        .replace("wss://phone.example.com/ws", &stage.connector.ws());
    let page = format!("<!doctype html><html lang=en><meta charset=utf-8><title>CRM</title><body>{snippet}");
    let site = Site::serve_app(Router::new().route("/", get(Html(page)))).await?;
    let browser = &stage.browser;
    browser.goto(&site.url("/")).await?;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    let bar: String = browser.eval("getComputedStyle(document.querySelector('.hs-bar')).backgroundColor").await?;
    assert_eq!(bar, "rgb(15, 42, 67)", "it has its styles");
    Ok(())
}

#[tokio::test]
async fn a_program_that_cannot_be_loaded_says_so() -> Result<()> {
    let stage = Stage::of(Setup::demo()).await?;
    let browser = &stage.browser;
    browser
        .before_every_page(
            "WebAssembly.instantiateStreaming = WebAssembly.instantiate = () => Promise.reject(new Error('blocked'));",
        )
        .await?;
    browser.goto(&stage.connector.url("/")).await?;
    browser
        .until("document.querySelector('hook-switch[role=alert]')?.innerText.includes('could not be loaded')")
        .await?;
    let broken: Vec<String> = browser.audit().await?.iter().map(ToString::to_string).collect();
    assert!(broken.is_empty(), "{}", broken.join("\n"));
    Ok(())
}

async fn until_colour(browser: &Browser, id: &str, colour: &str) -> Result<()> {
    browser.until_attribute(&format!("#{id} [data-icon=connection]"), "data-state", colour).await
}
