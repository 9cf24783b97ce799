//! Going down in order.

use std::time::{Duration, Instant};

use hookswitch_protocol::code::retry_after_ms;
use rustix::process::Signal;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    client::Client,
    program::{Serving, Site},
};

/// A client that never answers a closing frame.
async fn deaf(serving: &Serving) -> TcpStream {
    let mut stream = TcpStream::connect(serving.address()).await.unwrap();
    let request = "GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n";
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = [0; 64];
    assert!(stream.read(&mut answer).await.unwrap() > 0);
    stream
}

#[tokio::test]
async fn every_softphone_is_told_when_to_come_back() {
    for signal in [Signal::TERM, Signal::INT] {
        let (_site, serving) = Site::demo().await;
        let mut clients =
            [Client::registered(&serving).await, Client::registered(&serving).await, Client::open(&serving).await];
        serving.signal(signal);
        for client in &mut clients {
            let (code, reason) = client.closed().await;
            assert_eq!(code, 4000);
            assert!(retry_after_ms(&reason).is_some_and(|delay| delay < 60_000), "{reason}");
            assert_eq!(client.next().await, None);
        }
        serving.ended().await.succeeded();
    }
}

#[tokio::test]
async fn a_deaf_client_is_not_waited_for_longer_than_five_seconds() {
    let (_site, serving) = Site::demo().await;
    let _deaf = deaf(&serving).await;
    let start = Instant::now();
    serving.stop().await.succeeded();
    assert!(start.elapsed() < Duration::from_secs(7), "{:?}", start.elapsed());
}

#[tokio::test]
async fn a_second_signal_ends_at_once() {
    let (_site, serving) = Site::demo().await;
    let _deaf = deaf(&serving).await;
    let mut client = Client::registered(&serving).await;
    serving.signal(Signal::INT);
    assert_eq!(client.closed().await.0, 4000);
    serving.signal(Signal::INT);
    assert_eq!(serving.ended().await.code, Some(130));
}

#[tokio::test]
async fn the_first_line_names_the_real_port_and_nothing_else_is_printed() {
    let (_site, serving) = Site::demo().await;
    assert!(serving.url().starts_with("http://127.0.0.1:"), "{}", serving.url());
    assert!(!serving.url().ends_with(":0"));
    assert_eq!(serving.stop().await.out, "");
}
