//! Records and the user, read from what the CRM says of them: it has several spellings of each.

use hookswitch_protocol::{
    LoginIdText,
    cisco::ids::{DialString, Label},
    ids::{DisplayName, Extension, Jwt, UserName},
    json::{Fields, Json},
    limits,
    salesforce::{ObjectType, RecordId},
};

/// A record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Which.
    pub id: RecordId,
    /// Its kind (`Contact`).
    pub kind: ObjectType,
    /// What it is called.
    pub name: Label,
}

/// More of them, told to other apps, would not fit a frame.
const FOUND: usize = 25;

/// Who uses the CRM, as its own user record says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// The user name.
    pub name: UserName,
    /// What people call the user.
    pub display_name: Option<DisplayName>,
    /// The org.
    pub organization: String,
    /// The Login ID in the user record. Not checked.
    pub login_id: Option<LoginIdText>,
    /// The telephone in the user record.
    pub extension: Option<Extension>,
    /// The name for the CTI server in the user record.
    pub cti_user_name: Option<Label>,
    /// What proves all that to the connector, where it was asked for.
    pub token: Option<Jwt>,
    /// Why there is none.
    pub token_fault: Option<String>,
}

/// A number that was clicked, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clicked {
    /// The number.
    pub number: DialString,
    /// The record it stands in.
    pub record: Option<Record>,
}

impl Record {
    /// The record that a page shows, where it shows one.
    #[must_use]
    pub(crate) fn of_context(json: &Json<'_>) -> Option<Self> {
        let fields = Fields::of(json)?;
        let id = id_of(text(fields.get(&["recordId", "objectId"])))?;
        // Salesforce's own example has the kind where the name belongs: an id knows better.
        let kind = kind_of(id.as_str()).unwrap_or_else(|| text(fields.get(&["objectType", "object"])));
        // What `displayName` says is the kind's label in this org.
        let name = Some(text(fields.get(&["recordName", "objectName"]))).filter(|name| *name != kind);
        let name = name.and_then(Label::parse).unwrap_or_default();
        Some(Self { kind: ObjectType::parse(kind)?, name, id })
    }

    /// A record by its id, whose kind that tells.
    pub(crate) fn named(id: RecordId, name: &str) -> Option<Self> {
        let kind = ObjectType::parse(kind_of(id.as_str())?)?;
        Some(Self { id, kind, name: Label::parse(name).unwrap_or_default() })
    }

    /// The records of a search, by id, as many as anybody chooses of; what else stands there is left out.
    pub(crate) fn found(json: &Json<'_>) -> Option<Vec<Self>> {
        let Json::Object(all) = json else { return None };
        let one = |(id, json): &(std::borrow::Cow<'_, str>, Json<'_>)| {
            let fields = Fields::of(json)?;
            let id = id_of(id)?;
            let kind = kind_of(id.as_str()).unwrap_or_else(|| text(fields.get(&["RecordType", "object", "Type"])));
            let name = Label::parse(text(fields.get(&["Name", "displayName"]))).unwrap_or_default();
            Some(Self { kind: ObjectType::parse(kind)?, name, id })
        };
        Some(all.iter().filter_map(one).take(FOUND).collect())
    }

    /// As a call carries it: `003…|Contact|Ada Lovelace`, cut to what a variable holds.
    #[must_use]
    pub fn written(&self) -> String {
        let mut text = [self.id.as_str(), "|", self.kind.as_str(), "|", self.name.as_str()].concat();
        while text.chars().count() > limits::CALL_VARIABLE_VALUE_CHARS {
            text.pop();
        }
        text
    }

    /// What a call carries.
    #[must_use]
    pub fn carried(text: &str) -> Option<Self> {
        let mut parts = text.splitn(3, '|');
        let id = id_of(parts.next()?)?;
        let kind = ObjectType::parse(parts.next()?)?;
        Some(Self { id, kind, name: Label::parse(parts.next()?)? })
    }

    /// Whether the activity names it as who was talked with, and not as what about.
    pub(crate) fn is_person(&self) -> bool {
        matches!(self.kind.as_str(), "Contact" | "Lead")
    }
}

impl User {
    pub(crate) fn read(json: &Json<'_>) -> Option<Self> {
        let fields = Fields::of(json)?;
        let get = |key: &'static str| text(fields.get(&[key]));
        let filled = |key| Some(get(key)).filter(|text| !text.is_empty());
        Some(Self {
            name: UserName::parse(get("userName"))?,
            display_name: DisplayName::parse(get("name")),
            organization: get("organizationId").to_owned(),
            login_id: filled("loginId").map(LoginIdText::new),
            extension: Extension::parse(get("extension")),
            cti_user_name: filled("ctiUserName").and_then(Label::parse),
            token: Jwt::parse(get("token")),
            token_fault: filled("tokenFault").map(str::to_owned),
        })
    }
}

impl Clicked {
    /// What was clicked; its text where that is no number.
    pub(crate) fn read(json: &Json<'_>) -> Option<Result<Self, String>> {
        let number = text(Fields::of(json)?.get(&["number"]));
        Some(match DialString::parse(number) {
            Some(number) => Ok(Self { number, record: Record::of_context(json) }),
            None => Err(number.chars().filter(|letter| !letter.is_control()).take(limits::DIAL_CHARS).collect()),
        })
    }
}

/// The kind of a record by the first letters of its id.
pub(crate) fn kind_of(id: &str) -> Option<&'static str> {
    Some(match id.get(..3)? {
        "001" => "Account",
        "003" => "Contact",
        "005" => "User",
        "006" => "Opportunity",
        "00Q" => "Lead",
        "00T" => "Task",
        "500" => "Case",
        _ => return None,
    })
}

/// The id of a record, where the text is one.
pub(crate) fn id_of(text: &str) -> Option<RecordId> {
    RecordId::parse(text).filter(is_id)
}

/// 15 characters, or 18 with the check that makes case matter not. Whatever else is taken for one may lead elsewhere.
pub(crate) fn is_id(id: &RecordId) -> bool {
    let text = id.as_str();
    matches!(text.len(), 15 | 18) && text.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

fn text<'j>(json: Option<&'j Json<'_>>) -> &'j str {
    match json {
        Some(Json::String(text)) => text,
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) | None => "",
    }
}

#[cfg(test)]
mod tests {
    use hookswitch_protocol::json;

    use super::*;

    #[test]
    fn a_record_of_classic_is_called_by_its_name_and_not_by_what_the_org_calls_its_kind() {
        let name = |text: &str| Record::of_context(&json::parse(text).unwrap()).unwrap().name.as_str().to_owned();
        let example =
            r#"{"objectId":"001x0000003DGQR","objectName":"Acme","object":"Account","displayName":"Company"}"#;
        assert_eq!(name(example), "Acme");
        let other = r#"{"objectId":"001x0000003DGQR","objectName":"Account","displayName":"Company"}"#;
        assert_eq!(name(other), "", "better none than that of all");
    }
}
