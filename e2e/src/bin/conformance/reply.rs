//! A frame from the connector, and what the rules ask of it.

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

/// A frame from the connector, checked to be written strictly.
#[derive(Clone)]
pub(crate) struct Reply {
    frame: Value,
    story: String,
}

impl Reply {
    /// Reads a text frame; `story` is what went before it.
    pub(crate) fn read(text: &str, story: &str) -> Result<Self> {
        let frame: Value = serde_json::from_str(text).with_context(|| format!("not JSON: {}", shortened(text)))?;
        let reply = Self { frame, story: story.to_owned() };
        ensure!(!has_space_between(text), "written with spaces: {}", shortened(text));
        Ok(reply)
    }

    /// A part of the frame, by JSON pointer; `null` where there is none.
    pub(crate) fn at(&self, pointer: &str) -> Value {
        self.frame.pointer(pointer).cloned().unwrap_or_default()
    }

    /// `channel/topic/subtopic`.
    pub(crate) fn address(&self) -> String {
        let word = |key: &str| self.frame.get(key).and_then(Value::as_str).unwrap_or_default();
        [word("channel"), word("topic"), word("subtopic")].join("/")
    }

    /// The frame for people to read, with what went before it.
    pub(crate) fn told(&self) -> String {
        format!("{}\n{}", without_passwords(&self.frame.to_string()), self.story)
    }

    /// The whole frame.
    pub(crate) fn frame(&self) -> &Value {
        &self.frame
    }

    /// The reference it repeats.
    pub(crate) fn id(&self) -> Option<&str> {
        self.frame.get("id").and_then(Value::as_str)
    }

    /// A field of the payload; `null` where there is none.
    pub(crate) fn data(&self, field: &str) -> Value {
        self.frame.get("data").and_then(|data| data.get(field)).cloned().unwrap_or_default()
    }

    /// Whether it is this message of the channel `Connector`, with a source.
    pub(crate) fn is(&self, topic: &str, subtopic: &str) -> Result<()> {
        let word = |key: &str| self.frame.get(key).and_then(Value::as_str).unwrap_or_default();
        let found = [word("channel"), word("topic"), word("subtopic")];
        ensure!(
            found == ["Connector", topic, subtopic] && !word("source").is_empty() && self.frame.get("data").is_some(),
            "not Connector/{topic}/{subtopic} with source and data: {}\n{}",
            self.frame,
            self.story
        );
        Ok(())
    }

    /// Whether it says that the request was done.
    pub(crate) fn succeeded(&self) -> Result<()> {
        let done = self.data("Success") == json!(true) && self.data("ErrorMessage").is_null();
        ensure!(done, "not Success: {}\n{}", self.frame, self.story);
        Ok(())
    }

    /// Whether it refuses with this code, either way a refusal is written, and with a text for people.
    pub(crate) fn refused(&self, code: &str) -> Result<()> {
        let text = [self.data("ErrorMessage"), self.data("message")];
        let has_text = text.iter().any(|text| text.as_str().is_some_and(|text| !text.is_empty()));
        let refused = self.data("code") == code && self.data("Success") != json!(true) && has_text;
        ensure!(refused, "not refused with {code} and a text: {}\n{}", self.frame, self.story);
        Ok(())
    }

    /// Whether it is `Error/SetError` with this code.
    pub(crate) fn is_error(&self, code: &str) -> Result<()> {
        self.is("Error", "SetError")?;
        self.refused(code)
    }
}

/// A message of the channel `Connector`.
pub(crate) fn message(topic: &str, subtopic: &str, data: Value) -> Value {
    message_on("Connector", topic, subtopic, data)
}

/// A message of any channel.
pub(crate) fn message_on(channel: &str, topic: &str, subtopic: &str, data: Value) -> Value {
    json!({ "channel": channel, "topic": topic, "subtopic": subtopic, "source": "conformance", "data": data })
}

/// A text in which nobody reads a password, nor what stands for one.
pub(crate) fn without_passwords(text: &str) -> String {
    ["assword\":\"", "redential\":\""].iter().fold(text.to_owned(), |text, key| masked(&text, key))
}

fn masked(text: &str, key: &str) -> String {
    let mut pieces = text.split(key);
    let first = pieces.next().unwrap_or_default().to_owned();
    pieces.fold(first, |masked, piece| {
        let end = piece.find('"').unwrap_or(piece.len());
        let stars = if end == 0 { "" } else { "***" };
        masked + key + stars + piece.get(end..).unwrap_or_default()
    })
}

/// The payload of a registration; `more` is added to it or replaces parts of it.
pub(crate) fn registration(more: Value) -> Value {
    let mut data = json!({ "channels": [], "url": "https://conformance.example.com/", "protocol": 1, "tab": "t-1" });
    if let (Some(data), Value::Object(more)) = (data.as_object_mut(), more) {
        data.extend(more);
    }
    data
}

/// Whether white space stands between the tokens of a JSON text.
fn has_space_between(text: &str) -> bool {
    let (mut in_string, mut escaped) = (false, false);
    text.chars().any(|c| {
        let quote = c == '"' && !escaped;
        escaped = in_string && c == '\\' && !escaped;
        in_string ^= quote;
        !in_string && c.is_ascii_whitespace()
    })
}

/// The beginning of a text, for a person to read.
pub(crate) fn shortened(text: &str) -> String {
    const MOST: usize = 300;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}… ({} bytes)", text.get(..end).unwrap_or_default(), text.len()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_password_is_shown() {
        let text = r#"{"username":"1","password":"a@1","Password":"b","savedCredential":"c","password":""}"#;
        let masked = r#"{"username":"1","password":"***","Password":"***","savedCredential":"***","password":""}"#;
        assert_eq!(without_passwords(text), masked);
    }

    #[test]
    fn spaces_count_only_between_tokens() {
        assert!(!has_space_between(r#"{"a b":"c \" d"}"#));
        assert!(has_space_between(r#"{"a": 1}"#));
        assert!(has_space_between("{\"a\\\\\" :1}"));
    }
}
