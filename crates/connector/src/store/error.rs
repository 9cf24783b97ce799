//! What can be wrong with a store, with the remedy.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::folder::DATABASE;

/// The store cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no store where one was expected.
    #[error("There is no store in {}.", .0.display())]
    NoStore(PathBuf),
    /// The data folder is a file.
    #[error("{} is no folder.", .0.display())]
    NotAFolder(PathBuf),
    /// The folder holds something, but nothing of ours.
    #[error("{} holds other files and no store.", .0.display())]
    ForeignFolder(PathBuf),
    /// The operating system refuses a file or folder.
    #[error("{} cannot be {}: {error}.", .path.display(), .action.as_str())]
    File {
        /// What was asked for.
        action: Action,
        /// Which file or folder.
        path: PathBuf,
        /// Why it was refused.
        error: io::Error,
    },
    /// What goes with a database is there, but not the database.
    #[error("The store in {} is not whole: {DATABASE} is missing.", .0.display())]
    DatabaseMissing(PathBuf),
    /// The file is no SQLite database, or only a part of one.
    #[error("{} is damaged: {detail}.", .path.display())]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What SQLite found.
        detail: String,
    },
    /// A database of another program.
    #[error("{} is a database of another program.", .0.display())]
    ForeignDatabase(PathBuf),
    /// The schema is of a later version.
    #[error("{} was written by a newer version (schema {found}; this version knows {known}).", .path.display())]
    NewerSchema {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The latest schema of this version.
        known: i64,
    },
    /// The database cannot be written.
    #[error("{} cannot be written: it or its folder is read-only.", .0.display())]
    ReadOnly(PathBuf),
    /// The key is missing although the database needs it.
    #[error("{} is missing, and without it nobody can sign on.", .0.display())]
    KeyMissing(PathBuf),
    /// The key file is not 32 bytes long.
    #[error("{} is no key: it should be 32 bytes long and is {length}.", .path.display())]
    KeyMalformed {
        /// The key file.
        path: PathBuf,
        /// Its length.
        length: usize,
    },
    /// The key of another store.
    #[error("{} is the key of another store.", .0.display())]
    KeyOfAnotherStore(PathBuf),
    /// Another `serve` runs on the folder.
    #[error("Another connector{} runs on {}.", .process.as_deref().map(|id| format!(" (process {id})")).unwrap_or_default(), .folder.display())]
    InUse {
        /// The data folder.
        folder: PathBuf,
        /// The other process, where it wrote its number.
        process: Option<String>,
    },
    /// A backup would overwrite something.
    #[error("{} is there already.", .0.display())]
    BackupExists(PathBuf),
    /// Anything else that SQLite refuses.
    #[error("The database refused: {0}.")]
    Database(sqlx::Error),
}

/// What was asked of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Make it.
    Create,
    /// Read it.
    Read,
    /// Write it.
    Write,
}

/// A change was refused.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// No such user.
    #[error("There is no user {0}.")]
    NoSuchUser(String),
    /// The name is taken.
    #[error("There is a user {0} already.")]
    UserExists(String),
    /// The Login ID is another user's.
    #[error("Another user has this Login ID.")]
    LoginIdTaken,
    /// Somebody else has given a user another one meanwhile.
    #[error("The Login ID of a user was changed meanwhile.")]
    LoginIdChanged,
    /// The CTI user name is another user's.
    #[error("The CTI user name {0} belongs to another user.")]
    CtiUserNameTaken(String),
    /// A password without the name of an account, and there is none yet.
    #[error("{0} has no CTI account.")]
    NoCtiAccount(String),
    /// No such station.
    #[error("There is no station {0}.")]
    NoSuchStation(String),
    /// The name is taken.
    #[error("There is a station {0} already.")]
    StationExists(String),
    /// Another station has that telephone.
    #[error("Another station has extension {0}.")]
    ExtensionTaken(String),
    /// No such memo.
    #[error("There is no memo {0}.")]
    NoSuchMemo(i64),
    /// The store itself failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl StoreError {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NoStore(_) => "Check --data, or make a store with `user add`.",
            Self::NotAFolder(_) => "Name a folder with --data.",
            Self::ForeignFolder(_) => "Name an empty folder, or the one that holds the store, with --data.",
            Self::File { .. } => "Check the path, its owner and its permissions, and that the disk is not full.",
            Self::DatabaseMissing(_) => {
                "Put a backup back as hookswitch.db; or, to start anew, move login-id.key away."
            }
            Self::Damaged { .. } => "Nothing was changed. Move the file away and put a backup in its place.",
            Self::ForeignDatabase(_) => "Nothing was changed. Name another folder with --data.",
            Self::NewerSchema { .. } => {
                "Nothing was changed. Use the newer version, or a backup from before the update."
            }
            Self::ReadOnly(_) => "Give the connector's account write access to the folder and all files in it.",
            Self::KeyMissing(_) => {
                "Put it back from where you keep it apart from the backups; if it is lost, start a new store and give every user a new Login ID."
            }
            Self::KeyMalformed { .. } | Self::KeyOfAnotherStore(_) => {
                "Put back the file that belongs to this database."
            }
            Self::InUse { .. } => "Stop it first, or name another folder with --data.",
            Self::BackupExists(_) => "Name a file that is not there yet.",
            Self::Database(_) => {
                "Try again; if it stays, check that the disk is not full and that no other program holds the database."
            }
        }
    }
}

impl ChangeError {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NoSuchUser(_) => "See the names with `user list`.",
            Self::UserExists(_) => "Use `user change`, or `user set-login-id` for the Login ID.",
            Self::LoginIdTaken => "Use another; --generate makes one that nobody has.",
            Self::LoginIdChanged => "Nothing was changed: try again.",
            Self::CtiUserNameTaken(_) => "See who has it with `user list`.",
            Self::NoCtiAccount(_) => "Name the account too, with --cti-username.",
            Self::NoSuchStation(_) => "See the names with `station list`.",
            Self::StationExists(_) => "Use `station change`, or another name.",
            Self::ExtensionTaken(_) => "See which one with `station list`.",
            Self::NoSuchMemo(_) => "See the numbers with `memo list`.",
            Self::Store(error) => error.remedy(),
        }
    }
}

impl Action {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Create => "created",
            Self::Read => "read",
            Self::Write => "written",
        }
    }
}

/// What the system refused of a file.
pub(super) fn of_file(action: Action, path: &Path) -> impl Fn(io::Error) -> StoreError {
    let path = path.to_owned();
    move |error| {
        let is_refused = matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem);
        match action {
            Action::Create | Action::Write if is_refused => StoreError::ReadOnly(path.clone()),
            Action::Create | Action::Read | Action::Write => StoreError::File { action, path: path.clone(), error },
        }
    }
}

/// Tells the failures that have a remedy of their own from the others.
pub(super) fn of_database(path: &Path) -> impl Fn(sqlx::Error) -> StoreError {
    let path = path.to_owned();
    move |error| {
        let code = error.as_database_error().and_then(|error| error.code()).and_then(|code| code.parse::<u32>().ok());
        // The low byte of SQLite's extended result codes is the class of the failure.
        match code.map(|code| code & 0xff) {
            Some(8) => StoreError::ReadOnly(path.clone()),
            Some(11 | 26) => StoreError::Damaged { path: path.clone(), detail: detail(&error) },
            Some(_) | None => StoreError::Database(error),
        }
    }
}

fn detail(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |error| error.message().to_owned())
}
