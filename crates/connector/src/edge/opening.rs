//! The request for a socket, where a connection begins with the whole of it. What the library would do takes a dozen
//! small pieces of memory for headers of which two are looked at; what is unusual is left to the server of HTTP.

use httparse::{EMPTY_HEADER, Request, Status};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;

use super::{origin::Page, routes::SOCKETS};

/// Browsers send half of that.
const MOST_HEADERS: usize = 48;

/// A request for a socket.
#[derive(Debug)]
pub(super) struct Opening<'a> {
    /// The page that asks.
    pub(super) page: Page<'a>,
    /// What to answer.
    pub(super) answer: String,
    /// What came behind the request.
    pub(super) rest: &'a [u8],
}

impl<'a> Opening<'a> {
    /// Reads the request with which the bytes begin (RFC 6455, 4.2.1). `None` where they are anything else, not all of
    /// it, or said in another way than a browser would.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let mut headers = [EMPTY_HEADER; MOST_HEADERS];
        let mut request = Request::new(&mut headers);
        let Ok(Status::Complete(size)) = request.parse(bytes) else { return None };
        let Request { method: Some("GET"), path: Some(path), version: Some(1), headers } = request else { return None };
        let header = |name: &str| {
            let found = headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
            found.map(|header| header.value)
        };
        let has = |name: &str, wanted: &str| {
            let value = header(name).and_then(|value| str::from_utf8(value).ok());
            value.is_some_and(|value| value.split([' ', ',']).any(|word| word.eq_ignore_ascii_case(wanted)))
        };
        let is_socket = path.split('?').next() == Some(SOCKETS)
            && has("Connection", "Upgrade")
            && has("Upgrade", "websocket")
            && header("Sec-WebSocket-Version") == Some(b"13");
        let has_body = header("Content-Length").is_some() || header("Transfer-Encoding").is_some();
        if !is_socket || has_body {
            return None;
        }
        let accept = derive_accept_key(header("Sec-WebSocket-Key")?);
        let answer = [
            "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: ",
            &accept,
            "\r\n\r\n",
        ]
        .concat();
        let page = Page { origin: header("Origin"), host: header("Host") };
        Some(Self { page, answer, rest: bytes.get(size..).unwrap_or_default() })
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
        assert!(opening.answer.starts_with("HTTP/1.1 101 "));
        assert!(opening.answer.ends_with("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n"));
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
    fn a_request_that_lacks_a_part_of_one_for_a_socket_is_none() {
        for (part, other) in [
            ("/ws?tab=1", "/wss"),
            ("/ws?tab=1", "/"),
            ("GET", "POST"),
            ("HTTP/1.1", "HTTP/1.0"),
            ("keep-alive, Upgrade", "keep-alive"),
            ("Upgrade: WebSocket", "Upgrade: h2c"),
            ("Version: 13", "Version: 12"),
            ("Sec-WebSocket-Key", "Sec-WebSocket-Lock"),
        ] {
            let request = REQUEST.replace(part, other);
            assert_ne!(request, REQUEST);
            assert!(Opening::read(request.as_bytes()).is_none(), "{other}");
        }
    }
}
