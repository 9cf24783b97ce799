//! A socket opens in whatever pieces its request arrives, first on its connection or not.

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::program::{Serving, Site};

const REQUEST: &str = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
     Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
/// RFC 6455, 1.3: the answer to that key.
const ACCEPT: &str = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

/// A text frame of a client's, masked with zeros.
fn frame(text: &str) -> Vec<u8> {
    let size = u16::try_from(text.len()).unwrap().to_be_bytes();
    [&[0x81, 0x80 | 126, size[0], size[1], 0, 0, 0, 0], text.as_bytes()].concat()
}

fn register() -> Vec<u8> {
    let data = r#"{"channels":["Connector"],"url":"http://localhost/","protocol":1,"tab":"t"}"#;
    frame(&format!(
        r#"{{"channel":"Connector","topic":"Registration","subtopic":"Register","source":"softphone","data":{data}}}"#
    ))
}

async fn read_until(stream: &mut TcpStream, wanted: &str) -> String {
    let mut read = Vec::new();
    while !String::from_utf8_lossy(&read).contains(wanted) {
        let count = stream.read_buf(&mut read).await.unwrap();
        assert!(count > 0, "closed after {}", String::from_utf8_lossy(&read));
    }
    String::from_utf8_lossy(&read).into_owned()
}

async fn connect(serving: &Serving) -> TcpStream {
    TcpStream::connect(serving.address()).await.unwrap()
}

#[tokio::test]
async fn a_frame_that_comes_with_the_request_for_the_socket_is_read() {
    let (_site, serving) = Site::demo().await;
    let mut stream = connect(&serving).await;
    stream.write_all(&[REQUEST.as_bytes(), &register()].concat()).await.unwrap();
    let answer = read_until(&mut stream, r#""Success":true"#).await;
    assert!(answer.starts_with("HTTP/1.1 101 Switching Protocols\r\n"), "{answer}");
    assert!(answer.contains(ACCEPT), "{answer}");
}

#[tokio::test]
async fn a_request_for_a_socket_in_two_pieces_opens_one_too() {
    let (_site, serving) = Site::demo().await;
    for at in [1, 20, REQUEST.len() - 1] {
        let mut stream = connect(&serving).await;
        stream.set_nodelay(true).unwrap();
        let (first, second) = REQUEST.split_at(at);
        stream.write_all(first.as_bytes()).await.unwrap();
        // The connector has read the first piece once another connection was served.
        assert_eq!(serving.get("/healthz").await.status, 200);
        stream.write_all(&[second.as_bytes(), &register()].concat()).await.unwrap();
        let answer = read_until(&mut stream, r#""Success":true"#).await;
        assert!(answer.contains(ACCEPT), "{answer}");
    }
}

#[tokio::test]
async fn a_proxy_may_ask_for_a_socket_on_a_connection_that_it_used_before() {
    let (_site, serving) = Site::demo().await;
    let mut stream = connect(&serving).await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    read_until(&mut stream, "alive").await;
    stream.write_all(&[REQUEST.as_bytes(), &register()].concat()).await.unwrap();
    let answer = read_until(&mut stream, r#""Success":true"#).await;
    assert!(answer.contains(ACCEPT), "{answer}");
}

#[tokio::test]
async fn a_request_that_opens_no_socket_is_answered_like_any_other() {
    let (_site, serving) = Site::demo().await;
    for (request, status) in [
        (REQUEST.replace("GET", "POST"), "426"),
        (REQUEST.replace("Sec-WebSocket-Version: 13", "Sec-WebSocket-Version: 12"), "426"),
        (REQUEST.replace("/ws", "/healthz"), "200"),
        ("no HTTP at all\r\n\r\n".to_owned(), "400"),
    ] {
        let mut stream = connect(&serving).await;
        stream.write_all(request.as_bytes()).await.unwrap();
        let answer = read_until(&mut stream, "\r\n\r\n").await;
        assert_eq!(answer.split(' ').nth(1), Some(status), "{answer}");
    }
}
