//! One WebSocket, and all that happens to it.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{CloseEvent, Event, MessageEvent, WebSocket};

use super::listener::Listener;
use super::text::TextReader;

/// What happens to a socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SocketEvent {
    /// It is open.
    Opened,
    /// A text frame came.
    Text(String),
    /// A frame came that is no text.
    Binary,
    /// It ended, or could not be opened.
    Closed {
        /// The close code; 1006 where the peer sent none.
        code: u16,
        /// The close reason.
        reason: String,
    },
}

/// Code of a socket that ended without a closing frame (RFC 6455, 7.4.1).
pub const ABNORMAL: u16 = 1006;

/// A WebSocket. Dropped, it is closed and says nothing more.
#[derive(Debug)]
pub struct Socket {
    socket: WebSocket,
    _listeners: [Listener; 3],
}

impl Socket {
    /// Begins to open a socket.
    ///
    /// # Errors
    /// Nothing is opened where the browser refuses the address.
    pub fn open(url: &str, tell: impl Fn(SocketEvent) + Clone + 'static) -> Result<Self, JsValue> {
        let socket = WebSocket::new(url)?;
        let reader = TextReader::default();
        // An `error` says nothing and is always followed by a `close`.
        let listeners = ["open", "message", "close"].map(|kind| {
            let (tell, reader) = (tell.clone(), reader.clone());
            Listener::new(&socket, kind, move |event| tell(read(&event, &reader)))
        });
        Ok(Self { socket, _listeners: listeners })
    }

    /// Sends a text frame. On a socket that is not open nothing is sent; that it is not, is told by itself.
    pub fn send(&self, text: &str) {
        let _ = self.socket.send_with_str(text);
    }

    /// Closes the socket with a code the peer is to read.
    pub fn close(self, code: u16) {
        let _ = self.socket.close_with_code(code);
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        // Without effect on one that is closed or closing.
        let _ = self.socket.close();
    }
}

fn read(event: &Event, reader: &TextReader) -> SocketEvent {
    if let Some(message) = event.dyn_ref::<MessageEvent>() {
        reader.read(&message.data()).map_or(SocketEvent::Binary, SocketEvent::Text)
    } else if let Some(close) = event.dyn_ref::<CloseEvent>() {
        SocketEvent::Closed { code: close.code(), reason: close.reason() }
    } else {
        SocketEvent::Opened
    }
}
