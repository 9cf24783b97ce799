//! What an administrator has set in the call centre, read from the map that the CRM hands over.

use std::ops::RangeInclusive;

use hookswitch_protocol::reading::number;
use hookswitch_protocol::{
    json::{Fields, Json},
    salesforce::ObjectType,
};

use crate::call_center;

/// The settings. What is not set, or cannot be read, is as usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The connector's address, not checked; nothing where none is set.
    pub endpoint: Option<String>,
    /// How people sign on.
    pub sign_on: SignOn,
    /// How numbers are dialled, not checked: by the name of the option elsewhere, in their order there.
    pub dialling: Vec<(&'static str, String)>,
    /// When the record of who calls pops.
    pub pop: Pop,
    /// Which record is begun for somebody nobody knows.
    pub new_record: Option<ObjectType>,
    /// Whether whom one calls is searched and popped too.
    pub pop_outgoing: bool,
    /// Which calls are written down.
    pub log: Log,
    /// Call variables that go into fields of the activity.
    pub task_fields: Vec<(String, String)>,
    /// How high the softphone is, in pixels, within what the CRM takes.
    pub height: Option<u16>,
    /// How wide.
    pub width: Option<u16>,
    /// Whether the softphone opens when it rings.
    pub opens_on_ringing: bool,
    /// Whether a clicked number waits until it can be dialled.
    pub queues_dials: bool,
}

/// How people sign on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignOn {
    /// With a Login ID.
    OwnId,
    /// As the CRM's user.
    User,
    /// To a station.
    Station,
}

/// When a record pops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pop {
    /// When it rings.
    Ringing,
    /// When it is answered.
    Answer,
    /// When the agent opens it.
    Never,
}

/// Which calls are written down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Log {
    /// Any at all.
    pub calls: bool,
    /// Those inside the house too.
    pub internal: bool,
    /// Those nobody answered too.
    pub unanswered: bool,
}

/// A setting that cannot be read: its key, as an administrator finds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub String);

/// Names in the table, and what the page calls the option.
const DIALLING: [(&str, &str); 9] = [
    ("hsAreaCode", "areaCode"),
    ("hsCountryCode", "countryCode"),
    ("hsInternalLength", "internalLength"),
    ("hsDialLocalArea", "dialLocalArea"),
    ("reqLongDistPrefix", "longDistancePrefix"),
    ("reqOutsidePrefix", "outsidePrefix"),
    ("hsIncomingPrefix", "incomingPrefix"),
    ("reqInternationalPrefix", "internationalPrefix"),
    ("hsDialPlus", "dialPlus"),
];

impl Settings {
    /// Reads the map. Keys that nobody knows are no mistake; what cannot be read is named.
    #[must_use]
    pub fn read(map: &Json<'_>) -> (Self, Vec<Unreadable>) {
        let mut reader = Reader { fields: Fields::of(map).unwrap_or_default(), unreadable: Vec::new() };
        let is_own = reader.truth("hsUseOwnLoginId", true);
        let sign_on = reader.word("hsSignOnMode", &[("softphone", None), ("station", Some(SignOn::Station))], None);
        let usual = if is_own { SignOn::OwnId } else { SignOn::User };
        let settings = Self {
            endpoint: reader.text(call_center::ENDPOINT),
            sign_on: sign_on.unwrap_or(usual),
            dialling: DIALLING.iter().filter_map(|(name, option)| Some((*option, reader.text(name)?))).collect(),
            pop: reader.word(
                "hsPop",
                &[("ringing", Pop::Ringing), ("answer", Pop::Answer), ("never", Pop::Never)],
                Pop::Answer,
            ),
            new_record: match reader.raw("hsNewRecord") {
                Some(_) => reader.parsed("hsNewRecord", ObjectType::parse),
                None => ObjectType::parse("Contact"),
            },
            pop_outgoing: reader.truth("hsPopOutgoing", false),
            log: Log {
                calls: reader.truth("hsLog", true),
                internal: reader.truth("hsLogInternal", false),
                unanswered: reader.truth("hsLogUnanswered", true),
            },
            task_fields: reader.parsed("hsTaskFields", pairs).unwrap_or_default(),
            height: reader.parsed("reqSoftphoneHeight", |text| pixels(text, HEIGHT)),
            width: reader.parsed("reqSoftphoneWidth", |text| pixels(text, WIDTH)),
            opens_on_ringing: reader.truth("hsOpenOnRinging", true),
            queues_dials: reader.truth("hsQueueDials", true),
        };
        (settings, reader.unreadable)
    }
}

struct Reader<'j, 'a> {
    fields: Fields<'j, 'a>,
    unreadable: Vec<Unreadable>,
}

impl<'j> Reader<'j, '_> {
    /// What stands there, be it nothing.
    fn raw(&self, name: &str) -> Option<&'j str> {
        let key = call_center::key(name)?;
        match self.fields.get(&[&key])? {
            Json::String(text) => Some(text.trim()),
            Json::Number(text) => Some(text),
            Json::Bool(true) => Some("true"),
            Json::Bool(false) => Some("false"),
            Json::Null | Json::Array(_) | Json::Object(_) => None,
        }
    }

    fn text(&self, name: &str) -> Option<String> {
        self.raw(name).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn truth(&mut self, name: &str, usual: bool) -> bool {
        let words = [("true", true), ("1", true), ("yes", true), ("false", false), ("0", false), ("no", false)];
        self.word(name, &words, usual)
    }

    fn word<T: Copy>(&mut self, name: &str, words: &[(&str, T)], usual: T) -> T {
        let of = |text: &str| words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)).map(|(_, value)| *value);
        self.parsed(name, of).unwrap_or(usual)
    }

    fn parsed<T>(&mut self, name: &str, parse: impl FnOnce(&str) -> Option<T>) -> Option<T> {
        let text = self.raw(name).filter(|text| !text.is_empty())?;
        let parsed = parse(text);
        if parsed.is_none() {
            self.unreadable.push(Unreadable(call_center::key(name).unwrap_or_default()));
        }
        parsed
    }
}

/// What Lightning's panel takes, in pixels.
const HEIGHT: RangeInclusive<u16> = 240..=2_560;
const WIDTH: RangeInclusive<u16> = 200..=1_920;

fn pixels(text: &str, within: RangeInclusive<u16>) -> Option<u16> {
    let pixels = u16::try_from(number(text)?).unwrap_or(u16::MAX);
    Some(pixels.clamp(*within.start(), *within.end()))
}

/// `variable=Field__c`, several with commas.
fn pairs(text: &str) -> Option<Vec<(String, String)>> {
    let is_field = |field: &str| !field.is_empty() && field.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    let pair = |pair: &str| {
        let (variable, field) = pair.split_once('=')?;
        let (variable, field) = (variable.trim(), field.trim());
        (!variable.is_empty() && is_field(field)).then(|| (variable.to_owned(), field.to_owned()))
    };
    text.split(',').filter(|part| !part.trim().is_empty()).map(pair).collect()
}

#[cfg(test)]
mod tests {
    use hookswitch_protocol::json;

    use super::*;

    fn read(text: &str) -> (Settings, Vec<String>) {
        let (settings, unreadable) = Settings::read(&json::parse(text).unwrap());
        (settings, unreadable.into_iter().map(|Unreadable(key)| key).collect())
    }

    #[test]
    fn what_is_not_set_is_as_the_table_says() {
        let usual: Vec<String> = call_center::SECTIONS
            .iter()
            .flat_map(|section| {
                section.items.iter().map(|item| format!("\"/{}/{}\":\"{}\"", section.name, item.name, item.usual))
            })
            .collect();
        let (nothing, of_table) = (read("{}"), read(&format!("{{{}}}", usual.join(","))));
        let written = |(settings, unreadable): &(Settings, Vec<String>)| {
            let settings = Settings { dialling: Vec::new(), height: None, width: None, ..settings.clone() };
            (settings, unreadable.clone())
        };
        assert_eq!(written(&nothing), written(&of_table));
        assert_eq!(nothing.1, Vec::<String>::new());
    }

    #[test]
    fn values_are_read_by_their_path_and_labels_are_not() {
        let (settings, unreadable) = read(
            r#"{"/hsSignOn/hsEndpoint":" wss://phone.example.com/ws ","/hsSignOn/hsEndpoint/label":"x","/hsSignOn/hsUseOwnLoginId":"No",
                "/hsRecords/hsPop":"Ringing","/hsRecords/hsNewRecord":"","/reqDialingOptions/reqOutsidePrefix":"0",
                "/hsRecords/hsTaskFields":"queue=Queue__c, a b = B__c","/unknown/x":"1","/label":"Hookswitch"}"#,
        );
        assert_eq!(settings.endpoint.as_deref(), Some("wss://phone.example.com/ws"));
        assert_eq!((settings.sign_on, settings.pop, settings.new_record), (SignOn::User, Pop::Ringing, None));
        assert_eq!(settings.dialling, [("outsidePrefix", "0".to_owned())]);
        let fields = [("queue".to_owned(), "Queue__c".to_owned()), ("a b".to_owned(), "B__c".to_owned())];
        assert_eq!(settings.task_fields, fields);
        assert_eq!(unreadable, Vec::<String>::new());
    }

    #[test]
    fn what_cannot_be_read_is_named_by_its_key_and_stays_as_usual() {
        let (settings, unreadable) = read(
            r#"{"/hsSignOn/hsSignOnMode":"pigeon","/hsRecords/hsLog":"perhaps","/hsRecords/hsTaskFields":"x=a-b"}"#,
        );
        assert_eq!((settings.sign_on, settings.log.calls), (SignOn::OwnId, true));
        assert_eq!(unreadable, ["/hsSignOn/hsSignOnMode", "/hsRecords/hsLog", "/hsRecords/hsTaskFields"]);
        assert_eq!(read("[]"), read("{}"));
        for (pairs, is_readable) in [("a=B__c,", true), (" , ", true), ("=B__c", false), ("a=", false), ("a", false)] {
            let (_, unreadable) = read(&format!(r#"{{"/hsRecords/hsTaskFields":"{pairs}"}}"#));
            assert_eq!(unreadable.is_empty(), is_readable, "{pairs}");
        }
    }

    #[test]
    fn a_size_is_brought_within_what_the_crm_takes() {
        let size = |text: &str| {
            let (settings, unreadable) = read(text);
            (settings.height, settings.width, unreadable.len())
        };
        assert_eq!(
            size(r#"{"/reqGeneralInfo/reqSoftphoneHeight":"560","/reqGeneralInfo/reqSoftphoneWidth":"340"}"#),
            (Some(560), Some(340), 0)
        );
        assert_eq!(
            size(r#"{"/reqGeneralInfo/reqSoftphoneHeight":"10","/reqGeneralInfo/reqSoftphoneWidth":"99999"}"#),
            (Some(240), Some(1_920), 0)
        );
        assert_eq!(size(r#"{"/reqGeneralInfo/reqSoftphoneHeight":"tall"}"#), (None, None, 1));
    }

    #[test]
    fn a_station_is_logged_on_to_whatever_is_said_of_own_ids() {
        let (settings, _) = read(r#"{"/hsSignOn/hsSignOnMode":"station","/hsSignOn/hsUseOwnLoginId":"false"}"#);
        assert_eq!(settings.sign_on, SignOn::Station);
    }
}
