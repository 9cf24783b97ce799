//! The org as the connector asks it, over REST, as its API user.

mod assertion;
mod refusal;
mod words;

use std::{fmt, path::Path, time::Duration};

use hookswitch_login_ranges::{Profile, ProfileRange};
use hookswitch_protocol::{
    cisco::ids::{CtiPassword, CtiUserName, Label},
    ids::{Extension, UserName},
};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value};
use tokio::sync::Mutex;

pub use assertion::{AppKey, KeyFault};
pub use refusal::Refusal;
use words::{encoded, quoted};

use super::https::{self, Address, AddressFault, Answer, Client, Limits};
use crate::config::{OrgConfig, OrgField};

const LIMITS: Limits = Limits { deadline: Duration::from_secs(5), most: 4 << 20 };
const TOKENS: &str = "/services/oauth2/token";
const DATA: &str = "/services/data/v62.0";
const GRANT: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

/// An org.
pub struct Org {
    config: OrgConfig,
    key: AppKey,
    client: Client,
    login: Address,
    session: Mutex<Option<Session>>,
}

/// What is in a user's record.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OrgUser {
    /// The name for the CTI server.
    pub user_name: Option<CtiUserName>,
    /// The password for it.
    pub password: Option<CtiPassword>,
    /// The user's telephone.
    pub extension: Option<Extension>,
    /// The name for a federated sign-on.
    pub adfs_username: Option<Label>,
}

/// Why the org says nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum OrgFault {
    /// It cannot be asked.
    #[error(transparent)]
    Https(#[from] https::Fault),
    /// It does not let the API user in.
    #[error("The org does not let its API user in: {}.", .0.as_str())]
    LogOn(Refusal),
    /// It does not do what was asked.
    #[error("The org refuses: {0}.")]
    Refused(String),
    /// What it says is of no use.
    #[error("The org's answer cannot be read: {0}.")]
    Unreadable(&'static str),
    /// The API user sees stars instead of passwords.
    #[error("The API user does not see the passwords, only stars.")]
    Masked,
    /// The address of the org cannot be asked.
    #[error("The org's address is none: {0}")]
    Address(AddressFault),
}

/// What the org lets the API user do for a while.
#[derive(Clone)]
struct Session {
    token: String,
    instance: Address,
}

#[derive(Deserialize)]
struct Granted {
    access_token: String,
    instance_url: String,
}

#[derive(Deserialize)]
struct Denied {
    error: String,
    #[serde(default)]
    error_description: String,
}

#[derive(Deserialize)]
struct Records {
    records: Vec<Map<String, Value>>,
}

#[derive(Deserialize)]
struct Complaint {
    #[serde(rename = "errorCode", default)]
    code: String,
    #[serde(default)]
    message: String,
}

impl OrgFault {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::Https(fault) => fault.remedy(),
            Self::LogOn(refusal) => refusal.remedy(),
            Self::Refused(why) if why.starts_with("INVALID_FIELD") => {
                "Install the package, give the API user its permission set, and compare fields in [salesforce.org]."
            }
            Self::Refused(why) if why.starts_with("API_") => "Give the API user's profile API Enabled.",
            Self::Refused(_) => "Give the API user the rights that the guide lists, then try again.",
            Self::Unreadable(_) => "Check that login_url is the org's.",
            Self::Masked => "Give the API user View Encrypted Data.",
            Self::Address(fault) => fault.remedy(),
        }
    }
}

impl Org {
    /// The org that the configuration names.
    ///
    /// # Errors
    /// What is wrong with what it names, and what to do.
    pub fn open(config: &OrgConfig, authorities: Option<&Path>) -> Result<Self, (String, &'static str)> {
        let key = AppKey::read(&config.key).map_err(|fault| (format!("org.key: {fault}."), fault.remedy()))?;
        let client = Client::new(authorities).map_err(|fault| (fault.to_string(), fault.remedy()))?;
        let login = Address::parse(config.login_url.as_str()).map_err(|fault| (fault.to_string(), fault.remedy()))?;
        Ok(Self { config: config.clone(), key, client, login, session: Mutex::new(None) })
    }

    /// What is in a user's record; nothing where there is no such active user.
    ///
    /// # Errors
    /// Why the org does not say.
    pub async fn user(&self, name: &UserName, now_unix_s: u64) -> Result<Option<OrgUser>, OrgFault> {
        let fields = &self.config.fields;
        let wanted =
            [Some(&fields.username), Some(&fields.password), fields.extension.as_ref(), fields.adfs_username.as_ref()];
        let listed: Vec<&str> = wanted.into_iter().flatten().map(OrgField::as_str).collect();
        let query = format!(
            "SELECT {} FROM User WHERE Username = {} AND IsActive = true LIMIT 1",
            listed.join(","),
            quoted(name.as_str())
        );
        let Some(record) = self.one(DATA, &query, now_unix_s).await? else { return Ok(None) };
        let text = |field: Option<&OrgField>| field.and_then(|field| record.get(field.as_str())?.as_str());
        let password = text(Some(&fields.password));
        if password.is_some_and(|password| !password.is_empty() && password.chars().all(|c| c == '*')) {
            return Err(OrgFault::Masked);
        }
        Ok(Some(OrgUser {
            user_name: text(Some(&fields.username)).and_then(CtiUserName::parse),
            password: password.and_then(CtiPassword::parse),
            extension: text(fields.extension.as_ref()).and_then(Extension::parse),
            adfs_username: text(fields.adfs_username.as_ref()).and_then(Label::parse),
        }))
    }

    /// The login IP ranges of a user's profile, and the profile's name; nothing where there is no such user.
    ///
    /// # Errors
    /// Why the org does not say.
    pub async fn profile_login_ranges(
        &self,
        name: &UserName,
        now_unix_s: u64,
    ) -> Result<Option<(String, Profile)>, OrgFault> {
        let query = format!("SELECT ProfileId FROM User WHERE Username = {} LIMIT 1", quoted(name.as_str()));
        let Some(user) = self.one(DATA, &query, now_unix_s).await? else { return Ok(None) };
        let profile = user.get("ProfileId").and_then(Value::as_str).ok_or(OrgFault::Unreadable("no ProfileId"))?;
        // Metadata is given for one record alone, and by the Tooling API only.
        let query = format!("SELECT Name,Metadata FROM Profile WHERE Id = {} LIMIT 1", quoted(profile));
        let tooling = format!("{DATA}/tooling");
        let profile = self.one(&tooling, &query, now_unix_s).await?.ok_or(OrgFault::Unreadable("no profile"))?;
        let metadata = profile.get("Metadata").and_then(Value::as_object).ok_or(OrgFault::Unreadable("no Metadata"))?;
        let ranges = match metadata.get("loginIpRanges") {
            None | Some(Value::Null) => Vec::new(),
            Some(list) => list
                .as_array()
                .ok_or(OrgFault::Unreadable("loginIpRanges"))?
                .iter()
                .map(range)
                .collect::<Result<_, _>>()?,
        };
        let name = profile.get("Name").and_then(Value::as_str).unwrap_or_default().to_owned();
        Ok(Some((name, Profile { ranges })))
    }

    /// Logs the API user on, if it is not already; the server that then answers for the org.
    ///
    /// # Errors
    /// Why it is not let in.
    pub async fn log_on(&self, now_unix_s: u64) -> Result<String, OrgFault> {
        Ok(self.session(now_unix_s).await?.instance.server())
    }

    /// The one record that a query finds.
    async fn one(&self, api: &str, query: &str, now_unix_s: u64) -> Result<Option<Map<String, Value>>, OrgFault> {
        let path = format!("{api}/query?q={}", encoded(query));
        let session = self.session(now_unix_s).await?;
        let mut answer = self.get(&session, &path).await?;
        if answer.status == 401 {
            // The session is over: it counts for no one who asks next.
            self.forget(&session).await;
            let session = self.session(now_unix_s).await?;
            answer = self.get(&session, &path).await?;
        }
        if !answer.is_success() {
            let complaint = read::<Vec<Complaint>>(&answer).ok().and_then(|all| all.into_iter().next());
            let why = complaint
                .map_or_else(|| answer.status.to_string(), |Complaint { code, message }| format!("{code}: {message}"));
            return Err(OrgFault::Refused(why.chars().filter(|c| !c.is_control()).take(200).collect()));
        }
        Ok(read::<Records>(&answer)?.records.into_iter().next())
    }

    async fn get(&self, session: &Session, path: &str) -> Result<Answer, OrgFault> {
        let address = session.instance.at(path).map_err(OrgFault::Address)?;
        let bearer = format!("Bearer {}", session.token);
        Ok(self.client.get(&address, &[("authorization", &bearer), ("accept", "application/json")], LIMITS).await?)
    }

    /// The session there is, or a new one. Whoever comes meanwhile waits for it.
    async fn session(&self, now_unix_s: u64) -> Result<Session, OrgFault> {
        let mut held = self.session.lock().await;
        if let Some(session) = held.as_ref() {
            return Ok(session.clone());
        }
        let OrgConfig { client_id, user, login_url, .. } = &self.config;
        let audience = audience(login_url.as_str());
        let assertion = self.key.assertion(client_id, user.as_str(), audience, now_unix_s);
        let assertion = assertion.ok_or(OrgFault::LogOn(Refusal::WrongKey))?;
        let form = format!("grant_type={}&assertion={}", encoded(GRANT), encoded(&assertion));
        let address = self.login.at(TOKENS).map_err(OrgFault::Address)?;
        let headers = [("content-type", "application/x-www-form-urlencoded"), ("accept", "application/json")];
        let answer = self.client.post(&address, &headers, form.into_bytes(), LIMITS).await?;
        if !answer.is_success() {
            let Ok(Denied { error, error_description }) = read(&answer) else {
                return Err(OrgFault::Refused(format!("{} at {TOKENS}", answer.status)));
            };
            return Err(OrgFault::LogOn(Refusal::of_oauth(&error, &error_description)));
        }
        let Granted { access_token, instance_url } = read(&answer)?;
        let instance = Address::parse(&instance_url).map_err(OrgFault::Address)?;
        let session = Session { token: access_token, instance };
        *held = Some(session.clone());
        Ok(session)
    }

    async fn forget(&self, over: &Session) {
        let mut held = self.session.lock().await;
        if held.as_ref().is_some_and(|held| held.token == over.token) {
            *held = None;
        }
    }
}

/// Whom Salesforce takes a log-on at this address to be meant for.
fn audience(login_url: &str) -> &str {
    const PRODUCTION: &str = "https://login.salesforce.com";
    const SANDBOX: &str = "https://test.salesforce.com";
    let of_sandbox = [".sandbox.my.salesforce.com", ".scratch.my.salesforce.com"];
    if of_sandbox.iter().any(|end| login_url.ends_with(end)) {
        SANDBOX
    } else if login_url.ends_with(".my.salesforce.com") {
        PRODUCTION
    } else {
        login_url
    }
}

fn range(json: &Value) -> Result<ProfileRange, OrgFault> {
    let text = |key: &str| json.get(key).and_then(Value::as_str).unwrap_or_default();
    let range = ProfileRange::parse(text("startAddress"), text("endAddress"), text("description"));
    range.map_err(|_| OrgFault::Unreadable("a login IP range"))
}

fn read<T: DeserializeOwned>(answer: &Answer) -> Result<T, OrgFault> {
    serde_json::from_slice(&answer.body).map_err(|_| OrgFault::Unreadable("it is not the JSON that was asked for"))
}

impl fmt::Debug for Org {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Org({})", self.config.login_url.as_str())
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Session({})", self.instance)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_on_at_my_domain_is_meant_for_the_kind_of_org_that_it_is() {
        for (url, meant) in [
            ("https://login.salesforce.com", "https://login.salesforce.com"),
            ("https://test.salesforce.com", "https://test.salesforce.com"),
            ("https://acme.my.salesforce.com", "https://login.salesforce.com"),
            ("https://acme.develop.my.salesforce.com", "https://login.salesforce.com"),
            ("https://acme--uat.sandbox.my.salesforce.com", "https://test.salesforce.com"),
            ("http://127.0.0.1:9", "http://127.0.0.1:9"),
        ] {
            assert_eq!(audience(url), meant);
        }
    }
}
