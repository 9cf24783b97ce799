//! Tokens that a Salesforce org signs to say who speaks: bytes, keys, rules and time in, claims or a fault out.
//!
//! Pure: nothing here reads a file or a clock, or remembers what it has seen.

mod keys;
mod verify;

use hookswitch_protocol::ids::UserName;

pub use keys::{OrgKeys, PemFault};
pub(super) use verify::verify;

/// Whose tokens count, and for whom they have to be meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRules {
    /// The org, as its tokens name it.
    pub issuer: String,
    /// This connector, as tokens name it.
    pub audience: String,
}

/// What a token says that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Claims {
    /// The Salesforce user name.
    pub(super) user_name: UserName,
    /// The token itself.
    pub(super) id: TokenId,
    /// When it counts for nothing by itself any more.
    pub(super) until_unix_ms: u64,
}

/// Stands for a token where those are kept that were used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TokenId([u8; 32]);

/// Why a token does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFault {
    /// It is no token, or lacks a claim.
    Malformed,
    /// It is signed in another way than RS256, or not at all.
    Algorithm,
    /// None of the org's keys has signed it.
    Key,
    /// Another org has made it.
    Issuer,
    /// It is meant for somebody else.
    Audience,
    /// It would count for longer than any may.
    Lifetime,
    /// Its time is over.
    Expired,
    /// Its time has not come.
    NotYet,
    /// It was used before.
    Replayed,
    /// It names a user whom the connector does not know.
    UnknownUser,
}

/// A token that does not count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenRefused {
    /// Why.
    pub fault: TokenFault,
    /// Whom it names, where the org has signed it: nobody else's word goes into the log.
    pub user_name: Option<UserName>,
}

impl TokenId {
    fn of(jti: &str) -> Self {
        Self(*blake3::hash(jti.as_bytes()).as_bytes())
    }

    /// As the store keeps it.
    #[must_use]
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// From the store.
    #[must_use]
    pub const fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl TokenFault {
    /// The reason in one or two words, for the log.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Malformed => "malformed",
            Self::Algorithm => "alg",
            Self::Key => "key",
            Self::Issuer => "issuer",
            Self::Audience => "audience",
            Self::Lifetime => "lifetime",
            Self::Expired => "expired",
            Self::NotYet => "not yet",
            Self::Replayed => "replayed",
            Self::UnknownUser => "unknown user",
        }
    }

    /// What an administrator does about it.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Malformed | Self::Algorithm => "Somebody else than the package made it: look at what speaks there.",
            Self::Key => "Add the org's present certificate to keys in [salesforce].",
            Self::Issuer => {
                "Compare issuer in [salesforce] with the org's My Domain, and with Issuer__c of the package."
            }
            Self::Audience => "Compare audience in [salesforce] with Audience__c of the package.",
            Self::Lifetime => "A token counts for 300 seconds at most: look at what made it.",
            Self::Expired | Self::NotYet => "Compare this machine's clock with the time.",
            Self::Replayed => "A page takes a new one each time: if it stays, somebody copies tokens.",
            Self::UnknownUser => "Add the user with `user add`, under the name that Salesforce has.",
        }
    }

    /// Whether trying it may be guessing. A page that slept brings what has expired, and a user who is not known yet
    /// has proven to be one of the org's.
    pub(super) const fn is_suspect(self) -> bool {
        match self {
            Self::Expired | Self::NotYet | Self::UnknownUser => false,
            Self::Malformed
            | Self::Algorithm
            | Self::Key
            | Self::Issuer
            | Self::Audience
            | Self::Lifetime
            | Self::Replayed => true,
        }
    }
}
