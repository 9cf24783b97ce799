//! The project's commands: one module each, and the few tools they share.

mod bench;
mod connector;
mod dev;
mod dist;
mod org;
mod port;
mod process;
mod progress;
mod salesforce;
mod served;
mod start;
mod test;
mod tidy;
mod tools;
mod workspace;

use std::process::ExitCode;

use anyhow::{Context, Result};
use clap::{ArgMatches, Command};

/// A command of ours: what clap reads, and what then happens.
type Entry = (Command, fn(&ArgMatches) -> Result<ExitCode>);

fn main() -> ExitCode {
    let finished = process::stop_all_on_signal().and_then(|()| run(entries()));
    finished.unwrap_or_else(|failure| {
        eprintln!("error: {failure:#}");
        ExitCode::FAILURE
    })
}

fn entries() -> Vec<Entry> {
    vec![
        (start::command(), start::run),
        (dev::command(), dev::run),
        (test::command(), test::run),
        (Command::new("tidy").about("Check the rules of ARCHITECTURE.md and of tidy text"), tidy::run),
        (Command::new("dist").about("Build the page into target/dist"), dist::run),
        (
            bench::command("bench")
                .about("Measure and print a table: size, start, ui, codec, idle, signon, events or ranges"),
            bench::run,
        ),
        (
            bench::command("conformance").about("Try every rule of PROTOCOL.md on a connector: --url ws://…"),
            bench::conformance,
        ),
        (salesforce::command(), salesforce::run),
        (bench::command("shots").about("Take the screenshots under docs/"), bench::shots),
        (bench::command("film").about("Film a whole call between two agents for docs/"), bench::film),
    ]
}

fn run(entries: Vec<Entry>) -> Result<ExitCode> {
    let commands = entries.iter().map(|(command, _)| command.clone());
    let cli = Command::new("cargo xtask").bin_name("cargo xtask").about("The project's commands");
    let matches = cli.subcommand_required(true).arg_required_else_help(true).subcommands(commands).get_matches();
    let (name, matches) = matches.subcommand().context("no command")?;
    let entry = entries.iter().find(|(command, _)| command.get_name() == name);
    entry.context("no such command")?.1(matches)
}
