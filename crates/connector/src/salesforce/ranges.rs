//! Login IP ranges: where the addresses and the profile come from. What is made of them is the check's own.

use std::{fs, path::PathBuf, time::Duration};

use hookswitch_login_ranges::{AddressList, Fault as TextFault, Profile, Report, check, text};

use super::{
    https::{Address, AddressFault, Client, Limits},
    org::Org,
};
use crate::config::{Fault, OrgConfig};

/// A list is short, and a server that takes longer will do better next time.
const LIMITS: Limits = Limits { deadline: Duration::from_secs(30), most: 4 << 20 };

/// Where the list of addresses is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Addresses {
    /// In a file.
    File(PathBuf),
    /// On a server.
    Web(Address),
}

/// Where the profile is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileSource {
    /// In a file, as the Metadata API writes it.
    File(PathBuf),
    /// In the org: that of the API user.
    Org(Box<OrgConfig>),
}

/// What is compared with what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The list.
    pub addresses: Addresses,
    /// Which of its regions; none where it has one only.
    pub region: Option<String>,
    /// The profile.
    pub profile: ProfileSource,
    /// Certificates of further authorities that may vouch for servers, PEM.
    pub authorities: Option<PathBuf>,
}

impl Addresses {
    /// A web address where the text is one, else a path.
    ///
    /// # Errors
    /// Why the web address may not be asked.
    pub fn parse(text: &str) -> Result<Self, AddressFault> {
        if text.contains("://") { Address::parse(text).map(Self::Web) } else { Ok(Self::File(PathBuf::from(text))) }
    }
}

/// Reads both and compares them.
///
/// # Errors
/// Why it cannot be told: every fault of the one that was read first.
pub async fn look(question: &Question, now_unix_s: u64) -> Result<Report, Vec<Fault>> {
    let (name, bytes) = fetch(&question.addresses, question.authorities.as_deref()).await?;
    let list = text(&bytes).map_err(|fault| vec![fault]).and_then(|text| AddressList::parse(&text));
    let list = list.map_err(|faults| told(&name, faults))?;
    let picked = list.pick(question.region.as_deref());
    let picked = picked.map_err(|fault| vec![Fault::new(name, fault.to_string(), fault.remedy())])?;
    Ok(check(picked, profile(question, now_unix_s).await?))
}

async fn fetch(from: &Addresses, authorities: Option<&std::path::Path>) -> Result<(String, Vec<u8>), Vec<Fault>> {
    match from {
        Addresses::File(file) => read(file.clone()).await,
        Addresses::Web(address) => {
            let name = address.to_string();
            let fault = |wrong: String, remedy: &str| vec![Fault::new(name.clone(), wrong, remedy)];
            let client = Client::new(authorities).map_err(|error| fault(error.to_string(), error.remedy()))?;
            let answer = client.get(address, &[], LIMITS).await;
            let answer = answer.map_err(|error| fault(error.to_string(), error.remedy()))?;
            match answer.moved_to() {
                Some(place) => {
                    Err(fault(format!("The list has moved to {place}."), "Name that address, if you trust it."))
                }
                None if answer.is_success() => Ok((name, answer.body)),
                None => Err(fault(format!("The server answered {}.", answer.status), "Check the address.")),
            }
        }
    }
}

async fn profile(question: &Question, now_unix_s: u64) -> Result<Profile, Vec<Fault>> {
    match &question.profile {
        ProfileSource::File(file) => {
            let (name, bytes) = read(file.clone()).await?;
            let profile = text(&bytes).map_err(|fault| vec![fault]).and_then(|text| Profile::parse(&text));
            profile.map_err(|faults| told(&name, faults))
        }
        ProfileSource::Org(config) => {
            let name = config.login_url.as_str();
            let fault = |wrong: String, remedy: &str| vec![Fault::new(name, wrong, remedy)];
            let org =
                Org::open(config, question.authorities.as_deref()).map_err(|(wrong, remedy)| fault(wrong, remedy))?;
            let asked = org.profile_login_ranges(&config.user, now_unix_s).await;
            let found = asked.map_err(|error| fault(error.to_string(), error.remedy()))?;
            let missing =
                || fault("The API user has no profile there.".to_owned(), "Compare user with the API user's name.");
            found.map(|(_, profile)| profile).ok_or_else(missing)
        }
    }
}

/// A file's name and content; on a thread of its own, because a disk may take its time.
async fn read(file: PathBuf) -> Result<(String, Vec<u8>), Vec<Fault>> {
    let name = file.display().to_string();
    let bytes = tokio::task::spawn_blocking(move || fs::read(file)).await.map_err(std::io::Error::other).flatten();
    let cannot = |error| {
        Fault::new(name.clone(), format!("The file cannot be read: {error}."), "Check the path and who may read it.")
    };
    Ok((name.clone(), bytes.map_err(|error| vec![cannot(error)])?))
}

fn told(name: &str, faults: Vec<TextFault>) -> Vec<Fault> {
    let of = |fault: &TextFault| {
        Fault::new(format!("{name}, {}", fault.place), fault.wrong.to_string(), fault.wrong.remedy())
    };
    faults.iter().map(of).collect()
}
