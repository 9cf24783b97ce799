use anyhow::{Context, Result};
use hookswitch_e2e::org::{Object, Pop};
use hookswitch_e2e::world::CLASSIC;
use serde_json::{Value, json};

use crate::stage::{DEMO, Stage, at};

async fn ask(stage: &Stage, method: &str, given: &[Value]) -> Result<Value> {
    let given: String = given.iter().map(|value| format!(", {value}")).collect();
    stage.browser.eval(&format!("askClassic({}{given})", json!(method))).await
}

async fn done(stage: &Stage, method: &str, given: &[Value]) -> Result<Value> {
    let answer = ask(stage, method, given).await?;
    assert_eq!(answer.get("error"), None, "{method}");
    Ok(at(&answer, "/result")?.clone())
}

fn parsed(text: &Value) -> Result<Value> {
    Ok(serde_json::from_str(text.as_str().context("text")?)?)
}

#[tokio::test]
async fn every_method_answers_in_the_console() -> Result<()> {
    let stage = Stage::open().await?;
    assert_eq!(stage.enter(&stage.world.console(DEMO, "A")).await?, "loaded");
    let query: Value = stage.browser.eval("Object.fromEntries(query)").await?;
    assert_eq!(query.as_object().map(serde_json::Map::len), Some(2), "{query}");
    assert_eq!(at(&query, "/sfdcIFrameOrigin")?, &format!("https://{CLASSIC}"));
    assert_eq!(done(&stage, "isInConsole", &[]).await?, true);
    let settings = parsed(&done(&stage, "cti.getCallCenterSettings", &[]).await?)?;
    assert_eq!(at(&settings, "/~1hsSignOn~1hsEndpoint")?, "wss://phone.example.com/ws");
    at(&parsed(&done(&stage, "cti.getSoftphoneLayout", &[]).await?)?, "/Outbound/objects/Contact")?;
    at(
        &parsed(&done(&stage, "cti.getDirectoryNumbers", &[json!(true), json!(null)]).await?)?,
        "/directoryNumbers/0/phone",
    )?;
    for (method, given) in [
        ("cti.enableClickToDial", vec![]),
        ("cti.setSoftphoneHeight", vec![json!(320)]),
        ("cti.setSoftphoneWidth", vec![json!(260)]),
        ("refreshPage", vec![]),
        ("refreshRelatedList", vec![json!("Open Activities")]),
        ("setVisible", vec![json!(true)]),
    ] {
        assert_eq!(done(&stage, method, &given).await?, true, "{method}");
    }
    assert_eq!(done(&stage, "isVisible", &[]).await?, true);
    assert_eq!(stage.browser.eval::<(u32, u32)>("[innerWidth, innerHeight]").await?, (260, 320));
    stage.browser.eval::<()>("sforce.interaction.cti.notifyInitializationComplete()").await?;

    stage.browser.eval::<()>("sforce.interaction.cti.onClickToDial(said => { heard.push(said.result); })").await?;
    stage.browser.eval::<()>("sforce.interaction.onFocus(said => { heard.push(said.result); })").await?;
    let ada = stage.org().records(Object::Contact).into_iter().next().context("Ada")?;
    assert_eq!(done(&stage, "screenPop", &[json!(format!("/{}", ada.id)), json!(true)]).await?, true);
    stage.browser.until("heard.length === 1").await?;
    stage.outside(async |page| page.click("button.phone").await).await?;
    stage.browser.until("heard.length === 2").await?;
    let heard: Vec<String> = stage.browser.eval("heard").await?;
    let heard = heard.iter().map(|text| serde_json::from_str(text)).collect::<Result<Vec<Value>, _>>()?;
    let page = parsed(&done(&stage, "getPageInfo", &[]).await?)?;
    assert_eq!(heard.first(), Some(&page));
    assert_eq!((at(&page, "/objectName")?, at(&page, "/displayName")?), (&json!("Ada Lovelace"), &json!("Contact")));
    assert_eq!(heard.get(1).and_then(|said| said.get("number")), Some(&json!("+493012345601")));

    let params = format!("Subject=A%26B&WhoId={}&CallObject=c-1", ada.id);
    let saved = ask(&stage, "saveLog", &[json!("Task"), json!(params)]).await?;
    let id = at(&saved, "/id")?.as_str().unwrap_or_default().to_owned();
    assert_eq!(
        stage.org().tasks().first().map(|task| (task.text("Subject").to_owned(), task.id.clone())),
        Some(("A&B".to_owned(), id.clone()))
    );
    let found = done(&stage, "runApex", &[json!("HookswitchCalls"), json!("find"), json!("callObject=c-1")]).await?;
    assert_eq!(at(&parsed(&found)?, "/taskId")?, &id);
    let refused = ask(&stage, "saveLog", &[json!("Task"), json!("CallType=in")]).await?;
    assert!(at(&refused, "/error")?.as_str().is_some_and(|error| error.contains("CallType")), "{refused}");
    Ok(())
}

#[tokio::test]
async fn in_the_sidebar_the_frame_dies_with_its_page_and_comes_again() -> Result<()> {
    let stage = Stage::open().await?;
    stage.enter(&stage.world.classic(DEMO, "A")).await?;
    assert_eq!(done(&stage, "isInConsole", &[]).await?, false);
    let refused = ask(&stage, "setVisible", &[json!(false)]).await?;
    at(&refused, "/error")?;
    assert_eq!(stage.browser.eval::<u32>("innerWidth").await?, 200);
    let search = [json!("+493012345601"), json!(""), json!("inbound")];
    let told = ask(&stage, "searchAndGetScreenPopUrl", &search).await?;
    assert!(at(&told, "/screenPopUrl")?.as_str().is_some_and(|url| url.starts_with("/003")), "{told}");
    assert!(stage.org().pops().is_empty());

    stage.browser.eval::<()>("void (window.wasHere = true)").await?;
    let keep = "void sforce.interaction.searchAndScreenPop('+493012345601', '', 'inbound', \
                said => sessionStorage.setItem('found', said.result))";
    stage.browser.eval::<()>(keep).await?;
    stage.browser.leave_softphone().await?;
    stage.browser.until_record("Ada Lovelace").await?;
    stage.browser.until_hosted().await?;
    stage.browser.enter_softphone().await?;
    stage.browser.until("typeof loaded === 'object' && !window.wasHere").await?;
    stage.browser.eval::<String>("loaded").await?;
    let found = parsed(&stage.browser.eval("sessionStorage.getItem('found')").await?)?;
    let record = found.as_object().and_then(|found| found.values().next()).context("one match")?;
    assert_eq!((at(record, "/Name")?, at(record, "/object")?), (&json!("Ada Lovelace"), &json!("Contact")));
    let page = parsed(&done(&stage, "getPageInfo", &[]).await?)?;
    assert_eq!(at(&page, "/object")?, "Contact");
    assert!(matches!(&stage.org().pops()[..], [(window, Pop::Url { .. })] if window == "A"));
    Ok(())
}

#[tokio::test]
async fn calls_without_what_they_need_throw_text() -> Result<()> {
    let stage = Stage::open().await?;
    stage.enter(&stage.world.classic(DEMO, "A")).await?;
    for call in ["getPageInfo()", "onFocus()", "cti.onClickToDial(1)", "saveLog('Task', 'Subject=x', 1)"] {
        let thrown: Option<String> = stage.browser.eval(&format!("thrownBy(() => sforce.interaction.{call})")).await?;
        assert_eq!(thrown.as_deref(), Some("string"), "{call}");
    }
    Ok(())
}
