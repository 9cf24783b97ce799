//! A Salesforce and the softphone in it, under the names that matter to a browser: what is one site and what another
//! decides over storage, framing and who may speak to whom.

mod gate;
mod window;

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use axum::Router;
use serde_json::json;
use tempfile::TempDir;
use url::form_urlencoded::Serializer;

use crate::browser::Browser;
use crate::connector::{Connector, Setup, fresh_data};
use crate::driver::Driver;
use crate::org::{self, Org};
use gate::{Certificate, Gate};

/// Lightning of the org.
pub const LIGHTNING: &str = "acme.lightning.force.com";
/// Lightning of another org: the same site to a browser.
pub const OTHER_LIGHTNING: &str = "acme2.lightning.force.com";
/// Classic of the org: another site.
pub const CLASSIC: &str = "acme.my.salesforce.com";
/// A page that is no Salesforce and would like to be one.
pub const FOREIGN: &str = "salesforce.com.evil.example";
/// The softphone.
pub const PHONE: &str = "phone.example.com";

/// An org behind all names of Salesforce, and a softphone behind its own.
pub struct World {
    org: Org,
    folder: TempDir,
    certificate: Certificate,
    salesforce: Gate,
    phone: Phone,
}

/// What is behind the name of the softphone.
enum Phone {
    Nothing,
    Connector(Box<Connector>),
    Page(Gate),
}

impl World {
    /// An org, and no softphone yet.
    pub async fn new() -> Result<Self> {
        let org = Org::new(org::Setup {
            adapter_url: format!("https://{PHONE}/"),
            endpoint: format!("wss://{PHONE}/ws"),
            issuer: format!("https://{CLASSIC}"),
            audience: format!("https://{PHONE}"),
        })?;
        let certificate = Certificate::new(&[LIGHTNING, OTHER_LIGHTNING, CLASSIC, FOREIGN, PHONE])?;
        let salesforce = Gate::open(&certificate, org.app()).await?;
        let folder = fresh_data()?;
        let files =
            [("org.pem", org.keys().certificate()?), ("tls.pem", certificate.pem()), ("tls.key", certificate.key())];
        for (name, text) in files {
            fs::write(folder.path().join(name), text).with_context(|| format!("cannot write {name}"))?;
        }
        Ok(Self { org, folder, certificate, salesforce, phone: Phone::Nothing })
    }

    /// Puts a connector behind the softphone's name, with TLS of its own.
    pub async fn with_connector(mut self, setup: Setup) -> Result<Self> {
        let origin = format!("https://{PHONE}");
        let setup = setup.arg("--tls-cert").arg(self.file("tls.pem")).arg("--tls-key").arg(self.file("tls.key"));
        self.phone = Phone::Connector(Box::new(setup.arg("--allowed-origins").arg(origin).start().await?));
        Ok(self)
    }

    /// Puts pages of a test behind the softphone's name.
    pub async fn with_page(mut self, pages: Router) -> Result<Self> {
        self.phone = Phone::Page(Gate::open(&self.certificate, pages).await?);
        Ok(self)
    }

    /// The org.
    pub fn org(&self) -> &Org {
        &self.org
    }

    /// The connector.
    pub fn connector(&mut self) -> Result<&mut Connector> {
        match &mut self.phone {
            Phone::Connector(connector) => Ok(connector),
            Phone::Nothing | Phone::Page(_) => anyhow::bail!("there is no connector in this world"),
        }
    }

    /// The certificate with which the org signs identity tokens, in PEM.
    pub fn key_file(&self) -> PathBuf {
        self.file("org.pem")
    }

    /// Opens a browser that finds all of them.
    pub async fn browser(&self, driver: &Driver) -> Result<Browser> {
        driver.open_with(&["--ignore-certificate-errors", &self.rules()]).await
    }

    /// The same with all storage forbidden: who touches it is thrown an error, and keeps its origin.
    pub async fn browser_without_storage(&self, driver: &Driver) -> Result<Browser> {
        let settings = json!({ "profile.default_content_setting_values.cookies": 2 });
        driver.open_as(&["--ignore-certificate-errors", &self.rules()], settings).await
    }

    /// The address of a host page of the org.
    pub fn page(&self, host: &str, page: &str, query: &[(&str, &str)]) -> String {
        let query = Serializer::new(String::new()).extend_pairs(query).finish();
        format!("https://{host}/{page}?{query}")
    }

    /// Lightning, as a user sees it in a window of this name.
    pub fn lightning(&self, user: &str, window: &str) -> String {
        self.page(LIGHTNING, "lightning.html", &[("user", user), ("window", window)])
    }

    /// Classic, as a user sees it in a window of this name.
    pub fn classic(&self, user: &str, window: &str) -> String {
        self.page(CLASSIC, "classic.html", &[("user", user), ("window", window)])
    }

    /// The console of Classic, as a user sees it in a window of this name.
    pub fn console(&self, user: &str, window: &str) -> String {
        self.page(CLASSIC, "classic.html", &[("user", user), ("window", window), ("console", "1")])
    }

    fn file(&self, name: &str) -> PathBuf {
        Path::join(self.folder.path(), name)
    }

    fn rules(&self) -> String {
        let salesforce = self.salesforce.address().to_string();
        let phone = match &self.phone {
            Phone::Nothing => "^NOTFOUND".to_owned(),
            Phone::Connector(connector) => connector.address().to_owned(),
            Phone::Page(gate) => gate.address().to_string(),
        };
        let mut rules: Vec<String> = [LIGHTNING, OTHER_LIGHTNING, CLASSIC, FOREIGN]
            .iter()
            .map(|name| format!("MAP {name} {salesforce}"))
            .collect();
        rules.push(format!("MAP {PHONE} {phone}"));
        format!("--host-resolver-rules={}", rules.join(","))
    }
}
