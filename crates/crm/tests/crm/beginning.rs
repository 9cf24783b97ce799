use hookswitch_crm::{Hint, Input, Phone, place::Kind, settings::SignOn};

use crate::world::{ADA, Mood, World, record};

#[test]
fn the_softphone_begins_with_what_the_crm_says_of_user_and_settings() {
    for kind in [Kind::Lightning, Kind::Classic] {
        let world = World::of(kind, &[("hsEndpoint", "wss://phone.example.com/ws")]);
        let [begun] = world.begun.as_slice() else { panic!("{:?}", world.begun) };
        assert_eq!(begun.settings.endpoint.as_deref(), Some("wss://phone.example.com/ws"));
        let user = begun.user.as_ref().unwrap();
        assert_eq!((user.name.as_str(), user.login_id.is_some()), ("ann@example.com", true));
        assert!(user.token.is_none(), "nobody asked for one");
        assert_eq!(world.listens, 1, "it listens once clicking is enabled");
    }
}

#[test]
fn a_softphones_place_that_is_not_made_up_yet_is_asked_again_with_growing_pauses() {
    let mut world = World::new(Kind::Lightning);
    world.mood("getCallCenterSettings", Mood::NotYet);
    world.open();
    world.pass(1_000);
    assert!(world.begun.is_empty());
    let tries = world.asked.len();
    assert!((3..=4).contains(&tries), "{tries} in a second");
    world.moods.clear();
    world.pass(10_000);
    assert_eq!(world.begun.len(), 1);
}

#[test]
fn a_crm_that_says_nothing_holds_nobody_up_for_good() {
    let mut world = World::new(Kind::Lightning);
    world.mood("getCallCenterSettings", Mood::Silent);
    world.mood("runApex", Mood::Silent);
    world.open();
    world.pass(20_100);
    let [begun] = world.begun.as_slice() else { panic!("{:?}", world.begun) };
    assert_eq!((begun.unreadable.len(), begun.user.is_none()), (1, true));
    assert_eq!(begun.settings.sign_on, SignOn::OwnId);
}

#[test]
fn what_comes_after_it_was_given_up_is_dropped() {
    let mut world = World::new(Kind::Lightning);
    world.delay_ms = 6_000;
    world.open();
    world.pass(60_000);
    assert_eq!(world.begun.len(), 1);
    assert!(world.begun[0].unreadable.len() == 1, "the settings came too late");
}

#[test]
fn a_user_for_whom_the_org_is_to_vouch_gets_a_token_that_serves_once_and_then_another() {
    let mut world = World::with(&[("hsUseOwnLoginId", "false")]);
    assert!(world.begun[0].user.as_ref().unwrap().token.is_none(), "it is the machine's");
    let asked = world.asked.len();
    world.feed(0, Input::Vouch);
    assert_eq!((world.vouched.as_slice(), world.asked.len()), ([true].as_slice(), asked));
    world.feed(0, Input::Vouch);
    world.feed(0, Input::Vouch);
    world.pass(100);
    assert_eq!(world.vouched, [true, true], "asked twice at once, it is got once");
    world.mood("runApex", Mood::NoClass);
    world.feed(0, Input::Vouch);
    world.pass(100);
    assert_eq!(world.vouched, [true, true, false]);
}

#[test]
fn a_token_of_the_beginning_that_has_grown_old_is_not_used() {
    let mut world = World::with(&[("hsUseOwnLoginId", "false")]);
    world.pass(120_000);
    world.feed(0, Input::Vouch);
    assert!(world.vouched.is_empty(), "a fresh one is asked for");
    world.pass(100);
    assert_eq!(world.vouched, [true]);
}

#[test]
fn where_numbers_cannot_be_made_clickable_that_is_said() {
    for mood in [Mood::Silent, Mood::Throws, Mood::NotYet, Mood::Refuses] {
        let mut world = World::new(Kind::Lightning);
        world.mood("enableClickToDial", mood);
        world.open();
        world.pass(60_000);
        assert_eq!((world.listens, world.crm().hint()), (0, Some(&Hint::NoClicks)), "{mood:?}");
    }
}

#[test]
fn what_was_hinted_at_before_is_not_forgotten_over_that() {
    let mut world = World::new(Kind::Lightning);
    world.mood("enableClickToDial", Mood::Silent);
    world.phone = Phone::Connecting;
    world.open();
    world.click(0, "1", None);
    world.pass(25_000);
    assert_eq!(world.crm().hint(), Some(&Hint::Waits("1".to_owned())));
}

#[test]
fn of_what_was_asked_the_latest_stands_in_the_trail() {
    let mut world = World::with(&[]);
    for _ in 0..100 {
        world.feed(0, Input::Show(record(ADA)));
    }
    world.pass(1_000);
    assert_eq!(world.crm().trail().len(), 50);
    assert!(world.crm().trail().iter().all(|trace| trace.method == "screenPop"));
}

#[test]
fn what_was_asked_stands_in_the_trail_and_none_of_what_was_said() {
    let world = World::with(&[("hsEndpoint", "wss://secret.example.com/ws")]);
    let trail = format!("{:?}", world.crm().trail());
    assert!(trail.contains("getCallCenterSettings") && trail.contains("runApex"), "{trail}");
    assert!(!trail.contains("secret") && !trail.contains("ANN1"), "{trail}");
}
