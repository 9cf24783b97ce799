//! What was acknowledged is kept, however the process ends.

use std::{process::Stdio, time::Duration};

use rustix::process::{Pid, Signal, kill_process};

use serde_json::{Value, json};

use crate::{
    agent::{Agent, id},
    client::Client,
    program::Site,
};

/// Adds a user in a process that is killed after a while; whether it said that the user was added.
fn add_and_kill(site: &Site, name: &str, after: Duration) -> bool {
    let mut command = site.command(&["user", "add", name, "--extension", "1", "--generate"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let pid = Pid::from_raw(i32::try_from(child.id()).unwrap()).unwrap();
    // The moment is the point of the test: anywhere between its first instruction and its last.
    std::thread::sleep(after);
    kill_process(pid, Signal::KILL).unwrap();
    let output = child.wait_with_output().unwrap();
    String::from_utf8(output.stdout).unwrap().contains("Added")
}

/// How long an undisturbed addition takes.
fn whole(site: &Site) -> Duration {
    let start = std::time::Instant::now();
    site.run(&["user", "add", "first@example.com", "--extension", "1"]).succeeded();
    start.elapsed()
}

#[test]
fn a_killed_command_loses_no_user_that_it_said_was_added() {
    let site = Site::new();
    let whole = whole(&site);
    let mut acknowledged = vec!["first@example.com".to_owned()];
    for step in 0..60 {
        let name = format!("user{step}@example.com");
        if add_and_kill(&site, &name, whole.mul_f64(1.4 * fastrand::f64())) {
            acknowledged.push(name);
        }
        let users = site.json(&["user", "list"]).to_string();
        for name in &acknowledged {
            assert!(users.contains(name.as_str()), "{name} is lost after step {step}");
        }
    }
    assert!(acknowledged.len() > 1, "none got through: the test has no teeth");
    assert!(acknowledged.len() < 61, "none was killed in time: the test has no teeth");
}

#[test]
fn a_store_whose_making_was_killed_is_made_by_the_next_command() {
    let whole = whole(&Site::new());
    for step in 0..25 {
        let site = Site::new();
        add_and_kill(&site, "early@example.com", whole.mul_f64(f64::from(step) / 25.0));
        site.run(&["user", "add", "late@example.com", "--extension", "2", "--login-id", "ABC"]).succeeded();
        assert!(site.json(&["user", "list"]).to_string().contains("late@example.com"));
    }
}

#[tokio::test]
async fn a_licence_that_an_acknowledged_sign_on_took_survives_a_kill() {
    let (site, serving) = Site::demo().await;
    site.run(&["licence", "set", "1"]).succeeded();
    // Noticed within half a second; the sign-on counts only once it is.
    let mut client = Client::registered(&serving).await;
    loop {
        let reply = client.sign_on("DEMO0000000000005051").await;
        assert_eq!(reply["Success"], true, "{reply}");
        if reply["licence"] == "Named" {
            break;
        }
        client.request("User", "ClearLoginId", serde_json::json!({})).await;
        client.next_of("ClearLoginId").await;
    }
    serving.kill().await;
    assert_eq!(site.json(&["user", "show", "demo@example.com"])["licensed"], true);

    let serving = site.serve(&["--demo"]).await;
    let mut client = Client::registered(&serving).await;
    assert_eq!(client.sign_on("DEMO0000000000005064").await["code"], "NoLicence");
    site.run(&["user", "remove", "demo@example.com", "--yes"]).succeeded();
    while client.sign_on("DEMO0000000000005064").await["Success"] == false {}
    serving.stop().await.succeeded();
}

#[tokio::test]
async fn a_lock_after_repeated_failures_survives_a_restart_until_it_is_lifted() {
    let (site, serving) = Site::demo().await;
    let mut client = Client::registered(&serving).await;
    for _ in 0..10 {
        assert_eq!(client.sign_on("WRONG1").await["code"], "LoginIdUnknown");
    }
    assert_eq!(client.sign_on("WRONG1").await["code"], "Locked");
    assert_eq!(client.closed().await.0, 4423);
    serving.stop().await.succeeded();

    let serving = site.serve(&["--demo"]).await;
    let mut client = Client::registered(&serving).await;
    let reply = client.sign_on("WRONG1").await;
    assert_eq!(reply["code"], "Locked");
    assert!((1..=300).contains(&reply["retryAfterSeconds"].as_u64().unwrap()), "{reply}");

    site.run(&["user", "set-login-id", "agent3@example.com", "WRONG1"]).succeeded();
    assert!(site.json(&["user", "show", "agent3@example.com"])["lockedForSeconds"].as_u64().unwrap() > 200);
    site.run(&["user", "unlock", "agent3@example.com"]).succeeded();
    assert_eq!(site.json(&["user", "show", "agent3@example.com"])["failures"], 0);
    loop {
        let mut client = Client::registered(&serving).await;
        if client.sign_on("WRONG1").await["Success"] == true {
            break;
        }
    }
}

#[tokio::test]
async fn the_calls_of_the_day_survive_a_restart_though_the_telephone_system_gives_their_ids_again() {
    async fn calls(agent: &mut Agent) -> Vec<Value> {
        agent.asks_to("GetCallHistory", json!({})).await;
        agent.client.next_of("SetCallHistory").await["data"].as_array().unwrap().clone()
    }
    async fn calls_8003(agent: &mut Agent) -> Value {
        agent.asks("SetMakeCall", json!({ "ToAddress": "8003" })).await;
        let call = agent.sees("FAILED").await;
        agent.client.next_of("SetCallHistory").await;
        agent.asks("SetDROP", id(&call)).await;
        agent.sees("DROPPED").await["id"].take()
    }
    let (site, serving) = Site::demo().await;
    let mut agent = Agent::signs_on(&serving, "102312778", "pqsup1", "5069").await;
    let first = calls_8003(&mut agent).await;
    let before = calls(&mut agent).await;
    assert_eq!((before.len(), &before[0]["callID"]), (1, &first));
    serving.stop().await.succeeded();

    let serving = site.serve(&["--demo"]).await;
    let mut agent = Agent::signs_on(&serving, "102312778", "pqsup1", "5069").await;
    assert_eq!(calls(&mut agent).await, before);
    let second = calls_8003(&mut agent).await;
    assert_eq!(second, first, "the demo counts from the start again: else this test has no teeth");
    let both = calls(&mut agent).await;
    assert_eq!((both.len(), &both[1]), (2, &before[0]));
    site.run(&["user", "remove", "agent3@example.com", "--yes"]).succeeded();
    serving.stop().await.succeeded();
    site.serve(&["--demo"]).await.stop().await.succeeded();
}
