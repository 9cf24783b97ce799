//! The rules of signing on to the CTI server.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::desk::{AGENT, Desk, SUPERVISOR, in_a_call, is_refusal, named};
use crate::peer::{Target, unknown_login_id};
use crate::reply::{Reply, without_passwords};
use crate::rule::{Needs, Rule};

const ORDER: [&str; 15] = [
    "Cisco/Connection/OpenConnection",
    "Cisco/Connection/SetConnectionStatus",
    "Cisco/Agent/SetAgentState",
    "Cisco/Agent/Login",
    "Cisco/General/GetAppState",
    "Cisco/InboundCall/CallsStateChange",
    "Cisco/Agent/SetMRDList",
    "Cisco/Agent/GetMedia",
    "Cisco/General/SetSystemInfo",
    "Cisco/Agent/SetMappedMRD",
    "Cisco/Agent/Map",
    "Cisco/Agent/SetLogOutReasonCodes",
    "Cisco/Agent/SetNotReadyReasonCodes",
    "Cisco/Agent/SetPhoneBook",
    "Cisco/Agent/SetWrapupCode",
];

/// The `packet` of each; the agent's and the app's state have none.
const PACKETS: [Option<&str>; 15] = [
    Some("OpenConnection"),
    Some("ConnectionStatus"),
    None,
    Some("Login"),
    None,
    Some("Dialogs"),
    Some("MRDList"),
    Some("Media"),
    Some("SystemInfo"),
    Some("MappedMRD"),
    Some("Map"),
    Some("LogOutReasonCodes"),
    Some("NotReadyReasonCodes"),
    Some("phoneBook"),
    Some("WrapUpCodes"),
];

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        rule("SetUserInfo is followed by the fifteen events in their order, written with `message` and packet", |t| {
            Box::pin(fifteen(t))
        }),
        rule("success puts the agent in NOT_READY, at the extension that was given, without calls", |t| {
            Box::pin(not_ready(t))
        }),
        rule("Login repeats the id of SetUserInfo, the other fourteen have none", |t| Box::pin(login_is_the_reply(t))),
        rule("no password comes back: the one of GetAppState is always empty", |t| Box::pin(no_password(t))),
        rule("the reasons and the wrap-up reasons are in the shape of Finesse: an id at the end of the uri", |t| {
            Box::pin(reasons(t))
        }),
        rule("signing on again with the right credentials keeps the state and sends the fifteen again", |t| {
            Box::pin(again(t))
        }),
        rule("signing on again with wrong ones is refused and leaves everything as it is", |t| {
            Box::pin(again_wrong(t))
        }),
        rule(
            "wrong credentials are refused with InvalidCredentials and count attemptsLeft down to 0; the sixth try is AccountBlocked with retryAfterSeconds",
            |t| Box::pin(blocked(t)),
        ),
        rule("an extension that the telephone system does not know is refused with InvalidDevice", |t| {
            Box::pin(refused(t, "99999999", "InvalidDevice"))
        }),
        rule("an extension where another agent is signed on is refused with DeviceBusy", |t| Box::pin(busy(t))),
        rule("a sign-on without extension, or with a password of more than 256 bytes, is answered BadPayload", |t| {
            Box::pin(bad_payload(t))
        }),
        rule("a session that lives on another connection is refused with SessionElsewhere; TakeOver moves it", |t| {
            Box::pin(elsewhere(t))
        }),
        rule("a resumption is followed by all the agent's calls, without scope", |t| Box::pin(resumed(t))),
    ]
}

async fn fifteen(target: Target) -> Result<()> {
    let desk = Desk::at_work(&target, &AGENT).await?;
    ensure!(desk.addresses() == ORDER, "in the order {:?}", desk.addresses());
    for (frame, packet) in desk.greeting.iter().zip(PACKETS) {
        ensure!(frame.at("/message").is_object() && frame.at("/data").is_null(), "not under message: {}", frame.told());
        ensure!(frame.at("/message/packet").as_str() == packet, "packet is not {packet:?}: {}", frame.told());
        ensure!(frame.at("/source").is_string(), "no source: {}", frame.told());
    }
    desk.leaves().await
}

async fn not_ready(target: Target) -> Result<()> {
    let desk = Desk::at_work(&target, &AGENT).await?;
    let is = |subtopic: &str, pointer: &str, value: &Value| -> Result<()> {
        let frame = desk.greeting(subtopic)?;
        ensure!(frame.at(pointer) == *value, "{pointer} is not {value}: {}", frame.told());
        Ok(())
    };
    is("SetAgentState", "/message/data/state", &json!("NOT_READY"))?;
    is("SetAgentState", "/message/data/extension", &json!(AGENT.extension))?;
    is("Login", "/message/data/extension", &json!(AGENT.extension))?;
    is("Login", "/message/data/loginName", &json!(AGENT.name))?;
    is("OpenConnection", "/message/data/username", &json!(AGENT.name))?;
    is("GetAppState", "/message/ctiState/State", &json!("NOT_READY"))?;
    is("GetAppState", "/message/ctiState/agentState", &json!("NOT_READY"))?;
    is("GetMedia", "/message/data/0/state", &json!("NOT_READY"))?;
    is("CallsStateChange", "/message/data", &json!([]))?;
    is("CallsStateChange", "/message/scope", &Value::Null)?;
    desk.leaves().await
}

async fn login_is_the_reply(target: Target) -> Result<()> {
    let desk = Desk::at_work(&target, &AGENT).await?;
    let with_id: Vec<String> = desk.greeting.iter().filter(|frame| frame.id().is_some()).map(Reply::address).collect();
    ensure!(with_id == ["Cisco/Agent/Login"], "these have an id: {with_id:?}");
    desk.leaves().await
}

async fn no_password(target: Target) -> Result<()> {
    let desk = Desk::at_work(&target, &AGENT).await?;
    for frame in &desk.greeting {
        let text = frame.frame().to_string();
        ensure!(!text.contains(AGENT.password), "a password came back: {}", without_passwords(&text));
    }
    let app = desk.greeting("GetAppState")?;
    ensure!(app.at("/message/ctiState/userInfo/password") == "", "no empty password: {}", app.told());
    ensure!(app.at("/message/ctiState/userInfo/username") == AGENT.name, "another user: {}", app.told());
    desk.leaves().await
}

async fn reasons(target: Target) -> Result<()> {
    let desk = Desk::at_work(&target, &AGENT).await?;
    for (list, category) in [("SetLogOutReasonCodes", "LOGOUT"), ("SetNotReadyReasonCodes", "NOT_READY")] {
        desk.first_reason(list)?;
        let item = desk.greeting(list)?.at("/message/data/0");
        ensure!(item.get("category") == Some(&json!(category)), "category is not {category}: {item}");
        are_texts(&item, &["uri", "code", "label", "forAll"])?;
    }
    desk.first_reason("SetWrapupCode")?;
    are_texts(&desk.greeting("SetWrapupCode")?.at("/message/data/0"), &["uri", "label", "forAll"])?;
    desk.leaves().await
}

fn are_texts(item: &Value, fields: &[&str]) -> Result<()> {
    for field in fields {
        let text = item.get(*field).and_then(Value::as_str);
        ensure!(text.is_some_and(|text| !text.is_empty()), "{field} is no text: {item}");
    }
    Ok(())
}

async fn again(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    desk.sends("Agent", "SetReadyState", json!({})).await?;
    desk.becomes("READY").await?;
    desk.signs_on().await?;
    ensure!(desk.addresses() == ORDER, "in the order {:?}", desk.addresses());
    let state = desk.greeting("SetAgentState")?;
    ensure!(state.at("/message/data/state") == "READY", "the state is another one: {}", state.told());
    desk.leaves().await
}

async fn again_wrong(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    desk.sends("Agent", "SetReadyState", json!({})).await?;
    desk.becomes("READY").await?;
    let wrong = json!({ "username": AGENT.name, "password": "not it", "extension": AGENT.extension });
    is_refusal(&desk.asks("Agent", "SetUserInfo", wrong).await?, "InvalidCredentials")?;
    let state = desk.asks_for("Agent", "GetAgentState", ORDER[2]).await?;
    ensure!(state.at("/message/data/state") == "READY", "the state is another one: {}", state.told());
    // Success begins the count anew.
    desk.signs_on().await?;
    desk.leaves().await
}

/// With a name of its own for each run, so that nobody is blocked by it.
async fn blocked(target: Target) -> Result<()> {
    let mut desk = Desk::vacant(&target, &AGENT).await?;
    let wrong = json!({ "username": unknown_login_id(), "password": "not it", "extension": AGENT.extension });
    for attempts_left in [4, 3, 2, 1, 0] {
        let reply = desk.asks("Agent", "SetUserInfo", wrong.clone()).await?;
        is_refusal(&reply, "InvalidCredentials")?;
        let left = reply.at("/message/data/attemptsLeft");
        ensure!(left == json!(attempts_left), "attemptsLeft is not {attempts_left}: {}", reply.told());
    }
    let reply = desk.asks("Agent", "SetUserInfo", wrong).await?;
    is_refusal(&reply, "AccountBlocked")?;
    let seconds = reply.at("/message/data/retryAfterSeconds").as_u64();
    ensure!(seconds.is_some_and(|seconds| (1..=300).contains(&seconds)), "no retryAfterSeconds: {}", reply.told());
    // Whoever else there is can still sign on.
    desk.signs_on().await?;
    desk.leaves().await
}

async fn refused(target: Target, extension: &str, why: &str) -> Result<()> {
    let mut desk = Desk::vacant(&target, &AGENT).await?;
    let data = json!({ "username": AGENT.name, "password": AGENT.password, "extension": extension });
    is_refusal(&desk.asks("Agent", "SetUserInfo", data).await?, why)
}

async fn busy(target: Target) -> Result<()> {
    let desk = Desk::at_work(&target, &SUPERVISOR).await?;
    refused(target, SUPERVISOR.extension, "DeviceBusy").await?;
    desk.leaves().await
}

async fn bad_payload(target: Target) -> Result<()> {
    let mut desk = Desk::vacant(&target, &AGENT).await?;
    let reply = desk.asks("Agent", "SetUserInfo", json!({ "username": AGENT.name, "password": "x" })).await?;
    reply.is_error("BadPayload")?;
    ensure!(reply.data("field") == "extension", "does not name extension: {}", reply.told());
    let long = json!({ "username": AGENT.name, "password": "x".repeat(257), "extension": AGENT.extension });
    let reply = desk.asks("Agent", "SetUserInfo", long).await?;
    reply.is_error("BadPayload")?;
    ensure!(reply.data("field") == "password", "does not name password: {}", reply.told());
    let longest = json!({ "username": unknown_login_id(), "password": "x".repeat(256), "extension": AGENT.extension });
    is_refusal(&desk.asks("Agent", "SetUserInfo", longest).await?, "InvalidCredentials")
}

async fn elsewhere(target: Target) -> Result<()> {
    let mut first = Desk::at_work(&target, &AGENT).await?;
    let mut second = Desk::vacant(&target, &AGENT).await?;
    second.asks("Agent", "SetUserInfo", AGENT.user_info()).await?.is_error("SessionElsewhere")?;
    second.peer.ask("Session", "TakeOver", json!({})).await?.succeeded()?;
    first.peer.closed_with(4409, std::time::Duration::from_secs(5)).await?;
    second.signs_on().await?;
    second.leaves().await
}

async fn resumed(target: Target) -> Result<()> {
    let (one, mut other, call) = in_a_call(&target).await?;
    let token = one.token.clone();
    one.peer.lose().await?;
    let mut peer = target.open().await?;
    let reply = peer.register(json!({ "channels": ["Cisco"], "resume": token })).await?;
    ensure!(reply.data("resumed") == json!(true), "not resumed: {}", reply.told());
    let mut again = Desk::of(peer, &AGENT);
    let calls = again.hears_frame("Cisco/InboundCall/CallsStateChange").await;
    let calls = calls.context("after the present state of the session")?;
    ensure!(calls.at("/message/scope").is_null(), "a change only: {}", calls.told());
    ensure!(Some(&calls.at("/message/data/0/id")) == call.get("id"), "without the call: {}", calls.told());
    again.commands("SetDROP", named(&call)).await?;
    other.sees_call(&call, "DROPPED").await?;
    again.leaves().await?;
    other.leaves().await
}
