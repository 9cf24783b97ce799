//! Asks the Salesforce org for saved credentials, and the directory where it does not say.

use std::sync::Arc;

use hookswitch_protocol::ids::UserName;
use tokio::{
    sync::{mpsc, watch},
    task::JoinSet,
    time::{Duration, Instant, timeout},
};

use super::{hub, keeper::FromStore, unix_ms};
use crate::{
    core::{OrgLookup, OrgLookups, OrgSays, SavedCredentials, Wanted},
    salesforce::org::{Org, OrgFault, OrgUser},
};

/// Longer than one question of it takes: a log-on, the question, and both again where a session was over.
const PATIENCE: Duration = Duration::from_secs(12);

/// The task that asks.
pub(super) struct Asking {
    pub(super) org: Arc<Org>,
    pub(super) cache_seconds: u32,
    pub(super) wanted: mpsc::UnboundedReceiver<Wanted>,
    pub(super) directory: mpsc::UnboundedSender<Wanted>,
    pub(super) hub: mpsc::UnboundedSender<FromStore>,
    pub(super) log_ons_refused: watch::Sender<u64>,
}

impl Asking {
    /// Runs until the hub is gone.
    pub(super) async fn run(mut self) {
        let start = Instant::now();
        let mut lookups = OrgLookups::new(u64::from(self.cache_seconds) * 1_000);
        let mut asked = JoinSet::new();
        loop {
            let next = tokio::select! {
                wanted = self.wanted.recv() => match wanted {
                    Some(wanted) => lookups.want(wanted, hub::now(start)).into_iter().collect(),
                    None => return,
                },
                Some(Ok((name, said))) = asked.join_next() => {
                    let says = self.says(said);
                    lookups.said(&name, &says, hub::now(start))
                }
            };
            for lookup in next {
                match lookup {
                    OrgLookup::Ask(name) => drop(asked.spawn(ask(self.org.clone(), name))),
                    OrgLookup::Answer(ticket, saved) => {
                        // A hub that is gone needs no answer.
                        let _ = self.hub.send(FromStore::Credentials { ticket, credentials: Some(*saved) });
                    }
                    OrgLookup::Directory(wanted) => drop(self.directory.send(wanted)),
                }
            }
        }
    }

    fn says(&self, said: Option<Result<Option<OrgUser>, OrgFault>>) -> OrgSays {
        match said {
            Some(Ok(user)) => OrgSays::Saved(user.and_then(saved).map(Box::new)),
            Some(Err(fault)) => {
                if matches!(fault, OrgFault::LogOn(_)) {
                    self.log_ons_refused.send_modify(|count| *count += 1);
                }
                tracing::warn!(%fault, remedy = fault.remedy(), "the org does not say what is saved: the directory has to");
                OrgSays::Nothing
            }
            None => {
                tracing::warn!("the org has not said in time what is saved: the directory has to");
                OrgSays::Nothing
            }
        }
    }
}

async fn ask(org: Arc<Org>, name: UserName) -> (UserName, Option<Result<Option<OrgUser>, OrgFault>>) {
    let said = timeout(PATIENCE, org.user(&name, unix_ms() / 1_000)).await.ok();
    (name, said)
}

fn saved(user: OrgUser) -> Option<SavedCredentials> {
    let OrgUser { user_name, password, extension, adfs_username } = user;
    Some(SavedCredentials { user_name: user_name?, password: password?, extension, adfs_username })
}
