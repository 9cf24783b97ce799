//! Where the connector is.

/// The address of a connector's WebSocket, checked as far as that goes without a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint(String);

/// The page's own origin, against which an endpoint is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageOrigin<'a> {
    /// Whether the page came over https.
    pub is_secure: bool,
    /// Host and port as in the address bar.
    pub host: &'a str,
}

/// What is wrong with an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, thiserror::Error)]
pub enum EndpointFault {
    /// Not an address of a WebSocket.
    #[error("not a WebSocket address")]
    Malformed,
    /// `ws://` on an https page: browsers refuse that.
    #[error("an https page may only use wss://")]
    Insecure,
}

impl Endpoint {
    /// Reads an address: `ws://…`, `wss://…`, `http(s)://…` (read as ws and wss), or a path on the page's own host.
    ///
    /// # Errors
    /// [`EndpointFault`].
    pub fn parse(text: &str, page: PageOrigin<'_>) -> Result<Self, EndpointFault> {
        let text = text.trim();
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '#') {
            return Err(EndpointFault::Malformed);
        }
        let own = if page.is_secure { "wss" } else { "ws" };
        let with_scheme = text.split_once(':').and_then(|(scheme, rest)| Some((scheme, rest.strip_prefix("//")?)));
        let (scheme, rest) = match with_scheme {
            Some((scheme, rest)) => (scheme.to_ascii_lowercase(), rest.to_owned()),
            None if text.starts_with("//") => (own.to_owned(), text.trim_start_matches('/').to_owned()),
            None if text.starts_with('/') => (own.to_owned(), [page.host, text].concat()),
            None => return Err(EndpointFault::Malformed),
        };
        let host = host_of(&rest);
        // User names and passwords in an address would end up in logs.
        if host.is_empty() || host.starts_with(':') || host.contains('@') {
            return Err(EndpointFault::Malformed);
        }
        match scheme.as_str() {
            "wss" | "https" => Ok(Self(["wss://", &rest].concat())),
            "ws" | "http" if page.is_secure && !is_loopback(host) => Err(EndpointFault::Insecure),
            "ws" | "http" => Ok(Self(["ws://", &rest].concat())),
            _ => Err(EndpointFault::Malformed),
        }
    }

    /// Reads one address, or several with commas between them: where one does not answer, the next takes its place.
    ///
    /// # Errors
    /// The first [`EndpointFault`].
    pub fn parse_all(text: &str, page: PageOrigin<'_>) -> Result<Vec<Self>, EndpointFault> {
        let mut all = Vec::new();
        for address in text.split(',') {
            all.push(Self::parse(address, page)?);
        }
        Ok(all)
    }

    /// The address, for the browser and for people.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Host and port at the beginning of what follows a scheme.
#[must_use]
pub fn host_of(rest: &str) -> &str {
    let rest = rest.split_once('/').map_or(rest, |(before, _)| before);
    rest.split_once('?').map_or(rest, |(before, _)| before)
}

/// Browsers let an https page use a plain socket to the machine itself (W3C Secure Contexts, 3.1).
fn is_loopback(host: &str) -> bool {
    let name = host.rsplit_once(':').map_or(host, |(name, port)| if port.ends_with(']') { host } else { name });
    name == "localhost" || name.ends_with(".localhost") || name == "[::1]" || name.starts_with("127.")
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLAIN: PageOrigin<'_> = PageOrigin { is_secure: false, host: "127.0.0.1:8080" };
    const SECURE: PageOrigin<'_> = PageOrigin { is_secure: true, host: "org.example.com" };

    #[test]
    fn several_addresses_stand_with_commas_between_them_and_each_has_to_be_right() {
        let both = Endpoint::parse_all("/ws, wss://second.example.com/ws", SECURE).unwrap();
        let texts: Vec<&str> = both.iter().map(Endpoint::as_str).collect();
        assert_eq!(texts, ["wss://org.example.com/ws", "wss://second.example.com/ws"]);
        for broken in ["/ws,", ",", "/ws,ws://host/ws"] {
            assert!(Endpoint::parse_all(broken, SECURE).is_err(), "{broken}");
        }
    }

    #[test]
    fn every_form_of_address_is_read_or_refused() {
        let table = [
            (PLAIN, "ws://host/ws", Ok("ws://host/ws")),
            (PLAIN, " wss://host:444/ws?x=1 ", Ok("wss://host:444/ws?x=1")),
            (PLAIN, "WSS://host/ws", Ok("wss://host/ws")),
            (PLAIN, "http://host/ws", Ok("ws://host/ws")),
            (SECURE, "https://host/ws", Ok("wss://host/ws")),
            (PLAIN, "/ws", Ok("ws://127.0.0.1:8080/ws")),
            (SECURE, "/ws", Ok("wss://org.example.com/ws")),
            (SECURE, "//other/ws", Ok("wss://other/ws")),
            (SECURE, "ws://host/ws", Err(EndpointFault::Insecure)),
            (SECURE, "ws://127.0.0.1:8080/ws", Ok("ws://127.0.0.1:8080/ws")),
            (SECURE, "ws://[::1]:8080/ws", Ok("ws://[::1]:8080/ws")),
            (PLAIN, "", Err(EndpointFault::Malformed)),
            (PLAIN, "host/ws", Err(EndpointFault::Malformed)),
            (PLAIN, "ws://", Err(EndpointFault::Malformed)),
            (PLAIN, "ws://:8080/ws", Err(EndpointFault::Malformed)),
            (PLAIN, "ftp://host/ws", Err(EndpointFault::Malformed)),
            (PLAIN, "ws://host/a b", Err(EndpointFault::Malformed)),
            (PLAIN, "ws://host/ws#part", Err(EndpointFault::Malformed)),
            (PLAIN, "ws://user:password@host/ws", Err(EndpointFault::Malformed)),
            (PLAIN, "javascript:alert(1)", Err(EndpointFault::Malformed)),
        ];
        for (page, text, expected) in table {
            let read = Endpoint::parse(text, page);
            assert_eq!(read.as_ref().map(Endpoint::as_str).map_err(|fault| *fault), expected, "{text}");
        }
    }
}
