//! Ten thousand clients in one task queue: each says what it must and then sits still.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail, ensure};
use futures_util::{SinkExt, StreamExt};
use hookswitch_codec::Sample;
use hookswitch_protocol::Frame;
use hookswitch_protocol::connector::{FromConnector, Heartbeat, Register, SetLoginId, ToConnector};
use hookswitch_protocol::ids::{PageUrl, SourceName, TabId};
use hookswitch_protocol::limits::PROTOCOL;
use hookswitch_protocol::login_id::LoginIdText;
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// Connections that may wait to be accepted.
pub(crate) const BACKLOG: u32 = 4_096;

const AT_ONCE: usize = 200;
const PATIENCE: Duration = Duration::from_secs(60);

/// What a client says.
#[derive(Clone)]
pub(crate) enum Talk {
    /// Sends text and gets it back.
    Echo,
    /// Registers, signs on with the Login ID of its number, answers heartbeats.
    Agent(Arc<dyn Fn(u32) -> String + Send + Sync>),
}

/// Connected clients; dropped, they are gone.
pub(crate) struct Crowd {
    size: u32,
    ask: watch::Sender<bool>,
    heard: mpsc::UnboundedReceiver<Result<()>>,
    _tasks: JoinSet<()>,
}

impl Crowd {
    /// Connects `size` clients and waits until each is up: open, or signed on.
    pub(crate) async fn gather(server: SocketAddr, size: u32, talk: Talk) -> Result<Self> {
        let (ask, asked) = watch::channel(false);
        let (tell, heard) = mpsc::unbounded_channel();
        let gate = Arc::new(Semaphore::new(AT_ONCE));
        let mut tasks = JoinSet::new();
        for number in 0..size {
            let client = Client { number, server, talk: talk.clone(), asked: asked.clone(), tell: tell.clone() };
            let gate = Arc::clone(&gate);
            tasks.spawn(client.live(gate));
        }
        let mut crowd = Self { size, ask, heard, _tasks: tasks };
        crowd.all("to be up").await?;
        Ok(crowd)
    }

    /// Has every client exchange one message: an echo of 1 KB, or the answer to a heartbeat.
    pub(crate) async fn exchange(&mut self) -> Result<()> {
        self.ask.send_replace(true);
        self.all("to have exchanged a message").await
    }

    async fn all(&mut self, what: &str) -> Result<()> {
        let count = async {
            for _ in 0..self.size {
                self.heard.recv().await.context("a client")??;
            }
            anyhow::Ok(())
        };
        timeout(PATIENCE, count).await.with_context(|| format!("not every client came {what} in {PATIENCE:?}"))?
    }
}

struct Client {
    number: u32,
    server: SocketAddr,
    talk: Talk,
    asked: watch::Receiver<bool>,
    tell: mpsc::UnboundedSender<Result<()>>,
}

type Socket = WebSocketStream<TcpStream>;

impl Client {
    async fn live(mut self, gate: Arc<Semaphore>) {
        let socket = {
            let _turn = gate.acquire().await;
            timeout(PATIENCE, self.come_up()).await.unwrap_or_else(|_| bail!("no answer in {PATIENCE:?}"))
        };
        let socket = match socket {
            Ok(socket) => socket,
            Err(error) => return self.say(Err(error.context(format!("client {}", self.number)))),
        };
        self.say(Ok(()));
        if let Err(error) = self.stay(socket).await {
            self.say(Err(error.context(format!("client {} after it was up", self.number))));
        }
    }

    async fn come_up(&self) -> Result<Socket> {
        let stream = TcpSocket::new_v4()?;
        // Each source address has its own ports and, at the connector, its own limits.
        let source = Ipv4Addr::new(127, 0, 0, 2 + u8::try_from(self.number % 200)?);
        stream.bind((source, 0).into())?;
        let stream = stream.connect(self.server).await?;
        let config = WebSocketConfig::default().read_buffer_size(1_024).write_buffer_size(0);
        let url = format!("ws://{}/ws", self.server);
        let (mut socket, _) = tokio_tungstenite::client_async_with_config(url, stream, Some(config)).await?;
        match &self.talk {
            Talk::Echo => {}
            Talk::Agent(login_id) => sign_on(&mut socket, &login_id(self.number)).await?,
        }
        Ok(socket)
    }

    async fn stay(&mut self, mut socket: Socket) -> Result<()> {
        let mut exchanged = false;
        loop {
            tokio::select! {
                changed = self.asked.changed() => {
                    changed?;
                    if matches!(self.talk, Talk::Echo) {
                        socket.send(Message::text(Sample::Calls.text(self.number))).await?;
                    }
                }
                message = socket.next() => {
                    let message = message.context("closed by the server")??;
                    let counts = match &self.talk {
                        Talk::Echo => true,
                        Talk::Agent(_) => answer_heartbeat(&mut socket, &message).await?,
                    };
                    if counts && *self.asked.borrow() && !exchanged {
                        exchanged = true;
                        self.say(Ok(()));
                    }
                }
            }
        }
    }

    fn say(&self, what: Result<()>) {
        // Nobody listens any more where the crowd is gone.
        let _ = self.tell.send(what);
    }
}

async fn sign_on(socket: &mut Socket, login_id: &str) -> Result<()> {
    let register = Register {
        channels: Vec::new(),
        url: PageUrl::default(),
        protocol: PROTOCOL,
        identity: None,
        resume: None,
        tab: TabId::parse("bench"),
        browser: None,
        speaker: None,
    };
    send(socket, ToConnector::Register(register)).await?;
    loop {
        match receive(socket).await? {
            FromConnector::Registered(reply) => {
                ensure!(reply.success, "registration refused: {:?}", reply.code);
                let wanted = SetLoginId { login_id: LoginIdText::new(login_id) };
                send(socket, ToConnector::SetLoginId(wanted)).await?;
            }
            FromConnector::LoginIdSet(reply) => {
                ensure!(reply.success, "sign-on refused: {:?}", reply.code);
                return Ok(());
            }
            FromConnector::Heartbeat(beat) => send(socket, ToConnector::Heartbeat(beat)).await?,
            FromConnector::Status(_) => {}
            other @ (FromConnector::LoginIdCleared(_) | FromConnector::TakenOver(_) | FromConnector::Error(_)) => {
                bail!("not expected: {other:?}")
            }
        }
    }
}

async fn answer_heartbeat(socket: &mut Socket, message: &Message) -> Result<bool> {
    let Message::Text(text) = message else { return Ok(false) };
    match Frame::<FromConnector>::decode(text).map(|frame| frame.body) {
        Ok(FromConnector::Heartbeat(Heartbeat { server_time, .. })) => {
            send(socket, ToConnector::Heartbeat(Heartbeat { server_time, round_trip_ms: None })).await?;
            Ok(true)
        }
        Ok(FromConnector::Status(_)) => Ok(false),
        other => bail!("not expected: {other:?}"),
    }
}

async fn send(socket: &mut Socket, body: ToConnector) -> Result<()> {
    let source = SourceName::parse("bench").unwrap_or_default();
    Ok(socket.send(Message::text(Frame::event(source, body).encode())).await?)
}

async fn receive(socket: &mut Socket) -> Result<FromConnector> {
    let message = socket.next().await.context("closed by the connector")??;
    let Message::Text(text) = message else { bail!("not a text frame: {message:?}") };
    match Frame::decode(&text) {
        Ok(frame) => Ok(frame.body),
        Err(rejected) => bail!("{rejected}: {text}"),
    }
}
