//! The org's public keys, from PEM: certificates as Setup exports them, or public keys alone.

use rustls_pki_types::{
    CertificateDer, SubjectPublicKeyInfoDer,
    pem::{PemObject, SectionKind},
};
use webpki::{EndEntityCert, RawPublicKeyEntity, ring::RSA_PKCS1_2048_8192_SHA256};

/// The keys with which an org signs: several while one is exchanged for another.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrgKeys(Vec<OrgKey>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct OrgKey {
    /// What a token calls it under `kid`.
    name: String,
    form: Form,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Form {
    Certificate(Vec<u8>),
    PublicKey(Vec<u8>),
}

/// Why a file holds no keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PemFault {
    /// It cannot be read as PEM.
    #[error("is not PEM")]
    NotPem,
    /// There is a private key in it.
    #[error("holds a private key")]
    Private,
    /// There is neither a certificate nor a public key in it.
    #[error("holds neither a certificate nor a public key")]
    Nothing,
    /// What is in it is no RSA key of 2,048 bits or more.
    #[error("holds a key that cannot check RS256")]
    NotRsa,
}

impl PemFault {
    /// What to do about it.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::NotPem | Self::Nothing => {
                "Download the certificate in Setup, Certificate and Key Management, and name that file."
            }
            Self::Private => "Name the certificate: the private key stays in the org.",
            Self::NotRsa => "Make the certificate in Setup with a key of 2,048 bits or more, or name its public key.",
        }
    }
}

impl OrgKeys {
    /// Adds what a file holds. The file's name without its ending is what tokens may call the keys.
    ///
    /// # Errors
    /// What is wrong with the file; then none of it is added.
    pub fn add(&mut self, name: &str, pem: &[u8]) -> Result<(), PemFault> {
        let mut added = Vec::new();
        for section in <(SectionKind, Vec<u8>)>::pem_slice_iter(pem) {
            let (kind, der) = section.map_err(|_| PemFault::NotPem)?;
            let form = if kind == SectionKind::Certificate {
                Form::Certificate(der)
            } else if kind == SectionKind::PublicKey {
                Form::PublicKey(der)
            } else if matches!(kind, SectionKind::PrivateKey | SectionKind::RsaPrivateKey | SectionKind::EcPrivateKey) {
                return Err(PemFault::Private);
            } else {
                continue;
            };
            // A signature of nothing: a key of the right kind finds it wrong, any other cannot say.
            if form.check(&[], &[]) != Err(webpki::Error::InvalidSignatureForPublicKey) {
                return Err(PemFault::NotRsa);
            }
            added.push(OrgKey { name: name.to_owned(), form });
        }
        if added.is_empty() {
            return Err(PemFault::Nothing);
        }
        self.0.append(&mut added);
        Ok(())
    }

    /// How many there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Whether one of them has signed this. A name that is known narrows the choice.
    pub(super) fn have_signed(&self, name: Option<&str>, message: &[u8], signature: &[u8]) -> bool {
        let is_named = |key: &&OrgKey| Some(key.name.as_str()) == name;
        let is_known = self.0.iter().any(|key| is_named(&key));
        let mut keys = self.0.iter().filter(|key| !is_known || is_named(key));
        keys.any(|key| key.form.check(message, signature).is_ok())
    }
}

impl Form {
    fn check(&self, message: &[u8], signature: &[u8]) -> Result<(), webpki::Error> {
        match self {
            Self::Certificate(der) => {
                let der = CertificateDer::from(der.as_slice());
                EndEntityCert::try_from(&der)?.verify_signature(RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
            Self::PublicKey(der) => {
                let der = SubjectPublicKeyInfoDer::from(der.as_slice());
                RawPublicKeyEntity::try_from(&der)?.verify_signature(RSA_PKCS1_2048_8192_SHA256, message, signature)
            }
        }
    }
}
