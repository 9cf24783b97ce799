//! Stations, who may log on at them, and what is asked of those who do.

use std::collections::BTreeSet;

use hookswitch_protocol::{
    center::StationType,
    ids::{AgreementVersion, CredentialText, Extension, HostName, StationName},
};

use super::{
    directory::{LoginIdKey, UserId},
    numbers::Number,
    team::TeamName,
};

/// A place to work at, set up by an administrator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Station {
    /// Its name; unique without regard to case.
    pub name: StationName,
    /// Where its telephone is.
    pub kind: StationKind,
    /// Number of its telephone; no two stations have the same.
    pub extension: Extension,
    /// Whether it may be used.
    pub standing: StationStanding,
    /// Who may log on at it.
    pub log_on: LogOnRight,
}

/// Where the telephone of a station is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StationKind {
    /// In the house, as the telephone system sees it.
    Workstation,
    /// Outside, at the number that is set up for it.
    RemoteWorkstation {
        /// That number.
        number: Number,
    },
}

/// Whether a station may be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StationStanding {
    /// It may.
    Active,
    /// It may not for now.
    Inactive,
}

/// Who may log on at a station.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LogOnRight {
    /// Every user.
    Everyone,
    /// These users, who may be none.
    Only(BTreeSet<UserId>),
}

/// What a user may do at a log-on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Right {
    /// Name a number of the user's own choice to work at.
    RemoteNumber,
    /// Keep the line to that number open between calls.
    PersistentConnections,
}

/// What lets a browser log on again without a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credential {
    /// Its text's hash.
    pub hash: CredentialHash,
    /// Whose it is.
    pub user: UserId,
    /// How long it is kept there.
    pub kind: CredentialKind,
    /// Milliseconds since 1970 UTC from which it is void.
    pub expires_unix_ms: u64,
}

/// How long a browser keeps a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// Until it is void: the user wanted to be remembered.
    Saved,
    /// As long as the page, for a connector that was started again.
    Session,
}

/// A credential's keyed hash (BLAKE3); comparing takes constant time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct CredentialHash(blake3::Hash);

/// A user has agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// Who.
    pub user: UserId,
    /// To what.
    pub version: AgreementVersion,
    /// When, in milliseconds since 1970 UTC.
    pub at_unix_ms: u64,
}

/// Something that users are to know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Memo {
    /// Its number; never given to another memo.
    pub id: i64,
    /// What.
    pub text: MemoText,
    /// Where more of it can be read.
    pub url: Option<WebUrl>,
    /// Whom it is for; everybody where no team is named.
    pub team: Option<TeamName>,
}

/// The text of a memo: 1 to 255 characters, none of them a control character.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemoText(String);

/// The address of a page, http or https.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WebUrl(String);

/// What is asked of those who log on at a station. `None` in its place: nobody can.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogOnRules {
    /// Which names count.
    pub label: UserLabel,
    /// Whether browsers may be remembered.
    pub cached_credentials: bool,
    /// Whether the line to a number may stay open between calls, for users with that right.
    pub persistent_connections: bool,
    /// Types of station to choose from.
    pub station_types: BTreeSet<StationType>,
    /// What has to be agreed to.
    pub agreement: Option<Agreement>,
    /// Hosts to choose from; with none there is nothing to choose.
    pub hosts: Vec<HostName>,
    /// Days after which a password has to be changed.
    pub password_days: Option<u32>,
    /// A page that helps.
    pub help: Option<WebUrl>,
}

/// Which names count at a log-on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum UserLabel {
    /// Those of the CTI accounts.
    UserId,
    /// The same, with or without this domain before them (`DOMAIN\name`).
    DomainUser {
        /// The domain; compared without regard to case.
        domain: DomainName,
    },
}

/// The name of a domain: 1 to 64 characters, without control characters, spaces and `\`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DomainName(String);

/// What has to be agreed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Agreement {
    /// The text; not empty.
    pub text: String,
    /// What is recorded of those who agreed.
    pub version: AgreementVersion,
}

impl Station {
    /// Whether this user may log on here.
    #[must_use]
    pub fn lets_in(&self, user: UserId) -> bool {
        match &self.log_on {
            LogOnRight::Everyone => true,
            LogOnRight::Only(users) => users.contains(&user),
        }
    }
}

impl Accepted {
    /// What there is one record of.
    pub(super) fn key(&self) -> (UserId, AgreementVersion) {
        (self.user, self.version.clone())
    }
}

impl Right {
    /// Every right.
    pub const ALL: &'static [Self] = &[Self::RemoteNumber, Self::PersistentConnections];

    /// What a user may who was given nothing and denied nothing.
    #[must_use]
    pub fn usual() -> BTreeSet<Self> {
        BTreeSet::from([Self::RemoteNumber])
    }

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RemoteNumber => "remote-number",
            Self::PersistentConnections => "persistent-connections",
        }
    }

    /// The right of this word.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|right| right.as_str() == text)
    }
}

impl LoginIdKey {
    /// The hash under which a credential is stored and looked up.
    #[must_use]
    pub fn hash_credential(&self, credential: &CredentialText) -> CredentialHash {
        const CONTEXT: &str = "hookswitch 2026-11-22 credentials";
        let key = blake3::derive_key(CONTEXT, self.as_bytes());
        CredentialHash(blake3::keyed_hash(&key, credential.expose().as_bytes()))
    }
}

impl CredentialHash {
    /// The hash as the store keeps it.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// A hash from the store.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(blake3::Hash::from_bytes(bytes))
    }
}

impl core::fmt::Debug for CredentialHash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("CredentialHash(…)")
    }
}

impl MemoText {
    /// Takes 1 to 255 characters without control characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = !text.trim().is_empty() && !text.chars().any(char::is_control);
        (is_plain && text.chars().count() <= 255).then(|| Self(text.to_owned()))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl WebUrl {
    /// Takes an address of http or https with a host, without spaces and control characters.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, rest) = text.split_once("://")?;
        let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
        let has_host = rest.starts_with(|c: char| c.is_alphanumeric() || c == '[');
        let is_plain = !text.contains(|c: char| c.is_control() || c.is_whitespace());
        let fits = text.chars().count() <= hookswitch_protocol::limits::URL_CHARS;
        (is_web && has_host && is_plain && fits).then(|| Self(text.to_owned()))
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl DomainName {
    /// Takes 1 to 64 characters without control characters, spaces and `\`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_plain = !text.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\');
        (is_plain && (1..=64).contains(&text.chars().count())).then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `text` is this domain, in any case.
    #[must_use]
    pub fn is_same(&self, text: &str) -> bool {
        self.0.to_lowercase() == text.to_lowercase()
    }
}

impl Agreement {
    /// A text with the version that it was given, or else one that changes with the text. `None` where there is no
    /// text.
    #[must_use]
    pub fn new(text: &str, version: Option<AgreementVersion>) -> Option<Self> {
        let text = text.trim();
        let of_text = || {
            let hash = blake3::hash(text.as_bytes()).to_hex();
            AgreementVersion::parse(hash.get(..16).unwrap_or_default()).unwrap_or_default()
        };
        (!text.is_empty()).then(|| Self { text: text.to_owned(), version: version.unwrap_or_else(of_text) })
    }
}

#[cfg(test)]
mod tests {
    use hookswitch_protocol::LoginId;

    use super::*;

    #[test]
    fn a_credential_has_another_hash_than_a_login_id_of_the_same_text_and_under_each_key() {
        let key = LoginIdKey::new([7; 32]);
        let text = "0123456789ABCDEF0123456789ABCDEF";
        let credential = CredentialText::parse(text).unwrap();
        let hash = key.hash_credential(&credential);
        assert_eq!(hash, key.hash_credential(&credential));
        assert_ne!(hash.as_bytes(), key.hash(&LoginId::parse(text).unwrap()).as_bytes());
        assert_ne!(hash, LoginIdKey::new([8; 32]).hash_credential(&credential));
        assert_eq!(format!("{hash:?}"), "CredentialHash(…)");
    }

    #[test]
    fn an_agreement_without_a_version_has_one_of_its_text() {
        let version = |text| Agreement::new(text, None).unwrap().version;
        assert_eq!(version("Be kind.\n"), version(" Be kind."));
        assert_ne!(version("Be kind."), version("Be kinder."));
        let given = AgreementVersion::parse("2026-1");
        assert_eq!(Agreement::new("x", given.clone()).map(|agreement| agreement.version), given);
        assert_eq!(Agreement::new(" \n", given), None);
    }

    #[test]
    fn only_pages_are_linked_to() {
        for fine in ["https://example.com/news?a=b#c", "HTTP://[::1]:80", "http://intranet"] {
            assert_eq!(WebUrl::parse(fine).unwrap().as_str(), fine);
        }
        let long = format!("https://a/{}", "x".repeat(2_048));
        for refused in ["", "javascript:alert(1)", "data://x", "https://", "https:///x", "https://a b", "a.b", &long] {
            assert_eq!(WebUrl::parse(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn a_memo_says_something_and_a_domain_is_a_word() {
        assert!(MemoText::parse(&"é".repeat(255)).is_some());
        for refused in ["", " ", "a\nb", &"x".repeat(256)] {
            assert_eq!(MemoText::parse(refused), None, "{refused:?}");
        }
        assert!(DomainName::parse("ACME").unwrap().is_same("acme"));
        for refused in ["", "A B", "A\\B", "A\t", &"x".repeat(65)] {
            assert_eq!(DomainName::parse(refused), None, "{refused:?}");
        }
    }
}
