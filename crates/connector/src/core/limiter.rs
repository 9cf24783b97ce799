//! Failed sign-ons, counted by Login ID and by address.

use std::collections::HashMap;

use super::directory::{Failures, Subject};

/// How many failures are borne, and for how long a subject is locked after them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Failures of one Login ID in a row.
    pub per_login_id: u32,
    /// Wrong passwords for one CTI user name in a row.
    pub per_cti_user_name: u32,
    /// Failures from one address. More, because an office shares one.
    pub per_address: u32,
    /// How long a lock lasts, and how long failures are remembered, in milliseconds.
    pub lock_ms: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self { per_login_id: 10, per_cti_user_name: 5, per_address: 50, lock_ms: 300_000 }
    }
}

/// Counts of failures. Times are milliseconds since 1970 UTC, so that they hold over a restart.
#[derive(Debug, Default)]
pub(super) struct Limiter {
    failures: HashMap<Subject, Failures>,
}

impl Limiter {
    /// Subjects above which what has run out is thrown away before more are taken.
    const PRUNE_ABOVE: usize = 10_000;

    /// Takes what the store keeps.
    pub(super) fn load(&mut self, failures: &[(Subject, Failures)]) {
        self.failures = failures.iter().copied().collect();
    }

    /// Seconds, rounded up, for which the subject is still locked.
    pub(super) fn locked_for_seconds(&self, subject: Subject, limits: Limits, unix_ms: u64) -> Option<u32> {
        let failures = self.failures.get(&subject)?;
        let left = failures.until_unix_ms.checked_sub(unix_ms).filter(|left| *left > 0)?;
        let is_locked = failures.count >= limits.of(subject);
        is_locked.then(|| u32::try_from(left.div_ceil(1_000)).unwrap_or(u32::MAX))
    }

    /// Counts the failures of a subject no more; whether there were any.
    pub(super) fn forget(&mut self, subject: Subject) -> bool {
        self.failures.remove(&subject).is_some()
    }

    /// Counts one failure; what to keep of it.
    pub(super) fn count(&mut self, subject: Subject, limits: Limits, unix_ms: u64) -> Failures {
        if self.failures.len() >= Self::PRUNE_ABOVE {
            self.failures.retain(|_, failures| failures.until_unix_ms > unix_ms);
        }
        let before = self.failures.get(&subject).filter(|failures| failures.until_unix_ms > unix_ms);
        let count = before.map_or(0, |failures| failures.count).saturating_add(1);
        let failures = Failures { count, until_unix_ms: unix_ms.saturating_add(limits.lock_ms) };
        self.failures.insert(subject, failures);
        failures
    }
}

impl Limits {
    const fn of(self, subject: Subject) -> u32 {
        match subject {
            Subject::LoginId(_) => self.per_login_id,
            Subject::Address(_) => self.per_address,
            Subject::CtiUserName(_) => self.per_cti_user_name,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIMITS: Limits = Limits { per_login_id: 3, per_cti_user_name: 2, per_address: 5, lock_ms: 60_000 };
    const SUBJECT: Subject = Subject::Address(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST));

    #[test]
    fn the_last_failure_borne_locks_for_the_whole_time_and_the_time_ends() {
        let mut limiter = Limiter::default();
        for at in 0..5 {
            assert_eq!(limiter.locked_for_seconds(SUBJECT, LIMITS, 1_000 + at), None);
            limiter.count(SUBJECT, LIMITS, 1_000 + at);
        }
        assert_eq!(limiter.locked_for_seconds(SUBJECT, LIMITS, 1_004), Some(60));
        assert_eq!(limiter.locked_for_seconds(SUBJECT, LIMITS, 61_003), Some(1));
        assert_eq!(limiter.locked_for_seconds(SUBJECT, LIMITS, 61_004), None);
    }

    #[test]
    fn failures_long_ago_do_not_count() {
        let mut limiter = Limiter::default();
        for at in [0, 60_000, 120_000, 180_000, 240_000, 300_000] {
            assert_eq!(limiter.count(SUBJECT, LIMITS, at).count, 1);
        }
    }
}
