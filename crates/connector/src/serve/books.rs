//! Phone books from CSV files.

use std::{collections::BTreeSet, fs, path::Path};

use hookswitch_protocol::cisco::ids::{DialString, Label};

use super::demo;
use crate::{
    config::{Config, Fault, Key},
    core::{Contact, Number, PhoneBook, PhoneBooks},
};

/// The first line of a book.
const HEADER: [&str; 4] = ["firstName", "lastName", "phoneNumber", "description"];
/// Faults of one book that are told: where every line has one, the first few say what it is.
const TOLD: usize = 20;

/// Reads every book that the configuration names; in demo mode there is one more.
///
/// # Errors
/// Every fault there is, by file and line.
pub(super) fn read(config: &Config) -> Result<PhoneBooks, Vec<Fault>> {
    let (mut of_all, mut of_teams, mut faults) = (Vec::new(), Vec::new(), Vec::new());
    if config.demo.value {
        of_all.push(demo::phone_book());
    }
    let mut load = |key: String, path: &Path, name: &str| match file(key, path, name) {
        Ok(book) => Some(book),
        Err(found) => {
            faults.extend(found);
            None
        }
    };
    for path in &config.phone_books.value {
        let name = path.file_stem().unwrap_or_default().to_string_lossy();
        of_all.extend(load(config.phone_books.source.spelling(Key::PhoneBooks), path, &name));
    }
    for rules in &config.teams.value {
        if let Some(path) = &rules.phone_book {
            let name = rules.team.name.as_str();
            let book = load(config.teams.source.spelling(Key::Teams), path, name);
            of_teams.extend(book.map(|book| (rules.team.name.clone(), book)));
        }
    }
    if faults.is_empty() { Ok(PhoneBooks::new(of_all, of_teams)) } else { Err(faults) }
}

fn file(key: String, path: &Path, name: &str) -> Result<PhoneBook, Vec<Fault>> {
    let bytes = fs::read(path).map_err(|error| {
        let wrong = format!("{} cannot be read: {error}.", path.display());
        vec![Fault::new(key, wrong, "Check the path and who may read it.")]
    })?;
    let name: String = name.chars().filter(|c| !c.is_control()).take(hookswitch_protocol::limits::NAME_CHARS).collect();
    let name = Label::parse(&name).unwrap_or_default();
    let contacts = contacts(&bytes).map_err(|wrongs| {
        let fault = |(line, wrong): (u64, String)| {
            let remedy = format!("Write {} as the first line, and a person a line below it.", HEADER.join(","));
            Fault::new(format!("{} line {line}", path.display()), wrong, remedy)
        };
        wrongs.into_iter().map(fault).collect::<Vec<_>>()
    })?;
    Ok(PhoneBook { name, contacts })
}

/// Who is in a book, or what is wrong with it, by line.
fn contacts(bytes: &[u8]) -> Result<Vec<Contact>, Vec<(u64, String)>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(bytes);
    let header = reader.headers().map_err(|error| vec![(1, told(&error))])?.clone();
    let (known, given): (BTreeSet<&str>, BTreeSet<&str>) = (HEADER.into_iter().collect(), header.iter().collect());
    if known != given || header.len() != HEADER.len() {
        return Err(vec![(1, "The columns are others.".to_owned())]);
    }
    let mut contacts = Vec::new();
    let mut wrongs = Vec::new();
    for record in reader.records() {
        let place = |position: Option<&csv::Position>| position.map_or(1, csv::Position::line);
        let read = record.map_err(|error| (place(error.position()), told(&error))).and_then(|record| {
            let field = |name| header.iter().zip(record.iter()).find(|(known, _)| *known == name).map(|(_, text)| text);
            contact(HEADER.map(|name| field(name).unwrap_or_default()))
                .map_err(|wrong| (place(record.position()), wrong))
        });
        match read {
            Ok(contact) => contacts.push(contact),
            Err(wrong) => wrongs.push(wrong),
        }
        if wrongs.len() == TOLD {
            break;
        }
    }
    if wrongs.is_empty() { Ok(contacts) } else { Err(wrongs) }
}

fn contact([first, last, number, description]: [&str; 4]) -> Result<Contact, String> {
    let label = |name: &str, text: &str| {
        Label::parse(text).ok_or_else(|| format!("{name} is longer than 255 characters, or has control characters."))
    };
    if first.is_empty() && last.is_empty() {
        return Err("There is no name.".to_owned());
    }
    // People write numbers with spaces and brackets, which nobody dials.
    let dialled: String = number.chars().filter(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '/')).collect();
    let number = Number::parse(&dialled).and_then(|number| DialString::parse(number.as_str()));
    Ok(Contact {
        first_name: label("firstName", first)?,
        last_name: label("lastName", last)?,
        number: number.ok_or("phoneNumber cannot be dialled.")?,
        description: label("description", description)?,
    })
}

fn told(error: &csv::Error) -> String {
    if let csv::ErrorKind::UnequalLengths { len, .. } = error.kind() {
        format!("There are {len} columns; the first line has 4.")
    } else if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) {
        "It is not UTF-8.".to_owned()
    } else {
        "It is no CSV.".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_are_read_in_any_order_of_columns_and_their_numbers_as_they_are_dialled() {
        let text = "\u{feff}phoneNumber,lastName,firstName,description\r\n+49 (30) 123/456,Hopper,Grace,\r\n\r\n8001,\"Lee, A.\",,\"Says \"\"hi\"\"\"\r\n";
        let people = contacts(text.as_bytes()).unwrap();
        let row = |contact: &Contact| {
            [&contact.first_name, &contact.last_name, &contact.description].map(|label| label.as_str().to_owned())
        };
        assert_eq!(
            people.iter().map(row).collect::<Vec<_>>(),
            [["Grace", "Hopper", ""], ["", "Lee, A.", "Says \"hi\""]]
        );
        let numbers: Vec<&str> = people.iter().map(|contact| contact.number.as_str()).collect();
        assert_eq!(numbers, ["+4930123456", "8001"]);
    }

    #[test]
    fn every_faulty_line_is_named() {
        let header = HEADER.join(",");
        let long = "x".repeat(256);
        let text = format!(
            "{header}\nA,B,8001,\nA,B,8001\n,,8001,\nA,B,,\nA,{long},8001,\nA,B,no!,\n\nA,B,8001,fine\nA,B,8001,a\tb\n"
        );
        let wrongs = contacts(text.as_bytes()).unwrap_err();
        assert_eq!(wrongs.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4, 5, 6, 7, 10]);
        let bad = [format!("{header}\nA,B,8001,").as_bytes(), &[0xff, b'\n']].concat();
        assert_eq!(contacts(&bad).unwrap_err(), [(2, "It is not UTF-8.".to_owned())]);
        for text in ["", "a;b;c;d\n", "firstName,lastName,phoneNumber\n", "A,B,8001,\n"] {
            assert_eq!(contacts(text.as_bytes()).unwrap_err()[0].0, 1, "{text:?}");
        }
    }

    #[test]
    fn a_book_that_is_faulty_all_over_is_told_in_few_words() {
        let text = [HEADER.join(","), "A,B,!,\n".repeat(1_000)].join("\n");
        assert_eq!(contacts(text.as_bytes()).unwrap_err().len(), TOLD);
    }
}
