//! `demo call`, and the socket over which it reaches the connector.

use std::{fs, os::unix::fs::PermissionsExt};

use serde_json::json;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::UnixStream,
};

use crate::{agent::Agent, client::Client, program::Site};

const TO_5051: [&str; 4] = ["demo", "call", "--to", "5051"];

#[tokio::test]
async fn a_call_is_brought_to_the_telephone_of_an_agent_with_number_and_name() {
    let (site, serving) = Site::demo().await;
    let (_one, mut other) = Agent::both(&serving).await;
    let brought = site.json(&[&TO_5051[..], &["--from", "+4989123", "--name", "Anna"]].concat());
    let ringing = other.sees("ALERTING").await;
    assert_eq!(
        (&ringing["id"], &ringing["fromAddress"], &ringing["fromName"]),
        (&brought["callId"], &json!("+4989123"), &json!("Anna"))
    );
    assert_eq!(site.run(&TO_5051).out, "+49301234567 calls 5051.\n");
    assert_eq!(site.run(&["demo", "call", "--queue", "support"]).out, "+49301234567 calls the queue support.\n");
    serving.stop().await;
}

#[tokio::test]
async fn every_call_that_cannot_come_in_says_why_and_what_to_do() {
    let site = Site::new();
    site.run(&TO_5051).failed(1, &["No connector runs on", "serve --demo"]);
    let serving = site.serve(&["--demo"]).await;
    let table: [(&[&str], i32, &str, &str); 8] = [
        (&["--to", "5080"], 1, "Nobody is signed on at 5080.", "Sign on"),
        (&["--to", "5051"], 1, "Nobody is signed on at 5051.", "Sign on"),
        (&["--to", "9999"], 1, "No user has the extension 9999.", "user list"),
        (&["--queue", "sales"], 1, "There is no queue sales; there is support.", "Name a queue"),
        (&["--to", "50 51"], 2, "write 1 to 64 digits", "--help"),
        (&["--to", "5051", "--from", "Anna?"], 2, "write 1 to 64 digits", "--help"),
        (&["--queue", "*21#"], 2, "write 1 to 64 digits", "--help"),
        (&["--to", "5051", "--queue", "support"], 2, "cannot be used with", "--help"),
    ];
    for (args, code, wrong, remedy) in table {
        site.run(&[&["demo", "call"], args].concat()).failed(code, &[wrong, remedy]);
    }
    site.run(&["demo", "call"]).failed(2, &["--to", "--queue"]);
    serving.stop().await;
    site.run(&TO_5051).failed(1, &["No connector runs on"]);
    let serving = site.serve(&[]).await;
    site.run(&TO_5051).failed(1, &["does not run in demo mode", "--demo"]);
    serving.stop().await;
}

#[tokio::test]
async fn a_connector_whose_folder_has_too_long_a_path_for_a_socket_serves_all_the_same() {
    let site = Site::in_folder_of_length(120);
    site.run(&TO_5051).failed(1, &["No connector runs on"]);
    let serving = site.serve(&["--demo"]).await;
    site.run(&TO_5051).failed(1, &["cannot be asked", "at most 90 bytes"]);
    assert!(serving.stop().await.err.contains("no socket in the data folder"));
}

#[tokio::test]
async fn the_socket_is_the_owners_only_and_there_while_the_connector_runs() {
    let (site, serving) = Site::demo().await;
    let socket = site.data().join("connector.sock");
    assert_eq!(fs::metadata(&socket).unwrap().permissions().mode() & 0o777, 0o600);
    serving.stop().await;
    assert!(!socket.exists());

    site.serve(&["--demo"]).await.kill().await;
    assert!(socket.exists());
    site.run(&TO_5051).failed(1, &["No connector runs on"]);
    let serving = site.serve(&["--demo"]).await;
    site.run(&TO_5051).failed(1, &["Nobody is signed on at 5051."]);
    serving.stop().await;
    assert!(!socket.exists());
}

#[tokio::test]
async fn what_is_no_question_is_answered_so_and_the_next_one_is_heard() {
    let (site, serving) = Site::demo().await;
    let long = "x".repeat(20_000) + "\n";
    for line in ["rubbish\n", "{}\n", "\n", long.as_str()] {
        let mut stream = UnixStream::connect(site.data().join("connector.sock")).await.unwrap();
        stream.write_all(line.as_bytes()).await.unwrap();
        let mut answer = Vec::new();
        // Whoever says too much may be hung up on before having read the answer.
        let read = stream.read_to_end(&mut answer).await;
        assert!(read.is_err() || answer == b"\"notUnderstood\"\n", "{answer:?}");
    }
    let mut client = Client::registered(&serving).await;
    assert_eq!(client.sign_on("DEMO0000000000005051").await["Success"], true);
    site.run(&TO_5051).succeeded();
    serving.stop().await;
}
