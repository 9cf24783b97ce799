//! The log-on matrix: what the documents of the Interaction Center's web client say of logging on, row by row, against
//! the real core.
//!
//! Sources: S is its page "Logging On"; B.1 log on page, B.2 station types, B.3 single station, B.4 outcomes and errors,
//! B.5 connection states, B.6 reconnecting, B.7 exiting and logging off are what is public around it; P is our own
//! protocol, where it decides what they leave open or differently.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{log_on_rows_errors, log_on_rows_page, log_on_rows_stations, log_on_rows_there, log_on_stage::Stage};

/// One row: where it stands, what it says, and the play of it.
pub(crate) struct Row {
    pub(crate) of: &'static str,
    pub(crate) given: &'static str,
    pub(crate) when: &'static str,
    pub(crate) then: &'static str,
    pub(crate) play: fn(&mut Stage),
}

#[test]
fn every_row_of_the_log_on_matrix_holds() {
    let parts = [log_on_rows_page::ROWS, log_on_rows_stations::ROWS, log_on_rows_errors::ROWS, log_on_rows_there::ROWS];
    let rows: Vec<&Row> = parts.into_iter().flatten().collect();
    assert!(rows.len() >= 50, "{} rows", rows.len());
    for source in ["S", "B.1", "B.2", "B.3", "B.4", "B.5", "B.6", "B.7", "P"] {
        assert!(rows.iter().any(|row| row.of == source), "nothing of {source}");
    }
    let broken: Vec<String> = rows
        .into_iter()
        .filter(|row| catch_unwind(AssertUnwindSafe(|| (row.play)(&mut Stage::new()))).is_err())
        .map(|Row { of, given, when, then, .. }| format!("{of}: given {given}, when {when}, then {then}"))
        .collect();
    assert!(broken.is_empty(), "rows that do not hold:\n{}", broken.join("\n"));
}
