//! `user export`: what the users' records in Salesforce are to hold, as a file for Data Loader.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
    path::{Path, PathBuf},
};

use clap::Args;
use hookswitch_protocol::LoginId;
use serde_json::json;

use super::{Common, Failure, Output, login_id, open};
use crate::{
    core::User,
    store::{Missing, NewLoginId},
};

#[derive(Debug, Args)]
pub(super) struct Export {
    /// A CSV file with the fields of the package, to be upserted by Data Loader
    #[arg(long, required = true)]
    salesforce: bool,
    /// The file to make; it holds Login IDs, and only this account may read it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Make another Login ID for every user, not only for those who have none: the ones before count no more
    #[arg(long)]
    new_login_ids: bool,
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// The fields, in the order of the columns.
const HEADER: [&str; 4] =
    ["Username", "Hookswitch_Login_ID__c", "Hookswitch_Extension__c", "Hookswitch_CTI_User_Name__c"];

pub(super) async fn run(common: &Common, asked: Export, output: Output) -> Result<(), Failure> {
    let Export { salesforce: _, out, new_login_ids, yes } = asked;
    let mut store = open(common, Missing::Refuse, output).await?;
    let users = store.users().await?;
    let had_one = users.iter().filter(|user| user.login_id.is_some()).count();
    if new_login_ids && had_one > 0 {
        let question = format!(
            "{had_one} of {} users have a Login ID. It counts no more, and who is signed on with it is signed off, until \
             Salesforce has the new one.",
            users.len()
        );
        output.confirm(yes, &question)?;
    }
    let mut rows = Vec::new();
    for user in users {
        let is_made = new_login_ids || user.login_id.is_none();
        let made = if is_made { Some(login_id::generate()?) } else { None };
        rows.push((user, made));
    }
    // The file is whole before any ID counts: one that is nowhere to be read would lock its user out.
    write(&out, &rows)?;
    let new = |(user, made): &(User, Option<LoginId>)| {
        made.as_ref().map(|id| NewLoginId { user: user.id, before: user.login_id, id: id.clone() })
    };
    let made: Vec<NewLoginId> = rows.iter().filter_map(new).collect();
    if let Err(error) = store.set_login_ids(&made).await {
        // What cannot be removed holds IDs that count nowhere.
        let _ = fs::remove_file(&out);
        return Err(error.into());
    }
    store.close().await?;
    let (file, users, made) = (out.display(), rows.len(), made.len());
    output.result(
        || {
            let kept = match users - made {
                0 => String::new(),
                kept => format!("\n{kept} keep the one that they have: their cell is empty, and Data Loader leaves the field as it is."),
            };
            format!(
                "Wrote {users} users to {file}, {made} of them with a new Login ID.{kept}\n\
                 Upsert it as User by Username with Data Loader, then delete it: it holds Login IDs."
            )
        },
        || json!({ "file": out.display().to_string(), "users": users, "newLoginIds": made }),
    );
    Ok(())
}

fn write(out: &Path, rows: &[(User, Option<LoginId>)]) -> Result<(), Failure> {
    let failed = |error: io::Error| {
        let is_there = error.kind() == io::ErrorKind::AlreadyExists;
        let wrong = if is_there { "is there already".to_owned() } else { format!("cannot be written: {error}") };
        let wrong = format!("{} {wrong}.", out.display());
        Failure::usage("--out", &wrong, "Name a file that is not there yet, in a folder that you may write to.")
    };
    let file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(out).map_err(failed)?;
    write_to(file, rows).map_err(|error| {
        let _ = fs::remove_file(out);
        failed(error)
    })
}

fn write_to(mut file: File, rows: &[(User, Option<LoginId>)]) -> io::Result<()> {
    let mut csv = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    csv.write_record(HEADER)?;
    for (user, made) in rows {
        let id = made.as_ref().map_or("", LoginId::expose);
        let cti = user.cti.as_ref().map_or("", |account| account.user_name.as_str());
        csv.write_record([user.user_name.as_str(), id, user.extension.as_str(), cti])?;
    }
    let bytes = csv.into_inner().map_err(csv::IntoInnerError::into_error)?;
    file.write_all(&bytes)?;
    file.sync_all()
}
