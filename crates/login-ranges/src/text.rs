//! Bytes of a file become text: editors on Windows write UTF-16, and put a mark before UTF-8.

use crate::fault::{Fault, Place, Wrong};

const MARK: char = '\u{feff}';

/// The text that a file holds, without the mark that may begin it.
///
/// # Errors
/// Where it stops being text.
pub fn text(bytes: &[u8]) -> Result<String, Fault> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => Ok(text.strip_prefix(MARK).unwrap_or(text).to_owned()),
            Err(error) => Err(after(&String::from_utf8_lossy(bytes.get(..error.valid_up_to()).unwrap_or_default()))),
        },
    }
}

fn wide(bytes: &[u8], read: fn([u8; 2]) -> u16) -> Result<String, Fault> {
    let (pairs, odd) = bytes.as_chunks::<2>();
    let mut text = String::new();
    for unit in char::decode_utf16(pairs.iter().copied().map(read)) {
        text.push(unit.map_err(|_| after(&text))?);
    }
    if odd.is_empty() { Ok(text) } else { Err(after(&text)) }
}

/// The fault of what follows the part that could be read.
fn after(read: &str) -> Fault {
    Fault { place: Place::end_of(read), wrong: Wrong::Encoding }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_editors_write_is_read() {
        assert_eq!(text("EMEA\r\nä".as_bytes()).unwrap(), "EMEA\r\nä");
        assert_eq!(text(b"\xef\xbb\xbfEMEA").unwrap(), "EMEA");
        assert_eq!(text(b"\xff\xfeE\0M\0").unwrap(), "EM");
        assert_eq!(text(b"\xfe\xff\0E\0M").unwrap(), "EM");
    }

    #[test]
    fn the_place_is_named_where_it_stops_being_text() {
        let place = |bytes: &[u8]| text(bytes).unwrap_err().to_string();
        assert_eq!(place(b"one\nt\xc3\xb6\xff"), "line 2, column 3: This is no text in UTF-8.");
        assert_eq!(place(b"\xff\xfeE\0\n\0\x00\xd8"), "line 2, column 1: This is no text in UTF-8.");
        assert_eq!(place(b"\xff\xfeE"), "line 1, column 1: This is no text in UTF-8.");
    }
}
