//! The request for a socket, where a connection begins with the whole of it.

use axum::http::{HeaderMap, Request, header};
use tokio_tungstenite::tungstenite::handshake::{
    machine::TryParse,
    server::{create_response, write_response},
};

use super::routes::SOCKETS;

/// A request for a socket.
#[derive(Debug)]
pub(super) struct Opening {
    /// The headers of the request.
    pub(super) headers: HeaderMap,
    /// What to answer.
    pub(super) answer: Vec<u8>,
    /// What came behind the request.
    pub(super) rest: Vec<u8>,
}

impl Opening {
    /// Reads the request with which the bytes begin. `None` where they are anything else, or not all of it.
    pub(super) fn read(bytes: &[u8]) -> Option<Self> {
        let (size, request) = Request::<()>::try_parse(bytes).ok().flatten()?;
        let has_body =
            [header::CONTENT_LENGTH, header::TRANSFER_ENCODING].iter().any(|name| request.headers().contains_key(name));
        if request.uri().path() != SOCKETS || has_body {
            return None;
        }
        let mut answer = Vec::with_capacity(160);
        write_response(&mut answer, &create_response(&request).ok()?).ok()?;
        let rest = bytes.get(size..).unwrap_or_default().to_vec();
        Some(Self { headers: request.into_parts().0.headers, answer, rest })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const REQUEST: &str = "GET /ws?tab=1 HTTP/1.1\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n\
         Upgrade: WebSocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";

    #[test]
    fn a_whole_request_for_a_socket_is_answered_and_what_follows_it_is_left() {
        let bytes = [REQUEST.as_bytes(), b"\x81\x80"].concat();
        let opening = Opening::read(&bytes).unwrap();
        assert_eq!(opening.rest, b"\x81\x80");
        assert!(opening.answer.starts_with(b"HTTP/1.1 101 "));
        assert!(opening.answer.ends_with(b"\r\n\r\n"));
    }

    #[test]
    fn a_piece_of_a_request_and_one_with_a_body_are_left_to_the_server_of_http() {
        for at in 0..REQUEST.len() {
            assert!(Opening::read(&REQUEST.as_bytes()[..at]).is_none(), "{at} bytes");
        }
        for header in ["Content-Length: 2", "Transfer-Encoding: chunked"] {
            let with_body = REQUEST.replace("Host: localhost", &format!("Host: localhost\r\n{header}"));
            assert!(Opening::read(with_body.as_bytes()).is_none(), "{header}");
        }
    }

    #[test]
    fn another_path_is_none() {
        assert!(Opening::read(REQUEST.replace("/ws?tab=1", "/wss").as_bytes()).is_none());
        assert!(Opening::read(REQUEST.replace("/ws?tab=1", "/").as_bytes()).is_none());
    }
}
