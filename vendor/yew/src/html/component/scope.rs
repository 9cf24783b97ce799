//! Component scope module

use std::cell::{Ref, RefCell};
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::rc::Rc;
use std::sync::atomic::{AtomicUsize, Ordering};

use web_sys::Element;

use super::lifecycle::{maker, ComponentRenderState, ComponentState, Create, Task};
use super::BaseComponent;
use crate::callback::Callback;
use crate::dom_bundle::{Bundle, DomSlot, DynamicDomSlot};
use crate::scheduler::{self, Shared};

/// What is known of a component where its type is not.
pub(crate) type AnyState = Shared<Option<ComponentState>>;

/// A context which allows sending messages to a component.
pub struct Scope<COMP: BaseComponent> {
    _marker: PhantomData<COMP>,
    pub(crate) pending_messages: MsgQueue<COMP::Message>,
    pub(crate) state: AnyState,
    pub(crate) id: usize,
}

impl<COMP: BaseComponent> fmt::Debug for Scope<COMP> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Scope<_>")
    }
}

impl<COMP: BaseComponent> Clone for Scope<COMP> {
    fn clone(&self) -> Self {
        Scope {
            _marker: PhantomData,
            pending_messages: self.pending_messages.clone(),
            state: self.state.clone(),
            id: self.id,
        }
    }
}

impl<COMP: BaseComponent> Scope<COMP> {
    /// Creates a `Callback` which will send a message to the linked
    /// component's update method when invoked.
    pub fn callback<F, IN, M>(&self, function: F) -> Callback<IN>
    where
        M: Into<COMP::Message>,
        F: Fn(IN) -> M + 'static,
    {
        let scope = self.clone();
        let closure = move |input| {
            let output = function(input);
            scope.send_message(output);
        };
        Callback::from(closure)
    }

    /// Creates a `Callback` which will send a batch of messages back
    /// to the linked component's update method when invoked.
    ///
    /// The callback function's return type is generic to allow for dealing with both
    /// `Option` and `Vec` nicely. `Option` can be used when dealing with a callback that
    /// might not need to send an update.
    ///
    /// ```text
    /// link.batch_callback(|_| vec![Msg::A, Msg::B]);
    /// link.batch_callback(|_| Some(Msg::A));
    /// ```
    pub fn batch_callback<F, IN, OUT>(&self, function: F) -> Callback<IN>
    where
        F: Fn(IN) -> OUT + 'static,
        OUT: SendAsMessage<COMP>,
    {
        let scope = self.clone();
        let closure = move |input| {
            let messages = function(input);
            messages.send(&scope);
        };
        closure.into()
    }

    /// Returns the linked component if available
    pub fn get_component(&self) -> Option<impl Deref<Target = COMP> + '_> {
        self.state.try_borrow().ok().and_then(|state_ref| {
            Ref::filter_map(state_ref, |state| {
                state.as_ref().and_then(|m| m.downcast_comp_ref::<COMP>())
            })
            .ok()
        })
    }

    /// Send a message to the component.
    pub fn send_message<T>(&self, msg: T)
    where
        T: Into<COMP::Message>,
    {
        // We are the first message in queue, so we queue the update.
        if self.pending_messages.push(msg.into()) == 1 {
            scheduler::push_component_update(Task::Update(self.state.clone()));
        }
    }

    /// Send a batch of messages to the component.
    ///
    /// This is slightly more efficient than calling [`send_message`](Self::send_message)
    /// in a loop.
    pub fn send_message_batch(&self, mut messages: Vec<COMP::Message>) {
        let msg_len = messages.len();

        // The queue was empty, so we queue the update
        if self.pending_messages.append(&mut messages) == msg_len {
            scheduler::push_component_update(Task::Update(self.state.clone()));
        }
    }
}

#[derive(Debug)]
pub(crate) struct MsgQueue<Msg>(Shared<Vec<Msg>>);

impl<Msg> MsgQueue<Msg> {
    pub fn new() -> Self {
        MsgQueue(Rc::default())
    }

    pub fn push(&self, msg: Msg) -> usize {
        let mut inner = self.0.borrow_mut();
        inner.push(msg);

        inner.len()
    }

    pub fn append(&self, other: &mut Vec<Msg>) -> usize {
        let mut inner = self.0.borrow_mut();
        inner.append(other);

        inner.len()
    }

    pub fn drain(&self) -> Vec<Msg> {
        self.0.take()
    }
}

impl<Msg> Clone for MsgQueue<Msg> {
    fn clone(&self) -> Self {
        MsgQueue(self.0.clone())
    }
}

static COMP_ID_COUNTER: AtomicUsize = AtomicUsize::new(0);

impl<COMP: BaseComponent> Scope<COMP> {
    /// Create a scope
    pub(crate) fn new() -> Self {
        Scope {
            _marker: PhantomData,
            pending_messages: MsgQueue::new(),
            state: Rc::new(RefCell::new(None)),
            id: COMP_ID_COUNTER.fetch_add(1, Ordering::SeqCst),
        }
    }

    /// Mounts a component with `props` to the specified `element` in the DOM.
    pub(crate) fn mount_in_place(
        &self,
        parent: Element,
        slot: DomSlot,
        props: Rc<COMP::Properties>,
    ) -> DynamicDomSlot {
        let sibling_slot = DynamicDomSlot::new(slot);
        let own_slot = DynamicDomSlot::new(sibling_slot.to_position());
        let shared_slot = own_slot.clone();

        let create = Create {
            state: self.state.clone(),
            comp_id: self.id,
            render_state: ComponentRenderState {
                bundle: Bundle::new(),
                own_slot,
                parent,
                sibling_slot,
            },
            make: maker(self.clone(), props),
        };
        scheduler::push_component_create(
            self.id,
            Task::Create(Box::new(create)),
            self.state.clone(),
        );
        shared_slot
    }
}

/// Defines a message type that can be sent to a component.
/// Used for the return value of closure given to
/// [Scope::batch_callback](struct.Scope.html#method.batch_callback).
pub trait SendAsMessage<COMP: BaseComponent> {
    /// Sends the message to the given component's scope.
    /// See [Scope::batch_callback](struct.Scope.html#method.batch_callback).
    fn send(self, scope: &Scope<COMP>);
}

impl<COMP> SendAsMessage<COMP> for Option<COMP::Message>
where
    COMP: BaseComponent,
{
    fn send(self, scope: &Scope<COMP>) {
        if let Some(msg) = self {
            scope.send_message(msg);
        }
    }
}

impl<COMP> SendAsMessage<COMP> for Vec<COMP::Message>
where
    COMP: BaseComponent,
{
    fn send(self, scope: &Scope<COMP>) {
        scope.send_message_batch(self);
    }
}
