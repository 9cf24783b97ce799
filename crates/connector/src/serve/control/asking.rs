//! The command's end.

use std::{
    io,
    path::{Path, PathBuf},
};

use tokio::net::UnixStream;

use super::{Question, REPLY_BYTES, Reply, SessionRow, hear, say, socket};
use crate::{
    core::CallId,
    store::Lock,
    telephony::{Destination, Incoming},
};

/// Why what was asked is not done.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// No connector runs on the folder.
    #[error("No connector runs on {}.", .0.display())]
    NobodyServes(PathBuf),
    /// The connector there takes real calls only.
    #[error("The connector on {} does not run in demo mode.", .0.display())]
    NoDemo(PathBuf),
    /// The socket cannot be used.
    #[error("The connector on {} cannot be asked: {error}.", .folder.display())]
    Unreachable {
        /// The data folder.
        folder: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// It says nothing, or nothing that can be understood.
    #[error("The connector on {} gives no answer.", .0.display())]
    NoAnswer(PathBuf),
    /// Nobody has the telephone.
    #[error("No user has the extension {0}.")]
    NoSuchNumber(String),
    /// Nobody is at the telephone.
    #[error("Nobody is signed on at {0}.")]
    NobodyThere(String),
    /// No further call has room.
    #[error("No further call has room at {0}.")]
    Full(String),
    /// No team takes calls of the queue.
    #[error("There is no queue {wanted}; there {}.", listed(.known))]
    NoSuchQueue {
        /// The queue that was named.
        wanted: String,
        /// Those that are there.
        known: Vec<String>,
    },
    /// No such user.
    #[error("There is no user {0}.")]
    NoSuchUser(String),
    /// The user has no session.
    #[error("{0} is not signed on.")]
    NotSignedOn(String),
    /// No such station.
    #[error("There is no station {0}.")]
    NoSuchStation(String),
    /// Nobody is at it.
    #[error("Nobody is at {0}.")]
    StationFree(String),
    /// The telephone system cannot do it.
    #[error("The telephone system cannot bring that call in.")]
    NotPossible,
}

/// What came of it.
enum Done {
    CameIn(CallId),
    Sessions(Vec<SessionRow>),
    Ended { user: String },
}

/// Brings a call into the connector that runs on the folder.
///
/// # Errors
/// Why no call came in.
pub async fn bring(folder: &Path, incoming: &Incoming) -> Result<CallId, Refusal> {
    let wanted = match &incoming.to {
        Destination::Number(number) => number.as_str(),
        Destination::Queue(queue) => queue.as_str(),
    };
    match ask(folder, &Question::of(incoming), wanted).await? {
        Done::CameIn(call) => Ok(call),
        Done::Sessions(_) | Done::Ended { .. } => Err(Refusal::NoAnswer(folder.to_owned())),
    }
}

/// Who is signed on to the connector that runs on the folder.
///
/// # Errors
/// Why that cannot be told.
pub async fn sessions(folder: &Path) -> Result<Vec<SessionRow>, Refusal> {
    match ask(folder, &Question::ListSessions, "").await? {
        Done::Sessions(sessions) => Ok(sessions),
        Done::CameIn(_) | Done::Ended { .. } => Err(Refusal::NoAnswer(folder.to_owned())),
    }
}

/// Ends the session of a user and makes the user's credentials void; the user's name as it is written.
///
/// # Errors
/// Why no session was ended.
pub async fn end_session(folder: &Path, user: &str) -> Result<String, Refusal> {
    end(folder, &Question::EndSession { user: user.to_owned() }, user).await
}

/// Ends the session at a station; whose it was.
///
/// # Errors
/// Why no session was ended.
pub async fn release_station(folder: &Path, station: &str) -> Result<String, Refusal> {
    end(folder, &Question::ReleaseStation { station: station.to_owned() }, station).await
}

async fn end(folder: &Path, question: &Question, wanted: &str) -> Result<String, Refusal> {
    match ask(folder, question, wanted).await? {
        Done::Ended { user } => Ok(user),
        Done::CameIn(_) | Done::Sessions(_) => Err(Refusal::NoAnswer(folder.to_owned())),
    }
}

/// Asks; `wanted` is what a refusal names.
async fn ask(folder: &Path, question: &Question, wanted: &str) -> Result<Done, Refusal> {
    let no_answer = || Refusal::NoAnswer(folder.to_owned());
    let mut stream = UnixStream::connect(socket(folder)).await.map_err(|error| unreachable(folder, error))?;
    say(&mut stream, question).await.map_err(|_| no_answer())?;
    let reply: Reply = hear(&mut stream, REPLY_BYTES).await.ok().flatten().ok_or_else(no_answer)?;
    let wanted = wanted.to_owned();
    match reply {
        Reply::CameIn(call) => Ok(Done::CameIn(CallId(call))),
        Reply::Sessions(sessions) => Ok(Done::Sessions(sessions)),
        Reply::Ended { user } => Ok(Done::Ended { user }),
        Reply::NoDemo => Err(Refusal::NoDemo(folder.to_owned())),
        Reply::NoSuchNumber => Err(Refusal::NoSuchNumber(wanted)),
        Reply::NobodyThere => Err(Refusal::NobodyThere(wanted)),
        Reply::Full => Err(Refusal::Full(wanted)),
        Reply::NoSuchQueue(known) => Err(Refusal::NoSuchQueue { wanted, known }),
        Reply::NoSuchUser => Err(Refusal::NoSuchUser(wanted)),
        Reply::NotSignedOn => Err(Refusal::NotSignedOn(wanted)),
        Reply::NoSuchStation => Err(Refusal::NoSuchStation(wanted)),
        Reply::StationFree => Err(Refusal::StationFree(wanted)),
        Reply::NotPossible => Err(Refusal::NotPossible),
        Reply::NotUnderstood => Err(no_answer()),
    }
}

fn unreachable(folder: &Path, error: io::Error) -> Refusal {
    let is_absent = matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::ConnectionRefused);
    let is_too_long = error.kind() == io::ErrorKind::InvalidInput;
    match (is_absent, Lock::is_held(folder)) {
        (false, false) if is_too_long => Refusal::NobodyServes(folder.to_owned()),
        // It is just starting, or could not make its socket.
        (true, true) => Refusal::NoAnswer(folder.to_owned()),
        (true, false) => Refusal::NobodyServes(folder.to_owned()),
        (false, _) => Refusal::Unreachable { folder: folder.to_owned(), error },
    }
}

fn listed(queues: &[String]) -> String {
    match queues {
        [] => "is none".to_owned(),
        [one] => format!("is {one}"),
        many => format!("are {}", many.join(", ")),
    }
}

impl Refusal {
    /// What to do about it, in one plain sentence.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::NobodyServes(_) => {
                "Start one with `serve`, for `demo call` with `serve --demo`, or name its folder with --data."
            }
            Self::NoSuchUser(_) => "See the names with `user list`.",
            Self::NoSuchStation(_) => "See the names with `station list`.",
            Self::NotSignedOn(_) | Self::StationFree(_) => "See who is signed on with `session list`.",
            Self::NoDemo(_) => "Calls come in from its telephone system; to try it out, start it with --demo.",
            Self::Unreachable { error, .. } if error.kind() == io::ErrorKind::InvalidInput => {
                "Give the connector a data folder whose path is at most 90 bytes long."
            }
            Self::Unreachable { .. } => "Run this as the user who runs the connector, with the same --data.",
            Self::NoAnswer(_) => "Try again; if it stays, start the connector again, in the version of this command.",
            Self::NoSuchNumber(_) => "`user list` shows the extensions.",
            Self::NobodyThere(_) => "Sign on there first.",
            Self::Full(_) => "End some of the calls first.",
            Self::NoSuchQueue { .. } => "Name a queue of a user's team.",
            Self::NotPossible => "Try again; if it stays, look at the connector's log.",
        }
    }
}
