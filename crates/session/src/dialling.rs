//! What is dialled of what people type, and what is shown of who calls: the dialling options of a site.
//!
//! ```text
//!   typed ──read──▶ an address, a service code ───────────────────────────────▶ as it is
//!                   a number of at most `internal-length` digits ─────────────▶ as it is
//!                   of the own country ──▶ long-distance prefix + number  ─┐
//!                     in the own area, not to be dialled ──▶ the rest     ─┤
//!                   of another ──▶ + or international prefix, and number  ─┼─▶ outside prefix + that
//!                   national  ────────────────────────────────────────────┘
//! ```
//!
//! Does not belong here: which numbers exist. A telephone system knows; tables of all countries would be larger than the
//! whole softphone.

mod options;
mod typed;

use hookswitch_protocol::{
    cisco::ids::{DialString, DtmfDigits},
    limits,
};

use options::{AreaCode, CountryCode, IncomingPrefix, InternalLength, Prefix};
pub use options::{Key, OptionFault, Unreadable};
use typed::Typed;

/// What most countries have (ITU-T E.164).
const USUAL_INTERNATIONAL_PREFIX: &str = "00";

/// Nobody types more; what is pasted may be a whole page.
const MOST_BYTES: usize = 4 * limits::DIAL_CHARS;

/// The dialling options of a site. Those of a site that says nothing leave every number as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    country: CountryCode,
    local_area: LocalArea,
    internal: InternalLength,
    long_distance: Prefix,
    outside: Prefix,
    incoming: IncomingPrefix,
    international: International,
}

/// What becomes of the own area code in numbers of the own area.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
enum LocalArea {
    /// It is dialled like any other.
    #[default]
    Dial,
    /// It is left out.
    LeaveOut(AreaCode),
}

/// How numbers of other countries begin.
#[derive(Clone, Debug, PartialEq, Eq)]
enum International {
    /// With this prefix or with `+`, as they were typed.
    AsTyped(Prefix),
    /// Always with this prefix.
    Prefix(Prefix),
}

/// What is dialled.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dialled {
    /// Whom to call.
    pub to: DialString,
    /// What to press once they answer: the extension that stood behind the number.
    pub then: Option<DtmfDigits>,
}

/// Why a text cannot be dialled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum NumberFault {
    /// There is nothing in it to dial.
    #[error("there is nothing to dial")]
    Empty,
    /// Something in it belongs to no number.
    #[error("that is no telephone number")]
    NotANumber,
    /// Longer than anything that can be dialled.
    #[error("the number is too long")]
    TooLong,
}

impl Rules {
    /// Reads the options. One that is empty or missing says nothing; of equal keys the last counts.
    ///
    /// # Errors
    /// The first option that cannot be read, by its key.
    pub fn parse(options: &[(Key, &str)]) -> Result<Self, OptionFault> {
        options::parse(options)
    }

    /// What to dial for what somebody typed or pasted.
    ///
    /// # Errors
    /// [`NumberFault`].
    pub fn outgoing(&self, typed: &str) -> Result<Dialled, NumberFault> {
        if typed.len() > MOST_BYTES {
            return Err(NumberFault::TooLong);
        }
        let (typed, then) = typed::read(typed, self.international.prefix())?;
        let to = match typed {
            Typed::AsItIs(text) => text,
            Typed::Plus(digits) if self.is_internal(&digits) => ["+", &digits].concat(),
            Typed::Digits(digits) if self.is_internal(&digits) => digits,
            Typed::Plus(digits) => self.to_country("+", &digits),
            Typed::Digits(digits) => match digits.strip_prefix(self.international.prefix()) {
                Some(rest) if !rest.is_empty() => self.to_country(self.international.prefix(), rest),
                Some(_) | None => self.to_nation(&digits),
            },
        };
        DialString::parse(&to).map(|to| Dialled { to, then }).ok_or(NumberFault::TooLong)
    }

    /// The number of who calls, as it is searched for and shown: with what the telephone system strips. Numbers of the
    /// own telephones, whole numbers and addresses are that already.
    #[must_use]
    pub fn incoming(&self, number: &str) -> String {
        let is_stripped = number.bytes().all(|byte| byte.is_ascii_digit()) && !self.is_internal(number);
        if is_stripped { [self.incoming.as_str(), number].concat() } else { number.to_owned() }
    }

    fn is_internal(&self, digits: &str) -> bool {
        digits.len() <= self.internal.digits()
    }

    /// A number that begins with a country code behind `lead`.
    fn to_country(&self, lead: &str, number: &str) -> String {
        let national = self.country.of(number);
        match (national, &self.international) {
            (Some(national), _) => match self.in_own_area(national) {
                Some(local) => self.to_outside(&[local]),
                None => self.to_outside(&[self.long_distance.as_str(), national]),
            },
            (None, International::AsTyped(_)) => self.to_outside(&[lead, number]),
            (None, International::Prefix(prefix)) => self.to_outside(&[prefix.as_str(), number]),
        }
    }

    /// A number as people of this country dial it. Without a long-distance prefix, an area code looks like the beginning
    /// of any number of the own area.
    fn to_nation(&self, number: &str) -> String {
        let long_distance = self.long_distance.as_str();
        let national = number.strip_prefix(long_distance).filter(|_| !long_distance.is_empty());
        self.to_outside(&[national.and_then(|national| self.in_own_area(national)).unwrap_or(number)])
    }

    fn to_outside(&self, parts: &[&str]) -> String {
        [self.outside.as_str(), &parts.concat()].concat()
    }

    /// The number without the own area code, where that is to be left out. What would ring inside then keeps it.
    fn in_own_area<'a>(&self, national: &'a str) -> Option<&'a str> {
        match &self.local_area {
            LocalArea::Dial => None,
            LocalArea::LeaveOut(area) => {
                national.strip_prefix(area.as_str()).filter(|local| !self.is_internal(local) && !local.is_empty())
            }
        }
    }
}

impl International {
    /// What a number of another country begins with where it is written without `+`.
    fn prefix(&self) -> &str {
        match self {
            Self::AsTyped(prefix) if prefix.as_str().is_empty() => USUAL_INTERNATIONAL_PREFIX,
            Self::AsTyped(prefix) | Self::Prefix(prefix) => prefix.as_str(),
        }
    }
}

impl Default for International {
    fn default() -> Self {
        Self::AsTyped(Prefix::default())
    }
}
