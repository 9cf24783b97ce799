//! What a command prints: text for people or JSON for scripts. A reader that has gone away is no failure.

use std::io::{BufRead, IsTerminal, Write, stderr, stdin, stdout};

use serde_json::Value;

use super::failure::Failure;

#[derive(Clone, Copy, Debug)]
pub(super) enum Output {
    Text,
    Json,
}

impl Output {
    pub(super) const fn new(json: bool) -> Self {
        if json { Self::Json } else { Self::Text }
    }

    /// Prints the result in the form that was asked for.
    pub(super) fn result(self, text: impl FnOnce() -> String, json: impl FnOnce() -> Value) {
        let result = match self {
            Self::Text => text(),
            Self::Json => json().to_string(),
        };
        print(&result);
    }

    /// Tells a person something that is no part of the result.
    pub(super) fn note(self, text: &str) {
        match self {
            Self::Text => {
                let _ = writeln!(stderr(), "{text}");
            }
            Self::Json => {}
        }
    }

    /// Asks a person, whatever the form of the result.
    pub(super) fn ask(self, question: &str) {
        let _ = writeln!(stderr(), "{question}");
    }

    /// Asks a person whether to go on, and a script nothing.
    pub(super) fn confirm(self, yes: bool, question: &str) -> Result<(), Failure> {
        if yes || !stdin().is_terminal() {
            return Ok(());
        }
        self.ask(&format!("{question} Type yes to go on."));
        let mut answer = String::new();
        let answered = stdin().lock().read_line(&mut answer);
        match answered {
            Ok(_) if answer.trim() == "yes" => Ok(()),
            Ok(_) | Err(_) => Err(Failure::failed("Nothing was done.", "Type yes, or add --yes.")),
        }
    }

    pub(super) fn failed(self, failure: &Failure) {
        if matches!(failure, Failure::AnswerIsNo) {
            return;
        }
        let text = match self {
            Self::Text => failure.to_text(),
            Self::Json => failure.to_json().to_string(),
        };
        let _ = writeln!(stderr(), "{text}");
    }
}

/// Prints a result whose form was chosen by another flag than `--json`.
pub(super) fn print(result: &str) {
    let _ = writeln!(stdout(), "{}", result.trim_end_matches('\n'));
}

/// Columns as wide as their widest cell.
pub(super) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    rows.iter()
        .map(|row| {
            let cells = row.iter().zip(&widths).map(|(cell, width)| format!("{cell:<width$}"));
            cells.collect::<Vec<_>>().join("  ").trim_end().to_owned() + "\n"
        })
        .collect()
}
