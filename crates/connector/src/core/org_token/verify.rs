//! Whether a token holds.

use data_encoding::BASE64URL_NOPAD;
use hookswitch_protocol::ids::UserName;
use serde::{Deserialize, de::DeserializeOwned, de::IgnoredAny};

use super::{Claims, OrgKeys, TokenFault, TokenId, TokenRefused, TokenRules};

/// The one way of signing that counts, whatever a token asks for.
const ALGORITHM: &str = "RS256";
/// How long a token may count.
const LIFETIME_SECONDS: u64 = 300;
/// How far the org's clock may be from ours.
const LEEWAY_MS: u64 = 30_000;
const JTI_CHARS: usize = 256;

#[derive(Deserialize)]
struct Header {
    alg: String,
    kid: Option<String>,
    crit: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct Body {
    iss: String,
    aud: Audience,
    sub: String,
    exp: u64,
    iat: u64,
    nbf: Option<u64>,
    jti: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Audience {
    One(String),
    Several(Vec<String>),
}

/// Whether a token holds at this time, and what it says.
pub(in crate::core) fn verify(
    token: &str,
    keys: &OrgKeys,
    rules: &TokenRules,
    now_unix_ms: u64,
) -> Result<Claims, TokenRefused> {
    let nobodys = |fault| TokenRefused { fault, user_name: None };
    let body = signed(token, keys).map_err(nobodys)?;
    let user_name = UserName::parse(&body.sub).ok_or_else(|| nobodys(TokenFault::Malformed))?;
    match claims(&body, user_name.clone(), rules, now_unix_ms) {
        Ok(claims) => Ok(claims),
        Err(fault) => Err(TokenRefused { fault, user_name: Some(user_name) }),
    }
}

/// What a token says that one of the keys has signed.
fn signed(token: &str, keys: &OrgKeys) -> Result<Body, TokenFault> {
    let (message, signature) = token.rsplit_once('.').ok_or(TokenFault::Malformed)?;
    let (header, body) = message.split_once('.').ok_or(TokenFault::Malformed)?;
    let Header { alg, kid, crit } = json(header)?;
    if alg != ALGORITHM {
        return Err(TokenFault::Algorithm);
    }
    // What is critical has to be understood, and there is nothing that is.
    if crit.is_some() {
        return Err(TokenFault::Malformed);
    }
    let signature = bytes(signature)?;
    if !keys.have_signed(kid.as_deref(), message.as_bytes(), &signature) {
        return Err(TokenFault::Key);
    }
    json(body)
}

fn claims(body: &Body, user_name: UserName, rules: &TokenRules, now_unix_ms: u64) -> Result<Claims, TokenFault> {
    let is_for_us = match &body.aud {
        Audience::One(audience) => *audience == rules.audience,
        Audience::Several(audiences) => audiences.contains(&rules.audience),
    };
    let ms = |seconds: u64| seconds.saturating_mul(1_000);
    let begins = body.iat.max(body.nbf.unwrap_or_default());
    let until_unix_ms = ms(body.exp).saturating_add(LEEWAY_MS);
    if body.iss != rules.issuer {
        return Err(TokenFault::Issuer);
    }
    if !is_for_us {
        return Err(TokenFault::Audience);
    }
    if body.exp.checked_sub(body.iat).is_none_or(|seconds| seconds > LIFETIME_SECONDS) {
        return Err(TokenFault::Lifetime);
    }
    if now_unix_ms >= until_unix_ms {
        return Err(TokenFault::Expired);
    }
    if ms(begins) > now_unix_ms.saturating_add(LEEWAY_MS) {
        return Err(TokenFault::NotYet);
    }
    if body.jti.is_empty() || body.jti.len() > JTI_CHARS {
        return Err(TokenFault::Malformed);
    }
    Ok(Claims { user_name, id: TokenId::of(&body.jti), until_unix_ms })
}

fn json<T: DeserializeOwned>(part: &str) -> Result<T, TokenFault> {
    serde_json::from_slice(&bytes(part)?).map_err(|_| TokenFault::Malformed)
}

fn bytes(part: &str) -> Result<Vec<u8>, TokenFault> {
    BASE64URL_NOPAD.decode(part.as_bytes()).map_err(|_| TokenFault::Malformed)
}
