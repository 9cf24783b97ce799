//! Where agents work: at a telephone, or at a station to which they have logged on.

use hookswitch_protocol::{
    center::{Seat, StationType},
    cisco::ids::DialString,
    ids::{Extension, StationName},
};

use super::{
    line::{Leg, StationCommand},
    numbers::Number,
    stations::{Station, StationKind},
};

/// Where an agent works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Post {
    /// At a telephone, logged on to no station.
    Telephone(Extension),
    /// At a station of the house.
    Workstation {
        /// The station.
        station: StationName,
        /// Its telephone.
        extension: Extension,
    },
    /// At a station outside.
    RemoteWorkstation {
        /// The station.
        station: StationName,
        /// Its telephone.
        extension: Extension,
        /// Where that is.
        reach: Reach,
    },
    /// At a number outside, which is the station.
    RemoteNumber {
        /// The number.
        number: Number,
        /// The same as a telephone.
        extension: Extension,
        /// What becomes of the line to it between calls.
        leg: Leg,
    },
}

/// At which number a remote workstation is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// The one that an administrator has set up.
    SetUp(Number),
    /// Another, which the user has named.
    Named(Number),
}

impl Post {
    /// The telephone.
    pub(super) const fn extension(&self) -> &Extension {
        match self {
            Self::Telephone(extension)
            | Self::Workstation { extension, .. }
            | Self::RemoteWorkstation { extension, .. }
            | Self::RemoteNumber { extension, .. } => extension,
        }
    }

    /// The station, where it has a name.
    pub(super) const fn station(&self) -> Option<&StationName> {
        match self {
            Self::Workstation { station, .. } | Self::RemoteWorkstation { station, .. } => Some(station),
            Self::Telephone(_) | Self::RemoteNumber { .. } => None,
        }
    }

    /// Whether somebody has logged on there. Numbers count like stations.
    pub(super) const fn is_station(&self) -> bool {
        match self {
            Self::Workstation { .. } | Self::RemoteWorkstation { .. } | Self::RemoteNumber { .. } => true,
            Self::Telephone(_) => false,
        }
    }

    /// The same post at a station that has changed; nothing where it is of another kind now.
    pub(super) fn at(&self, changed: &Station) -> Option<Self> {
        let (station, extension) = (changed.name.clone(), changed.extension.clone());
        match (self, &changed.kind) {
            (Self::Workstation { .. }, StationKind::Workstation) => Some(Self::Workstation { station, extension }),
            (Self::RemoteWorkstation { reach, .. }, StationKind::RemoteWorkstation { number }) => {
                let reach = match reach {
                    Reach::SetUp(_) => Reach::SetUp(number.clone()),
                    Reach::Named(named) => Reach::Named(named.clone()),
                };
                Some(Self::RemoteWorkstation { station, extension, reach })
            }
            (
                Self::Telephone(_)
                | Self::Workstation { .. }
                | Self::RemoteWorkstation { .. }
                | Self::RemoteNumber { .. },
                StationKind::Workstation | StationKind::RemoteWorkstation { .. },
            ) => None,
        }
    }

    /// What the telephone system is told of it.
    pub(super) fn attach(&self) -> StationCommand {
        match self {
            Self::Telephone(extension) | Self::Workstation { extension, .. } => {
                StationCommand::Attach(extension.clone())
            }
            Self::RemoteWorkstation { extension, reach: Reach::SetUp(number) | Reach::Named(number), .. } => {
                let (extension, number) = (extension.clone(), number.clone());
                StationCommand::AttachOutside { extension, number, leg: Leg::OnDemand }
            }
            Self::RemoteNumber { number, extension, leg } => {
                let (extension, number) = (extension.clone(), number.clone());
                StationCommand::AttachOutside { extension, number, leg: *leg }
            }
        }
    }

    /// The same on the wire, where somebody has logged on.
    pub(super) fn seat(&self) -> Option<Seat> {
        let (station_type, number, is_persistent) = match self {
            Self::Telephone(_) => return None,
            Self::Workstation { .. } => (StationType::Workstation, None, None),
            Self::RemoteWorkstation { reach: Reach::SetUp(_), .. } => (StationType::RemoteWorkstation, None, None),
            Self::RemoteWorkstation { reach: Reach::Named(number), .. } => {
                (StationType::RemoteWorkstation, Some(number), None)
            }
            Self::RemoteNumber { number, leg, .. } => {
                (StationType::RemoteNumber, Some(number), Some(*leg == Leg::Persistent))
            }
        };
        Some(Seat {
            station_type,
            station: self.station().cloned(),
            remote_number: number.and_then(|number| DialString::parse(number.as_str())),
            persistent_connection: is_persistent.filter(|is_persistent| *is_persistent),
        })
    }
}
