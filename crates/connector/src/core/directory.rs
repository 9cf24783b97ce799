//! Who may sign on: the store's content as the core sees it.

use std::{collections::HashMap, net::IpAddr};

use hookswitch_protocol::{
    LoginId,
    ids::{DisplayName, Extension, UserName},
    limits,
};

use super::team::{Role, TeamName};

/// A user's number in the store; never given to another user.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UserId(pub i64);

/// The key under which Login IDs are hashed. It lies beside the database, not in it, so that a copy of the
/// database does not give the IDs away.
#[derive(Clone, PartialEq, Eq)]
pub struct LoginIdKey([u8; 32]);

/// A Login ID's keyed hash (BLAKE3). Equal IDs have equal hashes; comparing takes constant time.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct LoginIdHash(blake3::Hash);

/// One user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// Number in the store.
    pub id: UserId,
    /// Salesforce user name; unique without regard to case.
    pub user_name: UserName,
    /// What people call the user.
    pub display_name: DisplayName,
    /// The user's telephone.
    pub extension: Extension,
    /// The own Login ID's hash, where the user has one.
    pub login_id: Option<LoginIdHash>,
    /// Whether the user holds a licence: taken at the first sign-on with an own ID, freed when the user is removed.
    pub licensed: bool,
    /// The account with the CTI server, where the user has one.
    pub cti: Option<CtiAccount>,
    /// The team the user belongs to.
    pub team: TeamName,
    /// What the user may do with other agents.
    pub role: Role,
}

/// An account with the CTI server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CtiAccount {
    /// Its name; unique, compared exactly.
    pub user_name: String,
    /// What its password is compared with.
    pub hash: PasswordHash,
}

/// A password's hash (Argon2id in PHC form).
#[derive(Clone, PartialEq, Eq)]
pub struct PasswordHash(String);

/// Stands for a CTI user name where failures are counted: names that nobody has are counted too, and need not be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CtiNameHash(blake3::Hash);

/// What failures are counted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Subject {
    /// One Login ID.
    LoginId(LoginIdHash),
    /// One network address.
    Address(IpAddr),
    /// One CTI user name, whether or not anybody has it.
    CtiUserName(CtiNameHash),
}

/// Failures of one subject, as kept over a restart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failures {
    /// Failures in a row.
    pub count: u32,
    /// Milliseconds since 1970 UTC until which the subject is locked, or, while it is not, until which the count
    /// is remembered.
    pub until_unix_ms: u64,
}

/// Everything the core knows about users. Replaced as a whole when the store has changed.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    users: HashMap<UserId, User>,
    by_login_id: HashMap<LoginIdHash, UserId>,
    by_user_name: HashMap<String, UserId>,
    by_cti_user_name: HashMap<String, UserId>,
    by_extension: HashMap<Extension, UserId>,
    licences: u32,
    failures: Vec<(Subject, Failures)>,
}

impl Directory {
    /// Takes the store's content. The store keeps Login IDs and user names unique.
    #[must_use]
    pub fn new(users: Vec<User>, licences: u32, failures: Vec<(Subject, Failures)>) -> Self {
        Self {
            by_login_id: users.iter().filter_map(|user| Some((user.login_id?, user.id))).collect(),
            by_user_name: users.iter().map(|user| (user.user_name.folded(), user.id)).collect(),
            by_cti_user_name: users
                .iter()
                .filter_map(|user| Some((user.cti.as_ref()?.user_name.clone(), user.id)))
                .collect(),
            by_extension: users.iter().map(|user| (user.extension.clone(), user.id)).collect(),
            users: users.into_iter().map(|user| (user.id, user)).collect(),
            licences,
            failures,
        }
    }

    /// The user with this number.
    #[must_use]
    pub fn user(&self, id: UserId) -> Option<&User> {
        self.users.get(&id)
    }

    /// Every user.
    pub fn users(&self) -> impl Iterator<Item = &User> {
        self.users.values()
    }

    /// The user with this Login ID.
    #[must_use]
    pub fn by_login_id(&self, hash: LoginIdHash) -> Option<&User> {
        self.by_login_id.get(&hash).and_then(|id| self.users.get(id))
    }

    /// The user with this Salesforce user name, in any case.
    #[must_use]
    pub fn by_user_name(&self, name: &str) -> Option<&User> {
        self.by_user_name.get(&name.to_ascii_lowercase()).and_then(|id| self.users.get(id))
    }

    /// The user with this CTI user name.
    #[must_use]
    pub fn by_cti_user_name(&self, name: &str) -> Option<&User> {
        self.by_cti_user_name.get(name).and_then(|id| self.users.get(id))
    }

    /// The user whose telephone has this number.
    #[must_use]
    pub fn by_extension(&self, extension: &Extension) -> Option<&User> {
        self.by_extension.get(extension).and_then(|id| self.users.get(id))
    }

    /// Whether any user's telephone has this number.
    #[must_use]
    pub fn has_extension(&self, extension: &Extension) -> bool {
        self.by_extension(extension).is_some()
    }

    /// Whether another licence can be taken while `promised` more are about to be.
    #[must_use]
    pub fn is_licence_left(&self, promised: usize) -> bool {
        let promised = u32::try_from(promised).unwrap_or(u32::MAX);
        self.is_site_licence() || self.licences_used().saturating_add(promised) < self.licences
    }

    /// Whether any number of users may sign on.
    #[must_use]
    pub const fn is_site_licence(&self) -> bool {
        self.licences >= limits::SITE_LICENCE
    }

    /// Licences taken.
    #[must_use]
    pub fn licences_used(&self) -> u32 {
        u32::try_from(self.users.values().filter(|user| user.licensed).count()).unwrap_or(u32::MAX)
    }

    /// Number of users.
    #[must_use]
    pub fn len(&self) -> usize {
        self.users.len()
    }

    /// Whether there is no user at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.users.is_empty()
    }

    /// Failures as the store keeps them.
    #[must_use]
    pub fn failures(&self) -> &[(Subject, Failures)] {
        &self.failures
    }

    /// Notes that a user holds a licence now.
    pub(super) fn mark_licensed(&mut self, id: UserId) {
        if let Some(user) = self.users.get_mut(&id) {
            user.licensed = true;
        }
    }
}

impl LoginIdKey {
    /// Takes 32 random bytes as the key.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// The hash under which an ID is stored and looked up.
    #[must_use]
    pub fn hash(&self, id: &LoginId) -> LoginIdHash {
        LoginIdHash(blake3::keyed_hash(&self.0, id.expose().as_bytes()))
    }
}

impl LoginIdHash {
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

impl PasswordHash {
    /// Takes a hash in PHC form (`$argon2id$…`).
    #[must_use]
    pub const fn new(phc: String) -> Self {
        Self(phc)
    }

    /// The hash in PHC form.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl CtiNameHash {
    /// The hash of a name.
    #[must_use]
    pub fn of(name: &str) -> Self {
        Self(blake3::hash(name.as_bytes()))
    }

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

impl core::fmt::Debug for PasswordHash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("PasswordHash(…)")
    }
}

impl core::fmt::Debug for LoginIdKey {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LoginIdKey(…)")
    }
}

impl core::fmt::Debug for LoginIdHash {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("LoginIdHash(…)")
    }
}
