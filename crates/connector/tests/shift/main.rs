//! The core and the demo telephone system joined over the real codec, in virtual time: random shifts of agents who sign
//! on, take, make, hold and hand over calls, lose their sockets and come back, under what must hold after every step.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a failing test names itself"
)]

mod buttons;
mod rules;
mod steps;
mod told;
mod world;

use world::World;

/// Sequences that each run plays; every one has a seed of its own, named when it fails.
const SEQUENCES: u64 = 1_200;
const STEPS: u32 = 60;
/// Sequences have nothing to do with one another.
const AT_ONCE: u64 = 4;

#[test]
fn more_than_a_thousand_random_shifts_keep_every_rule_and_everything_is_done_in_them() {
    let play_every_fourth = |first: u64| {
        let mut done = steps::Done::default();
        for seed in (first..SEQUENCES).step_by(usize::try_from(AT_ONCE).unwrap()) {
            let steps: Vec<u32> = (0..STEPS).collect();
            match play(seed, &steps) {
                Ok(world) => done.add(&world.done),
                Err(broken) => panic!("{}", shortest(seed, steps, broken)),
            }
        }
        done
    };
    let mut done = steps::Done::default();
    std::thread::scope(|scope| {
        let players: Vec<_> = (0..AT_ONCE).map(|first| scope.spawn(move || play_every_fourth(first))).collect();
        for player in players {
            done.add(&player.join().unwrap());
        }
    });
    done.all_happened();
}

#[test]
fn the_same_seed_plays_the_same_shift() {
    let steps: Vec<u32> = (0..STEPS).collect();
    let trace = |seed| play(seed, &steps).map(|world| world.trace);
    assert_eq!(trace(7), trace(7));
    assert_ne!(trace(7), trace(8));
}

/// What broke, and all that was done before.
#[derive(Debug, PartialEq, Eq)]
struct Broken {
    rule: String,
    trace: Vec<String>,
}

/// Every step draws from a source of its own, so that a sequence with steps left out is a sequence as well.
fn play(seed: u64, steps: &[u32]) -> Result<World, Broken> {
    let mut world = World::new(seed);
    let mut failed = None;
    for step in steps {
        world.rng = fastrand::Rng::with_seed(seed.wrapping_mul(1_000_003).wrapping_add(u64::from(*step)));
        let what = world.random_step();
        world.trace.push(what);
        if let Err(rule) = world.rules() {
            failed = Some(rule);
            break;
        }
    }
    let failed = failed.map_or_else(|| world.comes_to_rest(), Err);
    match failed {
        Ok(()) => Ok(world),
        Err(rule) => Err(Broken { rule, trace: world.trace }),
    }
}

/// Leaves steps out for as long as something breaks.
fn shortest(seed: u64, mut steps: Vec<u32>, mut broken: Broken) -> String {
    loop {
        let shorter = (0..steps.len()).rev().find_map(|left_out| {
            let mut fewer = steps.clone();
            fewer.remove(left_out);
            play(seed, &fewer).err().map(|broken| (fewer, broken))
        });
        match shorter {
            Some((fewer, still)) => (steps, broken) = (fewer, still),
            None => return format!("seed {seed}:\n  {}\n{}", broken.trace.join("\n  "), broken.rule),
        }
    }
}
