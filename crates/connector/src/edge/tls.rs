//! TLS from certificate files.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
    },
};

/// A certificate chain and its key, ready for handshakes.
#[derive(Clone)]
pub struct Tls(pub(super) TlsAcceptor);

/// Why certificate and key cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TlsFault {
    /// The certificate file.
    #[error("{} holds no certificate in PEM: {detail}.", .path.display())]
    Certificate {
        /// Which file.
        path: PathBuf,
        /// Why.
        detail: String,
    },
    /// The key file.
    #[error("{} holds no private key in PEM: {detail}.", .path.display())]
    Key {
        /// Which file.
        path: PathBuf,
        /// Why.
        detail: String,
    },
    /// The two together.
    #[error("Certificate and key cannot be used together: {0}.")]
    Pair(String),
}

impl Tls {
    /// Reads both files.
    ///
    /// # Errors
    /// What is wrong with them.
    pub fn read(certificate: &Path, key: &Path) -> Result<Self, TlsFault> {
        let failed = |detail: String| TlsFault::Certificate { path: certificate.to_owned(), detail };
        let chain: Vec<CertificateDer<'static>> = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect)
            .map_err(|error| failed(error.to_string()))?;
        if chain.is_empty() {
            return Err(failed("there is none in it".to_owned()));
        }
        let key = PrivateKeyDer::from_pem_file(key)
            .map_err(|error| TlsFault::Key { path: key.to_owned(), detail: error.to_string() })?;
        let pair = |error: tokio_rustls::rustls::Error| TlsFault::Pair(error.to_string());
        let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(pair)?
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .map_err(pair)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(Self(TlsAcceptor::from(Arc::new(config))))
    }
}

impl TlsFault {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Certificate { .. } => "Name the file with the certificate and, after it, those of its issuers.",
            Self::Key { .. } => "Name the file with the unencrypted private key.",
            Self::Pair(_) => "Name the key that the certificate was made for.",
        }
    }
}

impl std::fmt::Debug for Tls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Tls(…)")
    }
}
