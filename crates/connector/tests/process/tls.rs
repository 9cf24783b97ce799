//! TLS from certificate files.

use std::sync::Arc;

use futures_util::SinkExt;
use tokio::{io::AsyncReadExt, net::TcpStream};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};
use tokio_tungstenite::{client_async, tungstenite::Message};

use crate::{
    http::get_over,
    program::{Serving, Site},
};

struct Authority {
    certificate: rcgen::CertifiedKey<rcgen::KeyPair>,
}

impl Authority {
    fn new() -> Self {
        Self { certificate: rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap() }
    }

    fn files(&self, site: &Site) -> [String; 2] {
        let key = site.file("key.pem", self.certificate.signing_key.serialize_pem());
        let chain = site.file("cert.pem", self.certificate.cert.pem());
        [chain, key].map(|path| path.to_str().unwrap().to_owned())
    }

    async fn connect(&self, serving: &Serving) -> TlsStream<TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.cert.der().clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let stream = TcpStream::connect(serving.address()).await.unwrap();
        let name = ServerName::try_from("localhost").unwrap();
        TlsConnector::from(Arc::new(config)).connect(name, stream).await.unwrap()
    }
}

#[tokio::test]
async fn pages_and_sockets_are_served_over_tls() {
    let site = Site::new();
    let authority = Authority::new();
    let [chain, key] = authority.files(&site);
    let serving = site.serve(&["--demo", "--tls-cert", &chain, "--tls-key", &key]).await;
    assert!(serving.url().starts_with("https://127.0.0.1:"), "{}", serving.url());

    let health = get_over(authority.connect(&serving).await, "/healthz", "").await;
    assert_eq!(health.text(), "alive\n");

    let stream = authority.connect(&serving).await;
    let (mut socket, _) = client_async("wss://localhost/ws", stream).await.unwrap();
    socket.send(Message::binary(vec![1])).await.unwrap();
    let closing = futures_util::StreamExt::next(&mut socket).await.unwrap().unwrap();
    assert!(matches!(closing, Message::Close(Some(frame)) if u16::from(frame.code) == 1003));
}

#[tokio::test]
async fn who_speaks_plain_http_to_tls_holds_nobody_up() {
    let site = Site::new();
    let authority = Authority::new();
    let [chain, key] = authority.files(&site);
    let serving = site.serve(&["--tls-cert", &chain, "--tls-key", &key]).await;
    let silent = TcpStream::connect(serving.address()).await.unwrap();
    let mut plain = TcpStream::connect(serving.address()).await.unwrap();
    tokio::io::AsyncWriteExt::write_all(&mut plain, b"GET / HTTP/1.1\r\n\r\n").await.unwrap();
    let mut rest = Vec::new();
    let _ = plain.read_to_end(&mut rest).await;
    assert_eq!(get_over(authority.connect(&serving).await, "/healthz", "").await.status, 200);
    drop(silent);
}

#[test]
fn a_key_that_does_not_fit_the_certificate_is_named() {
    let site = Site::new();
    let [chain, _] = Authority::new().files(&site);
    let other = Site::new();
    let [_, key] = Authority::new().files(&other);
    site.run(&["config", "check", "--tls-cert", &chain, "--tls-key", &key]).failed(2, &["cannot be used together"]);
}
