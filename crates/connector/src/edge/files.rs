//! The softphone's files, compressed beforehand, and a page that says what to do where there are none.

use std::{io::ErrorKind, path::Path};

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use tower_http::services::ServeDir;

use super::{policy, routes::Edge};

const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
const ASK_EACH_TIME: HeaderValue = HeaderValue::from_static("no-cache");

/// Answers every path that is no endpoint of ours.
pub(super) async fn serve(State(edge): State<Edge>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    let is_front_page = path == "/" || path == "/index.html";
    let mut response = match edge.web() {
        Some(web) => file(web, request).await,
        None if request.method() == Method::GET || request.method() == Method::HEAD => not_found(),
        None => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    };
    if is_front_page && response.status() == StatusCode::NOT_FOUND {
        response = no_softphone();
    }
    let lasts = if is_named_by_content(&path) && response.status().is_success() { FOR_EVER } else { ASK_EACH_TIME };
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, lasts);
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin"));
    headers.insert(header::CONTENT_SECURITY_POLICY, policy::of(&path, edge.policy()));
    // The files are public, and pages of other hosts embed the softphone.
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("cross-origin"));
    response
}

async fn file(web: &Path, request: Request) -> Response {
    let mut folder = ServeDir::new(web).precompressed_br().precompressed_gzip();
    match folder.try_call(request).await {
        Ok(response) if response.status() == StatusCode::NOT_FOUND => not_found(),
        Ok(response) => response.map(Body::new),
        // No file has a name that the system finds too long or impossible.
        Err(error) if matches!(error.kind(), ErrorKind::InvalidFilename | ErrorKind::InvalidInput) => not_found(),
        Err(error) => {
            tracing::warn!(%error, "a file of the softphone cannot be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn not_found() -> Response {
    (StatusCode::NOT_FOUND, "There is no such file.\n").into_response()
}

fn no_softphone() -> Response {
    let page = "<!doctype html><html lang=en><meta charset=utf-8><title>Connector</title>\
        <h1>The connector runs</h1><p>It has no softphone to show. Build the page, then start the connector with \
        <code>--web</code> and the folder that holds <code>index.html</code>.</p></html>\n";
    (StatusCode::NOT_FOUND, Html(page)).into_response()
}

/// Whether the name holds a hash of the content: a part of 8 or more hexadecimal digits, with a number among them.
fn is_named_by_content(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or_default();
    name.split(['-', '_', '.']).any(|part| {
        part.len() >= 8
            && part.chars().all(|c| c.is_ascii_hexdigit() && !c.is_ascii_uppercase())
            && part.chars().any(|c| c.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_a_hash_lasts_for_ever_and_any_other_is_asked_for_each_time() {
        assert!(is_named_by_content("/hookswitch-1f3b2c4d5e6f7a80.js"));
        assert!(is_named_by_content("/hookswitch-1f3b2c4d5e6f7a80_bg.wasm"));
        assert!(!is_named_by_content("/index.html"));
        assert!(!is_named_by_content("/hook-switch.js"));
        assert!(!is_named_by_content("/deadbeef/index.html"));
        assert!(!is_named_by_content("/facade-deadbeef.js"), "no number: it may be a word");
    }
}
