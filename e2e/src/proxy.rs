//! A network between page and connector that fails on demand: each connection is delayed, held up one way or both,
//! reset, cut or answered by somebody else, whenever a test says so.

use std::future::pending;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::tcp::{ReadHalf, WriteHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

/// As much as one read takes.
const PIECE: usize = 16 * 1024;

/// How the network is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Weather {
    /// What becomes of new connections.
    pub new: New,
    /// From the page to the connector.
    pub up: Way,
    /// From the connector to the page.
    pub down: Way,
}

/// What becomes of a new connection.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum New {
    /// It comes to the connector.
    #[default]
    Connects,
    /// It is reset at once.
    Refused,
    /// Nothing ever answers.
    Vanishes,
    /// Somebody else sends it to a page of theirs, or shows one.
    Portal(Portal),
}

/// How somebody else answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Portal {
    /// With a page.
    Page,
    /// By sending on to one.
    Redirect,
}

/// How one direction is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Everything arrives at once.
    #[default]
    Clear,
    /// Everything arrives so much later.
    Delayed(Duration),
    /// At most so many bytes arrive in a second.
    Throttled(u32),
    /// Nothing arrives, not even an end, until it clears. It is read, so that who sends does not notice.
    BlackHole,
    /// Nothing is read any more, so that who sends has to keep it.
    NotRead,
}

/// How connections end that are open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Both ends are told in order.
    Cut,
    /// Both ends are reset.
    Reset,
    /// The page is told, and the connector is not.
    OnlyPage,
    /// The connector is told, and the page is not.
    OnlyConnector,
}

/// A listener before one address. Dropped, all that goes through it is cut.
pub struct Proxy {
    address: SocketAddr,
    weather: Arc<watch::Sender<Weather>>,
    ends: Arc<watch::Sender<(u64, End)>>,
    accepted: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// A proxy before this address, in clear weather.
    pub async fn before(to: SocketAddr) -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let weather = Arc::new(watch::Sender::new(Weather::default()));
        let ends = Arc::new(watch::Sender::new((0, End::Cut)));
        let accepted = Arc::new(AtomicU64::default());
        let (sees, hears, counts) = (weather.clone(), ends.clone(), accepted.clone());
        let task = tokio::spawn(async move {
            let mut riders = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                counts.fetch_add(1, Ordering::Relaxed);
                riders.spawn(ride(near, to, sees.subscribe(), hears.subscribe()));
                while riders.try_join_next().is_some() {}
            }
        });
        Ok(Self { address, weather, ends, accepted, task })
    }

    /// `127.0.0.1:PORT`.
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of a path at the other end.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Changes how the network is, for connections that are open and for new ones.
    pub fn turns(&self, weather: Weather) {
        self.weather.send_replace(weather);
    }

    /// Ends every open connection like this.
    pub fn end(&self, end: End) {
        self.ends.send_modify(|(number, how)| (*number, *how) = (*number + 1, end));
    }

    /// Connections that were accepted so far.
    pub fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Weather {
    /// Nothing arrives any more, either way, and nobody is told.
    pub const BLACK_HOLE: Self = Self { new: New::Vanishes, up: Way::BlackHole, down: Way::BlackHole };
}

/// One connection, until it ends.
async fn ride(
    mut near: TcpStream,
    to: SocketAddr,
    mut weather: watch::Receiver<Weather>,
    mut ends: watch::Receiver<(u64, End)>,
) {
    let mut far = loop {
        let new = weather.borrow_and_update().new;
        match new {
            New::Connects => match TcpStream::connect(to).await {
                Ok(far) => break far,
                // A connector that is not there refuses.
                Err(_) => return reset(near),
            },
            New::Refused => return reset(near),
            New::Vanishes => {
                if weather.changed().await.is_err() {
                    return;
                }
            }
            New::Portal(portal) => return answer(near, portal).await,
        }
    };
    for stream in [&near, &far] {
        // Without it what is sent in small pieces is late by itself; it costs nothing but that.
        let _ = stream.set_nodelay(true);
    }
    let end = {
        let ((near_in, near_out), (far_in, far_out)) = (near.split(), far.split());
        tokio::select! {
            () = carry(near_in, far_out, weather.clone(), |weather| weather.up) => End::Cut,
            () = carry(far_in, near_out, weather.clone(), |weather| weather.down) => End::Cut,
            _ = ends.changed() => ends.borrow_and_update().1,
        }
    };
    match end {
        End::Cut => {}
        End::Reset => {
            reset(near);
            reset(far);
        }
        End::OnlyPage => {
            reset(near);
            swallow(far).await;
        }
        End::OnlyConnector => {
            reset(far);
            swallow(near).await;
        }
    }
}

/// One direction, until what is read from has ended and all of it has arrived.
async fn carry(
    mut from: ReadHalf<'_>,
    mut to: WriteHalf<'_>,
    mut weather: watch::Receiver<Weather>,
    way: impl Fn(Weather) -> Way,
) {
    let (mut held, mut has_ended) = (Vec::with_capacity(PIECE), false);
    loop {
        let present = way(*weather.borrow_and_update());
        let is_gone = match present {
            Way::NotRead | Way::BlackHole => false,
            Way::Clear => to.write_all(&held).await.is_err(),
            Way::Delayed(by) => {
                if !held.is_empty() {
                    sleep(by).await;
                }
                to.write_all(&held).await.is_err()
            }
            Way::Throttled(bytes_a_second) => trickle(&mut to, &held, bytes_a_second).await.is_err(),
        };
        match present {
            Way::NotRead | Way::BlackHole => {}
            Way::Clear | Way::Delayed(_) | Way::Throttled(_) if is_gone || has_ended => return,
            Way::Clear | Way::Delayed(_) | Way::Throttled(_) => held.clear(),
        }
        let reads = async {
            if has_ended || present == Way::NotRead { pending().await } else { from.read_buf(&mut held).await }
        };
        tokio::select! {
            // An end is held up like everything else.
            read = reads => has_ended = !matches!(read, Ok(1..)),
            changed = weather.changed() => if changed.is_err() { return },
        }
    }
}

async fn trickle(to: &mut WriteHalf<'_>, bytes: &[u8], bytes_a_second: u32) -> std::io::Result<()> {
    let a_tenth = usize::try_from(bytes_a_second / 10).unwrap_or(usize::MAX).max(1);
    for some in bytes.chunks(a_tenth) {
        to.write_all(some).await?;
        sleep(Duration::from_millis(100)).await;
    }
    Ok(())
}

/// Answers a request for a socket as a network does that wants to be logged on to.
async fn answer(mut near: TcpStream, portal: Portal) {
    const PAGE: &str = "<!doctype html><title>Welcome</title><p>Log on to our network.";
    let head = match portal {
        Portal::Page => "200 OK\r\nContent-Type: text/html",
        Portal::Redirect => "302 Found\r\nLocation: http://127.0.0.1:9/portal",
    };
    let mut request = Vec::with_capacity(PIECE);
    // Whoever goes away meanwhile wants no answer.
    if near.read_buf(&mut request).await.is_ok() {
        let length = PAGE.len();
        let text = format!("HTTP/1.1 {head}\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{PAGE}");
        let _ = near.write_all(text.as_bytes()).await;
        let _ = near.shutdown().await;
    }
}

/// Says nothing, and hears everything until it ends.
async fn swallow(mut stream: TcpStream) {
    let mut buffer = vec![0; PIECE];
    while let Ok(1..) = stream.read(&mut buffer).await {}
}

/// Ends a connection without a word.
fn reset(stream: TcpStream) {
    // A socket that is gone already is what is wanted.
    let _ = stream.set_zero_linger();
}

#[cfg(test)]
mod tests {
    use tokio::time::timeout;

    use super::*;

    const A_MOMENT: Duration = Duration::from_millis(80);
    const LONG: Duration = Duration::from_secs(10);

    /// A connection through a proxy: the proxy, the page's end and the connector's.
    async fn line() -> Result<(Proxy, TcpStream, TcpStream)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let proxy = Proxy::before(listener.local_addr()?).await?;
        let page = TcpStream::connect(proxy.address()).await?;
        let (connector, _) = timeout(LONG, listener.accept()).await??;
        Ok((proxy, page, connector))
    }

    async fn hears(stream: &mut TcpStream, text: &str) -> Result<()> {
        let mut heard = vec![0; text.len()];
        timeout(LONG, stream.read_exact(&mut heard)).await??;
        assert_eq!(heard, text.as_bytes());
        Ok(())
    }

    async fn hears_nothing(stream: &mut TcpStream) -> bool {
        timeout(A_MOMENT, stream.read_u8()).await.is_err()
    }

    async fn is_reset(stream: &mut TcpStream) -> Result<bool> {
        let read = timeout(LONG, stream.read_u8()).await?;
        Ok(read.is_err_and(|error| error.kind() == std::io::ErrorKind::ConnectionReset))
    }

    #[tokio::test]
    async fn a_black_hole_holds_one_way_and_its_end_and_gives_both_back() -> Result<()> {
        let (proxy, mut page, mut connector) = line().await?;
        proxy.turns(Weather { down: Way::BlackHole, ..Weather::default() });
        connector.write_all(b"down").await?;
        page.write_all(b"up").await?;
        hears(&mut connector, "up").await?;
        drop(connector);
        assert!(hears_nothing(&mut page).await);
        proxy.turns(Weather::default());
        hears(&mut page, "down").await?;
        assert!(timeout(LONG, page.read_u8()).await?.is_err());
        Ok(())
    }

    #[tokio::test]
    async fn what_is_delayed_or_throttled_comes_late_and_whole() -> Result<()> {
        let (proxy, mut page, mut connector) = line().await?;
        for way in [Way::Delayed(A_MOMENT * 2), Way::Throttled(20)] {
            proxy.turns(Weather { up: way, ..Weather::default() });
            let begun = tokio::time::Instant::now();
            page.write_all(b"four").await?;
            hears(&mut connector, "four").await?;
            assert!(begun.elapsed() > A_MOMENT, "{way:?}: {:?}", begun.elapsed());
        }
        Ok(())
    }

    #[tokio::test]
    async fn a_reset_tells_both_and_half_an_end_one() -> Result<()> {
        let (proxy, mut page, mut connector) = line().await?;
        proxy.end(End::Reset);
        assert!(is_reset(&mut page).await? && is_reset(&mut connector).await?);
        let (proxy, mut page, mut connector) = line().await?;
        proxy.end(End::OnlyPage);
        assert!(is_reset(&mut page).await? && hears_nothing(&mut connector).await);
        let (proxy, mut page, mut connector) = line().await?;
        proxy.end(End::OnlyConnector);
        assert!(is_reset(&mut connector).await? && hears_nothing(&mut page).await);
        Ok(())
    }

    #[tokio::test]
    async fn what_is_not_read_stays_with_who_sends_it() -> Result<()> {
        let (proxy, _page, mut connector) = line().await?;
        proxy.turns(Weather { down: Way::NotRead, ..Weather::default() });
        let much = vec![0; 64 * 1024 * 1024];
        assert!(timeout(A_MOMENT * 4, connector.write_all(&much)).await.is_err());
        Ok(())
    }

    #[tokio::test]
    async fn new_connections_are_refused_lost_or_answered_by_somebody_else() -> Result<()> {
        let (proxy, ..) = line().await?;
        let turns = |new| proxy.turns(Weather { new, ..Weather::default() });
        turns(New::Refused);
        assert!(is_reset(&mut TcpStream::connect(proxy.address()).await?).await?);
        turns(New::Vanishes);
        assert!(hears_nothing(&mut TcpStream::connect(proxy.address()).await?).await);
        for (portal, says) in [(Portal::Page, "HTTP/1.1 200 OK"), (Portal::Redirect, "HTTP/1.1 302 Found")] {
            turns(New::Portal(portal));
            let mut page = TcpStream::connect(proxy.address()).await?;
            page.write_all(b"GET /ws HTTP/1.1\r\n\r\n").await?;
            hears(&mut page, says).await?;
        }
        assert_eq!(proxy.accepted(), 5);
        Ok(())
    }
}
