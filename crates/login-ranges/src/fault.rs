//! What is wrong with a text, and where in it.

use std::fmt;

use crate::address::RangeFault;

/// Nobody reads more of them at once, and finding the place of each takes a while in a long file.
pub(crate) const MOST_FAULTS: usize = 20;

/// A place in a text; line and column count from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// Something that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {wrong}")]
pub struct Fault {
    /// Where.
    pub place: Place,
    /// What.
    pub wrong: Wrong,
}

/// What can be wrong with a text.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is neither UTF-8 nor UTF-16.
    #[error("This is no text in UTF-8.")]
    Encoding,
    /// It should be an address, and is none.
    #[error("\"{0}\" is no IP address, block or range.")]
    Address(String),
    /// A block's prefix.
    #[error("A block of {kind} addresses has a prefix of 0 to {most}, not {prefix}.")]
    Prefix {
        /// IPv4 or IPv6.
        kind: &'static str,
        /// The greatest there is.
        most: u8,
        /// What stands there.
        prefix: String,
    },
    /// Two addresses that are no range.
    #[error(transparent)]
    Range(#[from] RangeFault),
    /// Text and an address stand on one line.
    #[error("\"{0}\" stands on one line with an address.")]
    TextBesideAddress(String),
    /// A web page where the list should be.
    #[error("This is a web page or XML, and no list of addresses.")]
    Markup,
    /// The list is empty.
    #[error("There is no address in the list.")]
    NoAddress,
    /// It is no XML.
    #[error("This is no XML: {0}.")]
    Xml(String),
    /// It is XML of something else.
    #[error("This is a <{0}>, and no <Profile>.")]
    NoProfile(String),
    /// A range lacks one of its addresses.
    #[error("The range has no <{0}>.")]
    Lacks(&'static str),
    /// A range has one of its parts twice.
    #[error("The range has more than one <{0}>.")]
    Twice(&'static str),
}

impl Place {
    /// The place behind a text.
    pub(crate) fn end_of(text: &str) -> Self {
        let column = text.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
        Self { line: text.matches('\n').count() + 1, column }
    }
}

impl Wrong {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Encoding => "Save the file as UTF-8.",
            Self::Address(_) => {
                "Write 203.0.113.7, 203.0.113.0/28 or 203.0.113.1 - 203.0.113.9, with (new) behind it at most."
            }
            Self::Prefix { .. } => "Correct the number behind the slash.",
            Self::Range(fault) => fault.remedy(),
            Self::TextBesideAddress(_) => "Put each on a line of its own, or # before a remark.",
            Self::Markup => "Copy the addresses from the page into a text file.",
            Self::NoAddress => "Copy the addresses of the section \"Inbound VCC traffic\" into the file.",
            Self::Xml(_) | Self::Lacks(_) | Self::Twice(_) => "Retrieve the profile from the org again.",
            Self::NoProfile(_) => "Name the file of the profile: it ends in .profile or .profile-meta.xml.",
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)
    }
}
