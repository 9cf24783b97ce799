//! The rules of a call between two agents.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::desk::{AGENT, Desk, SUPERVISOR, has, in_a_call, named, named_with};
use crate::peer::Target;
use crate::rule::{Needs, Rule};

const BUTTONS: [&str; 10] =
    ["ANSWER", "REJECT", "HOLD", "RETRIEVE", "CONSULT", "TRANSFER", "CONFERENCE", "TRANSFER_SST", "SENDDTMF", "DROP"];

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        rule("SetMakeCall dials: the caller's call is INITIATED, the other agent's ALERTING, with one id", |t| {
            Box::pin(makes(t))
        }),
        rule("a call is told with every field, and with a state for each of the ten commands", |t| Box::pin(drawn(t))),
        rule(
            "an alerting call takes ANSWER and REJECT, an active one HOLD, CONSULT, TRANSFER_SST, SENDDTMF and DROP, a held one RETRIEVE and DROP",
            |t| Box::pin(buttons(t)),
        ),
        rule("SetANSWER answers an alerting call: both are ACTIVE and TALKING", |t| Box::pin(answers(t))),
        rule("SetREJECT refuses an alerting call: the caller's has FAILED with the cause REJECTED", |t| {
            Box::pin(rejects(t))
        }),
        rule("a call that has FAILED stays, with DROP enabled, until it is dropped", |t| Box::pin(stays_failed(t))),
        rule("SetHOLD holds an active call, which the other party's list of parties shows", |t| Box::pin(holds(t))),
        rule("SetRETRIEVE goes back to a held call", |t| Box::pin(retrieves(t))),
        rule("SetSENDDTMF sends 64 digits of 0-9 * # A-D into an active call, and refuses others", |t| {
            Box::pin(dtmf(t))
        }),
        rule("SetDROP hangs up: for both the call is DROPPED, and not mentioned again", |t| Box::pin(drops(t))),
        rule("a caller may hang up while it rings", |t| Box::pin(gives_up(t))),
        rule("an outgoing call is told under OutBoundCallStateChange as well", |t| Box::pin(outbound(t))),
        rule("signing on again tells all the agent's calls, without scope, with their times", |t| {
            Box::pin(all_calls(t))
        }),
        rule("a wrap-up said during a call is in the call as wrapUpReason; one in words of the agent's own too", |t| {
            Box::pin(wraps_up(t))
        }),
        rule("a wrap-up with a reason of nobody's list is refused with InvalidReasonCode", |t| {
            Box::pin(no_such_wrap_up(t))
        }),
    ]
}

async fn ringing(target: &Target) -> Result<(Desk, Desk, Value)> {
    let (mut one, mut other) = Desk::both(target).await?;
    one.commands("SetMakeCall", json!({ "ToAddress": SUPERVISOR.extension })).await?;
    let call = other.sees("ALERTING").await?;
    Ok((one, other, call))
}

async fn makes(target: Target) -> Result<()> {
    let (mut one, other, theirs) = ringing(&target).await?;
    let mine = one.sees_call(&theirs, "INITIATED").await.context("of the same id as the ringing one")?;
    has(&mine, "/direction", &json!("Outbound"))?;
    has(&theirs, "/direction", &json!("Inbound"))?;
    for call in [&mine, &theirs] {
        has(call, "/callType", &json!("AGENT_INSIDE"))?;
        has(call, "/fromAddress", &json!(AGENT.extension))?;
        has(call, "/toAddress", &json!(SUPERVISOR.extension))?;
    }
    one.becomes("TALKING").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn drawn(target: Target) -> Result<()> {
    let (one, other, call) = in_a_call(&target).await?;
    for field in ["id", "callType", "direction", "fromAddress", "toAddress", "state", "wrapUp"] {
        ensure!(call.get(field).is_some_and(Value::is_string), "{field} is no text: {call}");
    }
    for field in ["since", "started"] {
        let time = call.get(field).and_then(Value::as_u64);
        ensure!(time.is_some_and(|time| time > 1_700_000_000_000), "{field} is no time: {call}");
    }
    ensure!(call.get("callVariables").is_none(), "callVariables where there are none: {call}");
    let states = call.get("buttonStates").and_then(Value::as_object).context("no buttonStates")?;
    ensure!(states.len() == BUTTONS.len(), "{} buttonStates: {call}", states.len());
    for button in BUTTONS {
        let state = states.get(button).and_then(Value::as_str).unwrap_or_default();
        ensure!(["Enable", "Disable", "Hide"].contains(&state), "{button} is {state:?}: {call}");
    }
    let parties = call.get("parties").and_then(Value::as_array).context("no parties")?;
    let addresses: Vec<&str> = parties.iter().filter_map(|party| party.get("mediaAddress")?.as_str()).collect();
    ensure!(addresses == [AGENT.extension, SUPERVISOR.extension], "other parties: {call}");
    for party in parties {
        has(party, "/state", &json!("ACTIVE"))?;
        ensure!(party.get("since").is_some_and(Value::is_u64), "no since: {call}");
    }
    one.leaves().await?;
    other.leaves().await
}

async fn buttons(target: Target) -> Result<()> {
    let (mut one, mut other, alerting) = ringing(&target).await?;
    shows(&alerting, &["ANSWER", "REJECT"], &["HOLD", "RETRIEVE", "CONSULT", "TRANSFER_SST", "SENDDTMF"])?;
    other.commands("SetANSWER", named(&alerting)).await?;
    let active = one.sees("ACTIVE").await?;
    shows(&active, &["HOLD", "CONSULT", "TRANSFER_SST", "SENDDTMF", "DROP"], &["ANSWER", "REJECT", "RETRIEVE"])?;
    one.commands("SetHOLD", named(&active)).await?;
    let held = one.sees("HELD").await?;
    shows(&held, &["RETRIEVE", "DROP"], &["ANSWER", "REJECT", "HOLD", "SENDDTMF"])?;
    one.leaves().await?;
    other.leaves().await
}

/// Whether these commands are enabled, and those are not.
fn shows(call: &Value, enabled: &[&str], others: &[&str]) -> Result<()> {
    for button in enabled {
        has(call, &format!("/buttonStates/{button}"), &json!("Enable"))?;
    }
    for button in others {
        ensure!(
            has(call, &format!("/buttonStates/{button}"), &json!("Enable")).is_err(),
            "{button} is enabled: {call}"
        );
    }
    Ok(())
}

async fn answers(target: Target) -> Result<()> {
    let (mut one, mut other, call) = ringing(&target).await?;
    other.commands("SetANSWER", named(&call)).await?;
    one.sees_call(&call, "ACTIVE").await?;
    other.sees_call(&call, "ACTIVE").await?;
    one.becomes("TALKING").await?;
    other.becomes("TALKING").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn rejects(target: Target) -> Result<()> {
    let (mut one, mut other, call) = ringing(&target).await?;
    other.commands("SetREJECT", named(&call)).await?;
    has(&one.sees_call(&call, "FAILED").await?, "/stateCause", &json!("REJECTED"))?;
    other.sees_call(&call, "DROPPED").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn stays_failed(target: Target) -> Result<()> {
    let (mut one, mut other, call) = ringing(&target).await?;
    other.commands("SetREJECT", named(&call)).await?;
    let failed = one.sees_call(&call, "FAILED").await?;
    has(&failed, "/buttonStates/DROP", &json!("Enable"))?;
    one.signs_on().await?;
    has(&one.greeting("CallsStateChange")?.at("/message/data/0"), "/state", &json!("FAILED"))?;
    one.commands("SetDROP", named(&failed)).await?;
    one.sees_call(&failed, "DROPPED").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn holds(target: Target) -> Result<()> {
    let (mut one, mut other, call) = in_a_call(&target).await?;
    one.commands("SetHOLD", named(&call)).await?;
    one.sees_call(&call, "HELD").await?;
    let is_held = |call: &Value| call.pointer("/parties/0/state") == Some(&json!("HELD"));
    let theirs = other.sees_that(&call, "the party at 5069 is HELD", is_held).await?;
    has(&theirs, "/state", &json!("ACTIVE"))?;
    one.leaves().await?;
    other.leaves().await
}

async fn retrieves(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    one.commands("SetHOLD", named(&call)).await?;
    one.sees_call(&call, "HELD").await?;
    one.commands("SetRETRIEVE", named(&call)).await?;
    one.sees_call(&call, "ACTIVE").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn dtmf(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    one.is_up_to_date().await?;
    let digits = "0123456789*#ABCD".repeat(4);
    one.commands("SetSENDDTMF", named_with(&call, "digits", &digits)).await?;
    one.heard_nothing("Cisco/Error/SetAPIError").await?;
    one.heard_nothing("Connector/Error/SetError").await?;
    for digits in ["12E", "x", &"1".repeat(65)] {
        let reply = one.asks("InboundCall", "SetSENDDTMF", named_with(&call, "digits", digits)).await?;
        let is_refused = reply.address().ends_with("/SetAPIError") || reply.address().ends_with("/SetError");
        ensure!(is_refused, "{digits:?} is not refused: {}", reply.told());
    }
    one.leaves().await?;
    other.leaves().await
}

async fn drops(target: Target) -> Result<()> {
    let (one, mut other, call) = in_a_call(&target).await?;
    other.commands("SetDROP", named(&call)).await?;
    for mut desk in [one, other] {
        let over = desk.sees_call(&call, "DROPPED").await?;
        let owes_wrap_up = over.get("wrapUp") == Some(&json!("REQUIRED"));
        desk.becomes(if owes_wrap_up { "WORK" } else { "NOT_READY" }).await?;
        desk.signs_on().await?;
        let calls = desk.greeting("CallsStateChange")?;
        ensure!(calls.at("/message/data") == json!([]), "mentioned again: {}", calls.told());
        desk.leaves().await?;
    }
    Ok(())
}

async fn gives_up(target: Target) -> Result<()> {
    let (mut one, mut other, call) = ringing(&target).await?;
    one.commands("SetDROP", named(&call)).await?;
    one.sees_call(&call, "DROPPED").await?;
    other.sees_call(&call, "DROPPED").await?;
    one.leaves().await?;
    other.leaves().await
}

async fn outbound(target: Target) -> Result<()> {
    let (mut one, other, call) = ringing(&target).await?;
    let frame = one.hears("Cisco/OutboundCall/OutBoundCallStateChange").await?;
    has(&frame, "/message/packet", &json!("Dialog"))?;
    has(&frame, "/message/data/id", call.get("id").unwrap_or(&Value::Null))?;
    one.leaves().await?;
    other.leaves().await
}

async fn all_calls(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    one.signs_on().await?;
    let calls = one.greeting("CallsStateChange")?;
    ensure!(calls.at("/message/scope").is_null(), "a change only: {}", calls.told());
    let told = calls.at("/message/data/0");
    for field in ["id", "state", "since", "started", "parties"] {
        has(&told, &format!("/{field}"), call.get(field).unwrap_or(&Value::Null))?;
    }
    one.leaves().await?;
    other.leaves().await
}

async fn wraps_up(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    let label = one.greeting("SetWrapupCode")?.at("/message/data/0/label");
    let wrap_up = json!({ "callID": call.get("id"), "wrapup": one.first_reason("SetWrapupCode")?,
        "customwrapup": "", "iscustomwrapup": false });
    one.sends("Agent", "WrapUpCall", wrap_up).await?;
    one.is_up_to_date().await?;
    one.commands("SetHOLD", named(&call)).await?;
    has(&one.sees_call(&call, "HELD").await?, "/wrapUpReason", &label)?;
    let own =
        json!({ "callID": call.get("id"), "wrapup": "", "customwrapup": "Opening hours", "Iscustomwrapup": true });
    one.sends("Agent", "WrapUpCall", own).await?;
    one.is_up_to_date().await?;
    one.commands("SetRETRIEVE", named(&call)).await?;
    has(&one.sees_call(&call, "ACTIVE").await?, "/wrapUpReason", &json!("Opening hours"))?;
    one.leaves().await?;
    other.leaves().await
}

async fn no_such_wrap_up(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    let wrap_up = json!({ "callID": call.get("id"), "wrapup": "987654", "customwrapup": "", "iscustomwrapup": false });
    one.is_refused("Agent", "WrapUpCall", wrap_up, "InvalidReasonCode").await?;
    one.leaves().await?;
    other.leaves().await
}
