//! Reading JSON tolerantly: one parse into a borrowed tree, then fields by any of their documented spellings.

use std::borrow::Cow;

use hifijson::{SliceLexer, token::Lex, value};

use crate::{limits, wire::Wire};

/// A parsed JSON value that borrows from its text where nothing is escaped.
pub type Json<'a> = value::Value<&'a str, Cow<'a, str>>;

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
    SliceLexer::new(text.as_bytes())
        .exactly_one(Lex::ws_peek, |next, lexer| value::parse_bounded(limits::NESTING, next, lexer))
        .map_err(|error| match error {
            hifijson::Error::Depth => ParseFault::Depth,
            hifijson::Error::Token(_) | hifijson::Error::Num(_) | hifijson::Error::Str(_) => ParseFault::Syntax,
        })
}

/// The fields of one object. Spaces around keys are forgiven; of equal keys the last counts, as in `JSON.parse`.
#[derive(Clone, Copy, Debug)]
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
        names.iter().find_map(|name| {
            self.0.iter().rev().find(|(key, _)| key == name || key.trim_ascii() == *name).map(|(_, value)| value)
        })
    }

    /// Reads the field with these spellings, the documented one first.
    ///
    /// # Errors
    /// [`FieldFault`] where it is required and missing, or is malformed.
    pub fn read<T: Wire>(self, names: &[&'static str]) -> Result<T, FieldFault> {
        let fault = FieldFault { field: names.first().copied().unwrap_or_default() };
        match self.get(names) {
            None => T::absent().ok_or(fault),
            Some(json) => T::read(json).map_err(|inner| if inner.field.is_empty() { fault } else { inner }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields_of<'j>(json: &'j Json<'_>) -> Fields<'j, 'j> {
        Fields::of(json).unwrap()
    }

    #[test]
    fn a_key_is_found_with_spaces_around_it() {
        let json = parse(r#"{" topic ":"Agent"}"#).unwrap();
        assert_eq!(fields_of(&json).read::<String>(&["topic"]), Ok("Agent".to_owned()));
    }

    #[test]
    fn any_documented_spelling_is_found() {
        let json = parse(r#"{"subTopic":"Login"}"#).unwrap();
        assert_eq!(fields_of(&json).read::<String>(&["subtopic", "subTopic"]), Ok("Login".to_owned()));
    }

    #[test]
    fn of_equal_keys_the_last_counts() {
        let json = parse(r#"{"a":"1","a":"2"}"#).unwrap();
        assert_eq!(fields_of(&json).read::<String>(&["a"]), Ok("2".to_owned()));
    }

    #[test]
    fn a_missing_field_is_named_by_its_documented_spelling() {
        let json = parse("{}").unwrap();
        let fault = fields_of(&json).read::<String>(&["loginId", "LoginID"]).unwrap_err();
        assert_eq!(fault.field, "loginId");
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
}
