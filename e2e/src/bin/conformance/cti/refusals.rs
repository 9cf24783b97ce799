//! The rules of what is asked of calls in vain.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::desk::{AGENT, Desk, SUPERVISOR, has, in_a_call, is_refusal, named, named_with};
use crate::peer::Target;
use crate::reply::message_on;
use crate::rule::{Needs, Rule};

/// Every command that names a call, with what it needs besides.
const COMMANDS: [(&str, &str); 10] = [
    ("SetANSWER", "{}"),
    ("SetREJECT", "{}"),
    ("SetHOLD", "{}"),
    ("SetRETRIEVE", "{}"),
    ("SetCONSULT", r#"{"toAddress":"8001"}"#),
    ("SetTRANSFER", "{}"),
    ("SetCONFERENCE", "{}"),
    ("SetTRANSFER_SST", r#"{"ToAddress":"8001"}"#),
    ("SetSENDDTMF", r#"{"digits":"1"}"#),
    ("SetDROP", "{}"),
];

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        rule("a command on a call that there is not is refused with UnknownCall, and repeats the id", |t| {
            Box::pin(unknown_call(t))
        }),
        rule("variables and wrap-up of a call that there is not are refused with UnknownCall", |t| {
            Box::pin(nothing_to_say(t))
        }),
        rule("a command on another agent's call is refused with UnknownCall, and nothing has changed", |t| {
            Box::pin(others_call(t))
        }),
        rule(
            "a command that the state of the call does not take is refused with InvalidState, and nothing has changed",
            |t| Box::pin(wrong_state(t)),
        ),
        rule("what is no number, or nobody's, is refused with InvalidNumber", |t| Box::pin(no_number(t))),
        rule("more than 128 characters cannot be dialled", |t| Box::pin(too_long(t))),
        rule("another agent's extension as MediaAddress is refused with NotPermitted", |t| {
            Box::pin(foreign_extension(t))
        }),
        Rule::new("nobody who is not signed on makes a call", Needs::Nothing, |t| Box::pin(nobody(t))),
        rule("a missing field is answered BadPayload, which names it", |t| Box::pin(missing_field(t))),
        Rule::new("an unknown topic or subtopic of the channel is answered UnknownMessage", Needs::Nothing, |t| {
            Box::pin(unknown_message(t))
        }),
    ]
}

fn with(more: &str, call_id: &Value) -> Result<Value> {
    let mut data: Value = serde_json::from_str(more)?;
    data.as_object_mut().context("an object")?.insert("CallID".to_owned(), call_id.clone());
    Ok(data)
}

async fn unknown_call(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    for call_id in [json!("987654321"), json!("no call")] {
        for (command, more) in COMMANDS {
            desk.is_refused("InboundCall", command, with(more, &call_id)?, "UnknownCall").await?;
        }
    }
    desk.leaves().await
}

async fn nothing_to_say(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    let variable = json!({ "callID": "987654321", "key": "callVariable1", "value": "67" });
    desk.is_refused("Agent", "UpdateCallVariables", variable, "UnknownCall").await?;
    let wrap_up = json!({ "callID": "987654321", "wrapup": desk.first_reason("SetWrapupCode")?,
        "customwrapup": "", "iscustomwrapup": false });
    desk.is_refused("Agent", "WrapUpCall", wrap_up, "UnknownCall").await?;
    desk.leaves().await
}

async fn others_call(target: Target) -> Result<()> {
    let (mut one, mut other) = Desk::both(&target).await?;
    one.commands("SetMakeCall", json!({ "ToAddress": "8001" })).await?;
    let call = one.sees("ACTIVE").await?;
    let id = call.get("id").cloned().unwrap_or_default();
    for (command, more) in COMMANDS {
        other.is_refused("InboundCall", command, with(more, &id)?, "UnknownCall").await?;
    }
    is_still(&mut one, &call, "ACTIVE").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn wrong_state(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    for command in ["SetANSWER", "SetREJECT", "SetRETRIEVE"] {
        one.is_refused("InboundCall", command, named(&call), "InvalidState").await?;
    }
    is_still(&mut one, &call, "ACTIVE").await?;
    one.commands("SetHOLD", named(&call)).await?;
    one.sees_call(&call, "HELD").await?;
    for (command, data) in [("SetHOLD", named(&call)), ("SetSENDDTMF", named_with(&call, "digits", "1"))] {
        one.is_refused("InboundCall", command, data, "InvalidState").await?;
    }
    is_still(&mut one, &call, "HELD").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn is_still(desk: &mut Desk, call: &Value, state: &str) -> Result<()> {
    desk.signs_on().await?;
    let told = desk.greeting("CallsStateChange")?.at("/message/data/0");
    has(&told, "/id", call.get("id").unwrap_or(&Value::Null))?;
    has(&told, "/state", &json!(state))
}

async fn no_number(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    for to in ["not a number!", "1234"] {
        desk.is_refused("InboundCall", "SetMakeCall", json!({ "ToAddress": to }), "InvalidNumber").await?;
    }
    is_without_calls(desk).await
}

async fn too_long(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    let reply = desk.asks("InboundCall", "SetMakeCall", json!({ "ToAddress": "1".repeat(129) })).await?;
    let is_refused = is_refusal(&reply, "InvalidNumber").or_else(|_| reply.is_error("BadPayload")).is_ok();
    ensure!(is_refused, "not refused: {}", reply.told());
    is_without_calls(desk).await
}

async fn foreign_extension(target: Target) -> Result<()> {
    let (mut one, mut other) = Desk::both(&target).await?;
    let data = json!({ "MediaAddress": SUPERVISOR.extension, "ToAddress": "8001" });
    one.is_refused("InboundCall", "SetMakeCall", data, "NotPermitted").await?;
    one.commands("SetMakeCall", json!({ "ToAddress": SUPERVISOR.extension })).await?;
    let call = other.sees("ALERTING").await?;
    let data = named_with(&call, "MediaAddress", SUPERVISOR.extension);
    one.is_refused("InboundCall", "SetDROP", data, "NotPermitted").await?;
    is_still(&mut one, &call, "INITIATED").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn is_without_calls(mut desk: Desk) -> Result<()> {
    desk.signs_on().await?;
    let calls = desk.greeting("CallsStateChange")?;
    ensure!(calls.at("/message/data") == json!([]), "a call after all: {}", calls.told());
    desk.leaves().await
}

async fn nobody(target: Target) -> Result<()> {
    let mut desk = Desk::vacant(&target, &AGENT).await?;
    let reply = desk.asks("InboundCall", "SetMakeCall", json!({ "ToAddress": "8001" })).await?;
    ensure!(reply.address() == "Cisco/Error/SetAPIError", "not refused: {}", reply.told());
    desk.peer.lives().await
}

async fn missing_field(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    for (subtopic, field) in [("SetMakeCall", "ToAddress"), ("SetANSWER", "CallID")] {
        let reply = desk.asks("InboundCall", subtopic, json!({})).await?;
        reply.is_error("BadPayload")?;
        ensure!(reply.data("field") == field, "does not name {field}: {}", reply.told());
    }
    desk.leaves().await
}

async fn unknown_message(target: Target) -> Result<()> {
    let mut desk = Desk::vacant(&target, &AGENT).await?;
    for (channel, topic, subtopic) in [
        ("Cisco", "Agent", "NoSuchThing"),
        ("Cisco", "NoSuchTopic", "GetAgentState"),
        ("Salesforce", "User", "NoSuchThing"),
    ] {
        let id = desk.sends_frame(message_on(channel, topic, subtopic, json!({}))).await?;
        desk.reply_to(&id).await?.is_error("UnknownMessage")?;
    }
    desk.peer.lives().await
}
