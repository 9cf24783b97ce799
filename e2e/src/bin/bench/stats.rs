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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_or_between_the_two_middles() {
        assert_eq!(median(&[9.0, 1.0, 5.0]), 5.0);
        assert_eq!(median(&[4.0, 1.0, 2.0, 100.0]), 3.0);
        assert!(median(&[]).is_nan());
    }
}
