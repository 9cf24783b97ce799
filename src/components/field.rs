use super::markup::{Parts, nothing};

/// A field under its label. What it holds is not set where there are only attributes.
pub(super) fn field(parts: &mut Parts, label: &str, of: &'static str, values: &[Option<&str>], holds: Option<&str>) {
    parts.tag("label.hs-labelled", |parts| {
        parts.text("span", label);
        parts.node_if(of, values, nothing);
        if let Some(holds) = holds {
            parts.value(holds);
        }
    });
}
