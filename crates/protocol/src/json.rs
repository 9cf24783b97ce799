//! Reading JSON tolerantly: one parse into a borrowed tree (RFC 8259), then fields by any of their documented spellings.
//!
//! The parser is our own: it takes 2 kB of brotli less in the page than the smallest kept crate, where every kilobyte
//! delays the first paint; a test holds it against serde_json.

use std::borrow::Cow;

use crate::limits;

/// A parsed JSON value that borrows from its text where nothing is escaped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json<'a> {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number as it is written.
    Number(&'a str),
    /// A string.
    String(Cow<'a, str>),
    /// An array.
    Array(Vec<Json<'a>>),
    /// An object, its fields in their order, without the spaces around their keys.
    Object(Vec<(Cow<'a, str>, Json<'a>)>),
}

/// Why a text is not a JSON value we read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseFault {
    /// Not JSON at all.
    #[error("not JSON")]
    Syntax,
    /// Nested deeper than [`limits::NESTING`].
    #[error("nested too deeply")]
    Depth,
}

/// The field that could not be read, by its documented name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("field {field} is missing or malformed")]
pub struct FieldFault {
    /// The documented spelling of the innermost field.
    pub field: &'static str,
}

/// Parses one JSON value that fills the whole text.
///
/// # Errors
/// [`ParseFault`] where the text is not JSON or nested deeper than [`limits::NESTING`].
pub fn parse(text: &str) -> Result<Json<'_>, ParseFault> {
    let mut parser = Parser { text, at: 0 };
    let value = parser.value(limits::NESTING)?;
    match parser.next_solid() {
        None => Ok(value),
        Some(_) => Err(ParseFault::Syntax),
    }
}

/// The fields of one object. Of equal keys the last counts, as in `JSON.parse`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Fields<'j, 'a>(&'j [(Cow<'a, str>, Json<'a>)]);

impl<'j, 'a> Fields<'j, 'a> {
    /// The fields of `json`; `None` where it is no object.
    #[must_use]
    pub fn of(json: &'j Json<'a>) -> Option<Self> {
        match json {
            Json::Object(fields) => Some(Self(fields)),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) => None,
        }
    }

    /// The fields of a payload, where nothing, `null` and `""` stand for an empty object.
    #[must_use]
    pub fn of_payload(json: Option<&'j Json<'a>>) -> Option<Self> {
        match json {
            None | Some(Json::Null) => Some(Self(&[])),
            Some(Json::String(text)) if text.is_empty() => Some(Self(&[])),
            Some(other) => Self::of(other),
        }
    }

    /// The value under the first of `names` that is there.
    #[must_use]
    pub fn get(self, names: &[&str]) -> Option<&'j Json<'a>> {
        names.iter().find_map(|name| self.0.iter().rev().find(|(key, _)| key == name).map(|(_, value)| value))
    }

    /// The fields under none of `names`, in their order: of equal keys the last counts.
    pub fn others(self, names: &[&str]) -> impl Iterator<Item = (&'j str, &'j Json<'a>)> {
        let others = self.0.iter().filter(|(key, _)| !names.contains(&key.as_ref()));
        others.map(|(key, value)| (key.as_ref(), value))
    }
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn value(&mut self, depth: usize) -> Result<Json<'a>, ParseFault> {
        match self.next_solid().ok_or(ParseFault::Syntax)? {
            b'"' => self.string().map(Json::String),
            b'{' => self.object(depth.checked_sub(1).ok_or(ParseFault::Depth)?),
            b'[' => self.array(depth.checked_sub(1).ok_or(ParseFault::Depth)?),
            b't' => self.word("true", Json::Bool(true)),
            b'f' => self.word("false", Json::Bool(false)),
            b'n' => self.word("null", Json::Null),
            _ => self.number(),
        }
    }

    fn object(&mut self, depth: usize) -> Result<Json<'a>, ParseFault> {
        let mut fields = Vec::new();
        self.at += 1;
        if self.takes(b'}') {
            return Ok(Json::Object(fields));
        }
        loop {
            let key = match self.next_solid() {
                Some(b'"') => self.string()?,
                Some(_) | None => return Err(ParseFault::Syntax),
            };
            self.expects(b':')?;
            fields.push((trimmed(key), self.value(depth)?));
            if !self.takes(b',') {
                self.expects(b'}')?;
                return Ok(Json::Object(fields));
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json<'a>, ParseFault> {
        let mut items = Vec::new();
        self.at += 1;
        if self.takes(b']') {
            return Ok(Json::Array(items));
        }
        loop {
            items.push(self.value(depth)?);
            if !self.takes(b',') {
                self.expects(b']')?;
                return Ok(Json::Array(items));
            }
        }
    }

    /// A string, its opening quote being next.
    fn string(&mut self) -> Result<Cow<'a, str>, ParseFault> {
        self.at += 1;
        let plain = self.plain()?;
        if self.byte() == Some(b'"') {
            self.at += 1;
            return Ok(Cow::Borrowed(plain));
        }
        let mut text = plain.to_owned();
        loop {
            match self.byte() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(Cow::Owned(text));
                }
                Some(_) => text.push(self.escape()?),
                None => return Err(ParseFault::Syntax),
            }
            text.push_str(self.plain()?);
        }
    }

    /// What stands before the next quote or backslash.
    fn plain(&mut self) -> Result<&'a str, ParseFault> {
        let start = self.at;
        loop {
            match self.byte() {
                Some(b'"' | b'\\') => return self.text.get(start..self.at).ok_or(ParseFault::Syntax),
                Some(..b' ') | None => return Err(ParseFault::Syntax),
                Some(_) => self.at += 1,
            }
        }
    }

    /// One escaped character, its backslash being next.
    fn escape(&mut self) -> Result<char, ParseFault> {
        self.at += 1;
        let letter = self.byte().ok_or(ParseFault::Syntax)?;
        self.at += 1;
        match letter {
            b'"' | b'\\' | b'/' => Ok(char::from(letter)),
            b'b' => Ok('\u{8}'),
            b'f' => Ok('\u{c}'),
            b'n' => Ok('\n'),
            b'r' => Ok('\r'),
            b't' => Ok('\t'),
            b'u' => {
                let unit = self.unit()?;
                let is_high_half = unit & 0xfc00 == 0xd800;
                let code = if is_high_half { self.with_low_half(unit)? } else { unit };
                char::from_u32(code).ok_or(ParseFault::Syntax)
            }
            _ => Err(ParseFault::Syntax),
        }
    }

    /// The character of which `high` is the first half in UTF-16.
    fn with_low_half(&mut self, high: u32) -> Result<u32, ParseFault> {
        if self.text.get(self.at..self.at + 2) != Some("\\u") {
            return Err(ParseFault::Syntax);
        }
        self.at += 2;
        let low = self.unit()?;
        if low & 0xfc00 != 0xdc00 {
            return Err(ParseFault::Syntax);
        }
        Ok(0x1_0000 + ((high & 0x3ff) << 10) + (low & 0x3ff))
    }

    fn unit(&mut self) -> Result<u32, ParseFault> {
        let mut unit = 0;
        for _ in 0..4 {
            let digit = self.byte().and_then(|byte| char::from(byte).to_digit(16)).ok_or(ParseFault::Syntax)?;
            unit = unit * 16 + digit;
            self.at += 1;
        }
        Ok(unit)
    }

    fn number(&mut self) -> Result<Json<'a>, ParseFault> {
        let start = self.at;
        self.at += usize::from(self.byte() == Some(b'-'));
        let has_leading_zero = self.byte() == Some(b'0');
        let digits = self.digits()?;
        if has_leading_zero && digits > 1 {
            return Err(ParseFault::Syntax);
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.byte() {
            self.at += 1;
            self.at += usize::from(matches!(self.byte(), Some(b'+' | b'-')));
            self.digits()?;
        }
        self.text.get(start..self.at).map(Json::Number).ok_or(ParseFault::Syntax)
    }

    /// At least one digit; how many.
    fn digits(&mut self) -> Result<usize, ParseFault> {
        let start = self.at;
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        if self.at > start { Ok(self.at - start) } else { Err(ParseFault::Syntax) }
    }

    fn word(&mut self, word: &str, value: Json<'a>) -> Result<Json<'a>, ParseFault> {
        let is_there = self.text.get(self.at..).is_some_and(|rest| rest.starts_with(word));
        self.at += word.len();
        if is_there { Ok(value) } else { Err(ParseFault::Syntax) }
    }

    fn expects(&mut self, byte: u8) -> Result<(), ParseFault> {
        if self.takes(byte) { Ok(()) } else { Err(ParseFault::Syntax) }
    }

    /// Goes on behind `byte` where it is next.
    fn takes(&mut self, byte: u8) -> bool {
        let is_next = self.next_solid() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    /// The next byte that is no white space, which is skipped.
    fn next_solid(&mut self) -> Option<u8> {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.byte() {
            self.at += 1;
        }
        self.byte()
    }

    #[inline(always)]
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }
}

/// Spaces around keys are forgiven.
fn trimmed(key: Cow<'_, str>) -> Cow<'_, str> {
    match key {
        Cow::Borrowed(key) => Cow::Borrowed(key.trim_ascii()),
        Cow::Owned(key) => Cow::Owned(key.trim_ascii().to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reading::Reading;

    fn read(text: &str, names: &[&'static str]) -> Result<String, FieldFault> {
        let json = parse(text).unwrap();
        let mut reading = Reading::of(Fields::of(&json).unwrap());
        let value = reading.read(names);
        reading.fault().map_or(Ok(value), Err)
    }

    #[test]
    fn a_key_is_found_with_spaces_around_it() {
        assert_eq!(read(r#"{" topic ":"Agent"}"#, &["topic"]), Ok("Agent".to_owned()));
    }

    #[test]
    fn any_documented_spelling_is_found() {
        assert_eq!(read(r#"{"subTopic":"Login"}"#, &["subtopic", "subTopic"]), Ok("Login".to_owned()));
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        assert_eq!(read(r#"{"a":"1","a":"2"}"#, &["a"]), Ok("2".to_owned()));
    }

    #[test]
    fn a_missing_field_is_named_by_its_documented_spelling() {
        assert_eq!(read("{}", &["loginId", "LoginID"]), Err(FieldFault { field: "loginId" }));
    }

    #[test]
    fn nesting_is_read_to_the_limit_and_no_deeper() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        assert!(parse(&nested(limits::NESTING)).is_ok());
        assert_eq!(parse(&nested(limits::NESTING + 1)).unwrap_err(), ParseFault::Depth);
        assert!(parse(&nested(20_000)).is_err());
    }

    #[test]
    fn what_follows_the_value_makes_it_no_json() {
        assert_eq!(parse("{} {}").unwrap_err(), ParseFault::Syntax);
        assert_eq!(parse("").unwrap_err(), ParseFault::Syntax);
    }

    /// What serde_json makes of the same text; our numbers stay text.
    fn is_same(ours: &Json<'_>, theirs: &serde_json::Value) -> bool {
        match (ours, theirs) {
            (Json::Null, serde_json::Value::Null) => true,
            (Json::Bool(ours), serde_json::Value::Bool(theirs)) => ours == theirs,
            (Json::Number(ours), serde_json::Value::Number(theirs)) => {
                // serde_json rounds the last digit of a float in a way of its own.
                ours.parse::<f64>().ok().zip(theirs.as_f64()).is_some_and(|(a, b)| (a - b).abs() <= a.abs() * 1e-12)
            }
            (Json::String(ours), serde_json::Value::String(theirs)) => ours == theirs,
            (Json::Array(ours), serde_json::Value::Array(theirs)) => {
                ours.len() == theirs.len() && ours.iter().zip(theirs).all(|(ours, theirs)| is_same(ours, theirs))
            }
            (Json::Object(ours), serde_json::Value::Object(theirs)) => theirs.iter().all(|(key, theirs)| {
                ours.iter().rev().find(|(name, _)| name == key).is_some_and(|(_, ours)| is_same(ours, theirs))
            }),
            _ => false,
        }
    }

    /// Pieces of JSON in any order: mostly wrong, often nearly right.
    fn shards() -> impl Strategy<Value = String> {
        let shard = prop::sample::select(vec![
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            " ",
            "\n",
            "\"a\"",
            "\"\\u00e9\"",
            "\"\\ud83d\\ude00\"",
            "\"\\ud83d\"",
            "\"\\",
            "\"",
            "0",
            "-1",
            "01",
            "1.5",
            "1.",
            ".5",
            "1e3",
            "1E+",
            "true",
            "tru",
            "false",
            "null",
            "\u{0}",
            "ü",
        ]);
        prop::collection::vec(shard, 0..12).prop_map(|shards| shards.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(4_096) })]

        #[test]
        fn what_is_json_and_what_it_says_is_what_another_reader_says(text in shards()) {
            match (parse(&text), serde_json::from_str::<serde_json::Value>(&text)) {
                (Ok(ours), Ok(theirs)) => prop_assert!(is_same(&ours, &theirs), "{ours:?} {theirs:?}"),
                (Err(_), Err(_)) => {}
                // Our numbers stay text: none is too large.
                (Ok(_), Err(error)) if error.to_string().contains("out of range") => {}
                (ours, theirs) => prop_assert!(false, "{text:?}: {ours:?} {theirs:?}"),
            }
        }

        #[test]
        fn any_string_is_read_however_it_is_escaped(text in any::<String>(), escapes in any::<bool>()) {
            let escaped: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            let written = if escapes { format!("\"{escaped}\"") } else { serde_json::to_string(&text).unwrap() };
            prop_assert_eq!(parse(&written).unwrap(), Json::String(text.into()));
        }
    }
}
