//! The rules of an agent's states and reasons.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::desk::{AGENT, Desk, SUPERVISOR, in_a_call, named};
use crate::peer::Target;
use crate::rule::{Needs, Rule};

const STATE: &str = "Cisco/Agent/SetAgentState";

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        rule("SetReadyState asks for calls: the agent is READY", |t| Box::pin(ready(t))),
        rule("SetNotReadyState takes a reason of SetNotReadyReasonCodes, and reasonCodeId tells it", |t| {
            Box::pin(not_ready(t))
        }),
        rule("a reason that is left out, or -1, is none: reasonCodeId is -1", |t| Box::pin(no_reason(t))),
        rule("a reason of nobody's list is refused with InvalidReasonCode, and nothing has changed", |t| {
            Box::pin(unknown_reason(t))
        }),
        rule("during a call a state that is asked for is kept as pendingState and comes after it", |t| {
            Box::pin(pending(t))
        }),
        rule("after a call the state is the one before it", |t| Box::pin(as_before(t))),
        rule("while all calls are held the state is HOLD", |t| Box::pin(on_hold(t))),
        rule("logging out takes NOT_READY: elsewhere it is refused with InvalidState", |t| {
            Box::pin(log_out_refused(t))
        }),
        rule("logging out from NOT_READY, with a reason of the list, signs off: LOGOUT, without extension", |t| {
            Box::pin(logs_out(t))
        }),
        rule("a session by Login ID outlives logging out: it stays linked, and the agent can go to work again", |t| {
            Box::pin(stays_linked(t))
        }),
        rule("whoever is logged out is refused and can sign on again", |t| Box::pin(logged_out(t))),
    ]
}

async fn ready(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    desk.sends("Agent", "SetReadyState", json!({})).await?;
    desk.becomes("READY").await?;
    desk.leaves().await
}

async fn not_ready(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    let reason = desk.first_reason("SetNotReadyReasonCodes")?;
    desk.sends("Agent", "SetNotReadyState", json!({ "ReasonCodeId": reason })).await?;
    has_reason(&desk.becomes("NOT_READY").await?, &reason)?;
    desk.leaves().await
}

async fn no_reason(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    for none in [json!({}), json!({ "ReasonCodeId": "-1" }), json!({ "ReasonCodeId": -1 })] {
        desk.sends("Agent", "SetReadyState", json!({})).await?;
        desk.becomes("READY").await?;
        desk.sends("Agent", "SetNotReadyState", none).await?;
        has_reason(&desk.becomes("NOT_READY").await?, "-1")?;
    }
    desk.leaves().await
}

async fn unknown_reason(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    desk.sends("Agent", "SetReadyState", json!({})).await?;
    desk.becomes("READY").await?;
    let reason = json!({ "ReasonCodeId": "987654" });
    desk.is_refused("Agent", "SetNotReadyState", reason.clone(), "InvalidReasonCode").await?;
    is(&mut desk, "READY").await?;
    desk.sends("Agent", "SetNotReadyState", json!({})).await?;
    desk.becomes("NOT_READY").await?;
    desk.is_refused("Connection", "Logout", reason, "InvalidReasonCode").await?;
    is(&mut desk, "NOT_READY").await?;
    desk.leaves().await
}

async fn pending(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    one.is_up_to_date().await?;
    one.sends("Agent", "SetReadyState", json!({})).await?;
    let state = one.becomes("TALKING").await?;
    ensure!(state.get("pendingState") == Some(&json!("READY")), "pendingState is not READY: {state}");
    one.commands("SetDROP", named(&call)).await?;
    let state = one.becomes("READY").await?;
    ensure!(state.get("pendingState").is_none(), "a pendingState still: {state}");
    one.leaves().await?;
    other.leaves().await
}

async fn as_before(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    let reason = desk.first_reason("SetNotReadyReasonCodes")?;
    desk.sends("Agent", "SetNotReadyState", json!({ "ReasonCodeId": reason })).await?;
    desk.becomes("NOT_READY").await?;
    desk.commands("SetMakeCall", json!({ "ToAddress": "8004" })).await?;
    let state = desk.becomes("TALKING").await?;
    ensure!(state.get("pendingState").is_none(), "a pendingState that nobody asked for: {state}");
    let call = desk.sees("INITIATED").await?;
    desk.commands("SetDROP", named(&call)).await?;
    has_reason(&desk.becomes("NOT_READY").await?, &reason)?;
    desk.leaves().await
}

async fn on_hold(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    one.commands("SetHOLD", named(&call)).await?;
    one.becomes("HOLD").await?;
    one.commands("SetRETRIEVE", named(&call)).await?;
    one.becomes("TALKING").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn log_out_refused(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    let reason = json!({ "ReasonCodeId": desk.first_reason("SetLogOutReasonCodes")? });
    desk.sends("Agent", "SetReadyState", json!({})).await?;
    desk.becomes("READY").await?;
    desk.is_refused("Connection", "Logout", reason.clone(), "InvalidState").await?;
    is(&mut desk, "READY").await?;
    desk.sends("Agent", "SetNotReadyState", json!({})).await?;
    desk.becomes("NOT_READY").await?;
    desk.commands("SetMakeCall", json!({ "ToAddress": "8004" })).await?;
    desk.becomes("TALKING").await?;
    desk.is_refused("Connection", "Logout", reason, "InvalidState").await?;
    is(&mut desk, "TALKING").await?;
    desk.leaves().await
}

async fn logs_out(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    let reason = json!({ "ReasonCodeId": desk.first_reason("SetLogOutReasonCodes")? });
    desk.sends("Connection", "Logout", reason).await?;
    let state = desk.becomes("LOGOUT").await?;
    ensure!(state.get("extension") == Some(&json!("")), "an extension still: {state}");
    desk.leaves().await
}

async fn stays_linked(target: Target) -> Result<()> {
    let mut desk = Desk::vacant(&target, &SUPERVISOR).await?;
    desk.peer.sign_on(&target.login_id).await?.succeeded()?;
    desk.peer.linked().await?;
    desk.signs_on().await?;
    let reason = json!({ "ReasonCodeId": desk.first_reason("SetLogOutReasonCodes")? });
    desk.sends("Connection", "Logout", reason).await?;
    desk.becomes("LOGOUT").await?;
    let reply = desk.asks("Agent", "GetAgentState", json!({})).await?;
    ensure!(reply.address() == "Cisco/Error/SetAPIError", "still at work: {}", reply.told());
    let heard = desk.hears_of_the_connection();
    ensure!(heard.is_empty(), "told of a connection that has not changed: {heard:?}");
    desk.peer.sign_on(&target.login_id).await?.succeeded()?;
    desk.peer.linked().await?;
    desk.signs_on().await?;
    is(&mut desk, "NOT_READY").await?;
    desk.leaves().await
}

async fn logged_out(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    desk.is_refused("Connection", "Logout", json!({}), "InvalidReasonCode").await?;
    let reason = json!({ "ReasonCodeId": desk.first_reason("SetLogOutReasonCodes")? });
    desk.sends("Connection", "Logout", reason).await?;
    desk.becomes("LOGOUT").await?;
    let reply = desk.asks("Agent", "SetReadyState", json!({})).await?;
    ensure!(reply.address() == "Cisco/Error/SetAPIError", "not refused: {}", reply.told());
    desk.signs_on().await?;
    is(&mut desk, "NOT_READY").await?;
    desk.leaves().await
}

async fn is(desk: &mut Desk, state: &str) -> Result<()> {
    let reply = desk.asks_for("Agent", "GetAgentState", STATE).await?;
    ensure!(reply.at("/message/data/state") == state, "the state is not {state} any more: {}", reply.told());
    Ok(())
}

fn has_reason(state: &Value, reason: &str) -> Result<()> {
    ensure!(state.get("reasonCodeId") == Some(&json!(reason)), "reasonCodeId is not {reason:?}: {state}");
    Ok(())
}
