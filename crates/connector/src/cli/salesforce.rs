//! `salesforce …`.

use std::{fs, path::PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use hookswitch_login_ranges::{Missing, Outcome, Report};
use serde_json::{Value, json};

use super::{
    Common, Failure, Output,
    org::{self, CheckOrg},
    output,
};
use crate::{
    salesforce::ranges::{Addresses, ProfileSource, Question, look},
    serve::unix_ms,
};

#[derive(Debug, Subcommand)]
pub(super) enum SalesforceCommand {
    /// Whether the login IP ranges of a profile let in the addresses that the contact centre logs on from
    #[command(after_help = EXIT_CODES)]
    CheckRanges(CheckRanges),
    /// Whether the Salesforce org lets its API user in and shows it what it has to
    CheckOrg(CheckOrg),
}

const EXIT_CODES: &str = "\
Exit code 0: the profile is not restricted, or all addresses are covered. 1: some are missing. 2: it cannot be told.
The XML holds the ranges that the profile has and the missing ones: Salesforce replaces them all by those deployed.";

#[derive(Debug, Args)]
pub(super) struct CheckRanges {
    /// The address list of the contact centre: a text file, or its https address
    #[arg(long, value_name = "FILE|URL", value_parser = addresses)]
    addresses: Addresses,
    /// The heading in the list that your addresses stand under [default: the only one]
    #[arg(long, value_name = "NAME")]
    region: Option<String>,
    /// The profile of the API user, as Profile metadata XML; or --org
    #[arg(long, value_name = "FILE", required_unless_present = "org", conflicts_with = "org")]
    profile: Option<PathBuf>,
    /// Ask the Salesforce org for it
    #[arg(long)]
    org: bool,
    /// TOML file with the table of the Salesforce org, as for `serve`
    #[arg(long, value_name = "FILE", requires = "org")]
    salesforce: Option<String>,
    /// Certificates of further authorities, PEM, where a proxy of your own stands before the address
    #[arg(long, value_name = "FILE")]
    authorities: Option<PathBuf>,
    /// What to write [default: table, or json with --json]
    #[arg(long, value_enum)]
    format: Option<Format>,
    /// Where to write it [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    Table,
    Csv,
    Xml,
    Json,
}

pub(super) async fn run(common: &Common, command: SalesforceCommand, output: Output) -> Result<(), Failure> {
    match command {
        SalesforceCommand::CheckRanges(asked) => check_ranges(common, asked, output).await,
        SalesforceCommand::CheckOrg(asked) => org::run(common, asked, output).await,
    }
}

async fn check_ranges(common: &Common, asked: CheckRanges, output: Output) -> Result<(), Failure> {
    let CheckRanges { addresses, region, profile, org: _, salesforce, authorities, format, out } = asked;
    let profile = match profile {
        Some(file) => ProfileSource::File(file),
        None => ProfileSource::Org(Box::new(org::config(common, salesforce)?)),
    };
    let report = look(&Question { addresses, region, profile, authorities }, unix_ms() / 1_000).await?;
    let usual = match output {
        Output::Text => Format::Table,
        Output::Json => Format::Json,
    };
    let (text, tells_all) = match format.unwrap_or(usual) {
        Format::Table => (report.to_table(), true),
        Format::Csv => (report.to_csv(), false),
        Format::Xml => (report.to_xml(), false),
        Format::Json => (format!("{}\n", to_json(&report)), true),
    };
    if !tells_all || out.is_some() {
        output.note(&report.summary());
    }
    match out {
        None => output::print(&text),
        Some(file) => {
            let wrong = |error| {
                Failure::usage("--out", &format!("{} cannot be written: {error}.", file.display()), "Check the path.")
            };
            fs::write(&file, text).map_err(wrong)?;
            output.note(&format!("Wrote {}.", file.display()));
        }
    }
    match report.outcome {
        Outcome::NotRestricted | Outcome::Covered => Ok(()),
        Outcome::Missing(_) => Err(Failure::AnswerIsNo),
    }
}

fn to_json(report: &Report) -> Value {
    let outcome = match &report.outcome {
        Outcome::NotRestricted => "notRestricted",
        Outcome::Covered => "covered",
        Outcome::Missing(_) => "missing",
    };
    let missing = |missing: &Missing| {
        let range = |part: &hookswitch_login_ranges::AddressRange| json!({ "start": part.first().to_string(), "end": part.last().to_string() });
        json!({
            "entry": missing.entry.written,
            "line": missing.entry.place.line,
            "new": missing.entry.is_new,
            "missing": missing.parts().iter().map(range).collect::<Value>(),
        })
    };
    json!({
        "outcome": outcome,
        "region": report.region,
        "entries": report.entries,
        "ranges": report.profile.ranges.len(),
        "missing": report.outcome.missing().iter().map(missing).collect::<Value>(),
        "otherRegions": report.others,
    })
}

fn addresses(text: &str) -> Result<Addresses, String> {
    Addresses::parse(text).map_err(|fault| format!("{fault} {}", fault.remedy()))
}
