//! When to try again: pure, from the number of tries and the age of the outage.

use fastrand::Rng;

/// First tries are spread over the connector's window; then full jitter doubles from 100 ms to 20 s for two
/// minutes; from then on a random 20 to 90 s, the figure of the Interaction Client family.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// Tries made since the connection was last accepted.
    pub tries: u32,
    /// Milliseconds since the connection was lost.
    pub lost_for_ms: u64,
    /// Milliseconds over which the connector spreads first tries.
    pub window_ms: u64,
}

impl Backoff {
    const FIRST_CAP_MS: u64 = 100;
    const LAST_CAP_MS: u64 = 20_000;
    const FAST_FOR_MS: u64 = 120_000;
    const SLOW_LEAST_MS: u64 = 20_000;
    const SLOW_SPREAD_MS: u64 = 70_000;

    /// Milliseconds to wait before the next try.
    pub fn delay_ms(self, rng: &mut Rng) -> u64 {
        match (self.tries, self.lost_for_ms) {
            (0, _) => up_to(self.window_ms, rng),
            (_, lost) if lost >= Self::FAST_FOR_MS => Self::SLOW_LEAST_MS + up_to(Self::SLOW_SPREAD_MS, rng),
            (tries, _) => up_to(Self::cap_ms(tries), rng),
        }
    }

    fn cap_ms(tries: u32) -> u64 {
        let doublings = tries.saturating_sub(1).min(16);
        (Self::FIRST_CAP_MS << doublings).min(Self::LAST_CAP_MS)
    }
}

/// A random number from 0 to `most`. The bias of the remainder is far below a millisecond; the generator's own ranges
/// bring a panic with its formatting into the page.
fn up_to(most: u64, rng: &mut Rng) -> u64 {
    rng.u64(..) % most.saturating_add(1).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn delays(backoff: Backoff) -> Vec<u64> {
        let mut rng = Rng::with_seed(7);
        (0..2_000).map(|_| backoff.delay_ms(&mut rng)).collect()
    }

    fn within(backoff: Backoff, range: core::ops::RangeInclusive<u64>) {
        let delays = delays(backoff);
        let (least, most) = (*delays.iter().min().unwrap(), *delays.iter().max().unwrap());
        assert!(range.contains(&least) && range.contains(&most), "{least}..{most}");
        // Full jitter: the whole range is used, so that clients spread.
        let spread = range.end() - range.start();
        assert!(most - least >= spread * 9 / 10, "{least}..{most} of {range:?}");
    }

    #[test]
    fn the_first_try_falls_into_the_connectors_window() {
        within(Backoff { tries: 0, lost_for_ms: 0, window_ms: 10 }, 0..=10);
        within(Backoff { tries: 0, lost_for_ms: 0, window_ms: 667 }, 0..=667);
    }

    #[test]
    fn later_tries_double_from_100_ms_to_20_s() {
        for (tries, cap) in [(1, 100), (2, 200), (3, 400), (8, 12_800), (9, 20_000), (40, 20_000), (u32::MAX, 20_000)] {
            within(Backoff { tries, lost_for_ms: 119_999, window_ms: 10 }, 0..=cap);
        }
    }

    #[test]
    fn after_two_minutes_tries_come_at_random_every_20_to_90_s() {
        within(Backoff { tries: 12, lost_for_ms: 120_000, window_ms: 10 }, 20_000..=90_000);
    }
}
