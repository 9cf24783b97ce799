//! The rules of consult, transfer and conference.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::desk::{Desk, has, in_a_call, named, named_with};
use crate::peer::Target;
use crate::rule::{Needs, Rule};

/// Somebody outside who answers.
const FRIEND: &str = "8001";

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        rule(
            "SetCONSULT holds the call and asks in a call of its own, of the type CONSULT, whose parentID names it",
            |t| Box::pin(consults(t)),
        ),
        rule("a consult without toAddress is refused", |t| Box::pin(asks_nobody(t))),
        rule("during a consult TRANSFER and CONFERENCE are enabled at both calls", |t| Box::pin(buttons(t))),
        rule("SetTRANSFER completes a consult so that the other two talk; CallID names the consult", |t| {
            Box::pin(transfers(t, Named::Consult))
        }),
        rule("SetTRANSFER takes the CallID of the held call as well", |t| Box::pin(transfers(t, Named::Held))),
        rule("SetCONFERENCE completes a consult so that all three talk; CallID names the consult", |t| {
            Box::pin(confers(t, Named::Consult))
        }),
        rule("SetCONFERENCE takes the CallID of the held call as well", |t| Box::pin(confers(t, Named::Held))),
        rule("dropping a consult leaves the held call, which can be retrieved", |t| Box::pin(gives_up(t))),
        rule("SetTRANSFER_SST hands an active call over without asking", |t| Box::pin(hands_over(t))),
        rule("SetTRANSFER and SetCONFERENCE without a consult are refused with InvalidState", |t| {
            Box::pin(no_consult(t))
        }),
    ]
}

/// Which of the two calls a command names.
#[derive(Clone, Copy)]
enum Named {
    Consult,
    Held,
}

struct Consulting {
    one: Desk,
    other: Desk,
    held: Value,
    consult: Value,
}

impl Consulting {
    async fn begun(target: &Target) -> Result<Self> {
        let (mut one, other, call) = in_a_call(target).await?;
        one.is_up_to_date().await?;
        one.commands("SetCONSULT", named_with(&call, "toAddress", FRIEND)).await?;
        let held = one.sees_call(&call, "HELD").await?;
        let consult = one.sees("INITIATED").await?;
        let consult = one.sees_call(&consult, "ACTIVE").await?;
        Ok(Self { one, other, held, consult })
    }

    fn named(&self, which: Named) -> Value {
        named(match which {
            Named::Consult => &self.consult,
            Named::Held => &self.held,
        })
    }

    async fn ends(self) -> Result<()> {
        self.one.leaves().await?;
        self.other.leaves().await
    }
}

async fn consults(target: Target) -> Result<()> {
    let it = Consulting::begun(&target).await?;
    has(&it.consult, "/callType", &json!("CONSULT"))?;
    has(&it.consult, "/toAddress", &json!(FRIEND))?;
    has(&it.consult, "/parentID", it.held.get("id").unwrap_or(&Value::Null))?;
    ensure!(it.consult.get("id") != it.held.get("id"), "no call of its own: {}", it.consult);
    it.ends().await
}

async fn asks_nobody(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    let reply = one.asks("InboundCall", "SetCONSULT", named(&call)).await?;
    let is_refused = reply.address().ends_with("/SetAPIError") || reply.address().ends_with("/SetError");
    ensure!(is_refused, "not refused: {}", reply.told());
    one.leaves().await?;
    other.leaves().await
}

async fn buttons(target: Target) -> Result<()> {
    let mut it = Consulting::begun(&target).await?;
    // All calls as they are now.
    it.one.signs_on().await?;
    let calls = it.one.greeting("CallsStateChange")?.at("/message/data");
    let calls = calls.as_array().cloned().unwrap_or_default();
    ensure!(calls.len() == 2, "not both calls: {calls:?}");
    for call in &calls {
        has(call, "/buttonStates/TRANSFER", &json!("Enable"))?;
        has(call, "/buttonStates/CONFERENCE", &json!("Enable"))?;
    }
    it.ends().await
}

async fn transfers(target: Target, which: Named) -> Result<()> {
    let mut it = Consulting::begun(&target).await?;
    it.one.commands("SetTRANSFER", it.named(which)).await?;
    it.one.sees_call(&it.consult, "DROPPED").await?;
    it.one.sees_call(&it.held, "DROPPED").await?;
    let left = it.other.sees_that(&it.held, "with 8001 in it", |call| speaks_with(call, &[FRIEND])).await?;
    has(&left, "/state", &json!("ACTIVE"))?;
    it.ends().await
}

async fn confers(target: Target, which: Named) -> Result<()> {
    let mut it = Consulting::begun(&target).await?;
    it.one.commands("SetCONFERENCE", it.named(which)).await?;
    it.one.sees_call(&it.consult, "DROPPED").await?;
    let all = ["5051", "5069", FRIEND];
    for desk in [&mut it.one, &mut it.other] {
        desk.sees_that(&it.held, "all three are in it and ACTIVE", |call| speaks_with(call, &all)).await?;
    }
    it.ends().await
}

async fn gives_up(target: Target) -> Result<()> {
    let mut it = Consulting::begun(&target).await?;
    it.one.commands("SetDROP", named(&it.consult)).await?;
    it.one.sees_call(&it.consult, "DROPPED").await?;
    it.one.commands("SetRETRIEVE", named(&it.held)).await?;
    it.one.sees_call(&it.held, "ACTIVE").await?;
    it.ends().await
}

async fn hands_over(target: Target) -> Result<()> {
    let (mut one, mut other, call) = in_a_call(&target).await?;
    one.commands("SetTRANSFER_SST", named_with(&call, "ToAddress", FRIEND)).await?;
    one.sees_call(&call, "DROPPED").await?;
    one.becomes("NOT_READY").await?;
    other.sees_that(&call, "with 8001 in it", |call| speaks_with(call, &[FRIEND])).await?;
    one.leaves().await?;
    other.leaves().await
}

async fn no_consult(target: Target) -> Result<()> {
    let (mut one, other, call) = in_a_call(&target).await?;
    for command in ["SetTRANSFER", "SetCONFERENCE"] {
        one.is_refused("InboundCall", command, named(&call), "InvalidState").await?;
    }
    one.leaves().await?;
    other.leaves().await
}

/// Whether all of these are in the call and speak.
fn speaks_with(call: &Value, addresses: &[&str]) -> bool {
    let parties = call.get("parties").and_then(Value::as_array).cloned().unwrap_or_default();
    let speaks = |address: &&str| {
        parties.iter().any(|party| {
            party.get("mediaAddress") == Some(&json!(address)) && party.get("state") == Some(&json!("ACTIVE"))
        })
    };
    addresses.iter().all(speaks)
}
