//! The rules of the section Frames.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::peer::Target;
use crate::reply::{message, registration};
use crate::rule::{Needs, Rule};

/// Every rule of the section.
pub(crate) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Nothing, check);
    vec![
        rule("the reply to a request repeats its id", |t| Box::pin(id_is_repeated(t))),
        rule("an id that is a number is read and repeated as text", |t| Box::pin(number_as_id(t))),
        rule("a request without an id is answered all the same, without one", |t| Box::pin(no_id(t))),
        rule("a payload under `message` is read like one under `data`", |t| Box::pin(payload_under_message(t))),
        rule("a payload that is missing, null or \"\" stands for an empty object", |t| Box::pin(empty_payloads(t))),
        rule("`subTopic`, spaces around keys and unknown fields are read tolerantly", |t| Box::pin(tolerance(t))),
        rule("numbers as strings and strings as numbers are read", |t| Box::pin(numbers_and_strings(t))),
        rule("of equal keys the last counts", |t| Box::pin(equal_keys(t))),
        rule("a request in the outer packet is answered in the same wrapping", |t| Box::pin(outer_packet(t))),
        rule("a frame of 64 KiB is read", |t| Box::pin(largest_frame(t))),
        rule("a larger frame is answered FrameTooLarge and the connection lives on", |t| {
            Box::pin(malformed(t, format!("\"{}\"", "x".repeat(64 * 1024)), "FrameTooLarge"))
        }),
        rule("what is not JSON is answered NotJson and the connection lives on", |t| {
            Box::pin(malformed(t, "{\"channel\":".to_owned(), "NotJson"))
        }),
        rule("JSON that is no object is answered NotAnObject and the connection lives on", |t| {
            Box::pin(malformed(t, "[1,2]".to_owned(), "NotAnObject"))
        }),
        rule("nesting of 32 is read", |t| Box::pin(deepest_nesting(t))),
        rule("deeper nesting is answered NestedTooDeeply and the connection lives on", |t| {
            Box::pin(malformed(t, nested(33), "NestedTooDeeply"))
        }),
        rule("a frame without channel is answered NoAddress and the connection lives on", |t| {
            Box::pin(malformed(t, json!({ "topic": "User", "subtopic": "ClearLoginId" }).to_string(), "NoAddress"))
        }),
        rule("a frame without topic is answered NoAddress and the connection lives on", |t| {
            Box::pin(malformed(t, json!({ "channel": "Connector", "data": {} }).to_string(), "NoAddress"))
        }),
        rule("five malformed frames in a row close with 4400", |t| Box::pin(five_in_a_row(t))),
        rule("a good frame in between starts the count of malformed ones again", |t| Box::pin(four_and_a_good_one(t))),
        rule("a channel that was not registered for is answered NotRegistered", |t| Box::pin(other_channel(t))),
        rule("an unknown topic or subtopic is answered UnknownMessage", |t| Box::pin(unknown_message(t))),
        rule("a missing field is answered BadPayload, which names it", |t| Box::pin(missing_field(t))),
        rule("binary frames close the connection with 1003", |t| Box::pin(binary(t))),
    ]
}

async fn id_is_repeated(target: Target) -> Result<()> {
    let mut peer = target.open().await?;
    let id = "ref-".to_owned() + &"x".repeat(60);
    peer.send("Registration", "Register", registration(json!({})), Some(&id)).await?;
    peer.reply_to(&id).await?.succeeded()
}

async fn number_as_id(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let mut frame = message("User", "ClearLoginId", json!({}));
    set(&mut frame, "id", json!(42));
    peer.send_text(frame.to_string()).await?;
    peer.reply_to("42").await?.succeeded()
}

async fn no_id(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    peer.send("User", "ClearLoginId", json!({}), None).await?;
    let reply = peer.next().await?;
    reply.is("User", "ClearLoginId")?;
    ensure!(reply.frame().get("id").is_none(), "an id nobody gave: {}", reply.frame());
    reply.succeeded()
}

async fn payload_under_message(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let frame = json!({ "channel": "Connector", "topic": "User", "subtopic": "SetLoginId",
        "source": "conformance", "message": { "loginId": "" }, "id": "m" });
    peer.send_text(frame.to_string()).await?;
    peer.reply_to("m").await?.refused("LoginIdEmpty")
}

async fn empty_payloads(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    for (id, payload) in [("missing", None), ("null", Some(Value::Null)), ("text", Some(json!("")))] {
        let mut frame = json!({ "channel": "Connector", "topic": "User", "subtopic": "ClearLoginId",
            "source": "conformance", "id": id });
        if let Some(payload) = payload {
            set(&mut frame, "data", payload);
        }
        peer.send_text(frame.to_string()).await?;
        peer.reply_to(id).await?.succeeded()?;
    }
    Ok(())
}

async fn tolerance(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let text = r#" { " channel " : "Connector", "topic ":"User", " subTopic":"SetLoginId","x":{"y":[1]},
        "data":{" LoginID ":"","more":true}, "id ":"t" } "#;
    peer.send_text(text).await?;
    peer.reply_to("t").await?.refused("LoginIdEmpty")
}

async fn numbers_and_strings(target: Target) -> Result<()> {
    let mut peer = target.open().await?;
    peer.register(json!({ "protocol": "1", "tab": 7 })).await?.succeeded()
}

async fn equal_keys(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let text = r#"{"channel":"Connector","topic":"User","subtopic":"ClearLoginId","data":{},"id":"first","id":"last"}"#;
    peer.send_text(text).await?;
    peer.reply_to("last").await?.succeeded()
}

async fn outer_packet(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let mut inner = message("User", "ClearLoginId", json!({}));
    set(&mut inner, "id", json!("in"));
    let packet = json!({ "channel": "Amazon", "topic": "", "subTopic": "", "message": inner,
        "ResponseUrl": "https://3rdpartapp.com", "subscriberID": "66517761" });
    peer.send_text(packet.to_string()).await?;
    let reply = peer.next().await?;
    let frame = reply.frame();
    for key in ["channel", "topic", "subTopic", "ResponseUrl", "subscriberID"] {
        ensure!(frame.get(key) == packet.get(key), "{key} is not as it was asked: {frame}");
    }
    let inner = frame.get("message").cloned().unwrap_or_default();
    let done = inner.pointer("/data/Success") == Some(&json!(true)) && inner.get("id") == Some(&json!("in"));
    ensure!(done, "the reply is not under message: {frame}");
    Ok(())
}

async fn largest_frame(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let mut frame = message("User", "ClearLoginId", json!({}));
    set(&mut frame, "id", json!("big"));
    let text = frame.to_string();
    peer.send_text(text.clone() + &" ".repeat(64 * 1024 - text.len())).await?;
    peer.reply_to("big").await?.succeeded()
}

async fn deepest_nesting(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let deep: Value = serde_json::from_str(&nested(31))?;
    let mut frame = message("User", "ClearLoginId", json!({}));
    set(&mut frame, "deep", deep);
    set(&mut frame, "id", json!("d"));
    peer.send_text(frame.to_string()).await?;
    peer.reply_to("d").await?.succeeded()
}

async fn malformed(target: Target, text: String, code: &str) -> Result<()> {
    let mut peer = target.registered().await?;
    peer.send_text(text).await?;
    peer.error().await?.is_error(code)?;
    peer.lives().await
}

async fn five_in_a_row(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    for _ in 0..5 {
        peer.send_text("no").await?;
        peer.error().await?.is_error("NotJson")?;
    }
    peer.closed_with(4400, SOON).await?;
    Ok(())
}

async fn four_and_a_good_one(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    for _ in 0..2 {
        for _ in 0..4 {
            peer.send_text("no").await?;
            peer.error().await?.is_error("NotJson")?;
        }
        peer.lives().await?;
    }
    Ok(())
}

async fn other_channel(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    for channel in ["Cisco", "Salesforce", "InteractionCenter", "Elsewhere"] {
        let mut frame = message("Agent", "GetAppState", json!({}));
        set(&mut frame, "channel", json!(channel));
        set(&mut frame, "id", json!(channel));
        peer.send_text(frame.to_string()).await?;
        peer.reply_to(channel).await?.is_error("NotRegistered")?;
    }
    peer.lives().await
}

async fn unknown_message(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    peer.ask("User", "NoSuchThing", json!({})).await?.is_error("UnknownMessage")?;
    peer.ask("NoSuchTopic", "SetLoginId", json!({})).await?.is_error("UnknownMessage")?;
    peer.lives().await
}

async fn missing_field(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let reply = peer.ask("User", "SetLoginId", json!({})).await?;
    reply.is_error("BadPayload")?;
    ensure!(reply.data("field") == "loginId", "does not name loginId: {}", reply.frame());
    peer.lives().await
}

async fn binary(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    peer.send_binary(b"\x00\x01").await?;
    peer.closed_with(1003, SOON).await?;
    Ok(())
}

const SOON: std::time::Duration = std::time::Duration::from_secs(5);

fn set(frame: &mut Value, key: &str, value: Value) {
    if let Some(frame) = frame.as_object_mut() {
        frame.insert(key.to_owned(), value);
    }
}

fn nested(depth: usize) -> String {
    "[".repeat(depth) + &"]".repeat(depth)
}
