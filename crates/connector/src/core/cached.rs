//! Credentials that browsers keep: given at a log-on, and good for another without a password.

use hookswitch_protocol::{CloseCode, Tick, ids::CredentialText};

use super::{
    conn::Standing,
    directory::{Subject, UserId},
    io::{Change, ConnId},
    machine::Core,
    seats::Refusal,
    sessions::Via,
    stations::{CredentialHash, CredentialKind},
};

/// Why a credential does not count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Void {
    /// It is nobody's, or nobody's any more.
    Revoked,
    /// Too many were tried from this address.
    TooMany {
        /// When to try again.
        retry_after_seconds: u32,
    },
}

impl Core {
    /// Whose credential this is. One that is nobody's counts as a failure of the address, and of nobody; one that has
    /// expired as none: whole offices come back with those in the morning.
    pub(super) fn owner_by_credential(
        &mut self,
        conn: ConnId,
        text: &CredentialText,
        now: Tick,
    ) -> Result<(UserId, CredentialHash), Void> {
        let address = Subject::Address(self.conns.get(&conn).ok_or(Void::Revoked)?.peer);
        if let Some(seconds) = self.locked_for_seconds(address, now) {
            return Err(Void::TooMany { retry_after_seconds: seconds });
        }
        let hash = self.key.hash_credential(text);
        match self.owner_of_credential(hash, now) {
            Some(user) => Ok((user, hash)),
            None if self.directory.credential(hash).is_some() => Err(Void::Revoked),
            None => Err(self.void(conn, now)),
        }
    }

    /// A credential that does not count is a failure of the address, and of nobody's name.
    fn void(&mut self, conn: ConnId, now: Tick) -> Void {
        if let Some(peer) = self.conns.get(&conn).map(|entry| entry.peer) {
            self.count_failure(Subject::Address(peer), now);
        }
        Void::Revoked
    }

    /// Whose it is that stands for this user's name at a log-on, and proves it.
    pub(super) fn owner_at_log_on(
        &mut self,
        conn: ConnId,
        text: &CredentialText,
        named: Option<UserId>,
        now: Tick,
    ) -> Result<(UserId, Via), Void> {
        let (user, hash) = self.owner_by_credential(conn, text, now)?;
        let is_cached = self.settings.log_on.as_ref().is_some_and(|rules| rules.cached_credentials);
        let kind = self.directory.credential(hash).map(|credential| credential.kind);
        if named == Some(user) && (is_cached || kind == Some(CredentialKind::Session)) {
            Ok((user, Via::Credential(hash)))
        } else {
            Err(self.void(conn, now))
        }
    }

    /// Whose credential this is, while it counts.
    pub(super) fn owner_of_credential(&self, hash: CredentialHash, now: Tick) -> Option<UserId> {
        let credential = self.directory.credential(hash)?;
        (self.unix_ms(now) < credential.expires_unix_ms).then_some(credential.user)
    }
}

impl Core {
    /// The user has logged off, or was: no page logs on again by itself, but for one that has logged on since.
    pub(super) fn forget_session_credentials(&mut self, user: UserId, but: Option<CredentialHash>) {
        for hash in self.directory.session_credentials_of(user) {
            if but != Some(hash) {
                self.keep(Change::ForgetCredential(hash));
            }
        }
    }

    /// Whoever speaks for a user beside the session, by a proof that counts no more, speaks for nobody.
    pub(super) fn review_proofs(&mut self, now: Tick) {
        let claims: Vec<(ConnId, UserId, Via)> = self
            .conns
            .iter()
            .filter_map(|(conn, entry)| match &entry.standing {
                Standing::Elsewhere(_, user, via) => Some((*conn, *user, *via)),
                Standing::Fresh
                | Standing::Nobody(_)
                | Standing::Awaits(..)
                | Standing::Beside(..)
                | Standing::Settling(..)
                | Standing::Holds(..) => None,
            })
            .collect();
        for (conn, user, via) in claims {
            if !self.is_proven(user, via, now) {
                self.set_standing(conn, Standing::Nobody);
            }
        }
    }
}

impl From<Void> for Refusal {
    fn from(void: Void) -> Self {
        match void {
            Void::Revoked => Self::CredentialRevoked,
            Void::TooMany { retry_after_seconds } => Self::TooManyAttempts { retry_after_seconds },
        }
    }
}

impl Void {
    /// What a client is advised whose connection is closed for it.
    pub(super) const fn advice(self) -> CloseCode {
        match self {
            Self::Revoked => CloseCode::IdentityRefused,
            Self::TooMany { .. } => CloseCode::TooMany,
        }
    }
}
