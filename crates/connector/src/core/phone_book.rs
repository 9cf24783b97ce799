//! Phone books: cut into parts once, however many agents ask for them.

use std::collections::{BTreeMap, HashMap};

use hookswitch_protocol::{
    cisco::{
        ids::{DialString, Label},
        lists::{BookType, Contact as ContactOnWire, PhoneBook as BookOnWire, PhoneBooks as PartOnWire},
    },
    ids::DisplayName,
    values::Shared,
};

use super::{greeting::uri, parts, team::TeamName};

/// A phone book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PhoneBook {
    /// What people call it.
    pub name: Label,
    /// Who is in it.
    pub contacts: Vec<Contact>,
}

/// Somebody in a phone book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// First name.
    pub first_name: Label,
    /// Last name.
    pub last_name: Label,
    /// The number, as it is dialled.
    pub number: DialString,
    /// What else there is to say.
    pub description: Label,
}

/// Every phone book: those of everybody, and those of single teams.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PhoneBooks {
    of_all: Vec<Piece>,
    of_teams: BTreeMap<TeamName, Vec<Piece>>,
    /// Who has a number, by the books of everybody; the first entry counts.
    names: HashMap<String, DisplayName>,
}

/// What one message holds.
type Piece = Shared<Vec<BookOnWire>>;

impl PhoneBooks {
    /// These books.
    #[must_use]
    pub fn new(of_all: Vec<PhoneBook>, of_teams: Vec<(TeamName, PhoneBook)>) -> Self {
        let mut names = HashMap::new();
        for contact in of_all.iter().flat_map(|book| &book.contacts) {
            let name = [contact.first_name.as_str(), contact.last_name.as_str()].join(" ");
            if let Some(name) = DisplayName::parse(name.trim()) {
                names.entry(contact.number.as_str().to_owned()).or_insert(name);
            }
        }
        let mut number = 0;
        let mut pieces = |book, book_type| {
            number += 1;
            pieces(book, book_type, number)
        };
        Self {
            of_all: of_all.into_iter().flat_map(|book| pieces(book, BookType::Global)).collect(),
            of_teams: of_teams.into_iter().map(|(team, book)| (team, pieces(book, BookType::Team))).collect(),
            names,
        }
    }

    /// Who has this number, as the books of everybody have it.
    pub(super) fn name(&self, number: &str) -> Option<DisplayName> {
        self.names.get(number).cloned()
    }

    /// The parts of what an agent of the team reads: at least one.
    pub(super) fn parts(&self, team: &TeamName) -> Vec<PartOnWire> {
        let own = self.of_teams.get(team).into_iter().flatten();
        let pieces = self.of_all.iter().chain(own).cloned().map(Some).collect();
        let part =
            |(part, piece): (_, Option<Piece>)| PartOnWire { part, data: piece.unwrap_or_else(|| Vec::new().into()) };
        parts::numbered(pieces).into_iter().map(part).collect()
    }
}

fn pieces(book: PhoneBook, book_type: BookType, number: u32) -> Vec<Piece> {
    let place = format!("PhoneBook/{number}");
    let contact = |(at, contact): (u32, Contact)| ContactOnWire {
        first_name: contact.first_name,
        last_name: contact.last_name,
        phone_number: contact.number,
        description: contact.description,
        uri: uri(&[&place, "/Contact/", &at.to_string()]),
    };
    let name = book.name;
    let piece = |contacts| vec![BookOnWire { name: name.clone(), book_type, uri: uri(&[&place]), contacts }].into();
    parts::cut((1..).zip(book.contacts).map(contact).collect()).into_iter().map(piece).collect()
}

#[cfg(test)]
mod tests {
    use hookswitch_protocol::{
        Frame, ReplyTo,
        cisco::FromConnector,
        frame::Packet,
        ids::{RequestId, ResponseUrl, SourceName, SubscriberId},
        limits,
    };

    use super::*;

    fn wide(chars: usize) -> String {
        "😀\"".repeat(chars / 2)
    }

    fn book(name: &str, contacts: usize) -> PhoneBook {
        let contact = Contact {
            first_name: Label::parse(&wide(255)).unwrap(),
            last_name: Label::parse(&wide(255)).unwrap(),
            number: DialString::parse(&wide(128)).unwrap(),
            description: Label::parse(&wide(255)).unwrap(),
        };
        PhoneBook { name: Label::parse(name).unwrap(), contacts: vec![contact; contacts] }
    }

    #[test]
    fn who_has_a_number_is_known_from_the_books_of_everybody() {
        let anna = Contact {
            first_name: Label::parse("Anna").unwrap(),
            last_name: Label::default(),
            number: DialString::parse("+4930").unwrap(),
            description: Label::default(),
        };
        let book = PhoneBook { name: Label::parse("all").unwrap(), contacts: vec![anna] };
        let books = PhoneBooks::new(vec![book.clone()], Vec::new());
        assert_eq!(books.name("+4930"), DisplayName::parse("Anna"));
        assert_eq!(PhoneBooks::new(Vec::new(), vec![(TeamName::default(), book)]).name("+4930"), None);
    }

    #[test]
    fn no_part_is_larger_than_a_frame_whatever_stands_in_the_book_and_nobody_is_left_out() {
        let team = TeamName::default();
        let books = PhoneBooks::new(vec![book(&wide(254), 100)], vec![(team.clone(), book("b", 1))]);
        let parts = books.parts(&team);
        let packet = Packet {
            channel: SourceName::parse(&wide(254)).unwrap(),
            response_url: ResponseUrl::parse(&wide(2_048)),
            subscriber_id: SubscriberId::parse(&wide(64)),
        };
        let reply_to = ReplyTo { id: RequestId::parse(&wide(64)), packet: Some(Box::new(packet)) };
        for part in parts.clone() {
            let body = FromConnector::PhoneDirectory(part);
            let frame = Frame { source: SourceName::default(), reply_to: reply_to.clone(), body };
            assert!(frame.encode().len() <= limits::FRAME_BYTES);
        }
        let contacts = |part: &PartOnWire| part.data.iter().map(|book| book.contacts.len()).sum::<usize>();
        assert_eq!(parts.iter().map(contacts).sum::<usize>(), 101);
        let of: Vec<_> = parts.iter().map(|part| part.part.map(|part| (part.number(), part.of()))).collect();
        assert!(parts.len() > 5, "{of:?}");
        let count = u32::try_from(parts.len()).unwrap();
        assert_eq!(of, (1..=count).map(|number| Some((number, count))).collect::<Vec<_>>());
    }

    #[test]
    fn a_team_reads_what_everybody_reads_and_its_own_and_nobody_has_a_copy() {
        let team = TeamName::parse("Gold").unwrap();
        let books = PhoneBooks::new(vec![book("all", 1)], vec![(team.clone(), book("gold", 1))]);
        let names = |parts: &[PartOnWire]| -> Vec<(String, BookType, String)> {
            let row = |book: &BookOnWire| (book.name.as_str().to_owned(), book.book_type, book.uri.as_str().to_owned());
            parts.iter().flat_map(|part| part.data.iter().map(row).collect::<Vec<_>>()).collect()
        };
        let all = ("all".to_owned(), BookType::Global, "/finesse/api/PhoneBook/1".to_owned());
        let gold = ("gold".to_owned(), BookType::Team, "/finesse/api/PhoneBook/2".to_owned());
        assert_eq!(names(&books.parts(&team)), [all.clone(), gold]);
        assert_eq!(names(&books.parts(&TeamName::default())), [all]);
        let (one, other) = (books.parts(&team), books.parts(&TeamName::default()));
        assert!(std::ptr::eq(&raw const *one[0].data, &raw const *other[0].data));
    }

    #[test]
    fn without_a_book_there_is_one_empty_part() {
        let parts = PhoneBooks::default().parts(&TeamName::default());
        assert_eq!(parts, [PartOnWire { part: None, data: Vec::new().into() }]);
    }
}
