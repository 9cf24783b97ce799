//! The check against a set of all addresses, where there are few: at the edges of the IPv4 block, at both ends of all
//! addresses, and in the midst.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test may")]

use std::collections::BTreeSet;

use hookswitch_login_ranges::{
    Address, AddressList, AddressRange, Lacking, Outcome, Profile, ProfileRange, Union, check,
};
use proptest::{collection::vec, prelude::*, sample::select};

/// How many addresses a universe has.
const SIZE: u128 = 48;
const IPV4: u128 = 0xffff_0000_0000;
const BEHIND_IPV4: u128 = 0x1_0000_0000_0000;

/// A range as two numbers from the start of a universe.
type Ends = (u128, u128);

/// Where a universe starts, and ranges in it: some run backwards, and some cross the edge of the IPv4 block.
fn universe() -> impl Strategy<Value = (u128, Vec<Ends>, Vec<Ends>)> {
    let starts = [
        0,
        IPV4 - SIZE / 2,
        IPV4,
        IPV4 + (203 << 24),
        BEHIND_IPV4 - SIZE,
        BEHIND_IPV4 - SIZE / 2,
        BEHIND_IPV4,
        0x2001_0db8 << 96,
        u128::MAX - (SIZE - 1),
    ];
    (select(starts.to_vec()), vec((0..SIZE, 0..SIZE), 0..8), vec((0..SIZE, 0..SIZE), 1..6))
}

fn range(start: u128, (first, last): Ends) -> Option<AddressRange> {
    AddressRange::new(Address::from(start + first), Address::from(start + last)).ok()
}

/// Every address of a range, one by one.
fn set(range: AddressRange) -> BTreeSet<u128> {
    (range.first().number()..=range.last().number()).collect()
}

fn is_ipv4(number: u128) -> bool {
    (IPV4..BEHIND_IPV4).contains(&number)
}

/// As Salesforce's rules say it: the set is of one kind, and there is something in it.
fn is_fine(start: u128, (first, last): Ends) -> bool {
    let all: Vec<u128> = (start + first..=start + last).collect();
    !all.is_empty() && (all.iter().all(|it| is_ipv4(*it)) || !all.iter().any(|it| is_ipv4(*it)))
}

/// In order, each as long as it can be, none across an edge of the block.
fn is_tidy(ranges: &[AddressRange]) -> bool {
    ranges.windows(2).all(|pair| match pair {
        [one, next] => {
            let gap = next.first().number().checked_sub(one.last().number());
            gap.is_some_and(|gap| gap > 1)
                || gap == Some(1) && is_ipv4(one.last().number()) != is_ipv4(next.first().number())
        }
        _ => false,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_range_is_taken_where_salesforce_takes_it((start, ranges, _) in universe()) {
        for ends in ranges {
            prop_assert_eq!(range(start, ends).is_some(), is_fine(start, ends));
        }
    }

    #[test]
    fn several_ranges_cover_what_is_in_one_of_them((start, ranges, _) in universe()) {
        let ranges: Vec<AddressRange> = ranges.into_iter().filter_map(|ends| range(start, ends)).collect();
        let all: BTreeSet<u128> = ranges.iter().copied().flat_map(set).collect();
        let union = Union::of(ranges);
        prop_assert_eq!(union.ranges().iter().copied().flat_map(set).collect::<BTreeSet<_>>(), all);
        prop_assert!(is_tidy(union.ranges()), "{:?}", union);
    }

    #[test]
    fn what_is_missing_is_the_set_without_what_is_covered((start, ranges, asked) in universe()) {
        let covered: Vec<AddressRange> = ranges.into_iter().filter_map(|ends| range(start, ends)).collect();
        let all: BTreeSet<u128> = covered.iter().copied().flat_map(set).collect();
        let union = Union::of(covered);
        for asked in asked.into_iter().filter_map(|ends| range(start, ends)) {
            let missing = union.missing(asked);
            let wanted: Vec<u128> = set(asked).difference(&all).copied().collect();
            prop_assert_eq!(missing.iter().copied().flat_map(set).collect::<Vec<_>>(), wanted);
            prop_assert!(is_tidy(&missing), "{:?}", missing);
        }
    }

    /// Texts in, texts out: what a profile lacks is in the profile that is written, and nothing else was added or lost.
    #[test]
    fn the_profile_that_is_written_covers_what_it_did_and_all_that_was_asked((start, ranges, asked) in universe()) {
        let ranges: Vec<AddressRange> = ranges.into_iter().filter_map(|ends| range(start, ends)).collect();
        let asked: Vec<AddressRange> = asked.into_iter().filter_map(|ends| range(start, ends)).collect();
        prop_assume!(!asked.is_empty());
        let of = |range: &AddressRange| ProfileRange { range: *range, description: "a & <b>".to_owned() };
        let profile = Profile { ranges: ranges.iter().map(of).collect() };
        let lines: Vec<String> = asked.iter().map(ToString::to_string).collect();
        let picked = AddressList::parse(&lines.join("\n")).unwrap().pick(None).unwrap();
        let report = check(picked, profile.clone());

        let before: BTreeSet<u128> = ranges.iter().copied().flat_map(set).collect();
        let wanted: BTreeSet<u128> = asked.iter().copied().flat_map(set).collect();
        let written = Profile::parse(&report.to_xml()).unwrap();
        let after: BTreeSet<u128> = written.ranges.iter().flat_map(|it| set(it.range)).collect();
        prop_assert!(written.ranges.starts_with(&profile.ranges));
        match &report.outcome {
            Outcome::NotRestricted => prop_assert!(before.is_empty() && after.is_empty()),
            Outcome::Covered => prop_assert!(wanted.is_subset(&before) && after == before),
            Outcome::Missing(missing) => {
                prop_assert_eq!(&after, &before.union(&wanted).copied().collect::<BTreeSet<_>>());
                for missing in missing {
                    let is_whole = set(missing.entry.range).is_disjoint(&before);
                    prop_assert_eq!(missing.lacking == Lacking::Whole, is_whole);
                }
            }
        }
    }

    /// A block of `prefix` bits is every address that has those bits in common.
    #[test]
    fn a_block_is_all_that_shares_its_prefix(number in any::<u32>(), prefix in 22_u8..=32) {
        let address = std::net::Ipv4Addr::from_bits(number);
        let list = AddressList::parse(&format!("{address}/{prefix}")).unwrap();
        let range = list.pick(None).unwrap().entries.first().unwrap().range;
        let shares = |other: u32| u64::from(other) >> (32 - prefix) == u64::from(number) >> (32 - prefix);
        let near = number.saturating_sub(2048)..=number.saturating_add(2048);
        for other in near {
            let other_address = Address::from(std::net::Ipv4Addr::from_bits(other));
            prop_assert_eq!(range.first() <= other_address && other_address <= range.last(), shares(other));
        }
    }

    /// Whatever is pasted, it is read or its faults are told; nothing panics, and no place is outside of the text.
    #[test]
    fn no_text_breaks_the_readers(text in "(?s)[0-9a-f.:/,;\\-() <>A-Z\n\u{e4}\u{feff}]{0,80}") {
        let lines = text.lines().count().max(1) + 1;
        for faults in [AddressList::parse(&text).err(), Profile::parse(&text).err()] {
            for fault in faults.unwrap_or_default() {
                prop_assert!(fault.place.line >= 1 && fault.place.line <= lines && fault.place.column >= 1, "{}", fault);
            }
        }
    }
}
