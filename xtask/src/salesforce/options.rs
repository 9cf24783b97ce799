//! What an administrator says about their installation, checked before anything is written.

use anyhow::{Context, Result, bail};
use clap::{Arg, ArgAction, ArgMatches, Command};

use super::address::{Address, Scheme};

/// The Visualforce page that shows the softphone where the org itself holds its files.
const HOSTED_AT: &str = "/apex/Hookswitch_Softphone";

/// Where the softphone's files are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Host {
    /// On a server of one's own.
    Own,
    /// In the org, as a static resource.
    Org,
}

/// An installation.
pub(super) struct Options {
    /// The page.
    pub(super) page: Address,
    /// The connectors, the first one first.
    pub(super) connectors: Vec<Address>,
    /// For whom identity tokens are.
    pub(super) audience: String,
    /// The unique name of the certificate that signs them.
    pub(super) certificate: String,
    /// The call centre's name for people.
    pub(super) name: String,
    /// Whether people sign on with a Login ID of their own.
    pub(super) own_login_id: bool,
    /// Where the softphone's files are.
    pub(super) host: Host,
}

/// Adds what clap reads.
pub(super) fn args(command: Command) -> Command {
    let arg = |name: &'static str, value: &'static str| Arg::new(name).long(name).value_name(value);
    command
        .arg(arg("url", "URL").required(true).help("The softphone's page: https://phone.example.com/"))
        .arg(arg("connector", "URL").help(
            "The connector's WebSocket, several with commas [default: /ws on the page's host, as wss://phone.example.com/ws]",
        ))
        .arg(arg("audience", "TEXT").help("For whom identity tokens are [default: the page's origin]"))
        .arg(
            arg("certificate", "NAME")
                .default_value("Hookswitch")
                .help("Unique name of the org's certificate that signs identity tokens"),
        )
        .arg(arg("name", "TEXT").default_value("Hookswitch").help("The call centre's name for people"))
        .arg(
            arg("own-login-id", "BOOL")
                .value_parser(["true", "false"])
                .default_value("true")
                .help("Whether people sign on with a Login ID of their own"),
        )
        .arg(
            Arg::new("org-hosted")
                .long("org-hosted")
                .action(ArgAction::SetTrue)
                .help("Put the softphone's files into the org: --url is then its Visualforce page"),
        )
}

impl Options {
    /// Reads what was given.
    pub(super) fn read(matches: &ArgMatches) -> Result<Self> {
        let given = |name: &str| matches.get_one::<String>(name).map(String::as_str);
        let host = if matches.get_flag("org-hosted") { Host::Org } else { Host::Own };
        let page = Address::parse("--url", Scheme::Https, given("url").context("--url is missing")?)?;
        if host == Host::Org && !page.text().ends_with(HOSTED_AT) {
            bail!(
                "--org-hosted goes with the address of the org's page: it ends in {HOSTED_AT}, \
                 as https://acme--c.vf.force.com{HOSTED_AT}"
            );
        }
        let connectors = match given("connector") {
            Some(list) => {
                let each = list.split(',').map(|text| Address::parse("--connector", Scheme::Wss, text.trim()));
                each.collect::<Result<_>>()?
            }
            None if host == Host::Org => {
                bail!("--org-hosted needs --connector wss://…: Salesforce's own host has no connector")
            }
            None => vec![page.connector()],
        };
        let audience = given("audience").map_or_else(|| page.origin(), str::to_owned);
        let [audience, certificate, name] = [
            is(audience, is_audience, "--audience", "1 to 255 visible characters, as https://phone.example.com")?,
            is(
                given("certificate").unwrap_or_default().to_owned(),
                is_developer_name,
                "--certificate",
                "a unique name as Setup shows it: letters, digits and single underscores, a letter first",
            )?,
            is(given("name").unwrap_or_default().to_owned(), is_name, "--name", "1 to 80 characters on one line")?,
        ];
        let own_login_id = given("own-login-id") == Some("true");
        Ok(Self { page, connectors, audience, certificate, name, own_login_id, host })
    }

    /// Those of the package that is kept with the source.
    pub(super) fn example() -> Result<Self> {
        let matches =
            args(Command::new("example")).try_get_matches_from(["example", "--url", "https://phone.example.com/"]);
        Self::read(&matches?)
    }
}

fn is(text: String, rule: fn(&str) -> bool, flag: &str, wanted: &str) -> Result<String> {
    if !rule(&text) {
        bail!("{flag} {text:?} cannot be taken. Give {wanted}");
    }
    Ok(text)
}

fn is_audience(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_developer_name(text: &str) -> bool {
    let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    plain
        && (1..=80).contains(&text.len())
        && text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with('_')
        && !text.contains("__")
}

fn is_name(text: &str) -> bool {
    text.trim() == text && (1..=80).contains(&text.chars().count()) && !text.chars().any(char::is_control)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &[&str]) -> Result<Options> {
        let line = ["package"].into_iter().chain(line.iter().copied());
        Options::read(&args(Command::new("package")).try_get_matches_from(line)?)
    }

    #[test]
    fn what_is_not_said_follows_from_the_page() {
        let options = read(&["--url", "https://phone.example.com/app/"]).unwrap();
        assert_eq!(options.connectors.iter().map(Address::text).collect::<Vec<_>>(), ["wss://phone.example.com/ws"]);
        assert_eq!(options.audience, "https://phone.example.com");
        assert_eq!((options.certificate.as_str(), options.name.as_str()), ("Hookswitch", "Hookswitch"));
        assert!(options.own_login_id);
        assert_eq!(options.host, Host::Own);
    }

    #[test]
    fn what_would_not_work_in_an_org_is_refused_and_the_fault_names_its_flag() {
        let page = ["--url", "https://phone.example.com/"];
        let hosted = ["--url", "https://acme--c.vf.force.com/apex/Hookswitch_Softphone", "--org-hosted"];
        let refused: [(&[&str], &[&str], &str); 9] = [
            (&["--url", "http://phone.example.com/"], &[], "--url"),
            (&page, &["--connector", "ws://phone.example.com/ws"], "--connector"),
            (&page, &["--connector", "wss://a.example.com/ws,"], "--connector"),
            (&page, &["--audience", "two words"], "--audience"),
            (&page, &["--certificate", "../Hookswitch"], "--certificate"),
            (&page, &["--certificate", "1st"], "--certificate"),
            (&page, &["--name", "two\nlines"], "--name"),
            (&page, &["--org-hosted", "--connector", "wss://phone.example.com/ws"], "--org-hosted"),
            (&hosted, &[], "--connector"),
        ];
        for (first, more, flag) in refused {
            let fault = read(&[first, more].concat()).err().map(|fault| fault.to_string()).unwrap_or_default();
            assert!(fault.contains(flag), "{first:?} {more:?}: {fault}");
        }
        assert!(read(&[]).is_err());
        assert!(read(&[page.as_slice(), &["--own-login-id", "maybe"]].concat()).is_err());
        assert!(read(&[hosted.as_slice(), &["--connector", "wss://phone.example.com/ws"]].concat()).is_ok());
    }
}
