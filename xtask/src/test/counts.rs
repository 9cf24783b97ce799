//! How many passed, failed and were skipped, as the test programs say it.

use std::fmt;
use std::iter::Sum;
use std::ops::Add;

/// What came of one step, or of all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Tests and checks that held.
    pub(crate) passed: u32,
    /// Tests and checks that did not, and steps that died.
    pub(crate) failed: u32,
    /// Tests that were not run.
    pub(crate) skipped: u32,
}

impl Counts {
    /// One check that did not hold.
    pub(crate) fn failed_check() -> Self {
        Self { failed: 1, ..Self::default() }
    }

    /// One check and how it went.
    pub(crate) fn check(holds: bool) -> Self {
        if holds { Self { passed: 1, ..Self::default() } } else { Self::failed_check() }
    }

    /// `test result: ok. 12 passed; 0 failed; 1 ignored; …`, the closing line of a test program.
    pub(crate) fn parse(line: &str) -> Option<Self> {
        let (_, sums) = line.trim().strip_prefix("test result: ")?.split_once(". ")?;
        let mut counts = Self::default();
        for sum in sums.split(';') {
            match sum.trim().split_once(' ') {
                Some((number, "passed")) => counts.passed = number.parse().ok()?,
                Some((number, "failed")) => counts.failed = number.parse().ok()?,
                Some((number, "ignored" | "filtered out")) => counts.skipped += number.parse::<u32>().ok()?,
                Some(_) | None => {}
            }
        }
        Some(counts)
    }

    /// What a step of tests comes to: one that failed without saying so, or ran nothing, has failed.
    pub(crate) fn settle(self, succeeded: bool) -> Self {
        let silent = self.failed == 0 && (!succeeded || self.passed == 0);
        self + if silent { Self::failed_check() } else { Self::default() }
    }
}

impl Add for Counts {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }
}

impl Sum for Counts {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), Self::add)
    }
}

impl fmt::Display for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(passed: u32, failed: u32, skipped: u32) -> Counts {
        Counts { passed, failed, skipped }
    }

    #[test]
    fn the_closing_line_of_a_test_program_is_understood() {
        let line = "test result: FAILED. 12 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out; finished in 0.1s";
        assert_eq!(Counts::parse(line), Some(counts(12, 2, 4)));
        assert_eq!(Counts::parse("test sums_are_right ... ok"), None);
    }

    #[test]
    fn a_step_that_died_without_counting_has_failed() {
        assert_eq!(counts(5, 0, 0).settle(false), counts(5, 1, 0));
        assert_eq!(counts(5, 2, 0).settle(false), counts(5, 2, 0));
    }

    #[test]
    fn a_step_that_ran_no_test_has_failed() {
        assert_eq!(counts(0, 0, 3).settle(true), counts(0, 1, 3));
        assert_eq!(counts(1, 0, 3).settle(true), counts(1, 0, 3));
    }

    #[test]
    fn the_last_line_reads_as_promised() {
        let all: Counts = [counts(1, 0, 2), counts(3, 0, 0)].into_iter().sum();
        assert_eq!(all.to_string(), "4 passed, 0 failed, 2 skipped");
    }
}
