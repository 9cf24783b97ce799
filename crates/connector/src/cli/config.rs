//! `config …`.

use serde_json::json;

use super::{Common, Failure, Output, args::ConfigCommand};
use crate::{
    config::{Config, Layers},
    serve,
};

pub(super) fn run(common: &Common, command: &ConfigCommand, output: Output) -> Result<(), Failure> {
    let load =
        |flags: &super::args::ServeFlags| Config::load(Layers::of_process(common.config.clone(), flags.values(common)));
    match command {
        ConfigCommand::Check(flags) => {
            serve::check(&load(flags)?)?;
            output.result(|| "The configuration is sound.".to_owned(), || json!({ "faults": [] }));
        }
        ConfigCommand::Print(flags) => {
            let config = load(flags)?;
            output.result(|| config.to_toml(), || config.to_json());
        }
    }
    Ok(())
}
