//! One WebSocket text frame: channel, topic, subtopic, source, payload, and how a reply finds its request.

use crate::{
    code::ErrorCode,
    connector::Channel,
    ids::{RequestId, ResponseUrl, SourceName, SubscriberId},
    json::{self, FieldFault, Fields, Json, ParseFault},
    limits,
    reading::Reading,
    write::Writer,
};

/// Where a message belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Address<'a> {
    /// The channel.
    pub channel: Channel,
    /// The topic, in its documented case.
    pub topic: &'a str,
    /// The subtopic, in its documented case; empty where there is none.
    pub subtopic: &'a str,
}

/// The messages one end may receive; implemented by [`crate::wire::messages!`].
pub trait Body: Sized {
    /// Reads the message at `address`; `None` where there is no such message.
    fn read(address: Address<'_>, reading: &mut Reading<'_, '_>) -> Option<Self>;

    /// Where this message belongs.
    fn address(&self) -> Address<'static>;

    /// The address of every message; one address twice where request and reply share it.
    fn catalogue() -> Vec<Address<'static>>;

    /// Writes the payload under its key, `data` or `message`.
    fn write_payload(&self, out: &mut Writer);
}

/// How a reply finds its request: repeated by the reply exactly as the request had it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReplyTo {
    /// The request's reference; a peer that sends none still gets its reply.
    pub id: Option<RequestId>,
    /// The outer packet the request came in; its reply goes out in the same wrapping.
    pub packet: Option<Box<Packet>>,
}

/// The outer packet: its own `channel`, empty `topic` and `subTopic`, and the inner message under `message`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packet {
    /// The outer channel, repeated as it came.
    pub channel: SourceName,
    /// The address of the frame that asks.
    pub response_url: Option<ResponseUrl>,
    /// The subscriber id that registration gave.
    pub subscriber_id: Option<SubscriberId>,
}

/// A frame, decoded once at the edge.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame<B> {
    /// The app that speaks; empty where it did not say.
    pub source: SourceName,
    /// How the reply finds this request, or which request this replies to.
    pub reply_to: ReplyTo,
    /// The message.
    pub body: B,
}

/// A frame that is no message. It is answered with [`ErrorCode`] and the connection lives on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("frame rejected: {code:?}")]
pub struct Rejected {
    /// What is wrong.
    pub code: ErrorCode,
    /// The field at fault, by its documented spelling.
    pub field: Option<&'static str>,
    /// The channel, as far as it could be read: a frame for a channel that was not registered is refused for that.
    pub channel: Option<Channel>,
    /// How the refusal finds its request.
    pub reply_to: ReplyTo,
}

impl Rejected {
    /// Whether the frame was no frame at all: [`limits::MALFORMED_IN_A_ROW`] of these close the connection.
    #[must_use]
    pub fn is_malformed(&self) -> bool {
        self.code.is_of_frame()
    }
}

impl<B: Body> Frame<B> {
    /// A frame that nobody asked for.
    #[must_use]
    pub fn event(source: SourceName, body: B) -> Self {
        Self { source, reply_to: ReplyTo::default(), body }
    }

    /// Decodes one text frame.
    ///
    /// # Errors
    /// [`Rejected`], which is the answer to give.
    pub fn decode(text: &str) -> Result<Self, Rejected> {
        let bare = |code| Rejected { code, field: None, channel: None, reply_to: ReplyTo::default() };
        if text.len() > limits::FRAME_BYTES {
            return Err(bare(ErrorCode::FrameTooLarge));
        }
        let json = json::parse(text).map_err(|fault| {
            bare(match fault {
                ParseFault::Syntax => ErrorCode::NotJson,
                ParseFault::Depth => ErrorCode::NestedTooDeeply,
            })
        })?;
        let outer = Fields::of(&json).ok_or_else(|| bare(ErrorCode::NotAnObject))?;
        match inner_message(outer) {
            Some(inner) => {
                let mut reading = Reading::of(outer);
                let packet = Packet::read(&mut reading);
                match reading.fault() {
                    Some(fault) => Err(Rejected { field: Some(fault.field), ..bare(ErrorCode::BadPayload) }),
                    None => Self::decode_message(inner, Some(Box::new(packet))),
                }
            }
            None => Self::decode_message(outer, None),
        }
    }

    /// The frame's text.
    #[must_use]
    pub fn encode(&self) -> String {
        let mut out = Writer::default();
        match &self.reply_to.packet {
            None => self.write_message(&mut out),
            Some(packet) => packet.write_around(&mut out, |out| self.write_message(out)),
        }
        out.finish()
    }

    fn decode_message(fields: Fields<'_, '_>, packet: Option<Box<Packet>>) -> Result<Self, Rejected> {
        let mut channel = None;
        let mut reply_to = ReplyTo { id: None, packet };
        match Self::read_message(fields, &mut reply_to.id, &mut channel) {
            Ok((source, body)) => Ok(Self { source, reply_to, body }),
            Err((code, field)) => Err(Rejected { code, field, channel, reply_to }),
        }
    }

    /// Reads a message; notes its reference and its channel even where the rest is refused.
    fn read_message(
        fields: Fields<'_, '_>,
        id: &mut Option<RequestId>,
        channel: &mut Option<Channel>,
    ) -> Result<(SourceName, B), (ErrorCode, Option<&'static str>)> {
        let bad = |fault: FieldFault| (ErrorCode::BadPayload, Some(fault.field));
        let mut reading = Reading::of(fields);
        let reference = reading.read(&["id"]);
        if let Some(fault) = reading.fault() {
            return Err(bad(fault));
        }
        *id = reference;
        let (name, topic) = (word(fields, &["channel"]), word(fields, &["topic"]));
        if name.is_empty() || topic.is_empty() {
            return Err((ErrorCode::NoAddress, None));
        }
        *channel = Channel::from_text(name);
        let Some(channel) = *channel else { return Err((ErrorCode::NotRegistered, None)) };
        let source = reading.read::<Option<SourceName>>(&["source"]).unwrap_or_default();
        reading.payload(&["data", "message"]);
        let address = Address { channel, topic, subtopic: word(fields, &["subtopic", "subTopic"]) };
        match (B::read(address, &mut reading), reading.fault()) {
            (_, Some(fault)) => Err(bad(fault)),
            (Some(body), None) => Ok((source, body)),
            (None, None) => Err((ErrorCode::UnknownMessage, None)),
        }
    }

    fn write_message(&self, out: &mut Writer) {
        let address = self.body.address();
        out.object(|out| {
            out.field("channel", &address.channel);
            for (key, word) in [("topic", address.topic), ("subtopic", address.subtopic)] {
                out.key(key);
                out.string(word);
            }
            out.field("source", &self.source);
            self.body.write_payload(out);
            out.field("id", &self.reply_to.id);
        });
    }
}

impl Packet {
    fn read(outer: &mut Reading<'_, '_>) -> Self {
        Self {
            channel: outer.read(&["channel"]),
            response_url: outer.read(&["ResponseUrl", "ResponseURL", "responseUrl"]),
            subscriber_id: outer.read(&["subscriberID", "SubscriberID", "subscriberId"]),
        }
    }

    fn write_around(&self, out: &mut Writer, inner: impl FnOnce(&mut Writer)) {
        out.object(|out| {
            out.field("channel", &self.channel);
            for key in ["topic", "subTopic"] {
                out.key(key);
                out.string("");
            }
            out.key("message");
            inner(out);
            out.field("ResponseUrl", &self.response_url);
            out.field("subscriberID", &self.subscriber_id);
        });
    }
}

/// A part of the address; empty where it is missing or no text.
fn word<'j>(fields: Fields<'j, '_>, names: &[&str]) -> &'j str {
    match fields.get(names) {
        Some(Json::String(text)) => text.trim_ascii(),
        Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) | None => "",
    }
}

/// The message inside an outer packet: `message` (printed `okmessage` in one table) holds an object with a
/// channel of its own, and the outer topic is empty.
fn inner_message<'j, 'a>(outer: Fields<'j, 'a>) -> Option<Fields<'j, 'a>> {
    let topic_is_empty = match outer.get(&["topic"]) {
        None | Some(Json::Null) => true,
        Some(Json::String(text)) => text.trim_ascii().is_empty(),
        Some(Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) => false,
    };
    let inner = Fields::of(outer.get(&["message", "okmessage"])?)?;
    (topic_is_empty && inner.get(&["channel"]).is_some()).then_some(inner)
}
