//! One entry of a line: what is an address, what should be one, and what is text.

use crate::{
    address::{Address, AddressRange},
    fault::Wrong,
};

const NEW: &str = "(new)";
/// Between the ends of a range; word processors make the longer ones.
const DASHES: [char; 3] = ['-', '–', '—'];

/// What stands between two separators.
pub(super) enum Cell {
    /// `(new)` alone.
    New,
    /// An address, block or range.
    Entry { written: String, range: AddressRange, is_new: bool },
    /// Anything else; an address in the middle of it would be overlooked.
    Text { names_address: bool },
}

/// Takes white space away, and the marks without width that come along when a page is copied.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(|one: char| one.is_whitespace() || matches!(one, '\u{200b}' | '\u{feff}'))
}

pub(super) fn read(text: &str) -> Result<Cell, Wrong> {
    let (bare, is_new) = without_mark(text);
    if bare.is_empty() {
        return Ok(Cell::New);
    }
    if looks_like_address(bare) {
        return Ok(Cell::Entry { written: bare.to_owned(), range: range(bare)?, is_new });
    }
    let words = bare.split(|one: char| one.is_whitespace() || matches!(one, '(' | ')' | '"' | '='));
    let names_address = words.map(|word| word.trim_matches(['.', ':'])).any(|word| range(word).is_ok());
    Ok(Cell::Text { names_address })
}

fn without_mark(text: &str) -> (&str, bool) {
    let split = |at: usize| text.split_at_checked(at);
    let is_mark = |part: &str| part.eq_ignore_ascii_case(NEW);
    let behind = text.len().checked_sub(NEW.len()).and_then(split).filter(|(_, end)| is_mark(end));
    let before = split(NEW.len()).filter(|(start, _)| is_mark(start));
    match (behind, before) {
        (Some((rest, _)), _) | (None, Some((_, rest))) => (trim(rest), true),
        (None, None) => (text, false),
    }
}

/// Whether it has to be read as an address, so that one with a slip in it is told and not taken for text.
fn looks_like_address(text: &str) -> bool {
    let first = text.split(|one: char| one.is_whitespace() || one == '/' || DASHES.contains(&one)).next();
    let first = first.unwrap_or_default();
    let begins_with_digit = first.starts_with(|one: char| one.is_ascii_digit());
    let has_letter = text.contains(char::is_alphabetic);
    first.matches(':').count() >= 2 || begins_with_digit && (first.matches('.').count() >= 2 || !has_letter)
}

fn range(text: &str) -> Result<AddressRange, Wrong> {
    let address = |part: &str| Address::parse(trim(part)).ok_or_else(|| Wrong::Address(text.to_owned()));
    if let Some((start, prefix)) = text.split_once('/') {
        let start = trim(start);
        return Ok(AddressRange::block(address(start)?, bits(start, trim(prefix))?)?);
    }
    match text.split_once(DASHES) {
        Some((first, last)) => Ok(AddressRange::new(address(first)?, address(last)?)?),
        None => Ok(AddressRange::of(address(text)?)),
    }
}

/// The prefix of a block, as bits of an IPv6 address.
fn bits(start: &str, prefix: &str) -> Result<u8, Wrong> {
    let (kind, most) = if start.contains(':') { ("IPv6", 128) } else { ("IPv4", 32) };
    let is_number = !prefix.is_empty() && prefix.chars().all(|digit| digit.is_ascii_digit());
    let bits = prefix.parse().ok().filter(|bits| is_number && *bits <= most);
    let bits = bits.ok_or_else(|| Wrong::Prefix { kind, most, prefix: prefix.to_owned() })?;
    Ok(if most == 32 { AddressRange::prefix_of_ipv4(bits) } else { bits })
}
