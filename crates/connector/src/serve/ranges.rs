//! Looks from time to time whether the org lets the contact centre in.

use std::time::Duration;

use tokio::{
    sync::watch,
    time::{Instant, sleep_until},
};

use super::{hub, log, unix_ms};
use crate::{
    config::{Fault, RangesConfig},
    core::{RangesEffect, RangesFigures, RangesInput, RangesWatch},
    salesforce::ranges::look,
};

const HOUR_MS: u64 = 3_600_000;

/// Looks for as long as it is let, and hands out what was seen last.
pub(super) async fn keep_looking(config: RangesConfig, figures: watch::Sender<Option<RangesFigures>>) {
    let start = Instant::now();
    let mut watch = RangesWatch::new(u64::from(config.every_hours.get()) * HOUR_MS);
    while let Some(due) = watch.poll_timeout() {
        sleep_until(start + Duration::from_millis(due.0)).await;
        watch.handle_timeout(hub::now(start));
        while let Some(effect) = watch.poll_effect() {
            match effect {
                RangesEffect::Look => {
                    let input = match look(&config.question, unix_ms() / 1_000).await {
                        Ok(report) => RangesInput::Looked { report: Box::new(report), unix_ms: unix_ms() },
                        Err(faults) => RangesInput::Failed { why: in_one_line(&faults) },
                    };
                    watch.handle(input, hub::now(start));
                }
                RangesEffect::Tell(news) => log::ranges(&news),
            }
        }
        figures.send_replace(watch.figures());
    }
}

/// The first says enough: who wants all of them runs the command.
fn in_one_line(faults: &[Fault]) -> String {
    let first = faults.first().map(ToString::to_string).unwrap_or_default();
    match faults.len().saturating_sub(1) {
        0 => first,
        more => format!("{first} ({more} more)"),
    }
}
