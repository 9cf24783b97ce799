//! Phone books: what is pushed, and what is answered.

use hookswitch_connector::core::{Contact, Effect, PhoneBook, PhoneBooks, TeamName};
use hookswitch_protocol::{
    channels::{Answer, Request},
    cisco::{
        FromConnector, ToConnector,
        error::ApiFault,
        ids::{DialString, Label},
        lists::{self, GetPhoneDirectory},
    },
    limits,
};

use crate::{
    cti::{NAME, people},
    script::Script,
};

fn book(name: &str, contacts: usize) -> PhoneBook {
    let contact = Contact {
        first_name: Label::parse("Grace").unwrap(),
        last_name: Label::parse(&"x".repeat(200)).unwrap(),
        number: DialString::parse("8001").unwrap(),
        description: Label::default(),
    };
    PhoneBook { name: Label::parse(name).unwrap(), contacts: vec![contact; contacts] }
}

fn script(books: PhoneBooks) -> Script {
    let mut script = Script::with(limits::SITE_LICENCE, |settings| hookswitch_connector::core::Settings {
        phone_books: books,
        ..settings
    });
    script.users = people();
    script.reload();
    script
}

fn asked(part: Option<u32>) -> Request {
    Request::Cisco(ToConnector::GetPhoneDirectory(GetPhoneDirectory { part }))
}

/// Number and count of a part, and the books in it.
fn told(books: &lists::PhoneBooks) -> (Option<(u32, u32)>, Vec<&str>) {
    (books.part.map(|part| (part.number(), part.of())), books.data.iter().map(|book| book.name.as_str()).collect())
}

impl Script {
    fn hears_parts(&mut self) -> Vec<lists::PhoneBooks> {
        let Effect::TellAll { frames, .. } = self.next() else { panic!("should be told in parts") };
        assert!(frames.iter().all(|frame| frame.reply_to.id.as_ref().is_some_and(|id| id.as_str() == "25")));
        let part = |body| match body {
            Answer::Cisco(FromConnector::PhoneDirectory(books)) => books,
            other => panic!("should be a part of the phone books, not {other:?}"),
        };
        frames.into_iter().map(|frame| part(frame.body)).collect()
    }
}

#[test]
fn the_first_part_is_pushed_and_every_part_or_the_one_that_is_asked_for_is_answered() {
    let of_teams = vec![(TeamName::default(), book("team", 1)), (TeamName::parse("Other").unwrap(), book("other", 1))];
    let mut script = script(PhoneBooks::new(vec![book("house", 200)], of_teams));
    let conn = script.registers();
    script.tries(conn, NAME, "5069", true);
    script.hears_set(conn);
    script.attaches();
    for _ in 0..15 {
        if let FromConnector::PhoneBook(first) = script.cti(conn) {
            assert_eq!(told(&first), (Some((1, 3)), vec!["house"]));
        }
    }
    script.asks(conn, Some("25"), asked(None));
    let parts = script.hears_parts();
    let told: Vec<_> = parts.iter().map(told).collect();
    assert_eq!(told, [(Some((1, 3)), vec!["house"]), (Some((2, 3)), vec!["house"]), (Some((3, 3)), vec!["team"])]);
    script.asks(conn, Some("25"), asked(Some(3)));
    assert!(matches!(script.cti(conn), FromConnector::PhoneDirectory(part) if part == parts[2]));
    for part in [0, 4, u32::MAX] {
        script.asks(conn, None, asked(Some(part)));
        assert_eq!(script.fault(conn), ApiFault::UnknownPart);
    }
    script.ends();
}
