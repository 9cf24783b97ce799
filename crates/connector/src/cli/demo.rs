//! `demo …`.

use clap::{ArgGroup, Args, Subcommand};
use hookswitch_protocol::ids::DisplayName;
use serde_json::json;

use super::{Common, Failure, Output, args, folder};
use crate::{
    core::{Number, QueueName},
    serve,
    telephony::{Destination, Incoming},
};

#[derive(Debug, Subcommand)]
pub(super) enum DemoCommand {
    /// Bring a call in from outside, to an extension or a queue
    Call(BringCall),
}

#[derive(Debug, Args)]
#[command(group(ArgGroup::new("where").required(true).args(["to", "queue"])))]
pub(super) struct BringCall {
    /// Extension that is called
    #[arg(long, value_name = "NUMBER", value_parser = args::number)]
    pub(super) to: Option<Number>,
    /// Queue that is called
    #[arg(long, value_name = "QUEUE", value_parser = queue)]
    pub(super) queue: Option<QueueName>,
    /// Number of the caller
    #[arg(long, value_name = "NUMBER", default_value = "+49301234567", value_parser = args::number)]
    pub(super) from: Number,
    /// Name of the caller
    #[arg(long, value_name = "TEXT", value_parser = args::display_name)]
    pub(super) name: Option<DisplayName>,
}

pub(super) async fn run(common: &Common, command: DemoCommand, output: Output) -> Result<(), Failure> {
    match command {
        DemoCommand::Call(call) => bring(common, call, output).await,
    }
}

async fn bring(common: &Common, call: BringCall, output: Output) -> Result<(), Failure> {
    let BringCall { to, queue, from, name } = call;
    let Some(to) = to.map(Destination::Number).or(queue.map(Destination::Queue)) else {
        return Err(Failure::usage("--to", "Nothing says where the call goes.", "Give --to or --queue."));
    };
    let folder = folder(common)?;
    let incoming = Incoming { from, name, to };
    let call = serve::bring(&folder, &incoming).await?;
    let from = incoming.from.as_str();
    output.result(
        || match &incoming.to {
            Destination::Number(number) => format!("{from} calls {}.", number.as_str()),
            Destination::Queue(queue) => format!("{from} calls the queue {}.", queue.as_str()),
        },
        || json!({ "callId": call.0.to_string() }),
    );
    Ok(())
}

fn queue(text: &str) -> Result<QueueName, String> {
    QueueName::parse(text).ok_or_else(|| "write 1 to 64 digits, letters, or any of . - _".to_owned())
}
