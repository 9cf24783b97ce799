use hookswitch_crm::{Hint, Input, Phone, ask::Event, place::Kind};
use hookswitch_protocol::salesforce::Told;

use crate::world::{ADA, HOPPER, World};

#[test]
fn a_clicked_number_is_dialled_with_its_record_and_told_other_apps() {
    for kind in [Kind::Lightning, Kind::Classic] {
        let mut world = World::of(kind, &[]);
        world.click(0, "+49 30 012345601", Some((ADA, "Contact", "Ada Lovelace")));
        let [(number, Some(record))] = world.dialled.as_slice() else { panic!("{:?}", world.dialled) };
        assert_eq!((number.as_str(), record.name.as_str()), ("+49 30 012345601", "Ada Lovelace"));
        assert!(matches!(world.told.as_slice(), [(_, Told::ClickToDialPayload(it))] if it.record_id.0.is_some()));
        assert_eq!(world.crm().hint(), None);
    }
}

#[test]
fn a_number_that_is_clicked_too_early_waits_and_the_latest_counts() {
    let mut world = World::with(&[]);
    world.phone = Phone::Connecting;
    world.look();
    world.click(0, "1", None);
    world.click(0, "2", None);
    assert_eq!(world.crm().hint(), Some(&Hint::Waits("2".to_owned())));
    world.pass(29_000);
    world.phone = Phone::NotReady;
    world.look();
    assert_eq!(world.dialled.iter().map(|(number, _)| number.as_str()).collect::<Vec<_>>(), ["2"]);
    assert_eq!(world.crm().hint(), None);
    world.look();
    assert_eq!(world.dialled.len(), 1, "once");
}

#[test]
fn a_number_that_waited_too_long_or_was_dismissed_is_never_dialled() {
    for is_dismissed in [false, true] {
        let mut world = World::with(&[]);
        world.phone = Phone::SignedOff;
        world.look();
        world.click(0, "1", None);
        if is_dismissed {
            world.feed(0, Input::Dismiss);
            assert_eq!(world.crm().hint(), None);
        } else {
            world.pass(30_000);
            assert_eq!(world.crm().hint(), Some(&Hint::Late("1".to_owned())));
        }
        world.phone = Phone::Ready;
        world.look();
        assert!(world.dialled.is_empty());
    }
}

#[test]
fn without_waiting_each_reason_is_said() {
    let mut world = World::with(&[("hsQueueDials", "false")]);
    for phone in [Phone::Connecting, Phone::SignedOff, Phone::NotAtWork] {
        world.phone = phone;
        world.look();
        world.click(0, "1", None);
        assert_eq!(world.crm().hint(), Some(&Hint::Cannot("1".to_owned(), phone)));
    }
    world.phone = Phone::Ready;
    world.look();
    assert!(world.dialled.is_empty());
}

#[test]
fn what_is_no_number_is_not_dialled() {
    let mut world = World::with(&[]);
    world.click(0, "", None);
    assert!(world.dialled.is_empty() && world.told.is_empty());
}

#[test]
fn what_waits_goes_on_waiting_for_as_long_as_it_cannot_be_dialled() {
    let mut world = World::with(&[]);
    world.phone = Phone::Connecting;
    world.look();
    world.click(0, "1", None);
    world.phone = Phone::NotAtWork;
    world.look();
    assert_eq!((world.dialled.len(), world.crm().hint()), (0, Some(&Hint::Waits("1".to_owned()))));
}

#[test]
fn a_person_in_front_is_told_as_who_and_anything_else_as_what() {
    let mut world = World::with(&[]);
    for (id, expected) in [(ADA, (1, 0)), (HOPPER, (0, 1)), ("00Q000000000001AAA", (1, 0))] {
        world.told.clear();
        world.feed(0, Input::Happened(Event::Moved, format!(r#"{{"recordId":"{id}","recordName":"x"}}"#)));
        let [(_, Told::ObjectFieldParams(told))] = world.told.as_slice() else { panic!("{:?}", world.told) };
        assert_eq!((told.who_id.len(), told.what_id.len()), expected, "{id}");
    }
}
