//! What is being done, which step of how many, for how long already.

pub(crate) mod logged;

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

const LINE: usize = 78;
/// How often a log (no terminal) hears that a step goes on.
const LOG_EVERY: Duration = Duration::from_secs(20);

/// The steps of one command.
pub(crate) struct Steps {
    total: usize,
    begun: usize,
    terminal: bool,
}

impl Steps {
    /// So many steps are to come.
    pub(crate) fn new(total: usize) -> Self {
        Self { total, begun: 0, terminal: io::stderr().is_terminal() }
    }

    /// Begins the next step and says so, with how long it takes as a rule.
    pub(crate) fn begin(&mut self, what: &str, usual: &str) -> Step {
        self.begun += 1;
        let title = format!("[{}/{}] {what}", self.begun, self.total);
        let mut step = Step { title, started: Instant::now(), told: None, terminal: self.terminal };
        step.show(&format!("{}: takes {usual}", step.title));
        step
    }
}

/// One step under way.
pub(crate) struct Step {
    title: String,
    started: Instant,
    told: Option<Instant>,
    terminal: bool,
}

impl Step {
    /// Shows what the step is at, without flooding anyone. Call it at least once a second.
    pub(crate) fn tick(&mut self, note: &str) {
        let every = if self.terminal { Duration::from_millis(100) } else { LOG_EVERY };
        if self.told.is_none_or(|told| told.elapsed() >= every) {
            self.tell(note);
        }
    }

    /// The step is done.
    pub(crate) fn done(self) {
        let line = format!("{}: done in {}", self.title, Took(self.started.elapsed()));
        if self.terminal {
            eprintln!("\r\x1b[2K{line}");
        } else {
            eprintln!("{line}");
        }
    }

    /// The step has failed; the reason is the caller's to tell.
    pub(crate) fn failed(self) {
        let clear = if self.terminal { "\r\x1b[2K" } else { "" };
        eprintln!("{clear}{}: failed after {}", self.title, Took(self.started.elapsed()));
    }

    fn tell(&mut self, note: &str) {
        self.show(&format!("{}: {} {note}", self.title, Took(self.started.elapsed())));
    }

    fn show(&mut self, line: &str) {
        let line: String = line.chars().take(LINE).collect();
        if self.terminal {
            eprint!("\r\x1b[2K{line}");
            // A lost progress line is no reason to stop.
            let _ = io::stderr().flush();
        } else {
            eprintln!("{line}");
        }
        self.told = Some(Instant::now());
    }
}

/// A duration as people say it: `0.4 s`, `12 s`, `3:05`.
pub(crate) struct Took(pub(crate) Duration);

impl fmt::Display for Took {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let seconds = self.0.as_secs();
        match seconds {
            0..10 => write!(f, "{:.1} s", self.0.as_secs_f64()),
            10..60 => write!(f, "{seconds} s"),
            _ => write!(f, "{}:{:02}", seconds / 60, seconds % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_as_people_say_them() {
        let said = |millis| Took(Duration::from_millis(millis)).to_string();
        assert_eq!(said(412), "0.4 s");
        assert_eq!(said(12_700), "12 s");
        assert_eq!(said(185_000), "3:05");
    }
}
