//! The conformance runner against our own connector, and against something that is none.

use std::process::Output;

use anyhow::Result;
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::routing::any;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::site::Site;
use serde_json::{Value, json};
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

/// Registers whoever names a channel besides `Connector`, and answers everything else with what is not true.
async fn lie(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let Message::Text(text) = message else { continue };
        let asked: Value = serde_json::from_str(&text).unwrap_or_default();
        let id = asked.get("id").cloned().unwrap_or_default();
        let word = |key: &str| asked.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let names_channels = asked.pointer("/data/channels/0").is_some() && asked.pointer("/data/speaker").is_none();
        let answers = match (word("channel").as_str(), word("subtopic").as_str()) {
            ("Connector", "Register") if names_channels => {
                let data = json!({ "Success": true, "ErrorMessage": null, "resumed": false });
                vec![said(&asked, "Register", "data", data, Some(id))]
            }
            ("Connector", _) | ("", _) => break,
            ("Cisco", "SetUserInfo") => {
                let everything = json!({ "password": "pqsup1", "data": { "state": "READY", "extension": "1" } });
                let event = said(&asked, "SetWrapupCode", "message", everything.clone(), None);
                let login = said(&asked, "Login", "message", everything, Some(id));
                std::iter::repeat_n(event, 14).chain([login]).collect()
            }
            ("Salesforce", subtopic) => {
                let data = json!({ "Username": "9", "Password": "9", "Success": true, "ErrorMessage": null });
                vec![said(&asked, subtopic, "data", data, Some(id))]
            }
            (_, _) => {
                let data = json!({ "errorType": "InternalError", "errorMessage": "No.", "msg": "No." });
                let mut error = said(&asked, "SetAPIError", "message", json!({ "data": data }), Some(id));
                set(&mut error, "topic", json!("Error"));
                vec![error]
            }
        };
        for answer in answers {
            if socket.send(Message::text(answer.to_string())).await.is_err() {
                return;
            }
        }
    }
}

fn said(asked: &Value, subtopic: &str, key: &str, payload: Value, id: Option<Value>) -> Value {
    let mut frame = json!({ "channel": asked.get("channel"), "topic": asked.get("topic"), "subtopic": subtopic,
        "source": "liar", key: payload });
    if let Some(id) = id.filter(Value::is_string) {
        set(&mut frame, "id", id);
    }
    frame
}

fn set(frame: &mut Value, key: &str, value: Value) {
    if let Some(frame) = frame.as_object_mut() {
        frame.insert(key.to_owned(), value);
    }
}

#[tokio::test]
async fn a_server_that_agrees_to_everything_and_does_nothing_keeps_no_rule() -> Result<()> {
    let liar = any(|upgrade: WebSocketUpgrade| async { upgrade.on_upgrade(lie) });
    let site = Site::serve_app(Router::new().route("/ws", liar)).await?;
    let output = conformance(&format!("ws://{}/ws", site.address())).await?;
    let lines = String::from_utf8(output.stdout)?;
    assert_eq!(output.status.code(), Some(1), "{lines}");
    assert!(lines.contains("\n0 kept, "), "{lines}");
    Ok(())
}
