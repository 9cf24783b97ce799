//! What a CTI password is compared with.

use std::{io, path::Path};

use argon2::{Argon2, PasswordHasher, password_hash::phc};

use super::{
    CtiPassword, StoreError,
    error::{Action, of_file},
    folder::KEY_FILE,
    key::random,
};
use crate::core::PasswordHash;

const SALT_BYTES: usize = 16;

/// Hashes a password by Argon2id, each time under another salt; takes some ten milliseconds of a processor and 19 MiB.
pub(super) fn hash(password: &CtiPassword) -> Result<PasswordHash, StoreError> {
    let failed = of_file(Action::Create, Path::new(KEY_FILE));
    let salt = random::<SALT_BYTES>().map_err(&failed)?;
    let hash: Result<phc::PasswordHash, _> =
        Argon2::default().hash_password_with_salt(password.expose().as_bytes(), &salt);
    hash.map(|hash| PasswordHash::new(hash.to_string())).map_err(|error| failed(io::Error::other(error.to_string())))
}
