//! The frames that the codec benchmark reads and writes: the same types and functions natively and in the page.

pub mod calls;

use hookswitch_protocol::Frame;
use hookswitch_protocol::connector::{FromConnector, Heartbeat, Registered};
use hookswitch_protocol::frame::Body;
use hookswitch_protocol::ids::{ResumeToken, ServerName, SourceName, SubscriberId};
use hookswitch_protocol::wire::Nullable;

use crate::calls::AgentEvent;

/// A frame of the benchmark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sample {
    /// The smallest frame that is sent all the time.
    Heartbeat,
    /// The reply to a registration.
    Registered,
    /// 1 KB: five calls of nine fields each, made of the protocol's own types.
    Calls,
}

impl Sample {
    /// Every sample, the smallest first.
    pub const ALL: [Self; 3] = [Self::Heartbeat, Self::Registered, Self::Calls];

    /// As the tables and the page name it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Heartbeat => "heartbeat",
            Self::Registered => "registered",
            Self::Calls => "calls",
        }
    }

    /// The sample with this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sample| sample.name() == name)
    }

    /// The text of one such frame; `seed` makes it differ from its neighbours, not its length.
    #[must_use]
    pub fn text(self, seed: u32) -> String {
        match self {
            Self::Heartbeat => event(heartbeat(seed)).encode(),
            Self::Registered => event(registered(seed)).encode(),
            Self::Calls => event(AgentEvent::Calls(calls::five(seed))).encode(),
        }
    }

    /// Reads a text into its type.
    #[must_use]
    pub fn decode(self, text: &str) -> Option<Decoded> {
        match self {
            Self::Heartbeat | Self::Registered => Frame::decode(text).ok().map(Decoded::Connector),
            Self::Calls => Frame::decode(text).ok().map(Decoded::Agent),
        }
    }
}

/// A frame in its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decoded {
    /// Of the channel `Connector`.
    Connector(Frame<FromConnector>),
    /// The 1 KB frame.
    Agent(Frame<AgentEvent>),
}

impl Decoded {
    /// Writes it as text.
    #[must_use]
    pub fn encode(&self) -> String {
        match self {
            Self::Connector(frame) => frame.encode(),
            Self::Agent(frame) => frame.encode(),
        }
    }
}

fn event<B: Body>(body: B) -> Frame<B> {
    Frame::event(SourceName::parse("connector").unwrap_or_default(), body)
}

fn heartbeat(seed: u32) -> FromConnector {
    FromConnector::Heartbeat(Heartbeat { server_time: Some(1_795_000_000_000 + u64::from(seed)), round_trip_ms: None })
}

fn registered(seed: u32) -> FromConnector {
    FromConnector::Registered(Registered {
        subscriber_id: SubscriberId::parse(&format!("{}", 66_510_000 + seed % 9_999)),
        success: true,
        error_message: Nullable(None),
        code: None,
        resumed: false,
        resume: ResumeToken::parse(&format!("{seed:0>43}")),
        heartbeat_seconds: 5,
        grace_seconds: 120,
        reconnect_window_ms: 10,
        server_time: 1_795_000_000_000 + u64::from(seed),
        server: ServerName::parse("hookswitch-connector 0.1.0").unwrap_or_default(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sample_comes_back_as_it_was_written() {
        for sample in Sample::ALL {
            for seed in [0, 1, 511, 99_999] {
                let text = sample.text(seed);
                let back = sample.decode(&text).map(|frame| frame.encode());
                assert_eq!(back.as_ref(), Some(&text), "{sample:?}");
                assert_eq!(text.len(), sample.text(0).len(), "{sample:?}");
            }
        }
    }

    #[test]
    fn the_large_sample_is_one_kilobyte() {
        assert_eq!(Sample::Calls.text(7).len(), 1_024);
    }
}
