//! What the softphone and the connector cost beside their peers, measured in the same run.
//!
//! Tables go to standard output as Markdown, progress to standard error; a ceiling that breaks makes the exit code 1.

mod bed;
mod client;
mod codec;
mod echo;
mod events;
mod idle;
mod load;
mod makes;
mod peers;
mod ranges;
mod reconnect;
mod report;
mod signon;
mod size;
mod staff;
mod start;
mod stats;
mod team;
mod ui;

use std::process::ExitCode;

use anyhow::Result;
use clap::{Parser, Subcommand};

use crate::report::Report;

/// Benchmarks of Hookswitch.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Raw, gzip and brotli sizes of everything the page loads.
    Size,
    /// Navigation to painted icons, page memory, click to green.
    Start {
        /// Cold loads of each page in each setting.
        #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u8).range(1..=51))]
        rounds: u8,
    },
    /// Decoding and encoding frames, natively and in wasm.
    Codec,
    /// Memory of idle signed-on agents.
    Idle {
        /// How many.
        #[arg(long, default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(100..=50_000))]
        agents: u32,
    },
    /// Everybody signs on at once.
    Signon {
        /// Storms of each kind at each server.
        #[arg(long, default_value_t = 9, value_parser = clap::value_parser!(u8).range(1..=51))]
        rounds: u8,
        /// No storms by password, which take longest.
        #[arg(long)]
        without_password: bool,
    },
    /// What an agent does, told to many supervisors.
    Events {
        /// Turns of each server with each number of supervisors.
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u8).range(1..=51))]
        rounds: u8,
    },
    /// A phone book of ten thousand searched, and twenty calls changing at once.
    Ui {
        /// Turns of each page.
        #[arg(long, default_value_t = 7, value_parser = clap::value_parser!(u8).range(1..=51))]
        rounds: u8,
    },
    /// The check of login IP ranges on a profile of 5,000.
    Ranges,
    /// A socket cut to linked again; everybody back after a restart; a silent death to yellow.
    Reconnect {
        /// Cuts of each client.
        #[arg(long, default_value_t = 40, value_parser = clap::value_parser!(u8).range(1..=200))]
        rounds: u8,
        /// Clients of the connector that restarts.
        #[arg(long, default_value_t = 5_000, value_parser = clap::value_parser!(u32).range(10..=20_000))]
        clients: u32,
    },
    /// The bare axum echo server that `idle` measures.
    #[command(hide = true)]
    Echo {
        /// Read buffer in bytes; axum's own where missing.
        #[arg(long)]
        read_buffer: Option<usize>,
    },
}

fn main() -> ExitCode {
    match run(Cli::parse().what) {
        Ok(report) => report.exit_code(),
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(what: What) -> Result<Report> {
    // One thread, so that a pinned load generator stays on its core.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match what {
            What::Size => size::run().await,
            What::Start { rounds } => start::run(usize::from(rounds)).await,
            What::Codec => codec::run().await,
            What::Idle { agents } => idle::run(agents).await,
            What::Signon { rounds, without_password } => signon::run(usize::from(rounds), !without_password).await,
            What::Events { rounds } => events::run(usize::from(rounds)).await,
            What::Ui { rounds } => ui::run(usize::from(rounds)).await,
            What::Ranges => ranges::run(),
            What::Reconnect { rounds, clients } => reconnect::run(usize::from(rounds), clients).await,
            What::Echo { read_buffer } => echo::serve(read_buffer).await,
        }
    })
}
