//! JSON that is passed on and not looked into.

use crate::{
    ids::texts,
    json::{self, Fields, Json},
    limits,
    reading::Reading,
    wire::Wire,
    write::Writer,
};

texts! {
    /// The name of a field or variable of somebody else's.
    FieldName: 1 to limits::NAME_CHARS,
}

/// A JSON value of somebody else's, kept as it will be written.
#[derive(Clone, PartialEq, Eq)]
pub struct Opaque(String);

/// Values of somebody else's by name: `params`, and the fields of an object that stand beside the documented ones.
/// The names of documented fields are never among the latter. Each name once, in order: a list, as
/// a tree costs the page 3 kB and there are few.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Params(Vec<(FieldName, Opaque)>);

impl Opaque {
    /// The value of a JSON text; `None` where it is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        json::parse(text).ok().map(|json| Self::of(&json))
    }

    /// The value as a JSON text without spaces.
    #[must_use]
    pub fn as_json(&self) -> &str {
        &self.0
    }

    /// The text that the value is; JSON of what is none.
    #[must_use]
    pub fn text(&self) -> String {
        match json::parse(&self.0) {
            Ok(Json::String(text)) => text.into_owned(),
            Ok(Json::Null | Json::Bool(_) | Json::Number(_) | Json::Array(_) | Json::Object(_)) | Err(_) => {
                self.0.clone()
            }
        }
    }

    fn of(json: &Json<'_>) -> Self {
        let mut out = Writer::default();
        out.json(json);
        Self(out.finish())
    }
}

impl core::fmt::Debug for Opaque {
    /// Nobody knows what is in it, so none of it is printed.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "Opaque({} bytes)", self.0.len())
    }
}

impl Wire for Opaque {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        match json {
            Some(json) => Self::of(json),
            None => {
                reading.refuse();
                Self(String::new())
            }
        }
    }

    fn write(&self, out: &mut Writer) {
        out.literal(&self.0);
    }
}

impl Params {
    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Names and values, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &(FieldName, Opaque)> {
        self.0.iter()
    }

    /// The value of this name.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Opaque> {
        self.0.iter().find(|(known, _)| known.as_str() == name).map(|(_, value)| value)
    }

    /// Sets a value.
    pub fn set(&mut self, name: FieldName, value: Opaque) {
        self.remove(&name);
        let at = self.0.partition_point(|(known, _)| *known < name);
        self.0.insert(at, (name, value));
    }

    /// Takes a value away.
    pub fn remove(&mut self, name: &FieldName) {
        self.0.retain(|(known, _)| known != name);
    }

    /// The names.
    #[must_use]
    pub fn into_names(self) -> Vec<FieldName> {
        self.0.into_iter().map(|(name, _)| name).collect()
    }

    /// What an object holds under none of `names`. A field whose name is none is skipped like any unknown field.
    /// Too many are refused.
    pub fn read_others(reading: &mut Reading<'_, '_>, names: &[&str]) -> Self {
        let params = Self::others(reading.fields(), names);
        if params.0.len() > limits::PARAMS {
            reading.refuse_field("data");
        }
        params
    }

    /// One more than there may be, where there are too many.
    fn others(fields: Fields<'_, '_>, names: &[&str]) -> Self {
        let mut params = Self::default();
        for (name, value) in fields.others(names) {
            if let Some(name) = FieldName::parse(name) {
                params.set(name, Opaque::of(value));
            }
            if params.len() > limits::PARAMS {
                break;
            }
        }
        params
    }

    /// Writes them as fields of the object that is being written.
    pub fn write_others(&self, out: &mut Writer) {
        for (name, value) in &self.0 {
            out.key(name.as_str());
            value.write(out);
        }
    }
}

impl FromIterator<(FieldName, Opaque)> for Params {
    fn from_iter<T: IntoIterator<Item = (FieldName, Opaque)>>(all: T) -> Self {
        let mut params = Self::default();
        all.into_iter().for_each(|(name, value)| params.set(name, value));
        params
    }
}

impl Wire for Params {
    fn read<'j, 'a>(json: Option<&'j Json<'a>>, reading: &mut Reading<'j, 'a>) -> Self {
        let params = reading.object(json, |reading| Self::others(reading.fields(), &[]));
        if params.0.len() > limits::PARAMS {
            reading.refuse();
        }
        params
    }

    fn write(&self, out: &mut Writer) {
        out.object(|out| self.write_others(out));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reading;

    #[test]
    fn what_is_opaque_is_kept_but_not_shown() {
        let value = Opaque::parse(r#" { "a " : [1.50, true, null, "\u0041\n"] } "#).unwrap();
        assert_eq!(value.as_json(), r#"{"a":[1.50,true,null,"A\n"]}"#);
        assert_eq!(format!("{value:?}"), "Opaque(28 bytes)");
        let text = |json: &str| Opaque::parse(json).unwrap().text();
        assert_eq!((text(r#""a \"b\"\n""#).as_str(), text("1.50").as_str()), ("a \"b\"\n", "1.50"));
    }

    #[test]
    fn too_many_fields_are_refused() {
        let object = |count: usize| {
            let fields: Vec<String> = (0..count).map(|at| format!("\"f{at}\":0")).collect();
            format!("{{{}}}", fields.join(","))
        };
        let read = |text: &str| reading::read::<Params>(&json::parse(text).unwrap());
        assert!(read(&object(limits::PARAMS)).is_ok());
        assert!(read(&object(limits::PARAMS + 1)).is_err());
    }
}
