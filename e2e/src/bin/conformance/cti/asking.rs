//! The rules of what an agent can ask at any time.

use anyhow::{Result, ensure};
use serde_json::{Value, json};

use super::desk::{AGENT, Desk, SUPERVISOR, has, in_a_call, named};
use crate::peer::Target;
use crate::reply::Reply;
use crate::rule::{Needs, Rule};

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    let open = |text, check| Rule::new(text, Needs::Nothing, check);
    vec![
        rule("GetAgentState is answered by SetAgentState, with every field of it", |t| Box::pin(agent_state(t))),
        rule("GetAppState is answered by the reply of the same name, also under the topic Call", |t| {
            Box::pin(app_state(t))
        }),
        open("GetAppState where nobody is signed on is answered with LOGOUT and empty fields", |t| {
            Box::pin(app_state_of_nobody(t))
        }),
        rule("GetWrapupReasonCode is answered by SetWrapupCode, the same as after the sign-on", |t| {
            Box::pin(wrap_up_codes(t))
        }),
        rule(
            "GetPhoneDirectory is answered by SetPhoneDirectory, whose first part was pushed; no part is refused",
            |t| Box::pin(phone_books(t)),
        ),
        rule("GetSystemInfo is answered by SetSystemInfo, with every field of it", |t| Box::pin(system_info(t))),
        open("GetSystemInfo is answered where nobody is signed on, too", |t| Box::pin(system_info_of_nobody(t))),
        rule(
            "GetCallHistory is answered by SetCallHistory, the latest call first; a call not answered is missed",
            |t| Box::pin(history(t)),
        ),
        rule("SetCallHistory tells each call when it is over, with scope Changes", |t| Box::pin(history_grows(t))),
        rule("the same id again gets the same reply and is not done again", |t| Box::pin(once(t))),
    ]
}

async fn agent_state(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    let state = desk.asks_for("Agent", "GetAgentState", "Cisco/Agent/SetAgentState").await?;
    let data = state.at("/message/data");
    has(&data, "/issupervisor", &json!(false))?;
    has(&data, "/roles", &json!(["Agent"]))?;
    has(&data, "/state", &json!("NOT_READY"))?;
    has(&data, "/loginId", &json!(AGENT.name))?;
    let texts = [
        "dialogs",
        "extension",
        "firstName",
        "lastName",
        "loginName",
        "mediaType",
        "reasonCodeId",
        "stateChangeTime",
        "teamId",
        "teamName",
        "uri",
        "wrapUpTimer",
    ];
    are_texts(&data, &texts)?;
    are_texts(&state.at("/message/data/settings"), &["wrapUpOnIncoming", "wrapUpOnOutgoing"])?;
    are_texts(&state.at("/message/data/teams/0"), &["id", "name", "uri"])?;
    let time = state.at("/message/data/stateChangeTime");
    let is_utc = time.as_str().is_some_and(|time| time.len() == 24 && time.contains('T') && time.ends_with('Z'));
    ensure!(is_utc, "stateChangeTime is no time in UTC: {data}");
    desk.leaves().await?;
    let mut desk = Desk::at_work(&target, &SUPERVISOR).await?;
    let state = desk.asks_for("Agent", "GetAgentState", "Cisco/Agent/SetAgentState").await?;
    has(&state.at("/message/data"), "/issupervisor", &json!(true))?;
    desk.leaves().await
}

async fn app_state(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    for topic in ["General", "Call"] {
        let state = desk.asks_for(topic, "GetAppState", "Cisco/General/GetAppState").await?;
        let state = state.at("/message/ctiState");
        has(&state, "/State", &json!("NOT_READY"))?;
        has(&state, "/agentState", &json!("NOT_READY"))?;
        has(&state, "/makeCall", &Value::Null)?;
        has(&state, "/userInfo/username", &json!(AGENT.name))?;
        has(&state, "/userInfo/extension", &json!(AGENT.extension))?;
        has(&state, "/userInfo/password", &json!(""))?;
    }
    desk.leaves().await
}

async fn app_state_of_nobody(target: Target) -> Result<()> {
    let mut desk = Desk::vacant(&target, &AGENT).await?;
    let state = desk.asks_for("General", "GetAppState", "Cisco/General/GetAppState").await?.at("/message/ctiState");
    for field in ["State", "agentState"] {
        has(&state, &format!("/{field}"), &json!("LOGOUT"))?;
    }
    for field in ["username", "extension", "password"] {
        has(&state, &format!("/userInfo/{field}"), &json!(""))?;
    }
    Ok(())
}

async fn wrap_up_codes(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    let codes = desk.asks_for("Agent", "GetWrapupReasonCode", "Cisco/Agent/SetWrapupCode").await?;
    let before = desk.greeting("SetWrapupCode")?;
    ensure!(codes.at("/message/data") == before.at("/message/data"), "others than before: {}", codes.told());
    desk.leaves().await
}

async fn phone_books(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    let books = desk.asks_for("Agent", "GetPhoneDirectory", "Cisco/Agent/SetPhoneDirectory").await?;
    ensure!(books.at("/message/data").is_array(), "no list of phone books: {}", books.told());
    let first = desk.asks("Agent", "GetPhoneDirectory", json!({ "part": 1 })).await?;
    ensure!(first.address() == books.address(), "the first part is not there: {}", first.told());
    ensure!(first.at("/message/data") == books.at("/message/data"), "the first part is another: {}", first.told());
    let pushed = desk.greeting("SetPhoneBook")?;
    ensure!(pushed.at("/message/data") == first.at("/message/data"), "another was pushed: {}", pushed.told());
    let of = first.at("/message/part/of").as_u64().unwrap_or(1);
    for part in [0, of + 1] {
        desk.is_refused("Agent", "GetPhoneDirectory", json!({ "part": part }), "UnknownPart").await?;
    }
    desk.leaves().await
}

async fn system_info(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    tells_the_system(&desk.asks_for("General", "GetSystemInfo", "Cisco/General/SetSystemInfo").await?)?;
    desk.leaves().await
}

async fn system_info_of_nobody(target: Target) -> Result<()> {
    let mut desk = Desk::vacant(&target, &AGENT).await?;
    tells_the_system(&desk.asks_for("General", "GetSystemInfo", "Cisco/General/SetSystemInfo").await?)
}

fn tells_the_system(reply: &Reply) -> Result<()> {
    let texts = [
        "currentTimestamp",
        "deploymentType",
        "lastCTIHeartbeatStatus",
        "ctiVersion",
        "ctiHeartbeatInterval",
        "peripheralId",
        "status",
        "systemAuthMode",
        "timezoneOffset",
        "uri",
    ];
    let info = reply.at("/message/systeminfo");
    are_texts(&info, &texts)?;
    has(&info, "/status", &json!("IN_SERVICE"))?;
    are_texts(&reply.at("/message/systeminfo/primaryNode"), &["host"])
}

async fn history(target: Target) -> Result<()> {
    let (mut one, mut other, call) = in_a_call(&target).await?;
    one.commands("SetDROP", named(&call)).await?;
    other.sees_call(&call, "DROPPED").await?;
    one.sees_call(&call, "DROPPED").await?;
    one.commands("SetMakeCall", json!({ "ToAddress": SUPERVISOR.extension })).await?;
    let missed = other.sees("ALERTING").await?;
    one.commands("SetDROP", named(&missed)).await?;
    other.sees_call(&missed, "DROPPED").await?;
    let history = other.asks_for("Agent", "GetCallHistory", "Cisco/Agent/SetCallHistory").await?;
    for (at, call, answered) in [(0, &missed, false), (1, &call, true)] {
        let past = history.at(&format!("/message/data/{at}"));
        has(&past, "/callID", call.get("id").unwrap_or(&Value::Null))?;
        has(&past, "/direction", &json!("Inbound"))?;
        has(&past, "/number", &json!(AGENT.extension))?;
        has(&past, "/answered", &json!(answered))?;
        ensure!(past.get("seconds").is_some_and(Value::is_u64), "no seconds: {past}");
        ensure!(past.get("at").is_some_and(Value::is_u64), "no time: {past}");
    }
    let history = one.asks_for("Agent", "GetCallHistory", "Cisco/Agent/SetCallHistory").await?;
    let past = history.at("/message/data/1");
    has(&past, "/callID", call.get("id").unwrap_or(&Value::Null))?;
    has(&past, "/direction", &json!("Outbound"))?;
    has(&past, "/number", &json!(SUPERVISOR.extension))?;
    one.leaves().await?;
    other.leaves().await
}

async fn history_grows(target: Target) -> Result<()> {
    let (mut one, mut other, call) = in_a_call(&target).await?;
    one.commands("SetDROP", named(&call)).await?;
    for desk in [&mut one, &mut other] {
        desk.sees_call(&call, "DROPPED").await?;
        let change = desk.hears("Cisco/Agent/SetCallHistory").await?;
        has(&change, "/message/scope", &json!("Changes"))?;
        has(&change, "/message/data/0/callID", call.get("id").unwrap_or(&Value::Null))?;
        has(&change, "/message/data/0/answered", &json!(true))?;
    }
    one.leaves().await?;
    other.leaves().await
}

async fn once(target: Target) -> Result<()> {
    let mut desk = Desk::at_work(&target, &AGENT).await?;
    let id = desk.sends("Agent", "GetAgentState", json!({})).await?;
    let first = desk.reply_to(&id).await?;
    desk.peer
        .send_text(
            json!({ "channel": "Cisco", "topic": "Agent", "subtopic": "SetReadyState", "source": "conformance", "id": id })
                .to_string(),
        )
        .await?;
    let second = desk.reply_to(&id).await?;
    ensure!(second.frame() == first.frame(), "another reply: {}", second.told());
    let state = desk.asks_for("Agent", "GetAgentState", "Cisco/Agent/SetAgentState").await?;
    has(&state.at("/message/data"), "/state", &json!("NOT_READY"))?;
    desk.leaves().await
}

fn are_texts(data: &Value, fields: &[&str]) -> Result<()> {
    for field in fields {
        ensure!(data.get(*field).is_some_and(Value::is_string), "{field} is no text: {data}");
    }
    Ok(())
}
