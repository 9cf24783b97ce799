//! One Chromium, used the way a person uses it: pages, clicks, keys, and waiting for what shows.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use fantoccini::actions::{InputSource, KeyAction, KeyActions};
use fantoccini::elements::Element;
use fantoccini::error::CmdError;
use fantoccini::key::Key;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use http::Method;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::fs;
use url::Url;

use crate::wait::{self, PATIENCE};

/// A browser session with a profile of its own.
pub struct Browser {
    client: Client,
    _profile: TempDir,
}

/// A line of the browser's console.
#[derive(Debug, Deserialize)]
pub struct ConsoleLine {
    /// `SEVERE`, `WARNING`, `INFO` or `DEBUG`.
    pub level: String,
    /// Where it comes from and what it says.
    pub message: String,
}

impl Browser {
    pub(crate) fn new(client: Client, profile: TempDir) -> Self {
        Self { client, _profile: profile }
    }

    /// The WebDriver client, for what has no method here.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Opens a page and waits until it is loaded.
    pub async fn goto(&self, url: &str) -> Result<()> {
        self.client.goto(url).await.with_context(|| format!("cannot open {url}"))
    }

    /// Loads the page again.
    pub async fn reload(&self) -> Result<()> {
        Ok(self.client.refresh().await?)
    }

    /// Ends the session. Without it the browser goes when its driver goes.
    pub async fn close(self) -> Result<()> {
        Ok(self.client.close().await?)
    }

    /// Runs a function body in the page; `arguments` are its arguments.
    pub async fn run<T: DeserializeOwned>(&self, body: &str, arguments: Vec<Value>) -> Result<T> {
        let value = self.client.execute(body, arguments).await?;
        serde_json::from_value(value).with_context(|| format!("not what was asked for: {body}"))
    }

    /// Evaluates an expression, awaiting it when it is a promise.
    pub async fn eval<T: DeserializeOwned>(&self, expression: &str) -> Result<T> {
        let body = format!(
            "const done = arguments[arguments.length - 1];
             Promise.resolve().then(() => ({expression}))
               .then(value => done({{ value: value ?? null }}), error => done({{ error: String(error?.stack ?? error) }}));"
        );
        let mut reply = self.client.execute_async(&body, Vec::new()).await?;
        if let Some(error) = reply.get("error").and_then(Value::as_str) {
            bail!("{expression}\nfailed in the page: {error}");
        }
        let value = reply.get_mut("value").map(Value::take).unwrap_or_default();
        serde_json::from_value(value).with_context(|| format!("not what was asked for: {expression}"))
    }

    /// Waits until an expression is true.
    pub async fn until(&self, expression: &str) -> Result<()> {
        self.until_within(expression, PATIENCE).await
    }

    /// The same with a patience of your own.
    pub async fn until_within(&self, expression: &str, patience: Duration) -> Result<()> {
        let probe = format!("!!({expression})");
        let waited =
            wait::until(expression, patience, async || Ok(self.eval::<bool>(&probe).await?.then_some(()))).await;
        match waited {
            Ok(()) => Ok(()),
            Err(error) => Err(error.context(self.what_shows().await)),
        }
    }

    /// Waits until an element is in the page and hands it back.
    pub async fn find(&self, css: &str) -> Result<Element> {
        let found =
            wait::until(css, PATIENCE, async || Ok(self.client.find_all(Locator::Css(css)).await?.into_iter().next()));
        match found.await {
            Ok(element) => Ok(element),
            Err(error) => Err(error.context(self.what_shows().await)),
        }
    }

    /// Waits for an element that can be seen and is enabled, and clicks it with the pointer.
    pub async fn click(&self, css: &str) -> Result<()> {
        self.with(css, async |element| {
            let is_there = element.is_displayed().await? && element.is_enabled().await?;
            if is_there {
                element.click().await?;
            }
            Ok(is_there.then_some(()))
        })
        .await
        .with_context(|| format!("cannot click {css}"))
    }

    /// Types into a field after emptying it.
    pub async fn fill(&self, css: &str, text: &str) -> Result<()> {
        self.with(css, async |field| {
            field.clear().await?;
            field.send_keys(text).await?;
            Ok(Some(()))
        })
        .await
        .with_context(|| format!("cannot type into {css}"))
    }

    /// Types into whatever has the focus.
    pub async fn type_keys(&self, text: &str) -> Result<()> {
        for key in text.chars() {
            self.key(key, &[]).await?;
        }
        Ok(())
    }

    /// Presses and lets go one key.
    pub async fn press(&self, key: Key) -> Result<()> {
        self.key(char::from(key), &[]).await
    }

    /// Presses one key while others are held, such as Shift and Tab.
    pub async fn press_with(&self, held: &[Key], key: impl Into<char>) -> Result<()> {
        self.key(key.into(), held).await
    }

    /// The visible text of an element.
    pub async fn text(&self, css: &str) -> Result<String> {
        self.with(css, async |element| Ok(Some(element.text().await?))).await
    }

    /// An attribute of an element.
    pub async fn attribute(&self, css: &str, name: &str) -> Result<Option<String>> {
        self.with(css, async |element| Ok(Some(element.attr(name).await?))).await
    }

    /// Waits until an attribute of an element has a value.
    pub async fn until_attribute(&self, css: &str, name: &str, value: &str) -> Result<()> {
        let (css, name, value) = (json!(css), json!(name), json!(value));
        self.until(&format!("document.querySelector({css})?.getAttribute({name}) === {value}")).await
    }

    /// Waits until every movement that has an end is at its end.
    pub async fn settle(&self) -> Result<()> {
        let moves = "document.getAnimations().filter(move => move.effect.getComputedTiming().endTime < Infinity)";
        self.eval(&format!("Promise.allSettled({moves}.map(move => move.finished)).then(() => null)")).await
    }

    /// The lines the page and the browser wrote to the console since the last call.
    pub async fn console(&self) -> Result<Vec<ConsoleLine>> {
        let lines = self.command("se/log", json!({ "type": "browser" })).await?;
        Ok(serde_json::from_value(lines)?)
    }

    /// Sends a DevTools command.
    pub async fn cdp(&self, method: &str, params: Value) -> Result<Value> {
        self.command("goog/cdp/execute", json!({ "cmd": method, "params": params }))
            .await
            .with_context(|| format!("DevTools refused {method}"))
    }

    /// Runs a script in every page before the page's own.
    pub async fn before_every_page(&self, script: &str) -> Result<()> {
        self.cdp("Page.addScriptToEvaluateOnNewDocument", json!({ "source": script })).await?;
        Ok(())
    }

    /// Writes what the viewport shows to a PNG file.
    pub async fn screenshot(&self, file: &Path) -> Result<()> {
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).await?;
        }
        let png = self.client.screenshot().await?;
        fs::write(file, png).await.with_context(|| format!("cannot write {}", file.display()))
    }

    /// Does something with an element until it succeeds. One that was drawn anew since it was found is found again, as a
    /// person would.
    async fn with<T>(&self, css: &str, act: impl AsyncFn(&Element) -> Result<Option<T>, CmdError>) -> Result<T> {
        wait::until(css, PATIENCE, async || match act(&self.find(css).await?).await {
            Err(error) if error.is_stale_element_reference() => Ok(None),
            done => Ok(done?),
        })
        .await
    }

    async fn key(&self, key: char, held: &[Key]) -> Result<()> {
        let held: Vec<char> = held.iter().map(|key| char::from(*key)).collect();
        let down = |value| KeyAction::Down { value };
        let up = |value| KeyAction::Up { value };
        let steps = held.iter().copied().map(down).chain([down(key), up(key)]);
        let steps = steps.chain(held.iter().rev().copied().map(up));
        let actions = steps.fold(KeyActions::new("keys".to_owned()), InputSource::then);
        Ok(self.client.perform_actions(actions).await?)
    }

    async fn what_shows(&self) -> String {
        let text = self.eval::<String>("document.body?.innerText ?? ''").await;
        let console = self.console().await.unwrap_or_default();
        let console: Vec<String> = console.into_iter().map(|line| format!("{} {}", line.level, line.message)).collect();
        format!(
            "the page shows:\n{}\nits console:\n{}",
            text.unwrap_or_else(|error| error.to_string()),
            console.join("\n")
        )
    }

    async fn command(&self, path: &'static str, body: Value) -> Result<Value> {
        Ok(self.client.issue_cmd(VendorCommand { path, body }).await?)
    }
}

#[derive(Debug)]
struct VendorCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for VendorCommand {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, url::ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}
