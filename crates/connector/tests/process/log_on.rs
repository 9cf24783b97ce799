//! Logging on to a station, with real passwords, a real store and an administrator's commands.

use serde_json::{Value, json};

use crate::{
    client::Client,
    program::{Serving, Site},
};

async fn page(serving: &Serving) -> Client {
    let mut client = Client::open(serving).await;
    let data = json!({ "channels": ["Cisco", "InteractionCenter"], "url": "", "protocol": 1 });
    client.request("Registration", "Register", data).await;
    assert_eq!(client.next_of("Register").await["Success"], true);
    client
}

fn with_password() -> Value {
    json!({ "userID": "102312778", "password": "pqsup1", "stationType": "Workstation", "station": "WS-5069" })
}

fn with(credential: &Value) -> Value {
    json!({ "userID": "102312778", "savedCredential": credential, "stationType": "Workstation", "station": "WS-5069" })
}

async fn logs_on(client: &mut Client, data: Value) -> Value {
    client.request_on("InteractionCenter", "Connection", "LogOn", data).await;
    client.next_of("LogOn").await
}

#[tokio::test]
async fn what_a_log_on_gave_counts_after_a_crash_until_it_is_void_and_stands_in_no_log() {
    const TALKATIVE: &[&str] = &["--demo", "--log-level", "trace"];
    let site = Site::new();
    let serving = site.serve(TALKATIVE).await;
    let mut client = page(&serving).await;
    let mut asked = with_password();
    asked["remember"] = json!(true);
    let given = logs_on(&mut client, asked).await;
    assert_eq!(given["Success"], true);
    serving.kill().await;

    let serving = site.serve(TALKATIVE).await;
    let mut client = page(&serving).await;
    let session = logs_on(&mut client, with(&given["sessionCredential"])).await;
    assert_eq!(session["sessionCredential"], given["sessionCredential"]);
    client.request_on("InteractionCenter", "Connection", "LogOff", json!({})).await;
    assert_eq!(client.next_of("LogOff").await["Success"], true);
    let first = serving.stop().await;

    let serving = site.serve(TALKATIVE).await;
    let mut client = page(&serving).await;
    assert_eq!(logs_on(&mut client, with(&given["sessionCredential"])).await["code"], "CredentialRevoked");
    assert_eq!(logs_on(&mut client, with(&given["savedCredential"])).await["Success"], true);
    site.run(&["session", "end", "agent3@example.com", "--yes"]).succeeded();
    let change = client.next_of("ConnectionStateChange").await;
    assert_eq!((&change["reason"], &change["shouldReconnect"]), (&json!("AdminLogOff"), &json!(false)));
    assert_eq!(client.closed().await.0, 4410);
    let mut client = page(&serving).await;
    assert_eq!(logs_on(&mut client, with(&given["savedCredential"])).await["code"], "CredentialRevoked");
    let second = serving.stop().await;
    for log in [first.err, second.err] {
        assert!(log.contains("logged on to a station"), "{log}");
        for secret in
            ["pqsup1", given["sessionCredential"].as_str().unwrap(), given["savedCredential"].as_str().unwrap()]
        {
            assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
        }
    }
}

#[tokio::test]
async fn a_station_that_is_taken_out_of_use_or_released_is_left_and_says_why() {
    let (site, serving) = Site::demo().await;
    for (command, reason) in [
        (&["station", "release", "WS-5069", "--yes"][..], "AdminLogOff"),
        (&["station", "change", "WS-5069", "--deactivate"], "StationDeactivated"),
    ] {
        let mut client = page(&serving).await;
        assert_eq!(logs_on(&mut client, with_password()).await["Success"], true);
        site.run(command).succeeded();
        assert_eq!(client.next_of("ConnectionStateChange").await["reason"], reason);
        assert_eq!(client.closed().await.0, 4410);
    }
    let mut client = page(&serving).await;
    assert_eq!(logs_on(&mut client, with_password()).await["code"], "StationRemoved");
}

#[tokio::test]
async fn a_memo_comes_to_whoever_is_logged_on_and_a_new_password_ends_no_session() {
    let (site, serving) = Site::demo().await;
    let mut client = page(&serving).await;
    let mut asked = with_password();
    asked["remember"] = json!(true);
    let given = logs_on(&mut client, asked).await;
    assert_eq!(client.next_of("MemosChange").await["memos"].as_array().unwrap().len(), 2);
    site.run(&["memo", "add", "Fire drill at 15:00."]).succeeded();
    let memos = client.next_of("MemosChange").await;
    assert_eq!(memos["memos"][0]["text"], "Fire drill at 15:00.");
    let password = ["user", "change", "agent3@example.com", "--cti-password-file", "-"];
    site.run_with_input(&password, b"another").succeeded();
    site.run(&["memo", "remove", "3"]).succeeded();
    assert_eq!(client.next_of("MemosChange").await["memos"].as_array().unwrap().len(), 2, "still there");
    let mut other = page(&serving).await;
    assert_eq!(logs_on(&mut other, with(&given["savedCredential"])).await["code"], "CredentialRevoked");
}
