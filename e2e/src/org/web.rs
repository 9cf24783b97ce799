//! The org over HTTP: its pages, the stand-ins for Salesforce's scripts, and what the pages ask.

use std::time::Duration;

use anyhow::Error;
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use hookswitch_crm::call_center::ADAPTER_URL;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use tokio::fs;
use tokio::time::sleep;
use tower_http::services::ServeDir;

use super::call::{Call, CallError, Reply, Speaker};
use super::fault::Fault;
use super::records::Object;
use super::{Org, search, tasks};
use crate::paths;

const PAGES: &str = "www/salesforce";

/// All routes.
pub(super) fn app(org: Org) -> Router {
    Router::new()
        .route("/", get(front))
        .route("/support/api/{version}/lightning/opencti_min.js", get(lightning_script))
        .route("/support/api/{version}/lightning/opencti.js", get(lightning_script))
        .route("/support/api/{version}/interaction.js", get(classic_script))
        .route("/__call", post(call))
        .route("/__tell", post(tell))
        .route("/__host", get(host))
        .route("/__records", get(records).post(save))
        .route("/__search", get(find))
        .route("/__events", get(events))
        .route("/__faults", get(faults).post(go_wrong))
        .route("/__anew", post(anew))
        .with_state(org)
        .fallback_service(ServeDir::new(paths::root().join(PAGES)))
}

async fn front() -> Html<&'static str> {
    Html(
        "<!doctype html><html lang=en><meta charset=utf-8><title>A Salesforce to develop in</title>\
         <h1>A Salesforce to develop in</h1><ul><li><a href=/lightning.html>Lightning</a>\
         <li><a href=/classic.html>Classic</a><li><a href=\"/classic.html?console=1\">Classic console</a></ul></html>",
    )
}

async fn lightning_script(State(org): State<Org>, Path(version): Path<String>) -> Response {
    script(&org, "opencti.js", &version).await
}

async fn classic_script(State(org): State<Org>, Path(version): Path<String>) -> Response {
    script(&org, "interaction.js", &version).await
}

/// A stand-in, or what comes in its place.
async fn script(org: &Org, name: &str, version: &str) -> Response {
    let faults = org.lock().faults.clone();
    let slow = faults.iter().find_map(|fault| if let Fault::ScriptSlow(ms) = fault { Some(*ms) } else { None });
    sleep(Duration::from_millis(slow.unwrap_or_default())).await;
    if faults.contains(&Fault::ScriptMissing) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let folder = paths::root().join(PAGES).join("support");
    let mut text = match fs::read_to_string(folder.join(name)).await {
        Ok(text) => text.replace("{{version}}", version),
        Err(error) => return (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response(),
    };
    if faults.contains(&Fault::ScriptThrows) {
        text = "throw 'Open CTI cannot be loaded here';".to_owned();
    }
    if faults.contains(&Fault::CallsThrow) {
        text += &fs::read_to_string(folder.join("throwing.js")).await.unwrap_or_default();
    }
    ([(header::CONTENT_TYPE, "text/javascript"), (header::CACHE_CONTROL, "no-store")], text).into_response()
}

async fn call(State(org): State<Org>, Json(call): Json<Call>) -> Json<Reply> {
    Json(org.answer(call))
}

#[derive(Deserialize)]
struct Told {
    #[serde(flatten)]
    by: Speaker,
    event: String,
    #[serde(default)]
    detail: Value,
}

async fn tell(State(org): State<Org>, Json(Told { by, event, detail }): Json<Told>) -> StatusCode {
    org.tell(&by, event, detail);
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct Asked {
    #[serde(default)]
    user: String,
    #[serde(default)]
    text: String,
    #[serde(default)]
    faults: Option<String>,
}

/// What a host page begins with.
async fn host(State(org): State<Org>, Query(asked): Query<Asked>) -> Result<Json<Value>, Failure> {
    if let Some(faults) = asked.faults {
        org.go_wrong(Fault::parse_all(&faults)?);
    }
    let mut state = org.lock();
    let origin = state
        .faults
        .iter()
        .find_map(|fault| if let Fault::Origin(origin) = fault { Some(origin.clone()) } else { None });
    let (user, id) = state.users.named(&asked.user);
    let size = |item, usual| state.settings.value(item, usual).parse::<u32>().ok();
    Ok(Json(json!({
        "adapterUrl": state.settings.value(ADAPTER_URL, ""),
        "width": size("reqSoftphoneWidth", "340"),
        "height": size("reqSoftphoneHeight", "560"),
        "userId": id,
        "name": user.name,
        "sandboxed": state.has(&Fault::Storage),
        "origin": origin,
    })))
}

async fn records(State(org): State<Org>) -> Json<Value> {
    let state = org.lock();
    let named = state.records.all().map(
        |record| json!({ "id": record.id, "object": record.object, "name": record.name(), "fields": record.fields }),
    );
    Json(named.collect())
}

#[derive(Deserialize)]
struct Form {
    user: String,
    object: String,
    fields: Map<String, Value>,
}

/// What a person typed into the form of a new record.
async fn save(State(org): State<Org>, Json(form): Json<Form>) -> Response {
    let mut state = org.lock();
    match tasks::save(&mut state, &form.user, Some(&form.object), form.fields) {
        Ok(id) => Json(json!({ "id": id })).into_response(),
        Err(CallError { description, .. }) => (StatusCode::BAD_REQUEST, description).into_response(),
    }
}

async fn find(State(org): State<Org>, Query(asked): Query<Asked>) -> Json<Value> {
    let state = org.lock();
    let found =
        state.records.all().filter(|record| record.object != Object::Task && search::matches(record, &asked.text));
    Json(found.map(|record| json!(record.id)).collect())
}

async fn events(State(org): State<Org>) -> Json<Value> {
    Json(json!({ "events": org.events(), "tasks": org.tasks() }))
}

async fn faults(State(org): State<Org>) -> String {
    let texts: Vec<String> = org.lock().faults.iter().map(Fault::to_string).collect();
    texts.join(",")
}

async fn go_wrong(State(org): State<Org>, text: String) -> Result<StatusCode, Failure> {
    org.go_wrong(Fault::parse_all(&text)?);
    Ok(StatusCode::NO_CONTENT)
}

async fn anew(State(org): State<Org>) -> StatusCode {
    org.begin_anew();
    StatusCode::NO_CONTENT
}

/// A request that makes no sense.
struct Failure(Error);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (StatusCode::BAD_REQUEST, format!("{:#}\n", self.0)).into_response()
    }
}
