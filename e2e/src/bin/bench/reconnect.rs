//! How fast everybody is back: one page whose socket is cut, thousands whose connector restarts, and a link that dies
//! without a word.

mod crowd;
mod page;
mod silence;

use anyhow::Result;

use crate::report::Report;

/// Measures all three.
pub(crate) async fn run(rounds: usize, clients: u32) -> Result<Report> {
    let mut report = Report::default();
    page::measure(rounds, &mut report).await?;
    silence::measure(&mut report).await?;
    crowd::measure(clients, &mut report).await?;
    Ok(report)
}
