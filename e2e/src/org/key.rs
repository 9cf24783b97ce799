//! The certificate with which an org signs identity tokens.

use std::sync::OnceLock;

use anyhow::{Context, Result};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use getrandom::SysRng;
use rcgen::{CertificateParams, DnType, KeyPair, PKCS_RSA_SHA256};
use rsa::RsaPrivateKey;
use rsa::pkcs1v15::SigningKey;
use rsa::pkcs8::{EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::rand_core::UnwrapErr;
use rsa::sha2::Sha256;
use rsa::signature::{SignatureEncoding, Signer};
use serde::Serialize;
use serde_json::json;

const BITS: usize = 2_048;

/// Made once for a process: to find the primes takes a while.
static PAIR: OnceLock<[RsaPrivateKey; 2]> = OnceLock::new();

/// What a token claims.
#[derive(Clone, Debug, Serialize)]
pub struct Claims {
    /// Who signed it.
    pub iss: String,
    /// For whom it is.
    pub aud: String,
    /// Who it is about: the name of a Salesforce user.
    pub sub: String,
    /// When it was made, in seconds of Unix time.
    pub iat: u64,
    /// From when on it is good.
    pub nbf: u64,
    /// Until when.
    pub exp: u64,
    /// Its own name.
    pub jti: String,
}

/// The org's key, and one that nobody trusts.
pub struct Keys {
    own: RsaPrivateKey,
    foreign: RsaPrivateKey,
}

impl Keys {
    pub(super) fn new() -> Result<Self> {
        let [own, foreign] = match PAIR.get() {
            Some(pair) => pair.clone(),
            None => {
                let made = [generate()?, generate()?];
                PAIR.get_or_init(|| made).clone()
            }
        };
        Ok(Self { own, foreign })
    }

    /// The certificate, in PEM, as an administrator downloads it.
    pub fn certificate(&self) -> Result<String> {
        let key = self.own.to_pkcs8_der().context("the key cannot be written")?;
        let key = KeyPair::from_pkcs8_der_and_sign_algo(&key.as_bytes().into(), &PKCS_RSA_SHA256)?;
        let mut params = CertificateParams::new(Vec::new())?;
        params.distinguished_name.push(DnType::CommonName, "Hookswitch");
        Ok(params.self_signed(&key)?.pem())
    }

    /// The public key alone, in PEM.
    pub fn public_key(&self) -> Result<String> {
        self.own.to_public_key().to_public_key_pem(LineEnding::LF).context("the key cannot be written")
    }

    /// A token of the org.
    pub fn sign(&self, claims: &Claims) -> String {
        signed(&self.own, claims)
    }

    /// The same signed by a key that nobody trusts.
    pub fn sign_with_another(&self, claims: &Claims) -> String {
        signed(&self.foreign, claims)
    }

    /// The same with nothing to prove it.
    pub fn unsigned(&self, claims: &Claims) -> String {
        format!("{}.", before_signature("none", claims))
    }
}

fn generate() -> Result<RsaPrivateKey> {
    RsaPrivateKey::new(&mut UnwrapErr(SysRng), BITS).context("no key can be made")
}

fn signed(key: &RsaPrivateKey, claims: &Claims) -> String {
    let said = before_signature("RS256", claims);
    let signature = SigningKey::<Sha256>::new(key.clone()).sign(said.as_bytes());
    format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
}

fn before_signature(alg: &str, claims: &Claims) -> String {
    let header = json!({ "alg": alg, "typ": "JWT", "kid": "Hookswitch" });
    [header, json!(claims)].map(|part| URL_SAFE_NO_PAD.encode(part.to_string())).join(".")
}
