//! The accounts of demo mode, as the README lists them.

use hookswitch_protocol::{
    LoginId,
    ids::{DisplayName, Extension, UserName},
};

use crate::{
    core::{Role, TeamName},
    store::{ChangeError, CtiCredentials, CtiPassword, NewUser, Store},
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

/// Adds the demo accounts.
pub(super) async fn fill(store: &mut Store) -> Result<(), ChangeError> {
    let users: Vec<NewUser> = ACCOUNTS.iter().filter_map(Account::user).collect();
    store.add_users(&users).await
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
}
