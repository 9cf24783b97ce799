//! Opening the store: nothing is touched before it is known to be ours, whole and of a version we know.

use std::{
    fs::{self, OpenOptions},
    io::Read,
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Connection, SqliteConnection,
    migrate::{MigrateError, Migration, MigrationType, Migrator},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};

use super::{
    Keys, StoreError, accounts,
    error::{Action, of_database, of_file},
    folder::{self, Content, DATABASE, KEY_FILE},
};

/// "HKSW", where SQLite keeps whose database it is.
const APPLICATION_ID: u32 = u32::from_be_bytes(*b"HKSW");
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// What to do where there is no store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Make one.
    Create,
    /// Say so.
    Refuse,
}

/// The store, open: one connection, as writers take turns anyway.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: SqliteConnection,
    pub(super) keys: Keys,
    pub(super) path: PathBuf,
}

impl Store {
    /// Opens the store in a data folder.
    ///
    /// # Errors
    /// What is wrong with the folder, the database or the key. Nothing is overwritten then.
    pub async fn open(data: &Path, missing: Missing) -> Result<Self, StoreError> {
        let content = folder::inspect(data, missing)?;
        let path = data.join(DATABASE);
        // Held until the store is whole: two processes may both find nothing.
        let _lock = folder::lock_for_opening(data)?;
        match content {
            Content::Nothing => create(&path)?,
            Content::Store => match whose(&path)? {
                Whose::Ours => {}
                Whose::Nobodys if data.join(KEY_FILE).exists() => {
                    return Err(StoreError::Damaged { path, detail: "it is empty".to_owned() });
                }
                Whose::Nobodys => create(&path)?,
            },
        }
        claim(&path).await?;
        let mut connection =
            options(&path).journal_mode(SqliteJournalMode::Wal).connect().await.map_err(of_database(&path))?;
        match prepare(&mut connection, data, &path).await {
            Ok(keys) => Ok(Self { connection, keys, path }),
            Err(error) => Err(closed(connection, error).await),
        }
    }

    /// What the key file is used for.
    #[must_use]
    pub const fn keys(&self) -> &Keys {
        &self.keys
    }

    /// A number that changes whenever another connection, of this process or another, has changed the store.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn version(&mut self) -> Result<i64, StoreError> {
        sqlx::query_scalar("PRAGMA data_version").fetch_one(&mut self.connection).await.map_err(of_database(&self.path))
    }

    /// Closes the database in order.
    ///
    /// # Errors
    /// Where the database cannot be written back; what was acknowledged is safe all the same.
    pub async fn close(self) -> Result<(), StoreError> {
        self.connection.close().await.map_err(of_database(&self.path))
    }
}

enum Whose {
    Ours,
    Nobodys,
}

/// Reads the owner from the database's header, before SQLite may write to it.
fn whose(path: &Path) -> Result<Whose, StoreError> {
    let mut header = Vec::new();
    let read = fs::File::open(path).and_then(|file| file.take(100).read_to_end(&mut header));
    read.map_err(of_file(Action::Read, path))?;
    let owner = header.get(68..72).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()).map(u32::from_be_bytes);
    match owner {
        None if header.is_empty() => Ok(Whose::Nobodys),
        Some(owner) if header.starts_with(b"SQLite format 3\0") => {
            if owner == APPLICATION_ID {
                Ok(Whose::Ours)
            } else {
                Err(StoreError::ForeignDatabase(path.to_owned()))
            }
        }
        Some(_) | None => {
            Err(StoreError::Damaged { path: path.to_owned(), detail: "it is no SQLite database".to_owned() })
        }
    }
}

/// Makes an empty file for the database, for the owner's eyes only.
fn create(path: &Path) -> Result<(), StoreError> {
    let made = OpenOptions::new().write(true).create(true).truncate(false).mode(0o600).open(path);
    made.map(|_| ()).map_err(of_file(Action::Create, path))
}

/// Checks that the database is whole and ours, and marks an empty one as ours. A header is no proof yet: if the
/// marking itself was cut short, SQLite takes it back when it opens the file.
async fn claim(path: &Path) -> Result<(), StoreError> {
    let mut connection = options(path).connect().await.map_err(of_database(path))?;
    match check(&mut connection, path).await {
        Ok(()) => connection.close().await.map_err(of_database(path)),
        Err(error) => Err(closed(connection, error).await),
    }
}

async fn check(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let failed = of_database(path);
    let quick: String =
        sqlx::query_scalar("PRAGMA quick_check(1)").fetch_one(&mut *connection).await.map_err(&failed)?;
    if quick != "ok" {
        return Err(StoreError::Damaged { path: path.to_owned(), detail: quick });
    }
    let owner: i64 = sqlx::query_scalar("PRAGMA application_id").fetch_one(&mut *connection).await.map_err(&failed)?;
    let things: i64 =
        sqlx::query_scalar("SELECT count(*) FROM sqlite_schema").fetch_one(&mut *connection).await.map_err(&failed)?;
    if owner == i64::from(APPLICATION_ID) {
        Ok(())
    } else if things == 0 {
        let mark = sqlx::raw_sql(sqlx::AssertSqlSafe(format!("PRAGMA application_id = {APPLICATION_ID}")));
        mark.execute(connection).await.map(|_| ()).map_err(failed)
    } else {
        Err(StoreError::ForeignDatabase(path.to_owned()))
    }
}

async fn prepare(connection: &mut SqliteConnection, data: &Path, path: &Path) -> Result<Keys, StoreError> {
    migrate(connection, path).await?;
    let keys = keys(connection, data, path).await?;
    accounts::hash_cti_passwords(connection, &keys, path).await?;
    Ok(keys)
}

/// Closes a connection that is of no use: SQLite tidies up behind itself then.
async fn closed(connection: SqliteConnection, error: StoreError) -> StoreError {
    // The first failure is the one to tell.
    let _ = connection.close().await;
    error
}

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .synchronous(SqliteSynchronous::Full)
        .busy_timeout(BUSY_TIMEOUT)
        .foreign_keys(true)
        .disable_statement_logging()
}

fn migrations() -> Vec<Migration> {
    [
        (1, "users", include_str!("../../migrations/0001_users.sql")),
        (2, "CTI sign-on", include_str!("../../migrations/0002_cti_sign_on.sql")),
        (3, "past calls", include_str!("../../migrations/0003_past_calls.sql")),
        (4, "stations", include_str!("../../migrations/0004_stations.sql")),
        (5, "used tokens", include_str!("../../migrations/0005_used_tokens.sql")),
    ]
    .into_iter()
    .map(|(version, name, sql)| {
        Migration::new(version, name.into(), MigrationType::Simple, sqlx::SqlStr::from_static(sql), false)
    })
    .collect()
}

async fn migrate(connection: &mut SqliteConnection, path: &Path) -> Result<(), StoreError> {
    let migrations = migrations();
    let known = migrations.len() as i64;
    let found = latest(connection).await.map_err(of_database(path))?;
    if found > known {
        return Err(StoreError::NewerSchema { path: path.to_owned(), found, known });
    }
    if found < known {
        let migrated = Migrator::with_migrations(migrations).run(&mut *connection).await;
        migrated.map_err(|error| {
            if let MigrateError::Execute(error) = error {
                of_database(path)(error)
            } else {
                StoreError::Database(sqlx::Error::Migrate(Box::new(error)))
            }
        })?;
    }
    Ok(())
}

/// The number of the latest migration that was run; 0 where none was.
async fn latest(connection: &mut SqliteConnection) -> sqlx::Result<i64> {
    let any: i64 = sqlx::query_scalar("SELECT count(*) FROM sqlite_schema WHERE name = '_sqlx_migrations'")
        .fetch_one(&mut *connection)
        .await?;
    if any == 0 {
        return Ok(0);
    }
    sqlx::query_scalar("SELECT coalesce(max(version), 0) FROM _sqlx_migrations").fetch_one(connection).await
}

/// The key that belongs to the database. One is made only for a database that never had one.
async fn keys(connection: &mut SqliteConnection, data: &Path, path: &Path) -> Result<Keys, StoreError> {
    let check: Option<Vec<u8>> = sqlx::query_scalar("SELECT key_check FROM site")
        .fetch_one(&mut *connection)
        .await
        .map_err(of_database(path))?;
    match (check, Keys::read(data)?) {
        (Some(check), Some(keys)) if check == keys.check() => Ok(keys),
        (Some(_), Some(_)) => Err(StoreError::KeyOfAnotherStore(data.join(KEY_FILE))),
        (Some(_), None) => Err(StoreError::KeyMissing(data.join(KEY_FILE))),
        (None, found) => {
            let keys = found.map_or_else(|| Keys::create(data), Ok)?;
            let noted = sqlx::query("UPDATE site SET key_check = ?").bind(keys.check().as_slice());
            noted.execute(connection).await.map_err(of_database(path))?;
            Ok(keys)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::core::Right;

    #[tokio::test]
    async fn a_user_of_a_store_from_before_there_were_stations_has_the_usual_rights() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(DATABASE);
        create(&path).unwrap();
        claim(&path).await.unwrap();
        let mut connection = options(&path).connect().await.unwrap();
        let before = migrations().into_iter().take(3).collect();
        Migrator::with_migrations(before).run(&mut connection).await.unwrap();
        let user =
            "INSERT INTO users (user_name, user_name_folded, display_name, extension) VALUES ('A', 'a', 'A', '1')";
        sqlx::raw_sql(user).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();

        let mut store = Store::open(folder.path(), Missing::Refuse).await.unwrap();
        let user = store.user("a").await.unwrap();
        assert_eq!(user.rights, BTreeSet::from([Right::RemoteNumber]));
        assert_eq!(store.station_licences().await.unwrap(), 9_999);
        assert_eq!(store.directory().await.unwrap().station_licences(), None);
    }
}
