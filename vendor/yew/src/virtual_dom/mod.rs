//! This module contains Yew's implementation of a reactive virtual DOM.

#[doc(hidden)]
pub mod key;
#[doc(hidden)]
pub mod listeners;
#[doc(hidden)]
pub mod vcomp;
#[doc(hidden)]
pub mod vlist;
#[doc(hidden)]
pub mod vnode;
#[doc(hidden)]
pub mod vtag;
#[doc(hidden)]
pub mod vtext;

use std::rc::Rc;

use wasm_bindgen::JsValue;

#[doc(inline)]
pub use self::key::Key;
#[doc(inline)]
pub use self::vcomp::{VChild, VComp};
#[doc(hidden)]
pub use self::vlist::FullyKeyedState;
#[doc(inline)]
pub use self::vlist::VList;
#[doc(inline)]
pub use self::vnode::VNode;
#[doc(inline)]
pub use self::vtag::VTag;
#[doc(inline)]
pub use self::vtext::VText;

/// Attribute value
pub type AttrValue = implicit_clone::unsync::IString;

/// Defines if the [`Attributes`] is set as element's attribute or property and its value.
#[allow(missing_docs)]
#[derive(PartialEq, Clone, Debug)]
pub enum AttributeOrProperty {
    // This exists as a workaround to support Rust <1.72
    // Previous versions of Rust did not See
    // `AttributeOrProperty::Attribute(AttrValue::Static(_))` as `'static` that html! macro
    // used, and thus failed with "temporary value dropped while borrowed"
    //
    // See: https://github.com/yewstack/yew/pull/3458#discussion_r1350362215
    Static(&'static str),
    Attribute(AttrValue),
    Property(JsValue),
}

impl AttributeOrProperty {
    pub(crate) fn as_attribute(&self) -> Option<&str> {
        match self {
            Self::Static(value) => Some(value),
            Self::Attribute(value) => Some(value),
            Self::Property(_) => None,
        }
    }
}

/// A collection of attributes for an element
#[derive(PartialEq, Clone, Debug)]
pub enum Attributes {
    /// Static list of attributes.
    ///
    /// Allows optimizing comparison to a simple pointer equality check and reducing allocations,
    /// if the attributes do not change on a node.
    Static(&'static [(&'static str, AttributeOrProperty)]),

    /// Static list of attribute keys with possibility to exclude attributes and dynamic attribute
    /// values.
    ///
    /// Allows optimizing comparison to a simple pointer equality check and reducing allocations,
    /// if the attributes keys do not change on a node.
    Dynamic {
        /// Attribute keys. Includes both always set and optional attribute keys.
        keys: &'static [&'static str],

        /// Attribute values. Matches [keys](Attributes::Dynamic::keys). Optional attributes are
        /// designated by setting [None].
        values: Box<[Option<AttributeOrProperty>]>,
    },

    /// Attributes that are added at run time, where the html! macro was not used: a key stands in it
    /// once.
    List(Rc<Vec<(AttrValue, AttributeOrProperty)>>),
}

impl Attributes {
    /// Construct a default Attributes instance
    pub fn new() -> Self {
        Self::default()
    }

    /// How many places for attributes there are.
    pub(crate) fn len(&self) -> usize {
        match self {
            Self::Static(arr) => arr.len(),
            Self::Dynamic { keys, .. } => keys.len(),
            Self::List(list) => list.len(),
        }
    }

    /// The key at a place, and its value if it has one. Nothing behind the last place.
    pub(crate) fn at(&self, place: usize) -> Option<(&str, Option<&AttributeOrProperty>)> {
        match self {
            Self::Static(arr) => arr.get(place).map(|(k, v)| (*k, Some(v))),
            Self::Dynamic { keys, values } => {
                let key = keys.get(place)?;
                Some((key, values.get(place)?.as_ref()))
            }
            Self::List(list) => list.get(place).map(|(k, v)| (k.as_str(), Some(v))),
        }
    }

    /// The value of a key. There are few enough of them to look at each.
    pub(crate) fn get(&self, key: &str) -> Option<&AttributeOrProperty> {
        (0..self.len())
            .rev()
            .filter_map(|place| self.at(place))
            .find_map(|(k, v)| v.filter(|_| k == key))
    }

    /// Return iterator over attribute key-value pairs.
    /// This function is suboptimal and does not inline well. Avoid on hot paths.
    ///
    /// This function only returns attributes
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> + '_ {
        (0..self.len())
            .filter_map(|place| self.at(place))
            .filter_map(|(k, v)| Some((k, v?.as_attribute()?)))
    }

    /// Sets an attribute or property, whether there was one of this key or not.
    pub(crate) fn insert(&mut self, key: &'static str, value: AttributeOrProperty) {
        let key = AttrValue::Static(key);
        let list = Rc::make_mut(self.list_mut());
        match list.iter_mut().find(|(k, _)| *k == key) {
            Some((_, old)) => *old = value,
            None => list.push((key, value)),
        }
    }

    /// The list, into which any other kind is converted.
    fn list_mut(&mut self) -> &mut Rc<Vec<(AttrValue, AttributeOrProperty)>> {
        loop {
            let list = match self {
                Self::List(list) => return list,
                Self::Static(arr) => arr.iter().map(|(k, v)| ((*k).into(), v.clone())).collect(),
                Self::Dynamic { keys, values } => std::mem::take(values)
                    .iter_mut()
                    .zip(keys.iter())
                    .filter_map(|(v, k)| v.take().map(|v| (AttrValue::from(*k), v)))
                    .collect(),
            };
            *self = Self::List(Rc::new(list));
        }
    }
}

impl Default for Attributes {
    fn default() -> Self {
        Self::Static(&[])
    }
}
