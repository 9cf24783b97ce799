//! Enums that a person writes as one exact word each.

/// Declares an enum with the word of each value.
macro_rules! words {
    ($(
        $(#[$meta:meta])*
        pub enum $name:ident { $( $(#[$word_meta:meta])* $word:ident = $text:literal ),* $(,)? }
    )*) => {$(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $( $(#[$word_meta])* $word ),* }

        impl $name {
            /// Every value, in the order of its declaration.
            pub const ALL: &'static [Self] = &[$( Self::$word ),*];

            /// The word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$word => $text ),* }
            }

            /// The value whose word this is.
            #[must_use]
            pub fn from_text(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text)
            }
        }
    )*};
}

pub(super) use words;
