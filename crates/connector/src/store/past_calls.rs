//! Calls that agents had.

use hookswitch_protocol::{
    cisco::{
        call::{Direction, PastCall},
        ids::{CallId, DialString, Label},
    },
    ids::DisplayName,
    values::Blank,
};
use sqlx::{Row, SqliteConnection, sqlite::SqliteRow};

use super::{Store, StoreError, error::of_database};
use crate::core::{HISTORY_CALLS, HISTORY_MS, UserId};

impl Store {
    /// The calls of every agent.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn past_calls(&mut self) -> Result<Vec<(UserId, PastCall)>, StoreError> {
        let rows = sqlx::query("SELECT * FROM past_calls").fetch_all(&mut self.connection).await;
        let rows = rows.map_err(of_database(&self.path))?;
        // What a later version wrote in a way of its own is nothing to tell of.
        Ok(rows.iter().filter_map(|row| read(row).ok().flatten()).collect())
    }

    /// Drops the calls of which nobody is told any more.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn drop_old_calls(&mut self, now_unix_ms: u64) -> Result<(), StoreError> {
        sqlx::query(
            "DELETE FROM past_calls WHERE at_unix_ms < ? OR (user, at_unix_ms, call_id) IN (
                SELECT user, at_unix_ms, call_id FROM (
                    SELECT *, row_number() OVER (PARTITION BY user ORDER BY at_unix_ms DESC) AS place FROM past_calls
                ) WHERE place > ?
            )",
        )
        .bind(number(now_unix_ms.saturating_sub(HISTORY_MS)))
        .bind(number(HISTORY_CALLS as u64))
        .execute(&mut self.connection)
        .await
        .map(|_| ())
        .map_err(of_database(&self.path))
    }
}

/// Keeps a call of a user; where the user is gone, nothing.
pub(super) async fn keep(connection: &mut SqliteConnection, user: UserId, call: &PastCall) -> sqlx::Result<()> {
    sqlx::query(
        "INSERT OR REPLACE INTO past_calls (user, at_unix_ms, call_id, direction, number, name, queue, seconds, answered)
         SELECT id, ?, ?, ?, ?, ?, ?, ?, ? FROM users WHERE id = ?",
    )
    .bind(number(call.at))
    .bind(call.call_id.as_str())
    .bind(call.direction.as_str())
    .bind(call.number.0.as_ref().map(DialString::as_str))
    .bind(call.name.as_ref().map(DisplayName::as_str))
    .bind(call.queue.as_ref().map(Label::as_str))
    .bind(call.seconds)
    .bind(call.answered)
    .bind(user.0)
    .execute(connection)
    .await
    .map(|_| ())
}

fn read(row: &SqliteRow) -> sqlx::Result<Option<(UserId, PastCall)>> {
    let text = |column| row.try_get::<Option<String>, _>(column).map(Option::unwrap_or_default);
    let (call_id, direction) = (CallId::parse(&text("call_id")?), Direction::from_text(&text("direction")?));
    let Some((call_id, direction)) = call_id.zip(direction) else { return Ok(None) };
    let call = PastCall {
        call_id,
        direction,
        number: Blank(DialString::parse(&text("number")?)),
        name: DisplayName::parse(&text("name")?),
        queue: row.try_get::<Option<String>, _>("queue")?.and_then(|queue| Label::parse(&queue)),
        at: u64::try_from(row.try_get::<i64, _>("at_unix_ms")?).unwrap_or_default(),
        seconds: row.try_get("seconds")?,
        answered: row.try_get("answered")?,
    };
    Ok(Some((UserId(row.try_get("user")?), call)))
}

fn number(value: u64) -> i64 {
    i64::try_from(value).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{core::Change, store::testing::store};

    const NOW: u64 = 2 * HISTORY_MS;

    fn call(id: u64, at: u64) -> PastCall {
        PastCall {
            call_id: CallId::parse(&id.to_string()).unwrap(),
            direction: Direction::Outbound,
            number: Blank(DialString::parse("8001")),
            name: DisplayName::parse("Grace"),
            queue: None,
            at,
            seconds: 7,
            answered: true,
        }
    }

    async fn keep_all(store: &mut Store, user: UserId, calls: impl IntoIterator<Item = PastCall>) {
        let changes: Vec<Change> = calls.into_iter().map(|call| Change::KeepCall(user, Box::new(call))).collect();
        store.keep(&changes).await.unwrap();
    }

    #[tokio::test]
    async fn calls_are_read_as_they_were_kept_by_id_and_beginning_and_go_with_their_user() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, user) = store(folder.path()).await;
        let withheld = PastCall { number: Blank(None), name: None, queue: Label::parse("gold"), ..call(1, NOW + 1) };
        let longer = PastCall { seconds: 8, ..call(1, NOW) };
        keep_all(&mut store, user, [call(1, NOW), withheld.clone(), longer.clone()]).await;
        keep_all(&mut store, UserId(99), [call(2, NOW)]).await;
        assert_eq!(store.past_calls().await.unwrap(), [(user, longer), (user, withheld)]);
        store.remove_user("a@b.c").await.unwrap();
        assert_eq!(store.past_calls().await.unwrap(), []);
    }

    #[tokio::test]
    async fn calls_of_the_day_before_and_more_than_two_hundred_are_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, user) = store(folder.path()).await;
        let since = NOW - HISTORY_MS;
        keep_all(&mut store, user, [call(1, since - 1), call(2, since)]).await;
        store.drop_old_calls(NOW).await.unwrap();
        assert_eq!(store.past_calls().await.unwrap(), [(user, call(2, since))]);
        keep_all(&mut store, user, (0..200).map(|at| call(at, NOW + at))).await;
        store.drop_old_calls(NOW).await.unwrap();
        let kept = store.past_calls().await.unwrap();
        assert_eq!((kept.len(), kept[0].1.at), (200, NOW));
    }
}
