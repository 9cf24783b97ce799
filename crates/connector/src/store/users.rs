//! Users as the commands see them.

use std::collections::BTreeSet;

use hookswitch_protocol::{
    LoginId,
    ids::{DisplayName, Extension, UserName},
};
use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteRow};

use super::{
    ChangeError, CtiCredentials, Keys, NewPassword, Store, StoreError, accounts::set_cti, credentials,
    error::of_database, memos, stations,
};
use crate::core::{Content, CtiAccount, Directory, LoginIdHash, PasswordHash, Right, Role, TeamName, User, UserId};

/// Someone to be added.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Salesforce user name.
    pub user_name: UserName,
    /// What people call the user.
    pub display_name: DisplayName,
    /// The user's telephone.
    pub extension: Extension,
    /// The own Login ID.
    pub login_id: Option<LoginId>,
    /// The CTI account.
    pub cti: Option<CtiCredentials>,
    /// The team.
    pub team: TeamName,
    /// What the user may do with other agents.
    pub role: Role,
    /// What the user may do at a log-on at a station.
    pub rights: BTreeSet<Right>,
}

/// What is to change of a user.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserChange {
    /// The telephone.
    pub extension: Option<Extension>,
    /// What people call the user.
    pub display_name: Option<DisplayName>,
    /// The team.
    pub team: Option<TeamName>,
    /// What the user may do with other agents.
    pub role: Option<Role>,
    /// Rights to give.
    pub allow: BTreeSet<Right>,
    /// Rights to take away.
    pub deny: BTreeSet<Right>,
    /// The password of the CTI account. Every credential of the user is void with it.
    pub cti: Option<NewPassword>,
}

/// Another Login ID for somebody.
#[derive(Clone, Debug)]
pub struct NewLoginId {
    /// Whose.
    pub user: UserId,
    /// The one before: where it is another by now, nothing is changed.
    pub before: Option<LoginIdHash>,
    /// The ID.
    pub id: LoginId,
}

impl Store {
    /// Everything the core needs, as of one moment.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn directory(&mut self) -> Result<Directory, StoreError> {
        let failed = of_database(&self.path);
        let mut moment = self.connection.begin().await.map_err(&failed)?;
        let users = all(&mut moment).await.map_err(&failed)?;
        let licences = super::changes::licences(&mut moment).await.map_err(&failed)?;
        let content = Content {
            users,
            licences,
            failures: super::failures::all(&mut moment).await.map_err(&failed)?,
            stations: stations::all(&mut moment).await.map_err(&failed)?,
            station_licences: super::changes::station_licences(&mut moment).await.map_err(&failed)?,
            credentials: credentials::all(&mut moment).await.map_err(&failed)?,
            accepted: credentials::all_accepted(&mut moment).await.map_err(&failed)?,
            memos: memos::all(&mut moment).await.map_err(&failed)?,
        };
        moment.rollback().await.map_err(&failed)?;
        Ok(Directory::new(content))
    }

    /// Every user, by extension.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn users(&mut self) -> Result<Vec<User>, StoreError> {
        all(&mut self.connection).await.map_err(of_database(&self.path))
    }

    /// One user.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchUser`], or where the store does not answer.
    pub async fn user(&mut self, name: &str) -> Result<User, ChangeError> {
        let found = sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} WHERE user_name_folded = ?")))
            .bind(name.to_lowercase())
            .try_map(user)
            .fetch_optional(&mut self.connection)
            .await;
        found.map_err(of_database(&self.path))?.ok_or_else(|| ChangeError::NoSuchUser(name.to_owned()))
    }

    /// Adds users, all or none.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn add_users(&mut self, users: &[NewUser], now_unix_ms: u64) -> Result<(), ChangeError> {
        let failed = of_database(&self.path);
        let mut change = self.connection.begin_with("BEGIN IMMEDIATE").await.map_err(&failed)?;
        for user in users {
            insert(&mut change, &self.keys, user, now_unix_ms).await?.map_err(|error| refusal(error, user, &failed))?;
        }
        Ok(change.commit().await.map_err(&failed)?)
    }

    /// Gives a user another Login ID, or takes it away.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchUser`], [`ChangeError::LoginIdTaken`], or where the store does not answer.
    pub async fn set_login_id(&mut self, name: &str, login_id: Option<&LoginId>) -> Result<(), ChangeError> {
        let hash = login_id.map(|id| self.keys.login_id().hash(id));
        let set = sqlx::query("UPDATE users SET login_id_hash = ? WHERE user_name_folded = ?")
            .bind(hash.map(|hash| hash.as_bytes().to_vec()))
            .bind(name.to_lowercase())
            .execute(&mut self.connection)
            .await;
        match set {
            Ok(done) if done.rows_affected() == 0 => Err(ChangeError::NoSuchUser(name.to_owned())),
            Ok(_) => Ok(()),
            Err(error) if is_taken(&error, "users.login_id_hash") => Err(ChangeError::LoginIdTaken),
            Err(error) => Err(of_database(&self.path)(error).into()),
        }
    }

    /// Gives several users another Login ID, all or none.
    ///
    /// # Errors
    /// [`ChangeError::LoginIdChanged`] where somebody has given one of them another meanwhile, [`ChangeError::LoginIdTaken`],
    /// or where the store does not answer.
    pub async fn set_login_ids(&mut self, all: &[NewLoginId]) -> Result<(), ChangeError> {
        let failed = of_database(&self.path);
        let hashes: Vec<_> = all.iter().map(|new| self.keys.login_id().hash(&new.id)).collect();
        let mut batch = self.connection.begin_with("BEGIN IMMEDIATE").await.map_err(&failed)?;
        for (new, hash) in all.iter().zip(hashes) {
            let set = sqlx::query("UPDATE users SET login_id_hash = ? WHERE id = ? AND login_id_hash IS ?")
                .bind(hash.as_bytes().to_vec())
                .bind(new.user.0)
                .bind(new.before.map(|hash| hash.as_bytes().to_vec()))
                .execute(&mut *batch)
                .await;
            match set {
                Ok(done) if done.rows_affected() == 0 => return Err(ChangeError::LoginIdChanged),
                Ok(_) => {}
                Err(error) if is_taken(&error, "users.login_id_hash") => return Err(ChangeError::LoginIdTaken),
                Err(error) => return Err(failed(error).into()),
            }
        }
        Ok(batch.commit().await.map_err(failed)?)
    }

    /// Changes a user; what is not given stays.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchUser`], [`ChangeError::NoCtiAccount`], [`ChangeError::CtiUserNameTaken`], or where the
    /// store does not answer.
    pub async fn change_user(&mut self, name: &str, change: &UserChange, now_unix_ms: u64) -> Result<(), ChangeError> {
        let before = self.user(name).await?;
        let failed = of_database(&self.path);
        let mut rights: BTreeSet<Right> = before.rights.union(&change.allow).copied().collect();
        rights.retain(|right| !change.deny.contains(right));
        let mut batch = self.connection.begin_with("BEGIN IMMEDIATE").await.map_err(&failed)?;
        let set = sqlx::query(
            "UPDATE users SET extension = coalesce(?, extension), display_name = coalesce(?, display_name), \
             team = coalesce(?, team), role = coalesce(?, role), may_remote_number = ?, may_persist = ? WHERE id = ?",
        )
        .bind(change.extension.as_ref().map(Extension::as_str))
        .bind(change.display_name.as_ref().map(DisplayName::as_str))
        .bind(change.team.as_ref().map(TeamName::as_str))
        .bind(change.role.map(Role::as_str))
        .bind(rights.contains(&Right::RemoteNumber))
        .bind(rights.contains(&Right::PersistentConnections))
        .bind(before.id.0)
        .execute(&mut *batch)
        .await
        .map_err(&failed)?;
        if set.rows_affected() == 0 {
            return Err(ChangeError::NoSuchUser(name.to_owned()));
        }
        if let Some(NewPassword { user_name, password }) = change.cti.clone() {
            let user_name = user_name.or(before.cti.map(|account| account.user_name));
            let user_name = user_name.ok_or_else(|| ChangeError::NoCtiAccount(name.to_owned()))?;
            let cti = CtiCredentials { user_name, password };
            match set_cti(&mut batch, &self.keys, before.id, &cti, now_unix_ms).await? {
                Err(error) if is_taken(&error, "users.cti_user_name") => {
                    return Err(ChangeError::CtiUserNameTaken(cti.user_name));
                }
                set => set.map_err(&failed)?,
            }
        }
        Ok(batch.commit().await.map_err(&failed)?)
    }

    /// Removes a user and frees the licence.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchUser`], or where the store does not answer.
    pub async fn remove_user(&mut self, name: &str) -> Result<(), ChangeError> {
        let removed = sqlx::query("DELETE FROM users WHERE user_name_folded = ?")
            .bind(name.to_lowercase())
            .execute(&mut self.connection)
            .await
            .map_err(of_database(&self.path))?;
        if removed.rows_affected() == 0 { Err(ChangeError::NoSuchUser(name.to_owned())) } else { Ok(()) }
    }
}

const SELECT: &str = "SELECT id, user_name, display_name, extension, login_id_hash, licensed, cti_user_name, cti_hash, \
    cti_password_set_unix_ms, team, role, may_remote_number, may_persist FROM users";

async fn all(connection: &mut SqliteConnection) -> sqlx::Result<Vec<User>> {
    sqlx::query(sqlx::AssertSqlSafe(format!("{SELECT} ORDER BY length(extension), extension")))
        .try_map(user)
        .fetch_all(connection)
        .await
}

fn user(row: SqliteRow) -> sqlx::Result<User> {
    fn text<T>(row: &SqliteRow, column: &str, parse: impl FnOnce(&str) -> Option<T>) -> sqlx::Result<T> {
        parse(row.try_get(column)?)
            .ok_or_else(|| sqlx::Error::ColumnDecode { index: column.to_owned(), source: "breaks its rule".into() })
    }
    let hash: Option<&[u8]> = row.try_get("login_id_hash")?;
    let cti: Option<String> = row.try_get("cti_user_name")?;
    let cti_hash: Option<String> = row.try_get("cti_hash")?;
    let password_set: Option<i64> = row.try_get("cti_password_set_unix_ms")?;
    let mut rights = BTreeSet::new();
    for right in Right::ALL {
        let column = match right {
            Right::RemoteNumber => "may_remote_number",
            Right::PersistentConnections => "may_persist",
        };
        if row.try_get(column)? {
            rights.insert(*right);
        }
    }
    Ok(User {
        id: UserId(row.try_get("id")?),
        user_name: text(&row, "user_name", UserName::parse)?,
        display_name: text(&row, "display_name", DisplayName::parse)?,
        extension: text(&row, "extension", Extension::parse)?,
        // The schema holds hashes at 32 bytes.
        login_id: hash.and_then(|hash| hash.try_into().ok()).map(LoginIdHash::from_bytes),
        licensed: row.try_get("licensed")?,
        team: text(&row, "team", TeamName::parse)?,
        role: text(&row, "role", Role::from_text)?,
        cti: cti.zip(cti_hash).map(|(user_name, hash)| CtiAccount {
            user_name,
            hash: PasswordHash::new(hash),
            password_set_unix_ms: password_set.and_then(|at| u64::try_from(at).ok()),
        }),
        rights,
    })
}

/// The outer error is the store's, the inner one may be a refusal.
async fn insert(
    connection: &mut SqliteConnection,
    keys: &Keys,
    new: &NewUser,
    now_unix_ms: u64,
) -> Result<sqlx::Result<()>, StoreError> {
    let hash = new.login_id.as_ref().map(|id| keys.login_id().hash(id).as_bytes().to_vec());
    let inserted = sqlx::query(
        "INSERT INTO users (user_name, user_name_folded, display_name, extension, login_id_hash, team, role, \
         may_remote_number, may_persist) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(new.user_name.as_str())
    .bind(new.user_name.folded())
    .bind(new.display_name.as_str())
    .bind(new.extension.as_str())
    .bind(hash)
    .bind(new.team.as_str())
    .bind(new.role.as_str())
    .bind(new.rights.contains(&Right::RemoteNumber))
    .bind(new.rights.contains(&Right::PersistentConnections))
    .execute(&mut *connection)
    .await;
    let (inserted, cti) = match (inserted, &new.cti) {
        (Err(error), _) => return Ok(Err(error)),
        (Ok(_), None) => return Ok(Ok(())),
        (Ok(inserted), Some(cti)) => (inserted, cti),
    };
    set_cti(connection, keys, UserId(inserted.last_insert_rowid()), cti, now_unix_ms).await
}

fn refusal(error: sqlx::Error, user: &NewUser, failed: &impl Fn(sqlx::Error) -> StoreError) -> ChangeError {
    if is_taken(&error, "users.user_name_folded") {
        ChangeError::UserExists(user.user_name.as_str().to_owned())
    } else if is_taken(&error, "users.login_id_hash") {
        ChangeError::LoginIdTaken
    } else if let Some(cti) = user.cti.as_ref().filter(|_| is_taken(&error, "users.cti_user_name")) {
        ChangeError::CtiUserNameTaken(cti.user_name.clone())
    } else {
        ChangeError::Store(failed(error))
    }
}

/// Whether a unique column (`users.login_id_hash`) refused a value. SQLite names the column and not the constraint.
pub(super) fn is_taken(error: &sqlx::Error, column: &str) -> bool {
    error.as_database_error().is_some_and(|error| error.is_unique_violation() && error.message().ends_with(column))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing;

    #[tokio::test]
    async fn rights_are_given_and_taken_and_the_others_stay() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, _) = testing::store(folder.path()).await;
        for (allow, deny, left) in [
            (vec![], vec![], vec![Right::RemoteNumber]),
            (vec![Right::PersistentConnections], vec![], vec![Right::RemoteNumber, Right::PersistentConnections]),
            (vec![], vec![Right::RemoteNumber], vec![Right::PersistentConnections]),
        ] {
            let (allow, deny) = (allow.into_iter().collect(), deny.into_iter().collect());
            store.change_user(testing::NAME, &UserChange { allow, deny, ..UserChange::default() }, 0).await.unwrap();
            let rights: Vec<Right> = store.user(testing::NAME).await.unwrap().rights.into_iter().collect();
            assert_eq!(rights, left);
        }
    }

    #[tokio::test]
    async fn login_ids_are_given_to_all_or_to_none_where_one_is_another_by_now() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, first) = testing::store(folder.path()).await;
        store.add_users(&[testing::user("b@b.c")], 0).await.unwrap();
        let second = store.user("b@b.c").await.unwrap().id;
        let new = |user, before, id| NewLoginId { user, before, id: LoginId::parse(id).unwrap() };
        let taken = [new(first, None, "SAME"), new(second, None, "SAME")];
        assert!(matches!(store.set_login_ids(&taken).await, Err(ChangeError::LoginIdTaken)));
        store.set_login_id("b@b.c", Some(&LoginId::parse("MEANWHILE").unwrap())).await.unwrap();
        let both = [new(first, None, "ONE"), new(second, None, "TWO")];
        assert!(matches!(store.set_login_ids(&both).await, Err(ChangeError::LoginIdChanged)));
        assert_eq!(store.user(testing::NAME).await.unwrap().login_id, None);
        let before = store.user("b@b.c").await.unwrap().login_id;
        store.set_login_ids(&[new(first, None, "ONE"), new(second, before, "TWO")]).await.unwrap();
        assert_eq!(
            store.user("b@b.c").await.unwrap().login_id,
            Some(store.keys().login_id().hash(&LoginId::parse("TWO").unwrap()))
        );
    }
}
