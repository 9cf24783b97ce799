//! Who can be called outside, and how long everything takes.

use crate::core::{Ending, Number, PartyState};

use super::live::Deed;

/// How long a telephone rings.
pub(super) const RINGS_MS: u64 = 30_000;
/// How long a queue's call rings at one agent before it goes to the next.
pub(super) const QUEUE_RINGS_MS: u64 = 15_000;
/// How long a caller waits for a queue.
pub(super) const CALLER_WAITS_MS: u64 = 300_000;
/// How long people outside stay in a call with nobody of the house in it.
pub(super) const OUTSIDERS_TALK_MS: u64 = 60_000;
/// How long the network takes to find that a number is busy or nobody's.
const NETWORK_TAKES_MS: u64 = 500;
/// How long somebody outside looks at the ringing telephone before sending the call away.
const REFUSES_AFTER_MS: u64 = 2_000;

/// Calls at one telephone.
pub(super) const MOST_CALLS_AT_A_TELEPHONE: usize = 6;
/// Calls in the whole system.
pub(super) const MOST_CALLS: usize = 1_000;
/// Parties of one call, those that have left it included.
pub(super) const MOST_PARTIES: usize = 64;
/// Digits of a number that anybody outside may have.
const LEAST_DIGITS: usize = 5;

/// Who can be called outside, by number. A user's extension of the same number goes first. Every other number of five
/// or more digits, with or without a `+` before them, answers after 3 s and talks until the call is dropped.
pub const PEOPLE: [(&str, Manner); 6] = [
    ("8001", Manner::Talks { answers_after_ms: 2_000 }),
    ("8002", Manner::HangsUp { answers_after_ms: 2_000, talks_ms: 10_000 }),
    ("8003", Manner::Busy),
    ("8004", Manner::NeverAnswers),
    ("8005", Manner::Refuses),
    ("8006", Manner::Missing),
];
const ANYBODY: Manner = Manner::Talks { answers_after_ms: 3_000 };

/// What somebody outside does with a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// Answers and talks until the call is dropped.
    Talks {
        /// How long it rings.
        answers_after_ms: u64,
    },
    /// Answers and hangs up after a while; hangs up calls of their own after the same while.
    HangsUp {
        /// How long it rings.
        answers_after_ms: u64,
        /// How long they talk.
        talks_ms: u64,
    },
    /// Is busy.
    Busy,
    /// Lets it ring.
    NeverAnswers,
    /// Sends the call away.
    Refuses,
    /// There is nobody.
    Missing,
}

impl Manner {
    /// Of whoever has the number; `None` where it is no number of the network's.
    pub(super) fn of(number: &Number) -> Option<Self> {
        let text = number.as_str();
        if let Some((_, manner)) = PEOPLE.iter().find(|(person, _)| *person == text) {
            return Some(*manner);
        }
        let digits = text.strip_prefix('+').unwrap_or(text);
        let is_number = digits.len() >= LEAST_DIGITS && digits.chars().all(|c| c.is_ascii_digit());
        is_number.then_some(ANYBODY)
    }

    /// The state in which they come into a call, and what happens when.
    pub(super) const fn when_called(self) -> (PartyState, u64, Deed) {
        match self {
            Self::Talks { answers_after_ms } | Self::HangsUp { answers_after_ms, .. } => {
                (PartyState::Alerting, answers_after_ms, Deed::Answer)
            }
            Self::Busy => (PartyState::Initiating, NETWORK_TAKES_MS, Deed::End(Ending::Busy)),
            Self::NeverAnswers => (PartyState::Alerting, RINGS_MS, Deed::End(Ending::NoAnswer)),
            Self::Refuses => (PartyState::Alerting, REFUSES_AFTER_MS, Deed::End(Ending::Rejected)),
            Self::Missing => (PartyState::Initiating, NETWORK_TAKES_MS, Deed::End(Ending::NoSuchNumber)),
        }
    }

    /// How long they talk, where they hang up by themselves.
    pub(super) const fn talks_ms(self) -> Option<u64> {
        match self {
            Self::HangsUp { talks_ms, .. } => Some(talks_ms),
            Self::Talks { .. } | Self::Busy | Self::NeverAnswers | Self::Refuses | Self::Missing => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_digits_are_a_number_outside_and_anything_shorter_or_lettered_is_none() {
        let manner = |text: &str| Manner::of(&Number::parse(text).unwrap());
        assert_eq!(manner("+4930123456"), Some(ANYBODY));
        assert_eq!(manner("12345"), Some(ANYBODY));
        assert_eq!(manner("8003"), Some(Manner::Busy));
        for none in ["1234", "+1234", "*12345", "anna@example.com", "12+345"] {
            assert_eq!(manner(none), None, "{none}");
        }
    }
}
