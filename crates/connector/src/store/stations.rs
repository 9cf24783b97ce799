//! Stations as the commands see them.

use std::collections::{BTreeMap, BTreeSet};

use hookswitch_protocol::ids::{Extension, StationName};
use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteRow};

use super::{ChangeError, Store, StoreError, error::of_database, users::is_taken};
use crate::core::{LogOnRight, Number, Station, StationKind, StationStanding, UserId};

/// What is to change of a station.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StationChange {
    /// Number of its telephone.
    pub extension: Option<Extension>,
    /// Where its telephone is.
    pub kind: Option<StationKind>,
    /// Whether it may be used.
    pub standing: Option<StationStanding>,
}

impl Store {
    /// Every station, by name.
    ///
    /// # Errors
    /// Where the store does not answer.
    pub async fn stations(&mut self) -> Result<Vec<Station>, StoreError> {
        let failed = of_database(&self.path);
        let mut moment = self.connection.begin().await.map_err(&failed)?;
        let stations = all(&mut moment).await.map_err(&failed)?;
        moment.rollback().await.map_err(&failed)?;
        Ok(stations)
    }

    /// One station.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchStation`], or where the store does not answer.
    pub async fn station(&mut self, name: &str) -> Result<Station, ChangeError> {
        let stations = self.stations().await?;
        let found = stations.into_iter().find(|station| station.name.is_same(name));
        found.ok_or_else(|| ChangeError::NoSuchStation(name.to_owned()))
    }

    /// Adds stations, all or none.
    ///
    /// # Errors
    /// The first refusal.
    pub async fn add_stations(&mut self, stations: &[Station]) -> Result<(), ChangeError> {
        let failed = of_database(&self.path);
        let mut change = self.connection.begin_with("BEGIN IMMEDIATE").await.map_err(&failed)?;
        for station in stations {
            let inserted = insert(&mut change, station).await;
            inserted.map_err(|error| refusal(error, station, &failed))?;
        }
        Ok(change.commit().await.map_err(&failed)?)
    }

    /// Changes a station; what is not given stays.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchStation`], [`ChangeError::ExtensionTaken`], or where the store does not answer.
    pub async fn change_station(&mut self, name: &str, change: &StationChange) -> Result<Station, ChangeError> {
        let StationChange { extension, kind, standing } = change.clone();
        self.alter(name, |before| Station {
            extension: extension.unwrap_or(before.extension),
            kind: kind.unwrap_or(before.kind),
            standing: standing.unwrap_or(before.standing),
            ..before
        })
        .await
    }

    /// Lets other users log on at a station than before.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchStation`], or where the store does not answer.
    pub async fn set_log_on(&mut self, name: &str, log_on: LogOnRight) -> Result<Station, ChangeError> {
        self.alter(name, |before| Station { log_on, ..before }).await
    }

    /// Removes a station.
    ///
    /// # Errors
    /// [`ChangeError::NoSuchStation`], or where the store does not answer.
    pub async fn remove_station(&mut self, name: &str) -> Result<(), ChangeError> {
        let removed = sqlx::query("DELETE FROM stations WHERE name_folded = ?")
            .bind(name.to_ascii_lowercase())
            .execute(&mut self.connection)
            .await
            .map_err(of_database(&self.path))?;
        if removed.rows_affected() == 0 { Err(ChangeError::NoSuchStation(name.to_owned())) } else { Ok(()) }
    }

    async fn alter(
        &mut self,
        name: &str,
        alter: impl FnOnce(Station) -> Station + Send,
    ) -> Result<Station, ChangeError> {
        let failed = of_database(&self.path);
        let mut change = self.connection.begin_with("BEGIN IMMEDIATE").await.map_err(&failed)?;
        let stations = all(&mut change).await.map_err(&failed)?;
        let before = stations.into_iter().find(|station| station.name.is_same(name));
        let after = alter(before.ok_or_else(|| ChangeError::NoSuchStation(name.to_owned()))?);
        sqlx::query("DELETE FROM stations WHERE name_folded = ?")
            .bind(after.name.folded())
            .execute(&mut *change)
            .await
            .map_err(&failed)?;
        insert(&mut change, &after).await.map_err(|error| refusal(error, &after, &failed))?;
        change.commit().await.map_err(&failed)?;
        Ok(after)
    }
}

pub(super) async fn all(connection: &mut SqliteConnection) -> sqlx::Result<Vec<Station>> {
    let named: Vec<(String, i64)> =
        sqlx::query_as("SELECT station, user FROM station_users").fetch_all(&mut *connection).await?;
    let mut users: BTreeMap<String, BTreeSet<UserId>> = BTreeMap::new();
    for (station, user) in named {
        users.entry(station).or_default().insert(UserId(user));
    }
    let rows = sqlx::query("SELECT * FROM stations ORDER BY name_folded").fetch_all(connection).await?;
    rows.iter().map(|row| station(row, &mut users)).collect()
}

fn station(row: &SqliteRow, users: &mut BTreeMap<String, BTreeSet<UserId>>) -> sqlx::Result<Station> {
    let broken =
        |column: &str| sqlx::Error::ColumnDecode { index: column.to_owned(), source: "breaks its rule".into() };
    let text = |column| row.try_get::<String, _>(column);
    let kind = match row.try_get::<Option<String>, _>("remote_number")? {
        None => StationKind::Workstation,
        Some(number) => {
            StationKind::RemoteWorkstation { number: Number::parse(&number).ok_or_else(|| broken("remote_number"))? }
        }
    };
    // The schema knows no other words.
    let log_on = match text("log_on")?.as_str() {
        EVERYONE => LogOnRight::Everyone,
        _ => LogOnRight::Only(users.remove(&text("name_folded")?).unwrap_or_default()),
    };
    let standing = match text("standing")?.as_str() {
        ACTIVE => StationStanding::Active,
        _ => StationStanding::Inactive,
    };
    Ok(Station {
        name: StationName::parse(&text("name")?).ok_or_else(|| broken("name"))?,
        extension: Extension::parse(&text("extension")?).ok_or_else(|| broken("extension"))?,
        kind,
        standing,
        log_on,
    })
}

async fn insert(connection: &mut SqliteConnection, station: &Station) -> sqlx::Result<()> {
    let (log_on, users) = match &station.log_on {
        LogOnRight::Everyone => (EVERYONE, None),
        LogOnRight::Only(users) => (ONLY, Some(users)),
    };
    let remote_number = match &station.kind {
        StationKind::Workstation => None,
        StationKind::RemoteWorkstation { number } => Some(number.as_str()),
    };
    sqlx::query(
        "INSERT INTO stations (name, name_folded, extension, remote_number, standing, log_on) VALUES (?, ?, ?, ?, ?, ?)",
    )
    .bind(station.name.as_str())
    .bind(station.name.folded())
    .bind(station.extension.as_str())
    .bind(remote_number)
    .bind(match station.standing {
        StationStanding::Active => ACTIVE,
        StationStanding::Inactive => INACTIVE,
    })
    .bind(log_on)
    .execute(&mut *connection)
    .await?;
    for user in users.into_iter().flatten() {
        // Who was removed meanwhile is left out.
        sqlx::query("INSERT INTO station_users (station, user) SELECT ?, id FROM users WHERE id = ?")
            .bind(station.name.folded())
            .bind(user.0)
            .execute(&mut *connection)
            .await?;
    }
    Ok(())
}

const ACTIVE: &str = "active";
const INACTIVE: &str = "inactive";
const EVERYONE: &str = "everyone";
const ONLY: &str = "only";

fn refusal(error: sqlx::Error, station: &Station, failed: &impl Fn(sqlx::Error) -> StoreError) -> ChangeError {
    if is_taken(&error, "stations.name_folded") {
        ChangeError::StationExists(station.name.as_str().to_owned())
    } else if is_taken(&error, "stations.extension") {
        ChangeError::ExtensionTaken(station.extension.as_str().to_owned())
    } else {
        ChangeError::Store(failed(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::testing::{NAME, store};

    fn station(name: &str, extension: &str) -> Station {
        Station {
            name: StationName::parse(name).unwrap(),
            kind: StationKind::Workstation,
            extension: Extension::parse(extension).unwrap(),
            standing: StationStanding::Active,
            log_on: LogOnRight::Everyone,
        }
    }

    #[tokio::test]
    async fn stations_are_read_as_they_were_kept() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, user) = store(folder.path()).await;
        let number = Number::parse("+4930123").unwrap();
        let stations = [
            Station {
                kind: StationKind::RemoteWorkstation { number },
                standing: StationStanding::Inactive,
                ..station("RW-1", "1")
            },
            Station { log_on: LogOnRight::Only(BTreeSet::from([user])), ..station("WS-1", "2") },
            Station { log_on: LogOnRight::Only(BTreeSet::new()), ..station("WS-2", "3") },
            station("ws-3", "4"),
        ];
        store.add_stations(&stations).await.unwrap();
        assert_eq!(store.stations().await.unwrap(), stations);
        let directory = store.directory().await.unwrap();
        assert_eq!(directory.station(&StationName::parse("WS-3").unwrap()), Some(&stations[3]));
        assert_eq!(directory.station_at(&stations[0].extension), Some(&stations[0]));
    }

    #[tokio::test]
    async fn a_change_keeps_what_it_does_not_name_and_no_two_stations_share_a_name_or_a_telephone() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, user) = store(folder.path()).await;
        store.add_stations(&[station("WS-1", "1"), station("WS-2", "2")]).await.unwrap();
        let only = LogOnRight::Only(BTreeSet::from([user]));
        store.set_log_on("ws-1", only.clone()).await.unwrap();
        let change = StationChange { standing: Some(StationStanding::Inactive), ..StationChange::default() };
        let changed = store.change_station("WS-1", &change).await.unwrap();
        assert_eq!(changed, Station { standing: StationStanding::Inactive, log_on: only, ..station("WS-1", "1") });
        assert_eq!(store.station("ws-1").await.unwrap(), changed);

        let change = StationChange { extension: Extension::parse("2"), ..StationChange::default() };
        let refused = store.change_station("WS-1", &change).await;
        assert!(matches!(refused, Err(ChangeError::ExtensionTaken(_))), "{refused:?}");
        let refused = store.add_stations(&[station("WS-3", "3"), station("ws-2", "4")]).await;
        assert!(matches!(refused, Err(ChangeError::StationExists(_))), "{refused:?}");
        assert_eq!(store.stations().await.unwrap(), [changed, station("WS-2", "2")]);
    }

    #[tokio::test]
    async fn a_station_for_one_user_is_for_nobody_once_that_user_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let (mut store, user) = store(folder.path()).await;
        let only = Station { log_on: LogOnRight::Only(BTreeSet::from([user])), ..station("WS-1", "1") };
        store.add_stations(&[only]).await.unwrap();
        store.remove_user(NAME).await.unwrap();
        assert_eq!(store.station("WS-1").await.unwrap().log_on, LogOnRight::Only(BTreeSet::new()));
        store.remove_station("ws-1").await.unwrap();
        assert_eq!(store.stations().await.unwrap(), []);
    }
}
