//! `PROTOCOL.md`, the types and the examples say the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failing test names itself")]
#![allow(clippy::disallowed_methods, reason = "the test reads the document; the crate does not")]

use std::{collections::BTreeSet, fs, path::Path};

use hookswitch_protocol::{
    CloseCode, ErrorCode, Frame,
    connector::{FromConnector, ToConnector},
    frame::{Address, Body},
};

const TO: &str = "Messages to a connector";
const FROM: &str = "Messages from a connector";

#[test]
fn every_message_has_one_heading_and_every_heading_is_a_message() {
    assert_eq!(headings(TO), names(ToConnector::CATALOGUE));
    assert_eq!(headings(FROM), names(FromConnector::CATALOGUE));
}

#[test]
fn every_code_stands_in_the_document_with_its_text_and_its_remedy() {
    let documented: Vec<String> =
        section("Codes").lines().filter_map(|line| line.strip_prefix("### ")).map(str::to_owned).collect();
    let known: Vec<String> = ErrorCode::ALL.iter().map(|code| code.as_str().to_owned()).collect();
    assert_eq!(documented, known);
    for code in ErrorCode::ALL {
        let entry = format!("### {}\n\n{} **{}**\n", code.as_str(), code.advice().message, code.advice().remedy);
        assert!(document().contains(&entry), "{entry}");
    }
}

#[test]
fn every_close_code_stands_in_the_document_by_number_and_name() {
    let rows: Vec<String> =
        section("Close codes").lines().filter(|line| line.starts_with("| 4")).map(str::to_owned).collect();
    assert_eq!(rows.len(), CloseCode::ALL.len());
    for (row, code) in rows.iter().zip(CloseCode::ALL) {
        assert!(row.starts_with(&format!("| {} | {code:?} |", code.number())), "{row}");
    }
}

#[test]
fn every_example_is_what_the_types_write_and_stands_in_the_document() {
    let mut examples = BTreeSet::new();
    for (folder, title) in [("to-connector", TO), ("from-connector", FROM)] {
        let section = section(title);
        for (name, text) in fixtures(folder) {
            let address = match folder {
                "to-connector" => written_again::<ToConnector>(&name, &text),
                _ => written_again::<FromConnector>(&name, &text),
            };
            let heading = format!("### {address}\n");
            let chapter = section
                .split("### ")
                .map(|chapter| format!("### {chapter}"))
                .find(|chapter| chapter.starts_with(&heading));
            assert!(chapter.unwrap().contains(&format!("```json\n{text}\n```")), "{name} is not under {heading}");
            examples.insert(text);
        }
    }
    let blocks =
        document().split("```json\n").skip(1).map(|block| block.split("\n```").next().unwrap().to_owned()).collect();
    assert_eq!(examples, blocks, "an example in the document without a file, or a file twice");
}

#[test]
fn every_message_has_an_example() {
    for (folder, catalogue) in [("to-connector", ToConnector::CATALOGUE), ("from-connector", FromConnector::CATALOGUE)]
    {
        for Address { topic, subtopic, .. } in catalogue {
            let stem = format!("{topic}.{subtopic}");
            assert!(fixtures(folder).iter().any(|(name, _)| *name == stem), "{folder}/{stem}.json");
        }
    }
}

fn written_again<B: Body>(name: &str, text: &str) -> String {
    let frame = Frame::<B>::decode(text).unwrap_or_else(|rejected| panic!("{name}: {rejected:?}"));
    assert_eq!(frame.encode(), text, "{name}");
    let Address { channel, topic, subtopic } = frame.body.address();
    format!("{}/{topic}/{subtopic}", channel.as_str())
}

fn names(catalogue: &[Address<'_>]) -> Vec<String> {
    catalogue
        .iter()
        .map(|address| format!("{}/{}/{}", address.channel.as_str(), address.topic, address.subtopic))
        .collect()
}

fn headings(title: &str) -> Vec<String> {
    section(title).lines().filter_map(|line| line.strip_prefix("### ")).map(str::to_owned).collect()
}

fn section(title: &str) -> String {
    let document = document();
    let rest = document.split(&format!("\n## {title}\n")).nth(1).unwrap();
    rest.split("\n## ").next().unwrap().to_owned()
}

fn document() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../PROTOCOL.md")).unwrap()
}

fn fixtures(folder: &str) -> Vec<(String, String)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures").join(folder);
    let mut found: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            (
                path.file_stem().unwrap().to_str().unwrap().to_owned(),
                fs::read_to_string(path).unwrap().trim_end().to_owned(),
            )
        })
        .collect();
    found.sort();
    found
}
