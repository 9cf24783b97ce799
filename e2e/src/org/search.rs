//! What is found for a caller: by the digits at the end of a telephone number, or by name.

use serde_json::{Map, Value, json};

use super::call::{CallError, Done};
use super::pop::Pop;
use super::records::{Object, Record, Records};
use super::settings;

/// So few digits are nobody's number.
const FEWEST_DIGITS: usize = 4;

/// What the search was asked.
pub(super) struct Search<'a> {
    pub(super) text: &'a str,
    pub(super) call_type: &'a str,
    pub(super) deferred: bool,
    pub(super) defaults: Map<String, Value>,
}

/// Records of those objects that the softphone's layout lists, and what is to be shown for them.
pub(super) fn found<'a>(records: &'a Records, search: &Search<'_>) -> (Vec<&'a Record>, Pop) {
    let found: Vec<&Record> = records.all().filter(|record| matches(record, search.text)).collect();
    let pop = match found.as_slice() {
        [] => Pop::NewRecord {
            entity_name: settings::NEW_RECORD.name().to_owned(),
            default_field_values: search.defaults.clone(),
        },
        [one] => Pop::Record { record_id: one.id.clone() },
        [_, _, ..] => Pop::Search { search_string: search.text.to_owned() },
    };
    (found, pop)
}

/// `searchAndScreenPop` of Lightning.
pub(super) fn answer(records: &Records, search: &Search<'_>) -> Done {
    check(search)?;
    let (found, pop) = found(records, search);
    let mut answer: Map<String, Value> =
        found.into_iter().map(|record| (record.id.clone(), Value::Object(entry(record)))).collect();
    if search.deferred {
        let data = serde_json::to_value(&pop).map_err(|error| CallError::server(&error.to_string()))?;
        answer.insert("SCREEN_POP_DATA".to_owned(), data);
        return Ok((Value::Object(answer), None));
    }
    // Only who calls in is shown at once.
    Ok((Value::Object(answer), (search.call_type == "inbound").then_some(pop)))
}

/// Whether what is asked can be searched for.
pub(super) fn check(search: &Search<'_>) -> Result<(), CallError> {
    if !["inbound", "outbound", "internal"].contains(&search.call_type) {
        return Err(CallError::param("callType has to be inbound, outbound or internal"));
    }
    if search.text.trim().is_empty() {
        return Err(CallError::param("searchParams is missing"));
    }
    Ok(())
}

/// What an answer tells of a record.
pub(super) fn entry(record: &Record) -> Map<String, Value> {
    let mut entry = Map::new();
    entry.insert("Id".to_owned(), json!(record.id));
    entry.insert("Name".to_owned(), json!(record.name()));
    entry.insert("RecordType".to_owned(), json!(record.object));
    entry.insert("LastModifiedDate".to_owned(), json!("2026-11-22T12:00:00.000Z"));
    for field in settings::layout_fields(record.object) {
        if let Some(value) = record.fields.get(*field) {
            entry.insert((*field).to_owned(), value.clone());
        }
    }
    if record.object == Object::Contact {
        entry.insert("AccountId".to_owned(), record.fields.get("AccountId").cloned().unwrap_or_default());
        entry.insert("IsPersonAccount".to_owned(), json!(false));
    }
    entry
}

/// Whether a record answers one of the texts between which `OR` stands.
pub(super) fn matches(record: &Record, text: &str) -> bool {
    let listed = !settings::layout_fields(record.object).is_empty();
    listed && text.split(" OR ").any(|term| matches_term(record, term.trim()))
}

fn matches_term(record: &Record, term: &str) -> bool {
    if term.chars().any(char::is_alphabetic) {
        return record.name().to_lowercase().contains(&term.to_lowercase());
    }
    let (wanted, number) = (digits(term), digits(record.text("Phone")));
    // Without the zeros that a country or long distance prefix begins with.
    let wanted = wanted.trim_start_matches('0');
    wanted.len() >= FEWEST_DIGITS && number.ends_with(wanted)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}
