//! Whether a profile's ranges let in every address of a region.

use crate::{
    address::AddressRange,
    list::{Entry, Picked},
    profile::Profile,
    union::Union,
};

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The region as the list calls it; `None` where the list names no regions.
    pub region: Option<String>,
    /// How many entries were looked at.
    pub entries: usize,
    /// The headings whose entries were not.
    pub others: Vec<String>,
    /// The profile as it is.
    pub profile: Profile,
    /// The answer.
    pub outcome: Outcome,
}

/// Whether all may log on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The profile has no ranges: its users log on from anywhere.
    NotRestricted,
    /// Every address is within the ranges.
    Covered,
    /// These are not, wholly or in part: those marked new first, else in the order of the list.
    Missing(Vec<Missing>),
}

/// An entry that is not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    /// The entry.
    pub entry: Entry,
    /// How much of it.
    pub lacking: Lacking,
}

/// How much of an entry is not covered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lacking {
    /// All of it.
    Whole,
    /// These parts, in order.
    Parts(Vec<AddressRange>),
}

/// Compares the entries of a region with the ranges of a profile.
#[must_use]
pub fn check(picked: Picked, profile: Profile) -> Report {
    let Picked { region, entries, others } = picked;
    let count = entries.len();
    let outcome = if profile.ranges.is_empty() {
        Outcome::NotRestricted
    } else {
        let covered = Union::of(profile.ranges.iter().map(|it| it.range));
        let mut missing: Vec<Missing> = entries.into_iter().filter_map(|entry| lacking(entry, &covered)).collect();
        missing.sort_by_key(|missing| !missing.entry.is_new);
        if missing.is_empty() { Outcome::Covered } else { Outcome::Missing(missing) }
    };
    Report { region, entries: count, others, profile, outcome }
}

impl Missing {
    /// The addresses that are not covered.
    #[must_use]
    pub fn parts(&self) -> &[AddressRange] {
        match &self.lacking {
            Lacking::Whole => std::slice::from_ref(&self.entry.range),
            Lacking::Parts(parts) => parts,
        }
    }
}

impl Outcome {
    /// The entries that are not covered.
    #[must_use]
    pub fn missing(&self) -> &[Missing] {
        match self {
            Self::NotRestricted | Self::Covered => &[],
            Self::Missing(missing) => missing,
        }
    }
}

impl Report {
    /// How many of the entries that are not covered are marked new.
    #[must_use]
    pub fn missing_new(&self) -> usize {
        self.outcome.missing().iter().filter(|missing| missing.entry.is_new).count()
    }

    /// All that is not covered, in as few ranges as Salesforce would take.
    #[must_use]
    pub fn to_add(&self) -> Union {
        Union::of(self.outcome.missing().iter().flat_map(|missing| missing.parts().iter().copied()))
    }
}

fn lacking(entry: Entry, covered: &Union) -> Option<Missing> {
    let parts = covered.missing(entry.range);
    let lacking = match parts.as_slice() {
        [] => return None,
        [all] if *all == entry.range => Lacking::Whole,
        [_, ..] => Lacking::Parts(parts),
    };
    Some(Missing { entry, lacking })
}
