//! The rules of what happens in Salesforce: a softphone that plays to be there, and apps beside it.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::peer::{Peer, Target};
use crate::reply::Reply;
use crate::rule::{Needs, Rule};

/// Every rule of it.
pub(crate) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        Rule::new(
            "whatever is said or asked of Salesforce by whom nobody knows is read, and refused with NotPermitted",
            Needs::Nothing,
            |t| Box::pin(nobody_is_there(t)),
        ),
        rule("what the softphone says of Salesforce is told the user's apps for that channel, and nobody else", |t| {
            Box::pin(told(t))
        }),
        rule("what an app asks of Salesforce goes to the softphone, and its reply back under the app's id", |t| {
            Box::pin(asked(t))
        }),
        rule("where no softphone is signed on an app's request is replied to with Success false, at once", |t| {
            Box::pin(no_softphone(t))
        }),
        rule("a softphone that does not reply has 10 s, then the app is told Success false", |t| Box::pin(too_late(t))),
    ]
}

const LONG: Duration = Duration::from_secs(15);

/// The messages between a softphone inside Salesforce and the user's apps.
const MESSAGES: [&str; 9] = [
    "Salesforce/Call/ClickToDialPayload",
    "Salesforce/Call/SearchCriteria",
    "Salesforce/Call/CreateObject",
    "Salesforce/Call/ObjectFieldParams",
    "Salesforce/Call/UpdateObject",
    "Salesforce/Call/SaveCustomVariables",
    "Salesforce/Call/RemoveCustomVariables",
    "Salesforce/Call/CheckTaskState",
    "Salesforce/Call/OpenObject",
];

async fn nobody_is_there(target: Target) -> Result<()> {
    let mut peer = target.open().await?;
    peer.register(json!({ "channels": ["Salesforce"] })).await?.succeeded()?;
    for address in MESSAGES {
        let example = example(address).with_context(|| format!("PROTOCOL.md has no example of {address}"))?;
        let mut frame: Value = serde_json::from_str(example)?;
        let id = peer.new_id();
        frame.as_object_mut().context("an example is an object")?.insert("id".to_owned(), json!(id));
        peer.send_text(frame.to_string()).await?;
        peer.reply_to(&id).await?.is_error("NotPermitted").with_context(|| address)?;
    }
    peer.lives().await
}

/// A connection of the user with the known Login ID: the softphone, or an app.
async fn of_user(target: &Target, login_id: &str, speaker: &str) -> Result<Peer> {
    let mut peer = target.open().await?;
    let identity = json!({ "kind": "loginId", "loginId": login_id });
    peer.register(json!({ "channels": ["Salesforce"], "identity": identity, "speaker": speaker }))
        .await?
        .succeeded()?;
    Ok(peer)
}

async fn softphone(target: &Target) -> Result<Peer> {
    let mut softphone = of_user(target, &target.login_id, "softphone").await?;
    softphone.linked_after_present().await?;
    Ok(softphone)
}

/// The example of a message, under another reference.
fn message(address: &str, is_reply: bool, id: Option<&str>) -> Result<Value> {
    let examples = section(address).with_context(|| format!("PROTOCOL.md has no {address}"))?;
    let mut examples = examples.lines().filter(|line| line.starts_with('{'));
    let example = examples.find(|line| line.contains("\"Success\"") == is_reply);
    let mut frame: Value = serde_json::from_str(example.with_context(|| format!("no example of {address}"))?)?;
    let object = frame.as_object_mut().context("an example is an object")?;
    object.remove("id");
    object.extend(id.map(|id| ("id".to_owned(), json!(id))));
    Ok(frame)
}

async fn told(target: Target) -> Result<()> {
    let mut softphone = softphone(&target).await?;
    let mut app = of_user(&target, &target.login_id, "app").await?;
    let mut stranger = of_user(&target, &target.other_login_id, "app").await?;
    for address in &MESSAGES[..4] {
        let said = message(address, false, None)?;
        softphone.send_text(said.to_string()).await?;
        let heard = app.next().await?;
        ensure!(heard.address() == *address && has_data_of(&heard, &said), "another message: {}", heard.told());
        ensure!(heard.id().is_none(), "an id nobody gave: {}", heard.told());
    }
    hears_nothing(&mut stranger).await.context("what another user's softphone says")?;
    softphone.sign_off().await
}

async fn asked(target: Target) -> Result<()> {
    let mut softphone = softphone(&target).await?;
    let mut app = of_user(&target, &target.login_id, "app").await?;
    let mut other = of_user(&target, &target.login_id, "app").await?;
    for address in &MESSAGES[4..8] {
        let id = app.new_id();
        let request = message(address, false, Some(&id))?;
        app.send_text(request.to_string()).await?;
        let heard = softphone.next().await?;
        ensure!(heard.address() == *address && has_data_of(&heard, &request), "another: {}", heard.told());
        let reference = heard.id().context("a request has a reference")?.to_owned();
        let reply = message(address, true, Some(&reference))?;
        softphone.send_text(reply.to_string()).await?;
        let heard = app.reply_to(&id).await?;
        ensure!(heard.address() == *address && has_data_of(&heard, &reply), "another: {}", heard.told());
        app.send_text(request.to_string()).await?;
        app.reply_to(&id).await.context("the same id again")?;
        hears_nothing(&mut softphone).await.context("the same id again is not asked again")?;
    }
    app.send_text(message(MESSAGES[8], false, None)?.to_string()).await?;
    ensure!(softphone.next().await?.address() == MESSAGES[8], "no record to open");
    hears_nothing(&mut other).await.context("what only the other app asked for")?;
    softphone.sign_off().await
}

async fn no_softphone(target: Target) -> Result<()> {
    let mut app = of_user(&target, &target.login_id, "app").await?;
    for address in &MESSAGES[4..8] {
        let id = app.new_id();
        app.send_text(message(address, false, Some(&id))?.to_string()).await?;
        fails(&app.reply_to(&id).await?, address)?;
    }
    let id = app.new_id();
    app.send_text(message(MESSAGES[8], false, Some(&id))?.to_string()).await?;
    app.reply_to(&id).await?.is_error("NotPermitted")
}

async fn too_late(target: Target) -> Result<()> {
    let mut softphone = softphone(&target).await?;
    let mut app = of_user(&target, &target.login_id, "app").await?;
    let id = app.new_id();
    app.send_text(message(MESSAGES[7], false, Some(&id))?.to_string()).await?;
    softphone.next().await?;
    let heartbeats = async {
        loop {
            softphone.heartbeat(LONG).await?;
        }
    };
    tokio::select! {
        reply = app.reply_within(&id, LONG) => fails(&reply?, MESSAGES[7])?,
        ended = heartbeats => return ended,
    }
    softphone.sign_off().await
}

/// That nothing has come that was not looked at.
async fn hears_nothing(peer: &mut Peer) -> Result<()> {
    let id = peer.new_id();
    let unknown = json!({ "channel": "Salesforce", "topic": "Call", "subtopic": "Nothing", "source": "x", "id": id });
    peer.send_text(unknown.to_string()).await?;
    let next = peer.next().await?;
    ensure!(next.id() == Some(&id), "heard: {}", next.told());
    next.is_error("UnknownMessage")
}

fn has_data_of(heard: &Reply, said: &Value) -> bool {
    said.get("data") == Some(&heard.at("/data"))
}

fn fails(reply: &Reply, address: &str) -> Result<()> {
    let says_so = reply.data("Success") == false && reply.data("ErrorMessage").is_string();
    ensure!(reply.address() == address && says_so, "no failure: {}", reply.told());
    Ok(())
}

/// The first example of a message in the document.
fn example(address: &str) -> Option<&'static str> {
    section(address)?.lines().find(|line| line.starts_with('{'))
}

fn section(address: &str) -> Option<&'static str> {
    const DOCUMENT: &str = include_str!("../../../../PROTOCOL.md");
    let (_, section) = DOCUMENT.split_once(&format!("\n### {address}\n"))?;
    section.split("\n#").next()
}
