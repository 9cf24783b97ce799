//! All channels together, for an end that serves more than one. The page has no need of it on its own channel, and
//! does without the readers of the others.

use crate::{cisco, connector, messages, salesforce};

messages! {
    /// What a connector receives.
    pub enum Request {
        /// Registration, connection, sign-on.
        Connector(connector::ToConnector),
        /// What Salesforce tells and does.
        Salesforce(salesforce::ToConnector),
        /// Agent, calls and team.
        Cisco(cisco::ToConnector),
    }
}

messages! {
    /// What a connector sends.
    pub enum Answer {
        /// Registration, connection, sign-on.
        Connector(connector::FromConnector),
        /// What Salesforce tells and does.
        Salesforce(salesforce::FromConnector),
        /// Agent, calls and team.
        Cisco(cisco::FromConnector),
    }
}
