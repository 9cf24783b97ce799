//! The rules of the edge, one socket each.

use hookswitch_protocol::limits;
use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::{client::Client, program::Site};

#[tokio::test]
async fn an_agent_signs_on_and_is_linked() {
    let (_site, serving) = Site::demo().await;
    let mut client = Client::registered(&serving).await;
    let reply = client.sign_on("DEMO0000000000005051").await;
    assert_eq!(reply["extension"], "5051", "{reply}");
    while client.next_of("SetConnectionStatus").await["status"] != "Linked" {}
}

#[tokio::test]
async fn a_frame_that_is_too_large_is_refused_and_the_connection_lives_on() {
    let (_site, serving) = Site::demo().await;
    let mut client = Client::registered(&serving).await;
    for length in [limits::FRAME_BYTES + 1, 1024 * 1024 - 100, 8 * 1024 * 1024] {
        client.send(Message::text("x".repeat(length))).await;
        assert_eq!(client.next_of("SetError").await["code"], "FrameTooLarge", "{length}");
    }
    let data = json!({ "callID": "1", "key": "callVariable1", "value": "x".repeat(5_000_000) });
    client.request_on("Cisco", "Agent", "UpdateCallVariables", data).await;
    assert_eq!(client.next_of("SetError").await["code"], "FrameTooLarge");
    assert_eq!(client.sign_on("DEMO0000000000005051").await["Success"], true);
}

#[tokio::test]
async fn a_message_beyond_all_measure_is_refused_by_name_before_the_connection_ends() {
    let (_site, serving) = Site::demo().await;
    let mut client = Client::registered(&serving).await;
    client.send(Message::text("x".repeat(8 * 1024 * 1024 + 1))).await;
    assert_eq!(client.next_of("SetError").await["code"], "FrameTooLarge");
    assert_eq!(client.closed().await.0, 1009);
}

#[tokio::test]
async fn five_frames_in_a_row_that_are_no_json_close_the_connection() {
    let (_site, serving) = Site::demo().await;
    let mut client = Client::registered(&serving).await;
    for _ in 0..4 {
        client.send(Message::text("{\"channel\":")).await;
        assert_eq!(client.next_of("SetError").await["code"], "NotJson");
    }
    client.request("User", "ClearLoginId", json!({})).await;
    client.next_of("ClearLoginId").await;
    for _ in 0..5 {
        client.send(Message::text("[]")).await;
        assert_eq!(client.next_of("SetError").await["code"], "NotAnObject");
    }
    assert_eq!(client.closed().await.0, 4400);
}

#[tokio::test]
async fn a_binary_frame_closes_the_connection() {
    let (_site, serving) = Site::demo().await;
    let mut client = Client::registered(&serving).await;
    client.send(Message::binary(vec![1, 2, 3])).await;
    assert_eq!(client.closed().await.0, 1003);
}

#[tokio::test]
async fn a_ping_is_answered_with_its_own_content() {
    let (_site, serving) = Site::demo().await;
    let mut client = Client::open(&serving).await;
    client.send(Message::Ping("are you there".into())).await;
    assert_eq!(client.next().await, Some(Message::Pong("are you there".into())));
}

#[tokio::test]
async fn a_client_that_closes_is_answered_in_kind() {
    let (_site, serving) = Site::demo().await;
    let client = Client::registered(&serving).await;
    assert_eq!(client.close().await.0, 1001);
}

#[tokio::test]
async fn who_does_not_register_within_ten_seconds_is_closed() {
    let (_site, serving) = Site::demo().await;
    let mut client = Client::open(&serving).await;
    let start = std::time::Instant::now();
    assert_eq!(client.closed().await.0, 4003);
    let waited = start.elapsed().as_millis();
    assert!((9_900..15_000).contains(&waited), "{waited} ms");
}

#[tokio::test]
async fn a_page_of_a_foreign_origin_is_told_so_by_the_close_code() {
    let (site, serving) = Site::demo().await;
    for origin in ["https://evil.example", "null", "http://127.0.0.1.evil.example"] {
        let (code, reason) = Client::open_from(&serving, Some(origin)).await.closed().await;
        assert_eq!((code, reason.as_str()), (4403, "This page may not use the connector."), "{origin}");
    }
    serving.stop().await.succeeded();

    let serving = site.serve(&["--allowed-origins", "https://crm.example.com"]).await;
    let own = serving.url().to_owned();
    for origin in [own.as_str(), "https://crm.example.com"] {
        let mut client = Client::open_from(&serving, Some(origin)).await;
        client.request("Registration", "Register", json!({ "channels": [], "url": "", "protocol": 1 })).await;
        assert_eq!(client.next_of("Register").await["Success"], true, "{origin}");
    }
    let other_port = Client::open_from(&serving, Some("http://127.0.0.1:1")).await.closed().await;
    assert_eq!(other_port.0, 4403);
}

#[tokio::test]
async fn a_name_without_proof_is_enough_in_demo_mode_only() {
    let register =
        json!({ "channels": [], "url": "", "protocol": 1, "identity": { "kind": "none", "user": "demo@example.com" } });
    let (site, serving) = Site::demo().await;
    let mut client = Client::open(&serving).await;
    client.request("Registration", "Register", register.clone()).await;
    assert_eq!(client.next_of("SetLoginId").await["extension"], "5051");
    serving.stop().await.succeeded();

    let serving = site.serve(&[]).await;
    let mut client = Client::open(&serving).await;
    client.request("Registration", "Register", register).await;
    assert_eq!(client.next_of("Register").await["code"], "IdentityRefused");
    assert_eq!(client.closed().await.0, 4401);
}

#[tokio::test]
async fn a_client_that_floods_is_slowed_down_and_the_others_are_not() {
    let (_site, serving) = Site::demo().await;
    let mut flood = Client::registered(&serving).await;
    for _ in 0..2_000 {
        flood.request("Connection", "Heartbeat", json!({})).await;
    }
    let mut other = Client::registered(&serving).await;
    assert_eq!(other.sign_on("DEMO0000000000005051").await["Success"], true);
    let metrics = serving.get("/metrics").await;
    let metrics = metrics.text();
    let read: u64 = metrics
        .lines()
        .find_map(|line| line.strip_prefix("hookswitch_frames_read_total "))
        .and_then(|count| count.trim().parse().ok())
        .unwrap();
    assert!(read < 1_500, "{read} frames were read before anybody else got an answer");
}
