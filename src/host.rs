//! The CRM around the softphone: who the person is, and where the connector is.
//!
//! One kind so far, a page that says so itself ([`standalone`]).

pub mod salesforce;
pub mod standalone;

use hookswitch_crm::{Begun, place::FrameOrigin, settings::SignOn};

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
    /// The org around it.
    pub org: Option<String>,
    /// Which version of the CRM's interface is loaded.
    pub api_version: String,
}

impl Host {
    /// The same inside a CRM, which knows better; `names` are those of the others.
    #[must_use]
    pub fn inside(self, origin: &FrameOrigin, begun: Begun, names: &[&str]) -> Self {
        let Begun { settings, user, .. } = begun;
        let others = names.iter().zip(self.others).map(|(key, own)| {
            settings.dialling.iter().find(|(name, _)| name == key).map(|(_, text)| text.clone()).or(own)
        });
        Self {
            endpoint: settings.endpoint.unwrap_or(self.endpoint),
            mode: match settings.sign_on {
                SignOn::OwnId => Mode::OwnId,
                SignOn::User => Mode::Vouched,
                SignOn::Station => Mode::Station,
            },
            others: others.collect(),
            login_id: user.as_ref().and_then(|user| user.login_id.as_ref()).map(|id| id.expose().to_owned()),
            user: user.map(|user| user.name.as_str().to_owned()).or(self.user),
            org: Some(origin.as_str().to_owned()),
            ..self
        }
    }

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
