//! `station …`.

use std::collections::{BTreeMap, BTreeSet};

use clap::{ArgGroup, Args, Subcommand};
use hookswitch_protocol::ids::{Extension, StationName};
use serde_json::{Value, json};

use super::{Common, Failure, Output, args, folder, open, output::table};
use crate::{
    core::{LogOnRight, Number, Station, StationKind, StationStanding, UserId},
    serve,
    store::{Missing, StationChange, Store},
};

#[derive(Debug, Subcommand)]
pub(super) enum StationCommand {
    /// Add a station
    Add(AddStation),
    /// List the stations
    List,
    /// Show one station
    Show {
        /// Name of the station
        name: String,
    },
    /// Change a station
    Change(ChangeStation),
    /// Let users log on who could not
    #[command(group(ArgGroup::new("whom").required(true).args(["user", "everyone"])))]
    Allow {
        /// Name of the station
        name: String,
        /// Salesforce user names
        #[arg(value_name = "USER")]
        user: Vec<String>,
        /// Let in whoever there is and will be
        #[arg(long)]
        everyone: bool,
    },
    /// Keep users from logging on. Where everyone could, everyone else who is there now still can
    Deny {
        /// Name of the station
        name: String,
        /// Salesforce user names
        #[arg(value_name = "USER", required = true)]
        user: Vec<String>,
    },
    /// Remove a station; who is logged on there is logged off
    Remove {
        /// Name of the station
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// End the session at a station of the connector that runs on the data folder
    Release {
        /// Name of the station
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

#[derive(Debug, Args)]
pub(super) struct AddStation {
    /// Name of the station, as WS-5051
    #[arg(value_parser = station_name)]
    name: StationName,
    /// Number of its telephone
    #[arg(long, value_name = "NUMBER", value_parser = args::extension)]
    extension: Extension,
    /// Make it a remote workstation, whose telephone is outside at this number
    #[arg(long, value_name = "NUMBER", value_parser = args::number)]
    remote: Option<Number>,
    /// Let only this user log on; again for another [default: everyone]
    #[arg(long, value_name = "USER")]
    only: Vec<String>,
}

#[derive(Debug, Args)]
#[command(group(
    ArgGroup::new("what").required(true).multiple(true)
        .args(["extension", "remote", "workstation", "activate", "deactivate"])
))]
pub(super) struct ChangeStation {
    /// Name of the station
    name: String,
    /// Number of its telephone
    #[arg(long, value_name = "NUMBER", value_parser = args::extension)]
    extension: Option<Extension>,
    /// Make it a remote workstation, whose telephone is outside at this number
    #[arg(long, value_name = "NUMBER", value_parser = args::number)]
    remote: Option<Number>,
    /// Make it a workstation in the house
    #[arg(long, conflicts_with = "remote")]
    workstation: bool,
    /// Let it be used
    #[arg(long)]
    activate: bool,
    /// Let nobody use it; who is logged on there is logged off
    #[arg(long, conflicts_with = "activate")]
    deactivate: bool,
}

pub(super) async fn run(common: &Common, command: StationCommand, output: Output) -> Result<(), Failure> {
    match command {
        StationCommand::Add(station) => add(common, station, output).await,
        StationCommand::List => list(common, output).await,
        StationCommand::Show { name } => {
            let mut store = open(common, Missing::Refuse, output).await?;
            let station = store.station(&name).await?;
            tell(store, &station, output).await
        }
        StationCommand::Change(change) => self::change(common, change, output).await,
        StationCommand::Allow { name, user, everyone: _ } => {
            let mut store = open(common, Missing::Refuse, output).await?;
            let log_on = match (ids(&mut store, &user).await?, store.station(&name).await?.log_on) {
                (named, _) if named.is_empty() => LogOnRight::Everyone,
                (_, LogOnRight::Everyone) => LogOnRight::Everyone,
                (named, LogOnRight::Only(before)) => LogOnRight::Only(&before | &named),
            };
            let station = store.set_log_on(&name, log_on).await?;
            tell(store, &station, output).await
        }
        StationCommand::Deny { name, user } => {
            let mut store = open(common, Missing::Refuse, output).await?;
            let named = ids(&mut store, &user).await?;
            let before = match store.station(&name).await?.log_on {
                LogOnRight::Everyone => store.users().await?.into_iter().map(|user| user.id).collect(),
                LogOnRight::Only(before) => before,
            };
            let station = store.set_log_on(&name, LogOnRight::Only(&before - &named)).await?;
            tell(store, &station, output).await
        }
        StationCommand::Remove { name, yes } => remove(common, &name, yes, output).await,
        StationCommand::Release { name, yes } => release(common, &name, yes, output).await,
    }
}

async fn add(common: &Common, new: AddStation, output: Output) -> Result<(), Failure> {
    let AddStation { name, extension, remote, only } = new;
    let mut store = open(common, Missing::Create, output).await?;
    let log_on = if only.is_empty() { LogOnRight::Everyone } else { LogOnRight::Only(ids(&mut store, &only).await?) };
    let kind = remote.map_or(StationKind::Workstation, |number| StationKind::RemoteWorkstation { number });
    let station = Station { name, kind, extension, standing: StationStanding::Active, log_on };
    store.add_stations(std::slice::from_ref(&station)).await?;
    tell(store, &station, output).await
}

async fn list(common: &Common, output: Output) -> Result<(), Failure> {
    let mut store = open(common, Missing::Refuse, output).await?;
    let stations = store.stations().await?;
    let names = names(&mut store).await?;
    store.close().await?;
    if stations.is_empty() {
        output.note("There are no stations. Add the first with `station add`.");
    }
    output.result(
        || {
            let head = ["STATION", "EXTENSION", "KIND", "NUMBER", "STANDING", "LOG-ON"].map(str::to_owned).to_vec();
            let rows = stations.iter().map(|station| row(station, &names).to_vec());
            table(&[head].into_iter().chain(rows).collect::<Vec<_>>())
        },
        || stations.iter().map(|station| to_json(station, &names)).collect(),
    );
    Ok(())
}

async fn change(common: &Common, wanted: ChangeStation, output: Output) -> Result<(), Failure> {
    let ChangeStation { name, extension, remote, workstation, activate, deactivate } = wanted;
    let kind = remote.map(|number| StationKind::RemoteWorkstation { number });
    let kind = kind.or(workstation.then_some(StationKind::Workstation));
    let standing = activate.then_some(StationStanding::Active).or(deactivate.then_some(StationStanding::Inactive));
    let mut store = open(common, Missing::Refuse, output).await?;
    let station = store.change_station(&name, &StationChange { extension, kind, standing }).await?;
    tell(store, &station, output).await
}

async fn remove(common: &Common, name: &str, yes: bool, output: Output) -> Result<(), Failure> {
    let mut store = open(common, Missing::Refuse, output).await?;
    let station = store.station(name).await?;
    let names = names(&mut store).await?;
    let (name, extension) = (station.name.as_str(), station.extension.as_str());
    output.confirm(yes, &format!("Remove {name}, extension {extension}?"))?;
    store.remove_station(name).await?;
    store.close().await?;
    output.result(|| format!("Removed {name}."), || to_json(&station, &names));
    Ok(())
}

async fn release(common: &Common, name: &str, yes: bool, output: Output) -> Result<(), Failure> {
    let folder = folder(common)?;
    output.confirm(yes, &format!("End the session at {name}?"))?;
    let user = serve::release_station(&folder, name).await?;
    output.result(
        || format!("{name} is free: the session of {user} is ended."),
        || json!({ "station": name, "userName": user }),
    );
    Ok(())
}

/// Says how a station is now, and closes the store.
async fn tell(mut store: Store, station: &Station, output: Output) -> Result<(), Failure> {
    let names = names(&mut store).await?;
    store.close().await?;
    output.result(
        || {
            let [name, extension, kind, number, standing, log_on] = row(station, &names);
            let at = if number == "-" { String::new() } else { format!(" at {number}") };
            format!("{name} is {kind}{at}, extension {extension}, {standing}. Log-on: {log_on}.")
        },
        || to_json(station, &names),
    );
    Ok(())
}

async fn ids(store: &mut Store, users: &[String]) -> Result<BTreeSet<UserId>, Failure> {
    let mut ids = BTreeSet::new();
    for user in users {
        ids.insert(store.user(user).await?.id);
    }
    Ok(ids)
}

async fn names(store: &mut Store) -> Result<BTreeMap<UserId, String>, Failure> {
    let users = store.users().await?;
    Ok(users.into_iter().map(|user| (user.id, user.user_name.as_str().to_owned())).collect())
}

fn row(station: &Station, names: &BTreeMap<UserId, String>) -> [String; 6] {
    let (kind, number) = kind_and_number(station);
    let log_on = match users(station, names) {
        None => "everyone".to_owned(),
        Some(users) if users.is_empty() => "nobody".to_owned(),
        Some(users) => users.join(", "),
    };
    [
        station.name.as_str().to_owned(),
        station.extension.as_str().to_owned(),
        kind.to_owned(),
        number.unwrap_or("-").to_owned(),
        standing(station).to_owned(),
        log_on,
    ]
}

fn to_json(station: &Station, names: &BTreeMap<UserId, String>) -> Value {
    let (kind, number) = kind_and_number(station);
    json!({
        "name": station.name.as_str(),
        "extension": station.extension.as_str(),
        "kind": kind,
        "remoteNumber": number,
        "standing": standing(station),
        "only": users(station, names),
    })
}

fn kind_and_number(station: &Station) -> (&'static str, Option<&str>) {
    match &station.kind {
        StationKind::Workstation => ("workstation", None),
        StationKind::RemoteWorkstation { number } => ("remote workstation", Some(number.as_str())),
    }
}

const fn standing(station: &Station) -> &'static str {
    match station.standing {
        StationStanding::Active => "active",
        StationStanding::Inactive => "inactive",
    }
}

/// The users who may log on, where not everyone may.
fn users<'a>(station: &Station, names: &'a BTreeMap<UserId, String>) -> Option<Vec<&'a str>> {
    match &station.log_on {
        LogOnRight::Everyone => None,
        LogOnRight::Only(users) => Some(users.iter().filter_map(|id| names.get(id)).map(String::as_str).collect()),
    }
}

fn station_name(text: &str) -> Result<StationName, String> {
    StationName::parse(text)
        .filter(|_| !text.trim().is_empty() && text.trim() == text)
        .ok_or_else(|| "write 1 to 64 characters without control characters or outer spaces".to_owned())
}
