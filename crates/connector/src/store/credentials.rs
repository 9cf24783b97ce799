//! What lets browsers log on again without a password, and who has agreed to what.

use hookswitch_protocol::ids::AgreementVersion;
use sqlx::SqliteConnection;

use super::{ChangeError, Store, StoreError, error::of_database};
use crate::core::{Accepted, Credential, CredentialHash, CredentialKind, UserId};

impl Store {
    /// Makes every credential of a user void.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchUser`], or where the store does not answer.
    pub async fn forget_credentials_of(&mut self, name: &str) -> Result<(), ChangeError> {
        let user = self.user(name).await?.id;
        Ok(forget_of(&mut self.connection, user).await.map_err(of_database(&self.path))?)
    }

    /// Drops the credentials that have expired.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn drop_old_credentials(&mut self, now_unix_ms: u64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM credentials WHERE expires_unix_ms <= ?")
            .bind(number(now_unix_ms))
            .execute(&mut self.connection)
            .await
            .map(|_| ())
            .map_err(of_database(&self.path))
    }
}

pub(super) async fn all(connection: &mut SqliteConnection) -> sqlx::Result<Vec<Credential>> {
    let rows: Vec<(Vec<u8>, i64, String, i64)> =
        sqlx::query_as("SELECT hash, user, kind, expires_unix_ms FROM credentials").fetch_all(connection).await?;
    // One of a kind that this version does not know lets nobody in.
    let credential = |(hash, user, kind, expires): (Vec<u8>, i64, String, i64)| {
        Some(Credential {
            hash: CredentialHash::from_bytes(hash.try_into().ok()?),
            user: UserId(user),
            kind: [CredentialKind::Saved, CredentialKind::Session].into_iter().find(|known| word(*known) == kind)?,
            expires_unix_ms: u64::try_from(expires).unwrap_or_default(),
        })
    };
    Ok(rows.into_iter().filter_map(credential).collect())
}

pub(super) async fn all_accepted(connection: &mut SqliteConnection) -> sqlx::Result<Vec<Accepted>> {
    let rows: Vec<(i64, String, i64)> =
        sqlx::query_as("SELECT user, version, at_unix_ms FROM accepted_agreements").fetch_all(connection).await?;
    let accepted = |(user, version, at): (i64, String, i64)| {
        let version = AgreementVersion::parse(&version)?;
        Some(Accepted { user: UserId(user), version, at_unix_ms: u64::try_from(at).unwrap_or_default() })
    };
    Ok(rows.into_iter().filter_map(accepted).collect())
}

/// Keeps a credential; where its user is gone, nothing.
pub(super) async fn keep(connection: &mut SqliteConnection, credential: &Credential) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT OR REPLACE INTO credentials (hash, user, kind, expires_unix_ms) SELECT ?, id, ?, ? FROM users WHERE id = ?",
    )
    .bind(credential.hash.as_bytes().as_slice())
    .bind(word(credential.kind))
    .bind(number(credential.expires_unix_ms))
    .bind(credential.user.0)
    .execute(connection)
    .await
    .map(|_| ())
}

pub(super) async fn forget(connection: &mut SqliteConnection, hash: CredentialHash) -> sqlx::Result<()> {
    let forget = sqlx::query("DELETE FROM credentials WHERE hash = ?").bind(hash.as_bytes().as_slice());
    forget.execute(connection).await.map(|_| ())
}

pub(super) async fn forget_of(connection: &mut SqliteConnection, user: UserId) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM credentials WHERE user = ?").bind(user.0).execute(connection).await.map(|_| ())
}

/// Keeps when a user agreed first; where the user is gone, nothing.
pub(super) async fn accept(connection: &mut SqliteConnection, accepted: &Accepted) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT OR IGNORE INTO accepted_agreements (user, version, at_unix_ms) SELECT id, ?, ? FROM users WHERE id = ?",
    )
    .bind(accepted.version.as_str())
    .bind(number(accepted.at_unix_ms))
    .bind(accepted.user.0)
    .execute(connection)
    .await
    .map(|_| ())
}

const fn word(kind: CredentialKind) -> &'static str {
    match kind {
        CredentialKind::Saved => "saved",
        CredentialKind::Session => "session",
    }
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}
