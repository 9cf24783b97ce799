//! A WebSocket client that knows JSON and nothing else of ours.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream, lookup_host};
use tokio::sync::Mutex;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;

use crate::reply::{Reply, message, registration, shortened, without_passwords};

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(5);

/// The connector under test and what it knows.
#[derive(Clone)]
pub(crate) struct Target {
    url: String,
    server: SocketAddr,
    source: Option<Ipv4Addr>,
    may_lock: bool,
    /// A Login ID that the connector knows.
    pub(crate) login_id: String,
    /// Another one.
    pub(crate) other_login_id: String,
    /// The user name of a user that it knows.
    pub(crate) user_name: String,
    /// Held by the one rule that uses the accounts.
    pub(crate) accounts: Arc<Mutex<()>>,
}

/// One connection.
pub(crate) struct Peer {
    socket: WebSocketStream<TcpStream>,
    answers_heartbeats: bool,
    seen: Vec<String>,
    /// In the id of every request: a session that goes on here knows the ids of the connection before.
    tag: String,
}

/// What came next.
enum Came {
    Text(String),
    Closed(u16, String),
}

impl Target {
    pub(crate) async fn new(
        url: &str,
        login_id: String,
        other_login_id: String,
        user_name: String,
        locks: bool,
    ) -> Result<Self> {
        let rest = url.strip_prefix("ws://").context("the URL begins with ws://")?;
        let authority = rest.split('/').next().unwrap_or(rest);
        let host = if authority.contains(':') { authority.to_owned() } else { format!("{authority}:80") };
        let server = lookup_host(&host).await?.next().with_context(|| format!("no such host: {host}"))?;
        let accounts = Arc::default();
        let source = None;
        let target = Self {
            url: url.to_owned(),
            server,
            source,
            may_lock: locks,
            login_id,
            other_login_id,
            user_name,
            accounts,
        };
        // On loopback each run comes from an address of its own, so that failures of one do not lock the next.
        Ok(target.with_another_source())
    }

    /// Whether locking this run's address harms nobody, or was asked for.
    pub(crate) fn may_lock(&self) -> bool {
        self.may_lock || self.source.is_some()
    }

    /// The same connector, seen from another loopback address where there are such.
    pub(crate) fn with_another_source(&self) -> Self {
        let source = match self.server.ip() {
            IpAddr::V4(ip) if ip.is_loopback() => {
                let [a, b, c] = random();
                Some(Ipv4Addr::new(127, a, b, c.clamp(2, 250)))
            }
            IpAddr::V4(_) | IpAddr::V6(_) => None,
        };
        Self { source, ..self.clone() }
    }

    /// Opens a connection.
    pub(crate) async fn open(&self) -> Result<Peer> {
        let stream = match self.source {
            Some(source) => {
                let socket = TcpSocket::new_v4()?;
                socket.bind((source, 0).into())?;
                timeout(PATIENCE, socket.connect(self.server)).await
            }
            None => timeout(PATIENCE, TcpStream::connect(self.server)).await,
        };
        let stream = stream.context("no connection in time")?.with_context(|| format!("nobody at {}", self.server))?;
        let (socket, _) = timeout(PATIENCE, tokio_tungstenite::client_async(&self.url, stream))
            .await
            .context("no WebSocket in time")?
            .with_context(|| format!("no WebSocket at {}", self.url))?;
        Ok(Peer { socket, answers_heartbeats: true, seen: Vec::new(), tag: tag() })
    }

    /// Opens a connection and registers it for the channel `Connector` only.
    pub(crate) async fn registered(&self) -> Result<Peer> {
        let mut peer = self.open().await?;
        peer.register(json!({})).await?.succeeded()?;
        Ok(peer)
    }

    /// A registered connection where the known user is signed on and linked.
    pub(crate) async fn signed_on(&self) -> Result<Peer> {
        let mut peer = self.registered().await?;
        let reply = peer.sign_on(&self.login_id).await?;
        reply.succeeded().context("is the Login ID known, and nobody signed on with it? See --login-id")?;
        peer.linked().await?;
        Ok(peer)
    }
}

impl Peer {
    /// Stops answering heartbeats.
    pub(crate) fn fall_silent(&mut self) {
        self.answers_heartbeats = false;
    }

    /// Sends a text frame as it is.
    pub(crate) async fn send_text(&mut self, text: impl Into<String>) -> Result<()> {
        let text: String = text.into();
        self.seen.push(format!("sent {}", shortened(&without_passwords(&text))));
        Ok(self.socket.send(Message::text(text)).await?)
    }

    /// Sends a binary frame.
    pub(crate) async fn send_binary(&mut self, bytes: &'static [u8]) -> Result<()> {
        Ok(self.socket.send(Message::binary(bytes)).await?)
    }

    /// Sends a message of the channel `Connector`.
    pub(crate) async fn send(&mut self, topic: &str, subtopic: &str, data: Value, id: Option<&str>) -> Result<()> {
        let mut frame = message(topic, subtopic, data);
        if let (Some(id), Some(frame)) = (id, frame.as_object_mut()) {
            frame.insert("id".to_owned(), json!(id));
        }
        self.send_text(frame.to_string()).await
    }

    /// Sends a message and waits for the reply to it.
    pub(crate) async fn ask(&mut self, topic: &str, subtopic: &str, data: Value) -> Result<Reply> {
        let id = self.new_id();
        self.send(topic, subtopic, data, Some(&id)).await?;
        self.reply_to(&id).await
    }

    /// An id that no session has seen.
    pub(crate) fn new_id(&self) -> String {
        format!("{}-{}", self.tag, self.seen.len())
    }

    /// Registers; `more` is added to or replaces the usual payload.
    pub(crate) async fn register(&mut self, more: Value) -> Result<Reply> {
        let data = registration(more);
        let reply = self.ask("Registration", "Register", data).await?;
        reply.is("Registration", "Register")?;
        Ok(reply)
    }

    /// Signs on.
    pub(crate) async fn sign_on(&mut self, login_id: &str) -> Result<Reply> {
        let reply = self.ask("User", "SetLoginId", json!({ "loginId": login_id })).await?;
        reply.is("User", "SetLoginId")?;
        Ok(reply)
    }

    /// Signs off, so that the next rule finds the account free.
    pub(crate) async fn sign_off(&mut self) -> Result<()> {
        self.ask("User", "ClearLoginId", json!({})).await?.succeeded()
    }

    /// Waits for the news that the telephone can be reached.
    pub(crate) async fn linked(&mut self) -> Result<()> {
        loop {
            let frame = self.next().await?;
            frame.is("Connection", "SetConnectionStatus")?;
            if frame.data("status") == "Linked" {
                return Ok(());
            }
        }
    }

    /// The same, whatever comes before it.
    pub(crate) async fn linked_at_last(&mut self) -> Result<()> {
        loop {
            let frame = self.next().await?;
            if frame.address() == "Connector/Connection/SetConnectionStatus" && frame.data("status") == "Linked" {
                return Ok(());
            }
        }
    }

    /// Passes over the present state that follows a resumed registration.
    pub(crate) async fn linked_after_present(&mut self) -> Result<()> {
        self.next().await?.is("User", "SetLoginId")?;
        self.linked().await
    }

    /// Loses the socket without a word of goodbye, and waits until the other end can know.
    pub(crate) async fn lose(mut self) -> Result<()> {
        self.socket.get_mut().shutdown().await?;
        while let Some(Ok(_)) = self.socket.next().await {}
        Ok(())
    }

    /// Waits for the reply that repeats `id`; what comes unasked before it is passed over.
    pub(crate) async fn reply_to(&mut self, id: &str) -> Result<Reply> {
        self.reply_within(id, PATIENCE).await
    }

    /// The same, where it may take longer than usual until something comes.
    pub(crate) async fn reply_within(&mut self, id: &str, patience: Duration) -> Result<Reply> {
        loop {
            let frame = self.next_within(patience).await?;
            if frame.id() == Some(id) {
                return Ok(frame);
            }
        }
    }

    /// The next refusal that names no request; news of the connection before it are passed over.
    pub(crate) async fn error(&mut self) -> Result<Reply> {
        loop {
            let frame = self.next().await?;
            if frame.is("Connection", "SetConnectionStatus").is_err() {
                return Ok(frame);
            }
        }
    }

    /// The next frame that is no heartbeat.
    pub(crate) async fn next(&mut self) -> Result<Reply> {
        self.next_within(PATIENCE).await
    }

    async fn next_within(&mut self, patience: Duration) -> Result<Reply> {
        match self.come(patience).await? {
            Came::Text(text) => Reply::read(&text, &self.story()),
            Came::Closed(code, reason) => bail!("closed with {code} {reason:?}\n{}", self.story()),
        }
    }

    /// The next heartbeat of the connector; it is answered.
    pub(crate) async fn heartbeat(&mut self, patience: Duration) -> Result<Reply> {
        let beat = async {
            loop {
                let text = match self.one().await? {
                    Came::Text(text) => text,
                    Came::Closed(code, reason) => bail!("closed with {code} {reason:?}"),
                };
                let frame = Reply::read(&text, "")?;
                if frame.is("Connection", "Heartbeat").is_ok() {
                    self.answer(&frame).await?;
                    return Ok(frame);
                }
            }
        };
        timeout(patience, beat).await.with_context(|| format!("no heartbeat in {patience:?}"))?
    }

    /// Waits until the connector closes with this code; frames before it are passed over. Hands back the reason.
    pub(crate) async fn closed_with(&mut self, code: u16, patience: Duration) -> Result<String> {
        loop {
            match self.come(patience).await? {
                Came::Text(_) => {}
                Came::Closed(found, reason) => {
                    ensure!(found == code, "closed with {found} {reason:?} instead of {code}\n{}", self.story());
                    return Ok(reason);
                }
            }
        }
    }

    /// Whether the connection still answers.
    pub(crate) async fn lives(&mut self) -> Result<()> {
        let answer = self.ask("User", "ClearLoginId", json!({})).await;
        answer.context("the connection does not live on")?.succeeded()
    }

    async fn come(&mut self, patience: Duration) -> Result<Came> {
        let come = async {
            loop {
                match self.one().await? {
                    Came::Text(text) => match Reply::read(&text, "") {
                        Ok(frame) if frame.is("Connection", "Heartbeat").is_ok() => {
                            if self.answers_heartbeats {
                                self.answer(&frame).await?;
                            }
                        }
                        Ok(_) | Err(_) => return Ok(Came::Text(text)),
                    },
                    closed @ Came::Closed(..) => return Ok(closed),
                }
            }
        };
        match timeout(patience, come).await {
            Ok(came) => came,
            Err(_) => bail!("nothing came in {patience:?}\n{}", self.story()),
        }
    }

    async fn one(&mut self) -> Result<Came> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => {
                    self.seen.push(format!("got  {}", shortened(&without_passwords(&text))));
                    return Ok(Came::Text(text.to_string()));
                }
                Some(Ok(Message::Close(frame))) => {
                    let (code, reason) = frame.map_or((1005, String::new()), |f| (f.code.into(), f.reason.to_string()));
                    return Ok(Came::Closed(code, reason));
                }
                Some(Ok(Message::Binary(_))) => bail!("a binary frame came\n{}", self.story()),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Err(error)) => bail!("{error}\n{}", self.story()),
                None => bail!("the connection ended without a close frame\n{}", self.story()),
            }
        }
    }

    async fn answer(&mut self, beat: &Reply) -> Result<()> {
        let data = json!({ "serverTime": beat.data("serverTime") });
        self.send("Connection", "Heartbeat", data, None).await
    }

    fn story(&self) -> String {
        self.seen.iter().rev().take(6).rev().cloned().collect::<Vec<_>>().join("\n")
    }
}

/// A well-formed Login ID that nobody has.
pub(crate) fn unknown_login_id() -> String {
    random::<8>().iter().map(|byte| format!("{byte:02X}")).fold("NOBODY".to_owned(), |id, hex| id + &hex)
}

fn tag() -> String {
    random::<4>().iter().map(|byte| format!("{byte:02x}")).collect()
}

fn random<const N: usize>() -> [u8; N] {
    std::array::from_fn(|_| fastrand::u8(..))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_login_id_is_well_formed() {
        let id = unknown_login_id();
        assert!(id.len() <= 64 && id.chars().all(|c| c.is_ascii_alphanumeric()), "{id}");
    }
}
