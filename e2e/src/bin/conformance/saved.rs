//! The rules of the saved credentials.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use crate::cti::SUPERVISOR;
use crate::peer::{Peer, Target};
use crate::reply::{Reply, message_on};
use crate::rule::{Needs, Rule};

/// Every rule of it.
pub(crate) fn rules() -> Vec<Rule> {
    vec![
        Rule::new(
            "FetchCredentials is answered with the credentials saved for the identity that registered",
            Needs::Accounts,
            |t| Box::pin(own(t)),
        ),
        Rule::new(
            "FetchCredentials without an identity is refused with NotPermitted, and its fields are empty",
            Needs::Nothing,
            |t| Box::pin(nobody(t)),
        ),
        Rule::new(
            "FetchCredentials where nothing is saved is refused with NoCredentials, and its fields are empty",
            Needs::Accounts,
            |t| Box::pin(none_saved(t)),
        ),
    ]
}

async fn own(target: Target) -> Result<()> {
    let mut peer = registered(&target, json!({ "kind": "loginId", "loginId": target.login_id })).await?;
    peer.next().await?.succeeded()?;
    peer.linked().await?;
    let reply = fetched(&mut peer).await?;
    reply.succeeded()?;
    let expected = [
        ("Username", SUPERVISOR.name),
        ("Password", SUPERVISOR.password),
        ("Extension", SUPERVISOR.extension),
        ("ADFSUsername", ""),
    ];
    for (field, value) in expected {
        ensure!(reply.data(field) == value, "{field} is not what is saved: {}", reply.told());
    }
    peer.sign_off().await
}

async fn nobody(target: Target) -> Result<()> {
    let mut peer = registered(&target, Value::Null).await?;
    is_empty(&fetched(&mut peer).await?, "NotPermitted")?;
    peer.lives().await
}

async fn none_saved(target: Target) -> Result<()> {
    let mut peer = registered(&target, json!({ "kind": "loginId", "loginId": target.other_login_id })).await?;
    peer.next().await?.succeeded()?;
    peer.linked().await?;
    is_empty(&fetched(&mut peer).await?, "NoCredentials")?;
    peer.sign_off().await
}

async fn registered(target: &Target, identity: Value) -> Result<Peer> {
    let mut peer = target.open().await?;
    let mut more = json!({ "channels": ["Salesforce"] });
    if let (Some(more), false) = (more.as_object_mut(), identity.is_null()) {
        more.insert("identity".to_owned(), identity);
    }
    peer.register(more).await?.succeeded()?;
    Ok(peer)
}

async fn fetched(peer: &mut Peer) -> Result<Reply> {
    let mut frame = message_on("Salesforce", "User", "FetchCredentials", json!({}));
    if let Some(frame) = frame.as_object_mut() {
        frame.insert("id".to_owned(), json!("fetch"));
    }
    peer.send_text(frame.to_string()).await?;
    let reply = peer.reply_to("fetch").await?;
    ensure!(reply.address() == "Salesforce/User/FetchCredentials", "another reply: {}", reply.told());
    Ok(reply)
}

fn is_empty(reply: &Reply, code: &str) -> Result<()> {
    reply.refused(code)?;
    for field in ["Username", "Password", "Extension", "ADFSUsername"] {
        ensure!(reply.data(field) == "", "{field} is not empty: {}", reply.told());
    }
    Ok(())
}
