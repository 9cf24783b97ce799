//! The own Login ID: a secret that pairs a person with an extension.

use crate::{code::ErrorCode, ids::UserName, json::Json, limits, reading::Reading, wire::Wire, write::Writer};

/// A well-formed Login ID: 1 to 64 letters and digits, compared exactly. A secret: whoever types it is the agent.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginId(String);

/// What someone gave as a Login ID, not checked yet.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginIdText(String);

/// Which rule a text breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
#[error("{}", ErrorCode::from(*self).advice().message)]
pub enum LoginIdFault {
    /// Nothing was given.
    Empty,
    /// More than [`limits::LOGIN_ID_CHARS`] characters.
    TooLong,
    /// A blank somewhere.
    Space,
    /// Something that is neither a Latin letter nor a digit.
    SpecialCharacter,
    /// Equal, in any case, to the Salesforce user name.
    UserName,
}

impl LoginId {
    /// Checks a text against the rules that need no knowledge of anyone.
    ///
    /// # Errors
    /// The first rule broken, in the order of [`LoginIdFault`].
    pub fn parse(text: &str) -> Result<Self, LoginIdFault> {
        if text.is_empty() {
            Err(LoginIdFault::Empty)
        } else if text.chars().count() > limits::LOGIN_ID_CHARS {
            Err(LoginIdFault::TooLong)
        } else if text.chars().any(char::is_whitespace) {
            Err(LoginIdFault::Space)
        } else if text.chars().any(|c| !c.is_ascii_alphanumeric()) {
            Err(LoginIdFault::SpecialCharacter)
        } else {
            Ok(Self(text.to_owned()))
        }
    }

    /// Checks a text for someone whose Salesforce user name is known: that name is refused first, so that who
    /// types it reads why.
    ///
    /// # Errors
    /// The first rule broken.
    pub fn parse_for(text: &str, user: Option<&UserName>) -> Result<Self, LoginIdFault> {
        if user.is_some_and(|user| user.is_same(text.trim())) {
            return Err(LoginIdFault::UserName);
        }
        Self::parse(text)
    }

    /// Makes a Login ID of [`limits::GENERATED_LOGIN_ID_CHARS`] digits and upper-case letters, the form that works
    /// with all connectors. `random` gives bytes of a cryptographic source.
    pub fn generate(mut random: impl FnMut() -> u8) -> Self {
        const ALPHABET: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut text = String::with_capacity(limits::GENERATED_LOGIN_ID_CHARS);
        while text.len() < limits::GENERATED_LOGIN_ID_CHARS {
            // 252 is the largest multiple of 36 in a byte: what lies above would favour the first letters.
            let byte = random();
            if byte < 252
                && let Some(letter) = ALPHABET.get(usize::from(byte % 36))
            {
                text.push(char::from(*letter));
            }
        }
        Self(text)
    }

    /// The ID itself, for comparing, storing or sending; never for a log or a URL.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl LoginIdText {
    /// Takes any text.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The text itself, for checking; never for a log.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<&LoginId> for LoginIdText {
    fn from(id: &LoginId) -> Self {
        Self(id.0.clone())
    }
}

impl From<LoginIdFault> for ErrorCode {
    fn from(fault: LoginIdFault) -> Self {
        match fault {
            LoginIdFault::Empty => Self::LoginIdEmpty,
            LoginIdFault::TooLong => Self::LoginIdTooLong,
            LoginIdFault::Space => Self::LoginIdSpace,
            LoginIdFault::SpecialCharacter => Self::LoginIdSpecialCharacter,
            LoginIdFault::UserName => Self::LoginIdIsUserName,
        }
    }
}

impl core::fmt::Debug for LoginId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LoginId(…)")
    }
}

impl core::fmt::Debug for LoginIdText {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LoginIdText(…)")
    }
}

impl Wire for LoginIdText {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        Self::new(reading.text(json))
    }

    fn write(&self, out: &mut Writer) {
        out.string(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn every_broken_rule_is_named() {
        let long = "A".repeat(10_000);
        let table = [
            ("", LoginIdFault::Empty),
            ("AB CD", LoginIdFault::Space),
            (" ", LoginIdFault::Space),
            ("AB\u{a0}CD", LoginIdFault::Space),
            ("AB\u{3000}CD", LoginIdFault::Space),
            ("demo@example.com", LoginIdFault::SpecialCharacter),
            ("AB-CD", LoginIdFault::SpecialCharacter),
            ("AB_CD", LoginIdFault::SpecialCharacter),
            ("AB\u{0}CD", LoginIdFault::SpecialCharacter),
            ("Äpfel", LoginIdFault::SpecialCharacter),
            ("📞5051", LoginIdFault::SpecialCharacter),
            ("\u{202e}1505", LoginIdFault::SpecialCharacter),
            ("שלום", LoginIdFault::SpecialCharacter),
            ("٥٠٥١", LoginIdFault::SpecialCharacter),
            (long.as_str(), LoginIdFault::TooLong),
        ];
        for (text, fault) in table {
            assert_eq!(LoginId::parse(text).unwrap_err(), fault, "{text:.20?}");
        }
    }

    #[test]
    fn one_and_sixty_four_characters_are_accepted_and_sixty_five_are_not() {
        assert!(LoginId::parse("a").is_ok());
        assert!(LoginId::parse(&"a".repeat(64)).is_ok());
        assert_eq!(LoginId::parse(&"a".repeat(65)).unwrap_err(), LoginIdFault::TooLong);
    }

    #[test]
    fn the_users_own_name_is_refused_in_any_case_before_its_characters_are() {
        let user = UserName::parse("demo@example.com").unwrap();
        assert_eq!(LoginId::parse_for("DEMO@example.com", Some(&user)).unwrap_err(), LoginIdFault::UserName);
        let plain = UserName::parse("Demo").unwrap();
        assert_eq!(LoginId::parse_for("dEMO", Some(&plain)).unwrap_err(), LoginIdFault::UserName);
        assert!(LoginId::parse_for("demo2", Some(&plain)).is_ok());
    }

    #[test]
    fn ids_are_compared_exactly() {
        assert_ne!(LoginId::parse("abc").unwrap(), LoginId::parse("ABC").unwrap());
    }

    #[test]
    fn a_generated_id_skips_bytes_that_would_favour_some_letters() {
        let mut bytes = [255, 254, 253, 252, 0, 35, 36, 251].into_iter().cycle();
        let id = LoginId::generate(|| bytes.next().unwrap());
        assert!(id.expose().starts_with("0Z0Z0Z0Z"));
    }

    proptest! {
        #[test]
        fn whatever_is_generated_keeps_the_rules(seed in any::<u64>()) {
            let mut state = seed;
            let id = LoginId::generate(|| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 56) as u8
            });
            prop_assert_eq!(id.expose().len(), limits::GENERATED_LOGIN_ID_CHARS);
            prop_assert!(id.expose().bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()));
            prop_assert!(LoginId::parse(id.expose()).is_ok());
        }

        #[test]
        fn accepted_means_letters_and_digits_only(text in ".{0,70}") {
            let fits = (1..=64).contains(&text.chars().count()) && text.bytes().all(|b| b.is_ascii_alphanumeric());
            prop_assert_eq!(LoginId::parse(&text).is_ok(), fits);
        }
    }
}
