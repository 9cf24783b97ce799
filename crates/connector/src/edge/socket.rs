//! One WebSocket: text to frames and back, at the client's pace. Ten thousand of these wait at a time, so what a
//! waiting one holds is kept small: what is rare is boxed, and a frame is text before anything is awaited.

use std::{future::poll_fn, net::IpAddr, pin::pin, task::Poll, time::Duration};

use futures_channel::mpsc;
use futures_util::{FutureExt, SinkExt, StreamExt};
use hookswitch_protocol::{CloseCode, ErrorCode, Frame, Rejected, ReplyTo, channels::Answer};
use tokio::{
    io::AsyncReadExt,
    sync::mpsc::Sender,
    time::{Instant, sleep_until, timeout},
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        protocol::{CloseFrame, Role, WebSocketConfig},
    },
};

use super::{
    OUTBOX, Outgoing, ToHub, Written,
    sieve::{STAND_IN, Sieve},
    wire::Wire,
};
use crate::core::ConnId;

/// Largest message in fragments that is read to its end: above the limit of the contract, so that who oversteps it is
/// told so and stays connected.
const READ_BYTES: usize = 1024 * 1024;
/// Bytes that frames which wait together may gather before they are written: a sign-on is answered by several, and each
/// write costs more than making them.
const WRITE_BYTES: usize = 1024;
/// Frames of one client that are read in a second: many times what a person and a program beside it send.
const FRAMES_A_SECOND: u32 = 200;
const SECOND: Duration = Duration::from_secs(1);
/// How long one frame may take to leave.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// How long a client has to answer our closing frame.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// RFC 6455, 7.4.1: data of a type that is not accepted.
const UNSUPPORTED: u16 = 1003;
/// RFC 6455, 7.4.1: a message too big to be read.
const TOO_BIG: u16 = 1009;

/// A client's socket.
pub(super) type WebSocket = WebSocketStream<Sieve<Wire>>;

/// The socket of a connection that was upgraded, with buffers sized for thousands of idle ones: the default reserves
/// 128 KiB for each.
pub(super) async fn socket(wire: Wire) -> Box<WebSocket> {
    let config = WebSocketConfig::default()
        .read_buffer_size(1024)
        .write_buffer_size(WRITE_BYTES)
        .max_message_size(Some(READ_BYTES))
        .max_frame_size(Some(READ_BYTES));
    Box::new(WebSocketStream::from_raw_socket(Sieve::new(wire), Role::Server, Some(config)).await)
}

/// Joins a socket to the hub until it is gone.
pub(super) async fn drive(mut socket: Box<WebSocket>, conn: ConnId, peer: IpAddr, hub: Sender<ToHub>) {
    let (outbox, outgoing) = mpsc::channel(OUTBOX);
    if hub.send(ToHub::Opened { conn, peer, outbox }).await.is_err() {
        return;
    }
    match converse(&mut socket, conn, &hub, outgoing).await {
        End::Gone => {}
        End::Leaving => Box::pin(drain(&mut socket)).await,
        End::Close(frame) => Box::pin(close(&mut socket, frame)).await,
        End::TooBig(outgoing) => Box::pin(refuse_size(&mut socket, conn, &hub, outgoing)).await,
    }
    // A hub that is gone needs no news.
    let _ = hub.send(ToHub::Closed { conn }).await;
}

/// Tells a page of a foreign origin why it cannot connect.
pub(super) async fn refuse_origin(mut socket: Box<WebSocket>) {
    let reason = ErrorCode::OriginRefused.advice().message.into();
    close(&mut socket, CloseFrame { code: CloseCode::OriginRefused.number().into(), reason }).await;
}

type Outbox = mpsc::Receiver<Outgoing>;

/// How a conversation ended.
enum End {
    /// The socket is gone.
    Gone,
    /// The client has closed, or cannot be sent anything any more.
    Leaving,
    /// The socket has to go.
    Close(CloseFrame),
    /// The client sent more than is read.
    TooBig(Outbox),
}

/// What woke the socket's task.
enum Next {
    Incoming(Option<Result<Message, Error>>),
    Outgoing(Option<Outgoing>),
}

async fn converse(socket: &mut WebSocket, conn: ConnId, hub: &Sender<ToHub>, mut outgoing: Outbox) -> End {
    let mut pace = Pace::new(Instant::now());
    loop {
        let next = tokio::select! {
            incoming = socket.next() => Next::Incoming(incoming),
            next = outgoing.next() => Next::Outgoing(next),
        };
        let end = match next {
            Next::Incoming(Some(Ok(Message::Text(text)))) => match hub.send(decoded(conn, &text)).await {
                Err(_) => Some(End::Gone),
                Ok(()) => match pace.too_fast(Instant::now()) {
                    Some(until) => Box::pin(only_send(socket, &mut outgoing, until)).await,
                    None => None,
                },
            },
            Next::Incoming(Some(Ok(Message::Binary(_)))) => {
                Some(End::Close(CloseFrame { code: UNSUPPORTED.into(), reason: "Send text frames.".into() }))
            }
            // Answered by the library as long as we go on reading.
            Next::Incoming(Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)))) => None,
            Next::Incoming(Some(Ok(Message::Close(_)))) => Some(End::Leaving),
            Next::Incoming(Some(Err(error))) if is_too_big(&error) => return End::TooBig(outgoing),
            Next::Incoming(Some(Err(_)) | None) => Some(End::Gone),
            Next::Outgoing(next) => deliver(socket, &mut outgoing, next).await,
        };
        if let Some(end) = end {
            return end;
        }
    }
}

/// Sends what there is to send and reads nothing: the network slows a client down that is too fast, and nobody else.
async fn only_send(socket: &mut WebSocket, outgoing: &mut Outbox, until: Instant) -> Option<End> {
    loop {
        let next = tokio::select! {
            () = sleep_until(until) => return None,
            next = outgoing.next() => next,
        };
        if let Some(end) = deliver(socket, outgoing, next).await {
            return Some(end);
        }
    }
}

/// Sends what there is to say and what waits behind it, in as few writes as they fit.
async fn deliver(socket: &mut WebSocket, waiting: &mut Outbox, first: Option<Outgoing>) -> Option<End> {
    let mut next = first;
    // No more than can wait at a time: a client is read from between them, however much it is told.
    for others in (0..OUTBOX).rev() {
        let Some(outgoing) = next else {
            return Some(End::Close(CloseFrame { code: CloseCode::SlowReader.number().into(), reason: "".into() }));
        };
        let is_fed = match outgoing {
            Outgoing::Tell(frame) => is_fed(socket, Written::of(&frame)).await,
            Outgoing::Written(written) => is_fed(socket, written).await,
            Outgoing::TellAll(frames) => Box::pin(are_fed(socket, frames)).await,
            Outgoing::Close { code, reason } => {
                return Some(End::Close(CloseFrame { code: code.number().into(), reason: reason.into() }));
            }
        };
        if !is_fed {
            return Some(End::Leaving);
        }
        match behind(waiting, others) {
            Some(waits) => next = waits,
            None => break,
        }
    }
    (!within(socket.flush()).await).then_some(End::Leaving)
}

async fn are_fed(socket: &mut WebSocket, frames: Vec<Frame<Answer>>) -> bool {
    for frame in frames {
        if !is_fed(socket, Written::of(&frame)).await {
            return false;
        }
    }
    true
}

async fn is_fed(socket: &mut WebSocket, Written(text): Written) -> bool {
    within(socket.feed(Message::Text(text))).await
}

/// What waits in the outbox, where others may still follow; what may not is left there.
fn behind(waiting: &mut Outbox, others: usize) -> Option<Option<Outgoing>> {
    (others > 0).then(|| waiting.next().now_or_never()).flatten()
}

/// How fast a client sends.
struct Pace {
    since: Instant,
    frames: u32,
}

impl Pace {
    const fn new(now: Instant) -> Self {
        Self { since: now, frames: 0 }
    }

    /// Counts a frame; until when no other is read, where that was too many.
    fn too_fast(&mut self, now: Instant) -> Option<Instant> {
        let end = self.since + SECOND;
        if now >= end {
            *self = Self::new(now);
        }
        self.frames += 1;
        (self.frames >= FRAMES_A_SECOND).then_some(self.since + SECOND)
    }
}

fn decoded(conn: ConnId, text: &str) -> ToHub {
    let frame = if text == STAND_IN { Err(too_large()) } else { Frame::decode(text) };
    ToHub::Frame { conn, frame: Box::new(frame) }
}

fn too_large() -> Rejected {
    Rejected { code: ErrorCode::FrameTooLarge, field: None, channel: None, reply_to: ReplyTo::default() }
}

async fn is_sent(socket: &mut WebSocket, message: Message) -> bool {
    within(socket.send(message)).await
}

async fn within(sending: impl Future<Output = Result<(), Error>>) -> bool {
    let mut sending = pin!(sending);
    // Hardly anything has to wait, and what has not needs no clock.
    let sent = match poll_fn(|cx| Poll::Ready(sending.as_mut().poll(cx))).await {
        Poll::Ready(sent) => Ok(sent),
        Poll::Pending => timeout(SEND_WITHIN, sending).await,
    };
    matches!(sent, Ok(Ok(())))
}

/// Has the core answer a message that was too big to be read, then ends: what follows in the stream is the middle
/// of that message.
async fn refuse_size(socket: &mut WebSocket, conn: ConnId, hub: &Sender<ToHub>, mut outgoing: Outbox) {
    let asked = hub.send(ToHub::Frame { conn, frame: Box::new(Err(too_large())) }).await;
    if asked.is_ok() {
        let answer = outgoing.next().await;
        if deliver(socket, &mut outgoing, answer).await.is_some() {
            return;
        }
    }
    let frame = CloseFrame { code: TOO_BIG.into(), reason: ErrorCode::FrameTooLarge.advice().message.into() };
    if is_sent(socket, Message::Close(Some(frame))).await {
        // A socket dropped with unread bytes in it would take the closing frame along; none of them is a frame any more.
        let mut scratch = [0; 4 * 1024];
        let reading = async { while matches!(socket.get_mut().read(&mut scratch).await, Ok(1..)) {} };
        let _ = timeout(CLOSE_WITHIN, reading).await;
    }
}

/// Sends the closing frame and reads on until the client has answered it. One that is silent does not; if it hears at
/// least, it learns of the end when its connection ends.
async fn close(socket: &mut WebSocket, frame: CloseFrame) {
    let is_silent = u16::from(frame.code) == CloseCode::Silent.number();
    if is_sent(socket, Message::Close(Some(frame))).await && !is_silent {
        drain(socket).await;
    }
}

/// Reads to the end: the library answers a closing frame only while it is read from, and a connection that is
/// dropped with unread bytes in it takes what was sent last along.
async fn drain(socket: &mut WebSocket) {
    let reading = async { while let Some(Ok(_)) = socket.next().await {} };
    // Who does not end by then is dropped.
    let _ = timeout(CLOSE_WITHIN, reading).await;
}

const fn is_too_big(error: &Error) -> bool {
    matches!(error, Error::Capacity(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_that_may_not_follow_is_left_for_later() {
        let (mut outbox, mut waiting) = mpsc::channel(OUTBOX);
        assert!(behind(&mut waiting, 1).is_none());
        outbox.try_send(Outgoing::Close { code: CloseCode::Silent, reason: String::new() }).unwrap();
        assert!(behind(&mut waiting, 0).is_none());
        assert!(matches!(behind(&mut waiting, 1), Some(Some(_))));
        drop(outbox);
        assert!(matches!(behind(&mut waiting, 1), Some(None)), "the socket learns that it was dropped");
    }
}
