//! A client that says one thing and reads to the end.

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpStream,
};

use crate::program::{Serving, Site};

pub(crate) struct Response {
    pub(crate) status: u16,
    head: String,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.into_iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

impl Serving {
    pub(crate) async fn get(&self, path: &str) -> Response {
        self.get_with(path, "").await
    }

    pub(crate) async fn get_with(&self, path: &str, headers: &str) -> Response {
        get_over(TcpStream::connect(self.address()).await.unwrap(), path, headers).await
    }
}

pub(crate) async fn get_over(mut stream: impl AsyncRead + AsyncWrite + Unpin, path: &str, headers: &str) -> Response {
    let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    // A TLS peer may end without the closing note.
    let _ = stream.read_to_end(&mut bytes).await;
    let end = bytes.windows(4).position(|part| part == b"\r\n\r\n").expect("a head");
    let body = bytes.split_off(end + 4);
    let head = String::from_utf8(bytes).unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    Response { status, head, body }
}

#[tokio::test]
async fn probes_say_that_all_is_well() {
    let (_site, serving) = Site::demo().await;
    assert_eq!(serving.get("/healthz").await.text(), "alive\n");
    let ready = serving.get("/readyz").await;
    assert_eq!((ready.status, ready.text()), (200, "ready\n"));
}

#[tokio::test]
async fn metrics_count_connections_and_sign_ons() {
    let (_site, serving) = Site::demo().await;
    let mut client = crate::client::Client::registered(&serving).await;
    client.sign_on("DEMO0000000000005051").await;
    client.sign_on("demo@example.com").await;
    let metrics = serving.get("/metrics").await;
    assert!(metrics.header("content-type").unwrap().starts_with("text/plain; version=0.0.4"));
    for line in [
        "hookswitch_connections 1",
        "hookswitch_sessions 1",
        "hookswitch_users 3",
        "hookswitch_sign_ons_total 1",
        "hookswitch_sign_ons_refused_total 1",
        "# TYPE hookswitch_frames_read_total counter",
    ] {
        assert!(metrics.text().lines().any(|found| found == line), "no {line:?} in {}", metrics.text());
    }
}

#[tokio::test]
async fn the_socket_path_tells_a_browser_what_it_is_for() {
    let (_site, serving) = Site::demo().await;
    let response = serving.get("/ws").await;
    assert_eq!(response.status, 426);
    assert!(response.text().contains("endpoint"));
}
