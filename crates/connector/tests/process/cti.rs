//! Signing on to the CTI server, with real passwords and a real store.

use serde_json::{Value, json};

use crate::{
    client::Client,
    program::{Serving, Site},
};

async fn sign_on(client: &mut Client, name: &str, password: &str, extension: &str) {
    let data = json!({ "username": name, "password": password, "extension": extension });
    client.request_on("Cisco", "Agent", "SetUserInfo", data).await;
}

async fn refused(serving: &Serving, name: &str, password: &str) -> Value {
    let mut client = Client::registered(serving).await;
    sign_on(&mut client, name, password, "5069").await;
    client.next_of("SetAPIError").await["data"].take()
}

#[tokio::test]
async fn the_right_password_signs_on_and_no_password_comes_back() {
    let (_site, serving) = Site::demo().await;
    let mut client = Client::registered(&serving).await;
    sign_on(&mut client, "102312778", "pqsup1", "5069").await;
    assert_eq!(client.next_of("SetAgentState").await["data"]["state"], "NOT_READY");
    assert_eq!(client.next_of("Login").await["data"]["extension"], "5069");
    assert_eq!(client.next_of("GetAppState").await["ctiState"]["userInfo"]["password"], "");
    client.next_of("SetWrapupCode").await;
    client.request_on("Cisco", "Agent", "SetReadyState", json!({})).await;
    assert_eq!(client.next_of("SetAgentState").await["data"]["state"], "READY");
    let done = serving.stop().await;
    assert!(!done.err.contains("pqsup1"), "{}", done.err);
}

#[tokio::test]
async fn a_sixth_wrong_password_is_told_to_wait_and_so_is_the_right_one_after_a_restart() {
    let (site, serving) = Site::demo().await;
    for attempts_left in [4, 3, 2, 1, 0] {
        let error = refused(&serving, "102312778", "wrong").await;
        assert_eq!(error["errorType"], "InvalidCredentials");
        assert_eq!(error["attemptsLeft"], attempts_left);
    }
    let blocked = refused(&serving, "102312778", "wrong").await;
    assert_eq!(blocked["errorType"], "AccountBlocked");
    assert!(blocked["retryAfterSeconds"].as_u64().unwrap() <= 300);
    serving.stop().await;

    let serving = site.serve(&["--demo"]).await;
    let blocked = refused(&serving, "102312778", "pqsup1").await;
    assert_eq!(blocked["errorType"], "AccountBlocked");
    let shown = site.json(&["user", "show", "agent3@example.com"]);
    assert_eq!(shown["ctiFailures"], 5);
    site.run(&["user", "unlock", "agent3@example.com"]).succeeded();
    let mut client = Client::registered(&serving).await;
    loop {
        sign_on(&mut client, "102312778", "pqsup1", "5069").await;
        match client.next_either(["Login", "SetAPIError"]).await {
            (0, _) => break,
            (_, error) => assert_eq!(error["data"]["errorType"], "AccountBlocked", "until the unlocking is noticed"),
        }
    }
}

#[tokio::test]
async fn saved_credentials_are_fetched_by_their_user_and_by_nobody_else() {
    let (_site, serving) = Site::demo().await;
    let mut client = Client::registered(&serving).await;
    client.request_on("Salesforce", "User", "FetchCredentials", Value::Null).await;
    assert_eq!(client.next_of("FetchCredentials").await["code"], "NotPermitted");
    assert_eq!(client.sign_on("DEMO0000000000005064").await["Success"], true);
    client.request_on("Salesforce", "User", "FetchCredentials", Value::Null).await;
    assert_eq!(client.next_of("FetchCredentials").await["code"], "NoCredentials");

    let mut owner = Client::registered(&serving).await;
    assert_eq!(owner.sign_on("DEMO0000000000005051").await["Success"], true);
    owner.request_on("Salesforce", "User", "FetchCredentials", Value::Null).await;
    let saved = owner.next_of("FetchCredentials").await;
    let expected = json!({
        "Username": "1245456", "Password": "acq@123", "Extension": "5051", "ADFSUsername": "",
        "Success": true, "ErrorMessage": null,
    });
    assert_eq!(saved, expected);
    let done = serving.stop().await;
    assert!(!done.err.contains("acq@123"), "{}", done.err);
    assert!(done.err.contains("saved credentials refused"), "{}", done.err);
}
