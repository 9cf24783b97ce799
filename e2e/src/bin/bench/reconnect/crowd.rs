//! Thousands of clients, each with the session machine of the real page, whose connector restarts.

use std::future::pending;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use futures_util::{SinkExt, StreamExt};
use hookswitch_e2e::connector::{Connector, Setup, fresh_data};
use hookswitch_e2e::wait::PATIENCE;
use hookswitch_protocol::connector::LinkStatus;
use hookswitch_protocol::ids::{PageUrl, SourceName, TabId};
use hookswitch_protocol::{Frame, LoginId, Tick};
use hookswitch_session::{ConnId, Effect, Endpoint, Input, Loss, PageOrigin, Profile, Session, State, Who};
use tokio::net::{TcpSocket, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::{JoinSet, LocalSet};
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

use crate::bed;
use crate::report::{Report, Table, count, figure};
use crate::staff::{self, Member};

/// Everybody comes in the morning, some at a time.
const AT_ONCE: usize = 64;
const ALL_BACK_WITHIN: Duration = Duration::from_secs(180);
const SECOND: Duration = Duration::from_secs(1);

/// What a client says of itself.
#[derive(Clone, Copy, Debug)]
enum News {
    /// It is linked, since then.
    Linked,
    /// It is no longer.
    Lost,
    /// It tried at this time and found nobody.
    Failed(Instant),
    /// It tried at this time and has a socket.
    Opened(Instant),
}

/// How a connector ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    InOrder,
    Killed,
}

/// What a restart came to.
struct Restart {
    ending: Ending,
    /// Seconds for which nobody listened.
    down: f64,
    /// Seconds until everybody was linked, from when somebody listened again.
    back: f64,
    /// Tries while nobody listened.
    in_vain: usize,
    /// Tries that failed although somebody listened.
    refused: usize,
    /// Most tries in any second.
    peak: usize,
    /// The same of those that found the connector.
    peak_up: usize,
}

/// Restarts the connector in order and then by killing it.
pub(super) async fn measure(clients: u32, report: &mut Report) -> Result<()> {
    // Sessions stay on their thread, as in a page.
    LocalSet::new().run_until(measure_here(clients, report)).await
}

async fn measure_here(clients: u32, report: &mut Report) -> Result<()> {
    bed::prepare(clients).await?;
    let data = fresh_data()?;
    let setup = Setup::release().without_demo().on_core(bed::SERVER_CORE).arg("--log-level").arg("warn");
    let staff: Vec<_> = (0..clients).map(|number| Member(number).plain()).collect();
    staff::import(&setup, data.path(), &staff).await?;
    let mut connector = setup.start_on(data).await?;
    let address = connector.address().parse()?;
    let (tell, mut news) = mpsc::unbounded_channel();
    let gate = Arc::new(Semaphore::new(AT_ONCE));
    let mut crowd = JoinSet::new();
    for number in 0..clients {
        crowd.spawn_local(Client::new(number, address, tell.clone())?.live(gate.clone()));
    }
    let clients = usize::try_from(clients)?;
    eprintln!("reconnect: {clients} clients sign on");
    all_linked(&mut news, 0, clients, |_| {}).await?;
    let mut restarts = Vec::new();
    for ending in [Ending::InOrder, Ending::Killed] {
        eprintln!("reconnect: {ending:?}");
        restarts.push(restart(&mut connector, ending, clients, &mut news).await?);
    }
    print(&restarts, clients, report);
    Ok(())
}

async fn restart(
    connector: &mut Connector,
    ending: Ending,
    clients: usize,
    news: &mut mpsc::UnboundedReceiver<News>,
) -> Result<Restart> {
    match ending {
        Ending::InOrder => drop(connector.stop(PATIENCE).await?),
        Ending::Killed => connector.kill().await?,
    }
    let down = Instant::now();
    connector.start_again().await?;
    let up = Instant::now();
    let (mut failed, mut opened) = (Vec::new(), Vec::new());
    let all = all_linked(news, clients, clients, |news| match news {
        News::Failed(at) => failed.push(at),
        News::Opened(at) => opened.push(at),
        News::Linked | News::Lost => {}
    });
    all.await?;
    let back = up.elapsed().as_secs_f64();
    let refused = failed.iter().filter(|at| **at >= up).count();
    let tries = failed.iter().chain(&opened).copied().collect();
    Ok(Restart {
        ending,
        down: (up - down).as_secs_f64(),
        back,
        in_vain: failed.len() - refused,
        refused,
        peak: peak(tries),
        peak_up: peak(opened),
    })
}

/// Waits until everybody is linked who was `linked` before, some of whom have not noticed yet that they are not.
async fn all_linked(
    news: &mut mpsc::UnboundedReceiver<News>,
    mut linked: usize,
    wanted: usize,
    mut hears: impl FnMut(News),
) -> Result<()> {
    let mut lost = linked == 0;
    let all = async {
        while linked < wanted || !lost {
            let news = news.recv().await.context("the clients are gone")?;
            match news {
                News::Linked => linked += 1,
                News::Lost => {
                    linked -= 1;
                    lost = true;
                }
                News::Failed(_) | News::Opened(_) => {}
            }
            hears(news);
        }
        anyhow::Ok(())
    };
    timeout(ALL_BACK_WITHIN, all).await.with_context(|| format!("not everybody is linked: {wanted} are wanted"))?
}

/// Most of these in any second.
fn peak(mut tries: Vec<Instant>) -> usize {
    tries.sort_unstable();
    let mut first = tries.iter().enumerate().peekable();
    let mut most = 0;
    for (at, time) in tries.iter().enumerate() {
        while first.next_if(|(_, begun)| **begun + SECOND < *time).is_some() {}
        most = most.max(first.peek().map_or(0, |(begun, _)| at - begun + 1));
    }
    most
}

fn print(restarts: &[Restart], clients: usize, report: &mut Report) {
    let mut table = Table::new(
        &format!("Reconnect: {} clients whose connector restarts (server on core 0, load on core 1)", count(clients)),
        &[
            "restart",
            "nobody listened, s",
            "all linked after, s",
            "tries in vain",
            "peak tries/s",
            "peak that found it/s",
            "refused while it listened",
        ],
    );
    for it in restarts {
        let ending = match it.ending {
            Ending::InOrder => "in order",
            Ending::Killed => "killed",
        };
        table.row(&[
            ending.to_owned(),
            figure(it.down),
            figure(it.back),
            count(it.in_vain),
            count(it.peak),
            count(it.peak_up),
            count(it.refused),
        ]);
    }
    table.print();
    for it in restarts {
        let refused = f64::from(u32::try_from(it.refused).unwrap_or(u32::MAX));
        report.at_most(&format!("connections refused, {:?}", it.ending), refused, 0.0, "");
    }
    println!();
}

type Socket = WebSocketStream<TcpStream>;

/// A softphone without a page.
struct Client {
    number: u32,
    server: SocketAddr,
    session: Session,
    begun: Instant,
    line: Line,
    is_linked: bool,
    tell: mpsc::UnboundedSender<News>,
}

/// Its socket.
enum Line {
    None,
    /// On its way since then.
    Opening(ConnId, Instant),
    Open(ConnId, Box<Socket>),
}

/// What woke a client.
enum Woken {
    Time,
    Opened(Result<Box<Socket>>),
    Heard(Option<Message>),
}

impl Client {
    fn new(number: u32, server: SocketAddr, tell: mpsc::UnboundedSender<News>) -> Result<Self> {
        let origin = PageOrigin { is_secure: false, host: "127.0.0.1" };
        let profile = Profile {
            endpoints: Endpoint::parse_all("/ws", origin),
            browser: None,
            channels: Vec::new(),
            source: SourceName::parse("bench").context("a name")?,
            url: PageUrl::default(),
            tab: TabId::parse(&format!("t{number}")).context("a tab")?,
        };
        let session = Session::new(profile, u64::from(number) + 1);
        Ok(Self { number, server, session, begun: Instant::now(), line: Line::None, is_linked: false, tell })
    }

    async fn live(mut self, gate: Arc<Semaphore>) -> Result<()> {
        let mut turn = Some(gate.acquire_owned().await?);
        let id = LoginId::parse(&Member(self.number).login_id()).ok().context("a Login ID")?;
        self.feed(Input::Start { who: Ok(Some(Who::OwnId(id))), resume: None }).await;
        loop {
            if self.is_linked {
                drop(turn.take());
            }
            match self.woken().await {
                Woken::Time => {
                    let now = self.now();
                    self.session.handle_timeout(now);
                    self.perform().await;
                }
                Woken::Opened(opened) => self.opened(opened).await,
                Woken::Heard(message) => self.heard(message).await,
            }
            if matches!(self.session.state(), State::Unlinked { .. } | State::Barred { .. }) {
                bail!("client {} is told to stay away: {:?}", self.number, self.session.state());
            }
        }
    }

    async fn woken(&mut self) -> Woken {
        let due = self.session.poll_timeout().map(|at| self.begun + Duration::from_millis(at.0));
        let time = async {
            match due {
                Some(at) => sleep_until(at).await,
                None => pending().await,
            }
        };
        let (number, server) = (self.number, self.server);
        let socket = async {
            match &mut self.line {
                Line::None => pending().await,
                Line::Opening(..) => Woken::Opened(dial(number, server).await.map(Box::new)),
                Line::Open(_, socket) => Woken::Heard(socket.next().await.and_then(Result::ok)),
            }
        };
        tokio::select! {
            () = time => Woken::Time,
            woken = socket => woken,
        }
    }

    async fn opened(&mut self, opened: Result<Box<Socket>>) {
        let Line::Opening(conn, since) = self.line else { return };
        let input = match opened {
            Ok(socket) => {
                self.say(News::Opened(since));
                self.line = Line::Open(conn, socket);
                Input::Opened(conn)
            }
            Err(_) => {
                self.say(News::Failed(since));
                self.line = Line::None;
                Input::Closed(conn, Loss { code: 1006, reason: String::new() })
            }
        };
        self.feed(input).await;
    }

    async fn heard(&mut self, message: Option<Message>) {
        let Line::Open(conn, _) = self.line else { return };
        let input = match message {
            Some(Message::Text(text)) => match Frame::decode(&text) {
                Ok(frame) => Input::Frame(conn, Box::new(frame)),
                Err(_) => Input::Garbled(conn),
            },
            Some(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => return,
            Some(Message::Close(why)) => {
                self.line = Line::None;
                let (code, reason) =
                    why.map_or((1005, String::new()), |why| (why.code.into(), why.reason.as_str().to_owned()));
                Input::Closed(conn, Loss { code, reason })
            }
            None => {
                self.line = Line::None;
                Input::Closed(conn, Loss { code: 1006, reason: String::new() })
            }
        };
        self.feed(input).await;
    }

    async fn feed(&mut self, input: Input) {
        let now = self.now();
        self.session.handle(input, now);
        self.perform().await;
    }

    async fn perform(&mut self) {
        while let Some(effect) = self.session.poll_effect() {
            match effect {
                Effect::Open(conn, _) => self.line = Line::Opening(conn, Instant::now()),
                Effect::Send(_, frame) => {
                    if let Line::Open(_, socket) = &mut self.line {
                        // What could not be sent ends with the socket, which is heard.
                        let _ = socket.send(Message::text(frame.encode())).await;
                    }
                }
                Effect::Close(..) => self.line = Line::None,
                Effect::RememberLoginId(_)
                | Effect::ForgetLoginId
                | Effect::KeepResume(_)
                | Effect::KeepLogOn(_)
                | Effect::KeepSaved(_)
                | Effect::DropSaved(_)
                | Effect::Vouch(_)
                | Effect::Do(_, _) => {}
            }
        }
        let is_linked = matches!(self.session.state(), State::On { line: LinkStatus::Linked, .. });
        if is_linked != self.is_linked {
            self.is_linked = is_linked;
            self.say(if is_linked { News::Linked } else { News::Lost });
        }
    }

    fn now(&self) -> Tick {
        Tick(u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX))
    }

    fn say(&self, news: News) {
        // Nobody listens any more where the crowd is gone.
        let _ = self.tell.send(news);
    }
}

async fn dial(number: u32, server: SocketAddr) -> Result<Socket> {
    let stream = TcpSocket::new_v4()?;
    // Each source address has its own ports and, at the connector, its own limits.
    let source = Ipv4Addr::new(127, 0, 0, 2 + u8::try_from(number % 200)?);
    stream.bind((source, 0).into())?;
    let stream = stream.connect(server).await?;
    stream.set_nodelay(true)?;
    let config = WebSocketConfig::default().read_buffer_size(1_024).write_buffer_size(0);
    let (socket, _) =
        tokio_tungstenite::client_async_with_config(format!("ws://{server}/ws"), stream, Some(config)).await?;
    Ok(socket)
}
