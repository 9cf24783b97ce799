//! The vendor's samples, with their typos, stray spaces and missing sources, say what our own spelling of them says.
//!
//! A sample is named after the direction and the example it equals, and after `--` where it was found otherwise than
//! printed as a sample. What the vendor's pages cut off is filled in as the example has it.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a failing test names itself")]
#![allow(clippy::disallowed_methods, reason = "the test reads examples; the crate does not")]

use std::{fs, path::Path};

use hookswitch_protocol::{Answer, ErrorCode, Frame, Request, frame::Body};

#[test]
fn every_sample_is_read_to_the_same_as_our_own_spelling_of_it() {
    for (name, sample) in samples() {
        let like = name.split("--").next().unwrap();
        if let Some(example) = like.strip_prefix("to-connector.") {
            is_same::<Request>(&name, &sample, &own("to-connector", example));
        } else if let Some(example) = like.strip_prefix("from-connector.") {
            is_same::<Answer>(&name, &sample, &own("from-connector", example));
        } else {
            assert!(name.starts_with("refused."), "{name}");
        }
    }
}

#[test]
fn the_sample_of_a_consult_is_refused_for_the_number_it_lacks() {
    let (_, sample) = samples().into_iter().find(|(name, _)| name == "refused.Cisco.InboundCall.SetCONSULT").unwrap();
    let rejected = Frame::<Request>::decode(&sample).unwrap_err();
    assert_eq!((rejected.code, rejected.field), (ErrorCode::BadPayload, Some("toAddress")));
}

#[test]
fn the_password_in_the_sample_of_the_app_state_is_forgotten() {
    let (_, sample) = samples().into_iter().find(|(name, _)| name.ends_with("GetAppState.rules")).unwrap();
    assert!(sample.contains("pqsup1"));
    let frame = Frame::<Answer>::decode(&sample).unwrap();
    assert!(!format!("{frame:?}{}", frame.encode()).contains("pqsup1"));
}

fn is_same<B: Body + PartialEq + std::fmt::Debug>(name: &str, sample: &str, own: &str) {
    let read = |text: &str| Frame::<B>::decode(text).unwrap_or_else(|rejected| panic!("{name}: {rejected:?}"));
    assert_eq!(read(sample).body, read(own).body, "{name}");
}

fn own(folder: &str, example: &str) -> String {
    let path = fixtures().join(folder).join(format!("{example}.json"));
    fs::read_to_string(&path).unwrap_or_else(|_| panic!("{}", path.display()))
}

fn samples() -> Vec<(String, String)> {
    fs::read_dir(fixtures().join("vendor"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.file_stem().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(path).unwrap()))
        .collect()
}

fn fixtures() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}
