//! `[salesforce.ranges]`: how often it is looked whether the org lets the contact centre in.

use std::{num::NonZeroU32, path::Path};

use toml::Table;

use super::OrgConfig;
use crate::salesforce::ranges::{Addresses, ProfileSource, Question};

/// What is looked at, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RangesConfig {
    /// What is compared with what.
    pub question: Question,
    /// Hours between two looks.
    pub every_hours: NonZeroU32,
}

const PLACE: &str = "ranges.";
const KEYS: [&str; 5] = ["addresses", "region", "profile", "authorities", "every_hours"];
const EVERY_HOURS: NonZeroU32 = NonZeroU32::MIN.saturating_add(23);

/// Reads the table; paths begin in the folder. Where no file is named the org is asked for the profile.
///
/// # Errors
/// What is wrong, by its place.
pub(super) fn read(table: &Table, folder: &Path, org: Option<&OrgConfig>) -> Result<RangesConfig, String> {
    super::salesforce::known(table, PLACE, &KEYS)?;
    let text = |key| super::salesforce::text(table, PLACE, key);
    let needed = |key| text(key)?.ok_or_else(|| format!("{PLACE}{key} is missing"));
    let addresses = Addresses::parse(&needed("addresses")?);
    let every_hours = match table.get("every_hours") {
        None => EVERY_HOURS,
        Some(value) => {
            let hours = value.as_integer().and_then(|hours| u32::try_from(hours).ok()).and_then(NonZeroU32::new);
            hours.ok_or_else(|| format!("{PLACE}every_hours: {value} is no number of hours"))?
        }
    };
    let question = Question {
        addresses: match addresses.map_err(|fault| format!("{PLACE}addresses: {fault} {}", fault.remedy()))? {
            Addresses::File(file) => Addresses::File(folder.join(file)),
            Addresses::Web(address) => Addresses::Web(address),
        },
        region: text("region")?,
        profile: match (text("profile")?, org) {
            (Some(file), _) => ProfileSource::File(folder.join(file)),
            (None, Some(org)) => ProfileSource::Org(Box::new(org.clone())),
            (None, None) => return Err(format!("{PLACE}profile is missing, and there is no org to ask for it")),
        },
        authorities: text("authorities")?.map(|file| folder.join(file)),
    };
    Ok(RangesConfig { question, every_hours })
}

/// The same table again, for those who ask what is in force. What a query says is not shown.
pub(super) fn show(config: &RangesConfig) -> serde_json::Value {
    let RangesConfig { question: Question { addresses, region, profile, authorities }, every_hours } = config;
    let profile = match profile {
        ProfileSource::File(file) => Some(file.display().to_string()),
        ProfileSource::Org(_) => None,
    };
    let mut shown = serde_json::Map::new();
    let addresses = match addresses {
        Addresses::File(file) => file.display().to_string(),
        Addresses::Web(address) => address.to_string(),
    };
    let texts = [
        ("addresses", Some(addresses)),
        ("region", region.clone()),
        ("profile", profile),
        ("authorities", authorities.as_ref().map(|file| file.display().to_string())),
    ];
    shown.extend(texts.into_iter().filter_map(|(key, text)| Some((key.to_owned(), text?.into()))));
    shown.insert("every_hours".to_owned(), every_hours.get().into());
    shown.into()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::*;

    const WHOLE: &str = "addresses = \"vcc.txt\"\nregion = \"EMEA\"\nprofile = \"Api.profile\"\nauthorities = \"proxy.pem\"\nevery_hours = 6";

    fn ranges(text: &str) -> Result<RangesConfig, String> {
        read(&text.parse().unwrap(), Path::new("etc"), None)
    }

    #[test]
    fn the_whole_table_is_read_and_its_paths_begin_beside_the_file() {
        let config = ranges(WHOLE).unwrap();
        assert_eq!(config.question.addresses, Addresses::File(PathBuf::from("etc/vcc.txt")));
        assert_eq!(config.question.profile, ProfileSource::File(PathBuf::from("etc/Api.profile")));
        assert_eq!((config.question.region.as_deref(), config.every_hours.get()), (Some("EMEA"), 6));
        let web = ranges("addresses = \"https://example.com/a?key=secret\"\nprofile = \"a\"").unwrap();
        assert_eq!(web.every_hours, EVERY_HOURS);
        assert!(!format!("{web:?} {}", show(&web)).contains("secret"));
    }

    #[test]
    fn what_is_wrong_is_named_by_its_place() {
        for (text, wrong) in [
            ("profile = \"a\"", "ranges.addresses is missing"),
            ("addresses = \"a\"", "ranges.profile is missing"),
            ("addresses = \"http://example.com/\"\nprofile = \"a\"", "ranges.addresses: Over http others could read"),
            ("addresses = \"a\"\nprofile = \"a\"\nevery_hours = 0", "ranges.every_hours: 0 is no number of hours"),
            ("adresses = \"a\"", "ranges.adresses is not known; there are addresses,"),
        ] {
            assert!(ranges(text).unwrap_err().contains(wrong), "{text}: {:?}", ranges(text));
        }
    }

    #[test]
    fn what_is_shown_can_be_read_again() {
        let config = ranges(WHOLE).unwrap();
        let shown: Table = serde_json::from_value(show(&config)).unwrap();
        assert_eq!(read(&shown, Path::new(""), None).unwrap(), config);
    }
}
