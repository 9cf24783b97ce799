//! Secrets that are better not typed on the command line, where every program on the machine can read them.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal, Read, stdin},
    path::Path,
};

use super::{Failure, Output};

/// No secret is longer than this.
const MOST_BYTES: u64 = 16 * 1024;
const STANDARD_INPUT: &str = "-";

/// The secret that an argument stands for: itself, or for `-` the first line of standard input.
pub(super) fn of_argument(argument: String, what: &str, output: Output) -> Result<String, Failure> {
    if argument == STANDARD_INPUT { of_standard_input(what, output) } else { Ok(argument) }
}

/// The first line of a file, or for `-` of standard input.
pub(super) fn of_file(path: &Path, what: &str, output: Output) -> Result<String, Failure> {
    if path == Path::new(STANDARD_INPUT) {
        return of_standard_input(what, output);
    }
    let line = File::open(path).and_then(|file| first_line(BufReader::new(file.take(MOST_BYTES))));
    line.map_err(|error| {
        Failure::failed(format!("{} cannot be read: {error}.", path.display()), "Check the path and who may read it.")
    })
}

/// Whether both would read standard input.
pub(super) fn is_standard_input(argument: &str) -> bool {
    argument == STANDARD_INPUT
}

fn of_standard_input(what: &str, output: Output) -> Result<String, Failure> {
    if stdin().is_terminal() {
        output.ask(&format!("{what}: (type it and press Enter)"));
    }
    first_line(BufReader::new(stdin().lock().take(MOST_BYTES))).map_err(|error| {
        Failure::failed(format!("Standard input cannot be read: {error}."), "Give it there as one line of text.")
    })
}

fn first_line(mut from: impl BufRead) -> io::Result<String> {
    let mut line = String::new();
    from.read_line(&mut line)?;
    line.truncate(line.trim_end_matches(['\r', '\n']).len());
    Ok(line)
}
