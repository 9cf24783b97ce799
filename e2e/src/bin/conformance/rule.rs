//! A rule of the protocol and how trying it went.

use std::time::Duration;

use anyhow::Result;
use futures_util::future::BoxFuture;
use tokio::time::timeout;

use crate::peer::Target;

/// Longer than any rule takes.
const PATIENCE: Duration = Duration::from_secs(60);

/// One rule, tried on connections of its own.
#[derive(Clone)]
pub(crate) struct Rule {
    text: &'static str,
    needs: Needs,
    check: fn(Target) -> BoxFuture<'static, Result<()>>,
}

/// What a rule takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Needs {
    /// Nothing: no account is signed on.
    Nothing,
    /// The accounts, for itself.
    Accounts,
    /// Failures, which lock this address.
    Failures,
}

/// How it went.
pub(crate) enum Outcome {
    /// The connector keeps the rule.
    Kept,
    /// It does not, for this reason.
    Broken(String),
    /// It was not tried.
    Skipped(&'static str),
}

impl Rule {
    /// A rule in the words of PROTOCOL.md.
    pub(crate) fn new(text: &'static str, needs: Needs, check: fn(Target) -> BoxFuture<'static, Result<()>>) -> Self {
        Self { text, needs, check }
    }

    /// Tries it.
    pub(crate) async fn check(self, target: Target) -> (&'static str, Outcome) {
        if self.needs == Needs::Failures && !target.may_lock() {
            return (self.text, Outcome::Skipped("locks this address for five minutes: ask for it with --locks"));
        }
        let accounts = std::sync::Arc::clone(&target.accounts);
        let _mine = match self.needs {
            Needs::Accounts => Some(accounts.lock().await),
            Needs::Nothing | Needs::Failures => None,
        };
        let outcome = match timeout(PATIENCE, (self.check)(target)).await {
            Ok(Ok(())) => Outcome::Kept,
            Ok(Err(error)) => Outcome::Broken(format!("{error:#}")),
            Err(_) => Outcome::Broken(format!("no end within {PATIENCE:?}")),
        };
        (self.text, outcome)
    }
}
