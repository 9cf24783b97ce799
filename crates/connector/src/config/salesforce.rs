//! The Salesforce org: whose tokens count, who asks it for saved credentials, and which of its pages may frame ours.

use std::path::{Path, PathBuf};

use hookswitch_protocol::ids::UserName;
use toml::{Table, Value};

use super::{
    WebOrigin,
    ranges::{self, RangesConfig},
};
use crate::core::TokenRules;

/// What is set for the Salesforce org.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SalesforceConfig {
    /// Tokens that are a proof of identity.
    pub tokens: Option<TokenConfig>,
    /// The org as the connector asks it.
    pub org: Option<OrgConfig>,
    /// The watch over the login IP ranges.
    pub ranges: Option<RangesConfig>,
    /// Who may frame the softphone, beside pages of its own host.
    pub frame_ancestors: Vec<FrameAncestor>,
}

/// Whose tokens count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenConfig {
    /// Issuer and audience.
    pub rules: TokenRules,
    /// Files with the org's public keys, PEM.
    pub keys: Vec<PathBuf>,
}

/// How the org is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgConfig {
    /// Where to log on: login.salesforce.com, test.salesforce.com for a sandbox, or the org's My Domain.
    pub login_url: WebOrigin,
    /// The consumer key of the connected app.
    pub client_id: String,
    /// The API user, who asks.
    pub user: UserName,
    /// The private key that signs for the connected app, PEM.
    pub key: PathBuf,
    /// Where the user record holds what.
    pub fields: OrgFields,
    /// For how long an answer is good; 0 for not at all.
    pub cache_seconds: u32,
}

/// Fields of the user record; what has none is not asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgFields {
    /// The name for the CTI server.
    pub username: OrgField,
    /// The password for it.
    pub password: OrgField,
    /// The user's telephone.
    pub extension: Option<OrgField>,
    /// The name for a federated sign-on.
    pub adfs_username: Option<OrgField>,
}

/// The API name of a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrgField(String);

/// A host whose pages may frame the softphone, as a policy of browsers names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameAncestor(String);

/// Where Salesforce's pages live, sandboxes and consoles included.
const FRAME_ANCESTORS: [&str; 5] = [
    "https://*.lightning.force.com",
    "https://*.my.salesforce.com",
    "https://*.vf.force.com",
    "https://*.visualforce.com",
    "https://*.salesforce.com",
];
const CACHE_SECONDS: u32 = 300;
const KEYS: [&str; 6] = ["issuer", "audience", "keys", "frame_ancestors", "org", "ranges"];
const ORG_KEYS: [&str; 6] = ["login_url", "client_id", "user", "key", "fields", "cache_seconds"];
const FIELDS: [&str; 4] = ["username", "password", "extension", "adfs_username"];

impl Default for SalesforceConfig {
    fn default() -> Self {
        let frame_ancestors = FRAME_ANCESTORS.iter().filter_map(|host| FrameAncestor::parse(host)).collect();
        Self { tokens: None, org: None, ranges: None, frame_ancestors }
    }
}

impl OrgField {
    /// The text as a field's name, where it can be one.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let is_name = text.starts_with(|c: char| c.is_ascii_alphabetic())
            && text.len() <= 80
            && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
        is_name.then(|| Self(text.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FrameAncestor {
    /// The text as a source of a policy: `https://` and a host, whose first part may be `*`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (scheme, host) = text.split_once("://")?;
        // `*` alone would be everybody.
        let named = host.strip_prefix("*.").unwrap_or(host);
        let origin = WebOrigin::parse(&format!("{scheme}://{named}"))?;
        let is_web = matches!(scheme.to_ascii_lowercase().as_str(), "https" | "http");
        (is_web && (named.len() == host.len() || named.contains('.'))).then(|| {
            let star = if named.len() == host.len() { "" } else { "*." };
            Self(origin.as_str().replacen("://", &format!("://{star}"), 1))
        })
    }

    /// As the policy has it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Reads the table. What it says nothing of is as usual; paths begin in the folder.
///
/// # Errors
/// What is wrong, by its place.
pub(super) fn read(table: &Table, folder: &Path) -> Result<SalesforceConfig, String> {
    known(table, "", &KEYS)?;
    let usual = SalesforceConfig::default();
    let keys = table.get("keys").map(|value| list("keys", value, "paths", file)).transpose()?;
    let rules = (text(table, "", "issuer")?, text(table, "", "audience")?);
    let tokens = match (rules, keys) {
        ((Some(issuer), Some(audience)), Some(keys)) if !keys.is_empty() => {
            // Tokens name it letter for letter, and none with a slash behind it.
            let is_origin = issuer.strip_prefix("https://").is_some_and(|host| !host.is_empty() && !host.contains('/'));
            if !is_origin || issuer.contains(char::is_whitespace) {
                return Err(format!(
                    "issuer: {issuer:?} is no address as https://acme.my.salesforce.com, with nothing behind the host"
                ));
            }
            let keys = keys.iter().map(|file| folder.join(file)).collect();
            Some(TokenConfig { rules: TokenRules { issuer, audience }, keys })
        }
        ((None, None), None) => None,
        _ => return Err("issuer, audience and keys go together, and none may be empty".to_owned()),
    };
    let org = table.get("org").map(|value| org(value, folder)).transpose()?;
    let ranges = table.get("ranges").map(|value| value.as_table().ok_or_else(|| "ranges is no table".to_owned()));
    let ranges = ranges.transpose()?.map(|table| ranges::read(table, folder, org.as_ref())).transpose()?;
    let frame_ancestors = table.get("frame_ancestors");
    let frame_ancestors = frame_ancestors
        .map(|value| list("frame_ancestors", value, "hosts as https://*.example.com", FrameAncestor::parse));
    let frame_ancestors = frame_ancestors.transpose()?.unwrap_or(usual.frame_ancestors);
    Ok(SalesforceConfig { tokens, org, ranges, frame_ancestors })
}

/// The same table again, for those who ask what is in force. The key of the connected app is named, not shown.
pub(super) fn show(config: &SalesforceConfig) -> serde_json::Value {
    let path = |path: &PathBuf| path.display().to_string();
    let hosts: Vec<&str> = config.frame_ancestors.iter().map(FrameAncestor::as_str).collect();
    let mut shown = serde_json::Map::new();
    shown.insert("frame_ancestors".to_owned(), hosts.into());
    if let Some(TokenConfig { rules, keys }) = &config.tokens {
        shown.insert("issuer".to_owned(), rules.issuer.as_str().into());
        shown.insert("audience".to_owned(), rules.audience.as_str().into());
        shown.insert("keys".to_owned(), keys.iter().map(path).collect());
    }
    if let Some(OrgConfig { login_url, client_id, user, key, fields, cache_seconds }) = &config.org {
        let names =
            [Some(&fields.username), Some(&fields.password), fields.extension.as_ref(), fields.adfs_username.as_ref()];
        let names = FIELDS.into_iter().zip(names).map(|(key, name)| (key, name.map_or("", OrgField::as_str)));
        let org = serde_json::json!({
            "login_url": login_url.as_str(),
            "client_id": client_id,
            "user": user.as_str(),
            "key": path(key),
            "fields": names.map(|(key, name)| (key.to_owned(), name.into())).collect::<serde_json::Map<_, _>>(),
            "cache_seconds": cache_seconds,
        });
        shown.insert("org".to_owned(), org);
    }
    if let Some(config) = &config.ranges {
        shown.insert("ranges".to_owned(), ranges::show(config));
    }
    shown.into()
}

fn org(value: &Value, folder: &Path) -> Result<OrgConfig, String> {
    let table = value.as_table().ok_or_else(|| "org is no table".to_owned())?;
    known(table, "org.", &ORG_KEYS)?;
    let needed = |key: &str| text(table, "org.", key)?.ok_or_else(|| format!("org.{key} is missing"));
    let login_url = needed("login_url")?;
    let parsed = WebOrigin::parse(login_url.trim_end_matches('/')).filter(is_private);
    let user = needed("user")?;
    let fields = table.get("fields").map(|value| value.as_table().ok_or_else(|| "org.fields is no table".to_owned()));
    let cache_seconds = match table.get("cache_seconds") {
        None => CACHE_SECONDS,
        Some(value) => {
            let seconds = value.as_integer().and_then(|seconds| u32::try_from(seconds).ok());
            seconds.ok_or_else(|| format!("org.cache_seconds: {value} is no number of seconds"))?
        }
    };
    Ok(OrgConfig {
        login_url: parsed
            .ok_or_else(|| format!("org.login_url: {login_url:?} is no address as https://login.salesforce.com"))?,
        client_id: needed("client_id")?,
        user: UserName::parse(&user).ok_or_else(|| format!("org.user: {user:?} is no user name"))?,
        key: folder.join(needed("key")?),
        fields: fields_of(fields.transpose()?.unwrap_or(&Table::new()))?,
        cache_seconds,
    })
}

fn fields_of(table: &Table) -> Result<OrgFields, String> {
    known(table, "org.fields.", &FIELDS)?;
    let field = |key: &str, usual: &str| {
        let given =
            table.get(key).map(|value| value.as_str().ok_or_else(|| format!("org.fields.{key}: {value} is no text")));
        let name = given.transpose()?.unwrap_or(usual);
        let parsed = OrgField::parse(name);
        if name.is_empty() || parsed.is_some() {
            Ok(parsed)
        } else {
            Err(format!("org.fields.{key}: {name:?} is no API name"))
        }
    };
    let needed = |key: &str, usual: &str| field(key, usual)?.ok_or_else(|| format!("org.fields.{key} is empty"));
    Ok(OrgFields {
        username: needed("username", "Hookswitch_CTI_User_Name__c")?,
        password: needed("password", "Hookswitch_CTI_Password__c")?,
        extension: field("extension", "Hookswitch_Extension__c")?,
        adfs_username: field("adfs_username", "")?,
    })
}

/// Whether nobody on the way hears what is said there: TLS, or this machine.
fn is_private(url: &WebOrigin) -> bool {
    let on_this_machine = ["http://127.0.0.1", "http://localhost", "http://[::1]"];
    let is_of =
        |start: &&str| url.as_str().strip_prefix(*start).is_some_and(|rest| rest.is_empty() || rest.starts_with(':'));
    url.as_str().starts_with("https://") || on_this_machine.iter().any(is_of)
}

pub(super) fn known(table: &Table, place: &str, keys: &[&str]) -> Result<(), String> {
    match table.keys().find(|key| !keys.contains(&key.as_str())) {
        Some(key) => Err(format!("{place}{key} is not known; there are {}", keys.join(", "))),
        None => Ok(()),
    }
}

pub(super) fn text(table: &Table, place: &str, key: &str) -> Result<Option<String>, String> {
    let Some(value) = table.get(key) else { return Ok(None) };
    let text = value.as_str().map(str::trim).filter(|text| !text.is_empty());
    let wrong = if value.is_str() { "is empty".to_owned() } else { format!("{value} is no text in quotes") };
    text.map(|text| Some(text.to_owned())).ok_or_else(|| format!("{place}{key}: {wrong}"))
}

fn file(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

fn list<T>(key: &str, value: &Value, what: &str, parse: impl Fn(&str) -> Option<T>) -> Result<Vec<T>, String> {
    let items = value.as_array().ok_or_else(|| format!("{key}: {value} is no list"))?;
    let item = |item: &Value| item.as_str().and_then(&parse).ok_or_else(|| format!("{key}: {item} is none of {what}"));
    items.iter().map(item).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHOLE: &str = "issuer = \"https://acme.my.salesforce.com\"\naudience = \"hookswitch\"\n\
         keys = [\"old.pem\", \"new.pem\"]\nframe_ancestors = [\"https://acme.lightning.force.com\", \"https://*.vf.force.com\"]\n\
         [org]\nlogin_url = \"https://test.salesforce.com/\"\nclient_id = \"3MVG9\"\nuser = \"api@acme.example\"\nkey = \"app.key\"\n\
         cache_seconds = 60\nfields = { username = \"CTI__c\", extension = \"\", adfs_username = \"FederationIdentifier\" }\n\
         [ranges]\naddresses = \"https://example.com/list\"\n";

    fn salesforce(text: &str) -> Result<SalesforceConfig, String> {
        read(&text.parse().unwrap(), Path::new("etc"))
    }

    #[test]
    fn an_empty_table_lets_salesforce_frame_the_page_and_nothing_more() {
        let config = salesforce("").unwrap();
        assert_eq!(config, SalesforceConfig::default());
        assert_eq!(config.frame_ancestors.len(), FRAME_ANCESTORS.len());
    }

    #[test]
    fn the_whole_table_is_read_with_the_usual_fields_where_none_is_named() {
        let config = salesforce(WHOLE).unwrap();
        let org = config.org.unwrap();
        assert_eq!(config.tokens.unwrap().keys, [Path::new("etc/old.pem"), Path::new("etc/new.pem")]);
        assert_eq!(org.login_url.as_str(), "https://test.salesforce.com");
        assert_eq!(org.fields.password.as_str(), "Hookswitch_CTI_Password__c");
        assert_eq!((org.fields.username.as_str(), org.fields.extension), ("CTI__c", None));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        let org = "[org]\nclient_id = \"a\"\nuser = \"a@b\"\nkey = \"k\"\n";
        for (text, wrong) in [
            ("isuer = \"\"".to_owned(), "isuer is not known; there are issuer,"),
            ("issuer = \"https://a\"".to_owned(), "go together"),
            ("issuer = \"https://a\"\naudience = \"b\"\nkeys = []".to_owned(), "go together"),
            (
                "issuer = \"http://a\"\naudience = \"b\"\nkeys = [\"k\"]".to_owned(),
                "issuer: \"http://a\" is no address",
            ),
            ("issuer = \"https://a/\"\naudience = \"b\"\nkeys = [\"k\"]".to_owned(), "with nothing behind the host"),
            ("audience = \"\"".to_owned(), "audience: is empty"),
            ("keys = \"a\"".to_owned(), "keys: \"a\" is no list"),
            ("frame_ancestors = [\"*\"]".to_owned(), "frame_ancestors"),
            ("frame_ancestors = [\"https://*\"]".to_owned(), "frame_ancestors"),
            ("frame_ancestors = [\"https://*.com; script-src *\"]".to_owned(), "frame_ancestors"),
            ("org = 1".to_owned(), "org is no table"),
            (org.to_owned(), "org.login_url is missing"),
            (format!("{org}login_url = \"http://login.salesforce.com\""), "org.login_url"),
            (format!("{org}login_url = \"http://127.0.0.1.example\""), "org.login_url"),
            (format!("{org}login_url = \"https://a\"\ncache_seconds = -1"), "org.cache_seconds: -1"),
            (
                format!("{org}login_url = \"https://a\"\nfields = {{ password = \"a b\" }}"),
                "org.fields.password: \"a b\"",
            ),
            (format!("{org}login_url = \"https://a\"\nfields = {{ password = \"\" }}"), "org.fields.password is empty"),
        ] {
            assert!(salesforce(&text).unwrap_err().contains(wrong), "{text}: {:?}", salesforce(&text));
        }
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        for config in [salesforce(WHOLE).unwrap(), SalesforceConfig::default()] {
            let shown: Table = serde_json::from_value(show(&config)).unwrap();
            assert_eq!(read(&shown, Path::new("")).unwrap(), config);
        }
    }
}
