//! Pictures of the softphone inside what plays Salesforce, for the administrator's guide.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::org::Object;
use hookswitch_e2e::palette;
use hookswitch_e2e::world::World;

const DEMO: &str = "demo@example.com";
/// One contact has this number, two records have the other.
const ONE: &str = "+493012345601";
const TWO: &str = "+493012345602";
const NOTE: &str = "Wants a quote for two engines by Friday.";
/// A call as long as one is.
const CALL: &str = "[...document.querySelectorAll('[data-call]')].some(card => /0:0[3-9]/.test(card.innerText))";

/// Takes all of them.
pub(crate) async fn shoot(driver: &Driver, folder: &Path) -> Result<()> {
    let world = World::new().await?.with_connector(Setup::demo()).await?;
    let mut set = Set { browser: world.browser(driver).await?, world, folder: folder.to_owned() };
    set.in_lightning().await?;
    set.in_classic().await
}

struct Set {
    world: World,
    browser: Browser,
    folder: PathBuf,
}

impl Set {
    async fn in_lightning(&mut self) -> Result<()> {
        self.browser.viewport(1_000, 680).await?;
        self.browser.goto(&self.world.lightning(DEMO, "A")).await?;
        self.browser.until_hosted().await?;
        self.browser.click("#utility").await?;
        self.browser.enter_softphone().await?;
        self.browser.until_state("Not ready").await?;
        self.browser.choose_state("ready").await?;
        self.browser.until_state("Ready").await?;
        self.take("signed-on").await?;

        self.ring(ONE).await?;
        self.browser.act("answer").await?;
        self.until_record("Ada Lovelace").await?;
        self.browser.until_shows("Saved in Salesforce").await?;
        self.take("one-match").await?;
        self.browser.fill("[data-field=note]", NOTE).await?;
        self.browser.until(CALL).await?;
        self.browser.act("end").await?;
        self.browser.until_no_call().await?;
        self.browser.act_on("wrap-up", "Completed").await?;
        self.browser.until_state("Ready").await?;
        self.browser.until_shows("Saved in Salesforce").await?;
        self.outside(async |page| page.until("document.querySelector('#activities > li')").await).await?;
        self.take("after-the-call").await?;

        self.ring(TWO).await?;
        self.browser.act("answer").await?;
        self.browser.until_shows("Whose call is it?").await?;
        self.take("two-matches").await?;
        self.browser.act_on("whose", "Hopper Ltd").await?;
        self.until_record("Hopper Ltd").await?;
        self.browser.act("end").await?;
        self.browser.until_no_call().await?;
        self.log_out().await?;
        let ada = self.world.org().records(Object::Contact).into_iter().find(|record| record.name() == "Ada Lovelace");
        let ada = ada.context("no Ada")?.id;
        self.browser.leave_softphone().await?;
        self.browser.show_in_host(&format!("/lightning/r/Contact/{ada}/view")).await?;
        self.browser.until_record("Ada Lovelace").await?;
        self.browser.click("button.phone").await?;
        self.browser.enter_softphone().await?;
        self.browser.until_shows("Will dial").await?;
        self.take("number-waiting").await?;
        self.browser.act("sign-on-again").await?;
        self.browser.find("[data-call]").await.map(drop)
    }

    async fn in_classic(&mut self) -> Result<()> {
        self.browser.act("end").await?;
        self.browser.until_no_call().await?;
        self.browser.goto(&self.world.classic(DEMO, "B")).await?;
        self.browser.until_hosted().await?;
        self.browser.enter_softphone().await?;
        self.browser.choose_state("ready").await?;
        self.browser.until_state("Ready").await?;
        self.ring(ONE).await?;
        self.browser.act("answer").await?;
        self.until_record("Ada Lovelace").await?;
        self.browser.until_shows("Saved in Salesforce").await?;
        self.take("classic").await
    }

    async fn log_out(&self) -> Result<()> {
        self.browser.choose_state("not-ready").await?;
        self.browser.until_state("Not ready").await?;
        self.browser.choose_state("log-out").await?;
        self.browser.until_shows("Logged out").await
    }

    async fn ring(&mut self, from: &str) -> Result<()> {
        let output = self.world.connector()?.run(["demo", "call", "--to", "5051", "--from", from]).await?;
        ensure!(output.status.success(), "{output:?}");
        Ok(())
    }

    async fn until_record(&self, name: &str) -> Result<()> {
        self.outside(async |page| page.until_record(name).await).await
    }

    /// Does something in the host page, and comes back into the softphone.
    async fn outside(&self, act: impl AsyncFnOnce(&Browser) -> Result<()>) -> Result<()> {
        self.browser.leave_softphone().await?;
        act(&self.browser).await?;
        self.browser.until_hosted().await?;
        self.browser.enter_softphone().await
    }

    async fn take(&self, name: &str) -> Result<()> {
        println!("{name}");
        self.browser.settle().await?;
        self.browser.leave_softphone().await?;
        // The pointer is elsewhere, and what is there for developers is not shown.
        self.browser.click("header strong").await?;
        self.browser.run::<()>("document.getElementById('components')?.setAttribute('hidden', '')", Vec::new()).await?;
        let file = self.folder.join(format!("{name}.png"));
        self.browser.screenshot(&file).await?;
        palette::shrink(&file).await?;
        self.browser.enter_softphone().await
    }
}
