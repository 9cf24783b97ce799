//! How a value stands on the wire, and the two macros that declare messages.

use crate::{
    json::{FieldFault, Fields, Json},
    write::Writer,
};

/// A value that can be read from JSON (tolerantly) and written to it (strictly).
pub trait Wire: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// [`FieldFault`]; an empty field name stands for the field being read.
    fn read(json: &Json<'_>) -> Result<Self, FieldFault>;

    /// Writes the value.
    fn write(&self, out: &mut Writer);

    /// What a missing field means; `None` where it is required.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }

    /// Whether the field is left out when written.
    fn is_absent(&self) -> bool {
        false
    }
}

/// A field that is always written, as `null` where it is empty (`"ErrorMessage": null`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nullable<T>(pub Option<T>);

/// Refuses the value being read.
///
/// # Errors
/// Always, with an empty field name.
pub fn refuse<T>() -> Result<T, FieldFault> {
    Err(FieldFault { field: "" })
}

/// The text of a string or number: the catalogue shows ids and extensions as either.
///
/// # Errors
/// Where it is neither.
pub fn text_of<'j>(json: &'j Json<'_>) -> Result<&'j str, FieldFault> {
    match json {
        Json::String(text) => Ok(text),
        Json::Number(digits) => Ok(digits),
        Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_) => refuse(),
    }
}

impl Wire for String {
    fn read(json: &Json<'_>) -> Result<Self, FieldFault> {
        text_of(json).map(str::to_owned)
    }

    fn write(&self, out: &mut Writer) {
        out.string(self);
    }
}

impl Wire for bool {
    fn read(json: &Json<'_>) -> Result<Self, FieldFault> {
        match json {
            Json::Bool(value) => Ok(*value),
            Json::String(text) if text.eq_ignore_ascii_case("true") => Ok(true),
            Json::String(text) if text.eq_ignore_ascii_case("false") => Ok(false),
            Json::Null | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => refuse(),
        }
    }

    fn write(&self, out: &mut Writer) {
        out.literal(if *self { "true" } else { "false" });
    }
}

impl Wire for u64 {
    fn read(json: &Json<'_>) -> Result<Self, FieldFault> {
        text_of(json)?.parse().or_else(|_| refuse())
    }

    fn write(&self, out: &mut Writer) {
        out.literal(&self.to_string());
    }
}

impl Wire for u32 {
    fn read(json: &Json<'_>) -> Result<Self, FieldFault> {
        u64::read(json)?.try_into().or_else(|_| refuse())
    }

    fn write(&self, out: &mut Writer) {
        u64::from(*self).write(out);
    }
}

impl<T: Wire> Wire for Option<T> {
    fn read(json: &Json<'_>) -> Result<Self, FieldFault> {
        match json {
            Json::Null => Ok(None),
            Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Array(_) | Json::Object(_) => {
                T::read(json).map(Some)
            }
        }
    }

    fn write(&self, out: &mut Writer) {
        match self {
            Some(value) => value.write(out),
            None => out.literal("null"),
        }
    }

    fn absent() -> Option<Self> {
        Some(None)
    }

    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Wire> Wire for Nullable<T> {
    fn read(json: &Json<'_>) -> Result<Self, FieldFault> {
        Option::read(json).map(Self)
    }

    fn write(&self, out: &mut Writer) {
        self.0.write(out);
    }

    fn absent() -> Option<Self> {
        Some(Self(None))
    }
}

impl<T: Wire> Wire for Vec<T> {
    fn read(json: &Json<'_>) -> Result<Self, FieldFault> {
        match json {
            Json::Array(items) => {
                // A third of the code that collecting into a Result makes, for each kind of item.
                let mut all = Self::with_capacity(items.len());
                for item in items {
                    all.push(T::read(item)?);
                }
                Ok(all)
            }
            Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_) => refuse(),
        }
    }

    fn write(&self, out: &mut Writer) {
        out.array(self);
    }
}

/// The payload of a message: an object, or nothing at all.
pub trait Payload: Wire {
    /// Reads the payload from the fields of its object.
    ///
    /// # Errors
    /// [`FieldFault`] names the first field that is missing or malformed.
    fn from_fields(fields: Fields<'_, '_>) -> Result<Self, FieldFault>;
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
            fn from_fields(fields: $crate::json::Fields<'_, '_>) -> Result<Self, $crate::json::FieldFault> {
                #[allow(dead_code, reason = "most payloads keep no others")]
                const NAMES: &[&str] = &[$( $key, $( $other, )* )*];
                Ok(Self {
                    $( $field: fields.read(&[$key $(, $other)*])?, )*
                    $( $rest: <$rest_type>::read_others(fields, NAMES)?, )?
                })
            }
        }

        impl $crate::wire::Wire for $name {
            fn read(json: &$crate::json::Json<'_>) -> Result<Self, $crate::json::FieldFault> {
                match $crate::json::Fields::of(json) {
                    Some(fields) => $crate::wire::Payload::from_fields(fields),
                    None => $crate::wire::refuse(),
                }
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

            const OTHERS: &'static [(&'static str, Self)] = &[$( $( ($other, Self::$word), )* )*];

            /// The text on the wire.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$word => $text ),* }
            }

            /// The value whose text this is.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                let others = || Self::OTHERS.iter().find(|(other, _)| *other == text).map(|(_, word)| *word);
                Self::ALL.iter().copied().find(|word| word.as_str() == text).or_else(others)
            }
        }

        impl $crate::wire::Wire for $name {
            fn read(json: &$crate::json::Json<'_>) -> Result<Self, $crate::json::FieldFault> {
                Self::from_text($crate::wire::text_of(json)?)$(.or(Some(Self::$fallback)))?.map_or_else($crate::wire::refuse, Ok)
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
            fn read(
                address: $crate::frame::Address<'_>,
                fields: $crate::json::Fields<'_, '_>,
            ) -> Result<Option<Self>, $crate::json::FieldFault> {
                $(
                    if address.channel == $crate::connector::Channel::$channel
                        && matches!(address.topic, $topic $(| $other_topic)*)
                        && matches!(address.subtopic, $subtopic $(| $other_subtopic)*)
                        $( && fields.get(&[$mark]).is_some() )?
                    {
                        return $crate::wire::Payload::from_fields(fields).map(|body| Some(Self::$message(body)));
                    }
                )*
                $( $(
                    if let Some(message) = <$inner_type as $crate::frame::Body>::read(address, fields)? {
                        return Ok(Some(Self::$inner(message)));
                    }
                )+ )?
                Ok(None)
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
