//! The steps of `cargo xtask test`, one command each.

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::process::{Command, Stdio};
use std::sync::mpsc::channel;
use std::thread;

use anyhow::Result;

use super::counts::Counts;
use crate::process::{self, Running};
use crate::progress::Steps;
use crate::tools::{self, Tool};
use crate::workspace::{self, WASM};
use crate::{connector, dist, salesforce, tidy};

/// A step, by the name that `--only` takes.
#[derive(Clone, Copy)]
pub(crate) enum StepName {
    Fmt,
    Tidy,
    Clippy,
    ClippyWasm,
    Native,
    Salesforce,
    Web,
    E2e,
}

impl StepName {
    /// All of them, what is quick first.
    pub(crate) const ALL: [Self; 8] =
        [Self::Fmt, Self::Tidy, Self::Clippy, Self::ClippyWasm, Self::Native, Self::Salesforce, Self::Web, Self::E2e];

    /// Its name.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Fmt => "fmt",
            Self::Tidy => "tidy",
            Self::Clippy => "clippy",
            Self::ClippyWasm => "clippy-wasm",
            Self::Native => "native",
            Self::Salesforce => "salesforce",
            Self::Web => "web",
            Self::E2e => "e2e",
        }
    }

    /// What it looks at.
    pub(crate) fn about(self) -> &'static str {
        match self {
            Self::Fmt => "the code is formatted",
            Self::Tidy => "the rules of ARCHITECTURE.md hold",
            Self::Clippy => "no lint of the compiler or of clippy",
            Self::ClippyWasm => "none for the page's target either",
            Self::Native => "tests that need no browser",
            Self::Salesforce => "the package for Salesforce, without an org",
            Self::Web => "tests of the page's own code, in Chromium",
            Self::E2e => "everything together, driven as a person would, in Chromium",
        }
    }

    /// What it takes.
    pub(crate) fn tools(self) -> &'static [Tool] {
        match self {
            Self::Fmt | Self::Tidy | Self::Clippy | Self::Native => &[],
            Self::ClippyWasm => &[Tool::WasmTarget],
            Self::Salesforce => salesforce::check::TOOLS,
            Self::Web | Self::E2e => &[Tool::Browser, Tool::WasmTarget, Tool::RustSource, Tool::WasmBindgen],
        }
    }
}

/// Runs one step to its end.
pub(crate) fn run(step: StepName) -> Result<Counts> {
    match step {
        StepName::Fmt => check(["fmt", "--all", "--check"]),
        StepName::Tidy => tidy::holds().map(Counts::check),
        StepName::Clippy => {
            check(["clippy", "--workspace", "--all-targets", "--keep-going", "--", "--deny", "warnings"])
        }
        StepName::ClippyWasm => {
            check(["clippy", "-p", "hookswitch", "--target", WASM, "--all-targets", "--", "--deny", "warnings"])
        }
        StepName::Native => tests(["test", "--workspace", "--exclude", "hookswitch-e2e", "--no-fail-fast"]),
        StepName::Salesforce => salesforce::checks()?.into_iter().map(count).sum(),
        StepName::Web => {
            let page = tests(["test", "-p", "hookswitch", "--target", WASM, "--test", "web"])?;
            let yew = tests(["test", "-p", "yew", "--target", WASM, "--lib"])?;
            Ok([page, yew].into_iter().sum())
        }
        StepName::E2e => {
            connector::build(Steps::new(1).begin("the connector", connector::USUAL))?;
            dist::ensure()?;
            tests(["test", "-p", "hookswitch-e2e", "--no-fail-fast", "--", "--test-threads=1"])
        }
    }
}

fn check<const N: usize>(args: [&str; N]) -> Result<Counts> {
    let status = process::run("cargo", workspace::cargo(args))?;
    Ok(Counts::check(status.success()))
}

fn tests<const N: usize>(args: [&str; N]) -> Result<Counts> {
    let mut command = workspace::cargo(args);
    command.env("PATH", tools::path()?);
    command.env("WASM_BINDGEN_TEST_TIMEOUT", "120");
    // Named, or the runner would take another browser's driver that lies about.
    if let Some(driver) = process::find("chromedriver").filter(|_| env::var_os("CHROMEDRIVER").is_none()) {
        command.env("CHROMEDRIVER", driver);
    }
    count(command)
}

fn count(mut command: Command) -> Result<Counts> {
    let (tell, counts) = channel();
    command.stdin(Stdio::null()).stdout(Stdio::piped());
    let running = Running::start_reading("the tests", command, |child| {
        if let Some(output) = child.stdout.take() {
            thread::spawn(move || echo(output).try_for_each(|counts| tell.send(counts)));
        }
    })?;
    let counts = counts.iter().sum::<Counts>();
    let status = running.wait()?;
    Ok(counts.settle(status.success()))
}

/// Passes the output on and picks the sums out of it.
fn echo(output: impl Read) -> impl Iterator<Item = Counts> {
    BufReader::new(output).split(b'\n').map_while(Result::ok).filter_map(|line| {
        let line = String::from_utf8_lossy(&line);
        println!("{line}");
        Counts::parse(&line)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(script: &str) -> Counts {
        let mut command = process::program("sh");
        command.args(["-c", script]);
        count(command).unwrap()
    }

    #[test]
    fn the_sums_of_every_test_program_are_added() {
        let line = "echo 'test result: ok. 2 passed; 0 failed; 1 ignored; 0 measured'";
        let counts = counted(&format!("{line}; echo noise; {line}"));
        assert_eq!(counts.to_string(), "4 passed, 0 failed, 2 skipped");
    }

    #[test]
    fn a_test_program_that_crashed_counts_as_a_failure() {
        let counts = counted("echo 'test result: ok. 2 passed; 0 failed; 0 ignored'; kill -SEGV $$");
        assert_eq!(counts.to_string(), "2 passed, 1 failed, 0 skipped");
    }
}
