//! Tokens of a Salesforce org that were used, kept so that a restart lets none be used again.

use sqlx::SqliteConnection;

use super::{Store, StoreError, error::of_database};
use crate::core::TokenId;

impl Store {
    /// Every token that was used, with when it would hold no more.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn used_tokens(&mut self) -> Result<Vec<(TokenId, u64)>, StoreError> {
        let rows: Vec<(Vec<u8>, i64)> = sqlx::query_as("SELECT id, until_unix_ms FROM used_tokens")
            .fetch_all(&mut self.connection)
            .await
            .map_err(of_database(&self.path))?;
        let token = |(id, until): (Vec<u8>, i64)| {
            Some((TokenId::from_bytes(id.try_into().ok()?), u64::try_from(until).unwrap_or_default()))
        };
        Ok(rows.into_iter().filter_map(token).collect())
    }

    /// Drops those that would hold no more.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn drop_old_tokens(&mut self, now_unix_ms: u64) -> Result<(), StoreError> {
        sqlx::query("DELETE FROM used_tokens WHERE until_unix_ms <= ?")
            .bind(i64::try_from(now_unix_ms).unwrap_or(i64::MAX))
            .execute(&mut self.connection)
            .await
            .map(|_| ())
            .map_err(of_database(&self.path))
    }
}

pub(super) async fn keep(connection: &mut SqliteConnection, id: TokenId, until_unix_ms: u64) -> sqlx::Result<()> {
    sqlx::query("INSERT OR IGNORE INTO used_tokens (id, until_unix_ms) VALUES (?, ?)")
        .bind(id.as_bytes().as_slice())
        .bind(i64::try_from(until_unix_ms).unwrap_or(i64::MAX))
        .execute(connection)
        .await
        .map(|_| ())
}
