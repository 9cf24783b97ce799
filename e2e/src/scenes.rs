//! Every state of the page, and how to get there: the one table behind the audit, the widths and the screenshots.
//!
//! A scene is the built page with a connector that does what the scene needs. Its time of day and its random
//! numbers stand still, so that it looks the same each time.

mod desk;
mod door;
mod page;
mod table;
mod work;

use std::future::ready;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::Path;
use axum::extract::ws::WebSocketUpgrade;
use axum::http::StatusCode;
use axum::response::Html;
use axum::routing::any;
use serde_json::json;
use tokio::fs;
use tower_http::services::ServeDir;

use crate::browser::Browser;
use crate::paths;
use crate::phone::FIELD;
use crate::scripted::{self, Act, Cti};
use crate::site::Site;

/// Every state, in the order in which people meet them.
pub fn all() -> impl Iterator<Item = &'static Scene> {
    table::ALL.iter().chain(door::ALL).chain(desk::ALL)
}

/// The state of this name.
pub fn named(name: &str) -> Option<&'static Scene> {
    all().find(|scene| scene.name == name)
}

/// A state of the page.
pub struct Scene {
    /// Its name, in file names and failures.
    pub name: &'static str,
    /// What it shows, to people.
    pub caption: &'static str,
    /// Colour of the login icon.
    pub login: &'static str,
    /// Colour of the connection icon.
    pub connection: &'static str,
    /// A text that stands in it and in no state on the way there.
    pub shows: &'static str,
    /// What the connector does.
    act: Act,
    /// What the CTI server behind it says.
    cti: fn() -> Cti,
    /// Attributes of the element, as written in HTML.
    attributes: &'static str,
    /// The page's query.
    query: &'static str,
    /// What the browser kept.
    kept: Kept,
    /// Whether the browser plays sounds.
    sound: Sound,
    /// What the person does.
    steps: &'static [Step],
}

/// What the browser kept.
#[derive(Clone, Copy)]
enum Kept {
    Nothing,
    LoginId,
    Garbage,
    /// It keeps nothing, and says so by throwing.
    Denied,
}

/// Whether the browser plays sounds.
#[derive(Clone, Copy)]
enum Sound {
    /// It cannot.
    Missing,
    /// Not before the person presses something.
    Blocked,
}

/// What the person does.
#[derive(Clone, Copy)]
enum Step {
    Click(&'static str),
    Type(&'static str),
    /// Types into another field than that of the Login ID.
    Fill(&'static str, &'static str),
    /// Presses a key.
    Press(char),
    /// Waits for a text.
    Until(&'static str),
    /// Waits for an element.
    Find(&'static str),
    /// Lets so many milliseconds pass.
    Pass(u32),
    /// Lets two minutes pass, the grace period, and wakes the page.
    Wait,
}

/// The page in all its states, served until dropped.
pub struct Scenes {
    site: Site,
}

impl Scenes {
    /// Serves the built page.
    pub async fn serve() -> Result<Self> {
        let file = paths::dist().join("index.html");
        let index = fs::read_to_string(&file)
            .await
            .with_context(|| format!("{} is not there. Run: cargo xtask dist", file.display()))?;
        let app = Router::new()
            .route(
                "/scene/{name}",
                any(move |Path(name): Path<String>| {
                    ready(named(&name).map(|scene| Html(page::page(&index, scene))).ok_or(StatusCode::NOT_FOUND))
                }),
            )
            .route(
                "/ws/{name}",
                any(move |Path(name): Path<String>, upgrade: WebSocketUpgrade| {
                    let scene = named(&name).ok_or(StatusCode::NOT_FOUND);
                    ready(scene.map(|scene| {
                        upgrade.on_upgrade(move |socket| scripted::play(scene.act, (scene.cti)(), socket))
                    }))
                }),
            )
            .fallback_service(ServeDir::new(paths::dist()).precompressed_br().precompressed_gzip());
        Ok(Self { site: Site::serve_app(app).await? })
    }

    /// Brings the page into a state, and waits until it shows.
    pub async fn reach(&self, browser: &Browser, scene: &Scene) -> Result<()> {
        self.walk(browser, scene).await.with_context(|| format!("scene {}", scene.name))
    }

    async fn walk(&self, browser: &Browser, scene: &Scene) -> Result<()> {
        browser.goto(&self.site.url(&format!("/scene/{}{}", scene.name, scene.query))).await?;
        for step in scene.steps {
            match step {
                Step::Click(css) => browser.click(css).await?,
                Step::Type(text) => browser.fill(FIELD, text).await?,
                Step::Fill(css, text) => browser.fill(css, text).await?,
                Step::Press(key) => browser.press_with(&[], *key).await?,
                Step::Until(text) => browser.until_shows(text).await?,
                Step::Find(css) => drop(browser.find(css).await?),
                Step::Pass(ms) => browser.run("pass(arguments[0])", vec![json!(ms)]).await?,
                Step::Wait => browser.run("twoMinutesPass()", Vec::new()).await?,
            }
        }
        browser.until_icons(scene.login, scene.connection).await?;
        let text = json!(scene.shows);
        // Not what is said to those who cannot see it: that may come earlier.
        browser
            .until(&format!(
                "[...document.querySelectorAll('.hs-bar, .hs-main')].some(e => e.innerText.includes({text}))"
            ))
            .await
    }
}
