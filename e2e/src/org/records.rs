//! The org's records, and those that tests rely on.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{Map, Value, json};

/// An object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Object {
    /// A company.
    Account,
    /// A person of one.
    Contact,
    /// A person who may become one.
    Lead,
    /// Something to be solved.
    Case,
    /// Something to be sold.
    Opportunity,
    /// An activity.
    Task,
}

impl Object {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Account, Self::Contact, Self::Lead, Self::Case, Self::Opportunity, Self::Task];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Account => "Account",
            Self::Contact => "Contact",
            Self::Lead => "Lead",
            Self::Case => "Case",
            Self::Opportunity => "Opportunity",
            Self::Task => "Task",
        }
    }

    /// What its ids begin with.
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Account => "001",
            Self::Contact => "003",
            Self::Lead => "00Q",
            Self::Case => "500",
            Self::Opportunity => "006",
            Self::Task => "00T",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object| object.name() == name)
    }

    /// The one whose ids look like this.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|object| id.starts_with(object.prefix()))
    }
}

impl Serialize for Object {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.name())
    }
}

/// A record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// Its id, of 18 characters.
    pub id: String,
    /// What it is.
    pub object: Object,
    /// Its fields.
    pub fields: Map<String, Value>,
    /// How often records had been written when this one was: the later one has the greater number.
    pub written: u32,
}

impl Record {
    /// A field's text, or nothing.
    pub fn text(&self, field: &str) -> &str {
        self.fields.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    /// What people call it.
    pub fn name(&self) -> String {
        let field = match self.object {
            Object::Account | Object::Opportunity => "Name",
            Object::Case => "CaseNumber",
            Object::Task => "Subject",
            Object::Contact | Object::Lead => {
                return format!("{} {}", self.text("FirstName"), self.text("LastName")).trim().to_owned();
            }
        };
        self.text(field).to_owned()
    }
}

/// All of them, by their ids.
#[derive(Default)]
pub(super) struct Records {
    all: BTreeMap<String, Record>,
    written: u32,
}

impl Records {
    /// One contact of a number, a contact and an account of another, a lead, and a case without a number.
    pub(super) fn of_the_tests() -> Self {
        let mut records = Self::default();
        let engines = records.put(Object::Account, json!({ "Name": "Analytical Engines", "Phone": "+493012345600" }));
        let ada = records.put(
            Object::Contact,
            json!({ "FirstName": "Ada", "LastName": "Lovelace", "Phone": "+493012345601",
                    "Email": "ada@engines.example", "AccountId": engines }),
        );
        let hopper = records.put(Object::Account, json!({ "Name": "Hopper Ltd", "Phone": "+493012345602" }));
        records.put(
            Object::Contact,
            json!({ "FirstName": "Grace", "LastName": "Hopper", "Phone": "+493012345602",
                    "Email": "grace@hopper.example", "AccountId": hopper }),
        );
        records.put(
            Object::Lead,
            json!({ "FirstName": "Alan", "LastName": "Turing", "Phone": "+493012345603", "Company": "Bombe" }),
        );
        records.put(
            Object::Case,
            json!({ "CaseNumber": "00001001", "Subject": "The engine does not turn", "ContactId": ada,
                    "AccountId": engines }),
        );
        records
    }

    /// Writes a new record and hands back its id.
    pub(super) fn put(&mut self, object: Object, fields: Value) -> String {
        self.written += 1;
        let id = format!("{}{:012}AAA", object.prefix(), self.written);
        let fields = if let Value::Object(fields) = fields { fields } else { Map::new() };
        let record = Record { id: id.clone(), object, fields, written: self.written };
        self.all.insert(id.clone(), record);
        id
    }

    /// Changes fields of one.
    pub(super) fn change(&mut self, id: &str, fields: Map<String, Value>) {
        self.written += 1;
        if let Some(record) = self.all.get_mut(id) {
            record.written = self.written;
            record.fields.extend(fields);
        }
    }

    /// The one of this id, of 15 or 18 characters.
    pub(super) fn get(&self, id: &str) -> Option<&Record> {
        self.all.get(id).or_else(|| self.all.values().find(|record| id.len() == 15 && record.id.starts_with(id)))
    }

    /// All of an object, in the order in which they came.
    pub(super) fn of(&self, object: Object) -> impl Iterator<Item = &Record> {
        self.all().filter(move |record| record.object == object)
    }

    /// All of them.
    pub(super) fn all(&self) -> impl Iterator<Item = &Record> {
        self.all.values()
    }
}
