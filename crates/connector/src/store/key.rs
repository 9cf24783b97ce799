//! The key file beside the database: Login IDs are hashed under it, CTI passwords sealed.

use std::{fs, io, path::Path};

use chacha20poly1305::{
    XChaCha20Poly1305, XNonce,
    aead::{Aead, KeyInit, Payload},
};

use hookswitch_protocol::cisco::ids::CtiPassword;

use super::{
    StoreError,
    error::{Action, of_file},
    folder::{KEY_FILE, create_whole},
};
use crate::core::{LoginIdKey, UserId};

const BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const SEALING: &str = "hookswitch 2026-11-21 CTI passwords";
const CHECKING: &str = "hookswitch 2026-11-21 check of login-id.key";

/// What the key file is used for.
#[derive(Clone)]
pub struct Keys {
    login_id: LoginIdKey,
    sealing: [u8; BYTES],
    check: [u8; BYTES],
}

impl Keys {
    /// The key under which Login IDs are hashed.
    #[must_use]
    pub const fn login_id(&self) -> &LoginIdKey {
        &self.login_id
    }

    /// Tells this key from any other, and gives nothing of it away.
    pub(super) const fn check(&self) -> &[u8; BYTES] {
        &self.check
    }

    /// Makes the key file's content usable.
    pub(super) fn new(bytes: [u8; BYTES]) -> Self {
        Self {
            login_id: LoginIdKey::new(bytes),
            sealing: blake3::derive_key(SEALING, &bytes),
            check: blake3::derive_key(CHECKING, &bytes),
        }
    }

    /// Reads the key file; `None` where there is none.
    pub(super) fn read(folder: &Path) -> Result<Option<Self>, StoreError> {
        let path = folder.join(KEY_FILE);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(of_file(Action::Read, &path)(error)),
        };
        let length = bytes.len();
        match bytes.try_into() {
            Ok(bytes) => Ok(Some(Self::new(bytes))),
            Err(_) => Err(StoreError::KeyMalformed { path, length }),
        }
    }

    /// Makes a key file. The key is used only once it is safe on the disk.
    pub(super) fn create(folder: &Path) -> Result<Self, StoreError> {
        let path = folder.join(KEY_FILE);
        let failed = of_file(Action::Create, &path);
        let bytes = random::<BYTES>().map_err(&failed)?;
        create_whole(&path, &bytes).map_err(failed)?;
        Ok(Self::new(bytes))
    }

    /// Seals a password for one user: moved to another user's row it cannot be opened.
    pub(super) fn seal(&self, user: UserId, password: &CtiPassword) -> Result<Vec<u8>, StoreError> {
        let failed = of_file(Action::Create, Path::new(KEY_FILE));
        let nonce = random::<NONCE_BYTES>().map_err(&failed)?;
        let payload = Payload { msg: password.expose().as_bytes(), aad: &user.0.to_le_bytes() };
        let sealed = XChaCha20Poly1305::new(&self.sealing.into()).encrypt(&XNonce::from(nonce), payload);
        let sealed = sealed.map_err(|error| failed(io::Error::other(error.to_string())))?;
        Ok([nonce.as_slice(), &sealed].concat())
    }

    /// Opens a sealed password; `None` where it was sealed under another key or for another user.
    pub(super) fn open(&self, user: UserId, sealed: &[u8]) -> Option<CtiPassword> {
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>()?;
        let payload = Payload { msg: sealed, aad: &user.0.to_le_bytes() };
        let opened = XChaCha20Poly1305::new(&self.sealing.into()).decrypt(&XNonce::from(*nonce), payload).ok()?;
        CtiPassword::parse(&String::from_utf8(opened).ok()?)
    }
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Keys(…)")
    }
}

pub(super) fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_opens_for_its_user_under_its_key_only() {
        let password = CtiPassword::parse("acq@123").unwrap();
        let keys = Keys::new([1; BYTES]);
        let sealed = keys.seal(UserId(7), &password).unwrap();
        assert_eq!(keys.open(UserId(7), &sealed), Some(password));
        assert_eq!(keys.open(UserId(8), &sealed), None);
        assert_eq!(Keys::new([2; BYTES]).open(UserId(7), &sealed), None);
        assert_eq!(keys.open(UserId(7), &sealed[..20]), None);
    }

    #[test]
    fn the_same_password_is_sealed_differently_each_time() {
        let password = CtiPassword::parse("acq@123").unwrap();
        let keys = Keys::new([1; BYTES]);
        assert_ne!(keys.seal(UserId(7), &password).unwrap(), keys.seal(UserId(7), &password).unwrap());
    }

    #[test]
    fn keys_print_nothing_of_themselves() {
        assert_eq!(format!("{:?}", Keys::new([1; BYTES])), "Keys(…)");
    }
}
