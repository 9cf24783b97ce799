//! The desktop of an agent at work: what it shows, what the agent does there, and a whole call between two.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use serde_json::json;

use crate::browser::Browser;
use crate::connector::Connector;
use crate::wait::{self, PATIENCE};

/// The page of 1245456 at 5051, a supervisor: Demo Agent.
pub const DEMO: &str = "/?user=demo@example.com&useOwnLoginId=false";
/// The page of 102312778 at 5069: Third Agent.
pub const THIRD: &str = "/?user=agent3@example.com&useOwnLoginId=false";
/// The field of the number.
pub const NUMBER: &str = "[data-field=number]";
/// The button that dials it.
pub const DIAL: &str = "button[data-action=dial]";

impl Browser {
    /// Opens the softphone of a panel's size and waits until its agent is at work.
    pub async fn go_to_work(&self, connector: &Connector, page: &str) -> Result<()> {
        let size = json!({ "width": 300, "height": 480, "deviceScaleFactor": 1, "mobile": false });
        self.cdp("Emulation.setDeviceMetricsOverride", size).await?;
        self.goto(&connector.url(page)).await?;
        self.until_icons("white", "green").await?;
        self.until_state("Not ready").await
    }

    /// Waits until the state line says this.
    pub async fn until_state(&self, word: &str) -> Result<()> {
        self.until(&format!("document.querySelector('.hs-desk strong')?.textContent === {}", json!(word))).await
    }

    /// Waits until a call with this title is in this state.
    pub async fn until_call(&self, title: &str, state: &str) -> Result<()> {
        let texts = json!([title, state]);
        self.until(&format!(
            "[...document.querySelectorAll('[data-call]')].some(card => \
             {texts}.every(text => card.innerText.split('\\n').some(line => line.trim() === text)))"
        ))
        .await
    }

    /// Waits until there is no call.
    pub async fn until_no_call(&self) -> Result<()> {
        self.until_gone("[data-call]").await
    }

    /// Chooses a state by its `data-action`.
    pub async fn choose_state(&self, action: &str) -> Result<()> {
        self.act("states").await?;
        self.act(action).await
    }

    /// Opens a page of the desktop.
    pub async fn open_tab(&self, tab: &str) -> Result<()> {
        self.click(&format!("[data-action=tab][data-value={tab}]")).await
    }

    /// The duration of the first call as it is shown, in seconds of its minute.
    pub async fn seconds(&self) -> Result<Option<u32>> {
        self.eval("(text => text ? Number(text.slice(-2)) : null)(document.querySelector('[data-call] .hs-since')?.textContent)")
            .await
    }
}

/// Both count whole seconds of the connector's clock, so that nobody sees two durations of one call.
pub async fn both_show_one_duration(one: &Browser, two: &Browser) -> Result<()> {
    wait::until("the same duration on both screens", PATIENCE, async || {
        let (first, second) = (one.seconds().await?, two.seconds().await?);
        Ok((first == second && first.is_some()).then_some(()))
    })
    .await
}

/// Takes a picture of both screens at each step.
pub struct Camera {
    folder: PathBuf,
    steps: Vec<Shot>,
}

/// Both screens at one step.
pub struct Shot {
    /// What happens there, to people.
    pub caption: &'static str,
    /// Their pictures.
    pub files: [PathBuf; 2],
}

impl Camera {
    /// One that writes `NN-one.png` and `NN-two.png` into this folder.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, steps: Vec::new() }
    }

    /// What was taken, step by step.
    pub fn shots(&self) -> &[Shot] {
        &self.steps
    }

    async fn take(&mut self, one: &Browser, two: &Browser, caption: &'static str) -> Result<()> {
        let step = self.steps.len() + 1;
        let files = ["one", "two"].map(|who| self.folder.join(format!("{step:02}-{who}.png")));
        for (browser, file) in [one, two].into_iter().zip(&files) {
            browser.settle().await?;
            browser.screenshot(file).await?;
        }
        self.steps.push(Shot { caption, files });
        Ok(())
    }
}

/// 5051 calls 5069, who answers, holds, retrieves, consults somebody, transfers and wraps up. Both are at work and not
/// ready; at each step both screens say the same.
pub async fn a_whole_call(one: &Browser, two: &Browser, camera: &mut Camera) -> Result<()> {
    camera.take(one, two, "Both are at work, and not ready yet").await?;
    for browser in [one, two] {
        browser.choose_state("ready").await?;
        browser.until_state("Ready").await?;
    }
    one.fill(NUMBER, "5069").await?;
    camera.take(one, two, "Both are ready; 5051 types the number of 5069").await?;
    one.click(DIAL).await?;
    one.until_call("Third Agent", "Calling").await?;
    two.until_call("Demo Agent", "Ringing").await?;
    ensure!(title(two).await? == "Call from Demo Agent", "the page is named after who calls");
    camera.take(one, two, "5051 calls: it rings at 5069").await?;

    two.act("answer").await?;
    two.until_call("Demo Agent", "Talking").await?;
    one.until_call("Third Agent", "Talking").await?;
    ensure!(title(two).await? == "Hookswitch", "the ring ends with the answer");
    both_show_one_duration(one, two).await?;
    camera.take(one, two, "5069 answers, and they talk").await?;

    two.act("hold").await?;
    two.until_call("Demo Agent", "On hold").await?;
    two.until_state("On hold").await?;
    one.until_call("Third Agent", "You are on hold").await?;
    camera.take(one, two, "5069 puts the call on hold").await?;
    two.act("retrieve").await?;
    two.until_call("Demo Agent", "Talking").await?;
    one.until_call("Third Agent", "Talking").await?;

    two.act("more").await?;
    camera.take(one, two, "5069 takes it back, and looks what else can be done").await?;
    two.act("look-up").await?;
    two.until_focused(NUMBER).await?;
    // Answers after two seconds, and talks.
    two.type_keys("8001").await?;
    camera.take(one, two, "5069 types a number to transfer it to").await?;
    two.act("consult").await?;
    two.until_call("Demo Talker", "Consulting").await?;
    two.until_call("Demo Agent", "On hold").await?;
    one.until_call("Third Agent", "You are on hold").await?;
    camera.take(one, two, "5069 talks to them first, while 5051 waits").await?;
    two.act("transfer").await?;
    one.until_call("Demo Talker", "Talking").await?;
    two.until_no_call().await?;
    two.until_state("Wrap-up").await?;
    two.until_shows("how did the call come out?").await?;
    camera.take(one, two, "5069 transfers the call, and is asked how it came out").await?;

    two.act("wrap-up").await?;
    two.until_state("Ready").await?;
    one.until_state("Talking").await?;
    one.act("end").await?;
    one.until_no_call().await?;
    one.until_state("Ready").await?;
    for (browser, way, who) in [(one, "Outgoing", "Third Agent"), (two, "Incoming", "Demo Agent")] {
        browser.open_tab("history").await?;
        browser.until_shows(way).await?;
        browser.until_shows(who).await?;
    }
    camera.take(one, two, "The call is over: both find it in their history").await
}

async fn title(browser: &Browser) -> Result<String> {
    browser.eval("document.title").await
}
