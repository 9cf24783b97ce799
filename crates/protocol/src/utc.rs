//! Moments as Finesse writes them: `2022-06-22T13:01:53.750Z`.

use crate::{
    json::Json,
    reading::{Reading, number},
    wire::Wire,
    write::Writer,
};

const DAY_MS: u64 = 86_400_000;
/// The last millisecond of the year 9999.
const LAST_MS: u64 = 253_402_300_799_999;

/// A moment in milliseconds since 1970 UTC, on the wire a text of ISO 8601 in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct UtcTime(u64);

impl UtcTime {
    /// The moment so many milliseconds after 1970; not after the year 9999.
    #[must_use]
    pub fn of_unix_ms(unix_ms: u64) -> Self {
        Self(unix_ms.min(LAST_MS))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn unix_ms(self) -> u64 {
        self.0
    }

    /// The moment of a text like `2022-06-22T13:01:53.750Z`, with any number of decimals.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
        let (time, part) = time.split_once('.').unwrap_or((time, "0"));
        let [year, month, day] = numbers(date, '-', [4, 2, 2])?;
        let [hour, minute, second] = numbers(time, ':', [2, 2, 2])?;
        let is_date = year >= 1970 && (1..=12).contains(&month) && (1..=days_of(year, month)).contains(&day);
        // A leap second is the last second of its minute.
        if !is_date || hour > 23 || minute > 59 || second > 60 || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let part = number(&part.chars().chain("000".chars()).take(3).collect::<String>())?;
        let days = days_before(year, month) + day - 1;
        Some(Self(days * DAY_MS + ((hour * 60 + minute) * 60 + second.min(59)) * 1_000 + part))
    }
}

impl core::fmt::Display for UtcTime {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (mut day, of_day) = (self.0 / DAY_MS, self.0 % DAY_MS);
        // At least as many years have passed as had 366 days each.
        let mut year = 1970 + day / 366;
        while days_before(year + 1, 1) <= day {
            year += 1;
        }
        day -= days_before(year, 1);
        let mut month = 1;
        while day >= days_of(year, month) {
            day -= days_of(year, month);
            month += 1;
        }
        let (hour, minute, second) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1_000 % 60);
        write!(f, "{year:04}-{month:02}-{:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", day + 1, of_day % 1_000)
    }
}

impl Wire for UtcTime {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        let moment = Self::parse(reading.text(json));
        reading.or_refuse(moment, Self(0))
    }

    fn write(&self, out: &mut Writer) {
        out.string(&self.to_string());
    }
}

/// Three numbers of these many digits each.
fn numbers(text: &str, between: char, digits: [usize; 3]) -> Option<[u64; 3]> {
    let mut parts = text.split(between);
    let mut found = [0; 3];
    for (found, digits) in found.iter_mut().zip(digits) {
        let part = parts.next()?;
        if part.len() != digits || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *found = number(part)?;
    }
    parts.next().is_none().then_some(found)
}

const fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_of(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 1970 to the first of that month.
fn days_before(year: u64, month: u64) -> u64 {
    let last = year - 1;
    let leap_days = last / 4 - last / 100 + last / 400 - 477;
    (year - 1970) * 365 + leap_days + (1..month).map(|earlier| days_of(year, earlier)).sum::<u64>()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_moments_of_the_catalogue_are_read() {
        assert_eq!(UtcTime::parse("2022-05-05T07:34:07.188Z"), Some(UtcTime(1_651_736_047_188)));
        assert_eq!(UtcTime::parse("1970-01-01T00:00:00Z"), Some(UtcTime(0)));
        assert_eq!(UtcTime::parse("2024-02-29T23:59:59.9999Z"), Some(UtcTime(1_709_251_199_999)));
        assert_eq!(UtcTime::of_unix_ms(u64::MAX).to_string(), "9999-12-31T23:59:59.999Z");
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2022-06-22",
            "2022-06-22T13:01:53.750",
            "2022-13-22T13:01:53Z",
            "2023-02-29T13:01:53Z",
            "2022-06-22T24:01:53Z",
            "2022-6-22T13:01:53Z",
            "2022-06-22-01T13:01:53Z",
            "1969-12-31T23:59:59Z",
            "2022-06-22T13:01:53.+1Z",
        ] {
            assert_eq!(UtcTime::parse(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_moment_comes_back(unix_ms in 0..=LAST_MS) {
            prop_assert_eq!(UtcTime::parse(&UtcTime(unix_ms).to_string()), Some(UtcTime(unix_ms)));
        }

        #[test]
        fn no_text_makes_the_reader_panic(text in "[-0-9TZ:.é]{0,30}") {
            let _ = UtcTime::parse(&text);
        }
    }
}
