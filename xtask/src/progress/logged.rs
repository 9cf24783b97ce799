//! A program run quietly: its output goes to a file, one live line says how far it is.

use std::fs::{self, File};
use std::io::{BufReader, Read, Write};
use std::process::Command;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result, bail};

use super::Step;
use crate::process::Running;
use crate::workspace;

const TAIL: usize = 30;

/// Runs `command` as the step. Should it fail, the end of what it printed is shown.
pub(crate) fn run(mut step: Step, name: &str, mut command: Command) -> Result<()> {
    let path = workspace::logs().join(format!("{name}.log"));
    fs::create_dir_all(workspace::logs()).context("cannot make the folder for logs")?;
    let mut log = File::create(&path).with_context(|| format!("cannot write {}", path.display()))?;
    let (output, writer) = std::io::pipe().context("cannot make a pipe")?;
    command.stdin(std::process::Stdio::null()).stdout(writer.try_clone()?).stderr(writer);
    // Told so, cargo counts its crates even when nobody looks on.
    command.env("CARGO_TERM_PROGRESS_WHEN", "always").env("CARGO_TERM_PROGRESS_WIDTH", "100");
    let running = Running::start(name, command)?;
    let (tell, lines) = channel();
    thread::spawn(move || read_lines(output, &tell));
    let tail = follow(&lines, &mut step, &mut log)?;
    let status = running.wait()?;
    if status.success() {
        step.done();
        return Ok(());
    }
    step.failed();
    bail!("{name} failed ({status}). Its last lines:\n\n{}\n\nAll of it: {}", tail.join("\n"), path.display())
}

fn follow(lines: &Receiver<String>, step: &mut Step, log: &mut File) -> Result<Vec<String>> {
    let mut tail = Vec::new();
    let mut note = String::new();
    loop {
        match lines.recv_timeout(Duration::from_secs(1)) {
            Ok(line) => match cargo_progress(&line) {
                Some(progress) => note = progress,
                None => {
                    writeln!(log, "{line}").context("cannot write the log")?;
                    note = line.trim().to_owned();
                    tail.push(line);
                    if tail.len() > TAIL {
                        tail.remove(0);
                    }
                }
            },
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(tail),
        }
        step.tick(&note);
    }
}

/// Lines end in a line feed or, where progress is drawn over itself, a carriage return.
fn read_lines(output: impl Read, tell: &Sender<String>) {
    let mut line = Vec::new();
    for byte in BufReader::new(output).bytes().map_while(Result::ok) {
        if byte != b'\n' && byte != b'\r' {
            line.push(byte);
        } else if !line.trim_ascii().is_empty() {
            if tell.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
            line.clear();
        } else {
            line.clear();
        }
    }
    if !line.trim_ascii().is_empty() {
        // The follower is there until we hang up.
        let _ = tell.send(String::from_utf8_lossy(&line).into_owned());
    }
}

/// `Building [=====>   ] 12/57: serde, syn` says `12 of 57: serde, syn`.
fn cargo_progress(line: &str) -> Option<String> {
    let (head, rest) = line.split_once(']')?;
    let bar = head.trim_start().starts_with("Building [");
    let (count, names) = rest.split_once(':').unwrap_or((rest, ""));
    let (done, total) = count.trim().split_once('/').filter(|_| bar)?;
    let number = |text: &str| text.parse::<u32>().ok();
    Some(format!("{} of {}:{names}", number(done)?, number(total)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_of_cargo_becomes_a_count() {
        let line = "    Building [======>     ] 12/57: serde, syn";
        assert_eq!(cargo_progress(line).unwrap(), "12 of 57: serde, syn");
        assert_eq!(cargo_progress("   Compiling syn v2.0.1"), None);
        assert_eq!(cargo_progress("warning: [x] 1/2: odd"), None);
    }

    #[test]
    fn a_line_ends_at_a_line_feed_a_carriage_return_or_the_end() {
        let (tell, lines) = channel();
        read_lines("one\r  \ntwo\n\nthree".as_bytes(), &tell);
        drop(tell);
        assert_eq!(lines.iter().collect::<Vec<_>>(), ["one", "two", "three"]);
    }
}
