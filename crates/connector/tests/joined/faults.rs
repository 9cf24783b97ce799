//! Both machines with a network between them that fails in every way, in virtual time: a thousand schedules of faults,
//! each drawn from a seed, and what must hold whatever goes wrong.

mod effects;
mod people;
mod rules;
mod schedule;
mod wire;
mod world;

use schedule::{FAULTS_END, Plan, draw};
use world::World;

/// Schedules that each run plays; every one has a seed of its own.
const SCHEDULES: u64 = 1_000;
/// Schedules have nothing to do with one another.
const AT_ONCE: u64 = 4;
/// By then everybody is green again: the slowest next try, one that nobody answers, and a silence that shows itself.
const SETTLED_AFTER: u64 = 90_000 + 10_000 + 10_000 + 1_000;

/// What broke, and all that was done before.
#[derive(Debug, PartialEq, Eq)]
struct Broken {
    rule: String,
    trace: Vec<String>,
}

impl Broken {
    /// The rule without what differs from time to time.
    fn kind(&self) -> String {
        self.rule.chars().filter(|char| !char.is_ascii_digit()).take(50).collect()
    }
}

#[test]
fn a_thousand_schedules_of_faults_lose_nothing_do_nothing_twice_and_never_lie() {
    let play_every_fourth = |first: u64| {
        let (mut calls, mut again) = (0, 0);
        for seed in (first..SCHEDULES).step_by(usize::try_from(AT_ONCE).unwrap()) {
            match play(seed, draw(seed)) {
                Ok(world) => (calls, again) = (calls + world.told.calls_made, again + world.told.again),
                Err(broken) => panic!("seed {seed}:\n{}", shortest(seed, draw(seed), broken)),
            }
        }
        (calls, again)
    };
    let (calls, again) = std::thread::scope(|scope| {
        let players: Vec<_> = (0..AT_ONCE).map(|first| scope.spawn(move || play_every_fourth(first))).collect();
        let played = players.into_iter().map(|player| player.join().unwrap());
        played.fold((0, 0), |sum, (calls, again)| (sum.0 + calls, sum.1 + again))
    });
    // A test in which nothing happens finds nothing.
    assert!(calls > 1_000 && again > 100, "{calls} calls, {again} requests came again");
}

#[test]
fn the_same_seed_plays_the_same_schedule() {
    let trace = |seed| play(seed, draw(seed)).map(|world| world.trace);
    assert_eq!(trace(7), trace(7));
    assert_ne!(trace(7), trace(8));
}

fn play(seed: u64, plan: Plan) -> Result<World, Broken> {
    let mut world = World::new(seed, plan);
    let rule = world
        .run(FAULTS_END)
        .and_then(|()| {
            world.faults_end();
            world.run(FAULTS_END + SETTLED_AFTER)
        })
        .and_then(|()| world.is_settled())
        .and_then(|()| world.comes_to_rest());
    match rule {
        Ok(()) => Ok(world),
        Err(rule) => Err(Broken { rule, trace: world.trace }),
    }
}

/// Leaves out what is not needed for something to break.
fn shortest(seed: u64, mut plan: Plan, mut broken: Broken) -> String {
    loop {
        let shorter = (0..plan.len()).rev().find_map(|left_out| {
            let mut fewer = plan.clone();
            fewer.remove(left_out);
            play(seed, fewer.clone()).err().filter(|other| other.kind() == broken.kind()).map(|broken| (fewer, broken))
        });
        match shorter {
            Some((fewer, still)) => (plan, broken) = (fewer, still),
            None => return format!("{}\n{}", broken.trace.join("\n"), broken.rule),
        }
    }
}
