//! The org's users, with the fields that the softphone's package adds.

use serde_json::{Value, json};

/// The org's own id.
const ORGANIZATION: &str = "00D000000000001EAA";

/// A user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The name under which the user logs on to the org.
    pub user_name: String,
    /// What people read.
    pub name: String,
    /// `Hookswitch_Login_ID__c`
    pub login_id: Option<String>,
    /// `Hookswitch_Extension__c`
    pub extension: Option<String>,
    /// `Hookswitch_CTI_User_Name__c`
    pub cti_user_name: Option<String>,
}

impl User {
    /// One of whom nothing is filled in.
    pub fn new(user_name: &str, name: &str) -> Self {
        let (user_name, name) = (user_name.to_owned(), name.to_owned());
        Self { user_name, name, login_id: None, extension: None, cti_user_name: None }
    }

    /// What `HookswitchUser.read` says of the user, without a token.
    pub(super) fn record(&self) -> Value {
        json!({
            "version": 1,
            "userName": self.user_name,
            "name": self.name,
            "organizationId": ORGANIZATION,
            "loginId": self.login_id,
            "extension": self.extension,
            "ctiUserName": self.cti_user_name,
            "token": null,
            "tokenFault": null,
        })
    }
}

/// All of them; an id is a place in the order in which they came.
pub(super) struct Users(Vec<User>);

impl Users {
    /// Those of the demo connector.
    pub(super) fn of_the_demo() -> Self {
        let demo = User {
            login_id: Some("DEMO0000000000005051".to_owned()),
            extension: Some("5051".to_owned()),
            cti_user_name: Some("1245456".to_owned()),
            ..User::new("demo@example.com", "Demo Agent")
        };
        let second = User {
            login_id: Some("DEMO0000000000005064".to_owned()),
            extension: Some("5064".to_owned()),
            ..User::new("agent2@example.com", "Second Agent")
        };
        let third = User {
            extension: Some("5069".to_owned()),
            cti_user_name: Some("102312778".to_owned()),
            ..User::new("agent3@example.com", "Third Agent")
        };
        Self(vec![demo, second, third])
    }

    pub(super) fn put(&mut self, user: User) {
        match self.0.iter_mut().find(|known| known.user_name == user.user_name) {
            Some(known) => *known = user,
            None => self.0.push(user),
        }
    }

    /// The user of this name, and the id; whoever is not known comes to be, with nothing filled in.
    pub(super) fn named(&mut self, user_name: &str) -> (User, String) {
        let known = self.0.iter().position(|known| known.user_name == user_name);
        let at = known.unwrap_or(self.0.len());
        let user = self.0.get(at).cloned().unwrap_or_else(|| {
            let user = User::new(user_name, user_name);
            self.0.push(user.clone());
            user
        });
        (user, format!("005{:012}AAA", at + 1))
    }
}
