//! The rule of what happens in Salesforce, for a connector none of whose softphones is there.

use anyhow::{Context, Result};
use serde_json::{Value, json};

use crate::peer::Target;
use crate::rule::{Needs, Rule};

/// Every rule of it.
pub(crate) fn rules() -> Vec<Rule> {
    vec![Rule::new(
        "whatever is said or asked of Salesforce is read, and refused with NotPermitted where nobody is inside it",
        Needs::Nothing,
        |t| Box::pin(nobody_is_there(t)),
    )]
}

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

/// The first example of a message in the document.
fn example(address: &str) -> Option<&'static str> {
    const DOCUMENT: &str = include_str!("../../../../PROTOCOL.md");
    let (_, section) = DOCUMENT.split_once(&format!("\n### {address}\n"))?;
    section.lines().take_while(|line| !line.starts_with('#')).find(|line| line.starts_with('{'))
}
