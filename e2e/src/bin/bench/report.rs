//! Markdown tables and verdicts.

use std::fmt::Display;
use std::process::ExitCode;

/// A Markdown table; the first column is text, the others are numbers.
pub(crate) struct Table {
    lines: Vec<String>,
}

impl Table {
    /// An empty table under a heading.
    pub(crate) fn new(heading: &str, columns: &[&str]) -> Self {
        let rule = columns.iter().skip(1).fold("|---|".to_owned(), |rule, _| rule + "---:|");
        let head = format!("| {} |", columns.join(" | "));
        Self { lines: vec![format!("### {heading}\n"), head, rule] }
    }

    /// One row.
    pub(crate) fn row(&mut self, cells: &[String]) {
        self.lines.push(format!("| {} |", cells.join(" | ")));
    }

    /// Prints it.
    pub(crate) fn print(self) {
        println!("{}\n", self.lines.join("\n"));
    }
}

/// What was promised and whether it holds.
#[derive(Default)]
pub(crate) struct Report {
    broken: usize,
}

impl Report {
    /// Prints a verdict: `have` must be at most `ceiling`.
    pub(crate) fn at_most(&mut self, what: &str, have: f64, ceiling: f64, unit: &str) {
        let holds = have <= ceiling;
        let verdict = if holds { "holds" } else { "BROKEN" };
        let over = if holds { String::new() } else { format!(" by {:.1} %", (have / ceiling - 1.0) * 100.0) };
        println!("- {verdict}{over}: {what}: {}{unit}, at most {}{unit}", figure(have), figure(ceiling));
        self.broken += usize::from(!holds);
    }

    /// 1 where a ceiling broke.
    pub(crate) fn exit_code(&self) -> ExitCode {
        ExitCode::from(u8::from(self.broken > 0))
    }
}

/// A count with thousands set apart.
pub(crate) fn count(value: usize) -> String {
    let digits = value.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number with the digits that mean something.
pub(crate) fn figure(value: f64) -> String {
    match value.abs() {
        size if size >= 1_000.0 => count(value.round() as usize),
        size if size >= 100.0 => format!("{value:.0}"),
        size if size >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A value or a dash.
pub(crate) fn or_dash<T: Display>(value: Option<T>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_keep_the_digits_that_mean_something() {
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(80), "80");
        assert_eq!(figure(80_000.0), "80,000");
        assert_eq!(figure(149.4), "149");
        assert_eq!(figure(0.849), "0.85");
    }

    #[test]
    fn one_broken_ceiling_breaks_the_run() {
        let mut report = Report::default();
        report.at_most("a", 1.0, 1.0, "");
        assert_eq!(format!("{:?}", report.exit_code()), format!("{:?}", ExitCode::SUCCESS));
        report.at_most("b", 1.01, 1.0, "");
        assert_eq!(format!("{:?}", report.exit_code()), format!("{:?}", ExitCode::from(1)));
    }
}
