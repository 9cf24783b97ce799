//! Tabs that come, die and are looked at in any order, in an org of any mood: one activity a call, at most one pop.

use hookswitch_crm::{Input, Task, place::Kind};
use hookswitch_protocol::cisco::call::PartyState;

use crate::world::{Mood, World, id};

#[test]
fn whatever_happens_to_tabs_a_call_has_one_activity_and_pops_at_most_once() {
    for seed in 0..500 {
        run(seed);
    }
}

fn run(seed: u64) {
    let mut rng = fastrand::Rng::with_seed(seed);
    let kind = if rng.bool() { Kind::Lightning } else { Kind::Classic };
    let mut world = World::of(kind, &[]);
    for _ in 0..rng.usize(0..3) {
        world.open();
    }
    let mut calls = 0;
    for _ in 0..rng.usize(5..40) {
        world.delay_ms = rng.u64(1..1_500);
        let tab = rng.usize(0..world.tabs.len());
        match rng.u8(0..10) {
            0 | 1 => {
                calls += 1;
                world.ring(&calls.to_string(), ["+493012345601", "+493012345602", "+493012345699"][rng.usize(0..3)]);
            }
            2 | 3 => {
                if let Some(call) = rng.choice(&world.calls).map(|call| call.id.as_str().to_owned()) {
                    world.set(&call, PartyState::Active);
                }
            }
            4 => {
                if let Some(call) = rng.choice(&world.calls).map(|call| call.id.as_str().to_owned()) {
                    world.end(&call);
                }
            }
            5 => world.reload(tab),
            6 => world.look_at(tab),
            7 => {
                let save = if kind == Kind::Lightning { Mood::Refuses } else { Mood::Fine };
                world.mood("saveLog", [save, Mood::Fine, Mood::Silent][rng.usize(0..3)]);
            }
            8 => {
                let call = id(&rng.usize(0..=calls).to_string());
                world.feed(tab, Input::Note(call, "a note".to_owned()));
                world.feed(tab, Input::Noted);
            }
            _ => world.moods.clear(),
        }
        world.pass(rng.u64(0..4_000));
    }
    world.moods.clear();
    world.delay_ms = 20;
    for call in world.calls.clone() {
        world.end(call.id.as_str());
    }
    world.pass(900_000);
    let mut objects: Vec<_> = world.org.iter().map(|task| task.fields.get("CallObject").cloned()).collect();
    objects.sort();
    let all = objects.len();
    objects.dedup();
    assert_eq!(objects.len(), all, "seed {seed}: a call has two activities");
    assert!(world.pops.len() <= calls, "seed {seed}: {} pops of {calls} calls", world.pops.len());
    for tab in &world.tabs {
        // A tab that follows and has nothing to save knows no more than that.
        for talk in tab.crm.talks().iter().filter(|talk| tab.is_leading || talk.tries() > 0) {
            assert!(
                !matches!(talk.task, Task::Finding | Task::Saving(_) | Task::Failed { .. }),
                "seed {seed}: {:?} is left",
                talk.task
            );
        }
    }
}
