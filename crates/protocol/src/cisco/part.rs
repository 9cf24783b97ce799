//! Lists that are longer than a frame, or that tell only what is new. **(ours)**

use crate::{json::Json, reading::Reading, wire::Wire, write::Writer};

/// What a list says about what it does not hold. Left out when it is everything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// This is everything: what is not in the list is no more.
    #[default]
    All,
    /// These are new or have changed; the others are as they were.
    Changes,
}

/// Which part of a list this is; a list in one part says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    number: u32,
    of: u32,
}

impl Scope {
    const ALL: &'static str = "All";
    const CHANGES: &'static str = "Changes";
}

impl Part {
    /// Part `number`, the first being 1, of `of`.
    #[must_use]
    pub const fn new(number: u32, of: u32) -> Option<Self> {
        if number >= 1 && number <= of { Some(Self { number, of }) } else { None }
    }

    /// Which part; the first is 1.
    #[must_use]
    pub const fn number(self) -> u32 {
        self.number
    }

    /// How many parts there are.
    #[must_use]
    pub const fn of(self) -> u32 {
        self.of
    }
}

impl Wire for Scope {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        if json.is_none() {
            return Self::All;
        }
        match reading.text(json) {
            Self::ALL => Self::All,
            Self::CHANGES => Self::Changes,
            _ => {
                reading.refuse();
                Self::All
            }
        }
    }

    fn write(&self, out: &mut Writer) {
        out.string(match self {
            Self::All => Self::ALL,
            Self::Changes => Self::CHANGES,
        });
    }

    fn is_absent(&self) -> bool {
        *self == Self::All
    }
}

impl Wire for Part {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        let field = reading.field();
        let part = reading.object(json, |reading| Self::new(reading.read(&["number"]), reading.read(&["of"])));
        part.unwrap_or_else(|| {
            reading.refuse_field(field);
            Self { number: 1, of: 1 }
        })
    }

    fn write(&self, out: &mut Writer) {
        out.object(|out| {
            out.field("number", &self.number);
            out.field("of", &self.of);
        });
    }
}
