//! The rules of the section Life of a connection that need no account.

use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::peer::Target;
use crate::reply::{message, registration};
use crate::rule::{Needs, Rule};

const SOON: Duration = Duration::from_secs(5);
/// The ten seconds of the protocol and what a busy machine adds.
const TEN_SECONDS: Duration = Duration::from_secs(13);

/// Every rule of it.
pub(crate) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Nothing, check);
    vec![
        rule("a registration is answered with all that the client needs to know", |t| Box::pin(registers(t))),
        rule("before a registration every message is answered NotRegistered", |t| Box::pin(before_registration(t))),
        rule("registering twice is answered AlreadyRegistered", |t| Box::pin(twice(t))),
        rule("another version of the protocol is refused with UnsupportedProtocol and closed with 4400", |t| {
            Box::pin(refused(t, json!({ "protocol": 99 }), "UnsupportedProtocol", 4400))
        }),
        rule("identity `jwt` that no setting accepts is refused with IdentityRefused and closed with 4401", |t| {
            let identity = json!({ "identity": { "kind": "jwt", "token": "a.b.c" } });
            Box::pin(refused(t, identity, "IdentityRefused", 4401))
        }),
        rule("identity `none` for an unknown user is refused with IdentityRefused and closed with 4401", |t| {
            let identity = json!({ "identity": { "kind": "none", "user": "nobody@nowhere.invalid" } });
            Box::pin(refused(t, identity, "IdentityRefused", 4401))
        }),
        rule("a resume token that is no longer good starts a session of nobody", |t| Box::pin(stale_token(t))),
        rule("taking over without having been refused is answered NotPermitted", |t| Box::pin(no_take_over(t))),
        rule("signing off where nobody is signed on succeeds", |t| Box::pin(sign_off_nobody(t))),
        rule("a connection that has not registered within 10 s is closed with 4003", |t| Box::pin(unregistered(t))),
        rule("a heartbeat comes every heartbeatSeconds, and who answers stays for more than 10 s", |t| {
            Box::pin(heartbeats(t))
        }),
        rule("from the second on a heartbeat tells how long the answer to the one before took", |t| {
            Box::pin(measured(t))
        }),
        rule("10 s of silence are closed with 4001", |t| Box::pin(silence(t))),
    ]
}

async fn registers(target: Target) -> Result<()> {
    let mut peer = target.open().await?;
    let reply = peer.register(json!({ "channels": ["Cisco", "Salesforce"] })).await?;
    reply.succeeded()?;
    ensure!(reply.data("resumed") == json!(false), "resumed what was not there: {}", reply.frame());
    for field in ["subscriberID", "resume", "server"] {
        ensure!(reply.data(field).as_str().is_some_and(|text| !text.is_empty()), "no {field}: {}", reply.frame());
    }
    for field in ["heartbeatSeconds", "graceSeconds", "reconnectWindowMs", "serverTime"] {
        ensure!(reply.data(field).as_u64().is_some_and(|number| number > 0), "no {field}: {}", reply.frame());
    }
    Ok(())
}

async fn before_registration(target: Target) -> Result<()> {
    let mut peer = target.open().await?;
    for (topic, subtopic) in [("User", "SetLoginId"), ("User", "ClearLoginId"), ("Session", "TakeOver")] {
        peer.ask(topic, subtopic, json!({ "loginId": "A" })).await?.is_error("NotRegistered")?;
    }
    peer.register(json!({})).await?.succeeded()
}

async fn twice(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let again = registration(json!({}));
    peer.ask("Registration", "Register", again).await?.refused("AlreadyRegistered")?;
    peer.lives().await
}

async fn refused(target: Target, more: Value, code: &str, close: u16) -> Result<()> {
    let mut peer = target.open().await?;
    peer.register(more).await?.refused(code)?;
    peer.closed_with(close, SOON).await?;
    Ok(())
}

async fn stale_token(target: Target) -> Result<()> {
    let mut peer = target.open().await?;
    let reply = peer.register(json!({ "resume": "0f1e2d3c4b5a69788796a5b4c3d2e1f0" })).await?;
    reply.succeeded()?;
    ensure!(reply.data("resumed") == json!(false), "resumed with a made-up token: {}", reply.frame());
    peer.lives().await
}

async fn no_take_over(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    peer.ask("Session", "TakeOver", json!({})).await?.refused("NotPermitted")?;
    peer.lives().await
}

async fn sign_off_nobody(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let reply = peer.ask("User", "ClearLoginId", json!({})).await?;
    reply.is("User", "ClearLoginId")?;
    reply.succeeded()
}

async fn unregistered(target: Target) -> Result<()> {
    let mut peer = target.open().await?;
    let begun = Instant::now();
    peer.closed_with(4003, TEN_SECONDS).await?;
    let waited = begun.elapsed();
    ensure!(waited > Duration::from_secs(8), "closed after {waited:?} already");
    Ok(())
}

async fn heartbeats(target: Target) -> Result<()> {
    let mut peer = target.open().await?;
    let reply = peer.register(json!({})).await?;
    let every = Duration::from_secs(reply.data("heartbeatSeconds").as_u64().unwrap_or(5));
    let begun = Instant::now();
    while begun.elapsed() < TEN_SECONDS {
        let beat = peer.heartbeat(every + Duration::from_secs(2)).await?;
        let time = beat.data("serverTime").as_u64();
        ensure!(time.is_some_and(|time| time > 1_700_000_000_000), "no serverTime: {}", beat.frame());
    }
    peer.lives().await
}

async fn measured(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    let first = peer.heartbeat(TEN_SECONDS).await?;
    ensure!(first.data("roundTripMs").is_null(), "measured before anything was answered: {}", first.frame());
    let second = peer.heartbeat(TEN_SECONDS).await?;
    let took = second.data("roundTripMs").as_u64();
    ensure!(took.is_some_and(|took| took < 5_000), "not measured: {}", second.frame());
    peer.lives().await
}

async fn silence(target: Target) -> Result<()> {
    let mut peer = target.registered().await?;
    peer.fall_silent();
    // Heard last now.
    peer.send_text(message("Connection", "Heartbeat", json!({})).to_string()).await?;
    let begun = Instant::now();
    peer.closed_with(4001, TEN_SECONDS).await?;
    let waited = begun.elapsed();
    ensure!(waited > Duration::from_secs(8), "closed after {waited:?} already");
    Ok(())
}
