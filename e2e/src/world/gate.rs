//! A web server with TLS, under whatever names.

use std::io;
use std::net::SocketAddr;

use anyhow::Result;
use axum::Router;
use axum::serve::Listener;
use rcgen::{CertifiedKey, KeyPair, generate_simple_self_signed};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::PrivateKeyDer;
use tokio_rustls::server::TlsStream;

/// A certificate that nobody trusts, and its key.
pub(super) struct Certificate(CertifiedKey<KeyPair>);

impl Certificate {
    pub(super) fn new(names: &[&str]) -> Result<Self> {
        let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
        Ok(Self(generate_simple_self_signed(names)?))
    }

    pub(super) fn pem(&self) -> String {
        self.0.cert.pem()
    }

    pub(super) fn key(&self) -> String {
        self.0.signing_key.serialize_pem()
    }

    fn acceptor(&self) -> Result<TlsAcceptor> {
        let key = PrivateKeyDer::Pkcs8(self.0.signing_key.serialize_der().into());
        let mut config = ServerConfig::builder_with_provider(ring::default_provider().into())
            .with_safe_default_protocol_versions()?
            .with_no_client_auth()
            .with_single_cert(vec![self.0.cert.der().clone()], key)?;
        config.alpn_protocols = vec![b"http/1.1".to_vec()];
        Ok(TlsAcceptor::from(std::sync::Arc::new(config)))
    }
}

/// An application served on a free loopback port until dropped.
pub(super) struct Gate {
    address: SocketAddr,
    tasks: [JoinHandle<()>; 2],
}

impl Gate {
    pub(super) async fn open(certificate: &Certificate, app: Router) -> Result<Self> {
        let acceptor = certificate.acceptor()?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (tell, arrived) = mpsc::channel(16);
        let accepts = tokio::spawn(async move {
            while let Ok((stream, from)) = listener.accept().await {
                // Browsers open connections before they need them: none may hold up another.
                let (acceptor, tell) = (acceptor.clone(), tell.clone());
                tokio::spawn(async move {
                    if let Ok(stream) = acceptor.accept(stream).await {
                        // Nobody is served any more where nobody listens.
                        let _ = tell.send((stream, from)).await;
                    }
                });
            }
        });
        let serves = tokio::spawn(async move {
            // axum's serve only ends with the task.
            let _ = axum::serve(Arrived { arrived, address }, app).await;
        });
        Ok(Self { address, tasks: [accepts, serves] })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Gate {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Connections whose handshake is done.
struct Arrived {
    arrived: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl Listener for Arrived {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.arrived.recv().await {
            Some(arrived) => arrived,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<Self::Addr> {
        Ok(self.address)
    }
}
