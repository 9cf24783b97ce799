//! `salesforce check-org`.

use clap::Args;
use hookswitch_protocol::ids::{Extension, UserName};
use serde_json::{Value, json};

use super::{Common, Failure, Output, args};
use crate::{
    config::{Config, Key, Layers, OrgConfig},
    salesforce::org::{Org, OrgFault, OrgUser},
    serve::unix_ms,
};

#[derive(Debug, Args)]
pub(super) struct CheckOrg {
    /// TOML file with the table of the Salesforce org, as for `serve`
    #[arg(long, value_name = "FILE")]
    salesforce: Option<String>,
    /// Salesforce user name of somebody whose saved credentials are looked for [default: the API user]
    #[arg(long, value_name = "NAME", value_parser = args::user_name)]
    user: Option<UserName>,
}

pub(super) async fn run(common: &Common, asked: CheckOrg, output: Output) -> Result<(), Failure> {
    let config = config(common, asked.salesforce)?;
    let org = Org::open(&config, None).map_err(|(wrong, remedy)| Failure::usage("[salesforce.org]", &wrong, remedy))?;
    let now = || unix_ms() / 1_000;
    let server = org.log_on(now()).await.map_err(failed)?;
    let name = asked.user.unwrap_or_else(|| config.user.clone());
    let user = org.user(&name, now()).await.map_err(failed)?;
    let ranges = org.profile_login_ranges(&config.user, now()).await;
    output.result(
        || {
            let profile = match &ranges {
                Ok(Some((profile, ranges))) if ranges.ranges.is_empty() => {
                    format!("Its profile {profile} has no login IP ranges: it may log on from anywhere.")
                }
                Ok(Some((profile, ranges))) => {
                    format!("Its profile {profile} has {} login IP ranges.", ranges.ranges.len())
                }
                Ok(None) => "Its profile cannot be found.".to_owned(),
                Err(fault) => {
                    format!("The login IP ranges of its profile cannot be read: {fault} Give it View Setup and Configuration.")
                }
            };
            let saved = match &user {
                None => "There is no such active user in the org.".to_owned(),
                Some(user) => words(user),
            };
            let api = config.user.as_str();
            format!("{api} is let in, and {server} answers.\n{profile}\n{}: {saved}", name.as_str())
        },
        || {
            let count = ranges.as_ref().ok().and_then(Option::as_ref).map(|(_, profile)| profile.ranges.len());
            let profile = ranges.as_ref().ok().and_then(Option::as_ref).map(|(name, _)| name.as_str());
            json!({ "server": server, "profile": profile, "loginIpRanges": count, "user": user.as_ref().map(to_json) })
        },
    );
    Ok(())
}

/// How the org is asked, as `serve` would.
pub(super) fn config(common: &Common, salesforce: Option<String>) -> Result<OrgConfig, Failure> {
    let mut flags = common.values();
    flags.extend(salesforce.map(|file| (Key::Salesforce, file)));
    Ok(Config::org(Layers::of_process(common.config.clone(), flags))?)
}

fn words(user: &OrgUser) -> String {
    let OrgUser { user_name, password, extension, .. } = user;
    let shown = |text: Option<&str>| text.unwrap_or("none").to_owned();
    format!(
        "CTI user name {}, {}, extension {}.",
        shown(user_name.as_ref().map(|name| name.as_str())),
        if password.is_some() { "a password" } else { "no password" },
        shown(extension.as_ref().map(Extension::as_str))
    )
}

fn to_json(user: &OrgUser) -> Value {
    json!({
        "ctiUserName": user.user_name.as_ref().map(|name| name.as_str()),
        "hasPassword": user.password.is_some(),
        "extension": user.extension.as_ref().map(Extension::as_str),
    })
}

fn failed(fault: OrgFault) -> Failure {
    Failure::failed(fault.to_string(), fault.remedy())
}
