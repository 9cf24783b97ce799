//! Addresses at which there is no connector: each says what is wrong, and the page lives on.

use std::time::Duration;

use anyhow::Result;
use axum::Router;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Html;
use axum::routing::{any, get};
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::scripted::{self, Act, Cti};
use hookswitch_e2e::site::Site;
use hookswitch_e2e::wait::PATIENCE;
use serde_json::json;
use tokio::net::TcpListener;

use crate::stage::{DEMO_ID, Stage};

/// What a softphone waits for an answer, and as long again.
const UNTIL_IT_GIVES_UP: Duration = Duration::from_secs(25);

#[tokio::test]
async fn every_address_without_a_connector_says_what_is_wrong_and_disturbs_nobody() -> Result<()> {
    let stage = Stage::of(Setup::demo()).await?;
    let free = TcpListener::bind("127.0.0.1:0").await?;
    let nobody = free.local_addr()?;
    drop(free);
    // Accepts, by its backlog, and never says a word.
    let mute = TcpListener::bind("127.0.0.1:0").await?;
    let mute_address = mute.local_addr()?;

    let phones = [
        ("phone.example.com/ws".to_owned(), "The connector's address is wrong"),
        ("ftp://phone.example.com/ws".to_owned(), "The connector's address is wrong"),
        ("ws://user:password@127.0.0.1/ws".to_owned(), "The connector's address is wrong"),
        (format!("ws://{nobody}/ws"), "Connector not reachable"),
        (format!("ws://{mute_address}/ws"), "Connector not reachable"),
        ("/plain".to_owned(), "Connector not reachable"),
        ("/missing".to_owned(), "Connector not reachable"),
        ("/babble".to_owned(), "That is no connector"),
        ("/mute".to_owned(), "Connector does not answer"),
        ("/dawdle".to_owned(), "Connector does not answer"),
    ];
    let elements = phones.iter().enumerate().map(|(i, (endpoint, _))| {
        format!(
            "<hook-switch source=\"p{i}\" id=\"p{i}\" login-id=\"{DEMO_ID}\" endpoint=\"{endpoint}\"></hook-switch>"
        )
    });
    let good = format!("<hook-switch id=\"good\" source=\"good\" endpoint=\"{}\"></hook-switch>", stage.connector.ws());
    let page = format!(
        "<!doctype html><html lang=en><title>Phones</title><script type=module src=\"{}\"></script><body>{}{good}",
        stage.connector.url("/hook-switch.js"),
        elements.collect::<String>(),
    );
    let plays = |act| {
        any(move |upgrade: WebSocketUpgrade| async move {
            upgrade.on_upgrade(move |socket| scripted::play(act, Cti::default(), socket))
        })
    };
    let app = Router::new()
        .route("/", get(Html(page)))
        .route("/plain", get("There is nothing here."))
        .route("/babble", plays(Act::Babble))
        .route("/mute", plays(Act::Ignore))
        .route("/dawdle", plays(Act::Dawdle));
    let site = Site::serve_app(app).await?;

    let browser = &stage.browser;
    browser.goto(&site.url("/")).await?;
    for (i, (endpoint, text)) in phones.iter().enumerate() {
        let text = json!(text);
        let shows = format!("document.querySelector('#p{i} .hs-main')?.innerText.includes({text})");
        browser.until_within(&shows, UNTIL_IT_GIVES_UP).await.map_err(|error| error.context(endpoint.clone()))?;
    }
    // The page is as alive as ever, and the one good address works.
    browser.click("#p0 [data-icon=connection]").await?;
    browser.until("document.querySelector('#p0 .hs-main').innerText.includes('Connection details')").await?;
    browser.click("#good [data-icon=login]").await?;
    browser.fill("#good [data-field=login-id]", DEMO_ID).await?;
    browser.click("#good button[data-action=submit]").await?;
    let is_green = "document.querySelector('#good [data-icon=connection]').dataset.state === 'green'";
    browser.until_within(is_green, PATIENCE).await?;
    let uncaught: Vec<String> = browser
        .console()
        .await?
        .into_iter()
        .map(|line| line.message)
        .filter(|message| message.contains("panicked") || message.contains("Uncaught"))
        .collect();
    assert!(uncaught.is_empty(), "{uncaught:?}");
    drop(mute);
    Ok(())
}

#[tokio::test]
async fn a_link_cannot_send_the_login_id_to_another_machine() -> Result<()> {
    let stage = Stage::open().await?;
    let browser = &stage.browser;
    browser.sign_on(DEMO_ID).await?;
    browser.until_icons("white", "green").await?;
    browser.goto(&stage.connector.url("/?endpoint=wss://collector.example.com/ws&loginId=STOLEN1")).await?;
    browser.until_icons("white", "green").await?;
    browser.click("[data-icon=connection]").await?;
    browser.until_shows(&stage.connector.ws()).await
}

#[tokio::test]
async fn where_the_connector_is_gone_another_one_takes_its_place_without_a_word_from_the_agent() -> Result<()> {
    let mut stage = Stage::of(Setup::demo()).await?;
    let second = Setup::demo().start().await?;
    let page = format!("/?endpoint={},{}", stage.connector.ws(), second.ws());
    stage.browser.goto(&stage.connector.url(&page)).await?;
    stage.browser.sign_on(DEMO_ID).await?;
    stage.browser.until_icons("white", "green").await?;
    stage.connector.kill().await?;
    stage.browser.until_icons("white", "yellow").await?;
    stage.browser.until_icons("white", "green").await?;
    stage.browser.until_shows("Demo Agent").await?;
    // The first one is back, and nobody is thrown out for it.
    stage.connector.start_again().await?;
    stage.browser.until_icons("white", "green").await
}
