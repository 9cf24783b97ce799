//! What people type and paste, read without regard to how they write it.
//!
//! Dropped: blanks of every kind, brackets, dots, slashes, dashes, marks of the direction of writing. Read as what they
//! stand for: digits of other scripts, `(0)` behind a country code as nothing, capitals in a number (`1-800-FLOWERS`) as
//! the keys that bear them. `tel:` and its like are taken off. A name in lower case or one that begins with a letter is the
//! user of a SIP address and stays as it is, as do whole addresses.
//!
//! Bytes, once all is ASCII: searching for characters would cost the page 2 kB.

use hookswitch_protocol::cisco::ids::DtmfDigits;

use super::NumberFault;

/// What somebody typed.
pub(super) enum Typed {
    /// A service code, the user of a SIP address or all of it.
    AsItIs(String),
    /// The digits behind `+`.
    Plus(String),
    /// Digits.
    Digits(String),
}

/// Reads a text, and the extension behind it. `abroad` is what numbers of other countries begin with.
pub(super) fn read(typed: &str, abroad: &str) -> Result<(Typed, Option<DtmfDigits>), NumberFault> {
    let plain = plain(typed)?;
    let decoded;
    let mut rest = plain.trim_ascii();
    if let Some(link) = link(rest) {
        decoded = self::decoded(link)?;
        rest = &decoded;
    }
    if has(rest, |byte| byte == b'@') {
        return address(rest).map(|address| (Typed::AsItIs(address), None));
    }
    let (number, then) = extension(rest)?;
    let typed = if is_name(number) { name(number) } else { keys(number, abroad) };
    typed.map(|typed| (typed, then))
}

/// The text in ASCII, without what is not seen.
fn plain(typed: &str) -> Result<Vec<u8>, NumberFault> {
    let mut plain = Vec::with_capacity(typed.len());
    for c in typed.chars() {
        let seen = match c {
            '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' => {
                continue;
            }
            '\u{660}'..='\u{669}' => u32::from(c) - 0x660 + 0x30,
            '\u{6f0}'..='\u{6f9}' => u32::from(c) - 0x6f0 + 0x30,
            '\u{ff01}'..='\u{ff5e}' => u32::from(c) - 0xff01 + 0x21,
            '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{30fc}' => u32::from(b'-'),
            '\u{b7}' | '\u{2022}' => u32::from(b'.'),
            _ if c.is_whitespace() => u32::from(b' '),
            _ => u32::from(c),
        };
        match u8::try_from(seen) {
            Ok(byte @ b' '..=b'~') => plain.push(byte),
            Ok(_) | Err(_) => return Err(NumberFault::NotANumber),
        }
    }
    Ok(plain)
}

/// What a link leads to, where the text is one.
fn link(text: &[u8]) -> Option<&[u8]> {
    let colon = text.iter().position(|byte| *byte == b':')?;
    let (scheme, rest) = text.split_at_checked(colon)?;
    let is_known = ["tel", "sip", "sips", "callto"].iter().any(|known| scheme.eq_ignore_ascii_case(known.as_bytes()));
    is_known.then(|| rest.get(1..)).flatten()
}

/// A link without its `%20`.
fn decoded(link: &[u8]) -> Result<Vec<u8>, NumberFault> {
    let mut decoded = Vec::with_capacity(link.len());
    let mut bytes = link.iter().copied();
    while let Some(byte) = bytes.next() {
        let hex = |byte: Option<u8>| byte.and_then(|byte| char::from(byte).to_digit(16));
        decoded.push(match byte {
            b'%' => {
                let code = hex(bytes.next()).zip(hex(bytes.next())).map(|(high, low)| high * 16 + low);
                match code.and_then(|code| u8::try_from(code).ok()) {
                    Some(byte @ b' '..=b'~') => byte,
                    Some(_) | None => return Err(NumberFault::NotANumber),
                }
            }
            _ => byte,
        });
    }
    Ok(decoded)
}

/// An address without its parameters.
fn address(text: &[u8]) -> Result<String, NumberFault> {
    let address = text.split(|byte| matches!(byte, b';' | b'?')).next().unwrap_or_default();
    let at = address.iter().position(|byte| *byte == b'@').unwrap_or_default();
    let is_whole = at > 0 && at + 1 < address.len();
    if !is_whole || has(address, |byte| matches!(byte, b' ' | b'<' | b'>' | b'"' | b'\\' | b',')) {
        return Err(NumberFault::NotANumber);
    }
    Ok(text_of(address))
}

/// The number and what stands behind it: `;ext=42`, `,,42`, `x42`, `ext. 42`.
fn extension(text: &[u8]) -> Result<(&[u8], Option<DtmfDigits>), NumberFault> {
    let mut parts = text.split(|byte| matches!(byte, b',' | b';'));
    let number = parts.next().unwrap_or_default();
    let mut then = None;
    for part in parts {
        let digits = part.strip_prefix(b"ext=").unwrap_or(part);
        if has(digits, |byte| !is_gap(byte)) && !has(digits, |byte| byte == b'=') {
            then = Some(tones(digits)?);
        }
    }
    let end = number.iter().rposition(|byte| !byte.is_ascii_digit() && !is_gap(*byte)).map_or(0, |last| last + 1);
    let Some((head, tail)) = number.split_at_checked(end).filter(|_| number.len() == text.len()) else {
        return Ok((number, then));
    };
    match without_end(head, b"ext").or_else(|| without_end(head, b"x")) {
        Some(number) if is_number(number) && has(tail, |byte| byte.is_ascii_digit()) => {
            Ok((number, Some(tones(tail)?)))
        }
        Some(_) | None => Ok((number, then)),
    }
}

fn tones(text: &[u8]) -> Result<DtmfDigits, NumberFault> {
    let digits: Vec<u8> = text.iter().copied().filter(|byte| !is_gap(*byte)).collect();
    DtmfDigits::parse(&text_of(&digits)).ok_or(NumberFault::NotANumber)
}

/// The text before its end, where that is this word in any case.
fn without_end<'a>(text: &'a [u8], word: &[u8]) -> Option<&'a [u8]> {
    let (before, end) = text.split_at_checked(text.len().checked_sub(word.len())?)?;
    end.eq_ignore_ascii_case(word).then_some(before)
}

/// Whether the text has a digit and ends in no word.
fn is_number(text: &[u8]) -> bool {
    has(text, |byte| byte.is_ascii_digit()) && !text.last().is_some_and(u8::is_ascii_alphabetic)
}

/// Whether the text is somebody's name: it begins with a letter or has small ones.
fn is_name(text: &[u8]) -> bool {
    let first = text.iter().find(|byte| byte.is_ascii_alphanumeric());
    first.is_some_and(u8::is_ascii_alphabetic) || has(text, |byte| byte.is_ascii_lowercase())
}

fn name(text: &[u8]) -> Result<Typed, NumberFault> {
    let name = text.trim_ascii();
    let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_' | b'+' | b'*' | b'#');
    if name.iter().all(|byte| is_fine(*byte)) { Ok(Typed::AsItIs(text_of(name))) } else { Err(NumberFault::NotANumber) }
}

/// What people put between digits.
fn is_gap(byte: u8) -> bool {
    matches!(byte, b' ' | b'-' | b'.' | b'/')
}

/// The keys to press for a number or a service code.
fn keys(text: &[u8], abroad: &str) -> Result<Typed, NumberFault> {
    let is_code = has(text, is_sign);
    let mut keys = String::with_capacity(text.len());
    let mut opened = None;
    for byte in text.iter().copied() {
        match byte {
            b'0'..=b'9' | b'*' | b'#' => keys.push(char::from(byte)),
            // A number inside a service code may be whole as well (`**61*+49…#`).
            b'+' if keys.bytes().last().is_none_or(is_sign) => keys.push('+'),
            b'A'..=b'Z' if !is_code => keys.push(key(byte)),
            b'(' | b'[' => opened = Some(keys.len()),
            b')' | b']' => {
                let before = opened.take().and_then(|opened| keys.get(..opened));
                if before.is_some_and(|before| keys.len() == before.len() + 1 && is_country(before, abroad))
                    && keys.ends_with('0')
                {
                    keys.pop();
                }
            }
            _ if is_gap(byte) => {}
            _ => return Err(NumberFault::NotANumber),
        }
    }
    if is_code {
        return Ok(Typed::AsItIs(keys));
    }
    match keys.strip_prefix('+') {
        _ if !has(keys.as_bytes(), |byte| byte.is_ascii_digit()) => Err(NumberFault::Empty),
        Some(digits) => Ok(Typed::Plus(digits.to_owned())),
        None => Ok(Typed::Digits(keys)),
    }
}

/// Whether a zero in brackets behind `keys` is dialled at home only: they are a country code. Italy's zero is part of the
/// number.
fn is_country(keys: &str, abroad: &str) -> bool {
    let country = keys.strip_prefix('+').or_else(|| keys.strip_prefix(abroad));
    country.is_some_and(|country| !country.is_empty() && country != "39")
}

/// The key that bears a capital (ITU-T E.161).
fn key(letter: u8) -> char {
    match letter {
        b'A'..=b'C' => '2',
        b'D'..=b'F' => '3',
        b'G'..=b'I' => '4',
        b'J'..=b'L' => '5',
        b'M'..=b'O' => '6',
        b'P'..=b'S' => '7',
        b'T'..=b'V' => '8',
        _ => '9',
    }
}

fn is_sign(byte: u8) -> bool {
    matches!(byte, b'*' | b'#')
}

// Written out at each call, it is half a kilobyte of the page.
#[inline(never)]
fn has(text: &[u8], is: fn(u8) -> bool) -> bool {
    text.iter().any(|byte| is(*byte))
}

fn text_of(ascii: &[u8]) -> String {
    ascii.iter().map(|byte| char::from(*byte)).collect()
}
