//! A report as a table, as CSV and as Profile XML.

use std::fmt::Write;

use crate::{
    address::AddressRange,
    check::{Lacking, Outcome, Report},
};

/// What an administrator should not try instead.
pub const TRUSTED_RANGES: &str = "\
The trusted IP ranges of the whole org (Setup > Network Access) do not help here. They only spare users the code or \
the security token; once a profile has login IP ranges, every log-on from outside of them is refused, whatever is \
trusted.";

const HEAD: [&str; 5] = ["ENTRY", "NEW", "MISSING", "IP START ADDRESS", "IP END ADDRESS"];
/// A range's description in Salesforce holds no more.
const LONGEST_DESCRIPTION: usize = 80;
/// What a spreadsheet would take for the beginning of a formula.
const FORMULA: [char; 4] = ['=', '+', '-', '@'];

/// One range to add, as a person reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Row<'a> {
    /// The entry of the list, as it is written there.
    pub entry: &'a str,
    /// Whether the list calls it new.
    pub is_new: bool,
    /// Whether nothing of the entry is covered.
    pub is_whole: bool,
    /// The addresses that are not.
    pub part: AddressRange,
}

impl Report {
    /// The ranges to add, entry by entry, new ones first.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.outcome.missing().iter().flat_map(|missing| {
            missing.parts().iter().map(|part| Row {
                entry: &missing.entry.written,
                is_new: missing.entry.is_new,
                is_whole: missing.lacking == Lacking::Whole,
                part: *part,
            })
        })
    }

    /// The answer in a sentence or two.
    #[must_use]
    pub fn summary(&self) -> String {
        let of = self.region.as_ref().map_or_else(String::new, |region| format!(" of {region}"));
        let (entries, ranges) = (self.entries, self.profile.ranges.len());
        match &self.outcome {
            Outcome::NotRestricted => "The profile has no login IP ranges: its users log on from anywhere. \
                                       There is nothing to add."
                .to_owned(),
            Outcome::Covered => {
                format!(
                    "The profile's login IP ranges ({ranges}) cover every entry{of} ({entries}). There is nothing to add."
                )
            }
            Outcome::Missing(missing) => {
                let new = match self.missing_new() {
                    0 => String::new(),
                    new => format!(", {new} of them marked new"),
                };
                let missing = missing.len();
                format!(
                    "Missing from the profile's login IP ranges ({ranges}): {missing} of {entries} entries{of}{new}."
                )
            }
        }
    }

    /// The answer, what is missing and what does not help, for a person.
    #[must_use]
    pub fn to_table(&self) -> String {
        let mut text = self.summary() + "\n";
        let mut rows = vec![HEAD.map(str::to_owned)];
        rows.extend(self.rows().map(Row::cells));
        if rows.len() > 1 {
            let widths: [usize; 5] = std::array::from_fn(|column| {
                rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
            });
            text.push('\n');
            for row in &rows {
                let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:<width$}"));
                text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
                text.push('\n');
            }
            text.push_str("\nAdd these ranges to the profile's Login IP Ranges.\n");
            text.push_str(TRUSTED_RANGES);
            text.push('\n');
        }
        if !self.others.is_empty() {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "\nNot looked at: {}.", self.others.join(", "));
        }
        text
    }

    /// One line for each range to add.
    #[must_use]
    pub fn to_csv(&self) -> String {
        let mut text = "IP Start Address,IP End Address,Description,Entry,New\r\n".to_owned();
        for row in self.rows() {
            let new = if row.is_new { "new" } else { "" };
            let cells =
                [&row.part.first().to_string(), &row.part.last().to_string(), &self.description(), row.entry, new];
            text.push_str(&cells.map(csv_cell).join(","));
            text.push_str("\r\n");
        }
        text
    }

    /// The profile as it should be: the ranges that it has and those to add. Salesforce replaces all ranges of a
    /// profile by those that are deployed, so that the missing ones alone would lock out who logs on from the others.
    #[must_use]
    pub fn to_xml(&self) -> String {
        let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
                       <Profile xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n"
            .to_owned();
        for it in &self.profile.ranges {
            push_range(&mut xml, it.range, &it.description);
        }
        for range in self.to_add().ranges() {
            push_range(&mut xml, *range, &self.description());
        }
        xml.push_str("</Profile>\n");
        xml
    }

    fn description(&self) -> String {
        let region = self.region.as_ref().map_or_else(String::new, |region| format!(" {region}"));
        format!("Contact centre{region}").chars().take(LONGEST_DESCRIPTION).collect()
    }
}

impl Row<'_> {
    fn cells(self) -> [String; 5] {
        let new = if self.is_new { "new" } else { "" };
        let missing = if self.is_whole { "all of it" } else { "a part" };
        [self.entry, new, missing, &self.part.first().to_string(), &self.part.last().to_string()].map(str::to_owned)
    }
}

fn push_range(xml: &mut String, range: AddressRange, description: &str) {
    xml.push_str("    <loginIpRanges>\n");
    if !description.is_empty() {
        let _ = writeln!(xml, "        <description>{}</description>", escaped(description));
    }
    let _ = writeln!(xml, "        <endAddress>{}</endAddress>", range.last());
    let _ = writeln!(xml, "        <startAddress>{}</startAddress>", range.first());
    xml.push_str("    </loginIpRanges>\n");
}

fn escaped(text: &str) -> String {
    // XML has no way to say a control character.
    let text: String = text.chars().filter(|one| !one.is_control() || matches!(one, '\n' | '\t')).collect();
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn csv_cell(text: &str) -> String {
    let text = if text.starts_with(FORMULA) { format!("'{text}") } else { text.to_owned() };
    if text.contains([',', '"', '\n', '\r']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text }
}
