//! The rules of logging on to a station, as the demo has them.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::cti::{AGENT, Account, SUPERVISOR};
use crate::peer::{Peer, Target};
use crate::reply::{Reply, message_on};
use crate::rule::{Needs, Rule};

const SOON: std::time::Duration = std::time::Duration::from_secs(5);

/// Every rule of it.
pub(crate) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        Rule::new("GetServerInfo is answered with what there is to log on to, whoever asks", Needs::Nothing, |t| {
            Box::pin(server_info(t))
        }),
        rule("a LogOn is answered with the station, then come SetLoginId, the agent's work and the memos", |t| {
            Box::pin(logs_on(t))
        }),
        rule("a wrong password is AuthenticationFailed, with its errorId and how many tries are left", |t| {
            Box::pin(wrong_password(t))
        }),
        rule("a LogOn that may not be names the field at fault", |t| Box::pin(refusals(t))),
        rule("a credential that is nobody's is CredentialRevoked", |t| Box::pin(void(t))),
        rule("a LogOn at a different station drops the one before with ConnectionStateChange and 4409", |t| {
            Box::pin(dropped(t))
        }),
        rule("two users for one station: the first stays", |t| Box::pin(first_stays(t))),
        rule("the same station elsewhere is SessionElsewhere and says where; TakeOver moves it with its LogOn", |t| {
            Box::pin(elsewhere(t))
        }),
        rule("a resumed session says its LogOn again, without id and credentials, before SetLoginId", |t| {
            Box::pin(resumed(t))
        }),
        rule("with the sessionCredential the page logs on again, until LogOff", |t| Box::pin(session_credential(t))),
        rule("the savedCredential outlives LogOff, and not SignOutEverywhere", |t| Box::pin(saved_credential(t))),
        rule("ChangeStation goes to another station and says which", |t| Box::pin(changes(t))),
        rule("another window of the browser joins the session, and hears that one of them has logged off", |t| {
            Box::pin(windows(t))
        }),
    ]
}

/// What is typed to log on as somebody at a station.
fn at(account: &Account, station: &str) -> Value {
    json!({ "userID": account.name, "password": account.password, "stationType": "Workstation", "station": station })
}

fn with(mut data: Value, key: &str, value: Value) -> Value {
    if let Some(data) = data.as_object_mut() {
        data.insert(key.to_owned(), value);
    }
    data
}

fn by_credential(account: &Account, station: &str, credential: &Value) -> Value {
    json!({ "userID": account.name, "savedCredential": credential, "stationType": "Workstation", "station": station })
}

async fn page(target: &Target, more: Value) -> Result<Peer> {
    let mut peer = target.open().await?;
    let more = with(more, "channels", json!(["Cisco", "InteractionCenter"]));
    peer.register(more).await?.succeeded()?;
    Ok(peer)
}

async fn asks(peer: &mut Peer, topic: &str, subtopic: &str, data: Value) -> Result<Reply> {
    let id = peer.new_id();
    let mut frame = message_on("InteractionCenter", topic, subtopic, data);
    if let Some(frame) = frame.as_object_mut() {
        frame.insert("id".to_owned(), json!(id));
    }
    peer.send_text(frame.to_string()).await?;
    let reply = peer.reply_to(&id).await?;
    let address = format!("InteractionCenter/{topic}/{subtopic}");
    ensure!(reply.address() == address, "not {address}: {}", reply.told());
    Ok(reply)
}

async fn tries(peer: &mut Peer, data: Value) -> Result<Reply> {
    asks(peer, "Connection", "LogOn", data).await
}

/// A page that is logged on, and the answer.
async fn logged_on(target: &Target, data: Value) -> Result<(Peer, Reply)> {
    let mut peer = page(target, json!({})).await?;
    let reply = tries(&mut peer, data).await?;
    reply.succeeded()?;
    comes(&mut peer, "InteractionCenter/Memo/MemosChange").await?;
    Ok((peer, reply))
}

/// Waits for a message; what comes before it is passed over.
async fn comes(peer: &mut Peer, address: &str) -> Result<Reply> {
    loop {
        let frame = peer.next().await?;
        if frame.address() == address {
            return Ok(frame);
        }
    }
}

async fn log_off(peer: &mut Peer) -> Result<()> {
    asks(peer, "Connection", "LogOff", json!({})).await?.succeeded()
}

fn is_token(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 32 && text.chars().all(|c| c.is_ascii_hexdigit()))
}

async fn server_info(target: Target) -> Result<()> {
    let mut peer = page(&target, json!({})).await?;
    let reply = asks(&mut peer, "Connection", "GetServerInfo", json!({})).await?;
    let types = reply.data("stationTypes");
    ensure!(types.as_array().is_some_and(|types| types.contains(&json!("Workstation"))), "{}", reply.told());
    ensure!(["User ID", "Domain\\user name"].contains(&reply.data("label").as_str().unwrap_or_default()), "no label");
    for flag in ["cachedCredentials", "persistentConnections"] {
        ensure!(reply.data(flag).is_boolean(), "{flag} says neither: {}", reply.told());
    }
    ensure!(reply.data("hosts").is_array(), "no hosts: {}", reply.told());
    peer.lives().await
}

async fn logs_on(target: Target) -> Result<()> {
    let mut peer = page(&target, json!({})).await?;
    let reply = tries(&mut peer, at(&AGENT, "ws-5069")).await?;
    reply.succeeded()?;
    let station = json!({ "stationType": "Workstation", "station": "WS-5069" });
    ensure!(reply.data("effectiveStation") == station, "at another station: {}", reply.told());
    ensure!(is_token(&reply.data("sessionCredential")), "no sessionCredential: {}", reply.told());
    ensure!(reply.data("savedCredential").is_null(), "nobody asked to be remembered: {}", reply.told());
    let set = peer.next().await?;
    set.is("User", "SetLoginId")?;
    set.succeeded()?;
    ensure!(set.id().is_none() && set.data("extension") == AGENT.extension, "of another: {}", set.told());
    ensure!(set.data("licence") == "NotNeeded", "a licence: {}", set.told());
    peer.next().await?.is("Connection", "SetConnectionStatus")?;
    let state = comes(&mut peer, "Cisco/Agent/SetAgentState").await?;
    ensure!(state.at("/message/data/state") == "NOT_READY", "not put to work: {}", state.told());
    let memos = comes(&mut peer, "InteractionCenter/Memo/MemosChange").await?;
    ensure!(memos.data("memos").is_array(), "no memos: {}", memos.told());
    log_off(&mut peer).await
}

async fn wrong_password(target: Target) -> Result<()> {
    let mut peer = page(&target, json!({})).await?;
    let reply = tries(&mut peer, with(at(&AGENT, "NOWHERE"), "password", json!("wrong"))).await?;
    reply.refused("AuthenticationFailed")?;
    ensure!(reply.data("errorId") == "error.request.connection.authenticationFailure", "{}", reply.told());
    ensure!(reply.data("attemptsLeft") == 4 && reply.data("field") == "password", "{}", reply.told());
    tries(&mut peer, at(&AGENT, "WS-5069")).await?.succeeded().context("the next try counts anew")?;
    log_off(&mut peer).await
}

async fn refusals(target: Target) -> Result<()> {
    let mut peer = page(&target, json!({})).await?;
    let number = |number: &str| json!({ "userID": AGENT.name, "password": AGENT.password, "stationType": "RemoteNumber", "remoteNumber": number });
    let persistent = with(number("+4930123456"), "persistentConnection", json!(true));
    for (data, code, field) in [
        (at(&AGENT, "NOWHERE"), "StationUnknown", "station"),
        (at(&AGENT, "RW-HOME"), "StationUnknown", "station"),
        (number("5064"), "RemoteNumberInvalid", "remoteNumber"),
        (persistent, "PersistentNotPermitted", "persistentConnection"),
    ] {
        let reply = tries(&mut peer, data).await?;
        reply.refused(code)?;
        ensure!(reply.data("field") == field, "another field than {field}: {}", reply.told());
    }
    peer.lives().await
}

async fn void(target: Target) -> Result<()> {
    let mut peer = page(&target.with_another_source(), json!({})).await?;
    let credential = json!("00000000000000000000000000000000");
    tries(&mut peer, by_credential(&AGENT, "WS-5069", &credential)).await?.refused("CredentialRevoked")?;
    peer.lives().await
}

async fn dropped(target: Target) -> Result<()> {
    let (mut first, _) = logged_on(&target, at(&AGENT, "WS-5069")).await?;
    let (mut second, reply) = logged_on(&target, at(&AGENT, "WS-5064")).await?;
    ensure!(reply.at("/data/effectiveStation/station") == "WS-5064", "at another station: {}", reply.told());
    let change = comes(&mut first, "InteractionCenter/Connection/ConnectionStateChange").await?;
    let sentence = "Your connection has been dropped due to a subsequent log on to a different station.";
    ensure!(change.data("text") == sentence && change.data("reason") == "AnotherLogOn", "{}", change.told());
    ensure!(change.data("shouldReconnect") == json!(false), "it shall come back: {}", change.told());
    let states = [change.data("previousConnectionState"), change.data("newConnectionState")];
    ensure!(states == ["Up", "Down"], "other states: {}", change.told());
    first.closed_with(4409, SOON).await?;
    log_off(&mut second).await
}

async fn first_stays(target: Target) -> Result<()> {
    let (mut first, _) = logged_on(&target, at(&AGENT, "WS-5069")).await?;
    let mut second = page(&target, json!({})).await?;
    let reply = tries(&mut second, at(&SUPERVISOR, "WS-5069")).await?;
    reply.refused("StationInUse")?;
    ensure!(reply.data("field") == "station", "another field: {}", reply.told());
    log_off(&mut first).await
}

async fn elsewhere(target: Target) -> Result<()> {
    let (mut first, _) = logged_on(&target, at(&AGENT, "WS-5069")).await?;
    let mut second = page(&target, json!({})).await?;
    let reply = tries(&mut second, at(&AGENT, "WS-5069")).await?;
    reply.refused("SessionElsewhere")?;
    ensure!(reply.at("/data/elsewhere/url") == "https://conformance.example.com/", "not where: {}", reply.told());
    ensure!(reply.at("/data/elsewhere/since").is_u64(), "not since when: {}", reply.told());
    second.ask("Session", "TakeOver", json!({})).await?.succeeded()?;
    says_its_log_on(&mut second).await?;
    first.closed_with(4409, SOON).await?;
    log_off(&mut second).await
}

/// The log-on that goes on, and the sign-on behind it.
async fn says_its_log_on(peer: &mut Peer) -> Result<()> {
    let reply = comes(peer, "InteractionCenter/Connection/LogOn").await?;
    reply.succeeded()?;
    let has_secret = ["sessionCredential", "savedCredential"].iter().any(|key| !reply.data(key).is_null());
    ensure!(reply.id().is_none() && !has_secret, "more than the station: {}", reply.told());
    ensure!(reply.at("/data/effectiveStation/station") == "WS-5069", "another station: {}", reply.told());
    peer.next().await?.is("User", "SetLoginId")
}

async fn resumed(target: Target) -> Result<()> {
    let mut peer = target.open().await?;
    let channels = json!(["Cisco", "InteractionCenter"]);
    let resume = peer.register(json!({ "channels": channels })).await?.data("resume");
    tries(&mut peer, at(&AGENT, "WS-5069")).await?.succeeded()?;
    peer.lose().await?;
    let mut peer = target.open().await?;
    let reply = peer.register(json!({ "channels": channels, "resume": resume })).await?;
    ensure!(reply.data("resumed") == json!(true), "not resumed: {}", reply.told());
    says_its_log_on(&mut peer).await?;
    log_off(&mut peer).await
}

async fn session_credential(target: Target) -> Result<()> {
    let (peer, reply) = logged_on(&target, at(&AGENT, "WS-5069")).await?;
    let credential = reply.data("sessionCredential");
    peer.lose().await?;
    let (mut peer, _) = logged_on(&target, by_credential(&AGENT, "WS-5069", &credential)).await?;
    log_off(&mut peer).await?;
    tries(&mut peer, by_credential(&AGENT, "WS-5069", &credential)).await?.refused("CredentialRevoked")
}

async fn saved_credential(target: Target) -> Result<()> {
    let remembered = with(at(&AGENT, "WS-5069"), "remember", json!(true));
    let (mut peer, reply) = logged_on(&target, remembered).await?;
    let credential = reply.data("savedCredential");
    ensure!(is_token(&credential), "no savedCredential: {}", reply.told());
    log_off(&mut peer).await?;
    tries(&mut peer, by_credential(&AGENT, "WS-5069", &credential)).await?.succeeded()?;
    asks(&mut peer, "Connection", "SignOutEverywhere", json!({})).await?.succeeded()?;
    tries(&mut peer, by_credential(&AGENT, "WS-5069", &credential)).await?.refused("CredentialRevoked")
}

async fn changes(target: Target) -> Result<()> {
    let (mut peer, _) = logged_on(&target, at(&AGENT, "WS-5069")).await?;
    let seat = json!({ "stationType": "RemoteNumber", "remoteNumber": "+4930123456" });
    let reply = asks(&mut peer, "Station", "ChangeStation", seat.clone()).await?;
    reply.succeeded()?;
    ensure!(reply.data("effectiveStation") == seat, "at another station: {}", reply.told());
    let set = comes(&mut peer, "Connector/User/SetLoginId").await?;
    ensure!(set.data("extension") == "+4930123456", "at another telephone: {}", set.told());
    peer.linked_at_last().await?;
    log_off(&mut peer).await?;
    let nobody = asks(&mut peer, "Station", "ChangeStation", seat).await?;
    nobody.refused("NotPermitted")
}

async fn windows(target: Target) -> Result<()> {
    let browser = || json!({ "browser": "b-1" });
    let mut first = page(&target, browser()).await?;
    let reply = tries(&mut first, at(&AGENT, "WS-5069")).await?;
    reply.succeeded()?;
    let credential = reply.data("sessionCredential");
    let mut second = page(&target, browser()).await?;
    tries(&mut second, by_credential(&AGENT, "WS-5069", &credential)).await?.succeeded()?;
    second.next().await?.is("User", "SetLoginId")?;
    comes(&mut second, "InteractionCenter/Memo/MemosChange").await?;
    asks(&mut first, "Connection", "LogOff", json!({})).await?.succeeded()?;
    let cleared = comes(&mut second, "Connector/User/ClearLoginId").await?;
    cleared.succeeded()?;
    ensure!(cleared.id().is_none(), "an id nobody gave: {}", cleared.told());
    second.lives().await?;
    first.lives().await
}
