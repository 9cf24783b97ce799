//! The accounts of demo mode, as the README lists them.

use hookswitch_protocol::{
    LoginId,
    cisco::ids::{DialString, Label},
    ids::{DisplayName, Extension, StationName, UserName},
};

use super::unix_ms;
use crate::{
    core::{
        Contact, LogOnRight, MemoText, Number, PhoneBook, Right, Role, Station, StationKind, StationStanding, TeamName,
        WebUrl,
    },
    store::{ChangeError, CtiCredentials, CtiPassword, NewUser, Store},
    telephony::{Manner, PEOPLE},
};

struct Account {
    user_name: &'static str,
    display_name: &'static str,
    extension: &'static str,
    login_id: Option<&'static str>,
    cti: Option<(&'static str, &'static str)>,
    role: Role,
}

const ACCOUNTS: [Account; 3] = [
    Account {
        user_name: "demo@example.com",
        display_name: "Demo Agent",
        extension: "5051",
        login_id: Some("DEMO0000000000005051"),
        cti: Some(("1245456", "acq@123")),
        role: Role::Supervisor,
    },
    Account {
        user_name: "agent2@example.com",
        display_name: "Second Agent",
        extension: "5064",
        login_id: Some("DEMO0000000000005064"),
        cti: None,
        role: Role::Agent,
    },
    Account {
        user_name: "agent3@example.com",
        display_name: "Third Agent",
        extension: "5069",
        login_id: None,
        cti: Some(("102312778", "pqsup1")),
        role: Role::Agent,
    },
];

/// What there is to know about whom the demo's telephone system can reach.
fn people() -> impl Iterator<Item = (&'static str, String, &'static str)> {
    let outside = PEOPLE.iter().map(|(number, manner)| {
        let (name, does) = match *manner {
            Manner::Talks { answers_after_ms } => (
                "Demo Talker",
                format!("Answers after {} s and talks until the call is dropped", answers_after_ms / 1_000),
            ),
            Manner::HangsUp { answers_after_ms, talks_ms } => (
                "Demo Hasty",
                format!("Answers after {} s and hangs up after {} s", answers_after_ms / 1_000, talks_ms / 1_000),
            ),
            Manner::Busy => ("Demo Busy", "Is busy".to_owned()),
            Manner::NeverAnswers => ("Demo Absent", "Never answers".to_owned()),
            Manner::Refuses => ("Demo Unwilling", "Sends the call away".to_owned()),
            Manner::Missing => ("Demo Nobody", "Does not exist".to_owned()),
        };
        (name, does, *number)
    });
    let agent = |account: &Account| (account.display_name, "An agent of the demo".to_owned(), account.extension);
    outside.chain(ACCOUNTS.iter().map(agent).collect::<Vec<_>>())
}

/// Who can be called.
pub(super) fn phone_book() -> PhoneBook {
    let contact = |(name, description, number): (&str, String, &str)| {
        let (first, last) = name.split_once(' ')?;
        Some(Contact {
            first_name: Label::parse(first)?,
            last_name: Label::parse(last)?,
            number: DialString::parse(number)?,
            description: Label::parse(&description)?,
        })
    };
    PhoneBook { name: Label::parse("Demo").unwrap_or_default(), contacts: people().filter_map(contact).collect() }
}

/// A station beside each account's telephone, and one at home.
const STATIONS: [(&str, &str, Option<&str>); 4] = [
    ("WS-5051", "5051", None),
    ("WS-5064", "5064", None),
    ("WS-5069", "5069", None),
    ("RW-HOME", "5080", Some("+4930987654")),
];

const MEMOS: [(&str, Option<&str>); 2] = [
    ("Welcome to the demo. Bring calls in with `hookswitch-connector demo call`.", None),
    ("What agents can do stands in the manual.", Some("https://example.com/manual")),
];

/// The stations; one that is left out would be a slip in the list above.
fn stations() -> Vec<Station> {
    let station = |&(name, extension, number): &(&str, &str, Option<&str>)| {
        let kind = match number {
            None => StationKind::Workstation,
            Some(number) => StationKind::RemoteWorkstation { number: Number::parse(number)? },
        };
        Some(Station {
            name: StationName::parse(name)?,
            extension: Extension::parse(extension)?,
            kind,
            standing: StationStanding::Active,
            log_on: LogOnRight::Everyone,
        })
    };
    STATIONS.iter().filter_map(station).collect()
}

/// Adds the demo accounts, stations and memos.
pub(super) async fn fill(store: &mut Store) -> Result<(), ChangeError> {
    let users: Vec<NewUser> = ACCOUNTS.iter().filter_map(Account::user).collect();
    store.add_users(&users, unix_ms()).await?;
    store.add_stations(&stations()).await?;
    for (text, url) in MEMOS {
        if let Some(text) = MemoText::parse(text) {
            store.add_memo(text, url.and_then(WebUrl::parse), None).await?;
        }
    }
    Ok(())
}

impl Account {
    /// The account as a user; `None` would be a slip in the list above.
    fn user(&self) -> Option<NewUser> {
        let cti = |(user_name, password): (&str, &str)| {
            CtiPassword::parse(password).map(|password| CtiCredentials { user_name: user_name.to_owned(), password })
        };
        Some(NewUser {
            user_name: UserName::parse(self.user_name)?,
            display_name: DisplayName::parse(self.display_name)?,
            extension: Extension::parse(self.extension)?,
            login_id: self.login_id.and_then(|id| LoginId::parse(id).ok()),
            cti: self.cti.and_then(cti),
            team: TeamName::default(),
            role: self.role,
            rights: match self.role {
                Role::Supervisor => Right::ALL.iter().copied().collect(),
                Role::Agent => Right::usual(),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_demo_account_keeps_the_rules() {
        for account in &ACCOUNTS {
            let user = account.user().unwrap();
            assert_eq!(user.login_id.is_some(), account.login_id.is_some());
            assert_eq!(user.cti.is_some(), account.cti.is_some());
        }
    }

    #[test]
    fn every_demo_station_and_memo_keeps_the_rules() {
        assert_eq!(stations().len(), STATIONS.len());
        for (text, url) in MEMOS {
            assert!(MemoText::parse(text).is_some());
            assert_eq!(url.is_some(), url.and_then(WebUrl::parse).is_some());
        }
    }

    #[test]
    fn everybody_who_can_be_called_stands_in_the_demos_phone_book_once() {
        let numbers: Vec<String> =
            phone_book().contacts.iter().map(|contact| contact.number.as_str().to_owned()).collect();
        let known = PEOPLE.iter().map(|(number, _)| *number).chain(ACCOUNTS.iter().map(|account| account.extension));
        assert_eq!(numbers, known.collect::<Vec<_>>());
    }
}
