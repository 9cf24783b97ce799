//! Searching the phone books.

use hookswitch_protocol::cisco::lists::Contact;

/// The contacts in which every word of `text` begins a word or stands in the number; all where nothing is searched for.
#[must_use]
pub fn found<'a>(contacts: &'a [Contact], text: &str) -> Vec<&'a Contact> {
    let words: Vec<String> = text.split(char::is_whitespace).map(fold).collect();
    contacts.iter().filter(|contact| words.iter().all(|word| word.is_empty() || has(contact, word))).collect()
}

fn has(contact: &Contact, word: &str) -> bool {
    let texts = [&contact.first_name, &contact.last_name, &contact.description];
    texts.iter().any(|text| begins(text.as_str(), word)) || is_in_number(contact.phone_number.as_str(), word)
}

/// Whether a word of `text` begins with `word`, which is folded.
fn begins(text: &str, word: &str) -> bool {
    text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).any(|part| {
        let mut letters = part.chars().map(folded);
        word.chars().all(|wanted| letters.next() == Some(wanted))
    })
}

fn is_in_number(number: &str, word: &str) -> bool {
    let digits = |text: &str| text.bytes().filter(u8::is_ascii_digit).collect::<Vec<_>>();
    let wanted = digits(word);
    wanted.len() == word.chars().filter(|c| !matches!(c, '+' | '-' | '/' | '(' | ')' | '.')).count()
        && !wanted.is_empty()
        && digits(number).windows(wanted.len()).any(|part| part == wanted)
}

fn fold(text: &str) -> String {
    text.chars().map(folded).collect()
}

/// A letter without its case and, for those of western Europe, without its accent: nobody types one to find a name. The
/// tables for all others would cost the page more than the search.
fn folded(c: char) -> char {
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

    fn names(text: &str) -> Vec<String> {
        let all = [
            contact("Zoë", "Müller-Lüdenscheidt", "+49 30 123456", "Purchasing"),
            contact("Anna", "Lee", "5054", "Answers at once"),
            contact("", "Warehouse", "8003", ""),
        ];
        found(&all, text).iter().map(|contact| contact.last_name.as_str().to_owned()).collect()
    }

    #[test]
    fn every_word_has_to_begin_a_word_of_the_contact_in_any_case_and_with_or_without_accents() {
        for (text, expected) in [
            ("zoe", vec!["Müller-Lüdenscheidt"]),
            ("MULLER", vec!["Müller-Lüdenscheidt"]),
            ("lüden pur", vec!["Müller-Lüdenscheidt"]),
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
