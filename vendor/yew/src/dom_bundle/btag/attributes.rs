use std::ops::Deref;

use wasm_bindgen::JsValue;
use web_sys::{Element, HtmlInputElement as InputElement, HtmlTextAreaElement as TextAreaElement};

use super::Apply;
use crate::virtual_dom::vtag::{InputFields, TextareaFields, Value};
use crate::virtual_dom::{AttributeOrProperty, Attributes};

impl<T: AccessValue> Apply for Value<T> {
    type Bundle = Self;
    type Element = T;

    fn apply(self, el: &Self::Element) -> Self {
        if let Some(v) = self.deref() {
            el.set_value(v);
        }
        self
    }

    fn apply_diff(self, el: &Self::Element, bundle: &mut Self) {
        match (self.deref(), (*bundle).deref()) {
            (Some(new), Some(_)) => {
                // Refresh value from the DOM. It might have changed.
                if new.as_ref() != el.value() {
                    el.set_value(new);
                }
            }
            (Some(new), None) => el.set_value(new),
            (None, Some(_)) => el.set_value(""),
            (None, None) => (),
        }
    }
}

macro_rules! impl_access_value {
    ($( $type:ty )*) => {
        $(
            impl AccessValue for $type {
                #[inline]
                fn value(&self) -> String {
                    <$type>::value(&self)
                }

                #[inline]
                fn set_value(&self, v: &str) {
                    <$type>::set_value(&self, v)
                }
            }
        )*
    };
}
impl_access_value! {InputElement TextAreaElement}

/// Able to have its value read or set
pub(super) trait AccessValue {
    fn value(&self) -> String;
    fn set_value(&self, v: &str);
}

impl Apply for InputFields {
    type Bundle = Self;
    type Element = InputElement;

    fn apply(mut self, el: &Self::Element) -> Self {
        // IMPORTANT! This parameter has to be set every time it's explicitly given
        // to prevent strange behaviour in the browser when the DOM changes
        if let Some(checked) = self.checked {
            el.set_checked(checked);
        }

        self.value = self.value.apply(el);
        self
    }

    fn apply_diff(self, el: &Self::Element, bundle: &mut Self) {
        // IMPORTANT! This parameter has to be set every time it's explicitly given
        // to prevent strange behaviour in the browser when the DOM changes
        if let Some(checked) = self.checked {
            el.set_checked(checked);
        }

        self.value.apply_diff(el, &mut bundle.value);
    }
}

impl Apply for TextareaFields {
    type Bundle = Value<TextAreaElement>;
    type Element = TextAreaElement;

    fn apply(self, el: &Self::Element) -> Self::Bundle {
        if let Some(def) = self.defaultvalue {
            _ = el.set_default_value(def.as_str());
        }
        self.value.apply(el)
    }

    fn apply_diff(self, el: &Self::Element, bundle: &mut Self::Bundle) {
        self.value.apply_diff(el, bundle)
    }
}

impl Attributes {
    fn set(el: &Element, key: &str, value: &AttributeOrProperty) {
        match value.as_attribute() {
            Some(value) => el.set_attribute(key, value).expect("invalid attribute key"),
            None => Self::set_property(el, key, value),
        }
    }

    fn remove(el: &Element, key: &str, old_value: &AttributeOrProperty) {
        match old_value.as_attribute() {
            Some(_) => el
                .remove_attribute(key)
                .expect("could not remove attribute"),
            None => Self::set_property(el, key, &AttributeOrProperty::Property(JsValue::UNDEFINED)),
        }
    }

    fn set_property(el: &Element, key: &str, value: &AttributeOrProperty) {
        if let AttributeOrProperty::Property(value) = value {
            js_sys::Reflect::set(el.as_ref(), &key.into(), value).expect("could not set property");
        }
    }

    /// Sets or removes what differs.
    fn patch(
        el: &Element,
        key: &str,
        new: Option<&AttributeOrProperty>,
        old: Option<&AttributeOrProperty>,
    ) {
        match (new, old) {
            (Some(new), old) => {
                if old != Some(new) {
                    Self::set(el, key, new);
                }
            }
            (None, Some(old)) => Self::remove(el, key, old),
            (None, None) => (),
        }
    }
}

impl Apply for Attributes {
    type Bundle = Self;
    type Element = Element;

    fn apply(self, el: &Element) -> Self {
        for (key, value) in (0..self.len()).filter_map(|place| self.at(place)) {
            Self::patch(el, key, value, None);
        }
        self
    }

    fn apply_diff(self, el: &Element, bundle: &mut Self) {
        let old = std::mem::replace(bundle, self);
        let new = &*bundle; // reborrow it immutably from here
        match (new, &old) {
            // Hot path
            (Self::Static(new), Self::Static(old)) if std::ptr::eq(*new, *old) => (),
            // Hot path
            (
                Self::Dynamic {
                    keys: new_k,
                    values: new_v,
                },
                Self::Dynamic {
                    keys: old_k,
                    values: old_v,
                },
            ) if std::ptr::eq(*new_k, *old_k) => {
                for ((key, new), old) in new_k.iter().zip(new_v).zip(old_v) {
                    Self::patch(el, key, new.as_ref(), old.as_ref());
                }
            }
            // Cold path. Happens only with conditional swapping and reordering of `VTag`s with the
            // same tag and no keys.
            (new, old) => {
                for (key, value) in (0..new.len()).filter_map(|place| new.at(place)) {
                    if value.is_some() {
                        Self::patch(el, key, value, old.get(key));
                    }
                }
                for (key, value) in (0..old.len()).filter_map(|place| old.at(place)) {
                    if new.get(key).is_none() {
                        Self::patch(el, key, None, value);
                    }
                }
            }
        }
    }
}

#[cfg(all(target_arch = "wasm32", not(target_os = "wasi")))]
#[cfg(test)]
mod tests {
    use std::rc::Rc;

    use js_sys::Reflect;
    use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

    use super::*;
    use crate::utils::document;
    use crate::{html, AttrValue, Component, Context, Html};

    wasm_bindgen_test_configure!(run_in_browser);

    fn create_element() -> Element {
        document()
            .create_element("a")
            .expect("failed to create element")
    }

    #[test]
    fn properties_are_set() {
        let attrs = vec![
            (
                AttrValue::Static("href"),
                AttributeOrProperty::Property(JsValue::from_str("https://example.com/")),
            ),
            (
                AttrValue::Static("alt"),
                AttributeOrProperty::Property(JsValue::from_str("somewhere")),
            ),
        ];
        let attrs = Attributes::List(Rc::new(attrs));
        let element = create_element();
        attrs.apply(&element);
        assert_eq!(
            Reflect::get(element.as_ref(), &JsValue::from_str("href"))
                .expect("no href")
                .as_string()
                .expect("not a string"),
            "https://example.com/",
            "property `href` not set properly"
        );
        assert_eq!(
            Reflect::get(element.as_ref(), &JsValue::from_str("alt"))
                .expect("no alt")
                .as_string()
                .expect("not a string"),
            "somewhere",
            "property `alt` not set properly"
        );
    }

    #[test]
    fn respects_apply_as() {
        let attrs = vec![
            (
                AttrValue::Static("href"),
                AttributeOrProperty::Attribute(AttrValue::from("https://example.com/")),
            ),
            (
                AttrValue::Static("alt"),
                AttributeOrProperty::Property(JsValue::from_str("somewhere")),
            ),
        ];
        let attrs = Attributes::List(Rc::new(attrs));
        let element = create_element();
        attrs.apply(&element);
        assert_eq!(
            element.outer_html(),
            "<a href=\"https://example.com/\"></a>",
            "should be set as attribute"
        );
        assert_eq!(
            Reflect::get(element.as_ref(), &JsValue::from_str("alt"))
                .expect("no alt")
                .as_string()
                .expect("not a string"),
            "somewhere",
            "property `alt` not set properly"
        );
    }

    #[test]
    fn class_is_always_attrs() {
        let attrs = Attributes::Static(&[("class", AttributeOrProperty::Static("thing"))]);

        let element = create_element();
        attrs.apply(&element);
        assert_eq!(element.get_attribute("class").unwrap(), "thing");
    }

    #[test]
    async fn macro_syntax_works() {
        struct Comp;
        impl Component for Comp {
            type Message = ();
            type Properties = ();

            fn create(_: &Context<Self>) -> Self {
                Comp
            }

            fn view(&self, _: &Context<Self>) -> Html {
                html! { <a href="https://example.com/" ~alt={"abc"} ~data-bool={JsValue::from_bool(true)} /> }
            }
        }

        let output = document().create_element("div").unwrap();
        yew::Renderer::<Comp>::with_root(output.clone()).render();

        crate::scheduler::flush().await;
        let element = output.query_selector("a").unwrap().unwrap();
        assert_eq!(
            element.get_attribute("href").unwrap(),
            "https://example.com/"
        );

        assert_eq!(
            Reflect::get(element.as_ref(), &JsValue::from_str("alt"))
                .expect("no alt")
                .as_string()
                .expect("not a string"),
            "abc",
            "property `alt` not set properly"
        );

        assert!(
            Reflect::get(element.as_ref(), &JsValue::from_str("data-bool"))
                .expect("no alt")
                .as_bool()
                .expect("not a bool"),
            "property `alt` not set properly"
        );
    }
}
