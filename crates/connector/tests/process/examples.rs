//! The examples do what they say.

use std::process::Stdio;

use serde_json::json;
use tokio::{
    io::{AsyncBufReadExt, BufReader, Lines},
    process::{ChildStdout, Command},
    time::timeout,
};

use crate::{
    agent::Agent,
    program::{PATIENCE, Site},
};

const LISTEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../examples/listen.mjs");

fn node() -> Command {
    let mut node = Command::new("node");
    node.args(["--no-warnings", "--experimental-websocket"]).stdin(Stdio::null());
    node
}

/// Whether there is a Node with a WebSocket.
async fn has_node() -> bool {
    let mut asked = node();
    asked.args(["--eval", "process.exit(typeof WebSocket === 'function' ? 0 : 1)"]).stderr(Stdio::null());
    asked.status().await.is_ok_and(|status| status.success())
}

async fn prints(lines: &mut Lines<BufReader<ChildStdout>>, parts: &[&str]) {
    loop {
        let line = timeout(PATIENCE, lines.next_line()).await.unwrap().unwrap();
        let line = line.unwrap_or_else(|| panic!("it ended without {parts:?}"));
        if parts.iter().all(|part| line.contains(part)) {
            return;
        }
    }
}

#[tokio::test]
async fn an_app_that_listens_prints_what_becomes_of_the_agent_and_is_refused_with_a_wrong_id() {
    if !has_node().await {
        eprintln!("skipped: there is no Node with a WebSocket (20.10 or later)");
        return;
    }
    let (_site, serving) = Site::demo().await;
    let mut agent = Agent::signs_on(&serving, "1245456", "acq@123", "5051").await;
    let url = format!("ws://{}/ws", serving.address());
    let listens = |id: &str| {
        let mut command = node();
        command.args([LISTEN, id, &url]).stdout(Stdio::piped()).kill_on_drop(true).spawn().unwrap()
    };
    let mut child = listens("DEMO0000000000005051");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    prints(&mut lines, &["listening"]).await;
    prints(&mut lines, &["Agent/SetAgentState", r#""state":"NOT_READY""#]).await;
    agent.is_made_ready().await;
    prints(&mut lines, &["Agent/SetAgentState", r#""state":"READY""#]).await;
    agent.asks("SetMakeCall", json!({ "ToAddress": "8001" })).await;
    prints(&mut lines, &["InboundCall/CallsStateChange", "8001"]).await;

    let mut child = listens("NOBODY");
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    prints(&mut lines, &["refused: "]).await;
    prints(&mut lines, &["closed 4401"]).await;
    assert!(child.wait().await.unwrap().success());
    serving.stop().await;
}
