//! What an agent does, told to the supervisors of the team: a state, and a call that is held and retrieved.

use std::time::Duration;

use anyhow::{Context, Result};
use hookswitch_protocol::Frame;
use hookswitch_protocol::channels::Request;
use hookswitch_protocol::cisco::ToConnector;
use hookswitch_protocol::cisco::agent::{AgentState, Reason};
use hookswitch_protocol::cisco::call::{OnCall, SetMakeCall};
use hookswitch_protocol::cisco::ids::{DialString, ReasonCode};
use hookswitch_protocol::cisco::variables::CallVariables;
use hookswitch_protocol::ids::SourceName;
use hookswitch_protocol::values::NoPayload;
use tokio::time::{MissedTickBehavior, interval};

use crate::bed;
use crate::client::packed;
use crate::makes::{Make, Server};
use crate::report::{Report, Table, count, figure};
use crate::staff::Member;
use crate::stats::{median, percentile};
use crate::team::{CALLED, CALLER, FIRST_SUPERVISOR, Team, WORKER, Wanted};

const SUPERVISORS: [u32; 4] = [1, 10, 100, 500];
/// What an agent does in one turn of a server.
const DEEDS: usize = 30;
/// Between two of them, so that neither queues behind the other.
const PAUSE: Duration = Duration::from_millis(5);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    State,
    Call,
}

/// Medians over the turns of a server.
struct Row {
    deed: Deed,
    make: Make,
    supervisors: u32,
    p50: f64,
    p99: f64,
    server: f64,
}

struct Turn {
    p50: f64,
    p99: f64,
    server: f64,
}

/// Measures connector, Bun and Node in turn, round by round.
pub(crate) async fn run(rounds: usize) -> Result<Report> {
    let most = SUPERVISORS.into_iter().max().unwrap_or_default();
    let people = FIRST_SUPERVISOR + most;
    bed::prepare(people * 3).await?;
    let role = |number| if number < FIRST_SUPERVISOR { "agent" } else { "supervisor" };
    let staff: Vec<_> = (0..people).map(|number| Member(number).with_password(role(number))).collect();
    let mut sites = Vec::new();
    for server in Server::each(&staff).await? {
        eprintln!("events: {people} people sign on to {}", server.make.title());
        let team = Team::gather(server.address, people).await?;
        sites.push((server, team));
    }
    for (_, team) in &mut sites {
        let to_address = DialString::parse(&CALLED.extension()).context("a number")?;
        let make = SetMakeCall { media_address: None, to_address, call_variables: CallVariables::default() };
        team.begin_call(request(ToConnector::MakeCall(make))?).await?;
    }
    let mut rows = Vec::new();
    for supervisors in SUPERVISORS {
        for (_, team) in &mut sites {
            team.have_watch(supervisors).await?;
        }
        for deed in [Deed::State, Deed::Call] {
            let mut turns: Vec<Vec<Turn>> = sites.iter().map(|_| Vec::new()).collect();
            // The first round warms up.
            for round in 0..=rounds {
                eprintln!("events: {}, {supervisors} supervisors, round {round} of {rounds}", deed.title());
                for ((server, team), turns) in sites.iter_mut().zip(&mut turns) {
                    let turn = turn(server, team, deed).await?;
                    if round > 0 {
                        turns.push(turn);
                    }
                }
            }
            let makes = sites.iter().map(|(server, _)| server.make);
            rows.extend(makes.zip(turns).map(|(make, turns)| Row::of(deed, make, supervisors, &turns)));
        }
    }
    print(&rows);
    Ok(Report::default())
}

fn print(rows: &[Row]) {
    let mut table = Table::new(
        "Events: from the agent's frame to each supervisor's (medians of interleaved turns; server on core 0, load on core 1)",
        &["event", "server", "supervisors", "p50 ms", "p99 ms", "p99, ours / it", "server CPU us/event"],
    );
    for row in rows {
        let ours = rows
            .iter()
            .find(|other| (other.deed, other.make, other.supervisors) == (row.deed, Make::Connector, row.supervisors));
        table.row(&[
            row.deed.title().to_owned(),
            row.make.title().to_owned(),
            count(usize::try_from(row.supervisors).unwrap_or_default()),
            figure(row.p50),
            figure(row.p99),
            figure(ours.map_or(f64::NAN, |ours| ours.p99 / row.p99)),
            figure(row.server),
        ]);
    }
    table.print();
}

impl Deed {
    const fn title(self) -> &'static str {
        match self {
            Self::State => "state",
            Self::Call => "call",
        }
    }
}

impl Row {
    fn of(deed: Deed, make: Make, supervisors: u32, turns: &[Turn]) -> Self {
        let over = |what: &dyn Fn(&Turn) -> f64| median(&turns.iter().map(what).collect::<Vec<_>>());
        let (p50, p99) = (over(&|turn| turn.p50), over(&|turn| turn.p99));
        Self { deed, make, supervisors, p50, p99, server: over(&|turn| turn.server) }
    }
}

async fn turn(server: &Server, team: &mut Team, deed: Deed) -> Result<Turn> {
    let call_id = team.call()?;
    let on_call = || OnCall { media_address: None, call_id: call_id.clone() };
    let deeds = match deed {
        Deed::State => [
            (request(ToConnector::SetReadyState(NoPayload {}))?, Wanted(WORKER, AgentState::Ready)),
            (
                request(ToConnector::SetNotReadyState(Reason { reason_code_id: ReasonCode(None) }))?,
                Wanted(WORKER, AgentState::NotReady),
            ),
        ],
        Deed::Call => [
            (request(ToConnector::Hold(on_call()))?, Wanted(CALLER, AgentState::Hold)),
            (request(ToConnector::Retrieve(on_call()))?, Wanted(CALLER, AgentState::Talking)),
        ],
    };
    let mut pause = interval(PAUSE);
    pause.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let before = server.burnt()?;
    let mut took = Vec::new();
    for (packed, wanted) in deeds.iter().cycle().take(DEEDS) {
        pause.tick().await;
        took.extend(team.told(packed, *wanted).await?);
    }
    pause.tick().await;
    let count = u32::try_from(DEEDS)?;
    let burnt = (server.burnt()? - before) / f64::from(count);
    Ok(Turn { p50: percentile(&took, 50), p99: percentile(&took, 99), server: burnt })
}

fn request(body: ToConnector) -> Result<Vec<u8>> {
    packed(&Frame::event(SourceName::parse("bench").unwrap_or_default(), Request::Cisco(body)).encode())
}
