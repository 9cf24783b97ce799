use anyhow::{Context, Result};
use hookswitch_e2e::org::{Object, Pop};
use hookswitch_e2e::world::{FOREIGN, LIGHTNING};
use serde_json::{Value, json};

use crate::stage::{DEMO, Stage, at};

async fn ask(stage: &Stage, method: &str, given: Value) -> Result<Value> {
    stage.browser.eval(&format!("ask({}, {given})", json!(method))).await
}

/// Asks for what has to be done.
async fn done(stage: &Stage, method: &str, given: Value) -> Result<Value> {
    let answer = ask(stage, method, given).await?;
    assert_eq!(at(&answer, "/success")?, true, "{method}: {answer}");
    assert_eq!(at(&answer, "/errors")?, &Value::Null);
    Ok(at(&answer, "/returnValue")?.clone())
}

#[tokio::test]
async fn the_frame_is_told_what_is_documented_and_nothing_else() -> Result<()> {
    let stage = Stage::open().await?;
    assert_eq!(stage.enter(&stage.world.lightning(DEMO, "A")).await?, "loaded");
    let query: Value = stage.browser.eval("Object.fromEntries(query)").await?;
    let keys: Vec<&String> = query.as_object().context("a query")?.keys().collect();
    assert_eq!(keys, ["clc", "isdtp", "ltn_app_id", "mode", "nonce", "sfdcIframeOrigin"]);
    assert_eq!(at(&query, "/sfdcIframeOrigin")?, &format!("https://{LIGHTNING}"));
    let nonce = at(&query, "/nonce")?.as_str().unwrap_or_default();
    assert!(nonce.len() == 64 && nonce.bytes().all(|byte| byte.is_ascii_hexdigit()), "{nonce}");
    let framed: Value = stage.browser.eval("[location.host, location.ancestorOrigins[0]]").await?;
    assert_eq!(framed, json!(["phone.example.com", format!("https://{LIGHTNING}")]));
    // Whoever does not know the nonce is not heard.
    stage
        .browser
        .eval::<()>("parent.postMessage({ apiType: 'opencti', methodName: 'refreshView', nonce: '00' }, '*')")
        .await?;
    assert_eq!(stage.told("refused").await?, json!({ "why": "nonce", "what": "refreshView" }));
    // Neither is whoever came into the frame from elsewhere and knows it.
    stage.org().begin_anew();
    let foreign = format!("void (location.href = 'https://{FOREIGN}/support/throwing.js?' + query)");
    stage.browser.eval::<()>(&foreign).await?;
    stage.browser.leave_softphone().await?;
    stage.browser.enter_softphone().await?;
    stage.browser.until(&format!("location.host === '{FOREIGN}'")).await?;
    let say = "parent.postMessage({ apiType: 'opencti', methodName: 'refreshView', nonce: new URLSearchParams(location.search).get('nonce') }, '*')";
    stage.browser.eval::<()>(say).await?;
    assert_eq!(stage.told("refused").await?, json!({ "why": "origin", "what": format!("https://{FOREIGN}") }));
    assert_eq!(stage.org().calls("refreshView"), 0);
    Ok(())
}

#[tokio::test]
async fn every_method_answers_and_the_page_follows() -> Result<()> {
    let stage = Stage::open().await?;
    stage.enter(&stage.world.lightning(DEMO, "A")).await?;
    let settings = done(&stage, "getCallCenterSettings", json!({})).await?;
    assert_eq!(at(&settings, "/~1hsSignOn~1hsEndpoint")?, "wss://phone.example.com/ws");
    at(&done(&stage, "getSoftphoneLayout", json!({})).await?, "/Inbound/screenPopSettings/NoMatch")?;
    assert_eq!(done(&stage, "isSoftphonePanelVisible", json!({})).await?, json!({ "visible": false }));
    for (method, given) in [
        ("setSoftphonePanelVisibility", json!({ "visible": true })),
        ("setSoftphonePanelHeight", json!({ "heightPX": 300 })),
        ("setSoftphonePanelWidth", json!({ "widthPX": 250 })),
        ("setSoftphonePanelLabel", json!({ "label": "Ringing" })),
        ("setSoftphoneItemLabel", json!({ "label": "Ada calls" })),
        ("setSoftphonePanelIcon", json!({ "key": "call" })),
        ("setSoftphoneItemIcon", json!({ "key": "incoming_call" })),
        ("notifyInitializationComplete", json!({})),
        ("refreshView", json!({})),
        ("hvs.completeWork", json!({ "workId": "1", "attributes": {} })),
    ] {
        assert_eq!(done(&stage, method, given).await?, Value::Null, "{method}");
    }
    assert_eq!(done(&stage, "isSoftphonePanelVisible", json!({})).await?, json!({ "visible": true }));
    let size: (u32, u32) = stage.browser.eval("[innerWidth, innerHeight]").await?;
    assert_eq!(size, (250, 300));
    let shown: Value = stage
        .outside(async |page| {
            page.eval("['panel-label', 'item-label'].map(id => document.getElementById(id).textContent).concat(document.getElementById('item-icon').dataset.icon)").await
        })
        .await?;
    assert_eq!(shown, json!(["Ringing", "Ada calls", "incoming_call"]));
    let user = json!({ "apexClass": "HookswitchUser", "methodName": "read", "methodParams": "ask=token" });
    let said = done(&stage, "runApex", user).await?;
    assert!(at(&said, "/runApex")?.as_str().is_some_and(|text| text.contains("DEMO0000000000005051")), "{said}");

    let ada = stage.org().records(Object::Contact).into_iter().next().context("Ada")?;
    let task = json!({ "value": { "entityApiName": "Task", "Subject": "Call from Ada", "WhoId": ada.id, "TaskSubtype": "Call" } });
    let saved = done(&stage, "saveLog", task).await?;
    let pop = json!({ "type": "sobject", "params": { "recordId": ada.id } });
    assert_eq!(done(&stage, "screenPop", pop).await?, Value::Null);
    stage.outside(async |page| page.until_record("Ada Lovelace").await).await?;
    let id = at(&saved, "/recordId")?.as_str().unwrap_or_default().to_owned();
    stage.outside(async |page| page.find(&format!("#activities [data-task='{id}']")).await.map(drop)).await?;
    let context = done(&stage, "getAppViewInfo", json!({})).await?;
    assert_eq!((at(&context, "/recordId")?, at(&context, "/objectType")?), (&json!(ada.id), &json!("Contact")));
    let bad = ask(&stage, "setSoftphonePanelHeight", json!({ "heightPX": 100 })).await?;
    assert_eq!(at(&bad, "/errors/0/code")?, "INVALID_PARAM");
    Ok(())
}

#[tokio::test]
async fn numbers_can_be_clicked_once_that_is_enabled_and_listeners_hear_again_and_again() -> Result<()> {
    let stage = Stage::open().await?;
    stage.enter(&stage.world.lightning(DEMO, "A")).await?;
    stage.browser.eval::<()>("sforce.opencti.onClickToDial({ listener: said => { heard.push(said); } })").await?;
    stage.browser.eval::<()>("sforce.opencti.onNavigationChange({ listener: said => { heard.push(said); } })").await?;
    let grace = stage.org().records(Object::Contact).into_iter().nth(1).context("Grace")?;
    let path = format!("/lightning/r/Contact/{}/view", grace.id);
    stage.outside(async |page| page.show_in_host(&path).await).await?;
    stage.browser.until("heard.length === 1").await?;
    let context: Value = stage.browser.eval("heard[0]").await?;
    assert_eq!(at(&context, "/recordName")?, "Grace Hopper");
    let plain = stage
        .outside(async |page| {
            page.until_record("Grace Hopper").await?;
            page.eval::<bool>("!document.querySelector('button.phone')").await
        })
        .await?;
    assert!(plain, "nothing is clickable yet");
    done(&stage, "enableClickToDial", json!({})).await?;
    for _ in 0..2 {
        stage.outside(async |page| page.click("button.phone").await).await?;
    }
    stage.browser.until("heard.filter(said => said.number === '+493012345602').length === 2").await?;
    let dialled: Value = stage.browser.eval("heard.find(said => said.number)").await?;
    assert_eq!((at(&dialled, "/recordId")?, at(&dialled, "/personAccount")?), (&json!(grace.id), &json!(false)));
    done(&stage, "disableClickToDial", json!({})).await?;
    stage.outside(async |page| page.until("!document.querySelector('button.phone')").await).await?;
    stage.browser.eval::<()>("sforce.opencti.hvs.onWorkStart({ listener: said => { heard.push(said); } })").await?;
    stage.browser.eval::<Value>("ask('isSoftphonePanelVisible')").await?;
    stage
        .outside(async |page| {
            page.fill("#work input", "+493012345603").await?;
            page.click("#work button").await
        })
        .await?;
    stage.browser.until("heard.some(said => said.attributes?.to === '+493012345603')").await
}

#[tokio::test]
async fn callers_are_searched_and_shown_in_every_way() -> Result<()> {
    let stage = Stage::open().await?;
    stage.enter(&stage.world.lightning(DEMO, "A")).await?;
    let search = |number: &str| json!({ "searchParams": number, "callType": "inbound", "deferred": true });
    let found = done(&stage, "searchAndScreenPop", search("+493012345601")).await?;
    assert!(stage.org().pops().is_empty(), "deferred");
    done(&stage, "screenPop", at(&found, "/SCREEN_POP_DATA")?.clone()).await?;
    stage.outside(async |page| page.until_record("Ada Lovelace").await).await?;
    let found = done(&stage, "searchAndScreenPop", search("+493012345602")).await?;
    done(&stage, "screenPop", at(&found, "/SCREEN_POP_DATA")?.clone()).await?;
    stage.outside(async |page| page.until("document.querySelectorAll('[data-row]').length === 2").await).await?;
    let found = done(&stage, "searchAndScreenPop", search("+493012345699")).await?;
    let mut new = at(&found, "/SCREEN_POP_DATA")?.clone();
    new.as_object_mut()
        .context("an object")?
        .insert("defaultFieldValues".to_owned(), json!({ "Phone": "+493012345699" }));
    done(&stage, "screenPop", new).await?;
    stage
        .outside(async |page| {
            page.until("document.querySelector('#modal[open] [name=Phone]')?.value === '+493012345699'").await?;
            page.fill("#modal [name=LastName]", "Noether").await?;
            page.click("#modal form button").await?;
            page.until_record("Noether").await
        })
        .await?;
    for (kind, params, shows) in [
        ("objecthome", json!({ "scope": "Lead" }), "Lead"),
        ("list", json!({ "listViewId": "00B", "scope": "Case" }), "Case"),
        ("search", json!({ "searchString": "Hopper" }), "Results for Hopper"),
        ("flow", json!({ "flowDevName": "Greet", "flowArgs": [] }), "Flow Greet"),
        ("url", json!({ "url": "/lightning/page/home" }), "Home"),
    ] {
        done(&stage, "screenPop", json!({ "type": kind, "params": params })).await?;
        let shown = format!("document.querySelector('main h1')?.textContent === {}", json!(shows));
        stage.outside(async |page| page.until(&shown).await).await?;
    }
    let pops = stage.org().pops();
    assert_eq!(pops.len(), 8);
    assert!(matches!(pops.first(), Some((window, Pop::Record { .. })) if window == "A"), "{pops:?}");
    Ok(())
}

#[tokio::test]
async fn messages_go_both_ways_over_a_channel() -> Result<()> {
    let stage = Stage::open().await?;
    stage.enter(&stage.world.lightning(DEMO, "A")).await?;
    let subscribe = "new Promise(callback => sforce.opencti.subscribe({ channelName: 'Hookswitch__c', \
                     listener: message => { heard.push(message); }, callback }))";
    let answer: Value = stage.browser.eval(subscribe).await?;
    let subscription = at(&answer, "/returnValue/subscription")?.clone();
    let publish = async |text: &str| {
        let text = text.to_owned();
        stage
            .outside(async |page| {
                page.fill("#publish [name=message]", &text).await?;
                page.click("#publish button").await
            })
            .await
    };
    publish("{\"kind\":\"dial\"}").await?;
    stage.browser.until("heard.length === 1 && heard[0].kind === 'dial'").await?;
    done(&stage, "unsubscribe", json!({ "subscription": subscription })).await?;
    publish("{\"kind\":\"answer\"}").await?;
    done(&stage, "publish", json!({ "channelName": "Hookswitch__c", "message": { "kind": "state" } })).await?;
    assert_eq!(stage.browser.eval::<u32>("heard.length").await?, 1);
    let last = "document.querySelector('#heard li:last-child')?.textContent === '{\"kind\":\"state\"}'";
    stage.outside(async |page| page.until(last).await).await
}

#[tokio::test]
async fn calls_that_make_no_sense_throw_at_once() -> Result<()> {
    let stage = Stage::open().await?;
    stage.enter(&stage.world.lightning(DEMO, "A")).await?;
    for call in [
        "enableClickToDial({})",
        "enableClickToDial({ callback: 1 })",
        "getCallCenterSettings()",
        "getCallCenterSettings({ callback: 'x' })",
        "onClickToDial({})",
        "onNavigationChange({ listener: 1 })",
        "saveLog({ callback: () => {} })",
        "saveLog({ value: {} })",
        "runApex({ apexClass: 'A', methodName: 'b' })",
        "screenPop({})",
        "searchAndScreenPop({ searchParams: '1' })",
        "subscribe({ channelName: 'A__c' })",
        "setSoftphonePanelHeight()",
    ] {
        let thrown: Option<String> = stage.browser.eval(&format!("thrownBy(() => sforce.opencti.{call})")).await?;
        assert_eq!(thrown.as_deref(), Some("Error"), "{call}");
    }
    let fine: Option<String> = stage.browser.eval("thrownBy(() => sforce.opencti.enableClickToDial())").await?;
    assert_eq!(fine, None);
    Ok(())
}

#[tokio::test]
async fn two_windows_are_two_softphones_of_one_org() -> Result<()> {
    let stage = Stage::open().await?;
    stage.enter(&stage.world.lightning(DEMO, "A")).await?;
    let first = stage.browser.client().window().await?;
    let second = stage.browser.client().new_window(true).await?;
    stage.browser.client().switch_to_window(second.handle).await?;
    stage.enter(&stage.world.lightning(DEMO, "B")).await?;
    let task = json!({ "value": { "entityApiName": "Task", "Subject": "Once" } });
    done(&stage, "saveLog", task).await?;
    stage.browser.client().switch_to_window(first).await?;
    stage.browser.enter_softphone().await?;
    done(&stage, "screenPop", json!({ "type": "objecthome", "params": { "scope": "Lead" } })).await?;
    let windows: Vec<String> = stage.org().pops().into_iter().map(|(window, _)| window).collect();
    assert_eq!((windows, stage.org().tasks().len()), (vec!["A".to_owned()], 1));
    Ok(())
}
