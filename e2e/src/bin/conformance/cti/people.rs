//! The rules of calls to people outside, as the demo has them.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::desk::{AGENT, Desk, has, named};
use crate::peer::Target;
use crate::rule::{Needs, Rule};

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        rule("a call outside is of the type OUT and ACTIVE once it is answered (8001)", |t| Box::pin(answered(t))),
        rule("a call outside that is busy has FAILED with the cause BUSY (8003)", |t| {
            Box::pin(fails(t, "8003", "BUSY"))
        }),
        rule("a call outside that is sent away has FAILED with the cause REJECTED (8005)", |t| {
            Box::pin(fails(t, "8005", "REJECTED"))
        }),
        rule("a call to a number of nobody's has FAILED with the cause BAD_DESTINATION (8006)", |t| {
            Box::pin(fails(t, "8006", "BAD_DESTINATION"))
        }),
    ]
}

async fn answered(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    desk.commands("SetMakeCall", json!({ "ToAddress": "8001" })).await?;
    let begun = desk.sees("INITIATED").await?;
    let call = desk.sees_call(&begun, "ACTIVE").await?;
    has(&call, "/callType", &json!("OUT"))?;
    has(&call, "/direction", &json!("Outbound"))?;
    has(&call, "/toAddress", &json!("8001"))?;
    let time = |call: &Value, field: &str| call.get(field).and_then(Value::as_u64).unwrap_or_default();
    ensure!(time(&call, "started") == time(&begun, "started"), "it began at another time: {call}, {begun}");
    ensure!(time(&call, "since") > time(&begun, "since"), "answered before it rang: {call}, {begun}");
    desk.commands("SetDROP", named(&call)).await?;
    desk.sees_call(&call, "DROPPED").await?;
    desk.leaves().await
}

async fn fails(target: Target, number: &str, cause: &str) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    desk.commands("SetMakeCall", json!({ "ToAddress": number })).await?;
    let call = desk.sees("FAILED").await?;
    has(&call, "/stateCause", &json!(cause))?;
    desk.leaves().await
}
