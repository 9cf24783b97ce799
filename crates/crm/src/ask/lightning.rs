//! Lightning Experience: one object goes in, `{success, returnValue, errors}` comes back.

use hookswitch_protocol::{
    json::{Fields, Json},
    salesforce::RecordId,
    wire::Wire,
    write::Writer,
};

use crate::channel;

use super::{Ask, Call, Proof, Refusal, Value, Way, Why};

pub(super) fn call(ask: &Ask) -> Option<Call> {
    let none = |_: &mut Writer| {};
    Some(match ask {
        Ask::Settings => method("getCallCenterSettings", none),
        Ask::User(proof) => apex("HookswitchUser", "read", user_parameters(*proof)),
        Ask::EnableDialling => method("enableClickToDial", none),
        Ask::Context => method("getAppViewInfo", none),
        Ask::Search { text, way } => method("searchAndScreenPop", |out| {
            out.key("searchParams");
            out.string(text);
            out.field("deferred", &true);
            out.key("callType");
            out.string(match way {
                Way::In => "inbound",
                Way::Out => "outbound",
            });
        }),
        Ask::Show(id) => method("screenPop", |out| {
            out.key("type");
            out.string("sobject");
            out.key("params");
            out.object(|out| {
                out.key("recordId");
                out.string(id.as_str());
            });
        }),
        Ask::Begin { kind, number } => method("screenPop", |out| {
            out.key("type");
            out.string("newRecord");
            out.key("params");
            out.object(|out| {
                out.key("entityName");
                out.string(kind.as_str());
                out.key("defaultFieldValues");
                out.object(|out| {
                    out.key("Phone");
                    out.string(number);
                });
            });
        }),
        Ask::Save { id, fields } => method("saveLog", |out| {
            out.key("value");
            out.object(|out| {
                named(id.as_ref(), out);
                for (field, value) in fields {
                    out.key(field);
                    match value {
                        Value::Text(text) => out.string(text),
                        Value::Number(number) => number.write(out),
                    }
                }
            });
        }),
        Ask::Change { id, fields } => method("saveLog", |out| {
            out.key("value");
            out.object(|out| {
                named(Some(id), out);
                fields.write_others(out);
            });
        }),
        Ask::Find(call) => apex("HookswitchCalls", "find", ["callObject=", &super::encoded(call)].concat()),
        Ask::IsClosed(work) => apex("HookswitchCalls", "state", ["workId=", &super::encoded(work)].concat()),
        Ask::Refresh => method("refreshView", none),
        Ask::Open => method("setSoftphonePanelVisibility", |out| out.field("visible", &true)),
        Ask::Height(pixels) => method("setSoftphonePanelHeight", |out| out.field("heightPX", &u64::from(*pixels))),
        Ask::Width(pixels) => method("setSoftphonePanelWidth", |out| out.field("widthPX", &u64::from(*pixels))),
        Ask::Label(label) => method("setSoftphoneItemLabel", |out| {
            out.key("label");
            out.string(label);
        }),
        Ask::Icon(key) => method("setSoftphoneItemIcon", |out| {
            out.key("key");
            out.string(key);
        }),
        Ask::Publish(message) => method("publish", |out| {
            out.key("channelName");
            out.string(channel::NAME);
            out.key("message");
            out.literal(message);
        }),
        Ask::Ready => method("notifyInitializationComplete", none),
    })
}

pub(super) const fn user_parameters(proof: Proof) -> &'static str {
    match proof {
        Proof::Token => "ask=token",
        Proof::None => "ask=",
    }
}

/// What was answered.
pub(super) fn value<'j, 'a>(json: &'j Json<'a>) -> Result<Option<&'j Json<'a>>, Refusal> {
    let fields = Fields::of(json).ok_or_else(super::not_understood)?;
    if matches!(fields.get(&["success"]), Some(Json::Bool(true))) {
        let value = fields.get(&["returnValue"]);
        // What a class returned is wrapped once more.
        let of_class = value.and_then(Fields::of).and_then(|fields| fields.get(&["runApex"]));
        return Ok(of_class.or(value));
    }
    Err(fields.get(&["errors", "error"]).map_or_else(super::not_understood, refusal))
}

fn refusal(errors: &Json<'_>) -> Refusal {
    let first = match errors {
        Json::Array(errors) => errors.first(),
        Json::String(_) | Json::Object(_) => Some(errors),
        Json::Null | Json::Bool(_) | Json::Number(_) => None,
    };
    let text_of = |json: Option<&Json<'_>>| match json {
        Some(Json::String(text)) => text.to_string(),
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) | None => String::new(),
    };
    let Some(fields) = first.and_then(Fields::of) else { return Refusal { why: Why::Other, text: text_of(first) } };
    let (code, description) = (text_of(fields.get(&["code"])), text_of(fields.get(&["description", "message"])));
    let at_fault = fields.get(&["details"]).map(field_faults).unwrap_or_default();
    let why = match code.as_str() {
        "SOFTPHONE_CONTAINER_ERROR" => Why::NotYet,
        _ if !at_fault.is_empty() => Why::Field,
        _ if description.starts_with("Could not load Apex class") => Why::NoClass,
        _ => Why::Other,
    };
    Refusal { why, text: if at_fault.is_empty() { description } else { at_fault } }
}

/// `details` is an object, a list of them, or their text; `fieldErrors` in it holds lists by field.
fn field_faults(details: &Json<'_>) -> String {
    let read = |json: &Json<'_>| {
        let one = match json {
            Json::Array(all) => all.first()?,
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => json,
        };
        let Some(Json::Object(fields)) = Fields::of(one)?.get(&["fieldErrors"]) else { return None };
        let texts = fields.iter().map(|(field, errors)| match errors {
            Json::Array(errors) => {
                let message = errors.iter().find_map(|error| Fields::of(error)?.get(&["message"]));
                match message {
                    Some(Json::String(message)) => [field, ": ", message].concat(),
                    Some(_) | None => field.to_string(),
                }
            }
            Json::String(message) => [field, ": ", message].concat(),
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::Object(_) => field.to_string(),
        });
        Some(list(texts))
    };
    super::inner(Some(details), read).unwrap_or_default()
}

/// Texts beside each other.
fn list(texts: impl Iterator<Item = String>) -> String {
    let mut all = String::new();
    for text in texts {
        if !all.is_empty() {
            all.push_str("; ");
        }
        all.push_str(&text);
    }
    all
}

fn named(id: Option<&RecordId>, out: &mut Writer) {
    match id {
        Some(id) => {
            out.key("Id");
            out.string(id.as_str());
        }
        None => {
            out.key("entityApiName");
            out.string("Task");
        }
    }
}

fn apex(class: &str, name: &str, parameters: impl AsRef<str>) -> Call {
    method("runApex", |out| {
        for (key, value) in [("apexClass", class), ("methodName", name), ("methodParams", parameters.as_ref())] {
            out.key(key);
            out.string(value);
        }
    })
}

fn method(method: &'static str, fill: impl FnOnce(&mut Writer)) -> Call {
    let mut out = Writer::default();
    out.object(fill);
    Call { method, arguments: ["[", &out.finish(), "]"].concat() }
}
