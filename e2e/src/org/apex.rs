//! The package's Apex classes, as the softphone calls them.

use std::time::SystemTime;

use serde_json::{Value, json};
use url::form_urlencoded;

use super::call::CallError;
use super::fault::{Fault, TokenFault};
use super::key::{Claims, Keys};
use super::{State, tasks};

/// How long an identity token is good for, in seconds.
const GOOD_FOR: u64 = 180;
const HOUR: u64 = 3_600;

/// Runs a method of a class and hands back its text.
pub(super) fn run(
    state: &mut State,
    keys: &Keys,
    user_name: &str,
    class: &str,
    method: &str,
    params: &str,
) -> Result<String, CallError> {
    let missing = || CallError::server(&format!("Could not load Apex class: {class}"));
    if state.has(&Fault::ApexMissing(class.to_owned())) {
        return Err(missing());
    }
    let param = |name: &str| {
        let mut params = form_urlencoded::parse(params.as_bytes());
        params.find_map(|(known, value)| (known == name).then(|| value.into_owned())).unwrap_or_default()
    };
    match (class, method) {
        ("HookswitchUser", "read") => Ok(read(state, keys, user_name, &param("ask")).to_string()),
        ("HookswitchCalls", "find") => Ok(tasks::find(state, user_name, &param("callObject")).to_string()),
        ("HookswitchUser" | "HookswitchCalls", _) => {
            Err(CallError::server(&format!("Could not find Apex method: {method}")))
        }
        (_, _) => Err(missing()),
    }
}

fn read(state: &mut State, keys: &Keys, user_name: &str, ask: &str) -> Value {
    let (user, _) = state.users.named(user_name);
    let mut record = user.record();
    if ask == "token" {
        let (key, value) = match token(state, keys, user_name) {
            Some(token) => ("token", token),
            None => ("tokenFault", "The certificate of the org is missing.".to_owned()),
        };
        if let Some(record) = record.as_object_mut() {
            record.insert(key.to_owned(), json!(value));
        }
    }
    record
}

fn token(state: &mut State, keys: &Keys, user_name: &str) -> Option<String> {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |since| since.as_secs());
    let good = Claims {
        iss: state.setup.issuer.clone(),
        aud: state.setup.audience.clone(),
        sub: user_name.to_owned(),
        iat: now,
        nbf: now,
        exp: now + GOOD_FOR,
        jti: format!("{:032x}", fastrand::u128(..)),
    };
    let fault = state.faults.iter().find_map(|fault| if let Fault::Token(fault) = fault { Some(*fault) } else { None });
    let token = match fault {
        None => keys.sign(&good),
        Some(TokenFault::Missing) => return None,
        Some(TokenFault::Replayed) => match state.last_token.clone() {
            Some(last) => last,
            None => keys.sign(&good),
        },
        Some(TokenFault::Expired) => {
            keys.sign(&Claims { iat: now - HOUR, nbf: now - HOUR, exp: now - HOUR + GOOD_FOR, ..good })
        }
        Some(TokenFault::Audience) => keys.sign(&Claims { aud: "https://elsewhere.example".to_owned(), ..good }),
        Some(TokenFault::Issuer) => keys.sign(&Claims { iss: "https://other.my.salesforce.com".to_owned(), ..good }),
        Some(TokenFault::Lasting) => keys.sign(&Claims { exp: now + 24 * HOUR, ..good }),
        Some(TokenFault::Key) => keys.sign_with_another(&good),
        Some(TokenFault::Unsigned) => keys.unsigned(&good),
    };
    state.last_token = Some(token.clone());
    Some(token)
}
