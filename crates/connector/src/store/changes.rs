//! Licences, and the changes that the core asks to keep.

use sqlx::{Connection, SqliteConnection};

use super::{Store, StoreError, credentials, error::of_database, failures, past_calls, used_tokens};
use crate::core::Change;

impl Store {
    /// Keeps changes, all or none: safe on the disk once this returns.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub async fn keep(&mut self, changes: &[Change]) -> Result<(), StoreError> {
        let failed = of_database(&self.path);
        let mut batch = self.connection.begin_with("BEGIN IMMEDIATE").await.map_err(&failed)?;
        for change in changes {
            match change {
                Change::TakeLicence(user) => {
                    sqlx::query("UPDATE users SET licensed = 1 WHERE id = ?")
                        .bind(user.0)
                        .execute(&mut *batch)
                        .await
                        .map_err(&failed)?;
                }
                Change::KeepFailures(subject, kept) => {
                    failures::count(&mut batch, *subject, *kept).await.map_err(&failed)?;
                }
                Change::ForgetFailures(subject) => {
                    failures::forget(&mut batch, *subject).await.map_err(&failed)?;
                }
                Change::KeepCall(user, call) => {
                    past_calls::keep(&mut batch, *user, call).await.map_err(&failed)?;
                }
                Change::KeepCredential(credential) => {
                    credentials::keep(&mut batch, credential).await.map_err(&failed)?;
                }
                Change::ForgetCredential(hash) => {
                    credentials::forget(&mut batch, *hash).await.map_err(&failed)?;
                }
                Change::ForgetCredentialsOf(user) => {
                    credentials::forget_of(&mut batch, *user).await.map_err(&failed)?;
                }
                Change::AcceptAgreement(accepted) => {
                    credentials::accept(&mut batch, accepted).await.map_err(&failed)?;
                }
                Change::KeepUsedToken(id, until_unix_ms) => {
                    used_tokens::keep(&mut batch, *id, *until_unix_ms).await.map_err(&failed)?;
                }
            }
        }
        batch.commit().await.map_err(failed)
    }

    /// The number of licences.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn licences(&mut self) -> Result<u32, StoreError> {
        licences(&mut self.connection).await.map_err(of_database(&self.path))
    }

    /// The number of station licences.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn station_licences(&mut self) -> Result<u32, StoreError> {
        station_licences(&mut self.connection).await.map_err(of_database(&self.path))
    }

    /// Sets the number of station licences.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub async fn set_station_licences(&mut self, licences: u32) -> Result<(), StoreError> {
        sqlx::query("UPDATE site SET station_licences = ?")
            .bind(licences)
            .execute(&mut self.connection)
            .await
            .map(|_| ())
            .map_err(of_database(&self.path))
    }

    /// Sets the number of licences.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub async fn set_licences(&mut self, licences: u32) -> Result<(), StoreError> {
        sqlx::query("UPDATE site SET licences = ?")
            .bind(licences)
            .execute(&mut self.connection)
            .await
            .map(|_| ())
            .map_err(of_database(&self.path))
    }
}

pub(super) async fn licences(connection: &mut SqliteConnection) -> sqlx::Result<u32> {
    sqlx::query_scalar("SELECT licences FROM site").fetch_one(connection).await
}

pub(super) async fn station_licences(connection: &mut SqliteConnection) -> sqlx::Result<u32> {
    sqlx::query_scalar("SELECT station_licences FROM site").fetch_one(connection).await
}
