//! Another app of the user beside the softphone: it hears what happens in Salesforce, and has things done there.

use anyhow::{Result, ensure};
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::org::Object;
use hookswitch_e2e::wait::{self, PATIENCE};
use serde_json::{Value, json};

use crate::stage::{ADA, Desktop, LOGIN_ID, Stage};

/// An app on a page of the softphone's host: `heard` is what it heard, `say` says something.
const APP: &str = "
    window.heard = [];
    const socket = new WebSocket('wss://phone.example.com/ws');
    const send = frame => socket.send(JSON.stringify({ source: 'app', ...frame }));
    window.say = (subtopic, data, id) => send({ channel: 'Salesforce', topic: 'Call', subtopic, data, id });
    socket.onopen = () => send({ channel: 'Connector', topic: 'Registration', subtopic: 'Register', data: {
      channels: ['Salesforce', 'Cisco'], url: '', protocol: 1, identity: { kind: 'loginId', loginId: arguments[0] }, speaker: 'app' } });
    socket.onmessage = ({ data }) => {
      const frame = JSON.parse(data);
      if (frame.subtopic === 'Heartbeat') send(frame);
      heard.push(frame);
    };";

#[tokio::test]
async fn an_app_hears_what_happens_in_salesforce_and_has_things_done_there() -> Result<()> {
    let mut stage = Stage::open().await?;
    stage.org().set("hsTaskFields", "reason=Reason__c");
    stage.work(Desktop::Lightning).await?;
    let app = stage.world.browser(&stage.driver).await?;
    app.goto("https://phone.example.com/healthz").await?;
    app.run::<()>(APP, vec![json!(LOGIN_ID)]).await?;
    app.until("heard.some(frame => frame.subtopic === 'Register' && frame.data.Success)").await?;

    stage.show_contact(Desktop::Lightning, "Ada Lovelace").await?;
    let ada = stage.id(Object::Contact, "Ada Lovelace")?;
    let moved = hears(&app, "ObjectFieldParams").await?;
    ensure!(moved.pointer("/WhoId/0/sfid") == Some(&json!(ada)), "{moved}");
    stage.browser.click("button.phone").await?;
    let clicked = hears(&app, "ClickToDialPayload").await?;
    ensure!(
        clicked["number"] == ADA && clicked["recordId"] == ada && clicked["recordName"] == "Ada Lovelace",
        "{clicked}"
    );
    stage.browser.enter_softphone().await?;
    stage.until_talking().await?;
    stage.hang_up().await?;
    hears(&app, "CreateObject").await?;
    forget(&app).await?;

    stage.ready().await?;
    stage.ring(ADA).await?;
    stage.browser.act("answer").await?;
    let found = hears(&app, "SearchCriteria").await?;
    ensure!(
        found["searchResult"] == "SINGLE_MATCH" && found.pointer("/searchObjects/0/id") == Some(&json!(ada)),
        "{found}"
    );
    let made = hears(&app, "CreateObject").await?;
    let task = made["sfid"].as_str().unwrap_or_default().to_owned();
    ensure!(stage.org().tasks().iter().any(|known| known.id == task), "{made}");

    let hopper = stage.id(Object::Account, "Hopper Ltd")?;
    say(&app, "OpenObject", json!({ "sfid": hopper }), "1").await?;
    stage.outside(async |page| page.until_record("Hopper Ltd").await).await?;

    let update = json!({ "callId": found["callId"], "Name": "Account", "OId": "SF2", "sfid": hopper, "params": { "Phone": "4711" } });
    say(&app, "UpdateObject", update, "2").await?;
    let updated = answer(&app, "2").await?;
    ensure!(updated["Success"] == true, "{updated}");
    let account = stage.org().records(Object::Account).into_iter().find(|record| record.id == hopper);
    ensure!(account.is_some_and(|account| account.text("Phone") == "4711"), "{updated}");

    let save = json!({ "callId": found["callId"], "params": { "reason": "From an app" } });
    say(&app, "SaveCustomVariables", save, "3").await?;
    let saved = answer(&app, "3").await?;
    ensure!(saved["Success"] == true, "{saved}");
    wait::until("the app's value", PATIENCE, async || {
        let tasks = stage.org().tasks();
        let mine = tasks.iter().find(|known| known.id == task);
        Ok(mine.filter(|task| task.text("Reason__c") == "From an app").map(drop))
    })
    .await?;

    say(&app, "CheckTaskState", json!({ "workid": task }), "4").await?;
    let state = answer(&app, "4").await?;
    ensure!(state["workid"] == task, "{state}");
    Ok(())
}

/// Waits until the app has heard this said, and hands back what.
async fn hears(app: &Browser, subtopic: &str) -> Result<Value> {
    let last = format!("heard.findLast(frame => frame.channel === 'Salesforce' && frame.subtopic === '{subtopic}')");
    app.until(&last).await?;
    app.eval(&format!("(frame => frame.data ?? frame.message)({last})")).await
}

/// Waits until the app has its answer.
async fn answer(app: &Browser, id: &str) -> Result<Value> {
    let found = format!("heard.find(frame => frame.channel === 'Salesforce' && frame.id === '{id}')");
    app.until(&found).await?;
    app.eval(&format!("{found}.data")).await
}

async fn say(app: &Browser, subtopic: &str, data: Value, id: &str) -> Result<()> {
    app.run("say(...arguments)", vec![json!(subtopic), data, json!(id)]).await
}

async fn forget(app: &Browser) -> Result<()> {
    app.run("heard.length = 0", Vec::new()).await
}
