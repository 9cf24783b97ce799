//! Who is ready for which queue, in the order of their waiting.

use std::collections::{BTreeMap, BTreeSet};

use hookswitch_protocol::ids::Extension;

use crate::core::QueueName;

/// The telephones whose agents are ready.
#[derive(Clone, Debug, Default)]
pub(super) struct Offers {
    by_extension: BTreeMap<Extension, Offer>,
    turns: u64,
}

#[derive(Clone, Debug)]
struct Offer {
    queues: BTreeSet<QueueName>,
    /// The lower, the longer they wait.
    turn: u64,
}

impl Offers {
    /// Ready for these queues from now on. Whoever waits already keeps their turn.
    pub(super) fn offer(&mut self, extension: Extension, queues: BTreeSet<QueueName>) {
        self.turns += 1;
        let turn = self.by_extension.get(&extension).map_or(self.turns, |offer| offer.turn);
        self.by_extension.insert(extension, Offer { queues, turn });
    }

    pub(super) fn withhold(&mut self, extension: &Extension) {
        self.by_extension.remove(extension);
    }

    /// Who waits longest of those that are free.
    pub(super) fn longest(&self, queue: &QueueName, is_free: impl Fn(&Extension) -> bool) -> Option<Extension> {
        let ready =
            self.by_extension.iter().filter(|(extension, offer)| offer.queues.contains(queue) && is_free(extension));
        ready.min_by_key(|(_, offer)| offer.turn).map(|(extension, _)| extension.clone())
    }
}
