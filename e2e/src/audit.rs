//! axe-core in the page: what keeps people with a disability out.

use std::fmt;

use anyhow::{Context, Result};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::fs;

use crate::browser::Browser;
use crate::npm;

const TAGS: [&str; 6] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

/// A rule of axe-core that the page breaks.
#[derive(Debug, Deserialize)]
pub struct Violation {
    /// The rule's name.
    pub id: String,
    /// What it asks for.
    pub help: String,
    /// The elements that break it.
    pub nodes: Vec<Node>,
}

/// An element that breaks a rule.
#[derive(Debug, Deserialize)]
pub struct Node {
    /// Its markup.
    pub html: String,
    /// What is wrong and how to mend it.
    #[serde(rename = "failureSummary", default)]
    pub summary: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}: {}", self.id, self.help)?;
        for node in &self.nodes {
            writeln!(f, "  {}\n    {}", node.html, node.summary.replace('\n', "\n    "))?;
        }
        Ok(())
    }
}

impl Browser {
    /// Runs every WCAG 2.2 AA and best-practice rule on the page as it stands.
    pub async fn audit(&self) -> Result<Vec<Violation>> {
        if !self.eval::<bool>("typeof axe === 'object'").await? {
            let file = npm::ensure_npm().await?.join("axe-core").join("axe.min.js");
            let source = fs::read_to_string(&file).await.with_context(|| format!("cannot read {}", file.display()))?;
            let loaded = self.cdp("Runtime.evaluate", json!({ "expression": source })).await?;
            anyhow::ensure!(loaded.get("exceptionDetails").is_none(), "axe-core does not load: {loaded}");
        }
        self.settle().await?;
        let wanted = json!({ "runOnly": TAGS, "resultTypes": ["violations"] });
        let found: Value = self.eval(&format!("axe.run(document, {wanted}).then(r => r.violations)")).await?;
        Ok(serde_json::from_value(found)?)
    }
}
