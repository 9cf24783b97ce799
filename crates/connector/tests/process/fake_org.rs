//! A Salesforce org as far as the connector asks it, with a script of what it does next.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Arc, Mutex},
};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, StatusCode},
    routing::{get, post},
};
use data_encoding::BASE64URL_NOPAD;
use rcgen::PublicKeyData;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::org::OrgKey;

/// What the org does with the next log-on.
pub(crate) enum LogOn {
    Refuse(&'static str, &'static str),
    Break,
}

#[derive(Default)]
pub(crate) struct Told {
    pub(crate) log_ons: usize,
    pub(crate) queries: Vec<String>,
}

#[derive(Clone)]
pub(crate) struct FakeOrg(Arc<Inner>);

struct Inner {
    url: String,
    next: Mutex<VecDeque<LogOn>>,
    records: Mutex<HashMap<String, Value>>,
    told: Mutex<Told>,
    token: Mutex<usize>,
}

impl FakeOrg {
    pub(crate) async fn serve() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (next, records, told, token) = Default::default();
        let org = Self(Arc::new(Inner { url, next, records, told, token }));
        let router = Router::new()
            .route("/services/oauth2/token", post(token_endpoint))
            .route("/services/data/v62.0/query", get(query))
            .route("/services/data/v62.0/tooling/query", get(query))
            .with_state(org.clone());
        tokio::spawn(async move { axum::serve(listener, router).await.unwrap() });
        org
    }

    /// The table that asks this org, for a file beside the key `app.key`.
    pub(crate) fn table(&self, more: &str) -> String {
        let url = &self.0.url;
        format!(
            "[org]\nlogin_url = \"{url}\"\nclient_id = \"3MVG9\"\nuser = \"api@acme.example\"\nkey = \"app.key\"\n{more}\n"
        )
    }

    /// Whoever asks for what stands in the quotes of a query is given this record.
    pub(crate) fn has(&self, named: &str, record: Value) {
        self.0.records.lock().unwrap().insert(named.to_owned(), record);
    }

    pub(crate) fn next(&self, next: LogOn) {
        self.0.next.lock().unwrap().push_back(next);
    }

    /// Every session ends.
    pub(crate) fn ends_sessions(&self) {
        *self.0.token.lock().unwrap() += 1;
    }

    pub(crate) fn log_ons(&self) -> usize {
        self.0.told.lock().unwrap().log_ons
    }

    pub(crate) fn queries(&self) -> Vec<String> {
        self.0.told.lock().unwrap().queries.clone()
    }
}

async fn token_endpoint(State(FakeOrg(org)): State<FakeOrg>, body: Bytes) -> (StatusCode, Json<Value>) {
    org.told.lock().unwrap().log_ons += 1;
    match org.next.lock().unwrap().pop_front() {
        Some(LogOn::Refuse(error, description)) => {
            let denied = json!({ "error": error, "error_description": description });
            return (StatusCode::BAD_REQUEST, Json(denied));
        }
        Some(LogOn::Break) => return (StatusCode::SERVICE_UNAVAILABLE, Json(json!("down for maintenance"))),
        None => {}
    }
    let form = String::from_utf8(body.to_vec()).unwrap();
    let grant = "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=";
    let assertion = form.strip_prefix(grant).expect("the form of a JWT bearer");
    let (message, signature) = assertion.rsplit_once('.').unwrap();
    let der = OrgKey::one().0.subject_public_key_info();
    let der = rustls_pki_types::SubjectPublicKeyInfoDer::from(der.as_slice());
    let signature = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
    let key = webpki::RawPublicKeyEntity::try_from(&der).unwrap();
    key.verify_signature(webpki::ring::RSA_PKCS1_2048_8192_SHA256, message.as_bytes(), &signature).unwrap();
    let claims = BASE64URL_NOPAD.decode(message.split('.').nth(1).unwrap().as_bytes()).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!((&claims["iss"], &claims["sub"]), (&json!("3MVG9"), &json!("api@acme.example")));
    assert_eq!(claims["aud"], json!(org.url));
    assert!(claims["exp"].as_u64().unwrap() <= hookswitch_connector::serve::unix_ms() / 1_000 + 180);
    let token = format!("00Dtoken{}", org.token.lock().unwrap());
    (StatusCode::OK, Json(json!({ "access_token": token, "instance_url": org.url, "token_type": "Bearer" })))
}

async fn query(
    State(FakeOrg(org)): State<FakeOrg>,
    Query(asked): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> (StatusCode, Json<Value>) {
    let soql = asked["q"].clone();
    let valid = format!("Bearer 00Dtoken{}", org.token.lock().unwrap());
    if headers["authorization"].to_str().unwrap() != valid {
        let over = json!([{ "message": "Session expired or invalid", "errorCode": "INVALID_SESSION_ID" }]);
        return (StatusCode::UNAUTHORIZED, Json(over));
    }
    org.told.lock().unwrap().queries.push(soql.clone());
    let named = soql.split('\'').nth(1).unwrap_or_default();
    let records = org.records.lock().unwrap();
    match records.get(named) {
        Some(Value::String(code)) => {
            (StatusCode::BAD_REQUEST, Json(json!([{ "message": "No such column", "errorCode": code }])))
        }
        Some(record) => (StatusCode::OK, Json(json!({ "totalSize": 1, "done": true, "records": [record] }))),
        None => (StatusCode::OK, Json(json!({ "totalSize": 0, "done": true, "records": [] }))),
    }
}
