use yew::prelude::*;

use super::markup::{element_if, tag, text};

/// A field under its label. What it holds is not set where there are only attributes.
pub(super) fn field(label: &str, keys: &'static [&'static str], values: &[Option<&str>], holds: Option<&str>) -> Html {
    let mut field = element_if("input", keys, values, Vec::new());
    if let Some(holds) = holds {
        field.set_value(AttrValue::from(holds.to_owned()));
    }
    tag("label", "hs-labelled", vec![text("span", "", label), field.into()])
}
