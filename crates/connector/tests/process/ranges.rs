//! Whether a profile lets the contact centre in, asked on the command line.

use std::{
    io::{Read, Write},
    net::TcpListener,
    thread,
};

use crate::program::{Done, PATIENCE, Serving, Site};

const FIXTURES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../login-ranges/fixtures");
const CSV_HEAD: &str = "IP Start Address,IP End Address,Description,Entry,New";

fn fixture(name: &str) -> String {
    format!("{FIXTURES}/{name}")
}

fn check(site: &Site, addresses: &str, profile: &str, more: &[&str]) -> Done {
    let profile = fixture(&format!("{profile}.profile-meta.xml"));
    let asked = ["salesforce", "check-ranges", "--addresses", addresses, "--profile", &profile];
    site.run(&[&asked[..], more].concat())
}

fn check_emea(profile: &str, more: &[&str]) -> Done {
    check(&Site::new(), &fixture("addresses.txt"), profile, &[&["--region", "emea"], more].concat())
}

/// A server on this machine that answers each of some requests once; its address.
fn answering(answers: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/list.txt?key=of-the-test", listener.local_addr().unwrap());
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = Vec::new();
            while !asked.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).unwrap();
                asked.extend(byte);
            }
            stream.write_all(answer.as_bytes()).unwrap();
        }
    });
    address
}

#[test]
fn a_profile_without_ranges_and_one_that_covers_all_end_with_0() {
    let free = check_emea("no-ranges", &[]);
    free.succeeded();
    assert!(free.out.contains("log on from anywhere"), "{free:?}");
    let covered = check_emea("covered", &[]);
    covered.succeeded();
    assert!(covered.out.contains("cover every entry of EMEA (5)"), "{covered:?}");
}

#[test]
fn what_is_missing_is_printed_new_ones_first_and_ends_with_1_without_an_error() {
    let done = check_emea("before-the-new-ones", &[]);
    assert_eq!((done.code, done.err.as_str()), (Some(1), ""));
    let [new, old] = ["198.51.100.8 ", "203.0.113.95"].map(|text| done.out.find(text).unwrap());
    assert!(new < old, "{done:?}");
    assert!(done.out.contains("Network Access) do not help"), "{done:?}");
}

#[test]
fn one_address_at_an_edge_and_ipv6_are_found_in_json() {
    let edge = check_emea("missing-at-an-edge", &["--json"]);
    let told: serde_json::Value = serde_json::from_str(&edge.out).unwrap();
    assert_eq!((edge.code, &told["outcome"], &told["entries"]), (Some(1), &"missing".into(), &5.into()));
    let wanted = serde_json::json!([{
        "entry": "203.0.113.0/28", "line": 4, "new": false, "missing": [{ "start": "203.0.113.15", "end": "203.0.113.15" }],
    }]);
    assert_eq!(told["missing"], wanted);
    let ipv6 = check_emea("missing-ipv6", &["--format", "json"]);
    assert!(ipv6.out.contains("{\"end\":\"2001:db8:10::\",\"start\":\"2001:db8:10::\"}"), "{ipv6:?}");
}

#[test]
fn csv_goes_to_standard_output_and_its_summary_beside_it() {
    let done = check_emea("missing-at-an-edge", &["--format", "csv"]);
    assert_eq!(done.out, format!("{CSV_HEAD}\r\n203.0.113.15,203.0.113.15,Contact centre EMEA,203.0.113.0/28,\r\n"));
    assert!(done.err.starts_with("Missing from the profile's login IP ranges (5): 1 of 5 entries"), "{done:?}");
}

#[test]
fn the_profile_that_is_written_covers_all_once_it_is_deployed() {
    let site = Site::new();
    let out = site.path().join("deploy.profile-meta.xml");
    let emea = ["--region", "EMEA", "--format", "xml", "--out", out.to_str().unwrap()];
    let first = check(&site, &fixture("addresses.txt"), "before-the-new-ones", &emea);
    assert_eq!((first.code, first.out.as_str()), (Some(1), ""));
    assert!(first.err.contains("deploy.profile-meta.xml."), "{first:?}");
    let asked =
        ["salesforce", "check-ranges", "--region", "EMEA", "--addresses", &fixture("addresses.txt"), "--profile"];
    site.run(&[&asked[..], &[out.to_str().unwrap()]].concat()).succeeded();
}

#[test]
fn a_broken_file_is_named_by_line_and_column_and_ends_with_2() {
    let broken = check_emea("broken", &[]);
    broken.failed(2, &["broken.profile-meta.xml, line 10, column 33: This is no XML", "Retrieve the profile"]);
    let site = Site::new();
    let list = check(&site, &fixture("broken-addresses.txt"), "covered", &[]);
    list.failed(2, &["broken-addresses.txt, line 3, column 3: \"203.0.113.300\" is no IP address"]);
    check(&site, "nowhere.txt", "covered", &[]).failed(2, &["nowhere.txt: The file cannot be read"]);
}

#[test]
fn a_region_that_is_not_there_ends_with_2_and_the_names_there_are() {
    let addresses = fixture("addresses.txt");
    let unknown = check(&Site::new(), &addresses, "covered", &["--region", "LATAM"]);
    unknown.failed(2, &["The list has no region \"LATAM\". There are: EMEA, NAM, APAC."]);
    let unsaid = check(&Site::new(), &addresses, "covered", &[]);
    unsaid.failed(2, &["The list has several regions: EMEA, NAM, APAC.", "Name one of them."]);
}

#[test]
fn the_list_is_fetched_and_what_hinders_that_is_told_without_the_query() {
    let address = answering(&[
        "HTTP/1.1 200 OK\r\nContent-Length: 18\r\n\r\nEMEA\n203.0.113.0\n\n",
        "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 Found\r\nLocation: https://example.com/list\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<!doctype html>",
    ]);
    let site = Site::new();
    check(&site, &address, "covered", &[]).succeeded();
    let gone = check(&site, &address, "covered", &[]);
    gone.failed(2, &["/list.txt: The server answered 404."]);
    assert!(!gone.err.contains("of-the-test"), "{gone:?}");
    check(&site, &address, "covered", &[]).failed(2, &["The list has moved to https://example.com/list."]);
    check(&site, &address, "covered", &[]).failed(2, &["line 1, column 1: This is a web page"]);
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    check(&site, &format!("http://127.0.0.1:{port}/"), "covered", &[]).failed(2, &["cannot be reached", "try again"]);
    check(&site, "http://example.com/", "covered", &[]).failed(2, &["Over http others could read", "Write https"]);
}

/// A connector with a table `[salesforce.ranges]`.
async fn watching(site: &Site, table: &str) -> Serving {
    let config = site.file("hookswitch.toml", format!("[salesforce.ranges]\n{table}\n"));
    site.serve(&["--config", config.to_str().unwrap()]).await
}

/// The metrics, once they say something of the ranges.
async fn metrics(serving: &Serving) -> String {
    let told = async {
        loop {
            let text = serving.get("/metrics").await.text().to_owned();
            if text.contains("hookswitch_login_ranges_checked_timestamp_seconds 1") {
                return text;
            }
        }
    };
    tokio::time::timeout(PATIENCE, told).await.unwrap()
}

#[tokio::test]
async fn a_serving_connector_looks_by_itself_and_tells_it_in_the_metrics_and_the_log() {
    let site = Site::new();
    site.file("list.txt", std::fs::read(fixture("addresses.txt")).unwrap());
    site.file("Api.profile", std::fs::read(fixture("before-the-new-ones.profile-meta.xml")).unwrap());
    let serving = watching(&site, "addresses = \"list.txt\"\nprofile = \"Api.profile\"\nregion = \"emea\"").await;
    let text = metrics(&serving).await;
    for line in ["hookswitch_login_ranges_missing 2\n", "hookswitch_login_ranges_new 1\n"] {
        assert!(text.contains(line), "{text}");
    }
    let log = serving.stop().await.err;
    assert!(log.contains("does not let the contact centre log on") && log.contains("198.51.100.8"), "{log}");
}

#[tokio::test]
async fn without_an_answer_the_log_says_why_and_the_metrics_say_nothing() {
    let site = Site::new();
    let mut serving = watching(&site, "addresses = \"list.txt\"\nprofile = \"Api.profile\"").await;
    let log = serving.until_log("it cannot be told whether").await;
    assert!(!serving.get("/metrics").await.text().contains("login_ranges"));
    assert!(log.contains("list.txt: The file cannot be read"), "{log}");
}

#[test]
fn a_table_that_is_wrong_is_named_by_its_place() {
    let site = Site::new();
    let config = site.file("hookswitch.toml", "[salesforce.ranges]\naddresses = \"http://example.com/list\"\n");
    site.run(&["config", "check", "--config", config.to_str().unwrap()])
        .failed(2, &["ranges.addresses: Over http others could read"]);
}
