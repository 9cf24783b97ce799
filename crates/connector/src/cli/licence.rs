//! `licence …`.

use clap::Subcommand;
use hookswitch_protocol::limits;
use serde_json::json;

use super::{Common, Failure, Output, open};
use crate::store::{Missing, Store};

#[derive(Debug, Subcommand)]
pub(super) enum LicenceCommand {
    /// Show how many licences there are and how many are taken
    Show,
    /// Set the number of licences; 9999 is a site licence for any number of users
    Set {
        /// 0 to 9999
        #[arg(value_parser = clap::value_parser!(u32).range(0..=i64::from(limits::SITE_LICENCE)))]
        licences: u32,
    },
    /// Set how many users may be logged on at stations and numbers at once; 9999 is any number
    SetStations {
        /// 0 to 9999
        #[arg(value_parser = clap::value_parser!(u32).range(0..=i64::from(limits::SITE_LICENCE)))]
        licences: u32,
    },
}

pub(super) async fn run(common: &Common, command: &LicenceCommand, output: Output) -> Result<(), Failure> {
    let mut store = match command {
        LicenceCommand::Show => open(common, Missing::Refuse, output).await?,
        LicenceCommand::Set { licences } => {
            let mut store = open(common, Missing::Create, output).await?;
            store.set_licences(*licences).await?;
            store
        }
        LicenceCommand::SetStations { licences } => {
            let mut store = open(common, Missing::Create, output).await?;
            store.set_station_licences(*licences).await?;
            store
        }
    };
    show(&mut store, output).await?;
    Ok(store.close().await?)
}

async fn show(store: &mut Store, output: Output) -> Result<(), Failure> {
    let licences = store.licences().await?;
    let stations = store.station_licences().await?;
    let taken = store.users().await?.iter().filter(|record| record.licensed).count();
    let is_site = licences >= limits::SITE_LICENCE;
    if !is_site && taken > usize::try_from(licences).unwrap_or(usize::MAX) {
        output.note("More are taken than there are: who holds one keeps it, and nobody new gets one.");
    }
    output.result(
        || {
            let users = match is_site {
                true => format!("Site licence ({licences}): any number of users; {taken} hold one."),
                false => format!("{licences} licences, {taken} taken."),
            };
            let at_once = match stations >= limits::SITE_LICENCE {
                true => format!("Stations ({stations}): any number of users at once."),
                false => format!("Stations: {stations} users at once."),
            };
            format!("{users}\n{at_once}")
        },
        || json!({ "licences": licences, "taken": taken, "site": is_site, "stations": stations }),
    );
    Ok(())
}
