//! A Salesforce, a connector and one browser.

use std::fs;

use anyhow::{Context, Result, ensure};
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::org::{Object, Org, Pop, Record};
use hookswitch_e2e::wait::{self, PATIENCE};
use hookswitch_e2e::world::{CLASSIC, PHONE, World};
use tokio::sync::{Mutex, MutexGuard};

/// The demo's user, at 5051.
pub(crate) const DEMO: &str = "demo@example.com";

/// The Login ID in that user's record.
pub(crate) const LOGIN_ID: &str = "DEMO0000000000005051";
/// One contact has this number.
pub(crate) const ADA: &str = "+493012345601";
/// A contact and an account have this one.
pub(crate) const TWO: &str = "+493012345602";
/// And nobody this one.
pub(crate) const NOBODY: &str = "+493012345699";

/// Browsers beside each other would starve each other of time, and of the focus.
static TURN: Mutex<()> = Mutex::const_new(());

/// Which desktop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Desktop {
    Lightning,
    Classic,
    Console,
}

/// All that a test needs, gone when dropped.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) browser: Browser,
    pub(crate) driver: Driver,
    _turn: MutexGuard<'static, ()>,
}

impl Stage {
    /// A demo connector, and nothing open.
    pub(crate) async fn open() -> Result<Self> {
        Self::of(async |world| world.with_connector(Setup::demo()).await).await
    }

    /// A connector that takes tokens of the org, whose users sign on by them.
    pub(crate) async fn by_token() -> Result<Self> {
        let stage = Self::of(async |world| {
            let config = world.key_file().with_file_name("connector.toml");
            let keys = world.key_file();
            let text = format!(
                "[salesforce]\nissuer = \"https://{CLASSIC}\"\naudience = \"https://{PHONE}\"\nkeys = [{keys:?}]\n"
            );
            fs::write(&config, text)?;
            world.with_connector(Setup::demo().arg("--config").arg(config)).await
        });
        let stage = stage.await?;
        stage.org().set("hsUseOwnLoginId", "false");
        Ok(stage)
    }

    pub(crate) async fn of(phone: impl AsyncFnOnce(World) -> Result<World>) -> Result<Self> {
        let turn = TURN.lock().await;
        let world = phone(World::new().await?).await?;
        let driver = Driver::start().await?;
        let browser = world.browser(&driver).await?;
        Ok(Self { world, browser, driver, _turn: turn })
    }

    pub(crate) fn org(&self) -> &Org {
        self.world.org()
    }

    /// The address of a desktop in a window of this name.
    pub(crate) fn address(&self, desktop: Desktop, window: &str) -> String {
        match desktop {
            Desktop::Lightning => self.world.lightning(DEMO, window),
            Desktop::Classic => self.world.classic(DEMO, window),
            Desktop::Console => self.world.console(DEMO, window),
        }
    }

    /// Opens a desktop, and its softphone.
    pub(crate) async fn show(&self, desktop: Desktop) -> Result<()> {
        self.browser.goto(&self.address(desktop, "A")).await?;
        self.browser.until_hosted().await?;
        self.open_utility(desktop).await?;
        self.browser.enter_softphone().await
    }

    /// Another user's browser, whose softphone is open in Lightning and at work, ready; the window is named after the user.
    pub(crate) async fn another(&self, user: &str) -> Result<Browser> {
        let browser = self.world.browser(&self.driver).await?;
        browser.goto(&self.world.lightning(user, user)).await?;
        browser.until_hosted().await?;
        browser.click("#utility").await?;
        browser.enter_softphone().await?;
        browser.until_icons("white", "green").await?;
        browser.until_state("Not ready").await?;
        browser.choose_state("ready").await?;
        browser.until_state("Ready").await?;
        Ok(browser)
    }

    /// The id of a record.
    pub(crate) fn id(&self, object: Object, name: &str) -> Result<String> {
        let record = self.org().records(object).into_iter().find(|record| record.name() == name);
        Ok(record.with_context(|| format!("no {name}"))?.id)
    }

    /// Opens the utility item, where the desktop has such things.
    pub(crate) async fn open_utility(&self, desktop: Desktop) -> Result<()> {
        match desktop {
            Desktop::Lightning => self.browser.click("#utility").await,
            Desktop::Classic | Desktop::Console => Ok(()),
        }
    }

    /// Opens a desktop and waits until its agent is at work, ready.
    pub(crate) async fn work(&self, desktop: Desktop) -> Result<()> {
        self.show(desktop).await?;
        self.browser.until_icons("white", "green").await?;
        self.browser.until_state("Not ready").await?;
        self.browser.choose_state("ready").await?;
        self.browser.until_state("Ready").await
    }

    /// Does something in the host page, and comes back into the softphone.
    pub(crate) async fn outside<T>(&self, act: impl AsyncFnOnce(&Browser) -> Result<T>) -> Result<T> {
        self.browser.leave_softphone().await?;
        let done = act(&self.browser).await?;
        self.browser.enter_softphone().await?;
        Ok(done)
    }

    /// Somebody outside calls 5051.
    pub(crate) async fn ring(&mut self, from: &str) -> Result<()> {
        let output = self.world.connector()?.run(["demo", "call", "--to", "5051", "--from", from]).await?;
        ensure!(output.status.success(), "{output:?}");
        Ok(())
    }

    /// Shows a contact, as a person would who looks for it.
    pub(crate) async fn show_contact(&self, desktop: Desktop, name: &str) -> Result<()> {
        let id = self.id(Object::Contact, name)?;
        self.browser.leave_softphone().await?;
        match desktop {
            Desktop::Lightning => self.browser.show_in_host(&format!("/lightning/r/Contact/{id}/view")).await?,
            Desktop::Console => self.browser.show_in_host(&format!("/{id}")).await?,
            // The whole page goes there, and the sidebar with it.
            Desktop::Classic => {
                self.browser.goto(&format!("{}&at=/{id}", self.address(desktop, "A"))).await?;
                self.browser.until_hosted().await?;
            }
        }
        self.browser.until_record(name).await
    }

    /// Waits until the other end has answered.
    pub(crate) async fn until_talking(&self) -> Result<()> {
        let cards = "[...document.querySelectorAll('[data-call]')]";
        self.browser.until(&format!("{cards}.some(card => card.innerText.includes('Talking'))")).await
    }

    /// Ends the call, and says how it came out where that is asked.
    pub(crate) async fn hang_up(&self) -> Result<()> {
        self.browser.act("end").await?;
        self.browser.until_no_call().await
    }

    /// Is ready again.
    pub(crate) async fn ready(&self) -> Result<()> {
        self.browser.choose_state("ready").await?;
        self.browser.until_state("Ready").await
    }

    /// What popped, once so much has.
    pub(crate) async fn pops(&self, count: usize) -> Result<Vec<Pop>> {
        let found = wait::until("what pops", PATIENCE, async || {
            let pops = self.org().pops();
            Ok((pops.len() == count).then(|| pops.into_iter().map(|(_, pop)| pop).collect()))
        });
        found.await.with_context(|| format!("{:?}", self.org().pops()))
    }

    /// Waits until there are so many activities, and hands them back.
    pub(crate) async fn tasks(&self, count: usize, is: impl Fn(&Record) -> bool) -> Result<Vec<Record>> {
        let found = wait::until("the activities", PATIENCE, async || {
            let tasks = self.org().tasks();
            Ok((tasks.len() == count && tasks.iter().all(&is)).then_some(tasks))
        });
        found.await.with_context(|| format!("{:?}", self.org().tasks()))
    }
}
