//! `memo …`.

use clap::Subcommand;
use serde_json::{Value, json};

use super::{Common, Failure, Output, args, open, output::table};
use crate::{
    core::{Memo, MemoText, TeamName, WebUrl},
    store::Missing,
};

#[derive(Debug, Subcommand)]
pub(super) enum MemoCommand {
    /// Tell users something
    Add {
        /// What: 1 to 255 characters
        #[arg(value_parser = text)]
        text: MemoText,
        /// A page where there is more, http or https
        #[arg(long, value_parser = url)]
        url: Option<WebUrl>,
        /// Only the users of this team
        #[arg(long, value_name = "TEXT", value_parser = args::team)]
        team: Option<TeamName>,
    },
    /// List the memos, those that were added last first
    List,
    /// Remove a memo
    Remove {
        /// Its number
        id: i64,
    },
}

pub(super) async fn run(common: &Common, command: MemoCommand, output: Output) -> Result<(), Failure> {
    match command {
        MemoCommand::Add { text, url, team } => {
            let mut store = open(common, Missing::Create, output).await?;
            let memo = store.add_memo(text, url, team).await?;
            store.close().await?;
            output.result(|| format!("Added memo {}.", memo.id), || to_json(&memo));
        }
        MemoCommand::List => {
            let mut store = open(common, Missing::Refuse, output).await?;
            let memos = store.memos().await?;
            store.close().await?;
            if memos.is_empty() {
                output.note("There are no memos. Add one with `memo add`.");
            }
            output.result(|| table(&rows(&memos)), || memos.iter().map(to_json).collect());
        }
        MemoCommand::Remove { id } => {
            let mut store = open(common, Missing::Refuse, output).await?;
            let memo = store.remove_memo(id).await?;
            store.close().await?;
            // All of it, so that it can be added again.
            output.result(|| format!("Removed memo {id}: {}", memo.text.as_str()), || to_json(&memo));
        }
    }
    Ok(())
}

fn rows(memos: &[Memo]) -> Vec<Vec<String>> {
    let head = ["NUMBER", "TEAM", "TEXT", "PAGE"].map(str::to_owned).to_vec();
    let row = |memo: &Memo| {
        let team = memo.team.as_ref().map_or("everybody", TeamName::as_str);
        let url = memo.url.as_ref().map_or("-", WebUrl::as_str);
        vec![memo.id.to_string(), team.to_owned(), memo.text.as_str().to_owned(), url.to_owned()]
    };
    [head].into_iter().chain(memos.iter().map(row)).collect()
}

fn to_json(memo: &Memo) -> Value {
    json!({
        "id": memo.id,
        "text": memo.text.as_str(),
        "url": memo.url.as_ref().map(WebUrl::as_str),
        "team": memo.team.as_ref().map(TeamName::as_str),
    })
}

fn text(text: &str) -> Result<MemoText, String> {
    MemoText::parse(text).ok_or_else(|| "write 1 to 255 characters without control characters".to_owned())
}

fn url(text: &str) -> Result<WebUrl, String> {
    WebUrl::parse(text).ok_or_else(|| "write an address as https://example.com/page".to_owned())
}
