//! `login-id …`, and making Login IDs for the other commands.

use hookswitch_protocol::{ErrorCode, LoginId, ids::UserName};
use serde_json::json;

use super::{Failure, Output, args::LoginIdCommand};

pub(super) fn run(command: &LoginIdCommand, output: Output) -> Result<(), Failure> {
    match command {
        LoginIdCommand::Generate => {
            let id = generate()?;
            output.result(|| id.expose().to_owned(), || json!({ "loginId": id.expose() }));
            Ok(())
        }
    }
}

pub(super) fn generate() -> Result<LoginId, Failure> {
    // A draw that ran out would end in known letters: it is thrown away.
    loop {
        let mut bytes = [0; 64];
        getrandom::fill(&mut bytes)
            .map_err(|error| Failure::failed(format!("The system gives no random numbers: {error}."), "Try again."))?;
        let mut left = bytes.iter();
        let id = LoginId::generate(|| left.next().copied().unwrap_or(0));
        if left.len() > 0 {
            return Ok(id);
        }
    }
}

pub(super) fn parse(text: &str, user: Option<&UserName>) -> Result<LoginId, ErrorCode> {
    LoginId::parse_for(text, user).map_err(ErrorCode::from)
}

pub(super) fn refused(code: ErrorCode) -> Failure {
    Failure::usage("Login ID", code.advice().message, code.advice().remedy)
}
