//! A running connector, from its parts.

use std::{collections::HashMap, sync::Arc, time::Duration};

use hookswitch_protocol::{Tick, ids::ServerName};
use tokio::{
    sync::{mpsc, watch},
    task::JoinHandle,
    time::{Instant, timeout},
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    ServeError, check,
    checker::Checker,
    control::{self, Calls, Door},
    demo,
    hub::Hub,
    keeper::{self, Health, Keeper},
    org::Asking,
    org_keys, ranges, unix_ms,
};
use crate::{
    config::{Config, IdentityKind, OrgConfig},
    core::{Core, LogOnRules, OrgTokens, PhoneBooks, Settings},
    edge::{self, Edge, Origins},
    store::{ChangeError, Lock, Missing, Store, StoreError},
    telephony::DemoPbx,
};

/// How long sockets and requests have to end once the connector stops.
const STOP_WITHIN: Duration = Duration::from_secs(5);
const INBOX: usize = 1024;

/// A running connector.
#[derive(Debug)]
pub struct Server {
    url: String,
    stop: CancellationToken,
    hub_ended: CancellationToken,
    tracker: TaskTracker,
    listener: JoinHandle<()>,
    hub: JoinHandle<()>,
    keeper: JoinHandle<Result<(), StoreError>>,
    _lock: Lock,
}

impl Server {
    /// Opens the store, binds the address and starts serving.
    ///
    /// # Errors
    /// Why it could not start.
    pub async fn start(config: &Config) -> Result<Self, ServeError> {
        let tls = check::tls(config)?;
        let books = check::books(config)?;
        let log_on = check::log_on(config)?;
        let org_tokens = check::org_tokens(config)?;
        let org = check::org(config)?;
        let address = config.listen.value;
        let lock = Lock::take(&config.data.value)?;
        let mut store = Store::open(&config.data.value, Missing::Create).await?;
        keeper::drop_old(&mut store).await?;
        welcome(&mut store, config).await?;
        let seen = store.version().await?;
        let content = keeper::content(&mut store).await?;
        let past_calls = store.past_calls().await?;
        let used_tokens = store.used_tokens().await?;

        let listener = edge::bind(address, tls).map_err(|error| ServeError::Listen { address, error })?;
        let url = listener.url().map_err(|error| ServeError::Listen { address, error })?;
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| ServeError::Random(error.to_string()))?;
        let core = Core::new(
            settings(config, books, log_on, org_tokens),
            store.keys().login_id().clone(),
            content.directory,
            seed,
            unix_ms(),
        )
        .with_history(past_calls)
        .with_used_tokens(used_tokens);
        let mut telephony = Box::new(DemoPbx::default());
        crate::telephony::Backend::know(telephony.as_mut(), content.extensions, Tick(0));

        let stop = CancellationToken::new();
        let hub_ended = CancellationToken::new();
        let tracker = TaskTracker::new();
        let (to_hub, from_edge) = mpsc::channel(INBOX);
        let (to_keeper, changes) = mpsc::unbounded_channel();
        let (to_keeper_for_credentials, asked) = mpsc::unbounded_channel();
        let (from_checker, checked) = mpsc::unbounded_channel();
        let (to_hub_for_keys, org_keys) = mpsc::unbounded_channel();
        let (from_keeper, from_store) = mpsc::unbounded_channel();
        let (to_hub_for_questions, questions) = mpsc::channel(1);
        let (health, healthy) = watch::channel(Health::Answers);
        let (refusals_to_hub, org_log_ons_refused) = watch::channel(0);
        let (ranges_to_hub, login_ranges) = watch::channel(None);
        let credentials = match org.zip(config.salesforce.value.org.as_ref()) {
            None => to_keeper_for_credentials,
            Some((org, OrgConfig { cache_seconds, .. })) => {
                let (credentials, wanted) = mpsc::unbounded_channel();
                let asking = Asking {
                    org: Arc::new(org),
                    cache_seconds: *cache_seconds,
                    wanted,
                    directory: to_keeper_for_credentials,
                    hub: from_keeper.clone(),
                    log_ons_refused: refusals_to_hub,
                };
                drop(tracker.spawn(stop.clone().run_until_cancelled_owned(asking.run())));
                credentials
            }
        };
        let hub = Hub {
            core,
            start: Instant::now(),
            edge: from_edge,
            store: from_store,
            changes: to_keeper,
            credentials,
            checker: Checker::new(from_checker),
            checked,
            questions,
            org_keys,
            login_ranges,
            org_log_ons_refused,
            health: healthy,
            telephony,
            outboxes: HashMap::new(),
            stop: stop.clone(),
        };
        if let Some(tokens) = &config.salesforce.value.tokens {
            let watch = org_keys::watch(tokens.keys.clone(), to_hub_for_keys);
            drop(tracker.spawn(stop.clone().run_until_cancelled_owned(watch)));
        }
        if let Some(ranges) = config.salesforce.value.ranges.clone() {
            let looking = ranges::keep_looking(ranges, ranges_to_hub);
            drop(tracker.spawn(stop.clone().run_until_cancelled_owned(looking)));
        }
        control::remove(&config.data.value);
        let calls = if config.demo.value { Calls::Demo } else { Calls::Real };
        match Door::open(&config.data.value, calls) {
            Ok(door) => drop(tracker.spawn(door.serve(to_hub_for_questions, stop.clone()))),
            Err(error) => tracing::warn!(
                %error,
                "`session`, `station release` and `demo call` will not work: there is no socket in the data folder"
            ),
        }
        let keeper = Keeper { store, changes, credentials: asked, hub: from_keeper, health };
        let edge = Edge::new(edge_settings(config), to_hub, tracker.clone());
        let ended = hub_ended.clone().drop_guard();
        Ok(Self {
            url,
            listener: tokio::spawn(listener.serve(edge, tracker.clone(), stop.clone())),
            hub: tokio::spawn(async move {
                hub.run().await;
                drop(ended);
            }),
            keeper: tokio::spawn(keeper.run(seen)),
            stop,
            hub_ended,
            tracker,
            _lock: lock,
        })
    }

    /// Where it listens.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Waits until it cannot go on.
    pub async fn failed(&self) {
        self.hub_ended.cancelled().await;
    }

    /// Tells every softphone to come back, waits a while until all are gone, and closes the store.
    ///
    /// # Errors
    /// Where the store could not be closed; what was acknowledged is safe all the same.
    pub async fn stop(self) -> Result<(), ServeError> {
        self.stop.cancel();
        // Only a panic could fail it, and there is nothing left to accept then.
        let _ = self.listener.await;
        self.tracker.close();
        if timeout(STOP_WITHIN, self.tracker.wait()).await.is_err() {
            tracing::warn!(sockets = self.tracker.len(), "some softphones did not answer the goodbye");
            // The hub would wait for them; without it the store is told that nothing more comes.
            self.hub.abort();
        }
        let _ = self.hub.await;
        match self.keeper.await {
            Ok(closed) => Ok(closed?),
            Err(error) => Err(ServeError::Stopped(error.to_string())),
        }
    }
}

/// Fills an empty store with the demo accounts, or says how to add the first user.
async fn welcome(store: &mut Store, config: &Config) -> Result<(), ServeError> {
    if !store.users().await?.is_empty() {
        return Ok(());
    }
    if config.demo.value {
        return demo::fill(store).await.map_err(|error| match error {
            ChangeError::Store(error) => ServeError::Store(error),
            ChangeError::NoSuchUser(_)
            | ChangeError::UserExists(_)
            | ChangeError::LoginIdTaken
            | ChangeError::LoginIdChanged
            | ChangeError::CtiUserNameTaken(_)
            | ChangeError::NoCtiAccount(_)
            | ChangeError::NoSuchStation(_)
            | ChangeError::StationExists(_)
            | ChangeError::ExtensionTaken(_)
            | ChangeError::NoSuchMemo(_) => ServeError::Stopped(error.to_string()),
        });
    }
    tracing::warn!(
        "there are no users yet. Add the first: hookswitch-connector user add NAME --extension NUMBER --generate --data {}",
        config.data.value.display()
    );
    Ok(())
}

fn settings(
    config: &Config,
    phone_books: PhoneBooks,
    log_on: Option<LogOnRules>,
    org_tokens: Option<OrgTokens>,
) -> Settings {
    let name = concat!("hookswitch-connector ", env!("CARGO_PKG_VERSION"));
    let accepts = |kind| config.identities.value.contains(&kind);
    Settings {
        accepts_login_id: accepts(IdentityKind::LoginId),
        org_tokens: org_tokens.filter(|_| accepts(IdentityKind::Jwt)),
        accepts_unproven: accepts(IdentityKind::None),
        teams: config.teams.value.iter().map(|rules| rules.team.clone()).collect(),
        phone_books,
        log_on,
        ..Settings::new(ServerName::parse(name).unwrap_or_default())
    }
}

fn edge_settings(config: &Config) -> edge::Settings {
    let (own, own_frames) = match (config.is_loopback(), config.demo.value) {
        (true, true) => (edge::Own::AnyLoopback, edge::OwnFrames::AnyLoopback),
        (true, false) => (edge::Own::LoopbackHost, edge::OwnFrames::Host),
        (false, _) => (edge::Own::Host, edge::OwnFrames::Host),
    };
    let allowed = config.allowed_origins.value.iter().map(|origin| origin.as_str().to_owned()).collect();
    let hosts = config.salesforce.value.frame_ancestors.iter().map(|host| host.as_str().to_owned()).collect();
    let frames = edge::Frames { hosts, own: own_frames };
    edge::Settings { web: config.web.value.clone(), origins: Origins { allowed, own }, frames }
}
