//! The project's commands: one module each, and the few tools they share.

mod bench;
mod connector;
mod dev;
mod dist;
mod port;
mod process;
mod progress;
mod start;
mod test;
mod tidy;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", about, version)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Get what is missing, build everything and run the softphone with a demo connector
    Start(start::Options),
    /// Run the connector and `trunk serve`: the page reloads when a file changes
    Dev(dev::Options),
    /// Run all that CI runs and count it
    Test(test::Options),
    /// Check the rules of ARCHITECTURE.md and of tidy text
    Tidy,
    /// Build the page into target/dist
    Dist,
    /// Measure and print a table: size, start, codec or idle
    Bench(bench::Passed),
    /// Ask a connector every rule of PROTOCOL.md and print a line for each
    Conformance(bench::Passed),
    /// Take the screenshots under docs/
    Shots(bench::Passed),
}

fn main() -> ExitCode {
    match process::stop_all_on_signal().and_then(|()| run(Cli::parse().command)) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("error: {failure:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode> {
    match command {
        Command::Start(options) => start::run(&options),
        Command::Dev(options) => dev::run(&options),
        Command::Test(options) => test::run(&options),
        Command::Tidy => tidy::run(),
        Command::Dist => dist::run(),
        Command::Bench(named) => bench::run(&named),
        Command::Conformance(passed) => bench::conformance(&passed),
        Command::Shots(passed) => bench::shots(&passed),
    }
}
