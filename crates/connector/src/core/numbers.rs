//! What is dialled, called and pressed, as text that was checked once.

/// The longest number, queue name or run of tones.
const MOST_CHARACTERS: usize = 64;

/// A number as dialled or as shown for a caller: a telephone number, a service code (`*21#`) or the user of a SIP
/// address.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(String);

/// A queue, by the name that the telephone system gives it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct QueueName(Number);

impl Number {
    /// The text as a number, where it has 1 to 64 letters, digits and characters of `+*#.@-_`, and at least one of
    /// them can be dialled. Spaces and brackets are for people, who write numbers in many ways; whoever reads what
    /// people write takes them out first.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_dialled = |c: char| c.is_ascii_alphanumeric() || matches!(c, '*' | '#');
        let is_fine = |c: char| is_dialled(c) || matches!(c, '+' | '.' | '@' | '-' | '_');
        let is_number = text.len() <= MOST_CHARACTERS && text.chars().all(is_fine) && text.chars().any(is_dialled);
        is_number.then(|| Self(text.to_owned()))
    }

    /// The number.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl QueueName {
    /// The text as a queue's name, where it has 1 to 64 letters, digits and characters of `.-_`, and at least one
    /// letter or digit.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_name = |number: &Number| !number.as_str().contains(['+', '*', '#', '@']);
        Number::parse(text).filter(is_name).map(Self)
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// The name as the number that a caller of the queue has dialled.
    #[must_use]
    pub fn number(&self) -> Number {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_every_kind_are_read_and_what_cannot_be_dialled_is_refused() {
        for fine in ["5051", "+4930123456", "*21#", "anna.lee@pbx-1.example", "A", "x_y"] {
            assert_eq!(Number::parse(fine).unwrap().as_str(), fine);
        }
        for refused in ["", "+", "@-.", "50 51", "(030)1", "5051\n", "ü", "1,2", "a/b", &"1".repeat(65)] {
            assert_eq!(Number::parse(refused), None, "{refused:?}");
        }
    }

    #[test]
    fn a_queue_is_a_word() {
        assert_eq!(QueueName::parse("support-1").unwrap().number().as_str(), "support-1");
        for refused in ["", "*21#", "+49", "a@b", "two words", "-"] {
            assert_eq!(QueueName::parse(refused), None, "{refused:?}");
        }
    }
}
