//! The CTI accounts of users.

use std::path::Path;

use sqlx::SqliteConnection;

use super::{CtiPassword, Keys, Store, StoreError, credentials, error::of_database, password};
use crate::core::UserId;

/// Another password for a CTI account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewPassword {
    /// The account's name, where it is another from now on.
    pub user_name: Option<String>,
    /// The password.
    pub password: CtiPassword,
}

/// An account with a CTI server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CtiCredentials {
    /// Its name.
    pub user_name: String,
    /// Its password.
    pub password: CtiPassword,
}

impl Store {
    /// The CTI account of a user, for the user alone.
    ///
    /// # Errors
    /// Where the store does not answer, or the password was sealed under another key.
    pub async fn cti_credentials(&mut self, user: UserId) -> Result<Option<CtiCredentials>, StoreError> {
        let failed = of_database(&self.path);
        let found: Option<(String, Vec<u8>)> =
            sqlx::query_as("SELECT cti_user_name, cti_password FROM users WHERE id = ? AND cti_password IS NOT NULL")
                .bind(user.0)
                .fetch_optional(&mut self.connection)
                .await
                .map_err(failed)?;
        found
            .map(|(user_name, sealed)| {
                Ok(CtiCredentials { user_name, password: open(&self.keys, user, &sealed, &self.path)? })
            })
            .transpose()
    }
}

/// Hashes what an earlier version only sealed.
pub(super) async fn hash_cti_passwords(
    connection: &mut SqliteConnection,
    keys: &Keys,
    path: &Path,
) -> Result<(), StoreError> {
    let failed = of_database(path);
    let sealed: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT id, cti_password FROM users WHERE cti_password IS NOT NULL AND cti_hash IS NULL")
            .fetch_all(&mut *connection)
            .await
            .map_err(&failed)?;
    for (id, sealed) in sealed {
        let password = open(keys, UserId(id), &sealed, path)?;
        sqlx::query("UPDATE users SET cti_hash = ? WHERE id = ?")
            .bind(password::hash(&password)?.as_str().to_owned())
            .bind(id)
            .execute(&mut *connection)
            .await
            .map_err(&failed)?;
    }
    Ok(())
}

fn open(keys: &Keys, user: UserId, sealed: &[u8], path: &Path) -> Result<CtiPassword, StoreError> {
    keys.open(user, sealed).ok_or_else(|| StoreError::Damaged {
        path: path.to_owned(),
        detail: format!("the CTI password of user {} cannot be opened", user.0),
    })
}

/// Gives a user an account, or the account another password. The outer error is the store's, the inner one may be a
/// refusal.
pub(super) async fn set_cti(
    connection: &mut SqliteConnection,
    keys: &Keys,
    user: UserId,
    cti: &CtiCredentials,
    now_unix_ms: u64,
) -> Result<sqlx::Result<()>, StoreError> {
    let sealed = keys.seal(user, &cti.password)?;
    let updated = sqlx::query(
        "UPDATE users SET cti_user_name = ?, cti_password = ?, cti_hash = ?, cti_password_set_unix_ms = ? WHERE id = ?",
    )
    .bind(&cti.user_name)
    .bind(sealed)
    .bind(password::hash(&cti.password)?.as_str().to_owned())
    .bind(i64::try_from(now_unix_ms).unwrap_or(i64::MAX))
    .bind(user.0)
    .execute(&mut *connection)
    .await;
    Ok(match updated {
        // What was given for the password before is worth nothing any more.
        Ok(_) => credentials::forget_of(connection, user).await,
        Err(error) => Err(error),
    })
}

#[cfg(test)]
mod tests {
    use argon2::{Argon2, PasswordVerifier, password_hash::phc};
    use hookswitch_protocol::ids::Extension;

    use super::*;
    use crate::store::{ChangeError, Missing, NewUser, UserChange, testing};

    #[tokio::test]
    async fn a_password_that_an_earlier_version_only_sealed_is_hashed_when_the_store_is_opened() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut store = Store::open(&data, Missing::Create).await.unwrap();
        let cti = CtiCredentials { user_name: "1245456".to_owned(), password: CtiPassword::parse("acq@123").unwrap() };
        let user = NewUser { cti: Some(cti.clone()), ..testing::user("demo@example.com") };
        store.add_users(&[user], 0).await.unwrap();
        sqlx::query("UPDATE users SET cti_hash = NULL").execute(&mut store.connection).await.unwrap();
        assert_eq!(store.user("demo@example.com").await.unwrap().cti, None);
        store.close().await.unwrap();

        let mut store = Store::open(&data, Missing::Refuse).await.unwrap();
        let user = store.user("demo@example.com").await.unwrap();
        let account = user.cti.unwrap();
        let hash = phc::PasswordHash::new(account.hash.as_str()).unwrap();
        assert!(Argon2::default().verify_password(b"acq@123", &hash).is_ok());
        assert!(Argon2::default().verify_password(b"acq@124", &hash).is_err());
        assert_eq!(store.cti_credentials(user.id).await.unwrap(), Some(cti));
    }
    #[tokio::test]
    async fn a_password_is_another_from_when_it_was_set_or_nothing_of_the_change_is_done() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, _) = testing::store(folder.path()).await;
        let password = |user_name: Option<&str>| NewPassword {
            user_name: user_name.map(str::to_owned),
            password: CtiPassword::parse("other").unwrap(),
        };
        let to = |extension: &str, cti| UserChange {
            extension: Extension::parse(extension),
            cti: Some(cti),
            ..UserChange::default()
        };
        let refused = store.change_user(testing::NAME, &to("2", password(None)), 7).await;
        assert!(matches!(refused, Err(ChangeError::NoCtiAccount(_))), "{refused:?}");
        store.change_user(testing::NAME, &to("3", password(Some("c"))), 8).await.unwrap();
        store.change_user(testing::NAME, &to("4", password(None)), 9).await.unwrap();
        let user = store.user(testing::NAME).await.unwrap();
        let account = user.cti.clone().unwrap();
        assert_eq!((account.user_name.as_str(), account.password_set_unix_ms), ("c", Some(9)));

        store.add_users(&[testing::user("d@b.c")], 0).await.unwrap();
        let refused = store.change_user("d@b.c", &to("5", password(Some("c"))), 10).await;
        assert!(matches!(refused, Err(ChangeError::CtiUserNameTaken(_))), "{refused:?}");
        assert_eq!(store.user("d@b.c").await.unwrap().extension.as_str(), "1");
    }
}
