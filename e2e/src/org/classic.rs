//! The methods of Open CTI in Classic: positional arguments under the names that our stand-in gives them, answers as text.

use serde_json::{Map, Value, json};
use url::form_urlencoded;

use super::apex;
use super::call::{Call, CallError, Done};
use super::key::Keys;
use super::pop::Pop;
use super::records::Record;
use super::search::{self, Search};
use super::{State, settings, tasks};

/// Answers a call: `result`, and what else the method answers.
pub(super) fn answer(state: &mut State, keys: &Keys, call: &Call) -> Done {
    let done = |result: Value| Ok((json!({ "result": result }), None));
    let args = &call.args;
    match call.method.as_str() {
        "getPageInfo" => done(as_text(&call.view.context)),
        "isInConsole" => done(json!(call.view.console)),
        "isVisible" => done(json!(call.view.visible)),
        "setVisible" if !call.view.console => Err(CallError::param("setVisible works in the console only")),
        "setVisible" | "refreshPage" | "refreshRelatedList" | "enableClickToDial" | "disableClickToDial" => {
            done(json!(true))
        }
        "notifyInitializationComplete" | "onFocus" | "onClickToDial" | "onObjectUpdate" => done(json!(true)),
        "refreshObject" | "reloadFrame" => Err(CallError::param("works in publishers of Case Feed only")),
        "getCallCenterSettings" => done(as_text(&Value::Object(state.settings.map()))),
        "getSoftphoneLayout" => done(as_text(&settings::layout())),
        "getDirectoryNumbers" => {
            let number =
                json!({ "callCenterName": "Hookswitch", "name": "Second Agent", "phone": "5064", "description": "" });
            done(as_text(&json!({ "directoryNumbers": [number], "hasNext": false })))
        }
        "setSoftphoneHeight" => pixels(text(args, "height")),
        "setSoftphoneWidth" => pixels(text(args, "width")),
        "runApex" => {
            let params = text(args, "methodParams");
            apex::run(state, keys, &call.by.user, text(args, "apexClass"), text(args, "methodName"), params)
                .map(|said| (json!({ "result": said }), None))
        }
        "saveLog" => {
            let given = form_urlencoded::parse(text(args, "params").as_bytes());
            let fields: Map<String, Value> = given.map(|(field, value)| (field.into_owned(), json!(value))).collect();
            let id = tasks::save(state, &call.by.user, Some(text(args, "object")), fields)?;
            Ok((json!({ "result": true, "id": id }), None))
        }
        "screenPop" => {
            let pop = Pop::parse(&json!({ "type": "url", "params": { "url": text(args, "url") } }))?;
            Ok((json!({ "result": true }), Some(pop)))
        }
        "searchAndScreenPop" => find(state, args, false),
        "searchAndGetScreenPopUrl" => find(state, args, true),
        unknown => Err(CallError::param(&format!("{unknown} is no method"))),
    }
}

/// The answer as the softphone gets it.
pub(super) fn envelope(done: Done) -> Value {
    match done {
        Ok((value, _)) => value,
        Err(error) => {
            let fields = error.details.get("fieldErrors").and_then(Value::as_object);
            let first =
                fields.and_then(|fields| fields.values().next()).and_then(|errors| errors.pointer("/0/message"));
            let said = first.and_then(Value::as_str).unwrap_or(&error.description);
            json!({ "result": false, "error": said })
        }
    }
}

fn find(state: &State, args: &Map<String, Value>, only_url: bool) -> Done {
    let call_type = match text(args, "callType") {
        "" | "null" => "inbound",
        given => given,
    };
    let search = Search { text: text(args, "searchParams"), call_type, deferred: only_url, defaults: Map::new() };
    search::check(&search)?;
    let (found, pop) = search::found(&state.records, &search);
    let entries: Map<String, Value> = found.into_iter().map(entry).collect();
    let url = url_of(&pop);
    let mut answer = json!({ "result": as_text(&Value::Object(entries)) });
    if only_url {
        answer.as_object_mut().map(|answer| answer.insert("screenPopUrl".to_owned(), json!(url)));
        return Ok((answer, None));
    }
    Ok((answer, (call_type == "inbound").then_some(Pop::Url { url })))
}

fn entry(record: &Record) -> (String, Value) {
    let mut entry = search::entry(record);
    entry.remove("RecordType");
    entry.insert("object".to_owned(), json!(record.object));
    entry.insert("displayName".to_owned(), json!(record.object));
    (record.id.clone(), Value::Object(entry))
}

fn url_of(pop: &Pop) -> String {
    let encoded = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    match pop {
        Pop::Record { record_id } => format!("/{record_id}"),
        Pop::Search { search_string } => format!("/search/SearchResults?str={}", encoded(search_string)),
        Pop::NewRecord { .. } => format!("/{}/e", settings::NEW_RECORD.prefix()),
        Pop::Url { url } => url.clone(),
        Pop::ObjectHome { scope } | Pop::List { scope, .. } => format!("/{scope}"),
        Pop::Flow { flow_dev_name, .. } => format!("/flow/{}", encoded(flow_dev_name)),
    }
}

fn as_text(value: &Value) -> Value {
    Value::String(value.to_string())
}

fn text<'a>(args: &'a Map<String, Value>, key: &str) -> &'a str {
    args.get(key).and_then(Value::as_str).unwrap_or_default()
}

fn pixels(given: &str) -> Done {
    match given.parse::<u32>() {
        Ok(_) => Ok((json!({ "result": true }), None)),
        Err(_) => Err(CallError::param("the size has to be a number of pixels")),
    }
}
