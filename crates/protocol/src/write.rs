//! Writing JSON strictly: one spelling, no spaces.

use crate::{json::Json, wire::Wire};

/// A number in digits. The library's way to do that brings all of its formatting, which is 1 kB of the page.
#[must_use]
pub fn decimal(number: u64) -> String {
    let mut digits = String::new();
    let mut rest = number;
    loop {
        digits.insert(0, char::from(b'0' + (rest % 10) as u8));
        rest /= 10;
        if rest == 0 {
            return digits;
        }
    }
}

/// A JSON text in the making.
#[derive(Debug)]
pub struct Writer {
    text: String,
}

impl Default for Writer {
    /// Most frames take less room than this.
    fn default() -> Self {
        Self { text: String::with_capacity(512) }
    }
}

impl Writer {
    /// The finished text.
    #[must_use]
    pub fn finish(self) -> String {
        self.text
    }

    /// Writes an object whose fields `fill` writes.
    pub fn object(&mut self, fill: impl FnOnce(&mut Self)) {
        self.text.push('{');
        fill(self);
        self.text.push('}');
    }

    /// Writes an array of `items`.
    pub fn array<'i, T: Wire + 'i>(&mut self, items: impl IntoIterator<Item = &'i T>) {
        self.text.push('[');
        for item in items {
            self.separate();
            item.write(self);
        }
        self.text.push(']');
    }

    /// Writes one field of an object; a value that is absent writes nothing.
    pub fn field<T: Wire>(&mut self, key: &'static str, value: &T) {
        if !value.is_absent() {
            // The contract's own names hold nothing that would have to be escaped.
            self.separate();
            self.text.push('"');
            self.text.push_str(key);
            self.text.push_str("\":");
            value.write(self);
        }
    }

    /// Writes the key of a field whose value follows.
    pub fn key(&mut self, key: &str) {
        self.separate();
        self.string(key);
        self.text.push(':');
    }

    /// Writes a string.
    pub fn string(&mut self, value: &str) {
        self.text.push('"');
        let mut rest = value;
        while let Some(at) = rest.bytes().position(|byte| byte < 0x20 || byte == b'"' || byte == b'\\') {
            let (plain, special) = rest.split_at(at);
            self.text.push_str(plain);
            let byte = special.bytes().next().unwrap_or_default();
            match byte {
                b'"' => self.text.push_str("\\\""),
                b'\\' => self.text.push_str("\\\\"),
                b'\n' => self.text.push_str("\\n"),
                b'\r' => self.text.push_str("\\r"),
                b'\t' => self.text.push_str("\\t"),
                0x8 => self.text.push_str("\\b"),
                0xc => self.text.push_str("\\f"),
                other => {
                    self.text.push_str(if other < 0x10 { "\\u000" } else { "\\u001" });
                    self.text.push(char::from_digit(u32::from(other & 0xf), 16).unwrap_or('0'));
                }
            }
            rest = special.get(1..).unwrap_or_default();
        }
        self.text.push_str(rest);
        self.text.push('"');
    }

    /// Writes something that is JSON by itself: a number, `true`, `null`.
    pub fn literal(&mut self, json: &str) {
        self.text.push_str(json);
    }

    /// Writes a value that was read.
    pub fn json(&mut self, json: &Json<'_>) {
        match json {
            Json::Null => self.literal("null"),
            Json::Bool(value) => value.write(self),
            Json::Number(digits) => self.literal(digits),
            Json::String(text) => self.string(text),
            Json::Array(items) => {
                self.text.push('[');
                for item in items {
                    self.separate();
                    self.json(item);
                }
                self.text.push(']');
            }
            Json::Object(fields) => self.object(|out| {
                for (key, value) in fields {
                    out.key(key);
                    out.json(value);
                }
            }),
        }
    }

    fn separate(&mut self) {
        // A string value ends in a quote, so these bytes can only be the structure's own.
        if !matches!(self.text.as_bytes().last(), Some(b'{' | b'[' | b':') | None) {
            self.text.push(',');
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn any_number_is_written_in_the_digits_the_library_gives_it(number in any::<u64>(), small in 0..200_u64) {
            prop_assert_eq!(decimal(number), number.to_string());
            prop_assert_eq!(decimal(small), small.to_string());
        }

        #[test]
        fn any_string_comes_back_from_a_foreign_reader(text in any::<String>()) {
            let mut out = Writer::default();
            out.string(&text);
            prop_assert_eq!(serde_json::from_str::<String>(&out.finish()).unwrap(), text);
        }
    }
}
