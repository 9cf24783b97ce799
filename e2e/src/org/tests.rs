use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rsa::RsaPublicKey;
use rsa::pkcs1v15::{Signature, VerifyingKey};
use rsa::pkcs8::DecodePublicKey;
use rsa::sha2::Sha256;
use rsa::signature::Verifier;
use serde_json::{Value, json};

use super::call::{Call, Reply};
use super::*;

fn org() -> Org {
    Org::new(Setup {
        adapter_url: "https://phone.example.com/".to_owned(),
        endpoint: "wss://phone.example.com/ws".to_owned(),
        issuer: "https://acme.my.salesforce.com".to_owned(),
        audience: "https://phone.example.com".to_owned(),
    })
    .unwrap()
}

fn ask(org: &Org, host: &str, user: &str, method: &str, args: Value) -> Reply {
    let call = json!({ "window": "A", "user": user, "host": host, "focused": true, "method": method, "args": args,
        "view": { "context": { "url": "https://acme.example/x" }, "visible": true, "console": true } });
    org.answer(serde_json::from_value::<Call>(call).unwrap())
}

fn lightning(org: &Org, method: &str, args: Value) -> Reply {
    ask(org, "lightning", "demo@example.com", method, args)
}

fn classic(org: &Org, method: &str, args: Value) -> Reply {
    ask(org, "classic", "demo@example.com", method, args)
}

/// What a method answers that has to be done.
fn value(reply: &Reply) -> Value {
    let answer = reply.answer.as_ref().unwrap();
    assert_eq!(answer["success"], true, "{answer}");
    answer["returnValue"].clone()
}

fn refusal(reply: &Reply) -> String {
    let answer = reply.answer.as_ref().unwrap();
    assert_eq!(answer["success"], false, "{answer}");
    answer["errors"][0]["code"].as_str().unwrap().to_owned()
}

fn search(org: &Org, number: &str, deferred: bool) -> Reply {
    let args = json!({ "searchParams": number, "callType": "inbound", "deferred": deferred });
    lightning(org, "searchAndScreenPop", args)
}

#[test]
fn the_settings_are_those_of_the_package_and_of_the_administrator() {
    let org = org();
    org.set("hsPop", "ringing");
    let settings = value(&lightning(&org, "getCallCenterSettings", json!({})));
    assert_eq!(settings["/hsSignOn/hsEndpoint"], "wss://phone.example.com/ws");
    assert_eq!(settings["/hsRecords/hsPop"], "ringing");
    assert_eq!(settings["/reqGeneralInfo/reqAdapterUrl/sortOrder"], "3.0");
    assert!(settings["/reqGeneralInfo/label"].is_string() && settings["/internalNameLabel"].is_string());
    let text = classic(&org, "getCallCenterSettings", json!({})).answer.unwrap();
    assert_eq!(serde_json::from_str::<Value>(text["result"].as_str().unwrap()).unwrap(), settings);
}

#[test]
fn a_number_is_found_by_its_last_digits_however_it_is_written() {
    let org = org();
    for number in ["+493012345601", "00493012345601", "030 123 456 01", "12345601", "5601"] {
        let mut found = value(&search(&org, number, true));
        let pop = found.as_object_mut().unwrap().remove("SCREEN_POP_DATA").unwrap();
        let [(id, record)] = found.as_object().unwrap().iter().collect::<Vec<_>>()[..] else { panic!("{found}") };
        assert_eq!((record["Name"].as_str(), record["RecordType"].as_str()), (Some("Ada Lovelace"), Some("Contact")));
        assert_eq!(pop, json!({ "type": "sobject", "params": { "recordId": id } }));
    }
}

#[test]
fn one_match_is_popped_two_are_listed_and_none_is_a_new_record() {
    let org = org();
    let popped = |number| search(&org, number, false).pop.unwrap();
    assert!(matches!(popped("+493012345601"), Pop::Record { .. }));
    assert_eq!(value(&search(&org, "+493012345602", false)).as_object().unwrap().len(), 2);
    assert_eq!(popped("+493012345602"), Pop::Search { search_string: "+493012345602".to_owned() });
    assert!(matches!(popped("+493012345699"), Pop::NewRecord { entity_name, .. } if entity_name == "Contact"));
    assert_eq!(org.pops().len(), 4);
    let third = org.put_record(Object::Lead, json!({ "LastName": "Third", "Phone": "5069" }));
    assert_eq!(popped("5069"), Pop::Record { record_id: third });
    let outgoing = json!({ "searchParams": "+493012345601", "callType": "outbound" });
    assert_eq!(lightning(&org, "searchAndScreenPop", outgoing).pop, None);
}

#[test]
fn what_was_deferred_can_be_popped_as_it_came() {
    let org = org();
    for number in ["+493012345601", "+493012345602", "+493012345699"] {
        let reply = search(&org, number, true);
        assert_eq!(reply.pop, None);
        let data = value(&reply)["SCREEN_POP_DATA"].clone();
        let shown = lightning(&org, "screenPop", data.clone()).pop.unwrap();
        assert_eq!(serde_json::to_value(shown).unwrap(), data);
    }
    assert_eq!(org.pops().len(), 3);
}

#[test]
fn pops_that_make_no_sense_are_refused() {
    let org = org();
    for (kind, params) in [
        ("search", json!({ "searchString": "ab" })),
        ("sobject", json!({})),
        ("sobject", json!({ "recordId": "12" })),
        ("url", json!({ "url": "https://evil.example" })),
        ("popup", json!({})),
    ] {
        let args = json!({ "type": kind, "params": params });
        assert_eq!(refusal(&lightning(&org, "screenPop", args.clone())), "INVALID_PARAM", "{args}");
    }
}

#[test]
fn a_task_is_made_changed_and_found_by_its_call() {
    let org = org();
    let ada = org.records(Object::Contact).remove(0);
    let task = json!({ "entityApiName": "Task", "Subject": "Call", "TaskSubtype": "Call", "CallType": "Inbound",
        "CallObject": "call-1", "WhoId": ada.id, "Hookswitch_Own__c": 1 });
    let id = value(&lightning(&org, "saveLog", json!({ "object": task })))["recordId"].clone();
    let change = json!({ "Id": id, "CallDurationInSeconds": 12, "CallDisposition": "Sold" });
    assert_eq!(value(&lightning(&org, "saveLog", json!({ "object": change })))["recordId"], id);
    let [task] = &org.tasks()[..] else { panic!("one Task") };
    assert_eq!((task.text("CallDisposition"), task.text("Subject")), ("Sold", "Call"));

    let found = |user, call| {
        let args = json!({ "apexClass": "HookswitchCalls", "methodName": "find", "methodParams": format!("callObject={call}") });
        let said = value(&ask(&org, "lightning", user, "runApex", args));
        serde_json::from_str::<Value>(said["runApex"].as_str().unwrap()).unwrap()["taskId"].clone()
    };
    assert_eq!(found("demo@example.com", "call-1"), id);
    assert_eq!(found("demo@example.com", "call-2"), Value::Null);
    assert_eq!(found("agent2@example.com", "call-1"), Value::Null, "another user's");
}

#[test]
fn fields_that_are_not_right_are_named() {
    let org = org();
    let lead = org.records(Object::Lead).remove(0).id;
    let account = org.records(Object::Account).remove(0).id;
    for (fields, field) in [
        (json!({ "Subject": "x".repeat(256) }), "Subject"),
        (json!({ "CallType": "inbound" }), "CallType"),
        (json!({ "CallDurationInSeconds": 1.5 }), "CallDurationInSeconds"),
        (json!({ "ActivityDate": "22.11.2026" }), "ActivityDate"),
        (json!({ "WhoId": account }), "WhoId"),
        (json!({ "WhoId": lead, "WhatId": account }), "WhatId"),
        (json!({ "Colour": "red" }), "Colour"),
    ] {
        let mut task = fields.as_object().unwrap().clone();
        task.insert("entityApiName".to_owned(), json!("Task"));
        let answer = lightning(&org, "saveLog", json!({ "object": task })).answer.unwrap();
        let wrong = answer["errors"][0]["details"]["fieldErrors"].as_object().unwrap();
        assert_eq!(wrong.keys().collect::<Vec<_>>(), [field], "{fields}");
    }
    assert!(org.tasks().is_empty());
}

#[test]
fn classic_saves_and_finds_as_lightning_does() {
    let org = org();
    let saved = classic(&org, "saveLog", json!({ "object": "Task", "params": "Subject=A%20%26%20B&CallObject=c%3D1" }));
    let id = saved.answer.unwrap()["id"].clone();
    assert_eq!(org.tasks()[0].text("Subject"), "A & B");
    let params = format!("Id={}&CallDurationInSeconds=7", id.as_str().unwrap());
    let changed = classic(&org, "saveLog", json!({ "object": "Task", "params": params })).answer.unwrap();
    assert_eq!((&changed["result"], &changed["id"]), (&json!(true), &id));
    let refused = classic(&org, "saveLog", json!({ "object": "Task", "params": "CallType=in" })).answer.unwrap();
    assert!(refused["error"].as_str().unwrap().contains("CallType"));

    let args = json!({ "searchParams": "+493012345601", "callType": "inbound" });
    let told = classic(&org, "searchAndGetScreenPopUrl", args.clone());
    assert_eq!(told.pop, None);
    let url = told.answer.unwrap()["screenPopUrl"].as_str().unwrap().to_owned();
    assert!(url.starts_with("/003"), "{url}");
    assert_eq!(classic(&org, "searchAndScreenPop", args).pop, Some(Pop::Url { url }));
}

#[test]
fn the_sizes_of_the_panel_have_bounds() {
    let org = org();
    for (method, key, good, bad) in [
        ("setSoftphonePanelHeight", "heightPX", [240, 2_560], [239, 2_561]),
        ("setSoftphonePanelWidth", "widthPX", [200, 1_920], [199, 1_921]),
    ] {
        for px in good {
            value(&lightning(&org, method, json!({ key: px })));
        }
        for px in bad {
            assert_eq!(refusal(&lightning(&org, method, json!({ key: px }))), "INVALID_PARAM");
        }
    }
}

fn read(org: &Org, ask: &str) -> Value {
    let args = json!({ "apexClass": "HookswitchUser", "methodName": "read", "methodParams": format!("ask={ask}") });
    serde_json::from_str(value(&lightning(org, "runApex", args))["runApex"].as_str().unwrap()).unwrap()
}

/// Header and claims of a token, and whether the org signed it.
fn token(org: &Org) -> (Value, Value, bool) {
    let token = read(org, "token")["token"].as_str().unwrap().to_owned();
    let (said, signature) = token.rsplit_once('.').unwrap();
    let key = RsaPublicKey::from_public_key_pem(&org.keys().public_key().unwrap()).unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let holds = Signature::try_from(signature.as_slice())
        .is_ok_and(|signature| VerifyingKey::<Sha256>::new(key).verify(said.as_bytes(), &signature).is_ok());
    let part = |at| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(said.split('.').nth(at).unwrap()).unwrap()).unwrap();
    (part(0), part(1), holds)
}

#[test]
fn a_user_record_brings_a_token_only_when_asked_and_never_the_password() {
    let org = org();
    let record = read(&org, "");
    assert_eq!((record["loginId"].as_str(), &record["token"]), (Some("DEMO0000000000005051"), &Value::Null));
    let (header, claims, holds) = token(&org);
    assert!(holds && header["alg"] == "RS256", "{header}");
    assert_eq!((&claims["sub"], &claims["aud"]), (&json!("demo@example.com"), &json!("https://phone.example.com")));
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 180);
    assert!(org.keys().certificate().unwrap().contains("BEGIN CERTIFICATE"));
}

#[test]
fn tokens_are_wrong_in_the_way_that_was_switched_on() {
    let org = org();
    let (_, good, _) = token(&org);
    let with = |fault| {
        org.go_wrong([Fault::Token(fault)]);
        token(&org)
    };
    assert_eq!(with(TokenFault::Replayed).1["jti"], good["jti"]);
    assert!(with(TokenFault::Expired).1["exp"].as_u64() < good["iat"].as_u64());
    assert_ne!(with(TokenFault::Audience).1["aud"], good["aud"]);
    assert_ne!(with(TokenFault::Issuer).1["iss"], good["iss"]);
    assert!(!with(TokenFault::Key).2);
    assert_eq!(with(TokenFault::Unsigned).0["alg"], "none");
    org.go_wrong([Fault::Token(TokenFault::Missing)]);
    assert!(read(&org, "token")["tokenFault"].is_string());
}

#[test]
fn faults_go_wrong_as_often_as_they_say() {
    let org = org();
    org.go_wrong([Fault::SlowContainer(2)]);
    for _ in 0..2 {
        assert_eq!(refusal(&lightning(&org, "getSoftphoneLayout", json!({}))), "SOFTPHONE_CONTAINER_ERROR");
    }
    value(&lightning(&org, "getSoftphoneLayout", json!({})));
    org.go_wrong([Fault::Silent("saveLog".to_owned()), Fault::ApexMissing("HookswitchUser".to_owned())]);
    assert_eq!(lightning(&org, "saveLog", json!({})).answer, None);
    let args = json!({ "apexClass": "HookswitchUser", "methodName": "read", "methodParams": "" });
    let answer = lightning(&org, "runApex", args).answer.unwrap();
    assert_eq!(answer["errors"][0]["description"], "Could not load Apex class: HookswitchUser");
    org.go_wrong([Fault::Field("Subject".to_owned()), Fault::IdOnly]);
    let task = |fields: Value| lightning(&org, "saveLog", json!({ "object": fields }));
    assert_eq!(refusal(&task(json!({ "entityApiName": "Task", "Subject": "Call" }))), "GENERIC_ERROR");
    assert!(value(&task(json!({ "entityApiName": "Task", "Description": "Call" }))).is_string());
    let outcomes: Vec<Outcome> = org
        .events()
        .into_iter()
        .filter_map(|event| match event.what {
            What::Call { outcome, .. } => Some(outcome),
            What::Pop { .. } | What::Page { .. } => None,
        })
        .collect();
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Outcome::Silent).count(), 1);
    org.begin_anew();
    assert!(org.events().is_empty() && org.tasks().is_empty());
}
