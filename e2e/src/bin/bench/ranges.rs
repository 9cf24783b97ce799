//! The check of login IP ranges on a profile that holds as many as nobody has, from its text to the answer.

use std::fmt::Write;
use std::hint::black_box;
use std::time::Instant;

use anyhow::{Result, anyhow, ensure};
use hookswitch_login_ranges::{AddressList, Profile, Report as Answer, check};

use crate::report::{Report, Table, count, figure};
use crate::stats::spread;

const RANGES: u32 = 5_000;
const ROUNDS: usize = 21;
const CEILING_MS: f64 = 50.0;

/// Reads, checks and writes, some times over.
pub(crate) fn run() -> Result<Report> {
    let mut table =
        Table::new("Login IP ranges", &["what", "entries", "kB of XML", "least ms", "median ms", "most ms"]);
    let mut report = Report::default();
    for (what, entries) in [("a region of ten", 10), ("as many entries as ranges", RANGES)] {
        let (xml, list) = (profile()?, list(entries)?);
        let mut samples = Vec::with_capacity(ROUNDS);
        for _ in 0..ROUNDS {
            let began = Instant::now();
            let answer = answer(&xml, &list)?;
            black_box((answer.to_table(), answer.to_csv(), answer.to_xml()));
            samples.push(began.elapsed().as_secs_f64() * 1000.0);
            ensure!(answer.outcome.missing().len() == entries as usize, "every block lacks its upper half");
        }
        let spread = spread(&samples).ok_or_else(|| anyhow!("nothing was measured"))?;
        let kilobytes = figure(xml.len() as f64 / 1000.0);
        let times = [spread.least, spread.median, spread.most].map(figure);
        table.row(&[&[what.to_owned(), count(entries as usize), kilobytes][..], &times].concat());
        report.at_most(&format!("{RANGES} ranges, {what}"), spread.median, CEILING_MS, " ms");
    }
    table.print();
    Ok(report)
}

fn answer(xml: &str, list: &str) -> Result<Answer> {
    let told = |faults: Vec<hookswitch_login_ranges::Fault>| anyhow!("{faults:?}");
    let profile = Profile::parse(xml).map_err(told)?;
    let picked = AddressList::parse(list).map_err(told)?.pick(None)?;
    Ok(check(picked, profile))
}

/// The lower halves of blocks, as the Metadata API would write them.
fn profile() -> Result<String> {
    let mut xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Profile>\n".to_owned();
    for at in 0..RANGES {
        let block = block(at);
        write!(
            xml,
            "    <loginIpRanges>\n        <description>Site {at}</description>\n        \
             <endAddress>{block}.127</endAddress>\n        <startAddress>{block}.0</startAddress>\n    </loginIpRanges>\n"
        )?;
    }
    Ok(xml + "</Profile>\n")
}

fn list(entries: u32) -> Result<String> {
    let mut list = "EMEA\n".to_owned();
    for at in 0..entries {
        let mark = if at % 2 == 0 { " (new)" } else { "" };
        writeln!(list, "{}.0/24{mark}", block(at))?;
    }
    Ok(list)
}

fn block(at: u32) -> String {
    format!("10.{}.{}", at / 256, at % 256)
}
