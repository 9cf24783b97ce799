//! A bare axum echo: what a connection costs before anything of ours is in it.

use anyhow::Result;
use axum::Router;
use axum::extract::ws::{Message, WebSocket, WebSocketUpgrade};
use axum::routing::any;
use tokio::net::TcpSocket;

use crate::load::BACKLOG;
use crate::report::Report;

/// Serves until killed; prints where.
pub(crate) async fn serve(read_buffer: Option<usize>) -> Result<Report> {
    let upgrade = move |upgrade: WebSocketUpgrade| async move {
        let upgrade = match read_buffer {
            Some(bytes) => upgrade.read_buffer_size(bytes).write_buffer_size(0).max_message_size(64 << 10),
            None => upgrade,
        };
        upgrade.on_upgrade(echo)
    };
    let socket = TcpSocket::new_v4()?;
    socket.bind("127.0.0.1:0".parse()?)?;
    let listener = socket.listen(BACKLOG)?;
    println!("listening on http://{}", listener.local_addr()?);
    axum::serve(listener, Router::new().route("/ws", any(upgrade))).await?;
    Ok(Report::default())
}

async fn echo(mut socket: WebSocket) {
    while let Some(Ok(message)) = socket.recv().await {
        let reply = match message {
            Message::Text(text) => socket.send(Message::Text(text)).await,
            Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Close(_) => Ok(()),
        };
        if reply.is_err() {
            return;
        }
    }
}
