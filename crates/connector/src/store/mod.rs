//! Users, stations, licences, credentials, used tokens, failures, memos and past calls in a SQLite database that `serve` and the commands share.
//!
//! Belongs here: the data folder (database, key file, lock), its schema and what is read from and written to it.
//!
//! Does not belong here: what follows from a change; that is the core's to decide.

mod accounts;
mod backup;
mod changes;
mod credentials;
mod error;
mod failures;
mod folder;
mod key;
mod memos;
mod open;
mod password;
mod past_calls;
mod stations;
#[cfg(test)]
mod testing;
mod used_tokens;
mod users;

pub use accounts::{CtiCredentials, NewPassword};
pub use error::{ChangeError, StoreError};
pub use folder::{Lock, SOCKET};
pub use hookswitch_protocol::cisco::ids::CtiPassword;
pub use key::Keys;
pub use open::{Missing, Store};
pub use password::is_right;
pub use stations::StationChange;
pub use users::{NewLoginId, NewUser, UserChange};
