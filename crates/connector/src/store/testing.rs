//! A store with one user in it, for the tests of this room.

use std::path::Path;

use hookswitch_protocol::ids::{DisplayName, Extension, UserName};

use super::{Missing, NewUser, Store};
use crate::core::{Right, Role, TeamName, UserId};

pub(super) const NAME: &str = "a@b.c";

pub(super) fn user(name: &str) -> NewUser {
    NewUser {
        display_name: DisplayName::parse("A").unwrap(),
        extension: Extension::parse("1").unwrap(),
        user_name: UserName::parse(name).unwrap(),
        login_id: None,
        cti: None,
        team: TeamName::default(),
        role: Role::Agent,
        rights: Right::usual(),
    }
}

pub(super) async fn store(folder: &Path) -> (Store, UserId) {
    let mut store = Store::open(folder, Missing::Create).await.unwrap();
    store.add_users(&[user(NAME)], 0).await.unwrap();
    let id = store.user(NAME).await.unwrap().id;
    (store, id)
}
