//! Credentials that browsers keep: given at a log-on, and good for another without a password.

use hookswitch_protocol::{CloseCode, ErrorCode, Tick, ids::CredentialText};

use super::{
    directory::{Subject, UserId},
    io::ConnId,
    machine::Core,
    stations::CredentialHash,
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
    /// Whose credential this is. One that is nobody's counts as a failure of the address, and of nobody.
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
            None => {
                self.count_failure(address, now);
                Err(Void::Revoked)
            }
        }
    }

    /// Whose credential this is, while it counts.
    pub(super) fn owner_of_credential(&self, hash: CredentialHash, now: Tick) -> Option<UserId> {
        let credential = self.directory.credential(hash)?;
        (self.unix_ms(now) < credential.expires_unix_ms).then_some(credential.user)
    }
}

impl Void {
    /// What a person is told.
    pub(super) const fn code(self) -> ErrorCode {
        match self {
            Self::Revoked => ErrorCode::CredentialRevoked,
            Self::TooMany { .. } => ErrorCode::TooManyAttempts,
        }
    }

    /// What a client is advised whose connection is closed for it.
    pub(super) const fn advice(self) -> CloseCode {
        match self {
            Self::Revoked => CloseCode::IdentityRefused,
            Self::TooMany { .. } => CloseCode::TooMany,
        }
    }

    /// When to try again.
    pub(super) const fn retry_after_seconds(self) -> Option<u32> {
        match self {
            Self::Revoked => None,
            Self::TooMany { retry_after_seconds } => Some(retry_after_seconds),
        }
    }
}
