//! What several ranges cover together.

use crate::address::AddressRange;

/// Ranges in order, as few as can tell what they cover: none overlaps another or meets it, except at an edge of the
/// IPv4 block, which no range crosses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Union(Vec<AddressRange>);

impl Union {
    /// What ranges in any order cover together.
    #[must_use]
    pub fn of(ranges: impl IntoIterator<Item = AddressRange>) -> Self {
        let mut sorted: Vec<AddressRange> = ranges.into_iter().collect();
        sorted.sort_unstable();
        let mut joined: Vec<AddressRange> = Vec::with_capacity(sorted.len());
        for next in sorted {
            match joined.last_mut().filter(|last| last.joins(next)) {
                Some(last) => *last = last.until(next.last()),
                None => joined.push(next),
            }
        }
        Self(joined)
    }

    /// The ranges, in order.
    #[must_use]
    pub fn ranges(&self) -> &[AddressRange] {
        &self.0
    }

    /// The parts of a range that are not covered, in order.
    #[must_use]
    pub fn missing(&self, range: AddressRange) -> Vec<AddressRange> {
        let from = self.0.partition_point(|covered| covered.last() < range.first());
        let mut missing = Vec::new();
        let mut rest = Some(range);
        for covered in self.0.iter().skip(from).take_while(|covered| covered.first() <= range.last()) {
            let Some(left) = rest else { break };
            missing.extend(left.below(covered.first()));
            rest = left.above(covered.last());
        }
        missing.extend(rest);
        missing
    }
}
