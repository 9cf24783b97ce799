//! The data folder: what lies in it, and that only one connector serves from it.

use std::{
    fs::{self, DirBuilder, File, OpenOptions, TryLockError},
    io::{self, Read, Write},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Path, PathBuf},
};

use super::{
    Missing, StoreError,
    error::{Action, of_file},
};

pub(super) const DATABASE: &str = "hookswitch.db";
pub(super) const KEY_FILE: &str = "login-id.key";
const SERVE_LOCK: &str = "serve.lock";
/// Where the commands ask the connector that runs on the folder.
pub const SOCKET: &str = "connector.sock";
const OPEN_LOCK: &str = "open.lock";

/// Held by the one connector that serves from a data folder; the system releases it however the process ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// What a data folder holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    /// A database.
    Store,
    /// Nothing yet.
    Nothing,
}

impl Lock {
    /// Takes the folder for serving, making it where it is missing.
    ///
    /// # Errors
    /// [`StoreError::InUse`] where another connector has it; otherwise what is wrong with the folder.
    pub fn take(folder: &Path) -> Result<Self, StoreError> {
        inspect(folder, Missing::Create)?;
        let path = folder.join(SERVE_LOCK);
        let mut file = open_lock_file(&path)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut process = String::new();
                let known = file.read_to_string(&mut process).is_ok() && !process.trim().is_empty();
                let process = known.then(|| process.trim().to_owned());
                return Err(StoreError::InUse { folder: folder.to_owned(), process });
            }
            Err(TryLockError::Error(error)) => return Err(of_file(Action::Write, &path)(error)),
        }
        // Only for the message another process gives; the lock holds without it.
        let _ = file.set_len(0).and_then(|()| write!(file, "{}", std::process::id()));
        Ok(Self { _file: file })
    }

    /// Whether a connector serves from the folder.
    #[must_use]
    pub fn is_held(folder: &Path) -> bool {
        let file = File::open(folder.join(SERVE_LOCK));
        file.is_ok_and(|file| matches!(file.try_lock_shared(), Err(TryLockError::WouldBlock)))
    }
}

/// Lets one process at a time make or migrate the store.
pub(super) fn lock_for_opening(folder: &Path) -> Result<File, StoreError> {
    let path = folder.join(OPEN_LOCK);
    let file = open_lock_file(&path)?;
    file.lock().map_err(of_file(Action::Write, &path))?;
    Ok(file)
}

/// Looks at the folder before anything in it is touched.
pub(super) fn inspect(folder: &Path, missing: Missing) -> Result<Content, StoreError> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            return match missing {
                Missing::Refuse => Err(StoreError::NoStore(folder.to_owned())),
                Missing::Create => {
                    let made = DirBuilder::new().recursive(true).mode(0o700).create(folder);
                    made.map(|()| Content::Nothing).map_err(of_file(Action::Create, folder))
                }
            };
        }
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(StoreError::NotAFolder(folder.to_owned()));
        }
        Err(error) => return Err(of_file(Action::Read, folder)(error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(of_file(Action::Read, folder))?.file_name());
    }
    let has = |name: &str| names.iter().any(|found| found == name);
    if has(DATABASE) {
        Ok(Content::Store)
    } else if has(KEY_FILE) || names.iter().any(|name| name.to_string_lossy().starts_with(DATABASE)) {
        Err(StoreError::DatabaseMissing(folder.to_owned()))
    } else if names.iter().any(|name| ![SERVE_LOCK, OPEN_LOCK, SOCKET, "lost+found"].iter().any(|ours| name == ours)) {
        Err(StoreError::ForeignFolder(folder.to_owned()))
    } else {
        match missing {
            Missing::Create => Ok(Content::Nothing),
            Missing::Refuse => Err(StoreError::NoStore(folder.to_owned())),
        }
    }
}

/// Writes a file that is there whole or not at all, for the owner's eyes only; never over another.
pub(super) fn create_whole(path: &Path, content: &[u8]) -> io::Result<()> {
    let partial = partial_name(path);
    let written = OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&partial)
        .and_then(|mut file| file.write_all(content).and_then(|()| file.sync_all()))
        .and_then(|()| publish(&partial, path));
    if written.is_err() {
        // What remains is a partial file under a name of its own.
        let _ = fs::remove_file(&partial);
    }
    written
}

/// Gives a finished file its name, which must be free, and makes that last.
pub(super) fn publish(partial: &Path, path: &Path) -> io::Result<()> {
    fs::hard_link(partial, path)?;
    fs::remove_file(partial)?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder)?.sync_all()
}

/// The name under which a file is written until it is whole.
pub(super) fn partial_name(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

fn open_lock_file(path: &Path) -> Result<File, StoreError> {
    let opened = OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path);
    opened.map_err(of_file(Action::Write, path))
}
