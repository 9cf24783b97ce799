//! `cargo xtask test`: all that CI runs, each step to its end, and one line that counts everything.

mod counts;
mod steps;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::progress::Took;
use crate::tools;

use counts::Counts;
use steps::StepName;

struct Report {
    name: StepName,
    counts: Counts,
    took: Duration,
}

/// What clap reads.
pub(crate) fn command() -> Command {
    let only = Arg::new("only").long("only").value_name("STEP").action(ArgAction::Append);
    let only = only.value_parser(StepName::ALL.map(StepName::name));
    Command::new("test")
        .about("Run all that CI runs and count it")
        .arg(only.help("Run these steps only; may be given several times"))
}

/// `cargo xtask test`
pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode> {
    let only: Vec<_> = matches.get_many::<String>("only").unwrap_or_default().collect();
    let is_chosen = |step: &StepName| only.is_empty() || only.iter().any(|only| *only == step.name());
    let chosen: Vec<_> = StepName::ALL.into_iter().filter(is_chosen).collect();
    // What a step needs is asked for before minutes of other steps, not after.
    for name in &chosen {
        tools::ensure(name.tools())?;
    }
    let mut reports = Vec::new();
    for name in &chosen {
        println!("\n=== {}: {}", name.name(), name.about());
        let started = Instant::now();
        let counts = steps::run(*name).unwrap_or_else(|failure| {
            eprintln!("error: {failure:#}");
            Counts::failed_check()
        });
        reports.push(Report { name: *name, counts, took: started.elapsed() });
    }
    println!();
    for report in &reports {
        println!("{:<12} {:>7}  {}", report.name.name(), Took(report.took).to_string(), report.counts);
    }
    let total = reports.iter().map(|report| report.counts).sum::<Counts>();
    println!("{total}");
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
