//! The files that an administrator has, and what is said about them.

#![allow(clippy::unwrap_used, reason = "a test may")]

use hookswitch_login_ranges::{AddressList, AddressRange, Lacking, Outcome, Profile, Report, Union, check};

const ADDRESSES: &str = include_str!("../fixtures/addresses.txt");

fn checked(profile: &str, region: &str) -> Report {
    let picked = AddressList::parse(ADDRESSES).unwrap().pick(Some(region)).unwrap();
    check(picked, Profile::parse(profile).unwrap())
}

fn parts(report: &Report) -> Vec<String> {
    report.rows().map(|row| row.part.to_string()).collect()
}

#[test]
fn a_profile_without_ranges_restricts_nobody_and_gets_none() {
    let report = checked(include_str!("../fixtures/no-ranges.profile-meta.xml"), "EMEA");
    assert_eq!(report.outcome, Outcome::NotRestricted);
    assert!(report.summary().contains("log on from anywhere"), "{}", report.summary());
    assert_eq!(Profile::parse(&report.to_xml()).unwrap(), Profile::default());
}

#[test]
fn adjacent_and_overlapping_ranges_cover_together() {
    let report = checked(include_str!("../fixtures/covered.profile-meta.xml"), "emea");
    assert_eq!(
        (report.outcome, report.entries, report.others),
        (Outcome::Covered, 5, vec!["NAM".into(), "APAC".into()])
    );
}

#[test]
fn one_address_missing_at_the_edge_of_a_block_is_the_one_that_is_told() {
    let report = checked(include_str!("../fixtures/missing-at-an-edge.profile-meta.xml"), "EMEA");
    assert_eq!(parts(&report), ["203.0.113.15"]);
    let missing = report.outcome.missing().first().unwrap();
    assert_eq!(missing.entry.written, "203.0.113.0/28");
    assert!(matches!(missing.lacking, Lacking::Parts(_)));
    let wanted = "\
Missing from the profile's login IP ranges (5): 1 of 5 entries of EMEA.

ENTRY           NEW  MISSING  IP START ADDRESS  IP END ADDRESS
203.0.113.0/28       a part   203.0.113.15      203.0.113.15

Add these ranges to the profile's Login IP Ranges.
The trusted IP ranges of the whole org (Setup > Network Access) do not help here. They only spare users the code or the \
security token; once a profile has login IP ranges, every log-on from outside of them is refused, whatever is trusted.

Not looked at: NAM, APAC.
";
    assert_eq!(report.to_table(), wanted);
}

#[test]
fn what_the_list_calls_new_is_told_first() {
    let report = checked(include_str!("../fixtures/before-the-new-ones.profile-meta.xml"), "EMEA");
    assert_eq!(parts(&report), ["198.51.100.8", "203.0.113.95"]);
    assert_eq!(report.missing_new(), 1);
    let csv = "IP Start Address,IP End Address,Description,Entry,New\r\n\
               198.51.100.8,198.51.100.8,Contact centre EMEA,198.51.100.8,new\r\n\
               203.0.113.95,203.0.113.95,Contact centre EMEA,203.0.113.64 - 203.0.113.95,\r\n";
    assert_eq!(report.to_csv(), csv);
}

#[test]
fn ipv6_is_decided_as_exactly() {
    let report = checked(include_str!("../fixtures/missing-ipv6.profile-meta.xml"), "EMEA");
    assert_eq!(parts(&report), ["2001:db8:10::", "2001:db8:10:0:ffff:ffff:ffff:ffff"]);
}

#[test]
fn the_xml_keeps_the_ranges_there_are_because_salesforce_replaces_them_all() {
    let profile = include_str!("../fixtures/before-the-new-ones.profile-meta.xml");
    let report = checked(profile, "EMEA");
    let before = Profile::parse(profile).unwrap();
    let after = Profile::parse(&report.to_xml()).unwrap();
    assert!(after.ranges.starts_with(&before.ranges));
    let added: Vec<_> = after.ranges.iter().skip(before.ranges.len()).map(|it| it.range.to_string()).collect();
    assert_eq!(added, ["198.51.100.8", "203.0.113.95"]);
    assert!(report.to_xml().contains("<description>Office &amp; VPN</description>"));
    let picked = AddressList::parse(ADDRESSES).unwrap().pick(Some("EMEA")).unwrap();
    assert_eq!(check(picked, after).outcome, Outcome::Covered);
}

#[test]
fn entries_that_overlap_are_one_range_to_add() {
    let list = AddressList::parse("203.0.113.0/28\n203.0.113.8/29\n203.0.113.16 - 203.0.113.20").unwrap();
    let profile = include_str!("../fixtures/missing-ipv6.profile-meta.xml").replace("203.0.113.", "198.18.0.");
    let report = check(list.pick(None).unwrap(), Profile::parse(&profile).unwrap());
    assert_eq!(
        report.to_add().ranges().iter().map(ToString::to_string).collect::<Vec<_>>(),
        ["203.0.113.0 - 203.0.113.20"]
    );
    assert_eq!(report.rows().count(), 3);
}

#[test]
fn a_broken_file_is_named_by_line_and_column() {
    let profile = Profile::parse(include_str!("../fixtures/broken.profile-meta.xml")).unwrap_err();
    let told = profile.first().unwrap();
    assert_eq!(told.to_string(), "line 10, column 33: This is no XML: expected 'endAddress' tag, not 'startAddress'.");
    let list = AddressList::parse(include_str!("../fixtures/broken-addresses.txt")).unwrap_err();
    let told = list.first().unwrap();
    assert_eq!(told.to_string(), "line 3, column 3: \"203.0.113.300\" is no IP address, block or range.");
    assert!(!told.wrong.remedy().is_empty());
}

#[test]
fn names_from_outside_are_harmless_in_csv_and_xml() {
    let list = AddressList::parse("=cmd|' \"x\" <&>\n203.0.113.7").unwrap();
    let profile = Profile::parse(include_str!("../fixtures/covered.profile-meta.xml")).unwrap();
    let report = check(list.pick(None).unwrap(), Profile { ranges: profile.ranges.into_iter().take(1).collect() });
    assert!(report.to_csv().contains(",\"Contact centre =cmd|' \"\"x\"\" <&>\","), "{}", report.to_csv());
    assert!(report.to_xml().contains("Contact centre =cmd|' &quot;x&quot; &lt;&amp;&gt;"), "{}", report.to_xml());
}

#[test]
fn five_thousand_ranges_are_each_held_against_five_thousand_entries() {
    let element = |at: u32| {
        let (high, low) = (at / 256, at % 256);
        format!(
            "<loginIpRanges><endAddress>10.{high}.{low}.127</endAddress>\
             <startAddress>10.{high}.{low}.0</startAddress></loginIpRanges>\n"
        )
    };
    let xml = format!("<Profile>{}</Profile>", (0..5000).map(element).collect::<String>());
    let lines: String = (0..5000_u32).map(|at| format!("10.{}.{}.0/24\n", at / 256, at % 256)).collect();
    let picked = AddressList::parse(&lines).unwrap().pick(None).unwrap();
    let report = check(picked, Profile::parse(&xml).unwrap());
    assert_eq!(report.outcome.missing().len(), 5000);
    assert_eq!(report.to_add().ranges().len(), 5000);
}

#[test]
fn a_union_says_in_as_few_ranges_as_can_be_what_is_covered() {
    let ranges = |text: &str| -> Vec<AddressRange> {
        AddressList::parse(text).unwrap().pick(None).unwrap().entries.iter().map(|entry| entry.range).collect()
    };
    let union = Union::of(ranges("192.0.2.3\n192.0.2.1\n192.0.2.2\n0.0.0.0\n::fffe:ffff:ffff"));
    let told: Vec<_> = union.ranges().iter().map(ToString::to_string).collect();
    assert_eq!(told, ["::fffe:ffff:ffff", "0.0.0.0", "192.0.2.1 - 192.0.2.3"]);
}
