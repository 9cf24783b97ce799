//! Checks passwords off the task that drives the core, and few at once: a flood of sign-ons leaves processors to calls.

use std::{num::NonZero, sync::Arc, thread};

use hookswitch_protocol::cisco::ids::CtiPassword;
use tokio::{
    sync::{Semaphore, mpsc},
    task,
};

use crate::{
    core::{CheckId, PasswordHash},
    store,
};

/// A password was compared.
pub(super) struct Checked {
    pub(super) check: CheckId,
    pub(super) is_right: bool,
}

/// Where passwords are compared, those first that came first.
#[derive(Clone)]
pub(super) struct Checker {
    places: Arc<Semaphore>,
    hub: mpsc::UnboundedSender<Checked>,
}

impl Checker {
    /// A checker that takes at most half of the processors.
    pub(super) fn new(hub: mpsc::UnboundedSender<Checked>) -> Self {
        let processors = thread::available_parallelism().map_or(1, NonZero::get);
        Self { places: Arc::new(Semaphore::new((processors / 2).max(1))), hub }
    }

    /// Compares a password; with nothing to compare it with it takes as long and is wrong.
    pub(super) fn check(&self, check: CheckId, password: CtiPassword, against: Option<PasswordHash>) {
        let (places, hub) = (self.places.clone(), self.hub.clone());
        tokio::spawn(async move {
            // The semaphore is never closed.
            let _place = places.acquire_owned().await;
            let compared = task::spawn_blocking(move || store::is_right(&password, against.as_ref())).await;
            // Nobody waits for it where the hub is gone.
            let _ = hub.send(Checked { check, is_right: compared.unwrap_or(false) });
        });
    }
}
