//! What the connector asks of the world of Salesforce, as a client.

pub mod https;
pub mod org;
pub mod ranges;
