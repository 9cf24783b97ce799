//! The rules of supervisors.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use super::desk::{AGENT, Account, Desk, SUPERVISOR, has, named};
use crate::peer::Target;
use crate::rule::{Needs, Rule};

const TEAM: &str = "Cisco/Team/SetTeamState";

/// Every rule of it.
pub(super) fn rules() -> Vec<Rule> {
    let rule = |text, check| Rule::new(text, Needs::Accounts, check);
    vec![
        rule("the team's messages are for supervisors only: an agent is refused with NotPermitted", |t| {
            Box::pin(not_for_agents(t))
        }),
        rule("GetTeamState is answered by SetTeamState with the agents of the team", |t| Box::pin(team_state(t))),
        rule("SetTeamState tells of agents who are logged out, without extension", |t| Box::pin(logged_out(t))),
        rule("after GetTeamState every change is told with scope Changes, until the supervisor signs off", |t| {
            Box::pin(changes(t))
        }),
        rule("SetTeamState tells the agents' calls", |t| Box::pin(calls(t))),
        rule("SetTeamAgentNotReadyState takes an agent of the team out of the queues; UserName is read too", |t| {
            Box::pin(not_ready(t))
        }),
        rule("SetTeamAgentLogout signs an agent of the team off", |t| Box::pin(logs_out(t))),
        rule("an agent who is not of the team is refused with NotPermitted", |t| Box::pin(not_of_the_team(t))),
        rule("SetSilentMonitoring listens to an agent's call without being heard", |t| Box::pin(listens(t))),
        rule("SetBARGE CALL joins the call that is being listened to", |t| Box::pin(barges(t))),
    ]
}

async fn not_for_agents(target: Target) -> Result<()> {
    let (mut one, other) = Desk::both(&target).await?;
    let their = SUPERVISOR.name;
    let monitored = json!({ "Username": their, "FromAddress": AGENT.extension, "ToAddress": SUPERVISOR.extension });
    let barged = json!({ "UserName": their, "FromAddress": AGENT.extension, "ToAddress": SUPERVISOR.extension,
        "CallID": "1" });
    for (topic, subtopic, data) in [
        ("Team", "GetTeamState", json!({})),
        ("Team", "SetTeamAgentNotReadyState", moved(&SUPERVISOR, "NotReady")),
        ("Team", "SetTeamAgentLogout", moved(&SUPERVISOR, "Logout")),
        ("Agent", "SetSilentMonitoring", monitored),
        ("InboundCall", "SetBARGE CALL", barged),
    ] {
        one.is_refused(topic, subtopic, data, "NotPermitted").await?;
    }
    one.leaves().await?;
    other.leaves().await
}

fn moved(account: &Account, state: &str) -> Value {
    json!({ "Username": account.name, "State": state, "ReasonCodeId": "-1" })
}

async fn asks(boss: &mut Desk) -> Result<Value> {
    let reply = boss.asks_for("Team", "GetTeamState", TEAM).await?;
    ensure!(reply.at("/message/scope").is_null(), "a change only: {}", reply.told());
    Ok(reply.at("/message"))
}

/// What a message tells of an agent.
fn of(message: Option<&Value>, account: &Account) -> Option<Value> {
    let agents = message?.get("data")?.as_array()?;
    agents.iter().find(|agent| agent.get("userName") == Some(&json!(account.name))).cloned()
}

async fn team_state(target: Target) -> Result<()> {
    let (one, mut boss) = Desk::both(&target).await?;
    let team = asks(&mut boss).await?;
    let agent = of(Some(&team), &AGENT).with_context(|| format!("without {}: {team}", AGENT.name))?;
    has(&agent, "/extension", &json!(AGENT.extension))?;
    has(&agent, "/state", &json!("NOT_READY"))?;
    has(&agent, "/reasonCodeId", &json!("-1"))?;
    has(&agent, "/calls", &json!([]))?;
    ensure!(agent.get("name").is_some_and(Value::is_string), "no name: {agent}");
    ensure!(agent.get("since").is_some_and(Value::is_u64), "no since: {agent}");
    one.leaves().await?;
    boss.leaves().await
}

async fn logged_out(target: Target) -> Result<()> {
    Desk::at_work(&target, &AGENT).await?.leaves().await?;
    let mut boss = Desk::at_work(&target, &SUPERVISOR).await?;
    let team = asks(&mut boss).await?;
    let agent = of(Some(&team), &AGENT).with_context(|| format!("without {}: {team}", AGENT.name))?;
    has(&agent, "/state", &json!("LOGOUT"))?;
    has(&agent, "/extension", &json!(""))?;
    boss.leaves().await
}

async fn changes(target: Target) -> Result<()> {
    let (mut one, mut boss) = Desk::both(&target).await?;
    asks(&mut boss).await?;
    one.sends("Agent", "SetReadyState", json!({})).await?;
    let news = boss.hears(TEAM).await?;
    has(&news, "/message/scope", &json!("Changes"))?;
    has(&of(news.get("message"), &AGENT).unwrap_or_default(), "/state", &json!("READY"))?;
    one.peer.sign_off().await?;
    let news = boss.hears(TEAM).await?;
    has(&of(news.get("message"), &AGENT).unwrap_or_default(), "/state", &json!("LOGOUT"))?;
    boss.peer.sign_off().await?;
    boss.signs_on().await?;
    one.signs_on().await?;
    one.sends("Agent", "SetReadyState", json!({})).await?;
    one.becomes("READY").await?;
    boss.heard_nothing(TEAM).await?;
    one.leaves().await?;
    boss.leaves().await
}

async fn calls(target: Target) -> Result<()> {
    let (mut one, mut boss) = Desk::both(&target).await?;
    one.commands("SetMakeCall", json!({ "ToAddress": "8001" })).await?;
    let call = one.sees("ACTIVE").await?;
    let team = asks(&mut boss).await?;
    let agent = of(Some(&team), &AGENT).with_context(|| format!("without {}: {team}", AGENT.name))?;
    has(&agent, "/state", &json!("TALKING"))?;
    has(&agent, "/calls/0/callID", call.get("id").unwrap_or(&Value::Null))?;
    has(&agent, "/calls/0/number", &json!("8001"))?;
    has(&agent, "/calls/0/state", &json!("ACTIVE"))?;
    one.leaves().await?;
    boss.leaves().await
}

async fn not_ready(target: Target) -> Result<()> {
    let (mut one, mut boss) = Desk::both(&target).await?;
    for key in ["Username", "UserName"] {
        one.sends("Agent", "SetReadyState", json!({})).await?;
        one.becomes("READY").await?;
        let data = json!({ key: AGENT.name, "State": "NotReady", "ReasonCodeId": "-1" });
        boss.sends("Team", "SetTeamAgentNotReadyState", data).await?;
        one.becomes("NOT_READY").await?;
    }
    one.leaves().await?;
    boss.leaves().await
}

async fn logs_out(target: Target) -> Result<()> {
    let (mut one, mut boss) = Desk::both(&target).await?;
    boss.sends("Team", "SetTeamAgentLogout", json!({ "Username": AGENT.name, "State": "Logout" })).await?;
    let state = one.becomes("LOGOUT").await?;
    has(&state, "/extension", &json!(""))?;
    one.leaves().await?;
    boss.leaves().await
}

async fn not_of_the_team(target: Target) -> Result<()> {
    let mut boss = Desk::at_work(&target, &SUPERVISOR).await?;
    let nobody = Account { name: "987654321", password: "", extension: "" };
    for (subtopic, state) in [("SetTeamAgentNotReadyState", "NotReady"), ("SetTeamAgentLogout", "Logout")] {
        boss.is_refused("Team", subtopic, moved(&nobody, state), "NotPermitted").await?;
    }
    let data = json!({ "Username": nobody.name, "FromAddress": SUPERVISOR.extension, "ToAddress": "5000" });
    boss.is_refused("Agent", "SetSilentMonitoring", data, "NotPermitted").await?;
    boss.leaves().await
}

/// The supervisor listens to the agent's call with somebody outside.
async fn listening(target: &Target) -> Result<(Desk, Desk, Value)> {
    let (mut one, mut boss) = Desk::both(target).await?;
    one.commands("SetMakeCall", json!({ "ToAddress": "8001" })).await?;
    let call = one.sees("ACTIVE").await?;
    let data = json!({ "Username": AGENT.name, "FromAddress": SUPERVISOR.extension, "ToAddress": AGENT.extension });
    boss.sends("Agent", "SetSilentMonitoring", data).await?;
    Ok((one, boss, call))
}

async fn listens(target: Target) -> Result<()> {
    let (mut one, mut boss, call) = listening(&target).await?;
    let heard = boss.sees("ACTIVE").await?;
    has(&heard, "/callType", &json!("SUPERVISOR_MONITOR"))?;
    one.signs_on().await?;
    let told = one.greeting("CallsStateChange")?.at("/message/data/0");
    has(&told, "/id", call.get("id").unwrap_or(&Value::Null))?;
    ensure!(!told.to_string().contains(SUPERVISOR.extension), "the agent sees who listens: {told}");
    boss.commands("SetDROP", named(&heard)).await?;
    boss.sees_call(&heard, "DROPPED").await?;
    one.leaves().await?;
    boss.leaves().await
}

async fn barges(target: Target) -> Result<()> {
    let (mut one, mut boss, call) = listening(&target).await?;
    let heard = boss.sees("ACTIVE").await?;
    let data = json!({ "FromAddress": SUPERVISOR.extension, "ToAddress": AGENT.extension, "UserName": AGENT.name,
        "CallID": heard.get("id") });
    boss.sends("InboundCall", "SetBARGE CALL", data).await?;
    let is_joined = |call: &Value| call.get("callType") != Some(&json!("SUPERVISOR_MONITOR"));
    let joined = boss.sees_that(&heard, "the supervisor is in it", is_joined).await?;
    has(&joined, "/callType", &json!("SUPERVISOR_BARGE_IN"))?;
    let is_there =
        |call: &Value| call.get("parties").unwrap_or(&Value::Null).to_string().contains(SUPERVISOR.extension);
    one.sees_that(&call, "the supervisor is in it", is_there).await?;
    one.leaves().await?;
    boss.leaves().await
}
