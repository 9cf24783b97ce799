//! A connector that only says what is to be drawn: it admits whoever comes, hands out the phone book, and passes on
//! what it is given.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Result;
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::routing::any;
use hookswitch_e2e::scripted::{admitted, registered};
use hookswitch_e2e::site::Site;
use hookswitch_protocol::channels::{Answer, Request};
use hookswitch_protocol::cisco::ids::{CtiPassword, CtiUserName};
use hookswitch_protocol::cisco::{FromConnector as FromCisco, ToConnector as ToCisco};
use hookswitch_protocol::connector::{ConnectionStatus, FromConnector, Heartbeat, LinkStatus, ToConnector};
use hookswitch_protocol::frame::ReplyTo;
use hookswitch_protocol::ids::{Extension, SourceName};
use hookswitch_protocol::salesforce::{self, Ask, Credentials, Saved};
use hookswitch_protocol::values::Blank;
use hookswitch_protocol::wire::Nullable;
use hookswitch_protocol::{Frame, limits};
use std::future::ready;
use tokio::sync::broadcast;
use tokio::time::{Instant, interval_at};
use tower_http::services::ServeDir;

use super::data;

/// A page and the connector it signs on to, on one port.
pub(crate) struct Line {
    site: Site,
    say: broadcast::Sender<String>,
}

impl Line {
    /// Serves a folder and its `/ws`.
    pub(crate) async fn serve(folder: &Path, book: Arc<[FromCisco]>) -> Result<Self> {
        let say = broadcast::Sender::new(8);
        let told = say.clone();
        let app = Router::new()
            .route(
                "/ws",
                any(move |upgrade: WebSocketUpgrade| {
                    let (book, told) = (book.clone(), told.subscribe());
                    ready(upgrade.on_upgrade(move |socket| play(socket, book, told)))
                }),
            )
            .fallback_service(ServeDir::new(folder).precompressed_br().precompressed_gzip());
        Ok(Self { site: Site::serve_app(app).await?, say })
    }

    /// The URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        self.site.url(path)
    }

    /// Says this to whoever is there.
    pub(crate) fn say(&self, body: FromCisco) -> Result<()> {
        self.say.send(data::text(body, ReplyTo::default()))?;
        Ok(())
    }
}

/// Milliseconds since 1970.
pub(crate) fn now_ms() -> u64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or_default()
}

async fn play(mut socket: WebSocket, book: Arc<[FromCisco]>, mut told: broadcast::Receiver<String>) {
    let every = Duration::from_secs(limits::HEARTBEAT_SECONDS.into());
    let mut heartbeat = interval_at(Instant::now() + every, every);
    loop {
        let said = tokio::select! {
            heard = socket.recv() => match heard {
                Some(Ok(Message::Text(text))) => hear(&text, &book),
                Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Close(_))) => Vec::new(),
                Some(Err(_)) | None => return,
            },
            Ok(text) = told.recv() => vec![text],
            _ = heartbeat.tick() => {
                vec![frame(ReplyTo::default(), FromConnector::Heartbeat(Heartbeat { server_time: Some(now_ms()), round_trip_ms: None }))]
            }
        };
        for said in said {
            // A page that is gone needs no answer.
            if socket.send(Message::Text(said.into())).await.is_err() {
                return;
            }
        }
    }
}

fn hear(text: &str, book: &[FromCisco]) -> Vec<String> {
    let Ok(Frame { body, reply_to, .. }) = Frame::<Request>::decode(text) else { return Vec::new() };
    match body {
        Request::Connector(ToConnector::Register(_)) => vec![
            frame(reply_to, FromConnector::Registered(registered(now_ms()))),
            frame(ReplyTo::default(), FromConnector::LoginIdSet(admitted())),
            frame(
                ReplyTo::default(),
                FromConnector::Status(ConnectionStatus { status: LinkStatus::Linked, reason: Nullable(None) }),
            ),
        ],
        Request::Salesforce(salesforce::ToConnector::Ask(Ask::FetchCredentials(_))) => vec![credentials(reply_to)],
        Request::Cisco(ToCisco::SetUserInfo(_)) => {
            // As a connector does it: the first part follows the sign-on, the rest is asked for.
            let told = [data::agent(now_ms())].into_iter().chain(book.first().cloned());
            told.map(|body| data::text(body, ReplyTo::default())).collect()
        }
        Request::Cisco(ToCisco::GetCallHistory(_)) => vec![data::text(data::history(), reply_to)],
        Request::Cisco(ToCisco::GetPhoneDirectory(asked)) => {
            let part = asked.part.and_then(|part| book.get(usize::try_from(part).ok()?.checked_sub(1)?));
            part.map(|part| data::text(part.clone(), reply_to)).into_iter().collect()
        }
        Request::Connector(_) | Request::Salesforce(_) | Request::Center(_) | Request::Cisco(_) => Vec::new(),
    }
}

fn credentials(reply_to: ReplyTo) -> String {
    let saved = Credentials {
        username: Blank(CtiUserName::parse("1245456")),
        password: Blank(CtiPassword::parse("acq@123")),
        extension: Blank(Extension::parse("5051")),
        adfs_username: Blank(None),
        success: true,
        error_message: Nullable(None),
        code: None,
    };
    let body = Answer::Salesforce(salesforce::FromConnector::Saved(Saved::Credentials(saved)));
    Frame { source: source(), reply_to, body }.encode()
}

fn frame(reply_to: ReplyTo, body: FromConnector) -> String {
    Frame { source: source(), reply_to, body: Answer::Connector(body) }.encode()
}

fn source() -> SourceName {
    SourceName::parse("connector").unwrap_or_default()
}
