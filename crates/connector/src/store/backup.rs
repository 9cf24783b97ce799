//! A copy of the database as of one moment, taken while others go on writing.

use std::{
    fs, io,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
};

use super::{
    Store, StoreError,
    error::{Action, of_database, of_file},
    folder::{partial_name, publish},
};

impl Store {
    /// Writes a copy that is there whole or not at all, never over another file. The key is not in it.
    ///
    /// # Errors
    /// [`StoreError::BackupExists`], or where the copy cannot be written.
    pub async fn backup(&mut self, file: &Path) -> Result<(), StoreError> {
        if file.exists() {
            return Err(StoreError::BackupExists(file.to_owned()));
        }
        let failed = of_file(Action::Create, file);
        let partial = partial_name(file);
        let copied = self.copy_to(&partial).await;
        let finished = copied.and_then(|()| finish(&partial, file).map_err(failed));
        if finished.is_err() {
            // What remains is a partial file under a name of its own.
            let _ = fs::remove_file(&partial);
        }
        finished
    }

    async fn copy_to(&mut self, partial: &PathBuf) -> Result<(), StoreError> {
        let failed = of_file(Action::Create, partial);
        match fs::remove_file(partial) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(error)),
        }
        // Empty and for the owner's eyes only before anything is in it; SQLite fills it.
        fs::OpenOptions::new().write(true).create_new(true).open(partial).map_err(&failed)?;
        fs::set_permissions(partial, fs::Permissions::from_mode(0o600)).map_err(&failed)?;
        let Some(name) = partial.to_str() else {
            return Err(failed(io::Error::new(io::ErrorKind::InvalidFilename, "its name is not UTF-8")));
        };
        let copied = sqlx::query("VACUUM INTO ?").bind(name).execute(&mut self.connection).await;
        copied.map(|_| ()).map_err(of_database(&self.path))
    }
}

fn finish(partial: &Path, file: &Path) -> io::Result<()> {
    fs::File::open(partial)?.sync_all()?;
    publish(partial, file)
}
