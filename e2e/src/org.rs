//! A Salesforce to develop and test in: an org with users, records, Tasks, a call centre and Apex, and the pages that
//! play Lightning and Classic around a framed softphone. All of it is ours; nothing of Salesforce's is in it.
//!
//! The pages ask the org what to answer, so that what happened is known in one place and faults are switched on there.

mod apex;
mod call;
mod classic;
mod event;
mod fault;
mod key;
mod lightning;
mod pop;
mod records;
mod search;
mod settings;
mod tasks;
mod users;
mod web;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use anyhow::Result;
use axum::Router;
use serde_json::Value;

pub use call::Host;
pub use event::{Event, Outcome, What};
pub use fault::{Fault, TokenFault};
pub use key::Keys;
pub use pop::Pop;
pub use records::{Object, Record};
pub use users::User;

use records::Records;
use settings::Settings;
use users::Users;

/// An org. Clones are the same org.
#[derive(Clone)]
pub struct Org {
    state: Arc<Mutex<State>>,
    keys: Arc<Keys>,
}

/// What an org is about.
#[derive(Clone, Debug)]
pub struct Setup {
    /// The page to frame.
    pub adapter_url: String,
    /// Where that page finds its connector.
    pub endpoint: String,
    /// Who signs identity tokens: the org's My Domain URL.
    pub issuer: String,
    /// For whom identity tokens are.
    pub audience: String,
}

/// All that changes.
struct State {
    setup: Setup,
    settings: Settings,
    users: Users,
    records: Records,
    faults: Vec<Fault>,
    events: Vec<Event>,
    subscriptions: u32,
    last_token: Option<String>,
}

impl Org {
    /// An org with the records and users of the tests, and with a key of its own.
    pub fn new(setup: Setup) -> Result<Self> {
        let state = State {
            settings: Settings::of(&setup),
            setup,
            users: Users::of_the_demo(),
            records: Records::of_the_tests(),
            faults: Vec::new(),
            events: Vec::new(),
            subscriptions: 0,
            last_token: None,
        };
        Ok(Self { state: Arc::new(Mutex::new(state)), keys: Arc::new(Keys::new()?) })
    }

    /// The application that serves the org at whatever name it is asked for.
    pub fn app(&self) -> Router {
        web::app(self.clone())
    }

    /// The keys with which it signs.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What an administrator sets in the call centre, by the item's name.
    pub fn set(&self, item: &str, value: &str) {
        self.lock().settings.set(item, value);
    }

    /// Adds a user, or puts another in the place of one of that name.
    pub fn put_user(&self, user: User) {
        self.lock().users.put(user);
    }

    /// Adds a record and hands back its id: somebody who calls from another number, say.
    pub fn put_record(&self, object: Object, fields: Value) -> String {
        self.lock().records.put(object, fields)
    }

    /// What goes wrong from now on, in place of what went wrong before.
    pub fn go_wrong(&self, faults: impl IntoIterator<Item = Fault>) {
        self.lock().faults = faults.into_iter().collect();
    }

    /// All that happened, in its order.
    pub fn events(&self) -> Vec<Event> {
        self.lock().events.clone()
    }

    /// Who was shown what by the softphone: the window, and the pop.
    pub fn pops(&self) -> Vec<(String, Pop)> {
        let state = self.lock();
        let pops = state.events.iter().filter_map(|event| match &event.what {
            What::Pop { pop } => Some((event.window.clone(), pop.clone())),
            What::Call { .. } | What::Page { .. } => None,
        });
        pops.collect()
    }

    /// How often a method was called.
    pub fn calls(&self, wanted: &str) -> usize {
        let is_it = |event: &&Event| matches!(&event.what, What::Call { method, .. } if method.as_str() == wanted);
        self.lock().events.iter().filter(is_it).count()
    }

    /// All records of an object, oldest first.
    pub fn records(&self, object: Object) -> Vec<Record> {
        self.lock().records.of(object).cloned().collect()
    }

    /// All Tasks, oldest first.
    pub fn tasks(&self) -> Vec<Record> {
        self.records(Object::Task)
    }

    /// Forgets what happened, the Tasks and the faults.
    pub fn begin_anew(&self) {
        let mut state = self.lock();
        state.events.clear();
        state.faults.clear();
        state.records = Records::of_the_tests();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests;
