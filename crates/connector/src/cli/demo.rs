//! `demo …`.

use serde_json::json;

use super::{
    Common, Failure, Output,
    args::{BringCall, DemoCommand},
    folder,
};
use crate::{
    serve,
    telephony::{Destination, Incoming},
};

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
