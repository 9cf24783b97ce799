//! The keys, each under one name in the file, the environment and the flags.

use super::words::words;

words! {
    /// One setting.
    pub enum Key {
        /// Address and port.
        Listen = "listen",
        /// Folder of the store.
        Data = "data",
        /// Folder of the softphone's files.
        Web = "web",
        /// Demo accounts and the built-in PBX.
        Demo = "demo",
        /// Certificate chain, PEM.
        TlsCert = "tls_cert",
        /// Private key of the certificate, PEM.
        TlsKey = "tls_key",
        /// Plain http beyond this machine.
        AllowPlainHttp = "allow_plain_http",
        /// Pages of other origins that may connect.
        AllowedOrigins = "allowed_origins",
        /// Accepted proofs of who speaks.
        Identities = "identities",
        /// Teams and their rules: a table in the file, else the path of a file that holds it.
        Teams = "teams",
        /// Logging on at stations: a table in the file, else the path of a file that holds it.
        LogOn = "log_on",
        /// Phone books for everybody: CSV files.
        PhoneBooks = "phone_books",
        /// The Salesforce org: a table in the file, else the path of a file that holds it.
        Salesforce = "salesforce",
        /// How much is logged.
        LogLevel = "log_level",
        /// In which form it is logged.
        LogFormat = "log_format",
    }
}

/// How like a name has to be, of 1, to be taken for a misspelt key.
const LIKE: f64 = 0.8;
const ENVIRONMENT: &str = "HOOKSWITCH_";

/// The environment variable that names the configuration file.
pub const FILE_VARIABLE: &str = "HOOKSWITCH_CONFIG";

impl Key {
    /// `tls_cert` is `HOOKSWITCH_TLS_CERT` in the environment.
    #[must_use]
    pub fn variable(self) -> String {
        format!("{ENVIRONMENT}{}", self.as_str().to_uppercase())
    }

    /// `tls_cert` is `--tls-cert` on the command line.
    #[must_use]
    pub fn flag(self) -> String {
        format!("--{}", self.as_str().replace('_', "-"))
    }

    /// The key whose name is most like a name that is no key; `None` where none is like it.
    #[must_use]
    pub fn nearest(name: &str) -> Option<Self> {
        let name = name.to_lowercase().replace('-', "_");
        Self::ALL
            .iter()
            .map(|key| (strsim::jaro_winkler(&name, key.as_str()), *key))
            .filter(|(likeness, _)| *likeness >= LIKE)
            .max_by(|(one, _), (other, _)| one.total_cmp(other))
            .map(|(_, key)| key)
    }
}

/// The variable that a misspelt one was meant to be. Other variables of our prefix are left alone: orchestrators
/// set some of their own making.
pub(super) fn misspelt(variable: &str) -> Option<String> {
    let known = || Key::ALL.iter().map(|key| key.variable()).chain([FILE_VARIABLE.to_owned()]);
    if !variable.starts_with(ENVIRONMENT) || known().any(|name| name == variable) {
        return None;
    }
    known().find(|name| strsim::damerau_levenshtein(variable, name) <= 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_one_name_in_three_spellings() {
        assert_eq!(Key::TlsCert.variable(), "HOOKSWITCH_TLS_CERT");
        assert_eq!(Key::TlsCert.flag(), "--tls-cert");
    }

    #[test]
    fn a_misspelt_key_finds_its_neighbour_and_gibberish_none() {
        assert_eq!(Key::nearest("lisen"), Some(Key::Listen));
        assert_eq!(Key::nearest("allowed-origin"), Some(Key::AllowedOrigins));
        assert_eq!(Key::nearest("tls_certificate"), Some(Key::TlsCert));
        assert_eq!(Key::nearest("qqqqqqqq"), None);
    }

    #[test]
    fn only_a_near_miss_counts_as_a_misspelt_variable() {
        assert_eq!(misspelt("HOOKSWITCH_LISTN").as_deref(), Some("HOOKSWITCH_LISTEN"));
        assert_eq!(misspelt("HOOKSWITCH_LISTEN"), None);
        assert_eq!(misspelt("HOOKSWITCH_SERVICE_HOST"), None);
        assert_eq!(misspelt("LISTN"), None);
    }
}
