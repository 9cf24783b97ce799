//! The log tells what happened, and no secret.

use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::{client::Client, program::Site};

#[tokio::test]
async fn at_its_most_talkative_the_log_holds_no_secret() {
    let site = Site::new();
    let serving = site.serve(&["--demo", "--log-level", "trace", "--log-format", "json"]).await;
    let mut client = Client::open(&serving).await;
    client
        .request(
            "Registration",
            "Register",
            json!({ "channels": [], "url": "https://x.example/?id=SECRETURL", "protocol": 1 }),
        )
        .await;
    let token = client.next_of("Register").await["resume"].as_str().unwrap().to_owned();
    for id in ["DEMO0000000000005051", "SECRETUNKNOWN1", "SECRET WITH A SPACE"] {
        client.sign_on(id).await;
    }
    let asked = json!({ "channel": "Connector", "topic": "User", "subtopic": "SetLoginId", "id": 7, "data": { "loginId": "SECRETWITHID" } });
    client.send(Message::text(asked.to_string())).await;
    client.send(Message::text("{\"loginId\":\"SECRETINNOJSON")).await;
    client.next_of("SetError").await;
    client.request("User", "NoSuchMessage", json!({ "loginId": "SECRETINUNKNOWN" })).await;
    client.next_of("SetError").await;
    client.close().await;
    let mut client = Client::open(&serving).await;
    let resume = json!({ "channels": [], "url": "", "protocol": 1, "resume": token });
    client.request("Registration", "Register", resume).await;
    assert_eq!(client.next_of("Register").await["resumed"], true);
    client.close().await;

    let log = serving.stop().await.err;
    for secret in ["DEMO0000000000005051", "SECRET", "acq@123", "pqsup1", token.as_str()] {
        assert!(!log.contains(secret), "{secret} is in the log:\n{log}");
    }
    let lines: Vec<Value> = log.lines().map(|line| serde_json::from_str(line).expect("a JSON line")).collect();
    let told = |message: &str| lines.iter().find(|line| line["message"] == message);
    let signed_on = told("signed on").unwrap_or_else(|| panic!("no sign-on in the log:\n{log}"));
    assert!(signed_on["conn"].is_u64() && signed_on["user"].is_u64() | signed_on["user"].is_i64(), "{signed_on}");
    assert!(told("session resumed").is_some());
    let frames: Vec<&Value> = lines.iter().filter(|line| line["message"] == "frame read").collect();
    assert!(frames.iter().any(|line| line["frame"] == "Connector/User/SetLoginId" && line["request"] == "7"), "{log}");
    assert_eq!(told("refused").map(|line| &line["code"]), Some(&json!("LoginIdUnknown")));
}
