//! The conformance runner against our own connector, and against something that is none.

use std::process::Output;

use anyhow::Result;
use axum::Router;
use axum::extract::ws::{Message, WebSocketUpgrade};
use axum::routing::any;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::site::Site;
use tokio::process::Command;

async fn conformance(url: &str) -> Result<Output> {
    let mut runner = Command::new(env!("CARGO_BIN_EXE_conformance"));
    Ok(runner.args(["--url", url]).kill_on_drop(true).output().await?)
}

#[tokio::test]
async fn our_connector_keeps_every_rule_of_the_protocol() -> Result<()> {
    let connector = Setup::demo().start().await?;
    let output = conformance(&connector.ws()).await?;
    let lines = String::from_utf8(output.stdout)?;
    assert!(output.status.success() && lines.contains(" 0 broken, 0 skipped"), "{lines}");
    Ok(())
}

#[tokio::test]
async fn a_server_that_hangs_up_at_the_first_word_keeps_none() -> Result<()> {
    let curt = any(|upgrade: WebSocketUpgrade| async {
        upgrade.on_upgrade(|mut socket| async move {
            // Whatever was said, and whether or not the goodbye arrives.
            let _ = socket.recv().await;
            let _ = socket.send(Message::Close(None)).await;
        })
    });
    let site = Site::serve_app(Router::new().route("/ws", curt)).await?;
    let output = conformance(&format!("ws://{}/ws", site.address())).await?;
    let lines = String::from_utf8(output.stdout)?;
    assert_eq!(output.status.code(), Some(1), "{lines}");
    assert!(lines.contains("\n0 kept, "), "{lines}");
    Ok(())
}
