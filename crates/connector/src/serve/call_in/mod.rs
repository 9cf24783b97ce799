//! Calls brought in by hand, in demo mode: a command asks the connector that runs on the same data folder, over a
//! socket in it that is there for the owner only. One line of JSON goes in and one comes out.

mod asking;
mod door;

pub use asking::{Refusal, bring};
pub(super) use door::{Asked, Door, remove};

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
    store::DEMO_SOCKET,
    telephony::{Destination, Incoming},
};

/// No line is longer.
const MOST_BYTES: u64 = 8_192;
/// How long either end waits for the other.
const WAITS: Duration = Duration::from_secs(5);

fn socket(folder: &Path) -> PathBuf {
    folder.join(DEMO_SOCKET)
}

/// What is asked.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Question {
    from: String,
    name: Option<String>,
    to: Where,
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
    /// The telephone system cannot do it.
    NotPossible,
    /// That was no question.
    NotUnderstood,
}

impl Question {
    fn of(incoming: &Incoming) -> Self {
        Self {
            from: incoming.from.as_str().to_owned(),
            name: incoming.name.as_ref().map(|name| name.as_str().to_owned()),
            to: match &incoming.to {
                Destination::Number(number) => Where::Number(number.as_str().to_owned()),
                Destination::Queue(queue) => Where::Queue(queue.as_str().to_owned()),
            },
        }
    }

    fn parse(self) -> Option<Incoming> {
        let name = match self.name {
            Some(name) => Some(DisplayName::parse(&name)?),
            None => None,
        };
        let to = match self.to {
            Where::Number(number) => Destination::Number(Number::parse(&number)?),
            Where::Queue(queue) => Destination::Queue(QueueName::parse(&queue)?),
        };
        Some(Incoming { from: Number::parse(&self.from)?, name, to })
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
    stream.write_all(&line).await
}

/// The next line, where it can be read as what is expected.
async fn hear<T: for<'de> Deserialize<'de>>(stream: &mut UnixStream) -> Result<Option<T>, Elapsed> {
    let mut line = String::new();
    let mut reader = BufReader::new(stream.take(MOST_BYTES));
    let read = timeout(WAITS, reader.read_line(&mut line)).await?;
    Ok(read.ok().and_then(|_| serde_json::from_str(&line).ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_arrives_as_it_was_and_nothing_else_is_taken_for_a_question() {
        for to in [
            Destination::Number(Number::parse("5051").unwrap()),
            Destination::Queue(QueueName::parse("support").unwrap()),
        ] {
            let incoming = Incoming { from: Number::parse("+4930").unwrap(), name: DisplayName::parse("Anna"), to };
            let line = serde_json::to_string(&Question::of(&incoming)).unwrap();
            assert_eq!(serde_json::from_str::<Question>(&line).unwrap().parse(), Some(incoming));
        }
        for line in [
            r#"{"from":"1 2","to":{"number":"5051"}}"#,
            r#"{"from":"12","to":{"queue":"*21#"}}"#,
            r#"{"from":"12","name":"\u0007","to":{"number":"5051"}}"#,
        ] {
            assert_eq!(serde_json::from_str::<Question>(line).unwrap().parse(), None, "{line}");
        }
        assert!(serde_json::from_str::<Question>(r#"{"from":"12","to":{}}"#).is_err());
    }
}
