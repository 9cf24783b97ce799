//! Which pages may connect. Browsers name the page's origin, and a page cannot lie about it.

use std::net::IpAddr;

use axum::http::{HeaderMap, HeaderValue, header};

/// What a request says of the page that asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page<'a> {
    /// Its origin, where there is a page.
    pub(super) origin: Option<&'a [u8]>,
    /// The host that it asked for.
    pub(super) host: Option<&'a [u8]>,
}

/// Pages that may connect.
#[derive(Clone, Debug)]
pub struct Origins {
    /// Origins of other hosts, as browsers write them.
    pub allowed: Vec<String>,
    /// Which pages need no mention.
    pub own: Own,
}

/// Which pages may connect without being mentioned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Own {
    /// Pages of the host that is connected to.
    Host,
    /// Pages of the host that is connected to, if it goes by a name of this machine: a foreign name that points
    /// here belongs to someone else's page.
    LoopbackHost,
    /// Any page of this machine, for trying out.
    AnyLoopback,
}

impl Origins {
    /// Whether the page that asks may connect. Who names no page is no browser and has other ways in anyway.
    pub(super) fn admit(&self, Page { origin, host: asked }: Page<'_>) -> bool {
        let Some(origin) = origin else { return true };
        let Ok(origin) = str::from_utf8(origin).map(str::to_ascii_lowercase) else { return false };
        if self.allowed.contains(&origin) {
            return true;
        }
        let Some(page) = origin.strip_prefix("https://").or_else(|| origin.strip_prefix("http://")) else {
            return false;
        };
        let host = asked.and_then(|host| str::from_utf8(host).ok()).map(str::to_ascii_lowercase);
        let is_of_host = host.as_deref() == Some(page);
        match self.own {
            Own::Host => is_of_host,
            Own::LoopbackHost => is_of_host && is_loopback(page),
            Own::AnyLoopback => is_loopback(page) && host.is_some_and(|host| is_loopback(&host)),
        }
    }
}

impl<'a> From<&'a HeaderMap> for Page<'a> {
    fn from(headers: &'a HeaderMap) -> Self {
        let value = |name| headers.get(name).map(HeaderValue::as_bytes);
        Self { origin: value(header::ORIGIN), host: value(header::HOST) }
    }
}

fn is_loopback(authority: &str) -> bool {
    let host = match authority.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.ends_with(".localhost") || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admits(own: Own, origin: Option<&str>, host: &str) -> bool {
        let origins = Origins { allowed: vec!["https://crm.example.com".to_owned()], own };
        origins.admit(Page { origin: origin.map(str::as_bytes), host: Some(host.as_bytes()) })
    }

    #[test]
    fn a_page_of_the_same_host_may_connect_and_a_foreign_one_only_where_allowed() {
        for (own, host) in [(Own::Host, "phone.example.com"), (Own::LoopbackHost, "127.0.0.1:8080")] {
            assert!(admits(own, Some(&format!("http://{host}")), host));
            assert!(admits(own, Some(&format!("HTTPS://{host}")), host));
            assert!(admits(own, Some("https://crm.example.com"), host));
            assert!(!admits(own, Some("https://evil.example"), host));
            assert!(!admits(own, Some("null"), host));
            assert!(!admits(own, Some(&format!("http://{host}.evil.example")), host));
        }
    }

    #[test]
    fn who_is_no_browser_may_connect() {
        assert!(admits(Own::Host, None, "phone.example.com"));
    }

    #[test]
    fn a_foreign_name_that_points_to_this_machine_is_foreign() {
        assert!(!admits(Own::LoopbackHost, Some("http://evil.example"), "evil.example"));
        assert!(!admits(Own::AnyLoopback, Some("http://evil.example"), "evil.example"));
    }

    #[test]
    fn another_port_of_this_machine_is_another_page_unless_trying_out() {
        assert!(!admits(Own::LoopbackHost, Some("http://127.0.0.1:8081"), "127.0.0.1:8080"));
        assert!(admits(Own::AnyLoopback, Some("http://localhost:8081"), "127.0.0.1:8080"));
        assert!(admits(Own::AnyLoopback, Some("http://[::1]:8081"), "127.0.0.1:8080"));
    }
}
