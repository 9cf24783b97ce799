//! The command line: what an administrator types, and what is answered.

mod args;
mod backup;
mod config;
mod demo;
mod export;
mod failure;
mod import;
mod licence;
mod login_id;
mod memo;
mod org;
mod output;
mod salesforce;
mod secret;
mod session;
mod station;
mod user;

use std::{future::Future, io, path::PathBuf, process::ExitCode, thread::available_parallelism};

use clap::Parser;
use tokio::runtime::{Builder, Runtime};

use args::{Cli, Command, Common};
use failure::Failure;
use output::Output;

use crate::{
    config::{Config, Layers},
    serve,
    store::{Missing, Store},
};

/// Runs the command that the process was started with.
#[must_use]
pub fn run() -> ExitCode {
    let Cli { common, command } = Cli::parse();
    let output = Output::new(common.json);
    let done = match command {
        Command::Serve(flags) => serve(&common, &flags),
        Command::Config { command } => config::run(&common, &command, output),
        Command::User { command } => block_on(user::run(&common, command, output)),
        Command::LoginId { command } => login_id::run(&command, output),
        Command::Licence { command } => block_on(licence::run(&common, &command, output)),
        Command::Station { command } => block_on(station::run(&common, command, output)),
        Command::Memo { command } => block_on(memo::run(&common, command, output)),
        Command::Session { command } => block_on(session::run(&common, command, output)),
        Command::Salesforce { command } => block_on(salesforce::run(&common, command, output)),
        Command::Demo { command } => block_on(demo::run(&common, command, output)),
        Command::Backup { file } => block_on(backup::run(&common, &file, output)),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            output.failed(&failure);
            failure.exit_code()
        }
    }
}

fn serve(common: &Common, flags: &args::ServeFlags) -> Result<(), Failure> {
    let config = Config::load(Layers::of_process(common.config.clone(), flags.values(common)))?;
    let runtime = runtime().map_err(Failure::of_system)?;
    runtime.block_on(serve::run(config)).map_err(Failure::from)
}

/// Threads for every processor; where there is one, handing work from thread to thread would only cost, and who came
/// first would not always be served first.
fn runtime() -> io::Result<Runtime> {
    let is_alone = available_parallelism().is_ok_and(|processors| processors.get() == 1);
    let mut builder = if is_alone { Builder::new_current_thread() } else { Builder::new_multi_thread() };
    builder.enable_all().build()
}

fn block_on(work: impl Future<Output = Result<(), Failure>>) -> Result<(), Failure> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(Failure::of_system)?;
    runtime.block_on(work)
}

/// The folder of the store.
fn folder(common: &Common) -> Result<PathBuf, Failure> {
    Ok(Config::data_folder(Layers::of_process(common.config.clone(), common.values()))?)
}

async fn open(common: &Common, missing: Missing, output: Output) -> Result<Store, Failure> {
    let folder = folder(common)?;
    let was_there = folder.exists();
    let store = Store::open(&folder, missing).await?;
    if !was_there {
        let shown = folder.display();
        output.note(&format!("Made a store in {shown}. The connector has to be started with --data {shown}."));
    }
    Ok(store)
}
