//! The rules of an app beside the softphone.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::desk::{Desk, SUPERVISOR, has, in_a_call, named};
use crate::peer::{Target, unknown_login_id};
use crate::rule::{Needs, Rule};

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        rule("a registration with speaker `app` is told the state, calls and reasons if the user is at work", |t| {
            Box::pin(told(t))
        }),
        rule("an app hears the agent's states and calls beside the softphone", |t| Box::pin(hears(t))),
        rule("an app asks for its user, and its replies go to nobody else", |t| Box::pin(asks(t))),
        rule("an app signs nobody on, and takes no session away", |t| Box::pin(signs_nobody_on(t))),
        rule("an app hears the channels of its choice only", |t| Box::pin(chosen_channels(t))),
        Rule::new(
            "an app whose identity does not hold is refused with IdentityRefused and closed",
            Needs::Nothing,
            |t| Box::pin(stranger(t)),
        ),
    ]
}

/// An app of the user with the known Login ID.
async fn app(target: &Target, channels: Value) -> Result<Desk> {
    let mut peer = target.open().await?;
    let identity = json!({ "kind": "loginId", "loginId": target.login_id });
    let registered = peer.register(json!({ "channels": channels, "identity": identity, "speaker": "app" })).await?;
    registered.succeeded()?;
    Ok(Desk::of(peer, &SUPERVISOR))
}

async fn told(target: Target) -> Result<()> {
    let (one, softphone, call) = in_a_call(&target).await?;
    let mut app = app(&target, json!(["Cisco"])).await?;
    let state = app.becomes("TALKING").await?;
    has(&state, "/loginId", &json!(SUPERVISOR.name))?;
    app.sees_call(&call, "ACTIVE").await?;
    for list in ["SetLogOutReasonCodes", "SetNotReadyReasonCodes", "SetWrapupCode"] {
        app.hears(&format!("Cisco/Agent/{list}")).await?;
    }
    one.leaves().await?;
    softphone.leaves().await
}

async fn hears(target: Target) -> Result<()> {
    let mut app = app(&target, json!(["Cisco"])).await?;
    let (mut one, mut softphone) = Desk::both(&target).await?;
    softphone.sends("Agent", "SetReadyState", json!({})).await?;
    app.becomes("READY").await?;
    one.commands("SetMakeCall", json!({ "ToAddress": SUPERVISOR.extension })).await?;
    let call = app.sees("ALERTING").await?;
    softphone.commands("SetANSWER", named(&call)).await?;
    app.sees_call(&call, "ACTIVE").await?;
    app.becomes("TALKING").await?;
    one.commands("SetDROP", named(&call)).await?;
    app.sees_call(&call, "DROPPED").await?;
    softphone.peer.sign_off().await?;
    app.becomes("LOGOUT").await?;
    one.leaves().await
}

async fn asks(target: Target) -> Result<()> {
    let (mut one, mut softphone) = Desk::both(&target).await?;
    let mut app = app(&target, json!(["Cisco"])).await?;
    softphone.is_up_to_date().await?;
    let state = app.asks_for("Agent", "GetAgentState", "Cisco/Agent/SetAgentState").await?;
    has(&state.at("/message/data"), "/loginId", &json!(SUPERVISOR.name))?;
    softphone.heard_nothing("Cisco/Agent/SetAgentState").await.context("what only the app asked for")?;
    app.sends("Agent", "SetReadyState", json!({})).await?;
    app.becomes("READY").await?;
    softphone.becomes("READY").await?;
    one.commands("SetMakeCall", json!({ "ToAddress": SUPERVISOR.extension })).await?;
    let call = app.sees("ALERTING").await?;
    app.sends("InboundCall", "SetANSWER", named(&call)).await?;
    softphone.sees_call(&call, "ACTIVE").await?;
    one.leaves().await?;
    softphone.leaves().await
}

async fn signs_nobody_on(target: Target) -> Result<()> {
    let mut early = app(&target, json!(["Cisco"])).await?;
    let state = early.asks("Agent", "GetAgentState", json!({})).await?;
    ensure!(state.address() == "Cisco/Error/SetAPIError", "somebody is at work: {}", state.told());
    let mut softphone = Desk::at_work(&target, &SUPERVISOR).await?;
    app(&target, json!(["Cisco"])).await?;
    softphone.is_up_to_date().await.context("the session lives on at the softphone")?;
    softphone.leaves().await
}

async fn chosen_channels(target: Target) -> Result<()> {
    let mut app = app(&target, json!(["Salesforce"])).await?;
    let mut softphone = Desk::at_work(&target, &SUPERVISOR).await?;
    softphone.sends("Agent", "SetReadyState", json!({})).await?;
    softphone.becomes("READY").await?;
    app.peer
        .send_text(
            r#"{"channel":"Salesforce","topic":"User","subtopic":"FetchCredentials","source":"conformance","id":"f"}"#,
        )
        .await?;
    let first = app.peer.next().await?;
    ensure!(first.address() == "Salesforce/User/FetchCredentials", "of another channel: {}", first.told());
    ensure!(first.data("Username") == SUPERVISOR.name, "of another user: {}", first.told());
    let reply = app.asks("Agent", "GetAgentState", json!({})).await?;
    reply.is_error("NotRegistered")?;
    softphone.leaves().await
}

async fn stranger(target: Target) -> Result<()> {
    let mut peer = target.with_another_source().open().await?;
    let identity = json!({ "kind": "loginId", "loginId": unknown_login_id() });
    let more = json!({ "channels": ["Cisco"], "identity": identity, "speaker": "app" });
    peer.register(more).await?.refused("IdentityRefused")?;
    peer.closed_with(4401, std::time::Duration::from_secs(5)).await?;
    Ok(())
}
