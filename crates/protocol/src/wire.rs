//! How a value stands on the wire, and the two macros that declare messages.

use crate::{
    connector::Channel,
    frame::Address,
    json::{Fields, Json},
    reading::{Reading, number},
    write::{Writer, decimal},
};

/// A value that can be read from JSON (tolerantly) and written to it (strictly).
pub trait Wire: Sized {
    /// Reads the value; `json` is nothing where its field is missing. What is refused is noted in `reading`, and the
    /// value that is returned then means nothing.
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self;

    /// Writes the value.
    fn write(&self, out: &mut Writer);

    /// Whether the field is left out when written.
    fn is_absent(&self) -> bool {
        false
    }
}

/// A field that is always written, as `null` where it is empty (`"ErrorMessage": null`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nullable<T>(pub Option<T>);

impl Wire for String {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        reading.text(json).to_owned()
    }

    fn write(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Wire for bool {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        match json {
            Some(Json::Bool(value)) => *value,
            Some(Json::String(text)) if text.eq_ignore_ascii_case("true") => true,
            Some(Json::String(text)) if text.eq_ignore_ascii_case("false") => false,
            Some(Json::Null | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_)) | None => {
                reading.refuse();
                false
            }
        }
    }

    fn write(&self, out: &mut Writer) {
        out.literal(if *self { "true" } else { "false" });
    }
}

impl Wire for u64 {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        let value = number(reading.text(json));
        reading.or_refuse(value, 0)
    }

    fn write(&self, out: &mut Writer) {
        out.literal(&decimal(*self));
    }
}

impl Wire for u32 {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        let value = u64::read(json, reading).try_into().ok();
        reading.or_refuse(value, 0)
    }

    fn write(&self, out: &mut Writer) {
        u64::from(*self).write(out);
    }
}

impl<T: Wire> Wire for Option<T> {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        match json {
            None | Some(Json::Null) => None,
            Some(Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_)) => {
                Some(T::read(json, reading))
            }
        }
    }

    fn write(&self, out: &mut Writer) {
        match self {
            Some(value) => value.write(out),
            None => out.literal("null"),
        }
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Wire> Wire for Nullable<T> {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        Self(Option::read(json, reading))
    }

    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        reading.items(json)
    }

    fn write(&self, out: &mut Writer) {
        out.array(self);
    }
}

/// The payload of a message: an object, or nothing at all.
pub trait Payload: Wire {
    /// Reads the payload from the fields of its object.
    fn from_fields(reading: &mut Reading<'_, '_>) -> Self;
}

/// The index of a text among those of an enum: `others` are further texts, each with the index that it means. One
/// function for all enums: the page would carry a copy for each.
#[must_use]
pub fn word_index(text: &str, texts: &[&str], others: &[(&str, usize)]) -> Option<usize> {
    let among_others = || others.iter().find(|(other, _)| *other == text).map(|(_, index)| *index);
    texts.iter().position(|word| *word == text).or_else(among_others)
}

/// Where a message belongs that one end may receive, in all its spellings.
#[derive(Debug)]
pub struct Route {
    /// The channel.
    pub channel: Channel,
    /// The topic's spellings.
    pub topics: &'static [&'static str],
    /// The subtopic's spellings.
    pub subtopics: &'static [&'static str],
    /// The field that the payload has, where another message has the same address.
    pub mark: &'static [&'static str],
}

/// Which of `routes` leads to `address`.
#[must_use]
pub fn route(routes: &[Route], address: Address<'_>, fields: Fields<'_, '_>) -> Option<usize> {
    routes.iter().position(|route| {
        route.channel == address.channel
            && route.topics.contains(&address.topic)
            && route.subtopics.contains(&address.subtopic)
            && (route.mark.is_empty() || fields.get(route.mark).is_some())
    })
}

/// Declares payloads: a struct whose fields name their documented spelling and, after `|`, others that are read.
/// `with "key" = "text"` is written first and not read; a field after `..` holds what the other fields do not name.
#[macro_export]
macro_rules! payload {
    ($(
        $(#[$meta:meta])*
        pub struct $name:ident $(with $mark:literal = $mark_text:literal)? {
            $( $(#[$field_meta:meta])* $field:ident : $type:ty = $key:literal $(| $other:literal)* ),* $(,)?
            $( .. $(#[$rest_meta:meta])* $rest:ident : $rest_type:ty )?
        }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $( $(#[$field_meta])* pub $field: $type, )* $( $(#[$rest_meta])* pub $rest: $rest_type )? }

        impl $crate::wire::Payload for $name {
            #[allow(unused_variables, reason = "a payload may have no fields")]
            fn from_fields(reading: &mut $crate::reading::Reading<'_, '_>) -> Self {
                #[allow(dead_code, reason = "most payloads keep no others")]
                const NAMES: &[&str] = &[$( $key, $( $other, )* )*];
                Self {
                    $( $field: reading.read(&[$key $(, $other)*]), )*
                    $( $rest: <$rest_type>::read_others(reading, NAMES), )?
                }
            }
        }

        impl $crate::wire::Wire for $name {
            fn read<'j, 'a>(
                json: Option<&'j $crate::json::Json<'a>>,
                reading: &mut $crate::reading::Reading<'j, 'a>,
            ) -> Self {
                reading.object(json, $crate::wire::Payload::from_fields)
            }

            fn write(&self, out: &mut $crate::write::Writer) {
                out.object(|_out| {
                    $( _out.key($mark); _out.string($mark_text); )?
                    $( _out.field($key, &self.$field); )*
                    $( self.$rest.write_others(_out); )?
                });
            }
        }
    )*};
}

/// Declares an enum whose values stand on the wire as one exact text each; after `|` stand others that are read. After
/// `or` stands the value that a text of a later version is read as; without one such a text is refused.
#[macro_export]
macro_rules! words {
    ($(
        $(#[$meta:meta])*
        pub enum $name:ident $(or $fallback:ident)? { $( $(#[$word_meta:meta])* $word:ident = $text:literal $(| $other:literal)* ),* $(,)? }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $( $(#[$word_meta])* $word ),* }

        impl $name {
            /// Every value, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$( Self::$word ),*];

            const TEXTS: &'static [&'static str] = &[$( $text ),*];
            const OTHERS: &'static [(&'static str, usize)] = &[$( $( ($other, Self::$word as usize), )* )*];

            /// The text on the wire.
            #[must_use]
            #[allow(clippy::indexing_slicing, reason = "every word has its text; a match is a second table in the page")]
            pub const fn as_str(self) -> &'static str {
                Self::TEXTS[self as usize]
            }

            /// The value whose text this is.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                let index = $crate::wire::word_index(text, Self::TEXTS, Self::OTHERS)?;
                Self::ALL.get(index).copied()
            }
        }

        impl $crate::wire::Wire for $name {
            fn read<'j, 'a>(
                json: Option<&'j $crate::json::Json<'a>>,
                reading: &mut $crate::reading::Reading<'j, 'a>,
            ) -> Self {
                let word = Self::from_text(reading.text(json))$(.or(Some(Self::$fallback)))?;
                reading.or_refuse(word, [$( Self::$word ),*][0])
            }

            fn write(&self, out: &mut $crate::write::Writer) {
                out.string(self.as_str());
            }
        }
    )*};
}

/// Declares the messages one end may receive: an enum with a payload in each variant, addressed by channel, topic and
/// subtopic (after `|` others that are read), and under which key the payload is written. Where request and reply have
/// one address, `with "key"` stands at the first of them, which is meant where the payload has that field. After `;`
/// stand other such enums whose messages belong here too; an enum of nothing else needs no `;`.
#[macro_export]
macro_rules! messages {
    (
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$inner_meta:meta])* $inner:ident($inner_type:ty) ),+ $(,)? }
    ) => {
        $crate::messages! {
            $(#[$meta])*
            pub enum $name { ; $( $(#[$inner_meta])* $inner($inner_type) ),+ }
        }
    };
    (
        $(#[$meta:meta])*
        pub enum $name:ident {
            $( $(#[$message_meta:meta])*
               $message:ident($payload:ty) = $channel:ident / $topic:literal $(| $other_topic:literal)*
                   / $subtopic:literal $(| $other_subtopic:literal)* $(with $mark:literal)? in $key:literal ),* $(,)?
            $( ; $( $(#[$inner_meta:meta])* $inner:ident($inner_type:ty) ),+ $(,)? )?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name {
            $( $(#[$message_meta])* $message($payload), )*
            $( $( $(#[$inner_meta])* $inner($inner_type), )+ )?
        }

        impl $name {
            /// The address of every message declared here, in the order of the declaration.
            pub const CATALOGUE: &'static [$crate::frame::Address<'static>] = &[$(
                $crate::frame::Address { channel: $crate::connector::Channel::$channel, topic: $topic, subtopic: $subtopic }
            ),*];
        }

        $( $(
            impl From<$inner_type> for $name {
                fn from(message: $inner_type) -> Self {
                    Self::$inner(message)
                }
            }
        )+ )?

        impl $crate::frame::Body for $name {
            #[allow(unused_assignments, unused_mut, unused_variables, reason = "some have no messages of their own")]
            fn read(
                address: $crate::frame::Address<'_>,
                reading: &mut $crate::reading::Reading<'_, '_>,
            ) -> Option<Self> {
                const ROUTES: &[$crate::wire::Route] = &[$(
                    $crate::wire::Route {
                        channel: $crate::connector::Channel::$channel,
                        topics: &[$topic $(, $other_topic)*],
                        subtopics: &[$subtopic $(, $other_subtopic)*],
                        mark: &[$( $mark )?],
                    }
                ),*];
                let found = $crate::wire::route(ROUTES, address, reading.fields());
                let mut index = 0;
                $(
                    if found == Some(index) {
                        return Some(Self::$message($crate::wire::Payload::from_fields(reading)));
                    }
                    index += 1;
                )*
                $( $(
                    if let Some(message) = <$inner_type as $crate::frame::Body>::read(address, reading) {
                        return Some(Self::$inner(message));
                    }
                )+ )?
                None
            }

            fn address(&self) -> $crate::frame::Address<'static> {
                match self {
                    $( Self::$message(_) => $crate::frame::Address {
                        channel: $crate::connector::Channel::$channel, topic: $topic, subtopic: $subtopic,
                    }, )*
                    $( $( Self::$inner(message) => $crate::frame::Body::address(message), )+ )?
                }
            }

            fn catalogue() -> Vec<$crate::frame::Address<'static>> {
                #[allow(unused_mut, reason = "most have no others within")]
                let mut all = Self::CATALOGUE.to_vec();
                $( $( all.extend(<$inner_type as $crate::frame::Body>::catalogue()); )+ )?
                all
            }

            fn write_payload(&self, out: &mut $crate::write::Writer) {
                match self {
                    $( Self::$message(body) => out.field($key, body), )*
                    $( $( Self::$inner(message) => $crate::frame::Body::write_payload(message, out), )+ )?
                }
            }
        }
    };
}

pub use crate::{messages, payload, words};
