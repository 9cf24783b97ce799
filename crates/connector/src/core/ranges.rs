//! Watches whether the login IP ranges of the API user's profile let the contact centre in.
//!
//! ```text
//!              due                  looked, or could not
//! Waiting ───────────▶ Looking ───────────────────────────▶ Waiting
//! ```
//!
//! A look takes place at once and then every so often, sooner after one that failed. What is told is what has changed
//! since the last look: an address that has been missing for days is told once.

use std::collections::VecDeque;

use hookswitch_login_ranges::{Outcome, Report, Union};
use hookswitch_protocol::Tick;

/// How soon it is tried again after a look that failed, unless the period is shorter.
const AGAIN_MS: u64 = 15 * 60 * 1000;

/// The machine.
#[derive(Debug)]
pub struct RangesWatch {
    period_ms: u64,
    phase: Phase,
    last: Last,
    figures: Option<RangesFigures>,
    effects: VecDeque<RangesEffect>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Waiting { until: Tick },
    Looking,
}

/// What was seen last, and what was missing when there was an answer.
#[derive(Debug)]
enum Last {
    Nothing,
    Answer { missing: Union },
    Failure { why: String, missing: Option<Union> },
}

/// What happened to it.
#[derive(Debug)]
pub enum RangesInput {
    /// A look gave an answer.
    Looked {
        /// The answer.
        report: Box<Report>,
        /// When, in milliseconds since 1970 UTC.
        unix_ms: u64,
    },
    /// A look gave none.
    Failed {
        /// Why, with the remedy.
        why: String,
    },
}

/// What it wants done.
#[derive(Debug, PartialEq, Eq)]
pub enum RangesEffect {
    /// Read list and profile, and compare them.
    Look,
    /// Write a line in the log.
    Tell(RangesNews),
}

/// What is worth a line.
#[derive(Debug, PartialEq, Eq)]
pub enum RangesNews {
    /// Addresses are missing that were not, or had not been looked at.
    Missing {
        /// These addresses.
        new: Union,
        /// How many entries of the list are missing now, wholly or in part.
        entries: u64,
    },
    /// Nothing is missing, and it was, or had not been looked at.
    Covered,
    /// It cannot be told, for another reason than the last time.
    Failing {
        /// Why, with the remedy.
        why: String,
    },
}

/// What the last answer was.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RangesFigures {
    /// Entries of the list that are missing, wholly or in part.
    pub missing: u64,
    /// Those of them that the list calls new.
    pub missing_new: u64,
    /// When it was given, in seconds since 1970 UTC.
    pub checked_unix_s: u64,
}

impl RangesWatch {
    /// Looks at once, and then once every period.
    #[must_use]
    pub fn new(period_ms: u64) -> Self {
        Self {
            period_ms,
            phase: Phase::Waiting { until: Tick(0) },
            last: Last::Nothing,
            figures: None,
            effects: VecDeque::new(),
        }
    }

    /// Takes what came of a look.
    pub fn handle(&mut self, input: RangesInput, now: Tick) {
        match (self.phase, input) {
            (Phase::Looking, RangesInput::Looked { report, unix_ms }) => {
                self.wait(now, self.period_ms);
                self.on_report(&report, unix_ms);
            }
            (Phase::Looking, RangesInput::Failed { why }) => {
                self.wait(now, self.period_ms.min(AGAIN_MS));
                self.on_failure(why);
            }
            // Nobody asked.
            (Phase::Waiting { .. }, RangesInput::Looked { .. } | RangesInput::Failed { .. }) => {}
        }
    }

    /// Does what is due by now.
    pub fn handle_timeout(&mut self, now: Tick) {
        match self.phase {
            Phase::Waiting { until } if until <= now => {
                self.phase = Phase::Looking;
                self.effects.push_back(RangesEffect::Look);
            }
            Phase::Waiting { .. } | Phase::Looking => {}
        }
    }

    /// When [`Self::handle_timeout`] is owed; `None` while a look is under way.
    #[must_use]
    pub const fn poll_timeout(&self) -> Option<Tick> {
        match self.phase {
            Phase::Waiting { until } => Some(until),
            Phase::Looking => None,
        }
    }

    /// The next thing to do, in order.
    #[must_use]
    pub fn poll_effect(&mut self) -> Option<RangesEffect> {
        self.effects.pop_front()
    }

    /// The last answer in numbers; `None` before the first.
    #[must_use]
    pub const fn figures(&self) -> Option<RangesFigures> {
        self.figures
    }

    fn wait(&mut self, now: Tick, ms: u64) {
        self.phase = Phase::Waiting { until: Tick(now.0.saturating_add(ms)) };
    }

    fn on_report(&mut self, report: &Report, unix_ms: u64) {
        let count = |count: usize| u64::try_from(count).unwrap_or(u64::MAX);
        let entries = count(report.outcome.missing().len());
        self.figures = Some(RangesFigures {
            missing: entries,
            missing_new: count(report.missing_new()),
            checked_unix_s: unix_ms / 1000,
        });
        let missing = report.to_add();
        let before = self.missing_before();
        let news = match &report.outcome {
            Outcome::NotRestricted | Outcome::Covered => {
                before.is_none_or(|before| !before.ranges().is_empty()).then_some(RangesNews::Covered)
            }
            Outcome::Missing(_) => {
                let nothing = Union::default();
                let before = before.unwrap_or(&nothing);
                let new = Union::of(missing.ranges().iter().flat_map(|range| before.missing(*range)));
                (!new.ranges().is_empty()).then_some(RangesNews::Missing { new, entries })
            }
        };
        self.effects.extend(news.map(RangesEffect::Tell));
        self.last = Last::Answer { missing };
    }

    fn on_failure(&mut self, why: String) {
        let is_known = matches!(&self.last, Last::Failure { why: before, .. } if *before == why);
        if !is_known {
            self.effects.push_back(RangesEffect::Tell(RangesNews::Failing { why: why.clone() }));
        }
        let missing = self.missing_before().cloned();
        self.last = Last::Failure { why, missing };
    }

    const fn missing_before(&self) -> Option<&Union> {
        match &self.last {
            Last::Nothing => None,
            Last::Answer { missing } => Some(missing),
            Last::Failure { missing, .. } => missing.as_ref(),
        }
    }
}

#[cfg(test)]
mod tests {
    use hookswitch_login_ranges::{AddressList, Profile, check};

    use super::*;

    const HOUR: u64 = 3_600_000;

    /// A watch, and the time.
    struct Played {
        watch: RangesWatch,
        now: Tick,
    }

    impl Played {
        fn new() -> Self {
            Self { watch: RangesWatch::new(24 * HOUR), now: Tick(0) }
        }

        /// Goes on to the next look, gives it this outcome, and hands out what is told.
        fn look(&mut self, input: RangesInput) -> Vec<RangesEffect> {
            self.now = self.watch.poll_timeout().unwrap();
            self.watch.handle_timeout(self.now);
            assert_eq!(self.watch.poll_effect(), Some(RangesEffect::Look));
            assert_eq!(self.watch.poll_timeout(), None);
            self.watch.handle(input, self.now);
            std::iter::from_fn(|| self.watch.poll_effect()).collect()
        }
    }

    /// The answer for a list and the ends of the profile's one range.
    fn answer(list: &str, range: (&str, &str)) -> RangesInput {
        let (first, last) = range;
        let xml = format!(
            "<Profile><loginIpRanges><endAddress>{last}</endAddress><startAddress>{first}</startAddress></loginIpRanges></Profile>"
        );
        let picked = AddressList::parse(list).unwrap().pick(None).unwrap();
        let report = Box::new(check(picked, Profile::parse(&xml).unwrap()));
        RangesInput::Looked { report, unix_ms: 1_700_000_000_999 }
    }

    fn failed(why: &str) -> RangesInput {
        RangesInput::Failed { why: why.to_owned() }
    }

    fn missing(told: &[RangesEffect]) -> Vec<String> {
        let [RangesEffect::Tell(RangesNews::Missing { new, .. })] = told else { panic!("{told:?}") };
        new.ranges().iter().map(ToString::to_string).collect()
    }

    const ALL: (&str, &str) = ("192.0.2.0", "192.0.2.255");
    const HALF: (&str, &str) = ("192.0.2.0", "192.0.2.7");

    #[test]
    fn it_looks_at_once_and_then_every_period() {
        let mut played = Played::new();
        assert_eq!(played.watch.poll_timeout(), Some(Tick(0)));
        played.look(answer("192.0.2.1", ALL));
        assert_eq!(played.watch.poll_timeout(), Some(Tick(24 * HOUR)));
        played.watch.handle_timeout(Tick(24 * HOUR - 1));
        assert_eq!(played.watch.poll_effect(), None);
    }

    #[test]
    fn a_missing_address_is_told_once_and_another_one_alone() {
        let mut played = Played::new();
        assert_eq!(missing(&played.look(answer("192.0.2.0/28", HALF))), ["192.0.2.8 - 192.0.2.15"]);
        assert_eq!(played.look(answer("192.0.2.0/28", HALF)), []);
        assert_eq!(missing(&played.look(answer("192.0.2.0/28\n192.0.2.16 (new)", HALF))), ["192.0.2.16"]);
        // Written otherwise it is no other address.
        assert_eq!(played.look(answer("192.0.2.8/29\n192.0.2.16", HALF)), []);
    }

    #[test]
    fn that_nothing_is_missing_any_more_is_told_once() {
        let mut played = Played::new();
        assert_eq!(played.look(answer("192.0.2.1", ALL)), [RangesEffect::Tell(RangesNews::Covered)]);
        assert_eq!(played.look(answer("192.0.2.1", ALL)), []);
        played.look(answer("192.0.2.9", HALF));
        assert_eq!(played.look(answer("192.0.2.9", ALL)), [RangesEffect::Tell(RangesNews::Covered)]);
        assert_eq!(missing(&played.look(answer("192.0.2.9", HALF))), ["192.0.2.9"]);
    }

    #[test]
    fn a_look_that_failed_is_tried_again_soon_told_once_and_forgets_nothing() {
        let mut played = Played::new();
        played.look(answer("192.0.2.9", HALF));
        let figures = played.watch.figures();
        let why = RangesEffect::Tell(RangesNews::Failing { why: "no route".to_owned() });
        assert_eq!(played.look(failed("no route")), [why]);
        assert_eq!(played.watch.poll_timeout(), Some(Tick(played.now.0 + AGAIN_MS)));
        assert_eq!(played.look(failed("no route")), []);
        assert_eq!(played.look(failed("404")).len(), 1);
        assert_eq!(played.watch.figures(), figures);
        assert_eq!(played.look(answer("192.0.2.9", HALF)), []);
        assert_eq!(played.watch.poll_timeout(), Some(Tick(played.now.0 + 24 * HOUR)));
    }

    #[test]
    fn the_figures_say_how_many_entries_are_missing_how_many_of_them_new_and_when() {
        let mut played = Played::new();
        assert_eq!(played.watch.figures(), None);
        played.look(answer("192.0.2.1\n192.0.2.9\n192.0.2.10 (new)", HALF));
        let wanted = RangesFigures { missing: 2, missing_new: 1, checked_unix_s: 1_700_000_000 };
        assert_eq!(played.watch.figures(), Some(wanted));
    }

    #[test]
    fn what_nobody_asked_for_changes_nothing() {
        let mut played = Played::new();
        played.watch.handle(failed("late"), Tick(5));
        assert_eq!((played.watch.poll_timeout(), played.watch.poll_effect()), (Some(Tick(0)), None));
    }
}
