//! What an administrator set: the call centre's definition, made from the one table of the package, and the layout.

use std::collections::BTreeMap;

use hookswitch_crm::call_center::{ADAPTER_URL, ENDPOINT, INTERNAL_NAME, SECTIONS};
use serde_json::{Map, Value, json};

use super::Setup;
use super::records::Object;

/// What the form is for where nobody is found.
pub(super) const NEW_RECORD: Object = Object::Contact;

/// Values that differ from the usual ones, by the item's name.
pub(super) struct Settings(BTreeMap<String, String>);

impl Settings {
    /// Those of an installation.
    pub(super) fn of(setup: &Setup) -> Self {
        let known = [(ADAPTER_URL, &setup.adapter_url), (ENDPOINT, &setup.endpoint)];
        Self(known.into_iter().map(|(name, value)| (name.to_owned(), value.clone())).collect())
    }

    pub(super) fn set(&mut self, item: &str, value: &str) {
        self.0.insert(item.to_owned(), value.to_owned());
    }

    /// The value of an item.
    pub(super) fn value<'a>(&'a self, item: &str, usual: &'a str) -> &'a str {
        self.0.get(item).map_or(usual, String::as_str)
    }

    /// `getCallCenterSettings`: paths and what stands there, all of it text. An item that is in no section stands in one
    /// of its own, as where an administrator imported an older definition.
    pub(super) fn map(&self) -> Map<String, Value> {
        let mut map = Map::new();
        let mut put = |key: String, value: &str| map.insert(key, json!(value));
        for (place, section) in SECTIONS.iter().enumerate() {
            let path = format!("/{}", section.name);
            put(format!("{path}/label"), section.label);
            put(format!("{path}/sortOrder"), &format!("{place}.0"));
            for (place, item) in section.items.iter().enumerate() {
                let path = format!("{path}/{}", item.name);
                put(format!("{path}/label"), item.label);
                put(format!("{path}/sortOrder"), &format!("{place}.0"));
                put(path, self.value(item.name, item.usual));
            }
        }
        let is_known = |name: &str| SECTIONS.iter().any(|section| section.items.iter().any(|item| item.name == name));
        for (name, value) in self.0.iter().filter(|(name, _)| !is_known(name)) {
            put(format!("/custom/{name}"), value);
        }
        put("/label".to_owned(), INTERNAL_NAME);
        put("/displayNameLabel".to_owned(), "Display Name");
        put("/internalNameLabel".to_owned(), "Internal Name");
        map
    }
}

/// The fields of an object that the layout lists. An object without any is not found at all.
pub(super) const fn layout_fields(object: Object) -> &'static [&'static str] {
    match object {
        Object::Account => &["Name", "Phone"],
        Object::Contact => &["Name", "Phone", "Email"],
        Object::Lead => &["Name", "Phone", "Company"],
        Object::Case => &["CaseNumber", "Subject"],
        Object::Opportunity | Object::Task => &[],
    }
}

/// `getSoftphoneLayout`.
pub(super) fn layout() -> Value {
    let fields = |object: &Object| {
        let listed = layout_fields(*object).iter().map(|field| json!({ "displayName": field, "apiName": field }));
        (object.name().to_owned(), listed.collect::<Value>())
    };
    let listed = Object::ALL.iter().filter(|object| !layout_fields(**object).is_empty());
    let objects: Map<String, Value> = listed.map(fields).collect();
    let pops = json!({
        "screenPopsOpenWithin": "ExistingWindow",
        "NoMatch": { "screenPopType": "PopToEntity", "screenPopData": NEW_RECORD.name() },
        "SingleMatch": { "screenPopType": "PopToEntity" },
        "MultipleMatches": { "screenPopType": "PopToSearch" },
    });
    let one = json!({ "callRelatedFields": ["ANI", "DNIS"], "objects": objects, "screenPopSettings": pops });
    json!({ "Internal": one, "Inbound": one, "Outbound": one })
}
