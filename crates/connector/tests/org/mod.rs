//! A Salesforce org as far as it signs tokens.

use data_encoding::BASE64URL_NOPAD;
use rcgen::{CertificateParams, KeyPair, SigningKey};
use serde_json::{Value, json};

pub(crate) const ISSUER: &str = "https://acme.my.salesforce.com";
pub(crate) const AUDIENCE: &str = "hookswitch";

/// One of the org's keys.
pub(crate) struct OrgKey(pub(crate) KeyPair);

impl OrgKey {
    pub(crate) fn one() -> Self {
        Self(KeyPair::from_pem(include_str!("one.key")).unwrap())
    }

    pub(crate) fn other() -> Self {
        Self(KeyPair::from_pem(include_str!("other.key")).unwrap())
    }

    /// As Setup exports it.
    pub(crate) fn certificate(&self) -> String {
        CertificateParams::new(Vec::new()).unwrap().self_signed(&self.0).unwrap().pem()
    }

    pub(crate) fn token(&self, claims: &Value) -> String {
        self.token_with(&json!({ "alg": "RS256", "typ": "JWT" }), claims)
    }

    pub(crate) fn token_with(&self, header: &Value, claims: &Value) -> String {
        self.signed(&format!("{}.{}", part(header), part(claims)))
    }

    /// A token of two parts that are there already.
    pub(crate) fn signed(&self, message: &str) -> String {
        let signature = self.0.sign(message.as_bytes()).unwrap();
        format!("{message}.{}", BASE64URL_NOPAD.encode(&signature))
    }
}

/// What a token says that the package asks the org for.
pub(crate) fn claims(user: &str, jti: &str, unix_ms: u64) -> Value {
    let now = unix_ms / 1_000;
    json!({ "iss": ISSUER, "aud": AUDIENCE, "sub": user, "iat": now, "nbf": now, "exp": now + 180, "jti": jti })
}

/// The same with some of it otherwise; what becomes null is left out.
pub(crate) fn but(mut claims: Value, other: &Value) -> Value {
    let all = claims.as_object_mut().unwrap();
    all.extend(other.as_object().unwrap().clone());
    all.retain(|_, value| !value.is_null());
    claims
}

pub(crate) fn part(json: &Value) -> String {
    BASE64URL_NOPAD.encode(json.to_string().as_bytes())
}
