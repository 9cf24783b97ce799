//! What a CTI password is compared with.

use std::{io, path::Path};

use argon2::{Argon2, PasswordHasher, PasswordVerifier, password_hash::phc};

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

/// Whether it is the password of this hash. Without one it takes as long and is not.
#[must_use]
pub fn is_right(password: &CtiPassword, hash: Option<&PasswordHash>) -> bool {
    let against = hash.map_or(NOBODYS, PasswordHash::as_str);
    let parsed = phc::PasswordHash::new(against);
    let fits =
        parsed.is_ok_and(|parsed| Argon2::default().verify_password(password.expose().as_bytes(), &parsed).is_ok());
    fits && hash.is_some()
}

/// The hash of nobody's password, made with the parameters of all others.
const NOBODYS: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$bm9ib2R5J3Mgc2FsdCAxNg$VPVIDvLqOSrPFdmbHlONj0jE0w9wdoMjut2rHEa5IOk";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_right_for_its_own_hash_only_and_nobodys_is_never_right() {
        let password = CtiPassword::parse("acq@123").unwrap();
        let hash = hash(&password).unwrap();
        assert!(is_right(&password, Some(&hash)));
        assert!(!is_right(&CtiPassword::parse("acq@124").unwrap(), Some(&hash)));
        assert!(!is_right(&CtiPassword::parse("nobody").unwrap(), None));
        assert!(!is_right(&password, Some(&PasswordHash::new("damaged".to_owned()))));
    }

    #[test]
    fn nobodys_password_takes_as_long_as_any_other() {
        let hash = hash(&CtiPassword::parse("x").unwrap()).unwrap();
        let parameters = |hash: &str| hash.rsplitn(3, '$').last().map(str::to_owned);
        assert_eq!(parameters(NOBODYS), parameters(hash.as_str()));
    }
}
