//! Reading values out of parsed JSON. What cannot be read is noted, and reading goes on: a return in the middle of every
//! message, one for each of its fields, would make up a tenth of the page.

use crate::{
    json::{FieldFault, Fields, Json},
    wire::Wire,
};

/// The number of these digits. One function for all: the page would carry a copy for each kind of number.
#[inline(never)]
#[must_use]
pub fn number(digits: &str) -> Option<u64> {
    digits.parse().ok()
}

/// An object that is being read: where, and what could not be read first.
#[derive(Debug, Default)]
pub struct Reading<'j, 'a> {
    fields: Fields<'j, 'a>,
    field: &'static str,
    fault: Option<FieldFault>,
}

/// Reads a value that stands alone.
///
/// # Errors
/// [`FieldFault`] names the first field that is missing or malformed; nothing where that is the value itself.
pub fn read<T: Wire>(json: &Json<'_>) -> Result<T, FieldFault> {
    let mut reading = Reading::default();
    let value = T::read(Some(json), &mut reading);
    reading.fault().map_or(Ok(value), Err)
}

impl<'j, 'a> Reading<'j, 'a> {
    /// Begins to read the fields of an object.
    #[must_use]
    pub fn of(fields: Fields<'j, 'a>) -> Self {
        Self { fields, field: "", fault: None }
    }

    /// The fields of the object that is being read.
    #[must_use]
    pub const fn fields(&self) -> Fields<'j, 'a> {
        self.fields
    }

    /// The first field that could not be read. Where there is one, nothing that was read means anything.
    #[must_use]
    pub const fn fault(&self) -> Option<FieldFault> {
        self.fault
    }

    /// The documented name of the field that is being read.
    #[must_use]
    pub const fn field(&self) -> &'static str {
        self.field
    }

    /// Notes that the field that is being read is missing or malformed.
    pub fn refuse(&mut self) {
        self.refuse_field(self.field);
    }

    /// Notes that a field is missing or malformed.
    pub fn refuse_field(&mut self, field: &'static str) {
        self.fault = self.fault.or(Some(FieldFault { field }));
    }

    /// Reads the field with these spellings, the documented one first.
    pub fn read<T: Wire>(&mut self, names: &[&'static str]) -> T {
        let json = self.get(names);
        T::read(json, self)
    }

    fn get(&mut self, names: &[&'static str]) -> Option<&'j Json<'a>> {
        self.field = names.first().copied().unwrap_or_default();
        self.fields.get(names)
    }

    /// Reads an object with what reads its fields; one without fields, where it is none.
    pub fn object<T>(&mut self, json: Option<&'j Json<'a>>, read: impl FnOnce(&mut Self) -> T) -> T {
        let outer = self.enter(json);
        let value = read(self);
        self.fields = outer;
        value
    }

    fn enter(&mut self, json: Option<&'j Json<'a>>) -> Fields<'j, 'a> {
        let outer = self.fields;
        self.fields = json.and_then(Fields::of).unwrap_or_else(|| {
            self.refuse();
            Fields::default()
        });
        outer
    }

    /// Goes on with the payload of a message, the fields being those of its frame. Nothing, `null` and `""` stand for an
    /// empty object.
    pub(crate) fn payload(&mut self, names: &[&'static str]) {
        let json = self.get(names);
        self.fields = Fields::of_payload(json).unwrap_or_else(|| {
            self.refuse();
            Fields::default()
        });
    }

    /// Reads the items of an array; none, where it is no array.
    pub fn items<T: Wire>(&mut self, json: Option<&'j Json<'a>>) -> Vec<T> {
        let items: &[_] = match json {
            Some(Json::Array(items)) => items,
            Some(Json::Null | Json::Bool(_) | Json::Number(_) | Json::String(_) | Json::Object(_)) | None => {
                self.refuse();
                &[]
            }
        };
        let field = self.field;
        let read = |item| {
            self.field = field;
            T::read(Some(item), self)
        };
        items.iter().map(read).collect()
    }

    /// The text of a string or number: the catalogue shows ids and extensions as either. Empty where it is neither.
    pub fn text(&mut self, json: Option<&'j Json<'a>>) -> &'j str {
        match json {
            Some(Json::String(text)) => text,
            Some(Json::Number(digits)) => digits,
            Some(Json::Null | Json::Bool(_) | Json::Array(_) | Json::Object(_)) | None => {
                self.refuse();
                ""
            }
        }
    }

    /// What was made of a field; where nothing was, that is noted, and `instead` stands for it.
    pub fn or_refuse<T>(&mut self, value: Option<T>, instead: T) -> T {
        value.unwrap_or_else(|| {
            self.refuse();
            instead
        })
    }
}
