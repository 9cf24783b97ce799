//! The calls that an agent had.

use std::collections::VecDeque;

use hookswitch_protocol::cisco::call::PastCall;

/// How long a call is told of after it began: a day, in milliseconds.
pub const HISTORY_MS: u64 = 24 * 60 * 60 * 1_000;
/// The calls of an agent of which is told; the oldest make room.
pub const HISTORY_CALLS: usize = 200;

/// One agent's calls, by when they began.
#[derive(Debug, Default)]
pub(super) struct History(VecDeque<PastCall>);

impl History {
    /// Keeps a call. Whoever comes back into one has had it once: the later end counts. A telephone system may give an
    /// id again after a restart, and such a call began at another time.
    pub(super) fn keep(&mut self, call: PastCall) {
        self.0.retain(|other| (&other.call_id, other.at) != (&call.call_id, call.at));
        let place = self.0.partition_point(|other| other.at <= call.at);
        self.0.insert(place, call);
        if self.0.len() > HISTORY_CALLS {
            self.0.pop_front();
        }
    }

    /// The calls of the last day, the latest first.
    pub(super) fn of_the_day(&self, now_unix_ms: u64) -> Vec<PastCall> {
        let since = now_unix_ms.saturating_sub(HISTORY_MS);
        self.0.iter().rev().take_while(|call| call.at >= since).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use hookswitch_protocol::{
        cisco::{call::Direction, ids::CallId},
        values::Blank,
    };

    use super::*;

    fn call(id: &str, at: u64, seconds: u32) -> PastCall {
        PastCall {
            call_id: CallId::parse(id).unwrap(),
            direction: Direction::Inbound,
            number: Blank(None),
            name: None,
            queue: None,
            at,
            seconds,
            answered: true,
        }
    }

    fn told(history: &History, now: u64) -> Vec<(String, u64, u32)> {
        let row = |call: &PastCall| (call.call_id.as_str().to_owned(), call.at, call.seconds);
        history.of_the_day(now).iter().map(row).collect()
    }

    #[test]
    fn the_latest_is_first_however_they_came() {
        let mut history = History::default();
        for at in [5, 9, 7] {
            history.keep(call(&at.to_string(), at, 0));
        }
        assert_eq!(told(&history, 10).iter().map(|(_, at, _)| *at).collect::<Vec<_>>(), [9, 7, 5]);
    }

    #[test]
    fn an_id_that_is_given_again_is_another_call_and_a_call_that_ends_twice_is_one() {
        let mut history = History::default();
        history.keep(call("1", 5, 3));
        history.keep(call("1", 9, 4));
        history.keep(call("1", 5, 30));
        assert_eq!(told(&history, 10), [("1".to_owned(), 9, 4), ("1".to_owned(), 5, 30)]);
    }

    #[test]
    fn a_day_and_two_hundred_are_told() {
        let mut history = History::default();
        for at in 0..300 {
            history.keep(call(&at.to_string(), at, 0));
        }
        assert_eq!(told(&history, 300).len(), HISTORY_CALLS);
        assert_eq!(told(&history, HISTORY_MS + 298), [("299".to_owned(), 299, 0), ("298".to_owned(), 298, 0)]);
    }
}
