//! The rules of failed sign-ons. Each comes from an address of its own, for the sake of the other rules.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::peer::{Target, unknown_login_id};
use crate::reply::Reply;
use crate::rule::{Needs, Rule};

const SOON: Duration = Duration::from_secs(5);

/// Every rule of it.
pub(crate) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Failures, check);
    vec![
        rule("10 failures with one Login ID lock it: Locked, closed with 4423", |t| Box::pin(login_id(t))),
        rule(
            "50 failures from one address lock it, even for the right Login ID: TooManyAttempts, closed with 4429",
            |t| Box::pin(address(t)),
        ),
    ]
}

async fn login_id(target: Target) -> Result<()> {
    let target = target.with_another_source();
    let mut peer = target.registered().await?;
    let login_id = unknown_login_id();
    for _ in 0..10 {
        peer.sign_on(&login_id).await?.refused("LoginIdUnknown")?;
    }
    let reply = peer.sign_on(&login_id).await?;
    reply.refused("Locked")?;
    tells_how_long(&reply)?;
    peer.closed_with(4423, SOON).await?;
    Ok(())
}

async fn address(target: Target) -> Result<()> {
    let target = target.with_another_source();
    let mut peer = target.registered().await?;
    for _ in 0..50 {
        peer.sign_on(&unknown_login_id()).await?.refused("LoginIdUnknown")?;
    }
    let reply = peer.sign_on(&target.login_id).await?;
    reply.refused("TooManyAttempts")?;
    tells_how_long(&reply)?;
    peer.closed_with(4429, SOON).await?;
    Ok(())
}

fn tells_how_long(reply: &Reply) -> Result<()> {
    let seconds = reply.data("retryAfterSeconds").as_u64();
    ensure!(seconds.is_some_and(|seconds| (1..=300).contains(&seconds)), "no retryAfterSeconds: {}", reply.frame());
    Ok(())
}
