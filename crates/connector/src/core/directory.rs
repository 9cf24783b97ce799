//! Who may sign on: the store's content as the core sees it.

use std::{
    collections::{BTreeSet, HashMap},
    net::IpAddr,
};

use hookswitch_protocol::{
    LoginId,
    ids::{AgreementVersion, DisplayName, Extension, StationName, UserName},
    limits,
};

use super::{
    io::Change,
    stations::{Accepted, Credential, CredentialHash, CredentialKind, Memo, Right, Station},
    team::{Role, TeamName},
};

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
    /// What the user may do at a log-on at a station.
    pub rights: BTreeSet<Right>,
}

/// An account with the CTI server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CtiAccount {
    /// Its name; unique, compared exactly.
    pub user_name: String,
    /// What its password is compared with.
    pub hash: PasswordHash,
    /// When the password was set, in milliseconds since 1970 UTC; nobody knows of those that an earlier version kept.
    pub password_set_unix_ms: Option<u64>,
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

/// What a store holds, as far as the core asks for it.
#[derive(Clone, Debug)]
pub struct Content {
    /// Every user; Login IDs and user names are unique.
    pub users: Vec<User>,
    /// How many users may hold a licence; [`limits::SITE_LICENCE`] for any number.
    pub licences: u32,
    /// Failures that are remembered.
    pub failures: Vec<(Subject, Failures)>,
    /// Every station; names and extensions are unique.
    pub stations: Vec<Station>,
    /// How many users may be logged on at stations and numbers at once; [`limits::SITE_LICENCE`] for any number.
    pub station_licences: u32,
    /// What lets browsers log on again.
    pub credentials: Vec<Credential>,
    /// Who has agreed to what.
    pub accepted: Vec<Accepted>,
    /// Every memo, those that were added last first.
    pub memos: Vec<Memo>,
}

/// Everything the core knows about users and stations. Replaced as a whole when the store has changed.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    users: HashMap<UserId, User>,
    by_login_id: HashMap<LoginIdHash, UserId>,
    by_user_name: HashMap<String, UserId>,
    by_cti_user_name: HashMap<String, UserId>,
    by_extension: HashMap<Extension, UserId>,
    stations: HashMap<String, Station>,
    station_names: HashMap<Extension, String>,
    credentials: HashMap<CredentialHash, Credential>,
    accepted: HashMap<(UserId, AgreementVersion), Accepted>,
    memos: Vec<Memo>,
    licences: u32,
    station_licences: u32,
    failures: Vec<(Subject, Failures)>,
}

impl Default for Content {
    fn default() -> Self {
        Self {
            users: Vec::new(),
            licences: limits::SITE_LICENCE,
            failures: Vec::new(),
            stations: Vec::new(),
            station_licences: limits::SITE_LICENCE,
            credentials: Vec::new(),
            accepted: Vec::new(),
            memos: Vec::new(),
        }
    }
}

impl Directory {
    /// Takes the store's content.
    #[must_use]
    pub fn new(content: Content) -> Self {
        let Content { users, licences, failures, stations, station_licences, credentials, accepted, memos } = content;
        Self {
            by_login_id: users.iter().filter_map(|user| Some((user.login_id?, user.id))).collect(),
            by_user_name: users.iter().map(|user| (user.user_name.folded(), user.id)).collect(),
            by_cti_user_name: users
                .iter()
                .filter_map(|user| Some((user.cti.as_ref()?.user_name.clone(), user.id)))
                .collect(),
            by_extension: users.iter().map(|user| (user.extension.clone(), user.id)).collect(),
            users: users.into_iter().map(|user| (user.id, user)).collect(),
            station_names: stations.iter().map(|station| (station.extension.clone(), station.name.folded())).collect(),
            stations: stations.into_iter().map(|station| (station.name.folded(), station)).collect(),
            credentials: credentials.into_iter().map(|credential| (credential.hash, credential)).collect(),
            accepted: accepted.into_iter().map(|accepted| (accepted.key(), accepted)).collect(),
            memos,
            licences,
            station_licences,
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

    /// The station of this name, in any case.
    #[must_use]
    pub fn station(&self, name: &StationName) -> Option<&Station> {
        self.stations.get(&name.folded())
    }

    /// The station whose telephone has this number.
    #[must_use]
    pub fn station_at(&self, extension: &Extension) -> Option<&Station> {
        self.station_names.get(extension).and_then(|name| self.stations.get(name))
    }

    /// Every station, in no order.
    pub fn stations(&self) -> impl Iterator<Item = &Station> {
        self.stations.values()
    }

    /// The credential of this hash, whether or not it has expired.
    #[must_use]
    pub fn credential(&self, hash: CredentialHash) -> Option<&Credential> {
        self.credentials.get(&hash)
    }

    /// What the pages of a user were given at a log-on.
    pub(super) fn session_credentials_of(&self, user: UserId) -> Vec<CredentialHash> {
        let is_one = |it: &&Credential| it.user == user && it.kind == CredentialKind::Session;
        self.credentials.values().filter(is_one).map(|credential| credential.hash).collect()
    }

    /// Whether the user has agreed to this version.
    #[must_use]
    pub fn has_accepted(&self, user: UserId, version: &AgreementVersion) -> bool {
        self.accepted.contains_key(&(user, version.clone()))
    }

    /// The memos for everybody and for this team, those that were added last first.
    pub fn memos_for(&self, team: &TeamName) -> impl Iterator<Item = &Memo> {
        self.memos.iter().filter(move |memo| memo.team.as_ref().is_none_or(|of| of == team))
    }

    /// How many users may be logged on at stations and numbers at once; `None` for any number.
    #[must_use]
    pub fn station_licences(&self) -> Option<u32> {
        (self.station_licences < limits::SITE_LICENCE).then_some(self.station_licences)
    }

    /// Takes in what the store is asked to keep. Failures are counted, past calls and used tokens listed, elsewhere.
    pub fn note(&mut self, change: &Change) {
        match change {
            Change::TakeLicence(user) => {
                if let Some(user) = self.users.get_mut(user) {
                    user.licensed = true;
                }
            }
            Change::KeepCredential(credential) => {
                self.credentials.insert(credential.hash, credential.clone());
            }
            Change::ForgetCredential(hash) => {
                self.credentials.remove(hash);
            }
            Change::ForgetCredentialsOf(user) => self.credentials.retain(|_, credential| credential.user != *user),
            Change::AcceptAgreement(accepted) => {
                self.accepted.insert(accepted.key(), accepted.clone());
            }
            Change::KeepFailures(..) | Change::ForgetFailures(_) | Change::KeepCall(..) | Change::KeepUsedToken(..) => {
            }
        }
    }
}

impl LoginIdKey {
    /// Takes 32 random bytes as the key.
    #[must_use]
    pub const fn new(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    pub(super) const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
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
