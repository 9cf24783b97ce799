//! Failed sign-ons, kept so that a restart does not forgive them.

use std::net::IpAddr;

use sqlx::SqliteConnection;

use super::{ChangeError, Store, StoreError, error::of_database};
use crate::core::{CtiNameHash, Failures, LoginIdHash, Subject};

impl Store {
    /// Failures of one subject; `None` where it has none.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn failures_of(&mut self, subject: Subject) -> Result<Option<Failures>, StoreError> {
        let (kind, bytes) = columns(subject);
        let found: Option<(i64, i64)> =
            sqlx::query_as("SELECT count, until_unix_ms FROM failures WHERE kind = ? AND subject = ?")
                .bind(kind)
                .bind(bytes)
                .fetch_optional(&mut self.connection)
                .await
                .map_err(of_database(&self.path))?;
        Ok(found.map(|(count, until)| failures(count, until)))
    }

    /// Forgets the failures of a user's Login ID and CTI user name, so that the user may try again at once.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchUser`], or where the store does not answer.
    pub async fn unlock_user(&mut self, name: &str) -> Result<(), ChangeError> {
        let user = self.user(name).await?;
        let by_id = user.login_id.map(Subject::LoginId);
        let by_name = user.cti.map(|account| Subject::CtiUserName(CtiNameHash::of(&account.user_name)));
        for subject in [by_id, by_name].into_iter().flatten() {
            forget(&mut self.connection, subject).await.map_err(of_database(&self.path))?;
        }
        Ok(())
    }

    /// Forgets the failures that came from an address.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn unlock_address(&mut self, address: IpAddr) -> Result<(), StoreError> {
        forget(&mut self.connection, Subject::Address(address)).await.map_err(of_database(&self.path))
    }

    /// Drops failures whose time is over.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn drop_old_failures(&mut self, now_unix_ms: u64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM failures WHERE until_unix_ms < ?")
            .bind(i64::try_from(now_unix_ms).unwrap_or(i64::MAX))
            .execute(&mut self.connection)
            .await
            .map(|_| ())
            .map_err(of_database(&self.path))
    }
}

pub(super) async fn all(connection: &mut SqliteConnection) -> sqlx::Result<Vec<(Subject, Failures)>> {
    let rows: Vec<(String, Vec<u8>, i64, i64)> =
        sqlx::query_as("SELECT kind, subject, count, until_unix_ms FROM failures").fetch_all(connection).await?;
    // A row of a kind that this version does not know counts for nobody.
    Ok(rows
        .into_iter()
        .filter_map(|(kind, bytes, count, until)| Some((subject(&kind, &bytes)?, failures(count, until))))
        .collect())
}

pub(super) async fn count(connection: &mut SqliteConnection, subject: Subject, failures: Failures) -> sqlx::Result<()> {
    let (kind, bytes) = columns(subject);
    sqlx::query(
        "INSERT INTO failures (kind, subject, count, until_unix_ms) VALUES (?, ?, ?, ?)
         ON CONFLICT (kind, subject) DO UPDATE SET count = excluded.count, until_unix_ms = excluded.until_unix_ms",
    )
    .bind(kind)
    .bind(bytes)
    .bind(i64::from(failures.count.max(1)))
    .bind(i64::try_from(failures.until_unix_ms).unwrap_or(i64::MAX))
    .execute(connection)
    .await
    .map(|_| ())
}

pub(super) async fn forget(connection: &mut SqliteConnection, subject: Subject) -> sqlx::Result<()> {
    let (kind, bytes) = columns(subject);
    sqlx::query("DELETE FROM failures WHERE kind = ? AND subject = ?")
        .bind(kind)
        .bind(bytes)
        .execute(connection)
        .await
        .map(|_| ())
}

const LOGIN_ID: &str = "loginId";
const ADDRESS: &str = "address";
const CTI_USER_NAME: &str = "ctiUserName";

fn columns(subject: Subject) -> (&'static str, Vec<u8>) {
    match subject {
        Subject::LoginId(hash) => (LOGIN_ID, hash.as_bytes().to_vec()),
        Subject::CtiUserName(hash) => (CTI_USER_NAME, hash.as_bytes().to_vec()),
        Subject::Address(IpAddr::V4(address)) => (ADDRESS, address.octets().to_vec()),
        Subject::Address(IpAddr::V6(address)) => (ADDRESS, address.octets().to_vec()),
    }
}

fn subject(kind: &str, bytes: &[u8]) -> Option<Subject> {
    match kind {
        LOGIN_ID => Some(Subject::LoginId(LoginIdHash::from_bytes(bytes.try_into().ok()?))),
        CTI_USER_NAME => Some(Subject::CtiUserName(CtiNameHash::from_bytes(bytes.try_into().ok()?))),
        ADDRESS => <[u8; 4]>::try_from(bytes)
            .map(IpAddr::from)
            .or_else(|_| <[u8; 16]>::try_from(bytes).map(IpAddr::from))
            .ok()
            .map(Subject::Address),
        _ => None,
    }
}

fn failures(count: i64, until: i64) -> Failures {
    Failures { count: u32::try_from(count).unwrap_or(u32::MAX), until_unix_ms: u64::try_from(until).unwrap_or(0) }
}
