//! What people paste, and what is made of it.

use super::*;

fn list(text: &str) -> AddressList {
    AddressList::parse(text).unwrap()
}

fn ranges(text: &str, region: Option<&str>) -> Vec<String> {
    list(text).pick(region).unwrap().entries.iter().map(|entry| entry.range.to_string()).collect()
}

fn faults(text: &str) -> Vec<String> {
    AddressList::parse(text).unwrap_err().iter().map(ToString::to_string).collect()
}

#[test]
fn every_form_of_an_entry_is_read() {
    let text = "203.0.113.7\n203.0.113.0/28\n198.51.100.1 - 198.51.100.9\n198.51.100.1-198.51.100.2\n\
                198.51.100.1 – 198.51.100.3\n2001:db8::7\n2001:db8::/126\n2001:db8::1 - 2001:db8::9\n::ffff:192.0.2.0/127";
    let wanted = [
        "203.0.113.7",
        "203.0.113.0 - 203.0.113.15",
        "198.51.100.1 - 198.51.100.9",
        "198.51.100.1 - 198.51.100.2",
        "198.51.100.1 - 198.51.100.3",
        "2001:db8::7",
        "2001:db8:: - 2001:db8::3",
        "2001:db8::1 - 2001:db8::9",
        "192.0.2.0 - 192.0.2.1",
    ];
    assert_eq!(ranges(text, None), wanted);
}

#[test]
fn the_mark_for_new_is_a_flag_wherever_it_stands_and_no_part_of_the_address() {
    let text =
        "203.0.113.1\n(new)\n(New) 203.0.113.2\n203.0.113.3(NEW)\n203.0.113.4\t(new)\n203.0.113.5, 203.0.113.6 (new)";
    let entries = list(text).pick(None).unwrap().entries;
    let told: Vec<_> = entries.iter().map(|entry| (entry.written.as_str(), entry.is_new)).collect();
    let wanted = [
        ("203.0.113.1", true),
        ("203.0.113.2", true),
        ("203.0.113.3", true),
        ("203.0.113.4", true),
        ("203.0.113.5", false),
        ("203.0.113.6", true),
    ];
    assert_eq!(told, wanted);
}

#[test]
fn what_comes_along_with_a_copied_page_does_no_harm() {
    let text = "Inbound VCC traffic\r\n\r\nEMEA:\r\n  • 203.0.113.1\u{a0}(new)\r\n- 203.0.113.2;\r\n\u{200b}203.0.113.3\u{200b}\r\n# seen in March";
    assert_eq!(ranges(text, Some("emea")), ["203.0.113.1", "203.0.113.2", "203.0.113.3"]);
}

#[test]
fn a_region_is_found_whatever_the_case_of_its_name_and_what_stands_above_all_is_of_each() {
    let text = "192.0.2.1\nEMEA\n192.0.2.2\nNAM\n192.0.2.3\nemea\n192.0.2.4";
    assert_eq!(list(text).regions(), ["EMEA", "NAM"]);
    assert_eq!(ranges(text, Some(" Emea ")), ["192.0.2.1", "192.0.2.2", "192.0.2.4"]);
    let picked = list(text).pick(Some("nam")).unwrap();
    assert_eq!((picked.region.as_deref(), picked.others), (Some("NAM"), vec!["EMEA".to_owned()]));
}

#[test]
fn a_region_need_not_be_named_where_there_is_one_only() {
    assert_eq!(ranges("Inbound\nEMEA\n192.0.2.2", None), ["192.0.2.2"]);
    let fault = list("EMEA\n192.0.2.2\nNAM\n192.0.2.3").pick(Some(" ")).unwrap_err();
    assert_eq!(fault.to_string(), "The list has several regions: EMEA, NAM.");
}

#[test]
fn a_region_that_is_not_there_is_answered_with_those_that_are() {
    let two = list("Inbound\nEMEA\n192.0.2.2\nNAM\n192.0.2.3");
    let fault = two.pick(Some("APAC")).unwrap_err();
    assert_eq!(fault.to_string(), "The list has no region \"APAC\". There are: EMEA, NAM.");
    let fault = two.pick(Some("inbound")).unwrap_err();
    assert_eq!(fault.to_string(), "No address stands right under \"inbound\". There are: EMEA, NAM.");
    let fault = list("192.0.2.2").pick(Some("APAC")).unwrap_err();
    assert_eq!(fault.to_string(), "The list has no region \"APAC\". It names no regions.");
}

#[test]
fn an_address_with_a_slip_in_it_is_told_with_its_place_and_never_taken_for_text() {
    let text = "EMEA\n  203.0.113\n203.0.113.O\n203.0.113.7/33\n2001:db8::/129\n203.0.113.9 - 203.0.113.1\n\
                ::/8\n203.0.113.1, 203.0.113.256\n203.0.113.1 - 9\n2001:db8::zz\n203.0.113.7/+8";
    let wanted = [
        "line 2, column 3: \"203.0.113\" is no IP address, block or range.",
        "line 3, column 1: \"203.0.113.O\" is no IP address, block or range.",
        "line 4, column 1: A block of IPv4 addresses has a prefix of 0 to 32, not 33.",
        "line 5, column 1: A block of IPv6 addresses has a prefix of 0 to 128, not 129.",
        "line 6, column 1: The range ends before it starts.",
        "line 7, column 1: The range holds IPv4 addresses (::ffff:0:0 to ::ffff:ffff:ffff) and others.",
        "line 8, column 14: \"203.0.113.256\" is no IP address, block or range.",
        "line 9, column 1: \"203.0.113.1 - 9\" is no IP address, block or range.",
        "line 10, column 1: \"2001:db8::zz\" is no IP address, block or range.",
        "line 11, column 1: A block of IPv4 addresses has a prefix of 0 to 32, not +8.",
    ];
    assert_eq!(faults(text), wanted);
}

#[test]
fn an_address_among_words_is_told_and_not_overlooked() {
    let wanted = ["line 2, column 3: \"Webhooks come from 203.0.113.7\" stands on one line with an address."];
    assert_eq!(faults("EMEA\n• Webhooks come from 203.0.113.7"), wanted);
    assert_eq!(faults("EMEA, 203.0.113.7"), ["line 1, column 1: \"EMEA\" stands on one line with an address."]);
    assert_eq!(
        faults("203.0.113.7 voice"),
        ["line 1, column 1: \"203.0.113.7 voice\" is no IP address, block or range."]
    );
}

#[test]
fn of_many_faults_the_first_are_told() {
    assert_eq!(faults(&"1.2.3\n".repeat(50)).len(), MOST_FAULTS);
}

#[test]
fn words_with_digits_and_dots_are_headings() {
    let text = "1. Europe\n192.0.2.1\nCloud 16 and 17 (v1.2)\n192.0.2.2\nsip.example.com\n192.0.2.3";
    assert_eq!(list(text).regions(), ["1. Europe", "Cloud 16 and 17 (v1.2)", "sip.example.com"]);
}

#[test]
fn a_list_without_addresses_and_a_web_page_are_no_lists() {
    assert_eq!(faults("EMEA\n\n"), ["line 1, column 1: There is no address in the list."]);
    assert_eq!(
        faults("\n<!doctype html>203.0.113.7"),
        ["line 1, column 1: This is a web page or XML, and no list of addresses."]
    );
}
