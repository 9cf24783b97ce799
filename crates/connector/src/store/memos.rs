//! What users are to know.

use sqlx::SqliteConnection;

use super::{ChangeError, Store, StoreError, error::of_database};
use crate::core::{Memo, MemoText, TeamName, WebUrl};

impl Store {
    /// Every memo, those that were added last first.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn memos(&mut self) -> Result<Vec<Memo>, StoreError> {
        all(&mut self.connection).await.map_err(of_database(&self.path))
    }

    /// Adds a memo.
    ///
    /// # Errors
    /// Where the store cannot be written.
    pub async fn add_memo(
        &mut self,
        text: MemoText,
        url: Option<WebUrl>,
        team: Option<TeamName>,
    ) -> Result<Memo, StoreError> {
        let added = sqlx::query("INSERT INTO memos (text, url, team) VALUES (?, ?, ?)")
            .bind(text.as_str())
            .bind(url.as_ref().map(WebUrl::as_str))
            .bind(team.as_ref().map(TeamName::as_str))
            .execute(&mut self.connection)
            .await
            .map_err(of_database(&self.path))?;
        Ok(Memo { id: added.last_insert_rowid(), text, url, team })
    }

    /// Removes a memo; what it said.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchMemo`], or where the store cannot be written.
    pub async fn remove_memo(&mut self, id: i64) -> Result<Memo, ChangeError> {
        let memo = self.memos().await?.into_iter().find(|memo| memo.id == id).ok_or(ChangeError::NoSuchMemo(id))?;
        let removed = sqlx::query("DELETE FROM memos WHERE id = ?").bind(id).execute(&mut self.connection).await;
        removed.map_err(of_database(&self.path))?;
        Ok(memo)
    }
}

pub(super) async fn all(connection: &mut SqliteConnection) -> sqlx::Result<Vec<Memo>> {
    let rows: Vec<(i64, String, Option<String>, Option<String>)> =
        sqlx::query_as("SELECT id, text, url, team FROM memos ORDER BY id DESC").fetch_all(connection).await?;
    let memo = |(id, text, url, team): (i64, String, Option<String>, Option<String>)| {
        let url = url.as_deref().and_then(WebUrl::parse);
        // What a later version wrote in a way of its own is for nobody.
        let team = match team {
            Some(team) => Some(TeamName::parse(&team)?),
            None => None,
        };
        Some(Memo { id, text: MemoText::parse(&text)?, url, team })
    };
    Ok(rows.into_iter().filter_map(memo).collect())
}
