//! Elements. Functions of our own, because what `html!` writes out anew at each element made components twice as large:
//! 6 kB of the page, 0.8 kB compressed. What is drawn goes where it stays at once, which takes less code than to hand it
//! up: another 1 kB compressed.

use std::rc::Rc;

use yew::{
    prelude::*,
    virtual_dom::{AttributeOrProperty, Attributes, Key, VComp, VList, VNode, VTag, VText},
};

use crate::view::{Dot, Open};

/// Elements beside each other, in the order in which they are drawn. What is drawn in one of them comes after those
/// before it, until it is finished and takes them in: the code that draws it has no list of its own to make.
#[derive(Default)]
pub(super) struct Parts(Vec<Html>);

/// How many elements were there before.
#[derive(Clone, Copy)]
struct Mark(usize);

impl Parts {
    /// An element that is named as a style sheet would (`p.hs-quiet`), then its attributes as HTML would
    /// (`p.hs-quiet role=status`), and what is drawn in it.
    pub(super) fn tag(&mut self, of: &'static str, draw: impl FnOnce(&mut Self)) {
        let mark = self.mark();
        draw(self);
        self.push_if(of, &[], mark);
    }

    /// An element of one class or none that holds only text.
    #[inline(never)]
    pub(super) fn text(&mut self, of: &'static str, text: &str) {
        self.tag(of, |inner| inner.words(text));
    }

    /// Text.
    #[inline(never)]
    pub(super) fn words(&mut self, text: &str) {
        self.0.push(VText::new(AttrValue::from(text.to_owned())).into());
    }

    /// The same. Attributes that are named without a value (`id`) have these values in their order.
    pub(super) fn node(&mut self, of: &'static str, values: &[&str], draw: impl FnOnce(&mut Self)) {
        let mark = self.mark();
        draw(self);
        self.push(of, values, mark);
    }

    /// The same, without those attributes that have no value after all.
    pub(super) fn node_if(&mut self, of: &'static str, values: &[Option<&str>], draw: impl FnOnce(&mut Self)) {
        let mark = self.mark();
        draw(self);
        self.push_if(of, values, mark);
    }

    /// What has a key, but no element of its own.
    pub(super) fn list(&mut self, key: &'static str, draw: impl FnOnce(&mut Self)) {
        let mark = self.mark();
        draw(self);
        let inner = self.since(mark);
        self.0.push(VList::with_children(inner, Some(key.into())).into());
    }

    /// Yew knows the last element again by this key.
    #[inline(never)]
    pub(super) fn key(&mut self, key: &str) {
        self.last(|tag| tag.key = Some(Key::from(key)));
    }

    /// A component, which draws itself.
    pub(super) fn component(&mut self, component: VComp) {
        self.0.push(component.into());
    }

    /// The last element is a field that holds this.
    pub(super) fn value(&mut self, value: &str) {
        self.last(|tag| tag.set_value(AttrValue::from(value.to_owned())));
    }

    /// The last element is known by this.
    pub(super) fn known_by(&mut self, node: &NodeRef) {
        self.last(|tag| tag.node_ref = node.clone());
    }

    const fn mark(&self) -> Mark {
        Mark(self.0.len())
    }

    /// What was drawn since.
    fn since(&mut self, Mark(mark): Mark) -> Vec<Html> {
        self.0.drain(mark..).collect()
    }

    fn last(&mut self, change: impl FnOnce(&mut VTag)) {
        if let Some(VNode::VTag(tag)) = self.0.last_mut()
            && let Some(tag) = Rc::get_mut(tag)
        {
            change(tag);
        }
    }

    #[inline(never)]
    fn push(&mut self, of: &'static str, values: &[&str], mark: Mark) {
        let values: Vec<_> = values.iter().map(|value| Some(*value)).collect();
        self.push_if(of, &values, mark);
    }

    #[inline(never)]
    fn push_if(&mut self, of: &'static str, values: &[Option<&str>], mark: Mark) {
        let inner = self.since(mark);
        let (name, attributes) = of.split_once(' ').unwrap_or((of, ""));
        let (name, class) = name.split_once('.').unwrap_or((name, ""));
        let mut values = values.iter();
        let own = |attribute: &'static str| {
            let (key, value) = match attribute.split_once('=') {
                Some((key, value)) => (key, AttrValue::Static(value)),
                None => (attribute, AttrValue::from((*values.next()?)?.to_owned())),
            };
            Some((AttrValue::Static(key), AttributeOrProperty::Attribute(value)))
        };
        let mut tag = VTag::new(name);
        let mut list: Vec<_> = attributes.split(' ').filter_map(own).collect();
        if !class.is_empty() {
            list.push((AttrValue::Static("class"), AttributeOrProperty::Static(class)));
        }
        tag.attributes = Attributes::List(Rc::new(list));
        if let Some(own) = tag.children_mut() {
            *own = VList::with_children(inner, None).into();
        }
        self.0.push(tag.into());
    }

    /// The mark before a state.
    #[inline(never)]
    pub(super) fn dot(&mut self, dot: Dot) {
        let dot = match dot {
            Dot::Filled => "filled",
            Dot::Ring => "ring",
        };
        self.node("span.hs-dot aria-hidden=true data-dot", &[dot], nothing);
    }

    /// The last element.
    pub(super) fn into_html(mut self) -> Html {
        self.0.pop().unwrap_or_default()
    }
}

/// Draws nothing.
pub(super) fn nothing(_: &mut Parts) {}

/// What attributes say of it.
pub(super) const fn truth(open: Open) -> &'static str {
    match open {
        Open::Yes => "true",
        Open::No => "false",
    }
}
