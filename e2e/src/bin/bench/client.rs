//! A client that costs the load's core little: no mask to compute, one buffer, frames of the real types.

use std::net::{Ipv4Addr, SocketAddr};

use anyhow::{Context, Result, bail, ensure};
use hookswitch_protocol::channels::{Answer, Request};
use hookswitch_protocol::cisco::agent::SetUserInfo;
use hookswitch_protocol::cisco::ids::{CtiPassword, CtiUserName};
use hookswitch_protocol::cisco::{FromConnector as FromCisco, ToConnector as ToCisco};
use hookswitch_protocol::connector::{Channel, FromConnector, Nothing, Register, SetLoginId, ToConnector};
use hookswitch_protocol::ids::{Extension, PageUrl, SourceName, TabId};
use hookswitch_protocol::limits::PROTOCOL;
use hookswitch_protocol::login_id::LoginIdText;
use hookswitch_protocol::{ErrorCode, Frame};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use tokio::time::Instant;

use crate::staff::Member;

const BUFFER: usize = 4_096;
const TEXT: u8 = 0x81;
const CLOSE: u8 = 0x88;

/// How an agent signs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// By own Login ID.
    LoginId,
    /// By name and password for the CTI server.
    Password,
}

/// A socket that is bound and not yet connected, and room for what it will hear, so that an attempt begins with its
/// first packet.
pub(crate) struct Bound {
    socket: TcpSocket,
    buffer: Vec<u8>,
}

/// A connected client.
pub(crate) struct Client {
    stream: TcpStream,
    buffer: Vec<u8>,
    /// Of the buffer, what was handed out.
    read: usize,
}

impl Bound {
    /// Each source address has its own ports and, at the connector, its own limits.
    pub(crate) fn new(number: u32) -> Result<Self> {
        let socket = TcpSocket::new_v4()?;
        let source = Ipv4Addr::new(127, 0, 0, 2 + u8::try_from(number % 200)?);
        socket.bind((source, 0).into())?;
        // Written once: memory that was never touched is the system's work at the first touch.
        let mut buffer = vec![0; BUFFER];
        buffer.clear();
        Ok(Self { socket, buffer })
    }

    /// Connects and upgrades.
    pub(crate) async fn dial(self, server: SocketAddr) -> Result<Client> {
        let stream = self.socket.connect(server).await?;
        stream.set_nodelay(true)?;
        let mut client = Client { stream, buffer: self.buffer, read: 0 };
        let request = format!(
            "GET /ws HTTP/1.1\r\nHost: {server}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
             Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
        );
        client.stream.write_all(request.as_bytes()).await?;
        let end = loop {
            client.fill().await?;
            let end = client.buffer.windows(4).position(|four| four == b"\r\n\r\n");
            if let Some(end) = end {
                break end + 4;
            }
        };
        ensure!(client.buffer.starts_with(b"HTTP/1.1 101"), "no upgrade: {}", String::from_utf8_lossy(&client.buffer));
        client.read = end;
        Ok(client)
    }
}

/// What an agent says to sign on, ready to be sent: the storm measures servers and not how fast the load can write.
pub(crate) struct Proof {
    register: Vec<u8>,
    proof: Vec<u8>,
    way: Way,
}

impl Proof {
    /// Of a member of the staff, with the registration for the channels that the way needs.
    pub(crate) fn new(member: Member, way: Way) -> Result<Self> {
        let (channels, proof) = match way {
            Way::LoginId => {
                let login_id = LoginIdText::new(&member.login_id());
                (Vec::new(), Request::Connector(ToConnector::SetLoginId(SetLoginId { login_id })))
            }
            Way::Password => {
                let info = SetUserInfo {
                    username: CtiUserName::parse(&member.cti_user_name()).context("a CTI user name")?,
                    password: CtiPassword::parse(&member.cti_password()).context("a CTI password")?,
                    extension: Extension::parse(&member.extension()).context("an extension")?,
                };
                (vec![Channel::Cisco], Request::Cisco(ToCisco::SetUserInfo(info)))
            }
        };
        let register = Register {
            channels,
            url: PageUrl::default(),
            protocol: PROTOCOL,
            identity: None,
            resume: None,
            tab: TabId::parse("bench"),
            browser: None,
            speaker: None,
        };
        let register = Request::Connector(ToConnector::Register(register));
        Ok(Self { register: framed(register)?, proof: framed(proof)?, way })
    }
}

impl Client {
    /// Registers and signs on.
    pub(crate) async fn sign_on(&mut self, Proof { register, proof, way }: &Proof) -> Result<()> {
        self.send(register).await?;
        self.succeed(r#""subtopic":"Register""#).await?;
        self.send(proof).await?;
        match way {
            Way::LoginId => self.succeed(r#""subtopic":"SetLoginId""#).await,
            Way::Password => self.log_in().await,
        }
    }

    /// The next frame is this one and says so.
    async fn succeed(&mut self, subtopic: &str) -> Result<()> {
        let (from, to) = self.text().await?;
        let text = str::from_utf8(self.buffer.get(from..to).unwrap_or_default())?;
        ensure!(text.contains(subtopic) && text.contains(r#""Success":true"#), "refused: {text}");
        Ok(())
    }

    async fn log_in(&mut self) -> Result<()> {
        loop {
            match self.hear().await?.1 {
                Answer::Cisco(FromCisco::Login(_)) => return Ok(()),
                Answer::Connector(FromConnector::Error(refused)) => bail!("refused: {refused:?}"),
                Answer::Cisco(FromCisco::ApiError(refused)) => bail!("refused: {refused:?}"),
                Answer::Connector(_) | Answer::Salesforce(_) | Answer::Center(_) | Answer::Cisco(_) => {}
            }
        }
    }

    /// Signs off, so that no session is kept.
    pub(crate) async fn sign_off(&mut self) -> Result<()> {
        self.say(Request::Connector(ToConnector::ClearLoginId(Nothing {}))).await?;
        while !matches!(self.hear().await?.1, Answer::Connector(FromConnector::LoginIdCleared(_))) {}
        Ok(())
    }

    /// Sends a frame.
    pub(crate) async fn say(&mut self, body: Request) -> Result<()> {
        self.send(&framed(body)?).await
    }

    /// Sends a frame that was packed before.
    pub(crate) async fn send(&mut self, packed: &[u8]) -> Result<()> {
        Ok(self.stream.write_all(packed).await?)
    }

    /// The next frame that is no heartbeat, and when it was there.
    pub(crate) async fn hear(&mut self) -> Result<(Instant, Answer)> {
        loop {
            let (from, to) = self.text().await?;
            let at = Instant::now();
            let text = str::from_utf8(self.buffer.get(from..to).unwrap_or_default())?;
            match Frame::decode(text).map(|frame| frame.body) {
                Ok(Answer::Connector(FromConnector::Heartbeat(beat))) => {
                    self.say(Request::Connector(ToConnector::Heartbeat(beat))).await?;
                }
                Ok(body) => return Ok((at, body)),
                // The state of a whole team of many.
                Err(rejected) if rejected.code == ErrorCode::FrameTooLarge => {}
                Err(rejected) => bail!("{rejected}: {text}"),
            }
        }
    }

    /// Where in the buffer the next text is.
    async fn text(&mut self) -> Result<(usize, usize)> {
        loop {
            if let Some((opcode, from, to)) = self.whole()? {
                let payload = self.buffer.get(from..to).unwrap_or_default();
                match opcode {
                    TEXT => {
                        self.read = to;
                        return Ok((from, to));
                    }
                    CLOSE => bail!("closed: {}", String::from_utf8_lossy(payload)),
                    _ => self.read = to,
                }
            } else {
                self.fill().await?;
            }
        }
    }

    /// A WebSocket frame that has arrived to its end: its first byte, and where its payload is.
    fn whole(&self) -> Result<Option<(u8, usize, usize)>> {
        let unread = self.buffer.get(self.read..).unwrap_or_default();
        let (opcode, head, size) = match *unread {
            [opcode, 126, high, low, ..] => (opcode, 4, usize::from(u16::from_be_bytes([high, low]))),
            [opcode, 127, a, b, c, d, e, f, g, h, ..] => {
                (opcode, 10, usize::try_from(u64::from_be_bytes([a, b, c, d, e, f, g, h]))?)
            }
            [opcode, size, ..] if size < 126 => (opcode, 2, usize::from(size)),
            _ => return Ok(None),
        };
        let (from, to) = (self.read + head, self.read + head + size);
        Ok((self.buffer.len() >= to).then_some((opcode, from, to)))
    }

    async fn fill(&mut self) -> Result<()> {
        if self.read == self.buffer.len() {
            self.buffer.clear();
            self.read = 0;
        }
        let count = self.stream.read_buf(&mut self.buffer).await?;
        ensure!(count > 0, "closed by the server");
        Ok(())
    }
}

fn framed(body: Request) -> Result<Vec<u8>> {
    packed(&Frame::event(SourceName::parse("bench").unwrap_or_default(), body).encode())
}

/// A text frame of WebSocket, masked with zeros.
pub(crate) fn packed(text: &str) -> Result<Vec<u8>> {
    let mut frame = vec![TEXT];
    match text.len() {
        size @ 0..126 => frame.push(0x80 | u8::try_from(size)?),
        size => {
            frame.push(0x80 | 126);
            frame.extend(u16::try_from(size)?.to_be_bytes());
        }
    }
    frame.extend([0; 4]);
    frame.extend(text.as_bytes());
    Ok(frame)
}
