//! Saved credentials that the Salesforce org holds: who is asked about whom, what is remembered, and when the directory
//! has to do instead.

use std::collections::{HashMap, VecDeque};

use hookswitch_protocol::{Tick, ids::UserName};

use super::{credentials::SavedCredentials, directory::UserId, io::Ticket};

/// For how long the org is left alone that did not say: it counts log-ons, and locks who tries too often.
const QUIET_MS: u64 = 30_000;

/// Somebody wants a user's saved credentials.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which request.
    pub ticket: Ticket,
    /// Whose.
    pub user: UserId,
    /// The same as the org knows them; nothing where the user is gone.
    pub name: Option<UserName>,
}

/// What comes of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrgLookup {
    /// The org has to be asked.
    Ask(UserName),
    /// This is what it says.
    Answer(Ticket, Box<SavedCredentials>),
    /// Only the directory can tell.
    Directory(Wanted),
}

/// What the org says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OrgSays {
    /// This is saved, if anything is.
    Saved(Option<Box<SavedCredentials>>),
    /// Nothing: it is out of reach, or lets nobody in.
    Nothing,
}

/// Questions to the org: one at a time about a user, none again while its answer is good.
#[derive(Debug)]
pub struct OrgLookups {
    good_for_ms: u64,
    waiting: HashMap<String, Vec<Wanted>>,
    known: HashMap<String, SavedCredentials>,
    good_until: VecDeque<(Tick, String)>,
    quiet_until: Tick,
}

impl OrgLookups {
    /// Nothing asked yet. An answer is good for so long.
    #[must_use]
    pub fn new(good_for_ms: u64) -> Self {
        let (waiting, known, good_until) = (HashMap::new(), HashMap::new(), VecDeque::new());
        Self { good_for_ms, waiting, known, good_until, quiet_until: Tick(0) }
    }

    /// What to do for somebody; nothing yet where the same is being asked.
    pub fn want(&mut self, wanted: Wanted, now: Tick) -> Option<OrgLookup> {
        self.forget(now);
        let Some(name) = wanted.name.clone() else { return Some(OrgLookup::Directory(wanted)) };
        let key = name.folded();
        if let Some(known) = self.known.get(&key) {
            return Some(OrgLookup::Answer(wanted.ticket, Box::new(known.clone())));
        }
        if let Some(waiting) = self.waiting.get_mut(&key) {
            waiting.push(wanted);
            return None;
        }
        if now < self.quiet_until {
            return Some(OrgLookup::Directory(wanted));
        }
        self.waiting.insert(key, vec![wanted]);
        Some(OrgLookup::Ask(name))
    }

    /// The org has answered about this user, or not: what that is for those who wait.
    pub fn said(&mut self, name: &UserName, says: &OrgSays, now: Tick) -> Vec<OrgLookup> {
        let key = name.folded();
        let waiting = self.waiting.remove(&key).unwrap_or_default();
        let saved = match says {
            OrgSays::Saved(saved) => saved.as_ref(),
            OrgSays::Nothing => {
                self.quiet_until = now.after(QUIET_MS);
                None
            }
        };
        if let Some(saved) = saved.filter(|_| self.good_for_ms > 0) {
            self.known.insert(key.clone(), (**saved).clone());
            self.good_until.push_back((now.after(self.good_for_ms), key));
        }
        let answer = |wanted: Wanted| match saved {
            Some(saved) => OrgLookup::Answer(wanted.ticket, saved.clone()),
            None => OrgLookup::Directory(wanted),
        };
        waiting.into_iter().map(answer).collect()
    }

    /// What is good no more is not kept either: there are passwords in it.
    fn forget(&mut self, now: Tick) {
        while self.good_until.front().is_some_and(|(until, _)| *until <= now)
            && let Some((_, key)) = self.good_until.pop_front()
        {
            self.known.remove(&key);
        }
    }
}

#[cfg(test)]
mod tests {
    use hookswitch_protocol::cisco::ids::{CtiPassword, CtiUserName};

    use super::*;

    fn wanted(ticket: u64, name: &str) -> Wanted {
        Wanted { ticket: Ticket(ticket), user: UserId(1), name: UserName::parse(name) }
    }

    fn saved() -> Box<SavedCredentials> {
        let (user_name, password) = (CtiUserName::parse("1245456"), CtiPassword::parse("secret"));
        let (extension, adfs_username) = (None, None);
        Box::new(SavedCredentials {
            user_name: user_name.unwrap(),
            password: password.unwrap(),
            extension,
            adfs_username,
        })
    }

    fn ann() -> UserName {
        UserName::parse("Ann@acme.example").unwrap()
    }

    #[test]
    fn the_org_is_asked_once_about_a_user_however_many_wait_and_remembered_for_a_while() {
        let mut lookups = OrgLookups::new(60_000);
        assert_eq!(lookups.want(wanted(1, "Ann@acme.example"), Tick(0)), Some(OrgLookup::Ask(ann())));
        assert_eq!(lookups.want(wanted(2, "ann@acme.example"), Tick(1)), None);
        assert!(matches!(lookups.want(wanted(3, "bob@acme.example"), Tick(1)), Some(OrgLookup::Ask(_))));
        let answered = lookups.said(&ann(), &OrgSays::Saved(Some(saved())), Tick(10));
        assert_eq!(answered, [OrgLookup::Answer(Ticket(1), saved()), OrgLookup::Answer(Ticket(2), saved())]);
        let again = lookups.want(wanted(4, "ann@acme.example"), Tick(60_009));
        assert_eq!(again, Some(OrgLookup::Answer(Ticket(4), saved())));
        assert!(matches!(lookups.want(wanted(5, "ann@acme.example"), Tick(60_010)), Some(OrgLookup::Ask(_))));
        assert!(lookups.known.is_empty(), "a password is kept no longer");
    }

    #[test]
    fn where_the_org_says_nothing_the_directory_does_and_the_org_is_left_alone_for_a_while() {
        let mut lookups = OrgLookups::new(60_000);
        lookups.want(wanted(1, "ann@acme.example"), Tick(0));
        let [OrgLookup::Directory(asks)] = &lookups.said(&ann(), &OrgSays::Nothing, Tick(0))[..] else { panic!() };
        assert_eq!(asks.ticket, Ticket(1));
        assert!(matches!(lookups.want(wanted(2, "bob@acme.example"), Tick(29_999)), Some(OrgLookup::Directory(_))));
        assert!(matches!(lookups.want(wanted(3, "bob@acme.example"), Tick(30_000)), Some(OrgLookup::Ask(_))));
    }

    #[test]
    fn whom_the_org_does_not_know_the_directory_may_and_is_asked_anew_each_time() {
        let mut lookups = OrgLookups::new(60_000);
        for at in [0, 1] {
            assert!(matches!(lookups.want(wanted(1, "ann@acme.example"), Tick(at)), Some(OrgLookup::Ask(_))));
            let said = lookups.said(&ann(), &OrgSays::Saved(None), Tick(at));
            assert!(matches!(said[..], [OrgLookup::Directory(_)]));
        }
        assert!(matches!(lookups.want(wanted(2, ""), Tick(2)), Some(OrgLookup::Directory(_))));
    }

    #[test]
    fn an_answer_that_is_good_for_no_time_is_not_kept() {
        let mut lookups = OrgLookups::new(0);
        lookups.want(wanted(1, "ann@acme.example"), Tick(0));
        lookups.said(&ann(), &OrgSays::Saved(Some(saved())), Tick(0));
        assert!(lookups.known.is_empty());
    }
}
