//! Does a connector speak the protocol? Sends the frames of PROTOCOL.md over a plain WebSocket and prints a line per rule.

mod center;
#[cfg(test)]
mod covered;
mod crm;
mod cti;
mod frames;
mod life;
mod locks;
mod peer;
mod reply;
mod rule;
mod saved;
mod sign_on;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;
use futures_util::{StreamExt, stream};

use crate::peer::Target;
use crate::rule::{Outcome, Rule};

/// Conformance of a connector with PROTOCOL.md.
///
/// The rules of the channels Salesforce, Cisco and InteractionCenter take the accounts of a connector in demo mode, and the people whom its
/// telephone system lets one call (8001, 8003, …). Nobody else may be signed on with them meanwhile.
#[derive(Clone, Parser)]
struct Cli {
    /// The connector, such as ws://127.0.0.1:8080/ws
    #[arg(long)]
    url: String,
    /// A Login ID that the connector knows
    #[arg(long, default_value = "DEMO0000000000005051")]
    login_id: String,
    /// Another one
    #[arg(long, default_value = "DEMO0000000000005064")]
    other_login_id: String,
    /// The user name of a user that the connector knows
    #[arg(long, default_value = "demo@example.com")]
    user_name: String,
    /// Try the locks too where that locks this machine's address for five minutes; on loopback they are always tried
    #[arg(long)]
    locks: bool,
}

/// Rules tried at once; those that need an account wait for one another.
const AT_ONCE: usize = 16;

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    match run(Cli::parse()).await {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::from(1),
        Err(error) => {
            eprintln!("{error:#}");
            ExitCode::from(2)
        }
    }
}

/// Tries every rule; hands back how many are broken.
async fn run(cli: Cli) -> Result<usize> {
    let target = Target::new(&cli.url, cli.login_id, cli.other_login_id, cli.user_name, cli.locks).await?;
    let connector = [frames::rules(), life::rules(), sign_on::rules(), locks::rules()].concat();
    let rules: Vec<Rule> = [connector, saved::rules(), crm::rules(), cti::rules(), center::rules()].concat();
    let (mut kept, mut broken, mut skipped) = (0, 0, 0);
    let tried = stream::iter(rules).map(|rule| rule.check(target.clone()));
    let mut tried = std::pin::pin!(tried.buffered(AT_ONCE));
    while let Some((rule, outcome)) = tried.next().await {
        match outcome {
            Outcome::Kept => {
                kept += 1;
                println!("ok   {rule}");
            }
            Outcome::Broken(why) => {
                broken += 1;
                println!("FAIL {rule}\n     {}", why.replace('\n', "\n     "));
            }
            Outcome::Skipped(why) => {
                skipped += 1;
                println!("skip {rule}\n     {why}");
            }
        }
    }
    println!("{kept} kept, {broken} broken, {skipped} skipped");
    Ok(broken)
}
