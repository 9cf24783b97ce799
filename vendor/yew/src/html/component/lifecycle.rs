//! Component lifecycle module

use std::any::Any;
use std::rc::Rc;

use web_sys::Element;

use super::scope::{AnyState, Scope};
use super::BaseComponent;
use crate::dom_bundle::{Bundle, DomSlot, DynamicDomSlot};
use crate::html::Html;
use crate::scheduler;
use crate::Context;

pub(crate) struct ComponentRenderState {
    pub bundle: Bundle,
    pub parent: Element,
    /// The dom position in front of the next sibling.
    /// Gets updated when the bundle in which this component occurs gets re-rendered and is
    /// shared with the children of this component.
    pub sibling_slot: DynamicDomSlot,
    /// The dom position in front of this component.
    /// Gets updated whenever this component re-renders and is shared with the bundle in which
    /// this component occurs.
    pub own_slot: DynamicDomSlot,
}

impl ComponentRenderState {
    pub(crate) fn shift(&mut self, next_parent: Element, next_slot: DomSlot) {
        self.parent = next_parent;
        self.sibling_slot.reassign(next_slot);
        self.bundle
            .shift(&self.parent, self.sibling_slot.to_position());
    }
}

struct CompStateInner<COMP>
where
    COMP: BaseComponent,
{
    pub(crate) component: COMP,
    pub(crate) context: Context<COMP>,
}

/// A trait to provide common,
/// generic free behaviour across all components to reduce code size.
///
/// Mostly a thin wrapper that passes the context to a component's lifecycle
/// methods.
pub(crate) trait Stateful {
    fn view(&self) -> Html;
    fn rendered(&mut self, first_render: bool);
    fn destroy(&mut self);

    fn flush_messages(&mut self) -> bool;
    fn props_changed(&mut self, props: Rc<dyn Any>) -> bool;

    fn as_any(&self) -> &dyn Any;
}

impl<COMP> Stateful for CompStateInner<COMP>
where
    COMP: BaseComponent,
{
    fn view(&self) -> Html {
        self.component.view(&self.context)
    }

    fn rendered(&mut self, first_render: bool) {
        self.component.rendered(&self.context, first_render)
    }

    fn destroy(&mut self) {
        self.component.destroy(&self.context);
    }

    fn flush_messages(&mut self) -> bool {
        let mut changed = false;
        for msg in self.context.link().pending_messages.drain() {
            if self.component.update(&self.context, msg) {
                changed = true;
            }
        }
        changed
    }

    fn props_changed(&mut self, props: Rc<dyn Any>) -> bool {
        let props = match Rc::downcast::<COMP::Properties>(props) {
            Ok(m) => m,
            _ => return false,
        };

        if self.context.props != props {
            let old_props = std::mem::replace(&mut self.context.props, props);
            self.component.changed(&self.context, &old_props)
        } else {
            false
        }
    }

    fn as_any(&self) -> &dyn Any {
        self
    }
}

pub(crate) struct ComponentState {
    inner: Box<dyn Stateful>,
    pub(crate) render_state: ComponentRenderState,
    has_rendered: bool,
    comp_id: usize,
}

impl ComponentState {
    pub(crate) fn downcast_comp_ref<COMP>(&self) -> Option<&COMP>
    where
        COMP: BaseComponent + 'static,
    {
        self.inner
            .as_any()
            .downcast_ref::<CompStateInner<COMP>>()
            .map(|m| &m.component)
    }

    fn render(&mut self, shared_state: AnyState) {
        let new_vdom = self.inner.view();
        let ComponentRenderState {
            bundle,
            parent,
            sibling_slot,
            own_slot,
        } = &mut self.render_state;

        let new_node_ref = bundle.reconcile(parent, sibling_slot.to_position(), new_vdom);
        own_slot.reassign(new_node_ref);

        let first_render = !self.has_rendered;
        self.has_rendered = true;

        scheduler::push_component_rendered(self.comp_id, shared_state, first_render);
    }
}

/// A component that is to be created.
pub(crate) struct Create {
    pub state: AnyState,
    pub comp_id: usize,
    pub render_state: ComponentRenderState,
    pub make: Box<dyn FnOnce() -> Box<dyn Stateful>>,
}

/// What makes a component of its type
pub(crate) fn maker<COMP: BaseComponent>(
    scope: Scope<COMP>,
    props: Rc<COMP::Properties>,
) -> Box<dyn FnOnce() -> Box<dyn Stateful>> {
    Box::new(move || {
        let context = Context { scope, props };

        Box::new(CompStateInner {
            component: COMP::create(&context),
            context,
        })
    })
}

/// What the scheduler has to do for a component. Only the scheduler runs it, so that what is pushed
/// while it runs needs no start of the scheduler.
pub(crate) enum Task {
    /// Create it.
    Create(Box<Create>),
    /// Hand it the messages that were sent to it.
    Update(AnyState),
    /// Hand it new properties, and what comes after it now.
    PropsUpdate(AnyState, Rc<dyn Any>, DomSlot),
    /// Draw it.
    Render(AnyState),
    /// Tell it that it was drawn, and whether for the first time.
    Rendered(AnyState, bool),
    /// Take it away, and say whether the element around it goes too.
    Destroy(AnyState, bool),
}

impl Task {
    /// Does it. Components that have been destroyed by now are skipped.
    pub(crate) fn run(self) {
        match self {
            Self::Create(create) => {
                let Create {
                    state,
                    comp_id,
                    render_state,
                    make,
                } = *create;
                let mut state = state.borrow_mut();
                *state = Some(ComponentState {
                    inner: make(),
                    render_state,
                    has_rendered: false,
                    comp_id,
                });
            }
            Self::Update(shared_state) => {
                if let Some(state) = shared_state.borrow_mut().as_mut() {
                    if state.inner.flush_messages() {
                        scheduler::push_component_render(state.comp_id, shared_state.clone());
                    }
                }
            }
            Self::PropsUpdate(shared_state, props, next_sibling_slot) => {
                if let Some(state) = shared_state.borrow_mut().as_mut() {
                    // When components are updated, their siblings were likely also updated
                    // We also need to shift the bundle so next sibling will be synced to child
                    // components.
                    state.render_state.sibling_slot.reassign(next_sibling_slot);

                    // Only trigger changed if props were changed / next sibling has changed.
                    if state.inner.props_changed(props) {
                        scheduler::push_component_render(state.comp_id, shared_state.clone());
                    }
                }
            }
            Self::Render(shared_state) => {
                if let Some(state) = shared_state.borrow_mut().as_mut() {
                    state.render(shared_state.clone());
                }
            }
            Self::Rendered(shared_state, first_render) => {
                if let Some(state) = shared_state.borrow_mut().as_mut() {
                    state.inner.rendered(first_render);
                }
            }
            Self::Destroy(shared_state, parent_to_detach) => {
                let state = shared_state.borrow_mut().take();
                if let Some(mut state) = state {
                    state.inner.destroy();

                    let ComponentRenderState { bundle, parent, .. } = state.render_state;
                    bundle.detach(&parent, parent_to_detach);
                }
            }
        }
    }
}

#[cfg(all(target_arch = "wasm32", not(target_os = "wasi")))]
#[cfg(test)]
mod tests {
    extern crate self as yew;

    use std::cell::RefCell;
    use std::ops::Deref;
    use std::rc::Rc;

    use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

    use super::*;
    use crate::html::*;
    use crate::{html, Properties};

    wasm_bindgen_test_configure!(run_in_browser);

    #[derive(Clone, Properties, Default, PartialEq)]
    struct ChildProps {
        lifecycle: Rc<RefCell<Vec<String>>>,
    }

    struct Child {}

    impl Component for Child {
        type Message = ();
        type Properties = ChildProps;

        fn create(_ctx: &Context<Self>) -> Self {
            Child {}
        }

        fn rendered(&mut self, ctx: &Context<Self>, _first_render: bool) {
            ctx.props()
                .lifecycle
                .borrow_mut()
                .push("child rendered".into());
        }

        fn update(&mut self, _ctx: &Context<Self>, _: Self::Message) -> bool {
            false
        }

        fn changed(&mut self, _ctx: &Context<Self>, _old_props: &Self::Properties) -> bool {
            false
        }

        fn view(&self, _ctx: &Context<Self>) -> Html {
            html! {}
        }
    }

    #[derive(Clone, Properties, Default, PartialEq)]
    struct Props {
        lifecycle: Rc<RefCell<Vec<String>>>,
        #[allow(dead_code)]
        #[cfg(all(target_arch = "wasm32", not(target_os = "wasi")))]
        create_message: Option<bool>,
        update_message: RefCell<Option<bool>>,
        view_message: RefCell<Option<bool>>,
        rendered_message: RefCell<Option<bool>>,
    }

    struct Comp {
        lifecycle: Rc<RefCell<Vec<String>>>,
    }

    impl Component for Comp {
        type Message = bool;
        type Properties = Props;

        fn create(ctx: &Context<Self>) -> Self {
            ctx.props().lifecycle.borrow_mut().push("create".into());
            #[cfg(all(target_arch = "wasm32", not(target_os = "wasi")))]
            if let Some(msg) = ctx.props().create_message {
                ctx.link().send_message(msg);
            }
            Comp {
                lifecycle: Rc::clone(&ctx.props().lifecycle),
            }
        }

        fn rendered(&mut self, ctx: &Context<Self>, first_render: bool) {
            if let Some(msg) = ctx.props().rendered_message.borrow_mut().take() {
                ctx.link().send_message(msg);
            }
            ctx.props()
                .lifecycle
                .borrow_mut()
                .push(format!("rendered({})", first_render));
        }

        fn update(&mut self, ctx: &Context<Self>, msg: Self::Message) -> bool {
            if let Some(msg) = ctx.props().update_message.borrow_mut().take() {
                ctx.link().send_message(msg);
            }
            ctx.props()
                .lifecycle
                .borrow_mut()
                .push(format!("update({})", msg));
            msg
        }

        fn changed(&mut self, ctx: &Context<Self>, _old_props: &Self::Properties) -> bool {
            self.lifecycle = Rc::clone(&ctx.props().lifecycle);
            self.lifecycle.borrow_mut().push("change".into());
            false
        }

        fn view(&self, ctx: &Context<Self>) -> Html {
            if let Some(msg) = ctx.props().view_message.borrow_mut().take() {
                ctx.link().send_message(msg);
            }
            self.lifecycle.borrow_mut().push("view".into());
            html! { <Child lifecycle={self.lifecycle.clone()} /> }
        }
    }

    impl Drop for Comp {
        fn drop(&mut self) {
            self.lifecycle.borrow_mut().push("drop".into());
        }
    }

    fn test_lifecycle(props: Props, expected: &[&str]) {
        let document = crate::utils::document();
        let scope = Scope::<Comp>::new();
        let parent = document.create_element("div").unwrap();

        let lifecycle = props.lifecycle.clone();

        lifecycle.borrow_mut().clear();
        let _ = scope.mount_in_place(parent, DomSlot::at_end(), Rc::new(props));
        crate::scheduler::start_now();

        assert_eq!(&lifecycle.borrow_mut().deref()[..], expected);
    }

    #[test]
    fn lifecycle_tests() {
        let lifecycle: Rc<RefCell<Vec<String>>> = Rc::default();

        test_lifecycle(
            Props {
                lifecycle: lifecycle.clone(),
                ..Props::default()
            },
            &["create", "view", "child rendered", "rendered(true)"],
        );

        test_lifecycle(
            Props {
                lifecycle: lifecycle.clone(),
                #[cfg(all(target_arch = "wasm32", not(target_os = "wasi")))]
                create_message: Some(false),
                ..Props::default()
            },
            &[
                "create",
                "view",
                "child rendered",
                "rendered(true)",
                "update(false)",
            ],
        );

        test_lifecycle(
            Props {
                lifecycle: lifecycle.clone(),
                view_message: RefCell::new(Some(true)),
                ..Props::default()
            },
            &[
                "create",
                "view",
                "child rendered",
                "rendered(true)",
                "update(true)",
                "view",
                "rendered(false)",
            ],
        );

        test_lifecycle(
            Props {
                lifecycle: lifecycle.clone(),
                view_message: RefCell::new(Some(false)),
                ..Props::default()
            },
            &[
                "create",
                "view",
                "child rendered",
                "rendered(true)",
                "update(false)",
            ],
        );

        test_lifecycle(
            Props {
                lifecycle: lifecycle.clone(),
                rendered_message: RefCell::new(Some(false)),
                ..Props::default()
            },
            &[
                "create",
                "view",
                "child rendered",
                "rendered(true)",
                "update(false)",
            ],
        );

        test_lifecycle(
            Props {
                lifecycle: lifecycle.clone(),
                rendered_message: RefCell::new(Some(true)),
                ..Props::default()
            },
            &[
                "create",
                "view",
                "child rendered",
                "rendered(true)",
                "update(true)",
                "view",
                "rendered(false)",
            ],
        );

        // This also tests render deduplication after the first render
        test_lifecycle(
            Props {
                lifecycle,
                #[cfg(all(target_arch = "wasm32", not(target_os = "wasi")))]
                create_message: Some(true),
                update_message: RefCell::new(Some(true)),
                ..Props::default()
            },
            &[
                "create",
                "view",
                "child rendered",
                "rendered(true)",
                "update(true)",
                "update(true)",
                "view",
                "rendered(false)",
            ],
        );
    }
}
