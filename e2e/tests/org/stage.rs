//! A world with a plain page as the softphone, and one browser in it.

use anyhow::{Context, Result};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use hookswitch_e2e::browser::Browser;
use hookswitch_e2e::connector::Setup;
use hookswitch_e2e::driver::Driver;
use hookswitch_e2e::org::{Org, What};
use hookswitch_e2e::wait::{self, PATIENCE};
use hookswitch_e2e::world::World;
use serde_json::Value;
use tokio::sync::{Mutex, MutexGuard};

const PHONE: &str = include_str!("phone.html");
/// The demo's user.
pub(crate) const DEMO: &str = "demo@example.com";

/// Browsers beside each other would starve each other of time, and of the focus.
static TURN: Mutex<()> = Mutex::const_new(());

/// All that a test needs, gone when dropped.
pub(crate) struct Stage {
    pub(crate) world: World,
    pub(crate) browser: Browser,
    pub(crate) driver: Driver,
    _turn: MutexGuard<'static, ()>,
}

impl Stage {
    /// The plain page.
    pub(crate) async fn open() -> Result<Self> {
        Self::with(async |world| world.with_page(Router::new().route("/", get(Html(PHONE)))).await).await
    }

    /// The page of a connector in place of the plain one.
    pub(crate) async fn of(setup: Setup) -> Result<Self> {
        Self::with(async |world| world.with_connector(setup).await).await
    }

    async fn with(phone: impl AsyncFnOnce(World) -> Result<World>) -> Result<Self> {
        let turn = TURN.lock().await;
        let world = phone(World::new().await?).await?;
        let driver = Driver::start().await?;
        let browser = world.browser(&driver).await?;
        Ok(Self { world, browser, driver, _turn: turn })
    }

    pub(crate) fn org(&self) -> &Org {
        self.world.org()
    }

    /// Opens a host page and goes into the softphone that it frames; what became of the script.
    pub(crate) async fn enter(&self, page: &str) -> Result<String> {
        self.browser.goto(page).await?;
        self.browser.until_hosted().await?;
        self.browser.enter_softphone().await?;
        self.browser.until("typeof loaded === 'object'").await?;
        self.browser.eval("loaded").await
    }

    /// Asks something of the host page, and comes back into the softphone.
    pub(crate) async fn outside<T>(&self, ask: impl AsyncFnOnce(&Browser) -> Result<T>) -> Result<T> {
        self.browser.leave_softphone().await?;
        let said = ask(&self.browser).await?;
        self.browser.enter_softphone().await?;
        Ok(said)
    }

    /// Waits until a page has told of something, and hands back what.
    pub(crate) async fn told(&self, wanted: &str) -> Result<Value> {
        wait::until(wanted, PATIENCE, async || {
            let told = self.org().events().into_iter().find_map(|event| match event.what {
                What::Page { event, detail } if event == wanted => Some(detail),
                What::Page { .. } | What::Call { .. } | What::Pop { .. } => None,
            });
            Ok(told)
        })
        .await
    }
}

/// What stands at a place of an answer.
pub(crate) fn at<'a>(answer: &'a Value, pointer: &str) -> Result<&'a Value> {
    answer.pointer(pointer).with_context(|| format!("no {pointer} in {answer}"))
}
