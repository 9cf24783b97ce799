//! Salesforce Classic: arguments in their order, `{result, error}` comes back, results often as a text of JSON.

use hookswitch_protocol::{
    json::{Fields, Json},
    write::{Writer, decimal},
};

use super::{Ask, Call, Refusal, Value, Way, Why, encoded, lightning::user_parameters};

pub(super) fn call(ask: &Ask) -> Option<Call> {
    Some(match ask {
        Ask::Settings => method("cti.getCallCenterSettings", &[]),
        Ask::User(proof) => method("runApex", &["HookswitchUser", "read", user_parameters(*proof)]),
        Ask::EnableDialling => method("cti.enableClickToDial", &[]),
        Ask::Context => method("getPageInfo", &[]),
        Ask::Search { text, way } => {
            let way = match way {
                Way::In => "inbound",
                Way::Out => "outbound",
            };
            method("searchAndGetScreenPopUrl", &[text, "", way])
        }
        Ask::Show(id) => popped(&["/", id.as_str()].concat()),
        Ask::Begin { kind, number } => {
            // The keys of its forms, by which they are filled from an address.
            let (form, field) = match kind.as_str() {
                "Account" => ("001", "acc10"),
                "Lead" => ("00Q", "lea8"),
                "Case" => ("500", "cas10"),
                _ => ("003", "con10"),
            };
            popped(&["/", form, "/e?", field, "=", &encoded(number)].concat())
        }
        Ask::Save { id, fields } => {
            let mut pairs = String::new();
            let id = id.as_ref().map(|id| ("Id".to_owned(), Value::Text(id.as_str().to_owned())));
            for (field, value) in id.iter().chain(fields) {
                if !pairs.is_empty() {
                    pairs.push('&');
                }
                let value = match value {
                    Value::Text(text) => encoded(text),
                    Value::Number(number) => decimal(*number),
                };
                pairs.push_str(&[field.as_str(), "=", &value].concat());
            }
            method("saveLog", &["Task", &pairs])
        }
        Ask::Change { id, fields } => {
            let kind = crate::record::kind_of(id.as_str()).unwrap_or("Task");
            let mut pairs = ["Id=", id.as_str()].concat();
            for (field, value) in fields.iter() {
                pairs.push_str(&["&", &encoded(field.as_str()), "=", &encoded(&value.text())].concat());
            }
            method("saveLog", &[kind, &pairs])
        }
        Ask::Find(call) => method("runApex", &["HookswitchCalls", "find", &["callObject=", &encoded(call)].concat()]),
        Ask::IsClosed(work) => method("runApex", &["HookswitchCalls", "state", &["workId=", &encoded(work)].concat()]),
        Ask::Open => Call { method: "setVisible", arguments: "[true]".to_owned() },
        Ask::Height(pixels) => sized("cti.setSoftphoneHeight", *pixels),
        Ask::Width(pixels) => sized("cti.setSoftphoneWidth", *pixels),
        Ask::Ready => method("cti.notifyInitializationComplete", &[]),
        // Its sidebar has none of these, and to load its page anew may cost what somebody is typing there.
        Ask::Label(_) | Ask::Icon(_) | Ask::Refresh | Ask::Publish(_) => return None,
    })
}

/// What was answered.
pub(super) fn value<'j, 'a>(json: &'j Json<'a>) -> Result<Option<&'j Json<'a>>, Refusal> {
    let fields = Fields::of(json).ok_or_else(super::not_understood)?;
    let (result, error) = (fields.get(&["result"]), fields.get(&["error"]));
    match (result, error) {
        (_, Some(Json::String(text))) if !text.is_empty() => {
            let why = if text.starts_with("Could not load Apex class") { Why::NoClass } else { Why::Other };
            Err(Refusal { why, text: text.to_string() })
        }
        (None | Some(Json::Null | Json::Bool(false)), _) => Err(super::not_understood()),
        (Some(_), _) => Ok(result),
    }
}

/// Shown, whatever stands there.
fn popped(address: &str) -> Call {
    let mut out = Writer::default();
    out.string(address);
    Call { method: "screenPop", arguments: ["[", &out.finish(), ",true]"].concat() }
}

fn sized(method: &'static str, pixels: u16) -> Call {
    Call { method, arguments: ["[", &decimal(pixels.into()), "]"].concat() }
}

fn method(method: &'static str, arguments: &[&str]) -> Call {
    let mut out = Writer::default();
    let arguments: Vec<String> = arguments.iter().map(|argument| (*argument).to_owned()).collect();
    out.array(&arguments);
    Call { method, arguments: out.finish() }
}
