//! Dialling options, by table and by chance.

use hookswitch_protocol::{cisco::ids::DialString, limits};
use hookswitch_session::dialling::{Key, NumberFault, OptionFault, Rules, Unreadable};
use proptest::prelude::*;

type Options = &'static [(Key, &'static str)];
/// What is typed and what is dialled; nothing where there is nothing to dial.
type Rows = &'static [(&'static str, &'static str)];

const NOTHING: Options = &[];
const FLORIDA: Options = &[
    (Key::CountryCode, "1"),
    (Key::AreaCode, "407"),
    (Key::InternalLength, "4"),
    (Key::LongDistancePrefix, "1"),
    (Key::OutsidePrefix, "9"),
    (Key::InternationalPrefix, "011"),
    (Key::DialPlus, "false"),
];
const BERLIN: Options = &[
    (Key::CountryCode, "+49"),
    (Key::AreaCode, "30"),
    (Key::InternalLength, "4"),
    (Key::DialLocalArea, "false"),
    (Key::LongDistancePrefix, "0"),
    (Key::OutsidePrefix, "0"),
    (Key::IncomingPrefix, "0"),
    (Key::InternationalPrefix, "00"),
];
const ABROAD: Options = &[(Key::InternationalPrefix, "00"), (Key::DialPlus, "false")];
const NINETY_ONE: Options = &[(Key::OutsidePrefix, "91")];

fn rules(options: &[(Key, &str)]) -> Rules {
    Rules::parse(options).unwrap()
}

fn dialled(options: &[(Key, &str)], typed: &str) -> Result<String, NumberFault> {
    rules(options).outgoing(typed).map(|dialled| dialled.to.as_str().to_owned())
}

#[test]
fn every_site_dials_as_its_options_say() {
    let table: &[(Options, Rows)] = &[
        (
            FLORIDA,
            &[
                ("5051", "5051"),
                ("50-51", "5051"),
                ("+1 407-398-6913", "914073986913"),
                ("398-6913", "93986913"),
                ("+49 7525 529339", "9011497525529339"),
                ("011 49 7525 529339", "9011497525529339"),
                ("1-800-FLOWERS", "918003569377"),
                ("011 1 407 398 6913", "914073986913"),
            ],
        ),
        (&[(Key::InternationalPrefix, "011"), (Key::DialPlus, "false")], &[("+49 7525 529339", "011497525529339")]),
        (ABROAD, &[("+49 7525 529339", "00497525529339"), ("0049 7525 529339", "00497525529339")]),
        (NINETY_ONE, &[("407-398-6913", "914073986913"), ("42", "42"), ("112", "91112")]),
        (
            BERLIN,
            &[
                ("1234", "1234"),
                ("112", "112"),
                ("12345", "012345"),
                ("+49 31976354", "0031976354"),
                ("0319 76354", "0031976354"),
                ("+49 (0)30 123456", "0123456"),
                ("0049 (0) 30 123456", "0123456"),
                ("030 123456", "0123456"),
                ("+49 30 1234", "00301234"),
                ("+1 407 398 6913", "0+14073986913"),
                ("001 407 398 6913", "00014073986913"),
                ("+49", "+49"),
                ("+", ""),
            ],
        ),
        (&[(Key::InternalLength, "0")], &[("1", "1"), ("+49", "+49")]),
        (&[(Key::InternalLength, "99"), (Key::OutsidePrefix, "0")], &[("+4930123456", "+4930123456")]),
        (&[(Key::CountryCode, "34"), (Key::OutsidePrefix, "0")], &[("+34 912 345 678", "0912345678")]),
        (&[(Key::CountryCode, "39")], &[("+39 (0)6 1234567", "061234567"), ("+39 06 1234567", "061234567")]),
    ];
    for (options, rows) in table {
        for (typed, expected) in *rows {
            let expected = if expected.is_empty() { Err(NumberFault::Empty) } else { Ok((*expected).to_owned()) };
            assert_eq!(dialled(options, typed), expected, "{typed} with {options:?}");
        }
    }
}

#[test]
fn a_site_that_says_nothing_has_every_number_dialled_as_it_was_typed() {
    let table = [
        ("5051", "5051"),
        (" 030 / 123-456.7 ", "0301234567"),
        ("(030) 123456", "030123456"),
        ("+49 (30) 12\u{a0}34\u{202f}56", "+4930123456"),
        ("+49 (0)30 123456", "+4930123456"),
        ("(+49) [0] 30 123456", "+4930123456"),
        ("0049 (0)30 123456", "004930123456"),
        ("(0)30 123456", "030123456"),
        ("\u{202d}+49 30 123456\u{202c}", "+4930123456"),
        ("０３０−１２３４５６", "030123456"),
        ("＋49（30）123456", "+4930123456"),
        ("٠٣٠ ۱۲۳", "030123"),
        ("030\t123\n456", "030123456"),
        ("tel:+49-30-123456", "+4930123456"),
        ("TEL:+49%2030%20123456", "+4930123456"),
        ("tel:%2B4930123456;phone-context=example.com", "+4930123456"),
        ("callto:+4930123456", "+4930123456"),
        ("1-800-FLOWERS", "18003569377"),
        ("*21#", "*21#"),
        ("*21*030 123456#", "*21*030123456#"),
        ("**61*+4930123456#", "**61*+4930123456#"),
        ("anna@pbx.example", "anna@pbx.example"),
        ("sip:anna.lee@pbx.example:5060;transport=tcp", "anna.lee@pbx.example:5060"),
        ("sips:+4930123456@[::1]?Subject=x", "+4930123456@[::1]"),
        ("sip:5051", "5051"),
        ("anna.lee", "anna.lee"),
        ("Anna", "Anna"),
        ("5051-anna", "5051-anna"),
    ];
    for (typed, expected) in table {
        assert_eq!(dialled(NOTHING, typed), Ok(expected.to_owned()), "{typed:?}");
    }
}

#[test]
fn the_extension_behind_a_number_is_pressed_once_somebody_answers() {
    let table = [
        ("tel:+4930123456;ext=42", "+4930123456", Some("42")),
        ("tel:+4930123456;isub=1;ext=4-2;x=y", "+4930123456", Some("42")),
        ("+1 407 398 6913 x42", "+14073986913", Some("42")),
        ("+1 407 398 6913 ext. 4 2", "+14073986913", Some("42")),
        ("+1 407 398 6913EXT42", "+14073986913", Some("42")),
        ("030 123456,,42#", "030123456", Some("42#")),
        ("030 123456,", "030123456", None),
        ("x42", "x42", None),
        ("1-800-TAX 42", "180082942", None),
        ("5051x", "5051x", None),
    ];
    for (typed, to, then) in table {
        let dialled = Rules::default().outgoing(typed).unwrap();
        assert_eq!((dialled.to.as_str(), dialled.then.as_ref().map(|then| then.expose())), (to, then), "{typed}");
    }
}

#[test]
fn what_is_no_number_is_refused_and_says_why() {
    let long = "1".repeat(limits::DIAL_CHARS + 1);
    let page = "x".repeat(100_000);
    let table = [
        ("", NumberFault::Empty),
        (" (.-/) ", NumberFault::Empty),
        ("\u{200b}", NumberFault::Empty),
        ("+", NumberFault::Empty),
        ("tel:", NumberFault::Empty),
        (",42", NumberFault::Empty),
        ("++49", NumberFault::NotANumber),
        ("30+49", NumberFault::NotANumber),
        ("call 030 123456", NumberFault::NotANumber),
        ("Anna Lee", NumberFault::NotANumber),
        ("Ännchen", NumberFault::NotANumber),
        ("030\u{0}123", NumberFault::NotANumber),
        ("030 123456, Mr Lee", NumberFault::NotANumber),
        ("*21#ABC", NumberFault::NotANumber),
        ("tel:%00", NumberFault::NotANumber),
        ("tel:%4", NumberFault::NotANumber),
        ("tel:%é0", NumberFault::NotANumber),
        ("javascript:alert(1)", NumberFault::NotANumber),
        ("<script>", NumberFault::NotANumber),
        ("anna@", NumberFault::NotANumber),
        ("@pbx", NumberFault::NotANumber),
        ("Anna <sip:anna@pbx>", NumberFault::NotANumber),
        ("☎ 030 123456", NumberFault::NotANumber),
        (&long, NumberFault::TooLong),
        (&page, NumberFault::TooLong),
    ];
    for (typed, why) in table {
        assert_eq!(dialled(NOTHING, typed), Err(why), "{typed:?}");
    }
}

#[test]
fn a_caller_gets_the_prefix_back_that_the_telephone_system_strips() {
    let table = [
        ("30123456", "030123456"),
        ("5051", "5051"),
        ("+4930123456", "+4930123456"),
        ("anna@pbx.example", "anna@pbx.example"),
        ("*21#", "*21#"),
        ("", ""),
    ];
    for (number, expected) in table {
        assert_eq!(rules(BERLIN).incoming(number), expected);
        assert_eq!(Rules::default().incoming(number), number);
    }
    assert_eq!(rules(&[(Key::IncomingPrefix, "+")]).incoming("4930123456"), "+4930123456");
}

#[test]
fn an_option_that_cannot_be_read_is_reported_by_its_key() {
    let table = [
        (Key::AreaCode, "4o7", Unreadable::NotDigits),
        (Key::AreaCode, "123456789", Unreadable::TooLong),
        (Key::AreaCode, "+30", Unreadable::NotDigits),
        (Key::CountryCode, "DE", Unreadable::NotDigits),
        (Key::CountryCode, "++49", Unreadable::NotDigits),
        (Key::CountryCode, "12345", Unreadable::TooLong),
        (Key::InternalLength, "100", Unreadable::NotALength),
        (Key::InternalLength, "+4", Unreadable::NotALength),
        (Key::InternalLength, "-1", Unreadable::NotALength),
        (Key::DialLocalArea, "yes", Unreadable::NotTrueOrFalse),
        (Key::DialLocalArea, "false", Unreadable::NeedsAreaCode),
        (Key::LongDistancePrefix, "+1", Unreadable::NotDigits),
        (Key::OutsidePrefix, "9,", Unreadable::NotDigits),
        (Key::IncomingPrefix, "0+", Unreadable::NotDigits),
        (Key::InternationalPrefix, "12345678901234567", Unreadable::TooLong),
        (Key::DialPlus, "0", Unreadable::NotTrueOrFalse),
        (Key::DialPlus, "false", Unreadable::NeedsInternationalPrefix),
    ];
    for (key, text, why) in table {
        assert_eq!(Rules::parse(&[(key, text)]), Err(OptionFault { key, why }), "{key:?} {text}");
    }
    for key in Key::ALL {
        assert_eq!(Rules::parse(&[(key, " ")]), Ok(Rules::default()), "{key:?} may be empty");
    }
    let names: Vec<_> = Key::ALL.iter().map(|key| key.name()).collect();
    assert_eq!(names.iter().collect::<std::collections::BTreeSet<_>>().len(), names.len());
}

fn some_rules() -> impl Strategy<Value = Rules> {
    let digits = |most: &str| proptest::string::string_regex(&["[0-9]{0,", most, "}"].concat()).unwrap();
    let choice = prop::sample::select(vec!["", "true", "false"]);
    let parts = (digits("3"), digits("3"), 0_u8..100, choice.clone(), digits("2"), digits("3"), digits("3"), choice);
    parts.prop_filter_map("options that belong together", |parts| {
        let (country, area, length, local, long_distance, outside, international, plus) = parts;
        let length = (if length < 90 { length % 10 } else { length }).to_string();
        Rules::parse(&[
            (Key::CountryCode, &country),
            (Key::AreaCode, &area),
            (Key::InternalLength, &length),
            (Key::DialLocalArea, local),
            (Key::LongDistancePrefix, &long_distance),
            (Key::OutsidePrefix, &outside),
            (Key::InternationalPrefix, &international),
            (Key::DialPlus, plus),
        ])
        .ok()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_096) })]

    #[test]
    fn whatever_is_typed_comes_out_as_something_to_dial_or_not_at_all(
        rules in some_rules(),
        typed in r"(tel:|sip:|\+|00)?([0-9A-Za-z+*#@()\[\]%,;=x ./-]|\PC|.){0,24}",
    ) {
        if let Ok(dialled) = rules.outgoing(&typed) {
            let to = dialled.to.as_str();
            prop_assert_eq!(DialString::parse(to), Some(dialled.to.clone()));
            prop_assert!(to.bytes().all(|byte| byte.is_ascii_graphic()), "{}", to);
            prop_assert!(!rules.incoming(to).is_empty());
        }
    }

    #[test]
    fn the_numbers_inside_are_dialled_as_they_are_however_often(length in 1_usize..=9, digits in "[0-9]{9}") {
        let (inside, length) = (&digits[..length], length.to_string());
        let mut options = BERLIN.to_vec();
        options.push((Key::InternalLength, &length));
        let rules = rules(&options);
        let once = rules.outgoing(inside).unwrap();
        prop_assert_eq!(once.to.as_str(), inside);
        prop_assert_eq!(rules.outgoing(once.to.as_str()), Ok(once));
        prop_assert_eq!(rules.incoming(inside), inside);
    }

    #[test]
    fn however_it_is_written_a_number_of_the_country_is_dialled_the_same(digits in "[1-9][0-9]{9}", gap in "[ ./-]") {
        let (area, number) = digits.split_at(3);
        let written = [
            format!("+49{digits}"),
            format!("+49 (0) {area}{gap}{number}"),
            format!("0049{gap}{area}{gap}{number}"),
            format!("(0{area}) {number}"),
            format!("tel:+49-{area}-{number}"),
        ];
        let dialled: Vec<_> = written.iter().map(|written| dialled(BERLIN, written)).collect();
        prop_assert!(dialled.iter().all(|one| *one == dialled[0]), "{:?}", dialled);
    }

    #[test]
    fn without_options_cleaning_twice_is_cleaning_once(typed in r"\+?[0-9 ()./*#-]{1,20}") {
        if let Ok(once) = Rules::default().outgoing(&typed) {
            prop_assert_eq!(Rules::default().outgoing(once.to.as_str()), Ok(once));
        }
    }
}
