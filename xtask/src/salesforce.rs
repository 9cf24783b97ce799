//! `cargo xtask salesforce`: what an org is given, made from `salesforce/` and the table of the call centre, and checked
//! without an org.

mod address;
// The file and not its crate, which brings a derive: a newcomer would wait twice as long for the first line.
#[allow(dead_code, unreachable_pub, reason = "the page's crate makes it public, and uses all of it")]
#[path = "../../crates/crm/src/call_center.rs"]
mod call_center;
pub(crate) mod check;
mod definition;
mod files;
#[cfg(test)]
mod guide;
mod options;
mod package;
mod xml;

use std::path::PathBuf;
use std::process::{Command as Program, ExitCode};

use anyhow::{Context, Result, bail};
use clap::{Arg, ArgMatches, Command};

use crate::{process, tools};
use options::Options;

/// What clap reads.
pub(crate) fn command() -> Command {
    let dir = Arg::new("dir").long("dir").value_name("DIR").value_parser(clap::value_parser!(PathBuf));
    Command::new("salesforce")
        .about("Make and check what an administrator deploys to a Salesforce org")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(package::command())
        .subcommand(
            Command::new("check")
                .about("Check a package without an org")
                .arg(dir.help("The package [default: the one that is kept in salesforce/]")),
        )
        .subcommand(Command::new("generate").about("Make the files anew that salesforce/ keeps with example addresses"))
}

/// `cargo xtask salesforce`
pub(crate) fn run(matches: &ArgMatches) -> Result<ExitCode> {
    match matches.subcommand().context("no command")? {
        ("package", matches) => package::run(matches)?,
        ("check", matches) => {
            tools::ensure(check::TOOLS)?;
            let folder = matches.get_one::<PathBuf>("dir").cloned().unwrap_or_else(files::kept);
            if !folder.is_dir() {
                bail!("--dir {} is no folder. Give one that cargo xtask salesforce package has made", folder.display());
            }
            let status = process::run("the checks", check::of(&folder))?;
            return Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
        _ => package::put(&files::made(&Options::example()?), &files::kept())?,
    }
    Ok(ExitCode::SUCCESS)
}

/// What CI runs: the checks of the package that is kept, of one made with other addresses, and the proof of the checks.
pub(crate) fn checks() -> Result<Vec<Program>> {
    let folder = crate::workspace::target().join("salesforce");
    let other =
        ["package", "--url", "https://tel.acme.example:8443/soft/", "--audience", "acme", "--name", "Acme & Sons"];
    let connectors = ["--connector", "wss://one.acme.example/ws,wss://two.acme.example/ws", "--own-login-id", "false"];
    let command = options::args(Command::new("package"));
    let options = Options::read(&command.try_get_matches_from(other.into_iter().chain(connectors))?)?;
    package::write(&options, &folder, &folder)?;
    Ok(vec![check::of(&files::kept()), check::of(&folder), check::planted()])
}

#[cfg(test)]
mod tests {
    use super::files;
    use crate::workspace;

    /// Class, method and parameter of each call, as `"HookswitchCalls", "find", … "callObject=` tells them.
    fn calls(source: &str) -> Vec<[&str; 3]> {
        let quoted: Vec<_> = source.split('"').collect();
        let called = quoted.windows(5).filter(|near| near[0].starts_with("Hookswitch"));
        called.map(|near| [near[0], near[2], near[4].split('=').next().unwrap_or_default()]).collect()
    }

    #[test]
    fn the_apex_that_the_softphone_calls_is_there() {
        let apex = files::under(&files::kept().join("force-app/main/default/classes")).unwrap();
        let asks = files::under(&workspace::root().join("crates/crm/src/ask")).unwrap();
        let mut called = 0;
        for (path, source) in &asks {
            for [class, method, parameter] in calls(str::from_utf8(source).unwrap()) {
                let source = apex.get(&format!("{class}.cls")).unwrap_or_else(|| panic!("{path}: no class {class}"));
                // What is said by another function is not looked into.
                let parameter = if parameter.ends_with("Id") || parameter.ends_with("Object") { parameter } else { "" };
                let head = format!("webService static String {method}(String {parameter}");
                assert!(str::from_utf8(source).unwrap().contains(&head), "{path}: {class} has no {head}");
                called += 1;
            }
        }
        assert!(called >= 6, "{called} calls found: they are written otherwise now");
    }
}
