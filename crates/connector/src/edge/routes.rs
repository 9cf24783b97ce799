//! The endpoints.

use std::{
    net::IpAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::{Extension, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::{any, get},
};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio::{
    sync::{mpsc, oneshot},
    time::timeout,
};
use tokio_tungstenite::tungstenite::handshake::server::create_response;
use tokio_util::task::TaskTracker;

use super::{Readiness, Settings, ToHub, files, metrics, origin::Page, socket, wire::Wire};
use crate::core::ConnId;

/// What every request has at hand.
#[derive(Clone, Debug)]
pub struct Edge(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    settings: Settings,
    policy: HeaderValue,
    hub: mpsc::Sender<ToHub>,
    sockets: TaskTracker,
    opened: AtomicU64,
}

/// The address a request came from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer(pub(super) IpAddr);

/// What becomes of a socket.
#[derive(Clone, Copy, Debug)]
pub(super) enum Wanted {
    /// It is served.
    Conn(ConnId, IpAddr),
    /// Its page's origin is foreign.
    Nothing,
}

/// The path of sockets.
pub(super) const SOCKETS: &str = "/ws";
/// How long a probe waits for the hub.
const PATIENCE: Duration = Duration::from_secs(2);

impl Edge {
    /// An edge that speaks to this hub. Every WebSocket is counted by `sockets` until it is gone.
    #[must_use]
    pub fn new(settings: Settings, hub: mpsc::Sender<ToHub>, sockets: TaskTracker) -> Self {
        let policy = settings.frames.policy();
        Self(Arc::new(Shared { settings, policy, hub, sockets, opened: AtomicU64::new(0) }))
    }

    pub(super) fn router(self) -> Router {
        Router::new()
            .route(SOCKETS, any(web_socket))
            .route("/healthz", get(|| async { "alive\n" }))
            .route("/readyz", get(ready))
            .route("/metrics", get(figures))
            .fallback(files::serve)
            .with_state(self)
    }

    /// What browsers are told a page may do.
    pub(super) fn policy(&self) -> HeaderValue {
        self.0.policy.clone()
    }

    pub(super) fn web(&self) -> Option<&Path> {
        self.0.settings.web.as_deref()
    }

    /// What a request for a socket comes to.
    pub(super) fn wanted(&self, page: Page<'_>, peer: IpAddr) -> Wanted {
        if self.0.settings.origins.admit(page) {
            let conn = ConnId(self.0.opened.fetch_add(1, Ordering::Relaxed));
            tracing::debug!(conn = conn.0, %peer, "socket opened");
            return Wanted::Conn(conn, peer);
        }
        let origin = page.origin.map(String::from_utf8_lossy);
        tracing::warn!(%peer, origin = origin.as_deref(), "a page of a foreign origin was refused; allowed_origins would let it in");
        Wanted::Nothing
    }

    /// Serves a socket whose request was answered until it is gone, in a task of its own: that of the request keeps
    /// room for all that a request may take.
    pub(super) fn serve(self, wanted: Wanted, wire: Wire) {
        let Shared { hub, sockets, .. } = &*self.0;
        let hub = hub.clone();
        drop(sockets.spawn(async move {
            let socket = socket::socket(wire).await;
            match wanted {
                Wanted::Conn(conn, peer) => {
                    socket::drive(socket, conn, peer, hub).await;
                    tracing::debug!(conn = conn.0, "socket gone");
                }
                // A browser tells a page nothing about a refused upgrade, but it does tell it about a close code.
                Wanted::Nothing => Box::pin(socket::refuse_origin(socket)).await,
            }
        }));
    }

    async fn ask<T>(&self, question: impl FnOnce(oneshot::Sender<T>) -> ToHub) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        let asked = async {
            self.0.hub.send(question(answer)).await.ok()?;
            answered.await.ok()
        };
        timeout(PATIENCE, asked).await.ok().flatten()
    }
}

async fn web_socket(
    State(edge): State<Edge>,
    Extension(Peer(peer)): Extension<Peer>,
    headers: HeaderMap,
    mut request: Request,
) -> Response {
    let upgrade = request.extensions_mut().remove::<OnUpgrade>();
    let Some((upgrade, response)) = upgrade.zip(create_response(&request.map(|_| ())).ok()) else {
        let text = "This is where softphones connect: set a softphone's endpoint to this address, with ws or wss.\n";
        return (StatusCode::UPGRADE_REQUIRED, [(header::UPGRADE, "websocket")], text).into_response();
    };
    let wanted = edge.wanted(Page::from(&headers), peer);
    let token = edge.0.sockets.token();
    tokio::spawn(async move {
        // A client that is gone before it is upgraded was never there.
        if let Ok(upgraded) = upgrade.await
            && let Ok(parts) = upgraded.downcast::<TokioIo<Wire>>()
        {
            edge.serve(wanted, parts.io.into_inner().after(parts.read_buf.into()));
        }
        drop(token);
    });
    response.map(|()| Body::empty())
}

async fn ready(State(edge): State<Edge>) -> Response {
    match edge.ask(ToHub::Ready).await {
        Some(Readiness::Ready) => "ready\n".into_response(),
        Some(Readiness::NotReady(reasons)) => {
            (StatusCode::SERVICE_UNAVAILABLE, format!("not ready: {}\n", reasons.join(", "))).into_response()
        }
        None => (StatusCode::SERVICE_UNAVAILABLE, "not ready: the connector does not answer itself\n").into_response(),
    }
}

async fn figures(State(edge): State<Edge>) -> Response {
    match edge.ask(ToHub::Figures).await {
        Some(figures) => {
            ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], metrics::text(&figures))
                .into_response()
        }
        None => (StatusCode::SERVICE_UNAVAILABLE, "the connector does not answer itself\n").into_response(),
    }
}
