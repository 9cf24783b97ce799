//! The store's task: keeps what the core asks to keep, many changes in one write, and notices what the commands
//! change meanwhile.

use std::{collections::BTreeSet, time::Duration};

use tokio::{
    sync::{mpsc, watch},
    time::{Instant, MissedTickBehavior, interval, interval_at},
};

use super::unix_ms;
use crate::{
    core::{Change, Directory, SavedCredentials, Ticket, UserId, Wanted},
    store::{CtiCredentials, Store, StoreError},
};
use hookswitch_protocol::{cisco::ids::CtiUserName, ids::Extension};

/// How soon a change of another process is noticed.
const LOOK_EVERY: Duration = Duration::from_millis(400);
const TIDY_EVERY: Duration = Duration::from_secs(3_600);
const CHANGES_AT_ONCE: usize = 512;

/// The store's content.
pub(super) struct Content {
    pub(super) directory: Directory,
    pub(super) extensions: Vec<Extension>,
}

/// What the hub hears from the store.
pub(super) enum FromStore {
    /// Changes were kept, or could not be.
    Stored { tickets: Vec<Ticket>, is_kept: bool },
    /// A user's saved credentials were looked up.
    Credentials { ticket: Ticket, credentials: Option<SavedCredentials> },
    /// The content has changed.
    Content(Box<Content>),
}

/// Whether the store answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Health {
    Answers,
    Fails,
}

fn saved(found: CtiCredentials) -> Option<SavedCredentials> {
    let (user_name, password) = (CtiUserName::parse(&found.user_name)?, found.password);
    Some(SavedCredentials { user_name, password, extension: None, adfs_username: None })
}

pub(super) async fn content(store: &mut Store) -> Result<Content, StoreError> {
    let directory = store.directory().await?;
    let of_users = directory.users().map(|user| user.extension.clone());
    let of_stations = directory.stations().map(|station| station.extension.clone());
    let extensions: BTreeSet<Extension> = of_users.chain(of_stations).collect();
    Ok(Content { directory, extensions: extensions.into_iter().collect() })
}

/// For how long an expired credential is told from one that was never given: a page sleeps over a weekend, or a holiday.
const EXPIRED_KEPT_MS: u64 = 7 * 24 * 3_600 * 1_000;

/// Drops what is of no use any more.
pub(super) async fn drop_old(store: &mut Store) -> Result<(), StoreError> {
    store.drop_old_failures(unix_ms()).await?;
    store.drop_old_credentials(unix_ms().saturating_sub(EXPIRED_KEPT_MS)).await?;
    store.drop_old_tokens(unix_ms()).await?;
    store.drop_old_calls(unix_ms()).await
}

pub(super) struct Keeper {
    pub(super) store: Store,
    pub(super) changes: mpsc::UnboundedReceiver<(Ticket, Change)>,
    pub(super) credentials: mpsc::UnboundedReceiver<Wanted>,
    pub(super) hub: mpsc::UnboundedSender<FromStore>,
    pub(super) health: watch::Sender<Health>,
}

impl Keeper {
    /// Runs until the hub is gone and everything it asked for is done.
    pub(super) async fn run(mut self, seen: i64) -> Result<(), StoreError> {
        let mut seen = seen;
        let mut look = interval(LOOK_EVERY);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let mut tidy = interval_at(Instant::now() + TIDY_EVERY, TIDY_EVERY);
        let mut batch = Vec::new();
        loop {
            let outcome = tokio::select! {
                count = self.changes.recv_many(&mut batch, CHANGES_AT_ONCE) => {
                    if count == 0 {
                        return self.store.close().await;
                    }
                    self.keep(&mut batch).await
                }
                Some(Wanted { ticket, user, .. }) = self.credentials.recv() => self.look_up(ticket, user).await,
                _ = look.tick() => self.look(&mut seen).await,
                _ = tidy.tick() => drop_old(&mut self.store).await,
            };
            self.note(outcome);
        }
    }

    async fn keep(&mut self, batch: &mut Vec<(Ticket, Change)>) -> Result<(), StoreError> {
        let (tickets, changes): (Vec<_>, Vec<_>) = batch.drain(..).unzip();
        let kept = self.store.keep(&changes).await;
        // A hub that is gone needs no answer.
        let _ = self.hub.send(FromStore::Stored { tickets, is_kept: kept.is_ok() });
        kept
    }

    async fn look_up(&mut self, ticket: Ticket, user: UserId) -> Result<(), StoreError> {
        let found = self.store.cti_credentials(user).await;
        let credentials = found.as_ref().ok().cloned().flatten().and_then(saved);
        let _ = self.hub.send(FromStore::Credentials { ticket, credentials });
        found.map(|_| ())
    }

    async fn look(&mut self, seen: &mut i64) -> Result<(), StoreError> {
        let version = self.store.version().await?;
        if version != *seen {
            let content = content(&mut self.store).await?;
            *seen = version;
            let _ = self.hub.send(FromStore::Content(Box::new(content)));
        }
        Ok(())
    }

    fn note(&self, outcome: Result<(), StoreError>) {
        let health = if outcome.is_ok() { Health::Answers } else { Health::Fails };
        let has_changed = self.health.send_if_modified(|before| std::mem::replace(before, health) != health);
        match outcome {
            Ok(()) if has_changed => tracing::info!("the store answers again"),
            Ok(()) => {}
            Err(error) if has_changed => tracing::error!(%error, remedy = error.remedy(), "the store fails"),
            Err(error) => tracing::debug!(%error, "the store still fails"),
        }
    }
}
