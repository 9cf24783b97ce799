//! Ids, names and secrets that travel. Each is checked once, when it is read.

use crate::{json::Json, limits, reading::Reading};

/// Declares a text of bounded length without control characters.
macro_rules! texts {
    ($( $(#[$meta:meta])* $name:ident: $least:literal to $most:expr ),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(String);

        impl $name {
            /// The text as an id, where its length is right and nothing in it is a control character.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                $crate::ids::bounded(text, $least, $most).map(Self)
            }

            /// The text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl $crate::wire::Wire for $name {
            fn read<'j, 'a>(
                json: Option<&'j $crate::json::Json<'a>>,
                reading: &mut $crate::reading::Reading<'j, 'a>,
            ) -> Self {
                Self($crate::ids::read_bounded(json, reading, $least, $most))
            }

            fn write(&self, out: &mut $crate::write::Writer) {
                out.string(&self.0);
            }
        }
    )*};
}

/// Declares a secret: bounded like a text, but what it holds never reaches a log.
macro_rules! secrets {
    ($( $(#[$meta:meta])* $name:ident: $most:expr ),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// The text as a secret, where its length is right.
            #[must_use]
            pub fn parse(text: &str) -> Option<Self> {
                (1..=$most).contains(&text.len()).then(|| Self(text.to_owned()))
            }

            /// The secret itself, for comparing, storing or sending; never for a log or a URL.
            #[must_use]
            pub fn expose(&self) -> &str {
                &self.0
            }
        }

        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl $crate::wire::Wire for $name {
            fn read<'j, 'a>(
                json: Option<&'j $crate::json::Json<'a>>,
                reading: &mut $crate::reading::Reading<'j, 'a>,
            ) -> Self {
                let secret = Self::parse(reading.text(json));
                reading.or_refuse(secret, Self(String::new()))
            }

            fn write(&self, out: &mut $crate::write::Writer) {
                out.string(&self.0);
            }
        }
    )*};
}

pub(crate) use {secrets, texts};

texts! {
    /// Reference of a request, chosen by who asks; its reply repeats it.
    RequestId: 1 to limits::ID_CHARS,
    /// The id of a registration, given by the connector; digits in the sample (`66517761`).
    SubscriberId: 1 to limits::ID_CHARS,
    /// A browser tab, chosen by the page and kept over a reload.
    TabId: 0 to limits::ID_CHARS,
    /// The name of the app that speaks.
    SourceName: 0 to limits::NAME_CHARS,
    /// A Salesforce user name, of the form of an e-mail address. Compared without regard to case.
    UserName: 1 to limits::NAME_CHARS,
    /// What people call a user.
    DisplayName: 1 to limits::NAME_CHARS,
    /// The number of a telephone inside the system (`5051`).
    Extension: 1 to 32,
    /// A place to work at, as an administrator named it (`WS-5051`). Compared without regard to case.
    StationName: 1 to 64,
    /// The page that speaks, without its query.
    PageUrl: 0 to limits::URL_CHARS,
    /// The frame that asked with an outer packet.
    ResponseUrl: 0 to limits::URL_CHARS,
    /// The connector's name and version.
    ServerName: 0 to limits::NAME_CHARS,
    /// A machine that can be logged on to.
    HostName: 1 to limits::NAME_CHARS,
    /// A version of the user agreement.
    AgreementVersion: 1 to limits::ID_CHARS,
}

secrets! {
    /// Proof that a connection continues a session. Single use; kept in memory and sessionStorage only.
    ResumeToken: 128,
    /// Stands for user name and password at a later log-on: 32 hexadecimal digits, as the connector makes them.
    CredentialText: 32,
    /// A token signed by the Salesforce org.
    Jwt: 8_192,
}

impl UserName {
    /// Whether `text` is this user name in any case of Latin letters; Salesforce allows no others, and tables of all
    /// the others would cost the page 6 kB.
    #[must_use]
    pub fn is_same(&self, text: &str) -> bool {
        self.0.eq_ignore_ascii_case(text)
    }

    /// The form under which user names are compared and kept unique.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

impl StationName {
    /// Whether `text` is this name in any case of Latin letters.
    #[must_use]
    pub fn is_same(&self, text: &str) -> bool {
        self.0.eq_ignore_ascii_case(text)
    }

    /// The form under which names of stations are compared and kept unique.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.to_ascii_lowercase()
    }
}

/// A text of `least` to `most` characters, none of them a control character. One function for every kind of id: the
/// page would carry a copy for each.
pub(crate) fn bounded(text: &str, least: usize, most: usize) -> Option<String> {
    let mut length = 0;
    for character in text.chars() {
        if character.is_control() {
            return None;
        }
        length += 1;
    }
    (least..=most).contains(&length).then(|| text.to_owned())
}

pub(crate) fn read_bounded<'j, 'a>(
    json: Option<&'j Json<'a>>,
    reading: &mut Reading<'j, 'a>,
    least: usize,
    most: usize,
) -> String {
    let text = bounded(reading.text(json), least, most);
    reading.or_refuse(text, String::new())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_prints_nothing_of_itself() {
        assert_eq!(format!("{:?}", ResumeToken::parse("abc").unwrap()), "ResumeToken(…)");
        assert_eq!(format!("{:?}", CredentialText::parse("abc").unwrap()), "CredentialText(…)");
    }

    #[test]
    fn a_text_with_a_control_character_or_of_the_wrong_length_is_no_id() {
        assert_eq!(RequestId::parse(""), None);
        assert_eq!(RequestId::parse("a\u{0}b"), None);
        assert_eq!(RequestId::parse(&"x".repeat(limits::ID_CHARS + 1)), None);
        assert!(RequestId::parse(&"ü".repeat(limits::ID_CHARS)).is_some());
    }

    #[test]
    fn user_names_are_the_same_in_any_case() {
        let user = UserName::parse("Demo@Example.com").unwrap();
        assert!(user.is_same("demo@example.COM"));
        assert!(!user.is_same("demo@example.org"));
    }
    #[test]
    fn names_of_stations_are_the_same_in_any_case() {
        let station = StationName::parse("WS-5051").unwrap();
        assert!(station.is_same("ws-5051"));
        assert_eq!(station.folded(), "ws-5051");
        assert!(!station.is_same("ws-5052"));
        assert_eq!(StationName::parse(&"x".repeat(65)), None);
    }
}
