//! The signed word with which the connected app logs its API user on (RFC 7523).

use std::{path::Path, sync::Arc};

use data_encoding::BASE64URL_NOPAD;
use serde_json::json;
use tokio_rustls::rustls::{
    SignatureAlgorithm, SignatureScheme,
    crypto::ring::sign::any_supported_type,
    pki_types::{PrivateKeyDer, pem::PemObject},
    sign::SigningKey,
};

/// For how long it counts: three minutes is what Salesforce takes.
const LIFETIME_SECONDS: u64 = 180;

/// The private key of the connected app.
#[derive(Clone)]
pub struct AppKey(Arc<dyn SigningKey>);

/// Why a file holds no such key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyFault {
    /// It cannot be read, or there is no private key in it.
    #[error("{file} holds no private key in PEM: {detail}")]
    Unreadable {
        /// Which file.
        file: String,
        /// Why.
        detail: String,
    },
    /// It is a key of another kind.
    #[error("{file} holds no RSA key")]
    NotRsa {
        /// Which file.
        file: String,
    },
}

impl KeyFault {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Unreadable { .. } => "Check the path and who may read it, and that the key has no password.",
            Self::NotRsa { .. } => "Make an RSA key of 2,048 bits: Salesforce takes no others.",
        }
    }
}

impl AppKey {
    /// Reads the key.
    ///
    /// # Errors
    /// Why it is none.
    pub fn read(file: &Path) -> Result<Self, KeyFault> {
        let name = || file.display().to_string();
        let der = PrivateKeyDer::from_pem_file(file)
            .map_err(|error| KeyFault::Unreadable { file: name(), detail: error.to_string() })?;
        let key = any_supported_type(&der).map_err(|_| KeyFault::NotRsa { file: name() })?;
        if key.algorithm() == SignatureAlgorithm::RSA { Ok(Self(key)) } else { Err(KeyFault::NotRsa { file: name() }) }
    }

    /// The assertion; nothing where the key does not sign after all.
    pub(super) fn assertion(&self, client_id: &str, user: &str, audience: &str, now_unix_s: u64) -> Option<String> {
        let claims = json!({ "iss": client_id, "sub": user, "aud": audience, "exp": now_unix_s.saturating_add(LIFETIME_SECONDS) });
        let part = |json: serde_json::Value| BASE64URL_NOPAD.encode(json.to_string().as_bytes());
        let message = format!("{}.{}", part(json!({ "alg": "RS256" })), part(claims));
        let signature = self.0.choose_scheme(&[SignatureScheme::RSA_PKCS1_SHA256])?.sign(message.as_bytes()).ok()?;
        Some(format!("{message}.{}", BASE64URL_NOPAD.encode(&signature)))
    }
}

impl std::fmt::Debug for AppKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("AppKey(…)")
    }
}
