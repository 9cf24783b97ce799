//! Medians: the mean of a noisy machine says little.

/// The middle value, and the spread around it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Spread {
    /// Smallest.
    pub(crate) least: f64,
    /// Middle.
    pub(crate) median: f64,
    /// Largest.
    pub(crate) most: f64,
}

/// The spread of some samples; `None` where there are none.
pub(crate) fn spread(samples: &[f64]) -> Option<Spread> {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (least, most) = (*sorted.first()?, *sorted.last()?);
    let upper = *sorted.get(sorted.len() / 2)?;
    let lower = *sorted.get((sorted.len() - 1) / 2)?;
    Some(Spread { least, median: f64::midpoint(lower, upper), most })
}

/// Only the middle value; NaN of nothing, which no ceiling lets pass.
pub(crate) fn median(samples: &[f64]) -> f64 {
    spread(samples).map_or(f64::NAN, |spread| spread.median)
}

/// The smallest sample that so many in a hundred do not exceed; NaN of nothing.
pub(crate) fn percentile(samples: &[f64], percent: usize) -> f64 {
    let mut sorted = samples.to_vec();
    sorted.sort_by(f64::total_cmp);
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted.get(rank - 1).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_middles() {
        assert_eq!(median(&[9.0, 1.0, 5.0]), 5.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 100.0]), 3.0);
        assert!(median(&[]).is_nan());
    }

    #[test]
    fn a_percentile_is_a_sample_and_the_hundredth_is_the_largest() {
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(
            (percentile(&hundred, 50), percentile(&hundred, 99), percentile(&hundred, 100)),
            (50.0, 99.0, 100.0)
        );
        assert_eq!(percentile(&[7.0], 50), 7.0);
        assert!(percentile(&[], 99).is_nan());
    }
}
