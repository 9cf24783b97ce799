//! A team at one server: three agents, and supervisors who note when they hear of one of them.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use hookswitch_protocol::channels::{Answer, Request};
use hookswitch_protocol::cisco::agent::AgentState;
use hookswitch_protocol::cisco::call::{Call, OnCall, PartyState};
use hookswitch_protocol::cisco::ids::CallId;
use hookswitch_protocol::cisco::part::Scope;
use hookswitch_protocol::cisco::team::TeamAgent;
use hookswitch_protocol::cisco::{FromConnector, ToConnector};
use hookswitch_protocol::values::NoPayload;
use tokio::sync::{mpsc, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use crate::client::{Bound, Client, Proof, Way};
use crate::staff::Member;

/// The agent who is ready and not ready.
pub(crate) const WORKER: Member = Member(0);
/// The agent who holds and retrieves.
pub(crate) const CALLER: Member = Member(1);
/// The agent who is called.
pub(crate) const CALLED: Member = Member(2);
/// The first of the supervisors.
pub(crate) const FIRST_SUPERVISOR: u32 = 3;

/// As many as there are here compare their passwords one after another before the last is in.
const PATIENCE: Duration = Duration::from_secs(120);

/// An agent in a state: what supervisors wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Wanted(pub(crate) Member, pub(crate) AgentState);

/// People signed on to one server; dropped, they are gone.
pub(crate) struct Team {
    worker: mpsc::UnboundedSender<Vec<u8>>,
    caller: mpsc::UnboundedSender<Vec<u8>>,
    watching: watch::Sender<u32>,
    board: Arc<Mutex<Board>>,
    heard: mpsc::UnboundedReceiver<Heard>,
    call: Option<CallId>,
    tasks: JoinSet<Result<()>>,
}

/// What the supervisors wait for, and how long each waited, in milliseconds.
struct Board {
    event: u64,
    name: String,
    state: AgentState,
    begun: Instant,
    missing: u32,
    took: Vec<f64>,
}

enum Heard {
    SignedOn,
    Watching,
    InCall(CallId),
    ByAll,
}

impl Team {
    /// Signs everybody on.
    pub(crate) async fn gather(server: SocketAddr, people: u32) -> Result<Self> {
        let (watching, asked) = watch::channel(0);
        let (tell, heard) = mpsc::unbounded_channel();
        let (worker, to_worker) = mpsc::unbounded_channel();
        let (caller, to_caller) = mpsc::unbounded_channel();
        let (_, to_called) = mpsc::unbounded_channel();
        let state = AgentState::NotReady;
        let board = Board { event: 0, name: String::new(), state, begun: Instant::now(), missing: 0, took: Vec::new() };
        let board = Arc::new(Mutex::new(board));
        let mut tasks = JoinSet::new();
        for (member, orders) in [(WORKER, to_worker), (CALLER, to_caller), (CALLED, to_called)] {
            let agent = Agent { member, orders, board: Arc::clone(&board), tell: tell.clone() };
            tasks.spawn(agent.live(server));
        }
        for number in FIRST_SUPERVISOR..people {
            let (asked, board, tell) = (asked.clone(), Arc::clone(&board), tell.clone());
            tasks.spawn(Supervisor { number, asked, board, tell }.live(server));
        }
        let mut team = Self { worker, caller, watching, board, heard, call: None, tasks };
        for _ in 0..people {
            team.hear(|heard| matches!(heard, Heard::SignedOn).then_some(())).await?;
        }
        Ok(team)
    }

    /// Has the caller call, and waits until the called one has answered.
    pub(crate) async fn begin_call(&mut self, make: Vec<u8>) -> Result<()> {
        self.caller.send(make)?;
        self.call = Some(self.hear(|heard| if let Heard::InCall(id) = heard { Some(id) } else { None }).await?);
        Ok(())
    }

    /// The call that is held and retrieved.
    pub(crate) fn call(&self) -> Result<CallId> {
        self.call.clone().context("nobody has called yet")
    }

    /// Has so many supervisors watch.
    pub(crate) async fn have_watch(&mut self, supervisors: u32) -> Result<()> {
        let before = self.watching.send_replace(supervisors);
        for _ in before..supervisors {
            self.hear(|heard| matches!(heard, Heard::Watching).then_some(())).await?;
        }
        Ok(())
    }

    /// Has an agent do something, and hands back how long each supervisor waited to hear what came of it.
    pub(crate) async fn told(&mut self, deed: &[u8], wanted: Wanted) -> Result<Vec<f64>> {
        {
            let mut board = locked(&self.board);
            board.event += 1;
            (board.name, board.state) = (wanted.0.cti_user_name(), wanted.1);
            board.missing = *self.watching.borrow();
        }
        let agent = if wanted.0 == WORKER { &self.worker } else { &self.caller };
        agent.send(deed.to_vec())?;
        self.hear(|heard| matches!(heard, Heard::ByAll).then_some(())).await?;
        Ok(std::mem::take(&mut locked(&self.board).took))
    }

    async fn hear<T>(&mut self, mut wanted: impl FnMut(Heard) -> Option<T>) -> Result<T> {
        let waiting = async {
            loop {
                tokio::select! {
                    heard = self.heard.recv() => if let Some(found) = wanted(heard.context("a team")?) {
                        return Ok(found);
                    },
                    Some(ended) = self.tasks.join_next() => match ended? {
                        Ok(()) => bail!("somebody left"),
                        Err(error) => return Err(error),
                    },
                }
            }
        };
        timeout(PATIENCE, waiting).await.with_context(|| format!("the team has not heard in {PATIENCE:?}"))?
    }
}

struct Agent {
    member: Member,
    orders: mpsc::UnboundedReceiver<Vec<u8>>,
    board: Arc<Mutex<Board>>,
    tell: mpsc::UnboundedSender<Heard>,
}

impl Agent {
    async fn live(mut self, server: SocketAddr) -> Result<()> {
        let mut client = Bound::new(self.member.0)?.dial(server).await?;
        client.sign_on(&Proof::new(self.member, Way::Password)?).await?;
        self.tell.send(Heard::SignedOn)?;
        loop {
            tokio::select! {
                Some(order) = self.orders.recv() => {
                    locked(&self.board).begun = Instant::now();
                    client.send(&order).await?;
                }
                heard = client.hear() => match heard?.1 {
                    Answer::Cisco(FromConnector::Calls(change)) => for call in change.data {
                        self.on_call(&mut client, call).await?;
                    },
                    Answer::Cisco(FromConnector::ApiError(refused)) => bail!("refused: {refused:?}"),
                    Answer::Connector(_) | Answer::Salesforce(_) | Answer::Center(_) | Answer::Cisco(_) => {}
                },
            }
        }
    }

    async fn on_call(&self, client: &mut Client, call: Call) -> Result<()> {
        match call.state {
            PartyState::Alerting => {
                let answer = ToConnector::Answer(OnCall { media_address: None, call_id: call.id });
                client.say(Request::Cisco(answer)).await
            }
            PartyState::Active if self.member == CALLER => Ok(self.tell.send(Heard::InCall(call.id))?),
            PartyState::Active
            | PartyState::Initiating
            | PartyState::Initiated
            | PartyState::Held
            | PartyState::WrapUp
            | PartyState::Dropped
            | PartyState::Failed
            | PartyState::Accepted => Ok(()),
        }
    }
}

struct Supervisor {
    number: u32,
    asked: watch::Receiver<u32>,
    board: Arc<Mutex<Board>>,
    tell: mpsc::UnboundedSender<Heard>,
}

impl Supervisor {
    async fn live(mut self, server: SocketAddr) -> Result<()> {
        let mut client = Bound::new(self.number)?.dial(server).await?;
        client.sign_on(&Proof::new(Member(self.number), Way::Password)?).await?;
        self.tell.send(Heard::SignedOn)?;
        let (mut is_watching, mut last) = (false, 0);
        loop {
            tokio::select! {
                changed = self.asked.changed() => {
                    changed?;
                    if !is_watching && self.number - FIRST_SUPERVISOR < *self.asked.borrow_and_update() {
                        is_watching = true;
                        client.say(Request::Cisco(ToConnector::GetTeamState(NoPayload {}))).await?;
                        // Answered after the other, and never too large to be read.
                        client.say(Request::Cisco(ToConnector::GetAgentState(NoPayload {}))).await?;
                    }
                }
                heard = client.hear() => match heard? {
                    (at, Answer::Cisco(FromConnector::TeamState(news))) if news.scope == Scope::Changes => {
                        let is_last = locked(&self.board).note(&mut last, at, &news.data);
                        if is_last {
                            self.tell.send(Heard::ByAll)?;
                        }
                    }
                    (_, Answer::Cisco(FromConnector::AgentState(_))) if is_watching => self.tell.send(Heard::Watching)?,
                    (_, Answer::Cisco(FromConnector::ApiError(refused))) => bail!("refused: {refused:?}"),
                    (_, Answer::Connector(_) | Answer::Salesforce(_) | Answer::Center(_) | Answer::Cisco(_)) => {}
                },
            }
        }
    }
}

impl Board {
    /// Notes what a supervisor heard, where it is the first news of what is waited for; whether that was the last one.
    fn note(&mut self, last: &mut u64, at: Instant, agents: &[TeamAgent]) -> bool {
        let is_it = agents.iter().any(|agent| agent.user_name.as_str() == self.name && agent.state == self.state);
        if !is_it || *last == self.event {
            return false;
        }
        *last = self.event;
        self.took.push(at.duration_since(self.begun).as_secs_f64() * 1_000.0);
        self.missing = self.missing.saturating_sub(1);
        self.missing == 0
    }
}

fn locked(board: &Mutex<Board>) -> std::sync::MutexGuard<'_, Board> {
    board.lock().unwrap_or_else(PoisonError::into_inner)
}
