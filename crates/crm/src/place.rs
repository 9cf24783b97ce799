//! Where the page runs: decided once from what can be seen there. Pure.
//!
//! Does not ask whether the CRM's object is there: that depends on which script was loaded, and which one is to be loaded
//! depends on this.

/// What can be seen of the place.
#[derive(Clone, Copy, Debug, Default)]
pub struct Evidence<'a> {
    /// The query of the page's address, with or without its `?`.
    pub query: &'a str,
    /// Whether the page is in a frame.
    pub is_framed: bool,
    /// The origin of the frame around, where the browser says it.
    pub ancestor: Option<&'a str>,
    /// Whether the page itself comes from this machine over plain http: somebody develops.
    pub is_local: bool,
}

/// Where the page runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// In the CRM.
    Inside(Kind, FrameOrigin),
    /// On a page of its own, or of anyone.
    Alone,
    /// In a frame that looks like the CRM's and is not to be trusted, or is not complete.
    Doubtful(Doubt),
}

/// Which of the CRM's two desktops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Lightning Experience: the utility bar.
    Lightning,
    /// Salesforce Classic: the sidebar or the console.
    Classic,
}

/// What speaks against the CRM's frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    /// The query names an origin that is none of the CRM's.
    NotTheirs,
    /// The browser says that another origin frames the page.
    Another,
    /// The query says something twice.
    Twice,
    /// The query has only a part of what the CRM's has.
    Incomplete,
}

/// The origin of the CRM's frame, checked: `https://acme.lightning.force.com`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameOrigin(String);

impl FrameOrigin {
    /// As a browser writes it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The CRM's hosts end in one of these. Source: the frame and script addresses of its guide.
const HOSTS: [&str; 8] = [
    ".lightning.force.com",
    ".my.salesforce.com",
    ".vf.force.com",
    ".visualforce.com",
    ".salesforce.com",
    ".force.com",
    ".crmforce.mil",
    ".salesforce.mil",
];

const LOCAL: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

/// Decides.
#[must_use]
pub fn place(evidence: Evidence<'_>) -> Place {
    if !evidence.is_framed {
        return Place::Alone;
    }
    // Which of two counts, the CRM's own script may see otherwise.
    let is_twice = |key: &str| pairs(evidence.query).filter(|(own, _)| own.eq_ignore_ascii_case(key)).nth(1).is_some();
    if ["mode", "sfdcIframeOrigin", "nonce"].into_iter().any(is_twice) {
        return Place::Doubtful(Doubt::Twice);
    }
    let mode = value(evidence.query, "mode");
    let (kind, named) = match mode {
        Some(mode) if mode.eq_ignore_ascii_case("lightning") => {
            (Kind::Lightning, value(evidence.query, "sfdcIframeOrigin"))
        }
        Some(_) | None => (Kind::Classic, value(evidence.query, "sfdcIFrameOrigin")),
    };
    let has_nonce = value(evidence.query, "nonce").is_some_and(|nonce| !nonce.is_empty());
    let Some(named) = named else {
        let is_begun = mode.is_some() && has_nonce;
        return if is_begun { Place::Doubtful(Doubt::Incomplete) } else { Place::Alone };
    };
    let Some(origin) = origin(&decoded(named), evidence.is_local) else { return Place::Doubtful(Doubt::NotTheirs) };
    match (evidence.ancestor, kind) {
        (Some(ancestor), _) if !ancestor.eq_ignore_ascii_case(origin.as_str()) => Place::Doubtful(Doubt::Another),
        (_, Kind::Classic) if !has_nonce => Place::Doubtful(Doubt::Incomplete),
        (_, Kind::Lightning | Kind::Classic) => Place::Inside(kind, origin),
    }
}

/// The keys of a query, for a diagnosis: their values are nobody's business, `nonce` is a secret.
#[must_use]
pub fn keys(query: &str) -> Vec<&str> {
    pairs(query).map(|(key, _)| key).collect()
}

fn pairs(query: &str) -> impl Iterator<Item = (&str, &str)> {
    let query = query.strip_prefix('?').unwrap_or(query);
    query.split('&').filter(|pair| !pair.is_empty()).map(|pair| pair.split_once('=').unwrap_or((pair, "")))
}

/// Exactly this spelling: Lightning and Classic differ by one capital.
fn value<'a>(query: &'a str, key: &str) -> Option<&'a str> {
    pairs(query).find(|(own, _)| *own == key).map(|(_, value)| value)
}

/// Percent-encoding taken away, as far as an origin has any.
fn decoded(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, coded)) = rest.split_once('%') {
        out.push_str(before);
        let sign = match coded.get(..2) {
            Some("3A" | "3a") => ':',
            Some("2F" | "2f") => '/',
            // What is left is no origin.
            Some(_) | None => return out,
        };
        out.push(sign);
        rest = coded.get(2..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// The origin, where it is one of the CRM's: whoever can name another would have its script run here.
fn origin(text: &str, is_local: bool) -> Option<FrameOrigin> {
    let text = text.strip_suffix('/').unwrap_or(text).to_ascii_lowercase();
    if is_local && is_of_this_machine(&text) {
        return Some(FrameOrigin(text));
    }
    let host = text.strip_prefix("https://")?;
    let is_host = !host.is_empty() && host.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.'));
    let is_theirs = HOSTS.iter().any(|end| host.ends_with(end));
    (is_host && is_theirs && !host.starts_with('.')).then_some(FrameOrigin(text))
}

fn is_of_this_machine(origin: &str) -> bool {
    let Some(host) = origin.strip_prefix("http://") else { return false };
    let name = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()));
    LOCAL.contains(&name.map_or(host, |(name, _)| name))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIGHTNING: &str =
        "?mode=Lightning&isdtp=vw&sfdcIframeOrigin=https://acme.lightning.force.com&nonce=ab&ltn_app_id=06m&clc=0";
    const CLASSIC: &str = "sfdcIFrameOrigin=https%3A%2F%2Facme.my.salesforce.com&nonce=ab";

    fn framed(query: &str) -> Place {
        place(Evidence { query, is_framed: true, ..Evidence::default() })
    }

    fn inside(kind: Kind, origin: &str) -> Place {
        Place::Inside(kind, FrameOrigin(origin.to_owned()))
    }

    #[test]
    fn lightning_and_classic_are_told_apart_by_their_query() {
        assert_eq!(framed(LIGHTNING), inside(Kind::Lightning, "https://acme.lightning.force.com"));
        assert_eq!(framed(CLASSIC), inside(Kind::Classic, "https://acme.my.salesforce.com"));
        assert_eq!(
            framed("?a=1&mode=lightning&sfdcIframeOrigin=https://A.Lightning.Force.com/"),
            inside(Kind::Lightning, "https://a.lightning.force.com")
        );
    }

    #[test]
    fn outside_a_frame_a_query_says_nothing() {
        assert_eq!(place(Evidence { query: LIGHTNING, ..Evidence::default() }), Place::Alone);
    }

    #[test]
    fn a_frame_of_anyone_is_no_crm() {
        for query in ["", "?", "?user=a", "mode=dark", "nonce=1", "mode=Lightning"] {
            assert_eq!(framed(query), Place::Alone, "{query}");
        }
    }

    #[test]
    fn an_origin_that_only_looks_like_the_crms_is_not_taken() {
        for origin in [
            "http://acme.lightning.force.com",
            "https://evil.com",
            "https://lightning.force.com.evil.com",
            "https://evil-lightning.force.com.evil",
            "https://xforce.com",
            "https://evil.com/.lightning.force.com",
            "https://evil.com#.lightning.force.com",
            "https://evil.com?.lightning.force.com",
            "https://user@acme.lightning.force.com",
            "https://acme.lightning.force.com:8443",
            "https://.force.com",
            "https://..force.com",
            "javascript:alert(1)//.force.com",
            "https://acme%2elightning.force.com",
            "http://localhost:8080",
            "",
        ] {
            let query = format!("mode=Lightning&sfdcIframeOrigin={origin}&nonce=1");
            assert_eq!(framed(&query), Place::Doubtful(Doubt::NotTheirs), "{origin}");
        }
    }

    #[test]
    fn a_browser_that_names_another_frame_is_believed() {
        let seen = |ancestor| place(Evidence { query: LIGHTNING, is_framed: true, ancestor, is_local: false });
        assert_eq!(seen(Some("https://evil.lightning.force.com")), Place::Doubtful(Doubt::Another));
        assert_eq!(seen(Some("null")), Place::Doubtful(Doubt::Another));
        assert_eq!(seen(Some("https://acme.lightning.force.com")), framed(LIGHTNING));
    }

    #[test]
    fn a_query_without_its_secret_or_its_origin_is_incomplete() {
        assert_eq!(framed("sfdcIFrameOrigin=https://a.my.salesforce.com"), Place::Doubtful(Doubt::Incomplete));
        assert_eq!(framed("sfdcIFrameOrigin=https://a.my.salesforce.com&nonce="), Place::Doubtful(Doubt::Incomplete));
        assert_eq!(framed("mode=Lightning&nonce="), Place::Alone);
        assert_eq!(framed("mode=Lightning&nonce=1"), Place::Doubtful(Doubt::Incomplete));
        assert_eq!(
            framed("mode=Lightning&sfdcIFrameOrigin=https://a.force.com&nonce=1"),
            Place::Doubtful(Doubt::Incomplete)
        );
    }

    #[test]
    fn a_query_that_says_twice_where_it_is_is_not_believed_once() {
        for more in
            ["&sfdcIframeOrigin=https://evil.com", "&mode=x", "&nonce=1", "&SFDCIFrameOrigin=https://a.force.com"]
        {
            assert_eq!(framed(&[LIGHTNING, more].concat()), Place::Doubtful(Doubt::Twice), "{more}");
        }
    }

    #[test]
    fn a_crm_on_this_machine_counts_only_for_a_page_of_this_machine() {
        let query = "mode=Lightning&sfdcIframeOrigin=http://localhost:8085&nonce=1";
        let seen = |is_local| place(Evidence { query, is_framed: true, ancestor: None, is_local });
        assert_eq!(seen(true), inside(Kind::Lightning, "http://localhost:8085"));
        assert_eq!(seen(false), Place::Doubtful(Doubt::NotTheirs));
        for origin in [
            "http://localhost.evil.com",
            "http://localhost@evil",
            "http://localhost:80@evil:80",
            "http://localhost:@evil.com",
            "http://127.0.0.1:80x",
            "http://evil#localhost",
        ] {
            let query = format!("mode=Lightning&sfdcIframeOrigin={origin}&nonce=1");
            let evidence = Evidence { query: &query, is_framed: true, ancestor: None, is_local: true };
            assert_eq!(place(evidence), Place::Doubtful(Doubt::NotTheirs), "{origin}");
        }
    }

    #[test]
    fn a_diagnosis_gets_the_keys_and_no_value() {
        assert_eq!(keys("?mode=Lightning&nonce=secret&x"), ["mode", "nonce", "x"]);
    }
}
