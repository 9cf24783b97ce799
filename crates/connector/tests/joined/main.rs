//! The client machine and the server machine joined without a socket, in virtual time, over the real codec:
//! under random sequences of everything that people, networks, stores and administrators do.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::wildcard_enum_match_arm,
    reason = "a failing test names itself"
)]

mod faults;
mod rules;
mod steps;
mod world;

use world::World;

/// Sequences that each run plays; every one has a seed of its own, named when it fails.
const SEQUENCES: u64 = 10_000;
const STEPS: u32 = 40;

#[test]
fn ten_thousand_random_sequences_keep_every_rule() {
    for seed in 0..SEQUENCES {
        let mut world = World::new(seed);
        for step in 0..STEPS {
            let what = world.random_step();
            if let Err(broken) = world.rules() {
                panic!("seed {seed}, step {step} ({what}): {broken}");
            }
        }
        world.calm_down();
        if let Err(broken) = world.rules().and_then(|()| world.everyone_is_where_they_belong()) {
            panic!("seed {seed}, after calming down: {broken}");
        }
    }
}

#[test]
fn the_same_seed_plays_the_same_sequence() {
    let play = |seed| {
        let mut world = World::new(seed);
        (0..200).map(|_| world.random_step()).collect::<Vec<_>>()
    };
    assert_eq!(play(7), play(7));
    assert_ne!(play(7), play(8));
}

#[test]
fn one_agent_signs_on_and_is_green_after_one_round_trip() {
    let mut world = World::new(1);
    world.type_id(0, "DEMO5051");
    assert!(!world.is_green(0));
    world.deliver_everything();
    assert!(world.is_green(0));
    assert_eq!(world.round_trips(0), 1, "the registration says who signs on");
}

#[test]
fn a_cut_socket_is_green_again_without_typing_and_with_the_same_session() {
    let mut world = World::new(2);
    world.type_id(0, "DEMO5051");
    world.deliver_everything();
    world.cut(0);
    assert!(!world.is_green(0));
    world.calm_down();
    assert!(world.is_green(0));
    assert_eq!(world.core_figures().resumed, 1);
    assert_eq!(world.core_figures().signed_on, 1);
}

#[test]
fn an_id_that_becomes_known_links_the_waiting_softphone_by_itself() {
    let mut world = World::new(3);
    world.type_id(0, "NEWID");
    world.deliver_everything();
    assert!(!world.is_green(0));
    world.give_id(0, "NEWID");
    world.deliver_everything();
    assert!(world.is_green(0));
}

#[test]
fn a_second_window_is_told_and_may_take_over_and_the_first_stays_quiet() {
    let mut world = World::new(4);
    world.type_id(0, "DEMO5051");
    world.deliver_everything();
    world.type_id(1, "DEMO5051");
    world.deliver_everything();
    assert!(world.is_green(0) && !world.is_green(1));
    world.use_here(1);
    world.deliver_everything();
    assert!(!world.is_green(0) && world.is_green(1));
    world.pass(600_000);
    world.deliver_everything();
    assert!(!world.is_green(0) && world.is_green(1));
}
