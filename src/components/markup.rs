//! Elements. Functions of our own, because what `html!` writes out anew at each element made components twice as large:
//! 6 kB of the page, 0.8 kB compressed.

use yew::{
    prelude::*,
    virtual_dom::{AttributeOrProperty, Attributes, Key, VList, VTag, VText},
};

use crate::view::{Dot, Open};

/// An element of one class or none.
pub(super) fn tag(name: &'static str, class: &'static str, children: Vec<Html>) -> Html {
    match class {
        NO_CLASS => node(name, &[], &[], children),
        class => node(name, CLASS, &[class], children),
    }
}

/// An element of one class that holds only text.
pub(super) fn text(name: &'static str, class: &'static str, text: &str) -> Html {
    tag(name, class, vec![words(text)])
}

/// Text.
pub(super) fn words(text: &str) -> Html {
    Html::from(VText::new(AttrValue::from(text.to_owned())))
}

/// An element that Yew knows again by its key.
pub(super) fn keyed(key: &str, mut element: VTag) -> Html {
    element.key = Some(Key::from(key));
    element.into()
}

/// The mark before a state.
pub(super) fn dot(dot: Dot) -> Html {
    let dot = match dot {
        Dot::Filled => "filled",
        Dot::Ring => "ring",
    };
    node("span", &["class", "data-dot", "aria-hidden"], &["hs-dot", dot, "true"], Vec::new())
}

/// What attributes say of it.
pub(super) const fn truth(open: Open) -> &'static str {
    match open {
        Open::Yes => "true",
        Open::No => "false",
    }
}

/// The same as [`element_if`], drawn.
pub(super) fn node_if(
    name: &'static str,
    keys: &'static [&'static str],
    values: &[Option<&str>],
    children: Vec<Html>,
) -> Html {
    element_if(name, keys, values, children).into()
}

/// The same as [`element`], drawn.
pub(super) fn node(name: &'static str, keys: &'static [&'static str], values: &[&str], children: Vec<Html>) -> Html {
    element(name, keys, values, children).into()
}

/// An element with a value for each of these attributes.
pub(super) fn element(name: &'static str, keys: &'static [&'static str], values: &[&str], children: Vec<Html>) -> VTag {
    let values: Vec<_> = values.iter().map(|value| Some(*value)).collect();
    element_if(name, keys, &values, children)
}

/// An element with those of these attributes that have a value.
pub(super) fn element_if(
    name: &'static str,
    keys: &'static [&'static str],
    values: &[Option<&str>],
    children: Vec<Html>,
) -> VTag {
    let mut tag = VTag::new(name);
    let own =
        |value: &Option<&str>| value.map(|value| AttributeOrProperty::Attribute(AttrValue::from(value.to_owned())));
    let values = values.iter().map(own).collect();
    tag.attributes = Attributes::Dynamic { keys, values };
    if let Some(own) = tag.children_mut() {
        *own = VList::with_children(children, None).into();
    }
    tag
}

/// The keys of an element of one class.
pub(super) const CLASS: &[&str] = &["class"];

/// What the style sheet does not name.
pub(super) const NO_CLASS: &str = "";
