//! The list of a contact centre's addresses: under a heading for each region, one entry a line or several with commas
//! between them.

mod cell;

use crate::{
    address::AddressRange,
    fault::{Fault, MOST_FAULTS, Place, Wrong},
};

use cell::Cell;

/// What begins a line that is a remark.
const REMARKS: [&str; 2] = ["#", "//"];
/// What stands before the entries of lists.
const BULLETS: [char; 6] = ['-', '*', '•', '·', '–', '◦'];
const BETWEEN_ENTRIES: [char; 4] = [',', ';', '|', '\t'];

/// An address list, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressList {
    /// The entries above the first heading: they are of every region.
    common: Vec<Entry>,
    regions: Vec<Region>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Region {
    name: String,
    entries: Vec<Entry>,
}

/// One entry of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The address, block or range as it is written there.
    pub written: String,
    /// What it stands for.
    pub range: AddressRange,
    /// Whether it is marked `(new)`.
    pub is_new: bool,
    /// Where it stands.
    pub place: Place,
}

/// The entries of one region.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picked {
    /// The region's name as the list has it; `None` where the list names no regions.
    pub region: Option<String>,
    /// Its entries, in the order of the list.
    pub entries: Vec<Entry>,
    /// The other headings that entries stand under.
    pub others: Vec<String>,
}

/// Why there are no entries for what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RegionFault {
    /// No region was named, and the list has several.
    #[error("The list has several regions: {}.", .there.join(", "))]
    Unsaid {
        /// The regions there are.
        there: Vec<String>,
    },
    /// The list has no such region.
    #[error("The list has no region \"{asked}\". {}", regions(.there))]
    Unknown {
        /// What was asked for.
        asked: String,
        /// The regions there are.
        there: Vec<String>,
    },
    /// The heading is there, and no entry under it.
    #[error("No address stands right under \"{asked}\". {}", regions(.there))]
    Empty {
        /// What was asked for.
        asked: String,
        /// The regions there are.
        there: Vec<String>,
    },
}

impl AddressList {
    /// Reads a list.
    ///
    /// # Errors
    /// What is wrong with it, up to 20 things.
    pub fn parse(text: &str) -> Result<Self, Vec<Fault>> {
        if text.trim_start().starts_with('<') {
            return Err(vec![at(1, 1, Wrong::Markup)]);
        }
        let (mut list, mut faults) = (Self { common: Vec::new(), regions: Vec::new() }, Vec::new());
        for (row, line) in text.lines().enumerate() {
            match read_line(row + 1, line) {
                Ok(Line::Nothing) => {}
                // A page that is copied may break the line before the mark.
                Ok(Line::New) => {
                    list.newest().into_iter().for_each(|entry| entry.is_new = true);
                }
                Ok(Line::Heading(name)) => list.regions.push(Region { name, entries: Vec::new() }),
                Ok(Line::Entries(entries)) => {
                    list.regions.last_mut().map_or(&mut list.common, |region| &mut region.entries).extend(entries);
                }
                Err(fault) => faults.push(fault),
            }
        }
        let is_empty = list.common.is_empty() && list.regions.iter().all(|region| region.entries.is_empty());
        if is_empty && faults.is_empty() {
            faults.push(at(1, 1, Wrong::NoAddress));
        }
        faults.truncate(MOST_FAULTS);
        if faults.is_empty() { Ok(list) } else { Err(faults) }
    }

    /// The headings that entries stand under, each once, in the order of the list.
    #[must_use]
    pub fn regions(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for region in self.regions.iter().filter(|region| !region.entries.is_empty()) {
            if !names.iter().any(|name| is_same(name, &region.name)) {
                names.push(region.name.clone());
            }
        }
        names
    }

    /// The entries of a region, whatever the case of its name; of the only one where none is named.
    ///
    /// # Errors
    /// Why it cannot be told which entries are meant.
    pub fn pick(&self, asked: Option<&str>) -> Result<Picked, RegionFault> {
        let there = self.regions();
        let name = match (asked.map(str::trim).filter(|asked| !asked.is_empty()), there.as_slice()) {
            (Some(asked), _) => {
                if !there.iter().any(|name| is_same(name, asked)) {
                    let is_heading = self.regions.iter().any(|region| is_same(&region.name, asked));
                    let asked = asked.to_owned();
                    let fault = if is_heading {
                        RegionFault::Empty { asked, there }
                    } else {
                        RegionFault::Unknown { asked, there }
                    };
                    return Err(fault);
                }
                Some(asked)
            }
            (None, []) => None,
            (None, [only]) => Some(only.as_str()),
            (None, [_, _, ..]) => return Err(RegionFault::Unsaid { there }),
        };
        let of_name = |region: &&Region| name.is_some_and(|name| is_same(&region.name, name));
        let own = self.regions.iter().filter(of_name).flat_map(|region| &region.entries);
        Ok(Picked {
            region: there.iter().find(|there| name.is_some_and(|name| is_same(there, name))).cloned(),
            entries: self.common.iter().chain(own).cloned().collect(),
            others: there.iter().filter(|there| !name.is_some_and(|name| is_same(there, name))).cloned().collect(),
        })
    }

    fn newest(&mut self) -> Option<&mut Entry> {
        self.regions.last_mut().map_or(&mut self.common, |region| &mut region.entries).last_mut()
    }
}

impl RegionFault {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Unsaid { .. } | Self::Unknown { .. } => "Name one of them.",
            Self::Empty { .. } => "Put the region's name on the line above its addresses.",
        }
    }
}

enum Line {
    Nothing,
    New,
    Heading(String),
    Entries(Vec<Entry>),
}

fn read_line(row: usize, line: &str) -> Result<Line, Fault> {
    let bare = cell::trim(line);
    if bare.is_empty() || REMARKS.iter().any(|remark| bare.starts_with(remark)) {
        return Ok(Line::Nothing);
    }
    let unlisted = bare.strip_prefix(BULLETS).filter(|rest| rest.starts_with(char::is_whitespace));
    let bare = cell::trim(unlisted.unwrap_or(bare));
    let mut entries: Vec<Entry> = Vec::new();
    let (mut texts, mut marks) = (Vec::new(), 0);
    for part in bare.split(BETWEEN_ENTRIES).map(cell::trim).filter(|part| !part.is_empty()) {
        let place = Place { line: row, column: column(line, part) };
        match cell::read(part).map_err(|wrong| Fault { place, wrong })? {
            Cell::New => match entries.last_mut() {
                Some(entry) => entry.is_new = true,
                None => marks += 1,
            },
            Cell::Entry { written, range, is_new } => entries.push(Entry { written, range, is_new, place }),
            Cell::Text { names_address: true } => {
                return Err(Fault { place, wrong: Wrong::TextBesideAddress(part.to_owned()) });
            }
            Cell::Text { names_address: false } => texts.push((part, place)),
        }
    }
    match (texts.first(), entries.is_empty()) {
        (None, true) if marks > 0 => Ok(Line::New),
        (None, true) => Ok(Line::Nothing),
        (None, false) => Ok(Line::Entries(entries)),
        (Some(_), true) => Ok(Line::Heading(cell::trim(bare.trim_end_matches(':')).to_owned())),
        (Some((text, place)), false) => {
            Err(Fault { place: *place, wrong: Wrong::TextBesideAddress((*text).to_owned()) })
        }
    }
}

/// The column at which a part of a line begins.
fn column(line: &str, part: &str) -> usize {
    let before = (part.as_ptr() as usize).saturating_sub(line.as_ptr() as usize);
    line.get(..before).unwrap_or_default().chars().count() + 1
}

fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

fn regions(there: &[String]) -> String {
    if there.is_empty() { "It names no regions.".to_owned() } else { format!("There are: {}.", there.join(", ")) }
}

fn at(line: usize, column: usize, wrong: Wrong) -> Fault {
    Fault { place: Place { line, column }, wrong }
}

#[cfg(test)]
mod tests;
