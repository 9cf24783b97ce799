//! Accepting connections. Over hyper and not `axum::serve`, which bounds neither a TLS handshake nor the time that
//! the head of a request may take.

use std::{
    future::poll_fn,
    io,
    mem::MaybeUninit,
    net::SocketAddr,
    pin::{Pin, pin},
    sync::Arc,
    task::{Poll, ready},
    time::Duration,
};

use axum::{Router, body::Body, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    io::{AsyncRead, AsyncWriteExt, ReadBuf},
    net::{TcpListener, TcpSocket, TcpStream},
    time::{sleep, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower_service::Service;

use super::{
    opening::Opening,
    routes::{Edge, Peer, Wanted},
    tls::Tls,
    wire::{Stream, Wire},
};

/// Connections that may wait to be accepted: a thousand agents coming back at once must not wait for their
/// system to try again.
const BACKLOG: u32 = 4096;
/// How long a handshake or the head of a request may take.
const HEAD_WITHIN: Duration = Duration::from_secs(10);
/// Room for what a connection begins with; a browser's request for a socket takes less than a thousand bytes.
const FIRST_BYTES: usize = 4 * 1024;
/// How long to wait once no more files may be opened.
const EXHAUSTED: Duration = Duration::from_millis(200);

/// A bound address.
#[derive(Debug)]
pub struct Listener {
    listener: TcpListener,
    tls: Option<Tls>,
}

/// Binds an address; port 0 takes a free one.
///
/// # Errors
/// Where the address is not ours or taken.
pub fn bind(address: SocketAddr, tls: Option<Tls>) -> io::Result<Listener> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    Ok(Listener { listener: socket.listen(BACKLOG)?, tls })
}

impl Listener {
    /// The URL of what is served here, with the real port.
    ///
    /// # Errors
    /// Where the system does not tell.
    pub fn url(&self) -> io::Result<String> {
        let scheme = if self.tls.is_some() { "https" } else { "http" };
        Ok(format!("{scheme}://{}", self.listener.local_addr()?))
    }

    /// Serves until told to stop. `tracker` counts the requests and sockets that are not gone yet.
    pub async fn serve(self, edge: Edge, tracker: TaskTracker, stop: CancellationToken) {
        let mut stopping = pin!(stop.cancelled());
        let site = Arc::new(Site { router: edge.clone().router(), edge, tls: self.tls, stop: stop.clone() });
        loop {
            let accepted = tokio::select! {
                biased;
                accepted = self.listener.accept() => accepted,
                () = &mut stopping => return,
            };
            if stop.is_cancelled() {
                return;
            }
            match accepted {
                Ok((stream, peer)) => {
                    drop(tracker.spawn(connection(stream, peer, site.clone())));
                }
                Err(error) if is_of_the_client(&error) => {}
                Err(error) => {
                    tracing::error!(%error, "no connection can be accepted; raise the limit of open files");
                    sleep(EXHAUSTED).await;
                }
            }
        }
    }
}

/// What every connection has at hand.
struct Site {
    edge: Edge,
    router: Router,
    tls: Option<Tls>,
    stop: CancellationToken,
}

async fn connection(stream: TcpStream, peer: SocketAddr, site: Arc<Site>) {
    // Frames are small and wanted at once; a socket that refuses this works all the same.
    let _ = stream.set_nodelay(true);
    let stream = match &site.tls {
        None => Stream::Plain(stream),
        Some(Tls(acceptor)) => match Box::pin(timeout(HEAD_WITHIN, acceptor.accept(stream))).await {
            Ok(Ok(stream)) => Stream::Tls(Box::new(stream)),
            Ok(Err(error)) => return tracing::debug!(%peer, %error, "TLS handshake failed"),
            Err(_) => return tracing::debug!(%peer, "TLS handshake took too long"),
        },
    };
    first(Wire::new(stream), peer, site).await;
}

/// Sees what a connection begins with. Hardly any begins with something else than the whole request for a socket, which
/// needs nothing that a server of HTTP has; everything else goes to one.
async fn first(mut wire: Wire, peer: SocketAddr, site: Arc<Site>) {
    let begun = tokio::select! {
        biased;
        begun = timeout(HEAD_WITHIN, begun(&mut wire, &site.edge, peer)) => begun,
        () = site.stop.cancelled() => return,
    };
    match begun {
        Ok(Ok(Begun::Socket { wanted, answer, rest })) => {
            if wire.write_all(answer.as_bytes()).await.is_ok() {
                site.edge.clone().serve(wanted, wire.after(rest));
            }
        }
        Ok(Ok(Begun::Other(bytes))) if !bytes.is_empty() => Box::pin(http(wire.after(bytes), peer, site)).await,
        // The client is gone, or says nothing.
        Ok(Ok(Begun::Other(_)) | Err(_)) | Err(_) => {}
    }
}

/// What a connection begins with.
enum Begun {
    Socket { wanted: Wanted, answer: String, rest: Vec<u8> },
    Other(Vec<u8>),
}

async fn begun(wire: &mut Wire, edge: &Edge, peer: SocketAddr) -> io::Result<Begun> {
    poll_fn(|cx| {
        // A thousand may wait to begin at a time: nobody who waits holds room for what comes.
        let mut room = [MaybeUninit::uninit(); FIRST_BYTES];
        let mut read = ReadBuf::uninit(&mut room);
        ready!(Pin::new(&mut *wire).poll_read(cx, &mut read))?;
        Poll::Ready(Ok(match Opening::read(read.filled()) {
            Some(Opening { page, answer, rest }) => {
                let wanted = edge.wanted(page, peer.ip().to_canonical());
                Begun::Socket { wanted, answer, rest: rest.to_vec() }
            }
            None => Begun::Other(read.filled().to_vec()),
        }))
    })
    .await
}

async fn http(wire: Wire, peer: SocketAddr, site: Arc<Site>) {
    let router = site.router.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer.ip().to_canonical()));
        router.clone().call(request)
    });
    let mut serving = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(HEAD_WITHIN)
            .serve_connection(TokioIo::new(wire), service)
            .with_upgrades()
    );
    let served = tokio::select! {
        served = serving.as_mut() => served,
        () = site.stop.cancelled() => {
            serving.as_mut().graceful_shutdown();
            serving.await
        }
    };
    // What a client does wrong in HTTP itself has been answered, or the client is gone.
    if let Err(error) = served {
        tracing::debug!(%peer, %error, "HTTP connection ended");
    }
}

fn is_of_the_client(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused | io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset
    )
}
