//! The options as a page writes them.

use super::{International, LocalArea, Rules};

/// A dialling option.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Key {
    /// The own area code, without the long-distance prefix.
    AreaCode,
    /// The own country code.
    CountryCode,
    /// Most digits of a number inside.
    InternalLength,
    /// `false`: the own area code is not dialled.
    DialLocalArea,
    /// What stands before an area code.
    LongDistancePrefix,
    /// What gets a line to the outside.
    OutsidePrefix,
    /// What the telephone system strips off the numbers of callers.
    IncomingPrefix,
    /// What stands before a country code.
    InternationalPrefix,
    /// `false`: the international prefix is dialled instead of `+`.
    DialPlus,
}

/// An option that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionFault {
    /// Which.
    pub key: Key,
    /// Why.
    pub why: Unreadable,
}

/// Why an option cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum Unreadable {
    /// Something else than digits, or, in a prefix, `*` and `#`.
    #[error("it may have digits only")]
    NotDigits,
    /// More characters than any has.
    #[error("it is too long")]
    TooLong,
    /// Not a number from 0 to 99.
    #[error("it has to be a number from 0 to 99")]
    NotALength,
    /// Neither `true` nor `false`.
    #[error("it has to be true or false")]
    NotTrueOrFalse,
    /// It makes sense with `area-code` only.
    #[error("it needs the area code")]
    NeedsAreaCode,
    /// It makes sense with `international-prefix` only.
    #[error("it needs the international prefix")]
    NeedsInternationalPrefix,
}

/// Most digits of a number inside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct InternalLength(u8);

/// Declares a part of a number, checked when it is read.
macro_rules! parts {
    ($( $(#[$meta:meta])* $name:ident: $lead:expr, $most:literal, $signs:expr ),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq)]
        pub(super) struct $name(String);

        impl $name {
            fn parse(text: &str) -> Result<Self, Unreadable> {
                dialled(text, $lead, $most, $signs).map(Self)
            }

            pub(super) fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

parts! {
    /// An area code.
    AreaCode: Lead::None, 8, Signs::No,
    /// A country code, written with or without `+`; empty where it is not known.
    CountryCode: Lead::Ignored, 4, Signs::No,
    /// Something to dial before a number, or nothing.
    Prefix: Lead::None, 16, Signs::Yes,
    /// Something to put before the number of a caller, or nothing.
    IncomingPrefix: Lead::Kept, 16, Signs::Yes,
}

/// Whether `*` and `#` may be in it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Signs {
    No,
    Yes,
}

/// What becomes of a leading `+`.
#[derive(Clone, Copy)]
enum Lead {
    None,
    Ignored,
    Kept,
}

impl Key {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::AreaCode,
        Self::CountryCode,
        Self::InternalLength,
        Self::DialLocalArea,
        Self::LongDistancePrefix,
        Self::OutsidePrefix,
        Self::IncomingPrefix,
        Self::InternationalPrefix,
        Self::DialPlus,
    ];

    /// What the option is called on a page; the attribute is the same with hyphens.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::AreaCode => "areaCode",
            Self::CountryCode => "countryCode",
            Self::InternalLength => "internalLength",
            Self::DialLocalArea => "dialLocalArea",
            Self::LongDistancePrefix => "longDistancePrefix",
            Self::OutsidePrefix => "outsidePrefix",
            Self::IncomingPrefix => "incomingPrefix",
            Self::InternationalPrefix => "internationalPrefix",
            Self::DialPlus => "dialPlus",
        }
    }
}

impl InternalLength {
    pub(super) fn digits(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for InternalLength {
    fn default() -> Self {
        Self(2)
    }
}

impl CountryCode {
    /// The national part of a number behind `+`, where it is one of this country.
    pub(super) fn of<'a>(&self, number: &'a str) -> Option<&'a str> {
        if self.0.is_empty() {
            return None;
        }
        number.strip_prefix(self.as_str()).filter(|national| !national.is_empty())
    }
}

pub(super) fn parse(options: &[(Key, &str)]) -> Result<Rules, OptionFault> {
    let mut rules = Rules::default();
    let mut area = AreaCode::default();
    let mut international = Prefix::default();
    let (mut dials_local_area, mut dials_plus) = (Choice::Yes, Choice::Yes);
    for (key, text) in options {
        let text = text.trim();
        let read = match key {
            Key::AreaCode => AreaCode::parse(text).map(|read| area = read),
            Key::CountryCode => CountryCode::parse(text).map(|read| rules.country = read),
            Key::InternalLength => internal_length(text).map(|read| rules.internal = read),
            Key::DialLocalArea => choice(text).map(|read| dials_local_area = read),
            Key::LongDistancePrefix => Prefix::parse(text).map(|read| rules.long_distance = read),
            Key::OutsidePrefix => Prefix::parse(text).map(|read| rules.outside = read),
            Key::IncomingPrefix => IncomingPrefix::parse(text).map(|read| rules.incoming = read),
            Key::InternationalPrefix => Prefix::parse(text).map(|read| international = read),
            Key::DialPlus => choice(text).map(|read| dials_plus = read),
        };
        read.map_err(|why| OptionFault { key: *key, why })?;
    }
    rules.local_area = match dials_local_area {
        Choice::Yes => LocalArea::Dial,
        Choice::No if area.0.is_empty() => {
            return Err(OptionFault { key: Key::DialLocalArea, why: Unreadable::NeedsAreaCode });
        }
        Choice::No => LocalArea::LeaveOut(area),
    };
    rules.international = match dials_plus {
        Choice::Yes => International::AsTyped(international),
        Choice::No if international.0.is_empty() => {
            return Err(OptionFault { key: Key::DialPlus, why: Unreadable::NeedsInternationalPrefix });
        }
        Choice::No => International::Prefix(international),
    };
    Ok(rules)
}

enum Choice {
    Yes,
    No,
}

fn choice(text: &str) -> Result<Choice, Unreadable> {
    match text {
        "" | "true" => Ok(Choice::Yes),
        "false" => Ok(Choice::No),
        _ => Err(Unreadable::NotTrueOrFalse),
    }
}

fn internal_length(text: &str) -> Result<InternalLength, Unreadable> {
    let digit = |byte: &u8| if byte.is_ascii_digit() { Ok(byte - b'0') } else { Err(Unreadable::NotALength) };
    match text.as_bytes() {
        [] => Ok(InternalLength::default()),
        [ones] => Ok(InternalLength(digit(ones)?)),
        [tens, ones] => Ok(InternalLength(digit(tens)? * 10 + digit(ones)?)),
        [..] => Err(Unreadable::NotALength),
    }
}

/// A text of digits, and signs where those may be in it, of at most so many.
fn dialled(text: &str, lead: Lead, most: usize, signs: Signs) -> Result<String, Unreadable> {
    let behind = match lead {
        Lead::None => text,
        Lead::Ignored | Lead::Kept => text.strip_prefix('+').unwrap_or(text),
    };
    let is_fine = |byte: u8| byte.is_ascii_digit() || (signs == Signs::Yes && matches!(byte, b'*' | b'#'));
    if !behind.bytes().all(is_fine) {
        return Err(Unreadable::NotDigits);
    }
    if behind.len() > most {
        return Err(Unreadable::TooLong);
    }
    Ok(match lead {
        Lead::None | Lead::Ignored => behind,
        Lead::Kept => text,
    }
    .to_owned())
}
