//! The CRM around the softphone: who the person is, and where the connector is.
//!
//! One kind so far, a page that says so itself ([`standalone`]).

pub mod standalone;

use crate::{
    i18n::SOFTPHONE,
    identity::{Claims, Mode},
    ports::page::Place,
};

/// What the host says.
#[derive(Clone, PartialEq, Eq)]
pub struct Host {
    /// Address of the connector, not checked yet.
    pub endpoint: String,
    /// Name of the app.
    pub source: String,
    /// The Salesforce user name.
    pub user: Option<String>,
    /// The Login ID in the user record.
    pub login_id: Option<String>,
    /// How people sign on.
    pub mode: Mode,
    /// What was asked for beside, in that order, not checked yet.
    pub others: Vec<Option<String>>,
    /// Where the page is.
    pub place: Place,
}

impl Host {
    /// What the softphone is called among others on the page.
    #[must_use]
    pub fn name(&self) -> String {
        let mut name = SOFTPHONE.to_owned();
        let source = Some(&self.source).filter(|source| *source != standalone::USUAL_SOURCE);
        for part in [source, self.user.as_ref()].into_iter().flatten() {
            name.push(' ');
            name.push_str(part);
        }
        name
    }

    /// What it says of the person, beside what the browser kept.
    #[must_use]
    pub fn claims<'a>(&'a self, stored: Option<&'a str>) -> Claims<'a> {
        Claims { mode: self.mode, user: self.user.as_deref(), record: self.login_id.as_deref(), stored, log_on: None }
    }
}
