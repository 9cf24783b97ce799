//! The rules of what a call carries.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::desk::{AGENT, Desk, SUPERVISOR, has, in_a_call};
use crate::peer::Target;
use crate::rule::{Needs, Rule};

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        rule("variables given with SetMakeCall are in the call from the start", |t| Box::pin(from_the_start(t))),
        rule("UpdateCallVariables sets a variable, and CallsStateChange tells it to both agents", |t| {
            Box::pin(sets(t))
        }),
        rule("UpdateCallVariables of an outgoing call is followed by OutBoundCallStateChange, too", |t| {
            Box::pin(sets_outbound(t))
        }),
        rule("the name of a variable is the same in any case", |t| Box::pin(any_case(t))),
        rule("a name of 64 characters and a value of 255 are kept; longer ones are refused with BadPayload", |t| {
            Box::pin(too_large(t))
        }),
        rule("a call holds 64 variables; one more is refused with TooLarge, and nothing has changed", |t| {
            Box::pin(too_many(t))
        }),
    ]
}

fn variable(call: &Value, key: &str, value: &str) -> Value {
    json!({ "callID": call.get("id"), "key": key, "value": value })
}

fn variables(call: &Value) -> Vec<Value> {
    call.get("callVariables").and_then(Value::as_array).cloned().unwrap_or_default()
}

fn value_of(call: &Value, name: &str) -> Option<String> {
    let variable = variables(call).into_iter().find(|variable| {
        variable.get("name").and_then(Value::as_str).is_some_and(|other| other.eq_ignore_ascii_case(name))
    });
    variable?.get("value")?.as_str().map(str::to_owned)
}

async fn from_the_start(target: Target) -> Result<()> {
    let (mut one, mut other) = Desk::both(&target).await?;
    let given = json!([{ "name": "callVariable1", "value": "67" }]);
    one.commands("SetMakeCall", json!({ "ToAddress": SUPERVISOR.extension, "callVariables": given })).await?;
    let ringing = other.sees("ALERTING").await?;
    has(&ringing, "/callVariables", &given)?;
    has(&one.sees_call(&ringing, "INITIATED").await?, "/callVariables", &given)?;
    one.leaves().await?;
    other.leaves().await
}

async fn sets(target: Target) -> Result<()> {
    let (mut one, mut other, call) = in_a_call(&target).await?;
    one.sends("Agent", "UpdateCallVariables", variable(&call, "callVariable1", "67")).await?;
    for desk in [&mut one, &mut other] {
        let is_set = |call: &Value| value_of(call, "callVariable1").as_deref() == Some("67");
        desk.sees_that(&call, "callVariable1 is 67", is_set).await?;
    }
    one.leaves().await?;
    other.leaves().await
}

async fn sets_outbound(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    one.is_up_to_date().await?;
    one.sends("Agent", "UpdateCallVariables", variable(&call, "callVariable1", "67")).await?;
    let frame = one.hears("Cisco/OutboundCall/OutBoundCallStateChange").await?;
    has(&frame, "/message/data/callVariables/0/value", &json!("67"))?;
    one.leaves().await?;
    other.leaves().await
}

async fn any_case(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    one.sends("Agent", "UpdateCallVariables", variable(&call, "callVariable1", "67")).await?;
    one.sends("Agent", "UpdateCallVariables", variable(&call, "CALLVARIABLE1", "68")).await?;
    let is_set = |call: &Value| value_of(call, "callVariable1").as_deref() == Some("68");
    let changed = one.sees_that(&call, "callVariable1 is 68", is_set).await?;
    ensure!(variables(&changed).len() == 1, "twice in {changed}");
    one.leaves().await?;
    other.leaves().await
}

async fn too_large(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    let (name, value) = ("n".repeat(64), "v".repeat(255));
    one.sends("Agent", "UpdateCallVariables", variable(&call, &name, &value)).await?;
    one.sees_that(&call, "the long variable is set", |call| value_of(call, &name).as_ref() == Some(&value)).await?;
    for larger in [variable(&call, &"n".repeat(65), "v"), variable(&call, "n", &"v".repeat(256))] {
        one.asks("Agent", "UpdateCallVariables", larger).await?.is_error("BadPayload")?;
    }
    one.leaves().await?;
    other.leaves().await
}

async fn too_many(target: Target) -> Result<()> {
    let mut one = Desk::at_work(&target, &AGENT).await?;
    one.commands("SetMakeCall", json!({ "ToAddress": "8001" })).await?;
    let call = one.sees("ACTIVE").await?;
    for at in 0..64 {
        let name = format!("v{at}");
        one.sends("Agent", "UpdateCallVariables", variable(&call, &name, "1")).await?;
        // Whoever asks without reading is taken for a slow reader.
        one.sees_that(&call, "one more is set", |call| value_of(call, &name).is_some()).await?;
    }
    one.is_refused("Agent", "UpdateCallVariables", variable(&call, "v64", "1"), "TooLarge").await?;
    one.signs_on().await?;
    let told = one.greeting("CallsStateChange")?.at("/message/data/0");
    let count = variables(&told).len();
    ensure!(count == 64, "{count} variables: {told}");
    one.leaves().await
}
