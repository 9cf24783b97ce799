//! Texts that are put into questions to the org.

use std::fmt::Write;

/// A text as SOQL writes it in quotes.
pub(super) fn quoted(text: &str) -> String {
    let mut soql = String::from("'");
    for c in text.chars() {
        match c {
            '\\' => soql.push_str("\\\\"),
            '\'' => soql.push_str("\\'"),
            '"' => soql.push_str("\\\""),
            '\n' => soql.push_str("\\n"),
            '\r' => soql.push_str("\\r"),
            '\t' => soql.push_str("\\t"),
            other => soql.push(other),
        }
    }
    soql.push('\'');
    soql
}

/// A text as it stands in a query or form of a web address.
pub(super) fn encoded(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            encoded.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_quotes() {
        assert_eq!(quoted("a@b.example"), "'a@b.example'");
        assert_eq!(quoted("o'hara\\' OR Name != '"), "'o\\'hara\\\\\\' OR Name != \\''");
        assert_eq!(quoted("a\r\n\t\"b"), "'a\\r\\n\\t\\\"b'");
    }

    #[test]
    fn what_means_something_in_an_address_is_encoded() {
        assert_eq!(encoded("a b&c=d+é'~"), "a%20b%26c%3Dd%2B%C3%A9%27~");
    }
}
