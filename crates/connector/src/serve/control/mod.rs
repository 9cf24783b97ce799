//! What commands ask the connector that runs on the same data folder: over a socket in it that is there for the owner
//! only. One line of JSON goes in and one comes out.

mod asking;
mod door;

pub use asking::{Refusal, bring, end_session, release_station, sessions};
pub(super) use door::{Asked, Calls, Door, remove};

use std::path::{Path, PathBuf};

use hookswitch_protocol::ids::DisplayName;
use serde::{Deserialize, Serialize};
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::UnixStream,
    time::{Duration, error::Elapsed, timeout},
};

use crate::{
    core::{Failure, Number, QueueName},
    store::SOCKET,
    telephony::{Destination, Incoming},
};

/// No question is longer.
const QUESTION_BYTES: u64 = 8_192;
/// No reply is longer: a list of ten thousand sessions has room.
const REPLY_BYTES: u64 = 64 * 1024 * 1024;
/// How long either end waits for the other.
const WAITS: Duration = Duration::from_secs(5);

fn socket(folder: &Path) -> PathBuf {
    folder.join(SOCKET)
}

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
enum Question {
    BringCall { from: String, name: Option<String>, to: Where },
    ListSessions,
    EndSession { user: String },
    ReleaseStation { station: String },
}

/// What is asked, as the hub takes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Bring a call in.
    Bring(Incoming),
    /// Tell who is signed on.
    ListSessions,
    /// End a user's session.
    EndSession { user: String },
    /// End the session at a station.
    ReleaseStation { station: String },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Where {
    Number(String),
    Queue(String),
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) enum Reply {
    /// The call of this id came in.
    CameIn(u64),
    /// Nobody has that telephone.
    NoSuchNumber,
    /// Nobody is at it.
    NobodyThere,
    /// No further call has room.
    Full,
    /// No agent's team takes calls of that queue; these are taken.
    NoSuchQueue(Vec<String>),
    /// Real calls are not brought in by hand.
    NoDemo,
    /// Who is signed on.
    Sessions(Vec<SessionRow>),
    /// This user's session is ended.
    Ended { user: String },
    /// No such user.
    NoSuchUser,
    /// The user has no session.
    NotSignedOn,
    /// No such station.
    NoSuchStation,
    /// Nobody is at it.
    StationFree,
    /// The telephone system cannot do it.
    NotPossible,
    /// That was no question.
    NotUnderstood,
}

/// A session, as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SessionRow {
    /// Salesforce user name.
    pub user_name: String,
    /// What people call the user.
    pub display_name: String,
    /// Number of the telephone that the user is at.
    pub extension: String,
    /// The station that it belongs to, if it belongs to one.
    pub station: Option<String>,
    /// When it began, in milliseconds since 1970 UTC.
    pub since_unix_ms: u64,
    /// The page that has it, or had it last.
    pub url: String,
    /// Whether a page has it just now.
    pub socket: SocketState,
}

/// Whether a page has a session just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum SocketState {
    /// One has.
    Connected,
    /// None has: the session waits for one.
    Held,
}

impl SocketState {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Connected => "connected",
            Self::Held => "held",
        }
    }
}

impl Question {
    fn of(incoming: &Incoming) -> Self {
        Self::BringCall {
            from: incoming.from.as_str().to_owned(),
            name: incoming.name.as_ref().map(|name| name.as_str().to_owned()),
            to: match &incoming.to {
                Destination::Number(number) => Where::Number(number.as_str().to_owned()),
                Destination::Queue(queue) => Where::Queue(queue.as_str().to_owned()),
            },
        }
    }

    fn parse(self) -> Option<Task> {
        let (from, name, to) = match self {
            Self::ListSessions => return Some(Task::ListSessions),
            Self::EndSession { user } => return Some(Task::EndSession { user }),
            Self::ReleaseStation { station } => return Some(Task::ReleaseStation { station }),
            Self::BringCall { from, name, to } => (from, name, to),
        };
        let name = match name {
            Some(name) => Some(DisplayName::parse(&name)?),
            None => None,
        };
        let to = match to {
            Where::Number(number) => Destination::Number(Number::parse(&number)?),
            Where::Queue(queue) => Destination::Queue(QueueName::parse(&queue)?),
        };
        Some(Task::Bring(Incoming { from: Number::parse(&from)?, name, to }))
    }
}

impl From<Failure> for Reply {
    fn from(why: Failure) -> Self {
        match why {
            Failure::NoSuchNumber => Self::NoSuchNumber,
            Failure::OutOfReach => Self::NobodyThere,
            Failure::Busy => Self::Full,
            Failure::UnknownCall | Failure::WrongState | Failure::NotPossible => Self::NotPossible,
        }
    }
}

async fn say(stream: &mut UnixStream, message: &impl Serialize) -> std::io::Result<()> {
    let mut line = serde_json::to_vec(message)?;
    line.push(b'\n');
    timeout(WAITS, stream.write_all(&line)).await?
}

/// The next line, where it can be read as what is expected.
async fn hear<T: for<'de> Deserialize<'de>>(stream: &mut UnixStream, most: u64) -> Result<Option<T>, Elapsed> {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.take(most));
    let read = timeout(WAITS, reader.read_line(&mut line)).await?;
    Ok(read.ok().and_then(|_| serde_json::from_str(&line).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn who_asks_and_does_not_read_the_reply_is_not_waited_for() {
        let (mut ours, _theirs) = UnixStream::pair().unwrap();
        let more_than_a_socket_holds = "x".repeat(8 * 1024 * 1024);
        let said = say(&mut ours, &more_than_a_socket_holds).await;
        assert_eq!(said.unwrap_err().kind(), std::io::ErrorKind::TimedOut);
    }

    #[test]
    fn what_is_asked_arrives_as_it_was_and_nothing_else_is_taken_for_a_question() {
        for to in [
            Destination::Number(Number::parse("5051").unwrap()),
            Destination::Queue(QueueName::parse("support").unwrap()),
        ] {
            let incoming = Incoming { from: Number::parse("+4930").unwrap(), name: DisplayName::parse("Anna"), to };
            let line = serde_json::to_string(&Question::of(&incoming)).unwrap();
            assert_eq!(serde_json::from_str::<Question>(&line).unwrap().parse(), Some(Task::Bring(incoming)));
        }
        for line in [
            r#"{"bringCall":{"from":"1 2","to":{"number":"5051"}}}"#,
            r#"{"bringCall":{"from":"12","to":{"queue":"*21#"}}}"#,
            r#"{"bringCall":{"from":"12","name":"\u0007","to":{"number":"5051"}}}"#,
        ] {
            assert_eq!(serde_json::from_str::<Question>(line).unwrap().parse(), None, "{line}");
        }
        assert!(serde_json::from_str::<Question>(r#"{"bringCall":{"from":"12","to":{}}}"#).is_err());
    }
}
