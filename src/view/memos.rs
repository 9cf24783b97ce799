//! The line under everything, and memos.

use hookswitch_session::State;

use super::{Action, Facts, MemoView, Text, door, panel::StatusLine};
use crate::{
    i18n::{decimal, door as words},
    identity::Origin,
    intent::{Intent, Press},
};

/// How long one memo stands before the next takes its turn.
const TURN_MS: u64 = 6_000;

/// All memos.
pub(super) fn all(facts: &Facts<'_>) -> Vec<MemoView> {
    let view = |memo: &hookswitch_protocol::center::Memo| MemoView {
        text: memo.text.clone(),
        url: memo.url.clone().filter(|url| door::is_web(url)),
    };
    facts.memos.iter().map(view).collect()
}

/// Where the agent works, how good the connection is, and the memo whose turn it is; only where there is something
/// that the bar does not say.
pub(super) fn status(facts: &Facts<'_>) -> Option<StatusLine> {
    let State::On { terms, agent, .. } = facts.state else { return None };
    if facts.origin != Origin::Station && facts.memos.is_empty() {
        return None;
    }
    let place = match &terms.station {
        Some(station) => door::seat(&station.seat),
        None => agent.extension.as_str().to_owned(),
    };
    let quality = facts.round_trip_ms.map(|ms| [" · ", &quality(ms)].concat()).unwrap_or_default();
    let turn = usize::try_from(facts.now.0 / TURN_MS).unwrap_or_default().checked_rem(facts.memos.len());
    let memo = turn.and_then(|turn| facts.memos.get(turn));
    Some(StatusLine {
        text: [place, quality].concat().into(),
        memo: memo.map(|memo| Action { label: Text::Owned(memo.text.clone()), intent: Intent::Press(Press::Memos) }),
    })
}

/// A round trip, and what it is good for.
pub(super) fn quality(ms: u32) -> String {
    let word = match ms {
        0..150 => words::GOOD,
        150..400 => words::FAIR,
        400.. => words::SLOW,
    };
    [&decimal(ms.into()), " ms, ", word].concat()
}
