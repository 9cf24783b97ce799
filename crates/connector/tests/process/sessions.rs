//! Sessions of a running connector, listed and ended from outside.

use serde_json::{Value, json};

use crate::{client::Client, program::Site};

#[tokio::test]
async fn who_is_signed_on_is_listed_with_page_and_station_connected_or_held() {
    let (site, serving) = Site::demo().await;
    assert_eq!(site.json(&["session", "list"]), json!([]));
    site.run(&["session", "list"]).failed(0, &["Nobody is signed on."]);
    let mut client = Client::open(&serving).await;
    let data = json!({ "channels": [], "url": "https://crm.example.com/phone", "protocol": 1 });
    client.request("Registration", "Register", data).await;
    assert_eq!(client.sign_on("DEMO0000000000005051").await["Success"], true);
    let listed = site.json(&["session", "list"]);
    let since = listed[0]["since"].as_str().unwrap();
    assert!(since.starts_with("20") && since.ends_with('Z'), "{since}");
    let expected = json!([{
        "userName": "demo@example.com", "displayName": "Demo Agent", "extension": "5051", "station": "WS-5051",
        "since": since, "socket": "connected", "url": "https://crm.example.com/phone",
    }]);
    assert_eq!(listed, expected);
    client.close().await;
    while site.json(&["session", "list"])[0]["socket"] != "held" {}
    let text = site.run(&["session", "list"]).out;
    assert!(text.starts_with("USER NAME") && text.contains("WS-5051"), "{text}");
    serving.stop().await;
}

#[tokio::test]
async fn a_session_is_ended_by_user_by_station_and_everywhere() {
    let (site, serving) = Site::demo().await;
    for (command, said) in [
        (&["session", "end", "DEMO@example.com"][..], "The session of demo@example.com is ended.\n"),
        (&["station", "release", "ws-5051"], "ws-5051 is free: the session of demo@example.com is ended.\n"),
        (
            &["user", "sign-out-everywhere", "demo@example.com"],
            "No browser logs on as demo@example.com any more without the password. The session is ended.\n",
        ),
    ] {
        let mut client = Client::registered(&serving).await;
        assert_eq!(client.sign_on("DEMO0000000000005051").await["Success"], true);
        assert_eq!(site.run(command).out, said);
        assert_eq!(client.next_of("SetError").await["code"], "SignedOff");
        assert_eq!(client.closed().await.0, 4410);
        assert_eq!(site.json(&["session", "list"]), json!([]));
    }
    let done = site.json(&["user", "sign-out-everywhere", "demo@example.com"]);
    assert_eq!(done, json!({ "userName": "demo@example.com", "ended": false }));
    serving.stop().await;
}

#[tokio::test]
async fn what_cannot_be_ended_says_why_and_what_to_do() {
    let site = Site::new();
    for command in [&["session", "list"][..], &["session", "end", "x"], &["station", "release", "WS-1"]] {
        site.run(command).failed(1, &["No connector runs on", "--data"]);
    }
    let serving = site.serve(&["--demo"]).await;
    let table: [(&[&str], &str, &str); 5] = [
        (&["session", "end", "nobody"], "There is no user nobody.", "user list"),
        (&["session", "end", "demo@example.com"], "demo@example.com is not signed on.", "session list"),
        (&["station", "release", "WS-9"], "There is no station WS-9.", "station list"),
        (&["station", "release", "WS-5051"], "Nobody is at WS-5051.", "session list"),
        (&["user", "sign-out-everywhere", "nobody"], "There is no user nobody.", "user list"),
    ];
    for (args, wrong, remedy) in table {
        site.run(args).failed(1, &[wrong, remedy]);
    }
    serving.stop().await;
    let done = site.json(&["user", "sign-out-everywhere", "demo@example.com"]);
    assert_eq!(done["ended"], false, "nobody serves, and what browsers keep is void all the same");
}

#[tokio::test]
async fn a_session_is_ended_in_a_connector_that_is_no_demo() {
    let site = Site::new();
    let add = ["user", "add", "anna@example.com", "--extension", "5071", "--login-id", "ANNA5071"];
    site.run(&add).succeeded();
    let serving = site.serve(&[]).await;
    let mut client = Client::registered(&serving).await;
    assert_eq!(client.sign_on("ANNA5071").await["Success"], true);
    assert_eq!(site.json(&["session", "list"])[0]["station"], Value::Null);
    site.run(&["session", "end", "anna@example.com", "--yes"]).succeeded();
    assert_eq!(client.closed().await.0, 4410);
    serving.stop().await;
}
