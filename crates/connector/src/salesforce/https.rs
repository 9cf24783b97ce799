//! The one HTTP client: what it asks is small, so an answer has a greatest size and a time by which it is there.

use std::{io, net::IpAddr, path::Path, sync::Arc, time::Duration};

use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::{
    HeaderMap, Method, Request, Uri,
    body::{Bytes, Incoming},
    header::{ACCEPT, HeaderName, HeaderValue, LOCATION, USER_AGENT},
};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as Pool, connect::HttpConnector},
    rt::{TokioExecutor, TokioTimer},
};
use tokio_rustls::rustls::{
    ClientConfig, Error as TlsError, RootCertStore,
    crypto::ring,
    pki_types::{CertificateDer, pem::PemObject},
};

const NAME: &str = concat!("hookswitch-connector/", env!("CARGO_PKG_VERSION"));
/// A connection that nobody needed for this long is given up before the other side does so.
const IDLE: Duration = Duration::from_secs(30);

/// An address that may be asked: https, or http on this machine. What its query says is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Address(Uri);

/// Why a text is no address that may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressFault {
    /// It is no whole address.
    #[error("This is no web address.")]
    Unreadable,
    /// It would go over the network unprotected.
    #[error("Over http others could read and change what is sent.")]
    Plain,
    /// A user name or password stands in it.
    #[error("A name or password stands in the address.")]
    Person,
}

/// Whose word is taken for who a server is.
#[derive(Debug, thiserror::Error)]
pub enum RootsFault {
    /// The file of further authorities.
    #[error("{file} holds no certificate in PEM: {detail}.")]
    File {
        /// Which file.
        file: String,
        /// Why.
        detail: String,
    },
    /// This machine knows none, and no file was named.
    #[error("This machine has no certificates of authorities: {0}.")]
    None(String),
}

/// Asks servers.
#[derive(Clone)]
pub struct Client(Pool<HttpsConnector<HttpConnector>, Full<Bytes>>);

/// How much of an answer is taken, and by when it has to be there whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Time from the start to the last byte.
    pub deadline: Duration,
    /// Bytes of the body.
    pub most: usize,
}

/// What a server answered, whatever its status.
#[derive(Clone)]
pub struct Answer {
    /// The status, as 200.
    pub status: u16,
    /// The whole body.
    pub body: Vec<u8>,
    headers: HeaderMap,
}

/// Why there is no answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// No connection, or it broke.
    #[error("{server} cannot be reached: {detail}.")]
    Unreachable {
        /// Which server.
        server: String,
        /// Why.
        detail: String,
    },
    /// The server is not who it should be, as far as this machine can tell.
    #[error("{server} cannot be trusted: {detail}.")]
    Untrusted {
        /// Which server.
        server: String,
        /// Why.
        detail: String,
    },
    /// It took too long.
    #[error("{server} has not answered within {} seconds.", .limit.as_secs())]
    Late {
        /// Which server.
        server: String,
        /// How long was waited.
        limit: Duration,
    },
    /// The answer is too long.
    #[error("The answer of {server} is longer than {most} bytes.")]
    Long {
        /// Which server.
        server: String,
        /// How much is taken.
        most: usize,
    },
    /// What was to be sent cannot stand in a header.
    #[error("The header {0} cannot be sent: it holds characters that no header may.")]
    Header(String),
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// Why it may not be asked.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        let uri: Uri = text.trim().parse().map_err(|_| AddressFault::Unreadable)?;
        let authority = uri.authority().ok_or(AddressFault::Unreadable)?;
        if authority.as_str().contains('@') {
            return Err(AddressFault::Person);
        }
        match uri.scheme_str() {
            Some("https") => Ok(Self(uri)),
            Some("http") if is_this_machine(authority.host()) => Ok(Self(uri)),
            Some("http") => Err(AddressFault::Plain),
            Some(_) | None => Err(AddressFault::Unreadable),
        }
    }

    /// Another path, with its query, on the same server.
    ///
    /// # Errors
    /// [`AddressFault::Unreadable`] where it is no path.
    pub fn at(&self, path: &str) -> Result<Self, AddressFault> {
        if !path.starts_with('/') {
            return Err(AddressFault::Unreadable);
        }
        let mut parts = self.0.clone().into_parts();
        parts.path_and_query = Some(path.parse().map_err(|_| AddressFault::Unreadable)?);
        Uri::from_parts(parts).map(Self).map_err(|_| AddressFault::Unreadable)
    }

    /// Scheme, host and port.
    #[must_use]
    pub fn server(&self) -> String {
        let authority = self.0.authority().map_or("", |authority| authority.as_str());
        format!("{}://{authority}", self.0.scheme_str().unwrap_or_default())
    }
}

impl AddressFault {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Unreadable => "Write it whole, as https://example.com/page.",
            Self::Plain => "Write https: http is for this machine only.",
            Self::Person => "Leave out what stands before the @.",
        }
    }
}

impl RootsFault {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::File { .. } => "Name a file with the certificates of authorities, in PEM.",
            Self::None(_) => "Install the package ca-certificates, or name a file with certificates of authorities.",
        }
    }
}

impl Client {
    /// A client that trusts the authorities that this machine does, and those of a file besides.
    ///
    /// # Errors
    /// What is wrong with the file, or that there is nobody to trust.
    pub fn new(further: Option<&Path>) -> Result<Self, RootsFault> {
        let mut roots = RootCertStore::empty();
        let found = rustls_native_certs::load_native_certs();
        roots.add_parsable_certificates(found.certs);
        if let Some(file) = further {
            add(&mut roots, file)?;
        }
        if roots.is_empty() {
            let why = found.errors.first().map_or_else(|| "none is installed".to_owned(), ToString::to_string);
            return Err(RootsFault::None(why));
        }
        let tls = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(|error| RootsFault::None(error.to_string()))?
            .with_root_certificates(roots)
            .with_no_client_auth();
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1().build();
        let pool =
            Pool::builder(TokioExecutor::new()).pool_idle_timeout(IDLE).pool_timer(TokioTimer::new()).build(connector);
        Ok(Self(pool))
    }

    /// Asks for what is at an address. Where it lies elsewhere now, the answer says so and is not followed.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn get(&self, address: &Address, headers: &[(&str, &str)], limits: Limits) -> Result<Answer, Fault> {
        self.ask(Method::GET, address, headers, Bytes::new(), limits).await
    }

    /// Sends something to an address.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn post(
        &self,
        address: &Address,
        headers: &[(&str, &str)],
        body: Vec<u8>,
        limits: Limits,
    ) -> Result<Answer, Fault> {
        self.ask(Method::POST, address, headers, body.into(), limits).await
    }

    async fn ask(
        &self,
        method: Method,
        address: &Address,
        headers: &[(&str, &str)],
        body: Bytes,
        limits: Limits,
    ) -> Result<Answer, Fault> {
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = method;
        *request.uri_mut() = address.0.clone();
        *request.headers_mut() = to_send(headers)?;
        let answered = async {
            let (head, body) = self.0.request(request).await.map_err(|error| address.fault(&error))?.into_parts();
            let body = read(body, address, limits.most).await?;
            Ok(Answer { status: head.status.as_u16(), body, headers: head.headers })
        };
        let late = |_| Fault::Late { server: address.server(), limit: limits.deadline };
        tokio::time::timeout(limits.deadline, answered).await.map_err(late)?
    }
}

impl Answer {
    /// Whether the server did what it was asked.
    #[must_use]
    pub const fn is_success(&self) -> bool {
        self.status >= 200 && self.status < 300
    }

    /// The value of a header, where it is text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// Where it lies now, if the server says that it moved.
    #[must_use]
    pub fn moved_to(&self) -> Option<&str> {
        let has_moved = self.status >= 300 && self.status < 400;
        has_moved.then(|| self.header(LOCATION.as_str())).flatten()
    }
}

impl Fault {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub const fn remedy(&self) -> &'static str {
        match self {
            Self::Unreachable { .. } => "Check the address, the name server and the firewall, then try again.",
            Self::Untrusted { .. } => {
                "Check the address; where a proxy of your own stands between, name a file with its authority."
            }
            Self::Late { .. } => "Try again later.",
            Self::Long { .. } => "Check the address.",
            Self::Header(_) => "Correct the value.",
        }
    }
}

impl Address {
    fn fault(&self, error: &hyper_util::client::legacy::Error) -> Fault {
        let server = self.server();
        // The innermost cause says what a person can act on; those around it only that asking failed.
        let mut innermost = error as &(dyn std::error::Error + 'static);
        while let Some(cause) = innermost.source() {
            innermost = cause;
        }
        // An error of the system's kind keeps what it wraps from `source`.
        while let Some(wrapped) = innermost.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            innermost = wrapped;
        }
        let is_tls = innermost.is::<TlsError>();
        let detail = innermost.to_string().trim_end_matches('.').to_owned();
        if is_tls { Fault::Untrusted { server, detail } } else { Fault::Unreachable { server, detail } }
    }
}

fn is_this_machine(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn add(roots: &mut RootCertStore, file: &Path) -> Result<(), RootsFault> {
    let failed = |detail: String| RootsFault::File { file: file.display().to_string(), detail };
    let certificates: Vec<CertificateDer<'static>> =
        CertificateDer::pem_file_iter(file).and_then(Iterator::collect).map_err(|error| failed(error.to_string()))?;
    if certificates.is_empty() {
        return Err(failed("there is none in it".to_owned()));
    }
    certificates.into_iter().try_for_each(|one| roots.add(one)).map_err(|error| failed(error.to_string()))
}

fn to_send(headers: &[(&str, &str)]) -> Result<HeaderMap, Fault> {
    let mut sent = HeaderMap::new();
    sent.insert(USER_AGENT, HeaderValue::from_static(NAME));
    sent.insert(ACCEPT, HeaderValue::from_static("*/*"));
    for (name, value) in headers {
        let wrong = || Fault::Header((*name).to_owned());
        let mut written = HeaderValue::from_str(value).map_err(|_| wrong())?;
        written.set_sensitive(true);
        sent.insert(HeaderName::from_bytes(name.as_bytes()).map_err(|_| wrong())?, written);
    }
    Ok(sent)
}

async fn read(body: Incoming, address: &Address, most: usize) -> Result<Vec<u8>, Fault> {
    match Limited::new(body, most).collect().await {
        Ok(whole) => Ok(whole.to_bytes().into()),
        Err(error) if error.is::<LengthLimitError>() => Err(Fault::Long { server: address.server(), most }),
        Err(error) => Err(Fault::Unreachable { server: address.server(), detail: error.to_string() }),
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}{}", self.server(), self.0.path())
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Address({self})")
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Client(…)")
    }
}

/// The body may hold a token.
impl std::fmt::Debug for Answer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Answer({}, {} bytes)", self.status, self.body.len())
    }
}

#[cfg(test)]
mod tests;
