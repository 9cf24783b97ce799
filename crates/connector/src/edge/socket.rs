//! One WebSocket: text to frames and back, at the client's pace.

use std::{net::IpAddr, time::Duration};

use axum::{
    Error,
    extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade},
};
use hookswitch_protocol::{CloseCode, ErrorCode, Frame, Rejected, ReplyTo};
use tokio::{
    sync::mpsc::{self, Receiver, Sender},
    time::timeout,
};
use tokio_tungstenite::tungstenite;

use super::{OUTBOX, Outgoing, ToHub};
use crate::core::ConnId;

/// Largest message that is read to its end: above the limit of the contract, so that who oversteps it is told so and
/// stays connected.
const READ_BYTES: usize = 1024 * 1024;
/// How long one frame may take to leave.
const SEND_WITHIN: Duration = Duration::from_secs(10);
/// How long a client has to answer our closing frame.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// RFC 6455, 7.4.1: data of a type that is not accepted.
const UNSUPPORTED: u16 = 1003;
/// RFC 6455, 7.4.1: a message too big to be read.
const TOO_BIG: u16 = 1009;

/// Buffers sized for thousands of idle sockets: the default reserves 128 KiB for each.
pub(super) fn sized(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade.read_buffer_size(2048).write_buffer_size(0).max_message_size(READ_BYTES).max_frame_size(READ_BYTES)
}

/// Joins a socket to the hub until it is gone.
pub(super) async fn drive(mut socket: WebSocket, conn: ConnId, peer: IpAddr, hub: Sender<ToHub>) {
    let (outbox, outgoing) = mpsc::channel(OUTBOX);
    if hub.send(ToHub::Opened { conn, peer, outbox }).await.is_err() {
        return;
    }
    if let Some(frame) = converse(&mut socket, conn, &hub, outgoing).await {
        close(&mut socket, frame).await;
    }
    // A hub that is gone needs no news.
    let _ = hub.send(ToHub::Closed { conn }).await;
}

/// Tells a page of a foreign origin why it cannot connect.
pub(super) async fn refuse_origin(mut socket: WebSocket) {
    let reason = ErrorCode::OriginRefused.message().into();
    close(&mut socket, CloseFrame { code: CloseCode::OriginRefused.number(), reason }).await;
}

/// Runs until the socket is gone or, with the frame to close it with, until it has to go.
async fn converse(
    socket: &mut WebSocket,
    conn: ConnId,
    hub: &Sender<ToHub>,
    mut outgoing: Receiver<Box<Outgoing>>,
) -> Option<CloseFrame> {
    loop {
        tokio::select! {
            incoming = socket.recv() => match incoming? {
                Ok(Message::Text(text)) => {
                    let frame = Box::new(Frame::decode(&text));
                    hub.send(ToHub::Frame { conn, frame }).await.ok()?;
                }
                Ok(Message::Binary(_)) => {
                    return Some(CloseFrame { code: UNSUPPORTED, reason: "Send text frames.".into() });
                }
                // Answered by the library as long as we go on reading; so is a closing frame.
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Close(_)) => {}
                Err(error) if is_too_big(&error) => {
                    let rejected = Rejected {
                        code: ErrorCode::FrameTooLarge, field: None, channel: None, reply_to: ReplyTo::default(),
                    };
                    hub.send(ToHub::Frame { conn, frame: Box::new(Err(rejected)) }).await.ok()?;
                    if let Some(Outgoing::Tell(frame)) = outgoing.recv().await.map(|outgoing| *outgoing) {
                        send(socket, &frame).await?;
                    }
                    return Some(CloseFrame { code: TOO_BIG, reason: ErrorCode::FrameTooLarge.message().into() });
                }
                Err(_) => return None,
            },
            next = outgoing.recv() => match next.map(|outgoing| *outgoing) {
                Some(Outgoing::Tell(frame)) => send(socket, &frame).await?,
                Some(Outgoing::Close { code, reason }) => {
                    return Some(CloseFrame { code: code.number(), reason: reason.into() });
                }
                None => return Some(CloseFrame { code: CloseCode::SlowReader.number(), reason: "".into() }),
            },
        }
    }
}

async fn send(socket: &mut WebSocket, frame: &Frame<hookswitch_protocol::connector::FromConnector>) -> Option<()> {
    let sending = socket.send(Message::text(frame.encode()));
    timeout(SEND_WITHIN, sending).await.ok()?.ok()
}

/// Sends the closing frame and reads on until the client has answered it: a connection that is dropped with unread
/// bytes in it takes the closing frame along.
async fn close(socket: &mut WebSocket, frame: CloseFrame) {
    let closing = async {
        socket.send(Message::Close(Some(frame))).await.ok()?;
        while let Some(Ok(_)) = socket.recv().await {}
        Some(())
    };
    let _ = timeout(CLOSE_WITHIN, closing).await;
}

fn is_too_big(error: &Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<tungstenite::Error>());
    matches!(cause, Some(tungstenite::Error::Capacity(_)))
}
