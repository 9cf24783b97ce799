//! Values that stand on the wire in a way of their own: numbers as strings, emptiness as `""`, passwords that don't.

use core::{fmt::Display, ops::Deref, str::FromStr};
use std::sync::{Arc, OnceLock};

use crate::{
    json::Json,
    reading::Reading,
    wire::{Payload, Wire},
    write::Writer,
};

/// A message without payload: its key is left out when written, and whatever stands there is not read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoPayload;

/// A field that is always written, as `""` where it is empty (`"ADFSUsername": ""`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blank<T>(pub Option<T>);

/// A number or boolean that is written as a string (`"forAll": "true"`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quoted<T>(pub T);

/// Where a password stood once: read and forgotten, written as `""`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NoPassword;

/// A number with up to three decimals, in thousandths (`6.812`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Thousandths(pub i32);

/// A value that goes to many: there is one of it however often it is cloned, and it is written to JSON once.
#[derive(Clone, Debug)]
pub struct Shared<T>(Arc<(T, OnceLock<String>)>);

impl Payload for NoPayload {
    fn from_fields(_: &mut Reading<'_, '_>) -> Self {
        Self
    }
}

impl Wire for NoPayload {
    fn read<'j, 'a>(_: Option<&'j Json<'a>>, _: &mut Reading<'j, 'a>) -> Self {
        Self
    }

    fn write(&self, out: &mut Writer) {
        out.literal("null");
    }

    fn is_absent(&self) -> bool {
        true
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new((value, OnceLock::new())))
    }
}

impl<T> Shared<T> {
    /// The value itself, where nobody else has it.
    #[must_use]
    pub fn into_inner(self) -> Option<T> {
        Arc::into_inner(self.0).map(|(value, _)| value)
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.0
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0.0 == other.0.0
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T: Wire> Wire for Shared<T> {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        T::read(json, reading).into()
    }

    fn write(&self, out: &mut Writer) {
        let (value, written) = &*self.0;
        out.literal(written.get_or_init(|| {
            let mut out = Writer::default();
            value.write(&mut out);
            out.finish()
        }));
    }
}

impl<T: Wire> Wire for Blank<T> {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        match json {
            None | Some(Json::Null) => Self(None),
            Some(Json::String(text)) if text.is_empty() => Self(None),
            Some(Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_)) => {
                Self(Some(T::read(json, reading)))
            }
        }
    }

    fn write(&self, out: &mut Writer) {
        match &self.0 {
            Some(value) => value.write(out),
            None => out.string(""),
        }
    }
}

impl<T: FromStr + Display + Default> Wire for Quoted<T> {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        let text = match json {
            Some(Json::Bool(true)) => "true",
            Some(Json::Bool(false)) => "false",
            Some(Json::Null | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_)) | None => {
                reading.text(json)
            }
        };
        Self(reading.or_refuse(text.parse().ok(), T::default()))
    }

    fn write(&self, out: &mut Writer) {
        out.string(&self.0.to_string());
    }
}

impl Wire for NoPassword {
    fn read<'j, 'a>(_: Option<&'j Json<'a>>, _: &mut Reading<'j, 'a>) -> Self {
        Self
    }

    fn write(&self, out: &mut Writer) {
        out.string("");
    }
}

impl Thousandths {
    fn parse(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, "0"));
        let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if !is_number(whole) || !is_number(part) {
            return None;
        }
        let part: i32 = part.chars().chain("000".chars()).take(3).collect::<String>().parse().ok()?;
        whole.parse::<i32>().ok()?.checked_mul(1_000)?.checked_add(part)?.checked_mul(sign).map(Self)
    }
}

impl Wire for Thousandths {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        let thousandths = Self::parse(reading.text(json));
        reading.or_refuse(thousandths, Self(0))
    }

    fn write(&self, out: &mut Writer) {
        let sign = if self.0 < 0 { "-" } else { "" };
        let all = self.0.unsigned_abs();
        let part = format!(".{:03}", all % 1_000);
        out.literal(&format!("{sign}{}{}", all / 1_000, part.trim_end_matches('0').trim_end_matches('.')));
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        json::{self, FieldFault},
        reading,
    };

    fn written<T: Wire>(value: &T) -> String {
        let mut out = Writer::default();
        value.write(&mut out);
        out.finish()
    }

    fn read<T: Wire>(text: &str) -> Result<T, FieldFault> {
        reading::read(&json::parse(text).unwrap())
    }

    #[test]
    fn a_quoted_value_is_read_with_and_without_quotes_and_written_with_them() {
        assert_eq!(read("60"), Ok(Quoted(60_u32)));
        assert_eq!(read(r#""60""#), Ok(Quoted(60_u32)));
        assert_eq!(read(r#""true""#), read::<Quoted<bool>>("true"));
        assert_eq!(written(&Quoted(true)), r#""true""#);
        assert!(read::<Quoted<u32>>("[]").is_err());
    }

    #[test]
    fn emptiness_is_read_in_any_form_and_written_as_an_empty_string() {
        assert_eq!(read(r#""""#), Ok(Blank::<String>(None)));
        assert_eq!(read("null"), Ok(Blank::<String>(None)));
        assert_eq!(read("7"), Ok(Blank(Some("7".to_owned()))));
        assert_eq!(written(&Blank::<String>(None)), r#""""#);
    }

    #[test]
    fn a_password_that_comes_back_is_forgotten() {
        assert_eq!(written(&read::<NoPassword>(r#""pqsup1""#).unwrap()), r#""""#);
    }

    #[test]
    fn decimals_beyond_the_third_are_cut_and_what_is_no_decimal_is_refused() {
        assert_eq!(read("6.8129"), Ok(Thousandths(6_812)));
        assert_eq!(read("-0.5"), Ok(Thousandths(-500)));
        assert_eq!(written(&Thousandths(7_000)), "7");
        for text in [r#""""#, r#"".5""#, r#""6.""#, r#""+1""#, "1e3", "99999999"] {
            assert!(read::<Thousandths>(text).is_err(), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_number_of_thousandths_comes_back(value in -2_000_000_000..=2_000_000_000_i32) {
            prop_assert_eq!(read(&written(&Thousandths(value))), Ok(Thousandths(value)));
        }
    }
}
