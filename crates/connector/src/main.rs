//! The connector's command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    hookswitch_connector::cli::run()
}
