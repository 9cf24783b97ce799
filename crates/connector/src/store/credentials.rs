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

    /// Drops the credentials that have expired by then.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn drop_old_credentials(&mut self, by_unix_ms: u64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM credentials WHERE expires_unix_ms <= ?")
            .bind(number(by_unix_ms))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        core::Change,
        store::{
            CtiPassword, NewPassword, UserChange,
            testing::{NAME, store, user},
        },
    };

    const NOW: u64 = 1_000_000;

    fn credential(number: u8, user: UserId, expires_unix_ms: u64) -> Credential {
        let kind = if number.is_multiple_of(2) { CredentialKind::Saved } else { CredentialKind::Session };
        Credential { hash: CredentialHash::from_bytes([number; 32]), user, kind, expires_unix_ms }
    }

    async fn keep_all(store: &mut Store, credentials: &[Credential]) {
        let changes: Vec<Change> = credentials.iter().cloned().map(Change::KeepCredential).collect();
        store.keep(&changes).await.unwrap();
    }

    async fn kept(store: &mut Store) -> Vec<Credential> {
        all(&mut store.connection).await.unwrap()
    }

    #[tokio::test]
    async fn credentials_are_read_as_they_were_kept_until_they_are_forgotten_or_expire() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, user) = store(folder.path()).await;
        let credentials = [credential(1, user, NOW), credential(2, user, NOW + 1), credential(3, user, NOW + 2)];
        keep_all(&mut store, &credentials).await;
        keep_all(&mut store, &[credential(4, UserId(99), NOW + 9)]).await;
        assert_eq!(kept(&mut store).await, credentials);
        let directory = store.directory().await.unwrap();
        assert_eq!(directory.credential(credentials[1].hash), Some(&credentials[1]));
        store.drop_old_credentials(NOW).await.unwrap();
        assert_eq!(kept(&mut store).await, credentials[1..]);
        store.keep(&[Change::ForgetCredential(credentials[1].hash)]).await.unwrap();
        assert_eq!(kept(&mut store).await, credentials[2..]);
    }

    #[tokio::test]
    async fn another_password_makes_the_credentials_of_its_user_void_and_of_nobody_else() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, first) = store(folder.path()).await;
        store.add_users(&[user("d@b.c")], 0).await.unwrap();
        let second = store.user("d@b.c").await.unwrap().id;
        let (mine, other) = (credential(1, first, NOW), credential(2, second, NOW));
        keep_all(&mut store, &[mine.clone(), other.clone()]).await;
        let change = UserChange { extension: Some(user(NAME).extension), ..UserChange::default() };
        store.change_user(NAME, &change, NOW).await.unwrap();
        assert_eq!(kept(&mut store).await, [mine, other.clone()]);
        let cti = NewPassword { user_name: Some("c".to_owned()), password: CtiPassword::parse("p").unwrap() };
        store.change_user(NAME, &UserChange { cti: Some(cti), ..UserChange::default() }, NOW).await.unwrap();
        assert_eq!(kept(&mut store).await, [other]);
    }

    #[tokio::test]
    async fn what_was_kept_of_a_user_goes_when_the_user_signs_out_everywhere_or_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, user) = store(folder.path()).await;
        keep_all(&mut store, &[credential(1, user, NOW)]).await;
        store.forget_credentials_of("A@B.C").await.unwrap();
        assert_eq!(kept(&mut store).await, []);
        keep_all(&mut store, &[credential(1, user, NOW), credential(2, user, NOW)]).await;
        store.keep(&[Change::ForgetCredentialsOf(user)]).await.unwrap();
        assert_eq!(kept(&mut store).await, []);
        let version = AgreementVersion::parse("1").unwrap();
        let accepted = Accepted { user, version: version.clone(), at_unix_ms: NOW };
        let later = Accepted { at_unix_ms: NOW + 1, ..accepted.clone() };
        let of_nobody = Accepted { user: UserId(99), ..accepted.clone() };
        let agreements = [accepted.clone(), later, of_nobody].map(Change::AcceptAgreement);
        store.keep(&agreements).await.unwrap();
        assert_eq!(all_accepted(&mut store.connection).await.unwrap(), [accepted]);
        assert!(store.directory().await.unwrap().has_accepted(user, &version));
        keep_all(&mut store, &[credential(1, user, NOW)]).await;
        store.remove_user(NAME).await.unwrap();
        assert_eq!(kept(&mut store).await, []);
        assert_eq!(all_accepted(&mut store.connection).await.unwrap(), []);
    }
}
