//! Addresses as they may stand in a call centre: a secure scheme, a plain host, a path without tricks.

use anyhow::{Result, bail};

/// What a browser in Salesforce may open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    /// A page.
    Https,
    /// A WebSocket.
    Wss,
}

impl Scheme {
    fn prefix(self) -> &'static str {
        match self {
            Self::Https => "https://",
            Self::Wss => "wss://",
        }
    }
}

/// Salesforce keeps no longer one.
const MOST: usize = 255;

/// An address that Salesforce takes.
#[derive(Clone)]
pub(super) struct Address {
    scheme: Scheme,
    host: String,
    /// With `/` in front.
    path: String,
}

impl Address {
    /// Reads what was given for `flag`, and says what to give instead where it is no such address.
    pub(super) fn parse(flag: &str, scheme: Scheme, text: &str) -> Result<Self> {
        let (prefix, remedy) = (scheme.prefix(), remedy(scheme));
        let Some(rest) = text.strip_prefix(prefix) else {
            bail!(
                "{flag} {text} does not begin with {prefix}: inside Salesforce a browser opens nothing else. {remedy}"
            );
        };
        if text.len() > MOST {
            bail!("{flag} has {} characters; Salesforce keeps {MOST}. {remedy}", text.len());
        }
        let (host, path) = rest.find('/').map_or((rest, "/"), |at| rest.split_at(at));
        if !is_host(host) {
            bail!("{flag} {text}: {host:?} is no host with or without a port, as phone.example.com:8443. {remedy}");
        }
        if let Some(odd) = path.chars().find(|c| !is_plain(*c)) {
            bail!("{flag} {text} has {odd:?} in its path: letters, digits and -._~%/?=& may stand there. {remedy}");
        }
        let (folders, query) = path.split_once('?').unwrap_or((path, ""));
        if folders
            .split('/')
            .any(|folder| matches!(folder.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | ".."))
        {
            bail!("{flag} {text} has . or .. in its path. {remedy}");
        }
        if scheme == Scheme::Wss && !query.is_empty() {
            bail!("{flag} {text} has a query, which the connector does not read. {remedy}");
        }
        Ok(Self { scheme, host: host.to_ascii_lowercase(), path: path.to_owned() })
    }

    /// Scheme, host and port: what a browser calls an origin.
    pub(super) fn origin(&self) -> String {
        [self.scheme.prefix(), &self.host].concat()
    }

    /// All of it.
    pub(super) fn text(&self) -> String {
        [self.scheme.prefix(), &self.host, &self.path].concat()
    }

    /// The connector's usual place on the host of the page.
    pub(super) fn connector(&self) -> Self {
        Self { scheme: Scheme::Wss, host: self.host.clone(), path: "/ws".to_owned() }
    }
}

fn remedy(scheme: Scheme) -> &'static str {
    match scheme {
        Scheme::Https => "Give the page's address, as https://phone.example.com/",
        Scheme::Wss => "Give the connector's address, as wss://phone.example.com/ws",
    }
}

fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').map_or((text, "443"), |(name, port)| (name, port));
    let is_label = |label: &str| {
        let inner = |c: char| c.is_ascii_alphanumeric() || c == '-';
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(inner)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_port = port.bytes().all(|byte| byte.is_ascii_digit()) && port.parse::<u16>().is_ok_and(|port| port > 0);
    is_port && name.split('.').all(is_label)
}

/// Commas part one address from the next, and quotes end an attribute.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric() || "-._~%/?=&".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(text: &str) -> Result<Address> {
        Address::parse("--url", Scheme::Https, text)
    }

    #[test]
    fn an_address_is_kept_with_its_host_in_lower_case() {
        let address = page("https://Phone.Example.com:8443/soft/phone?team=a").unwrap();
        assert_eq!(address.text(), "https://phone.example.com:8443/soft/phone?team=a");
        assert_eq!(address.origin(), "https://phone.example.com:8443");
        assert_eq!(address.connector().text(), "wss://phone.example.com:8443/ws");
        assert_eq!(page("https://phone.example.com").unwrap().text(), "https://phone.example.com/");
    }

    #[test]
    fn what_salesforce_or_a_browser_would_not_open_is_refused_with_a_remedy() {
        let refused = [
            "http://phone.example.com/",
            "phone.example.com",
            "javascript:alert(1)",
            "https://",
            "https:///ws",
            "https://user:secret@phone.example.com/",
            "https://*.example.com/",
            "https://phone..example.com/",
            "https://-phone.example.com/",
            "https://phone.example.com:0/",
            "https://phone.example.com:99999/",
            "https://phone.example.com:+1/",
            "https://phone.example.com/../admin",
            "https://phone.example.com/%2E%2e/admin",
            "https://phone.example.com/./",
            "https://phone.example.com/a b",
            "https://phone.example.com/\"><script>",
            "https://phone.example.com/#part",
            "https://phone.example.com/a,b",
            "https://phöne.example.com/",
        ];
        for text in refused {
            let fault = page(text).err().map(|fault| fault.to_string()).unwrap_or_default();
            assert!(fault.contains("--url") && fault.contains("https://phone.example.com/"), "{text}: {fault}");
        }
        assert!(page(&format!("https://phone.example.com/{}", "a".repeat(300))).is_err());
        assert!(Address::parse("--connector", Scheme::Wss, "wss://phone.example.com/ws?key=1").is_err());
    }
}
