//! `cargo xtask test`: all that CI runs, each step to its end, and one line that counts everything.

mod counts;
mod steps;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::progress::Took;
use crate::tools;

use counts::Counts;
use steps::StepName;

#[derive(Args)]
pub(crate) struct Options {
    /// Run these steps only; may be given several times
    #[arg(long, value_name = "STEP")]
    only: Vec<StepName>,
}

struct Report {
    name: StepName,
    counts: Counts,
    took: Duration,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let all = StepName::value_variants();
    let chosen: Vec<StepName> =
        all.iter().copied().filter(|name| options.only.is_empty() || options.only.contains(name)).collect();
    // What a step needs is asked for before minutes of other steps, not after.
    for name in &chosen {
        tools::ensure(name.tools())?;
    }
    let mut reports = Vec::new();
    for name in &chosen {
        println!("\n=== {name}: {}", name.about());
        let started = Instant::now();
        let counts = steps::run(*name).unwrap_or_else(|failure| {
            eprintln!("error: {failure:#}");
            Counts::failed_check()
        });
        reports.push(Report { name: *name, counts, took: started.elapsed() });
    }
    println!();
    for report in &reports {
        println!("{:<12} {:>7}  {}", report.name.to_string(), Took(report.took).to_string(), report.counts);
    }
    let total = reports.iter().map(|report| report.counts).sum::<Counts>();
    println!("{total}");
    Ok(if total.failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
