//! The methods of Open CTI in Lightning: what each is answered.

use serde_json::{Map, Value, json};

use super::apex;
use super::call::{Call, CallError, Done};
use super::fault::Fault;
use super::key::Keys;
use super::pop::Pop;
use super::search::{self, Search};
use super::{State, settings, tasks};

/// Answers a call.
pub(super) fn answer(state: &mut State, keys: &Keys, call: &Call) -> Done {
    let done = |value: Value| Ok((value, None));
    let args = &call.args;
    match call.method.as_str() {
        "getCallCenterSettings" => done(Value::Object(state.settings.map())),
        "getSoftphoneLayout" => done(settings::layout()),
        "getAppViewInfo" => done(call.view.context.clone()),
        "isSoftphonePanelVisible" => done(json!({ "visible": call.view.visible })),
        "enableClickToDial" | "disableClickToDial" | "notifyInitializationComplete" | "refreshView" => {
            done(Value::Null)
        }
        "setSoftphonePanelVisibility" => args
            .get("visible")
            .and_then(Value::as_bool)
            .map(|_| (Value::Null, None))
            .ok_or_else(|| CallError::param("visible has to be true or false")),
        "setSoftphonePanelHeight" => within(args, "heightPX", 240, 2_560),
        "setSoftphonePanelWidth" => within(args, "widthPX", 200, 1_920),
        "setSoftphonePanelLabel" | "setSoftphoneItemLabel" => text(args, "label").and(done(Value::Null)),
        "setSoftphonePanelIcon" | "setSoftphoneItemIcon" => match args.get("key") {
            None | Some(Value::Null | Value::String(_)) => done(Value::Null),
            Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) => {
                Err(CallError::param("key has to be the name of an icon"))
            }
        },
        "screenPop" => Pop::parse(&Value::Object(args.clone())).map(|pop| (Value::Null, Some(pop))),
        "searchAndScreenPop" => {
            let search = Search {
                text: text(args, "searchParams")?,
                call_type: text(args, "callType")?,
                deferred: args.get("deferred").and_then(Value::as_bool).unwrap_or_default(),
                defaults: args.get("defaultFieldValues").and_then(Value::as_object).cloned().unwrap_or_default(),
            };
            search::answer(&state.records, &search)
        }
        "saveLog" => {
            let value = args.get("object").and_then(Value::as_object);
            let mut fields = value.cloned().ok_or_else(|| CallError::param("value is missing"))?;
            let entity = fields.remove("entityApiName");
            let id = tasks::save(state, &call.by.user, entity.as_ref().and_then(Value::as_str), fields)?;
            done(if state.has(&Fault::IdOnly) { json!(id) } else { json!({ "recordId": id }) })
        }
        "runApex" => {
            let [class, method, params] = ["apexClass", "methodName", "methodParams"].map(|key| text(args, key));
            let said = apex::run(state, keys, &call.by.user, class?, method?, params.unwrap_or_default())?;
            done(json!({ "runApex": said }))
        }
        "completeWork" => text(args, "workId").and(done(Value::Null)),
        "subscribe" => {
            channel(args)?;
            state.subscriptions += 1;
            done(json!({ "subscription": { "id": state.subscriptions } }))
        }
        "unsubscribe" => done(Value::Null),
        "publish" => channel(args).and(done(Value::Null)),
        // Nobody is answered who listens.
        "onNavigationChange" | "onClickToDial" | "onWorkStart" => done(Value::Null),
        unknown => Err(CallError::param(&format!("{unknown} is no method"))),
    }
}

/// The answer as the softphone gets it.
pub(super) fn envelope(done: Done) -> Value {
    match done {
        Ok((value, _)) => json!({ "success": true, "returnValue": value, "errors": null }),
        Err(error) => json!({ "success": false, "returnValue": null, "errors": [error] }),
    }
}

fn text<'a>(args: &'a Map<String, Value>, key: &str) -> Result<&'a str, CallError> {
    args.get(key).and_then(Value::as_str).ok_or_else(|| CallError::param(&format!("{key} is missing")))
}

fn within(args: &Map<String, Value>, key: &str, least: u64, most: u64) -> Done {
    match args.get(key).and_then(Value::as_u64) {
        Some(px) if (least..=most).contains(&px) => Ok((Value::Null, None)),
        Some(_) | None => Err(CallError::param(&format!("{key} has to be from {least} to {most}"))),
    }
}

fn channel(args: &Map<String, Value>) -> Result<(), CallError> {
    let name = text(args, "channelName")?;
    if name.ends_with("__c") { Ok(()) } else { Err(CallError::param("channelName has to end with __c")) }
}
