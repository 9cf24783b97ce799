//! `saveLog`: what may be written, and what is said of what may not.

use serde_json::{Map, Value, json};

use super::State;
use super::call::CallError;
use super::fault::Fault;
use super::records::Object;

/// Fields of a Task that Salesforce brings, besides those that an org adds.
const TASK_FIELDS: [&str; 14] = [
    "Subject",
    "TaskSubtype",
    "Status",
    "Priority",
    "ActivityDate",
    "CallType",
    "CallDurationInSeconds",
    "CallDisposition",
    "CallObject",
    "Description",
    "WhoId",
    "WhatId",
    "OwnerId",
    "RecordTypeId",
];

/// Writes a new record of an object, or changes the one whose `Id` is given; hands back its id.
pub(super) fn save(
    state: &mut State,
    user_name: &str,
    entity: Option<&str>,
    mut fields: Map<String, Value>,
) -> Result<String, CallError> {
    let id = match fields.remove("Id") {
        Some(Value::String(id)) => Some(id),
        Some(_) => return Err(CallError::param("Id has to be text")),
        None => None,
    };
    let object = match (&id, entity) {
        (Some(id), _) => {
            let known = state.records.get(id).map(|record| record.object);
            known.ok_or_else(|| CallError::server("The requested resource does not exist"))?
        }
        (None, Some(name)) => {
            let known = Object::named(name);
            known.ok_or_else(|| CallError::param(&format!("Object {name} is not supported")))?
        }
        (None, None) => return Err(CallError::param("entityApiName or Id is needed")),
    };
    let mut wrong = Vec::new();
    for fault in &state.faults {
        if let Fault::Field(field) = fault
            && fields.contains_key(field)
        {
            wrong.push((field.clone(), format!("{field} is not accepted here")));
        }
    }
    if object == Object::Task {
        wrong.extend(faults(&fields, id.is_some()));
    }
    if !wrong.is_empty() {
        return Err(CallError::fields(&wrong));
    }
    let (_, owner) = state.users.named(user_name);
    Ok(match id {
        Some(id) => {
            state.records.change(&id, fields);
            id
        }
        None => {
            fields.entry("OwnerId").or_insert(Value::String(owner));
            state.records.put(object, Value::Object(fields))
        }
    })
}

/// What is wrong with the fields of a Task, field by field.
fn faults(fields: &Map<String, Value>, is_there: bool) -> Vec<(String, String)> {
    let fault = |(field, value): (&String, &Value)| {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Null => return None,
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
        };
        let said = match field.as_str() {
            "Subject" | "CallObject" | "CallDisposition" if text.chars().count() > 255 => "data value too large",
            "TaskSubtype" if is_there => "cannot be changed",
            "TaskSubtype" if text != "Call" => "bad value for restricted picklist field",
            "CallType" if !["Inbound", "Outbound", "Internal"].contains(&text.as_str()) => {
                "bad value for restricted picklist field"
            }
            "CallDurationInSeconds" if text.parse::<u32>().is_err() => "is no whole number",
            "ActivityDate" if !is_date(&text) => "is no date",
            "WhoId" if !matches!(Object::of_id(&text), Some(Object::Contact | Object::Lead)) => {
                "id value of incorrect type"
            }
            "WhatId"
                if Object::of_id(&text)
                    .is_none_or(|object| matches!(object, Object::Contact | Object::Lead | Object::Task)) =>
            {
                "id value of incorrect type"
            }
            "WhatId" if has_lead(fields) => "cannot stand beside a Lead",
            own if !own.ends_with("__c") && !TASK_FIELDS.contains(&own) => "no such field",
            _ => return None,
        };
        Some((field.clone(), format!("{field}: {said}")))
    };
    fields.iter().filter_map(fault).collect()
}

fn has_lead(fields: &Map<String, Value>) -> bool {
    fields.get("WhoId").and_then(Value::as_str).and_then(Object::of_id) == Some(Object::Lead)
}

fn is_date(text: &str) -> bool {
    let parts: Vec<usize> = text.split('-').map(str::len).collect();
    parts == [4, 2, 2] && text.chars().all(|c| c.is_ascii_digit() || c == '-')
}

/// `HookswitchCalls.find`: the newest Task of the user that was saved for this call.
pub(super) fn find(state: &mut State, user_name: &str, call_object: &str) -> Value {
    let (_, owner) = state.users.named(user_name);
    let of_call = state.records.of(Object::Task).filter(|task| {
        !call_object.is_empty() && task.text("CallObject") == call_object && task.text("OwnerId") == owner
    });
    let newest = of_call.max_by_key(|task| task.written).map(|task| &task.id);
    json!({ "version": 1, "taskId": newest })
}
