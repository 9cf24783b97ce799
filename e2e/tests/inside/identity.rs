//! Who signs on is what the org says, or nobody; and who is no page of the org's gets nothing.

use std::collections::BTreeSet;

use anyhow::{Context, Result, ensure};
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::org::{Fault, TokenFault, What};
use hookswitch_e2e::wait::{self, PATIENCE};
use hookswitch_e2e::world::{CLASSIC, FOREIGN, LIGHTNING};

use crate::stage::{DEMO, Desktop, Stage};

/// What a token begins with, and a log never has.
const TOKEN: &str = "eyJ";

/// What a page hears that says nothing sensible to the connector: an answer, or the code of the end.
const SOCKET: &str = "new Promise(done => {
    const socket = new WebSocket('wss://phone.example.com/ws');
    socket.onopen = () => socket.send('{}');
    socket.onmessage = () => done('an answer');
    socket.onclose = ({ code }) => done(String(code));
})";

#[tokio::test]
async fn the_org_vouches_and_after_a_restart_of_the_connector_it_does_so_anew() -> Result<()> {
    let mut stage = Stage::by_token().await?;
    stage.work(Desktop::Lightning).await?;
    let first = tokens(&stage);
    ensure!(first == 1, "asked for {first} tokens");
    let connector = stage.world.connector()?;
    connector.stop(PATIENCE).await?;
    connector.start_again().await?;
    wait::until("another token", PATIENCE, async || Ok((tokens(&stage) > first).then_some(()))).await?;
    stage.browser.until_icons("white", "green").await?;
    let log = stage.world.connector()?.process().output();
    ensure!(log.contains("signed on") && !log.contains(TOKEN), "{log}");
    Ok(())
}

#[tokio::test]
async fn a_token_that_is_not_right_is_refused_and_the_log_says_why_and_not_what() -> Result<()> {
    let mut stage = Stage::by_token().await?;
    stage.work(Desktop::Lightning).await?;
    let faults = [
        // The one that was good before.
        (TokenFault::Replayed, "replayed"),
        (TokenFault::Expired, "expired"),
        (TokenFault::Audience, "audience"),
        (TokenFault::Issuer, "issuer"),
        (TokenFault::Key, "key"),
        (TokenFault::Unsigned, "alg"),
        (TokenFault::Lasting, "lifetime"),
    ];
    for (fault, reason) in faults {
        stage.org().go_wrong([Fault::Token(fault)]);
        // What one browser was let in with, another has not.
        stage.browser = stage.world.browser(&stage.driver).await?;
        stage.show(Desktop::Lightning).await?;
        stage.browser.until_shows("does not accept this proof").await.with_context(|| format!("{fault:?}"))?;
        stage.browser.until_icons("white", "red").await.with_context(|| format!("{fault:?}"))?;
        let said = format!("reason=\"{reason}\"");
        let log = stage.world.connector()?.process().output();
        let line = log.lines().find(|line| line.contains("identity token refused") && line.contains(&said));
        line.with_context(|| format!("no {said} in {log}"))?;
        ensure!(!log.contains(TOKEN), "a token is in the log: {log}");
    }
    // Pressed before the org can sign again: afterwards the page may be linked sooner than anybody presses.
    stage.browser.act("reconnect").await?;
    stage.org().go_wrong([]);
    stage.browser.until_icons("white", "green").await
}

#[tokio::test]
async fn an_org_that_cannot_sign_is_said_to_vouch_for_nobody() -> Result<()> {
    let stage = Stage::by_token().await?;
    stage.org().go_wrong([Fault::Token(TokenFault::Missing)]);
    stage.show(Desktop::Lightning).await?;
    stage.browser.until_shows("Salesforce does not vouch for you").await?;
    stage.browser.until_shows("certificate").await?;
    // Pressed before the org can sign again: afterwards the page may be linked sooner than anybody presses.
    stage.browser.act("reconnect").await?;
    stage.org().go_wrong([]);
    stage.browser.until_icons("white", "green").await
}

#[tokio::test]
async fn a_foreign_page_gets_neither_the_frame_nor_the_socket() -> Result<()> {
    let stage = Stage::open().await?;
    for (host, page) in [(LIGHTNING, "lightning.html"), (CLASSIC, "classic.html")] {
        stage.browser.goto(&stage.world.page(host, page, &[("user", DEMO)])).await?;
        stage.browser.until_hosted().await?;
        stage.browser.enter_softphone().await?;
        stage.browser.find("[data-icon=login]").await.with_context(|| format!("framed by {host}"))?;
    }
    stage.browser.console().await?;
    stage.browser.goto(&stage.world.page(FOREIGN, "lightning.html", &[("user", DEMO)])).await?;
    stage.browser.until_hosted().await?;
    let mut said = BTreeSet::new();
    wait::until("the browser to refuse the frame", PATIENCE, async || {
        said.extend(stage.browser.console().await?.into_iter().map(|line| line.message));
        Ok(said.iter().any(|line| line.contains("frame-ancestors")).then_some(()))
    })
    .await
    .with_context(|| format!("{said:?}"))?;
    stage.browser.enter_softphone().await?;
    ensure!(is_empty(&stage.browser).await?, "the softphone shows in a foreign frame");
    stage.browser.leave_softphone().await?;
    ensure!(stage.browser.eval::<String>(SOCKET).await? == "4403");
    Ok(())
}

async fn is_empty(browser: &Browser) -> Result<bool> {
    browser.eval("!document.querySelector('hook-switch, .hs, [data-icon]')").await
}

/// How often a token was asked for.
fn tokens(stage: &Stage) -> usize {
    let events = stage.org().events();
    let is_asked = |what: &What| match what {
        What::Call { method, args, .. } => method == "runApex" && args.to_string().contains("ask=token"),
        What::Pop { .. } | What::Page { .. } => false,
    };
    events.iter().filter(|event| is_asked(&event.what)).count()
}
