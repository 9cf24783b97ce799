//! A softphone in the browser's page: what it shows, and what a person does with it.

use anyhow::{Context, Result};
use fantoccini::Locator;
use serde_json::json;

use crate::browser::Browser;
use crate::wait::{self, PATIENCE};

/// The icon that opens the entry of the Login ID.
pub const LOGIN: &str = "[data-icon=login]";
/// The icon that opens the details of the connection.
pub const CONNECTION: &str = "[data-icon=connection]";
/// The field of the Login ID.
pub const FIELD: &str = "[data-field=login-id]";
/// The button that takes the Login ID.
pub const OK: &str = "button[data-action=submit]";

impl Browser {
    /// Waits until both icons have these colours.
    pub async fn until_icons(&self, login: &str, connection: &str) -> Result<()> {
        let colours = json!([login, connection]);
        self.until(&format!(
            "JSON.stringify({colours}) === JSON.stringify(['login', 'connection'].map(icon => \
             document.querySelector(`[data-icon=${{icon}}]`)?.dataset.state))"
        ))
        .await
    }

    /// Waits until a text can be read in the softphone.
    pub async fn until_shows(&self, text: &str) -> Result<()> {
        let text = json!(text);
        self.until(&format!("document.querySelector('.hs')?.innerText.includes({text})")).await
    }

    /// Waits until an element is gone.
    pub async fn until_gone(&self, css: &str) -> Result<()> {
        self.until(&format!("!document.querySelector({})", json!(css))).await
    }

    /// Waits until an element has the focus.
    pub async fn until_focused(&self, css: &str) -> Result<()> {
        self.until(&format!("document.activeElement?.matches({})", json!(css))).await
    }

    /// Presses what is there for an action.
    pub async fn act(&self, action: &str) -> Result<()> {
        self.click(&format!("[data-action={action}]:not({LOGIN}, {CONNECTION})")).await
    }

    /// Presses what is there for an action with this text in it.
    pub async fn act_on(&self, action: &str, text: &str) -> Result<()> {
        let texts = json!([action, text]);
        let marked = format!(
            "(([action, text]) => {{
                document.querySelector('[data-found]')?.removeAttribute('data-found');
                const all = [...document.querySelectorAll(`[data-action=${{action}}]`)];
                const found = all.find(button => !button.disabled && button.textContent.includes(text));
                found?.setAttribute('data-found', '');
                return !!found;
            }})({texts})"
        );
        // One that is drawn anew in between loses its mark.
        let pressed = wait::until("a button to press", PATIENCE, async || {
            if !self.eval::<bool>(&marked).await? {
                return Ok(None);
            }
            let found = self.client().find_all(Locator::Css("[data-found]")).await?;
            let Some(button) = found.into_iter().next() else { return Ok(None) };
            match button.click().await {
                Err(error) if error.is_stale_element_reference() => Ok(None),
                done => Ok(Some(done?)),
            }
        });
        pressed.await.with_context(|| format!("no {action} with {text}"))
    }

    /// Types a Login ID and takes it, with the pointer.
    pub async fn sign_on(&self, id: &str) -> Result<()> {
        self.click(LOGIN).await?;
        self.fill(FIELD, id).await?;
        self.click(OK).await
    }
}
