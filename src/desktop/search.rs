//! Searching the phone books.

use hookswitch_protocol::cisco::lists::Contact;
use hookswitch_session::desk::{Book, Edition};

/// What is searched for in the phone books, and what was found: it takes long in a large one, and the page is drawn
/// each second.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Search {
    text: String,
    /// Where each contact stands in the book.
    found: Vec<usize>,
    /// What was searched; nothing since the text is another one.
    searched: Option<Edition>,
}

impl Search {
    /// What is searched for.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Searches for this from the next run on.
    pub fn put(&mut self, text: String) {
        self.text = text;
        self.searched = None;
    }

    /// Finds the contacts in which every word of the text begins a word or stands in the number, all where there is no
    /// text; again only in another book or for another text.
    pub fn run(&mut self, book: &Book) {
        if self.searched.as_ref() == Some(&book.edition) {
            return;
        }
        let words: Vec<Word> = self.text.split_whitespace().map(Word::of).collect();
        let is_found = |contact: &Contact| words.iter().all(|word| word.is_in(contact));
        self.found = (0..).zip(&book.contacts).filter(|(_, contact)| is_found(contact)).map(|(at, _)| at).collect();
        self.searched = Some(book.edition.clone());
    }

    /// How many were found.
    #[must_use]
    pub const fn count(&self) -> usize {
        self.found.len()
    }

    /// One of those that were found.
    #[must_use]
    pub fn contact<'a>(&self, book: &'a Book, row: usize) -> Option<&'a Contact> {
        book.contacts.get(*self.found.get(row)?)
    }
}

/// A word that is searched for, made ready once for all contacts.
struct Word {
    letters: Vec<char>,
    /// Its digits; none where it can be no part of a number.
    digits: Vec<u8>,
}

impl Word {
    fn of(text: &str) -> Self {
        let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_digit).collect();
        let is_number =
            digits.len() == text.chars().filter(|c| !matches!(c, '+' | '-' | '/' | '(' | ')' | '.')).count();
        Self { letters: text.chars().map(folded).collect(), digits: if is_number { digits } else { Vec::new() } }
    }

    fn is_in(&self, contact: &Contact) -> bool {
        let Contact { first_name, last_name, description, phone_number, .. } = contact;
        [first_name, last_name, description].iter().any(|text| self.begins_in(text.as_str()))
            || self.is_in_number(phone_number.as_str())
    }

    /// Whether a word of `text` begins with it.
    fn begins_in(&self, text: &str) -> bool {
        let mut is_start = true;
        for (at, byte) in text.bytes().enumerate() {
            if is_start && self.begins(text.get(at..).unwrap_or_default()) {
                return true;
            }
            is_start = byte.is_ascii() && !byte.is_ascii_alphanumeric();
        }
        false
    }

    fn begins(&self, text: &str) -> bool {
        let mut letters = text.chars().map(folded);
        self.letters.iter().all(|wanted| letters.next() == Some(*wanted))
    }

    fn is_in_number(&self, number: &str) -> bool {
        let mut rest = number.bytes().filter(u8::is_ascii_digit);
        !self.digits.is_empty()
            && loop {
                let mut digits = rest.clone();
                if self.digits.iter().all(|wanted| digits.next() == Some(*wanted)) {
                    break true;
                }
                if rest.next().is_none() {
                    break false;
                }
            }
    }
}

/// A letter without its case and, for those of western Europe, without its accent: nobody types one to find a name. The
/// tables for all others would cost the page more than the search.
const fn folded(c: char) -> char {
    match c {
        'A'..='Z' => c.to_ascii_lowercase(),
        'À'..='Å' | 'à'..='å' => 'a',
        'Ç' | 'ç' => 'c',
        'È'..='Ë' | 'è'..='ë' => 'e',
        'Ì'..='Ï' | 'ì'..='ï' => 'i',
        'Ñ' | 'ñ' => 'n',
        'Ò'..='Ö' | 'ò'..='ö' | 'Ø' | 'ø' => 'o',
        'Ù'..='Ü' | 'ù'..='ü' => 'u',
        'Ý' | 'ý' | 'ÿ' => 'y',
        'ß' => 's',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use hookswitch_protocol::cisco::ids::{DialString, Label, ResourceUri};

    use super::*;

    fn contact(first: &str, last: &str, number: &str, description: &str) -> Contact {
        Contact {
            first_name: Label::parse(first).unwrap(),
            last_name: Label::parse(last).unwrap(),
            phone_number: DialString::parse(number).unwrap(),
            description: Label::parse(description).unwrap(),
            uri: ResourceUri::default(),
        }
    }

    fn book() -> Book {
        let contacts = vec![
            contact("Zoë", "Müller-Lüdenscheidt", "+49 30 123456", "Purchasing"),
            contact("Anna", "Lee", "5054", "Answers at once"),
            contact("", "Warehouse", "8003", ""),
        ];
        Book { contacts, ..Book::default() }
    }

    fn names(text: &str) -> Vec<String> {
        let (mut search, book) = (Search::default(), book());
        search.put(text.to_owned());
        search.run(&book);
        let name = |row| search.contact(&book, row).unwrap().last_name.as_str().to_owned();
        (0..search.count()).map(name).collect()
    }

    #[test]
    fn a_book_is_searched_again_only_when_it_or_the_text_is_another_one() {
        let (mut search, mut book) = (Search::default(), book());
        search.run(&book);
        assert_eq!(search.count(), 3);
        // Told by nobody, so that it is seen whether somebody looks.
        book.contacts.truncate(2);
        search.run(&book);
        assert_eq!(search.count(), 3, "it was searched again");
        search.put("lee".to_owned());
        search.run(&book);
        assert_eq!(search.count(), 1);
        book = Book { edition: Edition::default(), contacts: Vec::new(), ..book };
        search.run(&book);
        assert_eq!(search.count(), 0);
    }

    #[test]
    fn every_word_has_to_begin_a_word_of_the_contact_in_any_case_and_with_or_without_accents() {
        for (text, expected) in [
            ("zoe", vec!["Müller-Lüdenscheidt"]),
            ("MULLER", vec!["Müller-Lüdenscheidt"]),
            ("lüden pur", vec!["Müller-Lüdenscheidt"]),
            ("müller-lud", vec!["Müller-Lüdenscheidt"]),
            ("lee anna", vec!["Lee"]),
            ("once", vec!["Lee"]),
            ("ee", vec![]),
            ("lee zoe", vec![]),
            ("", vec!["Müller-Lüdenscheidt", "Lee", "Warehouse"]),
            ("  ", vec!["Müller-Lüdenscheidt", "Lee", "Warehouse"]),
        ] {
            assert_eq!(names(text), expected, "{text}");
        }
    }

    #[test]
    fn digits_are_found_anywhere_in_the_number_however_it_is_written() {
        assert_eq!(names("3012"), ["Müller-Lüdenscheidt"]);
        assert_eq!(names("+49"), ["Müller-Lüdenscheidt"]);
        assert_eq!(names("054"), ["Lee"]);
        assert_eq!(names("5a"), Vec::<String>::new());
    }
}
