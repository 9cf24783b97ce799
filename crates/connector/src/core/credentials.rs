//! The channel `Salesforce`, as far as the connector answers for it: the saved credentials of whoever is signed on.

use hookswitch_protocol::{
    ErrorCode, ReplyTo, Tick,
    cisco::ids::{CtiPassword, CtiUserName, Label},
    ids::Extension,
    salesforce::{Ask, Credentials, FromConnector, Saved, ToConnector},
    values::Blank,
    wire::Nullable,
};

use super::{
    io::{ConnId, Effect, Note, Ticket},
    machine::Core,
};

/// What is saved for a user to sign on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedCredentials {
    /// The name for the CTI server.
    pub user_name: CtiUserName,
    /// The password for it.
    pub password: CtiPassword,
    /// The user's telephone, where that is saved with them.
    pub extension: Option<Extension>,
    /// The name for a federated sign-on.
    pub adfs_username: Option<Label>,
}

impl Core {
    /// Takes a request of the channel.
    pub(super) fn on_salesforce(&mut self, conn: ConnId, reply_to: ReplyTo, request: ToConnector, now: Tick) {
        match request {
            ToConnector::Ask(Ask::FetchCredentials(_)) => match self.speaks_for(conn) {
                Some(user) => {
                    let ticket = self.ticket();
                    self.asked.insert(ticket, (conn, reply_to));
                    self.push(Effect::FetchCredentials { ticket, user });
                }
                None => {
                    self.log(Note::CredentialsRefused { conn });
                    self.reply(conn, reply_to, refused(ErrorCode::NotPermitted));
                }
            },
            ToConnector::Told(told) => self.on_told(conn, reply_to, told),
            ToConnector::Asked(asked) => self.on_asked(conn, reply_to, asked, now),
        }
    }

    /// The saved credentials were looked up. Whoever asked and is gone gets nothing.
    pub(super) fn on_credentials(&mut self, ticket: Ticket, found: Option<SavedCredentials>) {
        let Some((conn, reply_to)) = self.asked.remove(&ticket) else { return };
        let own = self.speaks_for(conn).and_then(|user| self.directory.user(user)).map(|user| user.extension.clone());
        let reply = match found.zip(own) {
            Some((SavedCredentials { user_name, password, extension, adfs_username }, own)) => {
                FromConnector::Saved(Saved::Credentials(Credentials {
                    username: Blank(Some(user_name)),
                    password: Blank(Some(password)),
                    extension: Blank(extension.or(Some(own))),
                    adfs_username: Blank(adfs_username),
                    success: true,
                    error_message: Nullable(None),
                    code: None,
                }))
            }
            None => refused(ErrorCode::NoCredentials),
        };
        // Not kept for a request that comes again: a secret is nowhere longer than it has to be.
        self.tell(conn, reply_to, reply);
    }
}

fn refused(code: ErrorCode) -> FromConnector {
    FromConnector::Saved(Saved::Credentials(Credentials {
        username: Blank(None),
        password: Blank(None),
        extension: Blank(None),
        adfs_username: Blank(None),
        success: false,
        error_message: Nullable(Some(code.advice().message.to_owned())),
        code: Some(code),
    }))
}
