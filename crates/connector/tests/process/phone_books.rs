//! Phone books, from the file to the softphone.

use std::fmt::Write;

use hookswitch_protocol::limits;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::{agent::Agent, program::Site};

const HEADER: &str = "firstName,lastName,phoneNumber,description\n";

#[test]
fn a_fault_in_a_phone_book_is_named_by_file_and_line_before_anything_is_served() {
    let site = Site::new();
    let good = site.file("good.csv", format!("{HEADER}Grace,Hopper,+49 30 123456,\n"));
    let bad = site.file("bad.csv", format!("{HEADER}Grace,Hopper,8001,\nAda,Lovelace,,\n"));
    let (good, bad) = (good.to_str().unwrap(), bad.to_str().unwrap());
    assert!(site.run(&["config", "check", "--phone-book", good, "--phone-book", good]).out.contains("sound"));
    let wrong = &["bad.csv line 3: phoneNumber cannot be dialled."];
    site.run(&["config", "check", "--phone-books", good, "--phone-books", bad]).failed(2, wrong);
    site.run(&["serve", "--listen", "127.0.0.1:0", "--phone-books", bad]).failed(2, wrong);
    let team =
        site.file("etc/connector.toml", "phone_books = [\"../good.csv\"]\n[teams.A]\nphone_book = \"../bad.csv\"\n");
    site.run(&["config", "check", "--config", team.to_str().unwrap()]).failed(2, wrong);
    site.run(&["config", "check", "--phone-books", "gone.csv"]).failed(2, &["--phone-books: gone.csv cannot be read"]);
}

#[tokio::test]
async fn ten_thousand_contacts_come_in_frames_of_the_usual_size_and_the_first_of_them_with_the_sign_on() {
    let site = Site::new();
    let mut text = HEADER.to_owned();
    for at in 0..10_000 {
        writeln!(text, "Ursula {at},Le Guin-Özdemir,+49 30 {at:06},\"Room {at}, second line\"").unwrap();
    }
    let book = site.file("house.csv", text);
    let serving = site.serve(&["--demo", "--phone-books", book.to_str().unwrap()]).await;
    let mut agent = Agent::signs_on(&serving, "102312778", "pqsup1", "5069").await;
    agent.asks_to("GetPhoneDirectory", json!({})).await;
    let (mut contacts, mut next) = (0, 1);
    loop {
        let Some(Message::Text(text)) = agent.client.next().await else { continue };
        let frame: Value = serde_json::from_str(&text).unwrap();
        if frame["subtopic"] != "SetPhoneDirectory" {
            continue;
        }
        assert!(text.len() <= limits::FRAME_BYTES);
        assert_eq!(frame["message"]["part"]["number"], next);
        for book in frame["message"]["data"].as_array().unwrap() {
            contacts += book["contacts"].as_array().unwrap().len();
        }
        if frame["message"]["part"]["of"] == next {
            break;
        }
        next += 1;
    }
    assert!(next > 20, "{next} parts");
    assert_eq!(contacts, 10_000 + 9, "with those of the demo");
    agent.asks_to("GetPhoneDirectory", json!({ "part": 1_000 })).await;
    assert_eq!(agent.is_refused().await, "UnknownPart");
}
