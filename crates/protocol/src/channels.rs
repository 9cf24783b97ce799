//! All channels together, for an end that serves more than one.

use crate::{center, cisco, connector, messages, salesforce};

messages! {
    /// What a connector receives.
    pub enum Request {
        /// Registration, connection, sign-on.
        Connector(connector::ToConnector),
        /// What Salesforce tells and does.
        Salesforce(salesforce::ToConnector),
        /// Agent, calls and team.
        Cisco(cisco::ToConnector),
        /// Logging on to a station.
        Center(center::ToConnector),
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
        /// Logging on to a station, and what comes of it.
        Center(center::FromConnector),
    }
}

messages! {
    /// What of all that a connector sends a softphone acts on. The page does without the readers of the rest.
    #[allow(clippy::large_enum_variant, reason = "one at a time, moved twice")]
    pub enum ForSoftphone {
        /// Registration, connection, sign-on.
        Connector(connector::FromConnector),
        /// Saved credentials.
        Saved(salesforce::Saved),
        /// What other apps want done in Salesforce.
        Asked(salesforce::Asked),
        /// Agent, calls and team.
        Shown(cisco::Shown),
        /// Logging on to a station, and what comes of it.
        Center(center::FromConnector),
    }
}

messages! {
    /// What of all that a connector receives a softphone sends. The page does without the writers of the rest.
    pub enum FromSoftphone {
        /// Registration, connection, sign-on.
        Connector(connector::ToConnector),
        /// For the saved credentials.
        Ask(salesforce::Ask),
        /// What happens in Salesforce.
        Told(salesforce::Told),
        /// Agent, calls and team.
        Cisco(cisco::ToConnector),
        /// Logging on to a station.
        Center(center::ToConnector),
    }
}
