//! `PROTOCOL.md`, the types and the examples say the same.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failing test names itself")]
#![allow(clippy::disallowed_methods, reason = "the test reads the document; the crate does not")]

use std::{collections::BTreeSet, fs, path::Path};

use hookswitch_protocol::{
    Answer, CloseCode, ErrorCode, Frame, Request, center,
    channels::ForSoftphone,
    cisco,
    cisco::error::ErrorType,
    connector,
    connector::Channel,
    frame::{Address, Body},
    salesforce,
};

const FOLDERS: [&str; 2] = ["to-connector", "from-connector"];

/// The chapter of a channel's messages in one direction; those of Salesforce go both ways and stand in one.
fn chapter(channel: Channel, folder: &str) -> &'static str {
    match (channel, folder) {
        (Channel::Connector, "to-connector") => "Messages to a connector",
        (Channel::Connector, _) => "Messages from a connector",
        (Channel::Salesforce, _) => "Messages of the channel Salesforce",
        (Channel::Cisco, "to-connector") => "Messages of the channel Cisco to a connector",
        (Channel::Cisco, _) => "Messages of the channel Cisco from a connector",
        (Channel::InteractionCenter, "to-connector") => "Messages of the channel InteractionCenter to a connector",
        (Channel::InteractionCenter, _) => "Messages of the channel InteractionCenter from a connector",
    }
}

#[test]
fn every_message_has_one_heading_and_every_heading_is_a_message() {
    for (channel, to, from) in [
        (Channel::Connector, connector::ToConnector::catalogue(), connector::FromConnector::catalogue()),
        (Channel::Salesforce, salesforce::ToConnector::catalogue(), salesforce::FromConnector::catalogue()),
        (Channel::Cisco, cisco::ToConnector::catalogue(), cisco::FromConnector::catalogue()),
        (Channel::InteractionCenter, center::ToConnector::catalogue(), center::FromConnector::catalogue()),
    ] {
        assert_eq!(headings(chapter(channel, "to-connector")), names(&to));
        assert_eq!(headings(chapter(channel, "from-connector")), names(&from));
    }
}

#[test]
fn every_error_type_stands_in_the_document_with_its_text_and_its_remedy() {
    let rows: Vec<String> = section("Error types of the channel Cisco")
        .lines()
        .filter(|line| line.starts_with("| `"))
        .map(str::to_owned)
        .collect();
    let known: Vec<String> = ErrorType::ALL
        .iter()
        .map(|kind| format!("| `{}` | {} | {} |", kind.as_str(), kind.advice().message, kind.advice().remedy))
        .collect();
    assert_eq!(rows, known);
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
    for folder in FOLDERS {
        for (name, text) in fixtures(folder) {
            let address = match folder {
                "to-connector" => written_again::<Request>(&name, &text),
                _ => written_again::<Answer>(&name, &text),
            };
            let heading = format!("### {}\n", named(address));
            let message = section(chapter(address.channel, folder))
                .split("### ")
                .map(|message| format!("### {message}"))
                .find(|message| message.starts_with(&heading));
            assert!(message.unwrap().contains(&format!("```json\n{text}\n```")), "{name} is not under {heading}");
            assert!(examples.insert(text), "{name} is there twice");
        }
    }
    let blocks =
        document().split("```json\n").skip(1).map(|block| block.split("\n```").next().unwrap().to_owned()).collect();
    assert_eq!(examples, blocks, "an example in the document without a file");
}

#[test]
fn every_message_has_an_example() {
    let has_each = |folder: &str, catalogue: Vec<Address<'static>>| {
        let found: Vec<String> = fixtures(folder).into_iter().map(|(name, _)| name).collect();
        for address in catalogue {
            assert!(found.contains(&stem(address)), "{folder}/{}.json", stem(address));
        }
    };
    has_each("to-connector", Request::catalogue());
    has_each("from-connector", connector::FromConnector::catalogue());
    has_each("from-connector", cisco::FromConnector::catalogue());
    has_each("from-connector", center::FromConnector::catalogue());
    has_each("from-connector", salesforce::Saved::CATALOGUE.to_vec());
}

/// Request and reply may have one address, so that an example for each address would not be enough.
#[test]
fn every_kind_of_message_has_an_example() {
    assert_eq!(kinds::<Request>(&fixtures("to-connector")).len(), Request::catalogue().len());
    assert_eq!(kinds::<Answer>(&from_connector()).len(), Answer::catalogue().len());
}

#[test]
fn what_is_passed_on_is_the_same_to_and_from_a_connector() {
    for (name, text) in passed_on() {
        written_again::<Answer>(&name, &text);
    }
}

/// Phone books are one list to whoever draws them, pushed or asked for.
#[test]
fn what_a_softphone_reads_is_what_a_connector_says() {
    let mut heard = BTreeSet::new();
    // What a softphone tells of Salesforce shares its address with what it is asked, and is for other apps.
    let is_for_apps = |text: &str| {
        let answer = Frame::<Answer>::decode(text).unwrap().body;
        matches!(answer, Answer::Salesforce(salesforce::FromConnector::Told(_)))
    };
    for (name, text) in from_connector().into_iter().filter(|(_, text)| !is_for_apps(text)) {
        if let Ok(frame) = Frame::<ForSoftphone>::decode(&text) {
            heard.insert(named(frame.body.address()));
            let said = Frame::<Answer>::decode(&text).unwrap().encode();
            assert_eq!(
                frame.encode().replace("SetPhoneDirectory", "SetPhoneBook"),
                said.replace("SetPhoneDirectory", "SetPhoneBook"),
                "{name}"
            );
        }
    }
    let all: BTreeSet<String> = ForSoftphone::catalogue().into_iter().map(named).collect();
    assert_eq!(heard, all);
}

fn written_again<B: Body>(name: &str, text: &str) -> Address<'static> {
    let frame = Frame::<B>::decode(text).unwrap_or_else(|rejected| panic!("{name}: {rejected:?}"));
    assert_eq!(frame.encode(), text, "{name}");
    frame.body.address()
}

/// The kinds of message among the examples: what Debug prints before the fields.
fn kinds<B: Body + std::fmt::Debug>(examples: &[(String, String)]) -> BTreeSet<String> {
    let read = |text: &str| format!("{:?}", Frame::<B>::decode(text).unwrap().body);
    examples.iter().map(|(_, text)| read(text).split(' ').next().unwrap().to_owned()).collect()
}

fn from_connector() -> Vec<(String, String)> {
    fixtures("from-connector").into_iter().chain(passed_on()).collect()
}

fn passed_on() -> Vec<(String, String)> {
    fixtures("to-connector").into_iter().filter(|(name, _)| name.starts_with("Salesforce.Call.")).collect()
}

/// The name of an address's example: without the channel where it is our own, and without spaces.
fn stem(Address { channel, topic, subtopic }: Address<'_>) -> String {
    let subtopic = subtopic.replace(' ', "_");
    match channel {
        Channel::Connector => format!("{topic}.{subtopic}"),
        Channel::Salesforce | Channel::Cisco | Channel::InteractionCenter => {
            format!("{}.{topic}.{subtopic}", channel.as_str())
        }
    }
}

fn named(Address { channel, topic, subtopic }: Address<'_>) -> String {
    format!("{}/{topic}/{subtopic}", channel.as_str())
}

/// The names of a catalogue, each once: a request and its reply have one.
fn names(catalogue: &[Address<'_>]) -> Vec<String> {
    let mut names = Vec::new();
    for name in catalogue.iter().copied().map(named) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
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
