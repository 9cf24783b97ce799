//! `session …`: who is signed on to the connector that runs on the data folder.

use clap::Subcommand;
use hookswitch_protocol::utc::UtcTime;
use serde_json::{Value, json};

use super::{Common, Failure, Output, folder, output::table};
use crate::serve::{self, SessionRow};

#[derive(Debug, Subcommand)]
pub(super) enum SessionCommand {
    /// List who is signed on, where and since when
    List,
    /// End a user's session; what the user's browsers keep to log on again is void
    End {
        /// Salesforce user name
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

pub(super) async fn run(common: &Common, command: SessionCommand, output: Output) -> Result<(), Failure> {
    let folder = folder(common)?;
    match command {
        SessionCommand::List => {
            let sessions = serve::sessions(&folder).await?;
            if sessions.is_empty() {
                output.note("Nobody is signed on.");
            }
            output.result(|| table(&rows(&sessions)), || sessions.iter().map(to_json).collect());
        }
        SessionCommand::End { name, yes } => {
            output.confirm(yes, &format!("End the session of {name}?"))?;
            let user = serve::end_session(&folder, &name).await?;
            output.result(|| format!("The session of {user} is ended."), || json!({ "userName": user }));
        }
    }
    Ok(())
}

fn rows(sessions: &[SessionRow]) -> Vec<Vec<String>> {
    let head = ["USER NAME", "NAME", "EXTENSION", "STATION", "SINCE (UTC)", "SOCKET", "PAGE"];
    let row = |session: &SessionRow| {
        vec![
            session.user_name.clone(),
            session.display_name.clone(),
            session.extension.clone(),
            session.station.clone().unwrap_or_else(|| "-".to_owned()),
            since(session),
            session.socket.as_str().to_owned(),
            session.url.clone(),
        ]
    };
    [head.map(str::to_owned).to_vec()].into_iter().chain(sessions.iter().map(row)).collect()
}

fn to_json(session: &SessionRow) -> Value {
    json!({
        "userName": session.user_name,
        "displayName": session.display_name,
        "extension": session.extension,
        "station": session.station,
        "since": since(session),
        "socket": session.socket.as_str(),
        "url": session.url,
    })
}

fn since(session: &SessionRow) -> String {
    UtcTime::of_unix_ms(session.since_unix_ms).to_string()
}
