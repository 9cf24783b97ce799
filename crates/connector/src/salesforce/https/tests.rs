//! The client against servers that say what they are told to.

use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::TcpListener,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, pki_types::PrivateKeyDer},
};

use super::*;

const LIMITS: Limits = Limits { deadline: Duration::from_secs(10), most: 1000 };

async fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// Reads one request whole, answers and closes; gives out what was asked.
async fn serve_once(mut stream: impl AsyncRead + AsyncWrite + Unpin, answer: &str) -> String {
    let mut asked = String::new();
    let mut buffer = [0; 1000];
    while !asked.contains("\r\n\r\n") {
        let count = stream.read(&mut buffer).await.unwrap_or_default();
        if count == 0 {
            return asked;
        }
        asked.push_str(&String::from_utf8_lossy(&buffer[..count]));
    }
    stream.write_all(answer.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    asked
}

/// What a server on this machine was asked, and what the client made of its answer.
async fn asked_of(answer: &'static str, headers: &[(&str, &str)]) -> (String, Result<Answer, Fault>) {
    let (listener, port) = listener().await;
    let server = tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        serve_once(stream, answer).await
    });
    let address = Address::parse(&format!("http://127.0.0.1:{port}/list?key=secret")).unwrap();
    let answered = Client::new(None).unwrap().get(&address, headers, LIMITS).await;
    (server.await.unwrap(), answered)
}

/// A server with a certificate for "localhost" of an authority of its own, and the file of that authority.
async fn of_own_authority(folder: &Path) -> (Address, std::path::PathBuf) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let file = folder.join("authority.pem");
    std::fs::write(&file, made.cert.pem()).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    let (listener, port) = listener().await;
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        if let Ok(stream) = TlsAcceptor::from(Arc::new(config)).accept(stream).await {
            serve_once(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi").await;
        }
    });
    (Address::parse(&format!("https://localhost:{port}/")).unwrap(), file)
}

#[test]
fn an_address_is_https_or_of_this_machine() {
    for fine in ["https://example.com", "http://localhost:80/a?b", "http://127.0.0.9", "http://[::1]:1/", "HTTPS://A/"]
    {
        assert!(Address::parse(fine).is_ok(), "{fine}");
    }
    for (wrong, fault) in [
        ("http://example.com/", AddressFault::Plain),
        ("http://127.0.0.1.example.com/", AddressFault::Plain),
        ("http://localhost.example.com/", AddressFault::Plain),
        ("https://me:word@example.com/", AddressFault::Person),
        ("ftp://example.com/", AddressFault::Unreadable),
        ("example.com", AddressFault::Unreadable),
        ("/list", AddressFault::Unreadable),
        ("", AddressFault::Unreadable),
    ] {
        assert_eq!(Address::parse(wrong), Err(fault), "{wrong}");
    }
}

#[test]
fn what_an_address_asks_for_is_not_shown() {
    let address = Address::parse("https://example.com/list?key=secret").unwrap();
    assert_eq!(address.to_string(), "https://example.com/list");
    assert_eq!(format!("{address:?}"), "Address(https://example.com/list)");
    assert_eq!(address.at("/other?a=b").unwrap().to_string(), "https://example.com/other");
    assert_eq!(address.at("other"), Err(AddressFault::Unreadable));
}

#[tokio::test]
async fn a_server_is_asked_with_the_headers_given_and_answers() {
    let (asked, answered) =
        asked_of("HTTP/1.1 200 OK\r\nX-Kind: list\r\nContent-Length: 2\r\n\r\nhi", &[("Authorization", "Bearer x")])
            .await;
    let answered = answered.unwrap();
    assert_eq!((answered.status, answered.body.as_slice(), answered.header("x-kind")), (200, &b"hi"[..], Some("list")));
    assert!(answered.is_success() && answered.moved_to().is_none());
    let asked = asked.to_lowercase();
    assert!(asked.starts_with("get /list?key=secret http/1.1\r\n"), "{asked}");
    assert!(asked.contains("authorization: bearer x\r\n") && asked.contains("host: 127.0.0.1:"), "{asked}");
}

#[tokio::test]
async fn a_move_is_told_and_not_followed() {
    let (_, answered) =
        asked_of("HTTP/1.1 302 Found\r\nLocation: https://example.com/new\r\nContent-Length: 0\r\n\r\n", &[]).await;
    let answered = answered.unwrap();
    assert_eq!((answered.is_success(), answered.moved_to()), (false, Some("https://example.com/new")));
}

#[tokio::test]
async fn an_answer_longer_than_what_is_taken_is_refused_whether_it_says_so_or_not() {
    for answer in [
        "HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n".to_owned() + &"a".repeat(5000),
        "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n".to_owned() + &"a".repeat(5000),
    ] {
        let (_, answered) = asked_of(answer.leak(), &[]).await;
        assert!(matches!(answered, Err(Fault::Long { most: 1000, .. })), "{answered:?}");
    }
}

#[tokio::test]
async fn a_header_that_would_begin_another_is_not_sent() {
    let address = Address::parse("http://127.0.0.1:9/").unwrap();
    let answered = Client::new(None).unwrap().get(&address, &[("A", "b\r\nC: d")], LIMITS).await;
    assert_eq!(answered.unwrap_err(), Fault::Header("A".to_owned()));
}

#[tokio::test]
async fn a_server_that_says_nothing_is_late_and_one_that_is_not_there_unreachable() {
    let (listener, port) = listener().await;
    let address = Address::parse(&format!("http://127.0.0.1:{port}/")).unwrap();
    let client = Client::new(None).unwrap();
    let limits = Limits { deadline: Duration::from_millis(20), ..LIMITS };
    let answered = client.post(&address, &[], b"a".to_vec(), limits).await;
    assert!(matches!(answered, Err(Fault::Late { .. })), "{answered:?}");
    drop(listener);
    let fault = client.get(&address, &[], LIMITS).await.unwrap_err();
    assert!(matches!(fault, Fault::Unreachable { .. }), "{fault:?}");
    assert!(fault.to_string().contains("refused") && !fault.remedy().is_empty(), "{fault}");
}

#[tokio::test]
async fn a_server_of_an_own_authority_is_trusted_where_that_is_named_and_else_not() {
    let folder = tempfile::tempdir().unwrap();
    let (address, _) = of_own_authority(folder.path()).await;
    let fault = Client::new(None).unwrap().get(&address, &[], LIMITS).await.unwrap_err();
    assert!(matches!(fault, Fault::Untrusted { .. }), "{fault:?}");

    let (address, file) = of_own_authority(folder.path()).await;
    let answered = Client::new(Some(&file)).unwrap().get(&address, &[], LIMITS).await.unwrap();
    assert_eq!(answered.body, b"hi");
}

#[test]
fn a_file_without_certificates_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("empty.pem");
    std::fs::write(&file, "nothing").unwrap();
    let fault = Client::new(Some(&file)).err().unwrap();
    assert!(fault.to_string().contains("empty.pem holds no certificate in PEM"), "{fault}");
}

#[tokio::test]
async fn an_answer_shows_nothing_of_what_it_holds() {
    let (_, answered) = asked_of("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret", &[]).await;
    assert_eq!(format!("{:?}", answered.unwrap()), "Answer(200, 6 bytes)");
}
