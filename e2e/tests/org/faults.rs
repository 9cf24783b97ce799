use anyhow::Result;
use hookswitch_e2e::world::{CLASSIC, FOREIGN, LIGHTNING};
use serde_json::{Value, json};

use crate::stage::{DEMO, Stage, at};

const API: &str = "typeof sforce === 'undefined' ? 'nothing' : typeof sforce.opencti";

/// Opens Lightning with faults in its query.
async fn enter_with(stage: &Stage, faults: &str) -> Result<String> {
    let query = [("user", DEMO), ("window", "A"), ("faults", faults)];
    stage.enter(&stage.world.page(LIGHTNING, "lightning.html", &query)).await
}

#[tokio::test]
async fn the_script_is_missing_late_or_throws_when_that_is_switched_on() -> Result<()> {
    let stage = Stage::open().await?;
    assert_eq!(enter_with(&stage, "script-missing").await?, "failed");
    assert_eq!(stage.browser.eval::<String>(API).await?, "nothing");
    assert_eq!(enter_with(&stage, "script-throws").await?, "loaded");
    assert_eq!(stage.browser.eval::<String>(API).await?, "nothing");
    assert_eq!(enter_with(&stage, "script-slow:400").await?, "loaded");
    let took: f64 = stage.browser.eval("performance.getEntriesByType('resource').at(-1).duration").await?;
    assert!(took >= 400.0, "{took}");
    assert_eq!(enter_with(&stage, "calls-throw").await?, "loaded");
    let thrown: String = stage.browser.eval("thrownBy(() => sforce.opencti.refreshView())").await?;
    assert_eq!(thrown, "string");
    Ok(())
}

#[tokio::test]
async fn answers_fail_stay_away_or_name_fields() -> Result<()> {
    let stage = Stage::open().await?;
    enter_with(&stage, "container:2,silent:refreshView,field:Subject,apex-missing:HookswitchUser").await?;
    let ask = async |call: &str| stage.browser.eval::<Value>(call).await;
    for _ in 0..2 {
        assert_eq!(at(&ask("ask('getSoftphoneLayout')").await?, "/errors/0/code")?, "SOFTPHONE_CONTAINER_ERROR");
    }
    assert_eq!(at(&ask("ask('getSoftphoneLayout')").await?, "/success")?, true);
    assert_eq!(ask("ask('refreshView')").await?, "silence");
    let task = ask("ask('saveLog', { value: { entityApiName: 'Task', Subject: 'x' } })").await?;
    at(&task, "/errors/0/details/fieldErrors/Subject/0/message")?;
    let apex = ask("ask('runApex', { apexClass: 'HookswitchUser', methodName: 'read', methodParams: '' })").await?;
    assert_eq!(at(&apex, "/errors/0/description")?, "Could not load Apex class: HookswitchUser");
    assert_eq!(stage.org().calls("refreshView"), 1);

    // Over HTTP, too, is said what goes wrong and told what happened.
    let tell = "fetch('/__faults', { method: 'POST', body: 'id-only' }).then(() => fetch('/__faults')).then(said => said.text())";
    assert_eq!(stage.outside(async |page| page.eval::<String>(tell).await).await?, "id-only");
    let saved = ask("ask('saveLog', { value: { entityApiName: 'Task', Subject: 'x' } })").await?;
    assert!(at(&saved, "/returnValue")?.is_string(), "{saved}");
    let happened = "fetch('/__events').then(said => said.json())";
    let happened: Value = stage.outside(async |page| page.eval(happened).await).await?;
    let last = happened.pointer("/events").and_then(Value::as_array).and_then(|events| events.last());
    let last = last.cloned().unwrap_or_default();
    for (pointer, value) in
        [("/kind", "call"), ("/method", "saveLog"), ("/window", "A"), ("/user", DEMO), ("/outcome", "done")]
    {
        assert_eq!(at(&last, pointer)?, value);
    }
    assert_eq!(at(&happened, "/tasks/0/fields/Subject")?, "x");
    let bad = "fetch('/__faults', { method: 'POST', body: 'nothing' }).then(said => said.status)";
    assert_eq!(stage.outside(async |page| page.eval::<u16>(bad).await).await?, 400);
    Ok(())
}

#[tokio::test]
async fn a_frame_without_storage_throws_and_is_answered_all_the_same() -> Result<()> {
    let mut stage = Stage::open().await?;
    assert_eq!(enter_with(&stage, "storage").await?, "loaded");
    assert_eq!(stage.browser.eval::<String>("thrownBy(() => localStorage)").await?, "Error");
    assert_eq!(stage.browser.eval::<String>("self.origin").await?, "null");
    assert_eq!(at(&stage.browser.eval::<Value>("ask('getSoftphoneLayout')").await?, "/success")?, true);

    stage.org().begin_anew();
    stage.browser = stage.world.browser_without_storage(&stage.driver).await?;
    assert_eq!(stage.enter(&stage.world.lightning(DEMO, "A")).await?, "loaded");
    assert_eq!(stage.browser.eval::<String>("thrownBy(() => localStorage)").await?, "Error");
    assert_eq!(stage.browser.eval::<String>("self.origin").await?, "https://phone.example.com");
    assert_eq!(at(&stage.browser.eval::<Value>("ask('getSoftphoneLayout')").await?, "/success")?, true);
    Ok(())
}

#[tokio::test]
async fn a_frame_that_is_told_another_origin_reaches_nobody() -> Result<()> {
    let stage = Stage::open().await?;
    assert_eq!(enter_with(&stage, "origin:https://acme2.lightning.force.com").await?, "loaded");
    let origins: Value = stage.browser.eval("[origin, location.ancestorOrigins[0]]").await?;
    assert_eq!(origins, json!(["https://acme2.lightning.force.com", format!("https://{LIGHTNING}")]));
    assert_eq!(stage.browser.eval::<Value>("ask('getSoftphoneLayout')").await?, "silence");
    Ok(())
}

#[tokio::test]
async fn the_script_throws_text_where_it_was_not_called_by_salesforce() -> Result<()> {
    let stage = Stage::open().await?;
    stage.enter(&stage.world.page(FOREIGN, "lightning.html", &[("user", DEMO)])).await?;
    assert_eq!(stage.browser.eval::<String>(API).await?, "nothing", "evil.example is no host of Salesforce's");
    assert_eq!(stage.browser.eval::<u32>("failures.length").await?, 1);
    Ok(())
}

#[tokio::test]
async fn lightning_and_classic_are_other_partitions_and_two_orgs_are_one() -> Result<()> {
    let stage = Stage::open().await?;
    let kept = async |host: &str, page: &str| {
        stage.enter(&stage.world.page(host, page, &[("user", DEMO)])).await?;
        stage.browser.eval::<Option<String>>("localStorage.getItem('key')").await
    };
    assert_eq!(kept(LIGHTNING, "lightning.html").await?, None);
    stage.browser.eval::<()>("localStorage.setItem('key', 'kept')").await?;
    assert_eq!(kept(CLASSIC, "classic.html").await?, None);
    assert_eq!(kept("acme2.lightning.force.com", "lightning.html").await?.as_deref(), Some("kept"));
    Ok(())
}
