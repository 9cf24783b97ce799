//! A host page in a browser, and the softphone framed in it.

use anyhow::Result;
use serde_json::json;

use crate::browser::Browser;

impl Browser {
    /// Waits until a host page has framed its softphone.
    pub async fn until_hosted(&self) -> Result<()> {
        self.until("document.body?.dataset.ready === '' && document.getElementById('softphone')").await
    }

    /// From now on what is asked and done is asked and done in the framed softphone.
    pub async fn enter_softphone(&self) -> Result<()> {
        self.find("#softphone").await?.enter_frame().await?;
        Ok(())
    }

    /// And from now on in the host page again, even where the frame is gone.
    pub async fn leave_softphone(&self) -> Result<()> {
        let window = self.client().window().await?;
        Ok(self.client().switch_to_window(window).await?)
    }

    /// Opens a page of the host: a record, a list, a result.
    pub async fn show_in_host(&self, path: &str) -> Result<()> {
        let body = "location.hash = arguments[0]";
        self.run(body, vec![json!(path)]).await
    }

    /// Waits until the record of this name is shown by the host.
    pub async fn until_record(&self, name: &str) -> Result<()> {
        self.until(&format!("document.querySelector('[data-record] h1')?.textContent === {}", json!(name))).await
    }
}
