//! The rules of reading requests tolerantly.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::desk::{AGENT, Desk, SUPERVISOR, in_a_call, named};
use crate::peer::Target;
use crate::reply::message_on;
use crate::rule::{Needs, Rule};

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        rule("commands on calls are read under InboundCall and OutboundCall alike", |t| Box::pin(either_topic(t))),
        rule("SetAnswer is read like SetANSWER, SetConsult like SetCONSULT", |t| Box::pin(other_subtopics(t))),
        rule("a call is named by CallID, callID, CallId, callId or callid, and by a number", |t| Box::pin(call_ids(t))),
        rule("MediaAddress may be left out", |t| Box::pin(no_media_address(t))),
        rule("ToAddress and toAddress are read, and a number for a text", |t| Box::pin(to_addresses(t))),
        rule("keys with stray spaces, subTopic and unknown fields are read", |t| Box::pin(stray_spaces(t))),
        rule("a payload under `message` is read like one under `data`", |t| Box::pin(under_message(t))),
        rule("a request in the outer packet is answered in the same wrapping, a refusal too", |t| Box::pin(wrapped(t))),
    ]
}

async fn either_topic(target: Target) -> Result<()> {
    let (mut one, mut other) = Desk::both(&target).await?;
    one.sends("OutboundCall", "SetMakeCall", json!({ "ToAddress": SUPERVISOR.extension })).await?;
    let call = other.sees("ALERTING").await?;
    other.sends("OutboundCall", "SetANSWER", named(&call)).await?;
    one.sees_call(&call, "ACTIVE").await?;
    for (topic, back) in [("OutboundCall", "InboundCall"), ("InboundCall", "OutboundCall")] {
        one.sends(topic, "SetHOLD", named(&call)).await?;
        one.sees_call(&call, "HELD").await?;
        one.sends(back, "SetRETRIEVE", named(&call)).await?;
        one.sees_call(&call, "ACTIVE").await?;
    }
    one.sends("OutboundCall", "SetDROP", named(&call)).await?;
    one.sees_call(&call, "DROPPED").await?;
    one.sends("InboundCall", "SetMakeCall", json!({ "ToAddress": SUPERVISOR.extension })).await?;
    let call = other.sees("ALERTING").await?;
    other.sends("InboundCall", "SetREJECT", named(&call)).await?;
    other.sees_call(&call, "DROPPED").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn other_subtopics(target: Target) -> Result<()> {
    let (mut one, mut other) = Desk::both(&target).await?;
    one.commands("SetMakeCall", json!({ "ToAddress": SUPERVISOR.extension })).await?;
    let call = other.sees("ALERTING").await?;
    other.commands("SetAnswer", named(&call)).await?;
    one.sees_call(&call, "ACTIVE").await?;
    one.commands("SetConsult", json!({ "CallID": call.get("id"), "ToAddress": "8001" })).await?;
    one.sees_call(&call, "HELD").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn call_ids(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    let id = call.get("id").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut is_held = false;
    for key in ["CallID", "callID", "CallId", "callId", "callid"] {
        is_held = !is_held;
        let (command, state) = if is_held { ("SetHOLD", "HELD") } else { ("SetRETRIEVE", "ACTIVE") };
        one.commands(command, json!({ key: id })).await?;
        one.sees_call(&call, state).await?;
    }
    let number = id.parse::<u64>();
    ensure!(number.is_ok(), "this rule wants an id that is a number, as all the vendor's are: {id}");
    one.commands("SetRETRIEVE", json!({ "CallID": number.unwrap_or_default() })).await?;
    one.sees_call(&call, "ACTIVE").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn no_media_address(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    one.sends("InboundCall", "SetHOLD", named(&call)).await?;
    one.sees_call(&call, "HELD").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn to_addresses(target: Target) -> Result<()> {
    let (mut one, mut other) = Desk::both(&target).await?;
    let number: u64 = SUPERVISOR.extension.parse()?;
    for data in [json!({ "toAddress": SUPERVISOR.extension }), json!({ "ToAddress": number })] {
        one.commands("SetMakeCall", data).await?;
        let call = other.sees("ALERTING").await?;
        one.commands("SetDROP", named(&call)).await?;
        other.sees_call(&call, "DROPPED").await?;
    }
    one.leaves().await?;
    other.leaves().await
}

async fn stray_spaces(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    let id = call.get("id").and_then(Value::as_str).unwrap_or_default();
    let text = r#" { " channel " : "Cisco", "topic ":"InboundCall", " subTopic":"SetHOLD","x":{"y":[1]},
        "data":{" MediaAddress ":"5069"," CallID ":"ID","more":true} } "#;
    one.peer.send_text(text.replace("ID\",", &format!("{id}\","))).await?;
    one.sees_call(&call, "HELD").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn under_message(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    let frame = json!({ "channel": "Cisco", "topic": "InboundCall", "subtopic": "SetHOLD",
        "source": "conformance", "message": named(&call) });
    one.sends_frame(frame).await?;
    one.sees_call(&call, "HELD").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn wrapped(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    desk.is_up_to_date().await?;
    for (subtopic, data, expected) in [
        ("GetAgentState", json!({}), "SetAgentState"),
        ("SetNotReadyState", json!({ "ReasonCodeId": "987654" }), "SetAPIError"),
    ] {
        let mut inner = message_on("Cisco", "Agent", subtopic, data);
        if let Some(inner) = inner.as_object_mut() {
            inner.insert("id".to_owned(), json!(desk.peer.new_id()));
        }
        let packet = json!({ "channel": "Amazon", "topic": "", "subTopic": "", "message": inner,
            "ResponseUrl": "https://3rdpartapp.com", "subscriberID": "66517761" });
        desk.peer.send_text(packet.to_string()).await?;
        let reply = desk.peer.error().await?;
        for key in ["channel", "topic", "subTopic", "ResponseUrl", "subscriberID"] {
            ensure!(reply.frame().get(key) == packet.get(key), "{key} is not as it was asked: {}", reply.told());
        }
        ensure!(reply.at("/message/subtopic") == expected, "no {expected} under message: {}", reply.told());
        ensure!(reply.at("/message/message").is_object(), "the payload is not under message: {}", reply.told());
    }
    desk.leaves().await
}
