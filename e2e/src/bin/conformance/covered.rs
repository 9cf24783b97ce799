//! Every message has a rule.

use std::fs;
use std::path::Path;

use hookswitch_protocol::connector::Channel;
use hookswitch_protocol::frame::{Address, Body};
use hookswitch_protocol::{Answer, Request};

#[test]
fn every_message_of_the_protocol_is_sent_or_heard_by_a_rule() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin/conformance");
    let (connector, cisco) = (sources(&rules), sources(&rules.join("cti")));
    let is_covered = |address: &Address<'_>| {
        let text = if address.channel == Channel::Cisco { &cisco } else { &connector };
        let (alone, behind) = (format!("\"{}\"", address.subtopic), format!("/{}\"", address.subtopic));
        text.contains(&alone) || text.contains(&behind)
    };
    let messages = [Request::catalogue(), Answer::catalogue()].concat();
    let missing: Vec<String> = messages
        .iter()
        .filter(|address| !is_covered(address))
        .map(|address| format!("{}/{}/{}", address.channel.as_str(), address.topic, address.subtopic))
        .collect();
    assert!(messages.len() > 60 && missing.is_empty(), "without a rule: {missing:?}");
}

/// All of a folder's sources, but not of this test.
fn sources(folder: &Path) -> String {
    let files = fs::read_dir(folder).unwrap().map(|file| file.unwrap().path());
    let sources = files.filter(|file| file.extension().is_some_and(|ext| ext == "rs") && !file.ends_with("covered.rs"));
    sources.map(|file| fs::read_to_string(file).unwrap()).collect()
}
